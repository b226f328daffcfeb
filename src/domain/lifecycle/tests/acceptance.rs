//! T7–T21.

use jiff::civil::date;

use super::{Act, Journey, absent_row, act, ok_row, person, samples};
use crate::domain::{
    calendar::Calendar,
    case::{CommitmentState, DocumentKind, State, TaskKind},
    check::Verdict,
    clock::Clock,
    escalation::NegativeKind,
    exemption::{Evidence, EvidenceAnswer, EvidenceKind},
    guide::{Limit, LimitUnit},
    role::Role,
    tolerance::Credit,
};

fn kinds(step: &super::Step) -> Vec<DocumentKind> {
    step.documents.iter().map(|draft| draft.kind).collect()
}

#[test]
fn t7_a_correction_keeps_the_state_and_spares_identity_and_third_parties() {
    let mut journey = Journey::complete();
    let correct = |field: &str, initials| {
        Act::CorrectOnSpot(act::Correction {
            changes: vec![act::Change { field: field.into(), old: "80".into(), new: "90".into() }],
            materials: Vec::new(),
            initials,
            initialled_by_applicant: false,
        })
    };
    assert_eq!(journey.refused(Role::Clerk, &correct("area", false)), "sign.missing");
    assert_eq!(journey.refused(Role::Clerk, &correct("nothing", true)), "correct.unknown");
    journey.guide.form[0].fields[1].filled_from = Some("applicant.name".into());
    assert_eq!(journey.refused(Role::Clerk, &correct("capital", true)), "correct.identity");
    journey.guide.materials[3].source = crate::domain::guide::MaterialSource::Government;
    assert_eq!(journey.refused(Role::Clerk, &correct("m4", true)), "correct.third_party");
    let step = journey.does(Role::Clerk, correct("area", true));
    assert_eq!((step.transitions, step.case.state), (vec![7], State::Received));
    assert_eq!(step.case.application.form["area"], "90");
}

#[test]
fn t8_the_notice_names_everything_once_and_stops_the_window_clock() {
    let mut journey = Journey::received(&[ok_row("m1"), absent_row("m2"), absent_row("m4")]);
    assert_eq!(journey.refused(Role::Clerk, &samples::notify(&["m4"])), "supplement.left_out");
    assert_eq!(journey.refused(Role::Clerk, &samples::notify(&["m2", "m4", "m9"])), "material.unknown");
    assert_eq!(journey.refused(Role::Clerk, &samples::notify(&["m2", "m4", "m4"])), "supplement.twice");
    assert_eq!(journey.refused(Role::Clerk, &samples::notify(&["m2", "m4", "m1"])), "demand.duplicate");
    let mut short = samples::notify(&["m2", "m4"]);
    if let Act::NotifySupplement(demand) = &mut short {
        demand.term_days = Some(4);
    }
    assert_eq!(journey.refused(Role::Clerk, &short), "supplement.term");
    let step = journey.does(Role::Clerk, samples::notify(&["m2", "m4"]));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![8], vec![DocumentKind::Sup]));
    assert_eq!(step.case.state, State::AwaitingSupplement);
    assert!(step.case.clocks.window.unwrap().stopped_on.is_some());
    let notice = step.case.supplement.unwrap();
    assert_eq!((notice.term_days, notice.due), (15, date(2026, 9, 21)));
    assert!(journey.due_at(13).is_none() && journey.due_at(25).is_some());
}

/// 2026-09-04 is a Friday; the hall closes at five.
#[test]
fn r3_20_what_is_done_on_the_spot_is_not_late_as_it_begins() {
    for (day, hour, due) in [(4, 16, date(2026, 9, 4)), (4, 18, date(2026, 9, 7)), (5, 10, date(2026, 9, 7))] {
        let mut journey = Journey::complete();
        journey.guide.promised = Limit { unit: Some(LimitUnit::OnTheSpot), ..Limit::default() };
        journey.at(date(2026, 9, day), hour);
        journey.does(Role::Clerk, Act::Accept(act::Checks::default()));
        let promised = journey.clocks().promised.clone().unwrap();
        assert_eq!(promised.due(Calendar::built_in(), date(2026, 9, day)).on, due, "on day {day} at {hour}");
        assert_eq!(journey.case().accepted_on, Some(date(2026, 9, day)));
        journey.does(Role::Clerk, Act::HandOver(act::Transfer::default()));
    }
}

