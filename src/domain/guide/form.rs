//! RULES 1.1, 6, 7. The application form (一张表单): what each field holds, what must hold between fields.
//!
//! A value travels and is kept in one shape: a day as `YYYY-MM-DD`, money in fen, several choices joined by `、`, codes
//! normalised, all else as typed. Desk and centre ask the same [`check_value`] whether a value has that shape.

use std::{borrow::Cow, cmp::Ordering, collections::BTreeMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Comparison, Guide, ServiceObject};
use crate::domain::{
    codes::{CodeError, citizen, credit},
    privacy::PersonalKind,
    reason::Reason,
};

/// Stands between the choices of a field that takes several; papers print it as it is.
pub const MULTI_SEPARATOR: char = '、';
/// Longest value of a field that states no length, in characters.
const MOST_CHARS: u32 = 2_000;

/// A section of the application form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FormSection {
    /// Heading.
    pub title: String,
    /// Fields in order.
    pub fields: Vec<FormField>,
}

/// What a form field holds; it decides keys, folding and checks at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormFieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// Name of a person, kept code point by code point.
    Name,
    /// Whole number.
    Number,
    /// Money in yuan, kept in fen.
    Money,
    /// `YYYY-MM-DD`.
    Date,
    /// Citizen identity number (7.1).
    CitizenId,
    /// Unified social credit code (7.2).
    CreditCode,
    /// Telephone (7.3).
    Phone,
    /// An address: region by its names, the rest free.
    Address,
    /// An account at a bank or a fund: digits, or letters and digits.
    BankAccount,
    /// One of `options`.
    Choice,
    /// Some of `options`, joined by [`MULTI_SEPARATOR`].
    MultiChoice,
}

/// On which side of the day of filling in a date must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayBound {
    /// Today or before: a birth, a founding.
    Past,
    /// Today or later: an opening.
    Future,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FormField {
    /// Stable id; the value is kept under it in the application.
    pub id: String,
    /// Label.
    pub label: String,
    /// What it holds.
    pub kind: FormFieldKind,
    /// Must be filled before the case can be received.
    #[serde(default)]
    pub required: bool,
    /// Longest value in characters.
    #[serde(default)]
    pub max_chars: Option<u32>,
    /// Choices for `Choice` and `MultiChoice`.
    #[serde(default)]
    pub options: Vec<String>,
    /// Where a value comes from without typing: `applicant.name`, `applicant.number`, `applicant.phone`,
    /// `applicant.address`, `applicant.legal_representative`; `certificate.TYPE.number`, `.issuer`, `.valid_until`.
    #[serde(default)]
    pub filled_from: Option<String>,
    /// Shown only if this holds.
    #[serde(default)]
    pub when: Option<super::Condition>,
    /// What to write, in one line.
    #[serde(default)]
    pub hint: Option<String>,
    /// The law that asks for it, as a clerk would quote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// Least number, or least amount in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Greatest number, or greatest amount in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// Side of today on which a day must lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DayBound>,
    /// The fact behind the field, under one name over all items: it is typed once and known to every other form of the
    /// same applicant (RULES 6, 一张表单).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<String>,
}

/// What a value may be beyond its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Longest value in characters.
    pub max_chars: Option<u32>,
    /// Least number, or least amount in fen.
    pub min: Option<u64>,
    /// Greatest number, or greatest amount in fen.
    pub max: Option<u64>,
    /// Side of today.
    pub day: Option<DayBound>,
}

/// What must hold between fields; checked once all of them are filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FormRule {
    /// The field that shows the finding.
    pub at: String,
    /// The relation.
    pub holds: Relation,
    /// The finding in the guide's own words; without them the relation says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<String>,
    /// The law behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

/// A relation between fields of the same kind: numbers, amounts, days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The field of the rule compared with another one: the end is `More` than the begin.
    Compare {
        /// How.
        is: Comparison,
        /// The other field.
        with: String,
    },
    /// Fields together come to a total: shares to 100. An empty one counts as nothing.
    Sum {
        /// What is added up.
        fields: Vec<String>,
        /// What it must come to; money in fen.
        total: u64,
    },
}

