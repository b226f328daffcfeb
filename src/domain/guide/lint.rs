//! RULES 1.30, 2.7, 6.10, 7.23. What is wrong with a guide before anybody works by it.
//!
//! An import shows all findings; the catalogue takes nothing that has a [`Severity::Refuse`] one and publishes nothing
//! that a person has still to decide.

use std::collections::BTreeSet;

use super::{
    Condition, FormField, FormFieldKind, Guide, GuideNames, LimitUnit, MULTI_SEPARATOR, Material, Relation,
    ServiceObject, ToleranceMode, is_catch_all, names,
};
use crate::domain::reason::Reason;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The source is silent; nothing stands in the way.
    Open,
    /// A person must decide before the guide can be published.
    Decide,
    /// The guide cannot be loaded.
    Refuse,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it weighs.
    pub severity: Severity,
    /// Where: `materials[3].when`, counted from 1 as printed.
    pub at: String,
    /// What and by which rule.
    pub reason: Reason,
}

/// Nothing is left that a person must decide or mend.
pub fn publishable(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| problem.severity == Severity::Open)
}

/// Nothing is wrong that forbids to load the guide at all.
pub fn loadable(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| problem.severity != Severity::Refuse)
}

/// All findings, in the order of the guide.
pub fn lint(guide: &Guide) -> Vec<Problem> {
    let mut found = Findings(Vec::new());
    found.identity(guide);
    found.limits(guide);
    found.fee_and_special(guide);
    found.questions_and_form(guide);
    found.materials(guide);
    found.single_certificate(guide);
    found.0
}

struct Findings(Vec<Problem>);

impl Findings {
    fn add(&mut self, severity: Severity, at: impl Into<String>, reason: Reason) {
        self.0.push(Problem { severity, at: at.into(), reason });
    }

    /// R7.23: the six basic elements, and the code without which nothing is published (DECISIONS 3).
    fn identity(&mut self, guide: &Guide) {
        if guide.name.trim().is_empty() {
            self.add(Severity::Refuse, "name", Reason::new("reason.guide.no_name", "R7.23"));
        }
        if !matches!(guide.id.item_code.chars().count(), 31 | 33) {
            let reason = Reason::new("reason.guide.no_item_code", "R7.20").arg(&guide.id.item_code);
            self.add(Severity::Decide, "guide_version", reason);
        }
        let elements = [
            ("basic_code", guide.basic_code.is_none(), "reason.guide.lacks.basic_code"),
            ("kind", guide.kind.is_none(), "reason.guide.lacks.kind"),
            ("department", guide.department.name.trim().is_empty(), "reason.guide.lacks.department"),
            ("legal_basis", guide.legal_basis.is_empty(), "reason.guide.lacks.legal_basis"),
            ("handling", guide.handling.is_none(), "reason.guide.lacks.handling"),
        ];
        for (at, missing, key) in elements {
            if missing {
                self.add(Severity::Decide, at, Reason::new(key, "R7.23"));
            }
        }
        if guide.flags.agent_allowed && guide.flags.in_person_required {
            self.add(Severity::Decide, "flags", Reason::new("reason.guide.agent_but_in_person", "R5.10"));
        }
    }

    fn limits(&mut self, guide: &Guide) {
        if let (Some(promised), Some(statutory)) = (guide.promised.value, guide.statutory.value) {
            if promise_is_longer(guide) {
                let reason = Reason::new("reason.guide.promise_beyond_law", "R1.30").arg(promised).arg(statutory);
                self.add(Severity::Refuse, "promised", reason);
            }
        } else if guide.promised.value.is_none() && guide.handling.is_some() && !guide.is_immediate() {
            self.add(Severity::Decide, "promised", Reason::new("reason.guide.no_promise", "R7.24"));
        }
        for (at, limit) in [("promised", &guide.promised), ("statutory", &guide.statutory)] {
            if limit.value.is_some() && limit.unit.is_none() {
                self.add(Severity::Decide, at, Reason::new("reason.guide.limit_without_unit", "R7.24"));
            }
        }
        if let Some(days) = guide.supplement_days.filter(|days| !(5..=60).contains(days)) {
            let reason = Reason::new("reason.guide.supplement_days", "R1.14").arg(days);
            self.add(Severity::Refuse, "supplement_days", reason);
        }
    }

