//! Forms: fields in order, one of them focused, each with its own error (TUI 3.7). The steps of the workspace and the
//! overlays that take text all use this; what a form is about stays with whoever owns it.

mod field;

pub use field::{Field, Filled, Label, Today, Trouble};

use super::actions::Action;
use crate::text::Change;

/// Fields and the focus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// In order.
    pub fields: Vec<Field>,
    focus: usize,
}

impl Form {
    /// A form that starts at its first field.
    pub const fn new(fields: Vec<Field>) -> Self {
        Self { fields, focus: 0 }
    }

    /// The focused field.
    pub fn current(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    /// The focused field, to change it.
    pub fn current_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// Place of the focus.
    pub const fn focus(&self) -> usize {
        self.focus
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The field with this id, to change it.
    pub fn field_mut(&mut self, id: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.id == id)
    }

    /// What stands in a field; empty if there is none.
    pub fn value(&self, id: &str) -> &str {
        self.field(id).map_or("", Field::text)
    }

    /// Puts the focus on a field.
    pub fn focus_on(&mut self, id: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.id == id && field.shown) {
            self.focus = at;
        }
    }

    /// Leaves the focused field: folds what was typed, checks it. Whether it may stay as it is.
    pub fn commit(&mut self, today: Today) -> bool {
        self.current_mut().is_none_or(|field| field.commit(today))
    }

    /// The next shown field, or the first again.
    pub fn next(&mut self) {
        self.step(1);
    }

    /// The one before.
    pub fn previous(&mut self) {
        self.step(self.fields.len().saturating_sub(1));
    }

    fn step(&mut self, by: usize) {
        let count = self.fields.len();
        for turn in 1..=count {
            let at = (self.focus + by * turn) % count;
            if self.fields.get(at).is_some_and(|field| field.shown) {
                self.focus = at;
                return;
            }
        }
    }

    /// No shown field stands behind the focused one.
    pub fn is_at_end(&self) -> bool {
        !self.fields.iter().skip(self.focus + 1).any(|field| field.shown)
    }

    /// Takes the next option of the focused choice, or the one before.
    pub fn walk_choice(&mut self, on: bool) {
        let Some(field) = self.current_mut().filter(|field| field.is_choice()) else { return };
        let count = field.options.len();
        let here = field.options.iter().position(|option| option == field.text());
        let next = match (here, on) {
            (None, _) => 0,
            (Some(at), true) => (at + 1) % count.max(1),
            (Some(at), false) => (at + count.saturating_sub(1)) % count.max(1),
        };
        field.choose(next + 1);
    }

    /// The next field behind the focus (then from the top) that still needs something; `false` = none does.
    pub fn next_unfinished(&mut self) -> bool {
        let count = self.fields.len();
        for turn in 1..=count {
            let at = (self.focus + turn) % count;
            if self.fields.get(at).is_some_and(Field::is_unfinished) {
                self.focus = at;
                return true;
            }
        }
        false
    }

    /// Whether no shown field needs anything any more.
    pub fn is_finished(&self) -> bool {
        !self.fields.iter().any(Field::is_unfinished)
    }

    /// How many shown fields there are and how many of them are done.
    pub fn progress(&self) -> (usize, usize) {
        let shown = self.fields.iter().filter(|field| field.shown);
        shown.fold((0, 0), |(all, done), field| (all + 1, done + usize::from(!field.is_unfinished())))
    }

    /// Checks every shown field and goes to the first one in trouble; `false` = there is one.
    pub fn check_all(&mut self, today: Today) -> bool {
        for field in self.fields.iter_mut().filter(|field| field.shown) {
            field.commit(today);
        }
        match self.fields.iter().position(Field::is_unfinished) {
            Some(at) => {
                self.focus = at;
                false
            }
            None => true,
        }
    }

    /// A typed character.
    pub fn text(&mut self, c: char) -> Change {
        self.current_mut().map_or(Change::Nothing, |field| field.insert(c))
    }

    /// Text in one piece.
    pub fn paste(&mut self, text: &str) -> Change {
        self.current_mut().map_or(Change::Nothing, |field| field.paste(text))
    }

    /// An editing key; `None` = not one.
    pub fn edit(&mut self, action: Action) -> Option<Change> {
        let field = self.current_mut()?;
        edit(&mut field.editor, action).inspect(|change| {
            if *change == Change::Done {
                field.touched();
            }
        })
    }
}

/// What an editing key does to a line of text; `None` = it is not an editing key.
pub fn edit(editor: &mut crate::text::LineEditor, action: Action) -> Option<Change> {
    Some(match action {
        Action::TextLeft => editor.left(),
        Action::TextRight => editor.right(),
        Action::TextHome => editor.home(),
        Action::TextEnd => editor.end(),
        Action::TextBackspace => editor.backspace(),
        Action::TextDelete => editor.delete(),
        Action::TextClear => editor.clear(),
        Action::TextUndo => editor.undo(),
        Action::TextRedo => editor.redo(),
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
