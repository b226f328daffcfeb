//! From a directory to a desk: lock, key, store, in this order.

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use jiff::SignedDuration;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::{
    contract::{KeyPair, Person, Realm},
    ports::{Clock, Entropy, Spawn},
};

use super::{
    Desk, Inner, OpenError, StoreNews,
    api::{Client, Transport},
    line::Line,
    session::{Kept, SESSION, renewer},
    store::{self, Device, Lock, Reading, RescueReport, Store, StoreError, rescue, this_machine},
    vault::{self, KeySafe, Unlock, unlock},
};

/// What a desk is made of.
#[derive(Clone)]
pub struct Config {
    /// Its directory.
    pub dir: PathBuf,
    /// Realm of its store; fixed at birth.
    pub realm: Realm,
    /// How the store is unlocked.
    pub unlock: Unlock,
    /// The system's keyring, or none.
    pub safe: Arc<dyn KeySafe>,
    /// The way to the centre.
    pub transport: Arc<dyn Transport>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness; of the system for a real store.
    pub entropy: Arc<dyn Entropy>,
    /// Where blocking work runs.
    pub spawn: Arc<dyn Spawn>,
    /// After an outage, waiting parcels go out somewhere within this time: 60 s in the field, zero in a demo.
    pub reconnect_spread: SignedDuration,
    /// Size of the file that is given up when the disk is full: 8 MiB in the field.
    pub reserve_bytes: u64,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("realm", &self.realm).field("unlock", &self.unlock).finish_non_exhaustive()
    }
}

/// Where the store lies, for opening it again after the screen was locked.
#[derive(Debug, Clone)]
pub(super) struct HomePlace {
    pub(super) dir: PathBuf,
    pub(super) reserve_bytes: u64,
    pub(super) safe: Arc<dyn KeySafe>,
    /// It is only read.
    pub(super) reading: Option<Reading>,
}

/// Progress under which the person who was signed in last is kept.
pub(super) const PERSON: &str = "person";

struct Ready {
    lock: Option<Lock>,
    store: Store,
    device: Device,
    person: Option<Person>,
    session: Option<Kept>,
    report: Option<RescueReport>,
    moved: bool,
}

impl Desk {
    /// Opens the desk, making its store at the first start. An error may be a question: ask it, and open again.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        Ok(start(config, How::Whole).await?.0)
    }

    /// Opens the desk to be read only, because its store is in use or cannot be written. It asks no centre anything.
    pub async fn look(config: Config, why: Reading) -> Result<Self, OpenError> {
        Ok(start(config, How::Looking(why)).await?.0)
    }

    /// Why this desk is only read; `None` = it is not.
    pub fn reading(&self) -> Option<Reading> {
        self.inner.place.reading
    }

    /// Sets a damaged store aside, builds a new one from what is good, and tells what became of every draft and
    /// sealed command. The new store must enrol again.
    pub async fn rescue(config: Config) -> Result<(Self, RescueReport), OpenError> {
        let (desk, report) = start(config, How::Damaged).await?;
        Ok((desk, report.ok_or(OpenError::Lost)?))
    }
}

/// In which state the store is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Whole,
    Damaged,
    Looking(Reading),
}

async fn start(config: Config, how: How) -> Result<(Desk, Option<RescueReport>), OpenError> {
    let (tell, hear) = oneshot::channel();
    let spawn = Arc::clone(&config.spawn);
    let given = config.clone();
    spawn.run(Box::new(move || {
        let _ = tell.send(prepare(&given, how));
    }));
    let Ready { lock, store, mut device, person, session, report, moved } =
        hear.await.map_err(|_| OpenError::Lost)??;
    let signer = KeyPair::from_seed(&device.seed).map_err(|_| StoreError::Unreadable)?;
    // The store has it; a second copy in memory would outlive the lock of the screen.
    device.seed = Zeroizing::default();
    let now = config.clock.now();
    let mut news: Vec<StoreNews> = report.clone().map(StoreNews::Rescued).into_iter().collect();
    news.extend(moved.then_some(StoreNews::Moved));
    let reading = if let How::Looking(why) = how { Some(why) } else { None };
    let inner = Inner {
        store: Arc::new(Mutex::new(Some(store))),
        signer: Arc::new(Mutex::new(Some(Arc::new(signer)))),
        place: HomePlace { dir: config.dir, reserve_bytes: config.reserve_bytes, safe: config.safe, reading },
        client: Client::new(config.transport),
        realm: config.realm,
        clock: config.clock,
        entropy: config.entropy,
        spawn: config.spawn,
        reconnect_spread: config.reconnect_spread,
        renewing: tokio::sync::Mutex::default(),
        line: Mutex::new(Line::new(device, person, session.as_ref(), now)),
        listeners: Mutex::default(),
        news: Mutex::new(news),
        _lock: lock,
    };
    let inner = Arc::new(inner);
    inner.client.renewed_by(renewer(&inner));
    Ok((Desk { inner }, report))
}

fn prepare(config: &Config, how: How) -> Result<Ready, OpenError> {
    let Config { dir, realm, safe, entropy, reserve_bytes, .. } = config;
    if let How::Looking(_) = how {
        let key = vault::look(dir, *realm, &config.unlock, safe.as_ref(), config.clock.now())?;
        let store = Store::look(dir, &key)?;
        let (device, person) = (store.device()?, last_person(&store)?);
        return Ok(Ready { lock: None, store, device, person, session: None, report: None, moved: false });
    }
    let lock = Lock::take(dir)?;
    let (there, now) = (store::exists(dir), config.clock.now());
    let opened = unlock(dir, *realm, &config.unlock, safe.as_ref(), there, entropy.as_ref(), now)?;
    let mut store = if how == How::Damaged {
        rescue(dir, &opened.key, *reserve_bytes, now, entropy.as_ref())?.0
    } else {
        // The key is proven by its wrapping: what it does not open is damaged.
        Store::open(dir, &opened.key, *reserve_bytes, entropy.as_ref())
            .map_err(|error| if error.is_damage() { OpenError::Damaged } else { error.into() })?
    };
    // A rescue that was cut short has told nobody yet.
    let report = store.rescue_report()?;
    let moved = store.arrive_on(this_machine().as_deref(), now, entropy.as_ref())?;
    let device = store.device()?;
    let person = last_person(&store)?;
    let session = store.progress(SESSION)?.and_then(|text| Kept::read(&text));
    Ok(Ready { lock: Some(lock), store, device, person, session, report, moved })
}

fn last_person(store: &Store) -> Result<Option<Person>, StoreError> {
    Ok(store.progress(PERSON)?.and_then(|text| serde_json::from_str(&text).ok()))
}
