//! The centre as one value: its database, its keys, its clock, and the law it judges by.

mod opening;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use crate::{
    contract::{Meta, Realm, sha256_hex},
    domain::{
        guide::{Guide, GuideRef},
        settings::Settings,
    },
    ports::{Clock, Entropy, Spawn},
};

use super::{
    fault::Fault,
    http::Hearing,
    keys::Keys,
    law::Law,
    reads::Snapshot,
    registers::Registers,
    store::{Heads, Location, Store, StoreError, Tx},
};

pub use opening::{Config, OpenError, prepare, realm_of};

/// The central service. Cheap to clone; all clones are the same centre.
#[derive(Clone)]
pub struct Centre(Arc<Inner>);

struct Inner {
    store: Store,
    location: Location,
    keys: Keys,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    spawn: Arc<dyn Spawn>,
    realm: Realm,
    hall: String,
    settings: Settings,
    registers: Registers,
    guides: RwLock<HashMap<GuideRef, Arc<Guide>>>,
    law: Mutex<Option<Arc<Law>>>,
    snapshot: Mutex<Option<Arc<Snapshot>>>,
    news: Arc<News>,
    hearing: Hearing,
    stopped: watch::Sender<bool>,
    public_address: OnceLock<String>,
    reading_percent: OnceLock<u32>,
    step_up_minutes: OnceLock<u32>,
}

/// What readers and the scheduler wait for. Nothing is decided by it: it only wakes those who then ask the database.
struct News {
    changed: watch::Sender<u64>,
    due_changed: Notify,
    letters_due: Notify,
}

impl News {
    /// The change sequence has come so far, by whichever instance.
    fn moved_to(&self, seq: u64) {
        let moved = self.changed.send_if_modified(|last| {
            let moved = seq > *last;
            *last = seq.max(*last);
            moved
        });
        if moved {
            self.due_changed.notify_one();
        }
    }
}

impl fmt::Debug for Centre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Centre").field("realm", &self.0.realm).field("hall", &self.0.hall).finish_non_exhaustive()
    }
}

impl Centre {
    /// The same centre under another clock: the demo hall's first cases are told in time that has passed. `None` while
    /// somebody else still holds this one.
    pub(super) fn with_clock(self, clock: Arc<dyn Clock>) -> Option<Self> {
        Arc::into_inner(self.0).map(|inner| Self(Arc::new(Inner { clock, ..inner })))
    }

    /// Live, training or demo.
    pub fn realm(&self) -> Realm {
        self.0.realm
    }

    /// Hall as printed.
    pub fn hall(&self) -> &str {
        &self.0.hall
    }

    /// Says under which address browsers find this centre: `https://hall.example`. Said once, before it serves.
    pub fn set_public_address(&self, address: &str) {
        let _ = self.0.public_address.set(address.to_owned());
    }

    /// Under which address browsers find this centre, if it was said.
    pub(super) fn public_address(&self) -> Option<&str> {
        self.0.public_address.get().map(String::as_str)
    }

    /// Limits what one account may read to so many hundredths of what is usual (`central::reading`); zero, and as long as
    /// nothing is said, is no limit. Said once, before it serves.
    pub fn limit_reading(&self, percent: u32) {
        let _ = self.0.reading_percent.set(percent);
    }

    /// How many hundredths of `reading`'s table are allowed; zero is no limit.
    pub(super) fn reading_percent(&self) -> u32 {
        self.0.reading_percent.get().copied().unwrap_or_default()
    }

    /// A sign-in is good for so many minutes where something weighty is asked ([`super::auth`]); as long as nothing is
    /// said, for the whole session. Said once, before it serves.
    pub fn demand_step_up(&self, minutes: u32) {
        let _ = self.0.step_up_minutes.set(minutes);
    }

    pub(super) fn step_up_minutes(&self) -> Option<u32> {
        self.0.step_up_minutes.get().copied()
    }

    /// What the centre says of itself.
    pub fn meta(&self) -> Result<Meta, Fault> {
        self.read(|tx, now| self.meta_in(tx, now))
    }

    pub(super) fn meta_in(&self, tx: &Tx<'_>, now: Timestamp) -> Result<Meta, Fault> {
        let heads = born(tx)?;
        Ok(Meta {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            realm: heads.realm,
            now,
            hall: heads.hall,
            profile: heads.profile,
            catalogue_version: heads.catalogue_version,
            calendar_version: self.law(tx)?.calendar.version.clone(),
            keys: vec![self.0.keys.public.clone()],
            centre: identity(&self.0.keys.public.key_id, heads.born_at),
            change_seq: heads.change_seq,
            law: Some(tx.law_mark()?),
        })
    }

    /// The machine's own clock: for sessions and locks, which a movable clock must not end.
    pub(super) fn machine_now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Centre time: the machine's clock and the offset of a movable one, never before the last write.
    pub(super) fn time(&self, tx: &Tx<'_>) -> Result<Timestamp, Fault> {
        let heads = born(tx)?;
        let now = self.0.clock.now().saturating_add(heads.clock_offset).unwrap_or(Timestamp::MAX);
        // Columns hold milliseconds; what is signed and what is stored must be the same instant.
        let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        Ok(now.max(heads.last_time))
    }

