//! The one row of the centre: what was written at birth, the clock, and the heads of the sequences.

use jiff::{SignedDuration, Timestamp};

use super::{StoreError, Tx, columns, engine::values};
use crate::{contract::Realm, domain::audit::Algorithm};

/// What is written once, when a database is born.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Birth {
    /// Live, training or demo; never changes.
    pub realm: Realm,
    /// Hall as printed.
    pub hall: String,
    /// Region profile.
    pub profile: String,
    /// When.
    pub born_at: Timestamp,
    /// Centre time begins here: at birth, or before it in a hall whose first cases are told afterwards.
    pub time_from: Timestamp,
    /// First link of the audit chain.
    pub audit_hash: String,
}

/// The row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// Live, training or demo.
    pub realm: Realm,
    /// Hall as printed.
    pub hall: String,
    /// Region profile.
    pub profile: String,
    /// When the database was born.
    pub born_at: Timestamp,
    /// The latest centre time any write used: time never goes back (RELIABILITY F61).
    pub last_time: Timestamp,
    /// How far the movable clock was set ahead.
    pub clock_offset: SignedDuration,
    /// Last number of the change sequence.
    pub change_seq: u64,
    /// Last number of the audit chain.
    pub audit_seq: u64,
    /// Hash of that entry.
    pub audit_hash: String,
    /// Version of the catalogue.
    pub catalogue_version: u64,
    /// What the audit chain is hashed with.
    pub audit_alg: Algorithm,
    /// Another one whenever law comes into force.
    pub law_mark: String,
}

/// What a transaction knows of the row. Whoever writes holds the row, so that it needs to be read once only, and what
/// was moved is written once only, at the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    heads: Option<Heads>,
    moved: bool,
}

impl From<Option<Heads>> for Known {
    fn from(heads: Option<Heads>) -> Self {
        Self { heads, moved: false }
    }
}

impl Tx<'_> {
    /// The centre's row; `None` in a database that is not born yet.
    pub fn heads(&self) -> Result<Option<Heads>, StoreError> {
        if let Some(heads) = &self.heads.borrow().heads {
            return Ok(Some(heads.clone()));
        }
        let heads = self.read_heads()?;
        self.heads.replace(heads.clone().into());
        Ok(heads)
    }

    fn read_heads(&self) -> Result<Option<Heads>, StoreError> {
        self.one("SELECT * FROM centre WHERE id = 1", values![], |row| {
            Ok(Heads {
                realm: columns::word(row, "realm")?,
                hall: columns::get(row, "hall")?,
                profile: columns::get(row, "profile")?,
                born_at: columns::instant(row, "born_at")?,
                last_time: columns::instant(row, "last_time")?,
                clock_offset: SignedDuration::from_millis(columns::get(row, "clock_offset")?),
                change_seq: columns::count(row, "change_seq")?,
                audit_seq: columns::count(row, "audit_seq")?,
                audit_hash: columns::get(row, "audit_hash")?,
                catalogue_version: columns::count(row, "catalogue_version")?,
                audit_alg: columns::word(row, "audit_alg")?,
                law_mark: columns::get(row, "law_mark")?,
            })
        })
    }

    /// Moves time, or the head of a sequence.
    pub(super) fn move_heads<T>(&self, step: impl FnOnce(&mut Heads) -> T) -> Result<T, StoreError> {
        let mut heads = self.heads()?.ok_or(StoreError::Unreadable { what: "centre" })?;
        let answer = step(&mut heads);
        self.heads.replace(Known { heads: Some(heads), moved: true });
        Ok(answer)
    }

    /// Writes what was moved, at the end of somebody's work; answers the row for whoever goes on in the transaction.
    pub(super) fn hand_on(&self) -> Result<Option<Heads>, StoreError> {
        let heads = self.heads.borrow().heads.clone();
        self.put_heads().map(|()| heads)
    }

    /// Writes what was moved, before anybody else changes the row.
    pub(super) fn put_heads(&self) -> Result<(), StoreError> {
        let known = self.heads.take();
        let Some(heads) = known.heads.filter(|_| known.moved) else { return Ok(()) };
        self.execute(
            "UPDATE centre SET last_time = ?1, change_seq = ?2, audit_seq = ?3, audit_hash = ?4 WHERE id = 1",
            values![
                heads.last_time,
                columns::stored(heads.change_seq),
                columns::stored(heads.audit_seq),
                heads.audit_hash,
            ],
        )
    }

    /// Writes the row of a new database. Where another instance was quicker its row stays.
    pub fn give_birth(&self, birth: &Birth) -> Result<(), StoreError> {
        self.put_heads()?;
        self.execute(
            "INSERT INTO centre (id, realm, hall, profile, born_at, last_time, audit_hash)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING",
            values![
                columns::to_word(&birth.realm)?,
                birth.hall,
                birth.profile,
                birth.born_at,
                birth.time_from,
                birth.audit_hash,
            ],
        )?;
        Ok(())
    }

    /// Whether this database belongs to the keys with this mark; one that belongs to none belongs to them from now on.
    pub fn belongs_to(&self, keys: &str) -> Result<bool, StoreError> {
        self.execute("UPDATE centre SET keys = ?1 WHERE id = 1 AND keys = ''", values![keys])?;
        self.exists("SELECT 1 FROM centre WHERE id = 1 AND keys = ?1", values![keys])
    }

    /// Remembers the time of a write.
    pub fn set_last_time(&self, now: Timestamp) -> Result<(), StoreError> {
        self.move_heads(|heads| heads.last_time = heads.last_time.max(now))
    }

    /// Sets the movable clock; the schema refuses to set it back before zero.
    pub fn set_clock_offset(&self, offset: SignedDuration) -> Result<(), StoreError> {
        self.put_heads()?;
        let millis = i64::try_from(offset.as_millis()).unwrap_or(i64::MAX);
        self.execute("UPDATE centre SET clock_offset = ?1 WHERE id = 1", values![millis])?;
        Ok(())
    }

    /// The next number of a series, gap-free: it is taken only if the transaction that uses it commits.
    pub fn next_number(&self, series: &str) -> Result<u64, StoreError> {
        let taken = self.one(
            "INSERT INTO counters (series, last) VALUES (?1, 1)
             ON CONFLICT (series) DO UPDATE SET last = counters.last + 1 RETURNING last",
            values![series],
            |row| columns::count(row, "last"),
        )?;
        taken.ok_or(StoreError::Unreadable { what: "counters.last" })
    }
}
