//! Tells a scanner or card reader from a person (F24): both are keyboards, but no person types six characters with so
//! little time between any two; how little is a setting, 30 ms where nobody set it. What a machine ends its code with (Enter, Tab, line feed) never submits anything.
//!
//! Where a text field has the focus, keys go through at once and only the ending is caught. Elsewhere a digit or letter
//! is held back for that time, because the first digit of a scanned number must not choose row 3.

use std::time::Duration;

use crate::app::keymap::{Chord, Key};

/// Fewer characters than this are a person's.
const LEAST: usize = 6;
/// What came through an input method still has so many digits: those pass unchanged.
const DIGITS: usize = 4;
/// Longest code: a digital signature in a two-dimensional code is shorter.
const LONGEST: usize = 4096;

/// What a key turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A person's key.
    Key(Chord),
    /// A code, read while no field had the focus.
    Scan(String),
    /// The machine that typed this into the focused field has ended.
    ScanEnd(String),
    /// A code came through an input method that was switched on: what arrived is not what was read. What of it went through
    /// to a field already.
    Scrambled(String),
}

/// Watches how fast characters come. Time is an argument: the time since the program started.
#[derive(Debug)]
pub struct Bursts {
    /// Longest pause between two characters of a machine.
    gap: Duration,
    /// Characters that came in one run.
    run: Vec<Chord>,
    /// They were let through to a field already.
    passed: bool,
    /// When the last one came.
    last: Duration,
    /// A code ended then; a second ending right behind it belongs to it too.
    ended: Option<Duration>,
}

impl Bursts {
    /// For readers that are slower or faster than most.
    pub const fn with_gap(gap: Duration) -> Self {
        Self { gap, run: Vec::new(), passed: false, last: Duration::ZERO, ended: None }
    }

    /// Hears a key at a time; `typing` = a text field has the focus.
    pub fn key(&mut self, chord: Chord, at: Duration, typing: bool) -> Vec<Heard> {
        // What is left of a run after this is near: no longer than the gap ago.
        let mut heard = self.quiet(at);
        if is_ending(chord)
            && let Some(end) = self.ending(at)
        {
            heard.extend(end);
            return heard;
        }
        if self.passed != typing {
            heard.extend(self.close());
        }
        self.ended = None;
        let joins = !self.run.is_empty() && self.run.len() < LONGEST;
        match chord.typed() {
            Some(' ') => {}
            Some(_) if joins => return self.grow(chord, at, heard),
            Some(c) if typing || begins(c) => {
                heard.extend(self.close());
                self.passed = typing;
                return self.grow(chord, at, heard);
            }
            // A separator inside a code (GS) is part of nothing that a field could hold.
            None if joins && is_separator(chord) => {
                self.last = at;
                return heard;
            }
            _ => {}
        }
        heard.extend(self.close());
        heard.push(Heard::Key(chord));
        heard
    }

    /// Time has passed: what was held back and is no code goes on as keys.
    pub fn quiet(&mut self, at: Duration) -> Vec<Heard> {
        if self.since().is_some_and(|since| at.saturating_sub(since) > self.gap) { self.close() } else { Vec::new() }
    }

    /// When [`Self::quiet`] has to be asked if nothing comes.
    pub fn deadline(&self) -> Option<Duration> {
        self.since().map(|since| since + self.gap + Duration::from_millis(1))
    }

    /// When the last thing came that something may yet follow.
    fn since(&self) -> Option<Duration> {
        if self.run.is_empty() { self.ended } else { Some(self.last) }
    }

    fn grow(&mut self, chord: Chord, at: Duration, mut heard: Vec<Heard>) -> Vec<Heard> {
        self.run.push(chord);
        self.last = at;
        if self.passed {
            heard.push(Heard::Key(chord));
        }
        heard
    }

    /// Ends the run without an ending key.
    fn close(&mut self) -> Vec<Heard> {
        let run = std::mem::take(&mut self.run);
        self.ended = None;
        match code(&run) {
            _ if self.passed => Vec::new(),
            Some(Heard::Scrambled(_)) => vec![Heard::Scrambled(String::new())],
            Some(code) => vec![code],
            None => run.into_iter().map(Heard::Key).collect(),
        }
    }

