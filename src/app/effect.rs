//! What the program asks of the world, as data: a test reads it, the runtime carries it out.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::{
        CaseDetail, CaseQuery, CaseSummary, DocumentView, EvidenceAnswered, EvidenceRequest, ItemSummary, LookupAnswer,
        LookupRequest, Me, Meta, Page, Person, Problem, QueueTicket, ReceiptPayload, RevealAnswer, RevealRequest,
        TimelineEntry, WorklistName,
    },
    desk::outbox::{Difference, ParcelDetail, ParcelLine, PersonAct, Slip},
    domain::{
        guide::{Guide, GuideRef},
        lifecycle::Act,
    },
};

use super::{
    preferences::{Preferences, Setting, Value},
    secrets::{Change, PinShown},
    settings::SettingsView,
};

/// Names a request, so that its answer finds its way and a late one can be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReqId(pub u64);

/// One thing for the runtime to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the desk; the answer comes as `Msg::Done`.
    Ask {
        /// Under this id.
        req: ReqId,
        /// What.
        ask: Ask,
    },
    /// Stop working on a request; its answer would be dropped anyway.
    Cancel(ReqId),
    /// Ask the finder's worker; the answer comes as `Msg::Found` with the same generation.
    Find {
        /// Counts the queries; an older answer is not shown.
        generation: u64,
        /// What was typed.
        query: String,
        /// How many results are of use.
        limit: usize,
    },
    /// Put these looks and keys in force.
    Wear(Box<Preferences>),
    /// Paint every cell anew.
    Redraw,
    /// Take the mouse, or give it back to the terminal.
    Mouse(bool),
    /// Keep what this window uses in the palette, for the next start.
    KeepHabits(String),
    /// Leave the program.
    Leave,
    /// End it at once: nothing more can be kept. The key says why.
    Fail(&'static str),
}

/// What is asked of the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The centre, its realm and time.
    Meta,
    /// The person signed in, with counts.
    Me,
    /// The hall's queue.
    Queue,
    /// Call the next ticket: green channel first, then as they came.
    Call,
    /// A guide in one version.
    Guide(GuideRef),
    /// A worklist.
    Worklist {
        /// Which.
        name: WorklistName,
        /// Where to go on.
        cursor: Option<String>,
    },
    /// Search for cases.
    Cases(CaseQuery),
    /// One case.
    Case(Uuid),
    /// Its history.
    Timeline(Uuid),
    /// One document.
    Document(String),
    /// Who is this.
    Lookup(LookupRequest),
    /// What registers hold.
    Evidence(EvidenceRequest),
    /// A clear value, audited.
    Reveal(RevealRequest),
    /// Drafts on this machine.
    Drafts,
    /// One of them.
    OpenDraft(Uuid),
    /// Keep a draft; answered when it is durable.
    SaveDraft(Box<DraftRecord>),
    /// Forget a draft.
    DropDraft(Uuid),
    /// Seal a command, queue it, send it; answered when its fate is known or it has to wait.
    Seal(Box<Sealing>),
    /// The device's next number for a slip.
    NextSlip,
    /// Keep a slip, and the originals it names on the list of those in hand.
    KeepSlip(Box<Slip>),
    /// Write a parcel to be carried by hand.
    CarryOut,
    /// Open a parcel and say what it would do here.
    CarryLook {
        /// Its file.
        file: String,
        /// Its code, as typed.
        code: String,
    },
    /// Take a parcel in.
    CarryIn {
        /// Its file.
        file: String,
        /// Its code, as typed.
        code: String,
    },
    /// Originals in hand.
    Originals,
    /// An original is not in hand any more.
    LetGo {
        /// Case.
        case_id: Uuid,
        /// Material.
        material_code: String,
    },
    /// Write a document to a file for printing.
    Export {
        /// File name without folder.
        name: String,
        /// Text.
        text: String,
    },
    /// What is set on this machine.
    Settings,
    /// Set one thing, in the file.
    SaveSetting {
        /// Which.
        setting: Setting,
        /// To what.
        value: Value,
    },
    /// Pin an item for this window, or no longer.
    PinItem {
        /// Its code.
        code: String,
        /// To the top.
        pinned: bool,
    },
    /// People of the demo hall.
    People,
    /// Be one of them.
    BecomePerson(Uuid),
    /// Move the demo centre's clock.
    MoveClock {
        /// Days.
        days: u32,
    },
    /// What was sealed here and where it stands; where desk and centre differ.
    Outbox,
    /// One sealed command with its content.
    Parcel(Uuid),
    /// What a person does with one.
    MoveParcel {
        /// Command.
        command_id: Uuid,
        /// What.
        act: PersonAct,
    },
    /// A person has looked at a difference.
    DifferenceSeen(Uuid),
    /// Sign in again, as the person who worked here.
    SignIn(Secret),
    /// Cut or mend the line to the centre (demo).
    CutLine(bool),
    /// Switch the demo's registers off or on.
    CutRegisters(bool),
    /// Close the store: the screen is locked.
    Lock,
    /// Open it again by its passphrase.
    Unlock(Secret),
    /// Change PIN or passphrase.
    ChangeSecret(Change),
}

