//! What the auditor has before them: an export, a database file, or the database of a centre as its service is told of it;
//! and the keys by which it is judged.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::Deserializer;

use super::{No, no_file};
use crate::{
    central::{AuditProof, Location, ProofError, PublicKeys, prove_database, receipt_key},
    cli::service::{Service, is_there},
    contract::{NotOpened, PublicKey, Receipt, ReceiptPayload, signature_holds},
    domain::audit::{AuditKey, Checkpoint, Inquiry, Note, verify_export},
    i18n::{Lang, t, tf},
};

/// How every SQLite file begins.
const DATABASE: &[u8] = b"SQLite format 3\0";

/// Where the trail lies, and what is known from elsewhere.
#[derive(Debug, Args)]
pub(super) struct Source {
    #[arg(value_name = "FILE", conflicts_with = "db", help = t(Lang::Zh, "cli.audit.file"))]
    file: Option<PathBuf>,
    #[command(flatten)]
    service: Service,
    #[arg(long, value_name = "KEY", help = t(Lang::Zh, "cli.audit.key"))]
    key: Option<String>,
    #[arg(long, value_name = "KEY", help = t(Lang::Zh, "cli.audit.receipt_key"))]
    receipt_key: Option<String>,
    #[arg(long, value_name = "PATH", help = t(Lang::Zh, "cli.audit.checkpoints"))]
    checkpoints: Option<PathBuf>,
}

impl Source {
    /// The key was known from elsewhere, not taken from what is judged by it.
    pub(super) fn knows_key(&self) -> bool {
        self.key.is_some()
    }

    /// Proves what lies there.
    pub(super) fn prove(&self, inquiry: Inquiry) -> Result<AuditProof, No> {
        let known = self.key.as_deref().map(known_key).transpose()?;
        let notes = self.checkpoints.as_deref().map(checkpoints).transpose()?.unwrap_or_default();
        let inquiry = Inquiry { notes, ..inquiry };
        if let Some(path) = &self.file
            && !is_database(path)?
        {
            let file = File::open(path).map_err(|_| no_file(path))?;
            // A line that is no text is no line of an export either.
            let lines = BufReader::new(file).lines().map(Result::unwrap_or_default);
            return Ok(verify_export(lines, known.as_ref(), &inquiry, &signature_holds));
        }
        let (location, keys) = self.database()?;
        is_there(&location).map_err(|name| no_file(Path::new(&name)))?;
        let keys = keys.is_dir().then_some(keys.as_path());
        prove_database(&location, keys, known.as_ref(), &inquiry).map_err(|error| {
            No::Unknown(match &error {
                ProofError::NoKey => t(Lang::Zh, "audit.unknown.key").to_owned(),
                ProofError::Store(error) => tf(Lang::Zh, "audit.unknown.database", &[&error.to_string()]),
            })
        })
    }

    /// The key that a checkpoint from elsewhere is judged by.
    pub(super) fn key_of(&self, checkpoint: &Checkpoint) -> Result<AuditKey, No> {
        match &self.key {
            Some(typed) => known_key(typed),
            None => match self.own_keys()?.audit {
                Some(public) => Ok(AuditKey::named(checkpoint, public)),
                None => Err(No::Unknown(t(Lang::Zh, "audit.unknown.key").to_owned())),
            },
        }
    }

    /// The receipts of a file, each signed by the centre.
    pub(super) fn receipts(&self, path: &Path) -> Result<Vec<ReceiptPayload>, No> {
        let text = fs::read_to_string(path).map_err(|_| no_file(path))?;
        let read: Result<Vec<Receipt>, _> = Deserializer::from_str(&text).into_iter().collect();
        let receipts = read
            .ok()
            .filter(|receipts| !receipts.is_empty())
            .ok_or_else(|| No::usage(&tf(Lang::Zh, "audit.bad_receipts", &[&path.display().to_string()])))?;
        let key = self.key_of_receipts()?;
        let opened = receipts.iter().enumerate().map(|(at, receipt)| {
            receipt.open(std::slice::from_ref(&key)).map_err(|no| {
                let place = (at + 1).to_string();
                match no {
                    NotOpened::Key(_) => No::Broken(None, tf(Lang::Zh, "audit.broken.receipt", &[&place])),
                    NotOpened::Newer => No::Unknown(tf(Lang::Zh, "audit.unknown.newer_receipt", &[&place])),
                }
            })
        });
        opened.collect()
    }

    fn key_of_receipts(&self) -> Result<PublicKey, No> {
        if let Some(typed) = &self.receipt_key {
            return Ok(receipt_key(typed_or_file(typed)));
        }
        let own = self.own_keys()?.receipts;
        own.ok_or_else(|| No::Unknown(t(Lang::Zh, "audit.unknown.receipt_key").to_owned()))
    }

    /// The keys that lie beside the database; of an export, none do.
    fn own_keys(&self) -> Result<PublicKeys, No> {
        let none = PublicKeys { audit: None, receipts: None };
        if let Some(path) = &self.file
            && !is_database(path)?
        {
            return Ok(none);
        }
        let (_, keys) = self.database()?;
        Ok(PublicKeys::of(&keys).unwrap_or(none))
    }

    /// The database, and the folder of its keys.
    fn database(&self) -> Result<(Location, PathBuf), No> {
        if let Some(path) = &self.file {
            return Ok((Location::File(path.clone()), path.with_file_name("keys")));
        }
        let plan = self.service.plan()?;
        Ok((plan.location, plan.keys))
    }
}

fn is_database(path: &Path) -> Result<bool, No> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(|_| no_file(path))?;
    file.take(16).read_to_end(&mut start).map_err(|_| no_file(path))?;
    Ok(start == DATABASE)
}

/// A key as it was typed, or as a file has it.
fn typed_or_file(typed: &str) -> String {
    fs::read_to_string(typed).unwrap_or_else(|_| typed.to_owned()).trim().to_owned()
}

fn known_key(typed: &str) -> Result<AuditKey, No> {
    AuditKey::read(&typed_or_file(typed)).ok_or_else(|| No::usage(t(Lang::Zh, "audit.bad_key")))
}

/// The checkpoints of a file, or of every file in a folder.
fn checkpoints(path: &Path) -> Result<Vec<Note>, No> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(|_| no_file(path))?.flatten();
        files = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        files.sort();
    }
    let mut notes = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|_| no_file(file))?;
        notes.extend(
            Note::read_all(&text)
                .ok_or_else(|| No::usage(&tf(Lang::Zh, "audit.bad_checkpoints", &[&file.display().to_string()])))?,
        );
    }
    Ok(notes)
}
