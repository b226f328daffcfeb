//! The audit chain's rows; the chain itself is made and proven by `domain::audit`.

use super::{StoreError, Tx, columns, engine::values};

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Place, no gaps.
    pub seq: u64,
    /// Canonical JSON of the entry; no personal data.
    pub body: String,
    /// Hash over the previous hash and the body.
    pub hash: String,
}

impl Tx<'_> {
    /// Appends a link and moves the head of the chain.
    pub fn add_audit(&self, row: &AuditRow) -> Result<(), StoreError> {
        let seq = columns::stored(row.seq);
        self.execute("INSERT INTO audit (seq, body, hash) VALUES (?1, ?2, ?3)", values![seq, row.body, row.hash])?;
        self.move_heads(|heads| {
            heads.audit_seq = row.seq;
            heads.audit_hash.clone_from(&row.hash);
        })
    }

    /// Links after a place, in order.
    pub fn audit_after(&self, after: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        self.all(
            "SELECT seq, body, hash FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            values![columns::stored(after), limit],
            |row| {
                Ok(AuditRow {
                    seq: columns::count(row, "seq")?,
                    body: columns::get(row, "body")?,
                    hash: columns::get(row, "hash")?,
                })
            },
        )
    }
}
