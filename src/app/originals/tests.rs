use crate::{
    app::{Action, Ask, rehearsal::Rehearsal},
    domain::lifecycle::Act,
};

#[test]
fn r5_16_originals_taken_against_a_slip_are_on_the_list_until_they_are_given_away() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    stage.act(&[Action::Confirm, Action::Confirm]);
    assert!(!stage.originals.is_empty(), "{:?}", stage.model.notices);
    stage.act(&[Action::PlaceOriginals]);
    let taken = stage.model.originals.lines.len();
    assert_eq!(taken, stage.originals.len());
    let code = stage.model.originals.chosen().unwrap().material_code.clone();
    stage.act(&[Action::Open, Action::Choose1]);
    assert_eq!(stage.model.originals.lines.len(), taken - 1);
    let Act::PaperMove(moved) = &stage.sealed.last().unwrap().act else { panic!() };
    assert!(moved.returned && moved.material_codes == [code]);
}

#[test]
fn r5_16_an_original_kept_too_long_says_so() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    stage.act(&[Action::Confirm, Action::Confirm]);
    stage.act(&[Action::PlaceOriginals]);
    let line = stage.model.originals.chosen().unwrap().clone();
    assert_eq!(stage.model.original_age(&line), (0, None));
    stage.wait(jiff::SignedDuration::from_hours(24 * 7));
    let (days, late) = stage.model.original_age(&line);
    assert!(days > 3 && late.unwrap().rule == "R5.16");
}

#[test]
fn r5_16_what_went_to_the_window_needs_no_word_to_the_centre() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    stage.act(&[Action::Confirm, Action::Confirm]);
    let sealed = stage.sealed.len();
    stage.act(&[Action::PlaceOriginals, Action::Choose1, Action::Choose2]);
    assert_eq!(stage.sealed.len(), sealed);
    assert!(stage.asked.iter().any(|ask| matches!(ask, Ask::LetGo { .. })));
}
