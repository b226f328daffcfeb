//! Tables: rows and cells of a CSV file or an Excel workbook, as texts. Nothing in them is computed: a formula is refused
//! where it stands, a macro refuses the whole book. A file that is larger than any real list is refused before it is read.

mod csv;
mod heads;
mod xlsx;

use std::collections::BTreeMap;

use super::Note;
use crate::domain::reason::Reason;

pub use heads::{Heads, Table};

/// Largest file.
pub const MAX_FILE: usize = 10 << 20;
/// Most that its parts may unpack to.
const MAX_UNPACKED: u64 = 64 << 20;
/// Most parts of a workbook.
const MAX_PARTS: usize = 1_000;
/// Most rows of a sheet.
const MAX_ROWS: u32 = 20_000;
/// Most columns of a sheet.
const MAX_COLUMNS: u32 = 200;
/// Most cells of a file.
const MAX_CELLS: usize = 400_000;
/// Longest text of a cell, in characters; Excel itself ends there.
const MAX_CELL: usize = 32_767;
/// Most remarks that one file gets: who sees a hundred wrong cells mends the file first.
const MAX_NOTES: usize = 200;

/// A row that holds something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Number as the program shows it, from 1.
    pub no: u32,
    /// Texts by column, from 0; empty cells are not there.
    pub cells: BTreeMap<u32, String>,
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; a CSV file has none.
    pub name: String,
    /// Rows in order.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// A cell's place as the program names it: 材料!C7.
    pub fn place(&self, row: u32, column: u32) -> String {
        let cell = format!("{}{row}", letters(column));
        if self.name.is_empty() { cell } else { format!("{}!{cell}", self.name) }
    }
}

/// Reads a CSV file, in UTF-8 or GB18030.
pub fn read_csv(bytes: &[u8]) -> Result<Vec<Sheet>, Vec<Note>> {
    csv::read(bytes)
}

/// Reads a workbook (`.xlsx`).
pub fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Vec<Note>> {
    xlsx::read(bytes)
}

/// `A`, `B` … `Z`, `AA` …
fn letters(column: u32) -> String {
    let mut name = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        name.push(char::from_u32(u32::from('A') + left % 26).unwrap_or('?'));
        left /= 26;
    }
    name.iter().rev().collect()
}

/// A whole file refused.
fn refused(reason: Reason) -> Vec<Note> {
    vec![Note { at: String::new(), reason }]
}

/// Cells as they come in, within the bounds.
struct Filling {
    sheet: Sheet,
    cells: usize,
    notes: Vec<Note>,
}

impl Filling {
    fn new(name: &str, cells: usize) -> Self {
        Self { sheet: Sheet { name: name.to_owned(), rows: Vec::new() }, cells, notes: Vec::new() }
    }

    /// Takes a cell; places count from 0.
    fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), Vec<Note>> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if row >= MAX_ROWS {
            return Err(refused(Reason::new("import.table.rows", "R7.23").arg(MAX_ROWS)));
        }
        if column >= MAX_COLUMNS {
            return Err(refused(Reason::new("import.table.columns", "R7.23").arg(MAX_COLUMNS)));
        }
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(refused(Reason::new("import.table.cells", "R7.23").arg(MAX_CELLS)));
        }
        if text.chars().count() > MAX_CELL {
            self.complain(row, column, Reason::new("import.too_long", "R7.23").arg(MAX_CELL));
            return Ok(());
        }
        let no = row + 1;
        if self.sheet.rows.last().is_none_or(|last| last.no < no) {
            self.sheet.rows.push(Row { no, cells: BTreeMap::new() });
        }
        // Cells come row by row; one that goes back belongs to a row that is there, or the file is broken.
        match self.sheet.rows.iter_mut().rev().find(|known| known.no == no) {
            Some(known) => drop(known.cells.insert(column, text.to_owned())),
            None => return Err(refused(Reason::new("import.table.broken", "R7.23"))),
        }
        Ok(())
    }

    /// A cell that cannot be taken.
    fn complain(&mut self, row: u32, column: u32, reason: Reason) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(Note { at: self.sheet.place(row + 1, column), reason });
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
