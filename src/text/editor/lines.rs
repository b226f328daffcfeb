//! The content in lines as they are drawn, and the moves that go by them. A text of several lines is broken at the same
//! places on every terminal: so the core knows its lines without asking what was drawn, and a clerk reads the same lines
//! on every screen.

use unicode_segmentation::UnicodeSegmentation;

use super::{Change, LineEditor};
use crate::text::{Measure, SafeText};

/// Columns of a line in a text of several lines: what the smallest terminal has room for beside labels.
pub const LINE: usize = 44;

/// A place between two graphemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Byte offset in the content.
    at: usize,
    row: usize,
    column: usize,
}

/// The content in drawn lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// What each line shows.
    pub lines: Vec<String>,
    /// Every place between two graphemes, in order. One between two lines belongs to the second.
    places: Vec<Place>,
    measure: Measure,
}

impl Rows {
    /// Row and column of the place at this byte offset; `hangs` = behind the line that ends there, not before the next.
    pub fn of(&self, at: usize, hangs: bool) -> (usize, usize) {
        let place = self.places.iter().rev().find(|place| place.at <= at).or(self.places.first());
        let (row, column) = place.map_or((0, 0), |place| (place.row, place.column));
        match row.checked_sub(1).filter(|_| hangs && column == 0) {
            Some(above) => (above, self.width(above)),
            None => (row, column),
        }
    }

    /// The place in this row whose grapheme covers the column, and whether the cursor hangs behind the line there.
    pub fn at(&self, row: usize, column: usize) -> (usize, bool) {
        let row = row.min(self.lines.len().saturating_sub(1));
        let place = |found: Option<&Place>| found.map_or(0, |place| place.at);
        let next = self.places.iter().position(|place| place.row > row);
        let hangs = next.and_then(|next| self.places.get(next)).filter(|_| self.is_full(row));
        if let Some(next) = hangs.filter(|_| column >= self.width(row)) {
            return (next.at, true);
        }
        let here = self.places.iter().filter(|place| place.row == row);
        (place(here.take_while(|place| place.column <= column).last()), false)
    }

    /// Whether the line goes on in the next one without a blank or a line break between them.
    fn is_full(&self, row: usize) -> bool {
        let last = self.places.iter().rev().find(|place| place.row == row);
        last.is_some_and(|last| last.column < self.width(row))
    }

    fn width(&self, row: usize) -> usize {
        self.lines.get(row).map_or(0, |line| self.measure.width(line))
    }
}

impl LineEditor {
    /// The content in lines of at most `cells` columns. They are broken as where ambiguous characters are wide, so that
    /// they fit everywhere and end everywhere at the same place.
    pub fn rows(&self, measure: Measure, cells: usize) -> Rows {
        let mut rows = Rows { lines: Vec::new(), places: Vec::new(), measure };
        let mut start = 0;
        for paragraph in self.text.split('\n') {
            paragraph_rows(paragraph, start, cells, &mut rows);
            start += paragraph.len() + 1;
        }
        rows
    }

    /// Row and column of the cursor among the lines.
    pub fn place_in(&self, rows: &Rows) -> (usize, usize) {
        rows.of(self.cursor, self.hangs)
    }

    /// What is selected of each line: from which column to which.
    pub fn selected_in(&self, rows: &Rows) -> Vec<(usize, usize, usize)> {
        let Some((from, to)) = self.selection() else { return Vec::new() };
        let ((first, start), (last, end)) = (rows.of(from, false), rows.of(to, true));
        let span = |row: usize| {
            let left = if row == first { start } else { 0 };
            // A line break that is selected shows as one cell behind the line.
            let right = if row == last { end } else { rows.width(row) + 1 };
            (row, left, right)
        };
        (first..=last).map(span).filter(|(_, left, right)| left < right).collect()
    }

    /// Whether a drawn line stands above (`false`) or below the cursor's.
    pub fn has_line(&self, below: bool) -> bool {
        let rows = self.drawn();
        let (row, _) = self.place_in(&rows);
        self.lines && if below { row + 1 < rows.lines.len() } else { row > 0 }
    }

