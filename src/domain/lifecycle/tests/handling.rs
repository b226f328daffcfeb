//! T28–T41, T47, T48.

use jiff::civil::{date, time};

use super::{Act, Journey, act, person, samples};
use crate::domain::{
    calendar::instant_in_beijing,
    case::{DocumentKind, State, TaskKind},
    guide::SpecialKind,
    role::Role,
};

fn kinds(step: &super::Step) -> Vec<DocumentKind> {
    step.documents.iter().map(|draft| draft.kind).collect()
}

fn hand_over() -> Act {
    Act::HandOver(act::Transfer::default())
}

fn dispatched() -> Journey {
    let mut journey = Journey::accepted();
    journey.does(Role::Clerk, hand_over());
    journey
}

#[test]
fn t28_nothing_unchecked_is_handed_over() {
    let mut journey = Journey::accepted();
    let mut bare = journey.clone();
    bare.case.as_mut().unwrap().application.materials.retain(|row| row.material_code != "m4");
    assert_eq!(bare.refused(Role::Clerk, &hand_over()), "hand_over.unchecked");
    let step = journey.does(Role::Clerk, hand_over());
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![28], vec![DocumentKind::Trf]));
    assert_eq!(step.case.hand_overs[0].lines.len(), 3);
    let noon = instant_in_beijing(date(2026, 9, 2), time(12, 0, 0, 0));
    assert_eq!((step.case.clocks.sign_for_by, journey.due_at(30)), (Some(noon), Some(noon)));
}

#[test]
fn r12_6_after_a_deemed_acceptance_the_absent_is_no_bar() {
    let mut journey = Journey::lacking_m4();
    journey.fires(13);
    assert_eq!(journey.does(Role::Clerk, hand_over()).transitions, [28]);
}

#[test]
fn t29_the_department_counts_the_bag() {
    let mut journey = dispatched();
    let part = Act::SignFor(act::SignedFor { lines_checked: vec!["m1".into()] });
    assert_eq!(journey.refused(Role::Reviewer, &part), "sign_for.line");
    let step = journey.does(Role::Reviewer, samples::sign_for());
    assert_eq!((step.transitions, step.case.state), (vec![29], State::UnderReview));
    assert_eq!(step.case.hand_overs[0].signed_by, Some(person(Role::Reviewer, 1).id));
    assert!(journey.due_at(30).is_none());
}

#[test]
fn t30_an_unsigned_hand_over_is_an_alert_once() {
    let mut journey = dispatched();
    let step = journey.fires(30);
    assert_eq!((step.transitions, step.case.state), (vec![30], State::Dispatched));
    assert!(journey.has_task(TaskKind::SignForOverdue) && journey.due_at(30).is_none());
    journey.does(Role::Reviewer, samples::sign_for());
    assert!(!journey.has_task(TaskKind::SignForOverdue));
}

#[test]
fn t31_t32_sent_back_and_handed_over_again_while_the_clocks_run() {
    let mut journey = dispatched();
    let clocks = journey.clocks().promised.clone();
    let step = journey.does(Role::Reviewer, samples::back("转错部门"));
    assert_eq!((step.transitions, step.case.state), (vec![31], State::ReturnedToWindow));
    assert_eq!(journey.clocks().promised, clocks);
    let step = journey.does(Role::Clerk, hand_over());
    assert_eq!((step.transitions, step.case.state), (vec![32], State::Dispatched));
    journey.does(Role::Reviewer, samples::sign_for());
    assert_eq!(journey.does(Role::Reviewer, samples::back("缺页")).transitions, [31]);
}

#[test]
fn t33_a_case_outside_the_power_must_be_decided() {
    let mut journey = dispatched();
    journey.does(Role::Reviewer, samples::back("不属本局"));
    let step = journey.does(Role::ChiefRep, Act::RuleOnPower(samples::because("已受理,须决定")));
    assert_eq!((step.transitions, step.case.state), (vec![33], State::UnderReview));
}

#[test]
fn t34_a_special_procedure_pauses_only_what_the_law_lets_it_pause() {
    let mut journey = Journey::accepted().into_review();
    let today = super::FIRST_DAY;
    assert_eq!(journey.refused(Role::Reviewer, &samples::special(SpecialKind::Hearing, 5)), "special.not_listed");
    let step = journey.does(Role::Reviewer, samples::special(SpecialKind::Site, 3));
    assert_eq!((step.transitions.clone(), step.documents.len()), (vec![34], 0));
    assert!(!journey.clocks().promised.as_ref().unwrap().is_paused(today));
    let step = journey.does(Role::Reviewer, samples::special(SpecialKind::Expert, 5));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![34], vec![DocumentKind::Spn]));
    assert!(journey.clocks().statutory.as_ref().unwrap().is_paused(today));
    assert!(journey.case().special[1].notice_no.as_deref().is_some_and(|no| !no.is_empty()));
}

#[test]
fn r10_1_the_chief_representative_may_allow_another_kind() {
    let mut journey = Journey::accepted().into_review();
    let allow = act::SpecialPermission { kind: SpecialKind::Hearing, basis: "第四十六条".into() };
    journey.does(Role::ChiefRep, Act::SpecialAllow(allow));
    assert_eq!(journey.does(Role::Reviewer, samples::special(SpecialKind::Hearing, 5)).transitions, [34]);
}

