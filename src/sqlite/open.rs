//! Opening a file and proving what it is.

use std::{
    fmt,
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Once,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use zeroize::{Zeroize as _, Zeroizing};

use super::SqliteError;

/// First bytes of an SQLite file that anybody can read.
pub const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// The salt of an encrypted file, its first bytes. SQLCipher would draw one and keep it nowhere else: sixteen damaged
/// bytes, or a torn write of the first page that the log could repair, and no page could ever be read again. The key is
/// random and of one file only, so the salt may be the same for all.
const SALT: &[u8; 16] = b"chuangtai store.";

/// How long a statement waits for another connection of this program.
const BUSY: Duration = Duration::from_secs(5);

/// The raw key of an encrypted file: 256 random bits, given to SQLCipher as they are. `Debug` shows nothing of it.
/// It stays where it was put until it is wiped: a value that moves leaves copies of itself behind on the stack.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey(Box<[u8; 32]>);

impl Drop for FileKey {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

impl FileKey {
    /// A key from its bytes; the caller's copy is wiped.
    pub fn new(bytes: &mut [u8; 32]) -> Self {
        let mut key = Box::new([0; 32]);
        key.copy_from_slice(bytes);
        bytes.zeroize();
        Self(key)
    }

    /// The bytes, to be wrapped.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn pragma(&self, salt: &[u8]) -> Zeroizing<String> {
        use fmt::Write as _;
        let mut text = Zeroizing::new(String::with_capacity(120));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter().chain(salt) {
            let _ = write!(text, "{byte:02x}");
        }
        text.push_str("'\";");
        text
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(..)")
    }
}

/// Opens the file at `path`, making it if there is none, and marks a new one with the program's `application_id`.
///
/// With a key, a file that can be read without one is refused, so that nothing is ever kept in clear by mistake.
pub fn open(path: &Path, key: Option<&FileKey>, application_id: i32) -> Result<Connection, SqliteError> {
    silence();
    if key.is_some() && is_plain(path).unwrap_or(false) {
        return Err(SqliteError::Plain);
    }
    let connection = match connect(path, key, SALT, application_id) {
        // A file of before this salt was fixed has its own, in its first bytes.
        Err(SqliteError::KeyOrDamage) if key.is_some() => connect(path, key, &[], application_id)?,
        opened => opened?,
    };
    if key.is_some() {
        prove_ciphertext(&connection, path)?;
    }
    Ok(connection)
}

fn connect(path: &Path, key: Option<&FileKey>, salt: &[u8], application_id: i32) -> Result<Connection, SqliteError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    if let Some(key) = key {
        connection.execute_batch(&key.pragma(salt))?;
    }
    prepare(&connection, application_id)?;
    Ok(connection)
}

/// Opens one more connection to a file that [`open`] has made ready; it can read and nothing else.
pub fn open_reader(path: &Path, key: Option<&FileKey>, application_id: i32) -> Result<Connection, SqliteError> {
    let connection = open(path, key, application_id)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Opens a file that is not written: another program has it, or its folder is read-only. Nothing is made, migrated or
/// marked; `log_ignored` reads the file as it stands alone, for a folder in which not even a reader may leave a trace.
pub fn open_to_look(
    path: &Path,
    key: Option<&FileKey>,
    application_id: i32,
    log_ignored: bool,
) -> Result<Connection, SqliteError> {
    silence();
    if key.is_some() && is_plain(path).unwrap_or(false) {
        return Err(SqliteError::Plain);
    }
    let look = |salt: &[u8]| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(uri(path, log_ignored), flags)?;
        if let Some(key) = key {
            connection.execute_batch(&key.pragma(salt))?;
        }
        connection.busy_timeout(BUSY)?;
        connection.execute_batch(
            "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON;",
        )?;
        let found: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        if found == application_id { Ok(connection) } else { Err(SqliteError::Foreign(found)) }
    };
    match look(SALT) {
        Err(SqliteError::KeyOrDamage) if key.is_some() => look(&[]),
        opened => opened,
    }
}

/// A path as SQLite reads one in a URI.
fn uri(path: &Path, immutable: bool) -> String {
    use fmt::Write as _;
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str(if immutable { "?immutable=1" } else { "?mode=ro" });
    uri
}

/// A database in memory with the same settings, for tests and for trying out a migration.
pub fn open_in_memory(application_id: i32) -> Result<Connection, SqliteError> {
    silence();
    let connection = Connection::open_in_memory()?;
    prepare(&connection, application_id)?;
    Ok(connection)
}

