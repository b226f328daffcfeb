//! Making a backup while the service runs. That it was made is the last record of the chain in it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use super::{
    BackupError, Beside,
    manifest::{About, Engine, Manifest, SEALED, hex},
    sealed::{Key, Sealer, price, put, put_end},
};
use crate::{
    central::{
        Centre,
        ledger::{self, Entry, prove_database},
        store::{Copied, Location},
    },
    domain::audit::{AuditEvent, Inquiry},
};

/// Name of the database in the stream.
pub(super) const DATABASE: &str = "database";
/// Name of the folder of keys in the stream.
pub(super) const KEYS: &str = "keys/";
/// Name of the folder of files in the stream.
pub(super) const FILES: &str = "files/";

/// Copies the centre into a folder that is empty or not there yet.
pub fn take(centre: &Centre, beside: &Beside, to: &Path, passphrase: &str) -> Result<Manifest, BackupError> {
    make_private(to)?;
    let made_at = centre.machine_now();
    centre.write(|tx, now| {
        let head = ledger::append(tx, &Entry::new(now, AuditEvent::Export).about("backup"))?;
        Ok(tx.add_backup(made_at, &head)?)
    })?;
    centre.checkpoint()?;
    let (engine, room) = match centre.location() {
        Location::File(path) => (Engine::Sqlite, path.parent().unwrap_or(to)),
        Location::Memory => (Engine::Sqlite, to),
        Location::Server(_) => (Engine::Postgres, to),
    };
    let scrap = Scrap::new(room.join("backup.part"))?;
    let Copied { heads, schema } = centre.store().copy_to(&scrap.0)?;
    if engine == Engine::Sqlite {
        prove_database(&Location::File(scrap.0.clone()), Some(&beside.keys), None, &Inquiry::default())?
            .map_err(|_| BackupError::Broken)?;
    }
    let mut salt = [0u8; 16];
    centre.entropy().fill(&mut salt);
    let (memory_kib, passes) = price(heads.realm);
    let about = About {
        form: About::form(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine,
        schema,
        realm: heads.realm,
        made_at,
        change_seq: heads.change_seq,
        audit_seq: heads.audit_seq,
        audit_hash: heads.audit_hash,
        memory_kib,
        passes,
        salt: hex(&salt),
    };
    let sealed = private(&to.join(SEALED))?;
    let mut stream = Sealer::new(BufWriter::new(sealed), Key::derive(passphrase, &about)?);
    put_file(&mut stream, DATABASE, &scrap.0)?;
    for (name, path) in files_below(&beside.keys)?.into_iter().filter(|(name, _)| is_key(name)) {
        put_file(&mut stream, &format!("{KEYS}{name}"), &path)?;
    }
    for (name, path) in files_below(&beside.files)? {
        put_file(&mut stream, &format!("{FILES}{name}"), &path)?;
    }
    put_end(&mut stream)?;
    stream.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    let manifest = Manifest::of(about, to)?;
    manifest.write(to)?;
    Ok(manifest)
}

/// Keys are carried along; what lies beside them, as the last checkpoint, follows from the database.
fn is_key(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "key")
}

fn put_file(to: &mut impl io::Write, name: &str, path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    put(to, name, length, file)
}

/// Every file below a folder, by its name from there; a folder that is not there has none.
fn files_below(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut rooms = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, room)) = rooms.pop() {
        let entries = match fs::read_dir(&room) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else { continue };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                rooms.push((format!("{name}/"), entry.path()));
            } else if kind.is_file() {
                found.push((name, entry.path()));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A folder that nobody else may look into, with nothing in it.
fn make_private(folder: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(BackupError::Occupied);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// A new file for one's own eyes from its first byte on.
pub(super) fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// A copy in clear that is gone again when it is not needed any more, whatever happens; one that a killed program left
/// behind goes first.
pub(super) struct Scrap(pub PathBuf);

impl Scrap {
    pub(super) fn new(path: PathBuf) -> io::Result<Self> {
        let scrap = Self(path);
        scrap.remove();
        private(&scrap.0)?;
        Ok(scrap)
    }

    fn remove(&self) {
        for ending in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(ending);
            // What is not there need not go; what cannot go is told by whoever makes the next one.
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        self.remove();
    }
}
