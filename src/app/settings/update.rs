//! What keys and answers do to the settings page.

use crate::{
    app::{
        Model, Place,
        actions::Action,
        effect::{Answer, Ask, Effect, Failure},
        msg::Ctx,
        notice::Level,
        preferences::{Setting, Source, Value},
        request::Purpose,
    },
    i18n::{t, tf},
    text::LineEditor,
};

use super::Wait;

/// Longest address or folder that is taken.
const LONGEST: usize = 400;
/// Rows that a page key moves by.
const PAGE: usize = 5;

/// Opens the page and reads what is set.
pub fn enter(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Settings;
    vec![model.ask(Purpose::Settings(Wait::Read), Ask::Settings, ctx)]
}

/// Text for the value being typed.
pub fn text(model: &mut Model, text: &str) {
    if let Some(typing) = model.settings.typing.as_mut() {
        let _ = typing.paste(text);
    }
}

/// Esc: out of the typing, then back to what was kept, then home.
pub fn back(model: &mut Model) -> Vec<Effect> {
    if model.settings.typing.take().is_some() {
        return Vec::new();
    }
    if model.settings.tried.is_some() {
        return take_back(model);
    }
    model.place = Place::Home;
    Vec::new()
}

/// A key.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let last = Setting::ALL.len() - 1;
    let cursor = model.settings.cursor;
    if let Some(typing) = model.settings.typing.as_mut() {
        match action {
            Action::FieldDone | Action::StepFinish => return keep_typed(model, ctx),
            other => {
                let _ = crate::app::form::edit(typing, other);
            }
        }
        return Vec::new();
    }
    match action {
        Action::Up | Action::FieldPrevious => move_to(model, cursor.saturating_sub(1)),
        Action::Down | Action::FieldNext => move_to(model, (cursor + 1).min(last)),
        Action::PageUp => move_to(model, cursor.saturating_sub(PAGE)),
        Action::PageDown => move_to(model, (cursor + PAGE).min(last)),
        Action::First => move_to(model, 0),
        Action::Last => move_to(model, last),
        Action::SettingNext => step(model, 1),
        Action::SettingPrevious => step(model, -1),
        Action::Open => open(model, ctx),
        other => other.digit().map_or_else(Vec::new, |digit| move_to(model, (digit - 1).min(last))),
    }
}

fn move_to(model: &mut Model, cursor: usize) -> Vec<Effect> {
    let effects = if model.settings.tried.is_some() { take_back(model) } else { Vec::new() };
    model.settings.cursor = cursor;
    effects
}

/// Tries the next or the previous value, round and round.
fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let choices = model.settings.choices();
    let held = model.settings.in_force().value(model.settings.current());
    let at = choices.iter().position(|choice| *choice == held).unwrap_or_default();
    let count = choices.len();
    let next = if by > 0 { at + 1 } else { (at + count).saturating_sub(1) };
    let Some(value) = next.checked_rem(count).and_then(|next| choices.get(next)) else { return Vec::new() };
    model.settings.tried = Some(value.clone());
    wear(model)
}

/// Enter: keeps what is tried; where nothing is tried, tries the next value or opens the field.
fn open(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let setting = model.settings.current();
    if let Some(value) = model.settings.tried.clone() {
        return vec![keep(model, setting, value, ctx)];
    }
    if !model.settings.choices().is_empty() {
        return step(model, 1);
    }
    model.settings.typing = Some(LineEditor::with_text(&model.settings.in_force().text(setting), LONGEST));
    Vec::new()
}

fn keep_typed(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(typed) = model.settings.typing.as_ref().map(|typing| typing.text().trim().to_owned()) else {
        return Vec::new();
    };
    let setting = model.settings.current();
    match setting.kind().read(&typed) {
        Ok(value) => vec![keep(model, setting, value, ctx)],
        Err(why) => {
            let args = why.args();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let words = tf(model.lang, why.key(), &args);
            model.say_text(Level::Bad, words, None, ctx);
            Vec::new()
        }
    }
}

fn keep(model: &mut Model, setting: Setting, value: Value, ctx: &Ctx) -> Effect {
    model.ask(Purpose::Settings(Wait::Save(setting)), Ask::SaveSetting { setting, value }, ctx)
}

fn take_back(model: &mut Model) -> Vec<Effect> {
    model.settings.tried = None;
    wear(model)
}

/// Puts what holds now on the screen.
fn wear(model: &mut Model) -> Vec<Effect> {
    let values = model.settings.in_force();
    model.put_in_force(&values);
    vec![Effect::Mouse(model.mouse), Effect::Wear(Box::new(values))]
}

/// An answer.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    let view = match result {
        Ok(Answer::Settings(view)) => *view,
        Ok(_) => return Vec::new(),
        Err(failure) => {
            model.say_failure(&failure, ctx);
            return Vec::new();
        }
    };
    if let Wait::Save(setting) = wait {
        model.settings.tried = None;
        model.settings.typing = None;
        let name = t(model.lang, setting.label());
        match view.values.source(setting) {
            Source::Environment(by) | Source::Flag(by) => {
                model.say(Level::Note, "setting.kept_but", &[name, &by], ctx);
            }
            _ if setting.needs_restart() => model.say(Level::Good, "setting.kept_restart", &[name], ctx),
            _ => model.say(Level::Good, "setting.kept", &[name], ctx),
        }
    }
    if let Some(wrong) = view.wrong.first() {
        model.say_text(Level::Bad, wrong.clone(), None, ctx);
    }
    model.settings.view = Some(view);
    match wait {
        // All of it is in force since the start, but for what was switched without being kept: that stays.
        Wait::Read => Vec::new(),
        Wait::Save(_) => wear(model),
    }
}
