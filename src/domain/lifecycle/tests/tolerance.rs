//! T10, T42–T46, T71 and the rules of chapter 2 on a case.

use jiff::civil::date;

use super::{Act, Journey, absent_row, ok_row, person, samples};
use crate::domain::{
    case::{DocumentKind, State, TaskKind, ToleranceState},
    check::Verdict,
    guide::ToleranceMode,
    role::Role,
    settings::{ClockAtDecision, ToleranceBlocks},
    tolerance::{Credit, LineState},
};

fn kinds(step: &super::Step) -> Vec<DocumentKind> {
    step.documents.iter().map(|draft| draft.kind).collect()
}

fn bad_m2() -> Act {
    let mut row = ok_row("m2");
    row.verdict = Verdict::Defect;
    samples::bring(&[row])
}

fn breach() -> Act {
    Act::ToleranceBreach(samples::because("逾期未补"))
}

#[test]
fn t10_accepted_at_once_with_a_due_date() {
    let mut journey = Journey::lacking_m2();
    let step = journey.does(Role::Clerk, samples::tolerate(&["m2"]));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![10], vec![DocumentKind::Tcm, DocumentKind::Tol]));
    assert_eq!(step.case.state, State::Accepted);
    assert_eq!(step.case.tolerance.state, ToleranceState::Open);
    assert_eq!(step.case.tolerance.due, Some(date(2026, 9, 8)));
    assert_eq!(step.case.clocks.promised.as_ref().unwrap().started_on, super::FIRST_DAY);
    assert!(journey.due_at(44).is_some());
}

#[test]
fn t10_needs_letter_credit_list_and_no_main_material() {
    let journey = Journey::lacking_m2();
    let mut unsigned = samples::tolerate(&["m2"]);
    if let Act::AcceptWithTolerance(demand) = &mut unsigned {
        demand.signed = false;
    }
    assert_eq!(journey.refused(Role::Clerk, &unsigned), "sign.missing");
    for (credit, code) in [(Credit::Unknown, "tolerance.credit_unknown"), (Credit::Bad, "tolerance.credit_bad")] {
        let mut journey = journey.clone();
        journey.credit.credit = credit;
        assert_eq!(journey.refused(Role::Clerk, &samples::tolerate(&["m2"])), code);
    }
    assert_eq!(Journey::lacking_m4().refused(Role::Clerk, &samples::tolerate(&["m4"])), "tolerance.not_listed");
    let main = Journey::received(&[absent_row("m1"), ok_row("m2"), ok_row("m4")]);
    assert_eq!(main.refused(Role::Clerk, &samples::tolerate(&["m1"])), "tolerance.main");
    assert_eq!(journey.refused(Role::Clerk, &samples::tolerate(&[])), "tolerance.left_out");
    assert_eq!(journey.refused(Role::Clerk, &samples::tolerate(&["m2", "m4"])), "tolerance.there");
    let mut clerk = person(Role::Clerk, 1);
    clerk.mandate.accept = false;
    assert_eq!(journey.refused_as(&clerk, &samples::tolerate(&["m2"])), "mandate.accept");
}

#[test]
fn t10_outside_the_list_the_chief_representative_signs() {
    let mut journey = Journey::lacking_m4();
    journey.settings.tolerance.adhoc = true;
    journey.guide.flags.adhoc_tolerance = true;
    assert_eq!(journey.refused(Role::Clerk, &samples::tolerate(&["m4"])), "tolerance.not_listed");
    let mut chief = person(Role::ChiefRep, 1);
    chief.mandate.tolerate_adhoc = false;
    assert_eq!(journey.refused_as(&chief, &samples::tolerate(&["m4"])), "mandate.tolerate");
    assert_eq!(journey.does(Role::ChiefRep, samples::tolerate(&["m4"])).transitions, [10]);
}

