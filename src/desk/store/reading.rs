//! A store that is only read: another copy of the program has it, or its folder cannot be written (F05, F08). There is
//! never a second writer: the connection cannot write, and no lock is asked for.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{APPLICATION_ID, Reserve, STORE_FILE, Store, StoreError, look, stages, tables};
use crate::sqlite::{self, FileKey, SqliteError};

/// Why a store is only read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Another copy of the program has it.
    InUse,
    /// Folder, file or disk cannot be written.
    NotWritable,
}

/// A private copy of a store's files, still ciphertext; it goes when the store is closed.
#[derive(Debug)]
pub(super) struct Copied(PathBuf);

impl Drop for Copied {
    fn drop(&mut self) {
        // What stays is ciphertext, and the system empties its folder of temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Store {
    /// Opens the store in `dir` for reading. It is not brought up to date, not repaired, not written to.
    pub fn look(dir: &Path, key: &FileKey) -> Result<Self, StoreError> {
        if stages::is_moving(dir) || look::in_doubt(dir) {
            return Err(SqliteError::Damaged.into());
        }
        let (connection, copied) = connect(dir, key)?;
        let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let known = u32::try_from(tables::STEPS.len()).unwrap_or(u32::MAX);
        if found > known {
            return Err(SqliteError::TooNew { found, known }.into());
        }
        if found < known {
            return Err(StoreError::Older);
        }
        let store = Self {
            connection,
            dir: dir.to_owned(),
            reserve: Reserve::at(dir, 0),
            broken: false,
            looking: true,
            _copied: copied,
        };
        store.look_at_first()?;
        Ok(store)
    }
}

/// Beside its writer a reader needs to note where it reads. In a folder that takes no notes the file is read as it
/// stands; if a log lies beside it, a copy of both is.
fn connect(dir: &Path, key: &FileKey) -> Result<(Connection, Option<Copied>), StoreError> {
    let path = dir.join(STORE_FILE);
    let refused = match sqlite::open_to_look(&path, Some(key), APPLICATION_ID, false) {
        Ok(connection) => return Ok((connection, None)),
        Err(error) => error,
    };
    if !matches!(refused, SqliteError::ReadOnly) {
        return Err(refused.into());
    }
    let log = dir.join(format!("{STORE_FILE}-wal"));
    if fs::metadata(&log).map_or(0, |file| file.len()) == 0 {
        return Ok((sqlite::open_to_look(&path, Some(key), APPLICATION_ID, true)?, None));
    }
    let copied = copy(&path, &log).map_err(StoreError::Directory)?;
    let connection = sqlite::open_to_look(&copied.0.join(STORE_FILE), Some(key), APPLICATION_ID, false)?;
    Ok((connection, Some(copied)))
}

fn copy(file: &Path, log: &Path) -> io::Result<Copied> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // A folder that is there already is nobody's to use.
    let mut free =
        (0..1_000).map(|number| std::env::temp_dir().join(format!("chuangtai-{}-{number}", std::process::id())));
    let made = free.find(|folder| builder.create(folder).is_ok());
    let copied = Copied(made.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?);
    fs::copy(file, copied.0.join(STORE_FILE))?;
    fs::copy(log, copied.0.join(format!("{STORE_FILE}-wal")))?;
    Ok(copied)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        desk::store::{Draft, DraftState},
        ports::ManualEntropy,
    };

    fn key() -> FileKey {
        FileKey::new(&mut [9; 32])
    }

    fn open(dir: &Path) -> Store {
        Store::open(dir, &key(), 0, &ManualEntropy::seeded(3)).unwrap()
    }

    fn draft(case: u128) -> Draft {
        Draft {
            case_id: Uuid::from_u128(case),
            title: format!("draft {case}"),
            snapshot: "x".repeat(3_000),
            state: DraftState::Open,
            updated: "2026-11-22T01:00:00Z".parse().unwrap(),
        }
    }

    fn titles(store: &Store) -> Vec<String> {
        let mut titles: Vec<String> = store.drafts().unwrap().into_iter().map(|draft| draft.title).collect();
        titles.sort();
        titles
    }

    fn bytes(dir: &Path) -> Vec<Vec<u8>> {
        [STORE_FILE.to_owned(), format!("{STORE_FILE}-wal")]
            .into_iter()
            .filter_map(|name| fs::read(dir.join(name)).ok())
            .collect()
    }

    #[test]
    fn f08_a_second_copy_reads_what_the_first_one_writes_and_writes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = open(dir.path());
        writer.save_draft(&draft(1)).unwrap();
        let mut reader = Store::look(dir.path(), &key()).unwrap();
        assert_eq!(titles(&reader), ["draft 1"]);
        writer.save_draft(&draft(2)).unwrap();
        assert_eq!(titles(&reader), ["draft 1", "draft 2"], "also what came later");
        let refused = reader.save_draft(&draft(3)).unwrap_err();
        assert!(matches!(refused, StoreError::Looking) && !refused.is_fatal() && !refused.is_damage());
        assert!(matches!(reader.discard_draft(Uuid::from_u128(1)), Err(StoreError::Looking)));
        assert!(reader.connection.execute("DELETE FROM draft", []).is_err(), "the connection itself cannot");
        writer.save_draft(&draft(4)).unwrap();
        drop(reader);
        drop(writer);
        assert_eq!(titles(&open(dir.path())).len(), 3);
    }

    #[cfg(unix)]
    /// Nobody holds the store, and no reader can leave a note beside it.
    #[test]
    fn f05_a_store_that_cannot_be_written_is_read_whole_with_its_log_and_left_as_it_is() {
        let (living, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut writer = open(living.path());
        for case in 1..=3 {
            writer.save_draft(&draft(case)).unwrap();
        }
        for name in [STORE_FILE.to_owned(), format!("{STORE_FILE}-wal")] {
            fs::copy(living.path().join(&name), dir.path().join(&name)).unwrap();
        }
        drop(writer);
        // As in a folder in which nothing can be made: the reader's notes have no place.
        let nowhere = dir.path().join("nowhere").join("shm");
        std::os::unix::fs::symlink(nowhere, dir.path().join(format!("{STORE_FILE}-shm"))).unwrap();
        let before = bytes(dir.path());
        let reader = Store::look(dir.path(), &key()).unwrap();
        assert_eq!(titles(&reader), ["draft 1", "draft 2", "draft 3"], "these stood in the log");
        drop(reader);
        let (connection, copied) = connect(dir.path(), &key()).unwrap();
        let copy = copied.as_ref().unwrap().0.clone();
        assert!(copy.exists());
        drop((connection, copied));
        assert!(!copy.exists());
        assert_eq!(bytes(dir.path()), before);
    }

    #[test]
    fn f05_without_a_log_the_file_is_read_where_it_lies() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = open(dir.path());
        writer.save_draft(&draft(1)).unwrap();
        drop(writer);
        let _ = fs::remove_file(dir.path().join(format!("{STORE_FILE}-wal")));
        let path = dir.path().join(STORE_FILE);
        let connection = sqlite::open_to_look(&path, Some(&key()), APPLICATION_ID, true).unwrap();
        let count: i64 = connection.query_row("SELECT count(*) FROM draft", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 1);
        assert!(!dir.path().join(format!("{STORE_FILE}-shm")).exists(), "no trace");
    }

    #[test]
    fn a_store_of_another_program_version_or_in_doubt_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let writer = open(dir.path());
        writer.connection.pragma_update(None, "user_version", 1).unwrap();
        assert!(matches!(Store::look(dir.path(), &key()), Err(StoreError::Older)));
        writer.connection.pragma_update(None, "user_version", 99).unwrap();
        assert_eq!(Store::look(dir.path(), &key()).unwrap_err().key(), "desk.fault.store.newer");
        let wrong = FileKey::new(&mut [8; 32]);
        assert!(Store::look(dir.path(), &wrong).unwrap_err().is_damage());
        fs::write(dir.path().join("damaged"), "").unwrap();
        assert!(Store::look(dir.path(), &key()).unwrap_err().is_damage());
    }
}