    /// One drawn line up, as near to the column it came from as that line allows.
    pub fn line_up(&mut self) -> Change {
        self.by_line(|row, _| row.checked_sub(1))
    }

    /// One drawn line down.
    pub fn line_down(&mut self) -> Change {
        self.by_line(|row, count| Some(row + 1).filter(|row| *row < count))
    }

    /// To the start of the drawn line.
    pub fn line_home(&mut self) -> Change {
        if !self.lines {
            return self.home();
        }
        let rows = self.drawn();
        let (row, _) = self.place_in(&rows);
        self.go_to(rows.at(row, 0))
    }

    /// Behind the end of the drawn line.
    pub fn line_end(&mut self) -> Change {
        if !self.lines {
            return self.end();
        }
        let rows = self.drawn();
        let (row, _) = self.place_in(&rows);
        self.go_to(rows.at(row, usize::MAX))
    }

    /// A click on a cell of the text as it is drawn in lines of `cells` columns.
    pub fn point_in_rows(&mut self, measure: Measure, cells: usize, row: usize, column: usize) {
        let rows = self.rows(measure, cells);
        self.unselect();
        self.go_to(rows.at(row, column));
    }

    fn drawn(&self) -> Rows {
        self.rows(Measure::Narrow, LINE)
    }

    fn by_line(&mut self, target: impl FnOnce(usize, usize) -> Option<usize>) -> Change {
        let rows = self.drawn();
        let (row, column) = self.place_in(&rows);
        let wish = self.wish.unwrap_or(column);
        let change = match target(row, rows.lines.len()).filter(|_| self.lines) {
            Some(row) => self.go_to(rows.at(row, wish)),
            None => self.go_to((self.cursor, self.hangs)),
        };
        self.wish = Some(wish);
        change
    }

    fn go_to(&mut self, (at, hangs): (usize, bool)) -> Change {
        let moves = at != self.cursor || hangs != self.hangs;
        let change = self.move_to(moves.then_some(at));
        self.hangs = hangs;
        change
    }
}

fn paragraph_rows(paragraph: &str, start: usize, cells: usize, rows: &mut Rows) {
    // The wrapping is told by the words as they are shown: a control character takes more room than none.
    let shown = SafeText::new(paragraph).into_string();
    let first = rows.lines.len();
    // Where each line begins and ends in what is shown. Blanks at a break belong to the line before it.
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut taken = 0;
    for line in Measure::Wide.wrap(&shown, cells.max(1)) {
        let from = shown.get(taken..).and_then(|rest| rest.find(line)).map_or(taken, |skip| taken + skip);
        taken = from + line.len();
        spans.push((from, taken));
        rows.lines.push(line.to_owned());
    }
    let mut line = 0;
    for (at, before) in offsets(paragraph, shown.len()) {
        while spans.get(line + 1).is_some_and(|(from, _)| *from <= before) {
            line += 1;
        }
        let (from, to) = spans.get(line).copied().unwrap_or_default();
        let column = rows.measure.width(shown.get(from..before.min(to)).unwrap_or_default());
        rows.places.push(Place { at: start + at, row: first + line, column });
    }
}

/// Every place between two graphemes of a paragraph: its offset, and the offset in what is shown of it.
fn offsets(paragraph: &str, shown: usize) -> Vec<(usize, usize)> {
    let mut places = vec![(0, 0)];
    let (mut at, mut before) = (0, 0);
    for grapheme in paragraph.graphemes(true) {
        at += grapheme.len();
        before += SafeText::new(grapheme).as_str().len();
        places.push((at, before));
    }
    if before != shown {
        // Some characters are shown otherwise beside others: then every beginning is asked for by itself.
        for (at, before) in &mut places {
            *before = SafeText::new(paragraph.get(..*at).unwrap_or_default()).as_str().len();
        }
    }
    places
}
