//! The centre is killed, again and again, while desks deliver to it: the real `chuangtai serve`, and a worker that
//! serves the same way and dies inside a call of its disk. Every receipt that a desk holds stays true, every command
//! takes effect once, and the audit chain holds (F54, F66).

// Small numbers, on machines with 64 bits.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use chuangtai::{
    central::{Centre, Config, KeyPlace, Location},
    contract::{PublicKey, Realm, Receipt},
    desk::{
        Delivered, Desk, DeskError,
        api::{CentreUrl, HttpTransport, Request, Sending, Transport},
        store::Settled,
    },
    domain::{
        lifecycle::{Act, act},
        settings::Profile,
    },
    ports::{Entropy as _, ManualClock},
    runtime::{SystemClock, SystemEntropy, Threads},
};
use jiff::SignedDuration;
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    cut_image::Dice,
    hall::{MORNING, clock_at},
    kill::{Order, PER_STORE, Watched, at_work, desk_config, first_seed, kills, say},
    kill_desk::receiving,
    ledger::is_sound,
    vfs::{self, Mounted},
    vfs_disk::{Disk, Plan},
};

/// Desks that deliver at the same time.
const DESKS: u64 = 2;
/// One that gives no receipts is killed all the same.
const LONGEST_LIFE: Duration = Duration::from_secs(5);
/// A database is examined from end to end after so many kills, and when it is done with.
const EXAMINED: usize = 25;

fn serve_config(dir: &Path) -> Config {
    Config {
        location: Location::File(dir.join("centre.db")),
        keys: KeyPlace::Folder(dir.join("keys")),
        realm: Realm::Demo,
        hall: String::new(),
        profile: Profile::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
    }
}

/// Serves as `chuangtai serve` does, until it dies.
#[test]
fn worker() {
    let Some(order) = Order::given() else { return };
    let storage = Disk::plain(&order.dir);
    storage.plan(Plan { death: order.death, ..Plan::default() });
    let _mounted = vfs::mount(&storage);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let centre = Centre::open_demo(serve_config(storage.root())).unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        say(&format!("http://{} ", listener.local_addr().unwrap()));
        tokio::spawn(centre.clone().keep_time());
        axum::serve(listener, centre.router()).await.unwrap();
    });
}

/// The way to whichever process is the centre at the time.
#[derive(Default)]
struct Way(Mutex<Option<Arc<HttpTransport>>>);

impl Way {
    fn lead_to(&self, url: &str) {
        let transport = HttpTransport::new(CentreUrl::parse(url).unwrap(), &[]).unwrap();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(transport));
    }
}

impl Transport for Way {
    fn send(&self, request: Request) -> Sending<'_> {
        let transport = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap();
        Box::pin(async move { transport.send(request).await })
    }
}

/// A desk of this process, and what it was told.
struct Window {
    desk: Desk,
    clock: Arc<ManualClock>,
    runtime: tokio::runtime::Handle,
    dice: Dice,
    cases: Vec<Uuid>,
    sealed: Vec<Uuid>,
    told: Vec<Settled>,
    _mounted: Mounted,
    _dir: TempDir,
}

impl Window {
    fn new(way: &Arc<Way>, runtime: &tokio::runtime::Handle, person: Uuid, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let storage = Disk::plain(dir.path());
        let mounted = vfs::mount(&storage);
        let clock = clock_at(MORNING);
        let runtime = runtime.clone();
        let config = desk_config(storage.root().to_owned(), way.clone(), clock.clone());
        let desk = runtime.block_on(at_work(config, person));
        Self {
            desk,
            clock,
            runtime,
            dice: Dice(seed),
            cases: Vec::new(),
            sealed: Vec::new(),
            told: Vec::new(),
            _mounted: mounted,
            _dir: dir,
        }
    }

    /// What waited goes out again: the pauses of before are over.
    fn come_back(&mut self) -> Result<(), DeskError> {
        self.clock.advance(SignedDuration::from_hours(2));
        self.runtime.block_on(async {
            self.desk.connect().await?;
            self.desk.flush().await.map(|_| ())
        })
    }

