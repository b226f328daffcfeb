//! A grid agent in a village without a line: letter, papers, slip; the draft goes in when the line is back, once; a window
//! receives it, and the history says who acted for whom (RULES 5.2).

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::terminal::Terminal;

/// 谢薇, who joins the pension scheme of residents.
const RESIDENT: &str = "000000200304270824";
/// Place of 吴兰英 in the list of people (Ctrl-T).
const AGENT: usize = 4;

fn centre(home: &TempDir) -> Connection {
    let path = home.path().join("data/demo/centre/centre.db");
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn texts(db: &Connection, sql: &str, slip: &str) -> Vec<String> {
    let mut rows = db.prepare(sql).unwrap();
    rows.query_map([format!("%{slip}%")], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Opens 更多 and walks to the row that says this.
fn more(terminal: &mut Terminal, entry: &str) {
    terminal.press("F10");
    terminal.wait_for(entry);
    let text = terminal.text();
    let row = text.lines().position(|line| line.contains(entry)).unwrap();
    let first = text.lines().position(|line| line.contains("命令面板")).unwrap();
    for _ in first..row {
        terminal.press("Down");
    }
    terminal.press("Enter");
}

#[test]
fn b5_a_draft_from_a_kitchen_without_a_line_is_received_at_the_window() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(&["demo"], home.path(), 100, 32, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    // Who one is can be chosen in the demo only, and the centre says that it is one.
    terminal.wait_for("演示∙无效");
    terminal.press("C-t");
    for _ in 0..AGENT {
        terminal.press("Down");
    }
    terminal.press("Enter");
    terminal.wait_for("吴兰英");
    more(&mut terminal, "断网");
    terminal.wait_for("离线");

    // Who, and by which letter. One that has run out is no authority (R5.19).
    terminal.press(&format!("F2 text:{RESIDENT}"));
    terminal.wait_for("代办人");
    terminal.press("text:谢薇 Enter text:13800001111 Enter");
    terminal.press("text:街办代字19号 Enter text:2020-01-31 Enter Enter Enter");
    terminal.wait_for("届满");
    terminal.press("C-u text:2099-12-31 Enter Enter");
    terminal.press("text:居民基本养老保险参保登记");
    terminal.wait_for("找到");
    terminal.press("Enter");
    terminal.wait_for("是不是在校学生");
    terminal.press("1");
    terminal.wait_for("材料核对");
    terminal.press("C-e Enter");
    terminal.wait_for("申请表");
    terminal.press("text:演示街道8号 Enter text:演示街道8号 Enter 1");

    // Nothing is received here; what the agent may do leads to a slip that is no receipt.
    terminal.wait_for("代办员没有收件权");
    terminal.press("Enter");
    terminal.wait_for("带走哪些原件");
    terminal.press("Enter");
    terminal.wait_for("非行政机关收件凭证");
    terminal.wait_for("待传");
    let text = terminal.text();
    let slip = text.split_whitespace().find(|word| word.starts_with("代收-")).unwrap().to_owned();
    assert!(!text.contains("办件编号") && !text.contains("中心已"), "{text}");

    // Both originals are on the list; the parcel for the road holds the act, the slip and them.
    more(&mut terminal, "在手原件");
    terminal.wait_for("在手原件 2 件");
    more(&mut terminal, "携带包");
    terminal.press("1");
    terminal.wait_for("待传 1 件,收件单 1 张,原件 2 件");
    let before = texts(&centre(&home), "SELECT act FROM events WHERE remark LIKE ?1", &slip);
    assert!(before.is_empty(), "the centre heard of it without a line: {before:?}");

    // The line is back: it goes in by itself.
    terminal.press("Esc");
    more(&mut terminal, "断网");
    terminal.wait_for("草稿已交窗口");

    // The window.
    terminal.press("C-t Enter");
    terminal.wait_for("李晓云");
    terminal.press("F3");
    terminal.wait_for("谢*");
    let text = terminal.text();
    let row = text.lines().find(|line| line.contains("谢*")).unwrap();
    let digit = row.split_whitespace().next().unwrap().to_owned();
    terminal.press(&digit);
    terminal.wait_for("代理人");
    terminal.wait_for("委托书 街办代字19号");
    terminal.wait_for("尚在代办人手中");
    terminal.press("1");
    terminal.wait_for("材料核对");
    terminal.wait_for("免交 2");
    terminal.press("Enter");
    terminal.wait_for("直接受理");
    terminal.press("Enter");
    terminal.wait_for("中心已受理");

    // Once, and the history says who acted for whom.
    let db = centre(&home);
    let case = texts(&db, "SELECT case_id FROM events WHERE remark LIKE ?1", &slip);
    assert_eq!(case.len(), 1, "{case:?}");
    let mut rows =
        db.prepare("SELECT act, coalesce(remark, '') FROM events WHERE case_id = ?1 ORDER BY version").unwrap();
    let events: Vec<(String, String)> =
        rows.query_map([&case[0]], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let acts: Vec<&str> = events.iter().map(|(act, _)| act.as_str()).collect();
    assert_eq!(acts, ["draft.collect", "case.receive_and_accept", "case.hand_over"]);
    for (act, remark) in events.iter().take(2) {
        assert!(remark.contains("吴兰英 代 谢* 办理(委托书 街办代字19号)"), "{act}: {remark}");
    }
    assert!(events[0].1.contains(&slip));
    let paper: String = db
        .query_row("SELECT text FROM documents WHERE case_id = ?1 AND kind = 'RCV'", [&case[0]], |row| row.get(0))
        .unwrap();
    assert!(paper.contains("代理人:吴兰英(委托书 街办代字19号)"), "{paper}");
}

#[test]
fn the_demo_goes_on_as_whoever_worked_there_last() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(&["demo"], home.path(), 100, 32, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("演示∙无效");
    terminal.press("C-t");
    for _ in 0..AGENT {
        terminal.press("Down");
    }
    terminal.press("Enter");
    terminal.wait_for("吴兰英");
    terminal.send(b"\x11");
    terminal.wait_end();

    let terminal = Terminal::start(&["demo"], home.path(), 100, 32, &[]);
    terminal.wait_for("演示∙无效");
    terminal.wait_for("吴兰英");
    assert!(!terminal.text().contains("李晓云"), "{}", terminal.text());
}
