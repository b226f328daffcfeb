//! What happened to a case, one event per version; append-only.

use jiff::Timestamp;
use uuid::Uuid;

use super::{StoreError, Tx, columns, engine::values};
use crate::contract::TimelineEntry;

/// An event to be written.
#[derive(Debug)]
pub struct EventRow<'a> {
    /// Case.
    pub case_id: Uuid,
    /// Command that caused it.
    pub command_id: Uuid,
    /// Person, by id.
    pub person_id: Uuid,
    /// What the timeline shows.
    pub entry: &'a TimelineEntry,
}

impl Tx<'_> {
    /// Adds an event.
    pub fn add_event(&self, event: &EventRow<'_>) -> Result<(), StoreError> {
        let entry = event.entry;
        self.execute(
            "INSERT INTO events (case_id, version, command_id, at, act, transitions, state, person_id, person,
                                 role, window_id, documents, remark)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            values![
                event.case_id,
                columns::stored(entry.version),
                event.command_id,
                entry.at,
                entry.act,
                columns::to_json(&entry.transitions)?,
                columns::to_word(&entry.state)?,
                event.person_id,
                entry.person,
                columns::to_word(&entry.role)?,
                entry.window_id,
                columns::to_json(&entry.documents)?,
                entry.remark,
            ],
        )?;
        Ok(())
    }

    /// The history of a case, oldest first. The caller has read the case through a scope.
    pub fn timeline(&self, case_id: Uuid) -> Result<Vec<TimelineEntry>, StoreError> {
        self.all("SELECT * FROM events WHERE case_id = ?1 ORDER BY version", values![case_id], |row| {
            Ok(TimelineEntry {
                version: columns::count(row, "version")?,
                at: columns::instant(row, "at")?,
                act: columns::get(row, "act")?,
                transitions: columns::json(row, "transitions")?,
                state: columns::word(row, "state")?,
                person: columns::get(row, "person")?,
                role: columns::word(row, "role")?,
                window_id: columns::get(row, "window_id")?,
                documents: columns::json(row, "documents")?,
                remark: columns::get(row, "remark")?,
            })
        })
    }

    /// Cases that a person received since an instant.
    pub fn received_since(&self, person: Uuid, since: Timestamp) -> Result<u64, StoreError> {
        let received = self.one(
            "SELECT count(*) AS n FROM cases WHERE received_by = ?1 AND received_at >= ?2",
            values![person, since],
            |row| columns::count(row, "n"),
        )?;
        Ok(received.unwrap_or_default())
    }
}
