//! What whoever looks after the database wants to know of it.

use jiff::Timestamp;

use super::{
    Location, SCHEMA, StoreError, Tx, columns,
    engine::{Link, values},
};
use crate::domain::audit::Head;

impl Tx<'_> {
    /// The version of the tables.
    pub fn schema_version(&self) -> Result<u64, StoreError> {
        let (sql, name) = match self.link {
            Link::Sqlite(_) => ("PRAGMA user_version", "user_version"),
            #[cfg(feature = "postgres")]
            Link::Postgres(_) => ("SELECT version FROM schema_version", "version"),
        };
        self.one(sql, values![], |row| columns::count(row, name))?
            .ok_or(StoreError::Unreadable { what: "schema_version" })
    }

    /// Whether the tables are those that this program knows.
    pub fn is_of_this_schema(&self) -> Result<bool, StoreError> {
        Ok(usize::try_from(self.schema_version()?).is_ok_and(|version| version == SCHEMA.len()))
    }

    /// Remembers a backup.
    pub fn add_backup(&self, at: Timestamp, head: &Head) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO backups (at, audit_seq, audit_hash) VALUES (?1, ?2, ?3) ON CONFLICT (at) DO NOTHING",
            values![at, columns::stored(head.seq), head.hash],
        )
    }

    /// When the last backup was made, by the machine's clock.
    pub fn last_backup(&self) -> Result<Option<Timestamp>, StoreError> {
        self.one("SELECT at FROM backups ORDER BY at DESC LIMIT 1", values![], |row| columns::instant(row, "at"))
    }

    /// Ends every session: whoever was signed out since a backup would be signed in again by it.
    pub fn end_all_sessions(&self) -> Result<(), StoreError> {
        self.execute("DELETE FROM sessions", values![])?;
        self.execute(
            "UPDATE families SET ended_at = ends_at, ended_why = 'restored' WHERE ended_at IS NULL",
            values![],
        )?;
        self.execute("DELETE FROM grants", values![])
    }
}

/// Bytes that are left where a database's file lies; `None` = it is no file, or this machine does not tell.
pub fn free_space(location: &Location) -> Option<u64> {
    let Location::File(path) = location else { return None };
    room(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(std::path::Path::new(".")))
}

#[cfg(unix)]
fn room(folder: &std::path::Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_frsize.checked_mul(disk.f_bavail)
}

#[cfg(not(unix))]
fn room(_: &std::path::Path) -> Option<u64> {
    None
}
