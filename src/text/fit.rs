//! Cutting and padding to a number of columns. A cut always shows: ratatui by itself turns 张三丰 into 张三 in a cell
//! of five columns and says nothing, which in a government record is a wrong name.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::Measure;

/// Stands where the rest of a text was cut off after it. One column in every terminal.
pub const CUT_AFTER: &str = "»";
/// Stands where the beginning of a text was cut off before it. One column in every terminal.
pub const CUT_BEFORE: &str = "«";

/// Which part of a text that is too long goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The end goes: `食品经营许»`.
    End,
    /// The beginning goes: `«许可(新办)`. For paths, and numbers whose tail tells them apart.
    Start,
    /// The middle goes: `511Z07»1-00`. For codes.
    Middle,
}

/// Where a text stands in a cell that is wider than it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Left edge.
    Left,
    /// Right edge: numbers, dates.
    Right,
    /// Middle: titles.
    Centre,
}

impl Measure {
    /// `text` in at most `cells` columns. If it does not fit it loses the part that `cut` names and carries a mark of
    /// one column there. In no columns at all nothing can be shown, not even the mark.
    pub fn fit(self, text: &str, cells: usize, cut: Cut) -> Cow<'_, str> {
        if self.width(text) <= cells {
            return Cow::Borrowed(text);
        }
        let Some(room) = cells.checked_sub(1) else {
            return Cow::Borrowed("");
        };
        match cut {
            Cut::End => Cow::Owned(format!("{}{CUT_AFTER}", self.head(text, room))),
            Cut::Start => Cow::Owned(format!("{CUT_BEFORE}{}", self.tail(text, room))),
            Cut::Middle => {
                let head = self.head(text, room.div_ceil(2));
                let rest = room.saturating_sub(self.width(head));
                Cow::Owned(format!("{head}{CUT_AFTER}{}", self.tail(text, rest)))
            }
        }
    }

    /// `text` in exactly `cells` columns: cut at the end if it is too long, filled with blanks if it is too short.
    pub fn pad(self, text: &str, cells: usize, align: Align) -> String {
        let text = self.fit(text, cells, Cut::End);
        let free = cells.saturating_sub(self.width(&text));
        let before = match align {
            Align::Left => 0,
            Align::Right => free,
            Align::Centre => free / 2,
        };
        format!("{}{text}{}", " ".repeat(before), " ".repeat(free.saturating_sub(before)))
    }

    /// The longest beginning of whole graphemes within `cells`.
    pub(super) fn head(self, text: &str, cells: usize) -> &str {
        let mut used = 0;
        for (at, grapheme) in text.grapheme_indices(true) {
            used += self.grapheme(grapheme);
            if used > cells {
                return text.get(..at).unwrap_or_default();
            }
        }
        text
    }

    /// The longest end of whole graphemes within `cells`.
    pub(super) fn tail(self, text: &str, cells: usize) -> &str {
        let mut used = 0;
        for (at, grapheme) in text.grapheme_indices(true).rev() {
            used += self.grapheme(grapheme);
            if used > cells {
                return text.get(at + grapheme.len()..).unwrap_or_default();
            }
        }
        text
    }
}

/// [`Measure::fit`] where ambiguous characters are narrow.
pub fn fit(text: &str, cells: usize, cut: Cut) -> Cow<'_, str> {
    Measure::Narrow.fit(text, cells, cut)
}

/// [`Measure::pad`] where ambiguous characters are narrow.
pub fn pad(text: &str, cells: usize, align: Align) -> String {
    Measure::Narrow.pad(text, cells, align)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width;

    #[test]
    fn a_cut_always_shows() {
        for (text, cells, cut, expect) in [
            ("张三丰", 6, Cut::End, "张三丰"),
            ("张三丰", 5, Cut::End, "张三»"),
            ("张三丰", 4, Cut::End, "张»"),
            ("张三丰", 1, Cut::End, "»"),
            ("张三丰", 0, Cut::End, ""),
            ("企业设立登记", 11, Cut::End, "企业设立登»"),
            ("材料核对清单", 9, Cut::End, "材料核对»"),
            ("申请人姓名张三", 9, Cut::End, "申请人姓»"),
            ("申请人姓名张三", 9, Cut::Start, "«姓名张三"),
            ("511Z07001006-511602000000", 11, Cut::Middle, "511Z0»00000"),
            ("e\u{301}e\u{301}e\u{301}", 2, Cut::End, "e\u{301}»"),
        ] {
            assert_eq!(fit(text, cells, cut), expect, "{text} in {cells}");
        }
    }

    #[test]
    fn padding_fills_the_cell_exactly() {
        assert_eq!(pad("齐", 4, Align::Left), "齐  ");
        assert_eq!(pad("12", 4, Align::Right), "  12");
        assert_eq!(pad("缺", 5, Align::Centre), " 缺  ");
        assert_eq!(pad("容缺受理", 5, Align::Left), "容缺»");
        // A wide character that would straddle the edge leaves a blank behind the mark.
        assert_eq!(pad("容缺受理", 6, Align::Left), "容缺» ");
    }

    #[test]
    fn the_marks_are_one_column_everywhere() {
        for mark in [CUT_AFTER, CUT_BEFORE] {
            assert_eq!((Measure::Narrow.width(mark), Measure::Wide.width(mark)), (1, 1));
        }
    }

    proptest! {
        #[test]
        fn fit_never_exceeds_its_cells_and_never_cuts_silently(
            text in "[ -~张三丰(…“𠮷e\u{301}\u{200D}👩]{0,20}",
            cells in 0usize..24,
            wide in any::<bool>(),
            cut in prop_oneof![Just(Cut::End), Just(Cut::Start), Just(Cut::Middle)],
        ) {
            let measure = if wide { Measure::Wide } else { Measure::Narrow };
            let shown = measure.fit(&text, cells, cut);
            prop_assert!(measure.width(&shown) <= cells);
            if shown != text && cells > 0 {
                prop_assert!(shown.contains(CUT_AFTER) || shown.contains(CUT_BEFORE));
            }
            prop_assert_eq!(measure.width(&measure.pad(&text, cells, Align::Right)), cells);
            if measure == Measure::Narrow && width(&text) <= cells {
                prop_assert_eq!(&shown, &text);
            }
        }
    }
}
