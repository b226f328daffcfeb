//! RULES 0.3 over random lives: any act by anybody at any time, and the ten invariants hold after each.

use std::sync::LazyLock;

use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::{Act, Journey, absent_row, act, ok_row, person, samples};
use crate::domain::{
    case::{Case, DocumentKind, Involvement, State},
    escalation::NegativeKind,
    guide::SpecialKind,
    lifecycle::{Step, record::RECORDS, table::transition},
    role::{Actor, Role},
    settings::{ClockAtDecision, ToleranceBlocks},
    tolerance::LineState,
};

/// One thing that may happen.
#[derive(Debug, Clone)]
enum Event {
    /// One of the acts that are offered to anybody is done.
    Offered { person: u128, which: usize, variant: usize },
    /// Somebody tries any act.
    Any { role: Role, person: u128, which: usize },
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

/// The roles that have something to do.
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
    let role = || (0..ROLES.len()).prop_map(|role| ROLES[role]);
    let offered = (1..3u128, 0..400usize, 0..4usize).prop_map(|(person, which, variant)| Event::Offered {
        person,
        which,
        variant,
    });
    let any = (role(), 1..3u128, 0..80usize).prop_map(|(role, person, which)| Event::Any { role, person, which });
    prop_oneof![9 => offered, 3 => any, 2 => (1i64..90).prop_map(|hours| Event::Wait { hours })]
}

/// A life may begin anywhere: at every station, and with tolerated materials at several.
static STARTS: LazyLock<Vec<Journey>> = LazyLock::new(|| {
    let mut starts = super::refused::stations();
    let several = Journey::received(&[ok_row("m1"), absent_row("m2"), absent_row("m4")]);
    starts.extend([Journey::lacking_m2(), Journey::lacking_m4(), several]);
    starts.extend([Journey::tolerated(), Journey::tolerated().into_review(), Journey::tolerated().into_decision()]);
    starts.push(Journey::tolerated().into_grant());
    let mut waiting = Journey::lacking_m2();
    waiting.settings.tolerance.blocks = ToleranceBlocks::Decision;
    waiting.settings.tolerance.clock_at_decision = ClockAtDecision::PauseAtDecision;
    starts.push(waiting);
    let mut collected = Journey::new();
    collected.does(Role::Clerk, Act::DraftCollect(Box::new(samples::draft(&collected))));
    starts.push(collected);
    starts
});

/// Acts that stand open, and to whom; what ends a life or only adds to it is left out where `on` is wanted.
fn open(journey: &Journey, number: u128, on: bool) -> Vec<(Actor, String)> {
    let seldom = ["case.withdraw", "evaluation.submit", "decision.refuse", "case.terminate", "case.revoke"];
    let adds = |kind: &str| seldom.contains(&kind) || RECORDS.iter().any(|record| record.act == kind);
    let offers = ROLES.into_iter().flat_map(|role| {
        let actor = actor(role, number);
        journey.offers(&actor).into_iter().map(move |offer| (actor.clone(), offer))
    });
    offers
        .filter(|(_, offer)| offer.blocked_by.is_empty() && !(on && adds(&offer.act)))
        .map(|(actor, offer)| (actor, offer.act))
        .collect()
}

/// The act that the event makes of the moment, if it makes one.
fn attempt(journey: &Journey, event: &Event) -> Option<(Actor, Act)> {
    let acts = acts(journey);
    match *event {
        Event::Wait { .. } => None,
        Event::Any { role, person, which } => Some((actor(role, person), acts.get(which)?.clone())),
        Event::Offered { person, which, variant } => {
            let open = open(journey, person, variant > 0);
            let (actor, kind) = open.get(which.checked_rem(open.len())?)?.clone();
            let variants: Vec<&Act> = acts.iter().filter(|act| act.kind() == kind.as_str()).collect();
            Some((actor, (*variants.get(variant.checked_rem(variants.len())?)?).clone()))
        }
    }
}

fn holds(before: &Case, step: &Step, actor: &Actor) {
    let case = &step.case;
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
        let proposals = |no: u8| case.state != State::Refused && matches!(no, 0 | 15);
        let one_sided = |act: &&Involvement| matches!(act.transition, 4..=12) || proposals(act.transition);
        assert!(before.involved.iter().filter(one_sided).all(|act| act.person != actor.id));
    }
    // R0.2, R0.3: one notice, its lines frozen.
    if let Some(notice) = &case.supplement {
        assert!(notice.lines.iter().all(|line| matches!(line.material_code.as_str(), "m1" | "m2" | "m4")));
        let issued = before.supplement.as_ref().map_or(&notice.lines, |notice| &notice.lines);
        assert_eq!(issued, &notice.lines);
    }
    let notices = |kind: DocumentKind| kind == DocumentKind::Sup && before.supplement.is_some();
    assert!(!step.documents.iter().any(|draft| notices(draft.kind) && draft.corrects.is_none()));
    // R0.4, R2.32.
    assert!(case.tolerance.lines.iter().all(|line| line.material_code != "m1"));
    assert!(before.tolerance.lines.is_empty() || before.tolerance.lines.len() == case.tolerance.lines.len());
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
        let other = |act: &&Involvement| act.role == Role::Reviewer || matches!(act.transition, 4..=12);
        assert!(before.involved.iter().filter(other).all(|act| act.person != decision.by));
    }
    // R0.10.
    assert!(!format!("{case:?}").contains("000000199001010018"));
}

/// One person may hold several roles here, so that the separation rules have something to do.
fn actor(role: Role, number: u128) -> Actor {
    let mut actor = person(role, number);
    if number == 2 {
        actor.id = uuid::Uuid::from_u128(2);
    }
    actor
}

fn wait(journey: &mut Journey, hours: i64) {
    let until = journey.now + SignedDuration::from_hours(hours);
    while let Some(due) = journey.due.first().filter(|due| due.at <= until).cloned() {
        let before = journey.case().clone();
        let step = journey.fires(due.transition);
        holds(&before, &step, &person(Role::System, 1));
    }
    journey.now = until;
}

proptest! {
    // A quarter of the usual number, which `PROPTEST_CASES` makes larger for a longer campaign.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn r0_the_invariants_hold_over_every_life(from in 0..64usize, events in prop::collection::vec(event(), 1..90)) {
        let mut journey = STARTS[from % STARTS.len()].clone();
        for event in events {
            if let Event::Wait { hours } = event {
                wait(&mut journey, hours);
            } else if let Some((actor, act)) = attempt(&journey, &event) {
                let before = journey.case().clone();
                if let Ok(step) = journey.try_as(&actor, &act) {
                    journey.does_as(&actor, &act);
                    holds(&before, &step, &actor);
                }
            }
        }
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
