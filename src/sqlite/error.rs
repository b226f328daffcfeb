//! What can be wrong with a file.

use rusqlite::{Error, ErrorCode, ffi};
use thiserror::Error as ThisError;

/// Why a file could not be opened, read or written. Texts are for a log; whoever shows one to a person words it.
#[derive(Debug, ThisError)]
pub enum SqliteError {
    /// The key does not open the file, or its first page is damaged: SQLCipher cannot tell the two apart.
    #[error("the key does not open the file, or its first page is damaged")]
    KeyOrDamage,
    /// A key was given and the file is readable without one.
    #[error("the file is not encrypted")]
    Plain,
    /// A page does not match its checksum or the structure is broken.
    #[error("the file is damaged")]
    Damaged,
    /// Another program's file.
    #[error("the file belongs to another program (application id {0})")]
    Foreign(i32),
    /// Written by a newer version of this program; it is not touched.
    #[error("the file is of version {found}, this program knows {known}")]
    TooNew {
        /// Version in the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
    /// Tables without a version: a first step was cut short by hand, or the file was tampered with. It is not served.
    #[error("the file's tables are half made")]
    HalfMade,
    /// The disk or the quota is full; nothing was changed.
    #[error("the disk is full")]
    Full,
    /// The disk refused to make a write durable. The connection must not be used again (RELIABILITY R5).
    #[error("the disk did not confirm a write")]
    Sync,
    /// The disk failed otherwise.
    #[error("the disk failed")]
    Disk(#[source] Error),
    /// Read-only directory or file.
    #[error("the file cannot be written")]
    ReadOnly,
    /// Held by another connection for too long.
    #[error("the file is busy")]
    Busy,
    /// Anything else: a mistake in a statement, a broken constraint.
    #[error("the statement failed")]
    Statement(#[source] Error),
}

impl SqliteError {
    /// Key of the sentence in `i18n` that says what to do.
    pub fn key(&self) -> &'static str {
        match self {
            Self::KeyOrDamage => "storage.wrong_key",
            Self::Plain => "storage.plain",
            Self::Damaged => "storage.damaged",
            Self::Foreign(_) => "storage.foreign",
            Self::TooNew { .. } => "storage.newer_schema",
            Self::HalfMade => "storage.half_schema",
            Self::Full => "storage.full",
            Self::Sync | Self::Disk(_) => "storage.disk",
            Self::ReadOnly => "storage.cannot_open",
            Self::Busy => "storage.busy",
            Self::Statement(_) => "storage.other",
        }
    }

    /// True if nothing may be written through this connection any more.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Sync | Self::Disk(_) | Self::Damaged | Self::KeyOrDamage)
    }
}

impl From<Error> for SqliteError {
    fn from(error: Error) -> Self {
        let Error::SqliteFailure(failure, _) = &error else { return Self::Statement(error) };
        match (failure.code, failure.extended_code) {
            (_, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) => Self::Sync,
            (ErrorCode::NotADatabase, _) => Self::KeyOrDamage,
            (ErrorCode::DatabaseCorrupt, _) => Self::Damaged,
            (ErrorCode::DiskFull, _) => Self::Full,
            (ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _) => Self::ReadOnly,
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Self::Busy,
            (ErrorCode::SystemIoFailure, _) => Self::Disk(error),
            _ => Self::Statement(error),
        }
    }
}
