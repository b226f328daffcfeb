//! Conditions as data: a small tree that can be checked at import and can explain itself (DECISIONS 8).

use std::cmp::Ordering;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Guide, ServiceObject};
use crate::domain::reason::Reason;

/// Deepest nesting that is accepted at import.
pub const MAX_DEPTH: usize = 16;
/// Most nodes that are accepted at import.
pub const MAX_NODES: usize = 200;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// =
    Equal,
    /// ≠
    NotEqual,
    /// <
    Less,
    /// ≤
    AtMost,
    /// >
    More,
    /// ≥
    AtLeast,
}

/// A condition on a case. What cannot be known is never passed: it needs a person (需人工核对).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(no_recursion)]
pub enum Condition {
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The interview's answer to `question` is (or includes) `choice`.
    Answer {
        /// Question id.
        question: String,
        /// Choice id.
        choice: String,
    },
    /// A form field compared with a value (numbers as whole numbers, else text).
    Field {
        /// Field id.
        field: String,
        /// How.
        is: Comparison,
        /// With what.
        value: String,
    },
    /// The applicant is a person or an organisation.
    ApplicantIs(ServiceObject),
    /// The applicant's age in full years on the day of receiving.
    Age {
        /// How.
        is: Comparison,
        /// Years.
        years: u32,
    },
    /// The applicant's region code starts with this.
    Region {
        /// Leading digits.
        starts_with: String,
    },
    /// An amount in fen in a form field.
    Amount {
        /// Field id.
        field: String,
        /// How.
        is: Comparison,
        /// Fen.
        fen: u64,
    },
    /// The day of receiving compared with a day.
    Date {
        /// How.
        is: Comparison,
        /// The day.
        day: Date,
    },
}

/// Three values: what cannot be known needs a person (需人工核对) and is never passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It cannot be known from here.
    Unknown,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }

    /// Both (Kleene).
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Holds, Self::Holds) => Self::Holds,
            _ => Self::Unknown,
        }
    }

    /// Either (Kleene).
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Holds, _) | (_, Self::Holds) => Self::Holds,
            (Self::Fails, Self::Fails) => Self::Fails,
            _ => Self::Unknown,
        }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// What a condition can look at. `None` always means "not known".
pub trait Facts {
    /// Choices given to a question; an empty slice = the question does not arise.
    fn answer(&self, question: &str) -> Option<&[String]>;
    /// Value of a form field.
    fn field(&self, field: &str) -> Option<&str>;
    /// Person or organisation.
    fn applicant(&self) -> Option<ServiceObject>;
    /// Full years on the day of receiving.
    fn age(&self) -> Option<u32>;
    /// Region code of the applicant.
    fn region(&self) -> Option<&str>;
    /// Day of receiving, Asia/Shanghai.
    fn day(&self) -> Option<Date>;
}

impl Comparison {
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }

    fn wants_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    fn compare<T: Ord>(self, left: Option<T>, right: &T) -> Truth {
        left.map_or(Truth::Unknown, |left| Truth::of(self.holds(left.cmp(right))))
    }

    /// A field's text against a condition's: as whole numbers, else as days, else only for being the same.
    fn compare_text(self, left: &str, right: &str) -> Truth {
        let left = left.trim();
        if left.is_empty() {
            return Truth::Unknown;
        }
        if let Ok(right) = right.parse::<i64>() {
            return self.compare(left.parse::<i64>().ok(), &right);
        }
        if let Ok(right) = right.parse::<Date>() {
            return self.compare(left.parse::<Date>().ok(), &right);
        }
        if self.wants_equality() { Truth::of(self.holds(left.cmp(right))) } else { Truth::Unknown }
    }
}

impl Condition {
    /// Whether it holds for applicants of the other kind only: what it governs is not asked of this one.
    pub fn is_of_other(&self, applicant: ServiceObject) -> bool {
        match self {
            Self::ApplicantIs(kind) => *kind != applicant,
            Self::All(parts) => parts.iter().any(|part| part.is_of_other(applicant)),
            _ => false,
        }
    }

