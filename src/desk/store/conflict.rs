//! What is kept for a conflict (R12.1): the application that both had seen, and what a person decided. The refused command
//! stays as it was sealed.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};
use uuid::Uuid;

use crate::domain::case::Application;

use super::{Seal, Store, StoreError, from_json, millis, to_json};

/// What is kept beside a command in the commit that seals it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// The application as it was shown in the version that the command expects.
    pub base: Option<Application>,
    /// The refused command in whose place it stands.
    pub supersedes: Option<Uuid>,
    /// Hashes of the files that it names.
    pub files: Vec<String>,
}

impl Beside {
    pub(super) fn keep(&self, transaction: &Transaction<'_>, seal: &Seal) -> Result<(), StoreError> {
        if let Some(base) = &self.base {
            transaction
                .prepare_cached("INSERT INTO conflict_base(command_id, application) VALUES (?1, ?2)")?
                .execute((seal.command_id.to_string(), to_json(base)?))?;
        }
        match self.supersedes {
            Some(refused) => decide(transaction, refused, Some(seal.command_id), seal.now),
            None => go_on(transaction, seal),
        }
    }
}

impl Store {
    /// The application that both had seen when this command was sealed.
    pub fn conflict_base(&self, command_id: Uuid) -> Result<Option<Application>, StoreError> {
        let text: Option<String> = self
            .connection
            .prepare_cached("SELECT application FROM conflict_base WHERE command_id = ?1")?
            .query_row([command_id.to_string()], |row| row.get(0))
            .optional()?;
        text.as_deref().map(from_json).transpose()
    }

    /// A person leaves standing what stands at the centre. Refused for what is no open conflict.
    pub fn leave_standing(&mut self, command_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.write_through(|transaction| decide(transaction, command_id, None, now))
    }
}

/// Whoever does the same act again on a newer version of the case has decided by that.
fn go_on(transaction: &Transaction<'_>, seal: &Seal) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO conflict_decided(command_id, superseded_by, at)
             SELECT command_id, ?3, ?4 FROM parcel
             WHERE case_id = ?1 AND kind = ?2 AND state = 'conflict' AND command_id <> ?3",
        )?
        .execute((seal.case_id.map(|id| id.to_string()), &seal.kind, seal.command_id.to_string(), millis(seal.now)))?;
    Ok(())
}

fn decide(
    transaction: &Transaction<'_>,
    refused: Uuid,
    superseded_by: Option<Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let decided = transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO conflict_decided(command_id, superseded_by, at)
             SELECT command_id, ?2, ?3 FROM parcel WHERE command_id = ?1 AND state = 'conflict'",
        )?
        .execute((refused.to_string(), superseded_by.map(|id| id.to_string()), millis(now)))?;
    if decided == 1 { Ok(()) } else { Err(StoreError::NotAllowed) }
}
