//! T49–T66.

use jiff::civil::date;

use super::{Act, Journey, act, person, samples};
use crate::domain::{
    case::{CommitmentState, DocumentKind, FeeState, State, TaskKind},
    escalation::NegativeKind,
    role::Role,
};

fn kinds(step: &super::Step) -> Vec<DocumentKind> {
    step.documents.iter().map(|draft| draft.kind).collect()
}

fn hand_over() -> Act {
    Act::ResultHandOver(act::Transfer::default())
}

fn committed() -> Journey {
    let mut journey = Journey::lacking_m4();
    journey.does(Role::Clerk, samples::commit(&["m4"]));
    journey.into_grant()
}

#[test]
fn t49_a_grant_stops_the_decision_clocks_and_starts_delivery() {
    let mut journey = Journey::accepted().into_decision();
    let step = journey.does(Role::Approver, samples::grant());
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![49], vec![DocumentKind::Gra]));
    let clocks = &step.case.clocks;
    assert!(clocks.statutory.as_ref().unwrap().stopped_on.is_some());
    assert!(clocks.promised.as_ref().unwrap().stopped_on.is_some());
    assert_eq!(clocks.delivery.as_ref().unwrap().limit(), 10);
    assert!(journey.has_task(TaskKind::PushSupervision));
    assert!(journey.case().decision.as_ref().unwrap().result_no.is_some());
}

#[test]
fn r12_4_who_took_in_reviewed_or_carried_the_papers_does_not_decide() {
    let journey = Journey::accepted().into_decision();
    for (who, code) in [(Role::Clerk, "person.took_in"), (Role::Reviewer, "person.reviewed")] {
        let mut same = person(Role::Approver, 1);
        same.id = person(who, 1).id;
        assert_eq!(journey.refused_as(&same, &samples::grant()), code);
        assert_eq!(journey.refused_as(&same, &samples::refuse(None)), code);
    }
    let mut submitted = Journey::new();
    submitted.does(Role::GridAgent, Act::DraftSubmit(Box::new(samples::draft(&submitted))));
    let mut agent = person(Role::Clerk, 1);
    agent.id = person(Role::GridAgent, 1).id;
    let receive = Act::Receive(Box::new(submitted.receiving(&[super::ok_row("m1")])));
    assert_eq!(submitted.refused_as(&agent, &receive), "person.was_agent");
}

#[test]
fn r10_9_an_unpaid_fee_blocks_issue_or_decision() {
    let fee = |blocks| {
        let mut journey = Journey::new().with_fee(blocks);
        let rows = [super::ok_row("m1"), super::ok_row("m2"), super::ok_row("m4")];
        journey.does(Role::Clerk, Act::Receive(Box::new(journey.receiving(&rows))));
        journey.does(Role::Clerk, Act::Accept(act::Checks::default()));
        journey.into_decision()
    };
    assert_eq!(fee(true).refused(Role::Approver, &samples::grant()), "fee.due");
    let mut journey = fee(false);
    journey.does(Role::Approver, samples::grant());
    assert_eq!(journey.refused(Role::Reviewer, &hand_over()), "fee.due");
    let paid = act::FeeRecord { state: FeeState::Paid, amount_fen: 500, ticket_no: "票1".into() };
    journey.does(Role::Clerk, Act::FeeRecord(paid));
    assert_eq!(journey.does(Role::Reviewer, hand_over()).transitions, [55]);
}

#[test]
fn t51_a_refusal_has_facts_reasons_and_basis() {
    let mut journey = Journey::accepted().into_decision();
    let bare = act::Refusing { facts: "a".into(), reasons: "b".into(), basis: String::new(), overdue_reason: None };
    assert_eq!(journey.refused(Role::Approver, &Act::Refuse(bare)), "text.missing");
    let step = journey.does(Role::Approver, samples::refuse(None));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![51], vec![DocumentKind::Ref]));
    assert_eq!(step.case.state, State::Refused);
    assert!(step.case.clocks.delivery.is_some());
}

