//! One good payload per act, for the small hall.

use jiff::civil::date;

use super::{Journey, absent_row, act, line, ok_row};
use crate::domain::{
    case::{DecisionKind, FeeState, OverdueCode, Party, ReturnCode},
    escalation::NegativeKind,
    guide::{SpecialKind, ToleranceMode},
    lifecycle::Act,
};

pub fn because(text: &str) -> act::Reasoned {
    act::Reasoned { reason: text.into(), basis: "行政许可法 第六十九条".into() }
}

pub fn notify(codes: &[&str]) -> Act {
    Act::NotifySupplement(act::SupplementDemand {
        lines: codes.iter().map(|code| line(code)).collect(),
        term_days: None,
        signed: true,
    })
}

pub fn hold(codes: &[&str]) -> Act {
    Act::HoldPapers(act::PaperStore { lines: codes.iter().map(|code| line(code)).collect(), place: "柜3".into() })
}

pub fn tolerate(codes: &[&str]) -> Act {
    let lines = codes.iter().map(|code| act::ToleratedMaterial {
        material_code: (*code).into(),
        mode: ToleranceMode::SupplementLater,
        due_days: None,
    });
    Act::AcceptWithTolerance(act::ToleranceDemand {
        lines: lines.collect(),
        signed: true,
        signed_by_applicant: false,
        credit_evidence: None,
        materials: Vec::new(),
    })
}

pub fn commit(codes: &[&str]) -> Act {
    Act::AcceptOnCommitment(act::CommitmentLetter {
        material_codes: codes.iter().map(|code| (*code).into()).collect(),
        signed: true,
        signed_by_applicant: false,
        credit_evidence: None,
        materials: Vec::new(),
    })
}

pub fn checks(rows: &[crate::domain::check::MaterialRow]) -> act::Checks {
    act::Checks { materials: rows.to_vec(), ..act::Checks::default() }
}

pub fn hand_in(code: &str) -> Act {
    Act::SupplementHandIn(act::Arrival { material_codes: vec![code.into()], reached_at: None })
}

pub fn proposal(kind: NegativeKind) -> act::NegativeProposal {
    act::NegativeProposal {
        kind, facts: "地址在外区".into(), basis: "某法 第三条".into(), guidance: "已告知".into()
    }
}

pub fn confirm(kind: NegativeKind) -> Act {
    Act::NegativeConfirm(act::NegativeRuling {
        kind,
        competent_organ: Some("广陵区市场监督管理局".into()),
        reason: "属实".into(),
    })
}

pub fn withdraw() -> Act {
    Act::Withdraw(act::Withdrawal {
        signed: true,
        signed_by_applicant: false,
        reason: String::new(),
        papers_returned: true,
    })
}

pub fn sign_for() -> Act {
    Act::SignFor(act::SignedFor { lines_checked: vec!["m1".into(), "m2".into(), "m4".into()] })
}

pub fn special(kind: SpecialKind, days: u32) -> Act {
    Act::SpecialStart(act::SpecialStart {
        kind,
        days,
        reason: "需要评审".into(),
        basis: "行政许可法 第四十五条".into(),
        officers: vec!["王某".into(), "李某".into()],
        place: String::new(),
    })
}

pub fn end_special(kind: SpecialKind) -> Act {
    Act::SpecialEnd(act::SpecialEnd { kind, result: "通过".into() })
}

pub fn extend(days: u32) -> Act {
    Act::Extend(act::ExtensionDemand { days, reason: "案情复杂".into() })
}

pub fn suspend() -> Act {
    Act::Suspend(act::SuspensionDemand { basis: String::new(), requested_in_writing: true, reason: "诉讼".into() })
}

pub fn finish() -> Act {
    Act::ReviewFinish(act::ReviewOpinion { opinion: DecisionKind::Grant, reasons: "符合条件".into() })
}

pub fn grant() -> Act {
    Act::Grant(act::GrantDecision {
        content: "准予经营".into(), valid_until: None, overdue_reason: None, batch: false
    })
}

pub fn late_grant() -> Act {
    Act::Grant(act::GrantDecision {
        content: "准予经营".into(),
        valid_until: None,
        overdue_reason: Some("人员不足".into()),
        batch: false,
    })
}

pub fn back(text: &str) -> Act {
    Act::SendBack(act::SendBack { code: ReturnCode::WrongDepartment, reason: text.into() })
}

pub fn refuse(overdue: Option<&str>) -> Act {
    Act::Refuse(act::Refusing {
        facts: "面积不足".into(),
        reasons: "不符合条件".into(),
        basis: "某法 第五条".into(),
        overdue_reason: overdue.map(str::to_owned),
    })
}

pub fn terminate() -> Act {
    Act::Terminate(act::Termination { fact: act::TerminationFact::ApplicantGone, facts: "申请人死亡".into() })
}

pub fn bring(rows: &[crate::domain::check::MaterialRow]) -> Act {
    Act::ToleranceReceive(act::ToleranceArrival {
        materials: rows.to_vec(), reached_at: None, wrong: "未盖章".into()
    })
}

pub fn extend_tolerance(due: jiff::civil::Date) -> Act {
    Act::ToleranceExtend(act::ToleranceExtension { due, force_majeure: "洪水".into() })
}

pub fn receiver() -> act::Receiver {
    act::Receiver { name: "张三".into(), identity_checked: true, is_agent: false, signed: true }
}

pub fn post() -> Act {
    Act::Post(act::Parcel { parcel_no: "EMS1".into() })
}

pub fn slip(journey: &Journey) -> Act {
    Act::ConfirmPost(act::SignedParcel { signed_at: journey.now, by: "张三".into() })
}

