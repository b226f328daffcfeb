//! The line of heads: which column holds what, by the names that real lists use.

use std::collections::BTreeMap;

use super::{Note, Reason, Row, Sheet};

/// Names of columns and the field that each fills.
pub type Heads = &'static [(&'static [&'static str], &'static str)];

/// The line of heads stands among the first rows; titles and notes may stand above it.
const SEARCHED: usize = 10;

/// A sheet whose columns are known.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    sheet: &'a Sheet,
    columns: BTreeMap<&'static str, u32>,
    /// Rows below the heads.
    pub rows: &'a [Row],
    /// Heads that mean nothing here.
    pub strangers: Vec<Note>,
}

impl<'a> Table<'a> {
    /// Finds the heads; the sheet is another one if a field of `must` has no column.
    pub fn of(sheet: &'a Sheet, heads: Heads, must: &[&str]) -> Option<Self> {
        sheet.rows.iter().take(SEARCHED).enumerate().find_map(|(index, row)| {
            let (mut columns, mut strangers) = (BTreeMap::new(), Vec::new());
            for (column, text) in &row.cells {
                match field(text, heads) {
                    Some(field) if !columns.contains_key(field) => drop(columns.insert(field, *column)),
                    _ => strangers.push(Note {
                        at: sheet.place(row.no, *column),
                        reason: Reason::new("import.table.stranger", "R7.23").arg(text.trim()),
                    }),
                }
            }
            let rows = sheet.rows.get(index + 1..).unwrap_or_default();
            let whole = must.iter().all(|field| columns.contains_key(field));
            whole.then_some(Self { sheet, columns, rows, strangers })
        })
    }

    /// A field has a column.
    pub fn has(&self, field: &str) -> bool {
        self.columns.contains_key(field)
    }

    /// The text under a head, without blanks around it.
    pub fn text<'r>(&self, row: &'r Row, field: &str) -> Option<&'r str> {
        let column = self.columns.get(field)?;
        row.cells.get(column).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// Where it stands, or would stand.
    pub fn place(&self, row: &Row, field: &str) -> String {
        self.sheet.place(row.no, self.columns.get(field).copied().unwrap_or_default())
    }

    /// The fields that have a column.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.columns.keys().copied()
    }
}

/// The field of a head: blanks, brackets and stars around the word are dress.
fn field(head: &str, heads: Heads) -> Option<&'static str> {
    let bare = |text: &str| -> String {
        let text = text.split(['(', '（', '[', '【']).next().unwrap_or_default();
        text.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect::<String>().to_ascii_lowercase()
    };
    let head = bare(head);
    let names = |known: &[&str]| known.iter().any(|name| bare(name) == head);
    heads.iter().find(|(known, field)| !head.is_empty() && (names(known) || *field == head)).map(|(_, field)| *field)
}
