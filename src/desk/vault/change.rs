//! Changing what opens the store: passphrase and PIN. Each asks for the passphrase first, under the same delay as the
//! locked screen; and the way out when it is forgotten, a new life for this desk beside the sealed old one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::{contract::Realm, ports::Entropy, sqlite::FileKey};

use super::{
    pin::{self, PinFault, PinState},
    safe::KeySafe,
    unlock::{DEMO_PASSPHRASE, Question, SHORTEST_PASSPHRASE, VaultError, allowed, by_passphrase},
    wrap::{WRAP_FILE, Wrap},
};

/// How a PIN stands here. It asks the keyring, which may take long.
pub fn pin_state(dir: &Path, safe: &dyn KeySafe) -> Result<PinState, VaultError> {
    let wrap = Wrap::read(dir)?.ok_or(VaultError::KeyLost)?;
    Ok(pin::state(dir, &wrap, safe))
}

/// Sets, changes or (empty) removes the PIN.
pub fn set_pin(
    dir: &Path,
    realm: Realm,
    (passphrase, new): (&str, &str),
    safe: &dyn KeySafe,
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<(), VaultError> {
    if !new.is_empty() && !pin::is_good(new) {
        return Err(VaultError::Ask(Question::BetterPin));
    }
    let (wrap, key) = proven(dir, realm, passphrase, safe, now)?;
    if new.is_empty() {
        pin::remove(dir, &wrap, safe);
        return Ok(());
    }
    pin::set(dir, &wrap, &key, new, safe, entropy).map_err(|fault| match fault {
        PinFault::Keyring(error) => VaultError::NoPin(error),
        PinFault::File(error) => VaultError::File(error),
        PinFault::Cipher => VaultError::Cipher,
    })
}

/// Changes the passphrase. The key stays, and so do its other wrappings.
pub fn change_passphrase(
    dir: &Path,
    realm: Realm,
    (passphrase, new): (&str, &str),
    safe: &dyn KeySafe,
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<(), VaultError> {
    if realm == Realm::Demo {
        // It is published, and opens by it without a question.
        return Err(VaultError::OtherRealm);
    }
    if new.chars().count() < SHORTEST_PASSPHRASE || new == DEMO_PASSPHRASE {
        return Err(VaultError::Ask(Question::ChooseStronger));
    }
    let (wrap, key) = proven(dir, realm, passphrase, safe, now)?;
    let changed = wrap.with_passphrase(&key, new, entropy).ok_or(VaultError::Cipher)?;
    changed.write(dir)?;
    Ok(())
}

fn proven(
    dir: &Path,
    realm: Realm,
    passphrase: &str,
    safe: &dyn KeySafe,
    now: Timestamp,
) -> Result<(Wrap, FileKey), VaultError> {
    let wrap = Wrap::read(dir)?.ok_or(VaultError::KeyLost)?;
    allowed(&wrap, realm)?;
    let key = by_passphrase(&wrap, dir, passphrase, safe, now)?;
    Ok((wrap, key))
}

/// Sets the whole store aside, unread, so that the next start makes a new one and enrols again: for a passphrase that
/// nobody knows any more. Nothing is deleted; what was not sent stays sealed in the folder that is returned.
pub fn set_aside(dir: &Path, now: Timestamp) -> Result<PathBuf, VaultError> {
    let begun = now.as_millisecond();
    let mut names = (0..1_000).map(|more| dir.join(format!("sealed-{}", begun.saturating_add(more))));
    let to = names.find(|to| !to.exists()).ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
    fs::create_dir(&to)?;
    // The wrapping goes last: cut short before, the old store still opens when its files are put back.
    let mut names: Vec<_> = fs::read_dir(dir)?.collect::<Result<Vec<_>, _>>()?;
    names.retain(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name != "lock" && !name.starts_with("sealed-") && !name.starts_with("damaged-")
    });
    names.sort_by_key(|entry| entry.file_name() == WRAP_FILE);
    for entry in names {
        fs::rename(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(to)
}
