//! What stands between an instance and its server, and can cut the line at the worst moment.

use std::{
    io::{Read as _, Write as _},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    thread,
};

/// When the line is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Cut {
    /// Never.
    Never,
    /// Once, when the next commit is on its way to the server.
    BeforeCommit,
    /// Once, when the server has committed and its answer is on its way back.
    AfterCommit,
    /// Always: nobody gets through.
    Down,
}

pub struct Proxy {
    folder: tempfile::TempDir,
    cut: Arc<AtomicU8>,
}

impl Proxy {
    /// Stands before the server whose socket lies in this folder.
    pub fn before(server: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("ct-px").tempdir().unwrap();
        let cut = Arc::new(AtomicU8::new(Cut::Never as u8));
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let (behind, when): (PathBuf, _) = (server.join(".s.PGSQL.5432"), Arc::clone(&cut));
        thread::spawn(move || {
            for desk in listener.incoming().map_while(Result::ok) {
                if when.load(Ordering::SeqCst) == Cut::Down as u8 {
                    continue;
                }
                let server = UnixStream::connect(&behind).unwrap();
                let (up, down, when) = (desk.try_clone().unwrap(), server.try_clone().unwrap(), Arc::clone(&when));
                thread::spawn(move || forward(up, server, &when));
                thread::spawn(move || back(down, desk));
            }
        });
        Self { folder, cut }
    }

    /// Where its own socket lies.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    pub fn cut(&self, when: Cut) {
        self.cut.store(when as u8, Ordering::SeqCst);
    }
}

/// To the server, until the moment has come.
fn forward(mut from: UnixStream, mut to: UnixStream, when: &AtomicU8) {
    let mut bytes = [0u8; 8192];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        let commit = memchr::memmem::find(&bytes[..count], b"COMMIT\0").is_some();
        let taken =
            |cut: Cut| when.compare_exchange(cut as u8, Cut::Never as u8, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        let down = when.load(Ordering::SeqCst) == Cut::Down as u8;
        if down || (commit && taken(Cut::BeforeCommit)) {
            break;
        }
        if commit && taken(Cut::AfterCommit) {
            // The desk's side goes first, so that no answer gets through; the server still hears the commit.
            from.shutdown(Shutdown::Both).ok();
            to.write_all(&bytes[..count]).ok();
            return;
        }
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}

fn back(mut from: UnixStream, mut to: UnixStream) {
    let mut bytes = [0u8; 8192];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Both).ok();
    from.shutdown(Shutdown::Both).ok();
}
