//! Breaking text into lines as Chinese typesetting wants it: no `。,、)` at the start of a line, no `(《“` at its end,
//! Latin words and numbers whole.

use unicode_segmentation::UnicodeSegmentation;

use super::Measure;

/// May not start a line.
const NOT_FIRST: &str = "。．，、；：？！）】》〉」』〕〗｝］”’…—·‰％%℃°,.;:?!)>~～／/々ー»";
/// May not end a line.
const NOT_LAST: &str = "（【《〈「『〔〖｛［“‘￥¥$(<#№«";

impl Measure {
    /// `text` in lines of at most `cells` columns. A line break in the text stays one; blanks at a break are dropped, and
    /// nothing else is. Where the rules leave no place to break, the line is broken where it is full: a line is
    /// wider than `cells` only if a single character is.
    pub fn wrap(self, text: &str, cells: usize) -> Vec<&str> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            self.paragraph(paragraph.strip_suffix('\r').unwrap_or(paragraph), cells.max(1), &mut lines);
        }
        lines
    }

    fn paragraph<'a>(self, mut rest: &'a str, cells: usize, lines: &mut Vec<&'a str>) {
        loop {
            let end = self.line_end(rest, cells);
            let (line, after) = rest.split_at(end);
            lines.push(if after.is_empty() { line } else { line.trim_end_matches(' ') });
            if after.is_empty() {
                return;
            }
            rest = after;
        }
    }

    /// Byte offset at which the line that starts `text` ends; blanks behind it belong to it.
    fn line_end(self, text: &str, cells: usize) -> usize {
        let mut used = 0;
        let mut last_break = None;
        let mut before: Option<&str> = None;
        for (at, grapheme) in text.grapheme_indices(true) {
            if grapheme == " " {
                // A blank never starts a line; it hangs over the edge unseen.
                used += 1;
                before = Some(grapheme);
                continue;
            }
            if before.is_some_and(|left| may_break(left, grapheme)) {
                last_break = Some(at);
            }
            used += self.grapheme(grapheme);
            if used > cells && at > 0 {
                return last_break.unwrap_or(at);
            }
            before = Some(grapheme);
        }
        text.len()
    }
}

/// [`Measure::wrap`] where ambiguous characters are narrow.
pub fn wrap(text: &str, cells: usize) -> Vec<&str> {
    Measure::Narrow.wrap(text, cells)
}

/// May a line end with `left` and the next begin with `right`?
fn may_break(left: &str, right: &str) -> bool {
    let (Some(l), Some(r)) = (left.chars().next(), right.chars().next()) else {
        return true;
    };
    if NOT_FIRST.contains(r) || NOT_LAST.contains(l) {
        return false;
    }
    !(in_word(l) && (in_word(r) || r == '-'))
}

/// A letter or digit of a script that keeps its words together.
pub(super) fn in_word(c: char) -> bool {
    c.is_alphanumeric() && !is_han_or_kana(c)
}

pub(super) fn is_han_or_kana(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width;

    #[test]
    fn punctuation_keeps_its_side_of_the_break() {
        for (text, cells, expect) in [
            ("请补交材料。谢谢", 10, vec!["请补交材", "料。谢谢"]),
            ("依据(食品经营许可)办理", 6, vec!["依据", "(食品", "经营许", "可)办", "理"]),
            ("“您还差一张图”", 5, vec!["“您还", "差一", "张图”"]),
            ("限办10工作日", 5, vec!["限办", "10工", "作日"]),
            ("food business licence", 9, vec!["food", "business", "licence"]),
            ("aaaaaaaaaa", 4, vec!["aaaa", "aaaa", "aa"]),
            ("一\n\n二", 9, vec!["一", "", "二"]),
            ("", 9, vec![""]),
            ("张", 1, vec!["张"]),
        ] {
            assert_eq!(wrap(text, cells), expect, "{text} in {cells}");
        }
    }

    #[test]
    fn an_impossible_run_of_marks_is_still_broken() {
        assert_eq!(wrap("((((((", 4), ["((((", "(("]);
        assert_eq!(wrap("。。。", 4), ["。。", "。"]);
    }

    proptest! {
        #[test]
        fn wrap_loses_nothing_and_keeps_within_its_cells(text in "[a-c 张三。,(《》)“”𠮷e\u{301}\n]{0,40}", cells in 2usize..20) {
            let lines = wrap(&text, cells);
            let squeeze = |s: &str| s.chars().filter(|c| !matches!(c, ' ' | '\n')).collect::<String>();
            prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
            for line in &lines {
                prop_assert!(width(line.trim_end_matches(' ')) <= cells, "{:?}", lines);
            }
            // A mark stands first on a line only where the text, or a run of nothing but marks, left no choice.
            for pair in lines.windows(2) {
                let first = pair[1].chars().next();
                if first.is_some_and(|c| "。,)".contains(c)) && !text.contains('\n') && !text.contains(' ') {
                    let all_bound = pair[0].chars().zip(pair[0].chars().skip(1))
                        .all(|(l, r)| !may_break(&l.to_string(), &r.to_string()) || r == '\u{301}');
                    prop_assert!(all_bound, "{:?}", lines);
                }
            }
        }
    }
}
