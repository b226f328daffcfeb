//! "Nothing lost, nothing doubled" with real processes: two instances of `chuangtai serve` on one server, twenty desks
//! that work, and kill -9, of an instance or of the database itself (RELIABILITY F54, F58, F59).
//!
//! | variable | meaning | ordinary |
//! |---|---|---|
//! | `CHUANGTAI_FAILOVER_WINDOWS` | desks that work | 20 |
//! | `CHUANGTAI_FAILOVER_NOTES` | commands of each after the one that opens its case | 4 |
//! | `CHUANGTAI_FAILOVER_KILLS` | kills of each of the tests | 1 |

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use chuangtai::{
    contract::{AuditPage, ReceiptPayload},
    desk::{
        Config, Delivered, Desk,
        api::{CentreUrl, HttpTransport, Request, Response, Sending, Transport, TransportError},
        vault::{NoKeyring, Unlock},
    },
    domain::{
        lifecycle::{Act, act},
        role::Role,
    },
    ports::{Entropy as _, ManualClock},
    runtime::{SystemEntropy, Threads},
};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    postgres::world::{MORNING, World, clock_at},
    server::{Server, shared},
    sqlite,
    windows::Hall,
};

fn number(name: &str, ordinary: usize) -> usize {
    std::env::var(name).map_or(ordinary, |text| text.parse().unwrap())
}

/// `chuangtai serve` as a process.
struct Instance {
    process: Child,
    address: String,
}

impl Instance {
    fn start(hall: &Hall) -> Self {
        let url = Server::url(hall.server.socket(), &hall.database, "hall");
        let mut process = Command::new(env!("CARGO_BIN_EXE_chuangtai"))
            .args(["serve", "--realm", "demo", "--listen", "127.0.0.1:0", "--db", &url, "--keys"])
            .arg(hall.keys.path())
            .env("CHUANGTAI_HOME", hall.keys.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let address = loop {
            let mut said = String::new();
            assert!(out.read_line(&mut said).unwrap() > 0, "it ended without serving");
            if let Some(at) = said.find("127.0.0.1:") {
                break said[at..].split(|c: char| !(c.is_ascii_digit() || ".:".contains(c))).next().unwrap().to_owned();
            }
        };
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Self { process, address }
    }

    /// kill -9.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The addresses of all instances. Who gets no answer from one turns to the next; what becomes of the request that had
/// none is the desk's own business.
#[derive(Default)]
struct Ways(Mutex<Vec<Arc<HttpTransport>>>);

impl Ways {
    fn lead_to<'a>(&self, instances: impl IntoIterator<Item = &'a Instance>) {
        let to = |instance: &Instance| CentreUrl::parse(&format!("http://{}", instance.address)).unwrap();
        let ways = instances.into_iter().map(|at| Arc::new(HttpTransport::new(to(at), &[]).unwrap()));
        *self.0.lock().unwrap() = ways.collect();
    }
}

/// A desk's list of addresses, and the one that it uses.
struct Line {
    ways: Arc<Ways>,
    turn: AtomicUsize,
}

impl Line {
    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let turn = self.turn.load(Ordering::SeqCst);
        let way = {
            let ways = self.ways.0.lock().unwrap();
            ways[turn % ways.len()].clone()
        };
        let answer = way.send(request).await;
        if answer.is_err() {
            self.turn.store(turn + 1, Ordering::SeqCst);
        }
        answer
    }
}

impl Transport for Line {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }
}

/// A desk at work, and what it was promised.
struct Window {
    desk: Desk,
    clock: Arc<ManualClock>,
    _dir: tempfile::TempDir,
}

impl Window {
    async fn open(ways: &Arc<Ways>, person: Uuid, number: usize) -> Self {
        let (dir, clock) = (tempfile::tempdir().unwrap(), clock_at(MORNING));
        let desk = Desk::open(Config {
            dir: dir.path().to_owned(),
            realm: chuangtai::contract::Realm::Demo,
            unlock: Unlock::Demo,
            safe: Arc::new(NoKeyring),
            transport: Arc::new(Line { ways: ways.clone(), turn: AtomicUsize::new(number) }),
            clock: clock.clone(),
            entropy: Arc::new(SystemEntropy),
            spawn: Arc::new(Threads),
            reconnect_spread: SignedDuration::ZERO,
            reserve_bytes: 0,
        });
        let desk = desk.await.unwrap();
        desk.connect().await.unwrap();
        desk.sign_in_demo(person).await.unwrap();
        desk.enrol(&format!("窗口{number}")).await.unwrap();
        Self { desk, clock, _dir: dir }
    }

