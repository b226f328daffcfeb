//! A case on the screen: what is offered, what a receipt or a refusal does, and what no key may lose.

mod department;
mod files;
mod forms;

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    app::{
        Action, Answer, Ask, DeskEvent, Effect, Model, Msg, Place,
        effect::{Fate, Sealing},
        form::Trouble,
    },
    contract::{FieldProblem, Problem, Realm, ReceiptPayload, RevealAnswer, Verdict},
    domain::{
        case::{FeeState, HandOver, State},
        guide::FormFieldKind,
        lifecycle::{
            Act,
            table::{TABLE, Transition},
        },
        light::Light,
        procedure::{Pauses, SpecialRun},
        reason::Reason,
        role::Role,
    },
    i18n,
};

use super::{
    ActForm, Mode, Pane,
    fixtures::{
        allowed, answer, blocked, case, case_id, clerk_acts, detail, negative, notice, now, opened, press, send,
        timeline,
    },
    payload,
    table::{ACTS, ELSEWHERE, TAKE_OVER, act_row, elsewhere},
};

/// A case on which every form has something to ask.
fn full(act: &str) -> Model {
    let mut case = case(State::UnderReview);
    case.supplement = Some(notice());
    case.negative = Some(negative());
    case.hand_overs = vec![HandOver {
        to: "scjg".into(),
        bag_no: None,
        lines: vec![("m1".into(), 1), ("m4".into(), 1)],
        sent_at: now(),
        signed_at: None,
        signed_by: None,
        sent_back: None,
        sent_back_code: None,
    }];
    case.special = vec![SpecialRun {
        kind: crate::domain::guide::SpecialKind::Expert,
        reason: String::new(),
        basis: "行政许可法 45 条".into(),
        days: 5,
        officers: Vec::new(),
        place: None,
        notice_no: None,
        started_on: date(2026, 11, 18),
        planned_end: date(2026, 11, 25),
        longest_end: None,
        ended_on: None,
        result: None,
        pauses: Pauses::default(),
    }];
    opened(Role::Clerk, detail(case, vec![allowed(act)]))
}

/// Fills every field as a person would.
fn fill(form: &mut ActForm) {
    for field in &mut form.form.fields {
        if field.id == "changes/new/area" {
            field.restore("150");
        }
        if !field.text().is_empty() {
            continue;
        }
        let value = match field.kind {
            FormFieldKind::Number => "5",
            FormFieldKind::Money => "12.50",
            FormFieldKind::Date => "2026-12-01",
            FormFieldKind::CitizenId => "11010519491231002X",
            FormFieldKind::Phone => "13812345678",
            FormFieldKind::Choice => {
                assert!(field.choose(1), "{} has no choice", field.id);
                continue;
            }
            _ if field.hint.as_deref().is_some_and(|hint| hint.contains("15:30")) => "2026-11-19 15:30",
            _ => "经核实,符合规定",
        };
        field.paste(value);
    }
    form.arrange();
}

fn sealed(effects: &[Effect]) -> Sealing {
    match effects {
        [Effect::Ask { ask: Ask::Seal(sealing), .. }] => (**sealing).clone(),
        other => panic!("not sealed: {other:?}"),
    }
}

fn applied(state: State, transitions: Vec<u8>) -> Answer {
    Answer::Fate(Fate::Applied(Box::new(ReceiptPayload {
        command_id: Uuid::from_u128(7),
        fingerprint: crate::contract::fingerprint(b"x"),
        realm: Realm::Demo,
        verdict: Verdict::Applied,
        transitions,
        case_id: Some(case_id()),
        version: Some(5),
        state: Some(state),
        case_no: Some("32100020261120000123".into()),
        receipt_no: None,
        documents: Vec::new(),
        problem: None,
        server_time: now(),
        change_seq: 1,
        audit_seq: 1,
        audit_hash: String::new(),
    })))
}

fn rejected(code: &str, errors: Vec<FieldProblem>) -> Answer {
    let problem = Problem { errors, ..Problem::new(422, code, "中心不同意", "t-1") };
    Answer::Fate(Fate::Rejected(Box::new(problem)))
}

