//! Where things lie (DECISIONS 6): config, data, state. `CHUANGTAI_HOME` replaces all three.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The three folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// Keymaps, themes, settings.
    pub config: PathBuf,
    /// Databases and keys.
    pub data: PathBuf,
    /// Logs, crash reports, printed papers.
    pub state: PathBuf,
}

impl Places {
    /// The folders below `home`, or those of the platform; `None` = the platform knows no home of this user.
    pub(super) fn find(home: Option<PathBuf>) -> Option<Self> {
        if let Some(home) = home {
            return Some(Self { config: home.join("config"), data: home.join("data"), state: home.join("state") });
        }
        let dirs = ProjectDirs::from("", "", "chuangtai")?;
        let data = dirs.data_dir().to_path_buf();
        let state = dirs.state_dir().map_or_else(|| data.join("state"), PathBuf::from);
        Some(Self { config: dirs.config_dir().to_path_buf(), data, state })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_home_replaces_all_three() {
        let places = Places::find(Some(PathBuf::from("h")));
        let below = |part: &str| PathBuf::from("h").join(part);
        let expected = Places { config: below("config"), data: below("data"), state: below("state") };
        assert_eq!(places, Some(expected));
    }
}
