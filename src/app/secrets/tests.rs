use super::*;
use crate::app::{
    Action, DeskEvent, Msg,
    lock::{self, Said, Stake},
    rehearsal::Rehearsal,
};

fn stage() -> Rehearsal {
    let mut stage = Rehearsal::new(120, 36);
    stage.send(Msg::Desk(DeskEvent::Pin(PinShown::Unset)));
    stage
}

fn asked(stage: &Rehearsal) -> Option<&Change> {
    stage.asked.iter().rev().find_map(|ask| if let Ask::ChangeSecret(change) = ask { Some(change) } else { None })
}

fn secret(text: &str) -> Secret {
    Secret(Zeroizing::new(text.to_owned()))
}

fn type_lines(stage: &mut Rehearsal, lines: &[&str]) {
    for line in lines {
        stage.type_in(line);
        stage.act(&[Action::Open]);
    }
}

#[test]
fn a_pin_is_asked_for_twice_behind_the_passphrase() {
    let mut stage = stage();
    stage.act(&[Action::SetPin]);
    type_lines(&mut stage, &["chuangtai demo", "714268", "714286"]);
    let Some(Overlay::Secrets(form)) = stage.model.overlays.last() else { panic!() };
    assert_eq!((form.step, form.said), (Step::New, Some("secrets.differ")));
    assert!(asked(&stage).is_none() && !format!("{:?}", stage.model.overlays).contains("7142"));
    type_lines(&mut stage, &["714268", "714268"]);
    assert_eq!(asked(&stage), Some(&Change::Pin { passphrase: secret("chuangtai demo"), new: secret("714268") }));
    assert!(stage.model.overlays.is_empty());
    assert_eq!(stage.model.session.pin, PinShown::Set);
    // Empty takes it away.
    stage.act(&[Action::SetPin]);
    type_lines(&mut stage, &["chuangtai demo", ""]);
    assert_eq!(asked(&stage), Some(&Change::Pin { passphrase: secret("chuangtai demo"), new: secret("") }));
    assert_eq!(stage.model.session.pin, PinShown::Unset);
}

#[test]
fn without_a_keyring_no_pin_is_offered_and_the_reason_is_given() {
    let mut stage = stage();
    stage.send(Msg::Desk(DeskEvent::Pin(PinShown::NoKeyring)));
    let why = crate::app::availability(&stage.model, Action::SetPin).unwrap_err();
    assert_eq!(why.key, "why.no_keyring");
    stage.act(&[Action::SetPin]);
    assert!(stage.model.overlays.is_empty());
    assert_eq!(
        crate::app::availability(&stage.model, Action::ChangePassphrase).unwrap_err().key,
        "why.demo_passphrase"
    );
}

#[test]
fn f13_from_the_seventh_wrong_try_on_the_page_says_what_is_at_stake() {
    let mut stage = stage();
    stage.send(Msg::Desk(DeskEvent::Pin(PinShown::Set)));
    assert_eq!(stage.model.lock_label(), "lock.passphrase_or_pin");
    stage.act(&[Action::Lock]);
    let wrong = |stage: &mut Rehearsal, left, taken, stake| {
        stage.miss = lock::Missed { wait: jiff::SignedDuration::ZERO, left, taken, stake };
        stage.type_in("guess");
        stage.act(&[Action::Unlock]);
        stage.model.lock.said.clone()
    };
    assert_eq!(wrong(&mut stage, None, false, Stake::Pin), Some(Said::Wrong));
    let Some(Said::Warned(seventh)) = wrong(&mut stage, Some(3), false, Stake::Pin) else { panic!() };
    assert_eq!(seventh.warning(), Some("lock.warn.pin"));
    assert_eq!(stage.model.session.pin, PinShown::Set);
    let Some(Said::Warned(tenth)) = wrong(&mut stage, None, true, Stake::Pin) else { panic!() };
    assert_eq!(tenth.warning(), Some("vault.pin_gone"));
    assert_eq!((stage.model.session.pin, stage.model.lock_label()), (PinShown::Unset, "lock.passphrase"));
    let Some(Said::Warned(key)) = wrong(&mut stage, Some(1), false, Stake::Key) else { panic!() };
    assert_eq!(key.warning(), Some("lock.warn.key"));
}
