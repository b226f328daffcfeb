//! RULES 11.4. The audit trail: each record is hashed together with the one before it, so that nobody can change, drop,
//! insert or reorder one unseen. Checkpoints that the centre signs and gives away show what the chain cannot show by
//! itself, a cut tail or a wholly rewritten chain, and an export proves itself without the database.
//!
//! No personal data enters the chain (R11.10): records hold ids and codes, never names, numbers or free text, and
//! [`AuditRecord::canonical`] refuses what looks like them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

mod chain;
mod checkpoint;
mod event;
mod export;
mod hash;
mod inclusion;
mod tree;
mod verifier;

pub use chain::{Broken, Chain, Head, Link};
pub use checkpoint::{AuditKey, Checkpoint, Note};
pub use event::AuditEvent;
pub use export::{ExportLine, verify_export};
pub use hash::Algorithm;
pub use inclusion::Inclusion;
pub use tree::Tree;
pub use verifier::{Inquiry, SignatureCheck, Verifier, Whole};

/// Version of the record's form.
pub const FORM: u32 = 1;

/// How the recorded thing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditResult {
    /// Done.
    Done,
    /// Refused by a rule or a right.
    Refused,
    /// Tried and failed.
    Failed,
}

/// R11.9. One record. Every text is an id or a code; reading is recorded as well as writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditRecord {
    /// When, by the centre.
    pub server_time: Timestamp,
    /// When, by the desk: a claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_time: Option<Timestamp>,
    /// Staff id of the person; `system` for what time did.
    pub user: String,
    /// In which role.
    pub role: String,
    /// Window or device.
    pub place: String,
    /// What happened.
    pub event: AuditEvent,
    /// On which case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<String>,
    /// To what: the field revealed, the kind of search, the rule overridden, the id of a document, the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Why, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How it ended.
    pub result: AuditResult,
    /// Why it was refused or failed, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Names of the fields that changed, never their values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// Why a record cannot enter the chain. It names the field, not what stood in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AuditError {
    /// Not an id or a code: other characters than `A–Z a–z 0–9 . _ : @ / # -`, or more than 80, or none.
    #[error("the field {0} is no id or code")]
    NotACode(&'static str),
    /// It looks like the number of a person or a telephone.
    #[error("the field {0} looks like personal data")]
    Personal(&'static str),
    /// It cannot be written as text.
    #[error("the record cannot be written")]
    Unwritable,
}

impl AuditRecord {
    /// The text that is hashed: JSON with sorted keys and no blanks, and the algorithm named inside. Refuses personal
    /// data.
    pub fn canonical(&self, alg: Algorithm) -> Result<String, AuditError> {
        let must = [("user", &self.user), ("role", &self.role), ("place", &self.place)];
        let may = [
            ("case_id", &self.case_id),
            ("object", &self.object),
            ("purpose", &self.purpose),
            ("reason_code", &self.reason_code),
        ];
        let may = may.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        for (name, value) in must.into_iter().chain(may).chain(self.fields.iter().map(|field| ("fields", field))) {
            check_code(name, value)?;
        }
        let value = serde_json::to_value(Sealed { v: FORM, alg, record: self });
        // A JSON object keeps its keys sorted; a test guards against the feature that would change this.
        value.map(|value| value.to_string()).map_err(|_| AuditError::Unwritable)
    }
}

/// The record with the form and the algorithm it was sealed by, so that either can change later.
#[derive(Serialize)]
struct Sealed<'a> {
    v: u32,
    alg: Algorithm,
    #[serde(flatten)]
    record: &'a AuditRecord,
}

fn check_code(name: &'static str, value: &str) -> Result<(), AuditError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._:@/#-".contains(c);
    if value.is_empty() || value.len() > 80 || !value.chars().all(fits) {
        return Err(AuditError::NotACode(name));
    }
    if value.split(|c: char| !c.is_ascii_alphanumeric()).any(looks_personal) {
        return Err(AuditError::Personal(name));
    }
    Ok(())
}

/// An identity number (15 or 18) or a mobile number (11).
fn looks_personal(run: &str) -> bool {
    let body = run.strip_suffix(['x', 'X']).unwrap_or(run);
    let digits = body.chars().all(|c| c.is_ascii_digit());
    digits && (matches!(run.len(), 15 | 18) || (run.len() == 11 && run.starts_with('1')))
}

#[cfg(test)]
mod tests;
