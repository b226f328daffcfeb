//! Why a rule said what it said, as data: `i18n` turns the key into words in either language.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One reason. The screen shows it beside every verdict, the centre puts it into problems and documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// Key of the sentence in `i18n`, for example `reason.tolerance.main`.
    pub key: Cow<'static, str>,
    /// What stands in the sentence's `{0}`, `{1}` …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// The rule of the rulebook that spoke, for example `R2.4`.
    pub rule: Cow<'static, str>,
    /// The law behind the rule, as a clerk would quote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Cow<'static, str>>,
}

impl Reason {
    /// A reason without arguments or legal basis.
    pub const fn new(key: &'static str, rule: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), args: Vec::new(), rule: Cow::Borrowed(rule), basis: None }
    }

    /// Adds the next argument of the sentence.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "a number or a date reads better without a borrow at every rule")]
    pub fn arg(mut self, value: impl ToString) -> Self {
        self.args.push(value.to_string());
        self
    }

    /// Names the law behind the rule.
    #[must_use]
    pub fn basis(mut self, law: &'static str) -> Self {
        self.basis = Some(Cow::Borrowed(law));
        self
    }
}