/// True if the file at `path` begins like an SQLite file in clear. An absent or empty file is not plain.
pub fn is_plain(path: &Path) -> io::Result<bool> {
    let mut start = [0u8; 16];
    match File::open(path).and_then(|mut file| file.read_exact(&mut start)) {
        Ok(()) => Ok(&start == HEADER),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => Ok(false),
        Err(error) => Err(error),
    }
}

fn prepare(connection: &Connection, application_id: i32) -> Result<(), SqliteError> {
    connection.busy_timeout(BUSY)?;
    // The first read that touches the file: a wrong key shows itself here.
    let found: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;",
    )?;
    match found {
        0 if objects == 0 => connection.pragma_update(None, "application_id", application_id)?,
        same if same == application_id => {}
        other => return Err(SqliteError::Foreign(other)),
    }
    Ok(())
}

/// The file on the disk must not be readable, even right after it was made (RELIABILITY R8).
fn prove_ciphertext(connection: &Connection, path: &Path) -> Result<(), SqliteError> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    let cipher: Option<String> = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) || is_plain(path).unwrap_or(true) {
        return Err(SqliteError::Plain);
    }
    Ok(())
}

/// SQLCipher writes to stderr on a wrong key, which would land in the middle of the screen.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Ok(connection) = Connection::open_in_memory() {
            let _ = connection.execute_batch("PRAGMA cipher_log_level = NONE;");
        }
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const MARK: i32 = 0x6374_0001;

    fn key(byte: u8) -> FileKey {
        FileKey::new(&mut [byte; 32])
    }

    #[test]
    fn an_encrypted_file_opens_with_its_key_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let connection = open(&path, Some(&key(1)), MARK).unwrap();
        connection.execute_batch("CREATE TABLE t(a); INSERT INTO t VALUES('张桂兰');").unwrap();
        drop(connection);
        assert!(matches!(open(&path, Some(&key(2)), MARK), Err(SqliteError::KeyOrDamage)));
        assert!(matches!(open(&path, None, MARK), Err(SqliteError::KeyOrDamage)));
        let again = open(&path, Some(&key(1)), MARK).unwrap();
        let name: String = again.query_row("SELECT a FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(name, "张桂兰");
        let bytes = std::fs::read(&path).unwrap();
        assert_ne!(&bytes[..16], HEADER);
        assert!(memchr::memmem::find(&bytes, "张桂兰".as_bytes()).is_none());
    }

    /// The salt is known without the file, so that its first sector may be lost as any other.
    #[test]
    fn f06_damaged_first_bytes_do_not_cost_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        open(&path, Some(&key(1)), MARK).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        assert_eq!(&bytes[..16], SALT);
        bytes[..16].fill(0x5a);
        std::fs::write(&path, bytes).unwrap();
        assert!(open(&path, Some(&key(1)), MARK).unwrap().prepare("SELECT a FROM t").is_ok());
    }

    #[test]
    fn a_file_with_a_salt_of_its_own_still_opens() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        connect(&path, Some(&key(1)), &[], MARK).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
        assert_ne!(&std::fs::read(&path).unwrap()[..16], SALT);
        assert!(open(&path, Some(&key(1)), MARK).unwrap().prepare("SELECT a FROM t").is_ok());
    }

    #[test]
    fn a_plain_file_in_place_of_ciphertext_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        open(&path, None, MARK).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
        assert!(matches!(open(&path, Some(&key(1)), MARK), Err(SqliteError::Plain)));
    }

    #[test]
    fn another_programs_file_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        open(&path, None, MARK).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
        assert!(matches!(open(&path, None, MARK + 1), Err(SqliteError::Foreign(found)) if found == MARK));
    }

    #[test]
    fn a_reader_cannot_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        open(&path, None, MARK).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
        let reader = open_reader(&path, None, MARK).unwrap();
        assert!(reader.execute("INSERT INTO t VALUES(1)", []).is_err());
    }

    #[test]
    fn a_full_disk_is_its_own_error() {
        let dir = tempfile::tempdir().unwrap();
        let connection = open(&dir.path().join("a.db"), None, MARK).unwrap();
        connection.execute_batch("CREATE TABLE t(a); PRAGMA max_page_count = 8;").unwrap();
        let error = (0..10_000)
            .find_map(|_| connection.execute("INSERT INTO t VALUES(randomblob(4000))", []).err())
            .map(SqliteError::from)
            .unwrap();
        assert!(matches!(error, SqliteError::Full));
        assert_eq!(error.key(), "storage.full");
    }

    #[test]
    fn commits_are_durable_by_setting() {
        let dir = tempfile::tempdir().unwrap();
        let connection = open(&dir.path().join("a.db"), Some(&key(1)), MARK).unwrap();
        let journal: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        let sync: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap();
        assert_eq!((journal.as_str(), sync), ("wal", 2));
    }
}
