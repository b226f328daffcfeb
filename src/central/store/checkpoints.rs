//! What the centre signed about its audit chain, and what that chain is hashed with.

use jiff::Timestamp;

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};
use crate::domain::audit::Algorithm;

/// A checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointRow {
    /// How many links it covers.
    pub size: u64,
    /// When it was signed.
    pub at: Timestamp,
    /// The tree over them, to grow on from.
    pub peaks: String,
    /// The signed note.
    pub note: String,
}

impl Tx<'_> {
    /// What the audit chain is hashed with.
    pub fn audit_alg(&self) -> Result<Algorithm, StoreError> {
        Ok(self.heads()?.map(|heads| heads.audit_alg).unwrap_or_default())
    }

    /// Chooses it for a chain that has no link yet, with the hash that its first link is bound to.
    pub fn choose_audit_alg(&self, alg: Algorithm, genesis: &str) -> Result<(), StoreError> {
        self.put_heads()?;
        self.execute(
            "UPDATE centre SET audit_alg = ?1, audit_hash = ?2 WHERE id = 1 AND audit_seq = 0",
            values![alg.word(), genesis],
        )
    }

    /// Keeps a checkpoint.
    pub fn add_checkpoint(&self, row: &CheckpointRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO checkpoints (size, at, peaks, note) VALUES (?1, ?2, ?3, ?4)",
            values![columns::stored(row.size), row.at, row.peaks, row.note],
        )
    }

    /// The farthest one.
    pub fn last_checkpoint(&self) -> Result<Option<CheckpointRow>, StoreError> {
        self.one("SELECT * FROM checkpoints ORDER BY size DESC LIMIT 1", values![], checkpoint)
    }

    /// The farthest one over links before a place only.
    pub fn checkpoint_before(&self, place: u64) -> Result<Option<CheckpointRow>, StoreError> {
        self.one(
            "SELECT * FROM checkpoints WHERE size < ?1 ORDER BY size DESC LIMIT 1",
            values![columns::stored(place)],
            checkpoint,
        )
    }

    /// Those after a place, in order.
    pub fn checkpoints_after(&self, after: u64, limit: u32) -> Result<Vec<CheckpointRow>, StoreError> {
        self.all(
            "SELECT * FROM checkpoints WHERE size > ?1 ORDER BY size LIMIT ?2",
            values![columns::stored(after), limit],
            checkpoint,
        )
    }
}

fn checkpoint(row: Row<'_>) -> Result<CheckpointRow, StoreError> {
    Ok(CheckpointRow {
        size: columns::count(row, "size")?,
        at: columns::instant(row, "at")?,
        peaks: columns::get(row, "peaks")?,
        note: columns::get(row, "note")?,
    })
}