    /// Whether it holds for these facts. Every part is looked at, so the work is bounded by the number of nodes.
    pub fn evaluate(&self, facts: &dyn Facts) -> Truth {
        match self {
            Self::All(parts) => parts.iter().fold(Truth::Holds, |so_far, part| so_far.and(part.evaluate(facts))),
            Self::Any(parts) => parts.iter().fold(Truth::Fails, |so_far, part| so_far.or(part.evaluate(facts))),
            Self::Not(part) => !part.evaluate(facts),
            Self::Answer { question, choice } => {
                facts.answer(question).map_or(Truth::Unknown, |choices| Truth::of(choices.contains(choice)))
            }
            Self::Field { field, is, value } => {
                facts.field(field).map_or(Truth::Unknown, |text| is.compare_text(text, value))
            }
            Self::ApplicantIs(kind) => facts.applicant().map_or(Truth::Unknown, |found| Truth::of(found == *kind)),
            Self::Age { is, years } => is.compare(facts.age(), years),
            Self::Region { starts_with } => {
                facts.region().map_or(Truth::Unknown, |region| Truth::of(region.starts_with(starts_with.as_str())))
            }
            Self::Amount { field, is, fen } => {
                is.compare(facts.field(field).and_then(|text| text.trim().parse::<u64>().ok()), fen)
            }
            Self::Date { is, day } => is.compare(facts.day(), day),
        }
    }

    /// Why it came out as it did: the leaves that decided, in the order of the tree, in the guide's own words.
    pub fn explain(&self, facts: &dyn Facts, guide: &Guide) -> Vec<Reason> {
        let mut reasons = Vec::new();
        self.explain_into(facts, guide, &mut reasons);
        reasons
    }

    fn explain_into(&self, facts: &dyn Facts, guide: &Guide, reasons: &mut Vec<Reason>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                let whole = self.evaluate(facts);
                for part in parts.iter().filter(|part| part.evaluate(facts) == whole) {
                    part.explain_into(facts, guide, reasons);
                }
            }
            Self::Not(part) => part.explain_into(facts, guide, reasons),
            leaf => reasons.push(leaf.explain_leaf(facts, guide)),
        }
    }

    fn explain_leaf(&self, facts: &dyn Facts, guide: &Guide) -> Reason {
        const RULE: &str = "R6.2";
        let truth = self.evaluate(facts);
        match self {
            Self::Answer { question, choice } => {
                let (asked, chosen) = answer_words(guide, question, choice);
                match truth {
                    Truth::Holds => Reason::new("reason.condition.chosen", RULE).arg(chosen),
                    Truth::Fails => Reason::new("reason.condition.not_chosen", RULE).arg(chosen),
                    Truth::Unknown => Reason::new("reason.condition.unanswered", RULE).arg(asked),
                }
            }
            Self::Field { field, is, value } => match facts.field(field).filter(|text| !text.trim().is_empty()) {
                Some(found) => Reason::new(field_key(*is), RULE).arg(label(guide, field)).arg(found.trim()).arg(value),
                None => Reason::new("reason.condition.field_empty", RULE).arg(label(guide, field)),
            },
            Self::Amount { field, is, fen } => match facts.field(field).and_then(|text| text.trim().parse().ok()) {
                Some(found) => {
                    Reason::new(field_key(*is), RULE).arg(label(guide, field)).arg(yuan(found)).arg(yuan(*fen))
                }
                None => Reason::new("reason.condition.field_empty", RULE).arg(label(guide, field)),
            },
            Self::ApplicantIs(kind) => Reason::new(
                match (kind, truth) {
                    (_, Truth::Unknown) => "reason.condition.applicant_unknown",
                    (ServiceObject::Person, Truth::Holds) | (ServiceObject::Organisation, Truth::Fails) => {
                        "reason.condition.person"
                    }
                    _ => "reason.condition.organisation",
                },
                RULE,
            ),
            Self::Age { is, years } => match facts.age() {
                Some(age) => Reason::new(age_key(*is), RULE).arg(age).arg(years),
                None => Reason::new("reason.condition.age_unknown", RULE),
            },
            Self::Region { starts_with } => Reason::new(
                match truth {
                    Truth::Holds => "reason.condition.region",
                    Truth::Fails => "reason.condition.not_region",
                    Truth::Unknown => "reason.condition.region_unknown",
                },
                RULE,
            )
            .arg(starts_with),
            Self::Date { is, day } => match facts.day() {
                Some(found) => Reason::new(date_key(*is), RULE).arg(found).arg(day),
                None => Reason::new("reason.condition.date_unknown", RULE),
            },
            Self::All(_) | Self::Any(_) | Self::Not(_) => Reason::new("reason.condition.compound", RULE),
        }
    }

    /// Nesting and number of nodes, counted no further than just past the limits.
    pub fn size(&self) -> (usize, usize) {
        let mut nodes = 0;
        let depth = self.measure(1, &mut nodes);
        (depth, nodes)
    }

    fn measure(&self, depth: usize, nodes: &mut usize) -> usize {
        *nodes += 1;
        if depth > MAX_DEPTH || *nodes > MAX_NODES {
            return depth;
        }
        match self {
            Self::All(parts) | Self::Any(parts) => {
                let mut deepest = depth;
                for part in parts {
                    if *nodes > MAX_NODES {
                        break;
                    }
                    deepest = deepest.max(part.measure(depth + 1, nodes));
                }
                deepest
            }
            Self::Not(part) => part.measure(depth + 1, nodes),
            _ => depth,
        }
    }

    /// Calls `visit` for every leaf, if the tree is within its limits; a tree beyond them is refused elsewhere.
    pub fn leaves<'a>(&'a self, visit: &mut dyn FnMut(&'a Condition)) {
        let (depth, nodes) = self.size();
        if depth <= MAX_DEPTH && nodes <= MAX_NODES {
            self.walk(visit);
        }
    }

    fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Condition)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(part) => part.walk(visit),
            leaf => visit(leaf),
        }
    }
}

