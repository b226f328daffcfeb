//! Opening a file: key first, then pragmas, then the schema.

use std::{fmt, fs::File, io::Read, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::{Schema, SqliteError, migrate};

/// Where a database lies.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// A file; made if it is not there.
    File(&'a Path),
    /// Memory only, gone when closed: tests and lessons.
    Memory,
}

/// The 32 bytes that SQLCipher takes as they are, without a key derivation of its own.
pub struct RawKey(Zeroizing<[u8; 32]>);

impl RawKey {
    /// A key from its bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    fn pragma(&self) -> Zeroizing<String> {
        use fmt::Write as _;
        let mut text = Zeroizing::new(String::with_capacity(96));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter() {
            let _ = write!(text, "{byte:02x}");
        }
        text.push_str("'\"");
        text
    }
}

impl fmt::Debug for RawKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawKey(..)")
    }
}

/// How long a writer waits for another program before the file counts as busy.
const BUSY: Duration = Duration::from_secs(5);

/// Statements kept compiled per connection.
const STATEMENTS: usize = 128;

/// Opens a database for reading and writing and brings its schema up to date.
///
/// Refused are: a wrong key, a foreign file, a schema that is newer than `schema` or only half made.
pub fn open(place: Place<'_>, key: Option<&RawKey>, schema: &Schema) -> Result<Connection, SqliteError> {
    let mut db = match place {
        Place::File(path) => Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?,
        Place::Memory => Connection::open_in_memory()?,
    };
    unlock(&db, key)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    settle(&db)?;
    migrate::bring_up(&mut db, schema)?;
    Ok(db)
}

/// Opens a second connection that can only read, for a file that [`open`] has brought up to date.
pub fn open_reader(path: &Path, key: Option<&RawKey>) -> Result<Connection, SqliteError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    unlock(&db, key)?;
    settle(&db)?;
    db.pragma_update(None, "query_only", true)?;
    Ok(db)
}

/// The key must be the first thing said to a connection; the first read then shows whether it fits. SQLCipher's own
/// log is silenced before, because it writes to stderr and would tear the screen.
fn unlock(db: &Connection, key: Option<&RawKey>) -> Result<(), SqliteError> {
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    if let Some(key) = key {
        db.execute_batch(&key.pragma())?;
    }
    db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))?;
    Ok(())
}

fn settle(db: &Connection) -> Result<(), SqliteError> {
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "cache_size", -16_384)?;
    Ok(())
}

/// Reads the whole file and compares every page and index with each other.
pub fn integrity(db: &Connection) -> Result<(), SqliteError> {
    let answer: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if answer == "ok" { Ok(()) } else { Err(SqliteError::Damaged(answer)) }
}

/// Whether a file on disk is encrypted: a plain SQLite file opens with its well-known sixteen bytes, a ciphertext
/// with random salt. `None` if there is nothing to judge yet.
pub fn is_ciphertext(path: &Path) -> Result<Option<bool>, SqliteError> {
    let mut header = [0u8; 16];
    let mut file = File::open(path).map_err(|error| SqliteError::CannotOpen(error.to_string()))?;
    match file.read_exact(&mut header) {
        Ok(()) => Ok(Some(&header != b"SQLite format 3\0")),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(SqliteError::CannotOpen(error.to_string())),
    }
}
