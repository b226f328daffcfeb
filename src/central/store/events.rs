//! What happened to a case, one event per version; append-only.

use jiff::Timestamp;
use uuid::Uuid;

use super::{StoreError, Tx, columns};
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
        self.db
            .prepare_cached(
                "INSERT INTO events (case_id, version, command_id, at, act, transitions, state, person_id, person,
                                     role, window_id, documents, remark)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute((
                event.case_id.to_string(),
                columns::stored(entry.version),
                event.command_id.to_string(),
                entry.at.as_millisecond(),
                &entry.act,
                columns::to_json(&entry.transitions)?,
                columns::to_word(&entry.state)?,
                event.person_id.to_string(),
                &entry.person,
                columns::to_word(&entry.role)?,
                entry.window_id.as_deref(),
                columns::to_json(&entry.documents)?,
                entry.remark.as_deref(),
            ))?;
        Ok(())
    }

    /// The history of a case, oldest first. The caller has read the case through a scope.
    pub fn timeline(&self, case_id: Uuid) -> Result<Vec<TimelineEntry>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT * FROM events WHERE case_id = ?1 ORDER BY version")?;
        let mut rows = statement.query([case_id.to_string()])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(TimelineEntry {
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
            });
        }
        Ok(entries)
    }

    /// Cases that a person received since an instant.
    pub fn received_since(&self, person: Uuid, since: Timestamp) -> Result<u64, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT count(*) AS n FROM cases WHERE received_by = ?1 AND received_at >= ?2")?;
        let mut rows = statement.query((person.to_string(), since.as_millisecond()))?;
        rows.next()?.map_or(Ok(0), |row| columns::count(row, "n"))
    }
}
