//! RULES 10.1. Special procedures (特别程序): what may start, what each clock makes of it, and when it ends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::guide::SpecialKind;

/// R10.3: which clocks stand still while it runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pauses {
    /// The promised clock.
    pub promised: bool,
    /// The statutory clock.
    pub statutory: bool,
}

/// One special procedure of a case, from its start on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialRun {
    /// Which.
    pub kind: SpecialKind,
    /// Why it is needed.
    pub reason: String,
    /// Law it rests on.
    pub basis: String,
    /// Days needed, in working days, as told to the applicant (R10.2).
    pub days: u32,
    /// R1.17: who goes.
    #[serde(default)]
    pub officers: Vec<String>,
    /// Where, if the applicant must attend.
    #[serde(default)]
    pub place: Option<String>,
    /// Number of the SPN; without it nothing is paused (R10.2).
    #[serde(default)]
    pub notice_no: Option<String>,
    /// First day; it still counts (R9.8).
    pub started_on: Date,
    /// Planned end.
    pub planned_end: Date,
    /// R10.4: after this day the pause ends by itself.
    #[serde(default)]
    pub longest_end: Option<Date>,
    /// Real end.
    #[serde(default)]
    pub ended_on: Option<Date>,
    /// What it said.
    #[serde(default)]
    pub result: Option<String>,
    /// What stands still.
    pub pauses: Pauses,
}
