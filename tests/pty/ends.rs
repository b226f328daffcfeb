//! Every way to an end that nobody asked for: a part that dies, a terminal that goes, an output that stands still.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    crash::{number_on, reports, serving, start},
    terminal::Terminal,
};

/// Longest wait for a file.
const PATIENCE: Duration = Duration::from_mins(1);

/// A part of the program that it cannot do without dies: the terminal comes back, the page says so with a number, the exit
/// code tells a script, and the next start finds the draft.
#[test]
fn f26_without_keys_screen_or_keeping_it_ends_with_the_crash_page_and_the_draft_is_kept() {
    let home = serving();
    let now = home.path().join("now");
    for (station, bytes) in [("read", "\x1b[B"), ("write", "\x1b[B"), ("lane", "\x1bOQ000000199001010018")] {
        let mut terminal = start(home.path(), station, &now);
        terminal.wait_for("张*兰");
        fs::write(&now, "").unwrap();
        terminal.send(bytes.as_bytes());
        assert_eq!(terminal.wait_end(), 101, "{station}\n{}", terminal.text());
        assert_eq!(terminal.modes(), (false, false), "{station}");
        assert!(terminal.is_cooked() && terminal.cursor().2, "{station}");
        let page = terminal.text();
        assert!(page.contains("窗台遇到程序错误"), "{station}\n{page}");
        let number = number_on(&page);
        assert!(reports(home.path()).iter().any(|(name, _)| name.contains(&number)), "{station}");
        fs::remove_file(&now).unwrap();
    }
    let terminal = start(home.path(), "none", &now);
    terminal.wait_for("张*兰");
}

/// What can be begun anew is: a grave message says what died and with which number, stays until Esc, and the program
/// works as before.
#[test]
fn f26_what_can_be_begun_anew_is_and_says_so() {
    let home = serving();
    let now = home.path().join("now");
    for (station, part) in [("drive", "与中心的联络"), ("finding", "事项查找")] {
        let mut terminal = start(home.path(), station, &now);
        terminal.wait_for("张*兰");
        terminal.wait_for("在线");
        fs::write(&now, "").unwrap();
        if station == "finding" {
            terminal.send("\x1bOQ000000199001010018".as_bytes());
            terminal.send("\x1b[200~测试\x1b[201~\t\t\t\t".as_bytes());
        }
        terminal.wait_for(part);
        terminal.wait_for("严重");
        fs::remove_file(&now).unwrap();
        assert_eq!(terminal.modes(), (true, true));
        terminal.send(b"\x1bOR");
        terminal.press("Esc");
        terminal.wait_gone(part);
        terminal.press("F3");
        terminal.wait_for("待办");
        terminal.send(b"\x11");
        assert_eq!(terminal.wait_end(), 0, "{station}");
    }
}

/// F16, F19: the window is closed, or the line to it breaks. Nothing is left running, and nothing typed is lost.
#[test]
fn f16_f19_a_terminal_that_goes_away_takes_the_program_along_and_the_draft_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    terminal.press("F2 text:000000199001010018");
    terminal.press("text:欧阳文静");
    terminal.hang_up();
    terminal.wait_gone_process();
    let terminal = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
    terminal.wait_for("欧");
}

/// F19, F20: without a keyboard there is no screen, and it says so; line by line the end of the input is an end like any
/// other.
#[test]
fn f19_without_standard_input_it_says_so_or_ends_in_order() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = Terminal::shell("exec \"$0\" demo </dev/null", home.path(), &[]);
    assert_eq!(screen.wait_end(), 2);
    assert!(screen.text().contains("标准输入"), "{}", screen.text());
    let mut closed = Terminal::shell("exec \"$0\" demo <&-", home.path(), &[]);
    assert_eq!(closed.wait_end(), 2);
    let mut lines = Terminal::shell("exec \"$0\" demo --plain </dev/null", home.path(), &[]);
    assert_eq!(lines.wait_end(), 0);
    assert!(lines.text().contains("窗台已关闭"), "{}", lines.text());
}

/// F19: nobody reads what the program writes, and a frame larger than any buffer is on its way. Keys are taken, work is
/// done, files are written; and the system can end it.
#[test]
fn f19_work_goes_on_while_the_screen_stands_still_and_the_system_can_end_it() {
    let home = serving();
    let mut terminal = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
    terminal.wait_for("张*兰");
    terminal.unread(|terminal| {
        terminal.resize(500, 200);
        terminal.send(b"\x0c");
        terminal.send("\x10\x1b[200~携带包\x1b[201~\r".as_bytes());
        terminal.send(b"1");
        wait_for_file(home.path(), "ctcarry");
        terminal.signal("TERM");
        terminal.wait_gone_process();
    });
    let terminal = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
    terminal.wait_for("张*兰");
}

/// Waits until a file with this ending lies somewhere below the folder.
fn wait_for_file(dir: &Path, ending: &str) {
    fn is_there(dir: &Path, ending: &str) -> bool {
        fs::read_dir(dir).into_iter().flatten().flatten().any(|entry| {
            let path = entry.path();
            if path.is_dir() { is_there(&path, ending) } else { path.extension().is_some_and(|kind| kind == ending) }
        })
    }
    let end = Instant::now() + PATIENCE;
    while !is_there(dir, ending) {
        assert!(Instant::now() < end, "waited in vain for a file .{ending}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
