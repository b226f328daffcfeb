//! A hall for tests: people, rows, one case with everything on it.

use jiff::{Timestamp, civil::date};
use uuid::Uuid;

use crate::{
    app::{Action, Answer, Ctx, Effect, Model, Msg, Place, Size, effect::DraftLine, update},
    contract::{
        CaseDetail, CaseFile, CaseSummary, ClockLine, ClockView, Me, Meta, Person, Realm, TimelineEntry, WorklistName,
    },
    domain::{
        calendar::instant_in_beijing,
        case::{
            Application, Case, DocumentKind, DocumentRef, Negative, Party, State, SupplementLine, SupplementNotice,
            ToleranceState,
        },
        check::{MaterialRow, Verdict},
        escalation::NegativeKind,
        exemption::SatisfyBy,
        guide::{Guide, ReviewPoint, ServiceObject, SpecialKind, SpecialRule, ToleranceMode, fixtures},
        lifecycle::{AllowedAct, Block},
        light::Light,
        reason::Reason,
        role::{Limits, Mandate, Role},
        tolerance::{LineState, ToleranceLine},
    },
    i18n::Lang,
};

/// Friday, 20 November 2026, half past ten.
pub fn now() -> Timestamp {
    instant_in_beijing(date(2026, 11, 20), jiff::civil::time(10, 30, 0, 0))
}

pub fn ctx() -> Ctx {
    Ctx { now: now(), fresh: Uuid::from_u128(999) }
}

pub fn case_id() -> Uuid {
    Uuid::from_u128(1)
}

pub fn guide() -> Guide {
    let mut guide = fixtures::guide();
    let names = ["食品经营许可证申请书", "食品安全管理制度", "授权委托书", "从业人员健康证明"];
    for (material, name) in guide.materials.iter_mut().zip(names) {
        material.name = name.into();
    }
    guide.materials[1].review_points =
        vec![ReviewPoint { text: "写明进货查验和清洗消毒".into(), say: None }];
    guide.materials[1].commitment = true;
    guide.acceptance_conditions = vec!["有与经营品种、数量相适应的场所".into()];
    guide.special = vec![SpecialRule {
        kind: SpecialKind::Expert,
        needed: false,
        when: None,
        max_days: Some(20),
        pause_basis: None,
        basis_is_law: false,
    }];
    guide
}

pub fn party() -> Party {
    Party {
        kind: ServiceObject::Person,
        name: "张*兰".into(),
        number_kind: "citizen_id".into(),
        number: "321***********4127".into(),
        phone: "138****5566".into(),
        address: "江苏省扬州市广陵区***".into(),
        legal_representative: None,
    }
}

fn ok_row(code: &str) -> MaterialRow {
    MaterialRow {
        material_code: code.into(),
        by: Some(SatisfyBy::PaperOriginal),
        originals: 1,
        verdict: Verdict::Ok,
        ..MaterialRow::default()
    }
}

/// A case in this state: one material tolerated, a notice, a negative, papers, so that every form has something to ask.
pub fn case(state: State) -> Case {
    let guide = guide();
    let absent = MaterialRow { material_code: "m2".into(), verdict: Verdict::Absent, ..MaterialRow::default() };
    let application = Application {
        applicant: party(),
        agent: None,
        guide_version: guide.id.clone(),
        answers: vec![crate::domain::check::Answer { question: "who".into(), choices: vec!["self".into()] }],
        materials: vec![ok_row("m1"), absent, ok_row("m4")],
        form: [("area".to_owned(), "120".to_owned())].into(),
        form_sources: std::collections::BTreeMap::new(),
        channel: crate::domain::case::Channel::Window,
        delivery: crate::domain::case::Delivery::default(),
    };
    let mut case = Case::draft(case_id(), application, &guide, "cn-2026");
    case.version = 4;
    case.state = state;
    case.case_no = Some("32100020261120000123".into());
    case.receipt_no = Some("26112000300123".into());
    case.received_at = Some(instant_in_beijing(date(2026, 11, 18), jiff::civil::time(9, 5, 0, 0)));
    case.tolerance.state = ToleranceState::Open;
    case.tolerance.due = Some(date(2026, 11, 25));
    case.tolerance.lines = vec![ToleranceLine {
        material_code: "m2".into(),
        mode: ToleranceMode::SupplementLater,
        due: Some(date(2026, 11, 25)),
        form: None,
        blocks_issue: true,
        blocks_decision: false,
        verify_by: None,
        extensions: 0,
        state: LineState::Open,
        reached_on: None,
    }];
    case.documents =
        vec![paper(DocumentKind::Rcv, "扬市监收〔2026〕00012号"), paper(DocumentKind::Tol, "扬市监容〔2026〕00003号")];
    case
}

