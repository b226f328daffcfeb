//! From a filled-in form to the act on the wire.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    app::{
        accept::{Materials, TICKS, how, standard},
        form::{Field, Form},
    },
    domain::{
        agency::AgentKind,
        calendar::instant_in_beijing,
        check::{MaterialRow, Verdict},
        exemption::EvidenceKind,
        guide::{Material, ServiceObject},
        lifecycle::Act,
    },
};

use super::{
    choices::spelled,
    correction::changed_fields,
    form::{ActForm, Sheet, id_of},
    table::{As, Kind, Part, Which},
};

/// The act that a form makes; `None` = the form does not hold together (it was not checked).
pub fn act(form: &ActForm, sheet: &Sheet<'_>, now: Timestamp, today: Date) -> Option<Act> {
    let mut payload = Map::new();
    for part in form.act.parts {
        put(&mut payload, part, form, sheet, now, today);
    }
    if matches!(form.act.act, "case.accept_with_tolerance" | "case.accept_on_commitment") {
        payload.insert("credit_evidence".to_owned(), json!(credit_evidence(sheet)));
    }
    serde_json::from_value(json!({"type": form.act.act, "payload": payload})).ok()
}

/// R2.11: the credit register's last answer that the case knows.
fn credit_evidence(sheet: &Sheet<'_>) -> Option<Uuid> {
    let credit = sheet.detail.evidence.iter().filter(|found| found.kind == EvidenceKind::Credit);
    credit.max_by_key(|found| found.asked_at).map(|found| found.id)
}

fn put(payload: &mut Map<String, Value>, part: &Part, act: &ActForm, sheet: &Sheet<'_>, now: Timestamp, today: Date) {
    let at = part.at.to_owned();
    let form = &act.form;
    let base = act.version.map_or(&sheet.detail.case.application.form, |_| &act.base);
    match part.kind {
        Kind::Each(which, said) => {
            payload.insert(at, Value::Array(each(part, which, said, act, sheet)));
        }
        Kind::Correction => {
            payload.insert(at, sheet.changes(part, form, base));
        }
        Kind::FormFields => changed_fields(payload, part, form, base),
        Kind::Letter => letter(payload, part, form, sheet),
        _ => {
            let Some(field) = form.field(part.at) else { return };
            if let Some(value) = one(part, field, sheet, now, today) {
                payload.insert(at, value);
            }
        }
    }
}

/// The value of one field; `None` = nothing was said, and the payload does not name it.
fn one(part: &Part, field: &Field, sheet: &Sheet<'_>, now: Timestamp, today: Date) -> Option<Value> {
    let text = field.text().trim();
    if text.is_empty() {
        return None;
    }
    Some(match part.kind {
        Kind::Tick => json!(is_yes(field)),
        Kind::Count => json!(text.parse::<u64>().ok()?),
        Kind::Yuan => json!(field.value().parse::<u64>().ok()?),
        Kind::Moment => json!(moment(text, today, Some(now))?),
        Kind::Names => {
            let names = text.split(['、', ',', ',', ';', ';', ' ']).map(str::trim).filter(|name| !name.is_empty());
            json!(names.collect::<Vec<_>>())
        }
        Kind::OneOf(choices) => {
            let at = field.options.iter().position(|option| option == text)?;
            json!(sheet.choices(choices).into_iter().nth(at)?.0)
        }
        _ => json!(text),
    })
}

/// Yes is the first of the two options, in either language.
fn is_yes(field: &Field) -> bool {
    field.options.first().is_some_and(|yes| yes == field.text())
}

/// `2026-11-20 15:30`; a day alone means noon, and today means now.
pub(super) fn moment(text: &str, today: Date, now: Option<Timestamp>) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>() {
        return Some(match now {
            Some(now) if day == today => now,
            _ => instant_in_beijing(day, Time::constant(12, 0, 0, 0)),
        });
    }
    let (day, time) = text.split_once(' ')?;
    let whole = format!("{day}T{}", if time.len() == 5 { format!("{time}:00") } else { time.to_owned() });
    let moment: DateTime = whole.parse().ok()?;
    Some(instant_in_beijing(moment.date(), moment.time()))
}

