//! Forms: fields in order, one of them focused, each with its own error (TUI 3.7). The steps of the workspace and the
//! overlays that take text all use this; what a form is about stays with whoever owns it.

mod address;
mod choice;
mod field;
mod typed;
mod undo;

pub use address::Offer;
pub use field::{Field, Filled, Label, Today, Trouble, source_key};
pub use typed::in_words;
pub use undo::Past;

use super::actions::{Action, Context};
use crate::{
    domain::{guide::FormFieldKind, reason::Reason},
    text::{Change, LineEditor, Measure, Secrecy},
};

/// How a field was drawn where it was clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// Its label, not its content.
    Label,
    /// On one line from its beginning.
    FromStart,
    /// On one line of so many columns, scrolled so that the cursor is seen.
    Line(usize),
    /// In lines of so many columns.
    Lines(usize),
}

/// A place in a field as it was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// How.
    pub drawn: Drawn,
    /// Row, those that are scrolled away counted.
    pub row: usize,
    /// Column.
    pub column: usize,
}

/// Fields and the focus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// In order.
    pub fields: Vec<Field>,
    focus: usize,
    /// Ids of the fields in which steps were made, the latest last.
    trail: Vec<String>,
    /// Steps that were taken back, the latest last.
    undone: Vec<String>,
}

impl Form {
    /// A form that starts at its first field.
    pub const fn new(fields: Vec<Field>) -> Self {
        Self { fields, focus: 0, trail: Vec::new(), undone: Vec::new() }
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

    /// Contexts of the keys, innermost first: a choice is answered by digit or sought by typing, all else is typed; in
    /// several lines the arrows go from line to line.
    pub fn contexts(&self) -> Vec<Context> {
        match self.current() {
            Some(field) if field.is_choice() => vec![Context::Form, Context::Choice, Context::Field],
            Some(field) if field.kind == FormFieldKind::LongText => {
                vec![Context::Lines, Context::Field, Context::Form]
            }
            Some(_) => vec![Context::Field, Context::Form],
            None => vec![Context::Form],
        }
    }

    /// What a key means where the cursor stands: an arrow that finds no further line goes on to the next field.
    pub fn meant(&self, action: Action) -> Action {
        let editor = self.current().map(|field| &field.editor);
        match action {
            Action::TextUp if editor.is_none_or(|editor| !editor.has_line(false)) => Action::FieldPrevious,
            Action::TextDown if editor.is_none_or(|editor| !editor.has_line(true)) => Action::FieldNext,
            _ => action,
        }
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

    /// A click on a field as it was drawn: it has the focus, and the cursor stands at the grapheme that was hit.
    pub fn point(&mut self, at: usize, hit: Hit, measure: Measure) {
        if !self.fields.get(at).is_some_and(|field| field.shown) {
            return;
        }
        self.focus = at;
        let Some(field) = self.fields.get_mut(at).filter(|field| !field.is_choice()) else { return };
        match hit.drawn {
            Drawn::Label => {}
            Drawn::FromStart => field.editor.point(measure, None, hit.column),
            Drawn::Line(cells) => field.editor.point(measure, Some(cells), hit.column),
            Drawn::Lines(cells) => field.editor.point_in_rows(measure, cells, hit.row, hit.column),
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

    /// Takes the option of a digit in the focused choice; `false` = there is none.
    pub fn choose(&mut self, digit: usize) -> bool {
        let chosen = self.current_mut().is_some_and(|field| field.is_choice() && field.choose(digit));
        self.count();
        chosen
    }

    /// Takes the first option that the filter of the focused choice leaves; `false` = there is no filter.
    pub fn take_first(&mut self) -> bool {
        let taken = self.current_mut().is_some_and(Field::take_first);
        self.count();
        taken
    }

    /// Puts the focus on the first field that still needs something; `false` = none does.
    pub fn to_first_unfinished(&mut self) -> bool {
        let at = self.fields.iter().position(Field::is_unfinished);
        self.focus = at.unwrap_or(self.focus);
        at.is_some()
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
        if let Some(option) = field.options.get(next).cloned() {
            field.put(&option);
        }
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
        !self.to_first_unfinished()
    }

    /// A typed character.
    pub fn text(&mut self, c: char) -> Change {
        self.paste(c.encode_utf8(&mut [0; 4]))
    }

    /// Text in one piece.
    pub fn paste(&mut self, text: &str) -> Change {
        let change = self.current_mut().map_or(Change::Nothing, |field| field.paste(text));
        self.count();
        change
    }

    /// An editing key; `None` = not one. Undo and redo go over all fields, in the order in which they were changed.
    pub fn edit(&mut self, action: Action) -> Option<Change> {
        match action {
            Action::TextUndo => return Some(self.undo()),
            Action::TextRedo => return Some(self.redo()),
            _ => {}
        }
        let field = self.current_mut()?;
        let before = field.editor.made();
        let change = if field.is_choice() {
            match action {
                Action::TextBackspace => field.unseek(),
                Action::TextClear => {
                    field.query.clear();
                    field.editor.clear()
                }
                // Nothing moves in a list; an empty line tells which keys are editing keys at all.
                _ => edit(&mut LineEditor::new(0, Secrecy::Open), action)?,
            }
        } else {
            edit(&mut field.editor, action)?
        };
        if field.editor.made() != before {
            field.touched();
        }
        self.count();
        Some(change)
    }

    /// Says of every field what does not go with another one; what was said of that before no longer holds.
    pub fn at_odds(&mut self, found: Vec<(String, Reason)>) {
        for field in &mut self.fields {
            if matches!(field.trouble, Some(Trouble::Odds(_))) {
                field.trouble = None;
            }
        }
        for (id, why) in found {
            if let Some(field) = self.field_mut(&id).filter(|field| field.shown && field.trouble.is_none()) {
                field.trouble = Some(Trouble::Odds(why));
            }
        }
    }

    /// The centre refused values: what it said of each field by its id. Goes to the first; `false` = none is here.
    pub fn refused(&mut self, said: impl IntoIterator<Item = (String, String)>) -> bool {
        let mut first = None;
        for (id, words) in said {
            if let Some(field) = self.field_mut(&id) {
                field.trouble = Some(Trouble::Said(words));
                field.shown = true;
                first.get_or_insert(id);
            }
        }
        first.is_some_and(|id| {
            self.focus_on(&id);
            true
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
        Action::TextUp => editor.line_up(),
        Action::TextDown => editor.line_down(),
        Action::TextLineHome => editor.line_home(),
        Action::TextLineEnd => editor.line_end(),
        Action::SelectLeft => editor.select(LineEditor::left),
        Action::SelectRight => editor.select(LineEditor::right),
        Action::SelectUp => editor.select(LineEditor::line_up),
        Action::SelectDown => editor.select(LineEditor::line_down),
        Action::SelectHome => editor.select(LineEditor::line_home),
        Action::SelectEnd => editor.select(LineEditor::line_end),
        Action::SelectAll => editor.select_all(),
        Action::SelectMark => editor.mark(),
        Action::TextBackspace => editor.backspace(),
        Action::TextDelete => editor.delete(),
        Action::TextClear => editor.clear(),
        Action::TextWordLeft => editor.word_left(),
        Action::TextWordRight => editor.word_right(),
        Action::TextDeleteWord => editor.backspace_word(),
        Action::TextBreak => editor.break_line(),
        Action::TextUndo => editor.undo(),
        Action::TextRedo => editor.redo(),
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
