//! Real guides and catalogues become drafts: nothing crashes it, nothing is invented, and a report says per item what
//! was understood, what was left open and what a person must decide.
//!
//! Shapes that are read: `{"guides": […]}`, `{"items": […]}` (a catalogue of names), a list of either, one item alone,
//! and guides in the program's own shape.

mod clean;
mod item;
mod limits;
mod material;
pub mod office;
mod report;
mod source;
pub mod table;

use serde::Serialize;
use serde_json::{Map, Value};
use thiserror::Error;

pub use report::{Note, Report};

use crate::domain::{guide::Guide, reason::Reason};

/// Id of the question that an imported list of situations becomes.
pub const SITUATION: &str = "situation";
/// Largest file that is read.
pub const MAX_BYTES: usize = 64 << 20;
/// Most items of one file.
pub const MAX_ITEMS: usize = 100_000;

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    /// More than [`MAX_BYTES`].
    #[error("the file is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// No JSON, or nested deeper than any guide.
    #[error("not readable as JSON at line {line}, column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but no guides and no catalogue.
    #[error("neither guides nor a catalogue")]
    NoItems,
    /// More than [`MAX_ITEMS`].
    #[error("more than {MAX_ITEMS} items")]
    TooMany,
}

impl ImportError {
    /// The same for the screen, with what to do.
    pub fn reason(&self) -> Reason {
        match self {
            Self::TooLarge => Reason::new("import.file_too_large", "R7.23").arg(MAX_BYTES >> 20),
            Self::NotJson { line, column } => Reason::new("import.not_json", "R7.23").arg(line).arg(column),
            Self::NoItems => Reason::new("import.no_items", "R7.23"),
            Self::TooMany => Reason::new("import.too_many_items", "R7.23").arg(MAX_ITEMS),
        }
    }
}

/// One item of a file: its draft, if one came of it, and the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Id in the source.
    pub id: String,
    /// Name.
    pub name: String,
    /// The draft; `None` = refused, and the report says why.
    pub guide: Option<Guide>,
    /// The report.
    pub report: Report,
}

impl Imported {
    /// A draft came of it that leaves nothing for a person to decide.
    pub fn publishable(&self) -> bool {
        self.guide.is_some() && self.report.must_decide.is_empty()
    }
}

/// One name of a catalogue: enough for lists and search, no guide behind it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogueName {
    /// 事项名称.
    pub name: String,
    /// Code as the source writes it.
    pub code: Option<String>,
    /// Organ.
    pub department: Option<String>,
    /// 主项.
    pub main_item: Option<String>,
    /// Kind of power as the source codes it.
    pub task_type: Option<String>,
}

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Guides.
    pub guides: Vec<Imported>,
    /// Names without a guide.
    pub names: Vec<CatalogueName>,
    /// Entries that are not even an object, by position from 1.
    pub unreadable: Vec<usize>,
}

/// Reads a file.
pub fn read(text: &str) -> Result<Content, ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text)
        .map_err(|error| ImportError::NotJson { line: error.line(), column: error.column() })?;
    let entries = entries(&value)?;
    if entries.len() > MAX_ITEMS {
        return Err(ImportError::TooMany);
    }
    let mut content = Content::default();
    for (index, entry) in entries.into_iter().enumerate() {
        match entry {
            Value::Object(fields) if is_name(fields) => content.names.push(catalogue_name(fields)),
            Value::Object(fields) => content.guides.push(item::item(fields)),
            _ => content.unreadable.push(index + 1),
        }
    }
    Ok(content)
}

/// The eighty real guides that the product carries (their texts are facts of public sources).
pub fn built_in() -> Vec<Imported> {
    read(include_str!("guides.json")).map(|content| content.guides).unwrap_or_default()
}

fn entries(value: &Value) -> Result<Vec<&Value>, ImportError> {
    match value {
        Value::Array(list) => Ok(list.iter().collect()),
        Value::Object(fields) => {
            let list = fields.get("guides").or_else(|| fields.get("items"));
            let alone = fields.contains_key("name") || fields.contains_key("materials");
            match list {
                Some(Value::Array(list)) => Ok(list.iter().collect()),
                None if alone => Ok(vec![value]),
                _ => Err(ImportError::NoItems),
            }
        }
        _ => Err(ImportError::NoItems),
    }
}

/// A catalogue entry has an item code of its own kind and no materials.
fn is_name(fields: &Map<String, Value>) -> bool {
    fields.contains_key("item_code") && !fields.contains_key("materials")
}

fn catalogue_name(fields: &Map<String, Value>) -> CatalogueName {
    let word = |key| fields.get(key).and_then(Value::as_str).and_then(clean::text);
    CatalogueName {
        name: word("name").unwrap_or_default(),
        code: word("item_code"),
        department: word("department"),
        main_item: word("main_item"),
        task_type: word("task_type"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
