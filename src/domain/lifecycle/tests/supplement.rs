//! T22–T27, T18, T72, T73.

use jiff::civil::date;

use super::{Act, Journey, absent_row, act, ok_row, person, samples};
use crate::domain::{
    case::{CommitmentState, DocumentKind, State, TaskKind, ToleranceState},
    check::Verdict,
    escalation::NegativeKind,
    exemption::SatisfyBy,
    role::Role,
};

fn kinds(step: &super::Step) -> Vec<DocumentKind> {
    step.documents.iter().map(|draft| draft.kind).collect()
}

fn check(code: &str) -> Act {
    Act::SupplementCheck(samples::checks(&[ok_row(code)]))
}

#[test]
fn t22_accepted_on_the_day_all_supplements_were_in() {
    let mut journey = Journey::awaiting();
    journey.at(date(2026, 9, 9), 15);
    let step = journey.does(Role::Clerk, samples::hand_in("m4"));
    assert!(step.transitions.is_empty());
    assert_eq!((kinds(&step), step.case.state), (vec![DocumentKind::Src], State::AwaitingSupplement));
    journey.at(date(2026, 9, 14), 9);
    let step = journey.does(Role::Clerk, check("m4"));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![22], vec![DocumentKind::Src, DocumentKind::Acc]));
    assert_eq!(step.case.accepted_on, Some(date(2026, 9, 9)));
    assert_eq!(step.case.clocks.statutory.unwrap().started_on, date(2026, 9, 9));
    assert!(!step.case.deemed && journey.due_at(73).is_none());
}

#[test]
fn t22_a_line_met_by_commitment_needs_its_letter() {
    let mut journey = Journey::awaiting();
    let mut row = ok_row("m4");
    row.by = Some(SatisfyBy::Commitment);
    let mut by_letter = samples::checks(&[row]);
    assert_eq!(journey.refused(Role::Clerk, &Act::SupplementCheck(by_letter.clone())), "sign.missing");
    by_letter.commitment_signed = true;
    let step = journey.does(Role::Clerk, Act::SupplementCheck(by_letter));
    assert_eq!(kinds(&step), [DocumentKind::Src, DocumentKind::Com, DocumentKind::Acc]);
    assert_eq!(step.case.commitment.state, CommitmentState::Open);
}

#[test]
fn t22_only_an_authorised_clerk_accepts() {
    let journey = Journey::awaiting();
    let mut clerk = person(Role::Clerk, 1);
    clerk.mandate.accept = false;
    assert_eq!(journey.refused_as(&clerk, &check("m4")), "mandate.accept");
    assert_eq!(journey.try_as(&person(Role::Reviewer, 1), &check("m4")).unwrap().transitions, [22]);
}

#[test]
fn t23_a_missing_part_keeps_the_state_and_the_term() {
    let mut journey = Journey::received(&[ok_row("m1"), absent_row("m2"), absent_row("m4")]);
    journey.does(Role::Clerk, samples::notify(&["m2", "m4"]));
    let term = journey.due_at(25);
    let step = journey.does(Role::Clerk, check("m4"));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![23], vec![DocumentKind::Src]));
    assert_eq!(step.case.state, State::AwaitingSupplement);
    assert_eq!(step.case.supplement.as_ref().unwrap().met, ["m4"]);
    assert_eq!(journey.due_at(25), term);
    assert_eq!(journey.does(Role::Clerk, check("m2")).transitions, [22]);
}

#[test]
fn r1_12_a_new_defect_is_not_asked_for_again() {
    let mut journey = Journey::awaiting();
    let mut defect = ok_row("m2");
    defect.verdict = Verdict::Defect;
    let step = journey.does(Role::Clerk, Act::SupplementCheck(samples::checks(&[ok_row("m4"), defect])));
    assert_eq!(step.transitions, [22]);
    assert!(journey.has_task(TaskKind::NoticeOmission));
    assert_eq!(Journey::awaiting().refused(Role::Clerk, &samples::hand_in("m2")), "supplement.not_named");
    assert_eq!(Journey::awaiting().refused(Role::Clerk, &samples::notify(&["m4"])), "state.not_allowed");
}

#[test]
fn t24_the_rest_can_be_tolerated() {
    let mut journey = Journey::received(&[ok_row("m1"), absent_row("m2"), absent_row("m4")]);
    journey.does(Role::Clerk, samples::notify(&["m2", "m4"]));
    assert_eq!(journey.refused(Role::Clerk, &samples::tolerate(&["m2"])), "tolerance.not_listed");
    journey.does(Role::Clerk, check("m4"));
    let step = journey.does(Role::Clerk, samples::tolerate(&["m2"]));
    assert_eq!(step.transitions, [24]);
    assert_eq!(kinds(&step), [DocumentKind::Src, DocumentKind::Tcm, DocumentKind::Tol]);
    assert_eq!((step.case.state, step.case.tolerance.state), (State::Accepted, ToleranceState::Open));
}

