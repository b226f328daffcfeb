//! Where things lie (DECISIONS 6): config, data and state directories of the platform; `CHUANGTAI_HOME` or `--home`
//! replaces all three.

use std::{fs, path::PathBuf};

use directories::ProjectDirs;

use crate::desk::store;

/// The program's directories. None of them need exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// `config.toml keymaps/ themes/ ca/`
    pub config: PathBuf,
    /// `desk/NAME/ centre/ demo/{desk,centre}/`
    pub data: PathBuf,
    /// `log/`
    pub state: PathBuf,
}

impl Places {
    /// The directories below `home`, or those of the platform; `None` = the platform knows no home of this user.
    pub(super) fn find(home: Option<PathBuf>) -> Option<Self> {
        if let Some(home) = home.filter(|home| !home.as_os_str().is_empty()) {
            return Some(Self { config: home.join("config"), data: home.join("data"), state: home.join("state") });
        }
        let dirs = ProjectDirs::from("", "", "chuangtai")?;
        let data = dirs.data_dir().to_owned();
        let state = dirs.state_dir().map_or_else(|| data.join("state"), PathBuf::from);
        Some(Self { config: dirs.config_dir().to_owned(), data, state })
    }

    /// The demo's desk.
    pub(super) fn demo_desk(&self) -> PathBuf {
        self.data.join("demo").join("desk")
    }

    /// The demo's centre.
    pub(super) fn demo_centre(&self) -> PathBuf {
        self.data.join("demo").join("centre")
    }

    /// The desk that works with this centre: a store never changes its centre.
    pub(super) fn desk_of(&self, centre: &str) -> PathBuf {
        let bare = centre.split_once("://").map_or(centre, |(_, rest)| rest).trim_end_matches('/');
        let name: String =
            bare.chars().map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' }).collect();
        self.data.join("desk").join(name)
    }

    /// The centre of the only desk that there is, read back from the name of its folder; `None` = there are none or
    /// several, or the name does not say it.
    pub(super) fn only_centre(&self) -> Option<String> {
        let folders = fs::read_dir(self.data.join("desk")).ok()?;
        let mut desks = folders.flatten().map(|entry| entry.path()).filter(|dir| store::exists(dir));
        let (dir, None) = (desks.next()?, desks.next()) else { return None };
        let name = dir.file_name()?.to_str()?;
        let host = match name.rsplit_once('_') {
            Some((host, port)) => format!("{host}:{port}"),
            None => name.to_owned(),
        };
        // Over plain HTTP only what runs on this machine is believed.
        let scheme = if matches!(host.split(':').next(), Some("localhost" | "127.0.0.1")) { "http" } else { "https" };
        Some(format!("{scheme}://{host}")).filter(|centre| !host.contains('_') && self.desk_of(centre) == dir)
    }

    /// Papers for the printer.
    pub(super) fn papers(&self) -> PathBuf {
        self.data.join("papers")
    }

    /// What the scanner writes.
    pub(super) fn scans(&self) -> PathBuf {
        self.data.join("scans")
    }

    /// Electronic files of cases that somebody saves: where the platform keeps what is downloaded, or documents.
    pub(super) fn files(&self) -> PathBuf {
        let own = ProjectDirs::from("", "", "chuangtai").is_some_and(|dirs| dirs.data_dir() == self.data);
        let user = directories::UserDirs::new().filter(|_| own);
        let known = user.as_ref().and_then(|user| user.download_dir().or_else(|| user.document_dir()));
        known.map_or_else(|| self.data.join("files"), PathBuf::from)
    }

    /// Crash reports.
    pub(super) fn log(&self) -> PathBuf {
        self.state.join("log")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn one_home_replaces_all_and_every_centre_has_a_desk_of_its_own() {
        let places = Places::find(Some("home".into())).unwrap();
        assert_eq!(places.demo_centre(), Path::new("home/data/demo/centre"));
        assert_eq!(places.log(), Path::new("home/state/log"));
        assert_eq!(places.files(), Path::new("home/data/files"), "and nobody's own folders");
        assert_eq!(places.desk_of("https://centre.example:8443/"), Path::new("home/data/desk/centre.example_8443"));
        assert_eq!(places.desk_of("http://[::1]:80"), Path::new("home/data/desk/___1__80"));
    }

    #[test]
    fn the_only_desk_says_its_centre_and_of_two_none_is_guessed() {
        let home = tempfile::tempdir().unwrap();
        let places = Places::find(Some(home.path().to_owned())).unwrap();
        let sit_down = |centre: &str| {
            let dir = places.desk_of(centre);
            fs::create_dir_all(&dir).unwrap();
            fs::write(dir.join(store::STORE_FILE), "sealed").unwrap();
            dir
        };
        assert_eq!(places.only_centre(), None);
        for centre in ["https://centre.example", "https://centre.example:8443", "http://127.0.0.1:7300"] {
            let dir = sit_down(centre);
            fs::create_dir_all(places.data.join("desk").join("without-a-store")).unwrap();
            assert_eq!(places.only_centre().as_deref(), Some(centre));
            fs::remove_dir_all(dir).unwrap();
        }
        for centre in ["http://[::1]:80", "https://centre.example/prefix/8"] {
            let dir = sit_down(centre);
            assert_eq!(places.only_centre(), None, "{centre} cannot be read back");
            fs::remove_dir_all(dir).unwrap();
        }
        sit_down("https://centre.example");
        sit_down("https://centre.other");
        assert_eq!(places.only_centre(), None);
    }
}
