//! Is the file whole, and a copy of it while it is in use.

use std::path::Path;

use rusqlite::{Connection, backup::Backup};

use super::{FileKey, SqliteError, open};

/// Reads every page. Empty = the file is whole; otherwise what is wrong, in SQLite's words.
pub fn check(connection: &Connection, encrypted: bool) -> Result<Vec<String>, SqliteError> {
    let mut found = Vec::new();
    if encrypted {
        found.extend(lines(connection, "PRAGMA cipher_integrity_check")?);
    }
    found.extend(lines(connection, "PRAGMA integrity_check")?.into_iter().filter(|line| line != "ok"));
    found.extend(lines(connection, "PRAGMA foreign_key_check")?);
    Ok(found)
}

/// A consistent copy of an open database into a new file under the same key, for backups.
pub fn copy_into(
    from: &Connection,
    path: &Path,
    key: Option<&FileKey>,
    application_id: i32,
) -> Result<(), SqliteError> {
    let mut to = open(path, key, application_id)?;
    let backup = Backup::new(from, &mut to)?;
    backup.run_to_completion(256, std::time::Duration::ZERO, None)?;
    Ok(())
}

fn lines(connection: &Connection, pragma: &str) -> Result<Vec<String>, SqliteError> {
    let mut statement = connection.prepare(pragma)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_is_found_and_a_copy_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let (path, copy) = (dir.path().join("a.db"), dir.path().join("b.db"));
        let key = FileKey::new(&mut [7; 32]);
        let connection = open(&path, Some(&key), 1).unwrap();
        connection.execute_batch("CREATE TABLE t(a)").unwrap();
        for _ in 0..200 {
            connection.execute("INSERT INTO t VALUES(hex(randomblob(100)))", []).unwrap();
        }
        assert!(check(&connection, true).unwrap().is_empty());
        copy_into(&connection, &copy, Some(&key), 1).unwrap();
        drop(connection);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let damaged = open(&path, Some(&key), 1).unwrap();
        assert!(check(&damaged, true).map_or(true, |found| !found.is_empty()));
        let whole = open(&copy, Some(&key), 1).unwrap();
        assert!(check(&whole, true).unwrap().is_empty());
    }
}
