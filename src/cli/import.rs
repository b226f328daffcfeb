//! `chuangtai import`: what a file of guides or names holds, item by item. It stores nothing; the catalogue does.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Answer, Outcome, words};
use crate::{
    central::import::{self, Content, Imported, Note},
    i18n::{Lang, t, tf},
};

/// Command line of `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[arg(value_name = "FILE", required = true, help = t(Lang::Zh, "cli.import.files"))]
    files: Vec<PathBuf>,
    #[arg(long, help = t(Lang::Zh, "cli.import.report"))]
    report: bool,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
}

#[derive(Debug, Serialize)]
struct FileReport {
    file: String,
    guides: usize,
    publishable: usize,
    refused: usize,
    names: usize,
    unreadable: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<ItemReport>,
}

#[derive(Debug, Serialize)]
struct ItemReport {
    id: String,
    name: String,
    materials: usize,
    understood: Vec<String>,
    left_open: Vec<Remark>,
    must_decide: Vec<Remark>,
    refused: Vec<Remark>,
}

#[derive(Debug, Serialize)]
struct Remark {
    at: String,
    why: String,
    rule: String,
}

/// Reads every file. An item or a file that cannot be taken makes the answer a refusal, but the rest is read all the same.
pub(super) fn run(args: &ImportArgs) -> Answer {
    let mut files = Vec::new();
    let mut complaints = Vec::new();
    for path in &args.files {
        let file = path.display().to_string();
        match super::read_file(path) {
            Ok(text) => match import::read(&text) {
                Ok(content) => files.push(report(file, &content, args.report)),
                Err(error) => complaints.push(tf(Lang::Zh, "cli.import.file", &[&file, &words(&error.reason())])),
            },
            Err(complaint) => complaints.push(complaint.err),
        }
    }
    let fine = complaints.is_empty() && files.iter().all(|file| file.refused == 0 && file.unreadable.is_empty());
    let mut answer = if args.json { Answer::json(&files) } else { Answer::done(plain(&files, fine)) };
    answer.err = complaints.join("\n");
    if !fine {
        answer.outcome = Outcome::Refused;
    }
    answer
}

fn report(file: String, content: &Content, items: bool) -> FileReport {
    FileReport {
        file,
        guides: content.guides.iter().filter(|item| item.guide.is_some()).count(),
        publishable: content.guides.iter().filter(|item| item.publishable()).count(),
        refused: content.guides.iter().filter(|item| item.guide.is_none()).count(),
        names: content.names.len(),
        unreadable: content.unreadable.clone(),
        items: if items { content.guides.iter().map(item).collect() } else { Vec::new() },
    }
}

fn item(imported: &Imported) -> ItemReport {
    let remarks = |notes: &[Note]| notes.iter().map(remark).collect();
    ItemReport {
        id: imported.id.clone(),
        name: imported.name.clone(),
        materials: imported.guide.as_ref().map_or(0, |guide| guide.materials.len()),
        understood: imported.report.understood.clone(),
        left_open: remarks(&imported.report.left_open),
        must_decide: remarks(&imported.report.must_decide),
        refused: remarks(&imported.report.refused),
    }
}

fn remark(note: &Note) -> Remark {
    Remark { at: note.at.clone(), why: words(&note.reason), rule: note.reason.rule.to_string() }
}

fn plain(files: &[FileReport], fine: bool) -> String {
    let mut lines = vec![t(Lang::Zh, if fine { "cli.import.read" } else { "cli.import.refused" }).to_owned()];
    for file in files {
        let counts = [file.guides, file.publishable, file.refused, file.names].map(|count| count.to_string());
        lines.push(tf(Lang::Zh, "cli.import.counts", &[&file.file, &counts[0], &counts[1], &counts[2], &counts[3]]));
        if !file.unreadable.is_empty() {
            let places: Vec<String> = file.unreadable.iter().map(ToString::to_string).collect();
            lines.push(tf(Lang::Zh, "cli.import.unreadable", &[&places.join("、")]));
        }
        for item in &file.items {
            lines.push(format!("{} {}", item.id, item.name));
            lines.push(tf(Lang::Zh, "cli.import.understood", &[&item.understood.join(" ")]));
            let groups = [
                ("cli.import.must_decide", &item.must_decide),
                ("cli.import.left_open", &item.left_open),
                ("cli.import.item_refused", &item.refused),
            ];
            for (key, remarks) in groups {
                for remark in remarks {
                    lines.push(tf(Lang::Zh, key, &[&remark.at, &remark.why, &remark.rule]));
                }
            }
        }
    }
    lines.join("\n")
}
