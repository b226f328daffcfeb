use super::*;
use crate::{
    app::{Msg, Place, rehearsal::Rehearsal},
    i18n::Lang,
    text::Measure,
};

fn at_settings() -> Rehearsal {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::PlaceSettings]);
    stage
}

#[test]
fn a_value_is_tried_at_once_and_kept_only_by_enter() {
    let mut stage = at_settings();
    assert_eq!(stage.model.place, Place::Settings);
    stage.act(&[Action::SettingNext]);
    assert_eq!(stage.worn.text(Setting::Theme), "light");
    stage.act(&[Action::Back]);
    assert_eq!(stage.worn.text(Setting::Theme), "dark", "Esc takes it back");
    assert_eq!(stage.model.place, Place::Settings);
    stage.act(&[Action::SettingPrevious, Action::Open]);
    assert_eq!(stage.worn.text(Setting::Theme), "mono");
    assert_eq!(stage.set.text(Setting::Theme), "mono");
    assert!(stage.model.settings.tried.is_none());
    stage.act(&[Action::SettingNext, Action::Down]);
    assert_eq!(stage.worn.text(Setting::Theme), "mono", "leaving the row takes it back");
    stage.act(&[Action::Back]);
    assert_eq!(stage.model.place, Place::Home);
}

#[test]
fn the_language_changes_while_it_is_tried() {
    let mut stage = at_settings();
    stage.act(&[Action::Choose3, Action::Open]);
    assert_eq!(stage.model.lang, Lang::En);
    stage.act(&[Action::Back]);
    assert_eq!(stage.model.lang, Lang::Zh);
}

#[test]
fn opening_the_page_takes_nothing_back() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::Language, Action::PlaceSettings]);
    assert_eq!(stage.model.lang, Lang::En);
}

#[test]
fn an_address_is_typed_and_a_wrong_number_of_minutes_cannot_be_chosen() {
    let mut stage = at_settings();
    stage.act(&[Action::Choose8, Action::Open]);
    assert!(stage.model.takes_text());
    stage.type_in("https://centre.example");
    stage.act(&[Action::FieldDone]);
    assert_eq!(stage.set.text(Setting::Centre), "https://centre.example");
    assert!(stage.model.settings.typing.is_none());
    stage.act(&[Action::Choose7]);
    let choices = stage.model.settings.choices();
    assert_eq!((choices.len(), choices.last()), (10, Some(&Value::Whole(10))));
    stage.act(&[Action::SettingNext]);
    assert_eq!(stage.worn.whole(Setting::LockMinutes), 1, "after the longest comes the shortest");
}

#[test]
fn the_width_is_what_the_terminal_answered_unless_it_is_set() {
    let mut stage = at_settings();
    assert_eq!(stage.model.measure, Measure::Narrow);
    stage.send(Msg::Measured(Measure::Wide));
    assert_eq!(stage.model.measure, Measure::Wide);
    stage.act(&[Action::Choose4, Action::SettingNext]);
    assert_eq!(stage.model.measure, Measure::Narrow, "narrow is tried");
    stage.act(&[Action::SettingNext]);
    assert_eq!(stage.model.measure, Measure::Wide, "wide is tried");
    stage.act(&[Action::Back]);
    assert_eq!(stage.model.measure, Measure::Wide, "the terminal's answer again");
    stage.act(&[Action::SettingNext, Action::Open]);
    stage.send(Msg::Measured(Measure::Wide));
    assert_eq!(stage.model.measure, Measure::Narrow);
}

#[test]
fn minutes_and_mouse_hold_as_soon_as_they_are_tried() {
    let mut stage = at_settings();
    stage.act(&[Action::Choose7, Action::SettingNext]);
    assert_eq!(stage.model.lock_minutes, Some(1));
    stage.act(&[Action::Choose5, Action::SettingNext]);
    assert!(!stage.model.mouse);
    stage.act(&[Action::Back]);
    assert!(stage.model.mouse);
}

#[test]
fn what_is_wrong_in_the_files_is_said() {
    let mut stage = at_settings();
    stage.send(Msg::Worn(vec!["mine.toml:3:1 没有角色“x”".to_owned()]));
    assert!(stage.model.notices.current().is_some_and(|notice| notice.text.contains("mine.toml:3:1")));
    assert_eq!(stage.model.place, Place::Settings);
}
