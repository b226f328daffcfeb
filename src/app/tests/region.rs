//! What the region decided, as the screen judges by it.

use jiff::{SignedDuration, civil::date};

use crate::{
    app::{Action, DeskEvent, Msg, accept::alternatives, outbox::Age, rehearsal::Rehearsal},
    desk::outbox::LawHere,
    domain::{acceptance::Choice, role::Mandate, settings::SettingValue},
};

/// The profile with one number otherwise from a day on.
fn decided(key: &str, number: u32, from: jiff::civil::Date, stage: &Rehearsal) -> Msg {
    let mut law = LawHere { confirmed_at: Some(stage.now), ..LawHere::of_profile("yangzhou") };
    law.in_force.change(from, &[(key.to_owned(), SettingValue::Number(number))].into());
    Msg::Desk(DeskEvent::Region(Box::new(law)))
}

#[test]
fn r15_tolerance_is_offered_as_the_region_decided_for_this_day() {
    let mut stage = Rehearsal::at_conclusion(120, 36);
    let offers = |stage: &Rehearsal| stage.model.accept.judged.as_ref().unwrap().offer.is_ok();
    assert!(offers(&stage), "five days are asked for");
    stage.send(decided("tolerance.cap", 3, date(2026, 11, 24), &stage));
    assert!(offers(&stage), "its day has not come");
    stage.send(decided("tolerance.cap", 3, date(2026, 11, 23), &stage));
    assert!(!offers(&stage), "five days are more than three");
    // The centre says of itself what it is; what it decided stays.
    stage.act(&[Action::PlaceTodo]);
    stage.send(Msg::Start);
    assert_eq!(stage.model.session.settings(stage.now).tolerance.cap_wd, 3);
}

#[test]
fn r5_4_what_the_letter_does_not_give_is_seen_before_anything_is_sealed() {
    let open = |stage: &Rehearsal| {
        let rows = alternatives(stage.model.accept.judged.as_ref().unwrap());
        rows.into_iter().filter(|row| row.digit.is_some()).map(|row| row.choice).collect::<Vec<_>>()
    };
    let mut stage = Rehearsal::at_conclusion(120, 36);
    assert!(open(&stage).contains(&Choice::AcceptWithTolerance));
    let letter = |stage: &mut Rehearsal, receive: bool| {
        stage.model.session.me.as_mut().unwrap().person.mandate = Mandate { receive, ..Mandate::default() };
        stage.act(&[Action::StepPrevious, Action::StepNext]);
    };
    letter(&mut stage, true);
    let left = open(&stage);
    assert!(!left.is_empty() && !left.contains(&Choice::AcceptWithTolerance), "received, not accepted: {left:?}");
    letter(&mut stage, false);
    assert_eq!(open(&stage), [], "nothing begins without receiving");
    stage.act(&[Action::Confirm]);
    assert!(stage.sealed.is_empty());
    let said = stage.model.notices.current().map(|notice| notice.text.clone());
    assert!(said.is_some_and(|said| said.starts_with("授权书未授予收件权")));
}

#[test]
fn r15_age_limits_and_reveal_times_are_those_of_the_region() {
    let mut stage = Rehearsal::at_materials(120, 36);
    stage.send(decided("guides.warn_days", 1, date(2026, 11, 1), &stage));
    assert_eq!(stage.model.session.region_age(stage.now), Some(Age::Fresh(0)));
    let tomorrow = stage.now + SignedDuration::from_hours(24);
    assert_eq!(stage.model.session.region_age(tomorrow), Some(Age::Old(1)));
    stage.send(decided("reveal_seconds", 5, date(2026, 11, 1), &stage));
    stage.act(&[Action::Reveal, Action::Choose1]);
    stage.wait(SignedDuration::from_secs(4));
    assert!(stage.model.is_revealed());
    stage.wait(SignedDuration::from_secs(1));
    assert!(!stage.model.is_revealed());
}
