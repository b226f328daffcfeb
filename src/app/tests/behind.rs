//! What happens behind the screen, and how a person hears of it.

use crate::app::{Action, Ask, DeskEvent, Msg, Place, msg::Part, overlay::Overlay, rehearsal::Rehearsal};

/// D.8: what is grave lies over everything, also over what is opened and locked behind it, until Esc.
#[test]
fn d8_what_died_behind_the_screen_lies_over_the_page_until_it_is_dismissed() {
    let mut stage = Rehearsal::new(80, 24);
    let died = |part, goes_on| Msg::Desk(DeskEvent::Died { part, number: Some("20261122-1".into()), goes_on });
    stage.send(died(Part::Finder, true));
    assert_eq!(stage.model.overlays.last(), Some(&Overlay::Alarm));
    assert!(stage.model.notices.standing().unwrap().more.as_ref().unwrap().contains("20261122-1"));
    stage.act(&[Action::PlaceTodo, Action::Palette, Action::Confirm]);
    assert_eq!((stage.model.place, stage.model.overlays.len()), (Place::Home, 1), "nothing goes past it");
    stage.send(died(Part::Drive, true));
    stage.act(&[Action::Back]);
    assert_eq!(stage.model.overlays, [Overlay::Alarm], "the next one");
    stage.act(&[Action::Back]);
    assert!(stage.model.overlays.is_empty() && stage.model.notices.standing().is_none());
    assert!(!stage.left);
    stage.send(died(Part::Store, false));
    assert!(stage.left, "without it nothing is kept");
}

/// D.8: a catalogue that comes in is seen, waits at Esc and goes on by the palette.
#[test]
fn d8_guides_that_come_in_wait_and_go_on() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::HoldGuides]);
    assert!(!stage.model.session.guides_held, "nothing is coming");
    stage.send(Msg::Desk(DeskEvent::GuidesComing { done: 3, of: 10 }));
    stage.act(&[Action::Back]);
    assert!(stage.model.session.guides_held);
    stage.act(&[Action::Back, Action::HoldGuides]);
    assert!(!stage.model.session.guides_held);
    let held: Vec<&Ask> = stage.asked.iter().filter(|ask| matches!(ask, Ask::HoldGuides(_))).collect();
    assert_eq!(held, [&Ask::HoldGuides(true), &Ask::HoldGuides(false)]);
}
