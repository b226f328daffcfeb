//! What can go wrong with a file, sorted by what a person can do about it.

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why the file could not be opened, read or written. [`SqliteError::key`] names the sentence in `i18n` that says in
/// Chinese what to do.
#[derive(Debug, Error)]
pub enum SqliteError {
    /// The disk is full: nothing was written, everything committed before is safe.
    #[error("the disk is full")]
    DiskFull,
    /// Another program holds the file.
    #[error("the database is busy")]
    Busy,
    /// The path does not exist or may not be opened or written.
    #[error("the database file cannot be opened: {0}")]
    CannotOpen(String),
    /// The key does not fit, or the file is no database.
    #[error("wrong key, or not a database")]
    WrongKey,
    /// The file belongs to another program.
    #[error("the file belongs to another program (application id {found})")]
    Foreign {
        /// Application id in the file's header.
        found: i32,
    },
    /// A newer version of this program wrote the file.
    #[error("schema {found} is newer than the {known} this program knows")]
    NewerSchema {
        /// Number of the last migration in the file.
        found: u32,
        /// Number of the last migration known here.
        known: u32,
    },
    /// A migration was cut short or somebody changed tables by hand; the file is not served.
    #[error("the schema is half made: {0}")]
    HalfSchema(String),
    /// The pages do not agree with each other.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A constraint of the schema said no.
    #[error("a constraint of the schema does not hold: {0}")]
    Constraint(String),
    /// Anything else SQLite reports.
    #[error("database error: {0}")]
    Other(String),
}

impl SqliteError {
    /// Key of the advice in `i18n`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::DiskFull => "storage.full",
            Self::Busy => "storage.busy",
            Self::CannotOpen(_) => "storage.cannot_open",
            Self::WrongKey => "storage.wrong_key",
            Self::Foreign { .. } => "storage.foreign",
            Self::NewerSchema { .. } => "storage.newer_schema",
            Self::HalfSchema(_) => "storage.half_schema",
            Self::Damaged(_) => "storage.damaged",
            Self::Constraint(_) | Self::Other(_) => "storage.other",
        }
    }
}

impl From<rusqlite::Error> for SqliteError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::CannotOpen(error.to_string())
            }
            Some(ErrorCode::NotADatabase) => Self::WrongKey,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            Some(ErrorCode::ConstraintViolation) => Self::Constraint(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}
