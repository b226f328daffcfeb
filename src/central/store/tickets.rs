//! The queue of this hall.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};
use crate::contract::QueueTicket;

/// A ticket with the person behind it, if the machine read a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// What everybody may see.
    pub ticket: QueueTicket,
    /// Whose it is.
    pub applicant_id: Option<Uuid>,
}

impl Tx<'_> {
    /// Adds a ticket.
    pub fn add_ticket(&self, row: &TicketRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO tickets (no, applicant_id, taken_at, body) VALUES (?1, ?2, ?3, ?4)",
            values![row.ticket.no, row.applicant_id, row.ticket.taken_at, columns::to_json(&row.ticket)?],
        )?;
        Ok(())
    }

    /// Tickets, those of the green channel first (R3.19), then in the order in which they were taken. With `waiting`,
    /// only those that no window has called.
    pub fn tickets(&self, waiting: bool) -> Result<Vec<TicketRow>, StoreError> {
        let mut tickets = self.all(
            "SELECT applicant_id, body, called_by FROM tickets WHERE NOT ?1 OR called_by IS NULL ORDER BY taken_at, no",
            values![waiting],
            read,
        )?;
        tickets.sort_by_key(|row| !row.ticket.green);
        Ok(tickets)
    }

    /// One ticket by its number.
    pub fn ticket(&self, no: &str) -> Result<Option<TicketRow>, StoreError> {
        self.one("SELECT applicant_id, body, called_by FROM tickets WHERE no = ?1", values![no], read)
    }

    /// Marks a ticket as called by a window.
    pub fn call_ticket(&self, no: &str, window: &str, at: Timestamp) -> Result<(), StoreError> {
        self.execute("UPDATE tickets SET called_by = ?2, called_at = ?3 WHERE no = ?1", values![no, window, at])?;
        Ok(())
    }
}

fn read(row: Row<'_>) -> Result<TicketRow, StoreError> {
    let mut ticket: QueueTicket = columns::json(row, "body")?;
    ticket.called_by = columns::get(row, "called_by")?;
    Ok(TicketRow { ticket, applicant_id: columns::some_id(row, "applicant_id")? })
}
