#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::text::{Measure, width};

mod lines;

fn typed(text: &str) -> LineEditor {
    let mut editor = LineEditor::new(60, Secrecy::Open);
    for c in text.chars() {
        assert_eq!(editor.insert(c), Change::Done);
    }
    editor
}

#[test]
fn the_cursor_stands_in_the_right_column_behind_han() {
    let mut editor = typed("张三ab");
    assert_eq!(editor.cursor_column(Measure::Narrow), 6);
    editor.left();
    editor.left();
    assert_eq!(editor.cursor_column(Measure::Narrow), 4);
    editor.left();
    assert_eq!(editor.cursor_column(Measure::Narrow), 2);
    editor.insert('“');
    assert_eq!(editor.text(), "张“三ab");
    assert_eq!((editor.cursor_column(Measure::Narrow), editor.cursor_column(Measure::Wide)), (3, 4));
}

#[test]
fn a_grapheme_goes_as_one() {
    let mut editor = typed("葛\u{E0100}e\u{301}");
    editor.backspace();
    assert_eq!(editor.text(), "葛\u{E0100}");
    editor.home();
    editor.delete();
    assert!(editor.is_empty());
    assert_eq!(
        (editor.delete(), editor.backspace(), editor.left(), editor.right()),
        (Change::Nothing, Change::Nothing, Change::Nothing, Change::Nothing)
    );
}

#[test]
fn a_paste_is_typed_text_on_one_line() {
    let mut editor = typed("地址:");
    assert_eq!(editor.paste("扬州市\r\n邗江区\t1号\r\n"), Change::Done);
    assert_eq!(editor.text(), "地址:扬州市 邗江区 1号");
    editor.undo();
    assert_eq!(editor.text(), "地址:");
    editor.redo();
    assert_eq!(editor.text(), "地址:扬州市 邗江区 1号");
    assert_eq!(editor.paste("\r"), Change::Nothing);
}

#[test]
fn a_full_field_says_what_it_left_out() {
    let mut editor = LineEditor::new(4, Secrecy::Open);
    assert_eq!(editor.paste("张桂兰e\u{301}x"), Change::LeftOut(3));
    assert_eq!(editor.text(), "张桂兰");
    assert_eq!(editor.insert('好'), Change::Done);
    assert_eq!(editor.insert('吗'), Change::LeftOut(1));
    assert_eq!(editor.text(), "张桂兰好");
}

#[test]
fn typing_is_one_step_to_undo_and_moving_ends_it() {
    let mut editor = typed("食品");
    editor.left();
    editor.insert('安');
    editor.insert('全');
    editor.undo();
    assert_eq!(editor.text(), "食品");
    assert_eq!(editor.cursor_column(Measure::Narrow), 2);
    editor.undo();
    assert_eq!(editor.undo(), Change::Nothing);
    assert_eq!(editor.text(), "");
    editor.redo();
    editor.redo();
    assert_eq!(editor.redo(), Change::Nothing);
    assert_eq!(editor.text(), "食安全品");
    editor.undo();
    editor.insert('!');
    assert_eq!(editor.redo(), Change::Nothing);
}

#[test]
fn a_secret_is_neither_shown_nor_kept() {
    let mut editor = LineEditor::new(20, Secrecy::Secret);
    editor.paste("口令Abc1");
    let view = editor.view(Measure::Narrow, 20);
    assert_eq!(view, View { text: "******".into(), cursor: 6, selected: None });
    assert_eq!(editor.undo(), Change::Nothing);
    let debug = format!("{editor:?} {:?}", typed("张桂兰"));
    assert!(!debug.contains("Abc1") && !debug.contains('张'), "{debug}");
}

#[test]
fn pasted_escape_sequences_are_kept_and_shown_safe() {
    let mut editor = LineEditor::new(20, Secrecy::Open);
    editor.paste("a\u{1b}[31m");
    assert_eq!(editor.text(), "a\u{1b}[31m");
    assert_eq!(editor.view(Measure::Narrow, 20), View { text: "a␛[31m".into(), cursor: 6, selected: None });
}

#[test]
fn a_long_content_scrolls_with_marks() {
    let mut editor = typed("江苏省扬州市邗江区");
    assert_eq!(editor.view(Measure::Narrow, 10), View { text: "«市邗江区".into(), cursor: 9, selected: None });
    editor.left();
    assert_eq!(editor.view(Measure::Narrow, 10), View { text: "«市邗江区".into(), cursor: 7, selected: None });
    editor.home();
    assert_eq!(editor.view(Measure::Narrow, 10), View { text: "江苏省扬»".into(), cursor: 0, selected: None });
    assert_eq!(editor.view(Measure::Narrow, 19).text, "江苏省扬州市邗江区");
}

