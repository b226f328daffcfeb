//! R5.12, R5.19: what the history says when somebody acts for the applicant: who, for whom, by which letter.

use super::Order;
use crate::{
    domain::{
        case::{Case, Party},
        guide::ServiceObject,
        lifecycle::Act,
        privacy::{Level, mask_name},
        role::Role,
    },
    i18n::{Lang, t, tf},
};

/// Who acted for whom in this order; `None` = the applicant needed nobody for it.
pub(super) fn acted_for(order: &Order<'_>, case: &Case) -> Option<String> {
    let agent = case.application.agent.as_ref()?;
    let by_agent = match order.act {
        Act::DraftSubmit(_)
        | Act::DraftCollect(_)
        | Act::AgentLetterRecord(_)
        | Act::Receive(_)
        | Act::ReceiveAndAccept(_)
        | Act::ReceiveAndDecide(_) => true,
        Act::Deliver(receiver) => receiver.is_agent,
        _ => order.actor.role == Role::GridAgent,
    };
    if !by_agent {
        return None;
    }
    let letter = &agent.letter;
    // A public agent acts under the name of the office, as any official does.
    let who = if letter.kind.is_public() { agent.party.name.clone() } else { masked(&agent.party) };
    let no = letter.letter_no.as_deref().unwrap_or_else(|| t(Lang::Zh, "centre.no_letter_no"));
    let mut said = tf(Lang::Zh, "centre.acted_for", &[&who, &masked(&case.application.applicant), no]);
    if let (Act::DraftCollect(_), Some(slip)) = (order.act, case.slip_no.as_deref()) {
        said.push(';');
        said.push_str(&tf(Lang::Zh, "centre.acted_for_slip", &[slip]));
    }
    Some(said)
}

fn masked(party: &Party) -> String {
    if party.kind == ServiceObject::Person { mask_name(&party.name, Level::L) } else { party.name.clone() }
}
