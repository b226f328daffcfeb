//! kill -9 (RELIABILITY F01, F54): of a desk, of the centre and of the program with its screen, at any point; then all
//! is opened again and compared with what had been promised.
//!
//! | variable | meaning | ordinary |
//! |---|---|---|
//! | `CHUANGTAI_KILLS` | kills of the desk, and as many of the centre | 200 |
//! | `CHUANGTAI_KILL_SEED` | first seed; a failure names its own | 1 |
//!
//! Desk and centre run as processes of their own: this very test program, started again as a worker. Half of them die
//! inside a call of the disk, which is then half done; the others are killed from outside. `CHUANGTAI_KILL_ORDER` tells
//! a worker what to do; without it a worker is a test that does nothing.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::process::ExitStatusExt as _,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use chuangtai::{
    contract::Realm,
    desk::{
        Config, Desk,
        api::Transport,
        vault::{NoKeyring, Unlock},
    },
    ports::{Clock, Entropy},
    runtime::{SystemEntropy, Threads},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cut::number;

/// Cycles that one store, or one database, lives through.
pub const PER_STORE: usize = 100;
const ORDER: &str = "CHUANGTAI_KILL_ORDER";
/// Longest wait for a process that should say something or die.
const PATIENCE: Duration = Duration::from_mins(2);

pub fn kills() -> usize {
    number("CHUANGTAI_KILLS", 200)
}

pub fn first_seed() -> u64 {
    number("CHUANGTAI_KILL_SEED", 1) as u64
}

/// What a worker is told.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    /// Its directory.
    pub dir: PathBuf,
    /// Its centre; empty for a centre.
    pub centre: String,
    /// Who works there.
    pub person: Uuid,
    /// A command whose act is receiving a case.
    pub receive: String,
    pub seed: u64,
    /// Dies in this call of its disk.
    pub death: Option<u64>,
}

impl Order {
    /// The order that this process was started with, if it is a worker.
    pub fn given() -> Option<Self> {
        std::env::var(ORDER).ok().map(|text| serde_json::from_str(&text).unwrap())
    }

    /// Starts this program again as the named worker.
    pub fn start(&self, worker: &str) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args([worker, "--exact", "--nocapture", "--test-threads=1"])
            .env(ORDER, serde_json::to_string(self).unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// Says a line to whoever started this process; it is in the pipe when this returns.
pub fn say(line: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// A process under way, and the lines that it says.
pub struct Watched {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Watched {
    pub fn new(mut child: Child) -> Self {
        let (tell, lines) = std::sync::mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).filter(|line| !line.is_empty()).all(|line| tell.send(line).is_ok())
        });
        Self { child, lines }
    }

    /// The next line; `None` = there will be none.
    pub fn line(&self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => None,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("the process says nothing and lives on"),
        }
    }

    /// kill -9 after `delay`; it may be dead already. Answers what it had said meanwhile.
    pub fn kill(mut self, delay: Duration) -> Vec<String> {
        let end = Instant::now() + delay;
        while Instant::now() < end {
            std::hint::spin_loop();
        }
        // One that has died by itself cannot be killed.
        let _ = self.child.kill();
        self.dead()
    }

    /// Waits until it has died; anything else than a kill is a failure. Answers what it had said meanwhile.
    pub fn dead(&mut self) -> Vec<String> {
        let said: Vec<String> = std::iter::from_fn(|| self.line()).collect();
        let status = self.child.wait().unwrap();
        let mut complaint = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            use std::io::Read as _;
            let _ = stderr.read_to_string(&mut complaint);
        }
        assert_eq!(status.signal(), Some(9), "it ended otherwise: {status}\n{complaint}\n{said:?}");
        said
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A desk of the demo hall in this directory.
pub fn desk_config(dir: PathBuf, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Config {
    Config {
        dir,
        realm: Realm::Demo,
        unlock: Unlock::Demo,
        safe: Arc::new(NoKeyring),
        transport,
        clock,
        entropy: Arc::new(SystemEntropy) as Arc<dyn Entropy>,
        spawn: Arc::new(Threads),
        reconnect_spread: SignedDuration::ZERO,
        reserve_bytes: 0,
    }
}

/// Opens the desk, with this person at it and known to the centre.
pub async fn at_work(config: Config, person: Uuid) -> Desk {
    let desk = Desk::open(config).await.unwrap();
    desk.connect().await.unwrap();
    desk.sign_in_demo(person).await.unwrap();
    desk.enrol("综合窗口").await.unwrap();
    desk
}