    /// An ending key right behind a run that only a machine types, or right behind another ending.
    fn ending(&mut self, at: Duration) -> Option<Vec<Heard>> {
        if self.run.is_empty() && self.ended.is_some() {
            self.ended = Some(at);
            return Some(Vec::new());
        }
        let heard = match code(&self.run)? {
            Heard::Scan(code) if self.passed => Heard::ScanEnd(code),
            Heard::Scrambled(_) if !self.passed => Heard::Scrambled(String::new()),
            heard => heard,
        };
        self.run.clear();
        self.ended = Some(at);
        Some(vec![heard])
    }
}

/// A run as the code that was read, or as what an input method made of one; `None` = a person typed it.
fn code(run: &[Chord]) -> Option<Heard> {
    let text: String = run.iter().filter_map(|chord| chord.typed()).collect();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match run.len() {
        ..LEAST => None,
        _ if text.is_ascii() => Some(Heard::Scan(text)),
        _ => (digits >= DIGITS).then_some(Heard::Scrambled(text)),
    }
}

/// Whether a text in one piece is such a code, its ending aside: some readers, and some terminals for them, paste.
pub fn as_code(pasted: &str) -> Option<&str> {
    let code = pasted.trim_end_matches(['\r', '\n', '\t']);
    let fits = (LEAST..=LONGEST).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(code)
}

