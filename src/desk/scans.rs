//! Scans come in: a file of this machine is looked at, and a sealed copy kept. From then on the copy counts, whatever
//! becomes of the file (F39).

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use thiserror::Error;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::contract::{
    kind::{Kind, Unfit},
    sha256_hex,
};

use super::{Desk, DeskError, store::Scan};

/// Largest scan: 20 MiB (DECISIONS 5).
pub const LARGEST: u64 = 20 << 20;
/// Files of an inbox that are listed, the newest ones.
const LISTED: usize = 200;
/// Endings by which an inbox lists a file. What it is decides itself by its bytes.
const ENDINGS: [&str; 4] = ["pdf", "jpg", "jpeg", "png"];

/// Why a file is not taken as a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ScanFault {
    /// Nothing lies there.
    #[error("there is no such file")]
    Missing,
    /// A folder, a device.
    #[error("this is no file")]
    NoFile,
    /// It cannot be read.
    #[error("the file cannot be read")]
    Unreadable,
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// More than 20 MiB.
    #[error("the file is too large")]
    TooLarge,
    /// Neither PDF nor JPEG nor PNG, or a broken one.
    #[error("the file is no scan")]
    Type,
    /// It holds a program, another file or a password.
    #[error("the file is more than a scan")]
    Active,
    /// More points than a scan has.
    #[error("the picture has too many points")]
    TooManyPoints,
    /// An act names a scan of which no copy is kept here.
    #[error("the copy of a scan is gone")]
    Gone,
}

impl ScanFault {
    /// Key of the sentence that says it, and what to do.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "desk.fault.scan.missing",
            Self::NoFile => "desk.fault.scan.no_file",
            Self::Unreadable => "desk.fault.scan.unreadable",
            Self::Empty => "desk.fault.scan.empty",
            Self::TooLarge => "desk.fault.scan.too_large",
            Self::Type => "desk.fault.scan.type",
            Self::Active => "desk.fault.scan.active",
            Self::TooManyPoints => "desk.fault.scan.points",
            Self::Gone => "desk.fault.scan.gone",
        }
    }
}

impl From<Unfit> for ScanFault {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Type => Self::Type,
            Unfit::Active => Self::Active,
            Unfit::TooManyPoints => Self::TooManyPoints,
        }
    }
}

/// A file in the folder into which the scanner writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxFile {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// When it was written last, by this machine's clock.
    pub at: Timestamp,
}

impl Desk {
    /// Keeps a sealed copy of a file for a case; when this returns it is durable.
    pub async fn add_scan(&self, case_id: Uuid, file: PathBuf) -> Result<Scan, DeskError> {
        let at = self.centre_now();
        let read = self.apart(move || {
            let bytes = read(&file)?;
            let kind = judge(&bytes)?;
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let kind = kind.ending().to_owned();
            Ok::<_, ScanFault>((Scan { case_id, sha256: sha256_hex(&bytes), size, kind, name, at }, bytes))
        });
        let (scan, bytes) = read.await??;
        let kept = scan.clone();
        self.store(move |store| store.keep_scan(&kept, &bytes)).await?;
        Ok(scan)
    }

    /// Throws the copy of a scan away, unless something sealed names it. True if it is gone.
    pub async fn drop_scan(&self, case_id: Uuid, sha256: &str) -> Result<bool, DeskError> {
        let sha256 = sha256.to_owned();
        self.store(move |store| store.drop_scan(case_id, &sha256)).await
    }

    /// Scans of a case that are kept here.
    pub async fn scans(&self, case_id: Uuid) -> Result<Vec<Scan>, DeskError> {
        self.store(move |store| store.scans(case_id)).await
    }

    /// The first act of a case names scans that nobody but this desk can have.
    pub(super) async fn check_scans(
        &self,
        case_id: Option<Uuid>,
        expected_version: u64,
        files: &[String],
    ) -> Result<(), DeskError> {
        let Some(case_id) = case_id.filter(|_| expected_version == 0 && !files.is_empty()) else { return Ok(()) };
        let kept = self.scans(case_id).await?;
        let here = |hash: &String| kept.iter().any(|scan| scan.sha256 == *hash);
        if files.iter().all(here) { Ok(()) } else { Err(ScanFault::Gone.into()) }
    }
}

