//! F6: a case by its number, by who applied, by item and date. Never a person by name alone: a number, and a reason
//! (R11.9); and never everything at once (11.2).

mod update;

pub use crate::contract::CaseSummary;
use crate::domain::{guide::FormFieldKind, privacy::PersonalKind};

use super::{
    Model,
    actions::{Action, Context},
    form::{Field, Form},
};

pub(super) use update::{action, back, done, find, text};

/// Why a person is looked up, by digit: the purpose on the wire, and the key of its name.
pub const PURPOSES: [(&str, &str); 4] = [
    ("progress", "query.purpose.progress"),
    ("collect", "query.purpose.collect"),
    ("supplement", "query.purpose.supplement"),
    ("complaint", "query.purpose.complaint"),
];

/// What the screen waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Who has this number.
    Lookup,
    /// The first page of cases.
    First,
    /// A further page.
    More,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Lookup => "wait.lookup",
            Self::First | Self::More => "wait.cases",
        }
    }
}

/// The screen.
#[derive(Debug, Clone)]
pub struct Query {
    /// What is asked for.
    pub form: Form,
    /// What was found, newest first; `None` = nothing was asked yet.
    pub results: Option<Vec<CaseSummary>>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Row of the cursor.
    pub cursor: usize,
    /// The results have the keys.
    pub in_results: bool,
    /// What was asked last, for further pages.
    asked: crate::contract::CaseQuery,
}

impl Default for Query {
    fn default() -> Self {
        let mut purpose = Field::own("purpose", "query.purpose", FormFieldKind::Choice).optional();
        purpose.shown = false;
        Self {
            form: Form::new(vec![
                Field::own("number", "query.number", FormFieldKind::Text).optional(),
                Field::own("person", "query.person", FormFieldKind::Text).optional().personal(PersonalKind::Number),
                purpose,
                Field::own("item", "query.item", FormFieldKind::Text).optional(),
                Field::own("from", "query.from", FormFieldKind::Date).optional(),
                Field::own("to", "query.to", FormFieldKind::Date).optional(),
            ]),
            results: None,
            next: None,
            cursor: 0,
            in_results: false,
            asked: crate::contract::CaseQuery::default(),
        }
    }
}

impl Query {
    /// Contexts in force, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.in_results {
            return vec![Context::List];
        }
        self.form.contexts()
    }

    /// The keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        if self.in_results {
            return vec![Action::Open, Action::Down, Action::NextPane, Action::Back];
        }
        let mut hints = vec![Action::StepFinish, Action::FieldNext, Action::TextClear, Action::Palette, Action::Back];
        if self.form.current().is_some_and(super::form::Field::is_choice) {
            hints.retain(|action| *action != Action::TextClear);
        }
        hints
    }
}

impl Model {
    /// Results as rows of the screen.
    pub fn query_rows(&self) -> &[CaseSummary] {
        self.query.results.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
