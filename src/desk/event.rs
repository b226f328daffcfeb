//! What the desk tells whoever drives it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{contract::Told, domain::case::State};

use super::{
    Parting, StoreNews,
    outbox::{ParcelState, Why},
    store::Settled,
};

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// 在线: the centre was heard again.
    Online,
    /// 离线: the centre is not heard; the key says why.
    Offline {
        /// Key of the sentence in `i18n`.
        why: &'static str,
    },
    /// 同步中
    Syncing,
    /// The session is over: somebody must sign in.
    SignInNeeded(Parting),
    /// Somebody is signed in, and may work.
    SignedIn,
    /// The account of whoever works here was disabled: what they sealed is held.
    AccountDisabled,
    /// Their password has to be changed before anything else.
    PasswordDue,
    /// The second factor that their role wants has to be set up before anything else.
    FactorDue,
    /// A sealed command stands elsewhere now.
    ParcelChanged {
        /// Command.
        command_id: Uuid,
        /// Its case.
        case_id: Option<Uuid>,
        /// Where it stands.
        state: ParcelState,
        /// Why it waits.
        why: Option<Why>,
        /// When it is tried again.
        next_try: Option<Timestamp>,
        /// The verdict, when it has one. The receipt is in the store already.
        settled: Option<Box<Settled>>,
    },
    /// A newer catalogue is in the store.
    CatalogueUpdated {
        /// Its version.
        version: u64,
    },
    /// The store has something to tell.
    Store(StoreNews),
    /// A catalogue is coming in: so much of so much, in whatever unit.
    CatalogueComing {
        /// Done.
        done: u64,
        /// Of.
        of: u64,
    },
    /// So many bytes of the file that somebody waits for are here.
    FileComing(u64),
    /// The centre said that the catalogue here is the one in force.
    CatalogueConfirmed,
    /// Settings and calendars on this machine, or their age, are others.
    LawChanged,
    /// The centre is another one, or an older backup of it was restored: everything seen of it is old.
    CentreRestored,
    /// Where desk and centre differ: so many that nobody has looked at.
    Differences(usize),
    /// A case changed at the centre.
    CaseChanged {
        /// Case.
        case_id: Uuid,
        /// Its version.
        version: u64,
        /// Its state.
        state: Told<State>,
    },
}
