//! T1–T6, T67–T70, T74.

use jiff::{ToSpan, civil::date};

use super::{Act, Journey, act, ok_row, person, samples};
use crate::domain::{
    case::{Channel, DocumentKind, FeeState, State, TaskKind},
    role::Role,
};

fn kinds(step: &super::Step) -> Vec<DocumentKind> {
    step.documents.iter().map(|draft| draft.kind).collect()
}

#[test]
fn t1_a_draft_is_submitted_and_has_no_legal_effect() {
    let mut journey = Journey::new();
    let step = journey.does(Role::GridAgent, Act::DraftSubmit(Box::new(samples::draft(&journey))));
    assert_eq!((step.transitions, step.case.version), (vec![1], 1));
    assert_eq!(step.case.state, State::Draft);
    assert!(step.documents.is_empty() && step.due.is_empty() && step.case.clocks == super::Clocks::default());
    journey.guide.flags.withdrawn = true;
    journey.case = None;
    assert_eq!(journey.refused(Role::Clerk, &Act::DraftSubmit(Box::new(samples::draft(&journey)))), "item.withdrawn");
}

#[test]
fn t2_a_no_in_a_consultation_has_its_form() {
    let mut journey = Journey::new();
    journey.does(Role::GridAgent, Act::DraftSubmit(Box::new(samples::draft(&journey))));
    let mut consultation = act::Consultation {
        guide_version: None,
        question: "能办吗".into(),
        answer: "不归本局".into(),
        negative: Some(crate::domain::escalation::NegativeKind::NotCompetent),
        notice_given: false,
    };
    let step = journey.does(Role::GridAgent, Act::ConsultRecord(consultation.clone()));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![2], vec![DocumentKind::Frb]));
    consultation.negative = None;
    let step = journey.does(Role::GridAgent, Act::ConsultRecord(consultation));
    assert!(step.documents.is_empty() && step.case.state == State::Draft);
}

#[test]
fn t3_a_collected_draft_goes_only_with_its_papers_returned() {
    let mut journey = Journey::new();
    let mut draft = samples::draft(&journey);
    draft.application.materials[0].by = Some(crate::domain::exemption::SatisfyBy::PaperOriginal);
    draft.application.materials[0].originals = 1;
    journey.does(Role::Clerk, Act::DraftCollect(Box::new(draft)));
    let discard = Act::DraftDiscard(samples::because("不办了"));
    assert_eq!(journey.refused(Role::Clerk, &discard), "draft.papers");
    journey.does(Role::Clerk, Act::PaperMove(act::PaperMove { material_codes: Vec::new(), returned: true }));
    let step = journey.does(Role::Clerk, discard);
    assert_eq!(step.transitions, [3]);
    assert!(step.case.discarded);
    assert_eq!(
        journey.refused(Role::Clerk, &Act::Receive(Box::new(journey.receiving(&[ok_row("m1")])))),
        "state.not_allowed"
    );
}

#[test]
fn t4_receiving_starts_five_working_days() {
    let mut journey = Journey::new();
    let step = journey.does(Role::Clerk, Act::Receive(Box::new(journey.receiving(&[ok_row("m1")]))));
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![4], vec![DocumentKind::Rcv]));
    assert_eq!(step.case.state, State::Received);
    assert_eq!(step.case.received_at, Some(journey.now));
    assert_eq!(step.case.received_where.as_deref(), Some("3"));
    let mut at_end = journey.clone();
    at_end.at(date(2026, 9, 8), 17);
    assert_eq!(journey.due_at(13), Some(at_end.now));
}

#[test]
fn t4_needs_the_right_an_applicant_and_something_to_receive() {
    let journey = Journey::new();
    let receive = |receiving: act::Receiving| Act::Receive(Box::new(receiving));
    let mut clerk = person(Role::Clerk, 1);
    clerk.mandate.receive = false;
    assert_eq!(journey.refused_as(&clerk, &receive(journey.receiving(&[ok_row("m1")]))), "mandate.receive");
    let mut nobody = journey.receiving(&[ok_row("m1")]);
    nobody.application.applicant.number = " ".into();
    assert_eq!(journey.refused(Role::Clerk, &receive(nobody)), "receive.applicant");
    let mut nothing = journey.receiving(&[]);
    nothing.application.form.clear();
    assert_eq!(journey.refused(Role::Clerk, &receive(nothing)), "receive.nothing");
    assert_eq!(journey.refused(Role::Clerk, &receive(journey.receiving(&[ok_row("m99")]))), "material.unknown");
    assert_eq!(journey.refused(Role::GridAgent, &receive(journey.receiving(&[ok_row("m1")]))), "role.not_allowed");
    let mut form = journey.clone();
    form.guide.form[0].fields[0].required = true;
    let mut empty = form.receiving(&[ok_row("m1")]);
    empty.application.form.insert("area".into(), String::new());
    assert_eq!(form.refused(Role::Clerk, &receive(empty)), "receive.field");
}

