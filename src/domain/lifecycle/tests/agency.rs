//! RULES 5.2 on a case: who may hand in for whom, by which letter, and where the originals are.

use jiff::civil::date;

use super::{Journey, ok_row, person, samples};
use crate::domain::{
    agency::{AgentKind, LeftTo, Letter, Tick, default_ticks},
    case::{AgentOnCase, Channel, Party, State},
    lifecycle::{Act, act},
    role::Role,
};

fn letter() -> Letter {
    let agent = person(Role::GridAgent, 1);
    serde_json::from_value(serde_json::json!({
        "letter_no": "街办代字19号", "kind": AgentKind::GridAgent, "agent_name": agent.name,
        "agent_number": agent.staff_no, "agent_person": agent.id, "ticks": default_ticks(AgentKind::GridAgent),
        "valid_until": "2026-12-31", "signed_by_principal": true, "signed_by_agent": true,
    }))
    .unwrap()
}

/// A hall whose item is on the agents' list, and a draft that the agent collects with this letter.
fn kitchen(letter: Letter) -> (Journey, act::Draft) {
    let mut journey = Journey::new();
    journey.guide.flags.agent_allowed = true;
    let mut draft = samples::draft(&journey);
    let party = Party {
        name: letter.agent_name.clone(),
        number: letter.agent_number.clone(),
        number_kind: "staff_no".into(),
        ..draft.application.applicant.clone()
    };
    draft.application.agent = Some(AgentOnCase { party, letter });
    draft.application.channel = Channel::Agent;
    draft.originals = vec!["m1".into()];
    (journey, draft)
}

fn refused(letter: Letter) -> &'static str {
    let (journey, draft) = kitchen(letter);
    journey.refused(Role::GridAgent, &Act::DraftCollect(Box::new(draft)))
}

#[test]
fn r5_13_r5_19_the_agent_hands_in_what_the_letter_allows_while_it_runs() {
    let (mut journey, draft) = kitchen(letter());
    let step = journey.does(Role::GridAgent, Act::DraftCollect(Box::new(draft)));
    assert_eq!((step.transitions, step.case.state), (vec![69], State::Draft));
    assert!(step.case.case_no.is_none() && step.documents.is_empty() && step.due.is_empty());
    assert_eq!(refused(Letter { ticks: [Tick::ReceiveNotices].into(), ..letter() }), "agency.tick.submit");
    assert_eq!(refused(Letter { valid_until: Some(date(2026, 1, 1)), ..letter() }), "agency.expired");
    assert_eq!(refused(Letter { signed_by_principal: false, ..letter() }), "agency.not_signed");
    assert_eq!(refused(Letter { items: vec!["another".into()], ..letter() }), "agency.other_item");
}

#[test]
fn r5_12_r5_15_it_is_the_agent_s_own_letter_and_nobody_is_his_own_agent() {
    assert_eq!(refused(Letter { agent_person: Some(person(Role::GridAgent, 2).id), ..letter() }), "agency.not_yours");
    assert_eq!(refused(Letter { agent_person: None, ..letter() }), "agency.not_yours");
    let (journey, mut draft) = kitchen(letter());
    draft.application.applicant.number = letter().agent_number;
    assert_eq!(journey.refused(Role::GridAgent, &Act::DraftCollect(Box::new(draft))), "agency.own_agent");
    let (journey, mut draft) = kitchen(letter());
    if let Some(agent) = &mut draft.application.agent {
        agent.party.name = "别人".into();
    }
    assert_eq!(journey.refused(Role::GridAgent, &Act::DraftCollect(Box::new(draft))), "agency.other_agent");
}

#[test]
fn r5_10_an_item_off_the_list_has_no_public_agent() {
    let (mut journey, draft) = kitchen(letter());
    journey.guide.flags.agent_allowed = false;
    assert_eq!(journey.refused(Role::GridAgent, &Act::DraftCollect(Box::new(draft))), "agency.not_listed");
}

#[test]
fn r5_8_help_without_a_letter_hands_in_a_draft_and_no_papers() {
    let (mut journey, mut draft) = kitchen(letter());
    draft.application.agent = None;
    assert_eq!(journey.refused(Role::GridAgent, &Act::DraftCollect(Box::new(draft.clone()))), "collect.letter");
    let step = journey.does(Role::GridAgent, Act::DraftSubmit(Box::new(draft)));
    assert!(step.transitions == [1] && step.case.originals.is_empty());
}

#[test]
fn r5_16_every_original_has_a_time_taken_and_a_time_given_away() {
    let (mut journey, draft) = kitchen(letter());
    let taken = journey.now;
    let step = journey.does(Role::GridAgent, Act::DraftCollect(Box::new(draft)));
    let paper = &step.case.originals[0];
    assert_eq!((paper.material_code.as_str(), paper.taken_at, paper.is_held()), ("m1", taken, true));
    assert_eq!(paper.taken_by, person(Role::GridAgent, 1).id);
    // T3: not thrown away while an original is out.
    let discard = Act::DraftDiscard(samples::because("不办了"));
    assert_eq!(journey.refused(Role::GridAgent, &discard), "draft.papers");
    journey.at(date(2026, 9, 4), 9);
    let back = act::PaperMove { material_codes: vec!["m1".into()], returned: true };
    let step = journey.does(Role::GridAgent, Act::PaperMove(back));
    let paper = &step.case.originals[0];
    assert_eq!((paper.left_at, paper.left_to), (Some(journey.now), Some(LeftTo::Applicant)));
}

#[test]
fn r5_4_r5_16_receiving_takes_the_originals_over_and_starts_the_clock() {
    let (mut journey, draft) = kitchen(letter());
    let collected = journey.now;
    let application = draft.application.clone();
    journey.does(Role::GridAgent, Act::DraftCollect(Box::new(draft)));
    journey.at(date(2026, 9, 4), 9);
    let mut receiving = journey.receiving(&[ok_row("m1")]);
    receiving.application.agent = application.agent;
    let step = journey.does(Role::Clerk, Act::Receive(Box::new(receiving)));
    assert_eq!(step.transitions, [70]);
    assert_eq!((step.case.collected_at, step.case.received_at), (Some(collected), Some(journey.now)));
    assert_eq!(step.case.originals[0].left_to, Some(LeftTo::Window));
}

#[test]
fn r5_19_papers_are_received_from_the_holder_of_an_expired_letter() {
    let (mut journey, draft) = kitchen(letter());
    let mut agent = draft.application.agent.clone();
    journey.does(Role::GridAgent, Act::DraftCollect(Box::new(draft)));
    if let Some(agent) = &mut agent {
        agent.letter.valid_until = Some(date(2026, 9, 2));
    }
    journey.at(date(2026, 9, 10), 9);
    let mut receiving = journey.receiving(&[ok_row("m1")]);
    receiving.application.agent = agent;
    assert_eq!(journey.does(Role::Clerk, Act::Receive(Box::new(receiving))).transitions, [70]);
}

#[test]
fn r5_15_the_agent_never_receives_what_he_brought() {
    let (mut journey, draft) = kitchen(letter());
    let agent = draft.application.agent.clone();
    journey.does(Role::GridAgent, Act::DraftCollect(Box::new(draft)));
    let mut same = person(Role::Clerk, 1);
    same.id = person(Role::GridAgent, 1).id;
    let mut receiving = journey.receiving(&[ok_row("m1")]);
    receiving.application.agent = agent;
    assert_eq!(journey.refused_as(&same, &Act::Receive(Box::new(receiving))), "agency.same_person");
}
