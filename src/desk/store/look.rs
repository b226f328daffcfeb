//! Is everything still readable? A damaged page should be found before a citizen waits for it, and looking at tens of
//! megabytes would make the start wait: what the day begins with is read at the opening, the rest piece by piece behind
//! the screen. What is found there is remembered beside the store, so that the next opening rescues it.

use std::{fs, path::Path};

use rusqlite::{Connection, Params};

use super::{Store, StoreError};

/// Rows of each table that are read at the opening, the newest.
const AT_ONCE: u32 = 200;
/// Rows of a piece.
const PIECE: u32 = 200;
/// Tables whose loss would be a person's.
const TABLES: [&str; 5] = ["draft", "parcel", "receipt", "burnt", "paper"];
/// Says that a damaged page was found after the opening.
const DOUBT: &str = "damaged";

/// How far [`Store::look_at_piece`] came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    table: usize,
    row: i64,
}

impl Store {
    /// Reads what the day begins with: who the desk is, what waits to be sent, the newest of the rest.
    pub(super) fn look_at_first(&self) -> Result<(), StoreError> {
        read(&self.connection, "SELECT * FROM device", [])?;
        let open = "SELECT * FROM parcel WHERE state NOT IN ('applied', 'rejected', 'conflict')";
        read(&self.connection, open, [])?;
        for table in TABLES {
            let newest = format!("SELECT * FROM {table} ORDER BY rowid DESC LIMIT {AT_ONCE}");
            read(&self.connection, &newest, [])?;
        }
        Ok(())
    }

    /// Reads the next piece of all; `None` = that was the last. Damage is remembered for the next opening.
    pub fn look_at_piece(&self, from: Looked) -> Result<Option<Looked>, StoreError> {
        let Some(table) = TABLES.get(from.table) else { return Ok(None) };
        let sql = format!("SELECT rowid, * FROM {table} WHERE rowid > ?1 ORDER BY rowid LIMIT {PIECE}");
        let last = read(&self.connection, &sql, [from.row]).inspect_err(|error| {
            if error.is_damage() {
                // If it cannot be written the page is found again, by whoever needs it.
                let _ = fs::write(self.dir.join(DOUBT), b"");
            }
        })?;
        Ok(Some(match last {
            Some(row) => Looked { row, ..from },
            None => Looked { table: from.table + 1, row: i64::MIN },
        }))
    }

    /// Where to begin.
    pub const fn look_from_start() -> Looked {
        Looked { table: 0, row: i64::MIN }
    }
}

/// True if a damaged page was found while the store in `dir` was open.
pub(super) fn in_doubt(dir: &Path) -> bool {
    dir.join(DOUBT).exists()
}

/// The store was rescued.
pub(super) fn no_doubt(dir: &Path) {
    // If it stays, the next opening rescues a whole store: slow, and nothing is lost.
    let _ = fs::remove_file(dir.join(DOUBT));
}

/// Reads every column of every row; the first column of the last one, if it is a number.
fn read(connection: &Connection, sql: &str, params: impl Params) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params)?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            row.get_ref(column)?;
        }
        last = row.get_ref(0)?.as_i64().ok();
    }
    Ok(last)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        desk::store::{Draft, DraftState, STORE_FILE, rescue},
        ports::ManualEntropy,
        sqlite::FileKey,
    };

    fn open(dir: &Path) -> Result<Store, StoreError> {
        Store::open(dir, &FileKey::new(&mut [9; 32]), 0, &ManualEntropy::seeded(3))
    }

    fn look(store: &Store) -> Result<u32, StoreError> {
        let (mut pieces, mut at) = (0, Some(Store::look_from_start()));
        while let Some(from) = at {
            at = store.look_at_piece(from)?;
            pieces += 1;
        }
        Ok(pieces)
    }

    #[test]
    fn f06_what_the_opening_did_not_read_is_read_behind_it_and_rescued_at_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path()).unwrap();
        let updated = "2026-11-22T01:00:00Z".parse().unwrap();
        for case in 1..=450 {
            let (title, snapshot) = (format!("draft {case}"), "x".repeat(6_000));
            let draft = Draft { case_id: Uuid::from_u128(case), title, snapshot, state: DraftState::Open, updated };
            store.save_draft(&draft).unwrap();
        }
        assert!(look(&store).unwrap() > 5);
        drop(store);
        let file = dir.path().join(STORE_FILE);
        let mut bytes = fs::read(&file).unwrap();
        // A page of one of the first drafts: among the older, near the beginning of the file.
        let early = bytes.len() / 6;
        bytes[early] ^= 1;
        fs::write(&file, bytes).unwrap();

        let store = open(dir.path()).unwrap();
        assert!(look(&store).unwrap_err().is_damage());
        drop(store);
        let refused = open(dir.path()).unwrap_err();
        assert!(refused.is_damage(), "{refused:?}");
        let key = FileKey::new(&mut [9; 32]);
        let (store, report) = rescue(dir.path(), &key, 0, updated, &ManualEntropy::seeded(4)).unwrap();
        assert!(store.drafts().unwrap().len() > 440 && report.lines.len() >= store.drafts().unwrap().len());
        assert!(look(&store).is_ok());
        drop(store);
        assert!(open(dir.path()).is_ok());
    }
}
