//! The centre's secrets: the seed that signs receipts, the one that signs checkpoints of the audit trail, and the key
//! under which applicants are found (R7.12), from which the one follows that encrypts files and secrets in the database.
//! They lie in files of their own that only the service may read (0600), never
//! in the database.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use super::files::Safe;
use crate::{
    contract::{KeyError, KeyPair, PublicKey, keyed_hash, sha256_hex},
    ports::Entropy,
};

/// File of the key that signs receipts.
const RECEIPT: &str = "receipt.key";
/// File of the key that signs checkpoints.
const AUDIT: &str = "audit.key";

/// Where the secrets lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// In this folder; made at first start.
    Folder(PathBuf),
    /// Drawn anew at every start: tests and lessons.
    Memory,
}

/// Why there are no keys.
#[derive(Debug, Error)]
pub enum KeysError {
    /// The folder or a file in it cannot be read or written.
    #[error("key files: {0}")]
    Files(#[from] io::Error),
    /// A file does not hold 32 bytes.
    #[error("a key file is damaged")]
    Damaged,
    /// Others may read a key file; nothing is signed with a key that others may know.
    #[error("others may read the key file {0}")]
    Exposed(PathBuf),
}

impl From<KeyError> for KeysError {
    fn from(_: KeyError) -> Self {
        Self::Damaged
    }
}

/// The centre's keys. `Debug` shows only the public one.
#[derive(Debug)]
pub struct Keys {
    /// Name and public half of the key that signs receipts.
    pub public: PublicKey,
    /// The key that signs receipts.
    pub receipts: KeyPair,
    /// The key that signs checkpoints of the audit trail, apart from the other (RELIABILITY 4.2).
    pub audit: KeyPair,
    /// The folder that they lie in; copies of the checkpoints lie beside them.
    pub folder: Option<PathBuf>,
    /// What files and secrets in the database are encrypted with.
    pub safe: Safe,
    lookup: Secret,
}

struct Secret(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Keys {
    /// Reads the keys, or makes them.
    pub fn open(place: &KeyPlace, entropy: &dyn Entropy) -> Result<Self, KeysError> {
        let (seed, lookup, audit, folder) = match place {
            KeyPlace::Memory => {
                let seed = draw(entropy);
                let audit =
                    Zeroizing::new(Sha256::new().chain_update(&*seed).chain_update("audit").finalize().to_vec());
                (seed, draw(entropy), audit, None)
            }
            KeyPlace::Folder(folder) => {
                fs::create_dir_all(folder)?;
                (
                    read_or_make(&folder.join(RECEIPT), entropy)?,
                    read_or_make(&folder.join("lookup.key"), entropy)?,
                    read_or_make(&folder.join(AUDIT), entropy)?,
                    Some(folder.clone()),
                )
            }
        };
        let receipts = KeyPair::from_seed(&seed)?;
        let audit = KeyPair::from_seed(&audit)?;
        let safe = Safe::new(derived(&lookup, "safe"));
        Ok(Self { public: receipt_key(receipts.public_key()), receipts, audit, folder, safe, lookup: Secret(lookup) })
    }

    /// What a database remembers its keys by. It tells nothing about the secret ones.
    pub fn mark(&self) -> String {
        format!("{}/{}", self.public.key_id, self.code_hash("keys", &self.public.key_id))
    }

    /// R7.12: the key of a person's number. Kind and number are kept apart by a character that neither can hold.
    pub fn number_hash(&self, number_kind: &str, number: &str) -> String {
        keyed_hash(&self.lookup.0, &format!("{number_kind}\u{1f}{number}"))
    }

    /// A hash for short secrets that are checked and never shown again (R7.21).
    pub fn code_hash(&self, purpose: &str, code: &str) -> String {
        keyed_hash(&self.lookup.0, &format!("{purpose}\u{1e}{code}"))
    }
}

/// The public halves of the keys in a folder; what is not there is none, and nothing is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// Of the key that signs checkpoints.
    pub audit: Option<[u8; 32]>,
    /// Of the key that signs receipts.
    pub receipts: Option<PublicKey>,
}

impl PublicKeys {
    /// Reads them.
    pub fn of(folder: &Path) -> Result<Self, KeysError> {
        let audit = pair_in(folder, AUDIT)?.map(|pair| pair.public_bytes().ok_or(KeysError::Damaged)).transpose()?;
        let receipts = pair_in(folder, RECEIPT)?.map(|pair| receipt_key(pair.public_key()));
        Ok(Self { audit, receipts })
    }
}

fn pair_in(folder: &Path, name: &str) -> Result<Option<KeyPair>, KeysError> {
    match fs::read(folder.join(name)).map(Zeroizing::new) {
        Ok(seed) if seed.len() == 32 => Ok(Some(KeyPair::from_seed(&seed)?)),
        Ok(_) => Err(KeysError::Damaged),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A key that signs receipts, under the name that they call it by.
pub fn receipt_key(public_key: String) -> PublicKey {
    PublicKey { key_id: sha256_hex(public_key.as_bytes()).chars().take(16).collect(), public_key }
}

/// A key for another purpose that follows from a secret, so that no instance can have one secret without the other.
fn derived(secret: &[u8], purpose: &str) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(Sha256::new().chain_update(secret).chain_update("\u{1d}").chain_update(purpose).finalize().into())
}

fn draw(entropy: &dyn Entropy) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0u8; 32]);
    entropy.fill(&mut bytes);
    bytes
}

