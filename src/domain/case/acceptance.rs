//! RULES 12.1: the facets of the acceptance phase: notice, negative, tolerance, commitment.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::State;
use crate::domain::{escalation::NegativeKind, tolerance::ToleranceLine};

/// One line of a supplement notice; the set is frozen when issued (R0.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplementLine {
    /// Material of the pinned guide (R0.3).
    pub material_code: String,
    /// What is missing or wrong.
    pub lack: String,
    /// The standard to be met.
    pub standard: String,
    /// How to submit.
    pub how: String,
    /// A sample was given.
    #[serde(default)]
    pub sample_given: bool,
}

/// The statutory one-time notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SupplementNotice {
    /// Lines as issued.
    pub lines: Vec<SupplementLine>,
    /// Codes of lines met so far.
    pub met: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Term given, working days.
    pub term_days: u32,
    /// Last day of the term, as printed.
    pub due: Date,
    /// The term or store term is over (T25).
    pub overdue: bool,
    /// Supplements handed in, newest last.
    pub handed_in: Vec<HandedIn>,
}

/// Papers that reached the organ (R2.18: by arrival).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedIn {
    /// Materials.
    pub material_codes: Vec<String>,
    /// When they reached the organ.
    pub reached_at: Timestamp,
    /// Checked against the notice.
    #[serde(default)]
    pub checked: bool,
}

/// A negative before the chief representative (FRB, R3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Negative {
    /// Kind.
    pub kind: NegativeKind,
    /// State to go back to when overruled (T19) or lapsed (T72).
    pub previous: State,
    /// Facts.
    pub facts: String,
    /// Legal basis with article.
    pub basis: String,
    /// Guidance given already.
    pub guidance: String,
    /// Who proposed.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: Timestamp,
    /// 1 = chief representative, 2 = head of section, 3 = joint meeting.
    pub rung: u8,
    /// When this rung must have answered.
    pub due_at: Option<Timestamp>,
}

/// State of the tolerance facet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToleranceState {
    /// No tolerance, or nothing owed.
    #[default]
    None,
    /// Something is owed.
    Open,
    /// The due date passed.
    Overdue,
    /// All in.
    Fulfilled,
    /// Breach recorded.
    Breached,
    /// The case ended otherwise (R2.28).
    Lapsed,
}

/// Tolerance facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Tolerance {
    /// State.
    pub state: ToleranceState,
    /// The one TOL's lines (R2.32).
    pub lines: Vec<ToleranceLine>,
    /// Due date, the latest of the lines.
    pub due: Option<Date>,
    /// Extensions used (R2.19).
    pub extensions: u32,
}

/// State of the commitment facet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentState {
    /// None given.
    #[default]
    None,
    /// Given, not yet verified.
    Open,
    /// Verified.
    Verified,
    /// Broken.
    Broken,
}

/// Commitment facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Commitment {
    /// State.
    pub state: CommitmentState,
    /// Materials it replaces.
    pub material_codes: Vec<String>,
    /// Verify by (R10.21).
    pub verify_by: Option<Date>,
}

/// The department's opinion on acceptance (T14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DepartmentOpinion {
    /// May be accepted.
    pub accept: bool,
    /// In words.
    pub text: String,
    /// Who answered.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
}

/// The second person's yes to an immediate item (T6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Approval {
    /// Chief representative.
    pub by: Uuid,
    /// Name as on the decision.
    pub name: String,
    /// Reason given.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}
