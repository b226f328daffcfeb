//! What is written for people to take along: papers as text for the printer, tables, electronic files, parcels. For its
//! owner alone, whole or not at all.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Longest name of a file, in characters; Chinese ones take three bytes of the 255 that file systems allow.
const LONGEST_NAME: usize = 60;
/// The same of a name of which the most part are digits of a case number.
const LONGEST_STEM: usize = 85;
/// Files of one name that lie beside each other.
const MOST_OF_A_NAME: u32 = 99;

/// Writes `text` into `folder` under `name`; an older paper of that name gives way.
pub fn write(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    write_bytes(folder, &file_name(name), text.as_bytes())
}

/// The same for a file whose name is ours.
pub fn write_bytes(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut growing = Growing::begin(&folder.join(name))?;
    growing.write_all(bytes)?;
    growing.end()
}

/// A file that is being written, piece by piece. It has its name when all of it is on the disk; before that, and if it is
/// given up, there is none.
#[derive(Debug)]
pub struct Growing {
    file: fs::File,
    half: PathBuf,
    path: PathBuf,
    whole: bool,
}

impl Growing {
    /// Begins a file; its folder is made if it lacks.
    pub fn begin(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_folder(folder)?;
        }
        let half = path.with_extension("part");
        let file = private().create(true).truncate(true).open(&half)?;
        Ok(Self { file, half, path: path.to_owned(), whole: false })
    }

    /// All of it was written.
    pub fn end(mut self) -> io::Result<PathBuf> {
        self.file.sync_all()?;
        fs::rename(&self.half, &self.path)?;
        self.whole = true;
        Ok(std::mem::take(&mut self.path))
    }
}

impl io::Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        if !self.whole {
            let _ = fs::remove_file(&self.half);
        }
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// For its owner alone.
fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// What became of a file that shall take nobody's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It lies here.
    At(PathBuf),
    /// Another of its name lies there, and nothing was written.
    Another,
}

/// Writes a file where no other of its name lies; `beside` gives it another name where one does.
pub fn keep(folder: &Path, name: &str, bytes: &[u8], beside: bool) -> io::Result<Kept> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    for number in 1..=MOST_OF_A_NAME {
        let name = if number == 1 { name.to_owned() } else { format!("{stem}({number}).{ending}") };
        let path = folder.join(&name);
        // The name is taken first: what comes there meanwhile is nobody's to overwrite.
        let taken = make_folder(folder).and_then(|()| private().create_new(true).open(&path));
        match taken {
            Ok(_) => {
                return write_bytes(folder, &name, bytes).map(Kept::At).inspect_err(|_| {
                    let _ = fs::remove_file(&path);
                });
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && beside => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Kept::Another),
            Err(error) => return Err(error),
        }
    }
    Ok(Kept::Another)
}

/// A file name of a stem and an ending that stays inside its folder on every system.
pub fn named(stem: &str, ending: &str) -> String {
    let kept: String = stem.chars().map(harmless).take(LONGEST_STEM).collect();
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
    let kept = if kept.is_empty() { "file".to_owned() } else { kept };
    if ending.is_empty() { kept } else { format!("{kept}.{ending}") }
}

fn harmless(c: char) -> char {
    if c.is_alphanumeric() || "-_〔〕()".contains(c) { c } else { '_' }
}

/// A name that stays inside its folder on every system.
fn file_name(name: &str) -> String {
    let stem = name.strip_suffix(".txt").unwrap_or(name);
    let kept: String = stem.chars().map(harmless).take(LONGEST_NAME).collect();
    if kept.is_empty() { "paper.txt".to_owned() } else { format!("{kept}.txt") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_lies_where_it_should_and_nobody_else_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("papers");
        let path = write(&folder, "../扬市监受〔2026〕00001号.txt", "旧").unwrap();
        assert_eq!(write(&folder, "../扬市监受〔2026〕00001号.txt", "受理通知书").unwrap(), path);
        assert_eq!(path, folder.join("___扬市监受〔2026〕00001号.txt"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "受理通知书");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_lies_there_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let name = named("2611230001-场所平面图-1", "pdf");
        assert_eq!(name, "2611230001-场所平面图-1.pdf");
        let first = keep(dir.path(), &name, b"one", false).unwrap();
        assert_eq!(first, Kept::At(dir.path().join(&name)));
        assert_eq!(keep(dir.path(), &name, b"two", false).unwrap(), Kept::Another);
        assert_eq!(fs::read(dir.path().join(&name)).unwrap(), b"one");
        let second = dir.path().join("2611230001-场所平面图-1(2).pdf");
        assert_eq!(keep(dir.path(), &name, b"two", true).unwrap(), Kept::At(second.clone()));
        assert_eq!(fs::read(second).unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing half-written stays");
    }

    #[test]
    fn what_is_given_up_half_way_is_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("parcel.ctcarry");
        let mut growing = Growing::begin(&path).unwrap();
        growing.write_all(b"half").unwrap();
        drop(growing);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_are_made_safe() {
        assert_eq!(named("../a/b\u{1b}[2J", "p/d"), "___a_b__2J.pd");
        assert_eq!((named("", "pdf"), named("a", "")), ("file.pdf".to_owned(), "a".to_owned()));
        for (name, safe) in [("", "paper.txt"), (".txt", "paper.txt"), ("a/b\\c:d\x1b[2J", "a_b_c_d__2J.txt")] {
            assert_eq!(file_name(name), safe);
        }
        assert_eq!(file_name(&"长".repeat(200)).chars().count(), LONGEST_NAME + 4);
    }
}
