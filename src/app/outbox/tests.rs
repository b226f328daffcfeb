use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::*;
use crate::{
    app::{
        Answer, Ask, DeskEvent, Effect, Msg, Place,
        casework::fixtures::{answer, model, now, press, send},
        overlay::Overlay,
        session::Guides,
        sign_in::{Entered, Standing},
    },
    desk::outbox::{DifferenceKind, Readable, VerdictBrief},
    domain::{case::State, role::Role},
};

/// A parcel of case `case` in a state.
pub fn line(n: u128, case: u128, state: ParcelState, why: Option<Why>) -> ParcelLine {
    ParcelLine {
        command_id: Uuid::from_u128(n),
        case_id: Some(Uuid::from_u128(case)),
        kind: if n.is_multiple_of(2) { "case.accept" } else { "case.receive" }.to_owned(),
        title: "食品经营许可 ∙ 张*兰".to_owned(),
        place: u64::try_from(n).unwrap(),
        state,
        since: now(),
        why,
        next_try: (why == Some(Why::NoAnswer)).then(|| now() + SignedDuration::from_secs(45)),
        attempts: 3,
        sealed_at: now(),
        sent: !matches!(state, ParcelState::Queued | ParcelState::Blocked),
        has_draft: true,
        actor_id: Uuid::from_u128(31),
        verdict: state.is_finished().then(|| VerdictBrief {
            verdict: crate::contract::Verdict::Applied,
            state: Some(State::Accepted),
            case_no: Some("321002202611200001".to_owned()),
            receipt_no: None,
            documents: Vec::new(),
            problem: (state != ParcelState::Applied).then(|| "tolerance.main".to_owned()),
        }),
        decided: None,
        files: crate::desk::outbox::Files::default(),
    }
}

pub fn detail(line: ParcelLine) -> ParcelDetail {
    ParcelDetail {
        line,
        seq: 7,
        expected_version: 0,
        prev_command_id: None,
        fingerprint: "ab".repeat(32),
        content: vec![Readable { path: "application.applicant.name".to_owned(), value: "张*兰".to_owned() }],
        receipt: None,
        problem: Some(crate::contract::Problem {
            detail: Some("平面图是主件".to_owned()),
            rule: Some("R2.4".to_owned()),
            basis: Some("容缺受理清单".to_owned()),
            ..crate::contract::Problem::new(422, "tolerance.main", "主件不得容缺", "t")
        }),
    }
}

/// The page with a parcel in each state.
pub fn page() -> Model {
    let mut model = model(Role::Clerk);
    let effects = press(&mut model, Action::PlaceOutbox);
    let lines = vec![
        line(1, 1, ParcelState::Parked, Some(Why::Refused)),
        line(3, 2, ParcelState::Conflict, None),
        line(5, 3, ParcelState::MaybeSent, Some(Why::NoAnswer)),
        line(6, 3, ParcelState::Blocked, None),
        line(7, 4, ParcelState::Held, Some(Why::SignIn)),
        line(9, 5, ParcelState::Queued, None),
        line(11, 6, ParcelState::Applied, None),
        line(13, 7, ParcelState::Rejected, None),
    ];
    let differences = vec![Difference {
        command_id: Uuid::from_u128(11),
        case_id: Some(Uuid::from_u128(6)),
        act: "case.receive".to_owned(),
        title: "食品经营许可 ∙ 张*兰".to_owned(),
        kind: DifferenceKind::VerdictDiffers,
        at: now(),
        here: None,
        there: None,
    }];
    answer(&mut model, &effects[0], Answer::Outbox { lines, differences });
    model
}

fn asked(effects: &[Effect]) -> Vec<&Ask> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Ask { ask, .. } => Some(ask),
            _ => None,
        })
        .collect()
}

#[test]
fn what_differs_stands_on_top_and_a_case_is_named_once() {
    let model = page();
    let rows = model.outbox.rows();
    assert!(matches!(rows[0], Row::Difference(_)) && rows.len() == 9);
    let begins: Vec<bool> = (0..rows.len()).map(|at| model.begins_case(at)).collect();
    assert_eq!(begins, [true, true, true, true, false, true, true, true, true]);
}

