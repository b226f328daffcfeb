//! What the program asks of the world, as data: a test reads it, the runtime carries it out.

mod answer;
mod kept;

use std::fmt;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::{
        CaseQuery, EvidenceRequest, ExportRequest, LookupRequest, QueueFilter, RecoveryLine, RevealRequest,
        WorklistName,
    },
    desk::outbox::{PersonAct, Slip, Which},
    domain::{guide::GuideRef, lifecycle::Act},
    text::Measure,
};

use super::{
    casework::files::Saving,
    catalogue::Asked,
    preferences::{Preferences, Setting, Value},
    secrets::Change,
    sign_in::Credentials,
    staff,
};

pub use answer::{Answer, Failure, Fate, FoundItem};
pub use kept::{DraftLine, DraftRecord, OriginalLine, SlipLine};

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
    /// End it with the crash page: a part died that it cannot do without. What can be kept is kept first.
    Crash,
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
    /// The version of its guide that is in force, if it is a newer one.
    NewerGuide {
        /// The version that is worked with.
        guide: GuideRef,
        /// The centre refused it: its catalogue is asked for first.
        refused: bool,
    },
    /// A worklist.
    Worklist {
        /// Which.
        name: WorklistName,
        /// How it is narrowed.
        filter: QueueFilter,
        /// Where to go on.
        cursor: Option<String>,
    },
    /// How many cases of a worklist each filter leaves.
    QueueCounts(WorklistName),
    /// A list of cases as a table, in a file.
    ExportCases(Box<ExportRequest>),
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
    /// What lies on this machine of the same citizen and the same item (F44).
    Alike {
        /// Number of the applicant.
        number: Secret,
        /// Code of the item.
        item_code: String,
        /// The case that is worked on: not this one.
        but: Uuid,
    },
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
    /// What lies in the folder into which the scanner writes.
    ScanInbox,
    /// Look at a file and keep a sealed copy of it; answered when that is durable.
    AddScan {
        /// Case.
        case_id: Uuid,
        /// A name in the scanner's folder, or a path.
        file: String,
    },
    /// Where electronic files of cases go unless somebody says otherwise.
    FileFolder,
    /// Fetch an electronic file of a case, and write it to a folder.
    SaveFile(Box<Saving>),
    /// Throw the copy of a scan away.
    DropScan {
        /// Case.
        case_id: Uuid,
        /// Its hash.
        sha256: String,
    },
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
    /// How it stands with everything that the program stands on.
    Doctor {
        /// What the terminal showed of its widths.
        measured: Option<Measure>,
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
    /// Leave to send what somebody else sealed here and cannot send any more.
    Recoveries,
    /// Use it.
    Recover(Box<RecoveryLine>),
    /// Something of the catalogue office.
    Catalogue(Box<Asked>),
    /// People, and what waits for a second person.
    Staff(staff::Asked),
    /// Slips that were given here.
    Slips,
    /// Both sides of a conflict.
    Clash(Which),
    /// Carry out what a person decided about one; answered with its fate, or with nothing if nothing is sent.
    Supersede(Box<Superseding>),
    /// Sign in.
    SignIn(Box<Credentials>),
    /// Sign out.
    SignOut,
    /// Change one's own password.
    ChangePassword {
        /// In force.
        old: Secret,
        /// As typed, twice.
        new: Secret,
    },
    /// Begin the second factor that the role wants, by the password once more.
    BeginFactor(Secret),
    /// Six digits of it: it holds from now on.
    ConfirmFactor(String),
    /// Begin to sign in by telephone.
    BeginGrant,
    /// Ask whether the person has agreed.
    PollGrant,
    /// Nobody waits for that any more.
    DropGrant,
    /// Make this desk known by a code that somebody gave out.
    Enrol(String),
    /// The catalogue that is coming in shall wait, or go on from where it was.
    HoldGuides(bool),
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

impl Ask {
    /// It works with what is kept on this machine and takes its turn there: a draft must not be saved after the act
    /// that took it along.
    pub const fn is_kept(&self) -> bool {
        matches!(
            self,
            Self::Drafts
                | Self::OpenDraft(_)
                | Self::SaveDraft(_)
                | Self::DropDraft(_)
                | Self::AddScan { .. }
                | Self::DropScan { .. }
                | Self::NextSlip
                | Self::KeepSlip(_)
                | Self::Originals
                | Self::LetGo { .. }
                | Self::Seal(_)
                | Self::Supersede(_)
                | Self::Lock
                | Self::Unlock(_)
                | Self::ChangeSecret(_)
        )
    }

    /// It changes nothing here, so it may be stopped.
    pub const fn is_read(&self) -> bool {
        if let Self::Catalogue(asked) = self {
            return asked.is_read();
        }
        if let Self::Staff(asked) = self {
            return asked.is_read();
        }
        matches!(
            self,
            Self::Meta
                | Self::Me
                | Self::Queue
                | Self::Guide(_)
                | Self::NewerGuide { .. }
                | Self::Worklist { .. }
                | Self::QueueCounts(_)
                | Self::Cases(_)
                | Self::Case(_)
                | Self::Timeline(_)
                | Self::Document(_)
                | Self::Lookup(_)
                | Self::Alike { .. }
                | Self::Evidence(_)
                | Self::ScanInbox
                | Self::FileFolder
                | Self::SaveFile(_)
                | Self::People
                | Self::CarryLook { .. }
                | Self::Doctor { .. }
                | Self::Outbox
                | Self::Parcel(_)
                | Self::Clash(_)
                | Self::Slips
                | Self::Recoveries
        )
    }

    /// It may take long with a slow line or a slow stick: nobody's patience ends it but that of whoever waits.
    pub const fn is_long(&self) -> bool {
        matches!(self, Self::SaveFile(_) | Self::CarryLook { .. })
    }
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

/// What a person decided about a refused command.
#[derive(Debug, Clone, PartialEq)]
pub struct Superseding {
    /// The refused command.
    pub command_id: Uuid,
    /// What is done in its place; `None` = what stands at the centre is left standing.
    pub act: Option<Box<Act>>,
    /// The version that was compared.
    pub version: u64,
    /// The guide version pinned on the case.
    pub guide: GuideRef,
}
