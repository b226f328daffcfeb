//! A whole catalogue on its way in: pieces first, then its lines in small commits beside the edition that is in use, then
//! one small commit that changes editions. Broken off anywhere, it goes on where it was.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::contract::{SnapshotHead, SnapshotLine};

use super::{
    Store, StoreError,
    catalogue::{EDITION, keep_current, keep_progress},
    from_json, to_json,
};

const COMING: &str = "catalogue.coming";

/// How far a snapshot came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    /// What it is.
    pub head: SnapshotHead,
    /// Lines that are in the store.
    pub lines: u64,
    edition: i64,
}

impl Store {
    /// The snapshot that is under way.
    pub fn coming(&self) -> Result<Option<Coming>, StoreError> {
        self.progress(COMING)?.as_deref().map(from_json).transpose()
    }

    /// Begins with a snapshot; what was here of another one goes.
    pub fn begin_snapshot(&mut self, head: &SnapshotHead) -> Result<Coming, StoreError> {
        let last = self.coming()?.map_or(self.edition()?, |coming| coming.edition);
        let coming = Coming { head: head.clone(), lines: 0, edition: last.max(self.edition()?) + 1 };
        let kept = to_json(&coming)?;
        self.write(|transaction| {
            transaction.execute("DELETE FROM snapshot_piece", [])?;
            keep_progress(transaction, COMING, &kept)
        })?;
        Ok(coming)
    }

    /// Gives a snapshot up whose file is not what its hash says.
    pub fn drop_snapshot(&mut self) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM snapshot_piece", [])?;
            transaction.execute("DELETE FROM progress WHERE name = ?1", [COMING])?;
            Ok(())
        })
    }

    /// Numbers of the pieces that are here.
    pub fn pieces_here(&self) -> Result<Vec<u64>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT no FROM snapshot_piece ORDER BY no")?;
        let rows = statement.query_map([], |row| row.get::<_, i64>(0))?;
        rows.map(|row| u64::try_from(row?).map_err(|_| StoreError::Unreadable)).collect()
    }

    /// Keeps a piece.
    pub fn keep_piece(&mut self, no: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let no = i64::try_from(no).map_err(|_| StoreError::Unreadable)?;
        self.write(|transaction| {
            transaction.execute("INSERT OR REPLACE INTO snapshot_piece(no, bytes) VALUES (?1, ?2)", (no, bytes))?;
            Ok(())
        })
    }

    /// All pieces in order.
    pub fn whole_snapshot(&self) -> Result<Vec<u8>, StoreError> {
        let mut statement = self.connection.prepare("SELECT bytes FROM snapshot_piece ORDER BY no")?;
        let mut rows = statement.query([])?;
        let mut whole = Vec::new();
        while let Some(row) = rows.next()? {
            whole.extend_from_slice(row.get_ref(0)?.as_blob().map_err(|_| StoreError::Unreadable)?);
        }
        Ok(whole)
    }

    /// Takes the next lines in, in one commit; how far it came is part of it.
    pub fn take_lines(&mut self, coming: &mut Coming, lines: &[String]) -> Result<(), StoreError> {
        let next = Coming {
            lines: coming.lines + u64::try_from(lines.len()).map_err(|_| StoreError::Unreadable)?,
            ..coming.clone()
        };
        let kept = to_json(&next)?;
        let first = i64::try_from(coming.lines).map_err(|_| StoreError::Unreadable)?;
        self.write_much(|transaction| {
            let mut item = transaction.prepare_cached(
                "INSERT OR REPLACE INTO catalogue_item(edition, code, place, summary) VALUES (?1, ?2, ?3, ?4)",
            )?;
            let mut kept_guide =
                transaction.prepare_cached("INSERT OR REPLACE INTO guide(code, version, guide) VALUES (?1, ?2, ?3)")?;
            for (place, line) in (first..).zip(lines) {
                // The hash of the whole file is right: a line of another kind is one that only a newer program knows (F41).
                let Some(line) = SnapshotLine::read(line) else { continue };
                match line {
                    SnapshotLine::Item { code, summary } => {
                        item.execute((next.edition, code, place, summary))?;
                    }
                    SnapshotLine::Guide { code, version, guide } => {
                        kept_guide.execute((code, version, guide))?;
                    }
                }
            }
            keep_progress(transaction, COMING, &kept)
        })?;
        *coming = next;
        Ok(())
    }

    /// Everything is here: the new edition is the one in use.
    pub fn finish_snapshot(&mut self, coming: &Coming, now: Timestamp) -> Result<(), StoreError> {
        self.write(|transaction| {
            keep_progress(transaction, EDITION, &coming.edition.to_string())?;
            keep_current(transaction, coming.head.version, coming.head.day, now)?;
            transaction.execute("DELETE FROM snapshot_piece", [])?;
            transaction.execute("DELETE FROM progress WHERE name = ?1", [COMING])?;
            Ok(())
        })
    }

    /// Removes rows of editions that are neither in use nor on their way, some at a time. True if there may be more.
    pub fn clear_editions(&mut self, at_most: u32) -> Result<bool, StoreError> {
        let edition = self.edition()?;
        let coming = self.coming()?.map_or(edition, |coming| coming.edition);
        let gone = self.write_much(|transaction| {
            Ok(transaction.execute(
                "DELETE FROM catalogue_item WHERE (edition, code) IN (
                     SELECT edition, code FROM catalogue_item WHERE edition NOT IN (?1, ?2) LIMIT ?3)",
                (edition, coming, at_most),
            )?)
        })?;
        Ok(gone > 0)
    }
}
