//! `chuangtai audit`: for the auditor, who trusts neither the service nor the file (RELIABILITY 4.3). `verify` works from
//! an export without the database, and from a database without the service.

mod take;
mod verify;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::i18n::{Lang, t, tf};

use super::{Answer, Outcome, places::Places};

/// Command line of `audit`.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    #[command(about = t(Lang::Zh, "cli.audit.verify"))]
    Verify(verify::VerifyArgs),
    #[command(about = t(Lang::Zh, "cli.audit.export"))]
    Export(take::ExportArgs),
    #[command(about = t(Lang::Zh, "cli.audit.checkpoint"))]
    Checkpoint(take::CheckpointArgs),
}

/// Runs one of them.
pub(super) fn run(args: &AuditArgs) -> Answer {
    match &args.command {
        AuditCommand::Verify(args) => verify::run(args),
        AuditCommand::Export(args) => take::export(args),
        AuditCommand::Checkpoint(args) => take::checkpoint(args),
    }
}

/// A database that is there: the one that was named, or that of this machine's centre.
fn database(named: Option<&Path>, home: Option<&Path>) -> Result<PathBuf, Answer> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => Places::find(home.map(Path::to_owned))
            .ok_or_else(|| Answer::complaint(Outcome::Usage, t(Lang::Zh, "cli.serve.no_home").to_owned()))?
            .data
            .join("centre")
            .join("centre.db"),
    };
    if path.is_file() { Ok(path) } else { Err(no_file(&path)) }
}

/// The folder of the keys that belong to a database.
fn keys_of(database: &Path) -> PathBuf {
    database.with_file_name("keys")
}

fn no_file(path: &Path) -> Answer {
    Answer::complaint(Outcome::Unknown, tf(Lang::Zh, "audit.no_file", &[&path.display().to_string()]))
}

#[cfg(test)]
mod tests;
