//! `chuangtai backup` and `chuangtai restore`: a copy of the centre that stands alone, and the way back. For whoever may
//! read its keys; a backup may run beside the service, a restore may not.

use std::{env, fs, path::PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use crate::{
    central::{
        Centre,
        backup::{BackupError, Beside, put_back, take},
    },
    i18n::{Lang, t, tf},
    ports::Clock as _,
    runtime::SystemClock,
};

use super::{
    Answer, Outcome,
    serve::Plan,
    service::{self, NotOpened, Service},
};

/// The passphrase, where no file is named.
const VARIABLE: &str = "CHUANGTAI_BACKUP_PASSPHRASE";

/// Which centre, and what its backups are sealed with.
#[derive(Debug, Args)]
struct Which {
    #[command(flatten)]
    service: Service,
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.backup.passphrase"))]
    passphrase_file: Option<PathBuf>,
}

/// Command line of `backup`.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    #[arg(long, value_name = "DIR", help = t(Lang::Zh, "cli.backup.to"))]
    to: PathBuf,
    #[command(flatten)]
    which: Which,
}

/// Command line of `restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    #[arg(long, value_name = "DIR", help = t(Lang::Zh, "cli.restore.from"))]
    from: PathBuf,
    #[arg(long, help = t(Lang::Zh, "cli.restore.replace"))]
    replace: bool,
    #[command(flatten)]
    which: Which,
}

impl Which {
    /// Never on the command line, where everybody sees it.
    fn passphrase(&self) -> Result<Zeroizing<String>, Answer> {
        let read = match &self.passphrase_file {
            Some(path) => fs::read_to_string(path).ok(),
            None => env::var(VARIABLE).ok(),
        };
        let read = Zeroizing::new(read.unwrap_or_default());
        let word = Zeroizing::new(read.trim_end_matches(['\r', '\n']).to_owned());
        if word.is_empty() {
            return Err(Answer::complaint(Outcome::Usage, tf(Lang::Zh, "backup.no_passphrase", &[VARIABLE])));
        }
        Ok(word)
    }
}

fn beside(plan: &Plan) -> Beside {
    Beside { keys: plan.keys.clone(), files: plan.folder.join("files") }
}

fn refused(error: &BackupError) -> Answer {
    Answer::complaint(Outcome::Refused, tf(Lang::Zh, error.key(), &[&error.to_string()]))
}

/// Makes a backup.
pub(super) fn back_up(args: &BackupArgs) -> Answer {
    let made = args.which.service.plan().and_then(|plan| {
        let passphrase = args.which.passphrase()?;
        let centre = open(&plan)?;
        take(&centre, &beside(&plan), &args.to, &passphrase).map_err(|error| refused(&error))
    });
    match made {
        Ok(manifest) => {
            let about = &manifest.about;
            let (to, at, seq) = (args.to.display().to_string(), about.made_at.to_string(), about.audit_seq.to_string());
            Answer::done(tf(Lang::Zh, "backup.made", &[&to, &at, &seq, &about.audit_hash, &manifest.sha256]))
        }
        Err(answer) => answer,
    }
}

/// Puts one back.
pub(super) fn restore(args: &RestoreArgs) -> Answer {
    let done = args.which.service.plan().and_then(|plan| {
        let passphrase = args.which.passphrase()?;
        put_back(&args.from, &plan.location, &beside(&plan), &passphrase, args.replace, SystemClock.now())
            .map_err(|error| refused(&error))
    });
    match done {
        Ok(done) => {
            let about = &done.manifest.about;
            let mut said = tf(Lang::Zh, "backup.put_back", &[&about.made_at.to_string(), &about.audit_seq.to_string()]);
            if let Some(aside) = &done.aside {
                said.push('\n');
                said.push_str(&tf(Lang::Zh, "backup.aside", &[aside]));
            }
            Answer::done(said)
        }
        Err(answer) => answer,
    }
}

fn open(plan: &Plan) -> Result<Centre, Answer> {
    service::open(plan).map_err(|no| {
        let why = match no {
            NotOpened::NoFile(name) => tf(Lang::Zh, "backup.no_database", &[&name]),
            NotOpened::Shut(why) => tf(Lang::Zh, "open.storage", &[&why]),
        };
        Answer::complaint(Outcome::Refused, why)
    })
}
