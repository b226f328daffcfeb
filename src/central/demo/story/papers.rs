//! The applications behind the stories: every due material on the counter but those that lack, every field filled.

use std::collections::BTreeMap;

use super::beats::{Story, THERE};
use crate::{
    central::demo::DemoHall,
    domain::{
        case::{Application, Channel, Delivery, Party},
        check::{Answer, MaterialRow, Verdict},
        exemption::SatisfyBy,
        guide::{FormField, FormFieldKind, Guide, Material, ServiceObject},
    },
};

/// The application of a story; `None` if its applicant is not of this hall.
pub(super) fn application(hall: &DemoHall, guide: &Guide, story: &Story) -> Option<Application> {
    let applicant = hall.party(hall.applicants_named(story.applicant).next()?);
    let answers = guide
        .questions
        .iter()
        .filter_map(|question| {
            let stated =
                story.answers.iter().find(|(id, _)| *id == question.id).map(|(_, choice)| (*choice).to_owned());
            let choice = stated.or_else(|| question.choices.first().map(|choice| choice.id.clone()))?;
            Some(Answer { question: question.id.clone(), choices: vec![choice] })
        })
        .collect();
    let fields = guide.form.iter().flat_map(|section| &section.fields);
    let form: BTreeMap<String, String> = fields
        .filter(|field| field.when.as_ref().is_none_or(|when| !when.is_of_other(applicant.kind)))
        .map(|field| (field.id.clone(), value(field, &applicant)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    Some(Application {
        agent: None,
        guide_version: guide.id.clone(),
        answers,
        materials: guide.materials.iter().filter(|m| m.when.is_none()).map(|m| row(m, story)).collect(),
        form,
        form_sources: BTreeMap::new(),
        channel: Channel::Window,
        delivery: Delivery::default(),
        applicant,
    })
}

fn row(material: &Material, story: &Story) -> MaterialRow {
    let (by, verdict) = match THERE {
        _ if story.lacking.contains(&material.no) => (None, Verdict::Absent),
        (_, verdict) if material.from_form => (Some(SatisfyBy::EForm), verdict),
        (_, verdict) if material.originals == Some(0) => (Some(SatisfyBy::CopyChecked), verdict),
        there => there,
    };
    let there = verdict == Verdict::Ok;
    MaterialRow {
        material_code: material.code.clone(),
        by,
        originals: if there && by == Some(SatisfyBy::PaperOriginal) {
            material.originals.unwrap_or(1).max(1)
        } else {
            0
        },
        copies: if there { material.copies.unwrap_or(0) } else { 0 },
        pages: u32::from(there),
        verdict,
        ..MaterialRow::default()
    }
}

/// The number of the applicant where the form asks for that of somebody else: a person's shop, a company's manager.
fn number(field: &FormField, applicant: &Party) -> String {
    match (field.kind, applicant.kind) {
        (FormFieldKind::CreditCode, ServiceObject::Person) => "92000000Q00000018T".to_owned(),
        (FormFieldKind::CitizenId, ServiceObject::Organisation) => "000000196805122265".to_owned(),
        _ => applicant.number.clone(),
    }
}

fn value(field: &FormField, applicant: &Party) -> String {
    match field.filled_from.as_deref() {
        Some("applicant.name") => applicant.name.clone(),
        Some("applicant.number") => number(field, applicant),
        Some("applicant.phone") => applicant.phone.clone(),
        Some("applicant.address") => applicant.address.clone(),
        Some("applicant.legal_representative") => {
            applicant.legal_representative.clone().unwrap_or_else(|| applicant.name.clone())
        }
        // Nobody fills in what need not be.
        _ if !field.required => String::new(),
        _ => match field.kind {
            FormFieldKind::Text | FormFieldKind::LongText => format!("{}(演示)", field.label),
            FormFieldKind::Name => applicant.legal_representative.clone().unwrap_or_else(|| applicant.name.clone()),
            FormFieldKind::Address => applicant.address.clone(),
            FormFieldKind::Number => within(field, 36),
            FormFieldKind::Money => within(field, 100_000),
            FormFieldKind::Date => "2020-01-02".to_owned(),
            FormFieldKind::CitizenId | FormFieldKind::CreditCode => number(field, applicant),
            FormFieldKind::Phone => applicant.phone.clone(),
            FormFieldKind::BankAccount => "6200000000000000000".to_owned(),
            FormFieldKind::Choice | FormFieldKind::MultiChoice => field.options.first().cloned().unwrap_or_default(),
        },
    }
}

/// A number that the field takes, near to this one.
fn within(field: &FormField, number: u64) -> String {
    number.max(field.min.unwrap_or(0)).min(field.max.unwrap_or(u64::MAX)).to_string()
}
