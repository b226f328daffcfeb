//! `chuangtai config`: what is set, and where each value came from (flags > `CHUANGTAI_*` > file > default).

use std::{env, fs, path::PathBuf};

use clap::Args;
use serde::Serialize;

use crate::{
    app::preferences::{self, Diagnostic, Fault, Preferences, Setting, Source},
    i18n::{Lang, t, tf},
    text::SafeText,
};

use super::{
    Answer, Outcome,
    places::Places,
    schema::{self, Schema},
};

/// The file's name in the config directory.
pub(super) const FILE: &str = "config.toml";

/// Command line of `config`.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
    #[arg(long, help = t(Lang::Zh, "cli.config.path"), conflicts_with = "json")]
    path: bool,
    #[arg(long, value_enum, value_name = "FILE", help = t(Lang::Zh, "cli.config.schema"), conflicts_with_all = ["json", "path"])]
    schema: Option<Schema>,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.home"))]
    home: Option<PathBuf>,
}

#[derive(Serialize)]
struct Line {
    setting: &'static str,
    value: String,
    from: &'static str,
    place: String,
}

/// Reads file and environment. What is wrong in them comes along in words; the rest holds.
pub(super) fn read(places: &Places, lang: Lang) -> (Preferences, Vec<String>) {
    let (mut set, mut wrong) = (Preferences::default(), Vec::new());
    if let Ok(text) = fs::read_to_string(places.config.join(FILE)) {
        let (values, faults) = preferences::read(&text);
        for (setting, value, line) in values {
            set.set(setting, value, Source::File(line));
        }
        wrong.extend(faults.iter().map(|found| words(found, lang)));
    }
    from_environment(&mut set, &mut wrong, &|name| env::var(name).ok(), lang);
    (set, wrong)
}

fn from_environment(
    set: &mut Preferences,
    wrong: &mut Vec<String>,
    variable: &dyn Fn(&str) -> Option<String>,
    lang: Lang,
) {
    for setting in Setting::ALL {
        let name = setting.variable();
        let Some(text) = variable(&name).filter(|text| !text.trim().is_empty()) else { continue };
        match setting.kind().read(&text) {
            Ok(value) => set.set(setting, value, Source::Environment(name)),
            Err(why) => wrong.push(refused(&name, &why, lang)),
        }
    }
}

/// A word of the environment or of the command line that is not taken.
pub(super) fn refused(name: &str, why: &preferences::Wrong, lang: Lang) -> String {
    tf(lang, "setting.fault.wrong", &[name, &why_words(why, lang)])
}

fn why_words(why: &preferences::Wrong, lang: Lang) -> String {
    let args = why.args();
    tf(lang, why.key(), &args.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What is wrong in the file, and where.
fn words(found: &Diagnostic, lang: Lang) -> String {
    let said = match &found.fault {
        Fault::Syntax(said) => tf(lang, "setting.fault.syntax", &[said]),
        Fault::Unknown(name, Some(near)) => tf(lang, "setting.fault.unknown_near", &[name, near]),
        Fault::Unknown(name, None) => tf(lang, "setting.fault.unknown", &[name]),
        Fault::Wrong(setting, why) => tf(lang, "setting.fault.wrong", &[setting.key(), &why_words(why, lang)]),
    };
    SafeText::new(&format!("{FILE}:{}:{} {said}", found.line, found.col)).into_string()
}

/// Prints the list. Something wrong in the file is an answer of 1.
pub(super) fn run(args: &ConfigArgs) -> Answer {
    if let Some(schema) = args.schema {
        return Answer::done(format!("{:#}", schema::of(schema)));
    }
    let Some(places) = Places::find(args.home.clone()) else {
        return Answer::complaint(Outcome::Unknown, t(Lang::Zh, "demo.no_home").to_owned());
    };
    if args.path {
        return Answer::done(places.config.join(FILE).display().to_string());
    }
    let (set, wrong) = read(&places, Lang::Zh);
    let lines: Vec<Line> = Setting::ALL.into_iter().map(|setting| line(&set, setting)).collect();
    let mut answer = if args.json { Answer::json(&lines) } else { Answer::done(listed(&lines, &set)) };
    if !wrong.is_empty() {
        answer.outcome = Outcome::Refused;
        answer.err = wrong.join("\n");
    }
    answer
}

fn line(set: &Preferences, setting: Setting) -> Line {
    let source = set.source(setting);
    let from = match source {
        Source::Default => "default",
        Source::File(_) => "file",
        Source::Environment(_) => "environment",
        Source::Flag(_) => "flag",
    };
    Line { setting: setting.key(), value: set.value(setting).to_string(), from, place: source.subject() }
}

fn listed(lines: &[Line], set: &Preferences) -> String {
    let said = lines.iter().zip(Setting::ALL).map(|(line, setting)| {
        let source = set.source(setting);
        let from = tf(Lang::Zh, source.key(), &[&source.subject()]);
        let value = SafeText::new(&line.value).into_string();
        format!("{} = {value}\t{from}\t{}", line.setting, t(Lang::Zh, setting.label()))
    });
    said.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn args(home: &std::path::Path) -> ConfigArgs {
        ConfigArgs { json: false, path: false, schema: None, home: Some(home.to_owned()) }
    }

    #[test]
    fn each_value_is_listed_with_its_source_and_a_wrong_one_with_its_place() {
        let home = tempfile::tempdir().unwrap();
        let answer = run(&args(home.path()));
        assert_eq!((answer.outcome, answer.err.as_str()), (Outcome::Done, ""));
        assert!(answer.out.starts_with("theme = dark\t默认\t主题\n"), "{}", answer.out);
        fs::create_dir(home.path().join("config")).unwrap();
        fs::write(home.path().join("config/config.toml"), "mouse = false\nlock_minutes = 99\nthem = 1\n").unwrap();
        let answer = run(&args(home.path()));
        assert_eq!(answer.outcome, Outcome::Refused);
        assert!(answer.out.contains("mouse = false\tconfig.toml 第 1 行"));
        assert!(answer.out.contains("lock_minutes = 10\t默认"), "never later than the rules allow");
        assert!(answer.err.contains("config.toml:2:16 lock_minutes:应为 1 到 10 的整数"), "{}", answer.err);
        assert!(answer.err.contains("是否为“theme”"));
        let path = run(&ConfigArgs { path: true, ..args(home.path()) });
        assert!(path.out.ends_with("config.toml"));
    }

    #[test]
    fn the_environment_goes_before_the_file_and_a_wrong_word_in_it_is_told() {
        let (mut set, mut wrong) = (Preferences::default(), Vec::new());
        let variable = |name: &str| match name {
            "CHUANGTAI_WIDTH" => Some("wide".to_owned()),
            "CHUANGTAI_MOUSE" => Some("perhaps".to_owned()),
            _ => None,
        };
        from_environment(&mut set, &mut wrong, &variable, Lang::Zh);
        assert_eq!(set.text(Setting::Width), "wide");
        assert_eq!(set.source(Setting::Width), Source::Environment("CHUANGTAI_WIDTH".into()));
        assert!(set.is_on(Setting::Mouse));
        assert_eq!(wrong, ["CHUANGTAI_MOUSE:应为 true 或 false,仍用原来的值"]);
    }
}
