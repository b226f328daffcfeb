//! What was found broken in the drawing library, or in programs built on it, and must not come back (TUI 2.1).

use jiff::Timestamp;
use ratatui::{Terminal, backend::TestBackend};

use super::*;
use crate::{
    app::Size,
    text::{CUT_AFTER, CUT_BEFORE, LineEditor, width},
};

/// Draws with a bare model and gives the rows of the screen back as a person reads them.
fn rows(columns: u16, height: u16, measure: Measure, draw: impl FnOnce(&mut Canvas<'_>)) -> Vec<String> {
    let (buffer, _) = drawn(columns, height, measure, draw);
    read(&buffer)
}

fn read(buffer: &Buffer) -> Vec<String> {
    let line = |y| {
        let mut text = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            text.push_str(symbol);
            x += u16::try_from(width(symbol)).unwrap().max(1);
        }
        text
    };
    (0..buffer.area.height).map(line).collect()
}

fn drawn(
    columns: u16,
    height: u16,
    measure: Measure,
    draw: impl FnOnce(&mut Canvas<'_>),
) -> (Buffer, Option<Position>) {
    let mut model = Model::new(Lang::Zh, Size { width: columns, height }, Timestamp::UNIX_EPOCH);
    model.measure = measure;
    let theme = Theme::default();
    let keymap = Keymap::built_in();
    let mut cache = ViewCache::default();
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, height));
    let mut canvas = Canvas::new(&mut buffer, &theme, &keymap, &mut cache, &model);
    draw(&mut canvas);
    let cursor = canvas.cursor();
    (buffer, cursor)
}

fn line(columns: u16, text: &str) -> String {
    rows(columns, 1, Measure::Narrow, |canvas| {
        canvas.put(Rect::new(0, 0, columns, 1), text, Role::Text);
    })
    .remove(0)
}

#[test]
fn t2_1_nothing_is_cut_without_a_mark() {
    for (columns, text, shown) in [
        (9, "申请人姓名张三", "申请人姓»"),
        (5, "张三丰", "张三»"),
        (11, "企业设立登记", "企业设立登»".get(..).unwrap()),
        (6, "张三丰", "张三丰"),
        (1, "张", "»"),
    ] {
        assert_eq!(line(columns, text).trim_end(), shown, "{text} in {columns}");
    }
}

#[test]
fn t2_1_titles_and_right_edges_carry_the_mark_too() {
    let screen = rows(12, 3, Measure::Narrow, |canvas| {
        canvas.boxed(Rect::new(0, 0, 12, 3), "材料核对清单", true);
    });
    assert!(screen[0].contains("材料核»"), "{screen:?}");
    let screen = rows(5, 1, Measure::Narrow, |canvas| {
        canvas.put_right(Rect::new(0, 0, 5, 1), "张三丰", Role::Text);
    });
    assert_eq!(screen[0], "张三»");
}

#[test]
fn t2_1_a_popup_over_half_a_character_keeps_its_border() {
    for left in 1..8 {
        let screen = rows(20, 3, Measure::Narrow, |canvas| {
            for y in 0..3 {
                canvas.put(Rect::new(0, y, 20, 1), "食品经营许可证申请书", Role::Text);
            }
            let popup = Rect::new(left, 0, 8, 3);
            canvas.popup(popup);
            canvas.boxed(popup, "", true);
        });
        for row in &screen {
            let at = row.find(['┌', '│', '└']).unwrap_or_else(|| panic!("the border is swallowed: {screen:?}"));
            assert_eq!(width(&row[..at]), usize::from(left), "{screen:?}");
        }
    }
}

#[test]
fn t2_1_scrolling_goes_by_characters_and_the_cursor_stands_behind_them() {
    let mut editor = LineEditor::with_text("江苏省扬州市邗江区", 40);
    for columns in 4..20 {
        editor.end();
        for _ in 0..10 {
            let (buffer, cursor) = drawn(columns, 1, Measure::Narrow, |canvas| {
                canvas.field(Rect::new(0, 0, columns, 1), &editor, true);
            });
            let text = read(&buffer).remove(0);
            assert_eq!(width(&text), usize::from(columns));
            let cursor = cursor.expect("a focused field has the cursor").x;
            assert!(cursor < columns);
            // Never on the right half of a character.
            assert!(buffer[(cursor, 0)].symbol() != "" || cursor == 0, "{text} {cursor}");
            editor.left();
        }
    }
}

#[test]
fn t2_1_no_punctuation_begins_a_line() {
    let screen = rows(10, 3, Measure::Narrow, |canvas| {
        canvas.paragraph(Rect::new(0, 0, 10, 3), "请补交材料。谢谢", Role::Text);
    });
    assert_eq!(screen[0].trim_end(), "请补交材");
    assert_eq!(screen[1].trim_end(), "料。谢谢");
}

