//! The change sequence: dense, in commit order, because the number comes from the centre's row inside the transaction.

use uuid::Uuid;

use super::{Scope, StoreError, Tx, columns, engine::values};
use crate::{contract::ChangeEntry, domain::case::State};

impl Tx<'_> {
    /// Appends a change and gives its number.
    pub fn add_change(&self, case_id: Uuid, version: u64, state: State) -> Result<u64, StoreError> {
        let seq = self.move_heads(|heads| {
            heads.change_seq += 1;
            heads.change_seq
        })?;
        self.execute(
            "INSERT INTO changes (seq, case_id, version, state) VALUES (?1, ?2, ?3, ?4)",
            values![columns::stored(seq), case_id, columns::stored(version), columns::to_word(&state)?],
        )?;
        Ok(seq)
    }

    /// Changes after a cursor that this person may see, and where to go on.
    pub fn changes_after(&self, after: u64, limit: u32, scope: &Scope) -> Result<(Vec<ChangeEntry>, u64), StoreError> {
        let bound = scope.bound();
        let after = columns::stored(after);
        let last = self.one(
            "SELECT coalesce(max(page.seq), ?1) AS last FROM
                 (SELECT seq FROM changes WHERE seq > ?1 ORDER BY seq LIMIT ?2) AS page",
            values![after, limit],
            |row| columns::get::<i64>(row, "last"),
        )?;
        let last = last.unwrap_or(after);
        let sql = format!(
            "SELECT h.seq, h.case_id, h.version, h.state FROM changes AS h JOIN cases AS c ON c.id = h.case_id
             WHERE h.seq > :after AND h.seq <= :last AND {} ORDER BY h.seq",
            Scope::CONDITION
        );
        let items = self.all(&sql, &bound.with(&[(":after", &after), (":last", &last)]), |row| {
            Ok(ChangeEntry {
                seq: columns::count(row, "seq")?,
                case_id: columns::id(row, "case_id")?,
                version: columns::count(row, "version")?,
                state: columns::word(row, "state")?,
            })
        })?;
        Ok((items, u64::try_from(last).unwrap_or_default()))
    }
}
