//! Text that is being typed, and where the hardware cursor goes.

use ratatui::layout::{Position, Rect};

use super::{Canvas, cell, columns};
use crate::{
    text::{CUT_AFTER, CUT_BEFORE, LINE, LineEditor},
    theme::Role,
};

impl Canvas<'_> {
    /// A line of text that is being typed; the hardware cursor goes with it if it has the focus.
    pub fn field(&mut self, area: Rect, editor: &LineEditor, focus: bool) {
        let view = editor.view(self.measure, usize::from(area.width));
        let role = if focus { Role::FieldFocus } else { Role::Field };
        self.paint(area, role);
        self.put(area, &view.text, role);
        if let Some((from, to)) = view.selected.filter(|_| focus) {
            self.paint(cell(area, columns(from), columns(to - from)), Role::Selection);
        }
        if focus {
            let x = area.x + columns(view.cursor).min(area.width.saturating_sub(1));
            self.cursor = Some(Position { x, y: area.y });
        }
    }

    /// A text of several lines that is being typed, scrolled so that the cursor is seen, and the first line shown. The
    /// hardware cursor goes with it. A mark in the last column says that lines lie above or below.
    pub fn text_area(&mut self, area: Rect, editor: &LineEditor) -> usize {
        self.paint(area, Role::FieldFocus);
        if area.is_empty() {
            return 0;
        }
        let width = area.width.saturating_sub(1).max(1);
        let rows = editor.rows(self.measure, usize::from(width).min(LINE));
        let (row, column) = editor.place_in(&rows);
        let height = usize::from(area.height);
        let first = (row + 1).saturating_sub(height);
        let line = |at: usize| Rect { y: area.y + columns(at - first), height: 1, width, ..area };
        for (at, text) in rows.lines.iter().enumerate().skip(first).take(height) {
            self.put(line(at), text, Role::FieldFocus);
        }
        for (at, from, to) in editor.selected_in(&rows) {
            if (first..first + height).contains(&at) {
                self.paint(cell(line(at), columns(from), columns(to - from)), Role::Selection);
            }
        }
        let edge = Rect { x: area.right() - 1, width: 1, height: 1, ..area };
        if first > 0 {
            self.put(edge, CUT_BEFORE, Role::FieldHint);
        }
        if rows.lines.len() > first + height {
            self.put(Rect { y: area.bottom() - 1, ..edge }, CUT_AFTER, Role::FieldHint);
        }
        let x = area.x + columns(column).min(width.saturating_sub(1));
        self.cursor = Some(Position { x, y: area.y + columns(row - first) });
        first
    }
}