    /// Works until the centre is gone, and counts the receipts.
    fn work(&mut self, receive: &Act, receipts: &AtomicUsize) {
        for _ in 0..500 {
            let note = !self.cases.is_empty() && self.dice.percent(70);
            let (case, act) = if note {
                let case = self.cases[self.dice.under(self.cases.len())];
                (case, Act::NoteAdd(act::Note { text: "申请人下午再来".into() }))
            } else {
                (SystemEntropy.uuid(), receive.clone())
            };
            let delivered = self.runtime.block_on(async {
                let sealed = self.desk.seal(&act, Some(case), u64::from(note), None).await.unwrap();
                self.sealed.push(sealed.command_id);
                self.desk.deliver(sealed.command_id).await.unwrap()
            });
            match delivered {
                Delivered::Settled(settled) => {
                    self.told.push(*settled);
                    receipts.fetch_add(1, Ordering::SeqCst);
                }
                Delivered::Waiting { .. } if self.desk.is_online() => {}
                Delivered::Waiting { .. } => return,
            }
            if !note {
                self.cases.push(case);
            }
        }
    }

    /// All that was sealed has its receipt.
    fn finish(&mut self) {
        for _ in 0..1_000 {
            self.come_back().unwrap();
            if self.runtime.block_on(self.desk.waiting_count()).unwrap() == 0 {
                break;
            }
        }
        for id in self.sealed.clone() {
            let Delivered::Settled(settled) = self.runtime.block_on(self.desk.deliver(id)).unwrap() else {
                panic!("a command does not arrive: {id}")
            };
            self.told.push(*settled);
        }
    }
}

