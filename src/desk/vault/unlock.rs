//! From a directory to the store's key, or to a question. Never a new key over an old store, never plain text.

use std::{fmt, io, path::Path};

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use zeroize::{Zeroize as _, Zeroizing};

use crate::{contract::Realm, ports::Entropy, sqlite::FileKey};

use super::{
    door::Door,
    pin,
    safe::{KeySafe, NoKeyring, SafeError},
    strikes::{self, Stake},
    wrap::{Cost, Wrap},
};

/// Published, as everything of the demo is.
pub const DEMO_PASSPHRASE: &str = "chuangtai demo";
/// Fewest characters of a passphrase.
pub(super) const SHORTEST_PASSPHRASE: usize = 8;

/// How the caller tries to open the store.
#[derive(Clone, PartialEq, Eq)]
pub enum Unlock {
    /// The demo's published passphrase; no keyring, no question. Refused for a live or training store.
    Demo,
    /// The system's keyring.
    Keyring,
    /// A passphrase, as typed.
    Passphrase(Zeroizing<String>),
}

impl fmt::Debug for Unlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Demo => "Demo",
            Self::Keyring => "Keyring",
            Self::Passphrase(_) => "Passphrase(..)",
        })
    }
}

/// Why a passphrase is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// No keyring on this machine.
    NoKeyring,
    /// The keyring is locked.
    KeyringLocked,
    /// The keyring failed.
    KeyringFailed,
    /// The keyring has no secret of this store, or another one.
    KeyringChanged,
    /// The passphrase was wrong.
    Wrong,
    /// The screen was locked when the program ended.
    Locked,
}

/// What a person must answer before the store opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// There is no store yet: choose a passphrase.
    Choose,
    /// The chosen passphrase is too short or published.
    ChooseStronger,
    /// The chosen PIN is too short, or everybody's first guess.
    BetterPin,
    /// Type the passphrase.
    Passphrase(Asked),
}

impl Question {
    /// Key of the sentence that asks.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Choose => "vault.choose",
            Self::ChooseStronger => "vault.choose_stronger",
            Self::BetterPin => "vault.better_pin",
            Self::Passphrase(Asked::NoKeyring) => "vault.ask.no_keyring",
            Self::Passphrase(Asked::KeyringLocked) => "vault.ask.keyring_locked",
            Self::Passphrase(Asked::KeyringFailed) => "vault.ask.keyring_failed",
            Self::Passphrase(Asked::KeyringChanged) => "vault.ask.keyring_changed",
            Self::Passphrase(Asked::Wrong) => "vault.ask.wrong",
            Self::Passphrase(Asked::Locked) => "vault.ask.locked",
        }
    }
}

/// Why there is no key.
#[derive(Debug, Error)]
pub enum VaultError {
    /// A person must answer first.
    #[error("a person must answer first")]
    Ask(Question),
    /// It was wrong, and counted.
    #[error("the passphrase was wrong")]
    Wrong(strikes::Miss),
    /// Too many wrong passphrases: nobody may try for so long.
    #[error("nobody may try yet")]
    TooSoon {
        /// How long.
        wait: SignedDuration,
    },
    /// The keyring took no secret for a PIN.
    #[error("no PIN without a keyring")]
    NoPin(SafeError),
    /// There is a store and no `wrap.toml`: its key is lost. Nothing is overwritten.
    #[error("the store is there and its key is not")]
    KeyLost,
    /// The demo's key for a store that is no demo, or the other way round.
    #[error("the store is of another realm")]
    OtherRealm,
    /// The cost beside the wrapping is lower than allowed.
    #[error("the wrapping is weaker than allowed")]
    Weak,
    /// `wrap.toml` cannot be read or written.
    #[error("the wrapping cannot be read or written")]
    File(#[from] io::Error),
    /// The cryptography failed.
    #[error("the key could not be wrapped")]
    Cipher,
}

impl VaultError {
    /// Key of the sentence that says it, and what to do.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Ask(question) => question.key(),
            Self::Wrong(miss) => match miss.stake {
                Stake::Pin if miss.is_last() => "vault.pin_gone",
                Stake::Key if miss.is_last() => "vault.key_gone",
                _ => Question::Passphrase(Asked::Wrong).key(),
            },
            Self::TooSoon { .. } => "vault.too_soon",
            Self::NoPin(_) => "vault.no_pin",
            Self::KeyLost => "vault.key_lost",
            Self::OtherRealm => "vault.other_realm",
            Self::Weak => "vault.weak",
            Self::File(_) => "vault.file",
            Self::Cipher => "vault.cipher",
        }
    }
}

