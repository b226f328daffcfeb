//! The audit chain's rows; the chain itself is made and proven by `domain::audit`.

use super::{StoreError, Tx, columns};

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
        self.db.prepare_cached("INSERT INTO audit (seq, body, hash) VALUES (?1, ?2, ?3)")?.execute((
            columns::stored(row.seq),
            &row.body,
            &row.hash,
        ))?;
        self.db
            .prepare_cached("UPDATE centre SET audit_seq = ?1, audit_hash = ?2 WHERE id = 1")?
            .execute((columns::stored(row.seq), &row.hash))?;
        Ok(())
    }

    /// Links after a place, in order.
    pub fn audit_after(&self, after: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT seq, body, hash FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
        let mut rows = statement.query((columns::stored(after), limit))?;
        let mut links = Vec::new();
        while let Some(row) = rows.next()? {
            links.push(AuditRow {
                seq: columns::count(row, "seq")?,
                body: columns::get(row, "body")?,
                hash: columns::get(row, "hash")?,
            });
        }
        Ok(links)
    }
}
