//! Drafts: what is being typed. Saving one is one durable commit.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row};
use uuid::Uuid;

use super::{Store, StoreError, instant, millis, scans::drop_with_draft, uuid};

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftState {
    /// Being worked on.
    Open,
    /// 挂起 for the next citizen.
    SetAside,
    /// Came back after the centre refused the act.
    CameBack,
}

impl DraftState {
    const ALL: [Self; 3] = [Self::Open, Self::SetAside, Self::CameBack];

    pub(super) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::SetAside => "set_aside",
            Self::CameBack => "came_back",
        }
    }
}

/// A draft. The snapshot is the workspace's own JSON; the store does not look into it. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// The case it will be; made at its first field.
    pub case_id: Uuid,
    /// For lists: item and masked name.
    pub title: String,
    /// The workspace as JSON.
    pub snapshot: String,
    /// Where it stands.
    pub state: DraftState,
    /// When it was saved, by the desk's clock.
    pub updated: Timestamp,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("case_id", &self.case_id)
            .field("state", &self.state)
            .field("updated", &self.updated)
            .finish_non_exhaustive()
    }
}

pub(super) type DraftRow = (String, String, String, String, i64);

pub(super) fn draft_row(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

pub(super) fn read_draft((case_id, title, snapshot, state, updated): DraftRow) -> Result<Draft, StoreError> {
    let state = DraftState::of_code(&state).ok_or(StoreError::Unreadable)?;
    Ok(Draft { case_id: uuid(&case_id)?, title, snapshot, state, updated: instant(updated)? })
}

impl Store {
    /// Saves a draft; when this returns, 已存本机 may be said.
    pub fn save_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO draft(case_id, title, snapshot, state, updated) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT(case_id) DO UPDATE SET title = ?2, snapshot = ?3, state = ?4, updated = ?5,
                 warned = NULL",
            )?;
            statement.execute((
                draft.case_id.to_string(),
                &draft.title,
                &draft.snapshot,
                draft.state.code(),
                millis(draft.updated),
            ))?;
            Ok(())
        })
    }

    /// One draft.
    pub fn draft(&self, case_id: Uuid) -> Result<Option<Draft>, StoreError> {
        let row = self
            .connection
            .prepare_cached("SELECT case_id, title, snapshot, state, updated FROM draft WHERE case_id = ?1")?
            .query_row([case_id.to_string()], draft_row)
            .optional()?;
        row.map(read_draft).transpose()
    }

    /// All drafts, the latest first.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT case_id, title, snapshot, state, updated FROM draft ORDER BY updated DESC, case_id",
        )?;
        let rows = statement.query_map([], draft_row)?;
        rows.map(|row| read_draft(row?)).collect()
    }

    /// Throws a draft away with its scans, also on a full disk. True if there was one.
    pub fn discard_draft(&mut self, case_id: Uuid) -> Result<bool, StoreError> {
        let case_id = case_id.to_string();
        let mut there = false;
        self.shred(|transaction| {
            there = transaction.execute("DELETE FROM draft WHERE case_id = ?1", [&case_id])? > 0;
            drop_with_draft(transaction, &case_id)
        })?;
        Ok(there)
    }
}