fn shared_data(asked_at: jiff::Timestamp) -> Evidence {
    Evidence {
        id: uuid::Uuid::from_u128(9),
        kind: EvidenceKind::SharedData,
        subject: "health".into(),
        holder: uuid::Uuid::from_u128(1),
        answer: EvidenceAnswer::Yes,
        source: "卫健委".into(),
        asked_at,
        request_no: None,
        reference: None,
        issuer: None,
        valid_until: None,
        revoked: false,
        seal_valid: None,
        authorisation: None,
        value_sha256: None,
        grade: None,
    }
}

#[test]
fn r6_4_what_the_government_holds_is_not_asked_for() {
    let mut journey = Journey::lacking_m4();
    journey.guide.materials[3].share_interface = Some("health".into());
    journey.evidence = vec![shared_data(journey.now)];
    let mut both = journey.clone();
    both.case.as_mut().unwrap().merge_rows(&[absent_row("m2")]);
    assert_eq!(both.refused(Role::Clerk, &samples::notify(&["m2", "m4"])), "demand.duplicate");
    let step = journey.does(Role::Clerk, Act::Accept(act::Checks::default()));
    assert_eq!(step.transitions, [9]);
}

#[test]
fn r6_8_a_certificate_must_hold_on_the_day_of_acceptance() {
    let mut journey = Journey::lacking_m4();
    journey.guide.materials[3].share_interface = Some("health".into());
    let mut shared = shared_data(journey.now);
    shared.valid_until = Some(date(2026, 9, 2));
    journey.evidence = vec![shared];
    let accept = Act::Accept(act::Checks::default());
    assert_eq!(journey.clone().does(Role::Clerk, accept.clone()).transitions, [9]);
    journey.at(date(2026, 9, 3), 9);
    assert_eq!(journey.refused(Role::Clerk, &accept), "accept.incomplete");
}

#[test]
fn r9_7_a_limit_in_months_ends_on_the_same_day_number() {
    let mut journey = Journey::complete();
    let months = |value| Limit { value: Some(value), unit: Some(LimitUnit::Month), start: None, text: None };
    (journey.guide.statutory, journey.guide.promised) = (months(3), months(1));
    let step = journey.does(Role::Clerk, Act::Accept(act::Checks::default()));
    let last = |clock: &Option<Clock>| clock.as_ref().unwrap().due(Calendar::built_in(), date(2026, 9, 1)).on;
    // 1 October is a holiday; 8 October the next working day.
    assert_eq!(last(&step.case.clocks.promised), date(2026, 10, 8));
    assert_eq!(last(&step.case.clocks.statutory), date(2026, 12, 1));
}

#[test]
fn t9_acceptance_starts_both_clocks_today() {
    let mut journey = Journey::lacking_m4();
    assert_eq!(journey.refused(Role::Clerk, &Act::Accept(act::Checks::default())), "accept.incomplete");
    journey.at(date(2026, 9, 3), 9);
    let step = journey.does(Role::Clerk, Act::Accept(samples::checks(&[ok_row("m4")])));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![9], vec![DocumentKind::Acc]));
    let clocks = &step.case.clocks;
    assert_eq!(clocks.statutory.as_ref().unwrap().started_on, date(2026, 9, 3));
    assert_eq!(clocks.promised.as_ref().unwrap().limit(), 10);
    assert!(clocks.window.as_ref().unwrap().stopped_on.is_some());
    assert!(!step.case.deemed && step.due.is_empty());
}

#[test]
fn t9_the_department_decides_where_the_item_says_so() {
    let mut journey = Journey::complete();
    journey.guide.flags.department_opinion = true;
    let accept = Act::Accept(act::Checks::default());
    assert_eq!(journey.refused(Role::Clerk, &accept), "accept.department");
    assert_eq!(journey.try_as(&person(Role::Reviewer, 1), &accept).unwrap().transitions, [9]);
    journey.does(Role::Clerk, Act::AskDepartment(act::Question { text: "可否".into() }));
    journey.does(Role::Reviewer, Act::DepartmentAnswer(act::Opinion { accept: true, text: "可以".into() }));
    assert!(!journey.has_task(TaskKind::DepartmentOpinion));
    journey.does(Role::Clerk, accept);
}