pub fn verify(kept: bool) -> Act {
    Act::CommitmentVerify(act::Verification { kept, record: "已查".into() })
}

pub fn draft(journey: &Journey) -> act::Draft {
    act::Draft {
        application: journey.application(&[ok_row("m1"), ok_row("m2"), ok_row("m4")]),
        slip_no: Some("代1".into()),
        collected_at: None,
        agreement: Some("协议1".into()),
        originals: Vec::new(),
    }
}

pub fn decide_at_once(journey: &Journey) -> Act {
    Act::ReceiveAndDecide(Box::new(act::ImmediateDecision {
        receiving: journey.receiving(&[ok_row("m1"), ok_row("m2"), ok_row("m4")]),
        rule_id: Some("R-1".into()),
        approval: None,
        content: "准予".into(),
        receiver: receiver(),
    }))
}

/// One act of every command type.
#[allow(clippy::too_many_lines, reason = "a payload for each of the acts")]
pub fn all(journey: &Journey) -> Vec<Act> {
    let rows = [ok_row("m1"), ok_row("m2"), ok_row("m4")];
    let receiving = || Box::new(journey.receiving(&rows));
    let letter = crate::domain::agency::Letter {
        letter_no: None,
        kind: crate::domain::agency::AgentKind::Private,
        agent_name: "李四".into(),
        agent_number: "000000199001010026".into(),
        agent_phone: None,
        agent_person: None,
        relation: None,
        items: Vec::new(),
        ticks: crate::domain::agency::ALL_TICKS.into_iter().collect(),
        valid_from: None,
        valid_until: None,
        may_sub_delegate: false,
        signed_by_principal: true,
        signed_by_agent: true,
    };
    vec![
        Act::DraftSubmit(Box::new(draft(journey))),
        Act::DraftCollect(Box::new(draft(journey))),
        Act::DraftApprove(because("符合")),
        Act::DraftDiscard(because("不办了")),
        Act::ConsultRecord(act::Consultation {
            guide_version: None,
            question: "能办吗".into(),
            answer: "能".into(),
            negative: None,
            notice_given: true,
        }),
        Act::Receive(receiving()),
        Act::ReceiveAndAccept(receiving()),
        decide_at_once(journey),
        Act::CorrectOnSpot(act::Correction {
            changes: vec![act::Change { field: "area".into(), old: "80".into(), new: "90".into() }],
            materials: Vec::new(),
            initials: true,
            initialled_by_applicant: true,
        }),
        notify(&["m4"]),
        Act::Accept(act::Checks::default()),
        commit(&["m4"]),
        tolerate(&["m2"]),
        hold(&["m4"]),
        Act::AskDepartment(act::Question { text: "可否受理".into() }),
        Act::DepartmentAnswer(act::Opinion { accept: true, text: "可以".into() }),
        hand_in("m4"),
        Act::SupplementCheck(checks(&[ok_row("m4")])),
        Act::NegativePropose(proposal(NegativeKind::NotCompetent)),
        Act::NegativeRecord(proposal(NegativeKind::TerminateBreach)),
        confirm(NegativeKind::NotCompetent),
        Act::NegativeOverrule(because("应受理")),
        Act::NegativeReferUp(because("疑难")),
        withdraw(),
        Act::HandOver(act::Transfer::default()),
        sign_for(),
        back("转错部门"),
        Act::RuleOnPower(because("已受理,须作出决定")),
        Act::SpecialAllow(act::SpecialPermission { kind: SpecialKind::Hearing, basis: "第四十六条".into() }),
        special(SpecialKind::Expert, 5),
        end_special(SpecialKind::Expert),
        extend(5),
        suspend(),
        Act::Resume(because("原因消除")),
        Act::AskApplicant(act::Question { text: "面积多少".into() }),
        finish(),
        Act::ReviewSendBack(because("再查")),
        late_grant(),
        refuse(Some("人员不足")),
        Act::TerminationPropose(because("申请人死亡")),
        terminate(),
        bring(&[ok_row("m2")]),
        extend_tolerance(date(2026, 9, 11)),
        Act::ToleranceBreach(because("逾期未补")),
        Act::ResultHandOver(act::Transfer::default()),
        Act::Deliver(receiver()),
        post(),
        slip(journey),
        Act::PostFailed(because("无人")),
        Act::Evaluate(act::Evaluation { grade: 5, text: String::new() }),
        verify(true),
        Act::Revoke(because("骗取")),
        Act::Archive(because("")),
        Act::MaterialRecord(checks(&[absent_row("m4")])),
        Act::NoteAdd(act::Note { text: "备注".into() }),
        Act::PaperMove(act::PaperMove { material_codes: Vec::new(), returned: true }),
        Act::DocumentPrint(act::Print { document_no: "Rcv1".into(), copies: 1, reason: String::new() }),
        Act::FeeRecord(act::FeeRecord { state: FeeState::None, amount_fen: 0, ticket_no: String::new() }),
        Act::FormRecord(act::FormRecord::default()),
        Act::AgentLetterRecord(Box::new(act::AgentLetter {
            agent: Party {
                name: letter.agent_name.clone(),
                number: letter.agent_number.clone(),
                ..journey.application(&[]).applicant
            },
            letter,
        })),
        Act::DocumentCorrect(act::DocumentCorrection { document_no: "Rcv1".into(), correction: "份数有误".into() }),
        Act::Claim(act::Claim::default()),
        Act::Release(act::Release::default()),
        Act::OverdueExplain(act::OverdueExplanation { code: OverdueCode::Staffing, text: "两人休假".into() }),
        Act::ResultSignFor(act::ResultSignedFor::default()),
        Act::SupervisionSignFor(because("已知悉")),
        Act::System(act::SystemFire { transition: 13, due_at: journey.now }),
    ]
}
