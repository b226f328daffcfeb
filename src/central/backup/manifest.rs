//! What a backup says of itself in clear. It names no person; the sealed file is bound to every word of it.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::BackupError;
use crate::contract::Realm;

/// Form of the backup.
const FORM: &str = "chuangtai-backup/1";
/// The manifest's file.
const NAME: &str = "manifest.json";
/// The sealed file beside it.
pub(super) const SEALED: &str = "centre.sealed";

/// What the sealed file is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Form of the backup.
    pub form: String,
    /// Version of the program that made it.
    pub program: String,
    /// Which engine it is of.
    pub engine: Engine,
    /// Version of the tables.
    pub schema: u64,
    /// What the database is for.
    pub realm: Realm,
    /// When it was made, by the machine's clock.
    pub made_at: Timestamp,
    /// Last number of the change sequence in it.
    pub change_seq: u64,
    /// Last number of the audit chain in it.
    pub audit_seq: u64,
    /// Hash of that record.
    pub audit_hash: String,
    /// What a guess at the passphrase costs: KiB and passes of Argon2id.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Salt of the passphrase, in hex.
    pub salt: String,
}

/// Kinds of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// The whole manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the backup is of.
    pub about: About,
    /// Bytes of the sealed file.
    pub bytes: u64,
    /// SHA-256 of the sealed file, in hex.
    pub sha256: String,
}

impl About {
    pub(super) fn form() -> String {
        FORM.to_owned()
    }

    /// What is sealed together with the contents.
    pub(super) fn bound(&self) -> Result<Vec<u8>, BackupError> {
        serde_json::to_vec(self).map_err(|_| BackupError::Manifest)
    }
}

impl Manifest {
    /// The manifest of what was just sealed, read back from the disk.
    pub(super) fn of(about: About, folder: &Path) -> Result<Self, BackupError> {
        let (bytes, sha256) = hash(&folder.join(SEALED))?;
        Ok(Self { about, bytes, sha256 })
    }

    /// The last thing that is written: without it a folder is no backup.
    pub(super) fn write(&self, folder: &Path) -> Result<(), BackupError> {
        let text = serde_json::to_string_pretty(self).map_err(|_| BackupError::Manifest)?;
        let part = folder.join("manifest.part");
        let mut file = File::create(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, folder.join(NAME))?;
        sync(folder)?;
        Ok(())
    }

    /// Reads the manifest in a folder, and whether the sealed file is the one that it tells of.
    pub fn check(folder: &Path) -> Result<Self, BackupError> {
        let text = fs::read(folder.join(NAME))?;
        let manifest: Self = serde_json::from_slice(&text).map_err(|_| BackupError::Manifest)?;
        if manifest.about.form != FORM {
            return Err(BackupError::Manifest);
        }
        if hash(&folder.join(SEALED))? != (manifest.bytes, manifest.sha256.clone()) {
            return Err(BackupError::Altered);
        }
        Ok(manifest)
    }
}

fn hash(path: &Path) -> io::Result<(u64, String)> {
    let mut digest = Digesting(Sha256::new());
    let bytes = io::copy(&mut File::open(path)?, &mut digest)?;
    Ok((bytes, hex(&digest.0.finalize())))
}

/// Bytes in hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct Digesting(Sha256);

impl io::Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Names in a folder are durable only once it is.
#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}
