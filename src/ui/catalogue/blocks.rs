//! A list whose entries take several rows each, scrolled so that the whole entry of the cursor is seen.

use ratatui::layout::Rect;

use crate::{
    app::{Spot, catalogue::NoteWeight},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, cell, columns, indent, row};

/// Columns before an entry: where the cursor shows.
pub const MARGIN: u16 = 2;
/// Columns by which what belongs to a heading is set in.
const INSET: u16 = 4;

/// A piece of a row: where it begins, how wide it may be, what, and how it looks.
type Piece = (u16, u16, String, Role);

/// The rows of one entry.
#[derive(Debug, Default)]
pub struct Block {
    rows: Vec<Vec<Piece>>,
}

impl Block {
    /// Texts below each other, broken where they must be.
    pub fn of(canvas: &Canvas<'_>, width: u16, texts: &[(String, Role)]) -> Self {
        let mut block = Self::default();
        for (text, role) in texts {
            block.add(canvas, 0, width, text, *role);
        }
        block
    }

    /// A heading, and texts that belong to it.
    pub fn with_indent(canvas: &Canvas<'_>, width: u16, head: &(String, Role), texts: &[(String, Role)]) -> Self {
        let mut block = Self::of(canvas, width, std::slice::from_ref(head));
        for (text, role) in texts {
            block.add(canvas, INSET, width.saturating_sub(INSET), text, *role);
        }
        block
    }

    /// Texts beside each other, each in columns of its own.
    pub fn beside(canvas: &Canvas<'_>, parts: &[Piece]) -> Self {
        let mut block = Self::default();
        for (from, width, text, role) in parts {
            for (at, line) in canvas.wrapped(text, (*width).max(1)).into_iter().enumerate() {
                if block.rows.len() <= at {
                    block.rows.push(Vec::new());
                }
                if let Some(row) = block.rows.get_mut(at) {
                    row.push((*from, *width, line, *role));
                }
            }
        }
        block
    }

    fn add(&mut self, canvas: &Canvas<'_>, from: u16, width: u16, text: &str, role: Role) {
        for line in canvas.wrapped(text, width.max(1)) {
            self.rows.push(vec![(from, width, line, role)]);
        }
    }
}

/// Draws as many entries as there is room for; `name` is by which drawing remembers how far it is scrolled.
pub fn draw(canvas: &mut Canvas<'_>, name: &'static str, blocks: &[Block], cursor: usize, area: Rect) {
    let heights: Vec<usize> = blocks.iter().map(|block| block.rows.len()).collect();
    let total: usize = heights.iter().sum();
    let start: usize = heights.iter().take(cursor).sum();
    let rows = heights.get(cursor).copied().unwrap_or(1);
    // Of an entry that is higher than the page its beginning is seen.
    let bottom = start + rows.min(usize::from(area.height)).saturating_sub(1);
    let first = canvas.offset(name, bottom.min(total.saturating_sub(1)), area.height, total).min(start);
    let lines = blocks
        .iter()
        .enumerate()
        .flat_map(|(at, block)| block.rows.iter().enumerate().map(move |(nth, pieces)| (at, nth == 0, pieces)));
    for (shown, (at, begins, pieces)) in lines.skip(first).take(usize::from(area.height)).enumerate() {
        let line = row(area, columns(shown));
        canvas.hit(line, Spot::Row(at));
        if at == cursor && begins {
            canvas.put(cell(line, 0, 1), &canvas.sign(Glyph::Current).to_string(), Role::Key);
        }
        for (from, width, text, role) in pieces {
            canvas.put(cell(indent(line, MARGIN), *from, *width), text, *role);
        }
    }
}

/// Sign and look of a remark; its word stands beside it.
pub const fn weight_looks(weight: NoteWeight) -> (Glyph, Role) {
    match weight {
        NoteWeight::Open => (Glyph::Open, Role::TextDim),
        NoteWeight::Decide => (Glyph::Tolerated, Role::LightYellow),
        NoteWeight::Refuse => (Glyph::Missing, Role::LightRed),
    }
}
