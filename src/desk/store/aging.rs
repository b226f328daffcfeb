//! Old drafts (R5.17): kept for so many days after the last touch, warned of a week before they go, and never wiped
//! unwarned. A draft whose citizen still has original papers here does not age.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{DraftState, Store, StoreError, instant, keep::Notice, millis, scans::drop_with_draft, uuid};

/// Between the first warning and the end: a laptop that was away for months warns first, too.
pub const WARNED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A draft in a list; its content is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSummary {
    /// The case it will be.
    pub case_id: Uuid,
    /// For lists: item and masked name.
    pub title: String,
    /// Where it stands.
    pub state: DraftState,
    /// When it was saved.
    pub updated: Timestamp,
    /// It is wiped then, unless somebody takes it up.
    pub goes: Option<Timestamp>,
}

impl Store {
    /// All drafts without their content, the latest first: from an index, so that ten thousand cost little.
    pub fn draft_list(&self, keep: SignedDuration) -> Result<Vec<DraftSummary>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT case_id, title, state, updated, warned FROM draft ORDER BY updated DESC, case_id",
        )?;
        let rows = statement.query_map([], |row| {
            let case_id: String = row.get(0)?;
            let state: String = row.get(2)?;
            Ok((case_id, row.get(1)?, state, row.get::<_, i64>(3)?, row.get::<_, Option<i64>>(4)?))
        })?;
        rows.map(|row| {
            let (case_id, title, state, updated, warned) = row?;
            let state = DraftState::of_code(&state).ok_or(StoreError::Unreadable)?;
            let updated = instant(updated)?;
            let goes = warned.map(instant).transpose()?.map(|warned| end_of(updated, warned, keep));
            Ok(DraftSummary { case_id: uuid(&case_id)?, title, state, updated, goes })
        })
        .collect()
    }

    /// Warns of drafts that nobody has touched for `keep` but a week, and wipes those that were warned of a week ago
    /// and are older than `keep`. The titles of what was wiped; a notice of each is kept. `now` is the centre's time,
    /// so that a wrong clock of this machine wipes nothing.
    pub fn age_drafts(&mut self, now: Timestamp, keep: SignedDuration) -> Result<Vec<String>, StoreError> {
        let old = millis(before(now, keep.saturating_sub(WARNED_FOR)));
        let ageing = "updated <= ?1 AND case_id NOT IN (SELECT case_id FROM paper WHERE returned_at IS NULL)";
        let unwarned = format!("SELECT EXISTS(SELECT 1 FROM draft WHERE {ageing} AND warned IS NULL)");
        let due = format!("SELECT case_id, title FROM draft WHERE {ageing} AND updated <= ?2 AND warned <= ?3");
        let ends = (old, millis(before(now, keep)), millis(before(now, WARNED_FOR)));
        let wiped: Vec<(String, String)> = {
            let mut statement = self.connection.prepare_cached(&due)?;
            let rows = statement.query_map(ends, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let warns: bool = self.connection.prepare_cached(&unwarned)?.query_row([old], |row| row.get(0))?;
        if warns || !wiped.is_empty() {
            self.shred(|transaction| {
                let mut scans = false;
                for (case_id, _) in &wiped {
                    transaction.execute("DELETE FROM draft WHERE case_id = ?1", [case_id])?;
                    scans |= drop_with_draft(transaction, case_id)?;
                }
                let sql = format!("UPDATE draft SET warned = ?2 WHERE {ageing} AND warned IS NULL");
                transaction.execute(&sql, (old, millis(now)))?;
                Ok(scans)
            })?;
        }
        let titles: Vec<String> = wiped.into_iter().map(|(_, title)| title).collect();
        for text in &titles {
            self.add_notice(&Notice { at: now, kind: "draft.wiped".to_owned(), text: text.clone() })?;
        }
        Ok(titles)
    }
}

fn before(now: Timestamp, age: SignedDuration) -> Timestamp {
    now.saturating_sub(age).unwrap_or(Timestamp::MIN)
}

fn end_of(updated: Timestamp, warned: Timestamp, keep: SignedDuration) -> Timestamp {
    let after = |at: Timestamp, by| at.saturating_add(by).unwrap_or(Timestamp::MAX);
    after(updated, keep).max(after(warned, WARNED_FOR))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::{
        desk::store::{Draft, OriginalPaper},
        ports::ManualEntropy,
        sqlite::FileKey,
    };

    const KEEP: SignedDuration = SignedDuration::from_hours(30 * 24);

    fn day(day: i64) -> Timestamp {
        "2026-11-01T01:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * day)
    }

    fn draft(case: u128, updated: Timestamp) -> Draft {
        let (title, snapshot) = (format!("draft {case}"), "{}".to_owned());
        Draft { case_id: Uuid::from_u128(case), title, snapshot, state: DraftState::Open, updated }
    }

    fn store(dir: &tempfile::TempDir) -> Store {
        Store::open(dir.path(), &FileKey::new(&mut [9; 32]), 0, &ManualEntropy::seeded(3)).unwrap()
    }

    fn goes(store: &Store) -> Vec<Option<Timestamp>> {
        store.draft_list(KEEP).unwrap().into_iter().map(|draft| draft.goes).collect()
    }

    #[test]
    fn r5_17_an_old_draft_is_warned_of_for_a_week_and_then_wiped_with_a_notice() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        store.save_draft(&draft(1, day(0))).unwrap();
        assert!(store.age_drafts(day(22), KEEP).unwrap().is_empty());
        assert_eq!(goes(&store), [None]);
        assert!(store.age_drafts(day(24), KEEP).unwrap().is_empty());
        assert_eq!(goes(&store), [Some(day(31))], "a week after the warning");
        assert!(store.age_drafts(day(30), KEEP).unwrap().is_empty());
        assert_eq!(store.age_drafts(day(31), KEEP).unwrap(), ["draft 1"]);
        assert!(store.drafts().unwrap().is_empty());
        assert_eq!(store.notices(9).unwrap()[0].kind, "draft.wiped");
    }

    #[test]
    fn r5_17_a_laptop_that_was_away_for_months_warns_first_and_a_touch_ends_the_warning() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        store.save_draft(&draft(1, day(0))).unwrap();
        assert!(store.age_drafts(day(200), KEEP).unwrap().is_empty(), "no wipe without a warning");
        assert_eq!(goes(&store), [Some(day(207))]);
        store.save_draft(&draft(1, day(203))).unwrap();
        assert_eq!(goes(&store), [None]);
        assert!(store.age_drafts(day(207), KEEP).unwrap().is_empty());
        assert_eq!(store.drafts().unwrap().len(), 1);
    }

    #[test]
    fn a_draft_whose_originals_are_here_does_not_age() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = store(&dir);
        store.save_draft(&draft(1, day(0))).unwrap();
        let (case_id, taken_at) = (Uuid::from_u128(1), day(0));
        let paper = OriginalPaper { case_id, material_code: "m".into(), name: "户口簿".into(), taken_at };
        store.take_paper(&paper).unwrap();
        for at in [100, 200] {
            assert!(store.age_drafts(day(at), KEEP).unwrap().is_empty());
        }
        assert_eq!(goes(&store), [None]);
        store.return_papers(case_id, None, day(200)).unwrap();
        store.age_drafts(day(200), KEEP).unwrap();
        assert_eq!(store.age_drafts(day(207), KEEP).unwrap().len(), 1);
    }
}
