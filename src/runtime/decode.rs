//! The terminal library's keys become ours.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::keymap::{Chord, Key};

/// The chord of a key event; `None` = a key that nobody uses, or one that was let go.
pub(super) fn chord(event: &KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let key = match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::F(number) => Key::F(number),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab | KeyCode::BackTab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    };
    let mut chord = Chord::new(key);
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        chord = chord.ctrl();
    }
    if event.modifiers.contains(KeyModifiers::ALT) {
        chord = chord.alt();
    }
    let shifted = event.code == KeyCode::BackTab || event.modifiers.contains(KeyModifiers::SHIFT);
    // With a character the character itself says it.
    if shifted && !matches!(key, Key::Char(_)) {
        chord = chord.shift();
    }
    Some(chord)
}
