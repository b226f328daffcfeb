//! What may be done now: each open act with its key, each blocked one greyed with its reason.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        casework::{Offered, Pane},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, cell, columns, indent, row};

/// Columns that an open act needs; more of them stand side by side.
const OPEN: u16 = 25;
/// Columns that a blocked act needs with its reason.
const BLOCKED: u16 = 56;

/// How the acts are laid out: open ones in columns, blocked ones with their reasons below.
struct Grid {
    open: usize,
    blocked: usize,
    across: usize,
    across_blocked: usize,
}

impl Grid {
    fn of(model: &Model, width: u16) -> Self {
        let acts = model.offered_acts();
        let open = acts.iter().filter(|act| act.is_open()).count();
        let width = width.saturating_sub(2);
        Self {
            open,
            blocked: acts.len() - open,
            across: usize::from((width / OPEN).clamp(1, 4)),
            across_blocked: usize::from((width / BLOCKED).clamp(1, 3)),
        }
    }

    fn open_rows(&self) -> usize {
        self.open.div_ceil(self.across)
    }

    fn rows(&self) -> usize {
        self.open_rows() + self.blocked.div_ceil(self.across_blocked)
    }

    /// Row, column and columns in all of an act.
    fn place(&self, at: usize) -> (usize, usize, usize) {
        match at.checked_sub(self.open) {
            None => {
                let rows = self.open_rows().max(1);
                (at % rows, at / rows, self.across)
            }
            Some(at) => {
                let rows = self.blocked.div_ceil(self.across_blocked).max(1);
                (self.open_rows() + at % rows, at / rows, self.across_blocked)
            }
        }
    }
}

/// Rows that the acts take of this room: all of them if they leave more than half to the case.
pub fn height(model: &Model, area: Rect) -> u16 {
    let rows = Grid::of(model, area.width).rows().max(1);
    (columns(rows) + 2).clamp(3, (area.height / 2).max(3)).min(area.height)
}

/// Draws them.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let acts = model.offered_acts();
    let focus = model.casework.pane == Pane::Acts;
    let grid = Grid::of(model, area.width);
    let title = tf(lang, "case.acts", &[&grid.open.to_string(), &grid.blocked.to_string()]);
    let inner = canvas.boxed(area, &title, focus);
    if acts.is_empty() {
        canvas.put(row(inner, 0), t(lang, "case.no_acts"), Role::TextDim);
        return;
    }
    let cursor = model.casework.cursor(Pane::Acts).min(acts.len() - 1);
    let first = canvas.offset("case.acts", grid.place(cursor).0, inner.height, grid.rows());
    let keys = acts.iter().filter_map(|act| act.key).filter_map(|key| canvas.key_of(key));
    let keys = keys.map(|key| canvas.width(&key)).max().unwrap_or_default() + 1;
    for (at, act) in acts.iter().enumerate() {
        let (down, right, across) = grid.place(at);
        let Some(down) = down.checked_sub(first).filter(|down| *down < usize::from(inner.height)) else { continue };
        let width = inner.width / columns(across).max(1);
        let line = cell(row(inner, columns(down)), columns(right) * width, width.saturating_sub(1));
        one(canvas, model, act, line, keys, focus && at == cursor);
        canvas.hit(line, act.key.map_or(Spot::Row(at), Spot::Do));
    }
    if grid.rows() > first + usize::from(inner.height) {
        let sign = canvas.sign(Glyph::Below).to_string();
        canvas.put_right(row(inner, inner.height.saturating_sub(1)), &sign, Role::TextDim);
    }
}

fn one(canvas: &mut Canvas<'_>, model: &Model, act: &Offered<'_>, line: Rect, keys: u16, chosen: bool) {
    let lang = canvas.lang();
    let look = |role: Role| if chosen { Role::Selection } else { role };
    canvas.paint(line, look(Role::Text));
    let key = act.key.and_then(|key| canvas.key_of(key)).unwrap_or_default();
    canvas.put(cell(line, 0, keys), &key, look(Role::Key));
    let line = indent(line, keys);
    let name = tf(lang, &format!("act.{}", act.act), &[]);
    let role = if act.is_open() { Role::Text } else { Role::Disabled };
    let used = canvas.put(line, &name, look(role));
    let rest = indent(line, used + 1);
    if let Some(why) = act.blocked {
        let text = format!("{} {}", canvas.sign(Glyph::NotApplicable), model.words(why));
        canvas.put(rest, &text, look(Role::Disabled));
    } else if let Some(key) = act.elsewhere {
        canvas.put(rest, &format!("{} {}", canvas.sign(Glyph::NotApplicable), t(lang, key)), look(Role::Disabled));
    } else if model.casework.is_waiting(act.act) {
        canvas.put(rest, t(lang, "case.waits"), look(Role::LinkSyncing));
    } else if model.casework.is_begun(act.act) {
        canvas.put(rest, t(lang, "case.begun"), look(Role::TextWarning));
    }
}
