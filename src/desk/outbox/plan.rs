//! Which parcels go out now, and what an answer does to one (RELIABILITY 3.3, 3.5).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::ports::Entropy;

use super::{
    ParcelState, Wait, Why,
    pace::{LONGEST, backoff, slow, soon},
    state::Pace,
};

/// Cases that may be under way at the same time.
pub const IN_FLIGHT: usize = 4;
/// Cases whose files may go at the same time, beside these.
pub const UPLOADS: usize = 2;
const UNDELIVERED_AFTER: SignedDuration = SignedDuration::from_hours(24);
const UNDELIVERED_ATTEMPTS: u32 = 50;

/// Parcels of one lane go one after the other; lanes do not wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// A case.
    Case(Uuid),
    /// Administration, which has no case.
    Desk,
}

/// What planning needs to know of a sealed command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Command.
    pub command_id: Uuid,
    /// Its case.
    pub case_id: Option<Uuid>,
    /// Who sealed it.
    pub actor_id: Uuid,
    /// Order of sealing in this store; it outlives the store's epoch, the number in the bytes does not.
    pub place: u64,
    /// State.
    pub state: ParcelState,
    /// Attempts recorded so far.
    pub attempts: u32,
    /// When it was sealed, by the desk's clock.
    pub sealed_at: Timestamp,
    /// When the first attempt was recorded; `None` = no byte ever left.
    pub first_sent: Option<Timestamp>,
    /// Not before this; `None` with `Parked` = a person decides.
    pub next_try: Option<Timestamp>,
    /// Why it waits.
    pub why: Option<Why>,
    /// Files that the centre has not got yet: they go first.
    pub files_left: u32,
}

impl Parcel {
    /// Its lane.
    pub fn lane(&self) -> Lane {
        self.case_id.map_or(Lane::Desk, Lane::Case)
    }

    /// Back to a draft is possible only while no byte was ever sent; its id is burnt then.
    pub fn may_withdraw(&self) -> bool {
        self.first_sent.is_none() && !self.state.is_finished()
    }

    /// It stands in its lane: not finished, and not set aside because the one before it was refused.
    pub fn is_in_lane(&self) -> bool {
        !self.state.is_finished() && self.why != Some(Why::PredecessorRefused)
    }

    /// What goes next is a piece of a file.
    const fn uploads(&self) -> bool {
        self.files_left > 0
    }

    /// It was tried in vain before. A file that moves on is no further try.
    const fn is_retry(&self) -> bool {
        self.attempts > 0 && !(self.uploads() && self.why.is_none())
    }

    fn is_due(&self, now: Timestamp) -> bool {
        match self.next_try {
            Some(at) => has_come(at, now),
            None => self.state != ParcelState::Parked && self.why != Some(Why::OnHold),
        }
    }
}

/// The moment for which a plan is made.
#[derive(Debug, Clone)]
pub struct Conditions<'a> {
    /// The desk's clock.
    pub now: Timestamp,
    /// The line to the centre is up, as far as known.
    pub online: bool,
    /// Who is signed in with a token; a parcel goes only for its own actor,
    pub signed_in: Option<Uuid>,
    /// or for one whose work whoever is signed in sends with leave of the hall (F50).
    pub recovers: Option<Uuid>,
    /// The whole line waits until then.
    pub not_before: Option<Timestamp>,
    /// Commands under way now.
    pub under_way: &'a BTreeSet<Uuid>,
    /// Retries that the budget allows.
    pub retries: usize,
}

impl Conditions<'_> {
    fn may_send(&self, actor: Uuid) -> bool {
        self.signed_in.is_some() && (self.signed_in == Some(actor) || self.recovers == Some(actor))
    }
}

/// One parcel to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Send {
    /// Command.
    pub command_id: Uuid,
    /// It was tried before, so it costs a retry.
    pub retry: bool,
}

/// What goes out now: at most one parcel per lane, at most [`IN_FLIGHT`] lanes, first tries before retries, and in
/// each group the longest sealed first. Beside them the files of at most [`UPLOADS`] lanes: a large scan holds up no
/// command of another case.
pub fn plan(parcels: &[Parcel], conditions: &Conditions<'_>) -> Vec<Send> {
    let Conditions { now, online, not_before, .. } = *conditions;
    if !online || not_before.is_some_and(|at| !has_come(at, now)) {
        return Vec::new();
    }
    let heads = heads(parcels);
    let busy = busy_lanes(parcels, conditions.under_way, |_| true);
    let uploading = busy_lanes(parcels, conditions.under_way, Parcel::uploads);
    let mut due: Vec<&Parcel> = heads
        .values()
        .filter(|head| !busy.contains(&head.lane()))
        .filter(|head| conditions.may_send(head.actor_id))
        .filter(|head| head.is_due(now))
        .copied()
        .collect();
    due.sort_by_key(|head| (head.is_retry(), head.place));
    let mut retries = conditions.retries;
    let mut slots = IN_FLIGHT.saturating_sub(busy.len().saturating_sub(uploading.len()));
    let mut upload_slots = UPLOADS.saturating_sub(uploading.len());
    due.into_iter()
        .filter(|head| take(if head.uploads() { &mut upload_slots } else { &mut slots }))
        .filter(|head| !head.is_retry() || take(&mut retries))
        .map(|head| Send { command_id: head.command_id, retry: head.is_retry() })
        .collect()
}

