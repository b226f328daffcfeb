//! How the screen looks and which keys it takes: what every command with a screen has in common.

use std::{
    env,
    io::{IsTerminal as _, stdin, stdout},
    path::PathBuf,
};

use clap::Args;

use crate::{
    app::preferences::{Preferences, Setting},
    i18n::{Lang, t},
    theme::Depth,
};

use super::{places::Places, wardrobe::FileWardrobe};

/// Options of every command with a screen.
#[derive(Debug, Default, Args)]
pub(super) struct Looks {
    #[arg(long, value_name = "NAME", help = t(Lang::Zh, "cli.theme"))]
    theme: Option<String>,
    #[arg(long, value_name = "NAME", help = t(Lang::Zh, "cli.keymap"))]
    keymap: Option<String>,
    #[arg(long, help = t(Lang::Zh, "cli.no_mouse"))]
    no_mouse: bool,
    #[arg(long, value_name = "zh|en", help = t(Lang::Zh, "cli.lang"))]
    lang: Option<String>,
    #[arg(long, help = t(Lang::Zh, "cli.plain"))]
    plain: bool,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.home"))]
    home: Option<PathBuf>,
}

impl Looks {
    /// Language of the screen.
    pub(super) fn lang(&self) -> Lang {
        self.wardrobe().map_or(Lang::Zh, |wardrobe| language(&wardrobe.preferences().0))
    }

    /// Whether lines are asked for, by whatever means.
    fn is_plain(&self) -> bool {
        self.wardrobe().map_or(self.plain, |wardrobe| wardrobe.preferences().0.is_on(Setting::Plain))
    }

    /// The program's directories.
    pub(super) fn places(&self) -> Option<Places> {
        Places::find(self.home.clone())
    }

    /// The centre of this window, as file or environment say.
    pub(super) fn centre(&self) -> Option<String> {
        let set = self.wardrobe()?.preferences().0;
        Some(set.text(Setting::Centre)).filter(|centre| !centre.is_empty())
    }

    /// Looks, keys and settings of this start; `None` = the platform knows no home of this user.
    pub(super) fn wardrobe(&self) -> Option<FileWardrobe> {
        let no_mouse = self.no_mouse.then(|| "false".to_owned());
        let plain = self.plain.then(|| "true".to_owned());
        let flags = [
            (Setting::Theme, "--theme", &self.theme),
            (Setting::Keymap, "--keymap", &self.keymap),
            (Setting::Mouse, "--no-mouse", &no_mouse),
            (Setting::Language, "--lang", &self.lang),
            (Setting::Plain, "--plain", &plain),
        ];
        let flags = flags.into_iter().filter_map(|(setting, flag, text)| Some((setting, flag, text.clone()?)));
        Some(FileWardrobe::new(self.places()?, flags.collect()))
    }
}

/// The language that is set.
pub(super) fn language(set: &Preferences) -> Lang {
    if set.text(Setting::Language) == "en" { Lang::En } else { Lang::Zh }
}

/// What a window can be shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    /// A terminal that draws.
    Screen,
    /// Lines of words: asked for, or all that the terminal can do.
    Lines,
    /// Nothing: no terminal, and nobody asked for lines (F20).
    Nothing,
}

/// Whether a screen can be shown here at all (F20).
pub(super) fn has_screen() -> bool {
    let terminal = stdin().is_terminal() && stdout().is_terminal();
    let kind = |name: &str| env::var(name).ok().filter(|_| name == "TERM");
    surface_of(false, terminal, &kind) == Surface::Screen
}

/// What the window is shown on here.
pub(super) fn surface(looks: &Looks) -> Surface {
    let terminal = stdin().is_terminal() && stdout().is_terminal();
    surface_of(looks.is_plain(), terminal, &|name| env::var(name).ok())
}

fn surface_of(plain: bool, terminal: bool, env: &dyn Fn(&str) -> Option<String>) -> Surface {
    let wished = env("ACCESSIBLE").is_some_and(|value| !matches!(value.as_str(), "" | "0"));
    let kind = env("TERM").unwrap_or_default();
    let draws = cfg!(windows) || !(kind.is_empty() || kind == "dumb");
    match (plain, terminal) {
        (true, _) => Surface::Lines,
        (false, false) => Surface::Nothing,
        (false, true) if wished || !draws => Surface::Lines,
        (false, true) => Surface::Screen,
    }
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
    fn language_and_line_mode_are_settings_and_flags() {
        let home = tempfile::tempdir().unwrap();
        let looks = |lang: Option<&str>, plain| Looks {
            home: Some(home.path().to_owned()),
            lang: lang.map(str::to_owned),
            plain,
            ..Looks::default()
        };
        assert_eq!((looks(None, false).lang(), looks(None, false).is_plain()), (Lang::Zh, false));
        assert_eq!((looks(Some("en"), true).lang(), looks(Some("en"), true).is_plain()), (Lang::En, true));
        std::fs::create_dir(home.path().join("config")).unwrap();
        std::fs::write(home.path().join("config/config.toml"), "language = \"en\"\nplain = true\n").unwrap();
        assert_eq!((looks(None, false).lang(), looks(None, false).is_plain()), (Lang::En, true));
        assert_eq!(looks(Some("zh"), false).lang(), Lang::Zh);
    }

    #[test]
    fn f20_lines_are_for_who_asks_and_for_terminals_that_cannot_draw() {
        let term = ("TERM", "xterm-256color");
        for (plain, terminal, set, expected) in [
            (false, true, &[term][..], Surface::Screen),
            (false, true, &[("TERM", "dumb")], Surface::Lines),
            (false, true, &[term, ("ACCESSIBLE", "1")], Surface::Lines),
            (false, true, &[term, ("ACCESSIBLE", "0")], Surface::Screen),
            (true, true, &[term], Surface::Lines),
            (true, false, &[term], Surface::Lines),
            (false, false, &[term, ("ACCESSIBLE", "1")], Surface::Nothing),
            (false, false, &[("TERM", "dumb")], Surface::Nothing),
        ] {
            assert_eq!(surface_of(plain, terminal, &env(set)), expected, "{plain} {terminal} {set:?}");
        }
    }
}
