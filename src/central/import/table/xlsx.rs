//! Workbooks. Every part is unpacked once and counted before the library sees it, so that a small file cannot become a
//! large one; cells are read one after the other, so that a far corner costs nothing.

use std::io::{Cursor, Read as _, copy, sink};

use calamine::{DataRef, Reader as _, Xlsx};
use zip::ZipArchive;

use super::{Filling, MAX_FILE, MAX_PARTS, MAX_UNPACKED, Note, Reason, Sheet, refused};

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Vec<Note>> {
    unpacked(bytes)?;
    let broken = || refused(Reason::new("import.table.broken_book", "R7.23"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let (mut sheets, mut notes, mut count) = (Vec::new(), Vec::new(), 0);
    for name in book.sheet_names() {
        // A page that holds a chart has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut filling = Filling::new(&name, count);
        while let Some(cell) = cells.next_cell_with_formula().map_err(|_| broken())? {
            let (row, column) = cell.pos;
            if cell.formula.is_some() {
                filling.complain(row, column, Reason::new("import.table.formula", "R11.2"));
                continue;
            }
            match text(&cell.value) {
                Ok(text) => filling.put(row, column, &text)?,
                Err(reason) => filling.complain(row, column, reason),
            }
        }
        count = filling.cells;
        notes.extend(filling.notes);
        sheets.push(filling.sheet);
    }
    if notes.is_empty() { Ok(sheets) } else { Err(notes) }
}

/// Unpacks every part into nothing and counts.
fn unpacked(bytes: &[u8]) -> Result<(), Vec<Note>> {
    if bytes.len() > MAX_FILE {
        return Err(refused(Reason::new("import.file_too_large", "R7.23").arg(MAX_FILE >> 20)));
    }
    // What Excel wrote before 2007, and what it writes under a password.
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(refused(Reason::new("import.table.old_book", "R7.23")));
    }
    let broken = || refused(Reason::new("import.table.broken_book", "R7.23"));
    let swollen = || refused(Reason::new("import.table.swollen", "R11.2").arg(MAX_UNPACKED >> 20));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > MAX_PARTS {
        return Err(swollen());
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| broken())?;
        if part.name().map_err(|_| broken())?.to_ascii_lowercase().ends_with("vbaproject.bin") {
            return Err(refused(Reason::new("import.table.macros", "R11.2")));
        }
        let size = copy(&mut part.take(left + 1), &mut sink()).map_err(|_| broken())?;
        left = left.checked_sub(size).ok_or_else(swollen)?;
    }
    Ok(())
}

/// A cell as a text; a whole number has no point, a day is written as one.
fn text(value: &DataRef<'_>) -> Result<String, Reason> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(_) => return Err(Reason::new("import.table.error_cell", "R7.23")),
    })
}
