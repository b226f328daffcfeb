//! The page between two citizens: who waits on the left, what was put aside on the right.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        home::{Row, Ticket},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::canvas::{Canvas, cell, columns, row};

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let rows = model.home_rows();
    let tickets = rows.iter().filter(|row| matches!(row, Row::Ticket(_))).count();
    let drafts = rows.len() - tickets;
    // Those who wait are many, what was put aside is little.
    let width = area.width * 3 / 5;
    let left = Rect { width, ..area };
    let right = Rect { x: area.x + width, width: area.width - width, ..area };
    let focus_left = model.home.cursor < tickets || drafts == 0;
    let queue = canvas.boxed(left, &tf(lang, "home.queue", &[&tickets.to_string()]), focus_left);
    let going = model.session.drafts.iter().filter(|draft| draft.goes.is_some()).count();
    let title = match going {
        0 => tf(lang, "home.drafts", &[&drafts.to_string()]),
        going => tf(lang, "home.drafts_going", &[&drafts.to_string(), &going.to_string()]),
    };
    let aside = canvas.boxed(right, &title, !focus_left);
    if tickets == 0 {
        canvas.centred(queue, queue.height / 2, t(lang, "home.nobody"), Role::TextDim);
    }
    if drafts == 0 {
        canvas.centred(aside, aside.height / 2, t(lang, "home.no_drafts"), Role::TextDim);
    }
    let first = canvas.offset("home.queue", model.home.cursor.min(tickets.saturating_sub(1)), queue.height, tickets);
    let first_draft = canvas.offset("home.drafts", model.home.cursor.saturating_sub(tickets), aside.height, drafts);
    // A name is never cut: the longest one decides how much room names get.
    let names = model.session.waiting_tickets().map(|ticket| canvas.width(&ticket.name)).max().unwrap_or_default();
    for (at, entry) in rows.iter().enumerate() {
        let (pane, place) = match entry {
            Row::Ticket(_) => (queue, at.checked_sub(first)),
            Row::Draft(_) => (aside, (at - tickets).checked_sub(first_draft)),
        };
        let Some(line) = place.map(|place| row(pane, columns(place))).filter(|line| !line.is_empty()) else { continue };
        let chosen = at == model.home.cursor;
        if chosen {
            canvas.paint(line, Role::Selection);
        }
        let role = if chosen { Role::Selection } else { Role::Text };
        canvas.hit(line, Spot::Row(at));
        let mark = match entry {
            // Whom the centre calls next.
            Row::Ticket(_) if at == 0 => canvas.sign(Glyph::Current).to_string(),
            Row::Draft(_) if at - tickets < 9 => (at - tickets + 1).to_string(),
            _ => String::new(),
        };
        canvas.put(cell(line, 0, 2), &mark, if chosen { role } else { Role::Key });
        match entry {
            Row::Ticket(ticket) => ticket_line(canvas, model, ticket, names, cell(line, 2, line.width), role),
            Row::Draft(draft) => {
                let at = match draft.goes {
                    Some(goes) => {
                        let day = crate::app::session::beijing(goes).strftime("%m-%d").to_string();
                        tf(lang, "home.draft_goes", &[&day])
                    }
                    None => crate::app::session::beijing(draft.saved_at).strftime("%H:%M").to_string(),
                };
                let line = canvas.put_right(cell(line, 2, line.width), &at, role);
                canvas.put(line, &draft.title, role);
            }
        }
    }
}

fn ticket_line(canvas: &mut Canvas<'_>, model: &Model, ticket: &Ticket, names: u16, area: Rect, role: Role) {
    let lang = canvas.lang();
    let waited = model.session.centre_time(model.now).duration_since(ticket.taken_at).as_mins().max(0);
    let area = canvas.put_right(area, &tf(lang, "home.waits", &[&waited.to_string()]), role);
    canvas.put(cell(area, 0, 6), &ticket.no, role);
    canvas.put(cell(area, 6, names), &ticket.name, role);
    let green = if ticket.green {
        format!("{} {} ", canvas.sign(Glyph::Current), t(lang, "home.green"))
    } else {
        String::new()
    };
    let item = format!("{green}{}", ticket.item_name.as_deref().unwrap_or_default());
    let item_at = 6 + names + 2;
    canvas.put(cell(area, item_at, area.width.saturating_sub(item_at + 1)), &item, role);
}
