//! The signed answer to a command. Nothing else ends one (DESIGN 4).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::case::{DocumentKind, State};

use super::{
    canonical::canonical_bytes,
    resource::{PublicKey, Realm},
    seal::{Fingerprint, KeyError, KeyPair, sha256_hex, verify},
};

/// The centre's last word on a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It took effect.
    Applied,
    /// It never will.
    Rejected,
}

/// A document issued by the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IssuedDocument {
    /// Kind.
    pub code: DocumentKind,
    /// Number.
    pub no: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReceiptPayload {
    /// The command.
    pub command_id: Uuid,
    /// SHA-256 of exactly the bytes that were received.
    pub fingerprint: Fingerprint,
    /// Realm of the database.
    pub realm: Realm,
    /// Verdict.
    pub verdict: Verdict,
    /// Transitions of 12.2 that happened.
    pub transitions: Vec<u8>,
    /// Case.
    pub case_id: Option<Uuid>,
    /// Version of the case afterwards.
    pub version: Option<u64>,
    /// State of the case afterwards.
    pub state: Option<State>,
    /// Case number.
    pub case_no: Option<String>,
    /// Short receipt number (R7.22).
    pub receipt_no: Option<String>,
    /// Documents issued.
    pub documents: Vec<IssuedDocument>,
    /// Code of the problem, when rejected.
    pub problem: Option<String>,
    /// Centre time.
    pub server_time: Timestamp,
    /// Place in the change sequence.
    pub change_seq: u64,
    /// Place in the audit chain.
    pub audit_seq: u64,
    /// Hash of that audit record.
    pub audit_hash: String,
}

impl ReceiptPayload {
    /// What it says of the case, in one word that gives nothing of it away: two answers to a command that say the same
    /// have the same, whenever they were given.
    pub fn gist(&self) -> String {
        let papers: Vec<&str> = self.documents.iter().map(|document| document.no.as_str()).collect();
        let said = (self.verdict, self.state, &self.case_no, &self.receipt_no, papers, &self.problem);
        canonical_bytes(&said).map(|bytes| sha256_hex(&bytes)).unwrap_or_default()
    }
}

/// A signed receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Receipt {
    /// Which key signed.
    pub key_id: String,
    /// base64url of the canonical payload.
    pub payload: String,
    /// base64url of the Ed25519 signature over the decoded payload bytes.
    pub signature: String,
}

impl Receipt {
    /// Signs a payload.
    pub fn sign(payload: &ReceiptPayload, key_id: &str, key: &KeyPair) -> Result<Self, KeyError> {
        let bytes = canonical_bytes(payload).map_err(|_| KeyError)?;
        Ok(Self {
            key_id: key_id.to_owned(),
            signature: URL_SAFE_NO_PAD.encode(key.sign(&bytes)),
            payload: URL_SAFE_NO_PAD.encode(bytes),
        })
    }

    /// Checks the signature against the trusted keys and opens the payload. The caller compares command id and
    /// fingerprint with what it sent.
    pub fn open(&self, trusted: &[PublicKey]) -> Result<ReceiptPayload, KeyError> {
        let key = trusted.iter().find(|key| key.key_id == self.key_id).ok_or(KeyError)?;
        let bytes = URL_SAFE_NO_PAD.decode(&self.payload).map_err(|_| KeyError)?;
        let signature = URL_SAFE_NO_PAD.decode(&self.signature).map_err(|_| KeyError)?;
        verify(&key.public_key, &bytes, &signature)?;
        serde_json::from_slice(&bytes).map_err(|_| KeyError)
    }

    /// [`ReceiptPayload::gist`] for whoever signed it and need not ask whether they did.
    pub fn gist(&self) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.payload).ok()?;
        serde_json::from_slice(&bytes).ok().map(|payload: ReceiptPayload| payload.gist())
    }
}
