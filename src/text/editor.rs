//! A text field, pure: what is in it, where the cursor is, what can be undone. It knows nothing of keys.
//!
//! It moves and deletes by grapheme, so that a rare Han character with its variation selector or an accented letter goes as
//! one; it keeps what was typed or pasted code point by code point; it never drops anything without saying how much.

use std::fmt;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use zeroize::Zeroize;

mod lines;
mod select;
mod show;
mod words;

pub use lines::{LINE, Rows};
pub use show::View;

/// Steps that can be taken back. Enough for a field; bounded, because a field may be edited all day.
const UNDO_STEPS: usize = 100;

/// Whether the content may be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Shown as typed.
    Open,
    /// A password: shown as `*` per character, without undo, wiped from memory when dropped.
    Secret,
}

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The content or the cursor changed.
    Done,
    /// There was nothing to do (start or end of the field, nothing to undo).
    Nothing,
    /// The field is full: so many characters were left out.
    LeftOut(usize),
}

#[derive(Clone, PartialEq, Eq)]
struct Snapshot {
    text: String,
    cursor: usize,
}

/// The content of a field and its cursor.
#[derive(Clone, PartialEq, Eq)]
pub struct LineEditor {
    text: String,
    /// Byte offset, always at a grapheme boundary.
    cursor: usize,
    /// The other end of what is selected; `None` = nothing is.
    anchor: Option<select::Anchor>,
    /// Column that moves from line to line wish to stand in.
    wish: Option<usize>,
    /// Between two drawn lines the cursor hangs behind the first instead of standing before the second.
    hangs: bool,
    /// Most characters (code points) that the field takes.
    limit: usize,
    secrecy: Secrecy,
    undo: Vec<Snapshot>,
    redo: Vec<Snapshot>,
    /// Letters typed one after the other are one step to undo.
    typing: bool,
    /// Line breaks are kept: the field has several lines.
    lines: bool,
    /// Steps that were ever made, those that were forgotten included.
    made: usize,
}

impl LineEditor {
    /// An empty field that takes at most `limit` characters.
    pub fn new(limit: usize, secrecy: Secrecy) -> Self {
        // A secret must not leave copies behind as its buffer grows.
        let room = if secrecy == Secrecy::Secret { limit.saturating_mul(4).min(4096) } else { 0 };
        Self {
            text: String::with_capacity(room),
            cursor: 0,
            anchor: None,
            wish: None,
            hangs: false,
            limit,
            secrecy,
            undo: Vec::new(),
            redo: Vec::new(),
            typing: false,
            lines: false,
            made: 0,
        }
    }

    /// An empty field of several lines that takes at most `limit` characters.
    pub fn of_lines(limit: usize) -> Self {
        let mut editor = Self::new(limit, Secrecy::Open);
        editor.lines = true;
        editor
    }

    /// A field that starts with `text`, cursor behind it. What the program puts in is not held to the limit.
    pub fn with_text(text: &str, limit: usize) -> Self {
        let mut editor = Self::new(limit, Secrecy::Open);
        text.clone_into(&mut editor.text);
        editor.cursor = text.len();
        editor
    }

    /// What was typed, as typed. For a secret this is the only way to it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the content may not be shown while it is typed.
    pub const fn is_secret(&self) -> bool {
        matches!(self.secrecy, Secrecy::Secret)
    }

    /// Whether nothing is in the field.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts one typed character at the cursor.
    pub fn insert(&mut self, c: char) -> Change {
        if self.room() == 0 {
            return Change::LeftOut(1);
        }
        if !self.typing || self.selection().is_some() {
            self.remember();
        }
        self.take_out();
        self.typing = true;
        self.redo.clear();
        let mut buffer = [0; 4];
        self.put(c.encode_utf8(&mut buffer));
        Change::Done
    }

    /// Puts pasted or input-method text at the cursor: line breaks and tabs become blanks, the line break that a scanner
    /// or a copied line ends with goes. One step to undo.
    pub fn paste(&mut self, text: &str) -> Change {
        let ends = |c: char| matches!(c, '\r' | '\n');
        let line = if self.lines {
            text.trim_end_matches(ends).replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ")
        } else {
            text.trim_end_matches(ends).replace("\r\n", " ").replace(['\r', '\n', '\t'], " ")
        };
        let mut room = self.room();
        let mut kept = 0;
        for grapheme in line.graphemes(true) {
            let chars = grapheme.chars().count();
            if chars > room {
                break;
            }
            room -= chars;
            kept += grapheme.len();
        }
        let (kept, left_out) = line.split_at(kept);
        if !kept.is_empty() {
            self.remember();
            self.take_out();
            self.put(kept);
        }
        match (left_out.chars().count(), kept.is_empty()) {
            (0, true) => Change::Nothing,
            (0, false) => Change::Done,
            (count, _) => Change::LeftOut(count),
        }
    }

    /// What is typed from now on is a step of its own.
    pub fn pause(&mut self) {
        self.typing = false;
    }

    /// Deletes what is selected, else the grapheme before the cursor.
    pub fn backspace(&mut self) -> Change {
        match self.selection().or_else(|| Some((self.boundary_before()?, self.cursor))) {
            Some((start, end)) => self.cut(start, end),
            None => Change::Nothing,
        }
    }

