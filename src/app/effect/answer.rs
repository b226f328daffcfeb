//! What came back.

use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    app::{
        carry,
        catalogue::Heard,
        doctor::Finding,
        lock,
        scans::{Inbox, Scan},
        secrets::PinShown,
        settings::SettingsView,
        sign_in::{Entered, FactorKey, Granted, Phone},
        staff,
    },
    contract::{
        CaseDetail, CaseSummary, DocumentView, EvidenceAnswered, ItemSummary, LookupAnswer, Me, Meta, Page, Person,
        Problem, QueueCounts, QueueTicket, ReceiptPayload, RecoveryLine, RevealAnswer, TimelineEntry,
    },
    desk::outbox::{AlikeHere, Clash, Difference, ParcelDetail, ParcelLine},
    domain::guide::Guide,
};

use super::{DraftLine, DraftRecord, OriginalLine, SlipLine};

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
    /// To `Alike`.
    Alike(Vec<AlikeHere>),
    /// To `NewerGuide`.
    NewerGuide(Option<Box<Guide>>),
    /// To `Worklist` and `Cases`.
    Cases(Page<CaseSummary>),
    /// To `QueueCounts`.
    QueueCounts(QueueCounts),
    /// To `Case`.
    Case(Box<CaseDetail>),
    /// To `Timeline`.
    Timeline(Vec<TimelineEntry>),
    /// To `Doctor`.
    Doctor(Vec<Finding>),
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
    /// To `ScanInbox`.
    ScanInbox(Inbox),
    /// To `AddScan`.
    Scan(Scan),
    /// To `FileFolder`.
    Folder(String),
    /// To `Seal`.
    Fate(Fate),
    /// To `NextSlip`.
    SlipNo(String),
    /// To `CarryOut`.
    CarriedOut(carry::Written),
    /// To `CarryLook` and `CarryIn`.
    Carried(Box<carry::Parcel>),
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
    /// To `Recoveries`.
    Recoveries(Vec<RecoveryLine>),
    /// To `Catalogue`.
    Catalogue(Box<Heard>),
    /// To `Staff`.
    Staff(Box<staff::Heard>),
    /// To `Slips`.
    Slips(Vec<SlipLine>),
    /// To `Clash`; `None` = nobody has to decide anything.
    Clash(Option<Box<Clash>>),
    /// To `Export`, `ExportCases` and `SaveFile`: where it went.
    Exported(String),
    /// To `People`.
    People(Vec<Person>),
    /// To `SignIn`.
    SignedIn(Entered),
    /// To `BeginFactor`: shown once.
    Factor(Box<FactorKey>),
    /// To `BeginGrant`.
    Grant(Box<Phone>),
    /// To `PollGrant`.
    Granted(Granted),
    /// To `Unlock`.
    Unlocked(lock::Opened),
    /// To `ChangeSecret`.
    Pin(PinShown),
    /// Done, and nothing to say: `Lock`, `MoveParcel`, `DifferenceSeen`, `Recover`, `SignOut`, `ChangePassword`, `ConfirmFactor`, `DropGrant`, `Enrol`, `SaveDraft`, `DropDraft`, `DropScan`, `PinItem`, `BecomePerson`, `CutLine`, `CutRegisters`.
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
    /// The next try is not looked at before.
    pub retry_after: Option<SignedDuration>,
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
            retry_after: None,
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
