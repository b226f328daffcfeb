//! RULES 0.3 over random lives: any act by anybody at any time, and the ten invariants hold after each.

use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::{Act, Journey, absent_row, act, ok_row, person, samples};
use crate::domain::{
    case::{Case, DocumentKind, State},
    escalation::NegativeKind,
    guide::SpecialKind,
    lifecycle::{Step, table::transition},
    role::Role,
    settings::{ClockAtDecision, ToleranceBlocks},
    tolerance::LineState,
};

/// One thing that may happen.
#[derive(Debug, Clone)]
enum Event {
    /// Somebody does the n-th sample act, or a useful variant of it.
    Act { which: usize, role: Role, person: u128 },
    /// Time goes on; what falls due on the way fires first (R12.2).
    Wait { hours: i64 },
}

/// Acts beside the samples that lead further into the table.
fn acts(journey: &Journey) -> Vec<Act> {
    let mut acts = samples::all(journey);
    acts.extend([
        Act::Accept(act::Checks::default()),
        Act::Accept(samples::checks(&[ok_row("m4"), ok_row("m2")])),
        samples::notify(&["m2", "m4"]),
        samples::tolerate(&["m2"]),
        Act::SupplementCheck(samples::checks(&[ok_row("m2"), ok_row("m4")])),
        samples::hand_in("m2"),
        Act::NegativePropose(samples::proposal(NegativeKind::NotRequired)),
        Act::NegativePropose(samples::proposal(NegativeKind::ReturnOverdue)),
        samples::confirm(NegativeKind::NotRequired),
        samples::confirm(NegativeKind::ReturnOverdue),
        samples::special(SpecialKind::Site, 2),
        samples::end_special(SpecialKind::Site),
        samples::verify(false),
        samples::refuse(None),
    ]);
    acts
}

/// The roles that have something to do, the clerk first.
const ROLES: [Role; 9] = [
    Role::Clerk,
    Role::Reviewer,
    Role::Approver,
    Role::ChiefRep,
    Role::IssueClerk,
    Role::Applicant,
    Role::GridAgent,
    Role::SupervisingBody,
    Role::GovHead,
];

fn event() -> impl Strategy<Value = Event> {
    let act = (0..80usize, 0..ROLES.len(), 1..3u128).prop_map(|(which, role, person)| Event::Act {
        which,
        role: ROLES[role],
        person,
    });
    prop_oneof![12 => act, 1 => (1i64..200).prop_map(|hours| Event::Wait { hours })]
}

fn start(kind: u8) -> Journey {
    let mut journey = match kind % 4 {
        0 => Journey::complete(),
        1 => Journey::lacking_m2(),
        2 => Journey::lacking_m4(),
        _ => Journey::received(&[ok_row("m1"), absent_row("m2"), absent_row("m4")]),
    };
    if kind >= 4 {
        journey.settings.tolerance.blocks = ToleranceBlocks::Decision;
        journey.settings.tolerance.clock_at_decision = ClockAtDecision::PauseAtDecision;
    }
    journey
}

/// What the whole history must hold.
#[derive(Default)]
struct Past {
    notices: Vec<Vec<String>>,
    confirmed_by: Vec<(u8, uuid::Uuid)>,
    started: Vec<u8>,
}