#[test]
fn only_what_the_centre_offers_is_offered_open_acts_first() {
    let model = opened(Role::Clerk, detail(case(State::Accepted), clerk_acts()));
    let acts = model.offered_acts();
    assert_eq!(acts.len(), clerk_acts().len());
    let first_blocked = acts.iter().position(|act| !act.is_open()).unwrap();
    assert!(acts[first_blocked..].iter().all(|act| !act.is_open() && act.key.is_none()));
    assert_eq!(acts[0].act, "negative.record");
    assert_eq!(acts[0].key, Some(Action::Choose1));
    let keys: BTreeSet<_> = acts.iter().filter_map(|act| act.key).collect();
    assert_eq!(keys.len(), first_blocked.min(9), "each key stands for one act");
}

#[test]
fn a_blocked_act_says_why_and_opens_nothing() {
    let why = Reason::new("reason.life.person.took_in", "R12.4").basis("行政许可法 32 条");
    let mut model = opened(Role::Clerk, detail(case(State::Received), vec![blocked("negative.propose", why)]));
    assert!(press(&mut model, Action::Open).is_empty());
    assert_eq!(model.casework.mode, Mode::Reading);
    assert_eq!(model.notices.current().unwrap().text, "收件受理人员不能作此决定");
}

#[test]
fn confirmed_or_accepted_is_said_as_the_receipt_says_it() {
    for (state, transitions, said) in
        [(State::Accepted, vec![22], "notice.accepted"), (State::Accepted, vec![42], "notice.confirmed")]
    {
        let mut model = full("note.add");
        press(&mut model, Action::Open);
        send(&mut model, Msg::Paste("电话已通知".into()));
        let effects = press(&mut model, Action::StepFinish);
        let effects = answer(&mut model, &effects[0], applied(state, transitions));
        assert_eq!(model.casework.mode, Mode::Reading);
        let expected = i18n::tf(i18n::Lang::Zh, said, &["32100020261120000123"]);
        assert_eq!(model.notices.current().unwrap().text, expected);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask { ask: Ask::Case(_), .. })), "read anew");
        assert!(!model.casework.is_begun("note.add"));
    }
}

#[test]
fn a_refusal_stands_at_its_field_and_loses_nothing() {
    let mut model = full("case.extend");
    press(&mut model, Action::Open);
    fill(model.casework.form_mut().unwrap());
    let effects = press(&mut model, Action::StepFinish);
    let errors = vec![
        FieldProblem {
            pointer: "/days".into(), code: "days".into(), detail: "延期应为 1 至 10 个工作日".into()
        },
        FieldProblem { pointer: "/other".into(), code: "x".into(), detail: "另有一事".into() },
    ];
    answer(&mut model, &effects[0], rejected("extend.days", errors));
    let form = model.casework.form().unwrap();
    let days = form.form.field("days").unwrap();
    assert_eq!(days.trouble, Some(Trouble::Said("延期应为 1 至 10 个工作日".into())));
    assert_eq!((days.text(), form.form.value("reason")), ("5", "经核实,符合规定"));
    assert_eq!(form.form.current().unwrap().id, "days");
    assert_eq!(form.said, ["另有一事"]);
}

#[test]
fn a_refusal_of_one_line_of_several_finds_a_field_of_its_list() {
    let mut model = full("tolerance.receive");
    press(&mut model, Action::Open);
    fill(model.casework.form_mut().unwrap());
    let effects = press(&mut model, Action::StepFinish);
    let errors =
        vec![FieldProblem { pointer: "/materials/0".into(), code: "x".into(), detail: "不在待补之列".into() }];
    answer(&mut model, &effects[0], rejected("x", errors));
    assert!(model.casework.form().unwrap().form.field("materials/m2").unwrap().trouble.is_some());
}

