//! Undo over a whole form: the last change goes first, in whichever field it was made, and the focus goes there. The steps
//! themselves lie in the fields; the form knows their order. A draft keeps the latest of them over a restart.

use serde::{Deserialize, Serialize};

use super::Form;
use crate::text::Change;

/// Steps that a form remembers.
const STEPS: usize = 200;
/// Steps that a draft keeps.
const KEPT: usize = 30;
/// Most characters of what a draft keeps in them: it is written within a second of every key.
const KEPT_CHARS: usize = 4_000;

/// Steps as a draft keeps them, the oldest first: the field, and what stood in it before.
pub type Past = Vec<PastStep>;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastStep {
    field: String,
    before: String,
}

impl Form {
    /// Counts what was done in the fields since the last time. A new step ends what could be done again.
    pub(super) fn count(&mut self) {
        let mut changed = None;
        for field in &mut self.fields {
            let made = field.editor.made();
            let new = made.saturating_sub(field.counted);
            field.counted = made;
            if new > 0 {
                self.undone.clear();
                self.trail.extend(std::iter::repeat_n(field.id.clone(), new));
                changed = Some(field.id.clone());
            }
        }
        // Whoever comes back to another field begins a new step there, or the order of steps would be lost.
        if let Some(changed) = changed {
            self.fields.iter_mut().filter(|field| field.id != changed).for_each(|field| field.editor.pause());
        }
        let over = self.trail.len().saturating_sub(STEPS);
        self.trail.drain(..over);
    }

    /// Takes the last change back, in whichever field it was made.
    pub fn undo(&mut self) -> Change {
        self.count();
        self.turn(false)
    }

    /// Does again what [`Self::undo`] took back.
    pub fn redo(&mut self) -> Change {
        self.count();
        self.turn(true)
    }

    fn turn(&mut self, again: bool) -> Change {
        self.fields.iter_mut().for_each(|field| field.editor.pause());
        while let Some(id) = if again { self.undone.pop() } else { self.trail.pop() } {
            let Some(field) = self.field_mut(&id) else { continue };
            let change = if again { field.editor.redo() } else { field.editor.undo() };
            if change != Change::Done {
                continue;
            }
            field.touched();
            self.focus_on(&id);
            if again {
                self.trail.push(id);
            } else {
                self.undone.push(id);
            }
            return Change::Done;
        }
        Change::Nothing
    }

    /// The latest steps, for a draft.
    pub fn past(&self) -> Past {
        let mut left: Vec<(&str, Vec<&str>)> =
            self.fields.iter().map(|field| (field.id.as_str(), field.editor.past().collect())).collect();
        let mut steps = Vec::new();
        let mut room = KEPT_CHARS;
        for id in self.trail.iter().rev().take(KEPT) {
            let before = left.iter_mut().find(|(field, _)| field == id).and_then(|(_, past)| past.pop());
            let Some(before) = before else { continue };
            let chars = before.chars().count();
            if chars > room {
                break;
            }
            room -= chars;
            steps.push(PastStep { field: id.clone(), before: before.to_owned() });
        }
        steps.reverse();
        steps
    }

    /// Gives a form that was filled from a draft its steps back.
    pub fn restore_past(&mut self, past: &[PastStep]) {
        self.count();
        self.trail.clear();
        for step in past {
            if let Some(field) = self.field_mut(&step.field) {
                field.editor.remember_past(&step.before);
                field.counted = field.editor.made();
                self.trail.push(step.field.clone());
            }
        }
    }
}
