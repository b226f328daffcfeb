//! The states of a parcel, the only ways between them, and the words for them.

use serde::{Deserialize, Serialize};

use crate::domain::case::State;

/// Where a parcel stands. It says nothing about the legal state of the case (DECISIONS 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelState {
    /// Being typed; kept among the drafts, not here.
    Draft,
    /// 待发: sealed, no byte ever sent.
    Queued,
    /// 已送出待回执: an attempt was recorded before the first byte left.
    MaybeSent,
    /// 等待前件: an earlier parcel of the same case is not finished.
    Blocked,
    /// 暂停: sign-in, version, portal, busy centre.
    Held,
    /// 待处理: a person has to look.
    Parked,
    /// The centre applied it; the receipt is stored.
    Applied,
    /// The centre refused it for good; the receipt is stored.
    Rejected,
    /// Refused because the case had changed meanwhile; the receipt is stored.
    Conflict,
}

impl ParcelState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Queued,
        Self::MaybeSent,
        Self::Blocked,
        Self::Held,
        Self::Parked,
        Self::Applied,
        Self::Rejected,
        Self::Conflict,
    ];

    /// Ended by a stored receipt. Nothing leads out of here.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Applied | Self::Rejected | Self::Conflict)
    }

    /// The table of RELIABILITY 3.3. Whether a parcel that was never sent may go back to `Draft` needs more than its
    /// state: [`super::Parcel::may_withdraw`].
    pub const fn may_become(self, to: Self) -> bool {
        match self {
            Self::Draft => matches!(to, Self::Queued | Self::MaybeSent | Self::Blocked),
            // While its files go to the centre a parcel waits as any other does, and no byte of it has left.
            Self::Queued => matches!(to, Self::Queued | Self::MaybeSent | Self::Held | Self::Parked | Self::Draft),
            // Parked: the one before it was refused, so that it cannot be judged any more.
            Self::Blocked => matches!(to, Self::Queued | Self::MaybeSent | Self::Parked | Self::Draft),
            Self::MaybeSent => !matches!(to, Self::Draft | Self::Queued | Self::Blocked),
            Self::Held | Self::Parked => !matches!(to, Self::Blocked),
            Self::Applied | Self::Rejected | Self::Conflict => false,
        }
    }

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::MaybeSent => "maybe_sent",
            Self::Blocked => "blocked",
            Self::Held => "held",
            Self::Parked => "parked",
            Self::Applied => "applied",
            Self::Rejected => "rejected",
            Self::Conflict => "conflict",
        }
    }

    /// The state stored under this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Key of its word. 中心已受理 is said only when the receipt's new state of the case is `Accepted`: a receipt slip
    /// is no acceptance (R1.7).
    pub fn key(self, case: Option<State>) -> &'static str {
        match self {
            Self::Draft => "outbox.state.draft",
            Self::Queued => "outbox.state.queued",
            Self::MaybeSent => "outbox.state.maybe_sent",
            Self::Blocked => "outbox.state.blocked",
            Self::Held => "outbox.state.held",
            Self::Parked => "outbox.state.parked",
            Self::Applied if case == Some(State::Accepted) => "outbox.state.accepted",
            Self::Applied => "outbox.state.applied",
            Self::Rejected => "outbox.state.rejected",
            Self::Conflict => "outbox.state.conflict",
        }
    }
}

/// Why a parcel is not finished, and with that how it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No line, time-out, cut connection.
    NoAnswer,
    /// 408, 5xx.
    CentreTrouble,
    /// 409: the first delivery is still being worked on.
    InProgress,
    /// 425: the centre lacks the parcel before this one.
    PredecessorMissing,
    /// 425, and what is missing cannot be sent again from here: it was sealed by somebody else, or is not in this store.
    PredecessorLost,
    /// 429, 503.
    CentreBusy,
    /// 507.
    CentreFull,
    /// A login page, a redirect, a bare 200: something between desk and centre answered.
    NotTheCentre,
    /// It looks like a receipt and is none for this parcel.
    BadReceipt,
    /// A receipt of the centre with a verdict that this program does not know: a newer one can read it (F41).
    NewerReceipt,
    /// 401.
    SignIn,
    /// Sealed by somebody who is not signed in here now.
    OtherPerson,
    /// The account is disabled.
    AccountDisabled,
    /// 426.
    Upgrade,
    /// 400, 415, 428: a mistake of this program.
    ProgramError,
    /// 403, 404 without a verdict.
    Refused,
    /// 413.
    TooLarge,
    /// 424: files are missing at the centre, and they are here: they go first.
    FilesMissing,
    /// 424, and what is missing is not kept here any more.
    FilesLost,
    /// The centre does not take one of its files.
    FileRefused,
    /// 412, 422 without a verdict.
    NoVerdict,
    /// 422: the same id with other content. A bug or tampering.
    KeyReused,
    /// The store was copied or rolled back.
    DeviceForked,
    /// 24 hours or 50 attempts without an answer.
    Undelivered,
    /// A person put it on hold.
    OnHold,
    /// A person wants a person to decide.
    ByHand,
    /// The one before it was refused, and it was sealed for the version that the case would have had after that: it was
    /// never sent and never can be. It has left its lane, so that what the clerk seals anew is not held up by it.
    PredecessorRefused,
}

