//! What is said about typed text.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("text.name.empty", "请填写姓名或名称", "A name is needed"),
    ("text.name.too_long", "姓名或名称过长", "The name is too long"),
    (
        "text.name.control",
        "第 {0} 个字符是控制字符({2}),请删去",
        "Character {0} is a control character ({2}): delete it",
    ),
    (
        "text.name.bidi",
        "第 {0} 个字符会改变书写方向({2}),请删去",
        "Character {0} turns the direction of writing ({2}): delete it",
    ),
    ("text.name.invisible", "第 {0} 个字符看不见({2}),请删去", "Character {0} cannot be seen ({2}): delete it"),
    (
        "text.name.emoji",
        "第 {0} 个字符“{1}”是表情符号({2}),姓名中不能用",
        "Character {0} “{1}” is an emoji ({2}): no name has it",
    ),
    ("text.name.dot", "第 {0} 个字符“{1}”({2})请改为间隔号“{3}”", "Character {0} “{1}” ({2}): use the name dot “{3}”"),
    (
        "text.name.dot_place",
        "第 {0} 个字符:间隔号不能在首尾,也不能连用",
        "Character {0}: a name dot stands between two parts",
    ),
    (
        "text.name.blank",
        "第 {0} 个字符:多余或不规范的空格({2})",
        "Character {0}: a blank too many, or not a common one ({2})",
    ),
    (
        "text.name.radical_meant",
        "第 {0} 个字符“{1}”({2})是部首,请改为“{3}”",
        "Character {0} “{1}” ({2}) is a radical: use “{3}”",
    ),
    (
        "text.name.radical",
        "第 {0} 个字符“{1}”({2})是部首,请改为规范字",
        "Character {0} “{1}” ({2}) is a radical: use the character",
    ),
    (
        "text.name.not_in_names_meant",
        "第 {0} 个字符“{1}”({2})不能用于姓名,是否应为“{3}”",
        "Character {0} “{1}” ({2}) is in no name: perhaps “{3}”",
    ),
    ("text.name.not_in_names", "第 {0} 个字符“{1}”({2})不能用于姓名", "Character {0} “{1}” ({2}) is in no name"),
];
