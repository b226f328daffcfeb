//! Payloads of the acceptance phase: what is checked, noticed, tolerated, refused or taken back (T8–T27).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{case::SupplementLine, check::MaterialRow, escalation::NegativeKind, guide::ToleranceMode};

/// T8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplementDemand {
    /// The whole content, once.
    pub lines: Vec<SupplementLine>,
    /// Term in working days; `None` = the item's.
    #[serde(default)]
    pub term_days: Option<u32>,
    /// The applicant signed for the notice.
    #[serde(default)]
    pub signed: bool,
}

/// Material rows checked (T9, T22, T23, T26, `material.record`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// Rows that changed; rows not named stay as the case has them.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
    /// When papers reached the organ, for supplements.
    #[serde(default)]
    pub reached_at: Option<Timestamp>,
    /// The applicant signed a commitment letter for the rows that are met by one (T22: COM as in T11).
    #[serde(default)]
    pub commitment_signed: bool,
    /// With an agent on the case: the applicant signed that letter in person.
    #[serde(default)]
    pub signed_by_applicant: bool,
}

/// A signed commitment letter (COM, T11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitmentLetter {
    /// Materials it replaces.
    pub material_codes: Vec<String>,
    /// The applicant, or an agent with the tick, signed.
    pub signed: bool,
    /// With an agent on the case: the applicant signed in person, so that the agent's letter is not asked.
    #[serde(default)]
    pub signed_by_applicant: bool,
    /// Credit finding (R2.11), as stored evidence.
    pub credit_evidence: Option<Uuid>,
    /// Rows that changed.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
}

/// T10, T24.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToleranceDemand {
    /// What is tolerated.
    pub lines: Vec<ToleratedMaterial>,
    /// TCM or COM signed.
    pub signed: bool,
    /// With an agent on the case: the applicant signed in person, so that the agent's letter is not asked.
    #[serde(default)]
    pub signed_by_applicant: bool,
    /// Credit finding (R2.11), as stored evidence.
    pub credit_evidence: Option<Uuid>,
    /// Rows that changed.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
}

/// One tolerated material as the clerk asks for it; the centre computes the date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToleratedMaterial {
    /// Material.
    pub material_code: String,
    /// Mode.
    pub mode: ToleranceMode,
    /// Working days asked for; `None` = the most that R2.15 allows.
    #[serde(default)]
    pub due_days: Option<u32>,
}

/// T12.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperStore {
    /// The whole content of what is missing, as in a supplement notice.
    pub lines: Vec<SupplementLine>,
    /// Where the papers lie.
    pub place: String,
}

/// A question to a department (T14) or to the applicant (T41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AskedQuestion)]
pub struct Question {
    /// Text.
    pub text: String,
}

/// A department's opinion on acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// May be accepted.
    pub accept: bool,
    /// Text.
    pub text: String,
}

/// Papers that arrived for a supplement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// Materials.
    pub material_codes: Vec<String>,
    /// When they reached the organ; `None` = now.
    #[serde(default)]
    pub reached_at: Option<Timestamp>,
}

/// FRB (R3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NegativeProposal {
    /// Kind.
    pub kind: NegativeKind,
    /// Facts.
    pub facts: String,
    /// Legal basis with article.
    pub basis: String,
    /// Guidance already given.
    #[serde(default)]
    pub guidance: String,
}

/// T16–T18.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NegativeRuling {
    /// What is confirmed: `NotRequired`, `NotCompetent` or `ReturnOverdue`.
    pub kind: NegativeKind,
    /// Competent organ (T17).
    #[serde(default)]
    pub competent_organ: Option<String>,
    /// Reason.
    pub reason: String,
}

/// T27, T53.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The applicant, or an agent with the tick, signed the WDA.
    pub signed: bool,
    /// With an agent on the case: the applicant signed in person, so that the agent's letter is not asked.
    #[serde(default)]
    pub signed_by_applicant: bool,
    /// Reason, if one was given.
    #[serde(default)]
    pub reason: String,
    /// Originals went back.
    #[serde(default)]
    pub papers_returned: bool,
}
