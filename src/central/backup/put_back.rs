//! Putting a backup back. Everything is unpacked and proven beside the database before the database is touched; what was
//! there is kept aside. The centre that comes out of it knows that it was put back: its chain says so, sessions have
//! ended, and whatever the desks hold and it does not is asked for by them (RELIABILITY 3.10).

use std::{
    fs::{self, File},
    io::{self, BufReader, Read as _},
    path::{Component, Path, PathBuf},
};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    BackupError, Beside,
    manifest::{Engine, Manifest, SEALED, sync},
    sealed::{Key, Opener, next_entry},
    take::{DATABASE, FILES, KEYS, private},
};
use crate::{
    central::{
        ledger::{self, Entry, prove_database, put_note_outside},
        store::{Aside, Location, Store, is_alone},
    },
    domain::audit::{AuditEvent, Inquiry, Note},
};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// What was put back.
    pub manifest: Manifest,
    /// Where that is which was there before.
    pub aside: Option<String>,
}

/// Puts a backup back where `location` is. Without `replace` only where nothing is.
pub fn put_back(
    from: &Path,
    location: &Location,
    beside: &Beside,
    passphrase: &str,
    replace: bool,
    now: Timestamp,
) -> Result<PutBack, BackupError> {
    let manifest = Manifest::check(from)?;
    let about = &manifest.about;
    let room = match (location, about.engine) {
        (Location::File(path), Engine::Sqlite) => folder_of(path),
        (Location::Server(_), Engine::Postgres) => folder_of(&beside.keys),
        _ => return Err(BackupError::OtherEngine),
    };
    if about.schema > Store::known_schema() {
        return Err(BackupError::Newer);
    }
    fs::create_dir_all(&room)?;
    let scratch = Scratch::new(room.join("restore.part"))?;
    unpack(from, Key::derive(passphrase, about)?, &scratch.0)?;
    let keys = scratch.0.join("keys");
    same_keys(&keys, &beside.keys)?;
    let stamp = now.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let database = scratch.0.join(DATABASE);
    let aside = if let Location::File(path) = location {
        settle(&Location::File(database.clone()), &keys, &manifest, now)?;
        into_place(&database, path, replace, &stamp)?
    } else {
        let schema = replace.then(|| format!("before_{}", stamp.to_ascii_lowercase()));
        let settled = |location: &Location| settle(location, &keys, &manifest, now);
        let aside = Store::load(location, &database, schema.as_deref(), settled)?;
        matches!(aside, Aside::Kept).then_some(schema).flatten()
    };
    keys_into_place(&keys, &beside.keys, &stamp)?;
    files_into_place(&scratch.0.join("files"), &beside.files)?;
    Ok(PutBack { manifest, aside })
}

/// Proves what was unpacked, brings it up to date, and lets it know what happened to it. The last checkpoint that it
/// knows is laid beside its keys.
fn settle(location: &Location, keys: &Path, manifest: &Manifest, now: Timestamp) -> Result<(), BackupError> {
    let store = Store::open(location, None)?;
    if !store.integrity()?.is_empty() {
        return Err(BackupError::Broken);
    }
    let (whole, _) =
        prove_database(location, Some(keys), None, &Inquiry::default())?.map_err(|_| BackupError::Broken)?;
    let about = &manifest.about;
    if (whole.head.seq, &whole.head.hash) != (about.audit_seq, &about.audit_hash) {
        return Err(BackupError::Altered);
    }
    let note = store.write(|tx| {
        let heads = tx.heads()?.filter(|heads| heads.realm == about.realm).ok_or(BackupError::OtherCentre)?;
        // Where the chain ends now is where the records are missing that came after the backup.
        let entry = Entry::new(now.max(heads.last_time), AuditEvent::ConfigChange);
        ledger::append(tx, &entry.about(format!("restore/{}", about.audit_seq))).map_err(BackupError::Fault)?;
        tx.end_all_sessions()?;
        Ok::<_, BackupError>(tx.last_checkpoint()?.and_then(|row| Note::read(&row.note)))
    })?;
    store.gather()?;
    if let Some(note) = note {
        put_note_outside(keys, &note)?;
    }
    Ok(())
}