fn paper(kind: DocumentKind, no: &str) -> DocumentRef {
    DocumentRef { kind, no: no.into(), sha256: "0".repeat(64), issued_at: now(), corrects: None }
}

pub fn notice() -> SupplementNotice {
    SupplementNotice {
        lines: vec![SupplementLine {
            material_code: "m2".into(),
            lack: "缺".into(),
            standard: "写明进货查验".into(),
            how: "原件".into(),
            sample_given: false,
        }],
        met: Vec::new(),
        issued_at: now(),
        term_days: 15,
        due: date(2026, 12, 11),
        overdue: false,
        handed_in: Vec::new(),
    }
}

pub fn negative() -> Negative {
    Negative {
        kind: NegativeKind::NotCompetent,
        previous: State::Received,
        facts: "经营场所在邗江区,属邗江区市场监督管理局辖区".into(),
        basis: "食品经营许可和备案管理办法第六条".into(),
        guidance: "已告知邗江区政务服务中心地址和电话".into(),
        proposed_by: Uuid::from_u128(31),
        proposed_at: now(),
        rung: 1,
        due_at: Some(instant_in_beijing(date(2026, 11, 20), jiff::civil::time(14, 30, 0, 0))),
    }
}

pub fn allowed(act: &str) -> AllowedAct {
    AllowedAct { act: act.into(), needs: Vec::new(), blocked_by: Vec::new() }
}

pub fn blocked(act: &str, why: Reason) -> AllowedAct {
    AllowedAct { act: act.into(), needs: Vec::new(), blocked_by: vec![Block { code: "role".into(), why }] }
}

pub fn detail(case: Case, acts: Vec<AllowedAct>) -> CaseDetail {
    let line = |kind: &str, light, due, remaining| ClockLine {
        kind: kind.into(),
        light,
        due: Some(due),
        remaining: Some(remaining),
        provisional: false,
        explain: vec![
            Reason::new("clock.line.weekends", "R9.6").arg(4),
            Reason::new("clock.line.due_natural", "R9.6").arg(10).arg(due),
        ],
    };
    CaseDetail {
        files: Vec::new(),
        case,
        allowed_acts: acts,
        evidence: Vec::new(),
        similar: Vec::new(),
        strange: Vec::new(),
        clocks: ClockView {
            light: Light::Yellow,
            lines: vec![
                line("tolerance", Light::Yellow, date(2026, 11, 25), 3),
                line("promised", Light::Green, date(2026, 12, 2), 8),
            ],
        },
    }
}

/// Scans of the first material, and one that no row names any more.
pub fn scan(detail: &mut CaseDetail) {
    let file = |mark: char, kind: &str, size, hour| CaseFile {
        sha256: mark.to_string().repeat(64),
        kind: kind.into(),
        size,
        at: instant_in_beijing(date(2026, 11, 18), jiff::civil::time(hour, 5, 0, 0)),
    };
    detail.files = vec![file('a', "pdf", 2_621_440, 9), file('b', "jpg", 812_400, 9), file('c', "png", 48_200, 8)];
    let row = &mut detail.case.application.materials[0];
    row.blobs = vec!["a".repeat(64), "b".repeat(64)];
}

pub fn timeline() -> Vec<TimelineEntry> {
    let entry = |version, act: &str, state, hour, documents: &[&str]| TimelineEntry {
        version,
        at: instant_in_beijing(date(2026, 11, 18), jiff::civil::time(hour, 5, 0, 0)),
        act: act.into(),
        transitions: vec![4],
        state: crate::contract::Told::Known(state),
        person: "李晓云".into(),
        role: Role::Clerk.into(),
        window_id: Some("03".into()),
        documents: documents.iter().map(|no| (*no).to_owned()).collect(),
        remark: None,
    };
    vec![
        entry(1, "case.receive", State::Received, 9, &["扬市监收〔2026〕00012号"]),
        entry(2, "case.accept_with_tolerance", State::Accepted, 10, &["扬市监容〔2026〕00003号"]),
    ]
}

