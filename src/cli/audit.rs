//! `chuangtai audit`: for the auditor, who trusts neither the service nor the file (RELIABILITY 4.3). `verify` works from
//! an export without the database, and from a database without the service, on either engine.

mod prove;
mod source;
mod take;
mod verify;

use std::path::Path;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    domain::audit::Broken,
    i18n::{Lang, t, tf},
};

use super::{Answer, Outcome};

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
    #[command(about = t(Lang::Zh, "cli.audit.prove"))]
    Prove(prove::ProveArgs),
    #[command(about = t(Lang::Zh, "cli.audit.check_receipt"))]
    CheckReceipt(prove::ReceiptArgs),
}

/// Runs one of them.
pub(super) fn run(args: &AuditArgs) -> Answer {
    match &args.command {
        AuditCommand::Verify(args) => verify::run(args),
        AuditCommand::Export(args) => take::export(args),
        AuditCommand::Checkpoint(args) => take::checkpoint(args),
        AuditCommand::Prove(args) => prove::prove(args),
        AuditCommand::CheckReceipt(args) => prove::check_receipt(args),
    }
}

/// Why nothing is proven.
#[derive(Debug)]
enum No {
    /// Something was changed: at which place, and how.
    Broken(Option<u64>, String),
    /// It cannot be told from here.
    Unknown(String),
    /// What was given cannot be used at all.
    Complaint(Answer),
}

/// What programs read of a no.
#[derive(Serialize)]
struct Said {
    verdict: &'static str,
    first_bad: Option<u64>,
    why: String,
}

impl No {
    /// The command line or the shape of a file is wrong.
    fn usage(why: &str) -> Self {
        Self::Complaint(Answer::complaint(Outcome::Usage, why.to_owned()))
    }

    /// As it is answered.
    fn said(self, json: bool) -> Answer {
        let (outcome, verdict, first_bad, key, why) = match self {
            Self::Broken(place, why) => (Outcome::Refused, "broken", place, "audit.broken", why),
            Self::Unknown(why) => (Outcome::Unknown, "unknown", None, "audit.unknown", why),
            Self::Complaint(answer) => return answer,
        };
        let answer = if json {
            Answer::json(&Said { verdict, first_bad, why })
        } else {
            Answer::done(tf(Lang::Zh, key, &[&why]))
        };
        Answer { outcome, ..answer }
    }
}

impl From<Broken> for No {
    fn from(broken: Broken) -> Self {
        Self::Broken(Some(broken.seq()), tf(Lang::Zh, broken.key(), &[&broken.seq().to_string()]))
    }
}

impl From<Answer> for No {
    fn from(answer: Answer) -> Self {
        Self::Complaint(answer)
    }
}

fn no_file(path: &Path) -> Answer {
    Answer::complaint(Outcome::Unknown, tf(Lang::Zh, "audit.no_file", &[&path.display().to_string()]))
}

#[cfg(test)]
mod tests;
