//! Level L for everything that leaves the centre in lists and cases (R11.6). How a value is masked is decided by
//! `domain::privacy` alone; here only stands where personal values lie.

use std::collections::BTreeMap;

use crate::domain::{
    case::{AgentOnCase, Case, Party},
    guide::{FormFieldKind, Guide, ServiceObject},
    privacy::{Level, mask_address, mask_name, mask_number, mask_phone},
};

/// The case as lists and views show it.
pub fn masked(case: &Case, guide: &Guide) -> Case {
    let mut shown = case.clone();
    party(&mut shown.application.applicant);
    if let Some(agent) = &mut shown.application.agent {
        agent_on_case(agent);
    }
    form(&mut shown.application.form, guide);
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

/// Form fields that hold personal data by their kind, or because they are filled from the applicant.
fn form(values: &mut BTreeMap<String, String>, guide: &Guide) {
    for field in guide.form.iter().flat_map(|section| &section.fields) {
        let Some(value) = values.get_mut(&field.id) else { continue };
        match (field.kind, field.filled_from.as_deref()) {
            (FormFieldKind::CitizenId, _) | (_, Some("applicant.number")) => {
                let kind = if field.kind == FormFieldKind::CreditCode { "credit_code" } else { "" };
                *value = mask_number(kind, value, Level::L);
            }
            (FormFieldKind::Phone, _) | (_, Some("applicant.phone")) => phone(value),
            (_, Some("applicant.address")) => address(value),
            (_, Some("applicant.legal_representative")) => *value = mask_name(value, Level::L),
            (_, Some("applicant.name")) if guide.service_objects == [ServiceObject::Person] => {
                *value = mask_name(value, Level::L);
            }
            _ => {}
        }
    }
}
