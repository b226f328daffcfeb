//! What bars an applicant from tolerance at this moment: the credit register's stored answer, the centre's own
//! register of broken commitments (R2.30), and an overdue tolerance elsewhere (R2.34). A client never states it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::{
    calendar::date_in_beijing,
    exemption::{Evidence, EvidenceAnswer, EvidenceKind},
    tolerance::{Credit, CreditFinding},
};

use crate::central::store::{StoreError, Tx};

/// The finding for an applicant, from the newest stored answer of the credit register and from the centre's own books.
/// An answer of an earlier day is no check "at the moment of the offer" (R2.11): then the credit is unknown.
pub fn finding(tx: &Tx<'_>, applicant: Uuid, except_case: Uuid, now: Timestamp) -> Result<CreditFinding, StoreError> {
    let today = date_in_beijing(now);
    let asked = tx.newest_evidence(applicant, EvidenceKind::Credit)?;
    let fresh = asked.as_ref().filter(|evidence| date_in_beijing(evidence.asked_at) == today);
    let mut found = fresh.map(from_evidence).unwrap_or_default();
    found.barred_until = tx.barred_until(applicant)?;
    found.overdue_elsewhere = tx.tolerance_overdue_elsewhere(applicant, except_case, today)?;
    Ok(found)
}

/// Only a clear yes is clean (R2.12).
fn from_evidence(evidence: &Evidence) -> CreditFinding {
    CreditFinding {
        credit: match evidence.answer {
            EvidenceAnswer::Yes => Credit::Clean,
            EvidenceAnswer::No => Credit::Bad,
            EvidenceAnswer::NotFound | EvidenceAnswer::Pending | EvidenceAnswer::Unreachable => Credit::Unknown,
        },
        source: Some(evidence.source.clone()),
        checked_at: Some(evidence.asked_at),
        reference: evidence.reference.clone(),
        evidence_id: Some(evidence.id),
        barred_until: None,
        overdue_elsewhere: false,
    }
}
