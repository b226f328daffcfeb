//! A damaged store: set aside whole and untouched, what is good copied out, and a line per draft and parcel that says
//! 完好 or 需重录. A value that cannot be read is reported, never guessed.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, types::Value};

use crate::{
    ports::Entropy,
    sqlite::{self, FileKey},
};

use super::{APPLICATION_ID, STORE_FILE, Store, StoreError, keep::Notice, look};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// 完好
    Whole,
    /// 需重录
    Lost,
}

/// One draft or sealed command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescueLine {
    /// `draft` or `parcel`.
    pub table: &'static str,
    /// Case or command id, if it could be read.
    pub id: Option<String>,
    /// Title, if it could be read.
    pub title: Option<String>,
    /// What became of it.
    pub fate: Fate,
}

/// What came out of a damaged store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescueReport {
    /// Where the damaged files lie.
    pub set_aside: PathBuf,
    /// A line per draft and parcel that was found.
    pub lines: Vec<RescueLine>,
    /// False if a list itself broke off, so that rows may be missing that nobody can name.
    pub complete: bool,
}

/// Tables worth copying, with the columns that name a row and those that must come along. The rest is fetched from the
/// centre again.
const PRECIOUS: [&str; 7] = ["draft", "parcel", "receipt", "burnt", "setting", "usage", "paper"];

/// Sets the store in `dir` aside and builds a new one from what is good. The new store has a new epoch, so that the
/// centre can tell it from the old; parcels keep their ids, bytes and signatures.
pub fn rescue(
    dir: &Path,
    key: &FileKey,
    reserve_bytes: u64,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(Store, RescueReport), StoreError> {
    let set_aside = set_aside(dir, now).map_err(StoreError::Directory)?;
    look::no_doubt(dir);
    let mut store = Store::open(dir, key, reserve_bytes, entropy)?;
    let mut report = RescueReport { set_aside: set_aside.clone(), lines: Vec::new(), complete: false };
    // A copy is read, so that what was set aside stays untouched: opening may replay its log.
    let copy = set_aside.join("reading");
    copy_files(&set_aside, &copy).map_err(StoreError::Directory)?;
    if let Some(mut old) = Old::open(copy.join(STORE_FILE), key) {
        report.complete = true;
        store.connection.execute_batch("PRAGMA foreign_keys = OFF;")?;
        let seed = old.read(|old| old.query_row("SELECT seed FROM device", [], |row| row.get::<_, Vec<u8>>(0)));
        store.write(|transaction| {
            if let Some(seed) = seed {
                transaction.execute("UPDATE device SET seed = ?1", [seed])?;
            }
            for table in PRECIOUS {
                report.complete &= copy_table(&mut old, transaction, table, &mut report.lines)?;
            }
            // A parcel whose receipt was lost asks for it again: the centre gives the same one.
            transaction.execute(
                "UPDATE parcel SET state = 'maybe_sent', next_try = NULL
                 WHERE state IN ('applied', 'rejected', 'conflict')
                   AND command_id NOT IN (SELECT command_id FROM receipt)",
                [],
            )?;
            transaction.execute("DELETE FROM receipt WHERE command_id NOT IN (SELECT command_id FROM parcel)", [])?;
            Ok(())
        })?;
        store.connection.execute_batch("PRAGMA foreign_keys = ON;")?;
    }
    fs::remove_dir_all(&copy).map_err(StoreError::Directory)?;
    for line in &report.lines {
        let kind = if line.fate == Fate::Whole { "rescue.whole" } else { "rescue.lost" };
        let text = line.title.clone().or_else(|| line.id.clone()).unwrap_or_default();
        store.add_notice(&Notice { at: now, kind: kind.to_owned(), text })?;
    }
    Ok((store, report))
}

fn set_aside(dir: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let place = dir.join(format!("damaged-{}", now.as_millisecond()));
    fs::create_dir(&place)?;
    for name in files() {
        let from = dir.join(&name);
        if from.exists() {
            fs::rename(from, place.join(&name))?;
        }
    }
    Ok(place)
}

fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for name in files() {
        let file = from.join(&name);
        if file.exists() {
            fs::copy(file, to.join(&name))?;
        }
    }
    Ok(())
}

