//! Does what lies on the disk look like ciphertext? The header says so of the beginning; this says it of whole pages.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::Path,
};

/// Length of a page, of SQLite and of SQLCipher alike.
const PAGE: usize = 4_096;
/// Header of a log file, and of the first page in it.
const LOG_HEADERS: u64 = 32 + 24;
/// What a disk writes whole or not at all.
const SECTOR: usize = 512;
/// Bits per byte. A sector of random bytes reaches 7.5 and differs by a few hundredths; text and tables stay below 6.
const LEAST: f64 = 6.5;

/// True if the first, the middle and the last page of the file at `path`, and the first of its log, are as random as
/// ciphertext is. What is not there or shorter than a page says nothing.
pub fn looks_random(path: &Path) -> io::Result<bool> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let pages = std::fs::metadata(path).map_or(0, |file| file.len()) / length();
    let places = [0, pages / 2, pages.saturating_sub(1)].map(|page| page * length());
    for (path, at) in places.map(|at| (path, at)).into_iter().chain([(Path::new(&log), LOG_HEADERS)]) {
        if let Some(page) = read_page(path, at)?
            && is_clear(&page, at)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn length() -> u64 {
    u64::try_from(PAGE).unwrap_or(u64::MAX)
}

fn read_page(path: &Path, at: u64) -> io::Result<Option<Vec<u8>>> {
    let mut page = vec![0; PAGE];
    let read = File::open(path).and_then(|mut file| {
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut page)
    });
    match read {
        Ok(()) => Ok(Some(page)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => Ok(None),
        Err(error) => Err(error),
    }
}

/// True if a sector of a page that lies at `at` is less random than ciphertext. Empty ones do not count: a power cut
/// leaves holes, and there is nothing to read in them.
fn is_clear(page: &[u8], at: u64) -> bool {
    let before = usize::try_from(at).unwrap_or_default() % SECTOR;
    let (first, rest) = page.split_at_checked(SECTOR - before).unwrap_or((page, &[]));
    let sectors = std::iter::once(first).chain(rest.chunks(SECTOR)).filter(|sector| sector.len() >= SECTOR / 2);
    sectors.filter(|sector| sector.iter().any(|byte| *byte != 0)).any(|sector| entropy(sector) < LEAST)
}

/// Shannon's, in bits per byte.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let all = f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / all).map(|part| -part * part.log2()).sum()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::sqlite::{FileKey, open};

    fn filled(path: &Path, key: Option<&FileKey>) -> rusqlite::Connection {
        let connection = open(path, key, 1).unwrap();
        connection.execute_batch("CREATE TABLE t(a)").unwrap();
        for n in 0..300 {
            connection.execute("INSERT INTO t VALUES(?1)", [format!("申请人{n} ").repeat(60)]).unwrap();
        }
        connection
    }

    #[test]
    fn pages_in_clear_are_told_from_ciphertext_also_behind_a_forged_beginning() {
        let dir = tempfile::tempdir().unwrap();
        let (sealed, clear) = (dir.path().join("sealed.db"), dir.path().join("clear.db"));
        let open_files = [filled(&sealed, Some(&FileKey::new(&mut [7; 32]))), filled(&clear, None)];
        assert!(looks_random(&sealed).unwrap());
        assert!(!looks_random(&clear).unwrap());
        drop(open_files);
        assert!(looks_random(&sealed).unwrap());
        // Its first page is exchanged: the header says nothing any more.
        let mut forged = std::fs::read(&clear).unwrap();
        forged[..PAGE].copy_from_slice(&std::fs::read(&sealed).unwrap()[..PAGE]);
        std::fs::write(&clear, forged).unwrap();
        assert!(!crate::sqlite::is_plain(&clear).unwrap() && !looks_random(&clear).unwrap());
        assert!(looks_random(&dir.path().join("absent.db")).unwrap());
        // A power cut left half a page, and a log of which nothing was written.
        let mut holed = std::fs::read(&sealed).unwrap();
        let end = holed.len();
        holed[end - 3 * SECTOR..].fill(0);
        std::fs::write(&sealed, holed).unwrap();
        std::fs::write(dir.path().join("sealed.db-wal"), vec![0; 9_000]).unwrap();
        assert!(looks_random(&sealed).unwrap());
    }
}