#[test]
fn r9_18_an_earlier_time_needs_slip_and_outage_and_a_later_one_never_holds() {
    let mut journey = Journey::new();
    let mut receiving = journey.receiving(&[ok_row("m1")]);
    receiving.received_at = Some(journey.now - 20.hours());
    assert_eq!(journey.refused(Role::Clerk, &Act::Receive(Box::new(receiving.clone()))), "receive.earlier");
    receiving.slip_no = Some("手0007".into());
    receiving.outage = Some(uuid::Uuid::from_u128(5));
    let step = journey.does(Role::Clerk, Act::Receive(Box::new(receiving.clone())));
    assert_eq!(step.case.received_at, receiving.received_at);
    assert_eq!(step.case.slip_no.as_deref(), Some("手0007"));
    assert_eq!(step.case.clocks.window.unwrap().started_on, date(2026, 8, 31));
    receiving.received_at = Some(journey.now + 1.hours());
    assert_eq!(Journey::new().refused(Role::Clerk, &Act::Receive(Box::new(receiving))), "receive.later");
}

#[test]
fn t4_an_online_application_is_received_at_the_time_of_its_entry() {
    let mut journey = Journey::new();
    let mut draft = samples::draft(&journey);
    draft.application.channel = Channel::Online;
    journey.does(Role::Applicant, Act::DraftSubmit(Box::new(draft)));
    let step = journey.fires(4);
    assert_eq!((step.transitions, step.case.state), (vec![4], State::Received));
}

#[test]
fn t5_receipt_and_acceptance_in_one_act() {
    let mut journey = Journey::new();
    let rows = [ok_row("m1"), ok_row("m2"), ok_row("m4")];
    let both = Act::ReceiveAndAccept(Box::new(journey.receiving(&rows)));
    assert_eq!(journey.refused(Role::Clerk, &both), "accept.not_on_receipt");
    journey.guide.flags.accept_on_receipt = true;
    let short = Act::ReceiveAndAccept(Box::new(journey.receiving(&rows[1..])));
    assert_eq!(journey.refused(Role::Clerk, &short), "accept.main_open");
    let mut clerk = person(Role::Clerk, 1);
    clerk.mandate.accept = false;
    assert_eq!(journey.refused_as(&clerk, &both), "mandate.accept");
    let step = journey.does(Role::Clerk, both);
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![5], vec![DocumentKind::Rcv, DocumentKind::Acc]));
    assert_eq!(step.case.accepted_on, Some(super::FIRST_DAY));
    assert!(step.case.clocks.statutory.is_some() && step.case.clocks.promised.is_some());
    assert!(step.case.clocks.window.is_none());
}

#[test]
fn t6_an_immediate_item_is_done_in_one_session() {
    let mut journey = Journey::immediate();
    let step = journey.does(Role::Clerk, samples::decide_at_once(&journey));
    assert_eq!(step.transitions, [6]);
    assert_eq!(step.case.state, State::Delivered);
    assert_eq!(kinds(&step), [DocumentKind::Rcv, DocumentKind::Acc, DocumentKind::Gra, DocumentKind::Dlv]);
    assert!(step.case.is_granted() && journey.has_task(TaskKind::PushSupervision));
    assert_eq!(Journey::new().refused(Role::Clerk, &samples::decide_at_once(&journey)), "item.not_immediate");
}

#[test]
fn t6_a_second_person_decides_where_no_rule_does() {
    let mut journey = Journey::immediate();
    journey.guide.flags.rule_decided = false;
    assert_eq!(journey.refused(Role::Clerk, &samples::decide_at_once(&journey)), "immediate.approval");
    journey.does(Role::Clerk, Act::DraftSubmit(Box::new(samples::draft(&journey))));
    journey.does(Role::ChiefRep, Act::DraftApprove(samples::because("符合")));
    let mut same = person(Role::Clerk, 1);
    same.id = person(Role::ChiefRep, 1).id;
    assert_eq!(journey.refused_as(&same, &samples::decide_at_once(&journey)), "person.approved");
    let step = journey.does(Role::Clerk, samples::decide_at_once(&journey));
    assert_eq!(step.case.decision.unwrap().by, person(Role::ChiefRep, 1).id);
}

