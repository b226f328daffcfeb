//! The stories, as data: who, what for, and what happened how many working days ago.

use crate::domain::{
    case::{Application, Case, DecisionKind, ReturnCode},
    check::Verdict,
    escalation::NegativeKind,
    exemption::SatisfyBy,
    guide::{Guide, SpecialKind, ToleranceMode},
    lifecycle::{Act, act},
    role::Role,
};

/// One thing that somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    Receive,
    Accept,
    Tolerate,
    Notify,
    HandIn,
    ProposeNegative(NegativeKind),
    HandOver,
    SignFor,
    SendBack,
    SpecialStart(SpecialKind),
    Review,
    Grant,
    ToIssue,
    Deliver,
}

/// Working days ago, minutes after nine, and what happened.
pub(super) type At = (u32, i64, Beat);

/// One case's story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Story {
    /// Beginning of the item's name.
    pub item: &'static str,
    /// Name of the applicant.
    pub applicant: &'static str,
    /// Answers that differ from the first choice.
    pub answers: &'static [(&'static str, &'static str)],
    /// Materials (by number) that were not there.
    pub lacking: &'static [u32],
    /// What happened.
    pub beats: &'static [At],
}

use Beat::{
    Accept, Deliver, Grant, HandIn, HandOver, Notify, ProposeNegative, Receive, Review, SendBack, SignFor,
    SpecialStart, ToIssue, Tolerate,
};

pub(super) const STORIES: &[Story] = &[
    Story {
        item: "食品经营许可", applicant: "高艳霞", answers: &[], lacking: &[], beats: &[(4, 20, Receive)]
    },
    Story { item: "小餐饮登记", applicant: "梁志华", answers: &[], lacking: &[4], beats: &[(1, 35, Receive)] },
    Story {
        item: "公共场所卫生许可",
        applicant: "扬州演示宾馆有限公司",
        answers: &[("air", "none")],
        lacking: &[2],
        beats: &[(6, 50, Receive), (6, 62, Notify)],
    },
    Story {
        item: "劳务派遣经营许可",
        applicant: "扬州演示劳务有限公司",
        answers: &[],
        lacking: &[1],
        beats: &[(9, 15, Receive), (9, 28, Notify), (2, 40, HandIn)],
    },
    Story {
        item: "食品经营许可",
        applicant: "扬州演示餐饮管理有限公司",
        answers: &[],
        lacking: &[6],
        beats: &[(3, 10, Receive), (3, 16, Tolerate), (3, 25, HandOver), (2, 20, SignFor)],
    },
    Story {
        item: "城镇污水排入排水管网许可",
        applicant: "扬州演示物业服务有限公司",
        answers: &[],
        lacking: &[],
        beats: &[(1, 60, Receive), (1, 66, Accept), (1, 90, HandOver)],
    },
    Story {
        item: "80周岁以上老年人高龄津贴发放",
        applicant: "孙兰花",
        answers: &[("group", "other")],
        lacking: &[],
        beats: &[(1, 120, Receive), (1, 126, Accept)],
    },
    Story {
        item: "人力资源服务许可",
        applicant: "扬州演示科技有限公司",
        answers: &[],
        lacking: &[],
        beats: &[(8, 30, Receive), (8, 37, Accept), (8, 45, HandOver), (7, 10, SignFor), (1, 200, Review)],
    },
    Story {
        item: "医师执业注册",
        applicant: "方建平",
        answers: &[],
        lacking: &[],
        beats: &[(1, 20, Receive), (1, 27, Accept), (1, 40, HandOver), (1, 80, SignFor), (1, 170, Review)],
    },
    Story {
        item: "医师执业注册",
        applicant: "罗浩",
        answers: &[],
        lacking: &[],
        beats: &[(1, 35, Receive), (1, 42, Accept), (1, 58, HandOver), (1, 95, SignFor), (1, 180, Review)],
    },
    Story {
        item: "机动车维修经营备案",
        applicant: "扬州演示汽车维修有限公司",
        answers: &[],
        lacking: &[],
        beats: &[
            (5, 40, Receive),
            (5, 47, Accept),
            (5, 55, HandOver),
            (4, 30, SignFor),
            (3, 90, Review),
            (3, 200, Grant),
            (2, 30, ToIssue),
        ],
    },
    Story {
        item: "特种设备使用登记",
        applicant: "扬州演示旧货有限公司",
        answers: &[],
        lacking: &[],
        beats: &[(3, 70, Receive), (3, 77, Accept), (3, 84, HandOver), (2, 50, SignFor), (1, 100, SendBack)],
    },
    Story {
        item: "食品经营许可",
        applicant: "迪丽娜尔·艾合买提江",
        answers: &[("what", "prepacked")],
        lacking: &[],
        beats: &[(1, 140, Receive), (1, 155, ProposeNegative(NegativeKind::NotRequired))],
    },
    Story {
        item: "公共场所卫生许可",
        applicant: "扬州市江都区红红理发店(演示)",
        answers: &[("air", "none")],
        lacking: &[],
        beats: &[
            (6, 80, Receive),
            (6, 86, Accept),
            (6, 95, HandOver),
            (5, 20, SignFor),
            (4, 60, SpecialStart(SpecialKind::Site)),
        ],
    },
    Story {
        item: "临时救助",
        applicant: "刘凤英",
        answers: &[],
        lacking: &[],
        beats: &[
            (10, 25, Receive),
            (10, 33, Accept),
            (10, 41, HandOver),
            (9, 60, SignFor),
            (7, 30, Review),
            (7, 120, Grant),
            (6, 20, ToIssue),
            (5, 70, Deliver),
        ],
    },
    Story {
        item: "不动产转移登记",
        applicant: "杨晓芳",
        answers: &[],
        lacking: &[],
        beats: &[
            (4, 110, Receive),
            (4, 118, Accept),
            (4, 124, HandOver),
            (3, 15, SignFor),
            (2, 80, Review),
            (2, 160, Grant),
        ],
    },
];

