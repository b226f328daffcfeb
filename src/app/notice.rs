//! What the message line says, and what it said before (TUI 3.8). An error stays until it was seen.

use jiff::Timestamp;

use crate::i18n::{Lang, t, tf};

use super::effect::Failure;

/// How many are kept for the history.
const KEPT: usize = 200;

/// How grave it is; each has its own glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It went well.
    Good,
    /// Worth knowing.
    Note,
    /// It did not go; stays until it was seen.
    Bad,
}

/// One message to the clerk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How grave.
    pub level: Level,
    /// In the language in force when it came.
    pub text: String,
    /// What to do, or the law; shown in the history.
    pub more: Option<String>,
    /// When, by the centre's time.
    pub at: Timestamp,
    /// A key was pressed since.
    pub seen: bool,
}

/// The newest message and the history.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    list: Vec<Notice>,
    shown: bool,
}

impl Notices {
    /// Puts a message on the line. A good one does not push an error away that nobody has seen.
    pub fn push(&mut self, level: Level, text: String, more: Option<String>, at: Timestamp) {
        if self.list.len() == KEPT {
            self.list.remove(0);
        }
        let hidden_by_error = level != Level::Bad && self.current().is_some_and(|n| n.level == Level::Bad && !n.seen);
        let notice = Notice { level, text, more, at, seen: false };
        if hidden_by_error {
            let before_error = self.list.len().saturating_sub(1);
            self.list.insert(before_error, notice);
        } else {
            self.list.push(notice);
        }
        self.shown = true;
    }

    /// What the message line shows.
    pub fn current(&self) -> Option<&Notice> {
        self.list.last().filter(|_| self.shown)
    }

    /// A key was pressed: what was on the line has been seen. A note goes at the second key, so that the key that
    /// caused it does not wipe it.
    pub fn key_pressed(&mut self) {
        if let Some(last) = self.list.last_mut() {
            if last.seen {
                self.shown = false;
            }
            last.seen = true;
        }
    }

    /// Forgets what was said, for a locked screen: names stand in it. An error that nobody has seen stays.
    pub(super) fn forget(&mut self) {
        self.list.retain(|notice| notice.level == Level::Bad && !notice.seen);
    }

    /// All that is kept, newest first.
    pub fn history(&self) -> impl Iterator<Item = &Notice> {
        self.list.iter().rev()
    }

    /// How many are kept.
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// None yet.
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The sentence of a failure and what to do about it.
pub fn words_of(lang: Lang, failure: &Failure) -> (String, Option<String>) {
    if failure.offline {
        return (t(lang, "notice.offline").to_owned(), Some(t(lang, "notice.offline_more").to_owned()));
    }
    let title =
        if failure.title.is_empty() { tf(lang, "notice.failed", &[&failure.code]) } else { failure.title.clone() };
    let more: Vec<&str> =
        [&failure.detail, &failure.basis, &failure.trace_id].into_iter().flatten().map(String::as_str).collect();
    (title, (!more.is_empty()).then(|| more.join(" ∙ ")))
}
