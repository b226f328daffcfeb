//! The centre's database: every statement stands in this room, behind functions that speak of cases, numbers and
//! people. No type of the SQLite library leaves it, so that a `PostgreSQL` twin can stand beside it.
//!
//! One writer at a time, in one transaction per command (RELIABILITY 3.7); readers look at their own snapshot.

mod accounts;
mod applicants;
mod audit;
mod cases;
mod catalogue;
mod centre;
mod changes;
mod checkpoints;
mod columns;
mod commands;
mod documents;
mod dues;
mod error;
mod events;
mod evidence;
mod lists;
mod scope;
mod sight;
mod tickets;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rusqlite::{Connection, TransactionBehavior};

use crate::sqlite::{self, FileKey};

pub use accounts::{Account, Device, NewSession, SessionRow};
pub use applicants::ApplicantRow;
pub use audit::AuditRow;
pub use cases::{CaseRow, SavedCase};
pub use centre::{Birth, Heads};
pub use checkpoints::CheckpointRow;
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

/// Steps of the schema; a released step never changes.
const SCHEMA: &[&str] = &[include_str!("schema/0001_centre.sql"), include_str!("schema/0002_audit_and_places.sql")];

/// Statements kept compiled per connection.
const STATEMENTS: usize = 128;

/// Page cache of the writer: negative = KiB.
const CACHE_KIB: i64 = -16_384;

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
    /// The disk failed a commit. Set while the writer is held, so that no other commit comes after it.
    broken: AtomicBool,
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
    pub fn open(location: &Location, key: Option<&FileKey>) -> Result<Self, StoreError> {
        let mut writer = match location {
            Location::Memory => sqlite::open_in_memory(APPLICATION_ID)?,
            Location::File(path) => {
                keep_private(path);
                sqlite::open(path, key, APPLICATION_ID)?
            }
        };
        sqlite::migrate(&mut writer, SCHEMA)?;
        writer.set_prepared_statement_cache_capacity(STATEMENTS);
        writer.pragma_update(None, "cache_size", CACHE_KIB).map_err(StoreError::from)?;
        let readers = match location {
            Location::Memory => Vec::new(),
            Location::File(path) => open_readers(path, key)?,
        };
        Ok(Self { writer: Mutex::new(writer), readers, turn: AtomicUsize::new(0), broken: AtomicBool::new(false) })
    }

    /// Runs `work` in one writing transaction: it is durable when this returns `Ok`, and gone without trace when not.
    /// A commit that the disk did not confirm may be either; after it nothing is written any more.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut db = lock(&self.writer);
        if self.broken.load(Ordering::SeqCst) {
            return Err(StoreError::Broken.into());
        }
        let step =
            db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| self.judge(error.into()))?;
        let answer = work(&Tx { db: &step })?;
        step.commit().map_err(|error| self.judge(error.into()))?;
        Ok(answer)
    }

    /// Writes nothing more: somebody met a disk that failed.
    pub fn stop(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    fn judge(&self, error: StoreError) -> StoreError {
        if error.is_fatal() {
            self.stop();
        }
        error
    }

    /// Runs `work` on one snapshot.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut db = lock(self.reader());
        let step = db.transaction_with_behavior(TransactionBehavior::Deferred).map_err(StoreError::from)?;
        work(&Tx { db: &step })
    }

    /// Stops waiting for the disk: only for a file that is being set up and is not in its place yet.
    pub fn hurry(&self) -> Result<(), StoreError> {
        Ok(lock(&self.writer).pragma_update(None, "synchronous", "OFF")?)
    }

    /// Brings everything into the one file, so that it can be put in its place.
    pub fn gather(&self) -> Result<(), StoreError> {
        Ok(lock(&self.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Reads every page; empty = the file is whole. For `doctor` and after a restore.
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlite::check(&lock(self.reader()), false)?)
    }

    fn reader(&self) -> &Mutex<Connection> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        turn.checked_rem(self.readers.len()).and_then(|index| self.readers.get(index)).unwrap_or(&self.writer)
    }
}

/// A new file is for the service's own eyes from its first byte on; SQLite gives its journals the same mode.
#[cfg(unix)]
fn keep_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt as _;
    // One that is there stays as it is; one that cannot be made shows its error when it is opened.
    let _ = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

#[cfg(not(unix))]
fn keep_private(_: &Path) {}

fn open_readers(path: &Path, key: Option<&FileKey>) -> Result<Vec<Mutex<Connection>>, StoreError> {
    (0..READERS)
        .map(|_| {
            let reader = sqlite::open_reader(path, key, APPLICATION_ID)?;
            reader.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(Mutex::new(reader))
        })
        .collect()
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
