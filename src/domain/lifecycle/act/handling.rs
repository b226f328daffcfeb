//! Payloads of hand-over, special procedures, extension and suspension (T28–T46).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::{check::MaterialRow, guide::SpecialKind};

/// TRF (T28, T32, T55).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Sealed bag number.
    #[serde(default)]
    pub bag_no: Option<String>,
    /// Receiving department; `None` = the item's (T28), the issue window (T55).
    #[serde(default)]
    pub to: Option<String>,
    /// Result numbers (T55).
    #[serde(default)]
    pub result_nos: Vec<String>,
}

/// T29.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedFor {
    /// Material codes whose papers were checked against the TRF.
    #[serde(default)]
    pub lines_checked: Vec<String>,
}

/// R10.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialPermission {
    /// Kind.
    pub kind: SpecialKind,
    /// Basis.
    pub basis: String,
}

/// T34.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialStart {
    /// Kind.
    pub kind: SpecialKind,
    /// Working days needed, told to the applicant in the SPN (R10.2).
    pub days: u32,
    /// Why it is needed; empty = as the basis says.
    #[serde(default)]
    pub reason: String,
    /// Legal basis.
    pub basis: String,
    /// Officers (two or more for a site inspection, R1.17).
    #[serde(default)]
    pub officers: Vec<String>,
    /// Place and time, if the applicant must attend.
    #[serde(default)]
    pub place: String,
}

/// T35, T36.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialEnd {
    /// Which of the running ones.
    pub kind: SpecialKind,
    /// Result.
    pub result: String,
}

/// T38.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionDemand {
    /// Working days.
    pub days: u32,
    /// Reason told to the applicant.
    pub reason: String,
}

/// T39.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspensionDemand {
    /// Legal basis, or empty with `requested_in_writing`.
    #[serde(default)]
    pub basis: String,
    /// The applicant asked in writing.
    #[serde(default)]
    pub requested_in_writing: bool,
    /// Reason.
    pub reason: String,
}

/// T42, T43.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToleranceArrival {
    /// Rows as checked; `ok` rows fulfil their line, others do not.
    pub materials: Vec<MaterialRow>,
    /// When they reached the organ; `None` = now.
    #[serde(default)]
    pub reached_at: Option<Timestamp>,
    /// What is wrong, if anything (T43).
    #[serde(default)]
    pub wrong: String,
}

/// T45.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToleranceExtension {
    /// New due date.
    pub due: Date,
    /// The force majeure and its effect (R2.19).
    pub force_majeure: String,
}