#[test]
fn t6_an_unpaid_fee_blocks() {
    let journey = Journey::immediate().with_fee(false);
    assert_eq!(journey.refused(Role::Clerk, &samples::decide_at_once(&journey)), "fee.due");
}

#[test]
fn t69_collecting_is_not_receiving() {
    let mut journey = Journey::new();
    let mut clerk = person(Role::Clerk, 1);
    clerk.mandate.collect = false;
    let collect = Act::DraftCollect(Box::new(samples::draft(&journey)));
    assert_eq!(journey.refused_as(&clerk, &collect), "mandate.collect");
    assert_eq!(journey.refused(Role::GridAgent, &collect), "collect.letter");
    let step = journey.does(Role::Clerk, collect);
    assert_eq!((step.transitions, step.case.state), (vec![69], State::Draft));
    assert!(step.case.collected_at.is_some() && step.case.received_at.is_none() && step.due.is_empty());
}

#[test]
fn t70_the_home_authority_receives_what_was_collected() {
    let mut journey = Journey::new();
    journey.does(Role::Clerk, Act::DraftCollect(Box::new(samples::draft(&journey))));
    journey.at(date(2026, 9, 3), 9);
    let step = journey.does_as(&person(Role::Clerk, 2), &Act::Receive(Box::new(journey.receiving(&[ok_row("m1")]))));
    assert_eq!(step.transitions, [70]);
    assert_eq!(step.case.clocks.window.unwrap().started_on, date(2026, 9, 3));
}

fn planned() -> Journey {
    let mut journey = Journey::new();
    let application = journey.application(&[ok_row("m1")]);
    let id = uuid::Uuid::from_u128(1);
    journey.case = Some(crate::domain::case::Case::draft(id, application, &journey.guide, "1"));
    let step = journey.fires_from_outside(74);
    assert_eq!((step.transitions, step.case.state), (vec![74], State::Planned));
    assert_eq!(step.case.clocks, super::Clocks::default());
    journey
}

#[test]
fn t74_a_planned_child_has_no_clock() {
    planned();
}

#[test]
fn t67_a_planned_child_is_received_when_its_predecessor_ends() {
    let mut journey = planned();
    journey.at(date(2026, 9, 10), 11);
    let step = journey.fires_from_outside(67);
    assert_eq!((step.transitions, step.case.state), (vec![67], State::Received));
    assert_eq!(step.case.clocks.window.unwrap().started_on, date(2026, 9, 10));
}

#[test]
fn t68_a_planned_child_ends_with_its_predecessor() {
    let mut journey = planned();
    let step = journey.fires_from_outside(68);
    assert_eq!((step.transitions.clone(), kinds(&step)), (vec![68], vec![DocumentKind::Ter]));
    assert_eq!(step.case.state, State::Terminated);
}

#[test]
fn r10_9_the_fee_facet_follows_the_guide() {
    let mut journey = Journey::new().with_fee(false);
    journey.does(Role::Clerk, Act::Receive(Box::new(journey.receiving(&[ok_row("m1")]))));
    assert_eq!(journey.case().fee, FeeState::Due);
    let fee =
        |state, ticket_no: &str| Act::FeeRecord(act::FeeRecord { state, amount_fen: 500, ticket_no: ticket_no.into() });
    assert_eq!(journey.refused(Role::Clerk, &fee(FeeState::Refunded, "")), "fee.not_paid");
    assert_eq!(journey.refused(Role::Clerk, &fee(FeeState::Paid, "")), "text.missing");
    journey.does(Role::Clerk, fee(FeeState::Paid, "票1"));
    assert_eq!(journey.case().fee, FeeState::Paid);
}

#[test]
fn r5_18_a_draft_follows_the_guide_and_a_received_case_keeps_its_own() {
    let mut journey = Journey::new();
    journey.does(Role::GridAgent, Act::DraftSubmit(Box::new(samples::draft(&journey))));
    journey.guide.id.version = 2;
    assert_eq!(journey.refused(Role::Clerk, &Act::NoteAdd(act::Note { text: "一".into() })), "guide.other");
    let step = journey.does(Role::Clerk, Act::Receive(Box::new(journey.receiving(&[ok_row("m1")]))));
    assert_eq!(step.case.guide_version.version, 2);
    journey.guide.id.version = 3;
    assert_eq!(journey.refused(Role::Clerk, &Act::Accept(act::Checks::default())), "guide.other");
}
