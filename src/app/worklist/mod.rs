//! 待办, 补正, 出件, 后台审批: rows that wait for somebody, what is due first on top (SCREENS "Other screens").
//!
//! A place holds one list or several; which of them a person has, the centre says with the counts of `/v1/me`.

mod queue;
mod rows;
mod update;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use crate::contract::{CaseSummary, ExportReason, QueueFilter, WorklistName};
use crate::{
    domain::role::Role,
    text::{LineEditor, Secrecy},
};

use super::{
    Model,
    actions::{Action, Context},
    effect::DraftLine,
};

pub use queue::{Batch, BatchFate, BatchLine, Over, Queue};
pub use rows::{Left, matches};
pub(super) use update::{action, back, done, enter, refresh, show_tab, text};

/// A place of the bar that shows worklists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Desk {
    /// F3: drafts on this machine, and what the window has to do.
    Todo,
    /// F4: supplements, tolerated papers, returned cases.
    Supplement,
    /// F5: results to give out.
    Issue,
    /// F7: the department's inbox and decisions; negatives for the chief representative.
    BackOffice,
}

/// One list of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    /// Drafts in this machine's store.
    Drafts,
    /// A worklist of the centre.
    List(WorklistName),
}

impl Desk {
    /// All, in the order of their keys.
    pub const ALL: [Self; 4] = [Self::Todo, Self::Supplement, Self::Issue, Self::BackOffice];

    /// The action that leads there.
    pub const fn place(self) -> Action {
        match self {
            Self::Todo => Action::PlaceTodo,
            Self::Supplement => Action::PlaceSupplement,
            Self::Issue => Action::PlaceIssue,
            Self::BackOffice => Action::PlaceBackOffice,
        }
    }

    /// Worklists that belong here.
    const fn lists(self) -> &'static [WorklistName] {
        match self {
            Self::Todo => &[WorklistName::Todo],
            Self::Supplement => &[WorklistName::Supplement, WorklistName::Tolerance, WorklistName::Returned],
            Self::Issue => &[WorklistName::Issue],
            Self::BackOffice => &[WorklistName::Inbox, WorklistName::Deciding, WorklistName::Negatives],
        }
    }
}

impl Tab {
    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Drafts => "list.drafts",
            Self::List(WorklistName::Todo) => "list.todo",
            Self::List(WorklistName::Supplement) => "list.supplement",
            Self::List(WorklistName::Tolerance) => "list.tolerance",
            Self::List(WorklistName::Issue) => "list.issue",
            Self::List(WorklistName::Inbox) => "list.inbox",
            Self::List(WorklistName::Deciding) => "list.deciding",
            Self::List(WorklistName::Negatives) => "list.negatives",
            Self::List(WorklistName::Returned) => "list.returned",
        }
    }

    /// Key of the sentence that says what would be here.
    pub const fn empty_key(self) -> &'static str {
        match self {
            Self::Drafts => "list.empty.drafts",
            Self::List(WorklistName::Todo) => "list.empty.todo",
            Self::List(WorklistName::Supplement) => "list.empty.supplement",
            Self::List(WorklistName::Tolerance) => "list.empty.tolerance",
            Self::List(WorklistName::Issue) => "list.empty.issue",
            Self::List(WorklistName::Inbox) => "list.empty.inbox",
            Self::List(WorklistName::Deciding) => "list.empty.deciding",
            Self::List(WorklistName::Negatives) => "list.empty.negatives",
            Self::List(WorklistName::Returned) => "list.empty.returned",
        }
    }
}

/// What the lists wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The first page of a list.
    First(WorklistName),
    /// A further page.
    More(WorklistName),
    /// What each filter leaves.
    Counts(WorklistName),
    /// One case of those that are granted together.
    Batch(uuid::Uuid),
    /// The list as a table.
    Export,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Batch(_) => "wait.act",
            Self::Export => "wait.export",
            _ => "wait.cases",
        }
    }

    /// Reads may be given up; what is being written may not.
    pub const fn can_be_given_up(&self) -> bool {
        !matches!(self, Self::Batch(_) | Self::Export)
    }
}

/// A worklist as far as it has been read.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Rows, what is due first on top.
    pub rows: Vec<CaseSummary>,
    /// Where the next page begins; `None` = this is all.
    pub next: Option<String>,
    /// The centre has answered at least once.
    pub loaded: bool,
}

