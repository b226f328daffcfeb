//! Parts of an area.

use ratatui::layout::Rect;

/// A row of an area; empty below its end.
pub fn row(area: Rect, at: u16) -> Rect {
    if at >= area.height {
        return Rect { width: 0, height: 0, ..area };
    }
    Rect { y: area.y + at, height: 1, ..area }
}

/// The area without its first columns.
pub fn indent(area: Rect, by: u16) -> Rect {
    let by = by.min(area.width);
    Rect { x: area.x + by, width: area.width - by, ..area }
}

/// A part of a row.
pub fn cell(area: Rect, from: u16, width: u16) -> Rect {
    let area = indent(area, from);
    Rect { width: width.min(area.width), ..area }
}

/// The area without its first rows.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Columns as the terminal library counts them.
pub fn columns(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
