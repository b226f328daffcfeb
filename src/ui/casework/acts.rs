//! What may be done now: each open act with its key, each blocked one greyed with its reason.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model,
        casework::{Offered, Pane},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, cell, columns, indent, row};

/// Columns that an act needs; more of them stand side by side.
const COLUMN: u16 = 54;

/// Rows that the acts take of this room: all of them if they leave more than half to the case.
pub fn height(model: &Model, area: Rect) -> u16 {
    let rows = rows(model.offered_acts().len(), across(area.width));
    (columns(rows) + 2).clamp(3, (area.height / 2).max(3)).min(area.height)
}

fn across(width: u16) -> usize {
    usize::from((width.saturating_sub(2) / COLUMN).max(1))
}

fn rows(acts: usize, across: usize) -> usize {
    acts.div_ceil(across).max(1)
}

/// Draws them.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let acts = model.offered_acts();
    let focus = model.casework.pane == Pane::Acts;
    let open = acts.iter().filter(|act| act.is_open()).count();
    let title = tf(lang, "case.acts", &[&open.to_string(), &(acts.len() - open).to_string()]);
    let inner = canvas.boxed(area, &title, focus);
    if acts.is_empty() {
        canvas.put(row(inner, 0), t(lang, "case.no_acts"), Role::TextDim);
        return;
    }
    let across = across(area.width);
    let rows = rows(acts.len(), across);
    let cursor = model.casework.cursor(Pane::Acts).min(acts.len() - 1);
    let first = canvas.offset("case.acts", cursor % rows, inner.height, rows);
    let width = inner.width / columns(across).max(1);
    for (at, act) in acts.iter().enumerate() {
        let (down, right) = (at % rows, at / rows);
        let Some(down) = down.checked_sub(first).filter(|down| *down < usize::from(inner.height)) else { continue };
        let line = cell(row(inner, columns(down)), columns(right) * width, width.saturating_sub(1));
        one(canvas, model, act, line, focus && at == cursor);
    }
}

fn one(canvas: &mut Canvas<'_>, model: &Model, act: &Offered<'_>, line: Rect, chosen: bool) {
    let lang = canvas.lang();
    let look = |role: Role| if chosen { Role::Selection } else { role };
    canvas.paint(line, look(Role::Text));
    let key = act.key.and_then(|key| canvas.key_of(key)).unwrap_or_default();
    canvas.put(cell(line, 0, 7), &key, look(Role::Key));
    let line = indent(line, 7);
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
