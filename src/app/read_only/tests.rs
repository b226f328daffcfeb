use super::*;
use crate::app::{Ask, DeskEvent, Msg, availability, rehearsal::Rehearsal};

/// What changes something outside the screen.
fn writes(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::SaveDraft(_)
            | Ask::DropDraft(_)
            | Ask::AddScan { .. }
            | Ask::DropScan { .. }
            | Ask::Seal(_)
            | Ask::NextSlip
            | Ask::KeepSlip(_)
            | Ask::LetGo { .. }
            | Ask::PinItem { .. }
            | Ask::MoveParcel { .. }
            | Ask::DifferenceSeen(_)
            | Ask::Call
            | Ask::CarryOut
            | Ask::CarryIn { .. }
            | Ask::SignIn(_)
            | Ask::SignOut
            | Ask::ChangePassword { .. }
            | Ask::BeginGrant
            | Ask::Enrol(_)
            | Ask::BecomePerson(_)
            | Ask::ChangeSecret(_)
    )
}

fn only_reads(stage: &mut Rehearsal) {
    stage.send(Msg::Desk(DeskEvent::ReadOnly(ReadOnly::InUse)));
    stage.asked.clear();
}

#[test]
fn f08_every_action_that_writes_says_why_it_does_not() {
    let mut stage = Rehearsal::new(120, 36);
    only_reads(&mut stage);
    for action in [
        Action::Park,
        Action::SignIn,
        Action::SignInByPhone,
        Action::SignOut,
        Action::ChangePassword,
        Action::Enrol,
        Action::SetPin,
        Action::ChangePassphrase,
        Action::PlaceCarry,
        Action::WhoAmI,
        Action::ClockAhead,
        Action::StepFinish,
        Action::MaterialOk,
        Action::Decide,
    ] {
        let why = availability(&stage.model, action).unwrap_err();
        assert_eq!(why.key, "why.read_only.in_use", "{action:?}");
    }
    for action in [Action::PlaceHome, Action::PlaceOutbox, Action::PlaceOriginals, Action::Lock, Action::Leave] {
        assert_eq!(availability(&stage.model, action), Ok(()), "{action:?}");
    }
}

/// Every action there is, wherever it can be pressed, while a draft is open.
#[test]
fn f08_no_key_on_a_draft_that_is_read_writes_anything() {
    for start in [Rehearsal::new as fn(u16, u16) -> Rehearsal, Rehearsal::at_materials] {
        let mut stage = start(120, 36);
        only_reads(&mut stage);
        let body = stage.model.accept.form_values();
        for action in Action::ALL {
            if matches!(action, Action::Lock | Action::Leave | Action::Unlock) {
                continue;
            }
            stage.act(&[*action]);
            stage.type_in("x");
            stage.wait(jiff::SignedDuration::from_secs(2));
            assert!(!stage.asked.iter().any(writes), "{action:?} asked {:?}", stage.asked);
            if !stage.model.overlays.is_empty() {
                stage.act(&[Action::Back]);
            }
        }
        if stage.model.accept.case_id.is_some() {
            assert_eq!(stage.model.accept.form_values(), body);
        }
    }
}

#[test]
fn f05_guides_are_looked_up_without_calling_anybody() {
    let mut stage = Rehearsal::new(120, 36);
    stage.send(Msg::Desk(DeskEvent::ReadOnly(ReadOnly::NotWritable)));
    stage.act(&[Action::PlaceAccept]);
    assert_eq!((stage.model.place, stage.model.accept.step), (Place::Accept, Step::Item));
    stage.type_in("食品经营");
    stage.act(&[Action::Open]);
    assert!(stage.model.accept.guide.is_some(), "a guide is open");
    assert!(stage.model.accept.case_id.is_none(), "and no draft");
    assert!(!stage.asked.iter().any(writes), "{:?}", stage.asked);
    assert_eq!(availability(&stage.model, Action::Guide), Ok(()));
}
