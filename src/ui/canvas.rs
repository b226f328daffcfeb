//! What every screen draws with. All measuring and cutting is `text`'s, all looks are `theme`'s; text from outside is made
//! safe here, at the last moment before the screen.

use std::{collections::BTreeMap, num::NonZeroU16};

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
    text::{Align, CUT_AFTER, CUT_BEFORE, Cut, LineEditor, Measure, SafeText},
    theme::{Colour, Glyph, GlyphSet, Lines, Modifiers, Role, Theme},
};

/// What drawing remembers between two frames. It may be thrown away at any time without changing what a key does.
#[derive(Debug, Default)]
pub struct ViewCache {
    offsets: BTreeMap<&'static str, usize>,
    /// What the areas of the last frame stand for; `None` = something lies over them. Later ones are on top.
    spots: Vec<(Rect, Option<Spot>)>,
}

impl ViewCache {
    /// What the cell at this column and row of the last frame stands for.
    pub fn spot(&self, column: u16, row: u16) -> Option<Spot> {
        let cell = Position { x: column, y: row };
        self.spots.iter().rev().find(|(area, _)| area.contains(cell)).and_then(|(_, spot)| *spot)
    }

    /// First row to show so that the cursor's row is among `height` of `count` rows; moves as little as it can.
    fn offset(&mut self, list: &'static str, cursor: usize, height: usize, count: usize) -> usize {
        let offset = self.offsets.entry(list).or_default();
        let last_start = count.saturating_sub(height);
        let least = (cursor + 1).saturating_sub(height);
        *offset = (*offset).clamp(least, cursor.max(least)).min(last_start);
        *offset
    }
}

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
        cache.spots.clear();
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
            self.cache.spots.push((area, Some(spot)));
        }
    }

    /// A click on this area means nothing: something lies over it.
    pub fn cover(&mut self, area: Rect) {
        self.cache.spots.push((area, None));
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

    /// Box lines are ambiguous: where those are wide, only plain ones keep a box together.
    fn lines(&self) -> Lines {
        match self.measure {
            Measure::Narrow => self.theme.lines(),
            Measure::Wide => Lines::of(GlyphSet::Ascii),
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

    /// A line across.
    pub fn rule(&mut self, area: Rect) {
        let line = self.lines().horizontal.to_string().repeat(usize::from(area.width));
        self.put(Rect { height: 1, ..area }, &line, Role::Border);
    }

    /// A box with a title; what is inside it.
    pub fn boxed(&mut self, area: Rect, title: &str, focus: bool) -> Rect {
        let area = area.intersection(self.buffer.area);
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let lines = self.lines();
        let role = if focus { Role::BorderFocus } else { Role::Border };
        let inner = usize::from(area.width) - 2;
        let across = lines.horizontal.to_string().repeat(inner);
        let top = format!("{}{across}{}", lines.top_left, lines.top_right);
        let bottom = format!("{}{across}{}", lines.bottom_left, lines.bottom_right);
        self.put(Rect { height: 1, ..area }, &top, role);
        self.put(Rect { y: area.bottom() - 1, height: 1, ..area }, &bottom, role);
        let style = self.style(role);
        for y in area.top() + 1..area.bottom() - 1 {
            for x in [area.x, area.right() - 1] {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.set_char(lines.vertical).set_style(style);
                }
            }
        }
        if !title.is_empty() && area.width > 6 {
            let title =
                self.measure.fit(SafeText::new(title).as_str(), usize::from(area.width) - 4, Cut::End).into_owned();
            self.put(
                Rect { x: area.x + 1, y: area.y, width: area.width - 2, height: 1 },
                &format!(" {title} "),
                Role::Title,
            );
        }
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }

    /// Makes room for something that lies over the page. A Han character whose right half would lie under it goes
    /// whole, or the terminal would swallow the first column (TUI finding 3).
    pub fn popup(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        // No box fits in there; what lies below it stays.
        if area.width < 2 || area.height < 2 {
            return;
        }
        for y in area.top()..area.bottom() {
            self.clear_half(area.x, y);
        }
        self.fill(area, Role::Overlay);
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

    /// A line of text that is being typed; the hardware cursor goes with it if it has the focus.
    pub fn field(&mut self, area: Rect, editor: &LineEditor, focus: bool) {
        let view = editor.view(self.measure, usize::from(area.width));
        let role = if focus { Role::FieldFocus } else { Role::Field };
        self.paint(area, role);
        self.put(area, &view.text, role);
        if focus {
            let x = area.x + columns(view.cursor).min(area.width.saturating_sub(1));
            self.cursor = Some(Position { x, y: area.y });
        }
    }

    /// A text of several lines that is being typed, wrapped, scrolled so that the cursor is seen. The hardware cursor goes
    /// with it. A mark in the last column says that lines lie above or below.
    pub fn text_area(&mut self, area: Rect, editor: &LineEditor) {
        self.paint(area, Role::FieldFocus);
        if area.is_empty() {
            return;
        }
        let width = area.width.saturating_sub(1).max(1);
        let (rows, row, column) = editor.rows(self.measure, usize::from(width));
        let height = usize::from(area.height);
        let first = (row + 1).saturating_sub(height);
        for (at, text) in rows.iter().skip(first).take(height).enumerate() {
            self.put(Rect { y: area.y + columns(at), height: 1, width, ..area }, text, Role::FieldFocus);
        }
        let edge = Rect { x: area.right() - 1, width: 1, height: 1, ..area };
        if first > 0 {
            self.put(edge, CUT_BEFORE, Role::FieldHint);
        }
        if rows.len() > first + height {
            self.put(Rect { y: area.bottom() - 1, ..edge }, CUT_AFTER, Role::FieldHint);
        }
        let x = area.x + columns(column).min(width.saturating_sub(1));
        self.cursor = Some(Position { x, y: area.y + columns(row - first) });
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
