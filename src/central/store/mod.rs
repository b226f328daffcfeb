//! The centre's database: every statement stands in this room, behind functions that speak of cases, numbers and
//! people. It is written once; `engine` below it runs it on SQLite or on `PostgreSQL`, and no type of either library
//! leaves the room.
//!
//! One writer at a time, in one transaction per command (RELIABILITY 3.7); readers look at their own snapshot. On a server
//! that several instances share the writer is the one that holds the centre's row.

mod accounts;
mod applicants;
mod audit;
mod cases;
mod catalogue;
mod centre;
mod changes;
mod checkpoints;
mod columns;
mod commands;
mod copy;
mod department;
mod devices;
mod documents;
mod dues;
mod engine;
mod error;
mod events;
mod evidence;
mod files;
mod grants;
mod law;
mod lists;
mod location;
mod office;
mod proposals;
mod readings;
mod recoveries;
mod scope;
mod sessions;
mod sight;
mod tickets;
mod upkeep;
mod webhooks;

use std::{cell::RefCell, sync::Arc};

use crate::sqlite::{self, FileKey};

pub use accounts::{Account, StaffRow};
pub use applicants::ApplicantRow;
pub use audit::AuditRow;
pub use cases::{CaseRow, SavedCase};
pub use centre::{Birth, Heads};
pub use checkpoints::CheckpointRow;
pub use commands::{StoredVerdict, VerdictRow};
pub use copy::{Aside, Copied, is_alone};
pub use department::{Moments, QueueMarks};
pub use devices::{Device, DeviceCodeRow};
pub use documents::DocumentRow;
pub use dues::DueRow;
pub use error::StoreError;
pub use events::EventRow;
pub use files::{FileRow, NewPiece, PieceAt};
pub use grants::Grant;
pub use law::{LawRows, SettingsRow};
pub use lists::{Cursor, Filter, ListEntry, ListRow};
pub use location::{Location, ServerUrl, UnknownScheme};
pub use office::{DraftRow, OfficeEyes, StepRow};
pub use proposals::{ProposalRow, Proposed};
pub use recoveries::RecoveryRow;
pub use scope::{Reach, Scope};
pub use sessions::{Ended, Family, NewSession, RefreshRow, SessionRow};
pub use tickets::TicketRow;
pub use upkeep::free_space;
pub use webhooks::{Letter, NewDelivery, Outcome, Post, WebhookRow};

/// Steps of the schema; a released step never changes. The server's twin has the same steps.
const SCHEMA: &[&str] = &[
    include_str!("schema/0001_centre.sql"),
    include_str!("schema/0002_audit_and_places.sql"),
    include_str!("schema/0003_keys.sql"),
    include_str!("schema/0004_sign_in.sql"),
    include_str!("schema/0005_files_and_webhooks.sql"),
    include_str!("schema/0006_office.sql"),
    include_str!("schema/0007_department.sql"),
    include_str!("schema/0008_backups.sql"),
    include_str!("schema/0009_sums_and_ends.sql"),
    include_str!("schema/0010_counts.sql"),
    include_str!("schema/0011_recoveries_and_letters.sql"),
    include_str!("schema/0012_proposals.sql"),
    include_str!("schema/0013_readings.sql"),
];

/// Told of the last number of the change sequence when another instance has moved it.
pub type Hear = Arc<dyn Fn(u64) + Send + Sync>;

/// The open database.
pub struct Store(Engine);

enum Engine {
    Sqlite(Box<engine::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Box<engine::Postgres>),
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// The database inside one transaction. Its functions are spread over this room, a file per story.
pub struct Tx<'a> {
    link: engine::Link<'a>,
    heads: RefCell<centre::Known>,
}

