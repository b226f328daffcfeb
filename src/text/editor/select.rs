//! Selecting: between an anchor and the cursor. Whoever types, pastes or deletes replaces what is selected, in one step to
//! undo; a move without selecting gives it up.

use super::{Change, LineEditor};

/// Where selecting began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    /// Byte offset.
    at: usize,
    /// Every move stretches the selection, until it is used or given up: for terminals that keep Shift with an arrow.
    marked: bool,
}

impl LineEditor {
    /// Bytes from and to which is selected; `None` = nothing is.
    pub fn selection(&self) -> Option<(usize, usize)> {
        let anchor = self.anchor.map(|anchor| anchor.at).filter(|anchor| *anchor != self.cursor)?;
        Some((anchor.min(self.cursor), anchor.max(self.cursor)))
    }

    /// What is selected; empty if nothing is.
    pub fn selected(&self) -> &str {
        self.selection().and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// Moves by `step` and takes what lies between into the selection.
    pub fn select(&mut self, step: impl FnOnce(&mut Self) -> Change) -> Change {
        let anchor = self.anchor.unwrap_or(Anchor { at: self.cursor, marked: false });
        self.anchor = Some(Anchor { marked: true, ..anchor });
        let change = step(self);
        self.anchor = Some(anchor);
        change
    }

    /// Selects the whole content.
    pub fn select_all(&mut self) -> Change {
        self.typing = false;
        self.unselect();
        self.cursor = self.text.len();
        self.anchor = Some(Anchor { at: 0, marked: false });
        if self.text.is_empty() { Change::Nothing } else { Change::Done }
    }

    /// From here on moves stretch the selection, or no longer: what Shift does where a terminal lets it through.
    pub fn mark(&mut self) -> Change {
        self.typing = false;
        let on = !self.is_marking();
        self.unselect();
        self.anchor = on.then_some(Anchor { at: self.cursor, marked: true });
        Change::Done
    }

    /// Whether moves stretch the selection now.
    pub fn is_marking(&self) -> bool {
        self.anchor.is_some_and(|anchor| anchor.marked)
    }

    /// Nothing is selected any more; the cursor stays.
    pub fn unselect(&mut self) {
        self.anchor = None;
        self.wish = None;
        self.hangs = false;
    }

    /// What is selected goes; whoever calls has remembered it.
    pub(super) fn take_out(&mut self) {
        if let Some((start, end)) = self.selection() {
            self.text.replace_range(start..end, "");
            self.cursor = start;
        }
        self.unselect();
        self.snap();
    }

    /// Puts the cursor somewhere; a selection that is not being stretched is given up.
    pub(super) fn move_to(&mut self, at: Option<usize>) -> Change {
        self.typing = false;
        self.wish = None;
        self.hangs = false;
        let given_up = !self.is_marking() && self.anchor.take().is_some_and(|anchor| anchor.at != self.cursor);
        match at {
            Some(at) => {
                self.cursor = at;
                Change::Done
            }
            None if given_up => Change::Done,
            None => Change::Nothing,
        }
    }
}
