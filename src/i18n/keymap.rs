//! What is said about keymap files.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("keymap.fault.syntax", "不是有效的 TOML:{0}", "Not TOML: {0}"),
    ("keymap.fault.keymap", "没有键位表“{0}”", "There is no keymap “{0}”"),
    ("keymap.fault.circle", "键位表“{0}”循环继承", "The keymap “{0}” inherits from itself"),
    ("keymap.fault.entry", "“{0}”这一项无法识别", "The entry “{0}” makes no sense"),
    ("keymap.fault.key", "“{0}”不是按键", "“{0}” is no key"),
    ("keymap.fault.action", "没有操作“{0}”", "There is no action “{0}”"),
    ("keymap.fault.action_near", "没有操作“{0}”,是否为“{1}”", "There is no action “{0}”; perhaps “{1}”"),
    ("keymap.fault.twice", "“{0}”重复绑定,第 {1} 行已有", "“{0}” is bound twice, first on line {1}"),
    ("keymap.fault.beginning", "“{0}”是“{1}”的开头,后者永远按不到", "“{0}” begins “{1}”, which can never be reached"),
    ("keymap.fault.never", "终端不会送来“{0}”", "Terminals never send “{0}”"),
    (
        "keymap.fault.sometimes",
        "“{0}”可能被终端或输入法占用",
        "Some terminals or input methods keep “{0}” for themselves",
    ),
    ("keymap.fault.hides", "“{0}”盖住了全局操作“{1}”", "“{0}” hides what it does everywhere: “{1}”"),
    (
        "keymap.fault.typed",
        "文本框中绑定了“{0}”,该字符将无法输入",
        "“{0}” is bound in a text field and can no longer be typed",
    ),
    (
        "keymap.fault.only_letters",
        "开着中文输入法时“{0}”无键可用",
        "With a Chinese input method on no key of “{0}” arrives",
    ),
];
