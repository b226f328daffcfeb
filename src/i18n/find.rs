//! Texts of finding items.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("find.about", "按中文、拼音、首字母或编码查找事项", "Find items by Chinese, pinyin, initials or code"),
    ("find.query", "要找的事项;多个词须同时符合", "What to find; several words must all match"),
    ("find.catalogue", "事项目录文件(JSON);不给则用内置目录", "Catalogue file (JSON); the built-in one without it"),
    ("find.limit", "最多列出几项", "How many items at most"),
    ("find.nothing", "没有找到", "Nothing found"),
    ("find.nearest", "相近:{0}", "Near: {0}"),
    ("find.unreadable", "无法读取 {0}:{1}", "Cannot read {0}: {1}"),
    ("find.no_catalogue", "{0} 不是事项目录:{1}", "{0} is no catalogue: {1}"),
];