#[test]
fn a_stale_version_is_read_anew_shows_what_happened_and_goes_out_again() {
    let mut model = full("note.add");
    press(&mut model, Action::Open);
    send(&mut model, Msg::Paste("电话已通知".into()));
    let effects = press(&mut model, Action::StepFinish);
    let effects = answer(&mut model, &effects[0], rejected("version.stale", Vec::new()));
    let mut newer = case(State::UnderReview);
    newer.version = 6;
    let mut history = timeline();
    history[1].version = 6;
    for effect in &effects {
        match effect {
            Effect::Ask { ask: Ask::Case(_), .. } => {
                answer(&mut model, effect, Answer::Case(Box::new(detail(newer.clone(), vec![allowed("note.add")]))));
            }
            Effect::Ask { ask: Ask::Timeline(_), .. } => {
                answer(&mut model, effect, Answer::Timeline(history.clone()));
            }
            _ => {}
        }
    }
    assert_eq!(model.casework.changed.len(), 1, "what others did since is shown");
    assert_eq!(model.casework.form().unwrap().form.value("text"), "电话已通知");
    assert_eq!(sealed(&press(&mut model, Action::StepFinish)).expected_version, 6);
}

#[test]
fn r12_1_what_comes_in_under_an_open_form_is_not_overwritten_unseen() {
    let mut model = full("note.add");
    let begun_on = model.casework.detail.as_ref().unwrap().case.version;
    press(&mut model, Action::Open);
    send(&mut model, Msg::Paste("电话已通知".into()));
    let mut newer = case(State::UnderReview);
    newer.version = begun_on + 1;
    model.casework.detail = Some(detail(newer, vec![allowed("note.add")]));
    assert_eq!(sealed(&press(&mut model, Action::StepFinish)).expected_version, begun_on);
}

#[test]
fn r12_1_a_field_that_somebody_else_changed_leads_to_the_comparison() {
    let mut model = full("form.record");
    press(&mut model, Action::Open);
    press(&mut model, Action::TextClear);
    send(&mut model, Msg::Paste("66".into()));
    let mut newer = case(State::UnderReview);
    newer.version += 1;
    newer.application.form.insert("area".into(), "99".into());
    model.casework.detail = Some(detail(newer, vec![allowed("form.record")]));
    let effects = press(&mut model, Action::StepFinish);
    let sealing = sealed(&effects);
    let crate::domain::lifecycle::Act::FormRecord(record) = &sealing.act else { panic!("{sealing:?}") };
    assert_eq!((record.base["area"].as_str(), record.fields["area"].as_str()), ("120", "66"));
    let effects = answer(&mut model, &effects[0], rejected("version.stale", Vec::new()));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask { ask: Ask::Clash(_), .. })), "{effects:?}");
    assert!(model.casework.form().is_none());
}

#[test]
fn offline_the_act_waits_and_is_not_done_twice_then_meets_its_fate() {
    let mut model = full("note.add");
    press(&mut model, Action::Open);
    send(&mut model, Msg::Paste("电话已通知".into()));
    let effects = press(&mut model, Action::StepFinish);
    let command_id = Uuid::from_u128(70);
    answer(&mut model, &effects[0], Answer::Fate(Fate::Waiting { command_id }));
    assert_eq!(model.casework.mode, Mode::Reading);
    press(&mut model, Action::Open);
    assert_eq!(model.casework.mode, Mode::Reading, "it waits already");
    let problem = Box::new(Problem::new(422, "x", "中心不同意", "t"));
    send(&mut model, Msg::Desk(DeskEvent::Settled { command_id, fate: Fate::Rejected(problem) }));
    assert_eq!(model.casework.form().unwrap().form.value("text"), "电话已通知", "it comes back to be put right");
}

