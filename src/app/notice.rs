//! What the message line says, and what it said before (TUI 3.8). Four levels: an error stays until it was seen, what is
//! grave lies over the page until somebody dismisses it.

use jiff::Timestamp;

use crate::i18n::{Lang, t, tf};

use super::effect::Failure;

/// How many are kept for the history.
const KEPT: usize = 200;

/// How grave it is; each has its own glyph, colour and word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It went well.
    Good,
    /// Worth knowing.
    Note,
    /// It did not go; stays until it was seen.
    Bad,
    /// Something beyond this one act is wrong; lies over the page until somebody dismisses it.
    Grave,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Good, Self::Note, Self::Bad, Self::Grave];

    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Good => "level.good",
            Self::Note => "level.note",
            Self::Bad => "level.bad",
            Self::Grave => "level.grave",
        }
    }
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
    /// A key was pressed since; a grave one was dismissed.
    pub seen: bool,
}

impl Notice {
    /// It is grave, and nobody has dismissed it.
    const fn stands(&self) -> bool {
        matches!(self.level, Level::Grave) && !self.seen
    }
}

/// The newest message and the history.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    list: Vec<Notice>,
    shown: bool,
}

impl Notices {
    /// Puts a message on the line. A lesser one does not push an error away that nobody has seen.
    pub fn push(&mut self, level: Level, text: String, more: Option<String>, at: Timestamp) {
        if self.list.len() == KEPT {
            self.list.remove(0);
        }
        let hides = |shown: &Notice| !shown.seen && shown.level >= Level::Bad && level < shown.level;
        let hidden_by_error = self.shown && self.list.last().is_some_and(hides);
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

    /// The grave message that somebody has to dismiss next, the oldest first.
    pub fn standing(&self) -> Option<&Notice> {
        self.list.iter().find(|notice| notice.stands())
    }

    /// Somebody has read and dismissed it. True if another one stands behind it.
    pub fn dismiss(&mut self) -> bool {
        if let Some(notice) = self.list.iter_mut().find(|notice| notice.stands()) {
            notice.seen = true;
        }
        self.shown = self.list.last().is_some_and(|last| !last.seen);
        self.standing().is_some()
    }

    /// A key was pressed: what was on the line has been seen. A note goes at the second key, so that the key that
    /// caused it does not wipe it; what is grave waits to be dismissed.
    pub fn key_pressed(&mut self) {
        if let Some(last) = self.list.last_mut().filter(|last| !last.stands()) {
            if last.seen {
                self.shown = false;
            }
            last.seen = true;
        }
    }

    /// Forgets what was said, for a locked screen: names stand in it. An error that nobody has seen stays.
    pub(super) fn forget(&mut self) {
        self.list.retain(|notice| notice.level >= Level::Bad && !notice.seen);
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn said(notices: &Notices) -> &str {
        notices.current().map_or("", |notice| notice.text.as_str())
    }

    #[test]
    fn d8_what_is_grave_stays_until_it_is_dismissed_and_nothing_lesser_hides_it() {
        let mut notices = Notices::default();
        let at = Timestamp::UNIX_EPOCH;
        let push = |notices: &mut Notices, level, text: &str| notices.push(level, text.to_owned(), None, at);
        push(&mut notices, Level::Grave, "一");
        for _ in 0..5 {
            notices.key_pressed();
        }
        push(&mut notices, Level::Bad, "错");
        push(&mut notices, Level::Good, "好");
        assert_eq!(said(&notices), "一");
        push(&mut notices, Level::Grave, "二");
        assert_eq!(notices.standing().map(|notice| notice.text.as_str()), Some("一"), "the oldest first");
        assert!(notices.dismiss());
        assert_eq!(notices.standing().map(|notice| notice.text.as_str()), Some("二"));
        assert!(!notices.dismiss() && notices.standing().is_none() && notices.current().is_none());
        let history: Vec<&str> = notices.history().map(|notice| notice.text.as_str()).collect();
        assert_eq!(history.len(), 4);
    }

    #[test]
    fn d8_an_error_stays_until_a_key_and_a_note_does_not_push_it_away() {
        let mut notices = Notices::default();
        notices.push(Level::Bad, "错".to_owned(), None, Timestamp::UNIX_EPOCH);
        notices.push(Level::Note, "注".to_owned(), None, Timestamp::UNIX_EPOCH);
        assert_eq!(said(&notices), "错");
        notices.key_pressed();
        notices.push(Level::Note, "注".to_owned(), None, Timestamp::UNIX_EPOCH);
        assert_eq!(said(&notices), "注");
    }

    #[test]
    fn every_level_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<&str> = Level::ALL.map(|level| t(Lang::Zh, level.key())).into();
        assert_eq!(words.len(), Level::ALL.len());
    }
}
