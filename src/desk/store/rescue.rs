//! A damaged store: set aside whole and untouched, what is good copied out, and a line per draft and parcel that says
//! 完好 or 需重录. A value that cannot be read is reported, never guessed.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, types::Value};
use serde::{Deserialize, Serialize};

use crate::{
    ports::Entropy,
    sqlite::{self, FileKey},
};

use super::{
    APPLICATION_ID, Reserve, STORE_FILE, Store, StoreError, from_json,
    keep::Notice,
    scans,
    stages::{self, Watch},
    to_json,
};

/// Progress under which a report waits until a person was told.
const REPORT: &str = "rescue.report";

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// 完好
    Whole,
    /// 需重录
    Lost,
}

/// One draft or sealed command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescueLine {
    /// `draft` or `parcel`.
    pub table: String,
    /// Case or command id, if it could be read.
    pub id: Option<String>,
    /// Title, if it could be read.
    pub title: Option<String>,
    /// What became of it.
    pub fate: Fate,
}

/// What came out of a damaged store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescueReport {
    /// Where the damaged files lie.
    pub set_aside: PathBuf,
    /// A line per draft and parcel that was found.
    pub lines: Vec<RescueLine>,
    /// False if a list itself broke off, so that rows may be missing that nobody can name.
    pub complete: bool,
}

/// Tables worth copying. The rest is fetched from the centre again.
const PRECIOUS: [&str; 13] = [
    "draft",
    "parcel",
    "receipt",
    "conflict_base",
    "conflict_decided",
    "burnt",
    "setting",
    "usage",
    "paper",
    "scan",
    "scan_piece",
    "parcel_scan",
    PROGRESS,
];
const PROGRESS: &str = "progress";
/// Of the marks only these are precious: slips with their numbers, and which drafts came by hand.
const MARKS: [&str; 2] = ["slip", "carried/"];

/// Sets the store in `dir` aside and builds a new one from what is good. The new store has a new epoch, so that the
/// centre can tell it from the old; parcels keep their ids, bytes and signatures. Cut short anywhere, it is begun anew
/// or gone on with by the next opening, and nothing is lost.
pub fn rescue(
    dir: &Path,
    key: &FileKey,
    reserve_bytes: u64,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(Store, RescueReport), StoreError> {
    rescue_watched(dir, key, now, entropy, &mut |_| Ok(()))?;
    let store = Store::open(dir, key, reserve_bytes, entropy)?;
    let report = store.rescue_report()?.ok_or(StoreError::Unreadable)?;
    Ok((store, report))
}

/// The rescue itself, in stages.
pub(super) fn rescue_watched(
    dir: &Path,
    key: &FileKey,
    now: Timestamp,
    entropy: &dyn Entropy,
    watch: &mut Watch<'_>,
) -> Result<(), StoreError> {
    // An earlier one may have come so far that only its end lacks.
    stages::finish(dir, watch).map_err(StoreError::Directory)?;
    // For a while there are two stores.
    Reserve::at(dir, 0).release();
    let reading = stages::begin(dir, watch).map_err(StoreError::Directory)?;
    let kept = stages::name_for(dir, now);
    let mut report = RescueReport { set_aside: dir.join(&kept), lines: Vec::new(), complete: false };
    let mut store = Store::open(&stages::stage(dir), key, 0, entropy)?;
    if let Some(old) = Old::open(reading.join(STORE_FILE), key) {
        copy_all(&mut store, old, &mut report)?;
    }
    for line in &report.lines {
        let kind = if line.fate == Fate::Whole { "rescue.whole" } else { "rescue.lost" };
        let text = line.title.clone().or_else(|| line.id.clone()).unwrap_or_default();
        store.add_notice(&Notice { at: now, kind: kind.to_owned(), text })?;
    }
    store.set_progress(REPORT, &to_json(&report)?)?;
    store.close()?;
    stages::settle(dir, &kept, watch).map_err(StoreError::Directory)?;
    stages::finish(dir, watch).map_err(StoreError::Directory)
}

impl Store {
    /// What a rescue brought, as long as nobody was told.
    pub fn rescue_report(&self) -> Result<Option<RescueReport>, StoreError> {
        self.progress(REPORT)?.as_deref().map(from_json).transpose()
    }

    /// A person was told.
    pub fn rescue_told(&mut self) -> Result<(), StoreError> {
        if self.progress(REPORT)?.is_some() { self.clear_progress(REPORT) } else { Ok(()) }
    }

    /// Closes the file so that all of it is in the one file, without a log beside it.
    fn close(self) -> Result<(), StoreError> {
        let left: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if left != 0 {
            return Err(sqlite::SqliteError::Busy.into());
        }
        self.connection.close().map_err(|(_, error)| error.into())
    }
}

fn copy_all(store: &mut Store, mut old: Old<'_>, report: &mut RescueReport) -> Result<(), StoreError> {
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
        for table in ["receipt", "conflict_base", "conflict_decided"] {
            let orphans = format!("DELETE FROM {table} WHERE command_id NOT IN (SELECT command_id FROM parcel)");
            transaction.execute(&orphans, [])?;
        }
        scans::drop_torn(transaction)
    })?;
    store.connection.execute_batch("PRAGMA foreign_keys = ON;")?;
    Ok(())
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
        let read = work(&self.connection).ok().filter(|_| self.is_sound());
        if read.is_none() {
            self.connection = sqlite::open(&self.path, Some(self.key), APPLICATION_ID).ok()?;
        }
        read
    }

    /// Behind an unreadable page in the middle of a long text SQLCipher hands out zeros, and says nothing until the next
    /// page that it has to fetch: so the first page is fetched anew after every read.
    fn is_sound(&self) -> bool {
        let fetched = "PRAGMA shrink_memory; SELECT count(*) FROM sqlite_schema;";
        self.connection.execute_batch(fetched).is_ok()
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
            statement.query_row([rowid], |row| {
                names.iter().enumerate().map(|(index, name)| Ok((name.clone(), row.get(index)?))).collect()
            })
        })
    }
}

/// Copies a table row by row. False if rows may be missing that nobody can name.
fn copy_table(
    old: &mut Old<'_>,
    new: &Connection,
    table: &str,
    lines: &mut Vec<RescueLine>,
) -> Result<bool, StoreError> {
    let (rowids, mut complete) = old.rowids(table);
    for rowid in rowids {
        let row = old.row(table, rowid);
        let text = |name: &str| match row.iter().flatten().find(|(column, _)| column == name) {
            Some((_, Value::Text(text))) => Some(text.clone()),
            _ => None,
        };
        let fate = if row.is_some() { Fate::Whole } else { Fate::Lost };
        match table {
            "draft" => {
                lines.push(RescueLine { table: table.to_owned(), id: text("case_id"), title: text("title"), fate });
            }
            "parcel" => {
                lines.push(RescueLine { table: table.to_owned(), id: text("command_id"), title: text("title"), fate });
            }
            // A slip or an original that nobody can name.
            "paper" | PROGRESS => complete &= row.is_some(),
            _ => {}
        }
        let name = if table == PROGRESS { text("name") } else { None };
        let wanted = name.is_none_or(|name| MARKS.iter().any(|mark| name.starts_with(mark)));
        if let Some(row) = row.filter(|_| wanted) {
            let (names, values): (Vec<String>, Vec<Value>) = row.into_iter().unzip();
            let places = vec!["?"; names.len()].join(", ");
            let sql = format!("INSERT OR IGNORE INTO {table}({}) VALUES ({places})", names.join(", "));
            new.execute(&sql, rusqlite::params_from_iter(values))?;
        }
    }
    Ok(complete)
}
