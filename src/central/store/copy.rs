//! The whole database at one moment, and such a copy brought back.

use std::path::Path;

use super::{Engine, Heads, Location, SCHEMA, Store, StoreError, engine};
use crate::sqlite::SqliteError;

/// What a copy is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The centre's row in it.
    pub heads: Heads,
    /// The version of its tables.
    pub schema: u64,
}

/// What became of that which was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// There was nothing.
    Nothing,
    /// It is kept.
    Kept,
}

impl Store {
    /// The newest version of the tables that this program knows.
    pub fn known_schema() -> u64 {
        u64::try_from(SCHEMA.len()).unwrap_or(u64::MAX)
    }

    /// Writes the database as it is at one moment into a file, while others go on working: a file's twin, or what the
    /// server's own tool makes of it.
    pub fn copy_to(&self, path: &Path) -> Result<Copied, StoreError> {
        match &self.0 {
            Engine::Sqlite(db) => {
                db.copy_to(path)?;
                Self::open(&Location::File(path.to_owned()), None)?.read(copied)
            }
            #[cfg(feature = "postgres")]
            Engine::Postgres(db) => db.read(|tx| {
                db.dump(tx, path)?;
                copied(tx)
            }),
        }
    }

    /// Loads what [`Self::copy_to`] made of a server into a server's database. Where there are tables they are kept in a
    /// schema of the name `aside`; without a name they stay, and nothing is loaded. What was loaded stays only if `judge`
    /// says so.
    pub fn load<E: From<StoreError>>(
        location: &Location,
        file: &Path,
        aside: Option<&str>,
        judge: impl FnOnce(&Location) -> Result<(), E>,
    ) -> Result<Aside, E> {
        match location {
            #[cfg(feature = "postgres")]
            Location::Server(url) => {
                let loading = engine::Loading::begin(url.reveal(), aside)?;
                let judged = loading.load(file).map_err(E::from).and_then(|()| judge(location));
                match judged {
                    Ok(()) => Ok(if loading.keeps() { Aside::Kept } else { Aside::Nothing }),
                    Err(error) => {
                        loading.undo()?;
                        Err(error)
                    }
                }
            }
            _ => {
                let _ = (file, aside, judge);
                Err(StoreError::NotBuilt.into())
            }
        }
    }
}

fn copied(tx: &super::Tx<'_>) -> Result<Copied, StoreError> {
    let heads = tx.heads()?.ok_or(StoreError::Unreadable { what: "centre" })?;
    Ok(Copied { heads, schema: tx.schema_version()? })
}

/// Whether nobody else has this file open. One that cannot be read any more is nobody's.
pub fn is_alone(path: &Path) -> Result<bool, StoreError> {
    match engine::Sqlite::is_alone(path) {
        Err(StoreError::File(SqliteError::Busy)) => Ok(false),
        Err(StoreError::File(SqliteError::KeyOrDamage | SqliteError::Damaged)) => Ok(true),
        alone => alone,
    }
}
