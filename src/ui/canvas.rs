//! What every screen draws with. All measuring and cutting is `text`'s, all looks are `theme`'s; text from outside is made
//! safe here, at the last moment before the screen.

mod area;
mod boxes;
mod cache;
mod fields;

use std::num::NonZeroU16;

use ratatui::{
    buffer::{Buffer, CellDiffOption},
    layout::{Position, Rect},
    style::{Color, Modifier, Style},
};

use crate::{
    app::{
        Action, Model, Spot,
        keymap::{self, Chord, Keymap},
    },
    i18n::Lang,
    text::{Align, Cut, Measure, SafeText},
    theme::{Colour, Glyph, Modifiers, Role, Theme},
};

pub use area::{below, cell, columns, indent, row};
pub use cache::ViewCache;

/// The frame being drawn.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    keymap: &'a Keymap,
    cache: &'a mut ViewCache,
    contexts: Vec<keymap::Context<'static>>,
    lang: Lang,
    measure: Measure,
    cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    /// A canvas for one frame of the model.
    pub fn new(
        buffer: &'a mut Buffer,
        theme: &'a Theme,
        keymap: &'a Keymap,
        cache: &'a mut ViewCache,
        model: &Model,
    ) -> Self {
        cache.forget_spots();
        Self {
            buffer,
            theme,
            keymap,
            cache,
            contexts: model.key_contexts(),
            lang: model.lang,
            measure: model.measure,
            cursor: None,
        }
    }

    /// Language of the screen.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Where the hardware cursor goes; nowhere if there is no room for the field it belongs to.
    pub fn cursor(&self) -> Option<Position> {
        self.cursor.filter(|cursor| self.buffer.area.contains(*cursor))
    }

    /// Columns of a text.
    pub fn width(&self, text: &str) -> u16 {
        columns(self.measure.width(text))
    }

    /// The sign of a meaning.
    pub fn sign(&self, glyph: Glyph) -> char {
        self.theme.glyph(glyph)
    }

    /// Whether a QR code can be read off this screen: in colours of its own, from half blocks of one column.
    pub fn shows_qr(&self) -> bool {
        let look = self.theme.style(Role::Qr);
        let coloured = look.fg != Colour::Default && look.bg != Colour::Default && look.fg != look.bg;
        coloured && self.measure == Measure::Narrow && !self.theme.lines().horizontal.is_ascii()
    }

    /// The key of an action in the contexts in force, as a person reads it.
    pub fn key_of(&self, action: Action) -> Option<String> {
        let (name, arg) = action.bound_as();
        self.keymap.keys_of(&self.contexts, name, arg).first().map(|keys| keymap::label(keys))
    }

    /// All keys of an action in other contexts than those in force, for help.
    pub fn keys_in(&self, contexts: &[keymap::Context<'_>], action: Action) -> String {
        let (name, arg) = action.bound_as();
        let keys = self.keymap.keys_of(contexts, name, arg);
        keys.iter().map(|keys| keymap::label(keys)).collect::<Vec<_>>().join("  ")
    }

    /// What may follow the beginning of a longer binding, and where it leads if it ends there.
    pub fn next_keys(&self, pending: &[Chord]) -> Vec<(String, Option<Action>)> {
        let next = self.keymap.next_keys(&self.contexts, pending).into_iter();
        next.map(|(chord, command)| {
            let action = command.and_then(|command| Action::named(&command.action, command.arg.as_deref()));
            (chord.label(), action)
        })
        .collect()
    }

    /// A click on this area means that.
    pub fn hit(&mut self, area: Rect, spot: Spot) {
        if !area.is_empty() {
            self.cache.hit(area, spot);
        }
    }

    /// A click on this area means nothing: something lies over it.
    pub fn cover(&mut self, area: Rect) {
        self.cache.cover(area);
    }

    /// Gives an area a look and empties it.
    pub fn fill(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Gives a row its look without touching what stands there: a selection.
    pub fn paint(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }

    /// Text on one line, cut with a mark where it does not fit. How many columns it took.
    pub fn put(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        self.put_cut(area, text, role, Cut::End)
    }

    /// Text on one line, cut where `cut` says. How many columns it took.
    pub fn put_cut(&mut self, area: Rect, text: &str, role: Role, cut: Cut) -> u16 {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return 0;
        }
        self.clear_half(area.x, area.y);
        let safe = SafeText::new(text);
        let style = self.style(role);
        let room = usize::from(area.width);
        let width = self.measure.width(safe.as_str());
        if width <= room {
            self.print(area, safe.as_str(), style);
            return columns(width);
        }
        let shown = self.measure.fit(safe.as_str(), room, cut);
        self.print(area, &shown, style);
        columns(self.measure.width(&shown))
    }

    /// Text that fits. Where the terminal draws ambiguous characters wide, the library is told so cell by cell: it counts
    /// them narrow, and everything behind one would stand a column too far to the right.
    fn print(&mut self, area: Rect, text: &str, style: Style) {
        if self.measure == Measure::Narrow {
            self.buffer.set_stringn(area.x, area.y, text, usize::from(area.width), style);
            return;
        }
        let mut x = area.x;
        for (grapheme, width) in self.measure.cells(text) {
            let end = x.saturating_add(columns(width));
            if width == 0 || end > area.right() {
                continue;
            }
            for covered in x..end {
                if let Some(cell) = self.buffer.cell_mut((covered, area.y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
            if let Some(cell) = self.buffer.cell_mut((x, area.y)) {
                cell.set_symbol(grapheme);
                if let Some(width) =
                    NonZeroU16::new(columns(width)).filter(|_| Measure::Narrow.width(grapheme) != width)
                {
                    cell.set_diff_option(CellDiffOption::ForcedWidth(width));
                }
            }
            x = end;
        }
    }

    /// Pieces of one line with a look each, from the left. How many columns they took.
    pub fn line<'t>(&mut self, area: Rect, pieces: impl IntoIterator<Item = (&'t str, Role)>) -> u16 {
        let mut x = area.x;
        for (text, role) in pieces {
            let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
            x += self.put(rest, text, role);
        }
        x.saturating_sub(area.x)
    }

    /// Text at the right edge of the line. The columns left of it.
    pub fn put_right(&mut self, area: Rect, text: &str, role: Role) -> Rect {
        let width = self.width(SafeText::new(text).as_str()).min(area.width);
        self.put(Rect { x: area.right().saturating_sub(width), width, ..area }, text, role);
        Rect { width: area.width.saturating_sub(width), ..area }
    }

    /// Text in the middle of a row of the area.
    pub fn centred(&mut self, area: Rect, row: u16, text: &str, role: Role) {
        if row >= area.height {
            return;
        }
        let safe = SafeText::new(text);
        let line = self.measure.pad(safe.as_str(), usize::from(area.width), Align::Centre);
        self.put(Rect { y: area.y + row, height: 1, ..area }, &line, role);
    }

    /// Several lines, broken where Chinese and other text may be. How many rows they took.
    pub fn paragraph(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        let mut row = 0;
        for line in SafeText::lines(text) {
            let pieces = self.measure.wrap(line.as_str(), usize::from(area.width));
            for piece in if pieces.is_empty() { vec![""] } else { pieces } {
                if row >= area.height {
                    return row;
                }
                self.put(Rect { y: area.y + row, height: 1, ..area }, piece, role);
                row += 1;
            }
        }
        row
    }

    /// Lines as [`Self::paragraph`] would break them.
    pub fn wrapped(&self, text: &str, width: u16) -> Vec<String> {
        let mut lines = Vec::new();
        for line in SafeText::lines(text) {
            let pieces = self.measure.wrap(line.as_str(), usize::from(width));
            if pieces.is_empty() {
                lines.push(String::new());
            }
            lines.extend(pieces.into_iter().map(str::to_owned));
        }
        lines
    }

    /// A wide character of which only the left half would be left at this column goes whole.
    fn clear_half(&mut self, x: u16, y: u16) {
        let Some(left) = x.checked_sub(1) else { return };
        let Some(cell) = self.buffer.cell_mut((left, y)) else { return };
        if !cell.symbol().is_ascii() && self.measure.width(cell.symbol()) > 1 {
            cell.set_symbol(" ");
        }
    }

    /// First row of a list to show.
    pub fn offset(&mut self, list: &'static str, cursor: usize, height: u16, count: usize) -> usize {
        self.cache.offset(list, cursor, usize::from(height), count)
    }

    fn style(&self, role: Role) -> Style {
        let look = self.theme.style(role);
        let mut modifier = Modifier::empty();
        for (ours, theirs) in [
            (Modifiers::BOLD, Modifier::BOLD),
            (Modifiers::DIM, Modifier::DIM),
            (Modifiers::UNDERLINED, Modifier::UNDERLINED),
            (Modifiers::REVERSED, Modifier::REVERSED),
        ] {
            if look.modifiers.contains(ours) {
                modifier |= theirs;
            }
        }
        Style::default().fg(colour(look.fg)).bg(colour(look.bg)).add_modifier(modifier)
    }
}

fn colour(colour: Colour) -> Color {
    match colour {
        Colour::Default => Color::Reset,
        Colour::Indexed(index) => Color::Indexed(index),
        Colour::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
