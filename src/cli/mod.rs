//! Floor 8. Commands for people and scripts; each command is a small file, the same rules without a screen.
//!
//! Exit codes (DECISIONS 8): 0 done, 1 refused, invalid or broken, 2 usage (also no terminal), 3 cannot tell (centre
//! or range missing), 101 crash. The first word of plain output is the answer; messages go to stderr in Chinese.

mod audit;
mod backup;
mod carry;
mod catalogue;
mod check;
mod code;
mod completions;
mod config;
mod connect;
mod demo;
mod doctor;
mod due;
mod errand;
mod find;
mod import;
mod in_memory;
mod keys;
mod looks;
mod man;
mod people;
mod places;
mod powers;
mod proposals;
mod schema;
mod secrets;
mod serve;
mod service;
mod session;
mod wardrobe;
mod window;

use std::{fs, io::Write, path::Path, process::ExitCode};

use clap::{Parser, Subcommand, error::ErrorKind};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    domain::{
        calendar::{Calendar, date_in_beijing},
        reason::Reason,
    },
    i18n::{Lang, t, tf},
};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did what was asked.
    Done,
    /// The answer is no: refused, invalid, broken.
    Refused,
    /// The command line or the input's shape is wrong.
    Usage,
    /// It cannot be told from here.
    Unknown,
    /// A part of the program died and took it along.
    Crash,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0u8,
            Outcome::Refused => 1,
            Outcome::Usage => 2,
            Outcome::Unknown => 3,
            Outcome::Crash => 101,
        })
    }
}

#[derive(Debug, Parser)]
#[command(name = "chuangtai", version, about = t(Lang::Zh, "cli.about"))]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[arg(long, value_name = "URL", env = "CHUANGTAI_CENTRE", help = t(Lang::Zh, "cli.centre"))]
    centre: Option<String>,
    #[command(flatten)]
    looks: looks::Looks,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(about = t(Lang::Zh, "cli.demo"))]
    Demo(demo::DemoArgs),
    #[command(about = t(Lang::Zh, "cli.doctor"))]
    Doctor(doctor::DoctorArgs),
    #[command(about = t(Lang::Zh, "cli.due"))]
    Due(due::DueArgs),
    #[command(about = t(Lang::Zh, "cli.code"))]
    Code(code::CodeArgs),
    #[command(about = t(Lang::Zh, "cli.check"))]
    Check(check::CheckArgs),
    #[command(about = t(Lang::Zh, "cli.import"))]
    Import(import::ImportArgs),
    #[command(about = t(Lang::Zh, "catalogue.about"))]
    Catalogue(catalogue::CatalogueArgs),
    #[command(about = t(Lang::Zh, "find.about"))]
    Find(find::FindArgs),
    #[command(about = t(Lang::Zh, "keys.about"))]
    Keys(keys::KeysArgs),
    #[command(about = t(Lang::Zh, "carry.about"))]
    Carry(carry::CarryArgs),
    #[command(about = t(Lang::Zh, "secrets.about"))]
    Secrets(secrets::SecretsArgs),
    #[command(about = t(Lang::Zh, "session.about"))]
    Session(session::SessionArgs),
    #[command(about = t(Lang::Zh, "staff.about"))]
    Staff(people::StaffArgs),
    #[command(about = t(Lang::Zh, "devices.about"))]
    Devices(people::DevicesArgs),
    #[command(about = t(Lang::Zh, "cli.serve"))]
    Serve(serve::ServeArgs),
    #[command(about = t(Lang::Zh, "cli.backup"))]
    Backup(backup::BackupArgs),
    #[command(about = t(Lang::Zh, "cli.restore"))]
    Restore(backup::RestoreArgs),
    #[command(about = t(Lang::Zh, "cli.audit"))]
    Audit(audit::AuditArgs),
    #[command(about = t(Lang::Zh, "cli.config"))]
    Config(config::ConfigArgs),
    #[command(about = t(Lang::Zh, "cli.completions"))]
    Completions(completions::CompletionsArgs),
    #[command(about = t(Lang::Zh, "cli.man"))]
    Man,
}

/// What a short command has to say: its exit code, its answer for stdout, a complaint for stderr.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    outcome: Outcome,
    out: String,
    err: String,
}

impl Answer {
    /// Done, with an answer.
    fn done(out: String) -> Self {
        Self { outcome: Outcome::Done, out, err: String::new() }
    }

