//! The whole main job with less than a clerk would wish for, and the keys of every step: what makes one of them longer
//! fails here. The same by words is in `plain`.

use crate::clerk::{Desk, column};

/// 张桂兰, who opens a snack bar.
const ZHANG: &str = "000000196805122265";

/// Places in the list of people (Ctrl-T).
const ISSUE_CLERK: usize = 3;
const REVIEWER: usize = 16;
const APPROVER: usize = 17;

/// From arrival to delivery with keys that an input method lets through. Texts are written with it.
fn licence(desk: &mut Desk) {
    desk.step("叫号");
    desk.press("F2");
    desk.sees("申请人");
    desk.step("申请人");
    desk.scan(ZHANG);
    desk.sees("张*兰");
    desk.step("事项");
    desk.write("食品经营");
    desk.sees("食品经营许可(新办)");
    desk.press("Enter");
    desk.step("情形");
    desk.sees("卖什么、做什么?");
    desk.press("1");
    desk.sees("由谁来窗口办理?");
    desk.press("1");
    desk.step("材料");
    desk.sees("免交 1");
    desk.press("Space Space Space Space + 1 Enter");
    desk.sees("容缺 1");
    desk.press("Space Space");
    desk.sees("结论预览:容缺受理");
    desk.press("Enter");
    desk.step("表单");
    desk.sees("申请表");
    desk.write("92000000Q00000018T");
    desk.press("Enter");
    desk.write("张桂兰");
    desk.press("Enter 2");
    desk.write("桂兰小吃店");
    desk.press("Enter 2");
    desk.write("热食类食品制售");
    desk.press("Enter 6 0 Enter 3 Enter");
    desk.write("李强");
    desk.press("Enter 1");
    desk.step("结论与受理");
    desk.sees("将出具");
    desk.press("Enter 1");
    desk.sees("已转办");
    desk.sees("中心已受理");
    let receipt_no = desk.receipt_no();

    desk.step("后台签收");
    desk.become_person(REVIEWER, "钱雪梅");
    desk.press("F7");
    desk.open_case(&receipt_no);
    desk.press("Enter");
    desk.sees("签收");
    desk.press("C-s");
    desk.sees("审查中");
    desk.step("审查意见");
    desk.choose("提出审查意见");
    desk.press("1");
    desk.write("材料齐全\u{ff0c}符合条件");
    desk.press("C-s");
    desk.sees("待补齐");
    desk.step("容缺补齐");
    desk.choose("接收容缺材料");
    desk.press("1 C-s");
    desk.sees("待决定");

    desk.step("决定");
    desk.become_person(APPROVER, "孙建平");
    desk.press("F7");
    desk.open_case(&receipt_no);
    desk.press("C-s 1");
    desk.sees("决定内容");
    desk.press("C-s");
    desk.sees("准予");

    desk.step("移交出件");
    desk.become_person(REVIEWER, "钱雪梅");
    desk.press("F7");
    desk.open_case(&receipt_no);
    desk.choose("移交出件");
    desk.sees("结果编号");
    desk.press("C-s");
    desk.sees("待出件");

    desk.step("送达");
    desk.become_person(ISSUE_CLERK, "许静");
    desk.press("F5");
    desk.open_case(&receipt_no);
    desk.choose("送达");
    desk.write("张桂兰");
    desk.press("Enter 1 1 C-s");
    desk.sees("已办结");
    desk.end();

    let state = column(&desk.centre(), "SELECT state FROM cases WHERE receipt_no = ?1", &receipt_no);
    assert!(state == ["Delivered"] || state == ["Closed"], "{state:?}");
}

/// Keys of each step. Reading a card is one; a word written with the input method is its letters and one to take it.
const KEYS: [(&str, usize); 13] = [
    ("叫号", 1),
    ("申请人", 1),
    ("事项", 6),
    ("情形", 2),
    ("材料", 10),
    ("表单", 70),
    ("结论与受理", 2),
    ("后台签收", 10),
    ("审查意见", 14),
    ("容缺补齐", 3),
    ("决定", 11),
    ("移交出件", 10),
    ("送达", 25),
];

#[test]
fn d8_the_main_job_with_an_input_method_that_stays_on() {
    let mut desk = Desk::open(80, 24, &[]).with_input_method();
    licence(&mut desk);
    assert_eq!(desk.counted(), KEYS);
    assert_eq!(desk.keys(), 165);
}

/// What an input method makes of keys where no text goes: a word is told that there is no field, and changes nothing; letters
/// never come; its signs are the keys that they stand for.
#[test]
fn d8_an_input_method_that_stays_on_does_no_harm_on_the_check_list() {
    let mut desk = Desk::open(80, 24, &[]).with_input_method();
    desk.scan(ZHANG);
    desk.sees("张*兰");
    desk.write("食品经营");
    desk.sees("食品经营许可(新办)");
    desk.press("Enter 1 1");
    desk.sees("齐 0 ∙ 免交 1 ∙ 容缺 0 ∙ 缺 0 ∙ 未核 7");
    desk.press("a i y a Space");
    desk.sees("这里没有可输入的栏");
    desk.press("a i y a Esc - / 1");
    desk.sees("齐 0 ∙ 免交 1 ∙ 容缺 0 ∙ 缺 2 ∙ 未核 5");
    desk.press("F1");
    desk.sees("┌ 帮助");
    desk.press("Esc ?");
    desk.sees("┌ 帮助");
}

/// F22: the same keys as with colours, and what is chosen, lacks or is done is said by words, signs and reverse alone.
#[test]
fn d8_the_main_job_on_a_small_terminal_without_colours() {
    let mut desk = Desk::open(80, 24, &[("NO_COLOR", "1"), ("CHUANGTAI_THEME", "mono")]);
    licence(&mut desk);
    assert_eq!(desk.counted(), KEYS);
    let written = String::from_utf8(desk.terminal.written()).unwrap();
    let looks = written.split("\x1b[").filter_map(|piece| piece.split_once('m')).map(|(numbers, _)| numbers);
    let looks = looks.filter(|numbers| numbers.chars().all(|c| c.is_ascii_digit() || c == ';'));
    let mut reversed = 0;
    for number in looks.flat_map(|numbers| numbers.split(';')) {
        reversed += usize::from(number == "7");
        let number: u8 = number.parse().unwrap_or(0);
        assert!(!matches!(number, 30..=38 | 40..=48 | 90..=107), "{number} is a colour");
    }
    assert!(reversed > 50, "only {reversed} places are reversed");
}
