//! Every paper of RULES 1.7 can be issued, bears every field of its row, and refuses to be issued without one.

use jiff::{Timestamp, civil::date};
use uuid::Uuid;

use super::*;
use crate::domain::{
    agency::{AgentKind, Letter, Tick},
    case::{
        AgentOnCase, Application, Channel, Commitment, CommitmentState, Decision, DecisionKind, Delivery,
        DeliveryRecord, DocumentRef, Extension, HandOver, Negative, Party, State, SupplementLine, SupplementNotice,
        Tolerance, ToleranceState,
    },
    check::{MaterialRow, Verdict},
    clock::Clock,
    escalation::NegativeKind,
    exemption::SatisfyBy,
    guide::{DeliveryWay, Guide, ServiceObject, SpecialKind, ToleranceMode, fixtures},
    lifecycle::act::{
        NegativeProposal, NegativeRuling, Question, Reasoned, Receiver, Refusing, SpecialEnd, SpecialStart,
        SuspensionDemand, Termination, TerminationFact, ToleranceDemand, Withdrawal,
    },
    procedure::{Pauses, SpecialRun},
    role::{Mandate, Role},
    settings::Profile,
    tolerance::{LineState, ToleranceLine},
};

const KINDS: [DocumentKind; 25] = [
    DocumentKind::Rcv,
    DocumentKind::Acc,
    DocumentKind::Nac,
    DocumentKind::Sup,
    DocumentKind::Src,
    DocumentKind::Tol,
    DocumentKind::Tcm,
    DocumentKind::Com,
    DocumentKind::Spn,
    DocumentKind::Spe,
    DocumentKind::Ext,
    DocumentKind::Sus,
    DocumentKind::Res,
    DocumentKind::Ter,
    DocumentKind::Wda,
    DocumentKind::Wdn,
    DocumentKind::Rtn,
    DocumentKind::Gra,
    DocumentKind::Ref,
    DocumentKind::Dlv,
    DocumentKind::Trf,
    DocumentKind::Aut,
    DocumentKind::Frb,
    DocumentKind::Inq,
    DocumentKind::Rvk,
];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn party(name: &str, number: &str) -> Party {
    Party {
        kind: ServiceObject::Person,
        name: name.into(),
        number_kind: "citizen_id".into(),
        number: number.into(),
        phone: "13812345678".into(),
        address: "扬州市邗江区文昌西路1号".into(),
        legal_representative: None,
    }
}

fn row(code: &str, by: SatisfyBy) -> MaterialRow {
    MaterialRow {
        by: Some(by),
        originals: 1,
        pages: 2,
        verdict: Verdict::Ok,
        ..serde_json::from_value(serde_json::json!({"material_code": code, "verdict": "ok"})).unwrap()
    }
}

