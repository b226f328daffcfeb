//! With whom the line mode speaks.

use std::io::{IsTerminal as _, stdin, stdout};

use crate::{
    i18n::{Lang, tf},
    text::SafeText,
};

/// A number of so many digits is a person's.
const LONG: usize = 11;

/// Who is spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    /// Somebody at a terminal: what the program fetches for itself holds nobody up.
    Person,
    /// A test at a terminal: nothing is answered before everything has come to rest, so that it is the same everywhere.
    Test,
    /// A transcript: like a test, and lines are repeated, so that what is written reads as a conversation.
    Pipe,
}

impl With {
    /// Who is there; `watched` = a test waits for every answer.
    pub(super) fn here(watched: bool) -> Self {
        match (stdin().is_terminal() && stdout().is_terminal(), watched) {
            (false, _) => Self::Pipe,
            (true, true) => Self::Test,
            (true, false) => Self::Person,
        }
    }

    /// A line that came through a pipe is written, so that the transcript is whole; personal answers are not.
    pub(super) fn echo(self, line: &str, personal: bool, lang: Lang) -> Option<String> {
        if self != Self::Pipe {
            return None;
        }
        let digits = line.chars().filter(char::is_ascii_digit).count();
        if digits >= LONG || (personal && !line.trim().is_empty()) {
            return Some(tf(lang, "plain.typed", &[&line.trim().chars().count().to_string()]));
        }
        Some(SafeText::new(line).into_string())
    }
}