/// Unpacks the stream into a folder of one's own. Names in it are ours, and are not believed all the same.
fn unpack(from: &Path, key: Key, to: &Path) -> Result<(), BackupError> {
    let sealed = BufReader::new(File::open(from.join(SEALED))?);
    let mut clear = Opener::new(sealed, key);
    let unreadable = |error: io::Error| match error.kind() {
        // The file is the one of the manifest: what does not open it is the passphrase.
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => BackupError::Passphrase,
        _ => BackupError::File(error),
    };
    while let Some((name, length)) = next_entry(&mut clear).map_err(unreadable)? {
        let known = name == DATABASE || name.starts_with(KEYS) || name.starts_with(FILES);
        let inside = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
        if !known || !inside {
            return Err(BackupError::Altered);
        }
        let path = to.join(&name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = private(&path)?;
        let copied = io::copy(&mut (&mut clear).take(length), &mut file).map_err(unreadable)?;
        if copied != length {
            return Err(BackupError::Altered);
        }
        file.sync_all()?;
    }
    Ok(())
}

/// Keys that are there already must be those of the backup: others could neither sign on nor find anybody.
fn same_keys(unpacked: &Path, there: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(unpacked)? {
        let entry = entry?;
        match fs::read(there.join(entry.file_name())) {
            Ok(bytes) if bytes != fs::read(entry.path())? => return Err(BackupError::OtherCentre),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Moves the database into its place; what was there is renamed.
fn into_place(database: &Path, place: &Path, replace: bool, stamp: &str) -> Result<Option<String>, BackupError> {
    let there = fs::metadata(place).is_ok_and(|file| file.len() > 0);
    if there && !replace {
        return Err(BackupError::InTheWay);
    }
    let mut aside = None;
    if there {
        if !is_alone(place)? {
            return Err(BackupError::InUse);
        }
        let kept = with_ending(place, &format!(".before-{stamp}"));
        for ending in ["-wal", "-shm"] {
            let log = with_ending(place, ending);
            if log.exists() {
                fs::rename(log, with_ending(&kept, ending))?;
            }
        }
        fs::rename(place, &kept)?;
        aside = Some(kept.display().to_string());
    }
    fs::rename(database, place)?;
    sync(&folder_of(place))?;
    Ok(aside)
}

/// Keys that are missing come from the backup. The checkpoint of before was signed over records that are gone: it is kept
/// aside, as a witness, and the backup's own takes its place.
fn keys_into_place(unpacked: &Path, place: &Path, stamp: &str) -> Result<(), BackupError> {
    fs::create_dir_all(place)?;
    for entry in fs::read_dir(unpacked)? {
        let (name, path) = entry.map(|entry| (entry.file_name(), entry.path()))?;
        let to = place.join(&name);
        let is_key = path.extension().is_some_and(|ending| ending == "key");
        if is_key && to.exists() {
            continue;
        }
        if !is_key && to.exists() {
            fs::rename(&to, with_ending(&to, &format!(".before-{stamp}")))?;
        }
        // The two folders may lie on different disks.
        io::copy(&mut File::open(&path)?, &mut private(&to)?)?;
    }
    sync(place)?;
    Ok(())
}

/// A file's name is its hash: one that is there is the same one.
fn files_into_place(unpacked: &Path, place: &Path) -> Result<(), BackupError> {
    let mut rooms = vec![(unpacked.to_owned(), place.to_owned())];
    while let Some((from, to)) = rooms.pop() {
        if !from.is_dir() {
            continue;
        }
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            let place = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                rooms.push((entry.path(), place));
            } else if !place.exists() {
                io::copy(&mut File::open(entry.path())?, &mut private(&place)?)?;
            }
        }
        sync(&to)?;
    }
    Ok(())
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A folder in which a backup lies in clear; it goes when it is not needed any more.
struct Scratch(PathBuf);

impl Scratch {
    fn new(path: PathBuf) -> io::Result<Self> {
        let scratch = Self(path);
        scratch.remove();
        let made = fs::create_dir(&scratch.0);
        #[cfg(unix)]
        let made = made.and_then(|()| {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&scratch.0, fs::Permissions::from_mode(0o700))
        });
        made.map(|()| scratch)
    }

    fn remove(&self) {
        // What is not there need not go.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.remove();
    }
}