#[test]
fn t25_the_end_of_the_term_is_a_task_and_no_end() {
    for mut journey in [Journey::awaiting(), Journey::held()] {
        let state = journey.state();
        let step = journey.fires(25);
        assert_eq!((step.transitions.clone(), Some(step.case.state)), (vec![25], state));
        assert!(step.case.supplement.as_ref().unwrap().overdue && journey.has_task(TaskKind::ProposeReturn));
        assert!(journey.due_at(25).is_none());
        assert_ne!(journey.does(Role::Clerk, check("m4")).case.state, State::Returned);
    }
}

#[test]
fn t26_held_papers_that_are_complete_are_accepted() {
    let mut journey = Journey::held();
    let step = journey.does(Role::Clerk, check("m4"));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![26], vec![DocumentKind::Src, DocumentKind::Acc]));
    assert_eq!(step.case.state, State::Accepted);
}

#[test]
fn t27_the_applicant_may_withdraw_before_acceptance() {
    for mut journey in [Journey::complete(), Journey::awaiting(), Journey::held()] {
        let step = journey.does(Role::Clerk, samples::withdraw());
        assert_eq!((step.transitions.clone(), kinds(&step)), (vec![27], vec![DocumentKind::Wda, DocumentKind::Wdn]));
        assert_eq!(step.case.state, State::Withdrawn);
        assert!(journey.due_at(13).is_none() && journey.due_at(25).is_none());
    }
}

#[test]
fn r5_13_an_agent_withdraws_only_with_the_tick() {
    use crate::domain::agency::Tick;
    let mut journey = Journey::complete();
    let letter = samples::all(&journey).into_iter().find_map(|act| match act {
        Act::AgentLetterRecord(letter) => Some(letter),
        _ => None,
    });
    let mut letter = letter.unwrap();
    letter.letter.ticks = [Tick::Submit].into();
    journey.does(Role::Clerk, Act::AgentLetterRecord(letter));
    assert_eq!(journey.refused(Role::Clerk, &samples::withdraw()), "agency.tick.withdraw");
    let mut in_person = samples::withdraw();
    if let Act::Withdraw(withdrawal) = &mut in_person {
        withdrawal.signed_by_applicant = true;
    }
    assert_eq!(journey.does(Role::Clerk, in_person).transitions, [27]);
}

fn return_proposed() -> Journey {
    let mut journey = Journey::awaiting();
    journey.fires(25);
    journey.does(Role::Clerk, Act::NegativePropose(samples::proposal(NegativeKind::ReturnOverdue)));
    journey
}

#[test]
fn t18_a_return_is_confirmed_when_the_term_is_over() {
    let mut journey = return_proposed();
    let step = journey.does(Role::ChiefRep, samples::confirm(NegativeKind::ReturnOverdue));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![18], vec![DocumentKind::Rtn]));
    assert_eq!(step.case.state, State::Returned);
}

#[test]
fn t72_late_papers_make_the_return_lapse() {
    let mut journey = return_proposed();
    let step = journey.does(Role::Clerk, samples::hand_in("m4"));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![72], vec![DocumentKind::Src]));
    assert_eq!(step.case.state, State::AwaitingSupplement);
    assert!(step.case.negative.is_none() && journey.due_at(73).is_some());
    let again = Act::NegativePropose(samples::proposal(NegativeKind::ReturnOverdue));
    assert_eq!(journey.refused(Role::Clerk, &again), "negative.unchecked");
    assert_eq!(journey.does(Role::Clerk, check("m4")).transitions, [22]);
}

#[test]
fn t72_only_a_return_lapses_by_papers() {
    let mut journey = Journey::awaiting();
    journey.does(Role::Clerk, Act::NegativePropose(samples::proposal(NegativeKind::NotCompetent)));
    assert_eq!(journey.refused(Role::Clerk, &samples::hand_in("m4")), "negative.other_kind");
}

#[test]
fn t73_unchecked_supplements_are_deemed_enough_from_the_day_they_came() {
    for mut journey in [Journey::awaiting(), Journey::held()] {
        journey.at(date(2026, 9, 9), 15);
        journey.does(Role::Clerk, samples::hand_in("m4"));
        let step = journey.fires(73);
        assert_eq!((step.transitions.clone(), kinds(&step)), (vec![73], vec![DocumentKind::Acc]));
        assert_eq!(step.case.accepted_on, Some(date(2026, 9, 9)));
        assert!(step.case.deemed && journey.has_task(TaskKind::DeemedAcceptance));
    }
}

#[test]
fn t73_beats_a_proposal() {
    let mut journey = Journey::awaiting();
    journey.does(Role::Clerk, samples::hand_in("m4"));
    journey.does(Role::Clerk, Act::NegativePropose(samples::proposal(NegativeKind::NotCompetent)));
    let step = journey.fires(73);
    assert!(step.case.state == State::Accepted && step.case.negative.is_none());
}

#[test]
fn r2_18_papers_never_reach_the_organ_in_the_future() {
    let journey = Journey::awaiting();
    let later = journey.now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let act = Act::SupplementHandIn(act::Arrival { material_codes: vec!["m4".into()], reached_at: Some(later) });
    assert_eq!(journey.refused(Role::Clerk, &act), "receive.later");
}
