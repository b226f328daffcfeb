//! Texts of `chuangtai backup` and `chuangtai restore`.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("cli.backup", "备份中心:数据库、密钥和文件,加密成一份", "Back the centre up: database, keys and files, sealed"),
    ("cli.backup.to", "备份放在这个目录,须为空或不存在", "Folder for the backup, empty or not there yet"),
    (
        "cli.backup.passphrase",
        "备份口令所在的文件;也可用环境变量 CHUANGTAI_BACKUP_PASSPHRASE",
        "File of the passphrase; or the variable CHUANGTAI_BACKUP_PASSPHRASE",
    ),
    ("cli.restore", "恢复中心的备份(先停止服务)", "Put a backup of the centre back (stop the service first)"),
    ("cli.restore.from", "备份所在的目录", "Folder of the backup"),
    (
        "cli.restore.replace",
        "已有数据库时仍然恢复,原来的改名保留",
        "Put it back although there is a database, which is kept under another name",
    ),
    (
        "backup.made",
        "备份完成:{0}\n时间 {1},审计第 {2} 条 {3}\nSHA-256 {4}",
        "Backup made: {0}\nAt {1}, audit record {2} {3}\nSHA-256 {4}",
    ),
    (
        "backup.put_back",
        "恢复完成:{0} 的备份,审计第 {1} 条。所有会话已结束,请大家重新登录;各窗口会自动核对回执,备份之后办的会自动重送或列在对账单里",
        "Put back: the backup of {0}, audit record {1}. All sessions have ended. The windows compare their receipts by themselves: what came after the backup is sent again or listed",
    ),
    ("backup.aside", "原来的数据库保留在 {0}", "What was there before is kept in {0}"),
    (
        "backup.no_passphrase",
        "没有备份口令:请用 --passphrase-file 指定文件,或设环境变量 {0}",
        "No passphrase: name a file with --passphrase-file, or set {0}",
    ),
    ("backup.no_database", "没有数据库 {0}", "There is no database {0}"),
    ("backup.file", "文件无法读写:{0}", "Files cannot be read or written: {0}"),
    (
        "backup.fault",
        "中心没有备份:{0}。请先运行 chuangtai audit verify",
        "The centre refused: {0}. Run `chuangtai audit verify`",
    ),
    ("backup.occupied", "备份目录里已有文件,请另选一个", "The folder is not empty; choose another"),
    ("backup.short_passphrase", "正式库的备份口令至少 12 个字", "A live centre's passphrase needs 12 characters"),
    ("backup.manifest", "备份的说明文件读不懂", "The backup's manifest cannot be read"),
    ("backup.altered", "备份不完整或被改动过,不予恢复", "The backup was altered or is not whole; nothing was touched"),
    ("backup.passphrase", "备份口令不对", "The passphrase does not open the backup"),
    ("backup.broken", "备份里的审计链或数据库不完整,不予使用", "Audit trail or database in the backup do not hold"),
    ("backup.newer", "备份出自更新的版本,请先更新程序", "The backup is of a newer version; update this program first"),
    (
        "backup.in_the_way",
        "这里已有数据库。确要恢复请加 --replace,原来的会改名保留",
        "There is a database already. With --replace it is kept under another name",
    ),
    ("backup.in_use", "数据库正在使用,请先停止服务", "The database is in use; stop the service first"),
    ("backup.other_centre", "这是另一个中心的备份(密钥或用途不同)", "This is a backup of another centre"),
    ("backup.other_engine", "备份和数据库不是同一种(SQLite、PostgreSQL)", "Backup and database are of different kinds"),
    ("backup.tool", "数据库工具失败:{0}", "A tool of the database failed: {0}"),
    (
        "storage.tool",
        "需要 PostgreSQL 的 pg_dump 和 pg_restore(版本不低于服务器),没有安装或运行失败",
        "pg_dump and pg_restore of PostgreSQL, no older than the server, are not installed or failed",
    ),
];
