//! SQLite: one file, one writer, and some connections that only read.

use std::{
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rusqlite::{CachedStatement, Connection, TransactionBehavior, types::ToSqlOutput, types::ValueRef};

use super::{
    Link,
    value::{Cell, Params, Row, Value},
};
use crate::{
    central::store::{StoreError, Tx},
    sqlite::{self, FileKey},
};

/// `CTZX` in the file's header: 窗台中心.
const APPLICATION_ID: i32 = 0x4354_5A58;

/// Statements kept compiled per connection.
const STATEMENTS: usize = 128;

/// Page cache of the writer: negative = KiB.
const CACHE_KIB: i64 = -16_384;

/// Connections that only read; enough for a hall on a small machine.
const READERS: usize = 3;

/// An open file.
pub(in crate::central::store) struct Database {
    writer: Mutex<Connection>,
    readers: Vec<Mutex<Connection>>,
    turn: AtomicUsize,
    /// The disk failed a commit. Set while the writer is held, so that no other commit comes after it.
    broken: AtomicBool,
}

impl Database {
    /// Opens the file, or a database in memory, and brings its schema up to date.
    pub(in crate::central::store) fn open(
        path: Option<&Path>,
        key: Option<&FileKey>,
        schema: &[&str],
    ) -> Result<Self, StoreError> {
        let mut writer = match path {
            None => sqlite::open_in_memory(APPLICATION_ID)?,
            Some(path) => {
                keep_private(path);
                sqlite::open(path, key, APPLICATION_ID)?
            }
        };
        sqlite::migrate(&mut writer, schema)?;
        writer.set_prepared_statement_cache_capacity(STATEMENTS);
        writer.pragma_update(None, "cache_size", CACHE_KIB)?;
        let readers = path.map_or_else(|| Ok(Vec::new()), |path| open_readers(path, key))?;
        Ok(Self { writer: Mutex::new(writer), readers, turn: AtomicUsize::new(0), broken: AtomicBool::new(false) })
    }

    /// A commit that the disk did not confirm may have been made or not; after it nothing is written any more.
    pub(in crate::central::store) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut db = self.writer();
        if self.broken.load(Ordering::SeqCst) {
            return Err(StoreError::Broken.into());
        }
        let step =
            db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| self.judge(error.into()))?;
        let answer = work(&Tx { link: Link::Sqlite(&step) })?;
        step.commit().map_err(|error| self.judge(error.into()))?;
        Ok(answer)
    }

    /// The file as it is at one moment, in another; writers go on meanwhile.
    pub(in crate::central::store) fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let mut db = self.reader();
        let step = db.transaction_with_behavior(TransactionBehavior::Deferred)?;
        // The transaction sees what it sees from its first question on.
        step.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        Ok(sqlite::copy_into(&step, path, None, APPLICATION_ID)?)
    }

    /// Whether nobody else has this file open: only then its log can be done away with.
    pub(in crate::central::store) fn is_alone(path: &Path) -> Result<bool, StoreError> {
        let db = sqlite::open(path, None, APPLICATION_ID)?;
        let mode: String = db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
        Ok(mode == "delete")
    }

    /// Writes nothing more.
    pub(in crate::central::store) fn stop(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    fn judge(&self, error: StoreError) -> StoreError {
        if error.is_fatal() {
            self.stop();
        }
        error
    }

    pub(in crate::central::store) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut db = self.reader();
        let step = db.transaction_with_behavior(TransactionBehavior::Deferred).map_err(StoreError::from)?;
        work(&Tx { link: Link::Sqlite(&step) })
    }

    pub(in crate::central::store) fn writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    pub(in crate::central::store) fn reader(&self) -> MutexGuard<'_, Connection> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        lock(turn.checked_rem(self.readers.len()).and_then(|index| self.readers.get(index)).unwrap_or(&self.writer))
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

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::None(_) => ValueRef::Null,
            Self::Whole(number) => ValueRef::Integer(*number),
            Self::Flag(flag) => ValueRef::Integer(i64::from(*flag)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// The statement, compiled, with its values in their places.
fn bound<'c>(db: &'c Connection, sql: &str, params: Params<'_>) -> Result<CachedStatement<'c>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    match params {
        Params::Listed(values) => {
            for (index, value) in (1..).zip(values) {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        Params::Named(values) => {
            for (name, value) in values {
                // A value that this statement does not use is no mistake: the rights predicate brings its own.
                if let Some(index) = statement.parameter_index(name)? {
                    statement.raw_bind_parameter(index, value.value())?;
                }
            }
        }
    }
    Ok(statement)
}

pub(super) fn execute(db: &Connection, sql: &str, params: Params<'_>) -> Result<(), StoreError> {
    bound(db, sql, params)?.raw_execute()?;
    Ok(())
}

/// Hands rows to `take` until it says `false`.
pub(super) fn each<E: From<StoreError>>(
    db: &Connection,
    sql: &str,
    params: Params<'_>,
    mut take: impl FnMut(Row<'_>) -> Result<bool, E>,
) -> Result<(), E> {
    let mut statement = bound(db, sql, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        if !take(Row::Sqlite(row))? {
            break;
        }
    }
    Ok(())
}

pub(super) fn cell<'a>(row: &'a rusqlite::Row<'a>, name: &'static str) -> Result<Cell<'a>, StoreError> {
    let unreadable = |_| StoreError::Unreadable { what: name };
    Ok(match row.get_ref(name)? {
        ValueRef::Null => Cell::None,
        ValueRef::Integer(number) => Cell::Whole(number),
        ValueRef::Text(text) => Cell::Text(std::str::from_utf8(text).map_err(unreadable)?),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
        ValueRef::Real(_) => return Err(StoreError::Unreadable { what: name }),
    })
}
