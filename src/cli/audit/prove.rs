//! `chuangtai audit prove` and `chuangtai audit check-receipt`: one record, and what a desk was told of it, against the
//! chain or against a proof of some 20 hashes that needs neither database nor export (RELIABILITY 4.3).

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, value_parser};
use serde::Serialize;
use uuid::Uuid;

use super::{No, no_file, source::Source};
use crate::{
    cli::{Answer, Outcome},
    contract::ReceiptPayload,
    domain::audit::{Broken, Inclusion, Inquiry},
    i18n::{Lang, t, tf},
};

/// Command line of `audit prove`.
#[derive(Debug, Args)]
pub(super) struct ProveArgs {
    #[arg(value_name = "SEQ", value_parser = value_parser!(u64).range(1..), help = t(Lang::Zh, "cli.audit.seq"))]
    seq: u64,
    #[command(flatten)]
    source: Source,
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.audit.out"))]
    out: Option<PathBuf>,
}

/// Command line of `audit check-receipt`.
#[derive(Debug, Args)]
pub(super) struct ReceiptArgs {
    #[arg(value_name = "RECEIPT", help = t(Lang::Zh, "cli.audit.receipt"))]
    receipt: PathBuf,
    #[command(flatten)]
    source: Source,
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.audit.proof"))]
    proof: Option<PathBuf>,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
}

/// Writes the proof; what proves it is told beside it.
pub(super) fn prove(args: &ProveArgs) -> Answer {
    proven(args).unwrap_or_else(|no| no.said(false))
}

fn proven(args: &ProveArgs) -> Result<Answer, No> {
    let inquiry = Inquiry { prove: Some(args.seq), ..Inquiry::default() };
    let (whole, key) = args.source.prove(inquiry)??;
    if args.seq > whole.head.seq {
        return Err(No::Unknown(tf(Lang::Zh, "audit.unknown.range", &[&whole.head.seq.to_string()])));
    }
    let Some((proof, text)) = whole.proof.and_then(|proof| proof.text().map(|text| (proof, text))) else {
        return Err(No::Unknown(tf(Lang::Zh, "audit.unknown.uncovered", &[&args.seq.to_string()])));
    };
    let signed = &proof.note.checkpoint;
    let told = [args.seq.to_string(), signed.head.seq.to_string(), signed.at.to_string(), key.text()];
    let err = tf(Lang::Zh, "audit.proven", &[&told[0], &told[1], &told[2], &told[3]]);
    let Some(path) = &args.out else {
        return Ok(Answer { outcome: Outcome::Done, out: text.trim_end().to_owned(), err });
    };
    write_new(path, &text).map_err(|error| {
        No::Complaint(Answer::complaint(Outcome::Refused, tf(Lang::Zh, "audit.not_exported", &[&error.to_string()])))
    })?;
    Ok(Answer { outcome: Outcome::Done, out: String::new(), err })
}

/// Durable when it is there; a file of that name is never written over.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = fs::File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What programs read of a receipt that is true.
#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    receipts: Vec<Line>,
    checkpoint: Option<u64>,
}

#[derive(Serialize)]
struct Line {
    command_id: Uuid,
    case_id: Option<Uuid>,
    audit_seq: u64,
}

/// Answers 属实, 被改动 or 无法判断.
pub(super) fn check_receipt(args: &ReceiptArgs) -> Answer {
    checked(args).unwrap_or_else(|no| no.said(args.json))
}

fn checked(args: &ReceiptArgs) -> Result<Answer, No> {
    let receipts = args.source.receipts(&args.receipt)?;
    let checkpoint = match &args.proof {
        Some(path) => by_proof(&receipts, path, args)?,
        None => by_chain(&receipts, args)?,
    };
    if args.json {
        let line = |receipt: ReceiptPayload| Line {
            command_id: receipt.command_id,
            case_id: receipt.case_id,
            audit_seq: receipt.audit_seq,
        };
        let receipts = receipts.into_iter().map(line).collect();
        return Ok(Answer::json(&Report { verdict: "genuine", receipts, checkpoint }));
    }
    let lines = receipts.iter().map(|receipt| {
        let (seq, command) = (receipt.audit_seq.to_string(), receipt.command_id.to_string());
        let covered = checkpoint.filter(|size| *size >= receipt.audit_seq);
        match covered {
            Some(size) => tf(Lang::Zh, "audit.receipt.covered", &[&command, &seq, &size.to_string()]),
            None => tf(Lang::Zh, "audit.receipt.held", &[&command, &seq]),
        }
    });
    Ok(Answer::done(lines.collect::<Vec<_>>().join("\n")))
}

/// Against a proof: that of the very record that the receipt names.
fn by_proof(receipts: &[ReceiptPayload], path: &Path, args: &ReceiptArgs) -> Result<Option<u64>, No> {
    let text = fs::read_to_string(path).map_err(|_| no_file(path))?;
    let no_proof = || No::usage(&tf(Lang::Zh, "audit.bad_proof", &[&path.display().to_string()]));
    let proof = Inclusion::read(&text).ok_or_else(no_proof)?;
    let signed = &proof.note.checkpoint;
    proof.check(&args.source.key_of(signed)?, &crate::contract::signature_holds)?;
    for receipt in receipts {
        if receipt.audit_seq != proof.link.seq {
            let places = [proof.link.seq.to_string(), receipt.audit_seq.to_string()];
            return Err(No::Unknown(tf(Lang::Zh, "audit.unknown.other_proof", &[&places[0], &places[1]])));
        }
        if receipt.audit_hash != proof.link.hash {
            return Err(Broken::Witness(receipt.audit_seq).into());
        }
    }
    Ok(Some(signed.head.seq))
}

/// Against the chain itself.
fn by_chain(receipts: &[ReceiptPayload], args: &ReceiptArgs) -> Result<Option<u64>, No> {
    let receipts = receipts.iter().map(|receipt| (receipt.audit_seq, receipt.audit_hash.clone())).collect();
    let (whole, _) = args.source.prove(Inquiry { receipts, ..Inquiry::default() })??;
    Ok(whole.covered.map(|covered| covered.head.seq))
}