/// A row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// A draft on this machine.
    Draft(&'a DraftLine),
    /// A case at the centre.
    Case(&'a CaseSummary),
}

/// State of the four places.
#[derive(Debug, Clone)]
pub struct Worklists {
    lists: BTreeMap<WorklistName, Listing>,
    tabs: BTreeMap<Desk, Tab>,
    cursors: BTreeMap<Tab, usize>,
    /// Narrows the rows of whatever list is shown.
    pub filter: LineEditor,
    /// The filter has the keys.
    pub filtering: bool,
    /// How lists are narrowed at the centre, and what lies over them.
    pub queue: Queue,
}

impl Default for Worklists {
    fn default() -> Self {
        Self {
            lists: BTreeMap::new(),
            tabs: BTreeMap::new(),
            cursors: BTreeMap::new(),
            filter: LineEditor::new(40, Secrecy::Open),
            filtering: false,
            queue: Queue::default(),
        }
    }
}

impl Worklists {
    /// What is known of a list.
    pub fn listing(&self, name: WorklistName) -> Option<&Listing> {
        self.lists.get(&name)
    }

    /// The cursor's place in a list, to put it elsewhere.
    pub(super) fn cursor_mut(&mut self, tab: Tab) -> &mut usize {
        self.cursors.entry(tab).or_default()
    }

    /// Row of the cursor in a list.
    pub fn cursor(&self, tab: Tab) -> usize {
        self.cursors.get(&tab).copied().unwrap_or_default()
    }
}

impl Model {
    /// The lists of a place that this person has, in the order of their digits: what the centre counts for the role.
    pub fn tabs(&self, desk: Desk) -> Vec<Tab> {
        let counted = self.session.me.iter().flat_map(|me| &me.counts).map(|(name, _)| *name);
        let own = counted.filter(|name| desk.lists().contains(name)).map(Tab::List);
        let drafts = (desk == Desk::Todo).then_some(Tab::Drafts);
        let mut tabs: Vec<Tab> = own.collect();
        tabs.extend(drafts);
        tabs
    }

    /// The list that is shown in a place.
    pub fn tab(&self, desk: Desk) -> Option<Tab> {
        let tabs = self.tabs(desk);
        let chosen = self.worklists.tabs.get(&desk).copied().filter(|tab| tabs.contains(tab));
        chosen.or_else(|| tabs.first().copied())
    }

    /// Rows of a list that match the filter, in the order of the screen.
    pub fn list_rows(&self, tab: Tab) -> Vec<Row<'_>> {
        let filter = self.worklists.filter.text();
        match tab {
            Tab::Drafts => {
                let drafts = self.session.drafts.iter().filter(|draft| matches(&draft.title, filter));
                drafts.map(Row::Draft).collect()
            }
            Tab::List(name) => {
                let rows = self.worklists.lists.get(&name).map(|list| list.rows.as_slice()).unwrap_or_default();
                rows.iter().filter(|row| rows::case_matches(row, filter)).map(Row::Case).collect()
            }
        }
    }

    /// The row under the cursor.
    pub fn chosen_row(&self, desk: Desk) -> Option<Row<'_>> {
        let tab = self.tab(desk)?;
        self.list_rows(tab).get(self.worklists.cursor(tab)).copied()
    }

    /// Working days between the centre's day and the last one.
    pub fn days_left(&self, due: Date) -> Left {
        let law = self.session.law(self.now);
        Left::of(law.calendar, law.day, due)
    }

    /// Contexts of a place with worklists, innermost first.
    pub(super) fn list_contexts(&self, desk: Desk) -> Vec<Context> {
        if self.worklists.filtering {
            return vec![Context::Field, Context::Results];
        }
        if self.is_over_list() {
            return vec![Context::Choice];
        }
        if desk == Desk::BackOffice && self.decides() {
            return vec![Context::Queue, Context::Department, Context::List];
        }
        vec![Context::Queue, Context::List]
    }

    /// The person sits in the department: its keys are in force (DECISIONS 7).
    pub fn decides(&self) -> bool {
        matches!(self.session.role(), Some(Role::Reviewer | Role::Approver | Role::GovHead))
    }

    /// The department's keys, those of the person's own work first.
    pub(super) fn department_hints(&self) -> Vec<Action> {
        if self.session.role() == Some(Role::Reviewer) {
            vec![Action::DepartmentOpen, Action::Opinion, Action::Special, Action::AskCitizen, Action::SendBack]
        } else {
            vec![Action::DepartmentOpen, Action::Decide, Action::SendBack, Action::Prolong]
        }
    }

    /// The keys that matter in a place with worklists.
    pub(super) fn list_hints(&self, desk: Desk) -> Vec<Action> {
        if self.worklists.filtering {
            return vec![Action::Open, Action::Down, Action::TextClear, Action::Back];
        }
        if self.is_over_list() {
            return vec![Action::Confirm, Action::Down, Action::Back];
        }
        if desk == Desk::BackOffice && self.decides() {
            let mut hints = self.department_hints();
            if self.session.role() == Some(Role::Approver) {
                hints.insert(1, Action::QueueMark);
            }
            hints.extend([Action::Claim, Action::QueueFilter, Action::Filter, Action::NextPane, Action::Back]);
            return hints;
        }
        let mut hints = vec![Action::Open, Action::Down];
        if self.tabs(desk).len() > 1 {
            hints.push(Action::NextPane);
        }
        hints.extend([Action::Filter, Action::PlaceAccept, Action::Palette, Action::Back]);
        hints
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