#[test]
fn t2_1_a_text_that_is_typed_keeps_the_rules_of_lines_and_the_real_cursor() {
    let mut editor = LineEditor::of_lines(200);
    editor.paste("请补交材料。谢谢");
    let (buffer, cursor) = drawn(11, 3, Measure::Narrow, |canvas| {
        canvas.text_area(Rect::new(0, 0, 11, 3), &editor);
    });
    let screen = read(&buffer);
    assert_eq!((screen[0].trim_end(), screen[1].trim_end()), ("请补交材", "料。谢谢"));
    assert_eq!(cursor, Some(Position { x: 8, y: 1 }), "where the input method opens its window");
    let (_, none) = drawn(11, 3, Measure::Narrow, |canvas| canvas.field(Rect::new(0, 0, 11, 1), &editor, false));
    assert_eq!(none, None, "without the focus the cursor is nowhere");
}

#[test]
fn t2_1_what_is_selected_is_seen_cell_by_cell() {
    let mut editor = LineEditor::with_text("江苏省扬州市", 40);
    editor.select(LineEditor::left);
    editor.select(LineEditor::left);
    let (buffer, _) = drawn(20, 1, Measure::Narrow, |canvas| canvas.field(Rect::new(0, 0, 20, 1), &editor, true));
    let style = |x: u16| (buffer[(x, 0)].fg, buffer[(x, 0)].bg, buffer[(x, 0)].modifier);
    assert_ne!(style(8), style(6));
    assert_eq!((style(8), style(6)), (style(10), style(0)));
}

#[test]
fn t2_1_f25_escape_sequences_are_seen_and_not_obeyed() {
    let text = line(30, "张\u{1b}[31m三\u{202E}\u{200B}\t");
    assert_eq!(text.trim_end(), "张␛[31m三‹U+202E›‹U+200B›␉".chars().collect::<String>());
    assert!(!text.chars().any(char::is_control));
}

#[test]
fn t2_1_rare_names_take_their_two_columns() {
    for name in ["𠮷", "㐂", "堃", "䶮", "𬎆", "𰻝", "\u{2EBF0}", "\u{31350}", "\u{323B0}", "葛\u{E0100}"] {
        let (buffer, _) = drawn(6, 1, Measure::Narrow, |canvas| {
            canvas.put(Rect::new(0, 0, 6, 1), &format!("{name}x"), Role::Text);
        });
        assert_eq!((buffer[(0, 0)].symbol(), buffer[(2, 0)].symbol()), (name, "x"));
    }
}

#[test]
fn f27_where_ambiguous_characters_are_wide_everything_behind_them_keeps_its_column() {
    let (buffer, _) = drawn(12, 1, Measure::Wide, |canvas| {
        canvas.put(Rect::new(0, 0, 12, 1), "阿·买“三”x", Role::Text);
    });
    assert_eq!(buffer[(2, 0)].symbol(), "·");
    assert_eq!((buffer[(4, 0)].symbol(), buffer[(8, 0)].symbol(), buffer[(6, 0)].symbol()), ("买", "三", "“"));
    assert_eq!(line_of_wide(4, "一·二"), "一»");
    let screen = rows(6, 3, Measure::Wide, |canvas| {
        canvas.boxed(Rect::new(0, 0, 6, 3), "", false);
    });
    assert!(screen.concat().is_ascii(), "{screen:?}");
    // What the terminal is sent: a cell that is forced to two columns is followed by the one behind it.
    let mut terminal = Terminal::new(TestBackend::new(12, 1)).unwrap();
    terminal.draw(|frame| *frame.buffer_mut() = buffer.clone()).unwrap();
    assert_eq!(terminal.backend().buffer()[(4, 0)].symbol(), "买");
}

fn line_of_wide(columns: u16, text: &str) -> String {
    let screen = rows(columns, 1, Measure::Wide, |canvas| {
        canvas.put(Rect::new(0, 0, columns, 1), text, Role::Text);
    });
    screen[0].trim_end().to_owned()
}

#[test]
fn a_text_of_several_lines_shows_the_line_of_the_cursor() {
    let mut editor = LineEditor::of_lines(200);
    editor.paste("家中失火。\n老人住院,花费较多\n请予救助");
    let (buffer, cursor) = drawn(11, 2, Measure::Narrow, |canvas| {
        canvas.text_area(Rect::new(0, 0, 11, 2), &editor);
    });
    let screen = read(&buffer);
    assert_eq!(screen[1].trim_end(), "请予救助");
    assert!(screen[0].ends_with(CUT_BEFORE), "{screen:?}");
    assert_eq!(cursor, Some(Position { x: 8, y: 1 }));
    while editor.left() == crate::text::Change::Done {}
    let (buffer, cursor) = drawn(11, 2, Measure::Narrow, |canvas| {
        canvas.text_area(Rect::new(0, 0, 11, 2), &editor);
    });
    assert_eq!(cursor, Some(Position { x: 0, y: 0 }));
    assert!(read(&buffer)[1].ends_with(CUT_AFTER));
}
