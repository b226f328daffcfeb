//! What the department's queue is narrowed by, as columns beside the case; and how many missed limits there are, with the
//! reasons given for them. All through the one rights predicate.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    Scope, StoreError, Tx, columns,
    engine::{ToValue, values},
};
use crate::{
    contract::{QueueFilter, WorklistName},
    domain::case::OverdueCode,
};

/// What of a case stands in columns of its own for the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueMarks {
    /// Who works on it, until when.
    pub lease: Option<(Uuid, Timestamp)>,
    /// The clocks of the decision stand still.
    pub paused: bool,
    /// It was sent back, to the window or to review.
    pub came_back: bool,
    /// The last reason given for a missed limit.
    pub overdue: Option<OverdueCode>,
}

/// At which moment a filter looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moments {
    /// Centre time, for leases.
    pub now: Timestamp,
    /// The first day that has not passed: what is due before it is late (R9.6).
    pub open_day: Date,
}

/// A filter over `worklists AS w JOIN cases AS c`. Only the organ's own clocks make a case overdue, and none that stands
/// still: its date moves with every day.
pub(super) const NARROWED: &str = "(:filter = 'all'
        OR (:filter = 'mine' AND c.lease_by = :person AND c.lease_until > :now)
        OR (:filter = 'unclaimed' AND (c.lease_by IS NULL OR c.lease_until <= :now))
        OR (:filter = 'overdue' AND w.due < :open_day AND NOT c.paused
            AND w.due_kind IN ('clock.window', 'clock.supplement_check', 'clock.promised', 'clock.statutory',
                               'clock.delivery', 'clock.sign_for'))
        OR (:filter = 'returned' AND c.came_back)
        OR (:filter = 'paused' AND c.paused))";

impl Tx<'_> {
    /// Writes the columns of a case that the queue is narrowed by.
    pub fn mark_case(&self, id: Uuid, marks: &QueueMarks) -> Result<(), StoreError> {
        let overdue = marks.overdue.as_ref().map(columns::to_word).transpose()?;
        let (by, until) = marks.lease.map_or((None, 0), |(by, until)| (Some(by), until.as_millisecond()));
        self.execute(
            "UPDATE cases SET lease_by = ?2, lease_until = ?3, paused = ?4, came_back = ?5, overdue_code = ?6
             WHERE id = ?1",
            values![id, by, until, marks.paused, marks.came_back, overdue],
        )
    }

    /// How many cases of a worklist each filter leaves.
    pub fn queue_counts(
        &self,
        list: WorklistName,
        at: Moments,
        scope: &Scope,
    ) -> Result<Vec<(QueueFilter, u64)>, StoreError> {
        QueueFilter::ALL.into_iter().map(|filter| Ok((filter, self.queue_count(list, filter, at, scope)?))).collect()
    }

    fn queue_count(
        &self,
        list: WorklistName,
        filter: QueueFilter,
        at: Moments,
        scope: &Scope,
    ) -> Result<u64, StoreError> {
        let bound = scope.bound();
        let (word, filter) = (columns::to_word(&list)?, columns::to_word(&filter)?);
        let sql = format!(
            "SELECT count(*) AS n FROM worklists AS w JOIN cases AS c ON c.id = w.case_id
             WHERE w.list = :list AND {NARROWED} AND {}",
            Scope::CONDITION
        );
        let own: [(&str, &dyn ToValue); 4] =
            [(":list", &word), (":filter", &filter), (":now", &at.now), (":open_day", &at.open_day)];
        Ok(self.one(&sql, &bound.with(&own), |row| columns::count(row, "n"))?.unwrap_or_default())
    }

    /// Cases with a missed limit that still runs, and those of them that nobody has given a reason for.
    pub fn count_overdue(&self, at: Moments, scope: &Scope) -> Result<(u64, u64), StoreError> {
        let bound = scope.bound();
        let filter = columns::to_word(&QueueFilter::Overdue)?;
        let own: [(&str, &dyn ToValue); 3] = [(":filter", &filter), (":now", &at.now), (":open_day", &at.open_day)];
        let count = |silent: &str| {
            let sql = format!(
                "SELECT count(DISTINCT c.id) AS n FROM worklists AS w JOIN cases AS c ON c.id = w.case_id
                 WHERE {NARROWED} AND {silent} AND {}",
                Scope::CONDITION
            );
            let counted = self.one(&sql, &bound.with(&own), |row| columns::count(row, "n"))?;
            Ok::<u64, StoreError>(counted.unwrap_or_default())
        };
        Ok((count("TRUE")?, count("c.overdue_code IS NULL")?))
    }

    /// How many cases each reason was given for, whatever became of them (R3.11).
    pub fn overdue_reasons(&self, scope: &Scope) -> Result<Vec<(OverdueCode, u64)>, StoreError> {
        let bound = scope.bound();
        let sql = format!(
            "SELECT c.overdue_code, count(*) AS n FROM cases AS c WHERE c.overdue_code IS NOT NULL AND {}
             GROUP BY c.overdue_code ORDER BY c.overdue_code",
            Scope::CONDITION
        );
        self.all(&sql, &bound.with(&[]), |row| Ok((columns::word(row, "overdue_code")?, columns::count(row, "n")?)))
    }
}
