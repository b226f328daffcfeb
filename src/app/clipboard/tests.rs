use jiff::SignedDuration;

use crate::app::{Action, Msg, rehearsal::Rehearsal};

/// The acceptance workspace with a telephone number and a name typed.
fn typed() -> Rehearsal {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::PlaceAccept]);
    stage.model.accept.applicant.form.focus_on("name");
    stage.send(Msg::Paste("桂兰小吃店".into()));
    stage.model.accept.applicant.form.focus_on("phone");
    stage.send(Msg::Paste("13800005566".into()));
    stage
}

fn value(stage: &Rehearsal, id: &str) -> String {
    stage.model.accept.applicant.form.value(id).to_owned()
}

#[test]
fn what_is_selected_is_copied_cut_and_pasted_and_typing_replaces_it() {
    let mut stage = typed();
    stage.model.accept.applicant.form.focus_on("name");
    stage.act(&[Action::TextHome, Action::SelectRight, Action::SelectRight, Action::TextCut]);
    assert_eq!(value(&stage, "name"), "小吃店");
    stage.model.accept.applicant.form.focus_on("address");
    stage.act(&[Action::TextPaste, Action::TextPaste]);
    assert_eq!(value(&stage, "address"), "桂兰桂兰");
    stage.act(&[Action::SelectAll]);
    stage.send(Msg::Paste("扬州市".into()));
    assert_eq!(value(&stage, "address"), "扬州市");
    stage.act(&[Action::TextUndo]);
    assert_eq!(value(&stage, "address"), "桂兰桂兰", "one step");
    // Without Shift: begin, move, copy.
    stage.act(&[Action::TextHome, Action::SelectMark, Action::TextRight, Action::TextCopy, Action::TextEnd]);
    stage.act(&[Action::TextEnd, Action::SelectMark, Action::TextPaste]);
    assert_eq!(value(&stage, "address"), "桂兰桂兰桂");
}

#[test]
fn without_a_selection_nothing_is_copied_and_the_page_says_so() {
    let mut stage = typed();
    let before = stage.model.notices.len();
    stage.act(&[Action::TextCut]);
    assert_eq!(value(&stage, "phone"), "13800005566");
    stage.act(&[Action::TextPaste]);
    assert_eq!(value(&stage, "phone"), "13800005566");
    assert!(stage.model.notices.len() > before);
}

/// RULES 11.2: half a minute for what is personal; nothing is left for who comes after.
#[test]
fn r11_2_what_was_copied_of_a_person_is_wiped() {
    let mut stage = typed();
    stage.act(&[Action::SelectAll, Action::TextCopy]);
    let until = stage.model.clipboard.until.unwrap();
    assert_eq!(until.duration_since(stage.model.now), SignedDuration::from_secs(30));
    assert!(stage.model.next_tick() <= until, "it is wiped by itself");
    assert!(!format!("{:?}", stage.model.clipboard).contains("1380000"), "never in a log");
    stage.model.clipboard.expire(until);
    assert!(stage.model.clipboard.text.is_empty());
    // Other text stays until the screen locks.
    stage.model.accept.applicant.form.focus_on("name");
    stage.act(&[Action::SelectAll, Action::TextCopy]);
    assert_eq!(stage.model.clipboard.until, None);
    stage.act(&[Action::Lock]);
    assert!(stage.model.clipboard.text.is_empty());
}
