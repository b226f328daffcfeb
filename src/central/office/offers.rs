//! What a person may do with a draft now: asked of the same checks that decide when it is done, so that the offer and the
//! verdict cannot differ.

use crate::{
    central::{
        Centre,
        fault::Fault,
        store::{DraftRow, Tx},
    },
    contract::{OfficeDeed, OfficeOffer, OfficeState, Person},
};

use super::ways;

/// Everything that this person's role and the state of the draft allow, with what stands in its way.
pub(super) fn offers(centre: &Centre, tx: &Tx<'_>, person: &Person, row: &DraftRow) -> Result<Vec<OfficeOffer>, Fault> {
    let edits = ways::edits(person, row) && row.state.is_open();
    let publishes = person.role.publishes_catalogue();
    let stands = || ways::is_second(person, row).and_then(|()| ways::stands_on_what_holds(centre, tx, row));
    let mut offers = Vec::new();
    if edits {
        offers.push(offer(OfficeDeed::Submit, ways::is_decided(centre, tx, row))?);
        offers.push(offer(OfficeDeed::Edit, Ok(()))?);
    }
    if publishes && row.state == OfficeState::Submitted {
        offers.push(offer(OfficeDeed::Pass, stands())?);
        offers.push(offer(OfficeDeed::Return, ways::is_second(person, row))?);
    }
    if publishes && row.state == OfficeState::Reviewed {
        offers.push(offer(OfficeDeed::Publish, stands())?);
    }
    if !row.state.is_over() && ways::takes_back(person, row) {
        offers.push(offer(OfficeDeed::Withdraw, Ok(()))?);
    }
    Ok(offers)
}

/// A failure of the centre itself is no answer about the draft.
fn offer(act: OfficeDeed, checked: Result<(), Fault>) -> Result<OfficeOffer, Fault> {
    match checked {
        Err(fault) if fault.status() >= 500 => Err(fault),
        Err(fault) => Ok(OfficeOffer { act, blocked: Some(fault.problem("").title) }),
        Ok(()) => Ok(OfficeOffer { act, blocked: None }),
    }
}