/// Codes begin with a digit or a letter; signs are keys of the materials step and wait for nothing.
const fn begins(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_ending(chord: Chord) -> bool {
    [Key::Enter, Key::Tab].into_iter().map(Chord::new).any(|ending| ending == chord)
}

/// The group separator of two-dimensional codes, as terminals deliver it.
fn is_separator(chord: Chord) -> bool {
    chord == Chord::new(Key::Char('5')).ctrl() || chord == Chord::new(Key::Char(']')).ctrl()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::app::preferences::{Preferences, Setting};

    const GAP: Duration = Duration::from_millis(30);

    #[test]
    fn f24_the_gap_is_a_setting() {
        let set = u64::from(Preferences::default().whole(Setting::ReaderGap));
        assert_eq!(Duration::from_millis(set), GAP);
        let slow = |gap| {
            let mut bursts = Bursts::with_gap(Duration::from_millis(gap));
            let mut heard = Vec::new();
            for (c, at) in NUMBER.chars().zip((1_000..).step_by(50)) {
                heard.extend(bursts.key(chord(c), Duration::from_millis(at), false));
            }
            heard.extend(bursts.quiet(Duration::MAX));
            heard
        };
        assert_eq!(slow(30), keys(NUMBER), "a slow reader looks like a person");
        assert_eq!(slow(60), [Heard::Scan(NUMBER.to_owned())]);
    }

    /// Plays keys, `step` milliseconds between two, then silence.
    fn play(text: &str, step: u64, typing: bool) -> Vec<Heard> {
        let mut bursts = Bursts::with_gap(GAP);
        let mut at = Duration::from_secs(1);
        let mut heard = Vec::new();
        for c in text.chars() {
            heard.extend(bursts.key(chord(c), at, typing));
            at += Duration::from_millis(step);
        }
        heard.extend(bursts.quiet(at + GAP * 2));
        assert_eq!(bursts.deadline(), None, "{text:?} leaves something behind");
        heard
    }

    fn chord(c: char) -> Chord {
        match c {
            '\r' | '\n' => Chord::new(Key::Enter),
            '\t' => Chord::new(Key::Tab),
            '\x1d' => Chord::new(Key::Char('5')).ctrl(),
            c => Chord::new(Key::Char(c)),
        }
    }

    fn keys(text: &str) -> Vec<Heard> {
        text.chars().map(|c| Heard::Key(chord(c))).collect()
    }

    const NUMBER: &str = "00000019900307002X";

    #[test]
    fn f24_without_a_field_a_code_comes_whole_and_its_ending_is_no_key() {
        for ending in ["", "\r", "\n", "\t", "\r\n", "\t\r\n"] {
            for step in [0, 1, 8, 30] {
                let heard = play(&format!("{NUMBER}{ending}"), step, false);
                assert_eq!(heard, [Heard::Scan(NUMBER.to_owned())], "{ending:?} at {step} ms");
            }
        }
        assert_eq!(play("0106901234\x1d10AB\r", 2, false), [Heard::Scan("010690123410AB".to_owned())]);
        assert_eq!(play(&"7".repeat(2_000), 1, false), [Heard::Scan("7".repeat(2_000))]);
    }

    #[test]
    fn f24_in_a_field_the_characters_pass_at_once_and_the_ending_completes_the_field() {
        for ending in ["\r", "\n", "\t", "\r\n"] {
            let mut expected = keys(NUMBER);
            expected.push(Heard::ScanEnd(NUMBER.to_owned()));
            assert_eq!(play(&format!("{NUMBER}{ending}"), 3, true), expected, "{ending:?}");
        }
        assert_eq!(play(NUMBER, 3, true), keys(NUMBER));
    }

    #[test]
    fn f24_two_codes_in_a_row_are_two() {
        let heard = play(&format!("{NUMBER}\r{NUMBER}\r"), 2, false);
        assert_eq!(heard, [Heard::Scan(NUMBER.to_owned()), Heard::Scan(NUMBER.to_owned())]);
    }

    #[test]
    fn a_person_is_a_person() {
        for text in ["1", "3\r", "12345678\r", "+1\r", "000000\r", "\r\r", "1 2"] {
            for step in [40, 90, 300] {
                assert_eq!(play(text, step, false), keys(text), "{text:?} at {step} ms");
                assert_eq!(play(text, step, true), keys(text), "{text:?} at {step} ms");
            }
        }
        // Faster than any machine, and too little for a code.
        for text in ["12345", "12\r", "1+", "+1", "\r1\r"] {
            assert_eq!(play(text, 1, false), keys(text), "{text:?}");
            assert_eq!(play(text, 1, true), keys(text), "{text:?}");
        }
        // What an input method commits without bracketed paste.
        assert_eq!(play("食品经营许可证", 0, true), keys("食品经营许可证"));
    }

    #[test]
    fn f24_an_input_method_in_the_way_is_noticed() {
        assert_eq!(play("3210021990年月001X\r", 2, false), [Heard::Scrambled(String::new())]);
        let typed = Heard::Scrambled("3210021990年月001X".to_owned());
        assert_eq!(play("3210021990年月001X\r", 2, true).last(), Some(&typed));
    }

    #[test]
    fn only_what_may_begin_a_code_is_held_back() {
        let mut bursts = Bursts::with_gap(GAP);
        let at = Duration::from_secs(1);
        for c in ['+', '-', '*', '/', ' ', '?'] {
            assert_eq!(bursts.key(chord(c), at, false), keys(&c.to_string()), "{c:?}");
        }
        assert_eq!(bursts.key(chord('3'), at, false), []);
        // The next key of a person shows that the first was one.
        assert_eq!(bursts.key(chord('+'), at + Duration::from_millis(90), false), keys("3+"));
        assert_eq!(bursts.deadline(), None);
    }

    #[test]
    fn a_field_that_takes_the_focus_ends_the_run() {
        let mut bursts = Bursts::with_gap(GAP);
        assert_eq!(bursts.key(chord('3'), Duration::ZERO, false), []);
        assert_eq!(bursts.key(chord('2'), Duration::from_millis(1), true), keys("32"));
    }

    #[test]
    fn pasted_codes_are_codes() {
        for (pasted, code) in [
            ("00000019900307002X\r\n", Some(NUMBER)),
            ("91000000MA0TEST01Q\t", Some("91000000MA0TEST01Q")),
            ("12345", None),
            ("张桂兰 000000", None),
            ("第一行\n第二行", None),
            ("", None),
        ] {
            assert_eq!(as_code(pasted), code, "{pasted:?}");
        }
    }
}
