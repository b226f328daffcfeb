//! What a disk was asked to do, call by call, and how it answers: as told, it refuses a sync or a write, is full, or
//! the process dies in the middle of a call.

use std::{
    collections::BTreeMap,
    ffi::c_int,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::ffi;

/// A file, whatever its name is at the time.
pub type FileId = usize;

/// A call that changed something, or made it last.
#[derive(Debug, Clone)]
pub enum Call {
    /// A file came into being under this name.
    Create { file: FileId, name: String },
    /// Bytes were written.
    Write { file: FileId, at: u64, bytes: Arc<[u8]> },
    /// The file was cut to this length.
    Truncate { file: FileId, size: u64 },
    /// What was written to the file lasts; with `names`, the directory as well.
    Sync { file: FileId, names: bool },
    /// The disk did not confirm it. What was written so far may be lost although a later sync succeeds: the system
    /// forgets that the pages were dirty.
    SyncFailed { file: FileId },
    /// A name is gone; with `names` for good.
    Delete { name: String, names: bool },
}

/// How much of a write is done.
pub enum Written {
    All,
    /// So many bytes, then this error.
    Part(usize, c_int),
    /// So many bytes, then the process is no more.
    AndDie(usize),
}

/// Fails the n-th call of its kind (from 1), or from then on.
#[derive(Debug, Clone, Copy)]
pub struct Nth {
    pub call: u64,
    pub sticky: bool,
    pub code: c_int,
}

impl Nth {
    fn hits(this: Option<Self>, count: u64) -> Option<c_int> {
        this.filter(|fault| count == fault.call || fault.sticky && count > fault.call).map(|fault| fault.code)
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// A sync that the disk does not confirm.
    pub sync: Option<Nth>,
    /// A write that fails.
    pub write: Option<Nth>,
    /// Bytes that files may still grow by.
    pub room: Option<u64>,
    /// So much more room when the file `reserve` is gone.
    pub reserve: u64,
    /// The process dies in the n-th call that changes something.
    pub death: Option<u64>,
    /// Syncs are not passed on, as `synchronous = OFF` would have it.
    pub no_sync: bool,
}

/// A directory whose files are written through [`crate::vfs`].
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    names: BTreeMap<String, FileId>,
    lengths: Vec<u64>,
    /// Journals whose name is in no synced directory: their first sync syncs it.
    unnamed: Vec<FileId>,
    start: Vec<(String, Vec<u8>)>,
    calls: Option<Vec<Call>>,
    plan: Plan,
    writes: u64,
    syncs: u64,
    changes: u64,
    struck: bool,
}

impl Disk {
    /// A disk that keeps no record.
    pub fn plain(root: &Path) -> Arc<Self> {
        Arc::new(Self::over(root, None))
    }

    /// A disk whose calls are written down; what lies there already lasts.
    pub fn recording(root: &Path) -> Arc<Self> {
        Arc::new(Self::over(root, Some(Vec::new())))
    }

    fn over(root: &Path, calls: Option<Vec<Call>>) -> Self {
        let mut state = State { calls, ..State::default() };
        let root = fs::canonicalize(root).unwrap();
        for entry in fs::read_dir(&root).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && !path.to_string_lossy().ends_with("-shm") {
                let bytes = if state.calls.is_some() { fs::read(&path).unwrap() } else { Vec::new() };
                state.names.insert(leaf(&path), state.lengths.len());
                state.lengths.push(fs::metadata(&path).unwrap().len());
                state.start.push((leaf(&path), bytes));
            }
        }
        Self { root, state: Mutex::new(state) }
    }

    /// Its directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// From now on this goes wrong; the counting begins anew.
    pub fn plan(&self, plan: Plan) {
        let mut state = self.state();
        state.plan = plan;
        (state.writes, state.syncs, state.changes, state.struck) = (0, 0, 0, false);
    }

    /// Something went wrong since the plan was made.
    pub fn struck(&self) -> bool {
        self.state().struck
    }

    /// How many calls are on record.
    pub fn len(&self) -> usize {
        self.state().calls.as_ref().map_or(0, Vec::len)
    }

    /// The record: what lay there at the beginning, and every call since.
    pub fn tape(&self) -> (Vec<(String, Vec<u8>)>, Vec<Call>) {
        let state = self.state();
        (state.start.clone(), state.calls.clone().unwrap_or_default())
    }

    pub fn opened(&self, path: &Path, there: bool) -> FileId {
        let mut state = self.state();
        let name = leaf(path);
        if let Some(file) = state.names.get(&name) {
            return *file;
        }
        let file = state.lengths.len();
        state.names.insert(name.clone(), file);
        state.lengths.push(0);
        // As the real VFS does: a new journal makes sure of its name, a new database does not.
        if !there && (name.ends_with("-wal") || name.ends_with("-journal")) {
            state.unnamed.push(file);
        }
        state.record(|| Call::Create { file, name });
        file
    }

    pub fn write(&self, file: FileId, at: u64, bytes: &[u8]) -> Written {
        let mut state = self.state();
        state.writes += 1;
        state.changes += 1;
        let end = at + bytes.len() as u64;
        let grows = end.saturating_sub(state.lengths[file]);
        let half = bytes.len() / 2;
        let written = if state.plan.death.is_some_and(|nth| state.changes >= nth) {
            Written::AndDie(half)
        } else if let Some(code) = Nth::hits(state.plan.write, state.writes) {
            Written::Part(half, code)
        } else if let Some(room) = state.plan.room {
            let given_up = grows > room && !self.root.join("reserve").exists();
            let room = room + if given_up { std::mem::take(&mut state.plan.reserve) } else { 0 };
            if grows > room {
                state.plan.room = Some(room);
                Written::Part(0, ffi::SQLITE_FULL)
            } else {
                state.plan.room = Some(room - grows);
                Written::All
            }
        } else {
            Written::All
        };
        let some = match written {
            Written::All => bytes.len(),
            Written::Part(some, _) | Written::AndDie(some) => some,
        };
        state.struck |= some < bytes.len();
        if some > 0 {
            state.lengths[file] = state.lengths[file].max(at + some as u64);
            state.record(|| Call::Write { file, at, bytes: bytes[..some].into() });
        }
        written
    }

    pub fn truncated(&self, file: FileId, size: u64) {
        let mut state = self.state();
        let freed = state.lengths[file].saturating_sub(size);
        state.lengths[file] = size;
        if let Some(room) = &mut state.plan.room {
            *room += freed;
        }
        state.record(|| Call::Truncate { file, size });
    }

    pub fn sync(&self, file: FileId) -> c_int {
        let mut state = self.state();
        state.syncs += 1;
        if state.plan.no_sync {
            return ffi::SQLITE_OK;
        }
        if let Some(code) = Nth::hits(state.plan.sync, state.syncs) {
            state.struck = true;
            state.record(|| Call::SyncFailed { file });
            return code;
        }
        let names = state.unnamed.contains(&file);
        state.unnamed.retain(|other| *other != file);
        state.record(|| Call::Sync { file, names });
        ffi::SQLITE_OK
    }

    pub fn deleted(&self, path: &Path, names: bool) {
        let mut state = self.state();
        let name = leaf(path);
        if let Some(file) = state.names.remove(&name) {
            let freed = std::mem::take(&mut state.lengths[file]);
            if let Some(room) = &mut state.plan.room {
                *room += freed;
            }
        }
        state.record(|| Call::Delete { name, names });
    }

    /// True if the process is to die in this call, which writes nothing.
    pub fn dies_now(&self) -> bool {
        let mut state = self.state();
        state.changes += 1;
        state.plan.death.is_some_and(|nth| state.changes >= nth)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn record(&mut self, call: impl FnOnce() -> Call) {
        if let Some(calls) = &mut self.calls {
            calls.push(call());
        }
    }
}

fn leaf(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
