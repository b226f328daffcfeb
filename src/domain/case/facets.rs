//! RULES 12.1: the facets of a case.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ReturnCode;
use crate::domain::{
    clock::Clock,
    guide::{DeliveryWay, Guide},
    reason::Reason,
    role::Role,
};

/// The clocks of a case; none replaces another (0.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Clocks {
    /// Five working days of art. 32(4).
    pub window: Option<Clock>,
    /// The applicant's term to supplement, or the store term of held papers.
    pub term: Option<Clock>,
    /// Check of handed-in supplements (R1.11, T73).
    pub supplement_check: Option<Clock>,
    /// Statutory limit.
    pub statutory: Option<Clock>,
    /// Promised limit.
    pub promised: Option<Clock>,
    /// Ten working days of art. 44.
    pub delivery: Option<Clock>,
    /// Sign-for term of the hand-over (T28): an instant, not a day.
    pub sign_for_by: Option<Timestamp>,
}

/// The one extension (R1.31, R1.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Extension {
    /// Working days added.
    pub days: u32,
    /// Reason told to the applicant.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A suspension (R1.36).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Suspension {
    /// Legal basis, or the applicant's written request.
    pub basis: String,
    /// First day.
    pub from: Date,
}

/// Fee facet (R10.9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeState {
    /// No fee.
    #[default]
    None,
    /// To be paid.
    Due,
    /// Paid.
    Paid,
    /// Waived.
    Waived,
    /// Given back.
    Refunded,
}

impl FeeState {
    /// What a case of this item begins with.
    pub const fn of(guide: &Guide) -> Self {
        if guide.fee.is_some() { Self::Due } else { Self::None }
    }
}

/// A TRF hand-over between window and department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HandOver {
    /// Receiving department, or the issue window.
    pub to: String,
    /// Sealed bag number.
    pub bag_no: Option<String>,
    /// Lines: material code and copies.
    pub lines: Vec<(String, u32)>,
    /// Sent.
    pub sent_at: Timestamp,
    /// Signed for.
    pub signed_at: Option<Timestamp>,
    /// By whom.
    pub signed_by: Option<Uuid>,
    /// Sent back with this reason (T31).
    pub sent_back: Option<String>,
    /// The reason as T31 lists it.
    #[serde(default)]
    pub sent_back_code: Option<ReturnCode>,
}

/// What was decided or opined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// 准予
    Grant,
    /// 不予
    Refuse,
}

/// A decision, or the reviewer's opinion before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decision {
    /// Yes or no.
    pub kind: DecisionKind,
    /// Content of a grant; facts and reasons of a refusal or an opinion.
    pub content: String,
    /// Legal basis.
    pub basis: String,
    /// Validity of a grant.
    pub valid_until: Option<Date>,
    /// Certificate or decision number, given by the centre.
    pub result_no: Option<String>,
    /// Public reason of a late decision (R3.11).
    pub overdue_reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Uuid,
    /// T50: the paper is withheld until the tolerance is fulfilled.
    pub withheld: bool,
}

/// Delivery of the result (R10.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeliveryRecord {
    /// Way.
    pub way: DeliveryWay,
    /// Receiver as signed.
    pub receiver: Option<String>,
    /// Parcel number.
    pub parcel_no: Option<String>,
    /// Sent.
    pub sent_at: Option<Timestamp>,
    /// Handed over or signed for.
    pub delivered_at: Option<Timestamp>,
    /// Failed tries (R10.13).
    pub failed: u32,
}

/// What a case asks somebody to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// T25: propose the return.
    ProposeReturn,
    /// T44: tolerance overdue, before the chief representative.
    ToleranceBreach,
    /// T30: nobody signed for it.
    SignForOverdue,
    /// T37: a special procedure went beyond its maximum.
    SpecialOverdue,
    /// R1.8: deemed acceptance, before the window's Lead.
    DeemedAcceptance,
    /// R1.12: a defect was found that the notice did not name.
    NoticeOmission,
    /// R10.20: tell the supervising body.
    PushSupervision,
    /// T65: check the commitment.
    VerifyCommitment,
    /// T65: revoke after a broken commitment.
    ConsiderRevocation,
    /// R1.35: the clerk proposed a termination.
    ProposedTermination,
    /// T14: the department owes an opinion.
    DepartmentOpinion,
    /// R3.4: the negative's rung is late.
    NegativeLate,
}

impl TaskKind {
    /// Key of what is to be done, in `i18n`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ProposeReturn => "task.propose_return",
            Self::ToleranceBreach => "task.tolerance_breach",
            Self::SignForOverdue => "task.sign_for_overdue",
            Self::SpecialOverdue => "task.special_overdue",
            Self::DeemedAcceptance => "task.deemed_acceptance",
            Self::NoticeOmission => "task.notice_omission",
            Self::PushSupervision => "task.push_supervision",
            Self::VerifyCommitment => "task.verify_commitment",
            Self::ConsiderRevocation => "task.consider_revocation",
            Self::ProposedTermination => "task.proposed_termination",
            Self::DepartmentOpinion => "task.department_opinion",
            Self::NegativeLate => "task.negative_late",
        }
    }
}

/// An open task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// For whom.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Why, for the screen.
    pub why: Option<Reason>,
}

/// Who did which transition: the separation rules read this (R12.4, R5.15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Involvement {
    /// Person.
    pub person: Uuid,
    /// In which role.
    pub role: Role,
    /// Transition number of 12.2.
    pub transition: u8,
}
