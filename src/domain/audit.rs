//! RULES 11.4. The audit trail: each record is hashed together with the one before it, so that nobody can change, drop,
//! insert or reorder one unseen.
//!
//! No personal data enters the chain (R11.10): records hold ids and codes, never names, numbers or free text, and
//! [`AuditRecord::canonical`] refuses what looks like them. What the chain cannot show by itself, a cut tail or a whole
//! rewritten chain, the receipts show that left the centre with a place and a hash in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

mod event;

pub use event::AuditEvent;

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

/// The end of a chain: where the next link goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Place of the last link; 0 before the first.
    pub seq: u64,
    /// Its hash, SHA-256 in lower-case hex.
    pub hash: String,
}

/// One link as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Place, from 1, without gaps.
    pub seq: u64,
    /// Canonical text of the record.
    pub body: String,
    /// Hash over tenant, place, the hash before and the body.
    pub hash: String,
}

/// The first thing that is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Broken {
    /// The link at this place is missing, doubled or out of order.
    #[error("link {0} is missing or out of order")]
    Order(u64),
    /// This link's text or hash was changed.
    #[error("link {0} does not agree with its hash")]
    Hash(u64),
    /// The chain agrees with itself, but not with what left the centre earlier.
    #[error("link {0} differs from the one that a receipt saw")]
    Witness(u64),
    /// A receipt saw a link that is no longer there.
    #[error("the chain ends before link {0}, which a receipt saw")]
    CutOff(u64),
}

impl Broken {
    /// The place of the first link that is wrong.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Order(seq) | Self::Hash(seq) | Self::Witness(seq) | Self::CutOff(seq) => *seq,
        }
    }
}

impl AuditRecord {
    /// The text that is hashed: JSON with sorted keys and no blanks. Refuses personal data.
    pub fn canonical(&self) -> Result<String, AuditError> {
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
        let value = serde_json::to_value(Sealed { v: FORM, alg: "sha256", record: self });
        // A JSON object keeps its keys sorted; a test guards against the feature that would change this.
        value.map(|value| value.to_string()).map_err(|_| AuditError::Unwritable)
    }
}

/// The record with the form and the algorithm it was sealed by, so that either can change later.
#[derive(Serialize)]
struct Sealed<'a> {
    v: u32,
    alg: &'static str,
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

impl Head {
    /// Before the first link of a tenant's chain.
    pub fn genesis(tenant: &str) -> Self {
        Self { seq: 0, hash: hex(Sha256::new().chain_update([0]).chain_update(tenant)) }
    }
}

impl Link {
    /// This link as the end of the chain, which is what a receipt carries.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }
}

/// The link that follows `prev`.
pub fn chain(tenant: &str, prev: &Head, record: &AuditRecord) -> Result<Link, AuditError> {
    let body = record.canonical()?;
    let seq = prev.seq + 1;
    let hash = link_hash(tenant, seq, &prev.hash, &body);
    Ok(Link { seq, body, hash })
}

/// Proves a chain, or a stretch of it that follows `start`, in one pass and constant memory, and gives its end.
///
/// `witnesses` are places and hashes that left the centre: receipts, printed lines, checkpoints.
pub fn verify(
    tenant: &str,
    start: Head,
    links: impl IntoIterator<Item = Link>,
    witnesses: &BTreeMap<u64, String>,
) -> Result<Head, Broken> {
    let mut head = start;
    for link in links {
        let seq = head.seq + 1;
        if link.seq != seq {
            return Err(Broken::Order(seq));
        }
        if link.hash != link_hash(tenant, seq, &head.hash, &link.body) {
            return Err(Broken::Hash(seq));
        }
        if witnesses.get(&seq).is_some_and(|seen| *seen != link.hash) {
            return Err(Broken::Witness(seq));
        }
        head = link.head();
    }
    match witnesses.range(head.seq + 1..).next() {
        Some((seq, _)) => Err(Broken::CutOff(*seq)),
        None => Ok(head),
    }
}

fn link_hash(tenant: &str, seq: u64, prev: &str, body: &str) -> String {
    // Every part but the last has a known length, so no two chains of parts give the same bytes.
    let hash = Sha256::new()
        .chain_update([1])
        .chain_update(u64::try_from(tenant.len()).unwrap_or(u64::MAX).to_be_bytes())
        .chain_update(tenant)
        .chain_update(seq.to_be_bytes())
        .chain_update(u64::try_from(prev.len()).unwrap_or(u64::MAX).to_be_bytes())
        .chain_update(prev)
        .chain_update(body);
    hex(hash)
}

fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests;
