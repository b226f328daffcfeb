//! How many columns a text takes.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How a terminal draws the characters that Unicode calls ambiguous (`“ ” — … · ①` and every box line).
///
/// Most draw them one column wide; some, set up for Chinese, draw two. The answer is measured once per terminal and
/// remembered; everything that lays out text asks the same `Measure`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Measure {
    /// Ambiguous characters take one column. What ratatui counts, and the default.
    #[default]
    Narrow,
    /// Ambiguous characters take two columns.
    Wide,
}

impl Measure {
    /// Columns that `text` takes: the sum over its graphemes, as a terminal draws it cell by cell.
    pub fn width(self, text: &str) -> usize {
        if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return text.len();
        }
        // Most of what is shown is such text; taking it apart into graphemes costs ten times as much.
        if let Some(columns) = text.chars().map(|c| self.plain(c)).sum() {
            return columns;
        }
        text.graphemes(true).map(|grapheme| self.grapheme(grapheme)).sum()
    }

    /// The text grapheme by grapheme, each with its columns: what goes into one cell and those it covers.
    pub fn cells(self, text: &str) -> impl Iterator<Item = (&str, usize)> {
        text.graphemes(true).map(move |grapheme| (grapheme, self.grapheme(grapheme)))
    }

    /// The measure that a setting names: `narrow` or `wide`. `auto` is what was measured, and narrow until then.
    pub fn named(name: &str, measured: Option<Self>) -> Option<Self> {
        match name {
            "narrow" => Some(Self::Narrow),
            "wide" => Some(Self::Wide),
            "auto" => Some(measured.unwrap_or_default()),
            _ => None,
        }
    }

    /// What a terminal says of itself: the column its cursor came to behind one `…` that was written in column 0.
    pub const fn measured(column: u16) -> Option<Self> {
        match column {
            1 => Some(Self::Narrow),
            2 => Some(Self::Wide),
            _ => None,
        }
    }

    /// Columns of a character that is a grapheme whatever stands beside it; `None` = look closer.
    const fn plain(self, c: char) -> Option<usize> {
        Some(match (c, self) {
            (' '..='~', _) | ('\u{2500}'..='\u{254B}', Self::Narrow) => 1,
            ('\u{3001}'..='\u{3029}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF60}', _)
            | ('\u{2500}'..='\u{254B}', Self::Wide) => 2,
            _ => return None,
        })
    }

    /// Columns of one grapheme.
    pub(super) fn grapheme(self, grapheme: &str) -> usize {
        match self {
            Self::Narrow => grapheme.width(),
            Self::Wide => grapheme.width_cjk(),
        }
    }
}

/// Columns that `text` takes where ambiguous characters are narrow.
pub fn width(text: &str) -> usize {
    Measure::Narrow.width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_not_characters_and_not_bytes() {
        for (text, narrow, wide) in [
            ("", 0, 0),
            ("A017", 4, 4),
            ("张三丰", 6, 6),
            ("企业设立登记(新办)", 18, 18),
            ("e\u{301}", 1, 1),
            ("“…—·”", 5, 10),
            ("①", 1, 2),
            ("├─┤", 3, 6),
            ("✓✗▸▴▪▫»«∙", 9, 9),
        ] {
            assert_eq!(Measure::Narrow.width(text), narrow, "{text}");
            assert_eq!(Measure::Wide.width(text), wide, "{text}");
        }
    }

    /// The short way and the long way say the same, alone and before what could join it.
    #[test]
    fn plain_characters_are_measured_as_graphemes_are() {
        for measure in [Measure::Narrow, Measure::Wide] {
            for (c, columns) in ('\0'..=char::MAX).filter_map(|c| Some((c, measure.plain(c)?))) {
                assert_eq!(columns, measure.grapheme(&c.to_string()), "{c} U+{:04X}", u32::from(c));
                for neighbour in ['a', '中', '─', '）', '〇'] {
                    assert_eq!(format!("{neighbour}{c}").graphemes(true).count(), 2, "{neighbour}{c}");
                    assert_eq!(format!("{c}{neighbour}").graphemes(true).count(), 2, "{c}{neighbour}");
                }
            }
        }
    }

    /// Names in characters that came late to Unicode must not count as one column or none.
    #[test]
    fn rare_name_characters_take_two_columns() {
        let rare = "𠮷㐂堃䶮𬎆𬭸𬭎𰻝㛃㼆𫍯𣲗\u{9FFF}\u{FA19}\u{2EBF0}\u{31350}\u{323B0}";
        for c in rare.chars() {
            assert_eq!(width(&c.to_string()), 2, "U+{:04X}", u32::from(c));
        }
        // An ideographic variation sequence is one character to the eye.
        assert_eq!(width("葛\u{E0100}城"), 4);
    }
}
