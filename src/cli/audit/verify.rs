//! `chuangtai audit verify`: 0 whole, 1 broken, 3 cannot tell (DECISIONS 8).

use std::path::PathBuf;

use clap::{Args, value_parser};
use serde::Serialize;

use super::{No, source::Source};
use crate::{
    cli::Answer,
    domain::audit::{AuditKey, Inquiry, Whole},
    i18n::{Lang, t, tf},
};

/// Command line of `audit verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    source: Source,
    #[arg(long, value_name = "SEQ", value_parser = value_parser!(u64).range(1..), help = t(Lang::Zh, "cli.audit.from"))]
    from: Option<u64>,
    #[arg(long, value_name = "SEQ", value_parser = value_parser!(u64).range(1..), help = t(Lang::Zh, "cli.audit.to"))]
    to: Option<u64>,
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.audit.receipts"))]
    receipts: Option<PathBuf>,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
}

/// What programs read.
#[derive(Serialize)]
struct Report<'a> {
    verdict: &'static str,
    first: u64,
    records: u64,
    hash: &'a str,
    checkpoints: u64,
    covered: u64,
    receipts: usize,
    key: String,
    key_known: bool,
}

/// Answers 完整, 被改动 or 无法判断, and where.
pub(super) fn run(args: &VerifyArgs) -> Answer {
    verify(args).unwrap_or_else(|no| no.said(args.json))
}

fn verify(args: &VerifyArgs) -> Result<Answer, No> {
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(No::usage(t(Lang::Zh, "audit.bad_range")));
    }
    let receipts = args.receipts.as_deref().map(|path| args.source.receipts(path)).transpose()?.unwrap_or_default();
    let receipts: Vec<_> = receipts.into_iter().map(|receipt| (receipt.audit_seq, receipt.audit_hash)).collect();
    let seen = receipts.len();
    let inquiry = Inquiry { receipts, from: args.from, to: args.to, ..Inquiry::default() };
    let (whole, key) = args.source.prove(inquiry)??;
    told(&whole, &key, seen, args)
}

fn told(whole: &Whole, key: &AuditKey, receipts: usize, args: &VerifyArgs) -> Result<Answer, No> {
    let (first, last) = (whole.first, whole.head.seq);
    if args.from.into_iter().chain(args.to).any(|place| place > last) {
        return Err(No::Unknown(tf(Lang::Zh, "audit.unknown.range", &[&last.to_string()])));
    }
    let covers = args.to.or(args.from).unwrap_or_default();
    let Some(covered) = whole.covered.as_ref().filter(|covered| covered.head.seq >= covers) else {
        return Err(No::Unknown(t(Lang::Zh, "audit.unknown.checkpoint").to_owned()));
    };
    let size = covered.head.seq;
    if args.json {
        return Ok(Answer::json(&Report {
            verdict: "whole",
            first,
            records: last,
            hash: &whole.head.hash,
            checkpoints: whole.checkpoints,
            covered: size,
            receipts,
            key: key.text(),
            key_known: args.source.knows_key(),
        }));
    }
    let count = whole.checkpoints.to_string();
    let part = first > 1 || args.to.is_some();
    let mut lines = vec![if part {
        tf(Lang::Zh, "audit.part", &[&first.to_string(), &last.to_string(), &whole.head.hash])
    } else {
        tf(Lang::Zh, "audit.whole", &[&last.to_string(), &whole.head.hash])
    }];
    lines.push(tf(Lang::Zh, "audit.covered", &[&count, &covered.at.to_string(), &size.to_string()]));
    if last > size {
        lines.push(tf(Lang::Zh, "audit.uncovered", &[&(last - size).to_string()]));
    }
    if receipts > 0 {
        lines.push(tf(Lang::Zh, "audit.receipts", &[&receipts.to_string()]));
    }
    let known = if args.source.knows_key() { "audit.key.known" } else { "audit.key.own" };
    lines.push(tf(Lang::Zh, known, &[&key.text()]));
    Ok(Answer::done(lines.join("\n")))
}
