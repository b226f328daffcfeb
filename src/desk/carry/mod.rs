//! The parcel that is carried by hand (B.5): drafts, sealed commands, slips and the list of originals, out of a laptop
//! that has no line and into a window that has one.
//!
//! ```text
//! "CTCARRY" version | length | header (realm, centre's keys, cost, salt, nonce)
//!     | length | XChaCha20-Poly1305( signature contents ) | XChaCha20-Poly1305( piece of a scan ) …
//! ```
//! **Scans** of the cases lie behind the contents, which name each by its hash; they are sealed, checked and put away one by
//! one, so that neither machine holds more than one of them at a time.
//!
//! **Who can read it.** The key comes from a code of 24 digits by Argon2id. The program draws the code and shows it once;
//! it travels beside the file, on paper or by telephone. Nobody chooses one, so none is weak, and digits pass every input
//! method. A key of the hall would need a secret kept at every window and its spread to every laptop: more to lose, for
//! nothing gained, since the agent stands at the window when the file does.
//!
//! **Who made it.** The device's Ed25519 key signs header and contents, inside the cipher, so that the file shows neither
//! person nor device outside. The window cannot know the device; the centre does, and judges every command's own
//! signature again. What a window takes in on its own are drafts, which have no effect until a clerk looks at them.
//!
//! **Once.** A command's id is its own guard, here and at the centre; a draft is known by its case and the hash of its
//! contents. The laptop keeps everything, so that a lost stick loses nothing; what it sends later by itself is answered
//! with the same receipt.

mod code;
mod contents;
pub(super) mod file;
mod incoming;
mod outgoing;
mod scans;

use thiserror::Error;

pub use contents::{CarriedCommand, CarriedDraft, CarriedOriginal, CarriedScan, Contents};
pub use incoming::{Brought, Preview, PreviewLine};
pub use outgoing::CarriedOut;
pub(in crate::desk) use scans::named_by;

use super::DeskError;

/// Why a parcel is not made or not taken.
#[derive(Debug, Error)]
pub enum CarryError {
    /// There is nothing to carry.
    #[error("nothing to carry")]
    Nothing,
    /// No parcel of this program.
    #[error("not a carried parcel")]
    NotOurs,
    /// Made by a newer program.
    #[error("the parcel is of a newer version")]
    TooNew,
    /// The frame does not hold together: cut short, or changed on the way.
    #[error("the parcel is damaged")]
    Damaged,
    /// What it is read from gives no more.
    #[error("the parcel cannot be read")]
    Unreadable,
    /// What it is written to takes no more.
    #[error("the parcel cannot be written")]
    Unwritten,
    /// More drafts and acts than a parcel holds.
    #[error("too much for one parcel")]
    TooMuch,
    /// Scans of a case are more or larger than the region's settings allow.
    #[error("the scans of a case are too large")]
    TooLarge,
    /// The digits do not belong together: one was misread or mistyped.
    #[error("the code is mistyped")]
    MistypedCode,
    /// Another code, or changed contents: the cipher does not tell which.
    #[error("the code does not open the parcel")]
    Locked,
    /// The signature does not hold.
    #[error("the signature does not hold")]
    Signature,
    /// Demo, training and live do not mix.
    #[error("the parcel is of another realm")]
    OtherRealm,
    /// It is for another centre.
    #[error("the parcel is for another centre")]
    OtherCentre,
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl CarryError {
    /// Key of the sentence that says so; its advice stands under the same key with `.advice`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Nothing => "carry.nothing",
            Self::NotOurs => "carry.not_ours",
            Self::TooNew => "carry.too_new",
            Self::Damaged => "carry.damaged",
            Self::Unreadable => "carry.unreadable",
            Self::Unwritten => "program.not_exported",
            Self::TooMuch => "carry.too_much",
            Self::TooLarge => "carry.too_large",
            Self::MistypedCode => "carry.mistyped",
            Self::Locked => "carry.locked",
            Self::Signature => "carry.signature",
            Self::OtherRealm => "carry.other_realm",
            Self::OtherCentre => "carry.other_centre",
            Self::Desk(error) => error.key(),
        }
    }

    /// Key of what to do; `None` = the sentence says it.
    pub const fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Nothing | Self::Unreadable | Self::Unwritten | Self::Desk(_) => return None,
            Self::NotOurs => "carry.not_ours.advice",
            Self::TooNew => "carry.too_new.advice",
            Self::Damaged => "carry.damaged.advice",
            Self::TooMuch => "carry.too_much.advice",
            Self::TooLarge => "carry.too_large.advice",
            Self::MistypedCode => "carry.mistyped.advice",
            Self::Locked => "carry.locked.advice",
            Self::Signature => "carry.signature.advice",
            Self::OtherRealm => "carry.other_realm.advice",
            Self::OtherCentre => "carry.other_centre.advice",
        })
    }
}
