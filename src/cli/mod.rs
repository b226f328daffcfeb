//! Floor 8. Commands for people and scripts; each command is a small file, the same rules without a screen.
//!
//! Exit codes (DECISIONS 8): 0 done, 1 refused, invalid or broken, 2 usage (also no terminal), 3 cannot tell (centre
//! or range missing), 101 crash. The first word of plain output is the answer; messages go to stderr in Chinese.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::i18n::{Lang, t};

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
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0u8,
            Outcome::Refused => 1,
            Outcome::Usage => 2,
            Outcome::Unknown => 3,
        })
    }
}

#[derive(Debug, Parser)]
#[command(name = "chuangtai", version, about = t(Lang::Zh, "cli.about"))]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {}

/// Parses the command line, runs one command, and answers with its exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        None => Outcome::Usage.into(),
        Some(command) => match command {},
    }
}
