//! A throw-away `PostgreSQL` from the installed binaries: one per run, on a socket in a folder of its own, with a database
//! per test. It ends with the run, however that ends: a shell waits for the run's end of a pipe to close.

use std::{
    collections::HashMap,
    fs,
    io::Write as _,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use chuangtai::central::{Location, prepare};
use tokio_postgres::{NoTls, SimpleQueryMessage};

/// The role that the service runs as; it owns nothing.
const ROLE: &str = "hall";

/// A database with the schema and nothing else.
const EMPTY: &str = "empty_hall";

const SCRIPT: &str = r#"
trap '' INT TERM
dir=$1 bin=$2 sync=$3
"$bin/initdb" -D "$dir/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || exit 1
start() {
    "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=$sync -c full_page_writes=$sync \
        -c max_connections=400 -c shared_buffers=64MB -c max_wal_size=4GB >>"$dir/log" 2>&1 &
    server=$!
}
start
# A word on the pipe: the server dies as it stands, and comes back as soon as the last of it is gone.
while read -r word; do
    kill -KILL $server
    wait $server
    start
    sleep 0.2
    while ! kill -0 $server 2>/dev/null; do start; sleep 0.2; done
done
kill -QUIT $server
wait $server
cd /
rm -rf "$dir"
"#;

pub struct Server {
    socket: PathBuf,
    bin: PathBuf,
    places: Mutex<HashMap<PathBuf, String>>,
    making: Mutex<()>,
    alive: Mutex<ChildStdin>,
}

/// The server of this run, if one is installed.
pub fn shared() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let server = bin().map(|bin| Server::start(&bin, false));
            let wanted = std::env::var_os("CHUANGTAI_TEST_POSTGRES").is_some();
            assert!(server.is_some() || !wanted, "no PostgreSQL is installed, and CHUANGTAI_TEST_POSTGRES wants it");
            if server.is_none() {
                eprintln!("no PostgreSQL is installed: its half of the suite runs on SQLite instead");
            }
            server
        })
        .as_ref()
}

/// The folder of `initdb` and `postgres`.
fn bin() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for (root, inside) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/Library/PostgreSQL", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ] {
        let versions = fs::read_dir(root).into_iter().flatten().flatten();
        let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join(inside)).collect();
        versions.sort();
        folders.extend(versions.into_iter().rev());
    }
    let whole = |folder: &PathBuf| ["initdb", "postgres"].iter().all(|name| folder.join(name).is_file());
    folders
        .into_iter()
        .filter(whole)
        .find_map(|folder| fs::canonicalize(folder.join("postgres")).ok()?.parent().map(PathBuf::from))
}

/// The server refuses to run as root: then it runs as its own user, or as nobody.
fn other_user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2);
        Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).unwrap_or((65534, 65534))
}