    fn fee_and_special(&mut self, guide: &Guide) {
        if guide.fee.as_ref().is_some_and(|fee| fee.basis.trim().is_empty()) {
            self.add(Severity::Refuse, "fee", Reason::new("reason.guide.fee_without_law", "R10.8"));
        }
        let mut seen = BTreeSet::new();
        for rule in &guide.special {
            if !seen.insert(rule.kind) {
                self.add(Severity::Refuse, "special", Reason::new("reason.guide.special_twice", "R10.1"));
            }
            if rule.max_days.is_none() {
                self.add(Severity::Open, "special", Reason::new("reason.guide.special_without_maximum", "R10.4"));
            }
        }
    }

    fn questions_and_form(&mut self, guide: &Guide) {
        let names = GuideNames::of(guide);
        let mut seen = BTreeSet::new();
        for (index, question) in guide.questions.iter().enumerate() {
            let at = format!("questions[{}]", index + 1);
            if !seen.insert(question.id.as_str()) {
                self.add(Severity::Refuse, &at, Reason::new("reason.guide.twice", "R0.3").arg(&question.id));
            }
            let mut choices = BTreeSet::new();
            for choice in &question.choices {
                if !choices.insert(choice.id.as_str()) {
                    self.add(Severity::Refuse, &at, Reason::new("reason.guide.twice", "R0.3").arg(&choice.id));
                }
            }
            self.condition(&names, question.when.as_ref(), &at);
        }
        let mut seen = BTreeSet::new();
        for field in fields(guide) {
            let at = format!("form.{}", field.id);
            if !seen.insert(field.id.as_str()) {
                self.add(Severity::Refuse, &at, Reason::new("reason.guide.twice", "R0.3").arg(&field.id));
            }
            self.condition(&names, field.when.as_ref(), &at);
            self.options(field, &at);
        }
        self.numbers(guide);
        self.form_rules(guide);
        if let Some(name) = names::first_cycle(guide) {
            let reason = Reason::new("reason.condition.cycle", "R0.3").arg(name);
            self.add(Severity::Refuse, "questions", reason);
        }
    }

    /// A guide for persons and organisations asks each for the number that it has: an organisation has no identity
    /// number, and a person has a credit code only with the licence of a trader.
    fn numbers(&mut self, guide: &Guide) {
        let traders = guide.materials.iter().any(|m| m.cert_type.as_deref() == Some("business_licence"));
        for field in fields(guide).filter(|field| field.filled_from.as_deref() == Some("applicant.number")) {
            let stranger = match field.kind {
                FormFieldKind::CitizenId => ServiceObject::Organisation,
                FormFieldKind::CreditCode if !traders => ServiceObject::Person,
                _ => continue,
            };
            let asked = field.when.as_ref().is_none_or(|when| !when.is_of_other(stranger));
            if asked && guide.service_objects.contains(&stranger) {
                let reason = Reason::new("reason.guide.number_of_one_kind", "R7.23").arg(&field.label);
                self.add(Severity::Decide, format!("form.{}", field.id), reason);
            }
        }
    }

    /// A choice needs something to choose from, and several choices must come apart again.
    fn options(&mut self, field: &FormField, at: &str) {
        let several = field.kind == FormFieldKind::MultiChoice;
        let mut seen = BTreeSet::new();
        for option in &field.options {
            if option.trim().is_empty() || (several && option.contains(MULTI_SEPARATOR)) || !seen.insert(option) {
                self.add(Severity::Refuse, at, Reason::new("reason.guide.option", "R0.3").arg(option));
            }
        }
        if field.options.is_empty() && (several || field.kind == FormFieldKind::Choice) {
            self.add(Severity::Refuse, at, Reason::new("reason.guide.no_options", "R0.3").arg(&field.label));
        }
    }

    /// A rule between fields names fields that are there and hold what can be compared.
    fn form_rules(&mut self, guide: &Guide) {
        for (index, rule) in guide.form_rules.iter().enumerate() {
            let at = format!("form_rules[{}]", index + 1);
            let days = matches!(rule.holds, Relation::Compare { .. });
            let first = guide.form_field(&rule.at).map(|field| field.kind);
            for name in rule.fields() {
                let kind = guide.form_field(name).map(|field| field.kind);
                let counts = matches!(kind, Some(FormFieldKind::Number | FormFieldKind::Money))
                    || (days && kind == Some(FormFieldKind::Date));
                let key = match kind {
                    None => "reason.condition.no_field",
                    _ if !counts || kind != first => "reason.guide.uneven",
                    _ => continue,
                };
                self.add(Severity::Refuse, &at, Reason::new(key, "R0.3").arg(name));
            }
        }
    }

