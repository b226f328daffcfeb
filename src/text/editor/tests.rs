#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::text::{Measure, width};

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
    assert_eq!(view, View { text: "******".into(), cursor: 6 });
    assert_eq!(editor.undo(), Change::Nothing);
    let debug = format!("{editor:?} {:?}", typed("张桂兰"));
    assert!(!debug.contains("Abc1") && !debug.contains('张'), "{debug}");
}

#[test]
fn pasted_escape_sequences_are_kept_and_shown_safe() {
    let mut editor = LineEditor::new(20, Secrecy::Open);
    editor.paste("a\u{1b}[31m");
    assert_eq!(editor.text(), "a\u{1b}[31m");
    assert_eq!(editor.view(Measure::Narrow, 20), View { text: "a␛[31m".into(), cursor: 6 });
}

#[test]
fn a_long_content_scrolls_with_marks() {
    let mut editor = typed("江苏省扬州市邗江区");
    assert_eq!(editor.view(Measure::Narrow, 10), View { text: "«市邗江区".into(), cursor: 9 });
    editor.left();
    assert_eq!(editor.view(Measure::Narrow, 10), View { text: "«市邗江区".into(), cursor: 7 });
    editor.home();
    assert_eq!(editor.view(Measure::Narrow, 10), View { text: "江苏省扬»".into(), cursor: 0 });
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
        1 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

/// The naive model: the text before the cursor and the text after it, cut up anew at every step, and full copies to undo.
#[derive(Default, Clone)]
struct Naive {
    before: String,
    after: String,
}

impl Naive {
    fn settle(&mut self) {
        let all = format!("{}{}", self.before, self.after);
        let mut end = 0;
        for grapheme in all.graphemes(true) {
            if end >= self.before.len() {
                break;
            }
            end += grapheme.len();
        }
        self.before = all[..end].to_owned();
        self.after = all[end..].to_owned();
    }

    fn act(&mut self, act: &Act, limit: usize) {
        let room = limit.saturating_sub(self.before.chars().count() + self.after.chars().count());
        match act {
            Act::Insert(c) if room > 0 => self.before.push(*c),
            Act::Paste(text) => {
                let mut room = room;
                for grapheme in text.graphemes(true) {
                    let count = grapheme.chars().count();
                    if count > room {
                        break;
                    }
                    room -= count;
                    self.before.push_str(grapheme);
                }
            }
            Act::Backspace | Act::Left => {
                let mut graphemes: Vec<&str> = self.before.graphemes(true).collect();
                if let Some(last) = graphemes.pop() {
                    if matches!(act, Act::Left) {
                        self.after.insert_str(0, last);
                    }
                    self.before = graphemes.concat();
                }
            }
            Act::Delete | Act::Right => {
                if let Some(first) = self.after.clone().graphemes(true).next() {
                    if matches!(act, Act::Right) {
                        self.before.push_str(first);
                    }
                    self.after = self.after[first.len()..].to_owned();
                }
            }
            Act::Home => {
                self.after.insert_str(0, &self.before);
                self.before.clear();
            }
            Act::End => {
                self.before.push_str(&self.after);
                self.after.clear();
            }
            Act::Insert(_) | Act::Undo | Act::Redo => {}
        }
        self.settle();
    }
}

proptest! {
    #[test]
    fn the_editor_agrees_with_a_naive_model(acts in proptest::collection::vec(act(), 0..60), limit in 3usize..30, cells in 0usize..20) {
        let mut editor = LineEditor::new(limit, Secrecy::Open);
        let mut naive = Naive::default();
        for act in &acts {
            match act {
                Act::Insert(c) => editor.insert(*c),
                Act::Paste(text) => editor.paste(text),
                Act::Backspace => editor.backspace(),
                Act::Delete => editor.delete(),
                Act::Left => editor.left(),
                Act::Right => editor.right(),
                Act::Home => editor.home(),
                Act::End => editor.end(),
                // What undo restores is a content that was there: take it over, and go on comparing from it.
                Act::Undo => editor.undo(),
                Act::Redo => editor.redo(),
            };
            if matches!(act, Act::Undo | Act::Redo) {
                naive.before = editor.before().to_owned();
                naive.after = editor.text[editor.cursor..].to_owned();
            } else {
                naive.act(act, limit);
            }
            prop_assert_eq!(editor.before(), naive.before.as_str());
            prop_assert_eq!(editor.text(), format!("{}{}", naive.before, naive.after));
            prop_assert!(editor.text().chars().count() <= limit);
            let view = editor.view(Measure::Narrow, cells);
            prop_assert!(width(&view.text) <= cells);
            prop_assert!(view.cursor < cells.max(1));
        }
    }

    #[test]
    fn undoing_everything_ends_at_the_start_and_redoing_at_the_end(acts in proptest::collection::vec(act(), 0..30)) {
        let mut editor = LineEditor::new(60, Secrecy::Open);
        for act in acts {
            match act {
                Act::Insert(c) => editor.insert(c),
                Act::Paste(text) => editor.paste(&text),
                Act::Backspace => editor.backspace(),
                Act::Delete => editor.delete(),
                Act::Left => editor.left(),
                _ => editor.home(),
            };
        }
        let end = editor.text().to_owned();
        while editor.undo() == Change::Done {}
        prop_assert_eq!(editor.text(), "");
        while editor.redo() == Change::Done {}
        prop_assert_eq!(editor.text(), end);
    }
}
