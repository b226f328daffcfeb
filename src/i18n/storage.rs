//! What to do when a database file says no.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    (
        "storage.full",
        "磁盘空间已满:本次没有写入,已保存的内容都在。请清理磁盘后重试,并通知管理员",
        "The disk is full: nothing was written this time, all that was saved is safe. Free some space, try again, and tell the administrator",
    ),
    (
        "storage.busy",
        "数据库正被另一个程序占用,请稍候重试;若仍不行,请关闭另一个窗台程序",
        "Another program holds the database. Try again in a moment; if it stays so, close the other window",
    ),
    (
        "storage.cannot_open",
        "打不开数据库文件:请检查路径是否存在、是否有读写权限",
        "The database file cannot be opened: check that the path exists and may be written",
    ),
    (
        "storage.wrong_key",
        "密钥不对,或者这不是数据库文件。请勿删除原文件,联系管理员恢复",
        "The key does not fit, or this is no database. Do not delete the file; ask the administrator to recover it",
    ),
    (
        "storage.foreign",
        "这个文件属于别的程序,不能在此打开。请检查路径",
        "This file belongs to another program and is not opened here. Check the path",
    ),
    (
        "storage.newer_schema",
        "这个文件由更新版本的窗台写成,请升级程序后再打开",
        "A newer version of this program wrote the file. Upgrade the program before opening it",
    ),
    (
        "storage.half_schema",
        "数据库结构不完整,为安全起见不予使用。请从备份恢复",
        "The schema of the database is half made; it is not used. Restore it from a backup",
    ),
    (
        "storage.damaged",
        "数据库文件已损坏,不再写入。请立即从备份恢复,并保留原文件",
        "The database file is damaged; nothing more is written. Restore from a backup and keep the file",
    ),
    (
        "storage.plain",
        "文件没有加密,为安全起见不予使用。请联系管理员",
        "The file is not encrypted and is not used for safety. Ask the administrator",
    ),
    (
        "storage.disk",
        "磁盘出错,本次没有写入。请立即停止使用本机并通知管理员检查磁盘",
        "The disk failed; nothing was written. Stop using this machine and have the disk checked",
    ),
    (
        "storage.other",
        "数据库出错,本次没有写入。请重试;若仍不行,请把编号告诉管理员",
        "The database reported an error; nothing was written. Try again, or tell the administrator the number",
    ),
];
