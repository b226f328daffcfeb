//! A person in front of a terminal: presses keys that are counted step by step, and reads what the screen says.

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::{
    input_method::{InputMethod, keys_for},
    terminal::Terminal,
};

/// A clerk in front of a terminal, counting.
pub struct Desk {
    pub terminal: Terminal,
    home: TempDir,
    /// Steps of the work, each with the keys that it took.
    steps: Vec<(&'static str, usize)>,
    /// Between the hand and the terminal, where one is switched on.
    method: Option<InputMethod>,
}

impl Desk {
    pub fn open(columns: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let terminal = Terminal::start(&["demo"], home.path(), columns, rows, env);
        terminal.wait_for("李晓云");
        terminal.wait_for("A017");
        terminal.wait_for("演示∙无效");
        Self { terminal, home, steps: vec![("到岗", 0)], method: None }
    }

    /// The same with an input method that stays on.
    pub fn with_input_method(mut self) -> Self {
        self.method = Some(InputMethod::default());
        self
    }

    /// The next step begins; what the last one left on the screen is printed for whoever reads along.
    pub fn step(&mut self, name: &'static str) {
        self.end();
        self.steps.push((name, 0));
    }

    /// The last step ends.
    pub fn end(&mut self) {
        if let Some((last, keys)) = self.steps.last() {
            println!("== {last}, {keys}\n{}", self.terminal.text());
        }
    }

    /// Keys of each step.
    pub fn counted(&self) -> &[(&'static str, usize)] {
        &self.steps[1..]
    }

    /// All of them.
    pub fn keys(&self) -> usize {
        self.steps.iter().map(|(_, keys)| keys).sum()
    }

    /// Presses keys; every one counts, whether or not the input method lets it through.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.count(1);
            let seen = match &mut self.method {
                Some(method) => method.key(key),
                None => Some(key.to_owned()),
            };
            if let Some(seen) = seen {
                self.terminal.press(&seen);
            }
        }
    }

    /// Types text; every character counts.
    pub fn type_text(&mut self, text: &str) {
        self.count(text.chars().count());
        self.terminal.press(&format!("text:{text}"));
    }

    /// Writes Chinese as hands do, by the keys of an input method. Where one is switched on for good its commits are
    /// pastes; otherwise it is on for this text alone, and the terminal hands its commits over as characters.
    pub fn write(&mut self, text: &str) {
        let keys = keys_for(text);
        if self.method.is_some() {
            self.press(&keys.join(" "));
        } else {
            self.count(keys.len());
            self.terminal.press(&format!("text:{text}"));
        }
    }

    /// A card reader or scanner: one movement of the hand.
    pub fn scan(&mut self, number: &str) {
        self.count(1);
        self.terminal.scan(number, "\r");
    }

    /// Presses the digit before what the screen offers in a row of its own.
    pub fn choose(&mut self, offered: &str) {
        self.sees(offered);
        let text = self.terminal.text();
        let row = text.lines().find(|line| line.contains(offered)).unwrap();
        let before = row.split(offered).next().unwrap();
        let digit = before.rsplit(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 1);
        let digit = digit.unwrap_or_else(|| panic!("no digit before {offered} in\n{text}")).to_owned();
        self.press(&digit);
    }

    /// From a check list that stands before a tolerated paper to the receipt: the form's Chinese is typed as an input method
    /// commits it, and the look-alike of the demo's company is another matter (F44). Answers the receipt number.
    pub fn accept_with_tolerance(&mut self) -> String {
        self.press("Space Space Space");
        self.press("+ 1 Enter");
        self.sees("容缺 1");
        self.press("Space");
        self.sees("结论预览:容缺受理");
        self.press("Enter");
        self.sees("申请表");
        self.press("1");
        self.type_text("麦麦提餐厅");
        self.press("Enter 1");
        self.type_text("热食类食品制售");
        self.press("Enter");
        self.type_text("60");
        self.press("Enter");
        self.type_text("3");
        self.press("Enter");
        self.type_text("李强");
        self.press("Enter 2");
        self.sees("将出具");
        self.press("Enter");
        self.sees("疑似重复");
        self.press("1 1");
        self.sees("已转办");
        self.sees("中心已受理");
        self.receipt_no()
    }

    /// Opens the case on a list: Ctrl-F, the last digits of its receipt number, Enter.
    pub fn open_case(&mut self, receipt_no: &str) {
        self.sees("张*兰");
        let last: Vec<String> = receipt_no[receipt_no.len() - 5..].chars().map(String::from).collect();
        self.press(&format!("C-f {} Enter", last.join(" ")));
        self.sees(receipt_no);
    }

    pub fn sees(&self, text: &str) {
        self.terminal.wait_for(text);
    }

    /// Ctrl-T and the n-th person. In a hall it is another person at another desk: nothing is counted.
    pub fn become_person(&mut self, place: usize, name: &str) {
        self.terminal.press("C-t");
        for _ in 0..place {
            self.terminal.press("Down");
        }
        self.terminal.press("Enter");
        self.sees(name);
    }

    /// F6: the case by its receipt number, opened.
    pub fn find_case(&mut self, receipt_no: &str) {
        self.terminal.press("F6");
        self.sees("查询");
        self.terminal.press(&format!("text:{receipt_no} C-s"));
        self.sees("结果 1 件");
        self.terminal.press("Enter");
        self.sees(receipt_no);
    }

    /// The receipt number on the page after an acceptance.
    pub fn receipt_no(&self) -> String {
        let text = self.terminal.text();
        let line = text.lines().find(|line| line.contains("收件号")).unwrap_or_else(|| panic!("{text}"));
        line.split_whitespace().find(|word| word.len() == 14).unwrap().to_owned()
    }

    /// Where everything of this run lies.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// The centre's own database, read beside the running program.
    pub fn centre(&self) -> Connection {
        let path = self.home.path().join("data/demo/centre/centre.db");
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    fn count(&mut self, keys: usize) {
        self.steps.last_mut().unwrap().1 += keys;
    }
}

/// One column of what the centre keeps of a case.
pub fn column(db: &Connection, sql: &str, receipt_no: &str) -> Vec<String> {
    let mut rows = db.prepare(sql).unwrap();
    rows.query_map([receipt_no], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}
