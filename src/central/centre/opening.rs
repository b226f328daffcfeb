//! How a centre opens: what it is given, how a database is born, and every reason why it does not.

use std::sync::{Arc, Mutex, OnceLock, RwLock};

use jiff::Timestamp;
use thiserror::Error;
use tokio::sync::{Notify, watch};

use super::{Centre, Inner, News, born};
use crate::{
    central::{
        http::Hearing,
        keys::{KeyPlace, Keys, KeysError},
        ledger,
        registers::Registers,
        store::{Birth, Heads, Hear, Location, Store, StoreError, Tx},
    },
    contract::Realm,
    domain::{audit::Algorithm, settings::Profile},
    ports::{Clock, Entropy, Spawn},
};

/// What a centre is opened with.
#[derive(Clone)]
pub struct Config {
    /// Where the database lies.
    pub location: Location,
    /// Where the keys lie.
    pub keys: KeyPlace,
    /// Realm of a database that is born now; one that is older keeps its own and must match.
    pub realm: Realm,
    /// Hall as printed, for a database that is born now.
    pub hall: String,
    /// Region profile, for a database that is born now.
    pub profile: Profile,
    /// The machine's clock.
    pub clock: Arc<dyn Clock>,
    /// The machine's randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Where blocking work goes.
    pub spawn: Arc<dyn Spawn>,
}

/// Why the centre does not open.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// S11: a database never changes its realm.
    #[error("the database is of realm {found:?}, not {asked:?}")]
    OtherRealm {
        /// In the database.
        found: Realm,
        /// Asked for.
        asked: Realm,
    },
    /// Another instance of this database signs with other keys, or finds applicants by other ones.
    #[error("the database belongs to other keys")]
    OtherKeys,
    /// RELIABILITY 3.7: the role could change what is append-only.
    #[error("this role could change what is append-only")]
    MayRewrite,
    /// The database names a region profile that this program does not know.
    #[error("unknown region profile {0}")]
    UnknownProfile(String),
    /// The demo hall's own data or its first cases are broken.
    #[error("the demo hall cannot be set up: {0}")]
    Demo(String),
}

impl OpenError {
    /// Key of the sentence in `i18n` that says it; `{0}` is the error's own text.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Store(StoreError::File(_) | StoreError::Unreadable { .. }) => "open.storage",
            Self::Store(error) => error.key(),
            Self::Keys(_) => "open.keys",
            Self::OtherRealm { .. } => "open.other_realm",
            Self::OtherKeys => "open.other_keys",
            Self::MayRewrite => "open.may_rewrite",
            Self::UnknownProfile(_) => "open.profile",
            Self::Demo(_) => "open.demo",
        }
    }
}

impl Centre {
    /// Opens a centre that no register is connected to. A new database is born with what `config` says; an older one
    /// must be of the same realm.
    pub fn open(config: Config) -> Result<Self, OpenError> {
        Self::open_hashed(config, Algorithm::default())
    }

    /// The same; the audit trail of a database that is born now is hashed with `alg`, for good.
    pub fn open_hashed(config: Config, alg: Algorithm) -> Result<Self, OpenError> {
        let now = config.clock.now();
        Self::open_with(config, now, alg, |_| Registers::unconnected())
    }

    /// Opens a centre with its registers; a new database is born at `born_at`, and its time begins with `config.clock`.
    pub(in crate::central) fn open_with(
        config: Config,
        born_at: Timestamp,
        alg: Algorithm,
        registers: impl FnOnce(&Heads) -> Registers,
    ) -> Result<Self, OpenError> {
        let store = Store::open(&config.location, None)?;
        let keys = Keys::open(&config.keys, config.entropy.as_ref())?;
        let heads = store.write_by_id(|tx| be_born(tx, &config, born_at, alg))?;
        if heads.realm != config.realm {
            return Err(OpenError::OtherRealm { found: heads.realm, asked: config.realm });
        }
        if heads.realm == Realm::Live && matches!(config.location, Location::Server(_)) && store.may_rewrite()? {
            return Err(OpenError::MayRewrite);
        }
        if matches!(config.keys, KeyPlace::Folder(_)) && !store.write_by_id(|tx| tx.belongs_to(&keys.mark()))? {
            return Err(OpenError::OtherKeys);
        }
        let profile: Profile = serde_json::from_value(serde_json::Value::String(heads.profile.clone()))
            .map_err(|_| OpenError::UnknownProfile(heads.profile.clone()))?;
        let registers = registers(&heads);
        let news = Arc::new(News {
            changed: watch::Sender::new(heads.change_seq),
            due_changed: Notify::new(),
            letters_due: Notify::new(),
        });
        let told = news.clone();
        let hear: Hear = Arc::new(move |seq| told.moved_to(seq));
        store.listen(hear);
        Ok(Self(Arc::new(Inner {
            store,
            location: config.location,
            keys,
            clock: config.clock,
            entropy: config.entropy,
            spawn: config.spawn,
            realm: heads.realm,
            settings: profile.settings(),
            hall: heads.hall,
            registers,
            guides: RwLock::default(),
            law: Mutex::default(),
            snapshot: Mutex::default(),
            news,
            hearing: Hearing::default(),
            stopped: watch::Sender::new(false),
            public_address: OnceLock::new(),
            reading_percent: OnceLock::new(),
            step_up_minutes: OnceLock::new(),
        })))
    }
}

/// Realm of a database that was born already.
pub fn realm_of(location: &Location) -> Result<Realm, StoreError> {
    Store::open(location, None)?.read(|tx| Ok(born(tx)?.realm))
}

/// Sets a server's database up, and lets a role serve it that cannot change what is append-only (RELIABILITY 3.7). For
/// the database's owner; the service itself runs as that role.
pub fn prepare(location: &Location, role: &str) -> Result<(), StoreError> {
    Store::open(location, None)?.let_serve(role)
}

/// Writes the row of a new database; of several instances that start at once, one does.
fn be_born(tx: &Tx<'_>, config: &Config, born_at: Timestamp, alg: Algorithm) -> Result<Heads, StoreError> {
    if tx.heads()?.is_none() {
        let profile = profile_word(config.profile);
        let genesis = ledger::chain_of(&profile, config.realm, alg).genesis().hash;
        tx.give_birth(&Birth {
            realm: config.realm,
            hall: config.hall.clone(),
            audit_hash: genesis.clone(),
            profile,
            born_at,
            time_from: config.clock.now(),
        })?;
        tx.choose_audit_alg(alg, &genesis)?;
    }
    born(tx)
}

fn profile_word(profile: Profile) -> String {
    match serde_json::to_value(profile) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
