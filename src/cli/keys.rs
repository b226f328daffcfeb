//! `chuangtai keys`: checks a keymap file, lists the keys in force, shows what arrives for each key.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, Subcommand, ValueEnum};

use crate::{
    app::{
        Action, Context,
        keymap::{self, Chord, Diagnostic, Key, Keymap, Resolution, Severity, label, listing},
    },
    i18n::{Lang, t, tf},
    runtime::trial::{self, Input},
    text::SafeText,
};

use super::{Answer, Outcome, looks, places::Places, wardrobe::own_file};

/// Command line of `keys`.
#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    #[command(about = t(Lang::Zh, "keys.check"))]
    Check {
        #[arg(value_name = "FILE", help = t(Lang::Zh, "keys.file"))]
        file: PathBuf,
        #[arg(long, value_name = "zh|en", value_parser = lang, default_value = "zh", help = t(Lang::Zh, "cli.lang"))]
        lang: Lang,
    },
    #[command(about = t(Lang::Zh, "keys.list"))]
    List {
        #[command(flatten)]
        of: Of,
        #[arg(long, value_name = "NAME", help = t(Lang::Zh, "keys.context"))]
        context: Option<String>,
        #[arg(long, value_enum, default_value_t = Format::Text, help = t(Lang::Zh, "keys.format"))]
        format: Format,
    },
    #[command(about = t(Lang::Zh, "keys.test"))]
    Test {
        #[command(flatten)]
        of: Of,
    },
}

/// Whose keys.
#[derive(Debug, Args)]
struct Of {
    #[arg(long, value_name = "NAME", env = "CHUANGTAI_KEYMAP", default_value = "default", help = t(Lang::Zh, "cli.keymap"))]
    keymap: String,
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

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns.
    Text,
    /// The README's table.
    Markdown,
    /// The man page's section.
    Man,
}

/// Runs the command.
pub(super) fn run(args: &KeysArgs) -> ExitCode {
    match &args.command {
        KeysCommand::Check { file, lang } => check(file, *lang).give(),
        KeysCommand::List { of, context, format } => {
            of.load().map_or_else(|wrong| wrong, |keymap| list(&keymap, of.lang, context.as_deref(), *format)).give()
        }
        KeysCommand::Test { of } => test(of).give(),
    }
}

/// The keymap of this name: a person's own file in `keymaps/` of the configuration, or a compiled-in one. A file that
/// cannot be used leaves the `last` keys; what is wrong with it comes beside.
pub(super) fn chosen(name: &str, places: &Places, last: &Keymap) -> (Keymap, Vec<Diagnostic>) {
    let folder = places.config.join("keymaps");
    last.reload(name, &|name| own_file(&folder, name))
}

/// One line: where, how bad, what. A name from a file is only text.
pub(super) fn complaint(lang: Lang, found: &Diagnostic) -> String {
    let args = found.fault.args();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let words = tf(lang, found.fault.key(), &args);
    let grave = t(lang, found.fault.severity().key());
    SafeText::new(&format!("{}:{}:{} {grave} {words}", found.file, found.line, found.col)).into_string()
}

impl Of {
    /// The keymap; a broken file is an answer of its own here.
    fn load(&self) -> Result<Keymap, Answer> {
        let places = Places::find(self.home.clone())
            .ok_or_else(|| Answer::complaint(Outcome::Unknown, t(self.lang, "demo.no_home").to_owned()))?;
        let (keymap, found) = chosen(&self.keymap, &places, &Keymap::built_in());
        let unusable: Vec<String> =
            found.iter().filter(|found| found.fault.spoils_all()).map(|found| complaint(self.lang, found)).collect();
        if unusable.is_empty() { Ok(keymap) } else { Err(Answer::complaint(Outcome::Refused, unusable.join("\n"))) }
    }
}

/// The first word is the answer; every finding has its line. Notes and warnings do not make a keymap unusable.
fn check(file: &std::path::Path, lang: Lang) -> Answer {
    let text = match super::read_file(file) {
        Ok(text) => text,
        Err(answer) => return answer,
    };
    let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    let file = |wanted: &str| if wanted == name { Some(text.clone()) } else { own_file(&folder, wanted) };
    let (_, found) = Keymap::load(&name, &file);
    let count = |severity| found.iter().filter(|found| found.fault.severity() == severity).count();
    let errors = count(Severity::Error);
    let counts = [errors, count(Severity::Warning), count(Severity::Note)].map(|count| count.to_string());
    let [wrong, warned, noted] = counts.each_ref().map(String::as_str);
    let head = if errors == 0 { "keys.usable" } else { "keys.wrong" };
    let mut lines = vec![tf(lang, head, &[wrong, warned, noted])];
    lines.extend(found.iter().map(|found| complaint(lang, found)));
    let outcome = if errors == 0 { Outcome::Done } else { Outcome::Refused };
    Answer { outcome, out: lines.join("\n"), err: String::new() }
}