/// What a person typed and nobody may read; wiped when it is dropped. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Zeroizing<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A command before it has an id: the outbox gives it one, seals and sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sealing {
    /// Case.
    pub case_id: Uuid,
    /// The version that was seen; 0 = the centre does not know the case.
    pub expected_version: u64,
    /// The guide version that was worked with.
    pub guide_version: Option<GuideRef>,
    /// What to do.
    pub act: Act,
}

/// A draft as the store keeps it. `Debug` shows nothing of its content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRecord {
    /// Its case.
    pub case_id: Uuid,
    /// What the list shows: masked name and item.
    pub title: String,
    /// When the clerk last touched it.
    pub saved_at: Timestamp,
    /// The workspace, as JSON of its own.
    pub body: String,
    /// 挂起: put aside for the next citizen.
    pub set_aside: bool,
}

impl fmt::Debug for DraftRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DraftRecord").field("case_id", &self.case_id).finish_non_exhaustive()
    }
}

/// An original in an agent's hands, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalLine {
    /// Its case.
    pub case_id: Uuid,
    /// Material.
    pub material_code: String,
    /// Name of the material.
    pub name: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Masked name and item.
    pub title: String,
    /// The slip given for it.
    pub slip_no: String,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// Its case.
    pub case_id: Uuid,
    /// Masked name and item.
    pub title: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// It is old: wiped then, unless somebody takes it up (R5.17).
    pub goes: Option<Timestamp>,
}

/// What has become of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// The centre applied it; its receipt is in the store.
    Applied(Box<ReceiptPayload>),
    /// The centre refused it for good.
    Rejected(Box<Problem>),
    /// It lies in the outbox and goes when it can.
    Waiting {
        /// Its id.
        command_id: Uuid,
    },
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To `Meta` and `MoveClock`.
    Meta(Box<Meta>),
    /// To `Me`.
    Me(Box<Me>),
    /// To `Queue`.
    Queue(Vec<QueueTicket>),
    /// To `Call`; `None` = nobody waits.
    Called(Option<QueueTicket>),
    /// To `Guide`.
    Guide(Box<Guide>),
    /// To `Worklist` and `Cases`.
    Cases(Page<CaseSummary>),
    /// To `Case`.
    Case(Box<CaseDetail>),
    /// To `Timeline`.
    Timeline(Vec<TimelineEntry>),
    /// To `Settings` and `SaveSetting`.
    Settings(Box<SettingsView>),
    /// To `Document`.
    Document(Box<DocumentView>),
    /// To `Lookup`.
    Lookup(Box<LookupAnswer>),
    /// To `Evidence`.
    Evidence(Box<EvidenceAnswered>),
    /// To `Reveal`.
    Revealed(RevealAnswer),
    /// To `Drafts`.
    Drafts(Vec<DraftLine>),
    /// To `OpenDraft`.
    Draft(Box<DraftRecord>),
    /// To `Seal`.
    Fate(Fate),
    /// To `NextSlip`.
    SlipNo(String),
    /// To `CarryOut`.
    CarriedOut(super::carry::Written),
    /// To `CarryLook` and `CarryIn`.
    Carried(Box<super::carry::Parcel>),
    /// To `Originals`, the oldest first.
    Originals(Vec<OriginalLine>),
    /// To `Outbox`.
    Outbox {
        /// Case by case, what needs a person first.
        lines: Vec<ParcelLine>,
        /// Differences that nobody has looked at.
        differences: Vec<Difference>,
    },
    /// To `Parcel`.
    Parcel(Box<ParcelDetail>),
    /// To `Export`: where it went.
    Exported(String),
    /// To `People`.
    People(Vec<Person>),
    /// To `Unlock`.
    Unlocked(super::lock::Opened),
    /// To `ChangeSecret`.
    Pin(PinShown),
    /// Done, and nothing to say: `Lock`, `MoveParcel`, `DifferenceSeen`, `SignIn`, `SaveDraft`, `DropDraft`, `PinItem`, `BecomePerson`, `CutLine`, `CutRegisters`.
    Nothing,
}

/// Why an answer did not come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failure {
    /// Stable code of the problem.
    pub code: String,
    /// One sentence.
    pub title: String,
    /// What to do.
    pub detail: Option<String>,
    /// Law behind it.
    pub basis: Option<String>,
    /// Number to quote.
    pub trace_id: Option<String>,
    /// The line is down: a state and not an error.
    pub offline: bool,
}

impl From<&Problem> for Failure {
    fn from(problem: &Problem) -> Self {
        Self {
            code: problem.code.clone(),
            title: problem.title.clone(),
            detail: problem.detail.clone(),
            basis: problem.basis.clone(),
            trace_id: Some(problem.trace_id.clone()),
            offline: false,
        }
    }
}

/// A line of the catalogue as the finder found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundItem {
    /// The item.
    pub item: ItemSummary,
    /// How often this window took it lately; 0 = never.
    pub used: u32,
    /// It stands on top for this window.
    pub pinned: bool,
}
