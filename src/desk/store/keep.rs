//! Settings, progress of the sync, notices, and the list of originals that lie at this window.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;
use uuid::Uuid;

use super::{Store, StoreError, catalogue::keep_progress, instant, millis, uuid};

/// A line of the notices' history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When.
    pub at: Timestamp,
    /// `info`, `warning`, `error`.
    pub kind: String,
    /// Words as shown.
    pub text: String,
}

/// An original paper that was taken (R5.16) and has to go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalPaper {
    /// Case.
    pub case_id: Uuid,
    /// Material.
    pub material_code: String,
    /// Name of the material.
    pub name: String,
    /// When it was taken.
    pub taken_at: Timestamp,
}

impl Store {
    /// Sets a setting.
    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("INSERT OR REPLACE INTO setting(name, value) VALUES (?1, ?2)", (name, value))?;
            Ok(())
        })
    }

    /// All settings that were set.
    pub fn settings(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT name, value FROM setting")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Remembers how far something got.
    pub fn set_progress(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.write(|transaction| keep_progress(transaction, name, value))
    }

    /// Forgets it.
    pub fn clear_progress(&mut self, name: &str) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            transaction.execute("DELETE FROM progress WHERE name = ?1", [name])?;
            Ok(())
        })
    }

    /// How far it got.
    pub fn progress(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT value FROM progress WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?)
    }

    /// Adds to the notices' history.
    pub fn add_notice(&mut self, notice: &Notice) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO notice(at, kind, text) VALUES (?1, ?2, ?3)",
                (millis(notice.at), &notice.kind, &notice.text),
            )?;
            Ok(())
        })
    }

    /// The latest notices.
    pub fn notices(&self, limit: u32) -> Result<Vec<Notice>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT at, kind, text FROM notice ORDER BY id DESC LIMIT ?1")?;
        let rows = statement.query_map([limit], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        rows.map(|row| {
            let (at, kind, text) = row?;
            Ok(Notice { at: instant(at)?, kind, text })
        })
        .collect()
    }

    /// An original was taken.
    pub fn take_paper(&mut self, paper: &OriginalPaper) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO paper(case_id, material_code, name, taken_at) VALUES (?1, ?2, ?3, ?4)",
                (paper.case_id.to_string(), &paper.material_code, &paper.name, millis(paper.taken_at)),
            )?;
            Ok(())
        })
    }

    /// Originals of a case went back: one material, or all.
    pub fn return_papers(
        &mut self,
        case_id: Uuid,
        material_code: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            transaction.execute(
                "UPDATE paper SET returned_at = ?3
                 WHERE case_id = ?1 AND material_code = coalesce(?2, material_code) AND returned_at IS NULL",
                (case_id.to_string(), material_code, millis(now)),
            )?;
            Ok(())
        })
    }

    /// Originals that are still here, the oldest first.
    pub fn papers_here(&self) -> Result<Vec<OriginalPaper>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT case_id, material_code, name, taken_at FROM paper WHERE returned_at IS NULL
             ORDER BY taken_at, case_id, material_code",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, i64>(3)?))
        })?;
        rows.map(|row| {
            let (case_id, material_code, name, taken_at) = row?;
            Ok(OriginalPaper { case_id: uuid(&case_id)?, material_code, name, taken_at: instant(taken_at)? })
        })
        .collect()
    }
}
