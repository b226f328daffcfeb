//! What a mark in a template may stand for.

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// Text; empty means that the rulebook lets the field be empty here.
    Text(String),
    /// Lines.
    List(Vec<String>),
    /// Rows.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Column heads.
    pub head: Vec<String>,
    /// Column widths in cells; with two blanks between them they fit the page.
    pub widths: Vec<usize>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table from heads with widths, and rows.
    pub(super) fn new(head: &[(&str, usize)], rows: Vec<Vec<String>>) -> Self {
        Self {
            head: head.iter().map(|(text, _)| (*text).to_owned()).collect(),
            widths: head.iter().map(|(_, cells)| *cells).collect(),
            rows,
        }
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
