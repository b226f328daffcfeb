//! The page between two citizens: who waits, and what was put aside.

pub use crate::contract::QueueTicket as Ticket;

use super::{Model, Place, accept, actions::Action, effect::Effect, msg::Ctx};

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
}

impl Model {
    /// Rows of the home page in order.
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
            if let Some(digit) = other.digit() {
                return open(model, digit.saturating_sub(1), ctx);
            }
        }
    }
    Vec::new()
}

fn open(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    model.home.cursor = row.min(model.home_rows().len().saturating_sub(1));
    match model.home_rows().get(row).copied() {
        // The centre decides who is next (R3.19: the green channel first).
        Some(Row::Ticket(_)) => accept::call(model, ctx),
        Some(Row::Draft(draft)) => {
            let case_id = draft.case_id;
            model.place = Place::Accept;
            accept::reopen(model, case_id, ctx)
        }
        None => Vec::new(),
    }
}