/// A case on which everything has happened at once, so that every paper finds its fields.
fn case(guide: &Guide) -> Case {
    let letter = Letter {
        ticks: [Tick::Submit, Tick::ReceiveNotices].into(),
        ..serde_json::from_value(serde_json::json!({
            "letter_no": "委〔2026〕7", "kind": serde_json::to_value(AgentKind::Private).unwrap(),
            "agent_name": "李四", "agent_number": "000000198001010015", "items": [], "ticks": [],
            "may_sub_delegate": false, "signed_by_principal": true, "signed_by_agent": true
        }))
        .unwrap()
    };
    let application = Application {
        applicant: party("张桂兰", "000000199001010018"),
        agent: Some(AgentOnCase { party: party("李四", "000000198001010015"), letter }),
        guide_version: guide.id.clone(),
        answers: Vec::new(),
        materials: vec![row("m1", SatisfyBy::PaperOriginal), row("m4", SatisfyBy::CopyChecked)],
        form: [].into(),
        form_sources: [].into(),
        channel: Channel::Window,
        delivery: Delivery { way: DeliveryWay::Window, address: String::new() },
    };
    let mut case = Case::draft(Uuid::from_u128(1), application, guide, "2026");
    case.case_no = Some("113210000141234567400010100200001202609010001".into());
    case.receipt_no = Some("26090100300012".into());
    case.received_at = Some(at("2026-09-01T01:05:00Z"));
    case.accepted_on = Some(date(2026, 9, 1));
    case.clocks.statutory = Some(Clock::working_days(date(2026, 9, 1), 20));
    case.clocks.promised = Some(Clock::working_days(date(2026, 9, 1), 10));
    case.supplement = Some(SupplementNotice {
        lines: vec![SupplementLine {
            material_code: "m4".into(),
            lack: "缺".into(),
            standard: "在有效期内".into(),
            how: "窗口".into(),
            sample_given: true,
        }],
        met: vec!["m4".into()],
        issued_at: at("2026-09-01T01:05:00Z"),
        term_days: 15,
        due: date(2026, 9, 22),
        overdue: false,
        handed_in: Vec::new(),
    });
    case.tolerance = Tolerance {
        state: ToleranceState::Open,
        lines: vec![ToleranceLine {
            material_code: "m2".into(),
            mode: ToleranceMode::SupplementLater,
            due: Some(date(2026, 9, 8)),
            form: None,
            blocks_issue: true,
            blocks_decision: true,
            verify_by: None,
            extensions: 0,
            state: LineState::Open,
            reached_on: None,
        }],
        due: Some(date(2026, 9, 8)),
        extensions: 0,
    };
    case.commitment = Commitment { state: CommitmentState::Open, material_codes: vec!["m4".into()], verify_by: None };
    case.negative = Some(Negative {
        kind: NegativeKind::NotCompetent,
        previous: State::Received,
        facts: "申请的是省级事项".into(),
        basis: "行政许可法第三十二条第一款第(二)项".into(),
        guidance: "已告知省局地址".into(),
        proposed_by: Uuid::from_u128(7),
        proposed_at: at("2026-09-01T01:05:00Z"),
        rung: 1,
        due_at: Some(at("2026-09-01T08:00:00Z")),
    });
    case.special = vec![SpecialRun {
        kind: SpecialKind::Expert,
        reason: "涉及新工艺".into(),
        basis: "行政许可法第四十五条".into(),
        days: 8,
        officers: Vec::new(),
        place: None,
        notice_no: Some("x".into()),
        started_on: date(2026, 9, 3),
        planned_end: date(2026, 9, 15),
        longest_end: None,
        ended_on: Some(date(2026, 9, 14)),
        result: Some("同意".into()),
        pauses: Pauses { promised: true, statutory: true },
    }];
    case.extension = Some(Extension { days: 10, reason: "检测排期".into(), at: at("2026-09-10T01:00:00Z") });
    case.hand_overs = vec![HandOver {
        to: "食品经营科".into(),
        bag_no: Some("B7".into()),
        lines: vec![("m1".into(), 1)],
        sent_at: at("2026-09-01T02:00:00Z"),
        signed_at: None,
        signed_by: None,
        sent_back: None,
        sent_back_code: None,
    }];
    case.decision = Some(Decision {
        kind: DecisionKind::Grant,
        content: "准予从事热食类食品制售".into(),
        basis: "食品安全法".into(),
        valid_until: Some(date(2031, 9, 1)),
        result_no: Some("JY2321000000001".into()),
        overdue_reason: None,
        at: at("2026-09-10T02:00:00Z"),
        by: Uuid::from_u128(9),
        withheld: false,
    });
    case.delivery = Some(DeliveryRecord {
        way: DeliveryWay::Window,
        receiver: Some("张桂兰".into()),
        parcel_no: None,
        sent_at: None,
        delivered_at: Some(at("2026-09-11T02:00:00Z")),
        failed: 0,
    });
    let paper = |kind, no: &str| DocumentRef {
        kind,
        no: no.into(),
        sha256: String::new(),
        issued_at: at("2026-09-01T01:05:00Z"),
        corrects: None,
    };
    case.documents = vec![
        paper(DocumentKind::Sup, "扬市监补正〔2026〕00001号"),
        paper(DocumentKind::Tcm, "扬市监容承〔2026〕00001号"),
        paper(DocumentKind::Wda, "扬市监撤回〔2026〕00001号"),
    ];
    case
}

fn act(kind: DocumentKind) -> Act {
    let reasoned = || Reasoned { reason: "事实与理由".into(), basis: String::new() };
    match kind {
        DocumentKind::Nac | DocumentKind::Rtn => Act::NegativeConfirm(NegativeRuling {
            kind: NegativeKind::NotCompetent,
            competent_organ: Some("江苏省市场监督管理局".into()),
            reason: "省级权限".into(),
        }),
        DocumentKind::Frb => Act::NegativePropose(NegativeProposal {
            kind: NegativeKind::NotCompetent,
            facts: String::new(),
            basis: String::new(),
            guidance: String::new(),
        }),
        DocumentKind::Tol | DocumentKind::Tcm => Act::AcceptWithTolerance(ToleranceDemand {
            lines: Vec::new(),
            signed: true,
            signed_by_applicant: true,
            credit_evidence: None,
            materials: Vec::new(),
        }),
        DocumentKind::Spn => Act::SpecialStart(SpecialStart {
            kind: SpecialKind::Expert,
            reason: String::new(),
            days: 8,
            basis: String::new(),
            officers: Vec::new(),
            place: String::new(),
        }),
        DocumentKind::Spe => Act::SpecialEnd(SpecialEnd { kind: SpecialKind::Expert, result: "同意".into() }),
        DocumentKind::Sus => Act::Suspend(SuspensionDemand {
            basis: String::new(),
            requested_in_writing: true,
            reason: "诉讼未决".into(),
        }),
        DocumentKind::Res => Act::Resume(reasoned()),
        DocumentKind::Rvk => Act::Revoke(reasoned()),
        DocumentKind::Ter => {
            Act::Terminate(Termination { fact: TerminationFact::OrganisationEnded, facts: "已注销".into() })
        }
        DocumentKind::Wda | DocumentKind::Wdn => Act::Withdraw(Withdrawal {
            signed: true,
            signed_by_applicant: true,
            reason: String::new(),
            papers_returned: true,
        }),
        DocumentKind::Ref => Act::Refuse(Refusing {
            facts: "场所与住宅混用".into(),
            reasons: "不符合条件".into(),
            basis: "食品安全法第三十三条".into(),
            overdue_reason: None,
        }),
        DocumentKind::Dlv => {
            Act::Deliver(Receiver { name: "张桂兰".into(), identity_checked: true, is_agent: false, signed: true })
        }
        DocumentKind::Inq => Act::AskApplicant(Question { text: "油烟排放口在哪里?".into() }),
        _ => Act::RuleOnPower(reasoned()),
    }
}