fn answer_words<'a>(guide: &'a Guide, question: &'a str, choice: &'a str) -> (&'a str, &'a str) {
    let Some(asked) = guide.questions.iter().find(|q| q.id == question) else { return (question, choice) };
    let chosen = asked.choices.iter().find(|c| c.id == choice).map_or(choice, |c| c.label.as_str());
    (asked.text.as_str(), chosen)
}

fn label<'a>(guide: &'a Guide, field: &'a str) -> &'a str {
    guide.form.iter().flat_map(|section| &section.fields).find(|f| f.id == field).map_or(field, |f| f.label.as_str())
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn field_key(is: Comparison) -> &'static str {
    match is {
        Comparison::Equal => "reason.condition.field.equal",
        Comparison::NotEqual => "reason.condition.field.not_equal",
        Comparison::Less => "reason.condition.field.less",
        Comparison::AtMost => "reason.condition.field.at_most",
        Comparison::More => "reason.condition.field.more",
        Comparison::AtLeast => "reason.condition.field.at_least",
    }
}

fn age_key(is: Comparison) -> &'static str {
    match is {
        Comparison::Equal => "reason.condition.age.equal",
        Comparison::NotEqual => "reason.condition.age.not_equal",
        Comparison::Less => "reason.condition.age.less",
        Comparison::AtMost => "reason.condition.age.at_most",
        Comparison::More => "reason.condition.age.more",
        Comparison::AtLeast => "reason.condition.age.at_least",
    }
}

fn date_key(is: Comparison) -> &'static str {
    match is {
        Comparison::Equal => "reason.condition.date.equal",
        Comparison::NotEqual => "reason.condition.date.not_equal",
        Comparison::Less => "reason.condition.date.less",
        Comparison::AtMost => "reason.condition.date.at_most",
        Comparison::More => "reason.condition.date.more",
        Comparison::AtLeast => "reason.condition.date.at_least",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
