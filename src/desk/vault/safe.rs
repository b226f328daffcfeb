//! The system's keyring, asked from a thread of its own: D-Bus may wait for a person, and must not be touched inside
//! an async runtime.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use keyring::Error as KeyringError;
use thiserror::Error;
use zeroize::Zeroizing;

/// Name under which entries stand in the keyring.
const SERVICE: &str = "chuangtai";
/// As long as a person may take to unlock the keyring.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why the keyring gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SafeError {
    /// There is none on this machine, or no session bus leads to one.
    #[error("no keyring")]
    Missing,
    /// It is there and locked, or access was denied.
    #[error("the keyring is locked")]
    Locked,
    /// It failed otherwise, or did not answer.
    #[error("the keyring failed")]
    Failed,
}

/// Keeps one secret per store.
pub trait KeySafe: Send + Sync + fmt::Debug {
    /// The secret under `account`; `None` = the keyring works and has none.
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SafeError>;
    /// Keeps a secret under `account`.
    fn put(&self, account: &str, secret: &[u8]) -> Result<(), SafeError>;
    /// Forgets what stands under `account`; what is not there is forgotten already.
    fn forget(&self, account: &str) -> Result<(), SafeError>;
}

/// For demos and for machines that shall not use a keyring: nothing is asked of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyring;

impl KeySafe for NoKeyring {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SafeError> {
        Err(SafeError::Missing)
    }

    fn put(&self, _: &str, _: &[u8]) -> Result<(), SafeError> {
        Err(SafeError::Missing)
    }

    fn forget(&self, _: &str) -> Result<(), SafeError> {
        Err(SafeError::Missing)
    }
}

/// In the memory of this program, gone with it: for the demo, where everything is published, so that a PIN can be tried.
#[derive(Default)]
pub struct MemorySafe {
    entries: Mutex<BTreeMap<String, Zeroizing<Vec<u8>>>>,
}

impl fmt::Debug for MemorySafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemorySafe(..)")
    }
}

impl KeySafe for MemorySafe {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SafeError> {
        Ok(self.entries.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned())
    }

    fn put(&self, account: &str, secret: &[u8]) -> Result<(), SafeError> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(account.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn forget(&self, account: &str) -> Result<(), SafeError> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        Ok(())
    }
}

/// Secret Service, Keychain, or Credential Manager.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsKeyring;

impl KeySafe for OsKeyring {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SafeError> {
        let account = account.to_owned();
        apart(move || match keyring::Entry::new(SERVICE, &account).and_then(|entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(KeyringError::NoEntry) => Ok(None),
            Err(error) => Err(judge(&error)),
        })
    }

    fn put(&self, account: &str, secret: &[u8]) -> Result<(), SafeError> {
        let (account, secret) = (account.to_owned(), Zeroizing::new(secret.to_vec()));
        apart(move || {
            let entry = keyring::Entry::new(SERVICE, &account).map_err(|error| judge(&error))?;
            entry.set_secret(&secret).map_err(|error| judge(&error))
        })
    }

    fn forget(&self, account: &str) -> Result<(), SafeError> {
        let account = account.to_owned();
        apart(move || match keyring::Entry::new(SERVICE, &account).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(KeyringError::NoEntry) => Ok(()),
            Err(error) => Err(judge(&error)),
        })
    }
}

fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, SafeError> + Send + 'static) -> Result<T, SafeError> {
    let (tell, heard) = mpsc::channel();
    thread::spawn(move || tell.send(work()));
    heard.recv_timeout(PATIENCE).unwrap_or(Err(SafeError::Failed))
}

fn judge(error: &KeyringError) -> SafeError {
    match error {
        KeyringError::NoDefaultStore | KeyringError::PlatformFailure(_) => SafeError::Missing,
        KeyringError::NoStorageAccess(_) => SafeError::Locked,
        _ => SafeError::Failed,
    }
}

#[cfg(test)]
mod tests {
    /// Some builds of the Secret Service client panic when they are first touched inside an async runtime.
    #[tokio::test]
    async fn the_keyring_can_be_touched_inside_a_runtime() {
        let _ = keyring::Entry::store_status();
    }
}