    /// One snapshot, with the centre's time read once.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Tx<'_>, Timestamp) -> Result<T, Fault>) -> Result<T, Fault> {
        let answer = self.0.store.read(|tx| {
            let now = self.time(tx)?;
            work(tx, now)
        });
        self.judge_disk(&answer);
        answer
    }

    /// One writing transaction, with the centre's time read once and remembered; then readers and the scheduler are
    /// told.
    pub(super) fn write<T>(&self, work: impl FnMut(&Tx<'_>, Timestamp) -> Result<T, Fault>) -> Result<T, Fault> {
        self.tell(self.0.store.write(self.timed(work)))
    }

    /// The same for work that first asks, by its own id, whether it was done before: it may be done again when a server
    /// fell silent during the commit.
    pub(super) fn write_by_id<T>(&self, work: impl FnMut(&Tx<'_>, Timestamp) -> Result<T, Fault>) -> Result<T, Fault> {
        self.tell(self.0.store.write_by_id(self.timed(work)))
    }

    /// Work at the centre's time, which is remembered; answers as well how far the change sequence has come.
    fn timed<T>(
        &self,
        mut work: impl FnMut(&Tx<'_>, Timestamp) -> Result<T, Fault>,
    ) -> impl FnMut(&Tx<'_>) -> Result<(T, u64), Fault> {
        move |tx| {
            let now = self.time(tx)?;
            tx.set_last_time(now)?;
            let answer = work(tx, now)?;
            Ok((answer, born(tx)?.change_seq))
        }
    }

    fn tell<T>(&self, written: Result<(T, u64), Fault>) -> Result<T, Fault> {
        self.judge_disk(&written);
        let (answer, seq) = written?;
        self.0.news.moved_to(seq);
        Ok(answer)
    }

    /// A disk that failed ends the writing, whoever it happened to (RELIABILITY R5, F55).
    fn judge_disk<T>(&self, done: &Result<T, Fault>) {
        if done.as_ref().is_err_and(Fault::is_fatal) {
            self.0.store.stop();
            self.0.stopped.send_replace(true);
        }
    }

    /// The disk failed, and nothing is written any more.
    pub fn is_stopped(&self) -> bool {
        *self.0.stopped.borrow()
    }

    /// Ends when the disk has failed: whoever runs the service ends it then, and what became of the last commit is seen
    /// when the file is opened anew.
    pub async fn stopped(&self) {
        // Ends otherwise only with the centre itself, which is held here.
        let _ = self.0.stopped.subscribe().wait_for(|stopped| *stopped).await;
    }

    /// A guide by its pinned version, kept in memory: a published version never changes.
    pub(super) fn guide(&self, tx: &Tx<'_>, id: &GuideRef) -> Result<Option<Arc<Guide>>, StoreError> {
        if let Some(guide) = self.0.guides.read().unwrap_or_else(PoisonError::into_inner).get(id) {
            return Ok(Some(guide.clone()));
        }
        let Some(guide) = tx.guide(id)?.map(Arc::new) else { return Ok(None) };
        self.0.guides.write().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), guide.clone());
        Ok(Some(guide))
    }

    /// The catalogue's latest snapshot as far as it was made.
    pub(super) fn kept_snapshot(&self) -> &Mutex<Option<Arc<Snapshot>>> {
        &self.0.snapshot
    }

    /// Where the database lies.
    pub(super) fn location(&self) -> &Location {
        &self.0.location
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(super) fn entropy(&self) -> &dyn Entropy {
        self.0.entropy.as_ref()
    }

    pub(super) fn spawn(&self) -> &dyn Spawn {
        self.0.spawn.as_ref()
    }

    /// The settings that this region began with; what holds on a day is the [`Law`]'s to say.
    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The law as far as it was read.
    pub(super) fn kept_law<T>(&self, work: impl FnOnce(&mut Option<Arc<Law>>) -> T) -> T {
        work(&mut self.0.law.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn registers(&self) -> &Registers {
        &self.0.registers
    }

    /// Tells of every new number of the change sequence.
    pub(super) fn watch_changes(&self) -> watch::Receiver<u64> {
        self.0.news.changed.subscribe()
    }

    /// Wakes whoever carries events to departments: something that was put aside is to be told again.
    pub(super) fn letters_due(&self) -> &Notify {
        &self.0.news.letters_due
    }

    /// Those who listen for changes.
    pub(super) fn hearing(&self) -> &Hearing {
        &self.0.hearing
    }

    /// Wakes the scheduler, whose next instant may have changed.
    pub(super) fn due_changed(&self) -> &Notify {
        &self.0.news.due_changed
    }
}

/// The centre's row; a database that is open always has it.
pub(super) fn born(tx: &Tx<'_>) -> Result<Heads, StoreError> {
    tx.heads()?.ok_or(StoreError::Unreadable { what: "centre" })
}

/// Names this database: the key it signs with, and when it was born.
pub(super) fn identity(key_id: &str, born_at: Timestamp) -> String {
    sha256_hex(format!("{key_id}/{born_at}").as_bytes()).chars().take(16).collect()
}
