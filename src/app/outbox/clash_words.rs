//! A conflict in words: what a field is called, and what a side says of it, masked unless a person has asked to see it.

use serde_json::Value;

use crate::{
    app::{Model, session::beijing, unknown},
    desk::outbox::{Clash, readable},
    domain::{
        case::{Channel, State},
        check::{Answer, MaterialRow, Verdict},
        conflict::{Field, Line, PartyField, Side},
        guide::{DeliveryWay, FormFieldKind},
        privacy::{Level, mask_address, mask_name, mask_number, mask_phone},
    },
    i18n::{Lang, t, tf},
};

use super::{ClashPage, act_name};

/// What a field is called.
pub fn field_name(lang: Lang, clash: &Clash, field: &Field) -> String {
    let key = match field {
        Field::Form(id) => {
            let known = clash.names.form.iter().find(|known| known.id == *id);
            return known.map_or_else(|| id.clone(), |known| known.label.clone());
        }
        Field::Material(code) => {
            let known = clash.names.materials.iter().find(|(known, _)| known == code);
            return known.map_or_else(|| code.clone(), |(_, name)| name.clone());
        }
        Field::Answer(id) => {
            let asked = clash.names.questions.iter().find(|question| question.id == *id);
            return asked.map_or_else(|| id.clone(), |question| question.text.clone());
        }
        Field::Act => "conflict.field.act",
        Field::Applicant(PartyField::Kind) => "conflict.field.kind",
        Field::Applicant(PartyField::Name) => "field.name",
        Field::Applicant(PartyField::NumberKind) => "conflict.field.number_kind",
        Field::Applicant(PartyField::Number) => "field.number",
        Field::Applicant(PartyField::Phone) => "field.phone",
        Field::Applicant(PartyField::Address) => "field.address",
        Field::Applicant(PartyField::LegalRepresentative) => "field.legal_representative",
        Field::Agent => "conflict.field.agent",
        Field::Guide => "conflict.field.guide",
        Field::Channel => "conflict.field.channel",
        Field::DeliveryWay => "conflict.field.delivery_way",
        Field::DeliveryAddress => "field.delivery_address",
    };
    t(lang, key).to_owned()
}

/// What a side says of a line; in clear only while personal data are shown.
pub fn side_says(model: &Model, page: &ClashPage, line: &Line, side: Side) -> String {
    let lang = model.lang;
    if line.field == Field::Act {
        return match side {
            Side::Mine => {
                line.mine.as_ref().and_then(Value::as_str).map(|kind| act_name(lang, kind)).unwrap_or_default()
            }
            Side::Theirs => theirs_did(lang, &page.clash),
            Side::Base => String::new(),
        };
    }
    let value = match side {
        Side::Mine => line.mine.as_ref(),
        Side::Theirs => line.theirs.as_ref(),
        Side::Base if page.clash.conflict.sides.base.is_none() => return t(lang, "conflict.base_unknown").to_owned(),
        Side::Base => line.base.as_ref(),
    };
    let Some(value) = value.filter(|value| !value.is_null() && value.as_str() != Some("")) else {
        return t(lang, "conflict.nothing").to_owned();
    };
    shown(model, &page.clash, &line.field, value)
}

/// What the others did and where the case stands now.
fn theirs_did(lang: Lang, clash: &Clash) -> String {
    let state = unknown::words(lang, &clash.state, |state: &State| state.key());
    match clash.since.last() {
        Some(entry) => format!("{} {}({state})", entry.person, act_name(lang, &entry.act)),
        None => state,
    }
}

/// One line for each thing that happened meanwhile: when, who, what.
pub fn meanwhile(lang: Lang, clash: &Clash) -> Vec<String> {
    let line = |entry: &crate::contract::TimelineEntry| {
        let at = beijing(entry.at).strftime("%m-%d %H:%M").to_string();
        let state = unknown::words(lang, &entry.state, |state: &State| state.key());
        tf(lang, "conflict.since", &[&at, &entry.person, &act_name(lang, &entry.act), &state])
    };
    clash.since.iter().map(line).collect()
}

