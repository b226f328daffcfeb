//! Reads that only ask whether, or how much, through the one rights predicate; and where a case was opened, which that
//! predicate looks at.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Scope, StoreError, Tx, columns, engine::values};
use crate::domain::{case::State, exemption::Evidence};

impl Tx<'_> {
    /// Whether the hall has this window: somebody sits there, or a case was taken in at it.
    pub fn knows_window(&self, window: &str) -> Result<bool, StoreError> {
        let used =
            self.one("SELECT 1 AS n FROM case_sums WHERE window_id = ?1 LIMIT 1", values![window], |_| Ok(()))?;
        if used.is_some() {
            return Ok(true);
        }
        Ok(self.people()?.iter().any(|person| person.window_id.as_deref() == Some(window)))
    }

    /// Remembers where a case was opened, and the window at which it was taken in.
    pub fn place_case(&self, id: Uuid, region: &str, window: &str) -> Result<(), StoreError> {
        self.execute(
            "UPDATE cases SET region = CASE region WHEN '' THEN ?2 ELSE region END, window_id = ?3 WHERE id = ?1",
            values![id, region, window],
        )
    }

    /// Whether something that this person may see changed after `after`, up to `until`.
    pub fn sees_change(&self, after: u64, until: u64, scope: &Scope) -> Result<bool, StoreError> {
        let bound = scope.bound();
        let (after, until) = (columns::stored(after), columns::stored(until));
        let sql = format!(
            "SELECT 1 FROM changes AS h JOIN cases AS c ON c.id = h.case_id
             WHERE h.seq > :after AND h.seq <= :until AND {} LIMIT 1",
            Scope::CONDITION
        );
        self.exists(&sql, &bound.with(&[(":after", &after), (":until", &until)]))
    }

    /// How many cases of each state this person may see.
    pub fn count_cases(&self, scope: &Scope) -> Result<Vec<(State, u64)>, StoreError> {
        let bound = scope.bound();
        let sql = format!(
            "SELECT c.state, CAST(sum(c.n) AS BIGINT) AS n FROM case_sums AS c WHERE {} GROUP BY c.state
             HAVING sum(c.n) > 0 ORDER BY c.state",
            Scope::CONDITION
        );
        self.all(&sql, &bound.with(&[]), |row| Ok((columns::word(row, "state")?, columns::count(row, "n")?)))
    }

    /// Answers of registers about an applicant since an instant: those that belong to no case here, or to one that this
    /// person may see.
    pub fn evidence_in_sight(
        &self,
        applicant: Uuid,
        since: Timestamp,
        scope: &Scope,
    ) -> Result<Vec<Evidence>, StoreError> {
        let bound = scope.bound();
        let sql = format!(
            "SELECT e.body FROM evidence AS e LEFT JOIN cases AS c ON c.id = e.case_id
             WHERE e.applicant_id = :applicant AND e.asked_at >= :since AND (c.id IS NULL OR {})
             ORDER BY e.asked_at, e.rowid",
            Scope::CONDITION
        );
        self.all(&sql, &bound.with(&[(":applicant", &applicant), (":since", &since)]), |row| columns::json(row, "body"))
    }
}
