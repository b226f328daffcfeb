//! What a guide asks, in words: the two sides of a line of difference. A reviewer reads them beside each other, so that
//! both are said in the same order.

use crate::{
    domain::guide::{
        FormField, FormFieldKind, Guide, HandlingKind, Limit, LimitUnit, Material, MaterialForm, Necessity,
        OriginalUse, Question, ToleranceMode, ToleranceRule,
    },
    i18n::{Lang, t, tf},
};

/// Before, and after.
pub(super) type Sides = (Option<String>, Option<String>);

fn say(key: &'static str) -> String {
    t(Lang::Zh, key).to_owned()
}

fn counted(key: &'static str, count: u32) -> String {
    tf(Lang::Zh, key, &[&count.to_string()])
}

/// Keys of what changed among these.
fn changed(aspects: &[(bool, &'static str)]) -> Vec<String> {
    aspects.iter().filter(|(differs, _)| *differs).map(|(_, key)| say(key)).collect()
}

/// A limit in its own unit: nothing is converted (R7.24).
pub(super) fn limit(limit: &Limit) -> Option<String> {
    let value = limit.value.map(|value| value.to_string());
    let words = match (limit.unit, value) {
        (Some(LimitUnit::OnTheSpot), _) => say("office.said.on_the_spot"),
        (Some(unit), Some(value)) => {
            let key = match unit {
                LimitUnit::WorkingDay => "office.said.working_days",
                LimitUnit::NaturalDay => "office.said.natural_days",
                LimitUnit::Month => "office.said.months",
                LimitUnit::Hour => "office.said.hours",
                _ => "office.said.minutes",
            };
            tf(Lang::Zh, key, &[&value])
        }
        (None, Some(value)) => value,
        (_, None) => limit.text.clone()?,
    };
    Some(words)
}

/// Both sides of a material; what neither says in words is named behind the new one.
pub(super) fn materials(old: Option<&Material>, new: Option<&Material>) -> Sides {
    let after = new.map(|new| match old.map(|old| beyond(old, new)).unwrap_or_default() {
        unseen if unseen.is_empty() => material(new),
        unseen => {
            let unseen = tf(Lang::Zh, "office.said.also", &[&unseen.join("、")]);
            [material(new), unseen].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(",")
        }
    });
    (old.map(material), after)
}

fn material(material: &Material) -> String {
    let mut parts = Vec::new();
    if material.is_main() {
        parts.push(say("office.said.main"));
    }
    match material.necessity {
        Necessity::Required => parts.push(say("office.said.required")),
        Necessity::Optional => parts.push(say("office.said.optional")),
        Necessity::Unstated => {}
    }
    parts.extend(material.originals.map(|count| counted("office.said.originals", count)));
    parts.extend(material.copies.map(|count| counted("office.said.copies", count)));
    if material.originals.is_none() && material.copies.is_none() {
        parts.extend(material.forms.iter().map(|form| {
            say(match form {
                MaterialForm::Original => "form.original",
                MaterialForm::Copy => "form.copy",
                MaterialForm::Electronic => "office.said.electronic",
            })
        }));
    }
    match material.original_use {
        Some(OriginalUse::Inspect) => parts.push(say("office.said.inspect")),
        Some(OriginalUse::Collect) => parts.push(say("office.said.collect")),
        None => {}
    }
    if let Some(when) = &material.condition_text {
        parts.push(tf(Lang::Zh, "office.said.when", &[when]));
    } else if material.when.is_some() {
        parts.push(say("office.said.by_situation"));
    }
    parts.join(",")
}

fn beyond(old: &Material, new: &Material) -> Vec<String> {
    let ways = |one: &Material| {
        (
            one.cert_type.clone(),
            one.share_interface.clone(),
            one.verify_by.clone(),
            one.substitutes.clone(),
            (one.commitment, one.from_form),
            one.cancelled_by.clone(),
            one.paper_basis.clone(),
        )
    };
    let points = |one: &Material| (one.review_points.clone(), one.defects.clone());
    let rest = |one: &Material| (one.paper.clone(), one.source, one.issuer.clone(), one.never_tolerable);
    changed(&[
        (old.name != new.name, "office.said.aspect.name"),
        (old.when != new.when, "office.said.aspect.when"),
        (points(old) != points(new), "office.said.aspect.points"),
        (ways(old) != ways(new), "office.said.aspect.ways"),
        (rest(old) != rest(new), "office.said.aspect.rest"),
    ])
}

/// An entry of the tolerance list.
pub(super) fn tolerance(rule: &ToleranceRule) -> String {
    let mode = say(match rule.mode {
        ToleranceMode::SupplementLater => "office.said.mode.later",
        ToleranceMode::Waive => "office.said.mode.waive",
        ToleranceMode::DeferReview => "office.said.mode.defer",
        ToleranceMode::ExemptReview => "office.said.mode.exempt",
    });
    let days = rule.due_days.map(|days| counted("office.said.working_days", days));
    let no = rule.list_no.map(|no| counted("office.said.list_no", no));
    [Some(mode), days, no].into_iter().flatten().collect::<Vec<_>>().join(",")
}

/// Both sides of a form field.
pub(super) fn fields(old: Option<&FormField>, new: Option<&FormField>) -> Sides {
    let unseen = match (old, new) {
        (Some(old), Some(new)) => changed(&[
            (old.when != new.when, "office.said.aspect.when"),
            (old.limits() != new.limits(), "office.said.aspect.limits"),
            (old.filled_from != new.filled_from, "office.said.aspect.filled"),
        ]),
        _ => Vec::new(),
    };
    let after = new.map(|new| {
        if unseen.is_empty() {
            return field(new);
        }
        format!("{},{}", field(new), tf(Lang::Zh, "office.said.also", &[&unseen.join("、")]))
    });
    (old.map(field), after)
}

fn field(field: &FormField) -> String {
    let kind = say(match field.kind {
        FormFieldKind::Text => "office.said.field.text",
        FormFieldKind::LongText => "office.said.field.long_text",
        FormFieldKind::Name => "office.said.field.name",
        FormFieldKind::Number => "office.said.field.number",
        FormFieldKind::Money => "office.said.field.money",
        FormFieldKind::Date => "office.said.field.date",
        FormFieldKind::CitizenId => "office.said.field.citizen_id",
        FormFieldKind::CreditCode => "office.said.field.credit_code",
        FormFieldKind::Phone => "office.said.field.phone",
        FormFieldKind::Address => "office.said.field.address",
        FormFieldKind::BankAccount => "office.said.field.bank_account",
        FormFieldKind::Choice => "office.said.field.choice",
        FormFieldKind::MultiChoice => "office.said.field.multi_choice",
    });
    let due = say(if field.required { "office.said.field.required" } else { "office.said.field.optional" });
    let options = field.options.join("、");
    [kind, due, options].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(",")
}

/// A question of the interview with its answers.
pub(super) fn question(question: &Question) -> String {
    let answers: Vec<&str> = question.choices.iter().map(|choice| choice.label.as_str()).collect();
    format!("{}({})", question.text, answers.join(" / "))
}

/// What changed in how an item is handled.
pub(super) fn handling(old: &Guide, new: &Guide) -> String {
    let aspects = [
        (old.handling != new.handling, "office.said.aspect.handling"),
        (old.service_objects != new.service_objects, "office.said.aspect.who"),
        (old.delivery != new.delivery, "office.said.aspect.delivery"),
        (old.special != new.special, "office.said.aspect.special"),
        (old.form_rules != new.form_rules, "office.said.aspect.form_rules"),
        (old.department != new.department, "office.said.aspect.department"),
        (old.flags != new.flags, "office.said.aspect.flags"),
    ];
    changed(&aspects).join("、")
}

/// 即办件, 承诺件, …
pub(super) fn handling_kind(kind: HandlingKind) -> String {
    say(match kind {
        HandlingKind::Immediate => "office.said.handling.immediate",
        HandlingKind::Promised => "office.said.handling.promised",
        HandlingKind::Joint => "office.said.handling.joint",
        HandlingKind::Forwarded => "office.said.handling.forwarded",
    })
}
