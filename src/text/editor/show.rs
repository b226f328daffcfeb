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
}

impl LineEditor {
    /// Column of the cursor if the whole content is shown.
    pub fn cursor_column(&self, measure: Measure) -> usize {
        measure.width(&self.shown(self.before()))
    }

    /// The whole content in lines of `cells` columns, and the row and column of the cursor among them.
    pub fn rows(&self, measure: Measure, cells: usize) -> (Vec<String>, usize, usize) {
        let mut rows = Vec::new();
        let (mut row, mut column) = (0, 0);
        let mut start = 0;
        for paragraph in self.text.split('\n') {
            let end = start + paragraph.len();
            let here = (start..=end).contains(&self.cursor).then(|| self.cursor - start);
            // The wrapping is told by the words as they are shown: a control character takes more room than none.
            let shown = self.shown(paragraph);
            let before = here.map(|at| self.shown(paragraph.get(..at).unwrap_or_default()).len());
            let mut taken = 0;
            for line in measure.wrap(&shown, cells) {
                // Blanks at a break belong to the line before it.
                let from = shown.get(taken..).and_then(|rest| rest.find(line)).map_or(taken, |skip| taken + skip);
                if before.is_some_and(|before| before >= from || before >= taken) {
                    row = rows.len();
                    let inside = before.unwrap_or_default().saturating_sub(from).min(line.len());
                    column = measure.width(line.get(..inside).unwrap_or(line)).min(cells.saturating_sub(1));
                }
                taken = from + line.len();
                rows.push(line.to_owned());
            }
            start = end + 1;
        }
        (rows, row, column)
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
        View { text, cursor }
    }

    fn shown(&self, part: &str) -> String {
        match self.secrecy {
            Secrecy::Open => SafeText::new(part).into_string(),
            Secrecy::Secret => "*".repeat(part.graphemes(true).count()),
        }
    }
}
