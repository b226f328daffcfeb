//! The acceptance workspace: one citizen, from the call to the receipt (SCREENS 3). A step may be opened at any time,
//! and going back loses nothing.

mod agent;
pub mod applicant;
mod chain;
mod choosing;
mod commands;
mod desk;
mod draft;
mod filling;
pub mod finder;
mod flow;
mod handing;
pub mod interview;
mod judge;
mod keys;
mod materials;
mod outcome;
mod paperwork;
mod rows;
mod similar;
pub(crate) mod superseding;
mod taking_over;

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    contract::QueueTicket,
    domain::{
        exemption::Evidence,
        guide::{Guide, GuideRef},
        tolerance::CreditFinding,
    },
};

use super::{
    actions::{Action, Context},
    availability::Why,
    form::Form,
};

pub use agent::{Agent, TICKS};
pub use applicant::Applicant;
pub use chain::{Chain, Settled};
pub use draft::Saving;
pub use finder::Finder;
pub use handing::{HandingIn, PaperInHand, Slip, Way};
pub use interview::Interview;
pub use judge::{Judged, JudgedLine, Law, OfferedLine};
pub use materials::{Materials, Mode};
pub use outcome::{
    Alternative, Conclusion, NEGATIVES, Outcome, Signature, alternatives, choice_key, choice_meaning_key, in_chinese,
    latest_due, negative_key, papers,
};

pub use commands::{how, standard};
pub use paperwork::paper_key;
pub use similar::{ANSWERS as SIMILAR_ANSWERS, Alike, Similar, there as similar_words};
pub use superseding::{Newer, change_words};

pub(super) use desk::{done, found, settled};
pub(super) use flow::{back, call, next_citizen, open_step, park, reopen, scan, settle};
pub(super) use keys::{action, refresh, scan_end, take_out, text};

pub(super) use draft::{notice_change, save_now};
pub(super) use superseding::{look as look_for_newer_guide, over as over_newer_guide};
pub(super) use taking_over::take_over;

/// The steps, in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Who.
    #[default]
    Applicant,
    /// What.
    Item,
    /// Which case of it.
    Situation,
    /// With what papers.
    Materials,
    /// The application form.
    Form,
    /// What follows.
    Conclusion,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 6] =
        [Self::Applicant, Self::Item, Self::Situation, Self::Materials, Self::Form, Self::Conclusion];

    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Applicant => "step.applicant",
            Self::Item => "step.item",
            Self::Situation => "step.situation",
            Self::Materials => "step.materials",
            Self::Form => "step.form",
            Self::Conclusion => "step.conclusion",
        }
    }

    fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }

    fn previous(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self)
    }
}

/// What the workspace waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// A ticket.
    Call,
    /// Who is this.
    Lookup,
    /// The guide.
    Guide,
    /// Whether the draft's guide is still in force.
    Newer,
    /// What this citizen handed in online.
    Submitted,
    /// A draft to be forgotten.
    Drop,
    /// The registers.
    Evidence,
    /// What may be the same matter on this machine.
    Alike,
    /// The draft to be durable; the revision that is being saved.
    Save(u64),
    /// A parked draft.
    OpenDraft,
    /// An item to be pinned.
    Pin,
    /// The fate of a command.
    Seal,
    /// A number for a collection slip.
    Slip,
    /// The slip and the list of originals to be durable.
    KeepSlip,
    /// A draft that an agent handed in.
    TakeOver {
        /// Which.
        case_id: Uuid,
        /// Its version at the centre.
        version: u64,
    },
    /// A document to read.
    Document,
    /// A document to print.
    PrintText,
    /// The file to be written.
    Export,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Call => "wait.call",
            Self::Lookup => "wait.lookup",
            Self::Submitted | Self::TakeOver { .. } => "wait.submitted",
            Self::Guide | Self::Newer => "wait.guide",
            Self::Evidence => "wait.evidence",
            Self::Save(_) | Self::Drop | Self::Pin => "wait.save",
            Self::OpenDraft | Self::Alike => "wait.drafts",
            Self::Seal => "wait.seal",
            Self::Slip | Self::KeepSlip => "wait.slip",
            Self::Document | Self::PrintText | Self::Export => "wait.document",
        }
    }

    /// Reads may be given up; what is being written may not.
    pub const fn can_be_given_up(&self) -> bool {
        matches!(
            self,
            Self::Call
                | Self::Lookup
                | Self::Submitted
                | Self::TakeOver { .. }
                | Self::Guide
                | Self::Newer
                | Self::Evidence
                | Self::Alike
                | Self::Document
                | Self::PrintText
        )
    }
}

/// What was done on one item; put aside when another item is chosen and there again when it is chosen back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Work {
    /// Answers of the interview.
    pub interview: Interview,
    /// Check list.
    pub materials: Materials,
    /// The item's form.
    pub form: Form,
}

