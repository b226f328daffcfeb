//! SQLite: one file, one writer, and some connections that only read.

use std::{
    ops::Deref,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rusqlite::{CachedStatement, Connection, types::ToSqlOutput, types::ValueRef};

use super::{
    Link,
    group::{Ended, Group, Queue},
    value::{Cell, Params, Row, Value},
};
use crate::{
    central::store::{Heads, StoreError, Tx},
    sqlite::{self, FileKey},
};

/// `CTZX` in the file's header: 窗台中心.
const APPLICATION_ID: i32 = 0x4354_5A58;

/// Statements kept compiled per connection.
const STATEMENTS: usize = 128;

/// Page cache of the writer: negative = KiB.
const CACHE_KIB: i64 = -16_384;

/// The log is brought into the file after so many pages, 32 MiB: a page that many commands touch is brought over once.
const LOG_PAGES: i64 = 8_192;

/// Connections that only read; enough for a hall on a small machine.
const READERS: usize = 3;

/// The connection that writes, and the transaction that was left open on it.
struct Writer {
    db: Connection,
    group: Option<Group>,
}

/// The connection that writes, for as long as nobody else may have it.
pub(in crate::central::store) struct Hold<'a>(MutexGuard<'a, Writer>);

impl Deref for Hold<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0.db
    }
}

/// An open file.
pub(in crate::central::store) struct Database {
    writer: Mutex<Writer>,
    queue: Queue,
    readers: Vec<Mutex<Writer>>,
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
        writer.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        let readers = path.map_or_else(|| Ok(Vec::new()), |path| open_readers(path, key))?;
        Ok(Self {
            writer: Mutex::new(Writer { db: writer, group: None }),
            queue: Queue::default(),
            readers,
            turn: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
        })
    }

    /// Does `work` in a transaction that it may share with others who write at the same time, or, where that one came to
    /// nothing, alone.
    pub(in crate::central::store) fn write<T, E: From<StoreError>>(
        &self,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self.write_with_others(&mut work) {
            Some(done) => done,
            None => self.write_alone(&mut work),
        }
    }

    /// `None`: nothing was done, and it was not this work's doing.
    fn write_with_others<T, E: From<StoreError>>(
        &self,
        work: &mut impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Option<Result<T, E>> {
        let mut writer = self.queue.through(|| lock(&self.writer));
        if let Err(error) = self.begin(&mut writer) {
            return Some(Err(error.into()));
        }
        // Out of its place while the work is done: should the work panic, those before it learn that all is undone.
        let mut group = writer.group.take().unwrap_or_else(|| Group::new(None));
        let undo = Undo(&writer.db);
        let behind_a_mark = group.members() > 0;
        let done = carry_out(&writer.db, behind_a_mark, &mut group.heads, work);
        undo.dispense();
        if writer.db.is_autocommit() {
            // A full disk undoes a transaction as a whole.
            return Some(done);
        }
        if done.is_err() && group.members() == 0 {
            roll_back(&writer.db);
            return Some(done);
        }
        // A no as well may rest on what others wrote before it.
        let fate = group.joined();
        if self.queue.goes_on(&group) {
            writer.group = Some(group);
            drop(writer);
            return (fate.wait() == Ended::Kept).then_some(done);
        }
        match self.commit(&writer.db) {
            Ok(()) => {
                group.end(Ended::Kept);
                Some(done)
            }
            Err(error) if group.members() == 1 => Some(Err(error.into())),
            Err(_) => None,
        }
    }

    /// A transaction that begins and ends with this work.
    fn write_alone<T, E: From<StoreError>>(&self, work: &mut impl FnMut(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        self.finish(&mut writer);
        self.begin(&mut writer)?;
        let undo = Undo(&writer.db);
        let answer = carry_out(&writer.db, false, &mut None, work)?;
        undo.dispense();
        self.commit(&writer.db)?;
        Ok(answer)
    }

    /// Begins a transaction, if none was left open.
    fn begin(&self, writer: &mut Writer) -> Result<(), StoreError> {
        if self.broken.load(Ordering::SeqCst) {
            writer.group = None;
            roll_back(&writer.db);
            return Err(StoreError::Broken);
        }
        if writer.group.is_none() {
            writer.db.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.judge(error.into()))?;
        }
        Ok(())
    }

    /// A commit that the disk did not confirm may have been made or not; after it nothing is written any more.
    fn commit(&self, db: &Connection) -> Result<(), StoreError> {
        let committed = db.execute_batch("COMMIT").map_err(|error| self.judge(error.into()));
        if committed.is_err() {
            roll_back(db);
        }
        committed
    }

    /// Ends the transaction that was left open to others.
    fn finish(&self, writer: &mut Writer) {
        if let Some(group) = writer.group.take()
            && self.commit(&writer.db).is_ok()
        {
            group.end(Ended::Kept);
        }
    }

    /// The file as it is at one moment, in another; writers go on meanwhile.
    pub(in crate::central::store) fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let db = self.reader();
        let step = db.unchecked_transaction()?;
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
        let db = self.reader();
        let step = db.unchecked_transaction().map_err(StoreError::from)?;
        work(&Tx::on(Link::Sqlite(&step), None))
    }

    /// The connection that writes; no transaction is open on it.
    pub(in crate::central::store) fn writer(&self) -> Hold<'_> {
        let mut writer = lock(&self.writer);
        self.finish(&mut writer);
        Hold(writer)
    }

    /// A connection to read with. A database in memory has one connection only.
    pub(in crate::central::store) fn reader(&self) -> Hold<'_> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let reader = turn.checked_rem(self.readers.len()).and_then(|index| self.readers.get(index));
        reader.map_or_else(|| self.writer(), |reader| Hold(lock(reader)))
    }
}

/// Undoes what a panic leaves behind.
struct Undo<'a>(&'a Connection);

impl Undo<'_> {
    fn dispense(self) {
        std::mem::forget(self);
    }
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        roll_back(self.0);
    }
}

/// Ends a transaction that is open without keeping anything of it.
fn roll_back(db: &Connection) {
    if !db.is_autocommit() {
        // It can only fail where SQLite has undone everything by itself.
        let _ = db.execute_batch("ROLLBACK");
    }
}

/// Does the work, and undoes it if it fails: behind the work of others, nothing but itself.
fn carry_out<T, E: From<StoreError>>(
    db: &Connection,
    behind_a_mark: bool,
    heads: &mut Option<Heads>,
    work: &mut impl FnMut(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let say = |words: &str| db.execute_batch(words).map_err(StoreError::from);
    if behind_a_mark {
        say("SAVEPOINT turn")?;
    }
    let tx = Tx::on(Link::Sqlite(db), heads.clone());
    let done = work(&tx).and_then(|answer| Ok((answer, tx.hand_on()?)));
    if behind_a_mark && !db.is_autocommit() {
        let end = say(if done.is_ok() { "RELEASE turn" } else { "ROLLBACK TO turn; RELEASE turn" });
        if end.is_err() {
            roll_back(db);
        }
        end?;
    }
    let (answer, left) = done?;
    *heads = left;
    Ok(answer)
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

fn open_readers(path: &Path, key: Option<&FileKey>) -> Result<Vec<Mutex<Writer>>, StoreError> {
    (0..READERS)
        .map(|_| {
            let reader = sqlite::open_reader(path, key, APPLICATION_ID)?;
            reader.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(Mutex::new(Writer { db: reader, group: None }))
        })
        .collect()
}

/// A panic while the lock was held rolled its transaction back; the connection itself is sound.
fn lock<T>(db: &Mutex<T>) -> MutexGuard<'_, T> {
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
