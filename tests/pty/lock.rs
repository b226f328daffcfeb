//! The locked screen (B.7) in the real program: what it shows, what it keeps, and what it leaves in memory.

#[cfg(target_os = "linux")]
use std::fmt::Write as _;

use tempfile::TempDir;

use crate::terminal::Terminal;

/// A citizen of the demo hall: 张桂兰, ticket A017.
const NUMBER: &str = "000000196805122265";
/// The published passphrase of the demo, typed.
const PASSPHRASE: &str = "text:chuangtai Space text:demo Enter";

/// Somebody is being served, and a phone number is half typed.
fn serving(home: &TempDir) -> Terminal {
    let mut terminal = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    terminal.send(format!("{NUMBER}\r").as_bytes());
    terminal.wait_for("张*兰");
    terminal.press("Up text:场所");
    terminal.wait_for("场所");
    terminal
}

fn lock(terminal: &mut Terminal) {
    terminal.press("C-k");
    terminal.wait_for("窗台已锁定");
    terminal.wait_for("本机数据已关闭");
    let shown = terminal.text();
    for personal in ["张", "兰", "A0", "李晓云", "0000", "场所"] {
        assert!(!shown.contains(personal), "{personal} in\n{shown}");
    }
}

#[test]
fn ctrl_k_in_the_middle_of_the_work_hides_all_and_the_passphrase_brings_all_back() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    lock(&mut terminal);
    terminal.press("F2 F1 Esc text:guess Enter");
    terminal.wait_for("口令不对");
    terminal.press("text:guess Enter");
    terminal.wait_for("请等");
    terminal.press(PASSPHRASE);
    assert!(terminal.text().contains("窗台已锁定"), "{}", terminal.text());
    terminal.wait_gone("请等");
    // What was typed too early is still in the field.
    terminal.press("Enter");
    terminal.wait_for("张*兰");
    terminal.wait_for("李晓云");
    assert!(!terminal.text().contains("窗台已锁定"));
    // The store is open again: what is done now is kept.
    terminal.press("F8");
    terminal.wait_for("张*兰");
}

/// The demo keeps a PIN's secret in the program's memory, as a laptop does in its keyring.
#[test]
fn t01_a_pin_that_was_set_unlocks_the_screen_and_is_worth_nothing_at_a_new_start() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    terminal.press("C-p text:设定解锁 Enter");
    terminal.wait_for("现用本机口令");
    terminal.press(PASSPHRASE);
    terminal.wait_for("新 PIN");
    terminal.press("text:714268 Enter");
    terminal.wait_for("再输一遍");
    terminal.press("text:714268 Enter");
    terminal.wait_for("PIN 已设定");
    lock(&mut terminal);
    terminal.wait_for("PIN 或本机口令");
    terminal.press("text:714269 Enter");
    terminal.wait_for("口令不对");
    terminal.press("text:714268 Enter");
    terminal.wait_for("张*兰");
    lock(&mut terminal);
    terminal.press(PASSPHRASE);
    terminal.wait_for("张*兰");
    lock(&mut terminal);
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
    // The secret went with the program: the file alone opens nothing.
    assert!(home.path().join("data/demo/desk/pin.toml").exists());
    let mut terminal = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
    terminal.wait_for("张*兰");
    terminal.press("C-k");
    terminal.wait_for("本机数据已关闭");
    assert!(!terminal.text().contains("PIN 或"), "{}", terminal.text());
    terminal.press("text:714268 Enter");
    terminal.wait_for("口令不对");
}

#[test]
fn f01_killed_while_locked_it_starts_with_the_draft() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    lock(&mut terminal);
    terminal.kill();
    let terminal = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("张*兰");
}

#[test]
fn it_can_be_left_while_it_is_locked() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    lock(&mut terminal);
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
}

/// F14: the key of the store is looked for in the memory of the locked program, as bytes and as digits: nothing of the
/// way to it may have left a copy behind. (While the store is open the cipher keeps it masked, but for the moments in
/// which it works.)
#[cfg(target_os = "linux")]
#[test]
fn f14_the_locked_program_has_no_copy_of_the_stores_key() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = serving(&home);
    let desk = home.path().join("data/demo/desk");
    let now = "2026-11-22T01:00:00Z".parse().unwrap();
    let realm = chuangtai::contract::Realm::Demo;
    let passphrase = chuangtai::desk::vault::DEMO_PASSPHRASE;
    let key = chuangtai::desk::vault::reopen_closed(&desk, realm, passphrase, now).unwrap();
    let mut hex = String::new();
    for byte in key.bytes() {
        write!(hex, "{byte:02x}").unwrap();
    }
    let found = |terminal: &Terminal| {
        [key.bytes().as_slice(), hex.as_bytes()].map(|needle| count_in_memory(terminal.id(), needle))
    };
    assert!(count_in_memory(terminal.id(), NUMBER.as_bytes()) > 0, "the search sees nothing");
    for round in 0..3 {
        lock(&mut terminal);
        assert_eq!(found(&terminal), [0, 0], "round {round}");
        terminal.press(PASSPHRASE);
        terminal.wait_for("张*兰");
    }
}

#[cfg(target_os = "linux")]
fn count_in_memory(process: u32, needle: &[u8]) -> usize {
    use std::os::unix::fs::FileExt as _;
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut count = 0;
    for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw"))) {
        let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let [start, end] = [start, end].map(|at| u64::from_str_radix(at, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        // A region may have gone since the list was made.
        if memory.read_exact_at(&mut bytes, start).is_ok() {
            count += memchr::memmem::find_iter(&bytes, needle).count();
        }
    }
    count
}
