//! Files for the catalogue office: guides, tolerance lists, calendars, settings, each as JSON, CSV or a workbook. A file is
//! taken whole or not at all, and every complaint names the cell.

mod guides;
mod lines;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::{
    Content, ImportError, Imported, Note,
    table::{Sheet, read_csv, read_xlsx},
};
use crate::{
    central::fault::words,
    contract::{CalendarNotice, NoteWeight, OfficeContent, OfficeKind, OfficeNote},
    domain::{reason::Reason, settings::SettingsChange, tolerance::ToleranceList},
};

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// JSON.
    Json,
    /// CSV.
    Csv,
    /// A workbook.
    Xlsx,
}

/// What came of one thing in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What it holds.
    pub content: OfficeContent,
    /// What was cleaned, left open, or must be decided.
    pub notes: Vec<OfficeNote>,
}

/// What is known of the catalogue while a file is read.
pub struct Known<'a> {
    /// GB/T 2260 of this region.
    pub region: &'a str,
    /// Codes of the items with this name.
    pub codes: &'a dyn Fn(&str) -> Vec<String>,
}

/// Reads a file, or says everything that is wrong with it.
pub fn read(kind: OfficeKind, file: FileKind, bytes: &[u8], known: &Known<'_>) -> Result<Vec<Read>, Vec<OfficeNote>> {
    let sheets = match file {
        FileKind::Json => return json(kind, bytes),
        FileKind::Csv => read_csv(bytes),
        FileKind::Xlsx => read_xlsx(bytes),
    };
    let sheets = sheets.map_err(|notes| notes.iter().map(in_cell).collect::<Vec<_>>())?;
    match kind {
        OfficeKind::Guide => guides::read(&sheets),
        OfficeKind::Tolerance => lines::tolerance(&sheets, known).map(|list| one(OfficeContent::Tolerance(list))),
        OfficeKind::Calendar => lines::calendars(&sheets)
            .map(|notices| notices.into_iter().flat_map(|notice| one(OfficeContent::Calendar(notice))).collect()),
        OfficeKind::Settings => lines::settings(&sheets, known).map(|change| one(OfficeContent::Settings(change))),
    }
}

fn json(kind: OfficeKind, bytes: &[u8]) -> Result<Vec<Read>, Vec<OfficeNote>> {
    let refused = |error: &ImportError| vec![whole(&error.reason())];
    let text = std::str::from_utf8(bytes).map_err(|_| refused(&ImportError::NotJson { line: 1, column: 1 }))?;
    match kind {
        OfficeKind::Guide => {
            let Content { guides, names, unreadable } = super::read(text).map_err(|error| refused(&error))?;
            if guides.is_empty() {
                let key = if names.is_empty() { "import.no_items" } else { "import.names_only" };
                return Err(vec![whole(&Reason::new(key, "R7.23"))]);
            }
            if let Some(at) = unreadable.first() {
                return Err(vec![whole(&Reason::new("import.table.not_an_item", "R7.23").arg(at))]);
            }
            taken(guides.into_iter().map(|item| (Cells::new(), item)).collect())
        }
        OfficeKind::Tolerance => parsed::<ToleranceList>(text).map(|list| one(OfficeContent::Tolerance(list))),
        OfficeKind::Calendar => parsed::<CalendarNotice>(text).map(|notice| one(OfficeContent::Calendar(notice))),
        OfficeKind::Settings => parsed::<SettingsChange>(text).map(|change| one(OfficeContent::Settings(change))),
    }
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, Vec<OfficeNote>> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let key = if error.is_data() { "import.table.fields" } else { "import.not_json" };
        vec![whole(&Reason::new(key, "R7.23").arg(error.line()).arg(error.column()))]
    })
}

fn one(content: OfficeContent) -> Vec<Read> {
    vec![Read { content, notes: Vec::new() }]
}

/// Where a remark's place stands in a table.
type Cells = BTreeMap<String, String>;

/// All of them, or every refusal of any of them: nothing is half imported.
fn taken(items: Vec<(Cells, Imported)>) -> Result<Vec<Read>, Vec<OfficeNote>> {
    let (mut read, mut refused) = (Vec::new(), Vec::new());
    for (cells, item) in items {
        let notes = notes(&item, &cells);
        refused.extend(notes.iter().filter(|note| note.weight == NoteWeight::Refuse).cloned());
        if let Some(guide) = item.guide {
            // What the check on the draft finds again is not said twice.
            let notes = notes.into_iter().filter(|note| note.code.split('.').nth(1) != Some("guide")).collect();
            read.push(Read { content: OfficeContent::Guide(Box::new(guide)), notes });
        }
    }
    if refused.is_empty() { Ok(read) } else { Err(refused) }
}

fn notes(item: &Imported, cells: &Cells) -> Vec<OfficeNote> {
    let of = |notes: &[Note], weight: NoteWeight| -> Vec<OfficeNote> {
        notes
            .iter()
            .map(|found| {
                // R0.3: what leaves room for any demand is refused at the door.
                let catch_all = found.reason.key == "reason.guide.catch_all";
                let weight = if catch_all { NoteWeight::Refuse } else { weight };
                let mut note = plain(found, weight);
                note.cell = cell(cells, &found.at);
                if weight == NoteWeight::Refuse && note.cell.is_none() {
                    note.at = [item.name.as_str(), &note.at].join(" ");
                }
                note
            })
            .collect()
    };
    let report = &item.report;
    let mut notes = of(&report.refused, NoteWeight::Refuse);
    notes.extend(of(&report.must_decide, NoteWeight::Decide));
    notes.extend(of(&report.left_open, NoteWeight::Open));
    notes
}

/// The cell of a place: its own, else that of the row it is in.
fn cell(cells: &Cells, at: &str) -> Option<String> {
    let mut place = at;
    loop {
        if let Some(cell) = cells.get(place) {
            return Some(cell.clone());
        }
        let Some((shorter, _)) = place.rsplit_once('.') else { break };
        place = shorter;
    }
    cells.get("").cloned()
}

fn plain(found: &Note, weight: NoteWeight) -> OfficeNote {
    OfficeNote {
        at: found.at.clone(),
        cell: None,
        weight,
        code: found.reason.key.to_string(),
        text: words(&found.reason),
        rule: found.reason.rule.to_string(),
    }
}

/// A complaint that names a cell already.
fn in_cell(found: &Note) -> OfficeNote {
    let cell = (!found.at.is_empty()).then(|| found.at.clone());
    OfficeNote { cell, ..plain(found, NoteWeight::Refuse) }
}

fn whole(reason: &Reason) -> OfficeNote {
    in_cell(&Note { at: String::new(), reason: reason.clone() })
}

/// A complaint about one cell.
fn at_cell(place: String, reason: Reason) -> OfficeNote {
    in_cell(&Note { at: place, reason })
}

/// The one table of a file that has these columns.
fn table<'a>(
    sheets: &'a [Sheet],
    heads: super::table::Heads,
    must: &[&str],
    wanted: &str,
) -> Result<super::table::Table<'a>, Vec<OfficeNote>> {
    sheets
        .iter()
        .find_map(|sheet| super::table::Table::of(sheet, heads, must))
        .ok_or_else(|| vec![whole(&Reason::new("import.table.no_heads", "R7.23").arg(wanted))])
}
