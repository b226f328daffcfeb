//! What can happen.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    actions::Action,
    effect::{Answer, Failure, Fate, FoundItem, ReqId},
    keymap::Chord,
    pointer::Spot,
    read_only::ReadOnly,
    secrets::PinShown,
    session::{Guides, Line},
    sign_in::Standing,
};
use crate::{
    desk::outbox::{LawHere, Outage},
    text::Measure,
};

/// What comes in beside the message. The runtime reads its clock and draws an id once per message.
#[derive(Debug, Clone, Copy)]
pub struct Ctx {
    /// This machine's time: for timers, and for the centre's time by the offset known.
    pub now: Timestamp,
    /// An id that nobody has used.
    pub fresh: Uuid,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The program starts.
    Start,
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// Time passed; see [`super::Model::next_tick`].
    Tick,
    /// A key, the palette or a menu asked for this.
    Action(Action),
    /// The beginning of a longer binding; empty = it was given up.
    Pending(Vec<Chord>),
    /// A click on what stands there.
    Click(Spot),
    /// The wheel turned by one notch.
    Wheel {
        /// Away from the hand.
        up: bool,
    },
    /// A character was typed into a field.
    Text(char),
    /// Text came in one piece: a paste, or what an input method committed.
    Paste(String),
    /// A scanner or card reader read this while no field had the focus.
    Scan(String),
    /// A scanner or card reader ended what it typed into the focused field, this code: the field is complete.
    ScanEnd(String),
    /// A paste was longer than anything here takes; the beginning has gone its way.
    PasteCut {
        /// Characters that were taken.
        taken: usize,
        /// Characters that were not.
        left_out: usize,
    },
    /// What a scanner or card reader typed went through an input method that was switched on; nothing of it counts. What of
    /// it stands in the focused field already; empty if nothing does.
    Scrambled(String),
    /// A key that means nothing here.
    Unbound(String),
    /// The finder answered.
    Found {
        /// To this query.
        generation: u64,
        /// Best first.
        items: Vec<FoundItem>,
    },
    /// The terminal showed how it draws characters of ambiguous width.
    Measured(Measure),
    /// Theme and keymap were read anew; what is wrong in their files, in words.
    Worn(Vec<String>),
    /// A request was answered.
    Done {
        /// Which.
        req: ReqId,
        /// With what.
        result: Result<Answer, Failure>,
    },
    /// The desk has something to say by itself.
    Desk(DeskEvent),
}

impl Msg {
    /// Whether a person did this: it wakes a screen that is about to lock.
    pub(super) const fn is_key(&self) -> bool {
        matches!(
            self,
            Self::Action(_)
                | Self::Pending(_)
                | Self::Click(_)
                | Self::Wheel { .. }
                | Self::Text(_)
                | Self::Paste(_)
                | Self::Scan(_)
                | Self::ScanEnd(_)
                | Self::Scrambled(_)
                | Self::Unbound(_)
        )
    }
}

/// News from the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum DeskEvent {
    /// The line came or went.
    Line(Line),
    /// The last time without a line, as it is kept on this machine; it may have begun before the program did.
    Outage {
        /// From when to when.
        times: Outage,
        /// It has just ended.
        ended: bool,
    },
    /// So many parcels wait in the outbox.
    Parcels(usize),
    /// The catalogue on this machine, or its age, is another.
    Guides(Guides),
    /// Settings and calendars on this machine, or their age, are others.
    Region(Box<LawHere>),
    /// A catalogue is coming in.
    GuidesComing {
        /// So much.
        done: u64,
        /// Of so much.
        of: u64,
    },
    /// So many bytes of the file that somebody waits for are here.
    FileComing(u64),
    /// How whoever sits here stands with the centre.
    Standing(Standing),
    /// The centre does not know this desk, and wants a code.
    EnrolNeeded,
    /// Desk and centre differ about so many commands that nobody has looked at.
    Differences(usize),
    /// The centre is another one, or an older backup of it was restored.
    Restored,
    /// Cases changed at the centre; lists and counts are old.
    Changed,
    /// A page that a person has to read.
    Report {
        /// Heading.
        title: String,
        /// Lines.
        text: String,
    },
    /// Something that works behind the screen died.
    Died {
        /// What.
        part: Part,
        /// Number of the report.
        number: Option<String>,
        /// It was begun anew; otherwise the program cannot do without it, or stays without it.
        goes_on: bool,
    },
    /// Nothing can be written here, and why.
    ReadOnly(ReadOnly),
    /// How the PIN of this machine stands.
    Pin(PinShown),
    /// The store must not be used any more: the program ends. The key says why, and what to do.
    StoreFailed(&'static str),
    /// A command that had to wait met its fate.
    Settled {
        /// Which.
        command_id: Uuid,
        /// What became of it.
        fate: Fate,
    },
}

/// What works behind the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What signs in, sends what waits and takes in what changed.
    Drive,
    /// What finds items.
    Finder,
    /// What keeps drafts and sealed commands in order.
    Store,
}

impl Part {
    /// What it is called.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Drive => "part.drive",
            Self::Finder => "part.finder",
            Self::Store => "part.store",
        }
    }
}
