//! What is kept on this machine: drafts, slips, originals in hand, as the program hands them to the store.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A draft as the store keeps it. `Debug` shows nothing of its content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRecord {
    /// Its case.
    pub case_id: Uuid,
    /// What the list shows: masked name and item.
    pub title: String,
    /// When the clerk last touched it.
    pub saved_at: Timestamp,
    /// The workspace, as JSON of its own.
    pub body: String,
    /// 挂起: put aside for the next citizen.
    pub set_aside: bool,
}

impl fmt::Debug for DraftRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftRecord").field("case_id", &self.case_id).finish_non_exhaustive()
    }
}

/// A slip in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    /// The device's own number.
    pub no: String,
    /// Its case.
    pub case_id: Uuid,
    /// When the papers were taken.
    pub at: Timestamp,
    /// Masked name and item.
    pub title: String,
}

/// An original in an agent's hands, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalLine {
    /// Its case.
    pub case_id: Uuid,
    /// Material.
    pub material_code: String,
    /// Name of the material.
    pub name: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Masked name and item.
    pub title: String,
    /// The slip given for it.
    pub slip_no: String,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// Its case.
    pub case_id: Uuid,
    /// Masked name and item.
    pub title: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// It is old: wiped then, unless somebody takes it up (R5.17).
    pub goes: Option<Timestamp>,
}
