//! A VFS that stands between SQLite and the real one. Files below a directory that a test has named go through a
//! [`Disk`], which writes down every call that changes something, can refuse one, and can let the process die in the
//! middle of one. All other files pass untouched, so that it can be the default of the whole test program.
//!
//! The only unsafe code of the project; the library forbids it.

#![allow(unsafe_code)]

use std::{
    collections::BTreeMap,
    ffi::{CStr, OsStr, c_char, c_int, c_void},
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
    ptr,
    sync::{Arc, Mutex, Once, PoisonError, atomic},
};

use rusqlite::ffi;

use crate::vfs_disk::{Disk, FileId, Written};

static DISKS: Mutex<BTreeMap<PathBuf, Arc<Disk>>> = Mutex::new(BTreeMap::new());
static BASE: atomic::AtomicPtr<ffi::sqlite3_vfs> = atomic::AtomicPtr::new(ptr::null_mut());

/// Puts files directly below `disk`'s root on `disk`, for as long as the guard lives.
pub fn mount(disk: &Arc<Disk>) -> Mounted {
    static ONCE: Once = Once::new();
    ONCE.call_once(register);
    disks().insert(disk.root().to_owned(), Arc::clone(disk));
    Mounted(disk.root().to_owned())
}

/// A disk that is in use. Connections to it are closed before it goes.
pub struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        disks().remove(&self.0);
    }
}

/// kill -9, by the process itself: no destructor runs, no buffer is flushed.
pub fn die() -> ! {
    unsafe extern "C" {
        fn getpid() -> c_int;
        fn kill(process: c_int, signal: c_int) -> c_int;
    }
    unsafe {
        kill(getpid(), 9);
    }
    std::process::abort()
}

fn disks() -> std::sync::MutexGuard<'static, BTreeMap<PathBuf, Arc<Disk>>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn register() {
    unsafe {
        assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
        let base = ffi::sqlite3_vfs_find(ptr::null());
        BASE.store(base, atomic::Ordering::SeqCst);
        let mut own = *base;
        own.zName = c"cut".as_ptr();
        own.pNext = ptr::null_mut();
        own.szOsFile += c_int::try_from(size_of::<Wrapped>()).unwrap();
        own.xOpen = Some(open);
        own.xDelete = Some(delete);
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(own)), 1), ffi::SQLITE_OK);
    }
}

/// What SQLite holds for an open file; the real VFS's own follows it in the same memory.
#[repr(C)]
struct Wrapped {
    methods: *const ffi::sqlite3_io_methods,
    own: *mut Own,
}

struct Own {
    disk: Arc<Disk>,
    file: FileId,
    path: PathBuf,
    delete_on_close: bool,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The disk that `name` lies on.
unsafe fn disk_of(name: *const c_char) -> Option<(Arc<Disk>, PathBuf)> {
    if name.is_null() {
        return None;
    }
    let path = Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())).to_owned();
    let disk = disks().get(path.parent()?).cloned()?;
    Some((disk, path))
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    unsafe {
        let base = BASE.load(atomic::Ordering::SeqCst);
        let base_open = (*base).xOpen.unwrap();
        let Some((disk, path)) = disk_of(name) else { return base_open(base, name, file, flags, out) };
        let wrapped = file.cast::<Wrapped>();
        (*wrapped).methods = ptr::null();
        let there = path.exists();
        let inner = real(file);
        (*inner).pMethods = ptr::null();
        let code = base_open(base, name, inner, flags, out);
        if code != ffi::SQLITE_OK {
            if let Some(methods) = (*inner).pMethods.as_ref() {
                methods.xClose.unwrap()(inner);
            }
            return code;
        }
        let delete_on_close = flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0;
        let file = disk.opened(&path, there);
        (*wrapped).own = Box::into_raw(Box::new(Own { disk, file, path, delete_on_close }));
        (*wrapped).methods = &raw const METHODS;
        code
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    unsafe {
        let base = BASE.load(atomic::Ordering::SeqCst);
        let base_delete = (*base).xDelete.unwrap();
        match disk_of(name) {
            // The directory is not really synced: whether it was asked for is what counts.
            Some((disk, path)) => {
                if disk.dies_now() {
                    die();
                }
                let code = base_delete(base, name, 0);
                if code == ffi::SQLITE_OK {
                    disk.deleted(&path, sync_dir != 0);
                }
                code
            }
            None => base_delete(base, name, sync_dir),
        }
    }
}

unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    unsafe { file.cast::<Wrapped>().add(1).cast() }
}

unsafe fn own<'a>(file: *mut ffi::sqlite3_file) -> &'a Own {
    unsafe { &*(*file.cast::<Wrapped>()).own }
}

/// Calls the real VFS's method.
macro_rules! base {
    ($file:ident, $method:ident $(, $argument:expr)*) => {{
        let inner = real($file);
        (*(*inner).pMethods).$method.unwrap()(inner $(, $argument)*)
    }};
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe {
        let code = base!(file, xClose);
        let own = Box::from_raw((*file.cast::<Wrapped>()).own);
        (*file.cast::<Wrapped>()).methods = ptr::null();
        if own.delete_on_close {
            own.disk.deleted(&own.path, false);
        }
        code
    }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    unsafe { base!(file, xRead, into, amount, at) }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    unsafe {
        let own = own(file);
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(amount).unwrap());
        let (some, then) = match own.disk.write(own.file, u64::try_from(at).unwrap(), bytes) {
            Written::All => return base!(file, xWrite, from, amount, at),
            Written::Part(some, code) => (some, Some(code)),
            Written::AndDie(some) => (some, None),
        };
        if some > 0 {
            assert_eq!(base!(file, xWrite, from, c_int::try_from(some).unwrap(), at), ffi::SQLITE_OK);
        }
        then.unwrap_or_else(|| die())
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    unsafe {
        let own = own(file);
        if own.disk.dies_now() {
            die();
        }
        let code = base!(file, xTruncate, size);
        if code == ffi::SQLITE_OK {
            own.disk.truncated(own.file, u64::try_from(size).unwrap());
        }
        code
    }
}

/// Nothing is really synced: what was asked for is written down, and that is what an image is made of.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    let own = unsafe { own(file) };
    if own.disk.dies_now() {
        die();
    }
    own.disk.sync(own.file)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut ffi::sqlite3_int64) -> c_int {
    unsafe { base!(file, xFileSize, size) }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { base!(file, xLock, level) }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { base!(file, xUnlock, level) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, held: *mut c_int) -> c_int {
    unsafe { base!(file, xCheckReservedLock, held) }
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, with: *mut c_void) -> c_int {
    unsafe { base!(file, xFileControl, what, with) }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { base!(file, xSectorSize) }
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { base!(file, xDeviceCharacteristics) }
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    unsafe { base!(file, xShmMap, page, size, extend, out) }
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, at: c_int, count: c_int, flags: c_int) -> c_int {
    unsafe { base!(file, xShmLock, at, count, flags) }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    unsafe { base!(file, xShmBarrier) }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    unsafe { base!(file, xShmUnmap, delete) }
}
