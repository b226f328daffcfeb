//! One press of a key, as a plain value: how it is written in a keymap file and how it is shown to a person.

use std::{fmt, str::FromStr};

use crate::text::fold_key;

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A key that types a character; the blank included.
    Char(char),
    /// F1–F24.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// ←
    Left,
    /// →
    Right,
    /// ↑
    Up,
    /// ↓
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// Names in files, and on screen. The screen's are those printed on keyboards.
const NAMED: [(Key, &str, &str); 15] = [
    (Key::Char(' '), "space", "Space"),
    (Key::Enter, "enter", "Enter"),
    (Key::Esc, "esc", "Esc"),
    (Key::Tab, "tab", "Tab"),
    (Key::Backspace, "backspace", "Backspace"),
    (Key::Delete, "delete", "Delete"),
    (Key::Insert, "insert", "Insert"),
    (Key::Left, "left", "Left"),
    (Key::Right, "right", "Right"),
    (Key::Up, "up", "Up"),
    (Key::Down, "down", "Down"),
    (Key::Home, "home", "Home"),
    (Key::End, "end", "End"),
    (Key::PageUp, "pageup", "PageUp"),
    (Key::PageDown, "pagedown", "PageDown"),
];

/// A key with what is held down beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Ctrl is held.
    pub ctrl: bool,
    /// Alt is held.
    pub alt: bool,
    /// Shift is held. Never with a character: there the character itself says it.
    pub shift: bool,
}

/// Whether a chord gets through to the program at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// It does.
    Sure,
    /// Some terminals, multiplexers or input methods keep it for themselves.
    Sometimes,
    /// Terminals send another key for it, or nothing.
    Never,
}

impl Chord {
    /// A key by itself.
    pub const fn new(key: Key) -> Self {
        Self { key, ctrl: false, alt: false, shift: false }
    }

    /// With Ctrl.
    #[must_use]
    pub const fn ctrl(mut self) -> Self {
        self.ctrl = true;
        self
    }

    /// With Alt.
    #[must_use]
    pub const fn alt(mut self) -> Self {
        self.alt = true;
        self
    }

    /// With Shift.
    #[must_use]
    pub const fn shift(mut self) -> Self {
        self.shift = true;
        self
    }

    /// As keymaps know it: full-width characters of an input method become those of the keyboard, Shift goes where the
    /// character already says it, and Ctrl-S is Ctrl-s.
    #[must_use]
    pub fn fold(mut self) -> Self {
        if let Key::Char(c) = self.key {
            let c = fold_key(c);
            self.shift = false;
            self.key = Key::Char(if self.ctrl || self.alt { c.to_ascii_lowercase() } else { c });
        }
        self
    }

    /// The character that this chord types, if it types one.
    pub const fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Whether it arrives while a Chinese input method is on. A bare letter does not: it opens the candidate window.
    pub fn survives_input_method(self) -> bool {
        !self.typed().is_some_and(char::is_alphabetic)
    }

    /// Whether a numeric keypad with its lock on sends it.
    pub fn is_on_keypad(self) -> bool {
        let plain = !self.ctrl && !self.alt && !self.shift;
        plain && matches!(self.key, Key::Char('0'..='9' | '+' | '-' | '*' | '/' | '.') | Key::Enter)
    }

    /// Whether terminals let it through.
    pub(super) fn reach(self) -> Reach {
        match (self.key, self.ctrl) {
            (Key::Char('h' | 'i' | 'j' | 'm' | '[' | '0'..='9') | Key::Enter | Key::Tab | Key::Esc, true) => {
                Reach::Never
            }
            (Key::Enter | Key::Backspace | Key::Esc, false) if self.shift => Reach::Never,
            (Key::F(1 | 10 | 11), false) | (Key::Char('a' | 'b' | ' ' | '.' | ';'), true) => Reach::Sometimes,
            // Keyboards with AltGr send a character as both; windows change and close by the others.
            (Key::Char(_), true) | (Key::Tab | Key::F(4), false) if self.alt => Reach::Sometimes,
            _ => Reach::Sure,
        }
    }