/// How a reason makes a parcel wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Back-off with full jitter.
    Retry,
    /// Again in one to five seconds.
    Soon,
    /// The slowest pace, without being shown as a person's task.
    Slow,
    /// Paused until the cause is gone; tried again with back-off.
    Held,
    /// Before a person; tried again at the slowest pace.
    Parked,
    /// Before a person; never tried again by itself.
    Alarm,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 27] = [
        Self::NoAnswer,
        Self::CentreTrouble,
        Self::InProgress,
        Self::PredecessorMissing,
        Self::PredecessorLost,
        Self::CentreBusy,
        Self::CentreFull,
        Self::NotTheCentre,
        Self::BadReceipt,
        Self::NewerReceipt,
        Self::SignIn,
        Self::OtherPerson,
        Self::AccountDisabled,
        Self::Upgrade,
        Self::ProgramError,
        Self::Refused,
        Self::TooLarge,
        Self::FilesMissing,
        Self::FilesLost,
        Self::FileRefused,
        Self::NoVerdict,
        Self::KeyReused,
        Self::DeviceForked,
        Self::Undelivered,
        Self::OnHold,
        Self::ByHand,
        Self::PredecessorRefused,
    ];

    pub(super) const fn pace(self) -> Pace {
        match self {
            Self::NoAnswer | Self::CentreTrouble => Pace::Retry,
            Self::InProgress | Self::PredecessorMissing | Self::FilesMissing => Pace::Soon,
            Self::CentreFull => Pace::Slow,
            Self::CentreBusy
            | Self::NotTheCentre
            | Self::BadReceipt
            | Self::SignIn
            | Self::OtherPerson
            | Self::AccountDisabled
            | Self::OnHold
            | Self::Upgrade => Pace::Held,
            Self::ProgramError
            | Self::NewerReceipt
            | Self::Refused
            | Self::TooLarge
            | Self::FilesLost
            | Self::NoVerdict
            | Self::PredecessorLost
            | Self::Undelivered => Pace::Parked,
            Self::KeyReused | Self::DeviceForked | Self::ByHand | Self::PredecessorRefused | Self::FileRefused => {
                Pace::Alarm
            }
        }
    }

    /// True if it concerns the line to the centre and not this one parcel: all lanes wait.
    pub const fn stops_the_line(self) -> bool {
        matches!(self, Self::CentreBusy | Self::NotTheCentre | Self::SignIn | Self::AccountDisabled | Self::Upgrade)
    }

    /// True if it is in the way of everything now and goes by itself or by signing in: the same bytes may well get their
    /// verdict in a moment.
    pub const fn is_passing(self) -> bool {
        matches!(
            self,
            Self::NoAnswer
                | Self::CentreTrouble
                | Self::InProgress
                | Self::FilesMissing
                | Self::CentreBusy
                | Self::CentreFull
                | Self::NotTheCentre
                | Self::BadReceipt
                | Self::SignIn
        )
    }

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::CentreTrouble => "centre_trouble",
            Self::InProgress => "in_progress",
            Self::PredecessorMissing => "predecessor_missing",
            Self::PredecessorLost => "predecessor_lost",
            Self::CentreBusy => "centre_busy",
            Self::CentreFull => "centre_full",
            Self::NotTheCentre => "not_the_centre",
            Self::BadReceipt => "bad_receipt",
            Self::NewerReceipt => "newer_receipt",
            Self::SignIn => "sign_in",
            Self::OtherPerson => "other_person",
            Self::AccountDisabled => "account_disabled",
            Self::Upgrade => "upgrade",
            Self::ProgramError => "program_error",
            Self::Refused => "refused",
            Self::TooLarge => "too_large",
            Self::FilesMissing => "files_missing",
            Self::FilesLost => "files_lost",
            Self::FileRefused => "file_refused",
            Self::NoVerdict => "no_verdict",
            Self::KeyReused => "key_reused",
            Self::DeviceForked => "device_forked",
            Self::Undelivered => "undelivered",
            Self::OnHold => "on_hold",
            Self::ByHand => "by_hand",
            Self::PredecessorRefused => "predecessor_refused",
        }
    }

    /// The reason stored under this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }

    /// Key of the sentence that says it, and what to do.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoAnswer => "outbox.why.no_answer",
            Self::CentreTrouble => "outbox.why.centre_trouble",
            Self::InProgress => "outbox.why.in_progress",
            Self::PredecessorMissing => "outbox.why.predecessor_missing",
            Self::PredecessorLost => "outbox.why.predecessor_lost",
            Self::CentreBusy => "outbox.why.centre_busy",
            Self::CentreFull => "outbox.why.centre_full",
            Self::NotTheCentre => "outbox.why.not_the_centre",
            Self::BadReceipt => "outbox.why.bad_receipt",
            Self::NewerReceipt => "outbox.why.newer_receipt",
            Self::SignIn => "outbox.why.sign_in",
            Self::OtherPerson => "outbox.why.other_person",
            Self::AccountDisabled => "outbox.why.account_disabled",
            Self::Upgrade => "outbox.why.upgrade",
            Self::ProgramError => "outbox.why.program_error",
            Self::Refused => "outbox.why.refused",
            Self::TooLarge => "outbox.why.too_large",
            Self::FilesMissing => "outbox.why.files_missing",
            Self::FilesLost => "outbox.why.files_lost",
            Self::FileRefused => "outbox.why.file_refused",
            Self::NoVerdict => "outbox.why.no_verdict",
            Self::KeyReused => "outbox.why.key_reused",
            Self::DeviceForked => "outbox.why.device_forked",
            Self::Undelivered => "outbox.why.undelivered",
            Self::OnHold => "outbox.why.on_hold",
            Self::ByHand => "outbox.why.by_hand",
            Self::PredecessorRefused => "outbox.why.predecessor_refused",
        }
    }
}