/// The key, and what the caller should say about it.
#[derive(Debug)]
pub struct Opened {
    /// The store's key.
    pub key: FileKey,
    /// It was made just now.
    pub made: bool,
    /// The keyring could not take its wrapping; next time a passphrase is asked for.
    pub keyring: Option<SafeError>,
}

/// Opens, or for a directory without a store makes, the key. It blocks: key derivation, disk, keyring.
pub fn unlock(
    dir: &Path,
    realm: Realm,
    how: &Unlock,
    safe: &dyn KeySafe,
    store_exists: bool,
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<Opened, VaultError> {
    if (*how == Unlock::Demo) != (realm == Realm::Demo) {
        return Err(VaultError::OtherRealm);
    }
    match Wrap::read(dir)? {
        Some(wrap) => reopen(wrap, dir, how, safe, entropy, (realm, now)),
        None if store_exists => Err(VaultError::KeyLost),
        None => make(dir, realm, how, safe, entropy),
    }
}

/// The key of a store whose screen is locked: by its passphrase alone, in a demo by the published one. It blocks.
pub fn reopen_closed(dir: &Path, realm: Realm, passphrase: &str, now: Timestamp) -> Result<FileKey, VaultError> {
    let wrap = Wrap::read(dir)?.ok_or(VaultError::KeyLost)?;
    allowed(&wrap, realm)?;
    by_passphrase(&wrap, dir, passphrase, &NoKeyring, now)
}

/// The key of a store that this program had open before its screen was locked: by PIN, if one is set, or by passphrase.
/// It blocks.
pub fn unlock_closed(
    dir: &Path,
    realm: Realm,
    typed: &str,
    safe: &dyn KeySafe,
    now: Timestamp,
) -> Result<FileKey, VaultError> {
    let wrap = Wrap::read(dir)?.ok_or(VaultError::KeyLost)?;
    allowed(&wrap, realm)?;
    let by_pin = || pin::try_open(dir, &wrap, typed, safe);
    by_knocking(&wrap, dir, safe, now, || by_pin().or_else(|| wrap.open_by_passphrase(typed)))
}

/// The key of a store that is only read, because it is in use or cannot be written: nothing is joined, made or changed.
pub fn look(dir: &Path, realm: Realm, how: &Unlock, safe: &dyn KeySafe, now: Timestamp) -> Result<FileKey, VaultError> {
    if (*how == Unlock::Demo) != (realm == Realm::Demo) {
        return Err(VaultError::OtherRealm);
    }
    let wrap = Wrap::read(dir)?.ok_or(VaultError::KeyLost)?;
    allowed(&wrap, realm)?;
    match how {
        Unlock::Demo => wrap.open_by_passphrase(DEMO_PASSPHRASE).ok_or(VaultError::OtherRealm),
        Unlock::Keyring => by_keyring(&wrap, dir, safe),
        Unlock::Passphrase(typed) => {
            // Whoever has the store may have locked the screen: that stays.
            let locked = is_closed(dir);
            let key = by_passphrase(&wrap, dir, typed, safe, now)?;
            if locked {
                close(dir);
            }
            Ok(key)
        }
    }
}

/// True if somebody locked the screen, here or in another copy of the program, and nobody has unlocked it.
pub fn is_closed(dir: &Path) -> bool {
    Door::read(dir).locked
}

/// Remembers that the screen was locked: from now on only the passphrase opens the store.
pub fn close(dir: &Path) {
    Door::read(dir).lock(dir);
}

/// How long nobody may try a passphrase.
pub fn wait(dir: &Path, now: Timestamp) -> SignedDuration {
    Door::read(dir).wait(now)
}

/// The wrapping is of this realm, and as dear as the realm asks for.
pub(super) fn allowed(wrap: &Wrap, realm: Realm) -> Result<(), VaultError> {
    if wrap.realm != realm {
        return Err(VaultError::OtherRealm);
    }
    if realm != Realm::Demo && !wrap.passphrase.cost.reaches(Cost::LIVE) {
        return Err(VaultError::Weak);
    }
    Ok(())
}

pub(super) fn by_passphrase(
    wrap: &Wrap,
    dir: &Path,
    passphrase: &str,
    safe: &dyn KeySafe,
    now: Timestamp,
) -> Result<FileKey, VaultError> {
    by_knocking(wrap, dir, safe, now, || wrap.open_by_passphrase(passphrase))
}

/// A try at the door: one count and one delay, whatever was typed.
fn by_knocking(
    wrap: &Wrap,
    dir: &Path,
    safe: &dyn KeySafe,
    now: Timestamp,
    try_open: impl FnOnce() -> Option<FileKey>,
) -> Result<FileKey, VaultError> {
    let door = Door::read(dir);
    let wait = door.wait(now);
    if wait.is_positive() {
        return Err(VaultError::TooSoon { wait });
    }
    door.knock(dir, now);
    let Some(key) = try_open() else {
        return Err(VaultError::Wrong(strikes::missed(dir, wrap, safe, now)));
    };
    Door::opened(dir);
    Ok(key)
}

fn by_keyring(wrap: &Wrap, dir: &Path, safe: &dyn KeySafe) -> Result<FileKey, VaultError> {
    let ask = |asked| VaultError::Ask(Question::Passphrase(asked));
    if Door::read(dir).locked {
        return Err(ask(Asked::Locked));
    }
    let secret = safe.get(&wrap.store.to_string()).map_err(|error| {
        ask(match error {
            SafeError::Missing => Asked::NoKeyring,
            SafeError::Locked => Asked::KeyringLocked,
            SafeError::Failed => Asked::KeyringFailed,
        })
    })?;
    let key = secret.and_then(|secret| wrap.open_by_keyring(&secret));
    key.ok_or_else(|| ask(Asked::KeyringChanged))
}

fn reopen(
    mut wrap: Wrap,
    dir: &Path,
    how: &Unlock,
    safe: &dyn KeySafe,
    entropy: &dyn Entropy,
    (realm, now): (Realm, Timestamp),
) -> Result<Opened, VaultError> {
    allowed(&wrap, realm)?;
    match how {
        Unlock::Demo => {
            let key = wrap.open_by_passphrase(DEMO_PASSPHRASE).ok_or(VaultError::OtherRealm)?;
            Door::opened(dir);
            Ok(Opened { key, made: false, keyring: None })
        }
        Unlock::Keyring => Ok(Opened { key: by_keyring(&wrap, dir, safe)?, made: false, keyring: None }),
        Unlock::Passphrase(passphrase) => {
            let key = by_passphrase(&wrap, dir, passphrase, safe, now)?;
            let keyring = join_keyring(&mut wrap, &key, dir, safe, entropy)?;
            Ok(Opened { key, made: false, keyring })
        }
    }
}

fn make(
    dir: &Path,
    realm: Realm,
    how: &Unlock,
    safe: &dyn KeySafe,
    entropy: &dyn Entropy,
) -> Result<Opened, VaultError> {
    let (passphrase, cost) = match how {
        Unlock::Demo => (DEMO_PASSPHRASE, Cost::DEMO),
        Unlock::Keyring => return Err(VaultError::Ask(Question::Choose)),
        Unlock::Passphrase(typed) if typed.chars().count() < SHORTEST_PASSPHRASE || **typed == DEMO_PASSPHRASE => {
            return Err(VaultError::Ask(Question::ChooseStronger));
        }
        Unlock::Passphrase(typed) => (typed.as_str(), Cost::LIVE),
    };
    let mut bytes = [0u8; 32];
    entropy.fill(&mut bytes);
    let key = FileKey::new(&mut bytes);
    let mut wrap = Wrap::new(realm, &key, passphrase, cost, entropy).ok_or(VaultError::Cipher)?;
    wrap.write(dir)?;
    let keyring = match how {
        Unlock::Demo => None,
        _ => join_keyring(&mut wrap, &key, dir, safe, entropy)?,
    };
    Ok(Opened { key, made: true, keyring })
}

/// Gives the keyring its own wrapping of the key, unless it already holds it.
fn join_keyring(
    wrap: &mut Wrap,
    key: &FileKey,
    dir: &Path,
    safe: &dyn KeySafe,
    entropy: &dyn Entropy,
) -> Result<Option<SafeError>, VaultError> {
    let account = wrap.store.to_string();
    match safe.get(&account) {
        Ok(Some(secret)) if wrap.open_by_keyring(&secret).is_some() => return Ok(None),
        Ok(_) => {}
        Err(error) => return Ok(Some(error)),
    }
    let mut secret = [0u8; 32];
    entropy.fill(&mut secret);
    let put = safe.put(&account, &secret);
    let added = wrap.add_keyring(key, &secret, entropy);
    secret.zeroize();
    if let Err(error) = put {
        return Ok(Some(error));
    }
    added.ok_or(VaultError::Cipher)?;
    wrap.write(dir)?;
    Ok(None)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
