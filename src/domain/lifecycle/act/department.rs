//! Payloads of the department's own acts: claim, release, return to the window, the reason of a missed limit, and the
//! window's signature for a result.

use serde::{Deserialize, Serialize};

use crate::domain::case::{OverdueCode, ReturnCode};

/// `task.claim`: how long the holder wants to work on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Minutes; `None` = as the region sets it.
    #[serde(default)]
    pub minutes: Option<u32>,
}

/// `task.release`: given back by the holder, or taken away with a reason by whoever may reassign.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Why it is taken away; the holder needs none.
    #[serde(default)]
    pub reason: String,
}

/// T31.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendBack {
    /// One of the three that T31 knows.
    pub code: ReturnCode,
    /// What exactly, so that the window can put it right.
    pub reason: String,
}

/// `overdue.explain`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverdueExplanation {
    /// As managers count it.
    pub code: OverdueCode,
    /// In words.
    pub text: String,
}

/// `result.sign_for`: the window's half of T55 (R10.14).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultSignedFor {
    /// Result numbers that were found in the bag.
    #[serde(default)]
    pub checked: Vec<String>,
}
