//! Starting, leaving, sizes, keys that every screen knows, drafts that survive.

use crate::terminal::Terminal;

fn demo(home: &tempfile::TempDir, columns: u16, rows: u16, env: &[(&str, &str)]) -> Terminal {
    let mut terminal = Terminal::start(&["demo"], home.path(), columns, rows, env);
    terminal.wait_idle_after(0);
    terminal
}

#[test]
fn the_demo_starts_and_leaves_the_terminal_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = demo(&home, 80, 24, &[]);
    terminal.wait_for("李晓云");
    println!("{}", terminal.text());
    assert_eq!(terminal.modes(), (true, true));
    terminal.press("F1");
    println!("{}", terminal.text());
    terminal.press("Esc");
    terminal.send(b"\x11");
    assert_eq!(terminal.wait_end(), 0);
    assert_eq!(terminal.modes(), (false, false));
    assert!(terminal.cursor().2, "the cursor is still hidden");
}
