//! The desk against the centre over a loopback socket, each time beside what the same work costs without either:
//!
//! 1. a sealed command to its receipt (aim: at least 0.4 of the rate of one durable commit on each side and an echo over
//!    the same kind of socket);
//! 2. a first sync of 100,000 items, committed and searchable (aim: at least 24,000 a second);
//! 3. a key while that sync runs, against a key without it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../tests/api/on_file.rs"]
mod books;
#[path = "../tests/api/world.rs"]
#[allow(dead_code, reason = "the hall of the API tests knows more than is timed here")]
mod world;

#[allow(dead_code, reason = "only the names are of use here")]
mod catalogue;
mod desk;

use std::{
    hint::black_box,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, routing::post};
use chuangtai::{
    app::{Action, Ctx, Model, Msg, Size, keymap::Keymap, update},
    central::{Centre, KeyPlace, Location},
    contract::ItemSummary,
    desk::{
        Delivered, Desk,
        api::{Method, Request, Transport as _},
    },
    domain::{
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::Role,
    },
    finder::{Entry, Index},
    i18n::Lang,
    sqlite,
    theme::Theme,
    ui::{self, ViewCache},
};
use ratatui::{Terminal, backend::TestBackend};
use uuid::Uuid;
use world::{MORNING, World, clock_at, config, row};

