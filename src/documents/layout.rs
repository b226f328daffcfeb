//! From lines and values to a page of plain text, 78 cells wide: screen, dot-matrix printer, file.

use crate::text::{Align, SafeText, pad, width, wrap};

use super::{
    MissingField,
    field::{Field, Table},
    template::{Line, marks},
};

/// Width of a page in cells.
pub(super) const PAGE: usize = 78;

/// Lays template lines out; `field` gives the value of a mark.
pub(super) fn lay_out(
    lines: &[Line],
    field: &dyn Fn(&'static str) -> Result<Field, MissingField>,
) -> Result<String, MissingField> {
    let mut page = String::new();
    for line in lines {
        match line {
            Line::Text(text) => {
                for row in fill(text, field)?.iter().flat_map(|filled| filled.lines()) {
                    for part in if row.is_empty() { vec![""] } else { wrap(row, PAGE) } {
                        push(&mut page, part);
                    }
                }
            }
            Line::Centre(text) => aligned(&mut page, text, Align::Centre, field)?,
            Line::Right(text) => aligned(&mut page, text, Align::Right, field)?,
            Line::Rule => push(&mut page, &"-".repeat(PAGE)),
            Line::List(name) => match field(name)? {
                Field::List(items) if items.is_empty() => push(&mut page, "  (无)"),
                Field::List(items) => {
                    for (number, item) in items.iter().enumerate() {
                        hang(&mut page, &format!("  {}. ", number + 1), item);
                    }
                }
                Field::Text(_) | Field::Table(_) => return Err(MissingField { field: name }),
            },
            Line::Table(name) => match field(name)? {
                Field::Table(table) => set_table(&mut page, &table),
                Field::Text(_) | Field::List(_) => return Err(MissingField { field: name }),
            },
        }
    }
    Ok(page)
}

fn push(page: &mut String, line: &str) {
    page.push_str(line.trim_end());
    page.push('\n');
}

/// The text with its marks filled; `None` if it has marks and all of them are empty. A blank template line is a blank line.
fn fill(
    text: &'static str,
    field: &dyn Fn(&'static str) -> Result<Field, MissingField>,
) -> Result<Option<String>, MissingField> {
    let mut filled = text.to_owned();
    let mut any = false;
    let mut seen = false;
    for mark in marks(text) {
        seen = true;
        let Field::Text(value) = field(mark)? else { return Err(MissingField { field: mark }) };
        any |= !value.is_empty();
        let safe: Vec<String> = SafeText::lines(&value).map(SafeText::into_string).collect();
        filled = filled.replace(&format!("{{{mark}}}"), &safe.join("\n"));
    }
    Ok((any || !seen).then_some(if filled.is_empty() { "\n".to_owned() } else { filled }))
}

fn aligned(
    page: &mut String,
    text: &'static str,
    align: Align,
    field: &dyn Fn(&'static str) -> Result<Field, MissingField>,
) -> Result<(), MissingField> {
    if let Some(filled) = fill(text, field)? {
        for part in wrap(&filled, PAGE) {
            push(page, &pad(part, PAGE, align));
        }
    }
    Ok(())
}

/// A text behind a head, further lines indented to the head's width.
fn hang(page: &mut String, head: &str, text: &str) {
    let indent = width(head);
    let safe = SafeText::new(text).into_string();
    for (index, part) in wrap(&safe, PAGE - indent).iter().enumerate() {
        let lead = if index == 0 { head.to_owned() } else { " ".repeat(indent) };
        push(page, &format!("{lead}{part}"));
    }
}

/// A table with wrapped cells: nothing is cut on a paper.
fn set_table(page: &mut String, table: &Table) {
    let row = |page: &mut String, cells: &[String]| {
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .zip(&table.widths)
            .map(|(cell, cells)| {
                let safe = SafeText::new(cell).into_string();
                wrap(&safe, *cells).into_iter().map(str::to_owned).collect()
            })
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(1).max(1);
        for index in 0..height {
            let line: Vec<String> = wrapped
                .iter()
                .zip(&table.widths)
                .map(|(lines, cells)| pad(lines.get(index).map_or("", String::as_str), *cells, Align::Left))
                .collect();
            push(page, &format!("  {}", line.join("  ")));
        }
    };
    row(page, &table.head);
    let rule: Vec<String> = table.widths.iter().map(|cells| "-".repeat(*cells)).collect();
    push(page, &format!("  {}", rule.join("  ")));
    if table.rows.is_empty() {
        push(page, "  (无)");
    }
    for cells in &table.rows {
        row(page, cells);
    }
}
