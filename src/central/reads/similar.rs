//! What may be the same matter twice: one applicant, one item, within thirty days (RELIABILITY F44). Two laptops, or two
//! windows, cannot know of each other; the centre does, and tells a person, who decides. It refuses nothing by itself.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    central::{
        fault::Fault,
        store::{Filter, Scope, Tx},
    },
    contract::SimilarCase,
    domain::case::{ALIKE_WITHIN, Case, State},
};

/// Cases of one applicant that are looked at, the last changed first: whatever came in within the time is among them.
const LOOKED_AT: u32 = 100;

/// Cases of this applicant that came in within the time and did not end without a decision, as far as the asker sees
/// them; of one item, and beside a case, if that is asked for.
pub(super) fn similar(
    tx: &Tx<'_>,
    applicant: Uuid,
    beside: Option<&Case>,
    now: Timestamp,
    eyes: &Scope,
) -> Result<Vec<SimilarCase>, Fault> {
    let since = now.checked_sub(ALIKE_WITHIN).unwrap_or(Timestamp::MIN);
    let filter = Filter { applicant: Some(applicant), ..Filter::default() };
    let mut found = Vec::new();
    for row in tx.query_cases(&filter, None, LOOKED_AT, eyes)? {
        let case = row.case;
        let other =
            beside.is_none_or(|own| own.id != case.id && own.guide_version.item_code == case.guide_version.item_code);
        if !other || case.discarded || case.state.is_end_without_decision() || case.state == State::Revoked {
            continue;
        }
        let at = match case.received_at.or(case.collected_at) {
            Some(at) => Some(at),
            // A draft that was handed in without papers: since it was.
            None => tx.timeline(case.id)?.first().map(|entry| entry.at),
        };
        let Some(at) = at.filter(|at| *at >= since) else { continue };
        found.push(SimilarCase {
            case_id: case.id,
            item_code: case.guide_version.item_code,
            item_name: case.item_name,
            state: case.state.into(),
            number: case.case_no.or(case.receipt_no),
            at,
        });
    }
    Ok(found)
}

/// The same beside a case that nobody has accepted yet.
pub(super) fn similar_to(
    tx: &Tx<'_>,
    applicant: Uuid,
    case: &Case,
    now: Timestamp,
    eyes: &Scope,
) -> Result<Vec<SimilarCase>, Fault> {
    if !case.state.is_before_acceptance() {
        return Ok(Vec::new());
    }
    similar(tx, applicant, Some(case), now, eyes)
}
