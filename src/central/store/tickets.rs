//! The queue of this hall.

use jiff::Timestamp;
use uuid::Uuid;

use super::{StoreError, Tx, columns};
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
        self.db
            .prepare_cached("INSERT INTO tickets (no, applicant_id, taken_at, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute((
                &row.ticket.no,
                row.applicant_id.map(|id| id.to_string()),
                row.ticket.taken_at.as_millisecond(),
                columns::to_json(&row.ticket)?,
            ))?;
        Ok(())
    }

    /// Tickets, those of the green channel first (R3.19), then in the order in which they were taken. With `waiting`,
    /// only those that no window has called.
    pub fn tickets(&self, waiting: bool) -> Result<Vec<TicketRow>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT applicant_id, body, called_by FROM tickets WHERE NOT ?1 OR called_by IS NULL
             ORDER BY json_extract(body, '$.green') DESC, taken_at, no",
        )?;
        let mut rows = statement.query([waiting])?;
        let mut tickets = Vec::new();
        while let Some(row) = rows.next()? {
            tickets.push(read(row)?);
        }
        Ok(tickets)
    }

    /// One ticket by its number.
    pub fn ticket(&self, no: &str) -> Result<Option<TicketRow>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT applicant_id, body, called_by FROM tickets WHERE no = ?1")?;
        let mut rows = statement.query([no])?;
        rows.next()?.map(read).transpose()
    }

    /// Marks a ticket as called by a window.
    pub fn call_ticket(&self, no: &str, window: &str, at: Timestamp) -> Result<(), StoreError> {
        self.db.execute(
            "UPDATE tickets SET called_by = ?2, called_at = ?3 WHERE no = ?1",
            (no, window, at.as_millisecond()),
        )?;
        Ok(())
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<TicketRow, StoreError> {
    let mut ticket: QueueTicket = columns::json(row, "body")?;
    ticket.called_by = columns::get(row, "called_by")?;
    let applicant_id: Option<String> = columns::get(row, "applicant_id")?;
    Ok(TicketRow {
        ticket,
        applicant_id: applicant_id
            .map(|text| text.parse().map_err(|_| StoreError::Unreadable { what: "tickets.applicant_id" }))
            .transpose()?,
    })
}
