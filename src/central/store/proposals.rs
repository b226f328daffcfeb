//! What waits for a second person before it gives somebody a right.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::contract::{Person, ProposalKind, ProposalState};

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};

/// What is to become of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The person as whoever proposed it saw them; `None` = there is nobody yet.
    pub before: Option<Person>,
    /// The person as they are to be.
    pub after: Person,
    /// The second factor goes too.
    pub second_factor: bool,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Id.
    pub id: Uuid,
    /// What is proposed.
    pub kind: ProposalKind,
    /// The version of the person that it was made from; of somebody new 0.
    pub base: u64,
    /// What it is.
    pub proposed: Proposed,
    /// Who proposed it.
    pub made_by: Uuid,
    /// When.
    pub made_at: Timestamp,
    /// Void from then on, by the centre's time.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: ProposalState,
}

impl Tx<'_> {
    /// Writes a proposal down.
    pub fn add_proposal(&self, row: &ProposalRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO proposals (id, kind, person_id, base, body, made_by, made_at, expires_at, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            values![
                row.id,
                columns::to_word(&row.kind)?,
                row.proposed.after.id,
                columns::stored(row.base),
                columns::to_json(&row.proposed)?,
                row.made_by,
                row.made_at,
                row.expires_at,
                columns::to_word(&row.state)?
            ],
        )
    }

    /// A proposal by its id, decided or not.
    pub fn proposal(&self, id: Uuid) -> Result<Option<ProposalRow>, StoreError> {
        self.one("SELECT * FROM proposals WHERE id = ?1", values![id], read)
    }

    /// Those that nobody has decided, the oldest first; some may have run out.
    pub fn open_proposals(&self) -> Result<Vec<ProposalRow>, StoreError> {
        self.all("SELECT * FROM proposals WHERE state = 'open' ORDER BY made_at, id", values![], read)
    }

    /// It is decided; `by` = nobody of the staff: time, or the centre's own machine.
    pub fn decide_proposal(
        &self,
        id: Uuid,
        state: ProposalState,
        by: Option<Uuid>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE proposals SET state = ?2, decided_by = ?3, decided_at = ?4 WHERE id = ?1 AND state = 'open'",
            values![id, columns::to_word(&state)?, by, at],
        )
    }
}

fn read(row: Row<'_>) -> Result<ProposalRow, StoreError> {
    Ok(ProposalRow {
        id: columns::id(row, "id")?,
        kind: columns::word(row, "kind")?,
        base: columns::count(row, "base")?,
        proposed: columns::json(row, "body")?,
        made_by: columns::id(row, "made_by")?,
        made_at: columns::instant(row, "made_at")?,
        expires_at: columns::instant(row, "expires_at")?,
        state: columns::word(row, "state")?,
    })
}
