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

/// Lists first, in their order.
const LISTED: &str = "worklists AS w CROSS JOIN cases AS c";
/// The few cases first that are so marked.
const MARKED: &str = "cases AS c CROSS JOIN worklists AS w";

/// What a filter reads, and its condition; each names what it looks at and nothing else, so that what a list costs is what
/// the filter leaves of it. Only the organ's own clocks make a case overdue, and none that stands still: its date moves
/// with every day.
pub(super) const fn narrowed(filter: QueueFilter) -> (&'static str, &'static str) {
    match filter {
        QueueFilter::All => (LISTED, "w.case_id = c.id"),
        QueueFilter::Mine => (MARKED, "w.case_id = c.id AND c.lease_by = :person AND c.lease_until > :now"),
        QueueFilter::Unclaimed => (LISTED, "w.case_id = c.id AND (c.lease_by IS NULL OR c.lease_until <= :now)"),
        QueueFilter::Overdue => (
            LISTED,
            "w.case_id = c.id AND w.due < :open_day AND NOT c.paused
             AND w.due_kind IN ('clock.window', 'clock.supplement_check', 'clock.promised', 'clock.statutory',
                                'clock.delivery', 'clock.sign_for')",
        ),
        QueueFilter::Returned => (MARKED, "w.case_id = c.id AND c.came_back"),
        QueueFilter::Paused => (MARKED, "w.case_id = c.id AND c.paused"),
    }
}

/// Cases that somebody works on now.
const CLAIMED: &str = "w.case_id = c.id AND c.lease_by IS NOT NULL AND c.lease_until > :now";

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
        let (from, condition) = match filter {
            QueueFilter::All => return self.worklist_count(list, scope),
            QueueFilter::Unclaimed => (MARKED, CLAIMED),
            filter => narrowed(filter),
        };
        let bound = scope.bound();
        let word = columns::to_word(&list)?;
        let sql =
            format!("SELECT count(*) AS n FROM {from} WHERE w.list = :list AND {condition} AND {}", Scope::CONDITION);
        let own: [(&str, &dyn ToValue); 3] = [(":list", &word), (":now", &at.now), (":open_day", &at.open_day)];
        let counted = self.one(&sql, &bound.with(&own), |row| columns::count(row, "n"))?.unwrap_or_default();
        if filter == QueueFilter::Unclaimed {
            return Ok(self.worklist_count(list, scope)?.saturating_sub(counted));
        }
        Ok(counted)
    }

    /// Cases with a missed limit that still runs, and those of them that nobody has given a reason for.
    pub fn count_overdue(&self, at: Moments, scope: &Scope) -> Result<(u64, u64), StoreError> {
        let bound = scope.bound();
        let lists = columns::to_json(&WorklistName::ALL)?;
        let (from, late) = narrowed(QueueFilter::Overdue);
        // Each list is in the order of its days: only what is late is looked at.
        let sql = format!(
            "SELECT count(DISTINCT c.id) AS n, count(DISTINCT CASE WHEN c.overdue_code IS NULL THEN c.id END) AS silent
             FROM {from} WHERE w.list IN (SELECT value FROM json_each(:lists)) AND {late} AND {}",
            Scope::CONDITION
        );
        let own: [(&str, &dyn ToValue); 3] = [(":lists", &lists), (":now", &at.now), (":open_day", &at.open_day)];
        let counted =
            self.one(&sql, &bound.with(&own), |row| Ok((columns::count(row, "n")?, columns::count(row, "silent")?)))?;
        Ok(counted.unwrap_or_default())
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