impl Beat {
    /// In which role it is done.
    pub(super) fn role(self) -> Role {
        match self {
            Receive | Accept | Tolerate | Notify | HandIn | ProposeNegative(_) | HandOver => Role::Clerk,
            SignFor | SendBack | SpecialStart(_) | Review | ToIssue => Role::Reviewer,
            Grant => Role::Approver,
            Deliver => Role::IssueClerk,
        }
    }

    /// The window asks the credit register before it offers tolerance (R2.11).
    pub(super) fn asks_credit(self) -> bool {
        self == Tolerate
    }
}

/// The command behind a beat.
pub(super) fn act(beat: Beat, story: &Story, guide: &Guide, application: Application, case: Option<&Case>) -> Act {
    let lacking = || guide.materials.iter().filter(|material| story.lacking.contains(&material.no));
    match beat {
        Receive => {
            Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
        }
        Accept => Act::Accept(act::Checks::default()),
        Tolerate => Act::AcceptWithTolerance(act::ToleranceDemand {
            lines: lacking()
                .map(|material| act::ToleratedMaterial {
                    material_code: material.code.clone(),
                    mode: ToleranceMode::SupplementLater,
                    due_days: None,
                })
                .collect(),
            signed: true,
            signed_by_applicant: true,
            credit_evidence: None,
            materials: Vec::new(),
        }),
        Notify => Act::NotifySupplement(act::SupplementDemand {
            lines: lacking()
                .map(|material| crate::domain::case::SupplementLine {
                    material_code: material.code.clone(),
                    lack: "未提交".to_owned(),
                    standard: material
                        .review_points
                        .first()
                        .map_or_else(|| format!("按指南提交{}", material.name), |point| point.text.clone()),
                    how: "到综合窗口提交或者邮寄".to_owned(),
                    sample_given: material.sample,
                })
                .collect(),
            term_days: None,
            signed: true,
        }),
        HandIn => Act::SupplementHandIn(act::Arrival {
            material_codes: lacking().map(|material| material.code.clone()).collect(),
            reached_at: None,
        }),
        ProposeNegative(kind) => Act::NegativePropose(act::NegativeProposal {
            kind,
            facts: "申请人仅销售预包装食品,无需取得食品经营许可".to_owned(),
            basis: "食品安全法第三十五条第一款".to_owned(),
            guidance: "已告知可以办理仅销售预包装食品备案".to_owned(),
        }),
        HandOver => Act::HandOver(act::Transfer { bag_no: Some("Y-0001".to_owned()), ..act::Transfer::default() }),
        SignFor => {
            let lines = case.and_then(|case| case.hand_overs.last()).map(|transfer| &transfer.lines);
            let lines_checked = lines.into_iter().flatten().map(|(code, _)| code.clone()).collect();
            Act::SignFor(act::SignedFor { lines_checked })
        }
        SendBack => Act::SendBack(act::SendBack {
            code: ReturnCode::Unreadable,
            reason: "第三号材料复印件不清,无法辨认".to_owned(),
        }),
        SpecialStart(kind) => Act::SpecialStart(act::SpecialStart {
            kind,
            days: 5,
            reason: "需核查经营场所卫生设施".to_owned(),
            basis: guide.special.iter().find(|rule| rule.kind == kind).map(basis).unwrap_or_default(),
            officers: vec!["施慧敏".to_owned(), "朱明".to_owned()],
            place: "申请人经营场所".to_owned(),
        }),
        Review => Act::ReviewFinish(act::ReviewOpinion {
            opinion: DecisionKind::Grant,
            reasons: "材料齐全,符合法定条件".to_owned(),
        }),
        Grant => Act::Grant(act::GrantDecision {
            content: format!("准予{}", guide.name),
            valid_until: None,
            overdue_reason: None,
            batch: false,
        }),
        ToIssue => Act::ResultHandOver(act::Transfer::default()),
        Deliver => Act::Deliver(act::Receiver {
            name: story.applicant.to_owned(),
            identity_checked: true,
            is_agent: false,
            signed: true,
        }),
    }
}

fn basis(rule: &crate::domain::guide::SpecialRule) -> String {
    rule.pause_basis.clone().unwrap_or_else(|| "行政许可法第四十五条".to_owned())
}

/// What the clerk found on the counter for a material that lies there.
pub(super) const THERE: (Option<SatisfyBy>, Verdict) = (Some(SatisfyBy::PaperOriginal), Verdict::Ok);
