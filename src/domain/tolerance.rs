//! RULES 2. Tolerance acceptance (容缺受理): accepting first, letting a secondary material come later.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::guide::{MaterialForm, ToleranceMode};

/// R2.11, R2.12: what the credit register says. Never clean by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credit {
    /// No record.
    Clean,
    /// 失信, a false commitment or a broken tolerance, not repaired.
    Bad,
    /// Not asked, or the register did not answer.
    #[default]
    Unknown,
}

/// R2.11: the credit check at the moment of the offer: source, time, result, reference, not the details.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditFinding {
    /// Result.
    pub credit: Credit,
    /// Who was asked.
    #[serde(default)]
    pub source: Option<String>,
    /// When.
    #[serde(default)]
    pub checked_at: Option<Timestamp>,
    /// Reference number at the source.
    #[serde(default)]
    pub reference: Option<String>,
    /// The stored evidence.
    #[serde(default)]
    pub evidence_id: Option<Uuid>,
    /// R2.30: an earlier breach bars tolerance up to and including this day.
    #[serde(default)]
    pub barred_until: Option<Date>,
    /// R2.34: an open overdue tolerance in another case.
    #[serde(default)]
    pub overdue_elsewhere: bool,
}

/// What has become of a tolerated material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Still to come.
    Open,
    /// In and conforming.
    Fulfilled,
    /// The case ended otherwise (R2.28); no breach.
    Lapsed,
    /// The chief representative recorded the breach.
    Breached,
    /// Nothing is left to come (`Waive`, `DeferReview`, `ExemptReview`).
    NotDue,
}

/// One tolerated material of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceLine {
    /// R0.3: a material of the pinned guide version.
    pub material_code: String,
    /// Mode.
    pub mode: ToleranceMode,
    /// Last day on which it may reach the organ; `SupplementLater` only.
    #[serde(default)]
    pub due: Option<Date>,
    /// The form in which it is to come.
    #[serde(default)]
    pub form: Option<MaterialForm>,
    /// R0.6.
    pub blocks_issue: bool,
    /// R2.35.
    pub blocks_decision: bool,
    /// `DeferReview`: the organ's own check is due by this day.
    #[serde(default)]
    pub verify_by: Option<Date>,
    /// R2.19: how often the date was moved.
    #[serde(default)]
    pub extensions: u32,
    /// What has become of it.
    pub state: LineState,
    /// Day on which it reached the organ.
    #[serde(default)]
    pub reached_on: Option<Date>,
}
