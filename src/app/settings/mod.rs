//! The settings page: a row per setting. ← → try another value at once, Enter keeps it, Esc takes it back; nothing is
//! written until it is kept.

mod update;

use super::{
    Model,
    actions::{Action, Context},
    preferences::{Kind, Preferences, Setting, Value},
};
use crate::{
    i18n::Lang,
    text::{LineEditor, Measure},
};

pub(super) use update::{action, back, done, enter, text};

/// What the page waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// What is set.
    Read,
    /// A value being written.
    Save(Setting),
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Read => "wait.settings",
            Self::Save(_) => "wait.saving",
        }
    }

    /// Whether Esc may give it up.
    pub const fn can_be_given_up(self) -> bool {
        matches!(self, Self::Read)
    }
}

/// What is set on this machine, and what could be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SettingsView {
    /// Values and where they came from.
    pub values: Preferences,
    /// Where the file is.
    pub path: String,
    /// Themes that can be chosen.
    pub themes: Vec<String>,
    /// Keymaps that can be chosen.
    pub keymaps: Vec<String>,
    /// What is wrong in the files, in words.
    pub wrong: Vec<String>,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What was read; `None` = not yet.
    pub view: Option<SettingsView>,
    /// Row of the cursor.
    pub cursor: usize,
    /// A value that is tried and not kept.
    pub tried: Option<Value>,
    /// Words being typed for a setting that takes any.
    pub typing: Option<LineEditor>,
}

impl Settings {
    /// The setting under the cursor.
    pub fn current(&self) -> Setting {
        Setting::ALL.get(self.cursor).copied().unwrap_or(Setting::Theme)
    }

    /// What holds now, with what is being tried.
    pub fn in_force(&self) -> Preferences {
        let mut values = self.view.as_ref().map(|view| view.values.clone()).unwrap_or_default();
        if let Some(tried) = &self.tried {
            let setting = self.current();
            values.force(setting, tried.clone());
        }
        values
    }

    /// The values that ← and → go through; empty for one that is typed.
    pub fn choices(&self) -> Vec<Value> {
        let words = |words: &[String]| words.iter().cloned().map(Value::Text).collect();
        let setting = self.current();
        match (setting, setting.kind(), &self.view) {
            (Setting::Theme, _, Some(view)) => words(&view.themes),
            (Setting::Keymap, _, Some(view)) => words(&view.keymaps),
            (_, Kind::Choice(choices), _) => choices.iter().map(|choice| Value::Text((*choice).to_owned())).collect(),
            (_, Kind::Flag, _) => vec![Value::Flag(false), Value::Flag(true)],
            (_, Kind::Whole { least, most }, _) => (least..=most).map(Value::Whole).collect(),
            _ => Vec::new(),
        }
    }

    /// Contexts in force, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        match self.typing {
            Some(_) => vec![Context::Field, Context::Form],
            None => vec![Context::Settings, Context::List],
        }
    }

    /// The keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        match self.typing {
            Some(_) => vec![Action::FieldDone, Action::TextClear, Action::Back],
            None => vec![Action::Open, Action::SettingNext, Action::SettingPrevious, Action::Down, Action::Back],
        }
    }
}

impl Model {
    /// Takes over what is set: at the start, and whenever a value is tried, kept or taken back. Looks and keys are put on
    /// by the runtime.
    pub fn put_in_force(&mut self, values: &Preferences) {
        self.lang = if values.text(Setting::Language) == "en" { Lang::En } else { Lang::Zh };
        self.mouse = values.is_on(Setting::Mouse);
        self.lock_minutes = Some(values.whole(Setting::LockMinutes));
        self.width = values.text(Setting::Width);
        self.measure = Measure::named(&self.width, self.measured).unwrap_or_default();
    }

    /// What the terminal answered: it counts where nobody set a width.
    pub(super) fn hear_width(&mut self, measured: Measure) {
        self.measured = Some(measured);
        self.measure = Measure::named(&self.width, self.measured).unwrap_or_default();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
