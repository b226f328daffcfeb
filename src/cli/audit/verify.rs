//! `chuangtai audit verify`: 0 whole, 1 broken, 3 cannot tell (DECISIONS 8).

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;

use super::{database, keys_of, no_file};
use crate::{
    central::{AuditProof, Location, ProofError, prove_database},
    cli::{Answer, Outcome},
    contract::signature_holds,
    domain::audit::{AuditKey, Broken, Note, Whole, verify_export},
    i18n::{Lang, t, tf},
};

/// How every SQLite file begins.
const DATABASE: &[u8] = b"SQLite format 3\0";

/// Command line of `audit verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[arg(value_name = "FILE", help = t(Lang::Zh, "cli.audit.file"))]
    file: Option<PathBuf>,
    #[arg(long, value_name = "KEY", help = t(Lang::Zh, "cli.audit.key"))]
    key: Option<String>,
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.audit.checkpoints"))]
    checkpoints: Option<PathBuf>,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.serve.home"))]
    home: Option<PathBuf>,
}

/// What programs read.
#[derive(Serialize)]
struct Report<'a> {
    verdict: &'static str,
    records: Option<u64>,
    hash: Option<&'a str>,
    checkpoints: Option<u64>,
    covered: Option<u64>,
    key: Option<String>,
    key_known: bool,
    first_bad: Option<u64>,
    why: Option<String>,
}

/// Answers 完整, 被改动 or 无法判断, and where.
pub(super) fn run(args: &VerifyArgs) -> Answer {
    match prove(args) {
        Ok(Ok((whole, key))) => told(&whole, &key, args),
        Ok(Err(broken)) => broken_at(&broken, args),
        Err(answer) => answer,
    }
}

fn prove(args: &VerifyArgs) -> Result<AuditProof, Answer> {
    let known = args.key.as_deref().map(known_key).transpose()?;
    let notes = args.checkpoints.as_deref().map(read_checkpoints).transpose()?.unwrap_or_default();
    let path = match &args.file {
        Some(path) if !is_database(path)? => return prove_file(path, known.as_ref(), &notes),
        named => database(named.as_deref(), args.home.as_deref())?,
    };
    let keys = keys_of(&path);
    let keys = keys.is_dir().then_some(keys.as_path());
    prove_database(&Location::File(path), keys, known.as_ref(), (&notes, &[])).map_err(|error| {
        let why = match &error {
            ProofError::NoKey => t(Lang::Zh, "audit.unknown.key").to_owned(),
            ProofError::Store(error) => tf(Lang::Zh, "audit.unknown.database", &[&error.to_string()]),
        };
        unknown(&why, args)
    })
}

fn prove_file(path: &Path, known: Option<&AuditKey>, notes: &[Note]) -> Result<AuditProof, Answer> {
    let file = File::open(path).map_err(|_| no_file(path))?;
    // A line that is no text is no line of an export either.
    let lines = BufReader::new(file).lines().map(Result::unwrap_or_default);
    Ok(verify_export(lines, known, (notes, &[]), &signature_holds))
}

fn is_database(path: &Path) -> Result<bool, Answer> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(|_| no_file(path))?;
    file.take(16).read_to_end(&mut start).map_err(|_| no_file(path))?;
    Ok(start == DATABASE)
}

/// The key as it was typed, or as a file has it.
fn known_key(typed: &str) -> Result<AuditKey, Answer> {
    let text = fs::read_to_string(typed).unwrap_or_else(|_| typed.to_owned());
    AuditKey::read(&text).ok_or_else(|| Answer::complaint(Outcome::Usage, t(Lang::Zh, "audit.bad_key").to_owned()))
}

fn read_checkpoints(path: &Path) -> Result<Vec<Note>, Answer> {
    let text = fs::read_to_string(path).map_err(|_| no_file(path))?;
    Note::read_all(&text).ok_or_else(|| {
        let name = path.display().to_string();
        Answer::complaint(Outcome::Usage, tf(Lang::Zh, "audit.bad_checkpoints", &[&name]))
    })
}

fn told(whole: &Whole, key: &AuditKey, args: &VerifyArgs) -> Answer {
    let Some(covered) = &whole.covered else {
        return unknown(t(Lang::Zh, "audit.unknown.checkpoint"), args);
    };
    let (records, size) = (whole.head.seq, covered.head.seq);
    if args.json {
        return Answer::json(&Report {
            verdict: "whole",
            records: Some(records),
            hash: Some(&whole.head.hash),
            checkpoints: Some(whole.checkpoints),
            covered: Some(size),
            key: Some(key.text()),
            key_known: args.key.is_some(),
            first_bad: None,
            why: None,
        });
    }
    let count = whole.checkpoints.to_string();
    let mut lines = vec![
        tf(Lang::Zh, "audit.whole", &[&records.to_string(), &whole.head.hash]),
        tf(Lang::Zh, "audit.covered", &[&count, &covered.at.to_string(), &size.to_string()]),
    ];
    if records > size {
        lines.push(tf(Lang::Zh, "audit.uncovered", &[&(records - size).to_string()]));
    }
    let known = if args.key.is_some() { "audit.key.known" } else { "audit.key.own" };
    lines.push(tf(Lang::Zh, known, &[&key.text()]));
    Answer::done(lines.join("\n"))
}

fn broken_at(broken: &Broken, args: &VerifyArgs) -> Answer {
    let why = tf(Lang::Zh, broken.key(), &[&broken.seq().to_string()]);
    let answer = if args.json {
        Answer::json(&Report { first_bad: Some(broken.seq()), why: Some(why), ..nothing("broken") })
    } else {
        Answer::done(tf(Lang::Zh, "audit.broken", &[&why]))
    };
    Answer { outcome: Outcome::Refused, ..answer }
}

fn unknown(why: &str, args: &VerifyArgs) -> Answer {
    let answer = if args.json {
        Answer::json(&Report { why: Some(why.to_owned()), ..nothing("unknown") })
    } else {
        Answer::done(tf(Lang::Zh, "audit.unknown", &[why]))
    };
    Answer { outcome: Outcome::Unknown, ..answer }
}

fn nothing(verdict: &'static str) -> Report<'static> {
    Report {
        verdict,
        records: None,
        hash: None,
        checkpoints: None,
        covered: None,
        key: None,
        key_known: false,
        first_bad: None,
        why: None,
    }
}
