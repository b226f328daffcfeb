//! The line mode of the real binary, over a pipe and over a terminal that cannot draw: the whole main job by words, as
//! a blind clerk does it. What was written is compared with a transcript; days, times and numbers are masked in it.
//!
//! `UPDATE_GOLDEN=1` writes the transcripts anew.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::talk::Talk;

/// Longest line, in columns (`ui::plain::LONGEST`), and what a prompt may take before the typed line.
const LONGEST: usize = 78;
/// A company of the demo hall, as in the main job by keys.
const COMPANY: &str = "91000000Q00000034K";
/// 张桂兰, who opens a snack bar.
const ZHANG: &str = "000000196805122265";
/// The credit code of her shop.
const SHOP: &str = "92000000Q00000018T";

/// No escape, no box, no line that is too long: words.
fn is_plain(text: &str) {
    for line in text.lines() {
        let wrong = |c: char| c.is_control() || ('\u{2500}'..='\u{259F}').contains(&c);
        assert!(!line.chars().any(wrong), "{line:?}");
        let columns = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
        // What a person typed behind a prompt is as long as it is.
        let said = line.split_once("> ").map_or(line, |(prompt, _)| prompt);
        assert!(columns(said) <= LONGEST, "{line}");
    }
}

/// What stands between two prompts, each with the line that was typed behind the first. Days, times, numbers of cases
/// and papers are masked, and so are lights that hang on the day; lists of the hall, whose other cases do too, end with
/// their heading. Blanks and line breaks do not count: where a line is broken hangs on the numbers in it.
fn turns(text: &str) -> Vec<String> {
    let left_out = [
        "首次启动",
        "请稍候:",
        "Please wait:",
        "页面:",
        "Pages:",
        "提示:已存入待传",
        "Note: Waiting in the outbox",
        "在线:",
    ];
    let number = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || c == '-';
    // News that comes behind a prompt brings the prompt again; whether it comes before or behind is a matter of time.
    let news = ["提示:", "完成:", "在线:", "Note:", "Done:", "Online:"];
    let lines: Vec<&str> = text.lines().collect();
    let told = |at: usize| lines.get(at + 1).is_some_and(|next| news.iter().any(|word| next.starts_with(word)));
    let asked_again = |(at, line): &(usize, &&str)| line.ends_with("> ") && told(*at);
    let text: Vec<&str> = lines.iter().enumerate().filter(|line| !asked_again(line)).map(|(_, line)| *line).collect();
    text.join("\n")
        .split("> ")
        .map(|turn| {
            let turn = [COMPANY, ZHANG, SHOP].iter().fold(turn.to_owned(), |turn, no| turn.replace(no, "(录入 18 位)"));
            let lines = turn.lines().filter(|line| !left_out.iter().any(|start| line.starts_with(start)));
            let mut kept: Vec<&str> = Vec::new();
            for line in lines {
                kept.push(line);
                // Whether the open case was read anew for another person before the next line came is a matter of time.
                let introduced = turn.starts_with("我是谁") && kept.len() == 2;
                if introduced || line.starts_with("清单:") || line.starts_with("Lists:") {
                    // The prompt of the next turn stands on the last line.
                    kept.extend(turn.lines().last());
                    break;
                }
            }
            let chars: Vec<char> = kept.join(" ").chars().collect();
            let mut out = String::new();
            let mut at = 0;
            while at < chars.len() {
                if !chars[at].is_ascii_digit() {
                    out.push(chars[at]);
                    at += 1;
                    continue;
                }
                let start = at;
                while at < chars.len()
                    && (number(chars[at]) || (chars[at] == ' ' && chars.get(at + 1).is_some_and(|c| number(*c))))
                {
                    at += 1;
                }
                let behind: String = chars[at..].iter().take(4).collect();
                let long = at - start >= 4;
                let unit = ["年", "月", "日", "时", "分", " 分钟", " 工作日", " min", " wd", ":"];
                let varies = long || out.ends_with("#:") || unit.iter().any(|unit| behind.starts_with(unit));
                let run: String = chars[start..at].iter().collect();
                out.push_str(if varies { "#" } else { &run });
            }
            for light in ["正常", "临期", "超期", "On time", "Due soon", "Overdue"] {
                out = out.replace(light, "灯");
            }
            // The service closes what is delivered by itself, a moment later (T62).
            out.replace("已办结", "已送达")
                .replace("同步中", "在线")
                .replace("Syncing", "Online")
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect()
        })
        .collect()
}

/// Compares with the transcript of this name.
fn compare(name: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    let (wrote, expected) = (turns(text), turns(&fs::read_to_string(&path).unwrap()));
    for (at, (wrote, expected)) in wrote.iter().zip(&expected).enumerate() {
        assert_eq!(wrote, expected, "{name}, turn {}; all of it:\n{text}", at + 1);
    }
    assert_eq!(wrote.len(), expected.len(), "{name}; all of it:\n{text}");
}

/// From the citizen's arrival to the receipt, then the department, then the issue window.
const MAIN_JOB: &str = include_str!("../golden/licence_zh.in");

#[test]
fn d9_the_whole_main_job_by_words_over_a_pipe() {
    let mut talk = Talk::over_pipe(&["demo", "--plain"]);
    // All of it at once: a transcript can be fed.
    let to = talk.to.as_mut().unwrap();
    to.write_all(MAIN_JOB.as_bytes()).unwrap();
    assert_eq!(talk.ends(), 0);
    let text = talk.text();
    is_plain(&text);
    for said in ["中心已受理", "待决定", "许静", "已停"] {
        assert!(text.contains(said), "{said} was not said in\n{text}");
    }
    compare("licence_zh.txt", &text);
}

