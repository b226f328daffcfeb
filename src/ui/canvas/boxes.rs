//! Boxes, rules, and what lies over the page.

use ratatui::layout::Rect;

use super::Canvas;
use crate::{
    text::{Cut, Measure, SafeText},
    theme::{GlyphSet, Lines, Role},
};

impl Canvas<'_> {
    /// Box lines are ambiguous: where those are wide, only plain ones keep a box together.
    fn lines(&self) -> Lines {
        match self.measure {
            Measure::Narrow => self.theme.lines(),
            Measure::Wide => Lines::of(GlyphSet::Ascii),
        }
    }

    /// A line across.
    pub fn rule(&mut self, area: Rect) {
        let line = self.lines().horizontal.to_string().repeat(usize::from(area.width));
        self.put(Rect { height: 1, ..area }, &line, Role::Border);
    }

    /// A box with a title; what is inside it.
    pub fn boxed(&mut self, area: Rect, title: &str, focus: bool) -> Rect {
        let area = area.intersection(self.buffer.area);
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let lines = self.lines();
        let role = if focus { Role::BorderFocus } else { Role::Border };
        let inner = usize::from(area.width) - 2;
        let across = lines.horizontal.to_string().repeat(inner);
        let top = format!("{}{across}{}", lines.top_left, lines.top_right);
        let bottom = format!("{}{across}{}", lines.bottom_left, lines.bottom_right);
        self.put(Rect { height: 1, ..area }, &top, role);
        self.put(Rect { y: area.bottom() - 1, height: 1, ..area }, &bottom, role);
        let style = self.style(role);
        for y in area.top() + 1..area.bottom() - 1 {
            for x in [area.x, area.right() - 1] {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.set_char(lines.vertical).set_style(style);
                }
            }
        }
        if !title.is_empty() && area.width > 6 {
            let title =
                self.measure.fit(SafeText::new(title).as_str(), usize::from(area.width) - 4, Cut::End).into_owned();
            self.put(
                Rect { x: area.x + 1, y: area.y, width: area.width - 2, height: 1 },
                &format!(" {title} "),
                Role::Title,
            );
        }
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }

    /// Makes room for something that lies over the page. A Han character whose right half would lie under it goes
    /// whole, or the terminal would swallow the first column (TUI finding 3).
    pub fn popup(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        // No box fits in there; what lies below it stays.
        if area.width < 2 || area.height < 2 {
            return;
        }
        for y in area.top()..area.bottom() {
            self.clear_half(area.x, y);
        }
        self.fill(area, Role::Overlay);
    }
}
