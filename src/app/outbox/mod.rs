//! The outbox: what was sealed at this desk, case by case, where it stands, why it waits and what happens next; and where
//! desk and centre were found to differ. Nothing leaves this page's lists but by a receipt or a person.

mod clash;
mod clash_words;
mod tally;
mod text;
mod update;

use uuid::Uuid;

use crate::contract::RecoveryLine;
pub use crate::desk::outbox::{Age, Difference, ParcelDetail, ParcelLine, ParcelState, PersonAct, Why};

use super::{
    Model,
    actions::{Action, Context},
};

pub use clash::{ClashPage, SIDES};
pub(super) use clash::{close as close_conflict, of_case as compare, open as open_conflict};
pub use clash_words::{field_name, meanwhile, side_says};
pub use tally::{TallyPage, TallyRow, rows as tally_rows, times as tally_times};
pub(super) use tally::{enter as enter_tally, hear_line, hear_outage, hear_parcels};
pub use text::{act_name, case_name, difference_words, next_step, state_key, state_words, told};
pub(super) use update::{action, back, done, enter, refresh};

/// What the page waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The list.
    List,
    /// One parcel.
    Detail,
    /// Something done by hand.
    Act(Option<PersonAct>),
    /// What was sealed behind a refused command goes with it.
    Behind,
    /// A file being written.
    Export,
    /// Slips that were given here.
    Slips,
    /// Both sides of a conflict.
    Clash,
    /// What a person decided about one.
    Decide,
    /// Leave to send what somebody else sealed here.
    Recoveries,
    /// It is taken into use.
    Recover,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Clash => "wait.conflict",
            Self::Decide => "wait.act",
            _ => "wait.outbox",
        }
    }

    /// Whether Esc may give it up.
    pub const fn can_be_given_up(self) -> bool {
        matches!(self, Self::List | Self::Detail | Self::Slips | Self::Clash | Self::Recoveries)
    }
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// Desk and centre differ about a command.
    Difference(&'a Difference),
    /// A sealed command.
    Parcel(&'a ParcelLine),
}

impl Row<'_> {
    /// Its command.
    pub const fn command_id(&self) -> Uuid {
        match self {
            Self::Difference(difference) => difference.command_id,
            Self::Parcel(line) => line.command_id,
        }
    }
}

/// What the opened parcel offers, by digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Both sides of its conflict, to decide.
    Compare,
    /// Something done with the parcel.
    Act(PersonAct),
    /// The page as a file.
    Export,
    /// The difference was looked at.
    Seen,
    /// It goes with leave of the hall, and all else of whom it is of (F50).
    Recover,
}

impl Offer {
    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Compare => "outbox.act.compare",
            Self::Act(act) => act.key(),
            Self::Export => "outbox.act.export",
            Self::Seen => "outbox.act.seen",
            Self::Recover => "outbox.act.recover",
        }
    }
}

/// State of the page.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    /// Sealed commands, case by case.
    pub lines: Vec<ParcelLine>,
    /// Differences that nobody has looked at.
    pub differences: Vec<Difference>,
    /// Leave that whoever works here may take.
    pub recoveries: Vec<RecoveryLine>,
    /// The store has answered.
    pub loaded: bool,
    /// Row of the cursor.
    pub cursor: usize,
    /// The parcel that is open.
    pub open: Option<ParcelDetail>,
    /// First line shown of it.
    pub scroll: usize,
    /// The offer under the cursor.
    pub offer: usize,
    /// A conflict that is being decided.
    pub clash: Option<ClashPage>,
    /// The reconciliation list is open.
    pub tally: Option<TallyPage>,
}

impl Outbox {
    /// Rows in the order of the screen: what differs stands above everything.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let differences = self.differences.iter().map(Row::Difference);
        differences.chain(self.lines.iter().map(Row::Parcel)).collect()
    }

    /// What may be done with the parcel that is open.
    pub fn offers(&self) -> Vec<Offer> {
        let Some(detail) = &self.open else { return Vec::new() };
        let acts = PersonAct::ALL.into_iter().filter(|act| detail.line.may(*act)).map(Offer::Act);
        let differs = self.differences.iter().any(|difference| difference.command_id == detail.line.command_id);
        let compare = detail.line.is_open_conflict().then_some(Offer::Compare);
        let recover = self.recovery_for(&detail.line).map(|_| Offer::Recover);
        recover
            .into_iter()
            .chain(compare)
            .chain(acts)
            .chain([Offer::Export])
            .chain(differs.then_some(Offer::Seen))
            .collect()
    }

    /// The leave by which a parcel may go that its own author cannot send.
    pub fn recovery_for(&self, line: &ParcelLine) -> Option<&RecoveryLine> {
        self.recoveries.iter().find(|leave| leave.actor_id == line.actor_id && !line.state.is_finished())
    }

    /// Contexts in force, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.clash.is_some() {
            return ClashPage::contexts();
        }
        match (&self.open, &self.tally) {
            (Some(_), _) => vec![Context::Choice, Context::Viewer],
            (None, Some(_)) => TallyPage::contexts(),
            (None, None) => vec![Context::List],
        }
    }

    /// The keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        if let Some(page) = &self.clash {
            return page.hints();
        }
        if self.open.is_some() {
            return vec![Action::Choose1, Action::Confirm, Action::PageDown, Action::Back];
        }
        if self.tally.is_some() {
            return TallyPage::hints();
        }
        vec![
            Action::Open,
            Action::Tally,
            Action::Down,
            Action::PageDown,
            Action::PlaceAccept,
            Action::Palette,
            Action::Back,
        ]
    }
}

impl Model {
    /// Whether the row is the first of its case in the list.
    pub fn begins_case(&self, at: usize) -> bool {
        let rows = self.outbox.rows();
        let case = |at: usize| match rows.get(at) {
            Some(Row::Parcel(line)) => Some(line.case_id),
            _ => None,
        };
        at == 0 || case(at).is_none() || case(at - 1) != case(at) || case(at) == Some(None)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
pub(crate) mod tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
pub(crate) mod clash_tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
pub(crate) mod tally_tests;
