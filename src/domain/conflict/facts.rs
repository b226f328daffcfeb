//! The facts that an act carries, and the act that carries other ones.

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Field, PartyField, Sides};
use crate::domain::{
    case::{Application, Delivery, Party},
    check::{Answer, MaterialRow},
    lifecycle::{Act, act},
};

/// Values by field; a field without value is absent.
pub type Facts = BTreeMap<Field, Value>;

/// The facts of an application.
pub fn facts_of(application: &Application) -> Facts {
    let party = &application.applicant;
    let mut facts = Facts::from([
        (Field::Applicant(PartyField::Kind), value(&party.kind)),
        (Field::Applicant(PartyField::Name), value(&party.name)),
        (Field::Applicant(PartyField::NumberKind), value(&party.number_kind)),
        (Field::Applicant(PartyField::Number), value(&party.number)),
        (Field::Applicant(PartyField::Phone), value(&party.phone)),
        (Field::Applicant(PartyField::Address), value(&party.address)),
        (Field::Guide, value(&application.guide_version)),
        (Field::Channel, value(&application.channel)),
        (Field::DeliveryWay, value(&application.delivery.way)),
        (Field::DeliveryAddress, value(&application.delivery.address)),
    ]);
    if let Some(name) = &party.legal_representative {
        facts.insert(Field::Applicant(PartyField::LegalRepresentative), value(name));
    }
    if let Some(agent) = &application.agent {
        facts.insert(Field::Agent, value(agent));
    }
    let answer = |answer: &Answer| (Field::Answer(answer.question.clone()), value(answer));
    let row = |row: &MaterialRow| (Field::Material(row.material_code.clone()), value(row));
    facts.extend(application.answers.iter().map(answer));
    facts.extend(application.materials.iter().map(row));
    facts.extend(application.form.iter().map(|(id, text)| (Field::Form(id.clone()), value(text))));
    facts
}

/// What the act carries, beside what both had seen and what stands.
pub(super) fn sides(act: &Act, base: Option<&Application>, theirs: &Application) -> Sides {
    if let Some(application) = carried(act) {
        return Sides { base: base.map(facts_of), mine: facts_of(application), theirs: facts_of(theirs) };
    }
    let stands = |ids: &mut dyn Iterator<Item = &String>| -> Facts {
        ids.map(|id| (Field::Form(id.clone()), json!(standing(theirs, id)))).collect()
    };
    match act {
        Act::FormRecord(record) => Sides {
            base: Some(record.base.iter().map(|(id, old)| (Field::Form(id.clone()), json!(old))).collect()),
            mine: record.fields.iter().map(|(id, new)| (Field::Form(id.clone()), json!(new))).collect(),
            theirs: stands(&mut record.fields.keys()),
        },
        Act::CorrectOnSpot(correction) => {
            let by = |pick: fn(&act::Change) -> &String| -> Facts {
                correction.changes.iter().map(|c| (Field::Form(c.field.clone()), json!(pick(c)))).collect()
            };
            Sides {
                base: Some(by(|change| &change.old)),
                mine: by(|change| &change.new),
                theirs: stands(&mut correction.changes.iter().map(|change| &change.field)),
            }
        }
        _ => Sides::default(),
    }
}

/// The same act with these facts, as a change of what stands; `None` = it would change nothing.
pub(super) fn again(act: &Act, facts: &Facts, theirs: &Application) -> Option<Act> {
    let text = |id: &String| facts.get(&Field::Form(id.clone())).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut again = act.clone();
    match &mut again {
        Act::FormRecord(record) => {
            let changed = |id: &&String| text(id) != standing(theirs, id);
            let ids: Vec<String> = record.fields.keys().filter(changed).cloned().collect();
            record.base = ids.iter().map(|id| (id.clone(), standing(theirs, id).to_owned())).collect();
            record.fields = ids.iter().map(|id| (id.clone(), text(id))).collect();
            if ids.is_empty() {
                return None;
            }
        }
        Act::CorrectOnSpot(correction) => {
            for change in &mut correction.changes {
                standing(theirs, &change.field).clone_into(&mut change.old);
                change.new = text(&change.field);
            }
            correction.changes.retain(|change| change.old != change.new);
            if correction.changes.is_empty() {
                return None;
            }
        }
        other => {
            if let Some(application) = carried_mut(other) {
                *application = with(application, facts, theirs)?;
            }
        }
    }
    Some(again)
}

/// The application as a whole, in the acts that bring one.
fn carried(act: &Act) -> Option<&Application> {
    match act {
        Act::DraftSubmit(draft) | Act::DraftCollect(draft) => Some(&draft.application),
        Act::Receive(receiving) | Act::ReceiveAndAccept(receiving) => Some(&receiving.application),
        Act::ReceiveAndDecide(decision) => Some(&decision.receiving.application),
        _ => None,
    }
}

fn carried_mut(act: &mut Act) -> Option<&mut Application> {
    match act {
        Act::DraftSubmit(draft) | Act::DraftCollect(draft) => Some(&mut draft.application),
        Act::Receive(receiving) | Act::ReceiveAndAccept(receiving) => Some(&mut receiving.application),
        Act::ReceiveAndDecide(decision) => Some(&mut decision.receiving.application),
        _ => None,
    }
}

/// An application of these facts; a value's source comes from the side that the value came from.
fn with(mine: &Application, facts: &Facts, theirs: &Application) -> Option<Application> {
    let party = |part: PartyField| facts.get(&Field::Applicant(part));
    let text = |part: PartyField| party(part).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut answers = Vec::new();
    let mut materials = Vec::new();
    let mut form = BTreeMap::new();
    for (field, value) in facts {
        match field {
            Field::Answer(_) => answers.push(read::<Answer>(value)?),
            Field::Material(_) => materials.push(read::<MaterialRow>(value)?),
            Field::Form(id) => {
                form.insert(id.clone(), read::<String>(value)?);
            }
            _ => {}
        }
    }
    let source = |(id, value): (&String, &String)| {
        let from = if mine.form.get(id) == Some(value) { mine } else { theirs };
        from.form_sources.get(id).map(|source| (id.clone(), *source))
    };
    Some(Application {
        applicant: Party {
            kind: read(party(PartyField::Kind)?)?,
            name: text(PartyField::Name),
            number_kind: text(PartyField::NumberKind),
            number: text(PartyField::Number),
            phone: text(PartyField::Phone),
            address: text(PartyField::Address),
            legal_representative: party(PartyField::LegalRepresentative).and_then(read),
        },
        agent: facts.get(&Field::Agent).and_then(read),
        guide_version: read(facts.get(&Field::Guide)?)?,
        answers,
        materials,
        form_sources: form.iter().filter_map(source).collect(),
        form,
        channel: read(facts.get(&Field::Channel)?)?,
        delivery: Delivery {
            way: read(facts.get(&Field::DeliveryWay)?)?,
            address: read(facts.get(&Field::DeliveryAddress)?)?,
        },
    })
}

fn standing<'a>(theirs: &'a Application, id: &str) -> &'a str {
    theirs.form.get(id).map(String::as_str).unwrap_or_default()
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}
