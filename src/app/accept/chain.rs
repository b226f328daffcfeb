//! The commands of one outcome, one after the other: each is sealed when the centre's receipt for the one before it is
//! in the store, so that its expected version is true. Without the centre all are sealed at once, each for the version
//! that the one before it leads to: the outbox sends them in order, also after a restart.

use std::collections::VecDeque;

use uuid::Uuid;

use crate::{
    app::effect::{Fate, Sealing},
    contract::{IssuedDocument, ReceiptPayload},
    domain::{acceptance::Choice, case::State, guide::GuideRef, lifecycle::Act},
};

/// A command of the chain, as the progress line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 收件
    Receive,
    /// 说明 that it is another matter than one that looks like it
    Note,
    /// 受理 in any of its three ways
    Accept,
    /// 当场更正
    Correct,
    /// 一次性告知, 容缺收件
    Notify,
    /// 询问部门
    Ask,
    /// 上报
    Propose,
    /// 转办
    HandOver,
    /// 交件: a grid agent's draft
    HandIn,
}

impl Stage {
    /// The stage that carries a choice out.
    pub const fn of(choice: Choice) -> Self {
        match choice {
            Choice::Accept | Choice::AcceptOnCommitment | Choice::AcceptWithTolerance => Self::Accept,
            Choice::CorrectOnSpot => Self::Correct,
            Choice::NotifySupplement | Choice::HoldPapers => Self::Notify,
            Choice::ReceiveAndAsk => Self::Ask,
            Choice::ProposeNegative => Self::Propose,
        }
    }

    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Receive => "stage.receive",
            Self::Note => "stage.note",
            Self::Accept => "stage.accept",
            Self::Correct => "stage.correct",
            Self::Notify => "stage.notify",
            Self::Ask => "stage.ask",
            Self::Propose => "stage.propose",
            Self::HandOver => "stage.hand_over",
            Self::HandIn => "stage.hand_in",
        }
    }
}

/// A stage with its receipt.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Which.
    pub stage: Stage,
    /// The receipt's content.
    pub receipt: ReceiptPayload,
}

/// What happens next after a fate.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Seal this.
    Seal(Box<Sealing>),
    /// The outcome is carried out.
    Finished,
    /// On-the-spot errors are corrected; what remains is concluded anew.
    Corrected,
    /// It lies in the outbox.
    Waits,
    /// The centre refused; the clerk decides what then.
    Refused(Box<crate::contract::Problem>),
}

/// The chain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chain {
    todo: VecDeque<(Stage, Act)>,
    running: Option<Stage>,
    /// Version of the case after the last receipt, or of the pre-submission that this began with.
    version: u64,
    received: bool,
    /// Receipts so far.
    pub receipts: Vec<Settled>,
    /// Commands that wait in the outbox, in order. The rest of the outcome is sealed behind the first, so that it
    /// outlives the program.
    waiting: VecDeque<(Uuid, Stage)>,
    finished: bool,
}

impl Chain {
    /// Whether the centre has the case.
    pub const fn is_received(&self) -> bool {
        self.received
    }

    /// Whether a command is under way or waits.
    pub fn is_running(&self) -> bool {
        self.running.is_some() || !self.waiting.is_empty()
    }

    /// Whether this command waits in the outbox.
    pub fn waits_for(&self, command_id: Uuid) -> bool {
        self.waiting.iter().any(|(id, _)| *id == command_id)
    }

    /// Commands that wait in the outbox, in order.
    pub fn waiting(&self) -> Vec<Uuid> {
        self.waiting.iter().map(|(id, _)| *id).collect()
    }

    /// A handed-in draft waits for the line: nothing is left to do here, and nothing was said by the centre yet.
    pub fn rests(&self) -> bool {
        self.waiting.iter().any(|(_, stage)| *stage == Stage::HandIn)
    }

    /// A draft was handed in, or is on its way.
    pub fn is_handing_in(&self) -> bool {
        self.running == Some(Stage::HandIn)
            || self.rests()
            || self.receipts.iter().any(|settled| settled.stage == Stage::HandIn)
    }

    /// Whether the outcome is carried out.
    pub const fn is_finished(&self) -> bool {
        self.finished
    }

    /// The stage under way.
    pub const fn running(&self) -> Option<Stage> {
        self.running
    }

    /// Case number, once given.
    pub fn case_no(&self) -> Option<&str> {
        self.receipts.iter().rev().find_map(|settled| settled.receipt.case_no.as_deref())
    }

