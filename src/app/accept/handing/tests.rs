use crate::{
    app::{
        Action, Place,
        accept::{Outcome, Way},
        rehearsal::Rehearsal,
    },
    domain::{
        agency::{AgentKind, Tick},
        case::{Application, Channel},
        lifecycle::Act,
        role::Role,
    },
};

fn blocked(stage: &Rehearsal, way: Way) -> Option<String> {
    let ways = stage.model.accept.ways(&stage.model.session.law(stage.now));
    let row = ways.into_iter().find(|row| row.way == way).unwrap();
    row.blocked.map(|why| format!("{} {}", why.key, why.rule))
}

#[test]
fn t69_the_agent_collects_against_a_slip_and_the_draft_goes_in_once() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    assert_eq!(blocked(&stage, Way::Collect), None);
    stage.act(&[Action::Confirm]);
    assert!(matches!(stage.model.accept.conclusion.outcome, Outcome::Originals { .. }));
    // The first one stays with the applicant.
    stage.act(&[Action::Choose1, Action::Confirm]);
    let [sealing] = stage.sealed.as_slice() else { panic!("{:?}", stage.sealed) };
    let Act::DraftCollect(draft) = &sealing.act else { panic!() };
    assert_eq!(draft.slip_no.as_deref(), Some("代收-261123-7F3A91-0001"));
    assert_eq!(draft.collected_at, Some(stage.now));
    let agent = draft.application.agent.as_ref().unwrap();
    assert_eq!((agent.letter.kind, agent.letter.agent_person.is_some()), (AgentKind::GridAgent, true));
    assert_eq!(agent.letter.letter_no.as_deref(), Some("街办代字18号"));
    assert_eq!(draft.application.channel, Channel::Agent);
    let slip = stage.model.accept.slip.clone().unwrap();
    assert_eq!(slip.originals, draft.originals);
    assert!(slip.text.contains("非行政机关收件凭证"));
    assert!(stage.model.accept.is_finished() && stage.model.accept.chain.is_handing_in());
}

#[test]
fn r5_4_r5_17_nothing_is_received_or_accepted_on_an_agent_s_machine() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    assert_eq!(blocked(&stage, Way::Receive).as_deref(), Some("reason.agency.no_receiving R5.4"));
    stage.act(&[Action::Choose3, Action::Confirm]);
    assert!(stage.sealed.is_empty() && stage.model.place == Place::Accept);
}

#[test]
fn r5_17_without_a_line_slip_and_draft_are_kept_and_wait() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    stage.offline = true;
    stage.act(&[Action::Confirm, Action::Confirm]);
    assert!(stage.model.accept.chain.rests() && stage.model.accept.is_finished());
    assert!(stage.model.accept.slip.is_some() && !stage.originals.is_empty());
    // The next household is not kept waiting by it.
    stage.act(&[Action::PlaceAccept]);
    assert!(!stage.model.accept.is_begun());
}

#[test]
fn r5_13_what_the_letter_does_not_tick_is_not_offered() {
    let stage = Rehearsal::in_the_kitchen(&[Action::Choose1]);
    assert_eq!(blocked(&stage, Way::Collect).as_deref(), Some("reason.agency.tick.submit R5.13"));
    let stage = Rehearsal::in_the_kitchen(&[Action::Choose7]);
    let law = stage.model.session.law(stage.now);
    assert!(!stage.model.accept.applicant.agent.as_ref().unwrap().ticks.contains(&Tick::UseCertificates));
    let material = stage.model.accept.guide.as_ref().unwrap().materials.iter().find(|m| m.cert_type.is_some()).unwrap();
    let ways = stage.model.accept.exempt_ways(&law, material);
    let why = ways.iter().find_map(|(_, open)| open.as_ref().err()).unwrap();
    assert!(ways.iter().all(|(_, open)| open.is_err()) && !why.key.is_empty());
}

#[test]
fn r5_19_an_expired_letter_stops_the_agent_at_the_letter() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    // Not by a tick: so long without a key would lock the screen.
    stage.now = stage.now.checked_add(jiff::SignedDuration::from_hours(24 * 60)).unwrap();
    stage.send(crate::app::Msg::Resize(80, 24));
    assert_eq!(blocked(&stage, Way::Collect).as_deref(), Some("reason.agency.expired R5.19"));
}

#[test]
fn r5_8_help_only_hands_in_the_draft_and_takes_no_papers() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    stage.act(&[Action::Choose2, Action::Confirm]);
    let [sealing] = stage.sealed.as_slice() else { panic!("{:?}", stage.sealed) };
    let Act::DraftSubmit(draft) = &sealing.act else { panic!() };
    assert!(draft.slip_no.is_none() && draft.originals.is_empty() && stage.originals.is_empty());
}

#[test]
fn t70_a_clerk_takes_the_draft_over_in_clear_and_looks_at_every_paper_anew() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    stage.act(&[Action::Confirm, Action::Confirm]);
    let Act::DraftCollect(draft) = &stage.sealed[0].act else { panic!() };
    let (case_id, application) = (stage.sealed[0].case_id, draft.application.clone());
    stage.role = Role::Clerk;
    stage.send(crate::app::Msg::Start);
    stage.clear = serde_json::to_string(&application).unwrap();
    let mut case = crate::app::casework::fixtures::case(crate::domain::case::State::Draft);
    (case.id, case.version) = (case_id, 1);
    let ctx = crate::app::Ctx { now: stage.now, fresh: uuid::Uuid::from_u128(9_000) };
    let effects = super::super::take_over(&mut stage.model, &case, &ctx);
    stage.carry_out_all(effects);
    let accept = &stage.model.accept;
    assert_eq!((accept.case_id, accept.chain.version()), (Some(case_id), 1));
    assert_eq!(accept.applicant.agent_on_case(), application.agent);
    assert_eq!(accept.applicant.party().unwrap().number, application.applicant.number);
    assert!(accept.has_open_rows(), "the agent's own look at the papers is not the window's");
    stage.act(&[Action::AllOk, Action::NextOpen, Action::Confirm]);
    let received = stage.sealed.iter().find_map(|sealing| match &sealing.act {
        Act::Receive(receiving) | Act::ReceiveAndAccept(receiving) => Some((sealing, receiving)),
        _ => None,
    });
    let (sealing, receiving) = received.unwrap();
    assert_eq!((sealing.case_id, sealing.expected_version), (case_id, 1));
    let Application { agent, channel, form, .. } = receiving.application.clone();
    assert_eq!((agent, channel, form), (application.agent, Channel::Agent, application.form));
}