#[test]
fn t52_a_late_decision_says_why() {
    let mut journey = Journey::accepted().into_decision();
    journey.at(date(2026, 9, 16), 9);
    assert_eq!(journey.refused(Role::Approver, &samples::grant()), "decide.overdue_reason");
    assert_eq!(journey.refused(Role::Approver, &samples::refuse(Some(" "))), "decide.overdue_reason");
    assert_eq!(journey.clone().does(Role::Approver, samples::refuse(Some("人员不足"))).transitions, [52]);
    let step = journey.does(Role::Approver, samples::late_grant());
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![52], vec![DocumentKind::Gra]));
    let calendar = crate::domain::calendar::Calendar::built_in();
    assert!(step.case.clocks.promised.unwrap().state(calendar, date(2026, 9, 30)).late);
}

#[test]
fn t53_withdrawal_before_the_decision_only() {
    for mut journey in [Journey::accepted(), Journey::accepted().into_review(), Journey::accepted().into_decision()] {
        let step = journey.does(Role::Clerk, samples::withdraw());
        assert_eq!((step.transitions, step.case.state), (vec![53], State::Withdrawn));
    }
    assert_eq!(Journey::accepted().into_grant().refused(Role::Clerk, &samples::withdraw()), "state.not_allowed");
}

#[test]
fn t54_a_termination_is_proposed_and_decided_by_two() {
    let mut journey = Journey::accepted().into_review();
    assert_eq!(journey.refused(Role::Approver, &samples::terminate()), "terminate.not_proposed");
    journey.does_as(&person(Role::Clerk, 2), &Act::TerminationPropose(samples::because("申请人死亡")));
    let mut same = person(Role::Approver, 1);
    same.id = person(Role::Clerk, 2).id;
    assert_eq!(journey.refused_as(&same, &samples::terminate()), "person.proposed");
    let step = journey.does(Role::Approver, samples::terminate());
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![54], vec![DocumentKind::Ter]));
    assert_eq!(step.case.state, State::Terminated);
    assert!(!journey.has_task(TaskKind::ProposedTermination));
}

#[test]
fn t55_t56_the_result_goes_to_whom_was_looked_at() {
    let mut journey = Journey::accepted().into_grant();
    let step = journey.does(Role::Reviewer, hand_over());
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![55], vec![DocumentKind::Trf]));
    let deliver = |receiver| Act::Deliver(receiver);
    let unseen = act::Receiver { identity_checked: false, ..samples::receiver() };
    assert_eq!(journey.refused(Role::IssueClerk, &deliver(unseen)), "deliver.identity");
    let agent = act::Receiver { is_agent: true, ..samples::receiver() };
    assert_eq!(journey.refused(Role::IssueClerk, &deliver(agent)), "deliver.no_agent");
    let step = journey.does(Role::IssueClerk, deliver(samples::receiver()));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![56], vec![DocumentKind::Dlv]));
    assert!(step.case.clocks.delivery.unwrap().stopped_on.is_some());
}

#[test]
fn t57_t58_t59_by_post() {
    let mut journey = Journey::accepted().into_result();
    let failed = Act::PostFailed(samples::because("无人"));
    assert_eq!(journey.refused(Role::IssueClerk, &failed), "post.not_sent");
    let step = journey.does(Role::IssueClerk, samples::post());
    assert_eq!((step.transitions, step.case.state), (vec![57], State::ResultReady));
    assert!(journey.clocks().delivery.as_ref().unwrap().stopped_on.is_some());
    assert_eq!(journey.refused(Role::IssueClerk, &Act::Deliver(samples::receiver())), "post.under_way");
    let step = journey.does(Role::IssueClerk, failed);
    assert_eq!((step.transitions, step.case.delivery.unwrap().failed), (vec![59], 1));
    journey.does(Role::IssueClerk, samples::post());
    let early = act::SignedParcel { signed_at: journey.now - jiff::SignedDuration::from_hours(1), by: "张三".into() };
    assert_eq!(journey.refused(Role::IssueClerk, &Act::ConfirmPost(early)), "post.signed_when");
    journey.at(date(2026, 9, 3), 9);
    let step = journey.does(Role::IssueClerk, samples::slip(&journey));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![58], vec![DocumentKind::Dlv]));
    assert_eq!(step.case.state, State::Delivered);
}

