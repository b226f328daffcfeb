//! Starting, leaving, sizes, signals, readers that type, drafts that survive.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::terminal::{Terminal, WIDE};

/// A citizen of the demo hall: 张桂兰, ticket A017.
const NUMBER: &str = "000000196805122265";

/// The demo, drawn and with nothing more to do, at the first clerk's window.
fn demo(home: &TempDir, columns: u16, rows: u16, env: &[(&str, &str)]) -> Terminal {
    let terminal = Terminal::start(&["demo"], home.path(), columns, rows, env);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    terminal
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn the_demo_starts_helps_and_leaves_the_terminal_as_it_was() {
    let home = home();
    let mut terminal = demo(&home, 80, 24, &[]);
    assert_eq!(terminal.modes(), (true, true));
    terminal.press("F1");
    terminal.wait_for("Shift-Tab");
    terminal.press("Esc");
    assert!(!terminal.text().contains("Shift-Tab"), "{}", terminal.text());
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(terminal.modes(), (false, false));
    assert!(terminal.cursor().2, "the cursor is still hidden");
}

/// D.11, `width`: `auto` believes the terminal, anything else goes before it, and then nothing is asked.
#[test]
fn the_terminal_is_asked_how_wide_it_draws_unless_that_is_set() {
    let asked = |terminal: &Terminal| terminal.written().windows(7).any(|bytes| bytes == "…\x1b[6n".as_bytes());
    let home = home();
    let mut narrow = demo(&home, 120, 36, &[]);
    assert!(asked(&narrow) && narrow.text().contains('─'), "{}", narrow.text());
    assert!(!narrow.text().contains('…'), "what it asked with is wiped");
    narrow.send(b"\x11");
    narrow.wait_end();
    let mut wide = demo(&home, 120, 36, &[WIDE]);
    wide.wait_gone("─");
    wide.press("F1 Esc");
    wide.send(b"\x11");
    wide.wait_end();
    let set = demo(&home, 120, 36, &[WIDE, ("CHUANGTAI_WIDTH", "narrow")]);
    assert!(!asked(&set) && set.text().contains('─'), "{}", set.text());
}

#[test]
fn f15_a_small_terminal_shows_a_plain_page_and_nothing_breaks_on_the_way_back() {
    let home = home();
    let mut terminal = Terminal::start(&["demo"], home.path(), 20, 5, &[]);
    terminal.wait_for("80x24");
    terminal.resize(80, 24);
    terminal.wait_for("A017");
    for step in 0..60u16 {
        terminal.resize(1 + step * 37 % 211, 1 + step * 23 % 71);
    }
    terminal.resize(120, 36);
    terminal.press("F1 Esc");
    terminal.wait_for("A017");
    assert_eq!(terminal.text().lines().count(), 36);
}

#[test]
fn f15_a_key_that_comes_together_with_a_change_of_size_is_not_kept_waiting_for_the_next_key() {
    let home = home();
    let mut terminal = demo(&home, 80, 24, &[]);
    for step in 0..200u16 {
        terminal.resize(80 + step % 7, 24 + step % 5);
        terminal.press(if step % 2 == 0 { "F1" } else { "Esc" });
    }
    terminal.resize(80, 24);
    terminal.wait_for("A017");
}

#[test]
fn f18_the_system_ends_it_orderly() {
    let home = home();
    for name in ["TERM", "HUP", "INT"] {
        let mut terminal = demo(&home, 80, 24, &[]);
        terminal.signal(name);
        assert_eq!(terminal.wait_end(), 0, "{name}");
        assert_eq!(terminal.modes(), (false, false), "{name}");
    }
}

#[test]
fn f17_a_stopped_program_gives_the_terminal_back_and_takes_it_again() {
    let home = home();
    let mut terminal = demo(&home, 80, 24, &[]);
    terminal.signal("TSTP");
    terminal.wait_modes(false);
    terminal.wait_stopped();
    terminal.signal("CONT");
    terminal.wait_modes(true);
    terminal.wait_for("A017");
    terminal.press("F1");
    terminal.wait_for("Shift-Tab");
}

#[test]
fn f24_a_card_reader_identifies_the_next_citizen_and_chooses_no_row() {
    let home = home();
    let mut terminal = demo(&home, 120, 36, &[]);
    terminal.send(format!("{NUMBER}\r").as_bytes());
    terminal.wait_for("张*兰");
}

#[test]
fn f01_a_draft_survives_a_kill() {
    let home = home();
    let mut terminal = demo(&home, 120, 36, &[]);
    terminal.send(format!("{NUMBER}\r").as_bytes());
    terminal.wait_for("张*兰");
    terminal.press("Tab");
    terminal.kill();
    let terminal = demo(&home, 120, 36, &[]);
    terminal.wait_for("张*兰");
}

#[test]
fn f22_without_colour_what_is_chosen_is_still_seen() {
    let home = home();
    let terminal = demo(&home, 80, 24, &[("NO_COLOR", "1")]);
    let written = String::from_utf8_lossy(&terminal.written()).into_owned();
    assert!(written.contains("\x1b[7m") || written.contains(";7m"), "nothing is reversed");
    for colour in ["38;5;", "48;5;", "38;2;", "48;2;"] {
        assert!(!written.contains(colour), "{colour} is a colour");
    }
}

#[test]
fn f20_without_a_terminal_it_says_so_and_ends() {
    let home = home();
    let demo = |kind: &str| {
        Command::new(env!("CARGO_BIN_EXE_chuangtai"))
            .arg("demo")
            .env("CHUANGTAI_HOME", home.path())
            .env("TERM", kind)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    for kind in ["xterm-256color", "dumb", ""] {
        let output = demo(kind);
        assert_eq!(output.status.code(), Some(2), "{kind}");
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8(output.stderr).unwrap().contains("终端"), "{kind}");
    }
    assert_eq!(home.path().read_dir().unwrap().count(), 0, "something was made");
}

/// A centre in a process of its own, ended whatever becomes of the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_window_works_with_a_centre_in_another_process() {
    let hall = home();
    let mut centre = Serving(
        Command::new(env!("CARGO_BIN_EXE_chuangtai"))
            .args(["serve", "--realm", "demo", "--listen", "127.0.0.1:0"])
            .env("CHUANGTAI_HOME", hall.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut said = String::new();
    BufReader::new(centre.0.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let port: String = said.split("127.0.0.1:").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect();

    let desk = home();
    let address = format!("http://127.0.0.1:{port}");
    let mut terminal = Terminal::start(&["--centre", &address], desk.path(), 80, 24, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    terminal.wait_for("在线");
    terminal.press("F2");
    // The line goes; the window stays, and says so.
    drop(centre);
    terminal.wait_for("离线");
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn the_demo_loses_its_line_and_finds_it_again() {
    let home = home();
    let mut terminal = demo(&home, 80, 24, &[]);
    for state in ["离线", "在线"] {
        terminal.press("C-p text:断网 Enter");
        terminal.wait_for(state);
    }
}
