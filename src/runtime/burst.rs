//! Scanners and card readers type like a keyboard, only faster, and end with Enter, a line feed or Tab. Time is an
//! argument, so that a test can be as fast as it likes.
//!
//! Where text is typed the characters pass at once; only the ending must not submit. Where digits mean actions a fast
//! run must not act: characters are held for the blink in which a second one would follow.

use crate::app::keymap::{Chord, Key};

/// Milliseconds on any clock that only grows.
pub(super) type Millis = i64;

/// No hand types two keys within this.
const GAP: Millis = 20;
/// A shorter run is a person's; the shortest code that is scanned has six characters.
const SHORTEST: usize = 6;

/// What comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Out {
    /// A key as pressed.
    Key(Chord),
    /// A whole code, read where no text is typed.
    Scan(String),
    /// The end of a code whose characters went into the focused field.
    ScanEnd,
}

/// The classifier.
#[derive(Debug, Default)]
pub(super) struct Burst {
    run: String,
    held: Vec<Chord>,
    last: Option<Millis>,
    /// A code has just ended; its second ending (CR after LF) is to be swallowed too.
    ended: bool,
}

impl Burst {
    /// One key at an instant; `text` = a text field has the focus.
    pub(super) fn key(&mut self, chord: Chord, at: Millis, text: bool) -> Vec<Out> {
        let fast = self.last.is_some_and(|last| at - last <= GAP);
        let mut out = Vec::new();
        if !fast {
            out = self.let_go();
            self.run.clear();
            self.ended = false;
        }
        let code_char = chord.typed().filter(char::is_ascii_graphic);
        match (code_char, is_ending(chord)) {
            (Some(c), _) => {
                self.run.push(c);
                self.last = Some(at);
                self.ended = false;
                // Signs that no code begins with act at once: + - * / are the keys of the check list.
                if text || (self.held.is_empty() && !c.is_ascii_alphanumeric()) {
                    out.push(Out::Key(chord));
                } else {
                    self.held.push(chord);
                }
            }
            (None, true) if self.ended => self.last = Some(at),
            (None, true) if fast && self.run.chars().count() >= SHORTEST => {
                let code = std::mem::take(&mut self.run);
                out.push(if self.held.is_empty() { Out::ScanEnd } else { Out::Scan(code) });
                self.held.clear();
                self.last = Some(at);
                self.ended = true;
            }
            _ => {
                out.extend(self.let_go());
                self.run.clear();
                self.last = None;
                out.push(Out::Key(chord));
            }
        }
        out
    }

    /// When held keys have to be let go.
    pub(super) fn due(&self) -> Option<Millis> {
        self.last.filter(|_| !self.held.is_empty()).map(|last| last + GAP + 1)
    }

    /// Time passed: what is held is a person's key, or a code without an ending.
    pub(super) fn time(&mut self, at: Millis) -> Vec<Out> {
        if self.due().is_some_and(|due| due <= at) { self.let_go() } else { Vec::new() }
    }

    fn let_go(&mut self) -> Vec<Out> {
        let held = std::mem::take(&mut self.held);
        if held.len() >= SHORTEST {
            return vec![Out::Scan(std::mem::take(&mut self.run))];
        }
        held.into_iter().map(Out::Key).collect()
    }
}

/// Enter, Tab, and the line feed that raw mode shows as Ctrl-J.
fn is_ending(chord: Chord) -> bool {
    [Chord::new(Key::Enter), Chord::new(Key::Tab), Chord::new(Key::Char('j')).ctrl()].contains(&chord)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(c: char) -> Chord {
        Chord::new(Key::Char(c))
    }

    fn feed(burst: &mut Burst, text: &str, from: Millis, step: Millis, in_field: bool) -> (Vec<Out>, Millis) {
        let mut at = from;
        let mut out = Vec::new();
        for c in text.chars() {
            out.extend(burst.key(typed(c), at, in_field));
            at += step;
        }
        (out, at)
    }

    #[test]
    fn a_code_where_digits_are_keys_is_one_scan_and_its_endings_vanish() {
        let mut burst = Burst::default();
        let (out, at) = feed(&mut burst, "000000199001010018", 0, 2, false);
        assert_eq!(out, []);
        assert_eq!(burst.key(Chord::new(Key::Enter), at, false), [Out::Scan("000000199001010018".to_owned())]);
        assert_eq!(burst.key(typed('j').ctrl(), at + 1, false), []);
        // The next Enter is a person's again.
        assert_eq!(burst.key(Chord::new(Key::Enter), at + 500, false), [Out::Key(Chord::new(Key::Enter))]);
    }

    #[test]
    fn in_a_field_the_characters_pass_and_only_the_ending_is_taken() {
        let mut burst = Burst::default();
        let (out, at) = feed(&mut burst, "12345678", 0, 1, true);
        assert_eq!(out.len(), 8);
        assert_eq!(burst.key(Chord::new(Key::Tab), at, true), [Out::ScanEnd]);
    }

    #[test]
    fn a_hand_is_slower_and_nothing_of_it_is_lost() {
        let mut burst = Burst::default();
        assert_eq!(burst.key(typed('3'), 0, false), []);
        assert_eq!(burst.due(), Some(21));
        assert_eq!(burst.time(10), []);
        assert_eq!(burst.time(21), [Out::Key(typed('3'))]);
        let (out, at) = feed(&mut burst, "12345678", 1000, 60, true);
        assert_eq!(out.len(), 8);
        assert_eq!(burst.key(Chord::new(Key::Enter), at, true), [Out::Key(Chord::new(Key::Enter))]);
        // A digit and Enter at once are two keys, in their order.
        assert_eq!(burst.key(typed('1'), 5000, false), []);
        assert_eq!(
            burst.key(Chord::new(Key::Enter), 5001, false),
            [Out::Key(typed('1')), Out::Key(Chord::new(Key::Enter))]
        );
    }

    #[test]
    fn signs_of_the_check_list_are_never_held() {
        let mut burst = Burst::default();
        for sign in ['+', '-', '*', '/'] {
            assert_eq!(burst.key(typed(sign), 0, false), [Out::Key(typed(sign))]);
        }
    }
}