    /// For a person: `Ctrl-S`, `F1`, `Space`, `+`.
    pub fn label(self) -> String {
        let mut label = String::new();
        for (held, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if held {
                label.push_str(name);
            }
        }
        match (self.key, NAMED.iter().find(|(key, ..)| *key == self.key)) {
            (_, Some((.., shown))) => label.push_str(shown),
            (Key::Char(c), _) if self.ctrl || self.alt => label.push(c.to_ascii_uppercase()),
            (Key::Char(c), _) => label.push(c),
            (Key::F(number), _) => {
                label.push('F');
                label.push_str(&number.to_string());
            }
            (_, None) => {}
        }
        label
    }
}

/// As keymap files write it: `ctrl-s`, `f1`, `space`, `+`.
impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (self.key, NAMED.iter().find(|(key, ..)| *key == self.key)) {
            (_, Some((_, name, _))) => f.write_str(name),
            (Key::Char(c), _) => write!(f, "{c}"),
            (Key::F(number), _) => write!(f, "f{number}"),
            (_, None) => Ok(()),
        }
    }
}

/// A text that names no chord.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such key")]
pub struct NoSuchKey;

impl FromStr for Chord {
    type Err = NoSuchKey;

    fn from_str(text: &str) -> Result<Self, NoSuchKey> {
        let mut chord = Self::new(Key::Esc);
        let mut rest = text;
        // `ctrl--` is Ctrl with the minus key.
        while let Some((held, key)) = rest.split_once('-').filter(|(held, key)| !held.is_empty() && !key.is_empty()) {
            match held {
                "ctrl" if !chord.ctrl => chord.ctrl = true,
                "alt" if !chord.alt => chord.alt = true,
                "shift" if !chord.shift => chord.shift = true,
                _ => return Err(NoSuchKey),
            }
            rest = key;
        }
        chord.key = key(rest).ok_or(NoSuchKey)?;
        Ok(chord.fold())
    }
}

fn key(name: &str) -> Option<Key> {
    if let Some((key, ..)) = NAMED.iter().find(|(_, known, _)| *known == name) {
        return Some(*key);
    }
    if let Some(number) = name.strip_prefix('f').and_then(|number| number.parse().ok()) {
        return (1..=24).contains(&number).then_some(Key::F(number));
    }
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !c.is_control() && !c.is_whitespace() => Some(Key::Char(c)),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chords_are_read_as_people_write_them() {
        let c = |c| Chord::new(Key::Char(c));
        for (text, chord, label) in [
            ("ctrl-s", c('s').ctrl(), "Ctrl-S"),
            ("f1", Chord::new(Key::F(1)), "F1"),
            ("f", c('f'), "f"),
            ("alt-left", Chord::new(Key::Left).alt(), "Alt-Left"),
            ("shift-tab", Chord::new(Key::Tab).shift(), "Shift-Tab"),
            ("enter", Chord::new(Key::Enter), "Enter"),
            ("space", c(' '), "Space"),
            ("?", c('?'), "?"),
            ("-", c('-'), "-"),
            ("ctrl--", c('-').ctrl(), "Ctrl--"),
            ("G", c('G'), "G"),
        ] {
            assert_eq!(text.parse::<Chord>().unwrap(), chord, "{text}");
            assert_eq!((chord.to_string().as_str(), chord.label().as_str()), (text, label));
        }
        for text in ["", "ctrl-", "strg-s", "f25", "f0", "ctrl-ctrl-s", "enterr", "gg", " "] {
            assert!(text.parse::<Chord>().is_err(), "{text:?}");
        }
        // What is the same key is the same chord.
        assert_eq!("ctrl-S".parse::<Chord>(), "ctrl-s".parse());
        assert_eq!("shift-?".parse::<Chord>(), "?".parse());
        assert_eq!("\u{FF1F}".parse::<Chord>(), "?".parse());
    }

    fn any_chord() -> impl Strategy<Value = Chord> {
        let key = prop_oneof![
            any::<char>().prop_filter("keys print", |c| !c.is_control() && !c.is_whitespace()).prop_map(Key::Char),
            (1u8..=24).prop_map(Key::F),
            proptest::sample::select(NAMED.map(|(key, ..)| key).to_vec()),
        ];
        (key, any::<[bool; 3]>()).prop_map(|(key, [ctrl, alt, shift])| Chord { key, ctrl, alt, shift }.fold())
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(chord in any_chord()) {
            prop_assert_eq!(chord.to_string().parse::<Chord>(), Ok(chord));
        }

        #[test]
        fn folding_twice_is_folding_once(chord in any_chord()) {
            prop_assert_eq!(chord.fold(), chord);
        }
    }
}