fn list(keymap: &Keymap, lang: Lang, context: Option<&str>, format: Format) -> Answer {
    let only = context.and_then(|name| Context::ALL.into_iter().find(|context| context.name() == name));
    if context.is_some() && only.is_none() {
        let names = Context::ALL.map(Context::name).join(" ");
        return Answer::complaint(Outcome::Usage, tf(lang, "keys.no_context", &[&names]));
    }
    Answer::done(match format {
        Format::Text => listing::plain(keymap, lang, only),
        Format::Markdown => listing::markdown(keymap, lang),
        Format::Man => listing::man(keymap, lang),
    })
}

fn test(of: &Of) -> Answer {
    if !looks::has_screen() {
        return Answer::complaint(Outcome::Usage, t(of.lang, "demo.no_terminal").to_owned());
    }
    let keymap = match of.load() {
        Ok(keymap) => keymap,
        Err(answer) => return answer,
    };
    super::window::say(t(of.lang, "keys.test_how"));
    let mut trial = Trial { keymap, lang: of.lang, pending: Vec::new(), escaped: false };
    match trial::listen(|input, since| trial.hear(input, since)) {
        Ok(()) => Answer::done(String::new()),
        Err(_) => Answer::complaint(Outcome::Refused, t(of.lang, "demo.screen_broken").to_owned()),
    }
}

/// What is remembered between two keys.
struct Trial {
    keymap: Keymap,
    lang: Lang,
    /// The beginning of a longer binding.
    pending: Vec<Chord>,
    /// The last key was Esc: a second one ends the trial.
    escaped: bool,
}

impl Trial {
    /// What arrived and what it would do, and whether to go on.
    fn hear(&mut self, input: &Input, since: Duration) -> (String, bool) {
        let what = match input {
            Input::Key(chord) => return self.key(*chord, since),
            Input::Paste { text, .. } => tf(self.lang, "keys.paste", &[&text.chars().count().to_string()]),
            Input::Resize(columns, rows) => tf(self.lang, "keys.resize", &[&columns.to_string(), &rows.to_string()]),
            Input::Click(column, row) => tf(self.lang, "keys.click", &[&column.to_string(), &row.to_string()]),
            Input::Wheel { up } => t(self.lang, if *up { "keys.wheel_up" } else { "keys.wheel_down" }).to_owned(),
        };
        self.escaped = false;
        (what, true)
    }

    fn key(&mut self, chord: Chord, since: Duration) -> (String, bool) {
        let folded = chord.fold();
        let mut parts = vec![SafeText::new(&chord.label()).into_string()];
        if let Some(c) = chord.typed() {
            parts.push(format!("U+{:04X}", u32::from(c)));
        }
        if folded != chord {
            parts.push(tf(self.lang, "keys.folded", &[&folded.label()]));
        }
        if !chord.survives_input_method() {
            parts.push(t(self.lang, "keys.letter").to_owned());
        }
        parts.push(format!("+{} ms", since.as_millis()));
        parts.push(self.meaning(folded));
        let ends = self.escaped && folded == Chord::new(Key::Esc);
        self.escaped = folded == Chord::new(Key::Esc);
        (parts.join("  "), !ends)
    }

