//! The signed answer to a command. Nothing else ends one (DESIGN 4).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::domain::case::{DocumentKind, State};

use super::{
    canonical::canonical_bytes,
    resource::{PublicKey, Realm},
    seal::{Fingerprint, KeyError, KeyPair, sha256_hex, verify},
    told::Told,
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
    #[schema(value_type = DocumentKind)]
    pub code: Told<DocumentKind>,
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
    /// State of the case afterwards. One that this program does not know is none here; the receipt is kept as it came.
    #[serde(default, deserialize_with = "known")]
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
        serde_json::to_value(self).ok().as_ref().and_then(gist).unwrap_or_default()
    }
}

fn gist(payload: &Value) -> Option<String> {
    let papers: Vec<&Value> =
        payload.get("documents")?.as_array()?.iter().filter_map(|paper| paper.get("no")).collect();
    let field = |name: &str| payload.get(name).unwrap_or(&Value::Null);
    let said = (field("verdict"), field("state"), field("case_no"), field("receipt_no"), papers, field("problem"));
    canonical_bytes(&said).map(|bytes| sha256_hex(&bytes)).ok()
}

/// A state that this program knows.
fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<State>, D::Error> {
    Ok(Option::<Told<State>>::deserialize(from)?.and_then(|state| state.known().copied()))
}

/// Why a receipt says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotOpened {
    /// Key or signature do not hold.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The centre signed it, and this program cannot read it: a newer centre has a verdict that it does not know (F41).
    #[error("the receipt is of a newer centre")]
    Newer,
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
    pub fn open(&self, trusted: &[PublicKey]) -> Result<ReceiptPayload, NotOpened> {
        let key = trusted.iter().find(|key| key.key_id == self.key_id).ok_or(KeyError)?;
        let bytes = URL_SAFE_NO_PAD.decode(&self.payload).map_err(|_| KeyError)?;
        let signature = URL_SAFE_NO_PAD.decode(&self.signature).map_err(|_| KeyError)?;
        verify(&key.public_key, &bytes, &signature)?;
        serde_json::from_slice(&bytes).map_err(|_| NotOpened::Newer)
    }

    /// [`ReceiptPayload::gist`] of what was signed, word for word, for whoever need not ask whether it was.
    pub fn gist(&self) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.payload).ok()?;
        gist(&serde_json::from_slice(&bytes).ok()?)
    }
}
