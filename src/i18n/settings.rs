//! What can be set, and what is said about the file that sets it.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("setting.theme", "主题", "Theme"),
    (
        "setting.theme.help",
        "屏幕的颜色和符号:dark light high-contrast colour-blind mono,或自己的主题文件名",
        "Colours and signs: dark light high-contrast colour-blind mono, or a theme file of your own",
    ),
    ("setting.keymap", "键位", "Keymap"),
    (
        "setting.keymap.help",
        "按键的含义:default numpad vim,或自己的键位文件名",
        "What keys do: default numpad vim, or a keymap file of your own",
    ),
    ("setting.language", "界面语言", "Language"),
    ("setting.language.help", "zh 中文,en 英文;文书始终是中文", "zh Chinese, en English; papers are always Chinese"),
    ("setting.width", "歧义宽度字符", "Ambiguous width"),
    (
        "setting.width.help",
        "终端把 — … ° 之类画成一列(narrow)还是两列(wide);auto 由程序判断",
        "Whether this terminal draws — … ° one column wide (narrow) or two (wide); auto finds out",
    ),
    ("setting.mouse", "鼠标", "Mouse"),
    (
        "setting.mouse.help",
        "是否响应鼠标;关闭后可用鼠标选取屏幕文字",
        "Whether the mouse is listened to; off leaves it to select text",
    ),
    ("setting.plain", "行模式", "Line mode"),
    (
        "setting.plain.help",
        "逐行问答,不画框,供读屏软件和盲文点显器使用",
        "Questions and answers line by line, for screen readers and braille lines",
    ),
    ("setting.lock_minutes", "自动锁屏(分钟)", "Lock after (minutes)"),
    (
        "setting.lock_minutes.help",
        "多少分钟无按键即锁屏;只能提前,不能超过规定的上限",
        "Minutes without a key until the screen locks; may be earlier than the rules say, never later",
    ),
    ("setting.centre", "中心地址", "Centre"),
    (
        "setting.centre.help",
        "本窗口所连的中心,例如 https://centre.example;留空则须用 --centre 给出",
        "The centre of this window, such as https://centre.example; empty = give --centre",
    ),
    ("setting.papers", "文书文件夹", "Folder for papers"),
    (
        "setting.papers.help",
        "待打印文书存放的文件夹;留空用本程序的数据文件夹",
        "Where papers for the printer are put; empty = the program's own data folder",
    ),
    ("setting.reader_gap", "读码间隔(毫秒)", "Reader gap (ms)"),
    (
        "setting.reader_gap.help",
        "扫码枪、读卡器相邻两字符的最长间隔;读出的号码被拆开时调大",
        "Longest pause between two characters of a reader; raise it if a number arrives in pieces",
    ),
    ("setting.from.default", "默认", "default"),
    ("setting.from.file", "config.toml 第 {0} 行", "config.toml line {0}"),
    ("setting.from.environment", "环境变量 {0}", "variable {0}"),
    ("setting.from.flag", "命令行 {0}", "flag {0}"),
    ("setting.wrong.choice", "应为其中之一:{0}", "must be one of: {0}"),
    (
        "setting.wrong.name",
        "应为文件名(字母、数字、- 和 _),不含路径和后缀",
        "must be a file name of letters, digits, - and _, without path or ending",
    ),
    ("setting.wrong.flag", "应为 true 或 false", "must be true or false"),
    ("setting.wrong.range", "应为 {0} 到 {1} 的整数", "must be a whole number from {0} to {1}"),
    ("setting.wrong.text", "应为加引号的文字", "must be text in quotes"),
    ("setting.fault.syntax", "不是有效的 TOML:{0}", "Not TOML: {0}"),
    ("setting.fault.unknown", "没有设置项“{0}”", "There is no setting “{0}”"),
    ("setting.fault.unknown_near", "没有设置项“{0}”,是否为“{1}”", "There is no setting “{0}”; perhaps “{1}”"),
    ("setting.fault.wrong", "{0}:{1},仍用原来的值", "{0}: {1}; the former value holds"),
    ("cli.config", "列出每项设置的值和来源", "Print each setting and where its value came from"),
    ("cli.config.path", "只输出设置文件的位置", "Print only where the file is"),
    ("cli.completions", "输出命令行补全脚本", "Print the shell's completion script"),
    ("cli.completions.shell", "哪种 shell", "Which shell"),
];
