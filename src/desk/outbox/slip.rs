//! A slip that this desk gave out itself (R5.4, R5.17), as it is kept, shown and carried.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A slip that was given. `Debug` shows no text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The device's own number.
    pub no: String,
    /// Its case.
    pub case_id: Uuid,
    /// When the papers were taken.
    pub at: Timestamp,
    /// What lists show: masked name and item.
    pub title: String,
    /// As printed.
    pub text: String,
    /// Originals taken: material and name.
    pub originals: Vec<(String, String)>,
}

impl fmt::Debug for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slip").field("no", &self.no).field("case_id", &self.case_id).finish_non_exhaustive()
    }
}