#[test]
fn t60_t62_t64_a_delivered_case_is_invited_closed_and_archived() {
    let mut journey = Journey::accepted().into_result();
    journey.does(Role::IssueClerk, Act::Deliver(samples::receiver()));
    assert_eq!(journey.fires(60).transitions, [60]);
    let step = journey.fires(62);
    assert_eq!((step.transitions, step.case.state), (vec![62], State::Closed));
    assert_eq!((step.case.ended_as, step.case.closed_on), (Some(State::Delivered), Some(super::FIRST_DAY)));
    let mut by_hand = journey.clone();
    assert_eq!(by_hand.does(Role::Archivist, Act::Archive(samples::because(""))).transitions, [64]);
    let step = journey.fires(64);
    assert_eq!((step.transitions, step.case.state), (vec![64], State::Archived));
    assert_eq!(journey.now, super::instant_in_beijing(date(2026, 9, 29), jiff::civil::time(17, 0, 0, 0)));
}

#[test]
fn t61_only_the_applicant_evaluates() {
    let mut journey = Journey::complete();
    let good = Act::Evaluate(act::Evaluation { grade: 5, text: String::new() });
    assert_eq!(journey.refused(Role::Clerk, &good), "role.not_allowed");
    let none = Act::Evaluate(act::Evaluation { grade: 6, text: String::new() });
    assert_eq!(journey.refused(Role::Applicant, &none), "evaluate.grade");
    let step = journey.does(Role::Applicant, good);
    assert_eq!((step.transitions, step.case.state, step.case.evaluations), (vec![61], State::Received, vec![5]));
}

#[test]
fn t63_a_negative_end_closes_when_the_papers_are_back() {
    let mut row = super::ok_row("m1");
    row.by = Some(crate::domain::exemption::SatisfyBy::PaperOriginal);
    row.originals = 1;
    let mut journey = Journey::received(&[row]);
    journey.does(Role::Clerk, Act::NegativePropose(samples::proposal(NegativeKind::NotRequired)));
    journey.does(Role::ChiefRep, samples::confirm(NegativeKind::NotRequired));
    journey.fires(60);
    assert!(journey.due_at(63).is_none());
    journey.does(Role::Clerk, Act::PaperMove(act::PaperMove { material_codes: Vec::new(), returned: true }));
    let step = journey.fires(63);
    assert_eq!((step.transitions, step.case.ended_as), (vec![63], Some(State::NotRequired)));
}

#[test]
fn t65_t66_a_broken_commitment_leads_to_revocation() {
    let mut journey = committed();
    assert_eq!(
        journey.clone().does(Role::SupervisingBody, samples::verify(true)).case.commitment.state,
        CommitmentState::Verified
    );
    let step = journey.does(Role::SupervisingBody, samples::verify(false));
    assert_eq!((step.transitions, step.case.commitment.state), (vec![65], CommitmentState::Broken));
    assert!(journey.has_task(TaskKind::ConsiderRevocation));
    let step = journey.does(Role::Approver, Act::Revoke(samples::because("承诺不实")));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![66], vec![DocumentKind::Rvk]));
    assert_eq!(step.case.state, State::Revoked);
    assert_eq!(
        Journey::accepted().into_grant().refused(Role::SupervisingBody, &samples::verify(true)),
        "commitment.none"
    );
}

#[test]
fn t66_only_a_grant_can_be_revoked() {
    let mut journey = Journey::accepted().into_decision();
    journey.does(Role::Approver, samples::refuse(None));
    journey.does(Role::Reviewer, hand_over());
    assert_eq!(journey.refused(Role::Approver, &Act::Revoke(samples::because("骗取"))), "revoke.no_grant");
}

#[test]
fn r0_8_a_paper_is_corrected_by_a_new_one_that_names_it() {
    let mut journey = Journey::complete();
    let no = journey.case().documents[0].no.clone();
    let correct = |no: &str| {
        Act::DocumentCorrect(act::DocumentCorrection { document_no: no.into(), correction: "份数".into() })
    };
    assert_eq!(journey.refused(Role::ChiefRep, &correct("无")), "document.unknown");
    let step = journey.does(Role::ChiefRep, correct(&no));
    assert!(step.transitions.is_empty());
    assert_eq!(step.documents[0].corrects.as_deref(), Some(no.as_str()));
    assert_eq!(journey.case().documents[0].no, no);
    assert_eq!(journey.refused(Role::ChiefRep, &correct(&no)), "document.corrected");
}