/// What lies in the folder into which the scanner writes, the newest first. A folder that is not there is empty.
pub fn look_in(folder: &Path) -> Vec<InboxFile> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let listed = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let ending = Path::new(&name).extension()?.to_str()?.to_ascii_lowercase();
        let meta = fs::metadata(entry.path()).ok()?;
        let at = Timestamp::try_from(meta.modified().ok()?).ok()?;
        let shown = ENDINGS.contains(&ending.as_str()) && meta.is_file() && !name.starts_with('.');
        shown.then_some(InboxFile { name, size: meta.len(), at })
    };
    let mut files: Vec<InboxFile> = entries.filter_map(|entry| listed(entry.ok()?)).collect();
    files.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.name.cmp(&other.name)));
    files.truncate(LISTED);
    files
}

/// The bytes of a file, if they are no more than a scan has.
fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>, ScanFault> {
    let meta = fs::metadata(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ScanFault::Missing,
        _ => ScanFault::Unreadable,
    })?;
    if !meta.is_file() {
        return Err(ScanFault::NoFile);
    }
    if meta.len() > LARGEST {
        return Err(ScanFault::TooLarge);
    }
    let room = usize::try_from(meta.len()).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room.saturating_add(1)));
    let opened = File::open(file).map_err(|_| ScanFault::Unreadable)?;
    // It may grow while it is read.
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|_| ScanFault::Unreadable)?;
    Ok(bytes)
}

/// What is taken as a scan: less than a centre may take, and nothing that it would not.
fn judge(bytes: &[u8]) -> Result<Kind, ScanFault> {
    if bytes.is_empty() {
        return Err(ScanFault::Empty);
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST) {
        return Err(ScanFault::TooLarge);
    }
    match Kind::of(bytes)? {
        kind @ (Kind::Pdf | Kind::Jpeg | Kind::Png) => Ok(kind),
        Kind::Ofd | Kind::Tiff | Kind::Bmp | Kind::Text => Err(ScanFault::Type),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn pdf(mark: &str) -> Vec<u8> {
        format!("%PDF-1.7\n% {mark}\n%%EOF\n").into_bytes()
    }

    #[test]
    fn t31_a_file_is_looked_at_before_it_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            fs::write(&path, bytes).unwrap();
            read(&path).and_then(|bytes| judge(&bytes))
        };
        assert_eq!(write("a.pdf", &pdf("a")), Ok(Kind::Pdf));
        assert_eq!(write("b.exe", &pdf("b")), Ok(Kind::Pdf), "by its bytes, whatever it is called");
        assert_eq!(write("c.pdf", b""), Err(ScanFault::Empty));
        assert_eq!(write("d.pdf", b"PK\x03\x04word/document.xml"), Err(ScanFault::Type));
        assert_eq!(write("e.txt", b"plain words"), Err(ScanFault::Type), "the centre takes text, a scan is none");
        assert_eq!(write("f.pdf", b"%PDF-1.7 /JavaScript (x) %%EOF"), Err(ScanFault::Active));
        assert_eq!(read(&dir.path().join("nowhere.pdf")).unwrap_err(), ScanFault::Missing);
        assert_eq!(read(dir.path()).unwrap_err(), ScanFault::NoFile);
        let large = File::create(dir.path().join("large.pdf")).unwrap();
        large.set_len(LARGEST + 1).unwrap();
        assert_eq!(read(&dir.path().join("large.pdf")).unwrap_err(), ScanFault::TooLarge);
        assert_eq!(judge(&vec![b'%'; usize::try_from(LARGEST).unwrap() + 1]), Err(ScanFault::TooLarge));
    }

    #[test]
    fn an_inbox_shows_scans_only_the_newest_first() {
        let dir = tempfile::tempdir().unwrap();
        for (name, seconds) in
            [("old.pdf", 100), ("new.PNG", 300), ("mid.jpeg", 200), ("note.txt", 400), (".x.pdf", 500)]
        {
            let path = dir.path().join(name);
            fs::write(&path, b"x").unwrap();
            let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
        }
        fs::create_dir(dir.path().join("folder.pdf")).unwrap();
        let names: Vec<String> = look_in(dir.path()).into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["new.PNG", "mid.jpeg", "old.pdf"]);
        assert!(look_in(&dir.path().join("nowhere")).is_empty());
    }
}
