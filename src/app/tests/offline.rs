//! Without the centre: what is sealed, what waits, what comes of it later.

use super::*;

#[test]
fn offline_the_whole_outcome_is_sealed_in_order_and_nothing_claims_acceptance() {
    let mut stage = Rehearsal::at_conclusion(120, 36);
    stage.offline = true;
    stage.act(&[Action::Confirm, Action::Choose1]);
    // All of it is in the outbox, each for the version that the one before it leads to: a restart loses nothing.
    assert_eq!(names(&stage), ["case.receive", "case.accept_with_tolerance", "case.hand_over"]);
    let expected: Vec<u64> = stage.sealed.iter().map(|sealing| sealing.expected_version).collect();
    assert_eq!(expected, [0, 1, 2]);
    assert!(!stage.model.accept.is_finished() && !stage.model.accept.chain.was_accepted());
    // The line is back: the desk delivers in order and tells each fate.
    let waiting = stage.model.accept.chain.waiting();
    let sealed = std::mem::take(&mut stage.sealed);
    for (command_id, sealing) in waiting.into_iter().zip(&sealed) {
        assert!(!stage.model.accept.is_finished());
        let mut again = Rehearsal::new(80, 24);
        let crate::app::Answer::Fate(fate) = again.answer_for_tests(Ask::Seal(Box::new(sealing.clone()))) else {
            panic!()
        };
        stage.send(Msg::Desk(DeskEvent::Settled { command_id, fate }));
    }
    assert!(stage.sealed.is_empty(), "nothing is sealed twice");
    assert!(stage.model.accept.is_finished() && stage.model.accept.chain.was_accepted());
}

#[test]
fn offline_a_refusal_withdraws_what_was_sealed_behind_it() {
    let mut stage = Rehearsal::at_conclusion(120, 36);
    stage.offline = true;
    stage.act(&[Action::Confirm, Action::Choose1]);
    let waiting = stage.model.accept.chain.waiting();
    let refused = crate::app::effect::Fate::Rejected(Box::new(crate::contract::Problem::new(
        422,
        "guide.superseded",
        "指南已更新",
        "t",
    )));
    stage.send(Msg::Desk(DeskEvent::Settled { command_id: waiting[0], fate: refused }));
    // The first behind it takes all that follow along.
    let withdraw = Ask::MoveParcel { command_id: waiting[1], act: crate::app::outbox::PersonAct::Withdraw };
    assert!(stage.asked.contains(&withdraw));
    assert!(!stage.model.accept.chain.is_running(), "the clerk concludes anew");
}

#[test]
fn news_of_a_command_that_was_answered_already_is_no_news() {
    let mut stage = Rehearsal::at_conclusion(120, 36);
    stage.act(&[Action::Confirm, Action::Choose1]);
    let said = stage.model.notices.current().cloned();
    let settled = stage.model.accept.chain.receipts[1].receipt.clone();
    let fate = crate::app::effect::Fate::Applied(Box::new(settled.clone()));
    stage.send(Msg::Desk(DeskEvent::Settled { command_id: settled.command_id, fate }));
    assert_eq!(stage.model.notices.current(), said.as_ref(), "中心已受理 stays on the line");
}

#[test]
fn without_the_centre_the_clerk_goes_on_by_hand() {
    let mut stage = Rehearsal::new(120, 36);
    stage.offline = true;
    stage.send(Msg::Desk(DeskEvent::Line(Line::Offline)));
    stage.act(&[Action::PlaceAccept]);
    stage.type_in(ZHANG);
    assert_eq!(stage.model.accept.applicant.form.current().unwrap().id, "name");
    stage.type_in("张桂兰");
    stage.act(&[Action::FieldDone]);
    stage.type_in("13800005566");
    stage.act(&[Action::FieldDone]);
    stage.type_in("食品经营");
    stage.act(&[Action::Open, Action::Choose1, Action::Choose1, Action::AllOk]);
    assert_eq!(stage.model.accept.step, Step::Materials);
    // R2.12: nobody's credit is clean by default.
    assert_eq!(stage.model.accept.credit.credit, crate::domain::tolerance::Credit::Unknown);
}
