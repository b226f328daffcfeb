//! What a server may answer instead of rows, and what follows from it.

use thiserror::Error;
use tokio_postgres::{Error as Cause, error::SqlState};

use super::secure::is_untrusted;

/// Why the server did not do what was asked. Texts name no value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ServerError {
    /// It does not answer, or has ended the connection; nothing was done.
    #[error("the database server does not answer")]
    Lost,
    /// The connection ended while a transaction was being committed, and nobody could be asked yet.
    #[error("the database server fell silent at the end of a transaction")]
    Unsure,
    /// Another transaction was in the way, again and again.
    #[error("the database server is busy")]
    Busy,
    /// Two transactions were in each other's way; the work can be done again at once.
    #[error("two transactions were in each other's way")]
    Contended,
    /// Its disk is full; nothing was changed.
    #[error("the database server's disk is full")]
    Full,
    /// It does not let us in.
    #[error("the database server refuses the connection: {0}")]
    Refused(String),
    /// Personal data would cross a network in clear.
    #[error("the connection to the database server would not be encrypted")]
    InClear,
    /// It is to be spoken to by TLS, and nobody said whose certificates are good.
    #[error("no authority for the database server's certificate (sslrootcert)")]
    NoRoots,
    /// Its certificate is not from the authority that was named, or is another's.
    #[error("the database server's certificate is not the right one")]
    Untrusted,
    /// A program of the server's own could not be run, or failed.
    #[error("{0} is not installed, or failed")]
    Tool(&'static str),
    /// Tables are there already.
    #[error("there are tables already")]
    InTheWay,
    /// A service is connected.
    #[error("a service is connected")]
    InUse,
    /// The role may not do this: the schema is not there yet, or not for this role.
    #[error("the database is not prepared for this role")]
    NotPrepared,
    /// Older than what we know.
    #[error("the database server is older than PostgreSQL 15")]
    TooOld,
    /// It would answer before a commit is durable.
    #[error("the database server does not wait for its disk (synchronous_commit is off)")]
    NotDurable,
    /// Its texts are not UTF-8.
    #[error("the database's encoding is not UTF8")]
    NotUnicode,
    /// Written by a newer version of this program; it is not touched.
    #[error("the database is of version {found}, this program knows {known}")]
    TooNew {
        /// Version in the database.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// Tables without a version. They are not served.
    #[error("the database's tables are half made, or another program's")]
    HalfMade,
    /// Anything else: a mistake in a statement, a broken constraint.
    #[error("the statement failed ({0})")]
    Statement(String),
}

impl ServerError {
    /// Key of the sentence in `i18n` that says what to do.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Lost => "storage.server_lost",
            Self::Unsure => "storage.server_unsure",
            Self::Busy | Self::Contended => "storage.server_busy",
            Self::Full => "storage.full",
            Self::Refused(_) => "storage.server_refused",
            Self::InClear => "storage.in_clear",
            Self::Tool(_) => "storage.tool",
            Self::InTheWay => "backup.in_the_way",
            Self::InUse => "backup.in_use",
            Self::NoRoots => "storage.no_roots",
            Self::Untrusted => "storage.server_untrusted",
            Self::NotPrepared => "storage.not_prepared",
            Self::TooOld => "storage.server_old",
            Self::NotDurable => "storage.not_durable",
            Self::NotUnicode => "storage.not_unicode",
            Self::TooNew { .. } => "storage.newer_schema",
            Self::HalfMade => "storage.half_schema",
            Self::Statement(_) => "storage.other",
        }
    }

    /// It will be over without anybody's doing.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Lost | Self::Unsure | Self::Busy | Self::Contended)
    }
}

impl From<&Cause> for ServerError {
    fn from(cause: &Cause) -> Self {
        let Some(code) = cause.code() else {
            if is_untrusted(cause) {
                return Self::Untrusted;
            }
            let wire = cause.is_closed()
                || std::error::Error::source(cause).is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
            return if wire { Self::Lost } else { Self::Statement(cause.to_string()) };
        };
        match code {
            code if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED => {
                Self::Contended
            }
            code if *code == SqlState::LOCK_NOT_AVAILABLE
                || *code == SqlState::QUERY_CANCELED
                || *code == SqlState::TOO_MANY_CONNECTIONS =>
            {
                Self::Busy
            }
            code if *code == SqlState::DISK_FULL => Self::Full,
            code if *code == SqlState::INSUFFICIENT_PRIVILEGE => Self::NotPrepared,
            // A newer instance has changed the tables under a compiled statement: a new connection compiles anew.
            code if *code == SqlState::FEATURE_NOT_SUPPORTED => Self::Lost,
            // A primary that is now a standby lets nobody write: the primary is elsewhere.
            code if *code == SqlState::READ_ONLY_SQL_TRANSACTION => Self::Lost,
            code if code.code().starts_with("08") || code.code().starts_with("57P") => Self::Lost,
            code if code.code().starts_with("28") || code.code().starts_with("3D") => {
                Self::Refused(code.code().to_owned())
            }
            code => Self::Statement(code.code().to_owned()),
        }
    }
}
