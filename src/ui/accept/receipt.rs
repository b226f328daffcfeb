//! The receipt: what the centre said, by number.

use ratatui::layout::Rect;

use crate::{
    app::{Model, accept::paper_key, unknown},
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::{
    canvas::{Canvas, below, cell, indent, row},
    words,
};

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let chain = &model.accept.chain;
    let inner = canvas.boxed(area, t(lang, "receipt.title"), true);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    // DECISIONS 1: 中心已受理 only where the receipt says Accepted; anything else is 中心已确认.
    let key = if chain.was_accepted() { "receipt.accepted" } else { "receipt.confirmed" };
    let state = chain.state().map_or("state.unknown", words::state_key);
    let head = format!("{} {}  {}", canvas.sign(Glyph::Complete), t(lang, key), t(lang, state));
    canvas.put(row(inner, 0), &head, Role::TextGood);
    // The query code stands on the applicant's own receipt only (R7.21).
    let facts = [("receipt.case_no", chain.case_no()), ("receipt.receipt_no", chain.receipt_no())];
    let mut at = 2;
    for (key, value) in facts {
        if let Some(value) = value {
            canvas.put(cell(row(inner, at), 0, 12), t(lang, key), Role::FieldLabel);
            // A number is never cut: it goes on to the next row instead.
            at += canvas.paragraph(indent(below(inner, at), 12), value, Role::TextStrong);
        }
    }
    at += 1;
    canvas.put(row(inner, at), t(lang, "receipt.papers"), Role::Title);
    at += 1;
    for document in chain.documents() {
        let line = row(inner, at);
        canvas.put(cell(line, 2, 26), &unknown::words(lang, &document.code, |kind| paper_key(*kind)), Role::Text);
        canvas.put(indent(line, 29), &document.no, Role::TextStrong);
        at += 1;
    }
    if let Some(due) = model.accept.judged.as_ref().and_then(|judged| judged.promised) {
        canvas.put(row(inner, at + 1), &tf(lang, "conclusion.due_by", &[&due.to_string()]), Role::Text);
    }
}