pub fn summary(no: u128, applicant: &str, light: Light, due: Option<jiff::civil::Date>, task: &str) -> CaseSummary {
    CaseSummary {
        id: Uuid::from_u128(no),
        version: 1,
        state: State::Accepted.into(),
        case_no: Some(format!("3210002026112000{no:04}")),
        receipt_no: Some(format!("261120003{no:05}")),
        item_name: "食品经营许可(新办)".into(),
        department: "scjg".into(),
        department_name: "扬州市市场监督管理局".into(),
        applicant: applicant.into(),
        number: "321***********4127".into(),
        received_at: Some(now()),
        due,
        due_kind: Some("clock.promised".into()),
        light: light.into(),
        task: Some(task.into()),
        marks: crate::contract::CaseMarks::default(),
    }
}

pub fn rows() -> Vec<CaseSummary> {
    vec![
        summary(12, "王*明", Light::Green, Some(date(2026, 12, 2)), "task.tolerance_breach"),
        summary(11, "张*兰", Light::Yellow, Some(date(2026, 11, 20)), "task.propose_return"),
        summary(14, "扬州运河小吃店", Light::Grey, None, "task.proposed_termination"),
        summary(13, "欧**娜", Light::Red, Some(date(2026, 11, 17)), "task.department_opinion"),
    ]
}

/// A signed-in person of this role with its lists.
pub fn model(role: Role) -> Model {
    let mut model = Model::new(Lang::Zh, Size { width: 120, height: 36 }, now());
    let counts = match role {
        Role::Clerk => {
            vec![
                WorklistName::Todo,
                WorklistName::Supplement,
                WorklistName::Tolerance,
                WorklistName::Issue,
                WorklistName::Returned,
            ]
        }
        Role::Reviewer => vec![WorklistName::Inbox, WorklistName::Supplement],
        Role::Approver => vec![WorklistName::Deciding, WorklistName::Inbox],
        Role::ChiefRep => vec![WorklistName::Negatives, WorklistName::Todo],
        Role::IssueClerk => vec![WorklistName::Issue],
        Role::HallManager => vec![WorklistName::Inbox, WorklistName::Deciding],
        _ => Vec::new(),
    };
    model.session.me = Some(Me {
        person: Person {
            id: Uuid::from_u128(31),
            name: "李晓云".into(),
            staff_no: "1001".into(),
            role,
            departments: vec!["scjg".into()],
            window_id: (role == Role::Clerk).then(|| "03".into()),
            mandate: Mandate::default(),
            limits: Limits::default(),
        },
        today: 47,
        counts: counts.into_iter().map(|name| (name, 4)).collect(),
    });
    model.session.meta = Some(Meta {
        law: None,
        version: "0.1.0".into(),
        realm: Realm::Live,
        now: now(),
        hall: "扬州市政务服务中心".into(),
        profile: "yangzhou".into(),
        catalogue_version: 1,
        calendar_version: "cn-2026".into(),
        keys: Vec::new(),
        centre: String::new(),
        change_seq: 0,
    });
    model.session.drafts =
        vec![DraftLine {
            case_id: Uuid::from_u128(77), title: "赵*山 ∙ 户口迁移".into(), saved_at: now(), goes: None
        }];
    model
}

/// One message.
pub fn send(model: &mut Model, msg: Msg) -> Vec<Effect> {
    update(model, msg, &ctx())
}

/// One action.
pub fn press(model: &mut Model, action: Action) -> Vec<Effect> {
    send(model, Msg::Action(action))
}

/// Answers the request of this effect.
pub fn answer(model: &mut Model, effect: &Effect, answer: Answer) -> Vec<Effect> {
    let Effect::Ask { req, .. } = effect else { panic!("not a request: {effect:?}") };
    send(model, Msg::Done { req: *req, result: Ok(answer) })
}

/// A case screen with everything loaded.
pub fn opened(role: Role, detail: CaseDetail) -> Model {
    let mut model = model(role);
    let effects = super::keys::open(&mut model, case_id(), None, &ctx());
    let asks = answer(&mut model, &effects[0], Answer::Case(Box::new(detail)));
    answer(&mut model, &effects[1], Answer::Timeline(timeline()));
    answer(&mut model, &asks[0], Answer::Guide(Box::new(guide())));
    assert_eq!(model.place, Place::Case);
    model
}

/// What a clerk is offered on a case with open tolerance.
pub fn clerk_acts() -> Vec<AllowedAct> {
    let veto = Reason::new("reason.life.person.took_in", "R12.4");
    vec![
        allowed("case.withdraw"),
        blocked("case.hand_over", Reason::new("reason.life.hand_over.unchecked", "R3.3").arg("授权委托书")),
        allowed("tolerance.receive"),
        allowed("negative.record"),
        blocked("termination.propose", veto),
        allowed("note.add"),
        allowed("fee.record"),
        allowed("paper.move"),
        allowed("document.print"),
        allowed("form.record"),
    ]
}
