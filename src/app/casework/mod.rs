//! One case: who, what, in which state, by which dates, what happened, and what this person may do now. Nothing but what
//! the centre offers is offered (DESIGN 4); what is blocked says why.

mod answers;
mod choices;
mod correction;
pub mod files;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::missing_panics_doc
)]
pub mod fixtures;
mod form;
mod keys;
mod offer;
mod payload;
mod reading;
pub mod table;

use std::{collections::BTreeMap, fmt};

use uuid::Uuid;

pub use crate::contract::{CaseDetail, ClockLine, DocumentView, TimelineEntry};
use crate::domain::guide::Guide;

use super::{
    Model, Place,
    actions::{Action, Context},
};

pub use choices::special_key;
pub use form::ActForm;
pub use offer::Offered;
pub use reading::REVEALABLE;

pub(super) use answers::{done, settled};
pub(super) use keys::{action, back, click_row, open, refresh, reveal, show_pane, text};

/// What the screen waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// The case.
    Case,
    /// Its history.
    Timeline,
    /// Its guide.
    Guide,
    /// A document to read.
    Document,
    /// A document to write to a file.
    Export,
    /// Where electronic files go by default.
    Folder,
    /// An electronic file, fetched and written.
    Save(Box<files::Saving>),
    /// The fate of an act.
    Seal {
        /// On which case.
        case_id: Uuid,
        /// Which.
        act: &'static str,
    },
    /// A clear value of this field.
    Reveal(&'static str),
}

impl Wait {
    /// What the spinner says.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Case | Self::Timeline | Self::Guide => "wait.case",
            Self::Document | Self::Export => "wait.paper",
            Self::Folder => "wait.folder",
            Self::Save(_) => "wait.file",
            Self::Seal { .. } => "wait.act",
            Self::Reveal(_) => "wait.reveal",
        }
    }

    /// Reads may be given up; what is being written may not.
    pub const fn can_be_given_up(&self) -> bool {
        !matches!(self, Self::Seal { .. } | Self::Export)
    }
}

/// A part of the screen that the keys can be in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// What may be done.
    #[default]
    Acts,
    /// The negative before the chief representative.
    Negative,
    /// Check list.
    Materials,
    /// Dates and lights.
    Clocks,
    /// Who did what when.
    History,
    /// Documents issued.
    Papers,
    /// Electronic files.
    Files,
    /// The guide of the item.
    Guide,
}

impl Pane {
    /// All, in the order of Tab.
    pub const ALL: [Self; 8] = [
        Self::Acts,
        Self::Negative,
        Self::Materials,
        Self::Clocks,
        Self::History,
        Self::Papers,
        Self::Files,
        Self::Guide,
    ];

    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Acts => "pane.acts",
            Self::Negative => "pane.negative",
            Self::Materials => "pane.materials",
            Self::Clocks => "pane.clocks",
            Self::History => "pane.history",
            Self::Papers => "pane.papers",
            Self::Files => "pane.files",
            Self::Guide => "pane.guide",
        }
    }
}

/// What lies over the case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    #[default]
    Reading,
    /// Several acts answer to one key: which?
    Menu {
        /// The acts.
        acts: Vec<&'static str>,
        /// Row of the cursor.
        cursor: usize,
    },
    /// The form of an act.
    Form(&'static str),
    /// A document.
    Document {
        /// First row shown.
        cursor: usize,
    },
    /// Which value shall be shown in clear.
    RevealField,
    /// Why.
    RevealReason(&'static str),
}

/// A clear value. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealed {
    /// Which field.
    pub field: &'static str,
    /// The value.
    pub value: String,
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revealed").field("field", &self.field).finish_non_exhaustive()
    }
}

