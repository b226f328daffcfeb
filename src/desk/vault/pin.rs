//! `pin.toml`: the store's key wrapped a third time, behind a short PIN that unlocks the screen while the program runs.
//! Six digits alone would be guessed in an hour by whoever copies the files, so the key that wraps is derived from the PIN
//! and from a secret of the keyring together: a stolen file is worth nothing without the machine's keyring, and the
//! keyring nothing without the PIN. Where there is no keyring there is no PIN.

use std::{fs, io, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{ports::Entropy, sqlite::FileKey};

use super::{
    safe::{KeySafe, SafeError},
    wrap::{Cost, Wrap, open, seal, write_whole},
};

/// Name of the file.
pub(super) const PIN_FILE: &str = "pin.toml";
/// Fewest and most digits.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=12;
const FORMAT: u32 = 1;
const SALT: usize = 16;

/// Whether a PIN can be used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinState {
    /// The keyring cannot be used: no PIN is offered. Why.
    NoKeyring(SafeError),
    /// One can be set.
    Unset,
    /// One is set.
    Set,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pin {
    format: u32,
    #[serde(flatten)]
    cost: Cost,
    salt: String,
    sealed: String,
}

/// Whether this could be a PIN at all: six digits or more.
pub(super) fn is_pin(typed: &str) -> bool {
    DIGITS.contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// A PIN that nobody guesses among the first ten: not one digit only, not a run up or down.
pub(super) fn is_good(pin: &str) -> bool {
    let steps = || pin.bytes().zip(pin.bytes().skip(1)).map(|(a, b)| i16::from(b) - i16::from(a));
    is_pin(pin) && [-1, 0, 1].into_iter().all(|step| steps().any(|other| other != step))
}

/// How a PIN stands here. It asks the keyring, which may take long.
pub(super) fn state(dir: &Path, wrap: &Wrap, safe: &dyn KeySafe) -> PinState {
    match safe.get(&account(wrap)) {
        Err(error) => PinState::NoKeyring(error),
        Ok(Some(_)) if dir.join(PIN_FILE).exists() => PinState::Set,
        Ok(_) => PinState::Unset,
    }
}

/// Wraps the key behind a PIN, in place of an earlier one. The keyring takes its secret before the file is written.
pub(super) fn set(
    dir: &Path,
    wrap: &Wrap,
    key: &FileKey,
    pin: &str,
    safe: &dyn KeySafe,
    entropy: &dyn Entropy,
) -> Result<(), PinFault> {
    let mut secret = Zeroizing::new(vec![0u8; 32]);
    entropy.fill(&mut secret);
    let mut salt = [0u8; SALT];
    entropy.fill(&mut salt);
    let cost = wrap.passphrase.cost;
    let mut kept = Pin { format: FORMAT, cost, salt: STANDARD_NO_PAD.encode(salt), sealed: String::new() };
    let outer = derive(pin, &salt, &secret, cost).ok_or(PinFault::Cipher)?;
    kept.sealed = seal(&outer, key, &claim(wrap, &kept), entropy).ok_or(PinFault::Cipher)?;
    safe.put(&account(wrap), &secret).map_err(PinFault::Keyring)?;
    let text = toml::to_string(&kept).map_err(|_| PinFault::Cipher)?;
    write_whole(dir, PIN_FILE, &text).map_err(PinFault::File)
}

/// Why no PIN was set.
#[derive(Debug)]
pub(super) enum PinFault {
    Keyring(SafeError),
    File(io::Error),
    Cipher,
}

/// The key, if a PIN is set and this is it.
pub(super) fn try_open(dir: &Path, wrap: &Wrap, typed: &str, safe: &dyn KeySafe) -> Option<FileKey> {
    if !is_pin(typed) {
        return None;
    }
    let kept: Pin = toml::from_str(&fs::read_to_string(dir.join(PIN_FILE)).ok()?).ok()?;
    // A file that was made cheaper by hand is not tried.
    if kept.format != FORMAT || !kept.cost.reaches(wrap.passphrase.cost) {
        return None;
    }
    let secret = safe.get(&account(wrap)).ok()??;
    let salt = STANDARD_NO_PAD.decode(&kept.salt).ok()?;
    let outer = derive(typed, &salt, &secret, kept.cost)?;
    open(&outer, &kept.sealed, &claim(wrap, &kept))
}

/// Removes the PIN: its file, and what the keyring has of it. True if there was one.
pub(super) fn remove(dir: &Path, wrap: &Wrap, safe: &dyn KeySafe) -> bool {
    let removed = fs::remove_file(dir.join(PIN_FILE)).is_ok();
    if removed {
        // Overwritten, for a keyring that cannot forget: without the file it opens nothing.
        let mut nothing = [0u8; 32];
        let _ = safe.put(&account(wrap), &nothing);
        nothing.zeroize();
    }
    removed
}

fn account(wrap: &Wrap) -> String {
    format!("{}/pin", wrap.store)
}

fn claim(wrap: &Wrap, kept: &Pin) -> String {
    let Cost { memory_kib, passes, lanes } = kept.cost;
    format!("{FORMAT}|{:?}|{}|pin|{memory_kib}|{passes}|{lanes}|{}", wrap.realm, wrap.store, kept.salt)
}

/// Argon2id with the keyring's secret as its secret value.
fn derive(pin: &str, salt: &[u8], secret: &[u8], cost: Cost) -> Option<Zeroizing<Vec<u8>>> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
    let mut outer = Zeroizing::new(vec![0u8; 32]);
    Argon2::new_with_secret(secret, Algorithm::Argon2id, Version::V0x13, params)
        .ok()?
        .hash_password_into(pin.as_bytes(), salt, &mut outer)
        .ok()?;
    Some(outer)
}
