//! Looks, keys and settings from the config directory: `config.toml`, `themes/NAME.toml`, `keymaps/NAME.toml`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{
    app::{
        doctor::Finding,
        keymap::{self, Keymap, Severity},
        preferences::{self, Preferences, Setting, Source, Value},
        settings::SettingsView,
    },
    i18n::{Lang, t, tf},
    runtime::wardrobe::{Heard, NotKept, Wardrobe, Worn},
    text::{Measure, SafeText},
    theme::{self, Theme},
};

use super::{
    config,
    doctor::{self, Patient},
    keys,
    looks::{depth, is_utf8, language},
    places::Places,
};

/// The files of one person, with the flags of this start.
#[derive(Debug, Clone)]
pub(super) struct FileWardrobe {
    places: Places,
    /// Setting, flag, word.
    flags: Vec<(Setting, &'static str, String)>,
}

impl FileWardrobe {
    /// The files below these directories; flags go before them.
    pub(super) const fn new(places: Places, flags: Vec<(Setting, &'static str, String)>) -> Self {
        Self { places, flags }
    }

    /// What is set, and what is wrong in the file, the environment and the flags.
    pub(super) fn preferences(&self) -> (Preferences, Vec<String>) {
        let (mut set, mut wrong) = config::read(&self.places, Lang::Zh);
        let lang = language(&set);
        for (setting, flag, text) in &self.flags {
            match setting.kind().read(text) {
                Ok(value) => set.set(*setting, value, Source::Flag((*flag).to_owned())),
                Err(why) => wrong.push(config::refused(flag, &why, lang)),
            }
        }
        (set, wrong)
    }

    /// Theme and keymap as their files say, with what is wrong in the files.
    pub(super) fn read(&self, set: &Preferences, last: &Theme, keys: &Keymap) -> Worn {
        let lang = language(set);
        let file = |name: &str| own_file(&self.places.config.join("themes"), name);
        let (theme, faults) = Theme::load(&set.text(Setting::Theme), &file, last);
        let mut wrong: Vec<String> = faults
            .iter()
            .map(|found| words(lang, &found.file, found.line, found.col, found.fault.key(), &[found.fault.subject()]))
            .collect();
        let (keymap, faults) = keys::chosen(&set.text(Setting::Keymap), &self.places, keys);
        let errors = faults.iter().filter(|found| found.fault.severity() == Severity::Error);
        wrong.extend(errors.map(|found| keys::complaint(lang, found)));
        Worn { theme, keymap, wrong }
    }

    fn own_files(&self, set: &Preferences) -> [PathBuf; 2] {
        let of = |folder: &str, setting| self.places.config.join(folder).join(format!("{}.toml", set.text(setting)));
        [of("themes", Setting::Theme), of("keymaps", Setting::Keymap)]
    }
}

impl Wardrobe for FileWardrobe {
    fn settings(&self) -> SettingsView {
        let (values, wrong) = self.preferences();
        let built_in = |names: &[(&str, &str)]| names.iter().map(|(name, _)| (*name).to_owned()).collect();
        SettingsView {
            values,
            path: self.places.config.join(config::FILE).display().to_string(),
            themes: names(&self.places.config.join("themes"), built_in(&theme::BUILT_IN)),
            keymaps: names(&self.places.config.join("keymaps"), built_in(&keymap::BUILT_IN)),
            wrong,
        }
    }

    fn save(&self, setting: Setting, value: &Value) -> Result<SettingsView, NotKept> {
        let path = self.places.config.join(config::FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(_) => return Err(NotKept::Unwritable),
        };
        let changed = preferences::with(&text, setting, value).ok_or(NotKept::ByHand)?;
        write_whole(&path, &changed).map_err(|_| NotKept::Unwritable)?;
        Ok(self.settings())
    }

    fn wear(&self, settings: &Preferences, last: &Theme, keys: &Keymap) -> Worn {
        let worn = self.read(settings, last, keys);
        let variable = |name: &str| env::var(name).ok();
        let theme = worn.theme.at_depth(depth(&variable));
        let ascii = !is_utf8(&variable) || settings.text(Setting::Width) == "wide";
        Worn { theme: if ascii { theme.with_ascii() } else { theme }, ..worn }
    }

    fn changed(&self, settings: &Preferences) -> Option<SystemTime> {
        self.own_files(settings).iter().filter_map(|file| fs::metadata(file).ok()?.modified().ok()).max()
    }

    fn examine(&self, measured: Option<Measure>, heard: Heard, lang: Lang) -> Vec<Finding> {
        let patient = Patient { wardrobe: Some(self), places: Some(self.places.clone()), measured, lang };
        let look = patient.examine(doctor::Line::Heard(Box::new(heard)));
        match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(look).0.into_list(),
            Err(_) => vec![Finding::unknown("program", t(lang, "demo.no_runtime"), t(lang, "doctor.again"))],
        }
    }
}

/// The file is there whole or as it was: it is written beside and put in its place.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Err(std::io::ErrorKind::NotFound.into()) };
    fs::create_dir_all(folder)?;
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// Built-in names and those of a person's own files.
fn names(folder: &Path, mut known: Vec<String>) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let own = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let mut own: Vec<String> = own.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    own.retain(|name| !known.contains(name));
    own.sort();
    known.extend(own);
    known
}

/// What is wrong in a person's own file, and where.
fn words(lang: Lang, file: &str, line: usize, col: usize, key: &str, args: &[&str]) -> String {
    SafeText::new(&format!("{file}:{line}:{col} {}", tf(lang, key, args))).into_string()
}

/// A person's own file of this name. A name is no path.
pub(super) fn own_file(folder: &Path, name: &str) -> Option<String> {
    let plain = name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    if plain { fs::read_to_string(folder.join(format!("{name}.toml"))).ok() } else { None }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("themes")).unwrap();
        fs::write(dir.path().join("secret.toml"), "x").unwrap();
        fs::write(dir.path().join("themes/mine.toml"), "y").unwrap();
        let themes = dir.path().join("themes");
        assert_eq!(own_file(&themes, "mine").as_deref(), Some("y"));
        assert_eq!(own_file(&themes, "../secret"), None);
    }
}
