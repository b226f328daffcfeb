//! `chuangtai completions SHELL`: what makes a shell complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::i18n::{Lang, t};

use super::{Answer, Cli};

/// Command line of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    #[arg(value_enum, help = t(Lang::Zh, "cli.completions.shell"))]
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(args: &CompletionsArgs) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "chuangtai", &mut script);
    Answer::done(String::from_utf8_lossy(&script).trim_end().to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_learns_every_command() {
        for shell in Shell::value_variants() {
            let script = run(&CompletionsArgs { shell: *shell }).out;
            for command in Cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
        }
    }
}