    fn condition(&mut self, names: &GuideNames<'_>, when: Option<&Condition>, at: &str) {
        let Some(when) = when else { return };
        for reason in names.flaws(when) {
            self.add(Severity::Refuse, format!("{at}.when"), reason);
        }
    }

    fn materials(&mut self, guide: &Guide) {
        let names = GuideNames::of(guide);
        let (mut codes, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        if guide.materials.is_empty() {
            self.add(Severity::Decide, "materials", Reason::new("reason.guide.no_materials", "R1.5"));
        }
        for material in &guide.materials {
            let at = format!("materials[{}]", material.no);
            if material.code.is_empty() || !codes.insert(material.code.as_str()) {
                self.add(Severity::Refuse, &at, Reason::new("reason.guide.twice", "R0.3").arg(&material.code));
            }
            if !numbers.insert(material.no) {
                self.add(Severity::Decide, &at, Reason::new("reason.guide.number_twice", "R0.3").arg(material.no));
            }
            if material.name.trim().is_empty() {
                self.add(Severity::Refuse, &at, Reason::new("reason.guide.no_name", "R7.23"));
            }
            if material.condition_text.is_some() && material.when.is_none() {
                self.add(Severity::Decide, &at, Reason::new("reason.guide.condition_in_words", "R6.2"));
            }
            // A demand that was abolished asks for nothing any more, whatever it was called.
            if material.cancelled_by.is_none() && is_catch_all(&material.name) {
                let reason = Reason::new("reason.guide.catch_all", "R0.3").arg(&material.name);
                self.add(Severity::Decide, &at, reason.basis("行政许可法第三十一条"));
            }
            self.condition(&names, material.when.as_ref(), &at);
            self.tolerance(guide, material, &at);
        }
    }

    fn tolerance(&mut self, guide: &Guide, material: &Material, at: &str) {
        let Some(rule) = &material.tolerance else { return };
        if material.is_main() {
            let reason = Reason::new("reason.guide.main_and_tolerable", "R2.7").arg(&material.name);
            self.add(Severity::Refuse, at, reason);
        }
        if material.never_tolerable {
            let reason = Reason::new("reason.guide.never_tolerable", "R2.6").arg(&material.name);
            self.add(Severity::Refuse, at, reason);
        }
        if guide.flags.risk_excluded {
            self.add(Severity::Decide, at, Reason::new("reason.guide.risk_and_tolerable", "R2.10"));
        }
        let later = rule.mode == ToleranceMode::SupplementLater;
        if !later && (rule.blocks_issue == Some(true) || rule.blocks_decision == Some(true)) {
            self.add(Severity::Refuse, at, Reason::new("reason.guide.blocks_for_nothing", "R2.7"));
        }
        if later && rule.due_days == Some(0) {
            self.add(Severity::Refuse, at, Reason::new("reason.guide.due_days_zero", "R2.14"));
        }
    }

    /// R6.10: one identity document and nothing else in hand. What the desk's own form produces is not asked for.
    fn single_certificate(&mut self, guide: &Guide) {
        if !guide.flags.single_certificate {
            return;
        }
        let asked = |m: &&Material| {
            m.cert_type.is_none()
                && m.share_interface.is_none()
                && !m.commitment
                && m.cancelled_by.is_none()
                && !m.from_form
        };
        for material in guide.materials.iter().filter(asked).skip(1) {
            let reason = Reason::new("reason.guide.single_certificate", "R6.10").arg(&material.name);
            self.add(Severity::Refuse, format!("materials[{}]", material.no), reason);
        }
    }
}

/// R1.30, without converting units: so many working days last at least as long as so many natural days.
fn promise_is_longer(guide: &Guide) -> bool {
    let (Some(promised), Some(statutory)) = (guide.promised.value, guide.statutory.value) else { return false };
    match (guide.promised.unit, guide.statutory.unit) {
        (Some(LimitUnit::WorkingDay), Some(LimitUnit::NaturalDay)) => promised > statutory,
        (ours, law) => ours.is_some() && ours == law && promised > statutory,
    }
}

fn fields(guide: &Guide) -> impl Iterator<Item = &FormField> {
    guide.form.iter().flat_map(|section| &section.fields)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
