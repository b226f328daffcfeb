//! The one row of the centre: what was written at birth, the clock, and the heads of the sequences.

use jiff::{SignedDuration, Timestamp};

use super::{StoreError, Tx, columns};
use crate::contract::Realm;

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
}

impl Tx<'_> {
    /// The centre's row; `None` in a database that is not born yet.
    pub fn heads(&self) -> Result<Option<Heads>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT * FROM centre WHERE id = 1")?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(Heads {
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
        }))
    }

    /// Writes the row of a new database.
    pub fn give_birth(&self, birth: &Birth) -> Result<(), StoreError> {
        self.db.execute(
            "INSERT INTO centre (id, realm, hall, profile, born_at, last_time, audit_hash)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
            (
                columns::to_word(&birth.realm)?,
                &birth.hall,
                &birth.profile,
                birth.born_at.as_millisecond(),
                birth.time_from.as_millisecond(),
                &birth.audit_hash,
            ),
        )?;
        Ok(())
    }

    /// Remembers the time of a write.
    pub fn set_last_time(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut statement = self.db.prepare_cached("UPDATE centre SET last_time = max(last_time, ?1) WHERE id = 1")?;
        statement.execute([now.as_millisecond()])?;
        Ok(())
    }

    /// Sets the movable clock; the schema refuses to set it back before zero.
    pub fn set_clock_offset(&self, offset: SignedDuration) -> Result<(), StoreError> {
        let millis = i64::try_from(offset.as_millis()).unwrap_or(i64::MAX);
        self.db.execute("UPDATE centre SET clock_offset = ?1 WHERE id = 1", [millis])?;
        Ok(())
    }

    /// The next number of a series, gap-free: it is taken only if the transaction that uses it commits.
    pub fn next_number(&self, series: &str) -> Result<u64, StoreError> {
        let mut statement = self.db.prepare_cached(
            "INSERT INTO counters (series, last) VALUES (?1, 1)
             ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
        )?;
        let number: i64 = statement.query_row([series], |row| row.get(0))?;
        u64::try_from(number).map_err(|_| StoreError::Unreadable { what: "counters.last" })
    }
}
