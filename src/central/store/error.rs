//! What the database may answer instead of rows.

use thiserror::Error;

use crate::sqlite::SqliteError;

/// Why a statement did not give what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file said no.
    #[error(transparent)]
    File(#[from] SqliteError),
    /// The disk did not confirm an earlier commit: what became of it is not known before the file is opened anew, and
    /// until then nothing is written (RELIABILITY R5).
    #[error("the disk failed earlier; the database must be opened anew")]
    Broken,
    /// A stored value cannot be read back; the database was changed from outside.
    #[error("stored {what} cannot be read")]
    Unreadable {
        /// Which column.
        what: &'static str,
    },
}

impl StoreError {
    /// Key of the advice in `i18n`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::File(error) => error.key(),
            Self::Broken => "storage.disk",
            Self::Unreadable { .. } => "storage.damaged",
        }
    }

    /// Nothing may be written any more until the file is opened anew.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::File(error) => error.is_fatal(),
            Self::Broken => true,
            Self::Unreadable { .. } => false,
        }
    }

    /// The disk is full: nothing was written, reading goes on.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::File(SqliteError::Full))
    }

    /// Trying again in a moment may help.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::File(SqliteError::Busy))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::File(error.into())
    }
}