/// Files go before the command; while they do, the page says so, and how far they are.
#[test]
fn f39_files_under_way_are_counted_until_something_is_wrong() {
    let model = page();
    let words = |line: &ParcelLine| state_words(model.lang, line);
    let mut queued = line(1, 1, ParcelState::Queued, None);
    assert_eq!(words(&queued), "待发");
    queued.files = crate::desk::outbox::Files::new(1, 3, 500, 2_000);
    assert_eq!(words(&queued), "正在上传 1/3");
    assert_eq!(next_step(&model, &queued), "扫描件传完后自动发送");
    let told_of = told(&model, &detail(queued.clone()));
    assert!(told_of.iter().any(|(label, value)| label == "扫描件" && value == "扫描件 3 份,中心已收 1 份(25%)"));
    queued.why = Some(Why::NoAnswer);
    assert_eq!(words(&queued), "待发", "it waits for the line");
    queued.files = crate::desk::outbox::Files::new(3, 3, 2_000, 2_000);
    queued.why = None;
    assert_eq!(words(&queued), "待发");
}

#[test]
fn every_state_has_its_word_its_next_step_and_only_its_own_acts() {
    let model = page();
    let word = |state, why| crate::i18n::t(model.lang, state_key(&line(1, 1, state, why)));
    assert_eq!(word(ParcelState::Queued, None), "待发");
    assert_eq!(word(ParcelState::Applied, None), "中心已受理");
    let mut received = line(1, 1, ParcelState::Applied, None);
    received.verdict.as_mut().unwrap().state = Some(State::Received);
    assert_eq!(state_key(&received), "outbox.state.applied", "a receipt slip is no acceptance");
    for parcel in &model.outbox.lines {
        assert!(!next_step(&model, parcel).is_empty());
        let finished = parcel.state.is_finished();
        assert!(!finished || !parcel.may(PersonAct::TryNow) && !parcel.may(PersonAct::Withdraw));
        assert!(!parcel.sent || !parcel.may(PersonAct::Withdraw), "what may have arrived is never taken back");
    }
    let waits = line(5, 3, ParcelState::MaybeSent, Some(Why::NoAnswer));
    assert!(next_step(&model, &waits).contains("45"), "{}", next_step(&model, &waits));
}

#[test]
fn enter_opens_a_parcel_and_a_digit_does_what_it_offers() {
    let mut model = page();
    press(&mut model, Action::Down);
    let effects = press(&mut model, Action::Open);
    assert_eq!(asked(&effects), [&Ask::Parcel(Uuid::from_u128(1))]);
    let parked = line(1, 1, ParcelState::Parked, Some(Why::Refused));
    answer(&mut model, &effects[0], Answer::Parcel(Box::new(detail(parked))));
    assert_eq!(model.outbox.offers(), [Offer::Act(PersonAct::TryNow), Offer::Act(PersonAct::Copy), Offer::Export]);
    let said: String = told(&model, model.outbox.open.as_ref().unwrap()).into_iter().map(|(_, value)| value).collect();
    for part in ["主件不得容缺", "平面图是主件", "R2.4", "容缺受理清单", "张*兰"] {
        assert!(said.contains(part), "{part}");
    }
    let effects = press(&mut model, Action::Choose1);
    let act = Ask::MoveParcel { command_id: Uuid::from_u128(1), act: PersonAct::TryNow };
    assert_eq!(asked(&effects), [&act]);
    let effects = answer(&mut model, &effects[0], Answer::Nothing);
    assert!(asked(&effects).contains(&&Ask::Outbox), "the page is read anew");
    let effects = press(&mut model, Action::Choose3);
    assert!(matches!(asked(&effects)[..], [Ask::Export { .. }]));
    press(&mut model, Action::Back);
    assert!(model.outbox.open.is_none() && model.place == Place::Outbox);
    press(&mut model, Action::Back);
    assert_eq!(model.place, Place::Home);
}