fn each(part: &Part, which: Which, said: As, act: &ActForm, sheet: &Sheet<'_>) -> Vec<Value> {
    let field = |code: &str| act.form.field(&id_of(part.at, code));
    let material = |code: &str| sheet.guide.and_then(|guide| guide.material(code));
    let codes = sheet.materials(which).into_iter().map(|(code, _)| code);
    let value = |code: String| {
        let field = field(&code)?;
        match said {
            As::Codes => is_yes(field).then(|| json!(code)),
            As::Checked | As::Recorded => {
                let row = row(sheet, material(&code)?, verdict(said, field)?);
                serde_json::to_value(act.scans.onto(row)).ok()
            }
            As::Lacks => {
                let material = material(&code)?;
                Some(json!({
                    "material_code": code,
                    "lack": field.text().trim(),
                    "standard": standard(material),
                    "how": how(material),
                    "sample_given": material.sample,
                }))
            }
            As::Waits => {
                let mode = material(&code)?.tolerance.as_ref().map(|rule| rule.mode);
                let mode = mode.unwrap_or(crate::domain::guide::ToleranceMode::SupplementLater);
                let days = field.text().trim().parse::<u32>().ok();
                Some(json!({"material_code": code, "mode": mode, "due_days": days}))
            }
        }
    };
    codes.filter_map(value).collect()
}

/// What was chosen, by its place; `None` = nothing is recorded.
pub(super) fn verdict(said: As, field: &Field) -> Option<Verdict> {
    let at = field.options.iter().position(|option| option == field.text())?;
    match (said, at) {
        (As::Checked, 0) | (As::Recorded, 1) => Some(Verdict::Ok),
        (As::Checked, 1) | (As::Recorded, 2) => Some(Verdict::Defect),
        (As::Recorded, 3) => Some(Verdict::Absent),
        _ => None,
    }
}

/// The row as it stands with this verdict: in order, in the form that the guide wants.
fn row(sheet: &Sheet<'_>, material: &Material, verdict: Verdict) -> MaterialRow {
    let mut rows = Materials::default();
    match verdict {
        Verdict::Ok => rows.ok(material),
        Verdict::Defect => rows.defect(material, None, None),
        Verdict::Absent | Verdict::Unchecked => rows.absent(material),
    }
    let known = sheet.detail.case.row(&material.code);
    let mut row = rows.row(&material.code).cloned().unwrap_or_default();
    row.blobs = known.map(|known| known.blobs.clone()).unwrap_or_default();
    row
}

fn letter(payload: &mut Map<String, Value>, part: &Part, form: &Form, sheet: &Sheet<'_>) {
    let value = |one: &str| form.field(&id_of(part.at, one)).map(Field::value).unwrap_or_default();
    let told = |one: &str| Some(value(one)).filter(|text| !text.trim().is_empty());
    let yes = |one: &str| form.field(&id_of(part.at, one)).is_some_and(is_yes);
    let ticks: Vec<String> = TICKS.into_iter().map(spelled).filter(|tick| yes(tick)).collect();
    payload.insert(
        "agent".to_owned(),
        json!({
            "kind": ServiceObject::Person,
            "name": value("agent_name"),
            "number_kind": "citizen_id",
            "number": value("agent_number"),
            "phone": value("agent_phone"),
        }),
    );
    payload.insert(
        "letter".to_owned(),
        json!({
            "kind": AgentKind::Private,
            "agent_name": value("agent_name"),
            "agent_number": value("agent_number"),
            "agent_phone": told("agent_phone"),
            "relation": told("relation"),
            "items": [sheet.detail.case.guide_version.item_code],
            "ticks": ticks,
            "valid_until": told("valid_until"),
            "signed_by_principal": yes("signed"),
            "signed_by_agent": yes("signed"),
        }),
    );
}
