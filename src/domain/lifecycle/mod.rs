//! RULES 12.2. The life of a case: one table of transitions; anything else is refused with a reason.

pub mod act;

pub use act::Act;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    calendar::Calendar,
    case::{Case, DocumentKind},
    exemption::Evidence,
    guide::Guide,
    reason::Reason,
    role::Actor,
    settings::Settings,
    tolerance::CreditFinding,
};

/// All that a rule may look at beside the case and the act. Nothing is read from elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The guide version pinned on the case.
    pub guide: &'a Guide,
    /// The calendar in force.
    pub calendar: &'a Calendar,
    /// The region's settings in force.
    pub settings: &'a Settings,
    /// Answers of registers that the centre stored for this case.
    pub evidence: &'a [Evidence],
    /// What the credit register and the commitment register say of the applicant (R2.11, R2.30, R2.34).
    pub credit: &'a CreditFinding,
    /// The centre's time, read once.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
}

/// What an act did.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The case afterwards; its version is one higher.
    pub case: Case,
    /// Transitions of 12.2 in the order they happened; empty for acts that only record.
    pub transitions: Vec<u8>,
    /// Documents to be rendered and numbered by the centre, in order.
    pub documents: Vec<DocumentDraft>,
    /// Due instants of what time will do to the case from now on; they replace all earlier ones.
    pub due: Vec<Due>,
}

/// A document that the act demands; the centre numbers and renders it (R1.40).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDraft {
    /// Kind.
    pub kind: DocumentKind,
    /// Number of the document that this one corrects (R0.8).
    pub corrects: Option<String>,
    /// A remark of this issue: 视为受理, 容缺收件·未受理, 修正.
    pub remark: Option<Reason>,
}

/// Something that time will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Transition number.
    pub transition: u8,
    /// When it fires.
    pub at: Timestamp,
}

/// An act that the actor may do now, or why not yet (DECISIONS 3 `allowed_acts`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedAct {
    /// Command type: `case.accept`.
    pub act: String,
    /// What it still needs from the person: `signature`, `reason`, `materials` …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What stands in its way; empty = it can be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked_by: Vec<Block>,
}

/// One thing in the way of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Stable dotted code: `tolerance.main`.
    pub code: String,
    /// Why, with rule and basis.
    pub why: Reason,
}

/// An act that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable dotted code: `state.not_allowed`, `version.stale`, `demand.duplicate`, `tolerance.main` …
    pub code: &'static str,
    /// Why; the first is the main one.
    pub why: Vec<Reason>,
    /// JSON pointer into the payload, if one field is at fault.
    pub pointer: Option<String>,
}
