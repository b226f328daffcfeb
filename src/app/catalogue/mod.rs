//! 事项目录: the catalogue office on the screen. Drafts of guides, tolerance lists, settings and calendars; each beside what
//! is in force, with what the import remarked and what was done to it; and what this person may do, as the centre says.
//!
//! It lives on the line: nothing of it is kept on this machine, and without the centre the page says so.

mod deed;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
pub(crate) mod fixtures;
mod keys;
mod report;
mod update;
mod words;

use jiff::civil::Date;
use uuid::Uuid;

pub use crate::contract::{NoteWeight, OfficeDeed, OfficeDraft, OfficeKind, OfficeNote, OfficeState, OfficeStep};
use crate::{
    contract::{OfficeContent, OfficeDetail, OfficeDifference, OfficeImport, OfficeOffer, Page, Problem},
    i18n::Lang,
};

use super::{
    Model,
    actions::{Action, Context},
};

pub use deed::{DeedForm, What};
pub(super) use keys::{action, back, click_row, show_pane, text};
pub use report::{Report, ReportLine};
pub(super) use update::{done, enter, refresh, settle};
pub use words::{
    DifferenceRow, Mark, against, clock, deed_key, difference, kind_name, note_place, state_name, step_key, title,
    weight_key,
};

/// What the page asks of the centre.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A page of drafts.
    Drafts {
        /// Also those that are over.
        all: bool,
        /// Where to go on.
        cursor: Option<String>,
    },
    /// One draft, and what it would change.
    Draft(Uuid),
    /// A file shall become drafts.
    Import {
        /// What it holds.
        kind: OfficeKind,
        /// Where it is, as typed.
        file: String,
    },
    /// Something is done with a draft.
    Do {
        /// Which.
        id: Uuid,
        /// The version that was looked at.
        version: u64,
        /// What.
        deed: Deed,
    },
}

impl Asked {
    /// It changes nothing, so it may be stopped.
    pub const fn is_read(&self) -> bool {
        matches!(self, Self::Drafts { .. } | Self::Draft(_))
    }
}

/// Something done with a draft, with all that it needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// A remark of the import was looked at and holds as it stands.
    Decide {
        /// The draft as it is.
        content: Box<OfficeContent>,
        /// Place of the remark.
        at: String,
    },
    /// To the second person.
    Submit {
        /// What they should know.
        remark: Option<String>,
    },
    /// Reviewed; and published at once if a day is given.
    Pass {
        /// What there is to say.
        remark: Option<String>,
        /// First day in force.
        effective: Option<Date>,
    },
    /// Back to whoever edits it.
    SendBack {
        /// Why.
        remark: String,
    },
    /// In force from a day on.
    Publish {
        /// First day.
        effective: Date,
    },
    /// Taken back.
    Withdraw {
        /// Why.
        remark: Option<String>,
    },
}

/// What the centre said.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// A page of drafts.
    Drafts(Page<OfficeDraft>),
    /// One draft.
    Draft(Box<Sheet>),
    /// What came of a file.
    Imported(Box<OfficeImport>),
    /// A draft after an act.
    Done(Box<OfficeDraft>),
    /// It would not, and place by place why not.
    Refused(Box<Problem>),
}

/// One draft with what it would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The draft.
    pub detail: OfficeDetail,
    /// It beside what is in force.
    pub difference: OfficeDifference,
}

impl Sheet {
    /// Remarks that a person has still to decide or mend.
    pub fn undecided(&self) -> impl Iterator<Item = &OfficeNote> {
        self.detail.notes.iter().filter(|note| note.weight != NoteWeight::Open)
    }

    /// What is offered by digit: what the centre offers, and editing only where a remark waits for a word. A draft of which
    /// this program does not know the state is only read (F41).
    pub fn offers(&self) -> Vec<&OfficeOffer> {
        if self.detail.draft.state.known().is_none() {
            return Vec::new();
        }
        let decides = self.detail.notes.iter().any(|note| note.weight == NoteWeight::Decide);
        self.detail.acts.iter().filter(|offer| offer.act != OfficeDeed::Edit || decides).collect()
    }
}

/// What the page waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The first page of drafts.
    First,
    /// A further page.
    More,
    /// One draft.
    Sheet(Uuid),
    /// A file being taken in.
    Import,
    /// Something being done.
    Deed(OfficeDeed),
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        match self {
            Self::First | Self::More | Self::Sheet(_) => "wait.catalogue",
            Self::Import => "wait.catalogue_import",
            Self::Deed(_) => "wait.act",
        }
    }

    /// Reads may be given up; what is being written may not.
    pub const fn can_be_given_up(self) -> bool {
        matches!(self, Self::First | Self::More | Self::Sheet(_))
    }
}