#[test]
fn esc_keeps_what_was_typed_for_the_next_time() {
    let mut model = full("note.add");
    press(&mut model, Action::Open);
    send(&mut model, Msg::Paste("电话已通知".into()));
    press(&mut model, Action::Back);
    assert!(model.casework.is_begun("note.add"));
    press(&mut model, Action::Back);
    assert_ne!(model.place, Place::Case);
    let other = super::keys::open(&mut model, Uuid::from_u128(2), None, &super::fixtures::ctx());
    assert!(!other.is_empty());
    let effects = super::keys::open(&mut model, case_id(), None, &super::fixtures::ctx());
    let ask = effects.iter().find(|e| matches!(e, Effect::Ask { ask: Ask::Case(_), .. })).unwrap();
    let full = detail(case(State::UnderReview), vec![allowed("note.add")]);
    answer(&mut model, ask, Answer::Case(Box::new(full)));
    press(&mut model, Action::Open);
    assert_eq!(model.casework.form().unwrap().form.value("text"), "电话已通知");
}

#[test]
fn r11_6_f9_asks_for_one_value_with_a_reason_and_hides_it_again() {
    let mut model = full("note.add");
    press(&mut model, Action::Reveal);
    assert_eq!(model.casework.mode, Mode::RevealField);
    press(&mut model, Action::Choose3);
    let effects = press(&mut model, Action::Choose2);
    let Effect::Ask { ask: Ask::Reveal(request), .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!((request.field.as_str(), request.reason.as_str()), ("applicant.phone", "reveal.contact"));
    answer(&mut model, &effects[0], Answer::Revealed(RevealAnswer { value: "13812345566".into() }));
    assert_eq!(model.casework.clear("applicant.phone"), Some("13812345566"));
    assert!(!format!("{:?}", model.casework).contains("13812345566"), "Debug shows no clear value");
    press(&mut model, Action::Reveal);
    assert_eq!(model.casework.clear("applicant.phone"), None);
}

#[test]
fn documents_open_scroll_and_go_to_a_file() {
    let mut model = full("note.add");
    model.casework.pane = Pane::Papers;
    let effects = press(&mut model, Action::Open);
    let Effect::Ask { ask: Ask::Document(no), .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(no, "扬市监容〔2026〕00003号", "the newest stands on top");
    let document = crate::contract::DocumentView {
        no: no.clone(),
        kind: crate::domain::case::DocumentKind::Tol,
        case_id: case_id(),
        text: "容缺受理通知书".into(),
        sha256: String::new(),
        issued_at: now(),
    };
    answer(&mut model, &effects[0], Answer::Document(Box::new(document)));
    press(&mut model, Action::Down);
    assert_eq!(model.casework.mode, Mode::Document { cursor: 1 });
    let effects = press(&mut model, Action::Print);
    assert!(
        matches!(&effects[0], Effect::Ask { ask: Ask::Export { name, .. }, .. } if name == "扬市监容202600003号.txt")
    );
}

fn messages() -> impl Strategy<Value = Vec<Msg>> {
    let action = (0..Action::ALL.len()).prop_map(|at| Msg::Action(Action::ALL[at]));
    let text =
        prop_oneof![Just("补"), Just("5"), Just("2026-12-01"), Just("\u{202e}x")].prop_map(|t| Msg::Paste(t.into()));
    proptest::collection::vec(prop_oneof![6 => action, 2 => text, 1 => Just(Msg::Resize(80, 24))], 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever keys come, nothing panics, and what was typed into a form is there until its act is done.
    #[test]
    fn random_keys_never_panic_and_lose_no_typed_text(msgs in messages()) {
        let mut model = full("note.add");
        press(&mut model, Action::Open);
        send(&mut model, Msg::Paste("电话已通知申请人".into()));
        press(&mut model, Action::Back);
        for msg in msgs {
            // Keys that edit the very text, and those that leave or send, are a person's own will.
            let meant = matches!(&msg, Msg::Action(action)
                if form_edit(*action) || matches!(action, Action::Leave | Action::StepFinish | Action::FieldDone));
            if !meant {
                send(&mut model, msg);
            }
        }
        let kept = model.casework.forms.values().map(|form| form.form.value("text").to_owned()).collect::<Vec<_>>();
        prop_assert!(kept.iter().any(|text| text.contains("电话已通知申请人")), "{kept:?}");
    }
}

fn form_edit(action: Action) -> bool {
    // What is pasted over a selection replaces it.
    ["field.", "edit.", "select.", "text."].iter().any(|group| action.name().starts_with(group))
}