#[test]
fn t11_a_commitment_replaces_all_that_lacks() {
    let mut journey = Journey::lacking_m4();
    let letter = samples::commit(&["m4"]);
    let mut unsigned = letter.clone();
    if let Act::AcceptOnCommitment(letter) = &mut unsigned {
        letter.signed = false;
    }
    assert_eq!(journey.refused(Role::Clerk, &unsigned), "sign.missing");
    assert_eq!(journey.refused(Role::Clerk, &samples::commit(&["m2"])), "commitment.material");
    let mut unknown = journey.clone();
    unknown.credit.credit = Credit::Unknown;
    assert_eq!(unknown.refused(Role::Clerk, &letter), "tolerance.credit_unknown");
    let step = journey.does(Role::Clerk, letter);
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![11], vec![DocumentKind::Com, DocumentKind::Acc]));
    assert_eq!(step.case.commitment.state, CommitmentState::Open);
    assert!(journey.has_task(TaskKind::VerifyCommitment));
    assert_eq!(Journey::lacking_m2().refused(Role::Clerk, &samples::commit(&["m2"])), "commitment.material");
}

#[test]
fn t12_held_papers_are_not_accepted_and_always_come_with_a_notice() {
    let mut journey = Journey::lacking_m4();
    journey.guide.flags.held_papers = false;
    assert_eq!(journey.refused(Role::Clerk, &samples::hold(&["m4"])), "acceptance.no_held_papers");
    journey.guide.flags.held_papers = true;
    let step = journey.does(Role::Clerk, samples::hold(&["m4"]));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![12], vec![DocumentKind::Rcv, DocumentKind::Sup]));
    assert_eq!(step.documents[0].remark.as_ref().unwrap().key, "reason.life.remark.held_papers");
    assert_eq!(step.case.supplement.unwrap().term_days, 20);
    assert!(step.case.clocks.statutory.is_none() && step.case.clocks.window.unwrap().stopped_on.is_some());
}

#[test]
fn t13_five_days_over_is_deemed_acceptance_from_the_day_of_receiving() {
    let mut journey = Journey::lacking_m4();
    let step = journey.fires(13);
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![13], vec![DocumentKind::Acc]));
    assert_eq!(step.documents[0].remark.as_ref().unwrap().key, "reason.life.remark.deemed");
    assert!(step.case.deemed);
    assert_eq!(step.case.accepted_on, Some(super::FIRST_DAY));
    assert_eq!(step.case.clocks.statutory.as_ref().unwrap().started_on, super::FIRST_DAY);
    assert_eq!(step.case.clocks.promised.as_ref().unwrap().started_on, super::FIRST_DAY);
    assert!(journey.has_task(TaskKind::DeemedAcceptance));
}

#[test]
fn t13_does_not_fire_early_nor_after_an_outcome() {
    let mut journey = Journey::complete();
    let fire = Act::System(act::SystemFire { transition: 13, due_at: journey.now });
    assert_eq!(journey.refused(Role::System, &fire), "time.stale");
    journey.does(Role::Clerk, Act::Accept(act::Checks::default()));
    journey.at(date(2026, 9, 30), 9);
    let before = journey.case().clone();
    journey.refused(Role::System, &fire);
    assert_eq!(*journey.case(), before);
    assert_eq!(journey.refused(Role::Clerk, &fire), "role.not_allowed");
}

#[test]
fn t14_asking_the_department_stops_nothing() {
    let mut journey = Journey::complete();
    let ask = Act::AskDepartment(act::Question { text: "可否受理".into() });
    assert_eq!(journey.refused(Role::Clerk, &ask), "ask.not_listed");
    journey.guide.flags.department_opinion = true;
    let due = journey.due_at(13);
    let step = journey.does(Role::Clerk, ask);
    assert_eq!((step.transitions, step.case.state), (vec![14], State::Received));
    assert_eq!(journey.due_at(13), due);
    assert!(journey.has_task(TaskKind::DepartmentOpinion));
}

fn proposed(kind: NegativeKind) -> Journey {
    let mut journey = Journey::complete();
    journey.does(Role::Clerk, Act::NegativePropose(samples::proposal(kind)));
    journey
}

