//! Conditions as data: a small tree that can be checked at import and can explain itself (DECISIONS 8).

use serde::{Deserialize, Serialize};

/// Deepest nesting that is accepted at import.
pub const MAX_DEPTH: usize = 16;
/// Most nodes that are accepted at import.
pub const MAX_NODES: usize = 200;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    ApplicantIs(super::ServiceObject),
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
        day: jiff::civil::Date,
    },
}
