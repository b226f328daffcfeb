//! `chuangtai man`: the manual as `man` reads it, made from the command line's own description, the keymap, the settings
//! and the registry of actions.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::{
    app::{
        Action,
        keymap::{Keymap, listing},
        preferences::{Setting, Source},
    },
    i18n::{Lang, t, tf},
};

use super::{Answer, Cli, Outcome};

/// Prints the manual.
pub(super) fn run() -> Answer {
    let mut page = Vec::new();
    match write(&mut page) {
        Ok(()) => Answer::done(String::from_utf8_lossy(&page).trim_end().to_owned()),
        Err(_) => Answer::complaint(Outcome::Refused, t(Lang::Zh, "man.unwritable").to_owned()),
    }
}

fn write(page: &mut Vec<u8>) -> io::Result<()> {
    let mut whole = Cli::command();
    whole.build();
    let man = Man::new(whole.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    let mut sections = vec![format!(".SH {}", t(Lang::Zh, "man.commands"))];
    sections.extend(whole.get_subcommands().flat_map(|command| commands("chuangtai", command)));
    sections.push(listing::man(&Keymap::built_in(), Lang::Zh));
    sections.extend(actions());
    sections.extend(settings());
    sections.extend(places());
    sections.push(format!(".SH {}", t(Lang::Zh, "man.exit")));
    sections.extend(
        ["man.exit.0", "man.exit.1", "man.exit.2", "man.exit.3", "man.exit.101"]
            .into_iter()
            .flat_map(|key| entry(key.rsplit('.').next().unwrap_or_default(), t(Lang::Zh, key))),
    );
    page.extend(sections.join("\n").bytes());
    Ok(())
}

/// A command with its options, and the commands below it. The library's own page of help is none of ours.
fn commands(above: &str, command: &Command) -> Vec<String> {
    if command.get_name() == "help" {
        return Vec::new();
    }
    let name = format!("{above} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut lines = vec![format!(".SS {}", escaped(&name)), format!("\\&{}", escaped(&about))];
    for arg in command.get_arguments().filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version")) {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        lines.extend(entry(&arg.to_string(), &help));
    }
    lines.extend(command.get_subcommands().flat_map(|inner| commands(&name, inner)));
    lines
}

/// Every action by the name that keymaps bind, also those that no key leads to.
fn actions() -> Vec<String> {
    let mut lines = vec![format!(".SH {}", t(Lang::Zh, "man.actions"))];
    lines.extend(Action::ALL.iter().flat_map(|action| entry(action.name(), t(Lang::Zh, action.key()))));
    lines
}

/// Settings are entries of the file and variables of the environment.
fn settings() -> Vec<String> {
    let mut lines = vec![format!(".SH {}", t(Lang::Zh, "man.settings"))];
    for setting in Setting::ALL {
        let name = format!("{}, {}", setting.key(), setting.variable());
        let default = setting.default_value().to_string();
        let default = if default.is_empty() { t(Lang::Zh, "setting.empty").to_owned() } else { default };
        let help = format!("{} ({} {default})", t(Lang::Zh, setting.help()), t(Lang::Zh, Source::Default.key()));
        lines.extend(entry(&name, &help));
    }
    for (name, key) in [
        ("CHUANGTAI_HOME", "man.env.home"),
        ("NO_COLOR, COLORTERM", "man.env.colour"),
        ("TERM=dumb, ACCESSIBLE=1", "man.env.plain"),
    ] {
        lines.extend(entry(name, t(Lang::Zh, key)));
    }
    lines
}

fn places() -> Vec<String> {
    let mut lines = vec![format!(".SH {}", t(Lang::Zh, "man.files"))];
    for (name, key) in [
        ("config.toml", "man.file.config"),
        ("themes/NAME.toml", "man.file.theme"),
        ("keymaps/NAME.toml", "man.file.keymap"),
        ("ca/", "man.file.ca"),
        ("desk/, demo/, centre/", "man.file.data"),
        ("log/", "man.file.log"),
    ] {
        lines.extend(entry(name, t(Lang::Zh, key)));
    }
    lines.push(format!(".PP\n{}", escaped(&tf(Lang::Zh, "man.where", &["chuangtai config --path"]))));
    lines
}

/// A name and what it is.
fn entry(name: &str, text: &str) -> [String; 3] {
    // A line that begins with a point or a quote would be a macro.
    [".TP".to_owned(), format!("\\fB{}\\fR", escaped(name)), format!("\\&{}", escaped(text))]
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace('\n', " ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn named(command: &Command, names: &mut Vec<String>) {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            names.push(inner.get_name().to_owned());
            named(inner, names);
        }
    }

    #[test]
    fn every_command_action_setting_and_key_is_in_the_manual() {
        let page = run().out;
        assert!(page.contains(".TH chuangtai"));
        let mut names = Vec::new();
        named(&Cli::command(), &mut names);
        assert!(names.len() > 10);
        for name in names {
            assert!(
                page.lines().any(|line| line.starts_with(".SS chuangtai") && line.ends_with(&escaped(&name))),
                "{name}"
            );
        }
        for action in Action::ALL {
            assert!(page.contains(&format!(
                "\\fB{}\\fR\n\\&{}",
                escaped(action.name()),
                escaped(t(Lang::Zh, action.key()))
            )));
        }
        for setting in Setting::ALL {
            assert!(page.contains(&escaped(&setting.variable())), "{setting:?}");
        }
        assert!(page.contains(&listing::man(&Keymap::built_in(), Lang::Zh)));
    }

    #[test]
    fn no_line_is_a_macro_by_accident() {
        for line in run().out.lines().filter(|line| line.starts_with(['.', '\''])) {
            let known = [".ie", ".el", ".TH", ".SH", ".SS", ".TP", ".PP", ".RS", ".RE", ".br"];
            assert!(known.iter().any(|known| line.starts_with(known)), "{line}");
        }
    }
}