/// The workspace.
#[derive(Debug, Default)]
pub struct Accept {
    /// Where the clerk is.
    pub step: Step,
    /// Made at the first content; the centre hears of it with the first command.
    pub case_id: Option<Uuid>,
    /// The ticket that was called.
    pub ticket: Option<QueueTicket>,
    /// It was said that this citizen was called and nothing is written down yet; the same key once more calls the next.
    pub(super) passes_over: bool,
    /// Step 1.
    pub applicant: Applicant,
    /// Step 2.
    pub finder: Finder,
    /// The pinned guide version, once chosen.
    pub guide: Option<Guide>,
    /// A version of it that came into force meanwhile.
    pub newer: Option<Newer>,
    /// Steps 3 to 5 for that guide.
    pub work: Work,
    /// The same for guides that were chosen before.
    pub shelf: BTreeMap<GuideRef, Work>,
    /// What registers answered for this applicant.
    pub evidence: Vec<Evidence>,
    /// What may be the same matter (F44).
    pub similar: Similar,
    /// What the credit register said.
    pub credit: CreditFinding,
    /// Step 6.
    pub conclusion: Conclusion,
    /// The commands that carry it out.
    pub chain: Chain,
    /// The slip that was given for the papers in hand.
    pub slip: Option<Slip>,
    /// A grid agent sits here: drafts are handed in, nothing is received (R5.4).
    pub hands_in: bool,
    /// Whether the guide stays open beside the materials.
    pub guide_open: bool,
    /// Whether it is on disk.
    pub saving: Saving,
    /// What the law says of it as it stands; made anew after every message.
    pub judged: Option<Judged>,
    /// A draft of which the guide has not come yet.
    restoring: Option<draft::Body>,
}

impl Accept {
    /// An empty one; its finder goes on counting the queries.
    pub(super) fn emptied(&self) -> Self {
        Self { finder: self.finder.emptied(), ..Self::default() }
    }

    /// Whether dropping it loses nothing: its draft is on the disk, or there is nothing in it, or all of it is done.
    pub(super) fn is_on_disk(&self) -> bool {
        if self.is_finished() {
            return true;
        }
        if self.chain.is_received() || self.chain.is_running() {
            return false;
        }
        if self.is_begun() { self.restoring.is_some() || self.saving.is_safe() } else { self.ticket.is_none() }
    }

    /// Whether there is anything in it.
    pub const fn is_begun(&self) -> bool {
        self.case_id.is_some()
    }

    /// Whether this citizen is served: the receipt is there.
    pub fn is_finished(&self) -> bool {
        self.chain.is_finished() || self.chain.rests()
    }

    /// Whether a step needs nobody any more.
    pub fn is_step_done(&self, step: Step) -> bool {
        let judged = self.judged.as_ref();
        match step {
            Step::Applicant => self.applicant.is_complete(),
            Step::Item => self.guide.is_some(),
            Step::Situation => {
                let open = |guide: &Guide| {
                    guide.questions.iter().any(|q| q.when.is_none() && !self.work.interview.is_answered(q))
                };
                self.guide.as_ref().is_some_and(|guide| !open(guide))
            }
            Step::Materials => judged.is_some() && !self.has_open_rows(),
            Step::Form => self.guide.is_some() && self.work.form.is_finished(),
            Step::Conclusion => self.is_finished(),
        }
    }

    /// When the draft has to be saved without a further key.
    pub fn save_due(&self) -> Option<Timestamp> {
        self.saving.due()
    }

    /// Contexts in force, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        let mut contexts = match self.step {
            _ if self.is_finished() => vec![Context::Choice, Context::Papers],
            Step::Applicant => self.applicant.contexts(),
            Step::Item => vec![Context::Finder, Context::Field, Context::Results],
            Step::Situation => vec![Context::Choice],
            Step::Materials => self.work.materials.contexts(),
            Step::Form => self.work.form.contexts(),
            Step::Conclusion => self.conclusion.contexts(),
        };
        contexts.push(Context::Workspace);
        contexts
    }

    /// The keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        if self.is_finished() {
            return vec![Action::PlaceAccept, Action::Print, Action::Preview, Action::Back, Action::Palette];
        }
        let mut hints = match self.step {
            Step::Applicant => self.applicant.hints(),
            Step::Item => vec![Action::Open, Action::Down, Action::Pin, Action::StepPrevious],
            Step::Situation => vec![Action::Choose1, Action::Confirm, Action::Down, Action::StepPrevious],
            Step::Materials => self.work.materials.hints(),
            Step::Form => vec![Action::FieldDone, Action::FieldNext, Action::StepFinish, Action::StepPrevious],
            Step::Conclusion => self.conclusion.hints(),
        };
        hints.extend([Action::Park, Action::Palette]);
        hints
    }

    /// Whether an action of the workspace can be done now.
    pub fn availability(&self, action: Action) -> Result<(), Why> {
        match action {
            Action::Preview | Action::Print if !self.is_finished() && self.guide.is_none() => {
                Err(Why::new("why.no_item"))
            }
            Action::StepNext if self.step >= Step::Item && self.guide.is_none() => Err(Why::new("why.no_item")),
            Action::StepNext if self.step == Step::Conclusion => Err(Why::new("why.last_step")),
            Action::Guide if self.guide.is_none() => Err(Why::new("why.no_item")),
            Action::Pin if self.finder.chosen().is_none() => Err(Why::new("why.nothing_to_pin")),
            _ => Ok(()),
        }
    }
}
