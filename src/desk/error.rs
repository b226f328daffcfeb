//! Why the desk did not do it. Each has a key in `i18n` that says what happened and what to do.

use thiserror::Error;

use super::{
    api::ApiError,
    scans::ScanFault,
    store::StoreError,
    vault::{Asked, Question, VaultError},
};

/// Why the desk did not do it.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The centre.
    #[error(transparent)]
    Centre(#[from] ApiError),
    /// Nobody is signed in here.
    #[error("nobody is signed in")]
    NobodySignedIn,
    /// The centre does not know this desk yet.
    #[error("the desk is not enrolled")]
    NotEnrolled,
    /// The centre is of another realm than the store.
    #[error("the centre is of another realm")]
    OtherRealm,
    /// The guides here are older than a conclusion may rest on (F28).
    #[error("the catalogue is too old for intake")]
    CatalogueTooOld,
    /// The guide holds what this program does not know: nothing is judged by it (F41).
    #[error("the guide was written for a newer program")]
    NewerGuide,
    /// A file is no scan, or its copy is gone.
    #[error(transparent)]
    Scan(#[from] ScanFault),
    /// The hall lets nobody in by telephone.
    #[error("no device grant here")]
    GrantOff,
    /// The work was dropped before it ended; what it did is not known.
    #[error("the work was dropped")]
    Lost,
}

impl DeskError {
    /// Key of the sentence that says it, and what to do.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Store(error) => error.key(),
            Self::Centre(error) => error.key(),
            Self::NobodySignedIn => "desk.fault.sign_in",
            Self::NotEnrolled => "desk.fault.not_enrolled",
            Self::OtherRealm => "desk.fault.other_realm",
            Self::CatalogueTooOld => "desk.fault.catalogue_old",
            Self::NewerGuide => "desk.fault.newer_guide",
            Self::Scan(fault) => fault.key(),
            Self::GrantOff => "desk.fault.grant_off",
            Self::Lost => "desk.fault.lost",
        }
    }
}

/// Why a desk did not open.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The key.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store is damaged: [`super::Desk::rescue`] sets it aside and copies out what is good.
    #[error("the store is damaged")]
    Damaged,
    /// The work was dropped before it ended.
    #[error("the work was dropped")]
    Lost,
}

impl OpenError {
    /// What a person must answer before it opens.
    pub const fn question(&self) -> Option<Question> {
        match self {
            Self::Vault(VaultError::Ask(question)) => Some(*question),
            Self::Vault(VaultError::Wrong(_)) => Some(Question::Passphrase(Asked::Wrong)),
            _ => None,
        }
    }

    /// Key of the sentence that says it, and what to do.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Vault(error) => error.key(),
            Self::Store(error) => error.key(),
            Self::Damaged => "desk.fault.store.damaged",
            Self::Lost => "desk.fault.lost",
        }
    }
}
