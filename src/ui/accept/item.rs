//! Step 2.

use ratatui::layout::Rect;

use crate::{
    app::{Model, Spot},
    i18n::{t, tf},
    text::Cut,
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, below, cell, columns, indent, row};

/// Draws the step.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let finder = &model.accept.finder;
    let inner = canvas.boxed(area, t(lang, "item.title"), true);
    let used = canvas.put(row(inner, 0), t(lang, "item.search"), Role::FieldLabel) + 1;
    canvas.field(indent(row(inner, 0), used), &finder.editor, model.overlays.is_empty());
    let heading = match (finder.editor.is_empty(), finder.items.len()) {
        (true, _) => t(lang, "item.recent").to_owned(),
        (false, 0) if finder.is_current() => t(lang, "item.nothing").to_owned(),
        (false, count) => tf(lang, "item.found", &[&count.to_string()]),
    };
    canvas.put(row(inner, 1), &heading, Role::TextDim);
    let list = below(inner, 2);
    let first = canvas.offset("items", finder.cursor, list.height, finder.items.len());
    for (at, found) in finder.items.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let line = row(list, columns(at - first));
        let chosen = at == finder.cursor;
        let role = match (chosen, found.item.open) {
            (true, _) => Role::Selection,
            (false, true) => Role::Text,
            (false, false) => Role::Disabled,
        };
        canvas.paint(line, role);
        canvas.hit(line, Spot::Row(at));
        let used = if found.used > 0 { tf(lang, "item.used", &[&found.used.to_string()]) } else { String::new() };
        let note = if found.item.open { used } else { t(lang, "item.name_only").to_owned() };
        let right = format!("  {}  {note}", found.item.department);
        let sign = match (chosen, found.pinned) {
            (true, _) => canvas.sign(Glyph::Current),
            (false, true) => canvas.sign(Glyph::Pinned),
            (false, false) => ' ',
        };
        canvas.put(cell(line, 0, 2), &sign.to_string(), role);
        let width = canvas.width(&right).min(line.width / 2);
        let name = cell(line, 2, line.width.saturating_sub(width + 2));
        canvas.put_cut(name, &found.item.name, role, Cut::Middle);
        let quiet = if chosen { role } else { Role::TextDim };
        canvas.put(Rect { x: line.right().saturating_sub(width), width, ..line }, &right, quiet);
    }
}
