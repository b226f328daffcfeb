//! Step 2: which item. One field over the whole catalogue; the worker behind it answers by generation.

use jiff::{SignedDuration, Timestamp};

use crate::{
    app::{
        effect::{Effect, FoundItem},
        form,
    },
    text::{Change, LineEditor, Secrecy},
};

/// How many results are of use on a screen.
const RESULTS: usize = 50;
/// Time in which a person cannot have read the list that opened by itself.
const GUARD: SignedDuration = SignedDuration::from_millis(800);

/// The step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finder {
    /// What is typed.
    pub editor: LineEditor,
    /// Best first; before a key, what this window uses most.
    pub items: Vec<FoundItem>,
    /// Row of the cursor.
    pub cursor: usize,
    /// The last query.
    generation: u64,
    /// The query that `items` answer.
    answered: u64,
    /// The step came by itself, and since then no key was meant for it; until then an Enter was meant for the number.
    guarded_until: Option<Timestamp>,
}

impl Default for Finder {
    fn default() -> Self {
        Self {
            editor: LineEditor::new(80, Secrecy::Open),
            items: Vec::new(),
            cursor: 0,
            generation: 0,
            answered: 0,
            guarded_until: None,
        }
    }
}

impl Finder {
    /// An empty finder for the next citizen. Generations go on counting: an answer to this one never fits that one.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self { generation: self.generation, answered: self.generation, ..Self::default() }
    }

    /// The step opened without a key: whoever typed eighteen digits by hand may be about to press Enter, even twice.
    pub fn guard(&mut self, now: Timestamp) {
        self.guarded_until = now.checked_add(GUARD).ok();
    }

    /// Whether an Enter comes too soon to be meant for the first row.
    pub fn is_guarded(&self, now: Timestamp) -> bool {
        self.editor.is_empty() && self.guarded_until.is_some_and(|until| now < until)
    }

    /// Asks for what is typed now.
    pub fn ask(&mut self) -> Effect {
        self.generation += 1;
        Effect::Find { generation: self.generation, query: self.editor.text().trim().to_owned(), limit: RESULTS }
    }

    /// Takes an answer, if it is newer than what is shown.
    pub fn found(&mut self, generation: u64, items: Vec<FoundItem>) {
        if generation > self.answered && generation <= self.generation {
            self.answered = generation;
            self.items = items;
            self.cursor = 0;
        }
    }

    /// Whether what is shown answers what is typed.
    pub const fn is_current(&self) -> bool {
        self.answered == self.generation
    }

    /// The item under the cursor goes to the top of this window's list, or no longer; asked anew, the list says so.
    pub fn pin(&self) -> Option<(String, bool)> {
        self.chosen().map(|found| (found.item.code.clone(), !found.pinned))
    }

    /// The row of the cursor.
    pub fn chosen(&self) -> Option<&FoundItem> {
        self.items.get(self.cursor)
    }

    /// Text into the field.
    pub fn text(&mut self, text: &str) -> Effect {
        self.editor.paste(text);
        self.ask()
    }

    /// A key for the field or the rows; an effect if the query changed.
    pub fn key(&mut self, action: crate::app::Action) -> Option<Effect> {
        use crate::app::Action;
        self.guarded_until = None;
        let before = self.editor.text().to_owned();
        if form::edit(&mut self.editor, action) == Some(Change::Done) {
            return (self.editor.text() != before).then(|| self.ask());
        }
        let last = self.items.len().saturating_sub(1);
        match action {
            Action::Up => self.cursor = self.cursor.saturating_sub(1),
            Action::Down => self.cursor = (self.cursor + 1).min(last),
            Action::PageUp => self.cursor = self.cursor.saturating_sub(10),
            Action::PageDown => self.cursor = (self.cursor + 10).min(last),
            _ => {}
        }
        None
    }
}