impl Server {
    #[allow(clippy::zombie_processes, reason = "the shell outlives the run, to clean up behind it")]
    pub fn start(bin: &Path, durable: bool) -> Self {
        let socket = tempfile::Builder::new().prefix("ct-pg").tempdir().unwrap().keep();
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT, "sh"]).arg(&socket).arg(bin).arg(if durable { "on" } else { "off" });
        shell.current_dir("/");
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        if fs::metadata(&socket).unwrap().uid() == 0 {
            let (uid, gid) = other_user();
            chown(&socket, Some(uid), Some(gid)).unwrap();
            shell.uid(uid).gid(gid);
        }
        let mut shell = shell.spawn().unwrap();
        let server = Self {
            socket,
            bin: bin.to_owned(),
            places: Mutex::default(),
            making: Mutex::default(),
            alive: Mutex::new(shell.stdin.take().unwrap()),
        };
        while let Err(error) = server.run("postgres", "SELECT 1") {
            let log = || fs::read_to_string(server.socket.join("log")).unwrap_or_default();
            assert!(shell.try_wait().unwrap().is_none(), "{error}: {}", log());
            thread::sleep(Duration::from_millis(50));
        }
        server.run("postgres", &format!("CREATE ROLE {ROLE} LOGIN")).unwrap();
        server.run("postgres", &format!("CREATE DATABASE {EMPTY}")).unwrap();
        prepare(&server.own(EMPTY), ROLE).unwrap();
        server
    }

    /// One of its own, whose commits wait for the disk; `None` where none is installed.
    pub fn durable() -> Option<Self> {
        bin().map(|bin| Self::start(&bin, true))
    }

    /// Kills it with -9, and starts it again on what it had written. Ends when it answers again.
    pub fn crash(&self) {
        let asked = self.run("postgres", "SELECT pg_postmaster_start_time()").unwrap();
        self.alive.lock().unwrap().write_all(b"crash\n").unwrap();
        while self.run("postgres", "SELECT pg_postmaster_start_time()").is_ok_and(|now| now == asked) {
            thread::sleep(Duration::from_millis(5));
        }
        while self.run("postgres", "SELECT 1").is_err() {
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// One of the programs that came with it.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// Where the socket lies.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// A database in a URL.
    pub fn url(socket: &Path, database: &str, user: &str) -> String {
        format!("postgres:///{database}?host={}&user={user}", socket.to_str().unwrap())
    }

    /// A database as its owner opens it.
    pub fn own(&self, database: &str) -> Location {
        Self::url(&self.socket, database, "postgres").parse().unwrap()
    }

    /// A database as the service opens it.
    pub fn serve(&self, database: &str) -> Location {
        Self::serve_through(&self.socket, database)
    }

    /// The same as a command line says it.
    pub fn url_of(&self, database: &str) -> String {
        Self::url(&self.socket, database, ROLE)
    }

    /// The same through another socket.
    pub fn serve_through(socket: &Path, database: &str) -> Location {
        Self::url(socket, database, ROLE).parse().unwrap()
    }

    /// A new database with the schema and nothing else.
    pub fn new_database(&self) -> String {
        self.database_from(EMPTY)
    }

    /// A new database without even a schema.
    pub fn bare_database(&self) -> String {
        self.database_from("template1")
    }

    fn database_from(&self, template: &str) -> String {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("hall_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let _one_at_a_time = self.making.lock().unwrap();
        self.run("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}")).unwrap();
        name
    }

    /// The database that stands for a file.
    pub fn database_of(&self, path: &Path) -> String {
        let mut places = self.places.lock().unwrap();
        places.entry(path.to_owned()).or_insert_with(|| self.new_database()).clone()
    }

    /// Gives the service its rights, as after a restore.
    pub fn prepare(&self, database: &str) {
        prepare(&self.own(database), ROLE).unwrap();
    }

    /// Runs statements as the owner; answers the rows, values as texts.
    pub fn run(&self, database: &str, sql: &str) -> Result<Vec<Vec<String>>, String> {
        let (url, sql) = (Self::url(&self.socket, database, "postgres"), sql.to_owned());
        ask(url, sql)
    }

    /// The same as the service's role.
    pub fn run_as_service(&self, database: &str, sql: &str) -> Result<Vec<Vec<String>>, String> {
        ask(Self::url(&self.socket, database, ROLE), sql.to_owned())
    }

    /// A dump of one database in another.
    pub fn copy(&self, from: &str, to: &str) {
        self.run("postgres", &format!("DROP DATABASE {to}")).unwrap();
        self.run("postgres", &format!("CREATE DATABASE {to}")).unwrap();
        let tool = |name: &str, database: &str| {
            let mut tool = Command::new(self.tool(name));
            tool.arg("-h").arg(&self.socket).args(["-U", "postgres", "-d", database]);
            tool
        };
        let mut dump = tool("pg_dump", from).stdout(Stdio::piped()).spawn().unwrap();
        let mut restore = tool("psql", to);
        restore.args(["-q", "-v", "ON_ERROR_STOP=1"]).stdin(dump.stdout.take().unwrap()).stdout(Stdio::null());
        assert!(restore.status().unwrap().success() && dump.wait().unwrap().success());
    }

    /// The tables in which these characters stand.
    pub fn holding(&self, database: &str, characters: &str) -> Vec<String> {
        let columns = self
            .run(
                database,
                "SELECT table_name, column_name, data_type FROM information_schema.columns
                 WHERE table_schema = 'public' ORDER BY table_name",
            )
            .unwrap();
        let mut tables: Vec<String> = Vec::new();
        for column in columns {
            let [table, column, kind] = &column[..] else { unreachable!() };
            let text = if kind == "bytea" { format!("encode({column}, 'escape')") } else { format!("{column}::text") };
            let sql = format!("SELECT 1 FROM {table} WHERE {text} LIKE '%{characters}%' LIMIT 1");
            if !self.run(database, &sql).unwrap().is_empty() && !tables.contains(table) {
                tables.push(table.clone());
            }
        }
        tables
    }
}

/// On a thread and in a runtime of its own, so that it works from inside any other.
fn ask(url: String, sql: String) -> Result<Vec<Vec<String>>, String> {
    let asking = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            tokio::spawn(connection);
            let parts = client.simple_query(&sql).await?;
            let rows = parts.iter().filter_map(|part| match part {
                SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|column| row.get(column).unwrap_or_default().to_owned()).collect())
                }
                _ => None,
            });
            Ok(rows.collect())
        })
    });
    asking.join().unwrap().map_err(|error: tokio_postgres::Error| format!("{error:?}"))
}