fn holds(before: &Case, step: &Step, actor: &crate::domain::role::Actor, past: &mut Past) {
    let case = &step.case;
    past.started.extend(&step.transitions);
    // R0.9 and the version.
    assert_eq!(case.version, before.version + 1);
    for no in &step.transitions {
        let row = transition(*no).unwrap();
        assert!(row.who.contains(&actor.role), "T{no} by {:?}", actor.role);
        assert!(case.involved.iter().any(|act| act.person == actor.id && act.transition == *no));
    }
    // Papers are those of the rows that were taken.
    let rows: Vec<_> = step.transitions.iter().filter_map(|no| transition(*no)).collect();
    for draft in step.documents.iter().filter(|_| !rows.is_empty()) {
        assert!(rows.iter().any(|row| row.papers.contains(&draft.kind)), "{:?} by {rows:?}", draft.kind);
    }
    // R0.1.
    if case.state.is_negative_end() && before.state != case.state {
        assert!(matches!(actor.role, Role::ChiefRep | Role::Approver), "{:?} by {:?}", case.state, actor.role);
        let clerks =
            before.involved.iter().filter(|act| act.role == Role::Clerk && matches!(act.transition, 0 | 4..=12 | 15));
        assert!(clerks.into_iter().all(|act| act.person != actor.id));
        past.confirmed_by.extend(step.transitions.iter().map(|no| (*no, actor.id)));
    }
    // R0.2, R0.3.
    if let Some(notice) = &case.supplement {
        let codes: Vec<String> = notice.lines.iter().map(|line| line.material_code.clone()).collect();
        assert!(codes.iter().all(|code| matches!(code.as_str(), "m1" | "m2" | "m4")));
        if past.notices.last() != Some(&codes) {
            past.notices.push(codes);
        }
        assert_eq!(past.notices.len(), 1, "R0.2: {:?}", past.notices);
    }
    assert!(
        step.documents.iter().filter(|draft| draft.kind == DocumentKind::Sup && draft.corrects.is_none()).count() <= 1
    );
    // R0.4, R2.32.
    assert!(case.tolerance.lines.iter().all(|line| line.material_code != "m1"));
    assert!(past.started.iter().filter(|no| matches!(no, 10 | 24)).count() <= 1);
    // R0.5.
    if step.transitions.iter().any(|no| matches!(no, 13 | 21)) {
        let received = crate::domain::calendar::date_in_beijing(case.received_at.unwrap());
        assert!(case.deemed && case.accepted_on == Some(received));
    }
    // R0.6.
    let open = case.tolerance.lines.iter().any(|line| line.state == LineState::Open && line.blocks_issue);
    if open {
        assert!(!step.documents.iter().any(|draft| draft.kind == DocumentKind::Gra && draft.corrects.is_none()));
        assert!(!matches!(case.state, State::ResultReady | State::Delivered));
    }
    // R0.7: an open pause has its cause in the case.
    for clock in [&case.clocks.statutory, &case.clocks.promised].into_iter().flatten() {
        for pause in clock.pauses.iter().filter(|pause| pause.until.is_none() && clock.stopped_on.is_none()) {
            let special =
                case.special.iter().any(|run| run.running() && super::super::review::cause(run.kind) == pause.cause);
            let waits = case.state == State::TolerancePending && pause.cause == "tolerance";
            assert!(special || waits || case.suspension.is_some() && pause.cause == "suspended", "{pause:?}");
        }
    }
    if let Some(statutory) = &case.clocks.statutory {
        assert!(statutory.pauses.iter().all(|pause| pause.cause != "tolerance"));
        let promised = case.clocks.promised.as_ref().unwrap();
        assert!(promised.limit() <= statutory.limit(), "R1.32");
    }
    // R0.8.
    assert_eq!(case.documents, before.documents);
    // R12.4.
    if let Some(decision) = case.decision.as_ref().filter(|_| before.decision.is_none()) {
        let other =
            |act: &&crate::domain::case::Involvement| act.role == Role::Reviewer || matches!(act.transition, 4..=12);
        assert!(before.involved.iter().filter(other).all(|act| act.person != decision.by));
    }
    // R0.10.
    assert!(!format!("{case:?}").contains("000000199001010018"));
}

/// One person may hold several roles here, so that the separation rules have something to do.
fn actor(role: Role, number: u128) -> crate::domain::role::Actor {
    let mut actor = person(role, number);
    if number == 2 {
        actor.id = uuid::Uuid::from_u128(2);
    }
    actor
}

fn wait(journey: &mut Journey, hours: i64, past: &mut Past) {
    let until = journey.now + SignedDuration::from_hours(hours);
    while let Some(due) = journey.due.first().filter(|due| due.at <= until).cloned() {
        let before = journey.case().clone();
        let step = journey.fires(due.transition);
        holds(&before, &step, &person(Role::System, 1), past);
    }
    journey.now = until;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn r0_the_invariants_hold_over_every_life(kind in 0..8u8, events in prop::collection::vec(event(), 1..260)) {
        let mut journey = start(kind);
        let mut past = Past::default();
        for event in events {
            match event {
                Event::Wait { hours } => wait(&mut journey, hours, &mut past),
                Event::Act { which, role, person } => {
                    let acts = acts(&journey);
                    let Some(act) = acts.get(which) else { continue };
                    let actor = actor(role, person);
                    let before = journey.case().clone();
                    if let Ok(step) = journey.try_as(&actor, act) {
                        journey.does_as(&actor, act);
                        holds(&before, &step, &actor, &mut past);
                    }
                }
            }
        }
        prop_assert!(journey.case().version > 0);
    }

    #[test]
    fn r1_8_a_case_left_alone_is_deemed_accepted_from_the_day_of_receiving(kind in 0..8u8, days in 0..300i32) {
        let mut journey = Journey::new();
        journey.now += (24 * i64::from(days)).hours();
        let rows = if kind % 2 == 0 { vec![ok_row("m1")] } else { vec![absent_row("m1"), ok_row("m2")] };
        journey.does(Role::Clerk, Act::Receive(Box::new(journey.receiving(&rows))));
        let received = crate::domain::calendar::date_in_beijing(journey.now);
        let step = journey.fires(13);
        prop_assert_eq!(step.case.accepted_on, Some(received));
        prop_assert_eq!(step.case.clocks.statutory.unwrap().started_on, received);
    }
}
