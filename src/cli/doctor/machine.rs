//! The program, its terminal, its folders.

use std::{
    env, fs,
    io::{self, IsTerminal as _, stdin, stdout},
    path::Path,
};

use crate::{
    app::{SMALLEST, keymap::Keymap},
    cli::{
        looks::{self, depth, is_utf8},
        places::Places,
        wardrobe::FileWardrobe,
    },
    i18n::{Lang, t, tf},
    runtime::terminal_size,
    text::Measure,
    theme::{Depth, Theme},
};

use super::findings::Finding;

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

pub(super) fn program(lang: Lang) -> Finding {
    let args = [env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH];
    Finding::good("program", &tf(lang, "doctor.program.is", &args))
}

pub(super) fn terminal(lang: Lang) -> Finding {
    let kind = variable("TERM").unwrap_or_else(|| t(lang, "doctor.not_set").to_owned());
    if !(stdin().is_terminal() && stdout().is_terminal()) {
        return Finding::note("terminal", t(lang, "doctor.terminal.none"), t(lang, "doctor.terminal.none_advice"));
    }
    if !looks::has_screen() {
        return Finding::bad("terminal", &kind, t(lang, "doctor.terminal.kind_advice"));
    }
    let (columns, rows) = terminal_size().unwrap_or_default();
    let is = tf(lang, "doctor.terminal.is", &[&kind, &columns.to_string(), &rows.to_string()]);
    if columns < SMALLEST.width || rows < SMALLEST.height {
        return Finding::note("terminal", &is, t(lang, "doctor.terminal.small"));
    }
    Finding::good("terminal", &is)
}

pub(super) fn locale(lang: Lang) -> Finding {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| Some((name, variable(name)?)));
    let is = set.map_or_else(|| t(lang, "doctor.not_set").to_owned(), |(name, value)| format!("{name}={value}"));
    if is_utf8(&variable) {
        Finding::good("locale", &is)
    } else {
        Finding::note("locale", &is, t(lang, "doctor.locale.advice"))
    }
}

pub(super) fn colours(lang: Lang) -> Finding {
    Finding::good(
        "colours",
        t(
            lang,
            match depth(&variable) {
                Depth::None => "doctor.colours.none",
                Depth::Indexed => "doctor.colours.indexed",
                Depth::True => "doctor.colours.true",
            },
        ),
    )
}

/// What is set against what the terminal shows; and how the screens will be measured.
pub(super) fn widths(set: &str, measured: Option<Measure>, lang: Lang) -> (Finding, Measure) {
    let measure = Measure::named(set, measured).unwrap_or_default();
    let words = |measure| match measure {
        Measure::Narrow => t(lang, "doctor.widths.narrow"),
        Measure::Wide => t(lang, "doctor.widths.wide"),
    };
    let is = tf(lang, "doctor.widths.is", &[words(measure), set]);
    let finding = match measured {
        Some(measured) if measured != measure => {
            Finding::note("widths", &is, &tf(lang, "doctor.widths.advice", &[words(measured)]))
        }
        None if set == "auto" => Finding::advised("widths", &is, t(lang, "doctor.widths.unmeasured")),
        _ => Finding::good("widths", &is),
    };
    (finding, measure)
}

/// What a program cannot see by itself, and how a person sees it.
pub(super) fn by_hand(lang: Lang) -> Vec<Finding> {
    [("keys", "doctor.keys.is", "doctor.keys.advice"), ("ime", "doctor.ime.is", "doctor.ime.advice")]
        .map(|(topic, is, advice)| Finding::advised(topic, t(lang, is), t(lang, advice)))
        .to_vec()
}

/// Whether the program could write where it wants to.
pub(super) fn folders(places: &Places, lang: Lang) -> Vec<Finding> {
    let all = [("doctor.config", &places.config), ("doctor.data", &places.data), ("doctor.state", &places.state)];
    all.into_iter()
        .map(|(name, folder)| {
            let is = format!("{} {}", t(lang, name), folder.display());
            match try_writing(folder) {
                Ok(()) => Finding::good("folders", &is),
                Err(_) => Finding::bad("folders", &is, t(lang, "doctor.folders.advice")),
            }
        })
        .collect()
}

/// Writes a file into the folder, or into the nearest one above it that is there, and takes it away again.
fn try_writing(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().find(|above| above.is_dir()).ok_or(io::ErrorKind::NotFound)?;
    let file = there.join(format!(".chuangtai-{}", std::process::id()));
    let written = fs::write(&file, b"doctor");
    let removed = fs::remove_file(&file);
    written.and(removed)
}

/// Theme and keymap as they would be loaded.
pub(super) fn appearance(wardrobe: &FileWardrobe, lang: Lang) -> Finding {
    let (set, mut faults) = wardrobe.preferences();
    let worn = wardrobe.read(&set, &Theme::default(), &Keymap::built_in());
    faults.extend(worn.wrong);
    let is = tf(lang, "doctor.appearance.is", &[worn.theme.name(), worn.keymap.name()]);
    faults.extend(
        worn.theme
            .at_depth(depth(&variable))
            .faint()
            .into_iter()
            .map(|(role, contrast)| tf(lang, "doctor.appearance.faint", &[role.name(), &format!("{contrast:.1}")])),
    );
    if faults.is_empty() {
        return Finding::good("appearance", &is);
    }
    Finding::note("appearance", &is, &tf(lang, "doctor.appearance.faults", &[&faults.join("; ")]))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::app::preferences::Setting;

    #[test]
    fn a_width_that_the_terminal_contradicts_is_worth_a_note() {
        use super::super::findings::Level;
        for (set, measured, level, measure) in [
            ("auto", Some(Measure::Wide), Level::Good, Measure::Wide),
            ("auto", None, Level::Good, Measure::Narrow),
            ("wide", None, Level::Good, Measure::Wide),
            ("narrow", Some(Measure::Wide), Level::Note, Measure::Narrow),
        ] {
            let (finding, found) = widths(set, measured, Lang::Zh);
            assert_eq!((finding.level, found), (level, measure), "{set} {measured:?}");
        }
    }

    #[test]
    fn a_theme_of_ones_own_that_cannot_be_read_is_told() {
        let home = tempfile::tempdir().unwrap();
        let places = Places::find(Some(home.path().to_owned())).unwrap();
        fs::create_dir_all(places.config.join("themes")).unwrap();
        let faint = "inherits = \"dark\"\n[roles]\ntitle = \"#101010\"\n";
        fs::write(places.config.join("themes/mine.toml"), faint).unwrap();
        let wardrobe = FileWardrobe::new(places, vec![(Setting::Theme, "--theme", "mine".to_owned())]);
        let worn = wardrobe.read(&wardrobe.preferences().0, &Theme::default(), &Keymap::built_in());
        assert_eq!(worn.theme.faint().len(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_yet_is_judged_by_the_one_above_and_nothing_is_left_behind() {
        let dir = tempfile::tempdir().unwrap();
        try_writing(&dir.path().join("data/desk")).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        fs::write(dir.path().join("file"), b"").unwrap();
        assert!(try_writing(Path::new("")).is_err());
    }
}
