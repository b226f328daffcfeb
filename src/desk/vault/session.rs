//! The refresh token in the system's keyring: what keeps a person signed in over a restart is worth nothing to whoever
//! copies the store, and goes when they sign out. Where the keyring cannot be used the encrypted store keeps it; plain
//! text is nowhere.

use std::path::Path;

use zeroize::Zeroizing;

use super::{
    safe::{KeySafe, SafeError},
    wrap::Wrap,
};

/// Keeps the token in the keyring, in place of an earlier one.
pub fn keep_session(dir: &Path, safe: &dyn KeySafe, token: &str) -> Result<(), SafeError> {
    safe.put(&account(dir)?, token.as_bytes())
}

/// The token in the keyring, if there is one.
pub fn kept_session(dir: &Path, safe: &dyn KeySafe) -> Result<Option<Zeroizing<String>>, SafeError> {
    let kept = safe.get(&account(dir)?)?;
    Ok(kept.and_then(|bytes| std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned()))))
}

/// Takes it out of the keyring.
pub fn forget_session(dir: &Path, safe: &dyn KeySafe) -> Result<(), SafeError> {
    safe.forget(&account(dir)?)
}

/// Under the store's own name: another store on this machine is another desk.
fn account(dir: &Path) -> Result<String, SafeError> {
    let wrap = Wrap::read(dir).ok().flatten().ok_or(SafeError::Failed)?;
    Ok(format!("{}/session", wrap.store))
}
