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

/// The view without a pen: the draft is there and opens, a guide is found, and what would write says why it does not.
fn only_reads(terminal: &mut Terminal, why: &str) {
    terminal.wait_for("只读");
    terminal.wait_for("李晓云");
    terminal.wait_for("张*兰");
    terminal.press("F8");
    terminal.wait_for(why);
    // The draft, and nothing that is typed into it.
    terminal.press("1");
    terminal.wait_for("138****5566");
    terminal.press("text:改 F8");
    terminal.wait_for(why);
    assert!(!terminal.text().contains("改"), "{}", terminal.text());
    // Guides.
    terminal.press("F2 text:食品经营");
    terminal.wait_for("食品经营许可");
    terminal.press("C-k");
    terminal.wait_for("本机数据已关闭");
    terminal.press("text:chuangtai Space text:demo Enter");
    terminal.wait_for("只读");
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn f08_a_second_copy_only_reads_and_a_killed_one_holds_nothing() {
    let home = tempfile::tempdir().unwrap();
    with_a_draft(&home);
    let mut first = at_work(&home);
    only_reads(&mut start(&home), "另一个窗台程序正在使用本机数据");
    // The first one never noticed.
    first.press("F1");
    first.wait_for("Shift-Tab");
    first.kill();
    at_work(&home);
}

/// Nothing can be made in the folder: not even the lock.
#[test]
fn f05_a_folder_that_cannot_be_written_is_only_read_and_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    with_a_draft(&home);
    let lock = desk(&home).join("lock");
    std::fs::remove_file(&lock).unwrap();
    std::fs::create_dir(&lock).unwrap();
    let before = std::fs::read(desk(&home).join("desk.db")).unwrap();
    only_reads(&mut start(&home), "本机数据目录不能写入");
    assert_eq!(std::fs::read(desk(&home).join("desk.db")).unwrap(), before);
    std::fs::remove_dir(&lock).unwrap();
    at_work(&home).wait_for("张*兰");
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