impl Store {
    /// Opens the database and brings its schema up to date; refuses a foreign, newer or half-made one. The key is that
    /// of a file.
    pub fn open(location: &Location, key: Option<&FileKey>) -> Result<Self, StoreError> {
        Ok(Self(match location {
            Location::Memory => Engine::Sqlite(Box::new(engine::Sqlite::open(None, key, SCHEMA)?)),
            Location::File(path) => Engine::Sqlite(Box::new(engine::Sqlite::open(Some(path), key, SCHEMA)?)),
            #[cfg(feature = "postgres")]
            Location::Server(url) => Engine::Postgres(Box::new(engine::Postgres::open(url.reveal())?)),
            #[cfg(not(feature = "postgres"))]
            Location::Server(_) => return Err(StoreError::NotBuilt),
        }))
    }

    /// Runs `work` in one writing transaction: it is durable when this returns `Ok`, and gone without trace when not,
    /// but for [`StoreError::is_unsure`]. A server may make it necessary to do the work again from the beginning.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnMut(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.0 {
            Engine::Sqlite(db) => db.write(work),
            #[cfg(feature = "postgres")]
            Engine::Postgres(db) => db.write(work, false),
        }
    }

    /// The same for work that begins by asking, by its own id, whether it was done before. Where nobody can say whether
    /// a commit took place it is asked again on a new connection, behind whatever is left of the old one (RELIABILITY F58).
    pub fn write_by_id<T, E: From<StoreError>>(&self, work: impl FnMut(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.0 {
            Engine::Sqlite(db) => db.write(work),
            #[cfg(feature = "postgres")]
            Engine::Postgres(db) => db.write(work, true),
        }
    }

    /// Writes nothing more: somebody met a disk that failed. A server's disk is the server's own matter.
    pub fn stop(&self) {
        match &self.0 {
            Engine::Sqlite(db) => db.stop(),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => {}
        }
    }

    /// Runs `work` on one snapshot.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.0 {
            Engine::Sqlite(db) => db.read(work),
            #[cfg(feature = "postgres")]
            Engine::Postgres(db) => db.read(work),
        }
    }

    /// Hears of changes by other instances from now on. A file has no other instance.
    pub fn listen(&self, hear: Hear) {
        match &self.0 {
            Engine::Sqlite(_) => drop(hear),
            #[cfg(feature = "postgres")]
            Engine::Postgres(db) => db.listen(hear),
        }
    }

    /// Lets a role of the server serve this database without being able to change what is append-only. A file has no
    /// roles.
    pub fn let_serve(&self, role: &str) -> Result<(), StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => Err(StoreError::NoRoles(role.to_owned())),
            #[cfg(feature = "postgres")]
            Engine::Postgres(db) => db.let_serve(role),
        }
    }

    /// Whether this connection could change what is append-only, were it told to. A file's owner always can.
    pub fn may_rewrite(&self) -> Result<bool, StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => Ok(true),
            #[cfg(feature = "postgres")]
            Engine::Postgres(db) => db.may_rewrite(),
        }
    }

    /// Stops waiting for the disk: only for a file that is being set up and is not in its place yet. A server keeps its
    /// own ways.
    pub fn hurry(&self) -> Result<(), StoreError> {
        match &self.0 {
            Engine::Sqlite(db) => Ok(db.writer().pragma_update(None, "synchronous", "OFF")?),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Brings everything into the one file, so that it can be put in its place.
    pub fn gather(&self) -> Result<(), StoreError> {
        match &self.0 {
            Engine::Sqlite(db) => Ok(db.writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Reads every page of a file; empty = it is whole. For `doctor` and after a restore. A server looks after its own
    /// pages.
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        match &self.0 {
            Engine::Sqlite(db) => Ok(sqlite::check(&db.reader(), false)?),
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => Ok(Vec::new()),
        }
    }
}

impl Tx<'_> {
    /// Runs `work` so that its error undoes what it wrote, and nothing else of the transaction.
    pub fn attempt<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.say("SAVEPOINT attempt")?;
        let before = self.heads.borrow().clone();
        let answer = work();
        let end = if answer.is_ok() { "RELEASE attempt" } else { "ROLLBACK TO attempt; RELEASE attempt" };
        self.say(end)?;
        if answer.is_err() {
            self.heads.replace(before);
        }
        answer
    }
}

#[cfg(test)]
mod tests;
