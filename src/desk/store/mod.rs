//! What the desk keeps: one encrypted file. A call that returned is on the disk (WAL, `synchronous=FULL`), so 已存本机
//! may be said. All calls block; the desk runs them away from the caller.

mod aging;
mod alike;
mod carried;
mod catalogue;
mod conflict;
mod drafts;
mod error;
mod guides;
mod items;
mod keep;
mod lock;
mod look;
mod machine;
mod outbox;
mod parcels;
mod purge;
mod reading;
mod reconcile;
mod rescue;
mod scans;
mod settle;
mod slips;
mod snapshot;
mod stages;
mod tables;
mod uploads;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use crate::{
    contract::PublicKey,
    ports::Entropy,
    sqlite::{self, FileKey, SqliteError},
};

pub use aging::{DraftSummary, WARNED_FOR};
pub use carried::{Carried, CarriedFate};
pub use catalogue::Usage;
pub use conflict::Beside;
pub use drafts::{Draft, DraftState};
pub use error::StoreError;
pub use items::{Item, Items};
pub use keep::{Notice, OriginalPaper};
pub use lock::{Lock, Reserve};
pub use look::Looked;
pub(super) use machine::this_machine;
pub use parcels::{Kept, Place, Seal, Sealing};
pub use reading::Reading;
pub use reconcile::Unsure;
pub use rescue::{Fate, RescueLine, RescueReport, rescue};
pub use scans::{KEPT_AFTER_RECEIPT, Scan};
pub use settle::Settled;
pub use snapshot::Coming;
pub use uploads::Upload;

/// The file inside the desk's directory.
pub const STORE_FILE: &str = "desk.db";
/// Marks a file as a desk's store: "ctdk".
const APPLICATION_ID: i32 = 0x6374_646b;

/// Who this desk is to the centre.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// Life of this store; a copy of it shows itself here.
    pub epoch: Uuid,
    /// Ed25519 seed that signs commands.
    pub(crate) seed: zeroize::Zeroizing<Vec<u8>>,
    /// Given at enrolment.
    pub device_id: Option<Uuid>,
    /// Keys of the centre, learnt at enrolment.
    pub keys: Vec<PublicKey>,
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("epoch", &self.epoch).field("device_id", &self.device_id).finish_non_exhaustive()
    }
}

/// The open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    dir: PathBuf,
    reserve: Reserve,
    /// After a write that the disk did not confirm nothing more is written (RELIABILITY R5).
    broken: bool,
    /// Opened to be read only.
    looking: bool,
    /// Closed after the connection: a copy that is read in place of the file.
    _copied: Option<reading::Copied>,
}

/// Page cache in KiB, all day and while the catalogue is written.
const CACHE_KIB: i64 = 4_096;
const BULK_CACHE_KIB: i64 = 65_536;

fn set_cache(connection: &Connection, kib: i64) -> Result<(), StoreError> {
    connection.pragma_update(None, "cache_size", -kib).map_err(SqliteError::from)?;
    Ok(())
}

impl Store {
    /// Opens the store in `dir`, or makes it; proves that the file is ciphertext and that what matters can be read.
    pub fn open(dir: &Path, key: &FileKey, reserve_bytes: u64, entropy: &dyn Entropy) -> Result<Self, StoreError> {
        stages::finish(dir, &mut |_| Ok(())).map_err(StoreError::Directory)?;
        if look::in_doubt(dir) {
            return Err(SqliteError::Damaged.into());
        }
        let path = dir.join(STORE_FILE);
        let mut connection = sqlite::open(&path, Some(key), APPLICATION_ID)?;
        set_cache(&connection, CACHE_KIB)?;
        sqlite::migrate(&mut connection, tables::STEPS)?;
        if sqlite::is_plain(&path).unwrap_or(true) || !sqlite::looks_random(&path).unwrap_or(false) {
            return Err(SqliteError::Plain.into());
        }
        let reserve = Reserve::at(dir, reserve_bytes);
        let mut store = Self { connection, dir: dir.to_owned(), reserve, broken: false, looking: false, _copied: None };
        store.look_at_first()?;
        store.be_born(entropy)?;
        store.reserve.fill();
        Ok(store)
    }

    /// Where it lies.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Who this desk is.
    pub fn device(&self) -> Result<Device, StoreError> {
        let row = self.connection.query_row("SELECT epoch, seed, device_id, keys FROM device", [], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Vec<u8>>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, String>(3)?,
            ))
        });
        let (epoch, seed, device_id, keys) = row.map_err(SqliteError::from)?;
        Ok(Device {
            epoch: uuid(&epoch)?,
            seed: zeroize::Zeroizing::new(seed),
            device_id: device_id.as_deref().map(uuid).transpose()?,
            keys: from_json(&keys)?,
        })
    }

    /// Keeps what the centre gave at enrolment.
    pub fn enrolled(&mut self, device_id: Uuid, keys: &[PublicKey]) -> Result<(), StoreError> {
        let keys = to_json(&keys)?;
        self.write(|transaction| {
            transaction.execute("UPDATE device SET device_id = ?1, keys = ?2", (device_id.to_string(), &keys))?;
            Ok(())
        })
    }

    /// One durable commit.
    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.looking {
            return Err(StoreError::Looking);
        }
        if self.broken {
            return Err(StoreError::Broken);
        }
        let result = commit(&mut self.connection, work);
        if let Err(StoreError::File(error)) = &result {
            self.broken |= error.is_fatal();
        }
        result
    }

    /// As [`Self::write`], for the catalogue: without a large page cache it is an order of magnitude slower under
    /// encryption. The memory is given back afterwards.
    fn write_much<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        set_cache(&self.connection, BULK_CACHE_KIB)?;
        let result = self.write(work);
        set_cache(&self.connection, CACHE_KIB)?;
        result
    }

    /// As [`Self::write`], for what must go through on a full disk: the reserve is given up and it is tried again. It
    /// is given up for nothing else, or drafts that are saved again and again would eat it.
    fn write_through<T>(&mut self, work: impl Fn(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match self.write(&work) {
            Err(StoreError::File(SqliteError::Full)) => {
                self.reserve.release();
                self.write(&work)
            }
            result => result,
        }
    }

    fn be_born(&mut self, entropy: &dyn Entropy) -> Result<(), StoreError> {
        let born: i64 = self
            .connection
            .query_row("SELECT count(*) FROM device", [], |row| row.get(0))
            .map_err(SqliteError::from)?;
        if born > 0 {
            return Ok(());
        }
        let epoch = entropy.uuid().to_string();
        let mut seed = zeroize::Zeroizing::new(vec![0u8; 32]);
        entropy.fill(&mut seed);
        self.write(|transaction| {
            transaction
                .execute("INSERT INTO device(only_one, epoch, seq, seed) VALUES (1, ?1, 0, ?2)", (epoch, &seed[..]))?;
            Ok(())
        })
    }
}

fn commit<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

/// True if a store lies in `dir` already.
pub fn exists(dir: &Path) -> bool {
    fs::metadata(dir.join(STORE_FILE)).is_ok_and(|file| file.len() > 0)
}

fn uuid(text: &str) -> Result<Uuid, StoreError> {
    Uuid::parse_str(text).map_err(|_| StoreError::Unreadable)
}

fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

fn instant(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Unreadable)
}

/// A count of bytes as the file holds it.
fn integer(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Unreadable)
}

fn count(integer: i64) -> Result<u64, StoreError> {
    u64::try_from(integer).map_err(|_| StoreError::Unreadable)
}

fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