/// The screen.
#[derive(Debug, Default)]
pub struct Casework {
    /// Which case.
    pub case_id: Option<Uuid>,
    /// Where Esc leads back to.
    pub came_from: Place,
    /// The case as the centre last showed it.
    pub detail: Option<CaseDetail>,
    /// Its history, newest last.
    pub timeline: Vec<TimelineEntry>,
    /// Its pinned guide.
    pub guide: Option<Guide>,
    /// Where the keys are.
    pub pane: Pane,
    /// What lies over it.
    pub mode: Mode,
    /// The document that is read.
    pub document: Option<DocumentView>,
    /// A clear value, for some seconds.
    pub revealed: Option<Revealed>,
    /// What happened since the version that an act was made for (`version.stale`).
    pub changed: Vec<TimelineEntry>,
    /// The electronic file that was asked for last, and how far it has come.
    coming: Option<files::Coming>,
    /// The folder into which the last one went.
    folder: String,
    cursors: BTreeMap<Pane, usize>,
    forms: BTreeMap<(Uuid, &'static str), ActForm>,
    /// Acts that wait in the outbox, by command.
    waiting: BTreeMap<Uuid, (Uuid, &'static str)>,
    /// A department's key that was pressed on the list: done when the case is here.
    intent: Option<Action>,
    /// The version that turned out to be old.
    stale: Option<u64>,
}

impl Casework {
    /// Forgets what the centre showed, for a locked screen; what was typed for an act has no other place.
    pub(super) fn forget(&mut self) {
        self.detail = None;
        self.timeline.clear();
        self.document = None;
        self.revealed = None;
        self.changed.clear();
        if !matches!(self.mode, Mode::Form(_)) {
            self.mode = Mode::Reading;
        }
    }

    /// Row of the cursor in a pane.
    pub fn cursor(&self, pane: Pane) -> usize {
        self.cursors.get(&pane).copied().unwrap_or_default()
    }

    /// The form that is open.
    pub fn form(&self) -> Option<&ActForm> {
        match self.mode {
            Mode::Form(act) => self.forms.get(&(self.case_id?, act)),
            _ => None,
        }
    }

    pub(super) fn form_mut(&mut self) -> Option<&mut ActForm> {
        match self.mode {
            Mode::Form(act) => self.forms.get_mut(&(self.case_id?, act)),
            _ => None,
        }
    }

    /// Whether something was typed for an act that is not done yet.
    pub fn is_begun(&self, act: &str) -> bool {
        self.case_id.is_some_and(|case| self.forms.iter().any(|((id, name), _)| *id == case && *name == act))
    }

    /// Whether an act of this case waits in the outbox.
    pub fn is_waiting(&self, act: &str) -> bool {
        self.waiting.values().any(|(case, name)| Some(*case) == self.case_id && *name == act)
    }

    /// The form of an act of any case, if it was begun.
    pub(in crate::app) fn form_of(&self, case_id: Uuid, act: &'static str) -> Option<&ActForm> {
        self.forms.get(&(case_id, act))
    }

    /// The same, to change it.
    pub(in crate::app) fn form_of_mut(&mut self, case_id: Uuid, act: &'static str) -> Option<&mut ActForm> {
        self.forms.get_mut(&(case_id, act))
    }

    /// Whether something that was begun on the case has this scan.
    pub(in crate::app) fn has_scan(&self, case_id: Uuid, sha256: &str) -> bool {
        self.forms.iter().any(|((id, _), form)| *id == case_id && form.scans.has(sha256))
    }

    /// Panes that this case has, in the order of Tab.
    pub fn panes(&self) -> Vec<Pane> {
        let has = |pane: &Pane| match (pane, &self.detail) {
            (Pane::Negative, detail) => detail.as_ref().is_some_and(|detail| detail.case.negative.is_some()),
            (Pane::Files, detail) => detail.as_ref().is_some_and(|detail| !detail.files.is_empty()),
            _ => true,
        };
        Pane::ALL.into_iter().filter(has).collect()
    }

    /// The value of a field in clear, while it may be seen.
    pub fn clear(&self, field: &str) -> Option<&str> {
        self.revealed.as_ref().filter(|revealed| revealed.field == field).map(|revealed| revealed.value.as_str())
    }

    /// Whether the focused field is a coded one.
    pub(super) fn is_coded_field(&self) -> bool {
        self.form().and_then(|form| form.form.current()).is_some_and(super::form::Field::is_coded)
    }
}

impl Model {
    /// Contexts of the case screen, innermost first.
    pub(super) fn case_contexts(&self) -> Vec<Context> {
        let casework = &self.casework;
        match &casework.mode {
            Mode::Reading => {
                let mut contexts = Vec::new();
                if self.decides() {
                    contexts.push(Context::Department);
                }
                if casework.pane == Pane::Papers {
                    contexts.push(Context::Papers);
                }
                contexts.extend([Context::Files, Context::List]);
                contexts
            }
            Mode::Menu { .. } | Mode::RevealField | Mode::RevealReason(_) => vec![Context::Choice],
            Mode::Document { .. } => vec![Context::Papers, Context::Viewer],
            Mode::Form(_) => casework.form().map_or_else(|| vec![Context::Form], ActForm::contexts),
        }
    }

    /// The keys that matter on the case screen.
    pub(super) fn case_hints(&self) -> Vec<Action> {
        match &self.casework.mode {
            Mode::Form(_) => {
                let mut hints = vec![Action::FieldDone, Action::StepFinish, Action::FieldNext, Action::Back];
                if self.casework.form().is_some_and(|act| act.scanned().is_some()) {
                    hints.insert(1, Action::MaterialScans);
                }
                hints
            }
            Mode::Document { .. } => vec![Action::Back, Action::PageDown, Action::Print],
            Mode::Reading if self.casework.pane == Pane::Files => {
                vec![Action::FileSave, Action::Down, Action::NextPane, Action::Reveal, Action::Back]
            }
            Mode::Reading if self.decides() => {
                // What the case does not offer now is not offered on the bottom line either.
                let mut hints = self.department_hints();
                hints.retain(|key| *key == Action::DepartmentOpen || self.department_acts(*key).next().is_some());
                hints.extend([Action::NextPane, Action::Reveal, Action::Back]);
                hints
            }
            Mode::Reading if self.casework.pane == Pane::Papers => {
                vec![Action::Open, Action::Print, Action::NextPane, Action::Reveal, Action::Back]
            }
            Mode::Reading => {
                vec![Action::Open, Action::Down, Action::NextPane, Action::Reveal, Action::Palette, Action::Back]
            }
            _ => vec![Action::Confirm, Action::Down, Action::Back],
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
