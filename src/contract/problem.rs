//! Problems: RFC 9457, with a stable code, the rule and its legal basis (DECISIONS 3).

use serde::{Deserialize, Serialize};

use super::receipt::Receipt;

/// Why something was not done. The desk matches `code`, never text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// `urn:chuangtai:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// One Chinese sentence.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Stable dotted code: `version.stale`.
    pub code: String,
    /// Rule of the rulebook: `R2.4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The law behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Trying again may help.
    #[serde(default)]
    pub retryable: bool,
    /// Number to quote.
    pub trace_id: String,
    /// Problems of single fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The signed verdict, when the centre gave one: a rejection is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}

/// One field's problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the payload.
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// Chinese sentence.
    pub detail: String,
}

impl Problem {
    /// A problem with its code and status; the caller adds what else it knows.
    pub fn new(status: u16, code: &str, title: impl Into<String>, trace_id: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:chuangtai:problem:{code}"),
            title: title.into(),
            status,
            detail: None,
            code: code.to_owned(),
            rule: None,
            basis: None,
            retryable: matches!(status, 408 | 425 | 429 | 500..=599),
            trace_id: trace_id.into(),
            errors: Vec::new(),
            receipt: None,
        }
    }
}
