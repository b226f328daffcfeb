//! A desk is killed, again and again, while it saves, seals and delivers to a centre that lives on.

// Small numbers, on machines with 64 bits.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
    time::Duration,
};

use chuangtai::{
    central::{Centre, KeyPlace, Location},
    contract::Command,
    desk::{
        Delivered, Desk,
        api::{CentreUrl, HttpTransport},
    },
    domain::{
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::Role,
    },
    runtime::{SystemEntropy, Threads},
};
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    cut_image::Dice,
    hall::{MORNING, World, clock_at, config, row},
    kill::{Order, PER_STORE, Watched, at_work, desk_config, first_seed, kills},
    kill_worker::{clock, content, number_of},
    ledger::is_sound,
    vfs::{self, Mounted},
    vfs_disk::Disk,
};

/// An act of receiving a case, as a command in JSON, and who does it.
pub fn receiving() -> (String, Uuid) {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let rows = vec![row(1, SatisfyBy::EForm), row(5, SatisfyBy::PaperOriginal)];
    let application = world.food_application(&world.lookup("A017"), rows);
    let receive =
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }));
    let command = world.seal(&clerk, Uuid::nil(), 0, None, &receive);
    (serde_json::to_string(&command).unwrap(), clerk.id)
}

/// What the desk that was killed had been promised, and what it was doing.
#[derive(Default)]
struct Promises {
    drafts: BTreeMap<Uuid, u64>,
    sealed: BTreeMap<Uuid, Uuid>,
    receipts: BTreeMap<Uuid, String>,
    burnt: BTreeSet<Uuid>,
    doing: Option<Vec<String>>,
}

impl Promises {
    fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let id = |at: usize| words[at].parse::<Uuid>().unwrap();
        match words[..2.min(words.len())] {
            ["?", _] => {
                self.doing = Some(words.iter().map(|word| (*word).to_owned()).collect());
                return;
            }
            ["!", "save"] => {
                self.drafts.insert(id(2), words[3].parse().unwrap());
            }
            ["!", "discard"] => {
                self.drafts.remove(&id(2));
            }
            ["!", "seal"] => {
                self.drafts.remove(&id(2));
                self.sealed.insert(id(3), id(2));
            }
            ["!", "deliver"] => {
                self.receipts.insert(id(3), words[4].to_owned());
            }
            ["!", "withdraw"] => {
                self.sealed.remove(&id(3));
                self.burnt.insert(id(3));
                if let Ok(number) = words[4].parse() {
                    self.drafts.insert(id(2), number);
                }
            }
            ["!", _] => {}
            _ => return,
        }
        self.doing = None;
    }

    /// True if it was doing this with the case when it died.
    fn was(&self, what: &str, case: Uuid) -> bool {
        self.doing.as_ref().is_some_and(|words| words[1] == what && words[2] == case.to_string())
    }

    /// Compares the desk with the promises; what was under way has happened wholly or not at all. Then that is known.
    async fn compare(&mut self, desk: &Desk) {
        let drafts: BTreeMap<Uuid, String> =
            desk.list_drafts().await.unwrap().into_iter().map(|draft| (draft.case_id, draft.snapshot)).collect();
        let parcels: BTreeMap<Uuid, _> =
            desk.parcels(u32::MAX).await.unwrap().into_iter().map(|kept| (kept.parcel.command_id, kept)).collect();
        let new: Vec<Uuid> = parcels.keys().filter(|id| !self.sealed.contains_key(id)).copied().collect();
        assert!(new.len() <= 1, "commands that nobody sealed: {new:?}");
        for id in &new {
            let case = parcels[id].parcel.case_id.unwrap();
            assert!(self.was("seal", case), "a command that nobody sealed: {:?}, {:?}", parcels[id], self.doing);
            self.drafts.remove(&case);
            self.sealed.insert(*id, case);
        }
        for (id, case) in self.sealed.clone() {
            if !parcels.contains_key(&id) {
                assert!(self.was("withdraw", case), "a sealed command is gone: {id}");
                self.sealed.remove(&id);
                self.burnt.insert(id);
            }
        }
        for (case, snapshot) in &drafts {
            let number = number_of(snapshot).unwrap();
            assert_eq!(*snapshot, content(*case, number), "a draft is half there");
            let begun = self.doing.as_ref().is_some_and(|words| words.get(3) == Some(&number.to_string()));
            let known = self.drafts.get(case) == Some(&number)
                || self.was("save", *case) && begun
                || self.was("withdraw", *case);
            assert!(known, "draft {case} {number}, promised {:?}, {:?}", self.drafts.get(case), self.doing);
        }
        for case in self.drafts.keys() {
            assert!(drafts.contains_key(case) || self.was("discard", *case), "draft {case} is lost: {:?}", self.doing);
        }
        self.drafts = drafts.iter().map(|(case, snapshot)| (*case, number_of(snapshot).unwrap())).collect();

        let mut places = Vec::new();
        for (id, kept) in &parcels {
            let command: Command = serde_json::from_slice(&kept.sealing.bytes).unwrap();
            assert_eq!((command.command_id, command.case_id), (*id, kept.parcel.case_id));
            places.push(command.seq);
            if kept.parcel.state.is_finished() {
                let Delivered::Settled(settled) = desk.deliver(*id).await.unwrap() else { panic!("no receipt: {id}") };
                let hash = self.receipts.entry(*id).or_insert_with(|| settled.payload.audit_hash.clone());
                assert_eq!(*hash, settled.payload.audit_hash, "another receipt");
            } else {
                assert!(!self.receipts.contains_key(id), "a receipt is lost: {id}");
            }
        }
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), parcels.len(), "two commands at one place");
        let last = places.last().copied().unwrap_or(0);
        assert!(last as usize <= parcels.len() + self.burnt.len(), "a hole in the row of commands");
        self.doing = None;
    }
}

