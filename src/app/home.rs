//! The page between two citizens: who waits, and what was put aside.

pub use crate::contract::QueueTicket as Ticket;

use super::{Model, Place, accept, actions::Action, effect::Effect, msg::Ctx, notice::Level};

/// State of the page: one cursor over the queue and the drafts behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// Row of the cursor.
    pub cursor: usize,
}

/// A row of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// Somebody waits.
    Ticket(&'a Ticket),
    /// Something was put aside.
    Draft(&'a super::effect::DraftLine),
}

impl Home {
    /// The keys that matter here.
    pub fn hints(&self) -> Vec<Action> {
        vec![
            Action::PlaceAccept,
            Action::Open,
            Action::Down,
            Action::Palette,
            Action::WhoAmI,
            Action::More,
            Action::Leave,
        ]
    }

    /// The same for who works in the catalogue office and calls nobody.
    pub fn hints_of_the_office(&self) -> Vec<Action> {
        let mut hints = self.hints();
        hints.retain(|action| !matches!(action, Action::PlaceAccept | Action::Open | Action::Down));
        hints.insert(0, Action::PlaceCatalogue);
        hints
    }
}

impl Model {
    /// Rows of the home page: the queue in the order of calling, as the centre gives it, then the drafts.
    pub fn home_rows(&self) -> Vec<Row<'_>> {
        let tickets = self.session.waiting_tickets().map(Row::Ticket);
        tickets.chain(self.session.drafts.iter().map(Row::Draft)).collect()
    }
}

/// A key on this page.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let rows = model.home_rows().len();
    let cursor = &mut model.home.cursor;
    let last = rows.saturating_sub(1);
    match action {
        Action::Up => *cursor = cursor.saturating_sub(1),
        Action::Down => *cursor = (*cursor + 1).min(last),
        Action::PageUp => *cursor = cursor.saturating_sub(10),
        Action::PageDown => *cursor = (*cursor + 10).min(last),
        Action::First => *cursor = 0,
        Action::Last => *cursor = last,
        Action::Open => return open(model, model.home.cursor, ctx),
        other => {
            // Digits take a draft. Nobody chooses whom to call (R3.19), so tickets have none.
            let tickets = model.session.waiting_tickets().count();
            let row = other.digit().map(|digit| tickets + digit - 1).filter(|row| *row < rows);
            return row.map_or_else(Vec::new, |row| open(model, row, ctx));
        }
    }
    Vec::new()
}

fn open(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    model.home.cursor = row.min(model.home_rows().len().saturating_sub(1));
    match model.home_rows().get(row).copied() {
        // The centre decides who is next (R3.19: the green channel first): only the first in its order can be called.
        Some(Row::Ticket(_)) if row == 0 => accept::call(model, ctx),
        Some(Row::Ticket(ticket)) => {
            let no = ticket.no.clone();
            model.say(Level::Note, "why.not_next", &[&no], ctx);
            Vec::new()
        }
        Some(Row::Draft(draft)) => {
            let case_id = draft.case_id;
            model.place = Place::Accept;
            accept::reopen(model, case_id, ctx)
        }
        None => Vec::new(),
    }
}
