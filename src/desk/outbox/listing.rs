//! Sealed commands as a person reads and moves them: lines, details, what may be done by hand, and where desk and centre
//! were found to differ. Nothing here holds personal data in clear.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    contract::{Problem, ReceiptPayload, Verdict},
    domain::case::State,
};

use super::{Files, ParcelState, Readable, Why};

/// What a person may do with a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonAct {
    /// Try now, whatever pause was planned. The centre's own wish to wait is still kept.
    TryNow,
    /// Put on hold; nothing behind it in its lane goes either.
    Hold,
    /// Stop trying until a person has decided.
    Park,
    /// Take it and everything behind it that was never sent back into a draft; their ids are burnt.
    Withdraw,
    /// Take its content into a draft; the original stays until the centre was asked about it.
    Copy,
}

impl PersonAct {
    /// Every act, in the order of the screen.
    pub const ALL: [Self; 5] = [Self::TryNow, Self::Hold, Self::Park, Self::Withdraw, Self::Copy];

    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TryNow => "outbox.act.try_now",
            Self::Hold => "outbox.act.hold",
            Self::Park => "outbox.act.park",
            Self::Withdraw => "outbox.act.withdraw",
            Self::Copy => "outbox.act.copy",
        }
    }
}

/// One sealed command in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelLine {
    /// Command.
    pub command_id: Uuid,
    /// Its case; `None` = administration.
    pub case_id: Option<Uuid>,
    /// Type: `case.accept`.
    pub kind: String,
    /// Item and masked name, as the draft was titled; empty if the case never was a draft here.
    pub title: String,
    /// Order of sealing.
    pub place: u64,
    /// Where it stands.
    pub state: ParcelState,
    /// Since when it stands there, by the desk's clock.
    pub since: Timestamp,
    /// Why it waits.
    pub why: Option<Why>,
    /// When it is tried again; `None` = as soon as it can, or by a person only.
    pub next_try: Option<Timestamp>,
    /// Attempts so far.
    pub attempts: u32,
    /// When it was sealed, by the desk's clock.
    pub sealed_at: Timestamp,
    /// A byte may have left.
    pub sent: bool,
    /// The draft that it took along is still kept with it.
    pub has_draft: bool,
    /// Who sealed it; it goes only for them.
    pub actor_id: Uuid,
    /// The verdict in short.
    pub verdict: Option<VerdictBrief>,
    /// What a person decided about its conflict.
    pub decided: Option<Decided>,
    /// How far its files have come.
    pub files: Files,
}

/// A conflict was decided; the refused command stays as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// The command that took its place; `None` = what stands at the centre was left standing.
    pub superseded_by: Option<Uuid>,
    /// When, by the desk's clock.
    pub at: Timestamp,
}

impl ParcelLine {
    /// Whether a person may do this with it now.
    pub fn may(&self, act: PersonAct) -> bool {
        let open = !self.state.is_finished();
        match act {
            PersonAct::TryNow => {
                open && self.why != Some(Why::PredecessorRefused)
                    && matches!(
                        self.state,
                        ParcelState::Held | ParcelState::Parked | ParcelState::MaybeSent | ParcelState::Queued
                    )
            }
            PersonAct::Hold => {
                matches!(self.state, ParcelState::Queued | ParcelState::MaybeSent | ParcelState::Held)
                    && self.why != Some(Why::OnHold)
            }
            PersonAct::Park => self.sent && matches!(self.state, ParcelState::MaybeSent | ParcelState::Held),
            PersonAct::Withdraw => open && !self.sent,
            PersonAct::Copy => self.sent && self.has_draft && self.state != ParcelState::Applied,
        }
    }

    /// Its files go to the centre, or are about to: nothing of itself has left.
    pub fn is_uploading(&self) -> bool {
        self.files.are_missing() && matches!(self.state, ParcelState::Queued | ParcelState::MaybeSent)
    }

    /// It waits for a person before anything else happens to it.
    pub fn needs_a_person(&self) -> bool {
        self.state == ParcelState::Parked || self.is_open_conflict()
    }

    /// It met somebody else's change, and nobody has decided yet.
    pub fn is_open_conflict(&self) -> bool {
        self.state == ParcelState::Conflict && self.decided.is_none()
    }
}

/// A verdict in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictBrief {
    /// Applied or rejected.
    pub verdict: Verdict,
    /// State of the case afterwards.
    pub state: Option<State>,
    /// Case number.
    pub case_no: Option<String>,
    /// Short receipt number.
    pub receipt_no: Option<String>,
    /// Numbers of the documents that it issued.
    pub documents: Vec<String>,
    /// Code of the problem.
    pub problem: Option<String>,
}

impl From<&ReceiptPayload> for VerdictBrief {
    fn from(payload: &ReceiptPayload) -> Self {
        Self {
            verdict: payload.verdict,
            state: payload.state,
            case_no: payload.case_no.clone(),
            receipt_no: payload.receipt_no.clone(),
            documents: payload.documents.iter().map(|document| document.no.clone()).collect(),
            problem: payload.problem.clone(),
        }
    }
}

/// One sealed command with its content.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelDetail {
    /// As in the list.
    pub line: ParcelLine,
    /// Its number in the life of the store.
    pub seq: u64,
    /// Version of the case that it expects.
    pub expected_version: u64,
    /// The command before it in its lane.
    pub prev_command_id: Option<Uuid>,
    /// Fingerprint of its bytes, hex.
    pub fingerprint: String,
    /// What it says, masked.
    pub content: Vec<Readable>,
    /// What the receipt says.
    pub receipt: Option<ReceiptPayload>,
    /// The reasons beside a rejection, or the centre's last words without verdict: advice.
    pub problem: Option<Problem>,
}

/// How desk and centre differ about a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// The desk has a receipt and the centre did not know the command: an older backup was restored (F62). It was sent
    /// again.
    LostAtCentre,
    /// Sent again, the command met another fate than the receipt says, or got other numbers.
    VerdictDiffers,
    /// The centre has other bytes under its id.
    OtherBytes,
}

impl DifferenceKind {
    const ALL: [Self; 3] = [Self::LostAtCentre, Self::VerdictDiffers, Self::OtherBytes];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LostAtCentre => "lost_at_centre",
            Self::VerdictDiffers => "verdict_differs",
            Self::OtherBytes => "other_bytes",
        }
    }

    /// The kind stored under this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Key of the sentence that says it, and what to do.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LostAtCentre => "outbox.difference.lost_at_centre",
            Self::VerdictDiffers => "outbox.difference.verdict_differs",
            Self::OtherBytes => "outbox.difference.other_bytes",
        }
    }
}

/// One difference that a person has not looked at yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Command.
    pub command_id: Uuid,
    /// Its case.
    pub case_id: Option<Uuid>,
    /// Type: `case.accept`.
    pub act: String,
    /// Item and masked name.
    pub title: String,
    /// What differs.
    pub kind: DifferenceKind,
    /// When it was found, by the centre's clock.
    pub at: Timestamp,
    /// What the receipt here says.
    pub here: Option<VerdictBrief>,
    /// What the centre says now.
    pub there: Option<VerdictBrief>,
}
