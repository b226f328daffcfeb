//! 人员: who works at the centre, for those in charge of them. What gives somebody a right and waits for a second person
//! stands first: what becomes otherwise, who wants it, and one key to confirm or refuse it (RELIABILITY 5.3 row 33).
//!
//! It lives on the line, as the catalogue office does: nothing of it is kept on this machine.

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
pub(crate) mod fixtures;
mod update;
mod words;

use uuid::Uuid;

use crate::contract::Problem;
pub use crate::contract::{Proposal, ProposalAct, ProposalConfirmed, ProposedChange, StaffLine};

use super::{
    Model,
    actions::{Action, Context},
};

pub(super) use update::{action, back, click_row, done, enter, refresh, settle};
pub use words::{act_key, change, kind, moment, role, state_key, what};

/// What the page asks of the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Everybody, and what waits.
    List,
    /// Something is decided about a proposal.
    Decide {
        /// Which.
        id: Uuid,
        /// What.
        act: ProposalAct,
    },
}

impl Asked {
    /// It changes nothing, so it may be stopped.
    pub const fn is_read(self) -> bool {
        matches!(self, Self::List)
    }
}

/// What the centre said.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// What waits, the oldest first, and everybody by staff number.
    List {
        /// Proposals.
        waiting: Vec<Proposal>,
        /// People.
        people: Vec<StaffLine>,
    },
    /// It was refused or taken back.
    Decided(Box<Proposal>),
    /// It was confirmed; a password is shown this once.
    Confirmed(Box<ProposalConfirmed>),
    /// The centre would not.
    Refused(Box<Problem>),
}

/// What the page waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Everything.
    List,
    /// A decision.
    Decide,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        match self {
            Self::List => "wait.staff",
            Self::Decide => "wait.act",
        }
    }

    /// Reads may be given up; what is being written may not.
    pub const fn can_be_given_up(self) -> bool {
        matches!(self, Self::List)
    }
}

/// A row of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Row<'a> {
    /// It waits for a second person.
    Waiting(&'a Proposal),
    /// Somebody works here.
    Person(&'a StaffLine),
}

/// State of the page.
#[derive(Debug, Clone, Default)]
pub struct Staff {
    /// What waits.
    pub waiting: Vec<Proposal>,
    /// Everybody.
    pub people: Vec<StaffLine>,
    /// The centre has answered.
    pub loaded: bool,
    /// Row of the cursor.
    pub cursor: usize,
    /// The centre could not be asked: nothing of it is shown.
    pub away: bool,
    /// The proposal that is open.
    pub open: Option<Box<Proposal>>,
    /// What was confirmed just now. Its password is shown until the page is left; `Debug` hides it.
    pub confirmed: Option<Box<ProposalConfirmed>>,
    /// For whom all this was read.
    reader: Option<Uuid>,
}

impl Staff {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.waiting.len() + self.people.len()
    }

    /// All of them, what waits first.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.waiting.iter().map(Row::Waiting).chain(self.people.iter().map(Row::Person))
    }

    /// What may be done with the open proposal, by digit. One of a kind that this program does not know is only read (F41).
    pub fn offers(&self) -> &[ProposalAct] {
        let known = |open: &&Proposal| self.confirmed.is_none() && open.kind.known().is_some();
        self.open.as_deref().filter(known).map_or(&[], |open| open.acts.as_slice())
    }
}

impl Model {
    /// Whether this person is in charge of anybody's account.
    pub fn keeps_staff(&self) -> bool {
        self.session.role().is_some_and(crate::domain::role::Role::keeps_staff)
    }

    /// Whether the page can show anything: for this person, over a line.
    pub fn shows_staff(&self) -> bool {
        let read_for_them = self.staff.reader == self.session.me.as_ref().map(|me| me.person.id);
        self.keeps_staff() && read_for_them && !self.is_staff_away()
    }

    /// Whether there is no line to the centre.
    pub fn is_staff_away(&self) -> bool {
        self.staff.away || self.session.line == super::session::Line::Offline
    }

    /// Contexts of the page.
    pub(super) fn staff_contexts(&self) -> Vec<Context> {
        let read = self.shows_staff() && (self.staff.open.is_some() || self.staff.confirmed.is_some());
        if read { vec![Context::Choice, Context::Viewer] } else { vec![Context::List] }
    }

    /// The keys that matter on the page.
    pub(super) fn staff_hints(&self) -> Vec<Action> {
        let page = &self.staff;
        if !self.keeps_staff() {
            return vec![Action::Back];
        }
        if page.confirmed.is_some() {
            return vec![Action::Confirm, Action::Back];
        }
        if page.open.is_some() {
            let acts = [Action::Choose1].into_iter().filter(|_| !page.offers().is_empty());
            return acts.chain([Action::Back]).collect();
        }
        vec![Action::Open, Action::Back, Action::Down, Action::Palette]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
