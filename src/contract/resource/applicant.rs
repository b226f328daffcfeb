//! What is asked about an applicant, and answered, always for a purpose.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{exemption::Evidence, guide::GuideRef, tolerance::CreditFinding};

use super::{CaseSummary, SimilarCase};
use crate::contract::told::readable;

/// `POST /v1/applicants/lookup`: by number or by ticket, never by name alone, and always for a purpose.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookupRequest {
    /// Kind of number, as `domain::codes` names it; `ticket` for a queue ticket; `code` for a personal code.
    pub number_kind: String,
    /// The number.
    pub number: String,
    /// Why (R11.9).
    pub purpose: String,
}

impl std::fmt::Debug for LookupRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LookupRequest").field("number_kind", &self.number_kind).finish_non_exhaustive()
    }
}

/// What the centre knows of an applicant. Clear values come here because the clerk identified the person at the
/// counter with the number in hand; the desk masks them on the screen (R11.6).
#[derive(Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LookupAnswer {
    /// The applicant's id at the centre.
    pub applicant_id: Uuid,
    /// Known from registers or earlier cases; `None` = a new applicant.
    pub party: Option<crate::domain::case::Party>,
    /// Credit finding, stored as evidence.
    pub credit: CreditFinding,
    /// What registers and earlier cases hold, each stored as evidence. One that this program does not know proves nothing
    /// here.
    #[serde(deserialize_with = "readable")]
    pub evidence: Vec<Evidence>,
    /// Bars of R1.37, without details.
    pub barred: bool,
    /// Open cases of this applicant that the asker may see.
    pub open_cases: Vec<CaseSummary>,
    /// What may be the same matter as one of this applicant: received or handed in within thirty days (F44).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<SimilarCase>,
    /// An online pre-submission that waits for this person: its case id.
    pub submitted_draft: Option<Uuid>,
    /// What earlier forms of this applicant say, by the name that items share for it: typed once, never asked again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<KnownFact>,
}

/// A fact of the applicant from an earlier case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownFact {
    /// Name of the fact, as forms share it: `premises.area`.
    pub name: String,
    /// Value as applications keep values.
    pub value: String,
    /// Number of the case it stands in.
    pub case_no: Option<String>,
}

impl std::fmt::Debug for KnownFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KnownFact").field("name", &self.name).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for LookupAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LookupAnswer").field("applicant_id", &self.applicant_id).finish_non_exhaustive()
    }
}

/// `POST /v1/evidence`: the centre asks a register and stores the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRequest {
    /// Applicant id from a lookup.
    pub applicant_id: Uuid,
    /// Item, so that the centre asks only what the guide lets it ask.
    pub guide_version: GuideRef,
    /// Materials to ask for; empty = all that the guide binds to a register.
    #[serde(default)]
    pub material_codes: Vec<String>,
    /// How the holder allowed it (R6.6).
    pub authorisation: Option<crate::domain::exemption::Authorisation>,
    /// The case that is being prepared.
    pub case_id: Uuid,
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EvidenceAnswered {
    /// Per material what was stored.
    #[serde(deserialize_with = "readable")]
    pub evidence: Vec<(String, Evidence)>,
    /// Fresh credit finding.
    pub credit: CreditFinding,
}

/// `POST /v1/reveals`: a clear value, with a reason, audited (11.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealRequest {
    /// Case.
    pub case_id: Uuid,
    /// `applicant.number`, `applicant.phone`, `applicant.address`, `applicant.name`, and the same of `agent`.
    pub field: String,
    /// Reason, chosen by digit.
    pub reason: String,
}

/// Its answer. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RevealAnswer {
    /// The clear value.
    pub value: String,
}

impl std::fmt::Debug for RevealAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RevealAnswer(..)")
    }
}
