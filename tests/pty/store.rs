//! The store in the real program when something is wrong with it: a second copy, a damaged file, a newer program.

use std::path::Path;

use chuangtai::{
    desk::vault::{DEMO_PASSPHRASE, reopen_closed},
    sqlite::{self, FileKey},
};
use tempfile::TempDir;

use crate::terminal::Terminal;

/// A citizen of the demo hall: 张桂兰, ticket A017.
const NUMBER: &str = "000000196805122265";
/// Marks a desk's store: "ctdk".
const APPLICATION_ID: i32 = 0x6374_646b;

fn start(home: &TempDir) -> Terminal {
    Terminal::start(&["demo"], home.path(), 120, 36, &[])
}

fn at_work(home: &TempDir) -> Terminal {
    let terminal = start(home);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    terminal
}

/// Somebody was served, left the draft, and left the program.
fn with_a_draft(home: &TempDir) {
    let mut terminal = at_work(home);
    terminal.send(format!("{NUMBER}\r").as_bytes());
    terminal.wait_for("张*兰");
    terminal.press("F8");
    terminal.wait_for("本机草稿 1 件");
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
}

fn desk(home: &TempDir) -> std::path::PathBuf {
    home.path().join("data/demo/desk")
}

fn key(desk: &Path) -> FileKey {
    let now = "2026-11-22T01:00:00Z".parse().unwrap();
    reopen_closed(desk, chuangtai::contract::Realm::Demo, DEMO_PASSPHRASE, now).unwrap()
}

#[test]
fn f08_a_second_copy_says_who_holds_the_store_and_a_killed_one_holds_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut first = at_work(&home);
    let mut second = start(&home);
    assert_eq!(second.wait_end(), 1);
    assert!(second.text().contains("正被另一个窗台程序使用"), "{}", second.text());
    first.press("F1");
    first.wait_for("Shift-Tab");
    first.kill();
    at_work(&home);
}

#[test]
fn f06_a_damaged_store_is_rescued_and_the_report_is_the_first_page() {
    let home = tempfile::tempdir().unwrap();
    with_a_draft(&home);
    let file = desk(&home).join("desk.db");
    // The first page: nothing can be read without it.
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let mut terminal = start(&home);
    terminal.wait_for("抢救结果");
    terminal.wait_for("需重录");
    terminal.press("Esc");
    terminal.wait_for("A017");
    let aside = std::fs::read_dir(desk(&home))
        .unwrap()
        .find_map(|entry| entry.unwrap().file_name().into_string().ok().filter(|name| name.starts_with("damaged-")));
    let kept = desk(&home).join(aside.unwrap()).join("desk.db");
    assert_eq!(std::fs::read(kept).unwrap(), bytes, "set aside as it was");
}

#[test]
fn f11_a_store_of_a_newer_program_is_refused_in_words_and_not_touched() {
    let home = tempfile::tempdir().unwrap();
    with_a_draft(&home);
    let file = desk(&home).join("desk.db");
    let connection = sqlite::open(&file, Some(&key(&desk(&home))), APPLICATION_ID).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(&file).unwrap();
    let mut terminal = start(&home);
    assert_eq!(terminal.wait_end(), 1);
    assert!(terminal.text().contains("请升级"), "{}", terminal.text());
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_store_in_clear_is_refused() {
    let home = tempfile::tempdir().unwrap();
    with_a_draft(&home);
    let file = desk(&home).join("desk.db");
    std::fs::remove_file(&file).unwrap();
    let clear = rusqlite::Connection::open(&file).unwrap();
    clear.execute_batch("CREATE TABLE t(a)").unwrap();
    drop(clear);
    let mut terminal = start(&home);
    assert_eq!(terminal.wait_end(), 1);
    assert!(terminal.text().contains("未加密"), "{}", terminal.text());
}
