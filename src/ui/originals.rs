//! 在手原件: name, whose, slip, when it was taken, how long ago.

use ratatui::layout::Rect;

use crate::{
    app::{Action, Model, Spot, session::beijing},
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::canvas::{Canvas, below, cell, columns, indent, row};

/// Rows of one original.
const EACH: u16 = 2;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let state = &model.originals;
    let asks = if state.asks { 4 } else { 0 };
    let list = Rect { height: area.height.saturating_sub(asks), ..area };
    let inner = canvas.boxed(list, &tf(lang, "originals.title", &[&state.lines.len().to_string()]), !state.asks);
    if state.lines.is_empty() {
        canvas.centred(inner, inner.height / 2, t(lang, "originals.empty"), Role::TextDim);
        return;
    }
    let room = usize::from(inner.height / EACH);
    let height = inner.height / EACH;
    let first = canvas.offset("originals", state.cursor, height, state.lines.len());
    for (at, line) in state.lines.iter().enumerate().skip(first).take(room) {
        let top = columns(at - first) * EACH;
        let role = if at == state.cursor { Role::Selection } else { Role::Text };
        let head = row(inner, top);
        canvas.paint(head, role);
        canvas.hit(Rect { height: EACH, ..head }.intersection(inner), Spot::Row(at));
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(head, 0, 2), &digit, if at == state.cursor { role } else { Role::Key });
        let (days, late) = model.original_age(line);
        let taken = beijing(line.taken_at).strftime("%m-%d %H:%M").to_string();
        let age = tf(lang, "originals.age", &[&taken, &days.to_string()]);
        let rest = canvas.put_right(indent(head, 3), &age, role);
        canvas.put(rest, &line.name, role);
        let more = row(inner, top + 1);
        if let Some(late) = late {
            let text = format!("{} {} {}", canvas.sign(Glyph::Missing), model.words(&late), late.rule);
            canvas.put(indent(more, 3), &text, Role::TextError);
        } else {
            canvas.put(indent(more, 3), &format!("{}  {}", line.title, line.slip_no), Role::TextDim);
        }
    }
    if state.asks {
        let inner = canvas.boxed(below(area, list.height), t(lang, "originals.where"), true);
        for (at, key) in ["originals.to_applicant", "originals.to_window"].into_iter().enumerate() {
            let line = row(inner, columns(at));
            canvas.hit(line, Spot::Do(if at == 0 { Action::Choose1 } else { Action::Choose2 }));
            canvas.put(cell(line, 2, 2), &(at + 1).to_string(), Role::Key);
            canvas.put(indent(line, 5), t(lang, key), Role::Text);
        }
    }
}