    /// Done, with an answer as one line of JSON.
    fn json(value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(out) => Self::done(out),
            Err(_) => Self::complaint(Outcome::Unknown, t(Lang::Zh, "cli.unwritable").to_owned()),
        }
    }

    /// No answer, and why.
    fn complaint(outcome: Outcome, err: String) -> Self {
        Self { outcome, out: String::new(), err }
    }

    /// Writes both and gives the exit code. A reader that has gone away (`| head`) is no error of ours.
    fn give(self) -> ExitCode {
        if !self.out.is_empty() {
            let _ = writeln!(std::io::stdout(), "{}", self.out);
        }
        if !self.err.is_empty() {
            let _ = writeln!(std::io::stderr(), "{}", self.err);
        }
        self.outcome.into()
    }
}

/// A reason in words.
fn words(reason: &Reason) -> String {
    let args: Vec<&str> = reason.args.iter().map(String::as_str).collect();
    tf(Lang::Zh, &reason.key, &args)
}

/// The text of a file, or what to say: it cannot be read, or is no UTF-8.
fn read_file(path: &Path) -> Result<String, Answer> {
    fs::read_to_string(path).map_err(|_| {
        Answer::complaint(Outcome::Refused, tf(Lang::Zh, "cli.unreadable", &[&path.display().to_string()]))
    })
}

/// What is wrong with a command line. What was typed is not repeated: it may hold a personal number.
fn usage(error: &clap::Error) -> Answer {
    let key = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return Answer::done(error.to_string()),
        ErrorKind::MissingRequiredArgument => "cli.usage.missing",
        ErrorKind::InvalidSubcommand => "cli.usage.command",
        ErrorKind::ArgumentConflict => "cli.usage.conflict",
        _ => "cli.usage.argument",
    };
    Answer::complaint(Outcome::Usage, t(Lang::Zh, key).to_owned())
}

/// Parses the command line, runs one command, and answers with its exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error).give(),
    };
    match cli.command {
        None => match cli.centre.or_else(|| cli.looks.centre()) {
            Some(centre) => connect::run(&centre, &cli.looks),
            None => Answer::complaint(Outcome::Usage, t(Lang::Zh, "cli.nothing").to_owned()).give(),
        },
        Some(Command::Demo(args)) => demo::run(&args),
        Some(Command::Doctor(args)) => doctor::run(&args),
        Some(Command::Check(args)) => check::run(&args, Calendar::built_in()).give(),
        Some(Command::Config(args)) => config::run(&args).give(),
        Some(Command::Completions(args)) => completions::run(&args).give(),
        Some(Command::Man) => man::run().give(),
        Some(Command::Import(args)) => import::run(&args).give(),
        Some(Command::Catalogue(args)) => catalogue::run(&args).give(),
        Some(Command::Find(args)) => find::run(&args).give(),
        Some(Command::Keys(args)) => keys::run(&args),
        Some(Command::Carry(args)) => carry::run(&args).give(),
        Some(Command::Secrets(args)) => secrets::run(&args).give(),
        Some(Command::Session(args)) => session::run(&args).give(),
        Some(Command::Staff(args)) => people::staff(&args).give(),
        Some(Command::Devices(args)) => people::devices(&args).give(),
        Some(Command::Serve(args)) => serve::run(&args).give(),
        Some(Command::Backup(args)) => backup::back_up(&args).give(),
        Some(Command::Restore(args)) => backup::restore(&args).give(),
        Some(Command::Audit(args)) => audit::run(&args).give(),
        Some(Command::Due(args)) => due::run(&args, Calendar::built_in()).give(),
        Some(Command::Code(args)) => {
            code::run(&args, date_in_beijing(Timestamp::now()), std::io::stdin().lock()).give()
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_command_line_is_answered_in_chinese_without_repeating_it() {
        for line in [
            "chuangtai due 2026-01-01",
            "chuangtai cod 11010519491231002X",
            "chuangtai code 11010519491231002X --jsn",
            "chuangtai code 1 2",
            "chuangtai due 2026-01-01 5 --explain --json",
        ] {
            let answer = usage(&Cli::try_parse_from(line.split(' ')).unwrap_err());
            assert_eq!((answer.outcome, answer.out.as_str()), (Outcome::Usage, ""), "{line}");
            assert!(answer.err.contains("chuangtai --help") && !answer.err.contains("110105"), "{}", answer.err);
        }
        let help = usage(&Cli::try_parse_from(["chuangtai", "--help"]).unwrap_err());
        assert!(help.outcome == Outcome::Done && help.out.contains("due"));
    }

    #[test]
    fn the_command_line_fits_together() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
