//! Why the store did not do it.

use thiserror::Error;

use super::Reading;
use crate::sqlite::SqliteError;

/// Why the store did not do it. Unless said otherwise nothing was changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another copy of the program uses this store.
    #[error("the store is in use")]
    InUse,
    /// The file.
    #[error(transparent)]
    File(#[from] SqliteError),
    /// The directory.
    #[error("the directory cannot be used")]
    Directory(#[source] std::io::Error),
    /// The disk did not confirm an earlier write: the program must be started anew.
    #[error("the store must be opened anew")]
    Broken,
    /// It was opened to be read only: in use elsewhere, or not writable.
    #[error("the store is only read")]
    Looking,
    /// Its tables are an older program's, and it cannot be written.
    #[error("the store's tables are older")]
    Older,
    /// A row does not read as what it should be.
    #[error("a row cannot be read")]
    Unreadable,
    /// The screen is locked and the store closed.
    #[error("the store is locked")]
    Locked,
    /// The parcel is not there, or not in a state that allows this.
    #[error("the parcel does not allow this")]
    NotAllowed,
    /// The command could not be put into bytes.
    #[error("the command cannot be sealed")]
    Seal,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::File(error.into())
    }
}

impl StoreError {
    /// Key of the sentence that says it, and what to do.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::InUse => "desk.fault.store.in_use",
            Self::Directory(_) | Self::File(SqliteError::ReadOnly) => "desk.fault.store.read_only",
            Self::Broken | Self::File(SqliteError::Sync | SqliteError::Disk(_)) => "desk.fault.store.disk",
            Self::File(SqliteError::Full) => "desk.fault.store.full",
            Self::File(SqliteError::KeyOrDamage | SqliteError::Damaged) | Self::Unreadable => {
                "desk.fault.store.damaged"
            }
            Self::File(SqliteError::Plain) => "desk.fault.store.plain",
            Self::File(SqliteError::TooNew { .. }) => "desk.fault.store.newer",
            Self::File(SqliteError::Foreign(_)) => "desk.fault.store.foreign",
            Self::Looking => "desk.fault.store.looking",
            Self::Older => "desk.fault.store.older",
            Self::Locked => "desk.fault.store.locked",
            Self::NotAllowed => "desk.fault.store.not_allowed",
            Self::Seal => "desk.fault.store.seal",
            Self::File(_) => "desk.fault.store.other",
        }
    }

    /// True if the disk did not confirm a write: the program must end and read anew what is there.
    pub const fn is_fatal(&self) -> bool {
        matches!(self, Self::Broken | Self::File(SqliteError::Sync | SqliteError::Disk(_)))
    }

    /// Why the store can only be read; `None` = that is not what is wrong.
    pub const fn only_reads(&self) -> Option<Reading> {
        match self {
            Self::InUse => Some(Reading::InUse),
            Self::Directory(_) | Self::File(SqliteError::ReadOnly) => Some(Reading::NotWritable),
            _ => None,
        }
    }

    /// True if the file must be rescued before it can be used.
    pub const fn is_damage(&self) -> bool {
        matches!(self, Self::Unreadable | Self::File(SqliteError::KeyOrDamage | SqliteError::Damaged))
    }
}