#[test]
fn f50_what_somebody_else_sealed_is_offered_to_go_where_there_is_leave() {
    let mut model = model(Role::Clerk);
    let effects = press(&mut model, Action::PlaceOutbox);
    let held = line(7, 4, ParcelState::Held, Some(Why::AccountDisabled));
    let mut done = line(11, 6, ParcelState::Applied, None);
    done.actor_id = held.actor_id;
    let own = line(9, 5, ParcelState::Queued, None);
    let me = model.session.me.as_ref().unwrap().person.id;
    let own = ParcelLine { actor_id: me, ..own };
    let held = ParcelLine { actor_id: Uuid::from_u128(99), ..held };
    let list = Answer::Outbox { lines: vec![held.clone(), own.clone(), done], differences: Vec::new() };
    let effects = answer(&mut model, &effects[0], list);
    assert_eq!(asked(&effects), [&Ask::Recoveries]);
    let leave = RecoveryLine {
        id: Uuid::from_u128(50),
        device_id: Uuid::from_u128(77),
        actor_id: held.actor_id,
        staff_no: "W-007".to_owned(),
        expires_at: now(),
        taken_by: None,
    };
    answer(&mut model, &effects[0], Answer::Recoveries(vec![leave.clone()]));
    assert!(next_step(&model, &held).contains("恢复授权") && !next_step(&model, &own).contains("恢复授权"));
    let effects = press(&mut model, Action::Choose1);
    answer(&mut model, &effects[0], Answer::Parcel(Box::new(detail(held))));
    assert_eq!(model.outbox.offers()[0], Offer::Recover);
    let effects = press(&mut model, Action::Choose1);
    assert_eq!(asked(&effects), [&Ask::Recover(Box::new(leave))]);
    let effects = answer(&mut model, &effects[0], Answer::Nothing);
    assert!(asked(&effects).contains(&&Ask::Outbox) && model.notices.current().unwrap().text.contains("经办人不变"));
}

#[test]
fn f50_nobody_asks_for_leave_where_everything_is_their_own() {
    let mut model = model(Role::Clerk);
    let effects = press(&mut model, Action::PlaceOutbox);
    let me = model.session.me.as_ref().unwrap().person.id;
    let own = ParcelLine { actor_id: me, ..line(9, 5, ParcelState::Queued, None) };
    let effects = answer(&mut model, &effects[0], Answer::Outbox { lines: vec![own], differences: Vec::new() });
    assert!(asked(&effects).is_empty(), "{effects:?}");
}

#[test]
fn a_session_that_ended_asks_for_the_password_and_nothing_shows_it() {
    let mut model = page();
    press(&mut model, Action::SignIn);
    assert!(model.overlays.is_empty(), "nothing to sign in for");
    send(&mut model, Msg::Desk(DeskEvent::Standing(Standing::Ended)));
    press(&mut model, Action::SignIn);
    assert!(matches!(model.overlays.last(), Some(Overlay::SignIn(_))));
    send(&mut model, Msg::Paste("S3cret-12".into()));
    let effects = press(&mut model, Action::Confirm);
    let shown = format!("{effects:?} {:?}", model.overlays);
    assert!(shown.contains("SignIn") && !shown.contains("S3cret"), "{shown}");
    let entered = Entered { id: Uuid::from_u128(1), password_due: false, factor_due: false };
    answer(&mut model, &effects[0], Answer::SignedIn(entered));
    assert!(model.overlays.is_empty());
    assert_eq!(model.session.standing, Standing::In);
}

#[test]
fn f28_the_age_of_the_guides_is_known_to_the_frame() {
    let mut model = page();
    let days = |days: i64| -> Timestamp { now() - SignedDuration::from_hours(24 * days) };
    for (old, age) in [(1, Age::Fresh(1)), (8, Age::Old(8)), (31, Age::TooOld(31))] {
        let guides = Guides { version: 3, confirmed_at: days(old), calendars: vec![(2026, true), (2027, false)] };
        send(&mut model, Msg::Desk(DeskEvent::Guides(guides)));
        assert_eq!(model.session.age(model.now), Some(age));
    }
    send(&mut model, Msg::Desk(DeskEvent::GuidesComing { done: 50, of: 200 }));
    assert_eq!(model.session.coming_percent(), Some(25));
}