/// A part of a draft's page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    /// Before and after.
    #[default]
    Difference,
    /// Remarks of the import and of the checks.
    Notes,
    /// Who did what when.
    Steps,
}

impl Pane {
    /// All, in the order of Tab.
    pub const ALL: [Self; 3] = [Self::Difference, Self::Notes, Self::Steps];

    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Difference => "catalogue.page.difference",
            Self::Notes => "catalogue.page.notes",
            Self::Steps => "catalogue.page.steps",
        }
    }
}

/// State of the page.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Drafts as far as they were read, the latest act first.
    pub rows: Vec<OfficeDraft>,
    /// Where the next page begins; `None` = this is all.
    pub next: Option<String>,
    /// The centre has answered.
    pub loaded: bool,
    /// Also those that are over.
    pub all: bool,
    /// Row of the cursor.
    pub cursor: usize,
    /// The centre could not be asked: nothing of it is shown.
    pub away: bool,
    /// The draft that is open.
    pub open: Option<Sheet>,
    /// Its part that is read.
    pub pane: Pane,
    /// Entry of the cursor in that part.
    pub entry: usize,
    /// What is asked before a file is taken in or something is done.
    pub form: Option<DeedForm>,
    /// What came of a file, or why nothing did.
    pub report: Option<Report>,
    /// A form that was left by Esc, with what was typed: it is there again when the same is asked.
    put_by: Option<DeedForm>,
    /// For whom all this was read.
    reader: Option<Uuid>,
    /// On which day of the centre.
    day: Option<Date>,
}

impl Catalogue {
    /// The form on the page, if nothing is to be read first.
    pub fn form(&self) -> Option<&DeedForm> {
        self.form.as_ref().filter(|_| self.report.is_none())
    }

    /// What may be done with the open draft, by digit.
    pub fn offers(&self) -> Vec<&OfficeOffer> {
        self.open.as_ref().map(Sheet::offers).unwrap_or_default()
    }

    /// How many entries the part of the draft has that is read.
    pub fn entries(&self) -> usize {
        let Some(sheet) = &self.open else { return 0 };
        match self.pane {
            Pane::Difference => difference(Lang::Zh, &sheet.difference).len(),
            Pane::Notes => sheet.detail.notes.len(),
            Pane::Steps => sheet.detail.steps.len(),
        }
    }
}

impl Model {
    /// Whether this person has a part in the catalogue office.
    pub fn keeps_catalogue(&self) -> bool {
        self.session.role().is_some_and(crate::domain::role::Role::keeps_catalogue)
    }

    /// Whether the page can show anything: for this person, over a line.
    pub fn shows_catalogue(&self) -> bool {
        let read_for_them = self.catalogue.reader == self.session.me.as_ref().map(|me| me.person.id);
        self.keeps_catalogue() && read_for_them && !self.is_catalogue_away()
    }

    /// Whether there is no line to the centre.
    pub fn is_catalogue_away(&self) -> bool {
        self.catalogue.away || self.session.line == super::session::Line::Offline
    }

    /// Contexts of the page, innermost first.
    pub(super) fn catalogue_contexts(&self) -> Vec<Context> {
        let page = &self.catalogue;
        if !self.shows_catalogue() {
            return vec![Context::List];
        }
        match page.form() {
            Some(form) => form.form.contexts(),
            None if page.report.is_some() || page.open.is_some() => vec![Context::Choice, Context::Viewer],
            None => vec![Context::Catalogue, Context::List],
        }
    }

    /// The keys that matter on the page.
    pub(super) fn catalogue_hints(&self) -> Vec<Action> {
        let page = &self.catalogue;
        if !self.keeps_catalogue() {
            return vec![Action::Back];
        }
        if !self.shows_catalogue() {
            return vec![Action::Open, Action::Back];
        }
        if let Some(open) = page.form() {
            if open.form.fields.is_empty() {
                return vec![Action::StepFinish, Action::Back];
            }
            return vec![Action::FieldDone, Action::StepFinish, Action::FieldNext, Action::Back];
        }
        if page.report.is_some() {
            return vec![Action::Confirm, Action::Down, Action::PageDown, Action::Back];
        }
        if page.open.is_some() {
            let acts = [Action::Confirm, Action::Choose1].into_iter().filter(|_| !page.offers().is_empty());
            return acts.chain([Action::Down, Action::PageDown, Action::NextPane, Action::Back]).collect();
        }
        let mut hints = vec![Action::Open, Action::CatalogueAll, Action::Back, Action::Down, Action::Palette];
        if self.session.role().is_some_and(crate::domain::role::Role::edits_catalogue) {
            hints.insert(1, Action::CatalogueImport);
        }
        hints
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
