//! RELIABILITY F62, T28. A copy of the centre that stands alone: database, keys and files in one sealed file, and beside it
//! in clear what it is a copy of. It is proven before it is called a backup, and again before anything is put back.
//!
//! What lies in a backup are personal data and the keys of the centre: the passphrase is needed for both ways, and nobody
//! can do without it.

mod manifest;
mod put_back;
mod sealed;
mod take;

use std::{io, path::PathBuf};

use thiserror::Error;

use super::{fault::Fault, keys::KeysError, ledger::ProofError, store::StoreError};

pub use manifest::Manifest;
pub use put_back::{PutBack, put_back};
pub use take::take;

/// Where a centre lies, besides its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Folder of the keys.
    pub keys: PathBuf,
    /// Folder of the files, if there is one.
    pub files: PathBuf,
}

/// Why there is no backup, or nothing was put back.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A file or folder.
    #[error(transparent)]
    File(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The centre did not do it.
    #[error("the centre refused ({})", .0.code())]
    Fault(Fault),
    /// There is something in the folder already.
    #[error("the folder is not empty")]
    Occupied,
    /// A passphrase that is soon guessed keeps nothing.
    #[error("the passphrase is too short")]
    ShortPassphrase,
    /// What says what the backup is of cannot be read, or is of a newer program.
    #[error("the manifest cannot be read")]
    Manifest,
    /// The sealed file is not the one that the manifest tells of.
    #[error("the sealed file was altered or is not whole")]
    Altered,
    /// Another passphrase, or another's manifest.
    #[error("the passphrase does not open it")]
    Passphrase,
    /// The chain of audit records in it does not hold.
    #[error("its audit trail does not hold")]
    Broken,
    /// It was made by a newer program.
    #[error("it was made by a newer version of this program")]
    Newer,
    /// There is a database where it would be put.
    #[error("there is a database already")]
    InTheWay,
    /// The database is open elsewhere.
    #[error("the database is in use")]
    InUse,
    /// The database and the backup are of different centres.
    #[error("it is a backup of another centre")]
    OtherCentre,
    /// A backup of one engine is put back into the same.
    #[error("it is a backup of another kind of database")]
    OtherEngine,
    /// A program of the database server is missing, or failed.
    #[error("{0}")]
    Tool(String),
}

impl BackupError {
    /// Key of the sentence in `i18n` that says it; `{0}` is the error's own text.
    pub fn key(&self) -> &'static str {
        match self {
            Self::File(_) => "backup.file",
            Self::Store(error) => error.key(),
            Self::Keys(_) => "open.keys",
            Self::Fault(_) => "backup.fault",
            Self::Occupied => "backup.occupied",
            Self::ShortPassphrase => "backup.short_passphrase",
            Self::Manifest => "backup.manifest",
            Self::Altered => "backup.altered",
            Self::Passphrase => "backup.passphrase",
            Self::Broken => "backup.broken",
            Self::Newer => "backup.newer",
            Self::InTheWay => "backup.in_the_way",
            Self::InUse => "backup.in_use",
            Self::OtherCentre => "backup.other_centre",
            Self::OtherEngine => "backup.other_engine",
            Self::Tool(_) => "backup.tool",
        }
    }
}

impl From<Fault> for BackupError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ProofError> for BackupError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Store(error) => Self::Store(error),
            ProofError::NoKey => Self::Broken,
        }
    }
}