/// Steps of the main job by words: lines to type (each ends with Enter), characters in them, and what is asked then. Another
/// person sits at another desk: `我是谁` is not counted.
const STEPS: [(&str, usize, usize, &str); 13] = [
    ("叫号", 1, 3, "证件号码> "),
    ("申请人", 1, 18, "事项> "),
    ("事项", 2, 5, "情形> "),
    ("情形", 2, 2, "材料 1> "),
    ("材料", 7, 11, "统一社会信用代码> "),
    ("表单", 10, 51, "结论> "),
    ("结论与受理", 2, 1, "办理结果> "),
    ("后台签收", 5, 15, "办件 可办> "),
    ("审查意见", 3, 14, "办件 可办> "),
    ("容缺补齐", 3, 9, "办件 可办> "),
    ("决定", 6, 18, "办件 可办> "),
    ("移交出件", 5, 17, "办件 可办> "),
    ("送达", 9, 18, "办件 可办> "),
];

#[test]
fn d9_the_same_in_a_terminal_that_cannot_draw() {
    let mut talk = Talk::in_terminal(&["demo"], &[("TERM", "dumb")]);
    let mut lines = MAIN_JOB.lines().peekable();
    let mut counted = Vec::new();
    for (step, count, _, prompt) in STEPS {
        if let Some(line) = lines.next_if(|line| line.starts_with("我是谁")) {
            talk.says(line);
        }
        let typed: Vec<&str> = lines.by_ref().take(count).collect();
        for line in &typed {
            talk.says(line);
        }
        talk.hears(prompt);
        counted.push((step, typed.len(), typed.iter().map(|line| line.chars().count()).sum(), prompt));
    }
    assert_eq!(counted, STEPS);
    talk.says(lines.next().unwrap());
    assert_eq!(talk.wait_end(), 0);
    let text = talk.text();
    is_plain(&text);
    // Typed by a person the number is echoed by the terminal; elsewhere it is never in clear.
    compare("licence_zh.txt", &text);
}

#[test]
fn d9_in_english() {
    let mut talk = Talk::over_pipe(&["demo", "--plain", "--lang", "en"]);
    talk.say_all(include_str!("../golden/licence_en.in"));
    assert_eq!(talk.wait_end(), 0);
    let text = talk.text();
    is_plain(&text);
    assert!(text.contains("Accepted by the centre"), "{text}");
    compare("licence_en.txt", &text);
}

#[test]
fn d9_mistakes_are_answered_with_what_to_do() {
    let mut talk = Talk::over_pipe(&["demo", "--plain"]);
    talk.say_all(include_str!("../golden/mistakes.in"));
    assert_eq!(talk.wait_end(), 0);
    let text = talk.text();
    is_plain(&text);
    compare("mistakes.txt", &text);
}

#[test]
fn d9_offline_the_words_say_so_and_nothing_is_lost() {
    let mut talk = Talk::over_pipe(&["demo", "--plain"]);
    talk.says("断网");
    talk.hears("离线:");
    // Offline nobody is looked up: the clerk writes down what the papers say.
    talk.say_all(&format!("下一位\n{COMPANY}\n状态\n保存"));
    talk.asked();
    let text = talk.text();
    assert!(text.contains("线路:离线") && text.contains("已存本机,"), "{text}");
    talk.says("恢复网络");
    talk.hears("在线:");
    talk.says("首页");
    assert_eq!(talk.ends(), 0);
    let text = talk.text();
    is_plain(&text);
    assert!(text.contains("没有办完的件已存本机"), "{text}");
}

/// An acceptance without a line: nothing claims it, three acts wait, and with the line comes the centre's receipt.
#[test]
fn d9_an_acceptance_without_a_line_is_settled_when_the_line_is_back() {
    let mut talk = Talk::over_pipe(&["demo", "--plain"]);
    let (before, behind) = include_str!("../golden/offline.in").split_once("恢复网络\n").unwrap();
    talk.say_all(before);
    talk.hears("尚未受理");
    let until_it_says = |talk: &mut Talk, told: &str| {
        while !talk.last().contains(told) {
            talk.says("状态");
            talk.asked();
        }
    };
    until_it_says(&mut talk, "待传 3 件");
    assert!(!talk.text().contains("中心已"), "{}", talk.text());
    talk.says("恢复网络");
    talk.hears("中心已受理");
    talk.hears("收件号");
    until_it_says(&mut talk, "待传 0 件");
    talk.say_all(behind);
    assert_eq!(talk.wait_end(), 0);
    let text = talk.text();
    is_plain(&text);
    // How often it had to be asked for is a matter of time.
    let turns: Vec<&str> = text.split("> ").filter(|turn| !turn.starts_with("状态")).collect();
    compare("offline.txt", &turns.join("> "));
}

#[test]
fn f18_ctrl_c_and_the_end_of_input_end_it_orderly() {
    for end in [b"\x03", b"\x04"] {
        let mut talk = Talk::in_terminal(&["demo", "--plain"], &[("TERM", "xterm-256color")]);
        talk.say_all(&format!("下一位\n{COMPANY}"));
        talk.asked();
        let to = talk.to.as_mut().unwrap();
        to.write_all(end).unwrap();
        to.flush().unwrap();
        assert_eq!(talk.wait_end(), 0);
        let text = talk.text();
        assert!(text.contains("没有办完的件已存本机"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn f20_accessible_asks_for_lines() {
    let mut talk = Talk::in_terminal(&["demo"], &[("TERM", "xterm-256color"), ("ACCESSIBLE", "1")]);
    talk.says("退出");
    assert_eq!(talk.wait_end(), 0);
    assert!(talk.text().contains("逐行方式"));
}