    /// Short receipt number (R7.22).
    pub fn receipt_no(&self) -> Option<&str> {
        self.receipts.iter().rev().find_map(|settled| settled.receipt.receipt_no.as_deref())
    }

    /// State after the last receipt.
    pub fn state(&self) -> Option<State> {
        self.receipts.iter().rev().find_map(|settled| settled.receipt.state)
    }

    /// Whether this command's receipt is here.
    pub fn knows(&self, command_id: Uuid) -> bool {
        self.receipts.iter().any(|settled| settled.receipt.command_id == command_id)
    }

    /// Whether one of the receipts said `Accepted`: only then the screen says 中心已受理 (DECISIONS 1).
    pub fn was_accepted(&self) -> bool {
        self.receipts.iter().any(|settled| settled.receipt.state == Some(State::Accepted))
    }

    /// Every document issued, in order.
    pub fn documents(&self) -> impl Iterator<Item = &IssuedDocument> {
        self.receipts.iter().flat_map(|settled| &settled.receipt.documents)
    }

    /// The centre knows the case as a service draft in this version.
    pub fn begins_at(&mut self, version: u64) {
        self.version = version;
    }

    /// Version that the next command expects.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Starts with these commands.
    pub fn start(&mut self, stages: Vec<(Stage, Act)>, case_id: Uuid, guide: &GuideRef) -> Option<Sealing> {
        self.todo = stages.into();
        self.seal_next(case_id, guide)
    }

    /// Takes the fate of the command under way. One that has to wait is waited for in the outbox; the next one is sealed
    /// behind it, for the version that the case will have then.
    pub fn settle(&mut self, fate: Fate, case_id: Uuid, guide: &GuideRef) -> Next {
        match fate {
            Fate::Waiting { command_id } => {
                // The outcome ended while this one was being sealed.
                let Some(stage) = self.running.take() else { return Next::Waits };
                self.waiting.push_back((command_id, stage));
                if stage == Stage::Correct {
                    // What remains is concluded anew once it is corrected.
                    return Next::Waits;
                }
                self.version += 1;
                self.seal_next(case_id, guide).map_or(Next::Waits, |sealing| Next::Seal(Box::new(sealing)))
            }
            Fate::Rejected(problem) => {
                self.stop();
                Next::Refused(problem)
            }
            Fate::Applied(receipt) => {
                let stage = self.running.take().unwrap_or(Stage::Receive);
                self.version = receipt.version.unwrap_or(self.version + 1);
                self.applied(stage, *receipt, case_id, guide)
            }
        }
    }

    /// Takes the fate of a command that waited in the outbox. A refusal ends the outcome: what was sealed behind it and
    /// never sent is named, to be withdrawn.
    pub fn settle_waiting(
        &mut self,
        command_id: Uuid,
        fate: Fate,
        case_id: Uuid,
        guide: &GuideRef,
    ) -> (Next, Vec<Uuid>) {
        match fate {
            Fate::Waiting { .. } => (Next::Waits, Vec::new()),
            Fate::Rejected(problem) => {
                let behind = self.waiting.iter().map(|(id, _)| *id).filter(|id| *id != command_id).collect();
                self.stop();
                (Next::Refused(problem), behind)
            }
            Fate::Applied(receipt) => {
                let at = self.waiting.iter().position(|(id, _)| *id == command_id);
                let stage = at.and_then(|at| self.waiting.remove(at)).map_or(Stage::Receive, |(_, stage)| stage);
                if self.waiting.is_empty() && self.running.is_none() {
                    self.version = receipt.version.unwrap_or(self.version);
                }
                (self.applied(stage, *receipt, case_id, guide), Vec::new())
            }
        }
    }

    fn applied(&mut self, stage: Stage, receipt: ReceiptPayload, case_id: Uuid, guide: &GuideRef) -> Next {
        self.received = true;
        self.receipts.push(Settled { stage, receipt });
        if self.is_running() {
            return Next::Waits;
        }
        match self.seal_next(case_id, guide) {
            Some(sealing) => Next::Seal(Box::new(sealing)),
            None if stage == Stage::Correct => Next::Corrected,
            None => {
                self.finished = true;
                Next::Finished
            }
        }
    }

    /// Nothing more is sent of this outcome.
    pub fn stop(&mut self) {
        self.todo.clear();
        self.running = None;
        self.waiting.clear();
    }

    fn seal_next(&mut self, case_id: Uuid, guide: &GuideRef) -> Option<Sealing> {
        let (stage, act) = self.todo.pop_front()?;
        self.running = Some(stage);
        Some(Sealing { case_id, expected_version: self.version, guide_version: Some(guide.clone()), act })
    }
}