/// A centre that lives on, reached over loopback.
struct Alive {
    url: String,
    path: std::path::PathBuf,
    runtime: tokio::runtime::Runtime,
    _mounted: Mounted,
    _dir: TempDir,
}

impl Alive {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let storage = Disk::plain(dir.path());
        let mounted = vfs::mount(&storage);
        let path = storage.root().join("centre.db");
        let mut config = config(&clock_at(MORNING), Location::File(path.clone()), KeyPlace::Memory);
        (config.entropy, config.spawn) = (Arc::new(SystemEntropy), Arc::new(Threads));
        let centre = Centre::open_demo_empty(config).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, centre.router()).await });
        Self { url, path, runtime, _mounted: mounted, _dir: dir }
    }

    fn transport(&self) -> Arc<HttpTransport> {
        Arc::new(HttpTransport::new(CentreUrl::parse(&self.url).unwrap(), &[]).unwrap())
    }
}

/// One cycle: a process works in `dir` and is killed.
fn live_and_die(order: &Order, dice: &mut Dice, promises: &mut Promises) {
    let mut process = Watched::new(order.start("kill_worker::worker"));
    if order.death.is_some() {
        for line in &process.dead() {
            promises.hear(line);
        }
        return;
    }
    let lines = dice.under(40);
    for _ in 0..lines {
        let Some(line) = process.line() else { break };
        promises.hear(&line);
    }
    let most = if lines == 0 { 60_000 } else { 3_000 };
    let said = process.kill(Duration::from_micros(dice.under(most) as u64));
    for line in &said {
        promises.hear(line);
    }
}

/// All commands of a store are at the centre, each once, and nothing else is.
fn settle_up(alive: &Alive, dir: &Path, order: &Order, promises: &Promises) -> usize {
    let moving = Arc::new(clock(order.seed + 1));
    let config = desk_config(dir.to_owned(), alive.transport(), moving.clone());
    alive.runtime.block_on(async {
        let desk = at_work(config, order.person).await;
        for _ in 0..10_000 {
            if desk.waiting_count().await.unwrap() == 0 {
                break;
            }
            moving.advance(jiff::SignedDuration::from_hours(1));
            desk.flush().await.unwrap();
        }
        assert_eq!(desk.waiting_count().await.unwrap(), 0, "a command does not arrive");
        let kept = desk.parcels(u32::MAX).await.unwrap();
        assert_eq!(kept.len(), promises.sealed.len());
        assert!(kept.iter().all(|kept| kept.parcel.state.code() == "applied"));
    });
    let db = Connection::open_with_flags(&alive.path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    for (id, case) in &promises.sealed {
        let sql = "SELECT receipt FROM commands WHERE command_id = ?1 AND case_id = ?2 AND verdict = 'applied'";
        let receipt: String = db.query_row(sql, [id.to_string(), case.to_string()], |row| row.get(0)).unwrap();
        let receipt: chuangtai::contract::Receipt = serde_json::from_str(&receipt).unwrap();
        if let Some(hash) = promises.receipts.get(id) {
            use base64::Engine as _;
            let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(receipt.payload).unwrap();
            assert!(String::from_utf8(payload).unwrap().contains(hash.as_str()), "the desk holds another receipt");
        }
    }
    for id in &promises.burnt {
        let sql = "SELECT 1 FROM commands WHERE command_id = ?1";
        assert!(!db.prepare(sql).unwrap().exists([id.to_string()]).unwrap(), "a withdrawn command took effect");
    }
    promises.sealed.len()
}

#[test]
fn f01_a_desk_that_is_killed_keeps_every_promise() {
    let (receive, person) = receiving();
    let alive = Alive::new();
    let (mut killed, mut commands, mut receipts) = (0, 0, 0);
    let mut seed = first_seed();
    while killed < kills() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Disk::plain(dir.path());
        let _mounted = vfs::mount(&storage);
        let mut promises = Promises::default();
        let mut order = Order {
            dir: storage.root().to_owned(),
            centre: alive.url.clone(),
            person,
            receive: receive.clone(),
            seed,
            death: None,
        };
        for _ in 0..PER_STORE.min(kills() - killed) {
            let mut dice = Dice(seed);
            order.seed = seed;
            order.death = dice.percent(50).then(|| 1 + dice.under(150) as u64);
            live_and_die(&order, &mut dice, &mut promises);
            println!("seed {seed}, {:?}: died doing {:?}", order.death, promises.doing);
            let config = desk_config(order.dir.clone(), alive.transport(), Arc::new(clock(seed)));
            alive.runtime.block_on(async {
                let desk = Desk::open(config).await.unwrap();
                promises.compare(&desk).await;
            });
            (killed, seed) = (killed + 1, seed + 1);
        }
        order.seed = seed;
        receipts += promises.receipts.len();
        commands += settle_up(&alive, &order.dir, &order, &promises);
    }
    let db = Connection::open_with_flags(&alive.path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    is_sound(&db).unwrap();
    let held: i64 = db.query_row("SELECT count(*) FROM commands", [], |row| row.get(0)).unwrap();
    assert_eq!(held as usize, commands, "the centre holds a command that no desk sealed");
    println!("{killed} kills, {commands} commands, {receipts} receipts before the end");
    assert!(commands > killed / 4);
}