    /// Seals a command and does not rest before its receipt is in the desk's store. How long that took.
    async fn act(&self, case: Uuid, version: u64, act: &Act) -> (ReceiptPayload, Duration) {
        let begun = Instant::now();
        let sealed = self.desk.seal(act, Some(case), version, None).await.unwrap();
        loop {
            if let Delivered::Settled(settled) = self.desk.deliver(sealed.command_id).await.unwrap() {
                return (settled.payload, begun.elapsed());
            }
            // The pause that the desk makes is over; the next address is tried.
            self.clock.advance(SignedDuration::from_hours(1));
            if self.desk.connect().await.is_ok() {
                self.desk.flush().await.unwrap();
            }
        }
    }

    /// A case from its receiving through some notes.
    async fn work(self, receive: Act, notes: usize, answered: Arc<AtomicUsize>) -> Vec<(ReceiptPayload, Duration)> {
        let case = SystemEntropy.uuid();
        let mut all = Vec::new();
        for version in 0..=notes {
            let note = Act::NoteAdd(act::Note { text: format!("第{version}次") });
            let act = if version == 0 { &receive } else { &note };
            all.push(self.act(case, u64::try_from(version).unwrap(), act).await);
            answered.fetch_add(1, Ordering::SeqCst);
        }
        all
    }
}

/// Lets the windows work while `disturb` is called, each time some of the work is done, and holds what they were
/// promised against what the database has.
fn disturbed(hall: &Hall, mut disturb: impl FnMut(&mut Vec<Instance>)) {
    let windows = number("CHUANGTAI_FAILOVER_WINDOWS", 20);
    let notes = number("CHUANGTAI_FAILOVER_NOTES", 4);
    let kills = number("CHUANGTAI_FAILOVER_KILLS", 1);
    let world = World::around(hall.open(1), hall.clock.clone());
    let (clerk, keys) = (world.role(Role::Clerk), world.keys.clone());
    drop(world);
    let receive = sqlite::protocol::receive(&sqlite::world::World::new());

    let mut instances = vec![Instance::start(hall), Instance::start(hall)];
    let ways = Arc::new(Ways::default());
    ways.lead_to(&instances);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let answered = Arc::new(AtomicUsize::new(0));
    let working: Vec<_> = runtime.block_on(async {
        let mut open = Vec::new();
        for number in 0..windows {
            open.push(Window::open(&ways, clerk.id, number).await);
        }
        open.into_iter().map(|window| tokio::spawn(window.work(receive.clone(), notes, answered.clone()))).collect()
    });
    let total = windows * (notes + 1);
    for kill in 1..=kills {
        let over = |done: usize| done >= total * kill / (kills + 1);
        while !over(answered.load(Ordering::SeqCst)) && !working.iter().all(tokio::task::JoinHandle::is_finished) {
            std::thread::yield_now();
        }
        disturb(&mut instances);
        ways.lead_to(&instances);
    }
    let mut told = Vec::new();
    for window in working {
        told.extend(runtime.block_on(window).unwrap());
    }
    drop(instances);

    let mut waits: Vec<Duration> = told.iter().map(|(_, wait)| *wait).collect();
    waits.sort_unstable();
    println!(
        "{total} commands, {kills} kills: median wait {:?}, longest {:?}",
        waits[waits.len() / 2],
        waits[total - 1]
    );
    let count = |table: &str| hall.number(&format!("SELECT count(*) FROM {table}"));
    assert_eq!(told.len(), total);
    assert_eq!((count("commands"), count("events"), count("changes")), (total, total, total));
    assert_eq!(hall.number("SELECT max(seq) FROM changes"), total, "no hole");
    assert_eq!((count("cases"), hall.number("SELECT count(DISTINCT case_no) FROM cases")), (windows, windows));
    for (receipt, _) in &told {
        let stored = format!(
            "SELECT count(*) FROM audit AS a JOIN commands AS c ON c.command_id = '{}'
             WHERE a.seq = {} AND a.hash = '{}'",
            receipt.command_id, receipt.audit_seq, receipt.audit_hash
        );
        assert_eq!(hall.number(&stored), 1, "a receipt without its command: {receipt:?}");
    }
    let after = World::around(hall.open(2), hall.clock.clone());
    assert_eq!(after.keys, keys);
    let page: AuditPage = after.get(&after.role(Role::Auditor), "/v1/audit").json();
    assert_eq!(page.broken_at, None);
}

#[test]
fn f59_an_instance_is_killed_while_twenty_windows_work() {
    let Some(hall) = Hall::new() else { return };
    disturbed(&hall, |instances| {
        instances.remove(0).kill();
        instances.push(Instance::start(&hall));
    });
}

#[test]
fn f58_the_database_is_killed_under_load_and_loses_nothing() {
    if shared().is_none() {
        return;
    }
    // Nobody else's tests may lose theirs.
    let server = Server::durable().unwrap();
    let server: &'static Server = Box::leak(Box::new(server));
    let hall =
        Hall { server, database: server.new_database(), keys: tempfile::tempdir().unwrap(), clock: clock_at(MORNING) };
    disturbed(&hall, |_| server.crash());
}
