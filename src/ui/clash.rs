//! A conflict: what happened meanwhile on top, a line per field with both sides and what both had seen, the line of the
//! cursor in full below.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        outbox::{self, ClashPage, SIDES},
    },
    domain::conflict::{Line, Nature, Side},
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::canvas::{Canvas, below, cell, columns, indent, row};

/// Rows of the line of the cursor in full: a row each for its sides, and why it is asked.
const FULL: u16 = 4;
/// Most rows for what happened meanwhile.
const MEANWHILE: usize = 3;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, page: &ClashPage, area: Rect) {
    let lang = canvas.lang();
    let head = tf(
        lang,
        "conflict.head",
        &[&outbox::case_name(lang, &page.clash.line), &outbox::act_name(lang, &page.clash.line.kind)],
    );
    canvas.put(row(area, 0), &head, Role::TextStrong);
    let since = outbox::meanwhile(lang, &page.clash);
    let skipped = since.len().saturating_sub(MEANWHILE);
    for (at, line) in since.iter().skip(skipped).enumerate() {
        canvas.put(indent(row(area, columns(at) + 1), 2), line, Role::Text);
    }
    let top = columns(since.len() - skipped) + 1;
    let list = below(area, top);
    let list = Rect { height: list.height.saturating_sub(FULL + 2), ..list };
    table(canvas, model, page, list);
    let full = below(area, top + list.height);
    let inner = canvas.boxed(full, t(lang, "conflict.full"), false);
    match page.lines.get(page.cursor) {
        Some(line) => in_full(canvas, model, page, line, inner),
        None => {
            canvas.paragraph(inner, t(lang, "conflict.kept"), Role::Text);
        }
    }
}

/// Widths of the columns: name, base, mine, theirs; the decision has the rest.
fn widths(width: u16) -> [u16; 4] {
    let decision = 10;
    let room = width.saturating_sub(2 + decision);
    let name = room / 4;
    let value = (room - name) / 3;
    [name, value, value, value]
}

fn table(canvas: &mut Canvas<'_>, model: &Model, page: &ClashPage, area: Rect) {
    let lang = canvas.lang();
    let open = page.open();
    let inner = canvas.boxed(area, &tf(lang, "conflict.title", &[&open.len().to_string()]), true);
    let [name, base, mine, _] = widths(inner.width);
    let starts = [2 + name, 2 + name + base, 2 + name + base + mine];
    let value = base.saturating_sub(1);
    let head = row(inner, 0);
    canvas.put(cell(head, 2, name), t(lang, "conflict.column.field"), Role::FieldLabel);
    for (start, key) in
        starts.into_iter().zip(["conflict.column.base", "conflict.column.mine", "conflict.column.theirs"])
    {
        canvas.put(cell(head, start, value), t(lang, key), Role::FieldLabel);
    }
    let decision = 2 + name + base * 3;
    canvas.put(indent(head, decision), t(lang, "conflict.column.decision"), Role::FieldLabel);
    let body = below(inner, 1);
    let rows = page.lines.len() + 1;
    let first = canvas.offset("conflict", page.cursor, body.height, rows);
    for at in (first..rows).take(usize::from(body.height)) {
        let line = row(body, columns(at - first));
        let chosen = at == page.cursor;
        let look = |role: Role| if chosen { Role::Selection } else { role };
        canvas.paint(line, look(Role::Text));
        canvas.hit(line, Spot::Row(at));
        let Some(entry) = page.lines.get(at) else {
            let key = if open.is_empty() { "conflict.carry_out" } else { "conflict.carry_out_open" };
            let role = if open.is_empty() { Role::TextStrong } else { Role::TextDim };
            canvas.put(indent(line, 2), t(lang, key), look(role));
            continue;
        };
        let is_open = open.contains(&entry.field);
        let (glyph, role) =
            if is_open { (Glyph::Missing, Role::LightYellow) } else { (Glyph::Complete, Role::LightGreen) };
        canvas.put(cell(line, 0, 1), &canvas.sign(glyph).to_string(), look(role));
        let field = outbox::field_name(lang, &page.clash, &entry.field);
        canvas.put(cell(line, 2, name.saturating_sub(1)), &field, look(Role::Text));
        let taken = page.side(entry).map(|(side, _)| side);
        for (start, side) in starts.into_iter().zip([Side::Base, Side::Mine, Side::Theirs]) {
            let says = outbox::side_says(model, page, entry, side);
            let role = if taken == Some(side) { Role::TextStrong } else { Role::TextDim };
            canvas.put(cell(line, start, value), &says, look(role));
        }
        canvas.put(indent(line, decision), t(lang, decision_key(page, entry, is_open)), look(role));
    }
}

/// Key of the word for what is decided about a line.
pub fn decision_key(page: &ClashPage, line: &Line, is_open: bool) -> &'static str {
    match page.side(line) {
        _ if is_open => "conflict.decision.open",
        Some((Side::Mine, true)) => "conflict.decision.auto_mine",
        Some((_, true)) => "conflict.decision.auto_theirs",
        Some((Side::Mine, false)) => "conflict.decision.mine",
        Some((Side::Theirs, false)) => "conflict.decision.theirs",
        Some((Side::Base, false)) => "conflict.decision.base",
        None => "conflict.decision.moot",
    }
}

/// Key of the sentence that says why a line is asked, or why not.
pub fn why_key(page: &ClashPage, line: &Line) -> &'static str {
    match line.field.nature() {
        Nature::Legal if !page.clash.conflict.may_repeat => "conflict.why.not_offered",
        Nature::Legal => "conflict.why.legal",
        Nature::Identity => "conflict.why.identity",
        Nature::Fact if line.by_itself.is_some() => "conflict.why.one_sided",
        Nature::Fact => "conflict.why.both",
    }
}

fn in_full(canvas: &mut Canvas<'_>, model: &Model, page: &ClashPage, line: &Line, area: Rect) {
    let lang = canvas.lang();
    for (at, side) in SIDES.into_iter().enumerate() {
        let here = row(area, columns(at));
        let digit = (at + 1).to_string();
        let may = page.clash.conflict.may_take(&line.field, side);
        canvas.put(cell(here, 0, 2), &digit, if may { Role::Key } else { Role::TextDim });
        let used = canvas.put(indent(here, 2), t(lang, side_key(side)), Role::FieldLabel) + 3;
        canvas.put(indent(here, used), &outbox::side_says(model, page, line, side), Role::Text);
    }
    let says = |side| outbox::side_says(model, page, line, side);
    let hidden = !model.is_revealed() && says(Side::Mine) == says(Side::Theirs);
    let why = if hidden { "conflict.why.masked_same" } else { why_key(page, line) };
    canvas.put(row(area, 3), t(lang, why), Role::TextDim);
}

/// Key of a side's name.
pub const fn side_key(side: Side) -> &'static str {
    match side {
        Side::Mine => "conflict.column.mine",
        Side::Theirs => "conflict.column.theirs",
        Side::Base => "conflict.column.base",
    }
}
