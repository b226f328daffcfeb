//! How the screen looks and which keys it takes: what every command with a screen has in common.

use std::{
    env, fs,
    io::{IsTerminal as _, stdin, stdout},
    path::{Path, PathBuf},
};

use clap::Args;

use crate::{
    app::{
        Action,
        keymap::{Keymap, Severity},
    },
    i18n::{Lang, t, tf},
    text::SafeText,
    theme::{Depth, Theme},
};

use super::places::Places;

/// Options of every command with a screen.
#[derive(Debug, Default, Args)]
pub(super) struct Looks {
    #[arg(long, value_name = "NAME", help = t(Lang::Zh, "cli.theme"))]
    theme: Option<String>,
    #[arg(long, value_name = "NAME", help = t(Lang::Zh, "cli.keymap"))]
    keymap: Option<String>,
    #[arg(long, value_name = "zh|en", value_parser = lang, default_value = "zh", help = t(Lang::Zh, "cli.lang"))]
    lang: Lang,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.home"))]
    home: Option<PathBuf>,
}

fn lang(text: &str) -> Result<Lang, &'static str> {
    match text {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err("zh, en"),
    }
}

impl Looks {
    /// Language of the screen.
    pub(super) const fn lang(&self) -> Lang {
        self.lang
    }

    /// The program's directories.
    pub(super) fn places(&self) -> Option<Places> {
        Places::find(self.home.clone())
    }

    /// Theme and keymap for this terminal: its colours, its signs.
    pub(super) fn screen(&self, places: &Places) -> (Theme, Keymap, Vec<String>) {
        let (theme, keymap, wrong) = self.read(places);
        let variable = |name: &str| env::var(name).ok();
        let theme = theme.at_depth(depth(&variable));
        (if is_utf8(&variable) { theme } else { theme.with_ascii() }, keymap, wrong)
    }

    /// Theme and keymap as their files say, with what is wrong in the files.
    pub(super) fn read(&self, places: &Places) -> (Theme, Keymap, Vec<String>) {
        let file = |name: &str| own_file(&places.config.join("themes"), name);
        let (theme, faults) = Theme::load(self.theme.as_deref().unwrap_or("dark"), &file, &Theme::default());
        let mut wrong: Vec<String> = faults
            .iter()
            .map(|found| self.words(&found.file, found.line, found.fault.key(), &[found.fault.subject()]))
            .collect();
        let file = |name: &str| own_file(&places.config.join("keymaps"), name);
        let actions: Vec<&str> = Action::ALL.iter().map(|action| action.bound_as().0).collect();
        let (keymap, faults) = Keymap::load(self.keymap.as_deref().unwrap_or("default"), &file, Some(&actions));
        wrong.extend(faults.iter().filter(|found| found.fault.severity() == Severity::Error).map(|found| {
            let args = found.fault.args();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            self.words(&found.file, found.line, found.fault.key(), &args)
        }));
        (theme, keymap, wrong)
    }

    /// What is wrong in a person's own file, and where.
    fn words(&self, file: &str, line: usize, key: &str, args: &[&str]) -> String {
        SafeText::new(&format!("{file}:{line} {}", tf(self.lang, key, args))).into_string()
    }
}

/// A person's own file of this name. A name is no path.
fn own_file(folder: &Path, name: &str) -> Option<String> {
    let plain = name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    if plain { fs::read_to_string(folder.join(format!("{name}.toml"))).ok() } else { None }
}

/// Whether a screen can be shown here at all (F20).
pub(super) fn has_screen() -> bool {
    let kind = env::var("TERM").unwrap_or_default();
    let draws = cfg!(windows) || !(kind.is_empty() || kind == "dumb");
    stdin().is_terminal() && stdout().is_terminal() && draws
}

/// Colours of the terminal, as its environment tells. `NO_COLOR` counts if it says anything.
pub(super) fn depth(env: &dyn Fn(&str) -> Option<String>) -> Depth {
    if env("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Depth::None;
    }
    match env("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => Depth::True,
        _ => Depth::Indexed,
    }
}

/// Whether the locale is one of UTF-8; one that is not set at all is taken for it.
pub(super) fn is_utf8(env: &dyn Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(env).find(|value| !value.is_empty());
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn env<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn f22_the_environment_says_how_many_colours_there_are() {
        for (set, expected) in [
            (&[][..], Depth::Indexed),
            (&[("COLORTERM", "truecolor")], Depth::True),
            (&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")], Depth::None),
            (&[("NO_COLOR", "")], Depth::Indexed),
        ] {
            assert_eq!(depth(&env(set)), expected, "{set:?}");
        }
    }

    #[test]
    fn f21_a_locale_that_is_not_utf8_is_noticed() {
        for (set, expected) in [
            (&[][..], true),
            (&[("LANG", "zh_CN.UTF-8")], true),
            (&[("LANG", "C.utf8")], true),
            (&[("LANG", "zh_CN.GB18030")], false),
            (&[("LANG", "C")], false),
            (&[("LC_ALL", "POSIX"), ("LANG", "zh_CN.UTF-8")], false),
            (&[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")], true),
        ] {
            assert_eq!(is_utf8(&env(set)), expected, "{set:?}");
        }
    }

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

    #[test]
    fn the_default_keymap_names_only_actions_that_exist() {
        let actions: Vec<&str> = Action::ALL.iter().map(|action| action.bound_as().0).collect();
        for name in ["default", "vim"] {
            let (_, faults) = Keymap::load(name, &|_| None, Some(&actions));
            assert!(faults.is_empty(), "{name}: {faults:?}");
        }
    }
}
