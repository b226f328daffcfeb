//! What is said about theme files.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("theme.fault.colour", "“{0}”不是颜色", "“{0}” is no colour"),
    (
        "theme.fault.modifier",
        "“{0}”不是字形修饰(bold dim underlined reversed)",
        "“{0}” is no modifier (bold dim underlined reversed)",
    ),
    ("theme.fault.role", "没有角色“{0}”", "There is no role “{0}”"),
    ("theme.fault.glyph", "没有符号名“{0}”", "There is no glyph “{0}”"),
    ("theme.fault.sign", "“{0}”在有的终端占两列,不能用作符号", "“{0}” is two columns wide in some terminals"),
    ("theme.fault.entry", "“{0}”这一项无法识别", "The entry “{0}” makes no sense"),
    ("theme.fault.syntax", "不是有效的 TOML:{0}", "Not TOML: {0}"),
    ("theme.fault.theme", "没有主题“{0}”", "There is no theme “{0}”"),
    ("theme.fault.circle", "主题“{0}”循环继承", "The theme “{0}” inherits from itself"),
];