fn files() -> [String; 3] {
    [STORE_FILE.to_owned(), format!("{STORE_FILE}-wal"), format!("{STORE_FILE}-shm")]
}

/// The damaged file. After one unreadable page SQLCipher refuses everything on that connection, so it is opened anew.
struct Old<'a> {
    path: PathBuf,
    key: &'a FileKey,
    connection: Connection,
}

impl<'a> Old<'a> {
    fn open(path: PathBuf, key: &'a FileKey) -> Option<Self> {
        let connection = sqlite::open(&path, Some(key), APPLICATION_ID).ok()?;
        Some(Self { path, key, connection })
    }

    /// `None` = it cannot be read.
    fn read<T>(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        let read = work(&self.connection).ok();
        if read.is_none() {
            self.connection = sqlite::open(&self.path, Some(self.key), APPLICATION_ID).ok()?;
        }
        read
    }

    /// Row numbers from the smallest on; a broken page ends the list from this side, so it is tried from the other
    /// too. False if the list may have a gap.
    fn rowids(&mut self, table: &str) -> (BTreeSet<i64>, bool) {
        let mut found = BTreeSet::new();
        let mut complete = true;
        for order in ["ASC", "DESC"] {
            let sql = format!("SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid {order}");
            let whole = self.read(|old| {
                let mut statement = old.prepare(&sql)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    found.insert(row.get(0)?);
                }
                Ok(())
            });
            complete &= whole.is_some();
        }
        (found, complete)
    }

    fn row(&mut self, table: &str, rowid: i64) -> Option<Vec<(String, Value)>> {
        self.read(|old| {
            let mut statement = old.prepare(&format!("SELECT * FROM {table} WHERE rowid = ?1"))?;
            let names: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
            let row: Vec<(String, Value)> = statement.query_row([rowid], |row| {
                names.iter().enumerate().map(|(index, name)| Ok((name.clone(), row.get(index)?))).collect()
            })?;
            // An error, so that the file is opened anew: on this connection every further page would be zeros.
            if row.iter().any(is_blanked) { Err(rusqlite::Error::InvalidQuery) } else { Ok(row) }
        })
    }
}

/// The end of a long row lies on pages of its own. SQLCipher gives such a page as zeros when it is damaged, and says
/// nothing: no text here holds a zero, and no sealed command does.
fn is_blanked((name, value): &(String, Value)) -> bool {
    match value {
        Value::Text(text) => text.contains('\0'),
        Value::Blob(bytes) => name == "bytes" && bytes.contains(&0),
        _ => false,
    }
}

/// Copies a table row by row. False if rows may be missing that nobody can name.
fn copy_table(
    old: &mut Old<'_>,
    new: &Connection,
    table: &'static str,
    lines: &mut Vec<RescueLine>,
) -> Result<bool, StoreError> {
    let (rowids, complete) = old.rowids(table);
    for rowid in rowids {
        let row = old.row(table, rowid);
        let text = |name: &str| match row.iter().flatten().find(|(column, _)| column == name) {
            Some((_, Value::Text(text))) => Some(text.clone()),
            _ => None,
        };
        let fate = if row.is_some() { Fate::Whole } else { Fate::Lost };
        match table {
            "draft" => lines.push(RescueLine { table: "draft", id: text("case_id"), title: text("title"), fate }),
            "parcel" => lines.push(RescueLine { table: "parcel", id: text("command_id"), title: text("title"), fate }),
            _ => {}
        }
        if let Some(row) = row {
            let (names, values): (Vec<String>, Vec<Value>) = row.into_iter().unzip();
            let places = vec!["?"; names.len()].join(", ");
            let sql = format!("INSERT OR IGNORE INTO {table}({}) VALUES ({places})", names.join(", "));
            new.execute(&sql, rusqlite::params_from_iter(values))?;
        }
    }
    Ok(complete)
}