fn render_with(kind: DocumentKind, case: &Case, realm: Realm) -> Result<Paper, MissingField> {
    let guide = fixtures::guide();
    let actor = Actor {
        id: Uuid::from_u128(7),
        name: "李晓云".into(),
        staff_no: "ZC003".into(),
        role: Role::Clerk,
        departments: Vec::new(),
        window_id: Some("03".into()),
        mandate: Mandate::default(),
    };
    render(
        kind,
        &Sheet {
            no: "扬市监受理〔2026〕00001号",
            case,
            guide: &guide,
            act: &act(kind),
            calendar: Calendar::built_in(),
            settings: &Profile::Yangzhou.settings(),
            hall: "扬州市政务服务中心(演示)",
            realm,
            actor: &actor,
            issued_at: at("2026-09-01T01:05:00Z"),
            query_code: Some("234765"),
            remark: None,
            corrects: None,
        },
    )
}

#[test]
fn every_paper_of_the_rulebook_can_be_issued() {
    let case = case(&fixtures::guide());
    for kind in KINDS {
        let paper = render_with(kind, &case, Realm::Demo).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        assert!(!paper.text.contains('{'), "{kind:?} has an unfilled mark:\n{}", paper.text);
        for common in ["扬市监受理〔2026〕00001号", "张桂兰", "扬州市市场监督管理局", "李晓云", "ZC003", "2026年9月1日"]
        {
            assert!(paper.text.contains(common), "{kind:?} lacks {common}:\n{}", paper.text);
        }
    }
}

#[test]
fn r1_40_papers_of_the_demo_say_that_they_are_none() {
    let case = case(&fixtures::guide());
    assert!(render_with(DocumentKind::Acc, &case, Realm::Demo).unwrap().text.contains("演示·无效"));
    assert!(!render_with(DocumentKind::Acc, &case, Realm::Live).unwrap().text.contains("无效"));
}

#[test]
fn r11_7_only_decision_and_authorisation_bear_the_full_number() {
    let case = case(&fixtures::guide());
    let full = [DocumentKind::Gra, DocumentKind::Ref, DocumentKind::Aut, DocumentKind::Rvk];
    for kind in KINDS {
        let text = render_with(kind, &case, Realm::Live).unwrap().text;
        assert_eq!(text.contains("000000199001010018"), full.contains(&kind), "{kind:?}:\n{text}");
    }
}

#[test]
fn r1_20_refusals_and_non_acceptance_tell_both_remedies() {
    let case = case(&fixtures::guide());
    for kind in [DocumentKind::Ref, DocumentKind::Nac, DocumentKind::Rtn, DocumentKind::Ter] {
        let text = render_with(kind, &case, Realm::Live).unwrap().text.replace('\n', "");
        assert!(text.contains("六十日内") && text.contains("六个月内"), "{kind:?}:\n{text}");
    }
}

#[test]
fn a_receipt_says_that_it_is_no_acceptance_unless_accepted_in_the_same_act() {
    let mut case = case(&fixtures::guide());
    let accepted = render_with(DocumentKind::Rcv, &case, Realm::Live).unwrap();
    assert!(!accepted.text.contains("不代表受理"));
    case.accepted_on = None;
    let received = render_with(DocumentKind::Rcv, &case, Realm::Live).unwrap();
    assert!(received.text.contains("不代表受理") && received.text.contains("五个工作日"));
}

#[test]
fn a_paper_without_a_field_is_not_issued() {
    let mut case = case(&fixtures::guide());
    case.decision = None;
    assert_eq!(render_with(DocumentKind::Gra, &case, Realm::Live), Err(MissingField { field: "decision_content" }));
}

#[test]
fn no_line_is_wider_than_the_page() {
    let case = case(&fixtures::guide());
    for kind in KINDS {
        for line in render_with(kind, &case, Realm::Demo).unwrap().text.lines() {
            assert!(crate::text::width(line) <= layout::PAGE, "{kind:?}: {line}");
        }
    }
}
