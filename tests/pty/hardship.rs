//! What happens to a terminal in a hall: odd locales, broken pipes, readers and input methods that write as they like.

use tempfile::TempDir;

use crate::terminal::Terminal;

/// A citizen of the demo hall: 张桂兰, ticket A017.
const NUMBER: &str = "000000196805122265";

fn demo(home: &TempDir, columns: u16, rows: u16, env: &[(&str, &str)]) -> Terminal {
    let terminal = Terminal::start(&["demo"], home.path(), columns, rows, env);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    terminal
}

/// Somebody is being served, and a field has the focus.
fn serving(home: &TempDir) -> Terminal {
    let mut terminal = demo(home, 120, 36, &[]);
    terminal.send(format!("{NUMBER}\r").as_bytes());
    terminal.wait_for("张*兰");
    terminal.press("Up");
    terminal
}

#[test]
fn f21_where_the_locale_is_not_utf8_frames_are_ascii_and_texts_are_whole() {
    for locale in ["C", "POSIX", "zh_CN.GBK", "zh_CN.GB18030"] {
        let home = tempfile::tempdir().unwrap();
        let terminal = demo(&home, 80, 24, &[("LC_ALL", locale)]);
        let text = terminal.text();
        assert!(!text.chars().any(|c| ('\u{2500}'..='\u{257f}').contains(&c)), "{locale}\n{text}");
        assert!(String::from_utf8(terminal.written()).is_ok(), "{locale}");
    }
}

#[test]
fn d5_han_characters_that_come_byte_by_byte_are_typed_whole() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = demo(&home, 80, 24, &[]);
    terminal.press("C-p");
    for byte in "断网𬭎·麦".bytes() {
        terminal.send(&[byte]);
    }
    terminal.wait_for("断网𬭎·麦");
}

/// An input method commits a sentence as a paste; it is typed text, and nothing in it is a key.
#[test]
fn d5_what_an_input_method_commits_as_a_paste_is_text() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    terminal.send("\x1b[200~广陵区\x1b[201~\x1b[200~文昌中路\x1b[201~".as_bytes());
    terminal.wait_for("广陵区文昌中路");
    terminal.send("\x1b[200~1\r2\x1b[201~".as_bytes());
    terminal.wait_for("文昌中路1");
    assert!(terminal.text().contains("张*兰"), "{}", terminal.text());
}

/// A reader at 2,000 characters a second and faster: each byte in a write of its own, with nothing to wait for between.
#[test]
fn f24_a_fast_reader_loses_no_digit() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = demo(&home, 120, 36, &[]);
    terminal.press("C-p");
    let digits: String = (0..40).map(|at| char::from(b'0' + at % 10)).collect();
    for byte in digits.bytes() {
        terminal.send(&[byte]);
    }
    terminal.wait_for(&digits);
    terminal.press("Esc");
    for byte in format!("{NUMBER}\r").bytes() {
        terminal.send(&[byte]);
    }
    terminal.wait_for("张*兰");
}

#[test]
fn f15_typing_through_two_hundred_changes_of_size_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    let text: String = "文昌路四号".chars().cycle().take(25).collect();
    let mut letters = text.chars();
    for step in 0..200u16 {
        terminal.resize(1 + step * 37 % 211, 1 + step * 23 % 71);
        if step % 8 == 0 {
            terminal.send(letters.next().unwrap().to_string().as_bytes());
        }
    }
    terminal.resize(120, 36);
    terminal.wait_for(&text);
}

/// F16, F18: what was typed in the same instant in which the system ends the program is in the draft.
#[test]
fn f16_f18_what_is_not_saved_yet_is_saved_when_the_system_ends_it() {
    for signal in ["HUP", "TERM"] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = demo(&home, 120, 36, &[]);
        terminal.press("F2 text:000000199001010018");
        terminal.press("text:欧阳文静");
        terminal.signal(signal);
        assert_eq!(terminal.wait_end(), 0, "{signal}");
        assert_eq!(terminal.modes(), (false, false), "{signal}");
        let terminal = demo(&home, 120, 36, &[]);
        terminal.wait_for("欧");
    }
}

/// F19: nobody reads what the program writes (Ctrl-S, a dead line). It takes its keys as soon as somebody does.
#[test]
fn f19_while_nobody_reads_the_screen_no_key_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    terminal.unread(|terminal| {
        for at in 0..60 {
            terminal.send(format!("{}", at % 10).as_bytes());
            terminal.resize(100 + at % 20, 36);
        }
    });
    terminal.resize(120, 36);
    let digits: String = (0..60).map(|at| char::from(b'0' + at % 10)).collect();
    terminal.wait_for(&digits);
}

/// F18, F19: and the system can end it even then, with the draft kept.
#[test]
fn f19_while_nobody_reads_the_screen_the_system_can_end_it() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    terminal.unread(|terminal| {
        for at in 0..60 {
            terminal.resize(100 + at % 20, 36);
            terminal.send(b"\x0c");
        }
        terminal.signal("TERM");
        terminal.wait_gone_process();
    });
    let terminal = demo(&home, 120, 36, &[]);
    terminal.wait_for("张*兰");
}

/// F23: ten megabytes in one paste. What is too much is counted, and the next key is answered.
#[test]
fn f23_a_paste_of_ten_megabytes_leaves_it_answering() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    terminal.send(b"\x1b[200~");
    let piece = "食品经营许可证申请书".repeat(3_500);
    for _ in 0..100 {
        terminal.send(piece.as_bytes());
    }
    terminal.send(b"\x1b[201~");
    terminal.send(b"\x1bOP");
    terminal.wait_for("光标左移");
    assert!(terminal.peak_memory_kb().is_none_or(|peak| peak < 400_000), "{:?} kB", terminal.peak_memory_kb());
    terminal.press("Esc");
    terminal.wait_for("张*兰");
}
