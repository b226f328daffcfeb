//! F6: what is asked for on top, what was found below.

use ratatui::layout::Rect;

use crate::{
    app::{Model, Spot, pointer::Fields},
    i18n::{t, tf},
    theme::Role,
};

use super::{
    accept,
    canvas::{Canvas, below, cell, columns, indent, row},
    worklist,
};

/// Rows of the fields with the longest list of choices open.
const FIELDS: u16 = 10;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let query = &model.query;
    let shown = query.form.fields.iter().filter(|field| field.shown).count();
    let choosing = !query.in_results && query.form.current().is_some_and(crate::app::form::Field::is_choice);
    let height = columns(shown) + 2 + if choosing { 4 } else { 1 };
    let top = Rect { height: height.min(FIELDS).min(area.height), ..area };
    let inner = canvas.boxed(top, t(lang, "query.title"), !query.in_results);
    accept::fields(canvas, model, &query.form, inner, !query.in_results, Fields::Query);
    let area = below(area, top.height);
    let rows = model.query_rows();
    let title = match &query.results {
        Some(rows) => tf(lang, "query.found", &[&rows.len().to_string(), if query.next.is_some() { "+" } else { "" }]),
        None => t(lang, "query.results").to_owned(),
    };
    let list = canvas.boxed(area, &title, query.in_results);
    if rows.is_empty() {
        let key = if query.results.is_some() { "query.nothing" } else { "query.how" };
        for (at, line) in canvas.wrapped(t(lang, key), list.width.saturating_sub(4)).iter().enumerate() {
            canvas.put(indent(row(list, columns(at)), 2), line, Role::TextDim);
        }
        return;
    }
    let cursor = query.cursor.min(rows.len() - 1);
    let widths = worklist::Widths::of(canvas, model, rows.iter(), area.width);
    let first = canvas.offset("query.results", cursor, list.height, rows.len());
    for (at, case) in rows.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let line = row(list, columns(at - first));
        let chosen = query.in_results && at == cursor;
        canvas.paint(line, if chosen { Role::Selection } else { Role::Text });
        canvas.hit(line, Spot::Row(at));
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(line, 0, 2), &digit, if chosen { Role::Selection } else { Role::Key });
        worklist::case_line(canvas, model, case, indent(line, 2), chosen, widths);
    }
}
