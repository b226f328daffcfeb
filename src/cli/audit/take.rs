//! `chuangtai audit export` and `chuangtai audit checkpoint`: what leaves the centre, so that it can be compared later.
//! Both may run beside the service; both are for whoever may read its keys.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use clap::Args;

use super::no_file;
use crate::{
    central::{Centre, ExportError},
    cli::{
        Answer, Outcome,
        service::{self, NotOpened, Service},
    },
    domain::audit::{AuditKey, Head},
    i18n::{Lang, t, tf},
};

/// Command line of `audit export`.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.audit.out"))]
    out: Option<PathBuf>,
    #[command(flatten)]
    service: Service,
}

/// Command line of `audit checkpoint`.
#[derive(Debug, Args)]
pub(super) struct CheckpointArgs {
    #[command(flatten)]
    service: Service,
}

/// Writes the export; where it ends and the key are told beside it.
pub(super) fn export(args: &ExportArgs) -> Answer {
    let centre = match open(&args.service) {
        Ok(centre) => centre,
        Err(answer) => return answer,
    };
    let written = match &args.out {
        Some(path) => to_file(&centre, path),
        None => to_screen(&centre),
    };
    match written {
        Ok((end, key)) => {
            let said = tf(Lang::Zh, "audit.exported", &[&end.seq.to_string(), &key.text()]);
            Answer { outcome: Outcome::Done, out: String::new(), err: said }
        }
        Err(error) => {
            let why = match error {
                ExportError::Fault(fault) => fault.problem("").title,
                ExportError::File(error) => error.to_string(),
            };
            Answer::complaint(Outcome::Refused, tf(Lang::Zh, "audit.not_exported", &[&why]))
        }
    }
}

/// Durable when it is there; a file of that name is never written over.
fn to_file(centre: &Centre, path: &Path) -> Result<(Head, AuditKey), ExportError> {
    let mut file = BufWriter::new(File::create_new(path)?);
    let end = centre.export_audit(|line| writeln!(file, "{line}"))?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(end)
}

fn to_screen(centre: &Centre) -> Result<(Head, AuditKey), ExportError> {
    let mut out = BufWriter::new(io::stdout().lock());
    let end = centre.export_audit(|line| writeln!(out, "{line}"))?;
    out.flush()?;
    Ok(end)
}

/// Signs what there is and prints the last checkpoint.
pub(super) fn checkpoint(args: &CheckpointArgs) -> Answer {
    let centre = match open(&args.service) {
        Ok(centre) => centre,
        Err(answer) => return answer,
    };
    match centre.last_checkpoint() {
        Ok(note) => Answer::done(note.text().trim_end().to_owned()),
        Err(fault) => Answer::complaint(Outcome::Refused, fault.problem("").title),
    }
}

/// The centre of a database that is there, whatever its realm.
fn open(service: &Service) -> Result<Centre, Answer> {
    service::open(&service.plan()?).map_err(|no| match no {
        NotOpened::NoFile(name) => no_file(Path::new(&name)),
        NotOpened::Shut(why) => Answer::complaint(Outcome::Refused, tf(Lang::Zh, "audit.unknown.database", &[&why])),
    })
}
