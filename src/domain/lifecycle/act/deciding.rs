//! Payloads of opinion, decision, termination and delivery (T47–T66).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::case::DecisionKind;

/// T47.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewOpinion {
    /// Opinion.
    pub opinion: DecisionKind,
    /// Reasons.
    pub reasons: String,
}

/// T49, T50, T52.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantDecision {
    /// Content and conditions.
    pub content: String,
    /// End of validity.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Reason of a late decision (R3.11).
    #[serde(default)]
    pub overdue_reason: Option<String>,
    /// Decided together with others of its kind: for simple items only.
    #[serde(default)]
    pub batch: bool,
}

/// T51, T52. The two remedies are printed by law (R1.20), not typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusing {
    /// Facts.
    pub facts: String,
    /// Reasons.
    pub reasons: String,
    /// Legal basis.
    pub basis: String,
    /// Reason of a late decision (R3.11).
    #[serde(default)]
    pub overdue_reason: Option<String>,
}

/// R1.35: the facts that end a case without decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TerminationFact {
    /// Death or loss of capacity of a natural applicant.
    ApplicantGone,
    /// End of a legal person.
    OrganisationEnded,
    /// The item was abolished.
    ItemAbolished,
}

/// T54.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Termination {
    /// Fact.
    pub fact: TerminationFact,
    /// Facts in words, and evidence.
    pub facts: String,
}

/// T56: who received the result, and how that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// Name as signed.
    pub name: String,
    /// Identity was checked.
    pub identity_checked: bool,
    /// The receiver is the agent (needs the tick "receive results").
    #[serde(default)]
    pub is_agent: bool,
    /// Signed the DLV.
    pub signed: bool,
}

/// T57.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// Parcel number.
    pub parcel_no: String,
}

/// T58.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedParcel {
    /// Day on the return slip (R10.12).
    pub signed_at: Timestamp,
    /// By whom.
    pub by: String,
}

/// T61: grade 5 … 1, never entered by staff (R8.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// 5 非常满意 … 1 非常不满意.
    pub grade: u8,
    /// Free text.
    #[serde(default)]
    pub text: String,
}

/// T65.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Kept (true) or broken.
    pub kept: bool,
    /// Record of the check.
    pub record: String,
}