/// `chuangtai serve` on this database.
fn serve(dir: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_chuangtai"))
        .args(["serve", "--realm", "demo", "--listen", "127.0.0.1:0", "--db"])
        .arg(dir.join("centre.db"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn address(line: &str) -> Option<&str> {
    line.starts_with("http://").then(|| line.split(' ').next()).flatten()
}

/// Waits until it serves; `None` = it died before.
fn awake(process: &Watched) -> Option<String> {
    loop {
        let line = process.line()?;
        if let Some(address) = address(&line) {
            return Some(address.to_owned());
        }
    }
}

fn database(dir: &Path) -> Connection {
    Connection::open_with_flags(dir.join("centre.db"), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Every receipt that a desk holds is the one in the database.
fn compare(db: &Connection, keys: &[PublicKey], told: &[Settled]) {
    let mut statement = db.prepare("SELECT receipt FROM commands WHERE command_id = ?1").unwrap();
    for settled in told {
        let held: Vec<String> = statement
            .query_map([settled.command_id.to_string()], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(held.len(), 1, "a receipt without its command: {settled:?}");
        let receipt: Receipt = serde_json::from_str(&held[0]).unwrap();
        assert_eq!(receipt.open(keys).unwrap(), settled.payload, "the centre holds another receipt");
    }
}

/// A hall that is served, killed and served again.
struct Hall {
    dir: PathBuf,
    way: Arc<Way>,
    windows: Vec<Window>,
    keys: Vec<PublicKey>,
    receive: Act,
    /// Commands that are there from the demo's own past.
    past: usize,
    /// One for all desks: their connections are shared.
    _runtime: tokio::runtime::Runtime,
}

impl Hall {
    fn new(dir: &Path, receive: Act, person: Uuid, seed: u64) -> Self {
        let way = Arc::new(Way::default());
        let process = Watched::new(serve(dir));
        way.lead_to(&awake(&process).unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let window = |at| Window::new(&way, runtime.handle(), person, seed + at);
        let windows: Vec<Window> = (0..DESKS).map(window).collect();
        let meta = windows[0].runtime.block_on(windows[0].desk.connect()).unwrap();
        let past = count(&database(dir));
        process.kill(Duration::ZERO);
        Self { dir: dir.to_owned(), way, windows, keys: meta.keys, receive, past, _runtime: runtime }
    }

    /// Starts it, lets the desks work, kills it; `death` in a call of its disk, or after a while from outside.
    fn live_and_die(&mut self, order: &Order, dice: &mut Dice) {
        let mut process = Watched::new(match order.death {
            Some(_) => order.start("kill_centre::worker"),
            None => serve(&self.dir),
        });
        let Some(url) = awake(&process) else {
            process.dead();
            return;
        };
        self.way.lead_to(&url);
        let receive = &self.receive;
        let receipts = AtomicUsize::new(0);
        let (wanted, delay) = (dice.under(10), Duration::from_micros(dice.under(30_000) as u64));
        std::thread::scope(|scope| {
            for window in &mut self.windows {
                let receipts = &receipts;
                scope.spawn(move || {
                    if window.come_back().is_ok() {
                        window.work(receive, receipts);
                    }
                });
            }
            if order.death.is_some() {
                return process.dead();
            }
            let end = Instant::now() + LONGEST_LIFE;
            while receipts.load(Ordering::SeqCst) < wanted && Instant::now() < end {
                std::thread::yield_now();
            }
            process.kill(delay)
        });
    }

    fn finish(mut self) -> usize {
        let process = Watched::new(serve(&self.dir));
        self.way.lead_to(&awake(&process).unwrap());
        for window in &mut self.windows {
            window.finish();
            compare(&database(&self.dir), &self.keys, &window.told);
        }
        let db = database(&self.dir);
        is_sound(&db).unwrap();
        let sealed: usize = self.windows.iter().map(|window| window.sealed.len()).sum();
        assert_eq!(count(&db) - self.past, sealed, "every command once, and no other");
        process.kill(Duration::ZERO);
        sealed
    }
}

/// Commands of desks; what time does has none.
fn count(db: &Connection) -> usize {
    db.query_row("SELECT count(*) FROM commands WHERE kind NOT LIKE 'system.%'", [], |row| row.get::<_, i64>(0))
        .unwrap() as usize
}

#[test]
fn f54_a_centre_that_is_killed_takes_no_receipt_back() {
    let (text, person) = receiving();
    let receive: chuangtai::contract::Command = serde_json::from_str(&text).unwrap();
    let (mut killed, mut commands) = (0, 0);
    let mut seed = first_seed();
    while killed < kills() {
        let dir = tempfile::tempdir().unwrap();
        let place = std::fs::canonicalize(dir.path()).unwrap();
        let mut hall = Hall::new(&place, receive.act().unwrap(), person, seed);
        for _ in 0..PER_STORE.min(kills() - killed) {
            let mut dice = Dice(seed);
            let death = dice.percent(50).then(|| 1 + dice.under(400) as u64);
            let order =
                Order { dir: place.clone(), centre: String::new(), person, receive: String::new(), seed, death };
            println!("seed {seed}, {death:?}");
            hall.live_and_die(&order, &mut dice);
            (killed, seed) = (killed + 1, seed + 1);
            // The dead one's file, as it lies: whoever reads it first repairs it.
            let db = Connection::open(place.join("centre.db")).unwrap();
            for window in &mut hall.windows {
                compare(&db, &hall.keys, &std::mem::take(&mut window.told));
            }
            if killed % EXAMINED == 0 {
                is_sound(&db).unwrap();
            }
        }
        commands += hall.finish();
    }
    println!("{killed} kills, {commands} commands");
    assert!(commands > killed);
}

/// A first start that is killed leaves nothing behind that keeps the second from starting.
#[test]
fn f54_a_first_start_that_is_killed_is_begun_again() {
    for round in 0..(kills() / 20) as u64 {
        let dir = tempfile::tempdir().unwrap();
        let mut dice = Dice(round);
        for _ in 0..2 {
            Watched::new(serve(dir.path())).kill(Duration::from_micros(dice.under(700_000) as u64));
        }
        let process = Watched::new(serve(dir.path()));
        assert!(awake(&process).is_some(), "round {round}");
        is_sound(&database(dir.path())).unwrap();
        process.kill(Duration::ZERO);
    }
}
