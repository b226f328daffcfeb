//! Looks, keys and settings as files: read for the page, written for it, and read anew when a person changed them.

use std::time::SystemTime;

use jiff::Timestamp;

use crate::{
    app::{
        doctor::Finding,
        keymap::Keymap,
        preferences::{Preferences, Setting, Value},
        settings::SettingsView,
    },
    contract::Meta,
    i18n::Lang,
    text::Measure,
    theme::Theme,
};

/// What was put on, and what was wrong in the files, in words.
pub struct Worn {
    /// Look, in the colours that this terminal has; the last good one if its file is no theme.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// What is wrong, and where.
    pub wrong: Vec<String>,
}

/// Why a setting was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKept {
    /// The file cannot be written.
    Unwritable,
    /// The file writes this entry in a way that the program will not touch.
    ByHand,
}

impl NotKept {
    /// Key of the sentence; its one argument is the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unwritable => "setting.not_kept",
            Self::ByHand => "setting.by_hand",
        }
    }
}

/// Whoever knows the files.
pub trait Wardrobe: Send + Sync {
    /// What is set, and what could be.
    fn settings(&self) -> SettingsView;
    /// Writes one setting into the file.
    fn save(&self, setting: Setting, value: &Value) -> Result<SettingsView, NotKept>;
    /// Theme and keymap of these settings; `last` and `keys` stay where a file is no good.
    fn wear(&self, settings: &Preferences, last: &Theme, keys: &Keymap) -> Worn;
    /// When the newest of the files that are in force was changed; `None` = none of them is a person's own.
    fn changed(&self, settings: &Preferences) -> Option<SystemTime>;
    /// What the doctor finds on this machine; it may take seconds and blocks the thread.
    fn examine(&self, measured: Option<Measure>, heard: Heard, lang: Lang) -> Vec<Finding>;
}

/// What the centre said when it was asked for the doctor.
#[derive(Debug)]
pub struct Heard {
    /// Its words, or why there are none, and what to do.
    pub meta: Result<Meta, String>,
    /// This machine's time before…
    pub asked: Timestamp,
    /// …and behind it.
    pub at: Timestamp,
}