#[derive(Debug, Clone)]
enum Act {
    Insert(char),
    Paste(String),
    Backspace,
    Delete,
    Left,
    Right,
    Home,
    End,
    SelectLeft,
    SelectRight,
    SelectHome,
    SelectEnd,
    SelectAll,
    Mark,
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    let letter =
        proptest::sample::select(vec!['a', '张', '𠮷', '\u{301}', '\u{200D}', '👩', '🇨', '\u{E0100}', ' ', '“']);
    prop_oneof![
        6 => letter.clone().prop_map(Act::Insert),
        2 => proptest::collection::vec(letter, 0..6).prop_map(|v| Act::Paste(v.into_iter().collect())),
        2 => Just(Act::Backspace),
        2 => Just(Act::Delete),
        3 => Just(Act::Left),
        1 => Just(Act::Right),
        1 => Just(Act::Home),
        1 => Just(Act::End),
        3 => Just(Act::SelectLeft),
        1 => Just(Act::SelectRight),
        1 => Just(Act::SelectHome),
        1 => Just(Act::SelectEnd),
        1 => Just(Act::SelectAll),
        1 => Just(Act::Mark),
        1 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

fn does(editor: &mut LineEditor, act: &Act) -> Change {
    match act {
        Act::Insert(c) => editor.insert(*c),
        Act::Paste(text) => editor.paste(text),
        Act::Backspace => editor.backspace(),
        Act::Delete => editor.delete(),
        Act::Left => editor.left(),
        Act::Right => editor.right(),
        Act::Home => editor.home(),
        Act::End => editor.end(),
        Act::SelectLeft => editor.select(LineEditor::left),
        Act::SelectRight => editor.select(LineEditor::right),
        Act::SelectHome => editor.select(LineEditor::home),
        Act::SelectEnd => editor.select(LineEditor::end),
        Act::SelectAll => editor.select_all(),
        Act::Mark => editor.mark(),
        Act::Undo => editor.undo(),
        Act::Redo => editor.redo(),
    }
}

/// The naive model: the whole text, where the cursor and the other end of the selection stand, cut up anew at every step,
/// and a full copy for every step to undo.
#[derive(Default, Clone)]
struct Naive {
    text: String,
    cursor: usize,
    anchor: Option<usize>,
    marking: bool,
}

impl Naive {
    /// Every place between two graphemes.
    fn places(&self) -> Vec<usize> {
        self.text.grapheme_indices(true).map(|(at, _)| at).chain([self.text.len()]).collect()
    }

    fn span(&self) -> Option<(usize, usize)> {
        let anchor = self.anchor.filter(|anchor| *anchor != self.cursor)?;
        Some((anchor.min(self.cursor), anchor.max(self.cursor)))
    }

    fn left(&self) -> usize {
        self.places().into_iter().rev().find(|at| *at < self.cursor).unwrap_or(0)
    }

    fn right(&self) -> usize {
        self.places().into_iter().find(|at| *at > self.cursor).unwrap_or(self.text.len())
    }

    fn replace(&mut self, span: (usize, usize), with: &str) {
        self.text.replace_range(span.0..span.1, with);
        let after = span.0 + with.len();
        self.cursor = self.places().into_iter().find(|at| *at >= after).unwrap();
        self.anchor = None;
        self.marking = false;
    }

    fn go(&mut self, to: usize, selecting: bool) {
        if selecting {
            self.anchor = self.anchor.or(Some(self.cursor));
        } else if !self.marking {
            self.anchor = None;
        }
        self.cursor = to;
    }

    fn act(&mut self, act: &Act, limit: usize) {
        let span = self.span().unwrap_or((self.cursor, self.cursor));
        let taken = self.text[span.0..span.1].chars().count();
        let mut room = limit.saturating_sub(self.text.chars().count() - taken);
        match act {
            Act::Insert(c) if room > 0 => {
                // What goes may join its neighbours before the letter comes.
                if span.0 != span.1 {
                    self.replace(span, "");
                }
                self.replace((self.cursor, self.cursor), &c.to_string());
            }
            Act::Paste(text) => {
                let mut kept = String::new();
                for grapheme in text.graphemes(true) {
                    let count = grapheme.chars().count();
                    if count > room {
                        break;
                    }
                    room -= count;
                    kept.push_str(grapheme);
                }
                if !kept.is_empty() {
                    if span.0 != span.1 {
                        self.replace(span, "");
                    }
                    self.replace((self.cursor, self.cursor), &kept);
                }
            }
            Act::Backspace | Act::Delete if span.0 != span.1 => self.replace(span, ""),
            Act::Backspace if self.cursor > 0 => self.replace((self.left(), self.cursor), ""),
            Act::Delete if self.cursor < self.text.len() => self.replace((self.cursor, self.right()), ""),
            Act::Left => self.go(self.left(), false),
            Act::Right => self.go(self.right(), false),
            Act::Home => self.go(0, false),
            Act::End => self.go(self.text.len(), false),
            Act::SelectLeft => self.go(self.left(), true),
            Act::SelectRight => self.go(self.right(), true),
            Act::SelectHome => self.go(0, true),
            Act::SelectEnd => self.go(self.text.len(), true),
            Act::SelectAll => {
                self.marking = false;
                self.anchor = Some(0);
                self.cursor = self.text.len();
            }
            Act::Mark => {
                self.marking = !self.marking;
                self.anchor = self.marking.then_some(self.cursor);
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn the_editor_agrees_with_a_naive_model(acts in proptest::collection::vec(act(), 0..60), limit in 3usize..30, cells in 0usize..20) {
        let mut editor = LineEditor::new(limit, Secrecy::Open);
        let mut naive = Naive::default();
        for act in &acts {
            let change = does(&mut editor, act);
            if !matches!(act, Act::Undo | Act::Redo) {
                naive.act(act, limit);
            } else if change == Change::Done {
                // What undo restores is a content that was there: take it over, and go on comparing from it.
                naive = Naive { text: editor.text().to_owned(), cursor: editor.cursor, anchor: None, marking: false };
            }
            prop_assert_eq!(editor.text(), naive.text.as_str());
            prop_assert_eq!(editor.cursor, naive.cursor);
            prop_assert_eq!(editor.selection(), naive.span());
            prop_assert_eq!(editor.is_marking(), naive.marking);
            prop_assert!(editor.text().chars().count() <= limit);
            let view = editor.view(Measure::Narrow, cells);
            prop_assert!(width(&view.text) <= cells);
            prop_assert!(view.cursor < cells.max(1));
            prop_assert!(view.selected.is_none_or(|(from, to)| from <= to && to <= cells));
        }
    }

    #[test]
    fn undoing_everything_ends_at_the_start_and_redoing_at_the_end(acts in proptest::collection::vec(act(), 0..30)) {
        let mut editor = LineEditor::new(60, Secrecy::Open);
        for act in acts.iter().filter(|act| !matches!(act, Act::Undo | Act::Redo)) {
            does(&mut editor, act);
        }
        let end = editor.text().to_owned();
        while editor.undo() == Change::Done {}
        prop_assert_eq!(editor.text(), "");
        while editor.redo() == Change::Done {}
        prop_assert_eq!(editor.text(), end);
    }

    /// Whatever replaces a selection is one step: the content from before comes back whole.
    #[test]
    fn what_replaces_a_selection_is_one_step(
        acts in proptest::collection::vec(act(), 1..30), last in act(), more in "[a张]{1,4}",
    ) {
        let mut editor = LineEditor::new(60, Secrecy::Open);
        for act in &acts {
            does(&mut editor, act);
        }
        does(&mut editor, &last);
        if editor.selection().is_some() {
            let before = editor.text().to_owned();
            let typed = more.chars().all(|c| editor.insert(c) == Change::Done);
            if typed {
                editor.undo();
                prop_assert_eq!(editor.text(), before);
            }
        }
    }
}

#[test]
fn selecting_replacing_and_giving_up() {
    let mut editor = typed("食品经营");
    editor.select(LineEditor::left);
    editor.select(LineEditor::left);
    assert_eq!(editor.selected(), "经营");
    assert_eq!(editor.view(Measure::Narrow, 20).selected, Some((4, 8)));
    editor.insert('安');
    editor.insert('全');
    assert_eq!(editor.text(), "食品安全");
    editor.undo();
    assert_eq!((editor.text(), editor.selected()), ("食品经营", ""), "one step");
    editor.select_all();
    editor.left();
    assert_eq!((editor.selected(), editor.cursor_column(Measure::Narrow)), ("", 6), "a move gives it up");
    // Without Shift: begin, go, and what lies between is selected.
    editor.mark();
    editor.home();
    assert_eq!(editor.selected(), "食品经");
    editor.backspace();
    assert_eq!((editor.text(), editor.is_marking()), ("营", false));
}

#[test]
fn a_full_field_takes_what_replaces_a_selection() {
    let mut editor = LineEditor::new(4, Secrecy::Open);
    editor.paste("食品经营");
    assert_eq!(editor.insert('好'), Change::LeftOut(1));
    editor.select(LineEditor::left);
    assert_eq!(editor.insert('好'), Change::Done);
    editor.select_all();
    assert_eq!(editor.paste("扬州市邗江"), Change::LeftOut(1));
    assert_eq!(editor.text(), "扬州市邗");
}

#[test]
fn a_click_goes_before_the_grapheme_whichever_of_its_cells_was_hit() {
    for (column, at) in [(0, ""), (1, ""), (2, "江"), (3, "江"), (4, "江苏"), (9, "江苏a扬州"), (40, "江苏a扬州")]
    {
        let mut editor = typed("江苏a扬州");
        editor.point(Measure::Narrow, Some(20), column);
        assert_eq!(editor.before(), at, "{column}");
        editor.point(Measure::Narrow, None, column);
        assert_eq!(editor.before(), at);
    }
    // Scrolled: the mark at the edge is not a character.
    let mut editor = typed("江苏省扬州市邗江区");
    assert_eq!(editor.view(Measure::Narrow, 10).text, "«市邗江区");
    for (column, at) in [(0, "江苏省扬州"), (2, "江苏省扬州"), (4, "江苏省扬州市"), (9, "江苏省扬州市邗江区")]
    {
        let mut clicked = editor.clone();
        clicked.point(Measure::Narrow, Some(10), column);
        assert_eq!(clicked.before(), at, "{column}");
    }
    editor.home();
    editor.point(Measure::Narrow, Some(10), 5);
    assert_eq!(editor.before(), "江苏");
}
