//! F26: the program fails at every station of its loop, one after the other, in the same home. Each time the terminal is
//! as it was, the page says so in Chinese with a number, and the next start finds the draft.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::terminal::Terminal;

/// A citizen of the demo hall: 张桂兰, ticket A017.
const NUMBER: &str = "000000196805122265";

/// What makes the program come past a station.
#[derive(Clone, Copy)]
enum By {
    /// It does so when it starts.
    Starting,
    /// Bytes from the terminal.
    Bytes(&'static str),
    /// Another size.
    Size,
    /// Another theme on the page of settings.
    Choosing,
}

/// Stations, in the order in which something passes them: from the terminal's modes to the written frame.
const STATIONS: [(&str, By); 26] = [
    ("raised", By::Starting),
    ("listening", By::Starting),
    ("turn", By::Bytes("\x1b[B")),
    ("event", By::Bytes("\x1b[B")),
    ("input", By::Bytes("\x1b[B")),
    ("key", By::Bytes("\x1b[B")),
    ("scan", By::Bytes("000000196805122265\r")),
    ("paste", By::Bytes("\x1b[200~张桂兰\x1b[201~")),
    ("pointed", By::Bytes("\x1b[<0;3;2M")),
    ("time", By::Bytes("7")),
    ("update", By::Bytes("\x1b[B")),
    ("effect", By::Bytes("\x1bOR")),
    ("ask", By::Bytes("\x1bOR")),
    ("news", By::Bytes("\x1bOR")),
    ("find", By::Bytes("\x1bOQ000000199001010018")),
    ("wear", By::Choosing),
    ("forget", By::Bytes("\x0c")),
    ("leave", By::Bytes("\x11")),
    ("size", By::Size),
    ("draw", By::Bytes("\x1b[B")),
    ("frame", By::Bytes("\x1b[B")),
    ("drawn", By::Bytes("\x1b[B")),
    ("send", By::Bytes("\x1b[B")),
    ("sent", By::Bytes("\x1b[B")),
    ("idle", By::Bytes("\x1b[B")),
    ("turn", By::Size),
];

pub fn start(home: &Path, station: &str, now: &Path) -> Terminal {
    let wish = format!("{station} {}", now.display());
    Terminal::start(&["demo"], home, 80, 24, &[("CHUANGTAI_TEST_PANIC", &wish)])
}

/// A home in which somebody is being served.
pub fn serving() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(&["demo"], home.path(), 80, 24, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    terminal.send(format!("{NUMBER}\r").as_bytes());
    terminal.wait_for("张*兰");
    terminal.press("Tab");
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
    home
}

/// The number on the page.
pub fn number_on(page: &str) -> String {
    let rest = page.split("编号 ").nth(1).unwrap_or_else(|| panic!("no number:\n{page}"));
    rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect()
}

#[test]
fn f26_wherever_it_fails_the_terminal_comes_back_and_the_draft_is_kept() {
    let home = serving();
    let now = home.path().join("now");
    for (station, by) in STATIONS {
        let _ = fs::remove_file(&now);
        if matches!(by, By::Starting) {
            fs::write(&now, "").unwrap();
        }
        let mut terminal = start(home.path(), station, &now);
        if !matches!(by, By::Starting) {
            terminal.wait_for("A017");
            terminal.wait_for("张*兰");
            if matches!(by, By::Choosing) {
                terminal.press("C-r");
            }
            fs::write(&now, "").unwrap();
        }
        match by {
            By::Starting => {}
            By::Bytes(bytes) => terminal.send(bytes.as_bytes()),
            By::Size => terminal.resize(81, 25),
            By::Choosing => terminal.send(b"\x1b[C"),
        }
        assert_eq!(terminal.wait_end(), 101, "{station}\n{}", terminal.text());
        assert_eq!(terminal.modes(), (false, false), "{station}");
        assert!(terminal.cursor().2, "{station}: the cursor is still hidden");
        assert!(!terminal.has_mouse(), "{station}: the mouse is not given back");
        assert!(terminal.is_cooked(), "{station}: the terminal is still raw");
        let page = terminal.text();
        assert!(page.contains("窗台遇到程序错误"), "{station}\n{page}");
        let number = number_on(&page);
        let report = reports(home.path()).into_iter().find(|(name, _)| name.contains(&number));
        let (_, report) = report.unwrap_or_else(|| panic!("{station}: no report {number}"));
        for personal in ["张", "19680512", "as the test wished"] {
            assert!(!report.contains(personal), "{station}: {personal} in\n{report}");
        }
    }
    fs::remove_file(&now).unwrap();
    let terminal = start(home.path(), "none", &now);
    terminal.wait_for("张*兰");
}

/// Reports below this folder.
pub fn reports(dir: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(reports(&entry.path()));
        } else if name.starts_with("crash-") {
            found.push((name, fs::read_to_string(entry.path()).unwrap()));
        }
    }
    found
}

/// What dies beside the screen is said on the screen, with its number, and the program goes on.
#[test]
fn f26_a_request_that_dies_is_told_and_the_program_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let now = home.path().join("now");
    let mut terminal = start(home.path(), "answer", &now);
    terminal.wait_for("A017");
    fs::write(&now, "").unwrap();
    terminal.press("F3");
    terminal.wait_for("程序内部出错");
    assert_eq!(terminal.modes(), (true, true));
    fs::remove_file(&now).unwrap();
    terminal.press("F1");
    terminal.wait_for("导出清单");
    assert!(!reports(home.path()).is_empty());
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
}