#[test]
fn r2_8_the_other_modes_need_a_commitment_letter_and_owe_nothing() {
    let mut journey = Journey::lacking_m2();
    journey.guide.materials[1].tolerance.as_mut().unwrap().mode = ToleranceMode::DeferReview;
    journey.settings.tolerance.modes.defer_review = true;
    let mut demand = samples::tolerate(&["m2"]);
    assert_eq!(journey.refused(Role::Clerk, &demand), "tolerance.mode");
    if let Act::AcceptWithTolerance(demand) = &mut demand {
        demand.lines[0].mode = ToleranceMode::DeferReview;
    }
    let step = journey.does(Role::Clerk, demand);
    assert_eq!(kinds(&step), [DocumentKind::Com, DocumentKind::Tol]);
    assert_eq!(step.case.tolerance.state, ToleranceState::None);
    assert_eq!(step.case.tolerance.lines[0].state, LineState::NotDue);
    assert!(journey.has_task(TaskKind::VerifyCommitment) && journey.due_at(44).is_none());
}

#[test]
fn r2_32_there_is_no_second_tolerance() {
    let journey = Journey::tolerated();
    assert_eq!(journey.refused(Role::Clerk, &samples::tolerate(&["m2"])), "state.not_allowed");
}

#[test]
fn t42_a_conforming_material_fulfils() {
    let mut journey = Journey::tolerated();
    assert_eq!(journey.refused(Role::Clerk, &samples::bring(&[ok_row("m4")])), "tolerance.not_owed");
    let step = journey.does(Role::Clerk, samples::bring(&[ok_row("m2")]));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![42], vec![DocumentKind::Src]));
    assert_eq!(step.case.tolerance.state, ToleranceState::Fulfilled);
    assert!(step.case.tolerance.due.is_none() && journey.due_at(44).is_none());
    assert_eq!(journey.refused(Role::Clerk, &samples::bring(&[ok_row("m2")])), "tolerance.nothing_owed");
}

#[test]
fn r2_28_f48_late_but_before_the_breach_still_fulfils() {
    let mut journey = Journey::tolerated();
    journey.fires(44);
    let step = journey.does(Role::Clerk, samples::bring(&[ok_row("m2")]));
    assert_eq!(step.case.tolerance.state, ToleranceState::Fulfilled);
    assert!(!journey.has_task(TaskKind::ToleranceBreach));
}

#[test]
fn t43_what_does_not_conform_may_come_again_in_time() {
    let mut journey = Journey::tolerated();
    let step = journey.does(Role::Clerk, bad_m2());
    assert_eq!((step.transitions, step.case.tolerance.state), (vec![43], ToleranceState::Open));
    journey.fires(44);
    assert_eq!(journey.refused(Role::Clerk, &bad_m2()), "tolerance.wrong_and_late");
}

#[test]
fn t44_f48_overdue_is_a_task_of_the_chief_representative() {
    let mut journey = Journey::tolerated();
    assert_eq!(journey.refused(Role::ChiefRep, &breach()), "tolerance.not_due");
    let step = journey.fires(44);
    assert_eq!((step.transitions, step.case.tolerance.state), (vec![44], ToleranceState::Overdue));
    assert_eq!(step.case.state, State::Accepted);
    assert!(journey.has_task(TaskKind::ToleranceBreach) && journey.due_at(44).is_none());
}

#[test]
fn t45_one_extension_within_the_bound() {
    let mut journey = Journey::tolerated();
    journey.fires(44);
    assert_eq!(journey.refused(Role::ChiefRep, &samples::extend_tolerance(date(2026, 9, 8))), "tolerance.earlier");
    assert_eq!(
        journey.refused(Role::ChiefRep, &samples::extend_tolerance(date(2026, 9, 14))),
        "tolerance.beyond_bound"
    );
    let step = journey.does(Role::ChiefRep, samples::extend_tolerance(date(2026, 9, 11)));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![45], vec![DocumentKind::Tol]));
    assert_eq!(step.case.tolerance.state, ToleranceState::Open);
    assert_eq!(step.case.tolerance.due, Some(date(2026, 9, 11)));
    assert!(journey.due_at(44).is_some());
    assert_eq!(journey.refused(Role::ChiefRep, &samples::extend_tolerance(date(2026, 9, 12))), "tolerance.extended");
}

