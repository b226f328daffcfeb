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
    (
        "storage.server_lost",
        "数据库服务器没有应答,本次没有写入。请稍候重试;若仍不行,请通知管理员",
        "The database server does not answer; nothing was written. Try again in a moment, or tell the administrator",
    ),
    (
        "storage.server_unsure",
        "提交时与数据库服务器断开,是否已写入还不能确定。请稍候重试,同一事项不会办两次",
        "The line to the database server broke at the end of the write; whether it was done is not known yet. Try again: nothing is done twice",
    ),
    (
        "storage.server_busy",
        "数据库服务器忙,本次没有写入,请稍候重试",
        "The database server is busy; nothing was written. Try again in a moment",
    ),
    (
        "storage.server_refused",
        "数据库服务器不接受连接:请检查地址、库名、用户和口令",
        "The database server refuses the connection: check address, database, user and password",
    ),
    (
        "storage.no_roots",
        "连接数据库服务器要求加密,但没有可用的根证书:请在地址里写明 sslrootcert=文件",
        "The database is to be spoken to by TLS, but no authority is named: give sslrootcert=FILE in the URL",
    ),
    (
        "storage.server_untrusted",
        "数据库服务器的证书不对:不是 sslrootcert 里的机构签发的,或名称不符",
        "The database server's certificate is not from the authority in sslrootcert, or bears another name",
    ),
    (
        "storage.in_clear",
        "到数据库服务器的连接没有加密,不予使用:请在地址里写明 sslmode=verify-full 和 sslrootcert=根证书文件,或用本机套接字;专网内确需明文的,写明 sslmode=disable",
        "The connection to the database server is not encrypted: say sslmode=verify-full and sslrootcert=FILE in the URL, use a socket of this machine, or say sslmode=disable",
    ),
    (
        "storage.not_prepared",
        "数据库还没有为这个用户准备好:请由库的所有者先运行 chuangtai serve --prepare 用户名",
        "The database is not prepared for this role: let its owner run `chuangtai serve --prepare ROLE` first",
    ),
    (
        "storage.server_old",
        "数据库服务器版本太旧,需要 PostgreSQL 15 或更高",
        "The database server is too old: PostgreSQL 15 or newer is needed",
    ),
    (
        "storage.not_durable",
        "数据库服务器的 synchronous_commit 为 off,断电会丢失已答复的受理,不予使用。请改为 on",
        "The database server answers before a commit is durable (synchronous_commit is off). Set it to on",
    ),
    (
        "storage.not_unicode",
        "数据库的编码不是 UTF8,不予使用。请用 UTF8 编码新建数据库",
        "The database's encoding is not UTF8. Create one that is",
    ),
    (
        "storage.not_built",
        "这个程序编译时没有带 PostgreSQL,请换用带有它的版本,或改用数据库文件",
        "This program was built without PostgreSQL. Use one that has it, or a database file",
    ),
    (
        "storage.no_roles",
        "数据库文件没有用户之分,--prepare 只用于 PostgreSQL",
        "A database file has no roles; --prepare is for PostgreSQL",
    ),
];
