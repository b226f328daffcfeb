//! What an answer means (RELIABILITY 3.4). Only a receipt that the centre signed for exactly these bytes is a verdict;
//! everything else is advice at most.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::contract::{Fingerprint, Problem, PublicKey, Realm, Receipt, ReceiptPayload, Verdict};

use super::{ParcelState, Why};

/// What came back over the line, from whoever it came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, lower case, without parameters.
    pub content_type: String,
    /// `Retry-After` as the header says it.
    pub retry_after: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

/// What was heard after a parcel was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something answered.
    Answer(Answer),
    /// Nothing did, or it broke off: whether the parcel arrived is not known.
    Nothing,
}

/// What a valid receipt must be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Command.
    pub command_id: Uuid,
    /// Fingerprint of the bytes that were sent.
    pub fingerprint: Fingerprint,
    /// Realm of this desk's store.
    pub realm: Realm,
}

/// What is wrong with something that looks like a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptFault {
    /// Signed with a key that this desk does not know.
    UnknownKey,
    /// The signature does not hold.
    Signature,
    /// For another command.
    OtherCommand,
    /// For other bytes under the same id.
    OtherBytes,
    /// From a database of another realm.
    OtherRealm,
}

/// A parcel has its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// `Applied`, `Rejected` or `Conflict`.
    pub state: ParcelState,
    /// The receipt as it came, to be stored.
    pub receipt: Receipt,
    /// What it says.
    pub payload: ReceiptPayload,
    /// The reasons beside a rejection; unsigned, so shown as advice.
    pub problem: Option<Problem>,
}

/// A parcel goes on waiting.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// Why.
    pub why: Why,
    /// The centre's own words, if they can be read; unsigned, advice only.
    pub problem: Option<Problem>,
    /// `Retry-After`, already clamped and spread.
    pub retry_after: Option<SignedDuration>,
    /// If something pretended to be a receipt.
    pub fault: Option<ReceiptFault>,
}

impl Wait {
    /// Waiting for a plain reason.
    pub fn because(why: Why) -> Self {
        Self { why, problem: None, retry_after: None, fault: None }
    }
}

/// What an answer means for the parcel.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The centre's last word.
    Settled(Box<Settlement>),
    /// Nothing is known for certain.
    Waits(Box<Wait>),
}

/// Judges what was heard. `retry_after` is what the header means now ([`super::retry_after`]).
pub fn classify(heard: &Heard, trusted: &[PublicKey], sent: &Sent, retry_after: Option<SignedDuration>) -> Outcome {
    let Heard::Answer(answer) = heard else { return Outcome::Waits(Box::new(Wait::because(Why::NoAnswer))) };
    let problem = told(answer);
    let receipt = problem
        .as_ref()
        .and_then(|problem| problem.receipt.clone())
        .or_else(|| serde_json::from_slice::<Receipt>(&answer.body).ok());
    let fault = match receipt.map(|receipt| verdict(receipt, problem.clone(), trusted, sent)) {
        Some(Ok(settlement)) => return Outcome::Settled(Box::new(settlement)),
        Some(Err(fault)) => Some(fault),
        None => None,
    };
    let code = problem.as_ref().map(|problem| problem.code.as_str());
    let why = if fault.is_some() { Why::BadReceipt } else { why(answer, code) };
    Outcome::Waits(Box::new(Wait { why, problem, retry_after, fault }))
}

/// The verdict in a receipt, whichever way it came: with the answer, or later by asking what became of the command.
pub fn verdict(
    receipt: Receipt,
    problem: Option<Problem>,
    trusted: &[PublicKey],
    sent: &Sent,
) -> Result<Settlement, ReceiptFault> {
    let (receipt, payload) = open(receipt, trusted, sent)?;
    let state = match payload.verdict {
        Verdict::Applied => ParcelState::Applied,
        Verdict::Rejected if payload.problem.as_deref() == Some("version.stale") => ParcelState::Conflict,
        Verdict::Rejected => ParcelState::Rejected,
    };
    Ok(Settlement { state, receipt, payload, problem })
}

fn open(receipt: Receipt, trusted: &[PublicKey], sent: &Sent) -> Result<(Receipt, ReceiptPayload), ReceiptFault> {
    if !trusted.iter().any(|key| key.key_id == receipt.key_id) {
        return Err(ReceiptFault::UnknownKey);
    }
    let payload = receipt.open(trusted).map_err(|_| ReceiptFault::Signature)?;
    if payload.command_id != sent.command_id {
        return Err(ReceiptFault::OtherCommand);
    }
    if payload.fingerprint != sent.fingerprint {
        return Err(ReceiptFault::OtherBytes);
    }
    if payload.realm != sent.realm {
        return Err(ReceiptFault::OtherRealm);
    }
    Ok((receipt, payload))
}

/// The problem that an answer tells.
pub(super) fn told(answer: &Answer) -> Option<Problem> {
    serde_json::from_slice(&answer.body).ok()
}

/// An answer without verdict. A status below 500 counts only if the centre's own problem came with it: a portal, a
/// proxy and a cache answer 200, 302, 403 and 404 as they please.
pub(super) fn why(answer: &Answer, code: Option<&str>) -> Why {
    match (answer.status, code) {
        (407 | 511, _) => Why::NotTheCentre,
        (429 | 503, _) => Why::CentreBusy,
        (507, _) => Why::CentreFull,
        (408 | 500..=599, _) => Why::CentreTrouble,
        (_, None) if answer.content_type == "text/html" => Why::NotTheCentre,
        // Or as soon as whoever is signed in has done what they must do first.
        (401, _) | (403, Some("password.must_change" | "totp.must_enrol")) => Why::SignIn,
        (403, Some("account.disabled")) => Why::AccountDisabled,
        (409 | 422, Some("command.key_reused")) => Why::KeyReused,
        (409 | 422, Some("device.forked")) => Why::DeviceForked,
        (403 | 404, _) => Why::Refused,
        (409, _) => Why::InProgress,
        (412 | 422, _) => Why::NoVerdict,
        (413, _) => Why::TooLarge,
        (424, _) => Why::FilesMissing,
        (425, _) => Why::PredecessorMissing,
        (426, _) => Why::Upgrade,
        (400..=499, _) => Why::ProgramError,
        _ => Why::NotTheCentre,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
