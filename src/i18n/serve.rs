//! Texts of `chuangtai serve`.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("cli.serve", "运行本大厅的中心服务", "Run the central service of a hall"),
    (
        "cli.serve.listen",
        "监听地址,只能是本机(对外请在前面加 TLS 代理)",
        "Address to listen on, of this machine only (put a TLS proxy in front)",
    ),
    (
        "cli.serve.db",
        "数据库:文件路径,或 postgres://用户@主机/库名;默认为数据目录 centre 下的文件",
        "Database: a file, or postgres://role@host/name; by default a file below the data folder",
    ),
    ("cli.serve.db_unknown", "不认识这种数据库地址:{0}", "The database's URL is not known: {0}"),
    (
        "cli.serve.keys",
        "密钥目录;同一个库的各实例必须用相同的密钥",
        "Folder of the keys; all instances of one database need the same ones",
    ),
    (
        "cli.serve.prepare",
        "由 PostgreSQL 库的所有者运行一次:建表或升级,并只给这个用户服务所需的权限,然后退出",
        "Run by the owner of a PostgreSQL database: makes or upgrades the tables, lets this role serve, and ends",
    ),
    (
        "cli.serve.prepared",
        "数据库已备好,请让服务以用户 {0} 连接",
        "The database is ready; let the service connect as {0}",
    ),
    (
        "cli.serve.realm",
        "库的用途,建库时写定:live 正式、training 培训、demo 演示",
        "What the database is for, fixed at its birth: live, training or demo",
    ),
    ("cli.serve.hall", "大厅名称(建库时写定,印在文书上)", "Name of the hall as printed, fixed at birth"),
    (
        "cli.serve.public_url",
        "浏览器访问本中心的网址(用于扫码登录),如 https://hall.example",
        "Address under which browsers find this centre, for sign-in by QR code",
    ),
    ("cli.serve.init", "新建第一个系统管理员", "Make the first administrator"),
    (
        "cli.serve.password_stdin",
        "从标准输入读第一个管理员的口令,不自动生成",
        "Read that password from standard input instead of drawing one",
    ),
    ("cli.serve.home", "所有文件放在这个目录下", "Folder for everything"),
    (
        "cli.serve.loopback",
        "不加密的 HTTP 只对本机开放:请用 127.0.0.1,对外请在前面加 TLS 代理",
        "Plain HTTP is for this machine only: use 127.0.0.1 and put a TLS proxy in front",
    ),
    ("cli.serve.failed", "服务没有启动:{0}", "The service did not start: {0}"),
    (
        "cli.serve.disk_failed",
        "数据库所在磁盘没有确认写入,服务已停止。请检查磁盘后重新启动;已出回执的业务都在,没有回执的会由各窗口自动重送",
        "The database's disk did not confirm a write, and the service has stopped. Check the disk and start it again. What has a receipt is there; what has none is sent again by the windows",
    ),
    ("cli.serve.port", "端口打不开:{0}", "The port cannot be opened: {0}"),
    ("cli.serve.files", "文件无法读写:{0}", "Files cannot be read or written: {0}"),
    ("cli.serve.no_home", "找不到数据目录,请用 --db 或 --home 指定", "No data folder; name one with --db or --home"),
    ("cli.serve.listening", "http://{0} {1} 已启动,按 Ctrl-C 停止", "http://{0} {1} is up; Ctrl-C stops it"),
    ("cli.serve.init_live", "演示和培训库不需要 --init", "A demo or training database needs no --init"),
    ("cli.serve.init_done", "已有账号,不能再 --init", "There are accounts already; --init is refused"),
    ("cli.serve.admin", "系统管理员", "Administrator"),
    (
        "cli.serve.first_admin",
        "第一个管理员:{0},口令(只显示这一次):{1}",
        "First administrator: {0}, password (shown this once): {1}",
    ),
    (
        "password.weak",
        "口令至少 10 位,含大写、小写、数字、符号中的三类",
        "A password needs at least 10 characters of three classes",
    ),
    ("password.not_stored", "账号没有存上,请重试", "The account was not stored; try again"),
    ("open.storage", "数据库打不开:{0}", "The database cannot be opened: {0}"),
    (
        "open.keys",
        "密钥文件有问题:{0}。请检查 keys 目录,文件只许服务本身读取",
        "The key files are not right: {0}. Only the service itself may read them",
    ),
    (
        "open.other_realm",
        "这个数据库的用途不同:{0}。库的用途建库时写定,不能更改",
        "The database is for something else: {0}. That is fixed at its birth",
    ),
    (
        "open.other_keys",
        "这个数据库属于另一套密钥:各实例的 keys 目录必须相同,请从第一个实例复制",
        "The database belongs to other keys: all instances need the same keys folder, copied from the first one",
    ),
    (
        "open.may_rewrite",
        "这个数据库用户能改写命令、事件和审计,不得用来对外服务:请由库的所有者运行 chuangtai serve --prepare 用户名,再以那个用户连接",
        "This database role could rewrite commands, events and audit. Let the owner run `chuangtai serve --prepare ROLE` and connect as that role",
    ),
    ("open.profile", "数据库里的地区配置不认识:{0}", "The region profile in the database is not known: {0}"),
    ("open.demo", "演示大厅没有布置好:{0}", "The demo hall could not be set up: {0}"),
];