impl FormField {
    /// What of a person stands in this field (11.3): the one rule by which desk and centre mask it. `None` = nothing: an
    /// organisation's code and name are public, and so is where it does business.
    pub fn personal(&self, applicant: ServiceObject) -> Option<PersonalKind> {
        let of_business = self.shared.as_deref().is_some_and(|fact| fact.starts_with("premises."));
        match (self.kind, self.filled_from.as_deref()) {
            (FormFieldKind::CreditCode, _) => None,
            (FormFieldKind::CitizenId, _) | (_, Some("applicant.number")) => Some(PersonalKind::Number),
            (FormFieldKind::Phone, _) | (_, Some("applicant.phone")) => Some(PersonalKind::Phone),
            (FormFieldKind::BankAccount, _) => Some(PersonalKind::BankAccount),
            (_, Some("applicant.address")) => Some(PersonalKind::Address),
            (FormFieldKind::Address, _) if !of_business => Some(PersonalKind::Address),
            (_, Some("applicant.legal_representative")) => Some(PersonalKind::Name),
            (_, Some("applicant.name")) if applicant == ServiceObject::Person => Some(PersonalKind::Name),
            _ => None,
        }
    }

    /// What a value may be beyond its kind.
    pub fn limits(&self) -> Limits {
        Limits { max_chars: self.max_chars, min: self.min, max: self.max, day: self.day }
    }

    /// Whether a value has the shape of this field; an empty one always has.
    ///
    /// # Errors
    /// What is wrong with it, with the field's law if it states one.
    pub fn check(&self, value: &str, today: Date, practice: bool) -> Result<(), Reason> {
        check_value(self.kind, value, &self.options, &self.limits(), today, practice).map_err(|mut why| {
            if why.basis.is_none() {
                why.basis = self.law.clone().map(Cow::Owned);
            }
            why
        })
    }
}

/// Whether `value` is one of this kind, as the application keeps values. `practice` allows fictitious persons.
///
/// # Errors
/// What is wrong with it.
pub fn check_value(
    kind: FormFieldKind,
    value: &str,
    options: &[String],
    limits: &Limits,
    today: Date,
    practice: bool,
) -> Result<(), Reason> {
    if value.is_empty() {
        return Ok(());
    }
    let most = limits.max_chars.unwrap_or(MOST_CHARS);
    if value.chars().count() > usize::try_from(most).unwrap_or(usize::MAX) {
        return Err(Reason::new("reason.form.too_long", "R7.11").arg(most));
    }
    match kind {
        FormFieldKind::Text
        | FormFieldKind::LongText
        | FormFieldKind::Name
        | FormFieldKind::Address
        // R7.3: an unusual telephone number is a warning at the desk, never a refusal.
        | FormFieldKind::Phone => Ok(()),
        FormFieldKind::Number => {
            let number = whole(value).ok_or_else(|| Reason::new("reason.form.not_a_number", "R7.11"))?;
            within(number, limits, &ToString::to_string)
        }
        FormFieldKind::Money => {
            let fen = whole(value).ok_or_else(|| Reason::new("reason.form.not_money", "R7.11"))?;
            within(fen, limits, &|fen| format!("{}.{:02}", fen / 100, fen % 100))
        }
        FormFieldKind::Date => {
            let day = day(value).ok_or_else(|| Reason::new("reason.form.not_a_day", "R7.11"))?;
            match limits.day {
                Some(DayBound::Past) if day > today => Err(Reason::new("reason.form.day_ahead", "R7.11").arg(today)),
                Some(DayBound::Future) if day < today => Err(Reason::new("reason.form.day_past", "R7.11").arg(today)),
                _ => Ok(()),
            }
        }
        FormFieldKind::BankAccount if value.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Ok(()),
        FormFieldKind::BankAccount => Err(Reason::new("reason.form.not_an_account", "R7.11")),
        FormFieldKind::CitizenId => citizen::read(value, today, practice).map(|_| ()).map_err(CodeError::reason),
        FormFieldKind::CreditCode => credit::read(value).map(|_| ()).map_err(CodeError::reason),
        FormFieldKind::Choice if options.iter().any(|option| option == value) => Ok(()),
        FormFieldKind::MultiChoice if value.split(MULTI_SEPARATOR).all(|one| options.iter().any(|o| o == one)) => {
            Ok(())
        }
        FormFieldKind::Choice | FormFieldKind::MultiChoice => Err(Reason::new("reason.form.not_a_choice", "R7.11")),
    }
}

