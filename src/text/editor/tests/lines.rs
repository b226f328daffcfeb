//! Moves by drawn lines.

use super::*;

fn text_of(content: &str) -> LineEditor {
    let mut editor = LineEditor::of_lines(2_000);
    editor.paste(content);
    editor
}

/// Row and column of the cursor as it is drawn.
fn place(editor: &LineEditor) -> (usize, usize) {
    editor.place_in(&editor.rows(Measure::Narrow, LINE))
}

#[test]
fn up_and_down_keep_the_wished_column_over_shorter_lines() {
    let mut editor = text_of("家中失火,房屋烧毁\n老人\n住院治疗,花费很多");
    assert_eq!(place(&editor), (2, 17));
    editor.line_up();
    assert_eq!(place(&editor), (1, 4));
    editor.line_up();
    assert_eq!(place(&editor), (0, 17), "the column it came from");
    assert_eq!(editor.line_up(), Change::Nothing);
    assert!(!editor.has_line(false) && editor.has_line(true));
    editor.left();
    editor.line_down();
    editor.line_down();
    assert_eq!(place(&editor), (2, 15));
    let mut editor = text_of("ab张三\na");
    editor.home();
    editor.right();
    editor.right();
    editor.right();
    editor.line_down();
    editor.line_up();
    assert_eq!(place(&editor), (0, 4));
    let mut editor = text_of("张三李四\nabcde");
    editor.line_up();
    assert_eq!(place(&editor), (0, 4), "before a character, never inside it");
}

#[test]
fn home_and_end_go_by_drawn_lines_and_the_end_of_a_full_line_is_its_end() {
    let content = "扬州市邗江区".repeat(10);
    let mut editor = text_of(&content);
    let rows = editor.rows(Measure::Narrow, LINE);
    assert_eq!(rows.lines.len(), 3);
    editor.home();
    editor.line_end();
    assert_eq!(place(&editor), (0, 44), "behind the last character of the line");
    assert_eq!(editor.line_end(), Change::Nothing);
    editor.insert('x');
    assert_eq!(editor.text().chars().nth(22), Some('x'));
    editor.undo();
    editor.line_down();
    editor.line_end();
    editor.line_home();
    assert_eq!(place(&editor).1, 0);
    editor.line_end();
    let (row, _) = place(&editor);
    editor.line_up();
    editor.line_down();
    assert_eq!(place(&editor).0, row);
}

#[test]
fn shift_with_up_takes_the_lines_between_into_the_selection() {
    let mut editor = text_of("第一行\n第二行\n第三行");
    editor.select(LineEditor::line_up);
    editor.select(LineEditor::line_up);
    assert_eq!(editor.selected(), "\n第二行\n第三行");
    let rows = editor.rows(Measure::Narrow, LINE);
    assert_eq!(editor.selected_in(&rows), [(0, 6, 7), (1, 0, 7), (2, 0, 6)]);
    editor.insert('。');
    assert_eq!(editor.text(), "第一行。");
    editor.undo();
    assert_eq!(editor.text(), "第一行\n第二行\n第三行");
}

proptest! {
    /// The naive model looks at every place of the text: a line up or down ends in the neighbouring line, at the place that
    /// is nearest to the wished column from the left; where there is no line, nothing moves.
    #[test]
    fn lines_agree_with_a_naive_model(
        content in "[ab 张扬州𠮷。,“(\u{301}\u{7}\n]{0,160}",
        steps in proptest::collection::vec(0u8..6, 0..30),
        start in 0usize..160,
    ) {
        let mut editor = text_of(&content);
        for _ in 0..start {
            editor.left();
        }
        let mut wish = None;
        for step in steps {
            let rows = editor.rows(Measure::Narrow, LINE);
            let (row, column) = editor.place_in(&rows);
            // Every place there is, seen by walking there.
            let mut places = Vec::new();
            let mut walker = editor.clone();
            walker.home();
            loop {
                places.push((walker.place_in(&rows), walker.cursor));
                if walker.right() == Change::Nothing {
                    break;
                }
            }
            prop_assert!(places.windows(2).all(|pair| pair[0].0 <= pair[1].0), "places are in order");
            let before = editor.cursor;
            match step {
                0 | 1 => {
                    let wished = *wish.get_or_insert(column);
                    let change = if step == 0 { editor.line_up() } else { editor.line_down() };
                    let target = if step == 0 { row.checked_sub(1) } else { Some(row + 1) };
                    match target.filter(|target| *target < rows.lines.len()) {
                        None => {
                            prop_assert_eq!((change, editor.cursor), (Change::Nothing, before));
                        }
                        Some(target) => {
                            let (now, at) = editor.place_in(&rows);
                            prop_assert_eq!(now, target);
                            prop_assert!(at <= wished.max(at.min(wished)));
                            let nearer = places.iter().any(|((r, c), _)| *r == target && *c <= wished && *c > at);
                            prop_assert!(!nearer, "{:?} {} {}", places, wished, at);
                        }
                    }
                }
                2 => {
                    editor.line_home();
                    prop_assert_eq!(editor.place_in(&rows), (row, 0));
                    wish = None;
                }
                3 => {
                    editor.line_end();
                    let (now, at) = editor.place_in(&rows);
                    prop_assert_eq!(now, row);
                    prop_assert!(places.iter().all(|((r, c), _)| *r != row || *c <= at));
                    wish = None;
                }
                4 => {
                    editor.left();
                    wish = None;
                }
                _ => {
                    editor.right();
                    wish = None;
                }
            }
        }
    }

    /// A click anywhere goes before the grapheme there, and a click where the cursor is drawn leaves it.
    #[test]
    fn a_click_agrees_with_what_is_drawn(content in "[ab 张扬州𠮷。\n]{0,120}", row in 0usize..6, column in 0usize..50) {
        let mut editor = text_of(&content);
        editor.point_in_rows(Measure::Narrow, LINE, row, column);
        let rows = editor.rows(Measure::Narrow, LINE);
        let (at_row, at_column) = editor.place_in(&rows);
        prop_assert_eq!(at_row, row.min(rows.lines.len() - 1));
        prop_assert!(at_column <= column);
        let mut again = editor.clone();
        again.point_in_rows(Measure::Narrow, LINE, at_row, at_column);
        prop_assert_eq!(again.cursor, editor.cursor);
    }
}
