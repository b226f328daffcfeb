//! What a field shows of its content, and where the terminal's cursor goes.

use unicode_segmentation::UnicodeSegmentation;

use super::{LineEditor, Secrecy};
use crate::text::{CUT_BEFORE, Cut, Measure, SafeText};

/// What a field shows in the columns it has, and where the terminal's cursor goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Safe text, at most as wide as asked; `«` and `»` stand where more is scrolled away.
    pub text: String,
    /// Column of the cursor, counted from the field's left edge.
    pub cursor: usize,
    /// Columns from and to which the content is selected.
    pub selected: Option<(usize, usize)>,
}

impl LineEditor {
    /// Column of the cursor if the whole content is shown.
    pub fn cursor_column(&self, measure: Measure) -> usize {
        measure.width(&self.shown(self.before()))
    }

    /// What to show in `cells` columns so that the cursor, and the character under it, can be seen.
    pub fn view(&self, measure: Measure, cells: usize) -> View {
        let before = self.shown(self.before());
        let after = self.shown(self.text.get(self.cursor..).unwrap_or_default());
        let under = after.graphemes(true).next().map_or(1, |grapheme| measure.grapheme(grapheme).max(1));
        let more = usize::from(after.graphemes(true).nth(1).is_some());
        let column = measure.width(&before);
        let (mut text, cursor) = if column + under + more <= cells {
            (before, column)
        } else {
            let tail = measure.tail(&before, cells.saturating_sub(1 + under + more));
            let mark = if cells > under + more { CUT_BEFORE } else { "" };
            let text = format!("{mark}{tail}");
            let cursor = measure.width(&text).min(cells.saturating_sub(1));
            (text, cursor)
        };
        let used = measure.width(&text);
        text.push_str(&measure.fit(&after, cells.saturating_sub(used), Cut::End));
        debug_assert!(measure.width(&text) <= cells, "a field never runs over its edge");
        let selected = self.selection().map(|(from, to)| {
            let edge = |at: usize| {
                let part = self.shown(self.text.get(at.min(self.cursor)..at.max(self.cursor)).unwrap_or_default());
                let far = measure.width(&part);
                if at < self.cursor { cursor.saturating_sub(far) } else { (cursor + far).min(cells) }
            };
            (edge(from), edge(to))
        });
        View { text, cursor, selected }
    }

    /// A click on a column of the field as it is shown in `cells` columns while it has the focus; without `cells` as it is
    /// shown from its beginning. The cursor goes before the grapheme that was hit, whichever of its cells that was.
    pub fn point(&mut self, measure: Measure, cells: Option<usize>, column: usize) {
        let width = |part: &str| measure.width(&self.shown(part));
        // Columns that are scrolled away, and those of the mark that says so.
        let (hidden, mark) = cells.map_or((0, 0), |cells| {
            let (shown, whole) = (self.view(measure, cells).cursor, width(self.before()));
            if shown < whole { (whole - shown, measure.width(CUT_BEFORE)) } else { (0, shown - whole) }
        });
        let column = column.max(mark) + hidden;
        let mut used = 0;
        let mut at = 0;
        for grapheme in self.text.graphemes(true) {
            used += width(grapheme);
            if used > column {
                break;
            }
            at += grapheme.len();
        }
        self.unselect();
        self.move_to(Some(at));
    }

    pub(super) fn shown(&self, part: &str) -> String {
        match self.secrecy {
            Secrecy::Open => SafeText::new(part).into_string(),
            Secrecy::Secret => "*".repeat(part.graphemes(true).count()),
        }
    }
}