fn shown(model: &Model, clash: &Clash, field: &Field, value: &Value) -> String {
    let lang = model.lang;
    let clear = model.is_revealed();
    let text = value.as_str().unwrap_or_default();
    let masked = |mask: String| if clear { text.to_owned() } else { mask };
    match field {
        Field::Applicant(PartyField::Name) if is_organisation(clash) => text.to_owned(),
        Field::Applicant(PartyField::Name | PartyField::LegalRepresentative) => masked(mask_name(text, Level::L)),
        Field::Applicant(PartyField::Number) => masked(mask_number("", text, Level::L)),
        Field::Applicant(PartyField::Phone) => masked(mask_phone(text, Level::L).unwrap_or_default()),
        Field::Applicant(PartyField::Address) | Field::DeliveryAddress => masked(mask_address(text, Level::L)),
        Field::Applicant(PartyField::Kind) => tf(lang, &format!("conflict.kind.{text}"), &[]),
        Field::Applicant(PartyField::NumberKind) => tf(lang, &format!("code.kind.{text}"), &[]),
        Field::Form(id) => masked(masked_form(clash, id, text)),
        Field::Agent => {
            let name = value.pointer("/party/name").and_then(Value::as_str).unwrap_or_default();
            let until = value.pointer("/letter/valid_until").and_then(Value::as_str).unwrap_or_default();
            let name = if clear { name.to_owned() } else { mask_name(name, Level::L) };
            format!("{name} {until}").trim_end().to_owned()
        }
        Field::Answer(id) => answer(clash, id, value),
        Field::Material(_) => material(lang, value),
        Field::Channel => spelled::<Channel>(value)
            .map_or_else(String::new, |channel| tf(lang, &format!("conflict.channel.{channel:?}"), &[])),
        Field::DeliveryWay => spelled::<DeliveryWay>(value)
            .map_or_else(String::new, |way| tf(lang, &format!("conflict.delivery.{way:?}"), &[])),
        Field::Guide | Field::Act => text.to_owned(),
    }
}

fn is_organisation(clash: &Clash) -> bool {
    let kind = clash.conflict.sides.theirs.get(&Field::Applicant(PartyField::Kind));
    kind.and_then(Value::as_str) == Some("organisation")
}

/// What a field of the form says by its kind who somebody is stays masked; a field that the guide does not know is masked
/// as the outbox masks it.
fn masked_form(clash: &Clash, id: &str, text: &str) -> String {
    use FormFieldKind::{
        Address, Choice, CitizenId, CreditCode, Date, LongText, Money, MultiChoice, Name, Number, Phone, Text,
    };
    let known = clash.names.form.iter().find(|known| known.id == id);
    let personal = |from: &str| from.starts_with("applicant.");
    match known.map(|known| known.kind) {
        Some(CitizenId) => mask_number("citizen_id", text, Level::L),
        Some(Phone) => mask_phone(text, Level::L).unwrap_or_default(),
        Some(Address) => mask_address(text, Level::L),
        Some(Name) => mask_name(text, Level::L),
        Some(CreditCode | Number | Money | Date | Choice | MultiChoice | Text | LongText)
            if !known.and_then(|known| known.filled_from.as_deref()).is_some_and(personal) =>
        {
            text.to_owned()
        }
        _ => {
            let lines = readable(&serde_json::json!({ "form": { id: text } }));
            lines.into_iter().next().map(|line| line.value).unwrap_or_default()
        }
    }
}

fn answer(clash: &Clash, id: &str, value: &Value) -> String {
    let Some(answer) = spelled::<Answer>(value) else { return String::new() };
    let asked = clash.names.questions.iter().find(|question| question.id == id);
    let label = |choice: &String| {
        let known = asked.and_then(|question| question.choices.iter().find(|known| known.id == *choice));
        known.map_or_else(|| choice.clone(), |known| known.label.clone())
    };
    answer.choices.iter().map(label).collect::<Vec<_>>().join("、")
}

fn material(lang: Lang, value: &Value) -> String {
    let Some(row) = spelled::<MaterialRow>(value) else { return String::new() };
    let key = match row.verdict {
        Verdict::Ok => "verdict.ok",
        Verdict::Defect => "verdict.defect",
        Verdict::Absent => "verdict.missing",
        Verdict::Unchecked => "verdict.unchecked",
    };
    let scans = if row.blobs.is_empty() { String::new() } else { row.blobs.len().to_string() };
    let papers = tf(lang, "conflict.papers", &[&row.originals.to_string(), &row.copies.to_string()]);
    let scans = if scans.is_empty() { scans } else { tf(lang, "conflict.scans", &[&scans]) };
    [t(lang, key), &papers, &scans].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn spelled<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}
