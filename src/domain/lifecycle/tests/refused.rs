//! What is not in the table does not happen: every state × act × role.

use super::{Act, Journey, absent_row, act, ok_row, person, samples, transitions};
use crate::domain::{
    case::{Case, State},
    escalation::NegativeKind,
    guide::SpecialKind,
    lifecycle::record::RECORDS,
    role::Role,
    settings::ToleranceBlocks,
};

/// A case in every state, led there by acts.
pub fn stations() -> Vec<Journey> {
    let then = |mut journey: Journey, role, act: Act| {
        journey.does(role, act);
        journey
    };
    let draft = then(Journey::new(), Role::Clerk, Act::DraftSubmit(Box::new(samples::draft(&Journey::new()))));
    let mut planned = Journey::new();
    let application = planned.application(&[ok_row("m1"), absent_row("m4")]);
    planned.case = Some(Case::draft(uuid::Uuid::from_u128(1), application, &planned.guide, "1"));
    planned.fires_from_outside(74);
    let propose = |kind| Act::NegativePropose(samples::proposal(kind));
    let proposed = then(Journey::complete(), Role::Clerk, propose(NegativeKind::NotCompetent));
    let no_licence = then(Journey::complete(), Role::Clerk, propose(NegativeKind::NotRequired));
    let not_required = then(no_licence, Role::ChiefRep, samples::confirm(NegativeKind::NotRequired));
    let not_accepted = then(proposed.clone(), Role::ChiefRep, samples::confirm(NegativeKind::NotCompetent));
    let mut returned = Journey::awaiting();
    returned.fires(25);
    returned = then(returned, Role::Clerk, propose(NegativeKind::ReturnOverdue));
    returned = then(returned, Role::ChiefRep, samples::confirm(NegativeKind::ReturnOverdue));
    let dispatched = then(Journey::accepted(), Role::Clerk, Act::HandOver(act::Transfer::default()));
    let back = then(dispatched.clone(), Role::Reviewer, samples::back("转错"));
    let review = Journey::accepted().into_review();
    let mut pending = Journey::lacking_m2();
    pending.settings.tolerance.blocks = ToleranceBlocks::Decision;
    pending = then(pending, Role::Clerk, samples::tolerate(&["m2"])).into_review();
    pending = then(pending, Role::Reviewer, samples::finish());
    let delivered = then(Journey::accepted().into_result(), Role::IssueClerk, Act::Deliver(samples::receiver()));
    let mut closed = delivered.clone();
    closed.fires(60);
    closed.fires(62);
    let mut archived = closed.clone();
    archived.fires(64);
    let mut breached = Journey::tolerated();
    breached.fires(44);
    breached = then(breached, Role::ChiefRep, Act::ToleranceBreach(samples::because("逾期")));
    vec![
        draft,
        planned,
        Journey::complete(),
        Journey::awaiting(),
        Journey::held(),
        proposed,
        Journey::accepted(),
        dispatched,
        back,
        review.clone(),
        then(review.clone(), Role::Reviewer, samples::special(SpecialKind::Expert, 5)),
        then(review, Role::Approver, samples::suspend()),
        pending,
        Journey::accepted().into_decision(),
        Journey::accepted().into_grant(),
        then(Journey::accepted().into_decision(), Role::Approver, samples::refuse(None)),
        Journey::accepted().into_result(),
        delivered,
        closed,
        archived.clone(),
        not_required,
        not_accepted,
        returned,
        then(Journey::complete(), Role::Clerk, samples::withdraw()),
        breached,
        then(archived, Role::Approver, Act::Revoke(samples::because("骗取"))),
    ]
}

/// Whether RULES 12.2 or the list of records lets this role do this act in this state.
fn in_law(state: State, kind: &str, role: Role) -> bool {
    let mut rows = transitions::RULED.iter().filter(|row| transitions::decided(kind).contains(&row.no));
    let time = (kind == "system.fire") == (role == Role::System);
    let recorded = RECORDS.iter().any(|r| r.act == kind && r.from.contains(&state) && r.who.contains(&role));
    time && (recorded || rows.any(|row| row.from.contains(&state) && row.who.contains(&role)))
}

#[test]
fn every_state_has_a_station() {
    let reached: Vec<State> = stations().iter().map(|journey| journey.case().state).collect();
    assert_eq!(reached, State::ALL);
}

#[test]
fn what_is_not_in_the_table_is_refused() {
    let mut refused = 0;
    for journey in stations() {
        let state = journey.case().state;
        for role in Role::ALL {
            let actor = person(role, 7);
            for act in samples::all(&journey) {
                if in_law(state, act.kind(), role) {
                    continue;
                }
                let code = journey.refused_as(&actor, &act);
                assert!(
                    matches!(code, "state.not_allowed" | "role.not_allowed"),
                    "{state:?} {} {role:?}: {code}",
                    act.kind()
                );
                refused += 1;
            }
        }
    }
    assert!(refused > 25_000, "{refused}");
}

#[test]
fn time_fires_nothing_that_is_not_due() {
    for journey in stations() {
        for transition in 0..=110 {
            let fire = Act::System(act::SystemFire { transition, due_at: journey.now });
            let due = journey.due.iter().any(|due| due.transition == transition && due.at <= journey.now);
            let outside = matches!((journey.case().state, transition), (State::Planned, 67 | 68));
            let done = journey.try_as(&person(Role::System, 1), &fire);
            assert_eq!(done.is_ok(), due || outside, "{:?} T{transition}: {done:?}", journey.case().state);
        }
    }
}

#[test]
fn what_is_offered_is_exactly_what_is_in_the_table() {
    for journey in stations() {
        let case = journey.case();
        for role in Role::ALL {
            let actor = person(role, 7);
            let offered: Vec<String> = journey.offers(&actor).into_iter().map(|offer| offer.act).collect();
            let law: Vec<&str> = Act::KINDS.into_iter().filter(|kind| in_law(case.state, kind, role)).collect();
            assert_eq!(offered, law, "{:?} {role:?}", case.state);
            for offer in journey.offers(&actor).into_iter().filter(|offer| !offer.blocked_by.is_empty()) {
                let act = samples::all(&journey).into_iter().find(|act| act.kind() == offer.act).unwrap();
                if brings_nothing(&act) {
                    let code = journey.refused_as(&actor, &act);
                    assert!(offer.blocked_by.iter().any(|block| block.code == code), "{}: {code}", offer.act);
                }
            }
        }
    }
}

/// Acts whose payload changes neither rows nor application before the guards are asked.
fn brings_nothing(act: &Act) -> bool {
    !matches!(
        act,
        Act::DraftSubmit(_)
            | Act::DraftCollect(_)
            | Act::Receive(_)
            | Act::ReceiveAndAccept(_)
            | Act::ReceiveAndDecide(_)
            | Act::SupplementCheck(_)
            | Act::MaterialRecord(_)
    )
}

#[test]
fn without_a_case_only_beginnings_are_offered() {
    let journey = Journey::new();
    let offered = |role| {
        let offers = journey.offers(&person(role, 1));
        offers.into_iter().map(|offer| offer.act).collect::<Vec<_>>()
    };
    assert!(offered(Role::Clerk).contains(&"case.receive".to_owned()));
    assert!(!offered(Role::GridAgent).contains(&"case.receive".to_owned()));
    assert_eq!(offered(Role::Applicant), ["draft.submit"]);
    assert!(offered(Role::Reviewer).is_empty());
    assert_eq!(journey.refused(Role::Clerk, &Act::Accept(act::Checks::default())), "case.missing");
}
