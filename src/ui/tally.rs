//! The reconciliation list after an outage.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        outbox::{TallyPage, tally_rows, tally_times},
    },
    i18n::t,
    theme::Role,
};

use super::canvas::{Canvas, columns, indent, row};

/// Draws the list.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, page: &TallyPage, area: Rect) {
    let lang = canvas.lang();
    let title = format!("{} {}", t(lang, "tally.title"), tally_times(model, &page.outage));
    let inner = canvas.boxed(area, &title, true);
    let rows = tally_rows(model);
    let cursor = page.cursor.min(rows.len().saturating_sub(1));
    let first = canvas.offset("tally", cursor, inner.height, rows.len());
    for (at, entry) in rows.iter().enumerate().skip(first).take(usize::from(inner.height)) {
        let line = row(inner, columns(at - first));
        let chosen = at == cursor;
        let look = |role: Role| if chosen { Role::Selection } else { role };
        canvas.paint(line, look(Role::Text));
        canvas.hit(line, Spot::Row(at));
        if entry.heading {
            canvas.put(line, &entry.text, look(Role::TextStrong));
            continue;
        }
        let half = line.width / 2;
        let fate = canvas.width(&entry.right).min(half);
        let rest = Rect { width: line.width - fate, ..line };
        canvas.put(indent(rest, 2), &entry.text, look(Role::Text));
        canvas.put(indent(line, line.width - fate), &entry.right, look(Role::TextDim));
    }
}
