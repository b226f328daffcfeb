//! The hall that the morning happens in: a store of either engine that outlives no run, the people of the demonstration
//! with passwords at their real cost, and `chuangtai serve` as a process of its own.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use chuangtai::{
    central::{Centre, KeyPlace, Location, auth::Cost},
    contract::Person,
    domain::role::Role,
    ports::{Clock as _, ManualClock},
    runtime::SystemClock,
};
use tempfile::TempDir;

use crate::{
    server::Server,
    world::{World, config},
};

/// Everybody's, in this hall.
pub const PASSWORD: &str = "Chuang-tai-2026";

/// How many of the clerks sign in in the morning, at the real cost.
pub const SIGNING: usize = 20;

/// A store of one of the engines.
pub enum Store {
    File(PathBuf),
    Server(&'static Server, String),
}

impl Store {
    /// As it is written in a URL.
    fn url(&self) -> String {
        match self {
            Self::File(path) => path.to_str().unwrap().to_owned(),
            Self::Server(server, database) => Server::url(server.socket(), database, "hall"),
        }
    }

    fn location(&self) -> Location {
        self.url().parse().unwrap()
    }
}

pub struct Hall {
    pub dir: TempDir,
    pub store: Store,
    pub people: Vec<Person>,
    /// One more for every window.
    pub clerks: Vec<Person>,
}

impl Hall {
    /// A furnished hall, and what `begin` does in it before it opens.
    pub fn new(server: Option<&'static Server>, windows: usize, begin: impl FnOnce(&World)) -> Self {
        // Beside the build, on a disk: a file system in memory would flatter the store.
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let store = match server {
            None => Store::File(dir.path().join("centre.db")),
            Some(server) => Store::Server(server, server.new_database()),
        };
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let keys = KeyPlace::Folder(dir.path().join("keys"));
        let centre = Centre::open_demo_empty(config(&clock, store.location(), keys)).unwrap();
        let world = World::around(centre, clock);
        let model = world.role(Role::Clerk);
        let clerks: Vec<Person> = (0..windows.max(SIGNING))
            .map(|number| Person { id: world.uuid(), staff_no: format!("CS{number:04}"), ..model.clone() })
            .collect();
        for (number, clerk) in clerks.iter().enumerate() {
            let cost = if number < SIGNING { Cost::Real } else { Cost::Least };
            world.centre.set_password(clerk, PASSWORD, cost).unwrap();
        }
        begin(&world);
        let people = world.people.clone();
        Self { dir, store, people, clerks }
    }

    /// The real service on this store.
    pub fn serve(&self) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chuangtai"));
        command.args(["serve", "--realm", "demo", "--listen", "127.0.0.1:0", "--db", &self.store.url(), "--keys"]);
        command.arg(self.dir.path().join("keys")).env("CHUANGTAI_HOME", self.dir.path());
        // What is asked for is the service's speed and not that of its brakes.
        for limit in ["address", "account", "device", "sign_in"] {
            command.args(["--set", &format!("limits.{limit}_per_minute=0")]);
        }
        command.args(["--set", "limits.reading_percent=0"]);
        command.args(std::env::var("CHUANGTAI_SERVE_ARGS").unwrap_or_default().split_whitespace());
        Served::start(command)
    }
}

/// A process that serves, until this value goes away.
pub struct Served {
    child: Child,
    pub address: String,
}

impl Served {
    /// Starts it and waits for the line in which it says where it listens.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let address = loop {
            said.clear();
            assert!(out.read_line(&mut said).unwrap() > 0, "it ended without serving");
            if let Some(at) = said.find("127.0.0.1:") {
                let rest = &said[at..];
                let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':')).unwrap_or(rest.len());
                break rest[..end].to_owned();
            }
        };
        // Whatever it says later goes nowhere, and must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Self { child, address }
    }

    /// The floor of [`crate::hints::bare`].
    pub fn bare() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(crate::BARE, "1");
        Self::start(command)
    }

    /// Memory that is its own or shared, in KiB; `None` where the machine does not say.
    pub fn memory(&self) -> Option<f64> {
        let status = fs::read_to_string(Path::new("/proc").join(self.child.id().to_string()).join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