fn read_or_make(path: &Path, entropy: &dyn Entropy) -> Result<Zeroizing<Vec<u8>>, KeysError> {
    match fs::read(path) {
        Ok(bytes) if bytes.len() == 32 => {
            check_private(path)?;
            Ok(Zeroizing::new(bytes))
        }
        Ok(_) => Err(KeysError::Damaged),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let bytes = draw(entropy);
            make_private(path, &bytes)?;
            Ok(bytes)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), KeysError> {
    use std::os::unix::fs::PermissionsExt as _;
    let others = fs::metadata(path)?.permissions().mode() & 0o077;
    if others > 0 { Err(KeysError::Exposed(path.to_owned())) } else { Ok(()) }
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), KeysError> {
    Ok(())
}

/// Durable before anything is signed with it, its name as well: a key that is lost after a receipt was given would
/// make the receipt worthless. It comes into its place whole: a half one would keep the centre from ever starting.
fn make_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write as _;
    let part = path.with_extension("part");
    if part.exists() {
        fs::remove_file(&part)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    #[cfg(unix)]
    // The folder may be as new as the key.
    for folder in path.ancestors().skip(1).take(2).filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::ports::ManualEntropy;

    #[test]
    fn keys_are_made_once_and_stay() {
        let dir = tempfile::tempdir().unwrap();
        let place = KeyPlace::Folder(dir.path().join("keys"));
        let first = Keys::open(&place, &ManualEntropy::seeded(1)).unwrap();
        let again = Keys::open(&place, &ManualEntropy::seeded(2)).unwrap();
        assert_eq!(first.public, again.public);
        assert_eq!(first.number_hash("citizen_id", "1"), again.number_hash("citizen_id", "1"));
        assert_ne!(first.number_hash("citizen_id", "1"), first.number_hash("passport", "1"));
    }

    /// A first start that was killed while it wrote a key leaves no key, and the next one makes it.
    #[test]
    fn f54_a_half_written_key_is_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("receipt.part"), b"half").unwrap();
        let place = KeyPlace::Folder(dir.path().to_owned());
        let keys = Keys::open(&place, &ManualEntropy::seeded(1)).unwrap();
        assert_eq!(keys.public, Keys::open(&place, &ManualEntropy::seeded(2)).unwrap().public);
        let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left.len(), 3, "{left:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let place = KeyPlace::Folder(dir.path().to_owned());
        Keys::open(&place, &ManualEntropy::seeded(1)).unwrap();
        let path = dir.path().join("receipt.key");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keys::open(&place, &ManualEntropy::seeded(1)), Err(KeysError::Exposed(_))));
        fs::write(&path, b"short").unwrap();
        assert!(matches!(Keys::open(&place, &ManualEntropy::seeded(1)), Err(KeysError::Damaged)));
    }
}
