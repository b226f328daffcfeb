//! F24: readers and scanners of every habit, as a clerk has them on the counter.

use crate::clerk::Desk;

/// 张桂兰, ticket A017.
const ZHANG: &str = "000000196805122265";
/// 谢薇.
const XIE: &str = "000000200304270824";
/// A company of the demo hall, and a shop.
const COMPANY: &str = "91000000Q00000034K";
const SHOP: &str = "92000000Q00000018T";

/// CR, LF, Tab, both: the citizen is there, and nothing on the next page was chosen by it.
#[test]
fn f24_whatever_a_reader_ends_with_identifies_and_submits_nothing() {
    let mut desk = Desk::open(80, 24, &[]);
    for (number, ending) in [(ZHANG, "\r"), (XIE, "\n"), (COMPANY, "\t"), (ZHANG, "\r\n")] {
        for in_field in [false, true] {
            if in_field {
                desk.press("F2");
                desk.sees("证件号码");
            }
            desk.terminal.scan(number, ending);
            desk.sees("信用 ");
            desk.sees("▸2 事项");
            assert!(!desk.terminal.text().contains("▸3"), "{ending:?}\n{}", desk.terminal.text());
            desk.press("F8");
            desk.sees("候办");
        }
    }
}

/// The same field twice: what stands there is not overwritten by a code that came by mistake.
#[test]
fn f24_a_second_scan_asks_and_a_code_through_an_input_method_counts_for_nothing() {
    let mut desk = Desk::open(80, 24, &[]);
    // Letters of the code went to the input method, and it made something of them.
    desk.terminal.scan("92000000\u{5168}00000018", "\r");
    desk.sees("请切换到英文输入后重扫");
    desk.terminal.scan(ZHANG, "\r");
    desk.sees("▸2 事项");
    desk.press("text:食品经营");
    desk.sees("食品经营许可(新办)");
    desk.press("Enter 1 1");
    desk.sees("材料核对");
    desk.press("C-e Enter");
    desk.sees("申请表");
    desk.terminal.scan(SHOP, "\r");
    desk.sees(SHOP);
    desk.terminal.scan(COMPANY, "\r");
    desk.sees("再扫一次");
    assert!(desk.terminal.text().contains(SHOP), "{}", desk.terminal.text());
    desk.terminal.scan(COMPANY, "\r");
    desk.sees(COMPANY);
    desk.terminal.scan("91000000\u{5168}00000034", "\r");
    desk.sees("请切换到英文输入后重扫");
    let text = desk.terminal.text();
    assert!(text.contains(COMPANY) && !text.contains("91000000\u{5168}"), "{text}");
}