fn within(number: u64, limits: &Limits, shown: &dyn Fn(&u64) -> String) -> Result<(), Reason> {
    match (limits.min, limits.max) {
        (Some(min), _) if number < min => Err(Reason::new("reason.form.too_small", "R7.11").arg(shown(&min))),
        (_, Some(max)) if number > max => Err(Reason::new("reason.form.too_large", "R7.11").arg(shown(&max))),
        _ => Ok(()),
    }
}

/// Digits and nothing else: no sign, no blank, no `1e3`.
fn whole(value: &str) -> Option<u64> {
    value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok()).flatten()
}

/// `YYYY-MM-DD` and nothing else.
fn day(value: &str) -> Option<Date> {
    (value.len() == 10).then(|| value.parse().ok()).flatten()
}

impl FormRule {
    /// Every field that takes part.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let others = match &self.holds {
            Relation::Compare { with, .. } => std::slice::from_ref(with),
            Relation::Sum { fields, .. } => fields.as_slice(),
        };
        std::iter::once(self.at.as_str()).chain(others.iter().map(String::as_str))
    }

    /// What is wrong between the fields; `None` = nothing, or they are not all filled yet.
    pub fn finding(&self, guide: &Guide, values: &BTreeMap<String, String>) -> Option<Reason> {
        let value = |id: &str| values.get(id).map(String::as_str).filter(|value| !value.is_empty());
        let label = |id: &str| guide.form_field(id).map_or_else(|| id.to_owned(), |field| field.label.clone());
        let why = match &self.holds {
            Relation::Compare { is, with } => {
                let order = compare(value(&self.at)?, value(with)?)?;
                if is.holds(order) {
                    return None;
                }
                Reason::new(compare_key(*is), "R7.11").arg(label(&self.at)).arg(label(with))
            }
            Relation::Sum { fields, total } => {
                value(&self.at)?;
                let parts = fields.iter().map(|id| value(id).map_or(Some(0), whole));
                let sum = parts.collect::<Option<Vec<u64>>>()?.into_iter().try_fold(0_u64, u64::checked_add)?;
                if sum == *total {
                    return None;
                }
                let names: Vec<String> = fields.iter().map(|id| label(id)).collect();
                Reason::new("reason.form.sum", "R7.11").arg(names.join("、")).arg(total).arg(sum)
            }
        };
        let mut why = match &self.say {
            Some(say) => Reason::new("reason.form.said", "R7.11").arg(say),
            None => why,
        };
        why.basis = self.law.clone().map(Cow::Owned);
        Some(why)
    }
}

fn compare(left: &str, right: &str) -> Option<Ordering> {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => Some(day(left)?.cmp(&day(right)?)),
    }
}

const fn compare_key(is: Comparison) -> &'static str {
    match is {
        Comparison::Equal => "reason.form.compare.equal",
        Comparison::NotEqual => "reason.form.compare.not_equal",
        Comparison::Less => "reason.form.compare.less",
        Comparison::AtMost => "reason.form.compare.at_most",
        Comparison::More => "reason.form.compare.more",
        Comparison::AtLeast => "reason.form.compare.at_least",
    }
}

impl Guide {
    /// Every field of the form, in order.
    pub fn form_fields(&self) -> impl Iterator<Item = &FormField> {
        self.form.iter().flat_map(|section| &section.fields)
    }

    /// The form field with this id.
    pub fn form_field(&self, id: &str) -> Option<&FormField> {
        self.form_fields().find(|field| field.id == id)
    }

    /// Values that no field of this form could hold: the field's id and why. What is empty or not there is not judged.
    pub fn ill_formed(&self, values: &BTreeMap<String, String>, today: Date, practice: bool) -> Vec<(String, Reason)> {
        let judge = |(id, value): (&String, &String)| match self.form_field(id) {
            None => Some(Reason::new("reason.form.unknown", "R7.11").arg(id)),
            Some(field) => field.check(value, today, practice).err(),
        };
        values.iter().filter_map(|entry| Some((entry.0.clone(), judge(entry)?))).collect()
    }

    /// What is wrong between the fields of this form: the field that shows it and why.
    pub fn at_odds(&self, values: &BTreeMap<String, String>) -> Vec<(String, Reason)> {
        self.form_rules.iter().filter_map(|rule| Some((rule.at.clone(), rule.finding(self, values)?))).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
