//! Payloads of drafts, consultations and receiving (T1–T7, T69, T70).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Receiver;

use crate::domain::{case::Application, check::MaterialRow, escalation::NegativeKind, guide::GuideRef};

/// A draft that the centre hears of before receiving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The application so far.
    pub application: Application,
    /// Slip number of the device.
    #[serde(default)]
    pub slip_no: Option<String>,
    /// When the papers were taken (T69).
    #[serde(default)]
    pub collected_at: Option<Timestamp>,
    /// Agreement or letter that gives the collecting right.
    #[serde(default)]
    pub agreement: Option<String>,
    /// Material codes of originals taken (R5.16).
    #[serde(default)]
    pub originals: Vec<String>,
}

/// A consultation (R3.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// Item asked about, if one.
    #[serde(default)]
    pub guide_version: Option<GuideRef>,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// The answer was a no, and which.
    #[serde(default)]
    pub negative: Option<NegativeKind>,
    /// A consultation notice was given.
    #[serde(default)]
    pub notice_given: bool,
}

/// T4, T5, T70.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receiving {
    /// The whole application.
    pub application: Application,
    /// An earlier time of receiving, only with a slip number and an outage (R9.18).
    #[serde(default)]
    pub received_at: Option<Timestamp>,
    /// Slip number of the paper receipt book or of a collected draft.
    #[serde(default)]
    pub slip_no: Option<String>,
    /// The recorded outage that covers `received_at`.
    #[serde(default)]
    pub outage: Option<Uuid>,
}

/// T6: receive, accept, decide and deliver in one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImmediateDecision {
    /// As receiving.
    pub receiving: Receiving,
    /// Rule that decides, for `rule_decided` items.
    #[serde(default)]
    pub rule_id: Option<String>,
    /// Command id of the chief representative's `draft.approve`, for all others.
    #[serde(default)]
    pub approval: Option<Uuid>,
    /// Content of the grant.
    pub content: String,
    /// Who receives the result.
    pub receiver: Receiver,
}

/// T7 (R1.13): what was corrected, with the applicant's initials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Changes.
    pub changes: Vec<Change>,
    /// Material rows as they stand after the correction.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
    /// Initials given by the applicant, or an agent with the tick.
    pub initials: bool,
    /// With an agent on the case: the applicant gave the initials in person.
    #[serde(default)]
    pub initialled_by_applicant: bool,
}

/// One corrected value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Material code or form field id.
    pub field: String,
    /// Old value.
    pub old: String,
    /// New value.
    pub new: String,
}
