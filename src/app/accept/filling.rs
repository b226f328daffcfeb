//! Step 5 fills itself where it can (RULES 6, 一张表单): from the applicant's step, from certificates, from another form
//! of this visit, from earlier cases. Where a value came from stays beside it; what the clerk typed over stays typed.

use crate::{
    app::form::{Field, Filled, Form, Today},
    domain::{
        exemption::{EvidenceAnswer, EvidenceKind},
        guide::{FormField, Guide, Truth},
    },
};

use super::{Accept, judge::Law};

/// The item's form, empty.
pub(super) fn form_of(guide: &Guide) -> Form {
    let sections = guide.form.iter().flat_map(|section| section.fields.iter().map(Field::of_guide));
    let mut form = Form::new(sections.collect());
    head_sections(&mut form, guide);
    form
}

/// Which fields are asked at all, what is known of them already, and what does not go together.
pub(super) fn refresh_form(accept: &mut Accept, law: &Law<'_>) {
    let Some(guide) = accept.guide.clone() else { return };
    for field in guide.form_fields() {
        let holds = field.when.as_ref().map(|when| accept.with_sheet(law, |sheet| sheet.weigh(when).0));
        // What cannot be known is asked (DECISIONS 8).
        let shown = holds.flatten().is_none_or(|truth| truth != Truth::Fails);
        if let Some(field) = accept.work.form.field_mut(&field.id) {
            field.shown = shown;
        }
    }
    head_sections(&mut accept.work.form, &guide);
    // Fictitious persons were refused in step 1 where they must be.
    let today = Today { day: law.day, practice: true };
    for spec in guide.form_fields() {
        let Some((value, from)) = known(accept, spec) else { continue };
        // The number of a person is no credit code, whatever the guide hopes.
        if spec.check(&value, law.day, true).is_err() {
            continue;
        }
        // What the clerk typed over stays; what came from elsewhere follows its source.
        let open = |field: &&mut Field| field.editor.is_empty() || field.filled == from;
        if let Some(field) = accept.work.form.field_mut(&spec.id).filter(open)
            && field.value() != value
        {
            field.restore(&value);
            field.commit(today);
            field.filled = from;
        }
    }
    let odds = guide.at_odds(&accept.form_values());
    accept.work.form.at_odds(odds);
}

/// A heading stands over the first field of its section that is shown.
fn head_sections(form: &mut Form, guide: &Guide) {
    for section in &guide.form {
        let mut heading = Some(section.title.clone());
        for spec in &section.fields {
            if let Some(field) = form.field_mut(&spec.id) {
                field.section = if field.shown { heading.take() } else { None };
            }
        }
    }
}

/// What is known of a field without typing, the surest source first.
fn known(accept: &Accept, field: &FormField) -> Option<(String, Filled)> {
    let from = field.filled_from.as_deref().and_then(|from| {
        let applicant = from.strip_prefix("applicant.").and_then(|what| of_applicant(accept, what));
        let certificate = || from.strip_prefix("certificate.").and_then(|what| of_certificate(accept, what));
        applicant.map(|value| (value, Filled::Applicant)).or_else(|| Some((certificate()?, Filled::Certificate)))
    });
    let name = field.shared.as_deref();
    from.or_else(|| Some((of_other_form(accept, name?)?, Filled::OtherForm)))
        .or_else(|| Some((of_earlier_case(accept, name?)?, Filled::EarlierCase)))
        .filter(|(value, _)| !value.trim().is_empty())
}

fn of_applicant(accept: &Accept, what: &str) -> Option<String> {
    let party = accept.applicant.party()?;
    Some(match what {
        "name" => party.name,
        "number" => party.number,
        "phone" => party.phone,
        "address" => party.address,
        "legal_representative" => party.legal_representative?,
        _ => return None,
    })
}

/// `business_licence.number`: of the certificate that the register holds for the applicant.
fn of_certificate(accept: &Accept, what: &str) -> Option<String> {
    let (kind, what) = what.rsplit_once('.')?;
    let found = accept.evidence.iter().find(|found| {
        found.kind == EvidenceKind::Certificate
            && found.subject == kind
            && found.answer == EvidenceAnswer::Yes
            && !found.revoked
    })?;
    match what {
        "number" => found.reference.clone(),
        "issuer" => found.issuer.clone(),
        "valid_until" => found.valid_until.map(|day| day.to_string()),
        _ => None,
    }
}

/// The form of another item that was begun on this visit.
fn of_other_form(accept: &Accept, name: &str) -> Option<String> {
    let fields = accept.shelf.values().flat_map(|work| &work.form.fields);
    let mut known = fields.filter(|field| field.shown && field.shared.as_deref() == Some(name));
    known.find(|field| !field.is_unfinished() && !field.editor.is_empty()).map(Field::value)
}

fn of_earlier_case(accept: &Accept, name: &str) -> Option<String> {
    let facts = &accept.applicant.known.as_ref()?.facts;
    facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
