//! What came of a file, or why nothing did: place by place, to be read.

use uuid::Uuid;

use crate::{
    contract::{NoteWeight, OfficeImport, Problem},
    i18n::{Lang, t, tf},
};

use super::{note_place, title};

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// Where; empty = a heading.
    pub place: String,
    /// How much it weighs; `None` = a heading.
    pub weight: Option<NoteWeight>,
    /// What.
    pub text: String,
}

impl ReportLine {
    const fn heading(text: String) -> Self {
        Self { place: String::new(), weight: None, text }
    }
}

/// The page to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Heading.
    pub title: String,
    /// What to do now.
    pub advice: Option<String>,
    /// Line by line.
    pub lines: Vec<ReportLine>,
    /// Line of the cursor.
    pub cursor: usize,
    /// The draft that Enter opens; `None` = nothing was taken in.
    pub draft: Option<Uuid>,
}

impl Report {
    /// A file was taken in.
    pub fn imported(lang: Lang, import: &OfficeImport) -> Self {
        let mut lines = Vec::new();
        for draft in &import.drafts {
            lines.push(ReportLine::heading(title(lang, draft)));
            for note in import.notes.get(&draft.id).into_iter().flatten() {
                let text = format!("{}  {}", note.text, note.rule);
                lines.push(ReportLine { place: note_place(note).to_owned(), weight: Some(note.weight), text });
            }
        }
        let key =
            if import.notes.is_empty() { "catalogue.page.imported.clean" } else { "catalogue.page.imported.look" };
        Self {
            title: tf(lang, "catalogue.imported", &[&import.drafts.len().to_string()]),
            advice: Some(t(lang, key).to_owned()),
            lines,
            cursor: 0,
            draft: import.drafts.first().map(|draft| draft.id),
        }
    }

    /// The centre would not take it.
    pub fn refused(problem: &Problem) -> Self {
        let lines = problem.errors.iter().map(|error| ReportLine {
            place: error.pointer.clone(),
            weight: Some(NoteWeight::Refuse),
            text: error.detail.clone(),
        });
        Self {
            title: problem.title.clone(),
            advice: problem.detail.clone(),
            lines: lines.collect(),
            cursor: 0,
            draft: None,
        }
    }
}
