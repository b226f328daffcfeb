//! `wrap.toml`: the store's key, wrapped. What the file says about cost and realm is part of what is sealed, so that
//! nobody can lower the one or change the other.

use std::{fs, io, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{Zeroize as _, Zeroizing};

use crate::{contract::Realm, ports::Entropy, sqlite::FileKey};

/// Name of the file.
pub const WRAP_FILE: &str = "wrap.toml";
const FORMAT: u32 = 1;
const NONCE: usize = 24;
const SALT: usize = 16;

/// What deriving a key from a passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// 64 MiB, three passes: the least for a store with citizens' data.
    pub const LIVE: Self = Self { memory_kib: 64 * 1_024, passes: 3, lanes: 1 };
    /// The lowest there is: a demo's passphrase is published anyway.
    pub const DEMO: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    /// At least as dear as `floor` in every respect.
    pub const fn reaches(self, floor: Self) -> bool {
        self.memory_kib >= floor.memory_kib && self.passes >= floor.passes
    }
}

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wrap {
    pub(super) format: u32,
    pub(super) realm: Realm,
    /// Names the store in the keyring.
    pub(super) store: Uuid,
    pub(super) passphrase: ByPassphrase,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) keyring: Option<ByKeyring>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByPassphrase {
    /// `argon2id`.
    kdf: String,
    #[serde(flatten)]
    pub(super) cost: Cost,
    salt: String,
    sealed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByKeyring {
    sealed: String,
}

impl Wrap {
    /// Wraps a key for the first time, by passphrase.
    pub(super) fn new(
        realm: Realm,
        key: &FileKey,
        passphrase: &str,
        cost: Cost,
        entropy: &dyn Entropy,
    ) -> Option<Self> {
        let store = entropy.uuid();
        let mut salt = [0u8; SALT];
        entropy.fill(&mut salt);
        let mut wrap = Self {
            format: FORMAT,
            realm,
            store,
            passphrase: ByPassphrase {
                kdf: "argon2id".to_owned(),
                cost,
                salt: STANDARD_NO_PAD.encode(salt),
                sealed: String::new(),
            },
            keyring: None,
        };
        let outer = derive(passphrase, &salt, cost)?;
        wrap.passphrase.sealed = seal(&outer, key, &wrap.passphrase_claim(), entropy)?;
        Some(wrap)
    }

    /// The same wrapping with another passphrase.
    pub(super) fn with_passphrase(&self, key: &FileKey, passphrase: &str, entropy: &dyn Entropy) -> Option<Self> {
        let mut salt = [0u8; SALT];
        entropy.fill(&mut salt);
        let mut changed = self.clone();
        changed.passphrase.salt = STANDARD_NO_PAD.encode(salt);
        let outer = derive(passphrase, &salt, changed.passphrase.cost)?;
        changed.passphrase.sealed = seal(&outer, key, &changed.passphrase_claim(), entropy)?;
        Some(changed)
    }

    /// The key, if the passphrase is right.
    pub(super) fn open_by_passphrase(&self, passphrase: &str) -> Option<FileKey> {
        let salt = STANDARD_NO_PAD.decode(&self.passphrase.salt).ok()?;
        let outer = derive(passphrase, &salt, self.passphrase.cost)?;
        open(&outer, &self.passphrase.sealed, &self.passphrase_claim())
    }

    /// The key, if the keyring's secret is the one it was wrapped with.
    pub(super) fn open_by_keyring(&self, secret: &[u8]) -> Option<FileKey> {
        open(secret, &self.keyring.as_ref()?.sealed, &self.keyring_claim())
    }

    /// Wraps the key by a secret of the keyring as well.
    pub(super) fn add_keyring(&mut self, key: &FileKey, secret: &[u8; 32], entropy: &dyn Entropy) -> Option<()> {
        let sealed = seal(secret, key, &self.keyring_claim(), entropy)?;
        self.keyring = Some(ByKeyring { sealed });
        Some(())
    }

    fn passphrase_claim(&self) -> String {
        let ByPassphrase { kdf, cost, salt, .. } = &self.passphrase;
        let Cost { memory_kib, passes, lanes } = cost;
        format!("{FORMAT}|{:?}|{}|{kdf}|{memory_kib}|{passes}|{lanes}|{salt}", self.realm, self.store)
    }

    fn keyring_claim(&self) -> String {
        format!("{FORMAT}|{:?}|{}|keyring", self.realm, self.store)
    }

    /// Reads the file; `None` = there is none.
    pub(super) fn read(dir: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(dir.join(WRAP_FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let wrap: Self = toml::from_str(&text).map_err(|_| io::ErrorKind::InvalidData)?;
        if wrap.format != FORMAT || wrap.passphrase.kdf != "argon2id" {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Some(wrap))
    }

    /// Writes the file so that a crash leaves the old or the new one.
    pub(super) fn write(&self, dir: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(|_| io::ErrorKind::InvalidData)?;
        write_whole(dir, WRAP_FILE, &text)
    }
}

/// Writes a file, for its owner alone, so that a crash leaves the old or the new one.
pub(super) fn write_whole(dir: &Path, name: &str, text: &str) -> io::Result<()> {
    use io::Write as _;
    let part = dir.join(format!("{name}.part"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, dir.join(name))?;
    #[cfg(unix)]
    fs::File::open(dir)?.sync_all()?;
    Ok(())
}

fn derive(passphrase: &str, salt: &[u8], cost: Cost) -> Option<Zeroizing<Vec<u8>>> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
    // Not an array: one that moves leaves copies of itself behind on the stack.
    let mut outer = Zeroizing::new(vec![0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut outer)
        .ok()?;
    Some(outer)
}

pub(super) fn seal(outer: &[u8], key: &FileKey, claim: &str, entropy: &dyn Entropy) -> Option<String> {
    let mut nonce = [0u8; NONCE];
    entropy.fill(&mut nonce);
    let cipher = XChaCha20Poly1305::new_from_slice(outer).ok()?;
    let payload = Payload { msg: key.bytes(), aad: claim.as_bytes() };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
    Some(STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

pub(super) fn open(outer: &[u8], sealed: &str, claim: &str) -> Option<FileKey> {
    let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new_from_slice(outer).ok()?;
    let payload = Payload { msg: sealed, aad: claim.as_bytes() };
    let plain = Zeroizing::new(cipher.decrypt(&XNonce::from(*nonce), payload).ok()?);
    let mut bytes = <[u8; 32]>::try_from(plain.as_slice()).ok()?;
    let key = FileKey::new(&mut bytes);
    bytes.zeroize();
    Some(key)
}
