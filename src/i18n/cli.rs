//! Texts of the command line.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("cli.about", "窗台:政务服务综合窗口", "The desk of a comprehensive-window clerk"),
    ("cli.json", "以一行 JSON 作答", "Answer with one line of JSON"),
    (
        "cli.unwritable",
        "答案无法写成 JSON,请去掉 --json 再试",
        "The answer cannot be written as JSON; try without --json",
    ),
    ("cli.date_wrong", "日期不对:请写成 年-月-日,例如 2026-02-11", "Wrong date: write it as 2026-02-11"),
    (
        "cli.usage.missing",
        "缺少必填的参数。用法见 chuangtai --help",
        "A required argument is missing. See chuangtai --help",
    ),
    ("cli.usage.command", "没有这个命令。用法见 chuangtai --help", "There is no such command. See chuangtai --help"),
    (
        "cli.usage.conflict",
        "这些选项不能同时使用。用法见 chuangtai --help",
        "These options exclude one another. See chuangtai --help",
    ),
    (
        "cli.usage.argument",
        "命令行里有不认识的或写错的参数。用法见 chuangtai --help",
        "An argument is unknown or wrong. See chuangtai --help",
    ),
    ("cli.due", "计算期限的最后一日", "The last day of a limit"),
    ("cli.due.from", "起算事件当日(不计入),例如 2026-02-11", "Day of the event, not counted: 2026-02-11"),
    ("cli.due.days", "天数,默认按工作日", "Number of days, working days unless told otherwise"),
    ("cli.due.natural", "按自然日计算", "Count natural days"),
    (
        "cli.due.pause",
        "暂停计时的起止日 A..B,可写多次,重叠的只算一次",
        "Pause from A to B; may be given several times, overlaps count once",
    ),
    ("cli.due.explain", "逐行说明这个日期怎样得来", "Explain line by line how the date came about"),
    ("cli.due.days_wrong", "天数不对:应为 0 到 {0} 的整数", "Wrong number of days: a whole number from 0 to {0}"),
    (
        "cli.due.pause_wrong",
        "暂停的写法不对:请写成 起日..止日,例如 2026-09-08..2026-09-18",
        "Wrong pause: write it as 2026-09-08..2026-09-18",
    ),
    ("cli.due.pause_order", "暂停的止日早于起日,请核对", "The pause ends before it starts"),
    (
        "cli.due.range",
        "无法计算:日历只有{1}年至{2}年,涉及的{0}年不在其中。请加载该年度的放假安排后再算",
        "Cannot tell: the calendar knows {1} to {2} only, not {0}. Load the notice of that year first",
    ),
    ("cli.code", "识别并校验证件号码、信用代码、事项编码和办件编号", "Recognise and check a number or code"),
    (
        "cli.code.number",
        "号码;写 - 则从标准输入读取(个人号码不宜写在命令行上)",
        "The number; - reads it from standard input, which keeps a personal number off the command line",
    ),
    ("cli.code.training", "允许演示号码(地址码 000000)", "Allow demonstration numbers (address part 000000)"),
    ("cli.code.no_input", "标准输入里没有号码,请录入一行", "No number on standard input; give one line"),
    ("cli.code.valid", "有效", "Valid"),
    ("cli.code.invalid", "无效", "Invalid"),
];
