//! What the database may answer instead of rows.

use thiserror::Error;

use crate::sqlite::SqliteError;

#[cfg(feature = "postgres")]
pub use super::engine::ServerError;

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
    /// The server said no, or nothing.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The URL names a server, and this program was built without the feature that speaks to one.
    #[error("this program was built without PostgreSQL")]
    NotBuilt,
    /// Roles were asked of a file.
    #[error("a file knows no role {0}")]
    NoRoles(String),
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
            #[cfg(feature = "postgres")]
            Self::Server(error) => error.key(),
            Self::NotBuilt => "storage.not_built",
            Self::NoRoles(_) => "storage.no_roles",
            Self::Unreadable { .. } => "storage.damaged",
        }
    }

    /// Nothing may be written any more until the file is opened anew.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::File(error) => error.is_fatal(),
            Self::Broken => true,
            _ => false,
        }
    }

    /// The disk is full: nothing was written, reading goes on.
    pub fn is_full(&self) -> bool {
        match self {
            Self::File(error) => matches!(error, SqliteError::Full),
            #[cfg(feature = "postgres")]
            Self::Server(error) => matches!(error, ServerError::Full),
            _ => false,
        }
    }

    /// Trying again in a moment may help.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::File(error) => matches!(error, SqliteError::Busy),
            #[cfg(feature = "postgres")]
            Self::Server(error) => error.passes(),
            _ => false,
        }
    }

    /// The server fell silent at the very end: nobody can say yet whether the work was done.
    pub fn is_unsure(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Server(error) => matches!(error, ServerError::Unsure),
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::File(error.into())
    }
}
