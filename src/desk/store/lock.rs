//! One program per store, and a few megabytes for the day when the disk is full.

use std::{
    fs::{self, File, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
};

use super::StoreError;

/// Held as long as the store is open. The system lets go of it when the process dies, however it dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of `dir`, making the directory (for its owner alone) if there is none.
    pub fn take(dir: &Path) -> Result<Self, StoreError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(dir).map_err(StoreError::Directory)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(dir.join("lock"))
            .map_err(StoreError::Directory)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(StoreError::Directory(error)),
        }
    }
}

/// A file of real bytes, given back to the disk when it is full, so that sending and deleting still work.
#[derive(Debug)]
pub struct Reserve {
    path: PathBuf,
    bytes: u64,
}

impl Reserve {
    /// The reserve of `dir`.
    pub fn at(dir: &Path, bytes: u64) -> Self {
        Self { path: dir.join("reserve"), bytes }
    }

    /// True if it is there in full.
    pub fn is_full(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|file| file.len() >= self.bytes)
    }

    /// Fills it up. On a disk without room nothing is left behind: half a reserve would only make things worse.
    pub fn fill(&self) {
        if !self.is_full() && self.try_fill().is_err() {
            self.release();
        }
    }

    fn try_fill(&self) -> std::io::Result<()> {
        // Not zeros: some file systems keep no room for those.
        let block: Vec<u8> = (0..=u8::MAX).cycle().take(64 << 10).collect();
        let mut file = File::create(&self.path)?;
        let mut left = self.bytes;
        while left > 0 {
            let some = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
            file.write_all(block.get(..some).unwrap_or_default())?;
            left -= u64::try_from(some).unwrap_or(left);
        }
        file.sync_all()
    }

    /// Gives the room back.
    pub fn release(&self) {
        // If it cannot be removed there is no reserve; whoever needed the room hears that the disk is full.
        let _ = fs::remove_file(&self.path);
    }
}