#[test]
fn t15_a_proposal_stops_no_clock() {
    let mut journey = Journey::complete();
    let due = journey.due_at(13);
    let mut bare = samples::proposal(NegativeKind::NotCompetent);
    bare.basis = " ".into();
    assert_eq!(journey.refused(Role::Clerk, &Act::NegativePropose(bare)), "text.missing");
    let breach = samples::proposal(NegativeKind::TerminateBreach);
    assert_eq!(journey.refused(Role::Clerk, &Act::NegativePropose(breach)), "negative.after_acceptance");
    let early = samples::proposal(NegativeKind::ReturnOverdue);
    assert_eq!(journey.refused(Role::Clerk, &Act::NegativePropose(early)), "negative.term_runs");
    let step = journey.does(Role::Clerk, Act::NegativePropose(samples::proposal(NegativeKind::GreyArea)));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![15], vec![DocumentKind::Frb]));
    assert_eq!(step.case.state, State::NegativeProposed);
    assert_eq!(journey.due_at(21), due);
}

#[test]
fn t16_no_licence_needed_is_confirmed_by_a_second_person() {
    let mut journey = proposed(NegativeKind::NotRequired);
    let confirm = samples::confirm(NegativeKind::NotRequired);
    assert_eq!(journey.refused(Role::Clerk, &confirm), "role.not_allowed");
    let mut same = person(Role::ChiefRep, 1);
    same.id = person(Role::Clerk, 1).id;
    assert_eq!(journey.refused_as(&same, &confirm), "person.proposed");
    assert_eq!(journey.refused(Role::ChiefRep, &samples::confirm(NegativeKind::NotCompetent)), "negative.no_end_state");
    let step = journey.does(Role::ChiefRep, confirm);
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![16], vec![DocumentKind::Nac]));
    assert_eq!(step.case.state, State::NotRequired);
    assert!(step.case.clocks.window.unwrap().stopped_on.is_some());
}

#[test]
fn t17_not_competent_names_the_competent_organ() {
    let mut journey = proposed(NegativeKind::ConditionNotMet);
    let nameless = Act::NegativeConfirm(act::NegativeRuling {
        kind: NegativeKind::NotCompetent,
        competent_organ: None,
        reason: "属实".into(),
    });
    assert_eq!(journey.refused(Role::ChiefRep, &nameless), "text.missing");
    let step = journey.does(Role::ChiefRep, samples::confirm(NegativeKind::NotCompetent));
    assert_eq!((step.transitions, step.case.state), (vec![17], State::NotAccepted));
}

#[test]
fn t19_an_overruled_negative_goes_back_as_it_ran() {
    let mut journey = Journey::awaiting();
    journey.does(Role::Clerk, Act::NegativePropose(samples::proposal(NegativeKind::GreyArea)));
    let before = journey.clocks().clone();
    let step = journey.does(Role::ChiefRep, Act::NegativeOverrule(samples::because("应继续")));
    assert_eq!((step.transitions, step.case.state), (vec![19], State::AwaitingSupplement));
    assert_eq!(step.case.clocks, before);
    assert!(step.case.negative.is_none());
}

#[test]
fn t20_a_referred_negative_is_decided_on_its_rung_only() {
    let mut journey = proposed(NegativeKind::NotCompetent);
    let up = Act::NegativeReferUp(samples::because("疑难"));
    assert_eq!(journey.refused(Role::Approver, &up), "negative.other_rung");
    let step = journey.does(Role::ChiefRep, up.clone());
    assert_eq!((step.transitions, step.case.negative.unwrap().rung), (vec![20], 2));
    assert_eq!(journey.refused(Role::ChiefRep, &samples::confirm(NegativeKind::NotCompetent)), "negative.other_rung");
    journey.does(Role::Approver, up.clone());
    assert_eq!(journey.refused(Role::Approver, &up), "negative.top_rung");
    assert!(journey.due_at(21).is_some());
    assert_eq!(journey.does(Role::Approver, samples::confirm(NegativeKind::NotCompetent)).transitions, [17]);
}

#[test]
fn t21_the_window_clock_beats_the_proposal() {
    let mut journey = proposed(NegativeKind::NotCompetent);
    let step = journey.fires(21);
    assert_eq!((step.transitions, step.case.state), (vec![21], State::Accepted));
    assert!(step.case.deemed && step.case.negative.is_none());
    assert_eq!(step.case.accepted_on, Some(super::FIRST_DAY));
}

#[test]
fn o3_a_spot_fixable_defect_still_bars_acceptance() {
    let mut row = ok_row("m4");
    row.verdict = Verdict::Defect;
    row.spot_fixable = true;
    let journey = Journey::received(&[ok_row("m1"), ok_row("m2"), row]);
    assert_eq!(journey.refused(Role::Clerk, &Act::Accept(act::Checks::default())), "accept.incomplete");
}
