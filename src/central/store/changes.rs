//! The change sequence: dense, in commit order, because the number comes from the centre's row inside the transaction.

use uuid::Uuid;

use super::{Scope, StoreError, Tx, columns};
use crate::{contract::ChangeEntry, domain::case::State};

impl Tx<'_> {
    /// Appends a change and gives its number.
    pub fn add_change(&self, case_id: Uuid, version: u64, state: State) -> Result<u64, StoreError> {
        let seq: i64 = self
            .db
            .prepare_cached("UPDATE centre SET change_seq = change_seq + 1 WHERE id = 1 RETURNING change_seq")?
            .query_row([], |row| row.get(0))?;
        self.db
            .prepare_cached("INSERT INTO changes (seq, case_id, version, state) VALUES (?1, ?2, ?3, ?4)")?
            .execute((seq, case_id.to_string(), columns::stored(version), columns::to_word(&state)?))?;
        u64::try_from(seq).map_err(|_| StoreError::Unreadable { what: "change_seq" })
    }

    /// Changes after a cursor that this person may see, and where to go on.
    pub fn changes_after(&self, after: u64, limit: u32, scope: &Scope) -> Result<(Vec<ChangeEntry>, u64), StoreError> {
        let bound = scope.bound();
        let (after, limit) = (columns::stored(after), i64::from(limit));
        let last: i64 = self
            .db
            .prepare_cached(
                "SELECT coalesce(max(seq), :after) FROM
                     (SELECT seq FROM changes WHERE seq > :after ORDER BY seq LIMIT :limit)",
            )?
            .query_row(&[(":after", &after), (":limit", &limit)][..], |row| row.get(0))?;
        let sql = format!(
            "SELECT h.seq, h.case_id, h.version, h.state FROM changes AS h JOIN cases AS c ON c.id = h.case_id
             WHERE h.seq > :after AND h.seq <= :last AND {} ORDER BY h.seq",
            Scope::CONDITION
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(&*bound.with(&[(":after", &after), (":last", &last)]))?;
        let mut items = Vec::new();
        while let Some(row) = rows.next()? {
            items.push(ChangeEntry {
                seq: columns::count(row, "seq")?,
                case_id: columns::id(row, "case_id")?,
                version: columns::count(row, "version")?,
                state: columns::word(row, "state")?,
            });
        }
        Ok((items, u64::try_from(last).unwrap_or_default()))
    }
}
