//! The centre's database: every statement stands in this room, behind functions that speak of cases, numbers and
//! people. No type of the SQLite library leaves it, so that a PostgreSQL twin can stand beside it.
//!
//! One writer at a time, in one transaction per command (RELIABILITY 3.7); readers look at their own snapshot.

mod accounts;
mod applicants;
mod audit;
mod cases;
mod catalogue;
mod centre;
mod changes;
mod columns;
mod commands;
mod documents;
mod dues;
mod error;
mod events;
mod evidence;
mod lists;
mod scope;
mod tickets;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use rusqlite::{Connection, TransactionBehavior};

use crate::sqlite::{self, Migration, Place, RawKey, Schema};

pub use accounts::{Account, Device, NewSession, SessionRow};
pub use applicants::ApplicantRow;
pub use audit::AuditRow;
pub use cases::{CaseRow, SavedCase};
pub use centre::{Birth, Heads};
pub use commands::{StoredVerdict, VerdictRow};
pub use documents::DocumentRow;
pub use dues::DueRow;
pub use error::StoreError;
pub use events::EventRow;
pub use lists::{Cursor, Filter, ListEntry, ListRow};
pub use scope::{Reach, Scope};
pub use tickets::TicketRow;

/// `CTZX` in the file's header: 窗台中心.
const APPLICATION_ID: i32 = 0x4354_5A58;

const SCHEMA: Schema = Schema {
    application_id: APPLICATION_ID,
    migrations: &[Migration { name: "centre", sql: include_str!("schema/0001_centre.sql") }],
};

/// Connections that only read; enough for a hall on a small machine.
const READERS: usize = 3;

/// Where the centre's database lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file.
    File(PathBuf),
    /// Memory: tests and lessons.
    Memory,
}

/// The open database.
pub struct Store {
    writer: Mutex<Connection>,
    readers: Vec<Mutex<Connection>>,
    turn: AtomicUsize,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("readers", &self.readers.len()).finish_non_exhaustive()
    }
}

/// The database inside one transaction. Its functions are spread over this room, a file per story.
pub struct Tx<'a> {
    db: &'a Connection,
}

impl Store {
    /// Opens the database and brings its schema up to date; refuses a foreign, newer or half-made file.
    pub fn open(location: &Location, key: Option<&RawKey>) -> Result<Self, StoreError> {
        let (writer, readers) = match location {
            Location::Memory => (sqlite::open(Place::Memory, key, &SCHEMA)?, Vec::new()),
            Location::File(path) => {
                (sqlite::open(Place::File(path), key, &SCHEMA)?, open_readers(path, key)?)
            }
        };
        Ok(Self { writer: Mutex::new(writer), readers, turn: AtomicUsize::new(0) })
    }

    /// Runs `work` in one writing transaction: it is durable when this returns `Ok`, and gone without trace when not.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut db = lock(&self.writer);
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let answer = work(&Tx { db: &step })?;
        step.commit().map_err(StoreError::from)?;
        Ok(answer)
    }

    /// Runs `work` on one snapshot.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut db = lock(self.reader());
        let step = db.transaction_with_behavior(TransactionBehavior::Deferred).map_err(StoreError::from)?;
        work(&Tx { db: &step })
    }

    /// Compares every page of the file with each other; for `doctor` and after a restore.
    pub fn integrity(&self) -> Result<(), StoreError> {
        Ok(sqlite::integrity(&lock(self.reader()))?)
    }

    fn reader(&self) -> &Mutex<Connection> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        turn.checked_rem(self.readers.len()).and_then(|index| self.readers.get(index)).unwrap_or(&self.writer)
    }
}

fn open_readers(path: &Path, key: Option<&RawKey>) -> Result<Vec<Mutex<Connection>>, StoreError> {
    (0..READERS).map(|_| Ok(Mutex::new(sqlite::open_reader(path, key)?))).collect()
}

/// A panic while the lock was held rolled its transaction back; the connection itself is sound.
fn lock(db: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    db.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tx<'_> {
    /// Runs `work` so that its error undoes what it wrote, and nothing else of the transaction.
    pub fn attempt<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.db.execute_batch("SAVEPOINT attempt").map_err(StoreError::from)?;
        let answer = work();
        let end = if answer.is_ok() { "RELEASE attempt" } else { "ROLLBACK TO attempt; RELEASE attempt" };
        self.db.execute_batch(end).map_err(StoreError::from)?;
        answer
    }
}

#[cfg(test)]
mod tests;