const ROUNDS: usize = 200;
const KEYS: usize = 400;
/// About as many bytes as a signed command has.
const COMMIT_BYTES: usize = 2_048;
/// Marks the centre's file.
const CENTRE_FILE: i32 = 0x4354_5A58;

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn percentile_99(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

/// The hall's centre on a disk with all the names of the catalogue, behind a socket.
fn centre(dir: &Path) -> (World, Router) {
    let clock = clock_at(MORNING);
    let file = dir.join("centre.db");
    let keys = || KeyPlace::Folder(dir.join("keys"));
    drop(Centre::open_demo_empty(config(&clock, Location::File(file.clone()), keys())).unwrap());
    let db = sqlite::open(&file, None, CENTRE_FILE).unwrap();
    db.execute_batch("BEGIN; UPDATE centre SET catalogue_version = catalogue_version + 1;").unwrap();
    let mut insert = db
        .prepare(
            "INSERT INTO item_names (code, catalogue, body) VALUES (?1, (SELECT catalogue_version FROM centre), ?2)",
        )
        .unwrap();
    for item in items() {
        insert.execute((&item.code, serde_json::to_string(&item).unwrap())).unwrap();
    }
    drop(insert);
    db.execute_batch("COMMIT").unwrap();
    drop(db);
    let centre = Centre::open_demo_empty(config(&clock, Location::File(file), keys())).unwrap();
    let router = centre.router();
    (World::around(centre, clock), router)
}

fn items() -> Vec<ItemSummary> {
    let catalogue::Catalogue { names, codes, departments } = catalogue::catalogue();
    let fields = names.into_iter().zip(codes).zip(departments).enumerate();
    fields
        .map(|(at, ((name, code), department))| ItemSummary {
            guide_version: None,
            code: format!("{code}{at}"),
            name,
            department: department.to_owned(),
            plain_words: Vec::new(),
            open: true,
        })
        .collect()
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Two durable commits on the desk, one at the centre, and an echo over the same kind of socket.
async fn submission(world: &World, desk: &Desk, receiving: impl Fn() -> Act, dir: &Path) {
    let echo = serve(Router::new().route("/v1/commands", post(|body: Bytes| async move { body }))).await;
    let line = desk::line(&echo);
    let key = sqlite::FileKey::new(&mut [7; 32]);
    let ours = sqlite::open(&dir.join("floor-desk.db"), Some(&key), 1).unwrap();
    let theirs = sqlite::open(&dir.join("floor-centre.db"), None, 1).unwrap();
    for db in [&ours, &theirs] {
        db.execute_batch("CREATE TABLE t(id INTEGER PRIMARY KEY, a BLOB)").unwrap();
    }
    let commit = |db: &rusqlite::Connection| {
        db.prepare_cached("INSERT INTO t (a) VALUES (?1)")
            .unwrap()
            .execute([black_box(vec![7_u8; COMMIT_BYTES])])
            .unwrap();
    };
    let (mut floor, mut real) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (act, case) = (receiving(), world.uuid());
        let start = Instant::now();
        let sealed = desk.seal(&act, Some(case), 0, None).await.unwrap();
        let delivered = desk.deliver(sealed.command_id).await.unwrap();
        real.push(start.elapsed());
        assert!(matches!(delivered, Delivered::Settled(_)));
        let start = Instant::now();
        commit(&ours);
        let body = vec![b'x'; COMMIT_BYTES];
        let request = Request { method: Method::Post, path: "/v1/commands".into(), headers: Vec::new(), body };
        assert_eq!(line.send(request).await.unwrap().status, 200);
        commit(&theirs);
        commit(&ours);
        floor.push(start.elapsed());
    }
    let (floor, real) = (median(&mut floor), median(&mut real));
    let rate = floor.as_secs_f64() / real.as_secs_f64();
    println!("submission p50 {real:?}, composed floor {floor:?}, {rate:.2} of its rate (aim 0.40)");
}

/// Keys into a list, each with its frame; in turns with a pause, as a person types.
fn keys(stop: &AtomicBool, most: usize) -> Vec<Duration> {
    let mut model = Model::new(Lang::Zh, Size { width: 120, height: 36 }, MORNING.parse().unwrap());
    let mut terminal = Terminal::new(TestBackend::new(120, 36)).unwrap();
    let (theme, keymap, mut cache) = (Theme::default(), Keymap::built_in(), ViewCache::default());
    let ctx = Ctx { now: MORNING.parse().unwrap(), fresh: Uuid::nil() };
    let mut times = Vec::new();
    while times.len() < most && !stop.load(Ordering::SeqCst) {
        let action = if times.len() % 2 == 0 { Action::Palette } else { Action::Back };
        let start = Instant::now();
        black_box(update(&mut model, Msg::Action(action), &ctx));
        terminal.draw(|frame| ui::draw(&model, &mut cache, &theme, &keymap, frame)).unwrap();
        times.push(start.elapsed());
        std::thread::sleep(Duration::from_millis(3));
    }
    times
}

fn main() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (world, router) = centre(dir.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let person = world.role(Role::Clerk).id;
    let who = world.lookup("A017");
    let rows = || vec![row(1, SatisfyBy::EForm), row(5, SatisfyBy::PaperOriginal)];
    let application = world.food_application(&who, rows());
    let receiving = || {
        let application = application.clone();
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
    };
    let address = runtime.block_on(serve(router));

    let one = runtime.block_on(desk::open(&address, person, &dir.path().join("one"), world.clock.clone()));
    runtime.block_on(submission(&world, &one, receiving, dir.path()));

    // The snapshot is made once per version, by whoever asks first; that is the centre's work and not a desk's.
    runtime.block_on(one.ask(|centre| async move { centre.snapshot_head().await })).unwrap();
    let two = runtime.block_on(desk::open(&address, person, &dir.path().join("two"), world.clock.clone()));
    let mut idle = keys(&AtomicBool::new(false), KEYS);
    let stop = Arc::new(AtomicBool::new(false));
    let typing = {
        let stop = Arc::clone(&stop);
        std::thread::spawn(move || keys(&stop, usize::MAX))
    };
    let start = Instant::now();
    runtime.block_on(two.tick()).unwrap();
    let items = runtime.block_on(two.items()).unwrap();
    let committed = start.elapsed();
    let index = Index::build(items.iter().map(|item| Entry {
        name: item.name,
        code: item.code,
        department: item.department,
        words: &[],
    }));
    assert!(!index.search("spjy", 9, &[]).is_empty());
    let searchable = start.elapsed();
    stop.store(true, Ordering::SeqCst);
    let mut busy = typing.join().unwrap();
    assert!(items.len() >= catalogue::COUNT);
    let count = u32::try_from(items.len()).unwrap();
    let rate = f64::from(count) / searchable.as_secs_f64();
    println!("first sync of {count}: committed {committed:?}, searchable {searchable:?}, {rate:.0}/s (aim 24000)");
    let (quiet, loud) = (percentile_99(&mut idle), percentile_99(&mut busy));
    let (quiet_median, loud_median) = (median(&mut idle), median(&mut busy));
    let ratio = loud.as_secs_f64() / quiet.as_secs_f64();
    println!(
        "key p50 {quiet_median:?} idle, {loud_median:?} while it syncs; p99 {quiet:?} and {loud:?}, ratio {ratio:.2} \
         (aim: at most twice and 4 ms)"
    );
}
