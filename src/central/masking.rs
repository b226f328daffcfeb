//! Level L for everything that leaves the centre in lists and cases (R11.6). How a value is masked is decided by
//! `domain::privacy` alone; here only stands where personal values lie.

use std::collections::BTreeMap;

use crate::domain::{
    case::{AgentOnCase, Case, Party},
    guide::{Guide, ServiceObject},
    privacy::{self, Level, mask_address, mask_name, mask_number, mask_phone},
};

/// The case as lists and views show it.
pub fn masked(case: &Case, guide: &Guide) -> Case {
    let mut shown = case.clone();
    party(&mut shown.application.applicant);
    if let Some(agent) = &mut shown.application.agent {
        agent_on_case(agent);
    }
    form(&mut shown.application.form, guide, shown.application.applicant.kind);
    address(&mut shown.application.delivery.address);
    if let Some(delivery) = &mut shown.delivery {
        delivery.receiver = delivery.receiver.as_deref().map(|name| mask_name(name, Level::L));
    }
    shown
}

/// A party as lists show it: the name of an organisation is public, that of a person is not.
pub fn party(party: &mut Party) {
    if party.kind == ServiceObject::Person {
        party.name = mask_name(&party.name, Level::L);
    }
    party.number = mask_number(&party.number_kind, &party.number, Level::L);
    phone(&mut party.phone);
    address(&mut party.address);
    party.legal_representative = party.legal_representative.as_deref().map(|name| mask_name(name, Level::L));
}

fn agent_on_case(agent: &mut AgentOnCase) {
    let letter = &mut agent.letter;
    letter.agent_phone = letter.agent_phone.as_deref().and_then(|number| mask_phone(number, Level::L));
    if letter.kind.is_public() {
        // Who acts for the office is named with the staff number, as on papers.
        phone(&mut agent.party.phone);
        return;
    }
    party(&mut agent.party);
    letter.agent_name = mask_name(&letter.agent_name, Level::L);
    letter.agent_number = mask_number("", &letter.agent_number, Level::L);
}

fn phone(number: &mut String) {
    *number = mask_phone(number, Level::L).unwrap_or_default();
}

fn address(address: &mut String) {
    if !address.is_empty() {
        *address = mask_address(address, Level::L);
    }
}

/// Form fields that hold personal data.
fn form(values: &mut BTreeMap<String, String>, guide: &Guide, applicant: ServiceObject) {
    for field in guide.form_fields() {
        if let (Some(value), Some(kind)) = (values.get_mut(&field.id), field.personal(applicant)) {
            *value = privacy::mask(kind, "", value, Level::L);
        }
    }
}
