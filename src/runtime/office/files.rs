//! Electronic files of cases: from the centre into a folder that a person chose.

use std::path::{Path, PathBuf};

use crate::{
    app::{
        Answer,
        casework::files::{IfThere, Saving, THERE},
    },
    contract::sha256_hex,
    runtime::{
        execute::Result,
        export::{self, Kept},
    },
};

use super::DeskOffice;

impl DeskOffice {
    pub(super) fn file_folder(&self) -> Answer {
        Answer::Folder(self.0.folders.files.display().to_string())
    }

    /// Fetches a file and writes it. Nothing that lies there goes without a word of whoever sits here; the very same file is
    /// not fetched again.
    pub(super) async fn save_file(&self, saving: Saving) -> Result<Answer> {
        let default = self.0.folders.files.clone();
        let folder = folder(&saving.folder, &default);
        if folder != default && !folder.is_dir() {
            return Err(self.no("files.no_folder"));
        }
        let name = export::named(&saving.stem, &saving.kind);
        if saving.if_there == IfThere::Ask {
            let (path, sha256) = (folder.join(&name), saving.sha256.clone());
            let looked = tokio::task::spawn_blocking(move || (lies_there(&path, &sha256), path)).await;
            match looked.map_err(|_| self.no("program.died"))? {
                (Some(true), path) => return Ok(Answer::Exported(path.display().to_string())),
                (Some(false), _) => return Err(self.no(THERE)),
                (None, _) => {}
            }
        }
        self.arrived().await;
        let bytes = self.0.desk.case_file(saving.case_id, &saving.sha256).await.map_err(|error| self.fails(&error))?;
        let replace = saving.if_there == IfThere::Replace;
        let beside = saving.if_there == IfThere::Beside;
        let written = tokio::task::spawn_blocking(move || {
            if replace {
                export::write_bytes(&folder, &name, &bytes).map(Kept::At)
            } else {
                export::keep(&folder, &name, &bytes, beside)
            }
        });
        match written.await {
            Ok(Ok(Kept::At(path))) => Ok(Answer::Exported(path.display().to_string())),
            Ok(Ok(Kept::Another)) => Err(self.no(THERE)),
            Ok(Err(_)) => Err(self.no("files.not_written")),
            Err(_) => Err(self.no("program.died")),
        }
    }
}

/// The folder that was typed; `~/` is the home of whoever sits here, and without a word it is where files go by default.
fn folder(typed: &str, default: &Path) -> PathBuf {
    let home = typed.strip_prefix('~').and_then(|rest| Some(std::env::home_dir()?.join(rest.trim_start_matches('/'))));
    // An absolute path stays what it is; nothing at all is the default itself.
    home.unwrap_or_else(|| if typed.is_empty() { default.to_owned() } else { default.join(typed) })
}

/// Whether a file of the name lies there, and whether it is this one.
fn lies_there(path: &Path, sha256: &str) -> Option<bool> {
    path.symlink_metadata().ok()?;
    Some(std::fs::read(path).is_ok_and(|bytes| sha256_hex(&bytes) == sha256))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_typed_or_the_default() {
        let default = Path::new("/home/lixy/Downloads");
        assert_eq!(folder("", default), default);
        assert_eq!(folder("/media/usb", default), Path::new("/media/usb"));
        assert_eq!(folder("cases", default), default.join("cases"));
        if let Some(home) = std::env::home_dir() {
            assert_eq!(folder("~/x", default), home.join("x"));
            assert_eq!(folder("~", default), home);
        }
    }

    #[test]
    fn the_very_same_file_is_known_and_another_is_not_touched() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pdf");
        assert_eq!(lies_there(&path, &sha256_hex(b"x")), None);
        std::fs::write(&path, b"x").unwrap();
        assert_eq!(lies_there(&path, &sha256_hex(b"x")), Some(true));
        assert_eq!(lies_there(&path, &sha256_hex(b"y")), Some(false));
    }
}