#[test]
fn t46_a_breach_is_confirmed_by_somebody_else() {
    let mut journey = Journey::tolerated();
    journey.fires(44);
    let mut same = person(Role::ChiefRep, 1);
    same.id = person(Role::Clerk, 1).id;
    assert_eq!(journey.refused_as(&same, &breach()), "person.took_in");
    let step = journey.does(Role::ChiefRep, breach());
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![46], vec![DocumentKind::Ter]));
    assert_eq!((step.case.state, step.case.tolerance.state), (State::Terminated, ToleranceState::Breached));
    assert!(step.case.clocks.statutory.unwrap().stopped_on.is_some());
}

#[test]
fn t47_t42_in_jiangsu_the_decision_waits() {
    let mut journey = Journey::lacking_m2();
    journey.settings.tolerance.blocks = ToleranceBlocks::Decision;
    journey.settings.tolerance.clock_at_decision = ClockAtDecision::PauseAtDecision;
    journey.does(Role::Clerk, samples::tolerate(&["m2"]));
    journey = journey.into_review();
    let step = journey.does(Role::Reviewer, samples::finish());
    assert_eq!((step.transitions, step.case.state), (vec![47], State::TolerancePending));
    assert!(journey.clocks().promised.as_ref().unwrap().is_paused(super::FIRST_DAY));
    assert!(!journey.clocks().statutory.as_ref().unwrap().is_paused(super::FIRST_DAY));
    assert_eq!(journey.refused(Role::Approver, &samples::grant()), "state.not_allowed");
    journey.at(date(2026, 9, 3), 9);
    let step = journey.does(Role::Reviewer, samples::bring(&[ok_row("m2")]));
    assert_eq!((step.transitions, step.case.state), (vec![42], State::Deciding));
    assert!(!journey.clocks().promised.as_ref().unwrap().is_paused(date(2026, 9, 4)));
}

#[test]
fn t50_t42_the_paper_of_a_grant_waits_for_the_material() {
    let mut journey = Journey::tolerated().into_decision();
    let step = journey.does(Role::Approver, samples::grant());
    assert_eq!((step.transitions.clone(), step.documents.len()), (vec![50], 0));
    assert!(step.case.decision.as_ref().unwrap().withheld && step.case.clocks.delivery.is_none());
    let out = Act::ResultHandOver(super::act::Transfer::default());
    assert_eq!(journey.refused(Role::Reviewer, &out), "issue.tolerance");
    journey.at(date(2026, 9, 4), 9);
    let step = journey.does(Role::Clerk, samples::bring(&[ok_row("m2")]));
    assert_eq!(kinds(&step), [DocumentKind::Src, DocumentKind::Gra]);
    assert_eq!(step.case.clocks.delivery.as_ref().unwrap().started_on, date(2026, 9, 4));
    assert!(journey.has_task(TaskKind::PushSupervision));
    assert_eq!(journey.does(Role::Reviewer, out).transitions, [55]);
}

#[test]
fn t71_a_withheld_grant_ends_by_breach() {
    let mut journey = Journey::tolerated().into_grant();
    journey.fires(44);
    assert_eq!(journey.refused(Role::ChiefRep, &breach()), "role.not_allowed");
    let step = journey.does(Role::Approver, breach());
    assert_eq!((step.transitions, step.case.state), (vec![71], State::Terminated));
    assert_eq!(Journey::accepted().into_grant().refused(Role::Approver, &breach()), "tolerance.nothing_owed");
}

#[test]
fn r2_28_another_end_lets_the_items_lapse() {
    let mut journey = Journey::tolerated().into_decision();
    let step = journey.does(Role::Approver, samples::refuse(None));
    assert_eq!((step.transitions, step.case.tolerance.state), (vec![51], ToleranceState::Lapsed));
    let mut withdrawn = Journey::tolerated();
    let step = withdrawn.does(Role::Clerk, samples::withdraw());
    assert_eq!((step.transitions, step.case.tolerance.lines[0].state), (vec![53], LineState::Lapsed));
}