/// When a plan could next have something to do; `None` = only an event from outside changes anything.
pub fn next_due(parcels: &[Parcel], conditions: &Conditions<'_>) -> Option<Timestamp> {
    if !conditions.online {
        return None;
    }
    heads(parcels)
        .values()
        .filter(|head| conditions.may_send(head.actor_id))
        .filter_map(|head| match head.next_try {
            None if !head.is_due(conditions.now) => None,
            at => Some(soonest(at, conditions.now)),
        })
        .min()
        .map(|at| at.max(soonest(conditions.not_before, conditions.now)))
}

/// Whether an instant that was set as a pause has come. One that lies further ahead than any pause is long was set by a
/// clock that has gone back since: nothing waits for it (F10).
pub fn has_come(at: Timestamp, now: Timestamp) -> bool {
    at <= now || now.duration_until(at) > LONGEST
}

fn soonest(at: Option<Timestamp>, now: Timestamp) -> Timestamp {
    at.filter(|at| !has_come(*at, now)).unwrap_or(now)
}

/// The first unfinished parcel of every lane: what stands behind it is blocked by its place, whatever is stored.
fn heads(parcels: &[Parcel]) -> BTreeMap<Lane, &Parcel> {
    let mut heads: BTreeMap<Lane, &Parcel> = BTreeMap::new();
    for parcel in parcels.iter().filter(|parcel| parcel.is_in_lane()) {
        let head = heads.entry(parcel.lane()).or_insert(parcel);
        if parcel.place < head.place {
            *head = parcel;
        }
    }
    heads
}

fn busy_lanes(parcels: &[Parcel], under_way: &BTreeSet<Uuid>, which: impl Fn(&Parcel) -> bool) -> BTreeSet<Lane> {
    let busy = parcels.iter().filter(|parcel| under_way.contains(&parcel.command_id));
    busy.filter(|parcel| which(parcel)).map(Parcel::lane).collect()
}

fn take(places: &mut usize) -> bool {
    let left = *places > 0;
    *places = places.saturating_sub(1);
    left
}

/// What an answer without verdict does to a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// New state.
    pub state: ParcelState,
    /// When it is tried again; `None` = by a person only.
    pub next_try: Option<Timestamp>,
    /// Why.
    pub why: Why,
    /// The whole line waits until then.
    pub line_until: Option<Timestamp>,
}

/// How a sent parcel goes on waiting. It is never given up and never silent: after 24 hours or 50 attempts it stands
/// before a person as well.
pub fn after(parcel: &Parcel, wait: &Wait, now: Timestamp, entropy: &dyn Entropy) -> Change {
    let overdue = parcel.sealed_at.duration_until(now) >= UNDELIVERED_AFTER || parcel.attempts >= UNDELIVERED_ATTEMPTS;
    let pause = match wait.why.pace() {
        Pace::Alarm => None,
        _ if wait.retry_after.is_some() => wait.retry_after,
        Pace::Retry | Pace::Held => Some(backoff(parcel.attempts, entropy)),
        // What a person knows of has no hurry any more.
        Pace::Soon if !overdue => Some(soon(entropy)),
        Pace::Soon | Pace::Slow | Pace::Parked => Some(slow(entropy)),
    };
    let (state, why) = match wait.why.pace() {
        Pace::Parked | Pace::Alarm => (ParcelState::Parked, wait.why),
        _ if overdue => (ParcelState::Parked, Why::Undelivered),
        Pace::Held => (ParcelState::Held, wait.why),
        // What failed was a file: no byte of the command has left.
        Pace::Retry | Pace::Soon | Pace::Slow if parcel.first_sent.is_none() => (ParcelState::Queued, wait.why),
        Pace::Retry | Pace::Soon | Pace::Slow => (ParcelState::MaybeSent, wait.why),
    };
    let next_try = pause.map(|pause| now.saturating_add(pause).unwrap_or(Timestamp::MAX));
    Change { state, next_try, why, line_until: next_try.filter(|_| wait.why.stops_the_line()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