    /// What the key does in each context, the same action once.
    fn meaning(&mut self, chord: Chord) -> String {
        let lang = self.lang;
        let mut meant: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
        let mut goes_on = false;
        for context in Context::ALL {
            let asked = [keymap::Context::keys(context.name())];
            match self.keymap.resolve(&asked, &self.pending, chord) {
                Resolution::Run(command) => {
                    let Some(action) = Action::named(&command.action, command.arg.as_deref()) else { continue };
                    let place = t(lang, context.key());
                    match meant.iter_mut().find(|(key, _)| *key == action.key()) {
                        Some((_, places)) => places.push(place),
                        None => meant.push((action.key(), vec![place])),
                    }
                }
                Resolution::Pending => goes_on = true,
                Resolution::Text(_) | Resolution::Cancelled | Resolution::Unbound => {}
            }
        }
        if goes_on {
            self.pending.push(chord);
            return tf(lang, "keys.pending", &[&label(&self.pending)]);
        }
        self.pending.clear();
        if meant.is_empty() {
            return t(lang, "keys.nothing").to_owned();
        }
        let one = |(key, places): &(&'static str, Vec<&str>)| format!("{} [{}]", t(lang, key), places.join(" "));
        meant.iter().map(one).collect::<Vec<_>>().join("  ")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use std::fs;

    use super::*;

    fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine.toml");
        fs::write(&file, text).unwrap();
        (folder, file)
    }

    #[test]
    fn a_keymap_is_checked_with_file_line_and_column() {
        let (_folder, file) = written("[global]\n\"ctrl-r\" = \"palette.opne\"\n");
        let answer = check(&file, Lang::Zh);
        assert_eq!(answer.outcome, Outcome::Refused);
        let lines: Vec<&str> = answer.out.lines().collect();
        assert!(lines[0].starts_with("有误"), "{lines:?}");
        assert_eq!(lines[1], "mine.toml:2:1 错误 没有操作“palette.opne”,是否为“palette.open”");
        let (_folder, file) = written("[list]\n\"ctrl-p\" = \"list.up\"\n");
        let answer = check(&file, Lang::Zh);
        assert_eq!(answer.outcome, Outcome::Done);
        assert!(answer.out.starts_with("可用") && answer.out.contains("mine.toml:2:1 提示"), "{}", answer.out);
        assert_eq!(check(&file.with_file_name("none.toml"), Lang::Zh).outcome, Outcome::Refused);
    }

    #[test]
    fn a_persons_own_keymap_is_found_by_name_and_a_broken_one_leaves_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::find(Some(folder.path().to_owned())).unwrap();
        let keymaps = places.config.join("keymaps");
        fs::create_dir_all(&keymaps).unwrap();
        fs::write(keymaps.join("mine.toml"), "[global]\n\"ctrl-k\" = \"none\"\n\"ctrl-v\" = \"session.lock\"\n")
            .unwrap();
        let (mine, found) = chosen("mine", &places, &Keymap::built_in());
        assert!(found.is_empty());
        assert_eq!(mine.label_of(&[keymap::Context::keys("global")], "session.lock").as_deref(), Some("Ctrl-V"));
        fs::write(keymaps.join("mine.toml"), "[global\n").unwrap();
        let (kept, found) = chosen("mine", &places, &mine);
        assert_eq!(kept, mine, "the last good one");
        assert!(complaint(Lang::Zh, &found[0]).starts_with("mine.toml:1:"));
        // There is none of that name.
        assert!(!chosen("nobody", &places, &mine).1.is_empty());
    }

    #[test]
    fn the_list_has_a_context_or_says_which_there_are() {
        let keymap = Keymap::built_in();
        let one = list(&keymap, Lang::Zh, Some("materials"), Format::Text);
        assert!(one.out.contains("容缺") && !one.out.contains("[global]"));
        assert_eq!(list(&keymap, Lang::Zh, Some("kitchen"), Format::Text).outcome, Outcome::Usage);
        assert!(list(&keymap, Lang::Zh, None, Format::Man).out.starts_with(".SH"));
    }

    #[test]
    fn a_trial_says_what_arrived_and_what_it_would_do() {
        let (keymap, _) = Keymap::load("numpad", &|_| None);
        let mut trial = Trial { keymap, lang: Lang::Zh, pending: Vec::new(), escaped: false };
        let hear =
            |trial: &mut Trial, key: &str| trial.hear(&Input::Key(key.parse().unwrap()), Duration::from_millis(12));
        let arrived = Input::Key(Chord::new(Key::Char('\u{FF1F}')));
        let (line, goes_on) = trial.hear(&arrived, Duration::ZERO);
        assert!(goes_on && line.contains("U+FF1F") && line.contains("帮助") && line.contains('?'), "{line}");
        assert!(hear(&mut trial, "a").0.contains("输入法"));
        assert!(hear(&mut trial, ".").0.contains("后接"));
        assert!(hear(&mut trial, "8").0.contains("挂起"));
        assert!(trial.hear(&Input::Paste { text: "张".into(), left_out: 0 }, Duration::ZERO).1);
        assert!(hear(&mut trial, "esc").1);
        assert!(!hear(&mut trial, "esc").1);
    }
}