    /// Deletes what is selected, else the grapheme at the cursor.
    pub fn delete(&mut self) -> Change {
        match self.selection().or_else(|| Some((self.cursor, self.boundary_after()?))) {
            Some((start, end)) => self.cut(start, end),
            None => Change::Nothing,
        }
    }

    /// Empties the field.
    pub fn clear(&mut self) -> Change {
        if self.text.is_empty() { Change::Nothing } else { self.cut(0, self.text.len()) }
    }

    /// Starts a new line; a one-line field has none.
    pub fn break_line(&mut self) -> Change {
        if !self.lines {
            return Change::Nothing;
        }
        self.typing = false;
        let change = self.insert('\n');
        self.typing = false;
        change
    }

    /// Puts another content in, cursor behind it: one step to undo. What the program puts in is not held to the limit.
    pub fn set(&mut self, text: &str) -> Change {
        if self.text == text {
            return Change::Nothing;
        }
        self.remember();
        self.settle(text);
        Change::Done
    }

    /// The same content in another shape (`20261121` → `2026-11-21`), or a value that nobody typed: no step to undo.
    pub fn settle(&mut self, text: &str) {
        if self.text != text {
            self.typing = false;
            self.unselect();
            text.clone_into(&mut self.text);
            self.cursor = text.len();
        }
    }

    /// One grapheme to the left.
    pub fn left(&mut self) -> Change {
        self.move_to(self.boundary_before())
    }

    /// One grapheme to the right.
    pub fn right(&mut self) -> Change {
        self.move_to(self.boundary_after())
    }

    /// To the start.
    pub fn home(&mut self) -> Change {
        self.move_to((self.cursor > 0).then_some(0))
    }

    /// Behind the end.
    pub fn end(&mut self) -> Change {
        self.move_to((self.cursor < self.text.len()).then_some(self.text.len()))
    }

    /// Takes the last step back.
    pub fn undo(&mut self) -> Change {
        let Some(before) = self.undo.pop() else {
            return Change::Nothing;
        };
        let now = self.swap(before);
        self.redo.push(now);
        Change::Done
    }

    /// Does again what [`Self::undo`] took back.
    pub fn redo(&mut self) -> Change {
        let Some(after) = self.redo.pop() else {
            return Change::Nothing;
        };
        let now = self.swap(after);
        self.undo.push(now);
        Change::Done
    }

    /// Steps that were ever made: a form that undoes over its fields counts by it.
    pub const fn made(&self) -> usize {
        self.made
    }

    /// Contents that undo would bring back, the oldest first.
    pub fn past(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.undo.iter().map(|step| step.text.as_str())
    }

    /// Gives a field that was just filled its past back, as a draft kept it.
    pub fn remember_past(&mut self, text: &str) {
        if self.undo.len() < UNDO_STEPS && self.secrecy == Secrecy::Open {
            self.undo.push(Snapshot { text: text.to_owned(), cursor: text.len() });
            self.made += 1;
        }
    }

    fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    /// Characters that would go in now, what is selected having gone.
    fn room(&self) -> usize {
        self.limit.saturating_sub(self.text.chars().count() - self.selected().chars().count())
    }

    fn put(&mut self, text: &str) {
        self.unselect();
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
        self.snap();
    }

    fn cut(&mut self, start: usize, end: usize) -> Change {
        self.remember();
        self.text.replace_range(start..end, "");
        self.cursor = start;
        self.unselect();
        self.snap();
        Change::Done
    }

    /// An edit can join its neighbours into one grapheme; the cursor then goes behind it.
    fn snap(&mut self) {
        let mut at = GraphemeCursor::new(self.cursor, self.text.len(), true);
        if !at.is_boundary(&self.text, 0).unwrap_or(true) {
            self.cursor = at.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len());
        }
    }

    fn boundary_before(&self) -> Option<usize> {
        GraphemeCursor::new(self.cursor, self.text.len(), true).prev_boundary(&self.text, 0).ok().flatten()
    }

    fn boundary_after(&self) -> Option<usize> {
        GraphemeCursor::new(self.cursor, self.text.len(), true).next_boundary(&self.text, 0).ok().flatten()
    }

    /// Keeps what is there now as a step to come back to.
    fn remember(&mut self) {
        self.typing = false;
        if self.secrecy == Secrecy::Secret {
            return;
        }
        self.redo.clear();
        self.made += 1;
        if self.undo.len() == UNDO_STEPS {
            self.undo.remove(0);
        }
        self.undo.push(Snapshot { text: self.text.clone(), cursor: self.cursor });
    }

    fn swap(&mut self, to: Snapshot) -> Snapshot {
        self.typing = false;
        self.unselect();
        let text = std::mem::replace(&mut self.text, to.text);
        Snapshot { text, cursor: std::mem::replace(&mut self.cursor, to.cursor) }
    }
}

impl Drop for LineEditor {
    fn drop(&mut self) {
        if self.secrecy == Secrecy::Secret {
            self.text.zeroize();
        }
    }
}

/// Never the content: fields hold personal data.
impl fmt::Debug for LineEditor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineEditor")
            .field("chars", &self.text.chars().count())
            .field("cursor", &self.cursor)
            .field("secrecy", &self.secrecy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