#[test]
fn t35_t36_the_case_leaves_with_the_last_procedure() {
    let mut journey = Journey::accepted().into_review();
    journey.does(Role::Reviewer, samples::special(SpecialKind::Expert, 5));
    journey.does(Role::Reviewer, samples::special(SpecialKind::Site, 3));
    journey.at(date(2026, 9, 4), 10);
    let step = journey.does(Role::Reviewer, samples::end_special(SpecialKind::Site));
    assert_eq!((step.transitions, step.case.state), (vec![35], State::SpecialProcedure));
    let step = journey.does(Role::Reviewer, samples::end_special(SpecialKind::Expert));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![36], vec![DocumentKind::Spe]));
    assert_eq!(step.case.state, State::UnderReview);
    // 2, 3 and 4 September were not counted: three working days later than the 15th.
    let promised = journey.clocks().promised.as_ref().unwrap();
    let due = promised.due(crate::domain::calendar::Calendar::built_in(), date(2026, 9, 4));
    assert_eq!(due.on, date(2026, 9, 18));
    assert!(!promised.is_paused(date(2026, 9, 7)));
    assert_eq!(journey.refused(Role::Reviewer, &samples::end_special(SpecialKind::Expert)), "state.not_allowed");
}

#[test]
fn t37_at_the_maximum_the_clock_runs_on() {
    let mut journey = Journey::accepted().into_review();
    journey.does(Role::Reviewer, samples::special(SpecialKind::Expert, 5));
    let step = journey.fires(37);
    assert_eq!((step.transitions, step.case.state), (vec![37], State::SpecialProcedure));
    assert!(journey.has_task(TaskKind::SpecialOverdue) && journey.due_at(37).is_none());
    assert!(!journey.clocks().promised.as_ref().unwrap().is_paused(date(2026, 9, 14)));
    journey.at(date(2026, 9, 20), 10);
    journey.does(Role::Reviewer, samples::end_special(SpecialKind::Expert));
    let pause = &journey.clocks().promised.as_ref().unwrap().pauses[0];
    assert_eq!(pause.until, Some(date(2026, 9, 11)));
}

#[test]
fn t38_one_extension_in_time_by_the_competent_head() {
    let mut journey = Journey::accepted().into_review();
    assert_eq!(journey.refused(Role::GovHead, &samples::extend(5)), "extend.power");
    assert_eq!(journey.refused(Role::Approver, &samples::extend(11)), "extend.days");
    let mut deputy = person(Role::ChiefRep, 1);
    deputy.mandate.extend = false;
    assert_eq!(journey.refused_as(&deputy, &samples::extend(5)), "extend.power");
    let mut joint = journey.clone();
    joint.guide.flags.joint = true;
    assert_eq!(joint.refused(Role::Approver, &samples::extend(5)), "extend.power");
    assert_eq!(joint.does(Role::GovHead, samples::extend(15)).transitions, [38]);
    let step = journey.does(Role::Approver, samples::extend(10));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![38], vec![DocumentKind::Ext]));
    assert_eq!(journey.clocks().statutory.as_ref().unwrap().limit(), 30);
    assert_eq!(journey.clocks().promised.as_ref().unwrap().limit(), 20);
    assert_eq!(journey.refused(Role::Approver, &samples::extend(1)), "extend.once");
}

#[test]
fn r1_31_a_promise_that_passed_stays_and_a_statutory_limit_that_passed_is_not_extended() {
    let mut journey = Journey::accepted().into_review();
    journey.at(date(2026, 9, 16), 9);
    let mut late = journey.clone();
    journey.does(Role::Approver, samples::extend(5));
    assert_eq!(journey.clocks().promised.as_ref().unwrap().limit(), 10);
    assert_eq!(journey.clocks().statutory.as_ref().unwrap().limit(), 25);
    late.at(date(2026, 9, 29), 17);
    assert_eq!(late.refused(Role::Approver, &samples::extend(5)), "extend.late");
}

#[test]
fn t39_t40_a_suspension_needs_a_ground_and_its_days_do_not_count() {
    let mut journey = Journey::accepted().into_review();
    let baseless = act::SuspensionDemand { basis: String::new(), requested_in_writing: false, reason: "诉讼".into() };
    assert_eq!(journey.refused(Role::Approver, &Act::Suspend(baseless)), "suspend.basis");
    let step = journey.does(Role::Approver, samples::suspend());
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![39], vec![DocumentKind::Sus]));
    assert!(journey.clocks().statutory.as_ref().unwrap().is_paused(super::FIRST_DAY));
    journey.at(date(2026, 9, 3), 9);
    let step = journey.does(Role::Reviewer, Act::Resume(samples::because("原因消除")));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![40], vec![DocumentKind::Res]));
    let calendar = crate::domain::calendar::Calendar::built_in();
    let due = journey.clocks().promised.as_ref().unwrap().due(calendar, date(2026, 9, 3));
    assert_eq!(due.on, date(2026, 9, 17));
}

#[test]
fn t41_a_question_stops_nothing() {
    let mut journey = Journey::accepted().into_review();
    let before = journey.clocks().clone();
    let step = journey.does(Role::Reviewer, Act::AskApplicant(act::Question { text: "面积多少".into() }));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![41], vec![DocumentKind::Inq]));
    assert_eq!(step.case.clocks, before);
}

#[test]
fn t47_t48_opinion_and_back() {
    let mut journey = Journey::accepted().into_decision();
    assert_eq!(journey.state(), Some(State::Deciding));
    assert!(journey.case().review.is_some());
    let step = journey.does(Role::Approver, Act::ReviewSendBack(samples::because("再查")));
    assert_eq!((step.transitions, step.case.state), (vec![48], State::UnderReview));
    assert_eq!(journey.does(Role::Reviewer, samples::finish()).transitions, [47]);
}

#[test]
fn r3_14_another_department_does_not_decide() {
    let journey = Journey::accepted().into_decision();
    let mut stranger = person(Role::Approver, 1);
    stranger.departments = vec!["gaj".into()];
    assert_eq!(journey.refused_as(&stranger, &samples::grant()), "person.other_department");
}
