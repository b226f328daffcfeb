//! A paper as a text file for the printer: for its owner alone, whole or not at all.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Longest name of a file, in characters; Chinese ones take three bytes of the 255 that file systems allow.
const LONGEST_NAME: usize = 60;

/// Writes `text` into `folder` under `name`; an older paper of that name gives way.
pub fn write(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    write_bytes(folder, &file_name(name), text.as_bytes())
}

/// The same for a file whose name is ours.
pub fn write_bytes(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let path = folder.join(name);
    let half = path.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&half)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&half, &path)?;
    Ok(path)
}

/// A name that stays inside its folder on every system.
fn file_name(name: &str) -> String {
    let stem = name.strip_suffix(".txt").unwrap_or(name);
    let kept: String = stem
        .chars()
        .map(|c| if c.is_alphanumeric() || "-_〔〕()".contains(c) { c } else { '_' })
        .take(LONGEST_NAME)
        .collect();
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
    fn names_are_made_safe() {
        for (name, safe) in [("", "paper.txt"), (".txt", "paper.txt"), ("a/b\\c:d\x1b[2J", "a_b_c_d__2J.txt")] {
            assert_eq!(file_name(name), safe);
        }
        assert_eq!(file_name(&"长".repeat(200)).chars().count(), LONGEST_NAME + 4);
    }
}
