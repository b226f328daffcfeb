//! What the terminal library reads becomes what the program knows: chords, pasted text, sizes. Nothing above this file
//! knows a key code.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::app::keymap::{Chord, Key};

/// Longest text that is taken in one piece. No field holds more, and a memory that grows with a paste is nobody's wish.
const LONGEST_PASTE: usize = 64 * 1024;

/// One thing that came from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Chord),
    /// Text in one piece: a paste, or what an input method committed.
    Paste {
        /// Its beginning, as long as anything here takes.
        text: String,
        /// Characters that were too many.
        left_out: usize,
    },
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// A click on the cell at this column and row.
    Click(u16, u16),
    /// The wheel turned by one notch.
    Wheel {
        /// Away from the hand.
        up: bool,
    },
}

/// Reads one event; `None` = it means nothing here.
pub fn decode(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) => chord(key).map(Input::Key),
        Event::Paste(text) => Some(shortened(text)),
        Event::Resize(columns, rows) => Some(Input::Resize(columns, rows)),
        Event::Mouse(mouse) => pointed(mouse),
        Event::FocusGained | Event::FocusLost => None,
    }
}

/// Only the left button and the wheel: what is dragged, or clicked with Shift, stays the terminal's.
const fn pointed(event: MouseEvent) -> Option<Input> {
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Input::Click(event.column, event.row)),
        MouseEventKind::ScrollUp => Some(Input::Wheel { up: true }),
        MouseEventKind::ScrollDown => Some(Input::Wheel { up: false }),
        _ => None,
    }
}

fn chord(event: KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| event.modifiers.contains(modifier);
    let mut chord = Chord::new(match event.code {
        // Terminals send these control characters for the keys; a scanner ends with a line feed.
        KeyCode::Char('h') if held(KeyModifiers::CONTROL) => return Some(Chord::new(Key::Backspace)),
        KeyCode::Char('j' | 'm') if held(KeyModifiers::CONTROL) => return Some(Chord::new(Key::Enter)),
        KeyCode::Char('i') if held(KeyModifiers::CONTROL) => return Some(Chord::new(Key::Tab)),
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Null => return Some(Chord::new(Key::Char(' ')).ctrl()),
        KeyCode::F(number) => Key::F(number),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => return Some(Chord::new(Key::Tab).shift()),
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
    });
    chord.ctrl = held(KeyModifiers::CONTROL);
    chord.alt = held(KeyModifiers::ALT);
    // With a character the character itself says it.
    chord.shift = held(KeyModifiers::SHIFT) && !matches!(chord.key, Key::Char(_));
    Some(chord)
}

fn shortened(mut text: String) -> Input {
    let end = text.floor_char_boundary(LONGEST_PASTE);
    let left_out = text.get(end..).unwrap_or_default().chars().count();
    text.truncate(end);
    // What was read in one piece is given back at once.
    text.shrink_to_fit();
    Input::Paste { text, left_out }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn read(code: KeyCode, modifiers: KeyModifiers) -> Option<String> {
        match decode(Event::Key(KeyEvent::new(code, modifiers)))? {
            Input::Key(chord) => Some(chord.to_string()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_become_chords_as_keymaps_write_them() {
        let none = KeyModifiers::NONE;
        let (ctrl, alt, shift) = (KeyModifiers::CONTROL, KeyModifiers::ALT, KeyModifiers::SHIFT);
        for (code, modifiers, chord) in [
            (KeyCode::F(2), none, "f2"),
            (KeyCode::Char('s'), ctrl, "ctrl-s"),
            (KeyCode::Char('S'), shift, "S"),
            (KeyCode::Char('张'), none, "张"),
            (KeyCode::Char('?'), shift, "?"),
            (KeyCode::Left, alt, "alt-left"),
            (KeyCode::BackTab, shift, "shift-tab"),
            (KeyCode::Enter, none, "enter"),
            (KeyCode::Char('j'), ctrl, "enter"),
            (KeyCode::Char('h'), ctrl, "backspace"),
            (KeyCode::Null, none, "ctrl-space"),
        ] {
            assert_eq!(read(code, modifiers).as_deref(), Some(chord), "{code:?}");
        }
        assert_eq!(read(KeyCode::CapsLock, none), None);
    }

    #[test]
    fn the_mouse_clicks_and_scrolls_and_does_nothing_else() {
        let mouse = |kind| decode(Event::Mouse(MouseEvent { kind, column: 3, row: 7, modifiers: KeyModifiers::NONE }));
        assert_eq!(mouse(MouseEventKind::Down(MouseButton::Left)), Some(Input::Click(3, 7)));
        assert_eq!(mouse(MouseEventKind::ScrollDown), Some(Input::Wheel { up: false }));
        for kind in [
            MouseEventKind::Up(MouseButton::Left),
            MouseEventKind::Down(MouseButton::Right),
            MouseEventKind::Drag(MouseButton::Left),
            MouseEventKind::Moved,
        ] {
            assert_eq!(mouse(kind), None);
        }
    }

    #[test]
    fn letting_a_key_go_is_no_key() {
        let mut key = KeyEvent::new(KeyCode::Char('1'), KeyModifiers::NONE);
        key.kind = KeyEventKind::Repeat;
        assert!(decode(Event::Key(key)).is_some());
        key.kind = KeyEventKind::Release;
        assert_eq!(decode(Event::Key(key)), None);
    }

    #[test]
    fn f23_a_paste_has_an_end_and_is_never_cut_inside_a_character() {
        let whole = 10 * 1024 * 1024 / "窗".len();
        let Some(Input::Paste { text, left_out }) = decode(Event::Paste("窗".repeat(whole))) else { panic!() };
        assert!(text.len() <= LONGEST_PASTE && text.len() > LONGEST_PASTE - 4);
        assert_eq!(text.chars().count() + left_out, whole, "nothing goes without being counted");
    }
}
