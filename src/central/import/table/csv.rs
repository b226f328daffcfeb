//! CSV as people save it: with a mark in front or without, in UTF-8 or in what a Chinese Excel writes.

use super::{Filling, MAX_FILE, Note, Reason, Sheet, refused};

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Vec<Note>> {
    if bytes.len() > MAX_FILE {
        return Err(refused(Reason::new("import.file_too_large", "R7.23").arg(MAX_FILE >> 20)));
    }
    let text = decoded(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut filling = Filling::new("", 0);
    let mut record = csv::StringRecord::new();
    let (mut row, mut ended) = (0_u32, 1_u64);
    while reader.read_record(&mut record).map_err(|_| refused(Reason::new("import.table.broken", "R7.23")))? {
        // The library passes empty lines over; rows are counted with them, as the clerk's own program does.
        let inside: usize = record.iter().map(|text| text.matches('\n').count()).sum();
        let end = reader.position().line();
        let began = end.saturating_sub(u64::try_from(inside).unwrap_or(u64::MAX).saturating_add(1));
        row = row.saturating_add(u32::try_from(began.saturating_sub(ended)).unwrap_or(u32::MAX));
        ended = end;
        for (column, text) in (0_u32..).zip(&record) {
            if text.starts_with('=') {
                filling.complain(row, column, Reason::new("import.table.formula", "R11.2"));
                continue;
            }
            filling.put(row, column, text)?;
        }
        row = row.saturating_add(1);
    }
    if filling.notes.is_empty() { Ok(vec![filling.sheet]) } else { Err(filling.notes) }
}

/// UTF-8 if it is that, else GB18030 if it is that; anything else is no text.
fn decoded(bytes: &[u8]) -> Result<String, Vec<Note>> {
    let no_text = || refused(Reason::new("import.table.no_text", "R7.23"));
    let text = if let Ok(text) = std::str::from_utf8(bytes) {
        text.trim_start_matches('\u{feff}').to_owned()
    } else {
        let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        text.ok_or_else(no_text)?.into_owned()
    };
    if text.contains('\0') { Err(no_text()) } else { Ok(text) }
}

/// Comma, semicolon or tab: whichever the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|sign| (count(*sign), *sign == b',')).unwrap_or(b',')
}
