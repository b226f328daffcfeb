//! What an import says of itself: understood, left open, for a person to decide.

use serde::Serialize;

use crate::domain::{
    guide::lint::{Problem, Severity},
    reason::Reason,
};

/// One remark on one place of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Where: `promised_days`, `materials[3].condition`.
    pub at: String,
    /// What.
    pub reason: Reason,
}

/// The report on one item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Fields that became part of the guide.
    pub understood: Vec<String>,
    /// The source is silent, or says it in a way that has no place in a guide.
    pub left_open: Vec<Note>,
    /// A person must decide before the guide can be published.
    pub must_decide: Vec<Note>,
    /// Why no guide came of it; empty if one did.
    pub refused: Vec<Note>,
}

impl Report {
    pub(super) fn understood(&mut self, field: impl Into<String>) {
        self.understood.push(field.into());
    }

    pub(super) fn open(&mut self, at: impl Into<String>, key: &'static str) {
        self.left_open.push(Note { at: at.into(), reason: Reason::new(key, "R7.23") });
    }

    pub(super) fn decide(&mut self, at: impl Into<String>, reason: Reason) {
        self.must_decide.push(Note { at: at.into(), reason });
    }

    pub(super) fn refuse(&mut self, at: impl Into<String>, reason: Reason) {
        self.refused.push(Note { at: at.into(), reason });
    }

    /// Takes the loader's findings in.
    pub(super) fn take(&mut self, problems: Vec<Problem>) {
        for Problem { severity, at, reason } in problems {
            let note = Note { at, reason };
            match severity {
                Severity::Open => self.left_open.push(note),
                Severity::Decide => self.must_decide.push(note),
                Severity::Refuse => self.refused.push(note),
            }
        }
    }
}
