//! How the line to the centre is, and what is under way on it. Held in memory only: all that must survive is in the
//! store.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{SignedDuration, Timestamp, civil::Date};
use tokio::sync::watch;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::contract::{ChainMark, Person};

use super::{
    Desk, Event,
    conflict::SeenCases,
    outbox::{Budget, Change, LawHere, Outage, Why, has_come, reconnect_start},
    recovery::Recovery,
    session::{Family, Grant, Kept, KeptIn, Parting},
    store::Device,
};

/// The line.
#[allow(clippy::struct_excessive_bools, reason = "each is a state of its own; no two of them exclude each other")]
pub(super) struct Line {
    /// The centre was heard last time; `None` = not tried yet.
    pub(super) heard: Option<bool>,
    /// The centre asked the whole line to wait.
    pub(super) until: Option<Timestamp>,
    /// Why it was asked last.
    pub(super) until_why: Option<Why>,
    /// After an outage: when what waited starts to go out.
    pub(super) spread_until: Option<Timestamp>,
    pub(super) budget: Budget,
    /// Commands being posted.
    pub(super) under_way: BTreeSet<Uuid>,
    /// Counts the commands that are not posted any more: who waits for one is woken.
    pub(super) landings: watch::Sender<u64>,
    /// Sealed as sent, and not posted yet: their attempt is recorded already.
    pub(super) fresh: BTreeSet<Uuid>,
    /// Who works here; also while the centre is away.
    pub(super) person: Option<Person>,
    /// The person has a token.
    pub(super) signed_in: bool,
    /// Their session can be carried on.
    pub(super) family: Option<Family>,
    /// Where its refresh token is.
    pub(super) kept: Option<KeptIn>,
    /// A refresh token that came while the store was closed.
    pub(super) unkept: Option<Zeroizing<String>>,
    /// The keyring took no token.
    pub(super) no_keyring: bool,
    /// Why nobody is signed in.
    pub(super) parting: Parting,
    /// The password has to be changed before anything else.
    pub(super) password_due: bool,
    /// The second factor that the role wants has to be set up before anything else.
    pub(super) factor_due: bool,
    /// The account was disabled.
    pub(super) disabled: bool,
    /// Somebody signs in by telephone.
    pub(super) grant: Option<Grant>,
    /// Leave by which whoever works here sends what somebody else sealed.
    pub(super) recovery: Option<Recovery>,
    pub(super) device: Device,
    /// Centre's clock minus the desk's.
    pub(super) offset: SignedDuration,
    /// What the centre last said the time is. It is never ahead of the truth, whatever this machine's clock does since:
    /// what is thrown away by age is judged by it (F10).
    pub(super) said: Timestamp,
    /// Where the centre's chain stood when something was learned from it, and not yet drawn together.
    pub(super) marks: Vec<ChainMark>,
    /// When the centre was last asked what became of the commands of whom.
    pub(super) reconciled: Option<(Uuid, Timestamp)>,
    /// The catalogue is coming in already.
    pub(super) catalogue_coming: bool,
    /// Cases as they were last shown.
    pub(super) seen: SeenCases,
    /// What the region decided, as it was last read.
    pub(super) law: Option<Arc<LawHere>>,
    /// Under this mark, on this day, the centre said of it what nobody here can read: it is not asked for again.
    pub(super) strange_law: Option<(String, Date)>,
    /// The last time without a line, as far as it is known in the life of this program.
    pub(super) outage: Option<Outage>,
}

impl Line {
    pub(super) fn new(device: Device, person: Option<Person>, session: Option<&Kept>, now: Timestamp) -> Self {
        Self {
            heard: None,
            until: None,
            until_why: None,
            spread_until: None,
            budget: Budget::full(now),
            under_way: BTreeSet::new(),
            landings: watch::Sender::new(0),
            fresh: BTreeSet::new(),
            person,
            signed_in: false,
            family: session.map(|kept| Family { bound: kept.bound, renew_at: now }),
            kept: session.map(KeptIn::from),
            unkept: None,
            no_keyring: false,
            parting: Parting::Nobody,
            password_due: false,
            factor_due: false,
            disabled: false,
            grant: None,
            recovery: None,
            device,
            offset: SignedDuration::ZERO,
            said: Timestamp::MIN,
            marks: Vec::new(),
            reconciled: None,
            catalogue_coming: false,
            seen: SeenCases::default(),
            law: None,
            strange_law: None,
            outage: None,
        }
    }

    /// The centre said what time it is, at this moment of the machine's own clock.
    pub(super) fn hear_time(&mut self, said: Timestamp, now: Timestamp) {
        self.offset = now.duration_until(said);
        self.said = said;
    }

    /// The centre was heard last time.
    pub(super) fn is_up(&self) -> bool {
        self.heard == Some(true)
    }

    /// Somebody is signed in, and may do more than see to their own password and second factor.
    pub(super) fn may_send(&self) -> bool {
        self.signed_in && !self.password_due && !self.factor_due
    }

    /// Whoever parcels can go for now.
    pub(super) fn sender(&self) -> Option<Uuid> {
        self.person.as_ref().filter(|_| self.may_send()).map(|person| person.id)
    }
}

impl Desk {
    /// 在线: the centre was heard last time.
    pub fn is_online(&self) -> bool {
        self.line().is_up()
    }

    /// The catalogue is coming. Where the line was lost in the meantime, that stays the last word.
    pub(super) fn tell_syncing(&self) {
        let line = self.line();
        if line.is_up() {
            self.tell(&Event::Syncing);
        }
    }

    pub(super) fn heard_centre(&self) {
        let now = self.now();
        {
            let mut line = self.line();
            if line.is_up() {
                return;
            }
            line.heard = Some(true);
            // Also at the first start of the day: every desk of a city starts at half past eight.
            let start = reconnect_start(now, self.inner.reconnect_spread, self.inner.entropy.as_ref());
            line.spread_until = Some(start);
            // Told before the line is let go: two answers at once must not be told in the other order.
            self.tell(&Event::Online);
        }
    }

    pub(super) fn lost_centre(&self, why: &'static str) {
        {
            let mut line = self.line();
            if line.heard == Some(false) {
                return;
            }
            line.heard = Some(false);
            self.tell(&Event::Offline { why });
        }
    }

    /// What an answer without verdict says about the line.
    pub(super) fn learn_from(&self, change: &Change, why: Why) {
        match why {
            Why::NoAnswer | Why::NotTheCentre => self.lost_centre(why.key()),
            _ => self.heard_centre(),
        }
        // Signing in again ends that wait, nothing else has to be waited for.
        if why == Why::AccountDisabled {
            self.account_disabled();
        }
        if why == Why::SignIn {
            self.session_ended();
        } else if change.line_until.is_some() {
            let now = self.now();
            let mut line = self.line();
            line.until = line.until.filter(|at| !has_come(*at, now)).max(change.line_until);
            line.until_why = Some(why);
        }
    }
}
