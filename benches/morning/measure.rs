//! The measurements, one after the other, and the table that they fill.

use std::{sync::Arc, time::Instant};

use chuangtai::{
    desk::{
        Delivered,
        api::{Method, Request, Transport as _},
    },
    domain::{
        case::DecisionKind,
        guide::Guide,
        lifecycle::{Act, act},
        role::Role,
    },
    ports::Entropy as _,
    runtime::{SystemClock, SystemEntropy},
    sqlite::FileKey,
};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::{
    Figures, city, desk, floor,
    hall::{Hall, Served},
    line::{self, Window},
    play::{self, Seen},
    server::Server,
    stock,
    times::{READS, Table, Times, median, ms, percentile, ratio},
    world::{FOOD, World, food, segment},
};

/// Makes the next act, and names its case.
type Making<'a> = Box<dyn Fn() -> (Uuid, Act) + 'a>;

/// Windows that send at the same time.
const EIGHT: usize = 8;
/// Cases that come about by real commands; the others are their copies.
const MODELS: u64 = 40;
/// Of so many cases one is still open; the others are delivered.
const OPEN: u64 = 10;

/// Everything, on one engine.
pub fn all(runtime: &Runtime, figures: Figures, server: Option<&'static Server>) -> Table {
    let mut table = Table::default();
    let (small, _) = hall(server, figures.windows, (figures.cases / 100).clamp(100, 10_000));
    let (big, guide) = hall(server, figures.windows, figures.cases);
    let guide = Arc::new(guide);
    println!("\n{} with {} cases", if server.is_some() { "PostgreSQL" } else { "SQLite" }, figures.cases);
    let few = runtime.block_on(quiet_reads(&small, figures.rounds));
    drop(small);

    let served = big.serve();
    let empty = served.memory();
    let windows: Vec<Arc<Window>> = runtime.block_on(async {
        let mut windows = Vec::new();
        for clerk in &big.clerks[..EIGHT] {
            windows.push(Arc::new(Window::open(&served.address, &big.people, clerk).await));
        }
        windows
    });
    let seen = runtime.block_on(seen(&windows[0]));
    let idle = runtime.block_on(async {
        play::reads(&windows[0], &seen, figures.rounds / 10).await;
        play::reads(&windows[0], &seen, figures.rounds).await
    });
    growth(&mut table, &few, &idle, figures.cases);
    runtime.block_on(one_window(&mut table, &big, &served, &guide, server, figures.rounds));
    runtime.block_on(eight_windows(&mut table, &big, &windows, &guide, server, figures));
    let bare = Served::bare();
    let mut ears = runtime.block_on(city::hints(&mut table, &served, &bare, &windows[0], &guide, &big, figures, empty));
    runtime.block_on(city::morning(&mut table, &big, &windows, &guide, &idle, figures));
    ears.forget();
    runtime.block_on(city::rush(&windows, &guide, figures));
    table
}

/// A hall with so many cases, and its food guide.
fn hall(server: Option<&'static Server>, windows: usize, cases: usize) -> (Hall, Guide) {
    let start = Instant::now();
    let mut guide = None;
    let hall = Hall::new(server, windows, |world| {
        let food = world.guide(FOOD);
        for number in 0..MODELS {
            model(world, &food, if number % OPEN == 0 { number / OPEN % 4 * 2 + 1 } else { 9 });
        }
        guide = Some(food);
    });
    stock::fill(&hall.store, cases.saturating_sub(usize::try_from(MODELS).unwrap()));
    println!("{cases} cases after {:.1} s", start.elapsed().as_secs_f64());
    (hall, guide.unwrap())
}

/// A case that has come so many steps far.
fn model(world: &World, guide: &Guide, steps: u64) {
    let (clerk, issuer) = (world.role(Role::Clerk), world.role(Role::IssueClerk));
    let (reviewer, approver) = (world.of(Role::Reviewer, "scjg"), world.of(Role::Approver, "scjg"));
    let bag = act::Transfer { bag_no: Some("D001".into()), ..act::Transfer::default() };
    let lines_checked = (1..=9).filter(|no| *no != 7).map(food).collect();
    let opinion = act::ReviewOpinion { opinion: DecisionKind::Grant, reasons: "材料齐全,符合条件".into() };
    let grant = act::GrantDecision {
        content: "准予食品经营许可".into(),
        valid_until: None,
        overdue_reason: None,
        batch: false,
    };
    let receiver = act::Receiver { name: "陈早早".into(), identity_checked: true, is_agent: false, signed: true };
    let acts = [
        (&clerk, play::receive(guide)),
        (&clerk, Act::Accept(act::Checks::default())),
        (&clerk, Act::HandOver(bag)),
        (&reviewer, Act::SignFor(act::SignedFor { lines_checked })),
        (&reviewer, Act::ReviewFinish(opinion)),
        (&approver, Act::Grant(grant)),
        (&reviewer, Act::ResultHandOver(act::Transfer::default())),
        (&issuer, Act::Deliver(receiver)),
    ];
    let case = world.uuid();
    for ((person, act), version) in acts.iter().zip(0..steps) {
        world.act(person, case, version, act);
    }
}

/// What is in the store to be read.
async fn seen(window: &Window) -> Seen {
    let clerk = &window.crew.clerk;
    let page = window.get(clerk, &format!("/v1/cases?item={}&limit=100", segment("食品经营"))).await;
    let page: serde_json::Value = serde_json::from_slice(&page.body).unwrap();
    let cases = page["items"].as_array().unwrap().iter().map(|case| {
        let number = case["case_no"].as_str().unwrap();
        (case["id"].as_str().unwrap().to_owned(), number[number.len() - 8..].to_owned())
    });
    Seen { cases: cases.collect(), change_seq: line::change_seq(&window.line).await }
}

async fn quiet_reads(hall: &Hall, rounds: usize) -> Times {
    let served = hall.serve();
    let window = Window::open(&served.address, &hall.people, &hall.clerks[0]).await;
    let seen = seen(&window).await;
    play::reads(&window, &seen, rounds / 10).await;
    play::reads(&window, &seen, rounds).await
}

/// A large store against a small one.
fn growth(table: &mut Table, few: &Times, many: &Times, cases: usize) {
    for kind in READS {
        let (few, many) = (percentile(&few.of(&[kind]), 95), percentile(&many.of(&[kind]), 95));
        let grown = ratio(many, few);
        let what = format!("p95 of `{kind}` with {cases} cases, against a hundredth");
        table.row(&what, ms(many), ms(few), grown, "≤ 1.5", grown <= 1.5);
    }
}

/// One window at a time, from the sealing of a command to its verified receipt in the desk's store.
async fn one_window(
    table: &mut Table,
    hall: &Hall,
    served: &Served,
    guide: &Guide,
    server: Option<&'static Server>,
    rounds: usize,
) {
    let bare = Served::bare();
    let clerk = hall.people.iter().find(|person| person.role == Role::Clerk).unwrap();
    let desk = desk::open(&served.address, clerk.id, &hall.dir.path().join("desk"), Arc::new(SystemClock)).await;
    let key = FileKey::new(&mut [7; 32]);
    let ours = floor::Bare::open(&hall.dir.path().join("floor-desk.db"), Some(&key));
    let theirs = floor::Bare::open(&hall.dir.path().join("floor-centre.db"), None);
    let echo = desk::line(&bare.address);
    let (mut window, mut composed) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (act, case) = (play::receive(guide), SystemEntropy.uuid());
        let start = Instant::now();
        let sealed = desk.seal(&act, Some(case), 0, None).await.unwrap();
        let delivered = desk.deliver(sealed.command_id).await.unwrap();
        window.push(start.elapsed());
        assert!(matches!(delivered, Delivered::Settled(_)));
        let start = Instant::now();
        ours.commit();
        let body = vec![b'x'; floor::COMMIT_BYTES];
        let request = Request { method: Method::Post, path: "/echo".into(), headers: Vec::new(), body };
        assert_eq!(echo.send(request).await.unwrap().status, 200);
        if server.is_none() {
            theirs.commit();
        }
        composed.push(start.elapsed());
    }
    let mut composed = median(composed);
    if let Some(server) = server {
        composed += floor::pgbench(server, 1, 3).1;
    }
    let window = median(window);
    let rate = ratio(composed, window);
    let what = "rate of one window at a time, of the composed floor's";
    table.row(what, ms(window), ms(composed), rate, "≥ 0.4", rate >= 0.4);
}

/// Eight windows that send as fast as they are answered; what they send was sealed before.
async fn eight_windows(
    table: &mut Table,
    hall: &Hall,
    windows: &[Arc<Window>],
    guide: &Arc<Guide>,
    server: Option<&'static Server>,
    figures: Figures,
) {
    let raw = match server {
        None => floor::Bare::open(&hall.dir.path().join("floor-raw.db"), None).rate(2_000.max(figures.rounds)),
        Some(server) => floor::pgbench(server, 8, u32::try_from(figures.seconds.clamp(3, 20)).unwrap()).0,
    };
    let each = figures.rounds.max(50);
    let case = SystemEntropy.uuid();
    let first = &windows[0];
    let clerk = &first.crew.clerk;
    first.send(clerk, &first.seal(&clerk.person, case, 0, &play::receive(guide))).await;
    let kinds: [(&str, Making<'_>); 2] = [
        ("received", Box::new(|| (SystemEntropy.uuid(), play::receive(guide)))),
        ("noted", Box::new(|| (case, Act::NoteAdd(act::Note { text: "申请人下午再来".into() })))),
    ];
    for (kind, make) in kinds {
        let sealed: Vec<_> = windows
            .iter()
            .map(|window| {
                let parcels = (0..each).map(|_| {
                    let (case, act) = make();
                    window.seal(&window.crew.clerk.person, case, 0, &act)
                });
                (window.clone(), parcels.collect::<Vec<_>>())
            })
            .collect();
        let start = Instant::now();
        let sending: Vec<_> = sealed
            .into_iter()
            .map(|(window, parcels)| {
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    for parcel in &parcels {
                        let start = Instant::now();
                        window.send(&window.crew.clerk, parcel).await;
                        times.push(start.elapsed());
                    }
                    times
                })
            })
            .collect();
        let mut times = Vec::new();
        for window in sending {
            times.extend(window.await.unwrap());
        }
        times.sort_unstable();
        let rate = f64::from(u32::try_from(times.len()).unwrap()) / start.elapsed().as_secs_f64();
        let of = rate / raw;
        let what = format!("eight windows, cases {kind} a second, of the raw commit rate");
        table.row(
            &what,
            format!("{rate:.0}/s (p99 {})", ms(percentile(&times, 99))),
            format!("{raw:.0}/s"),
            of,
            "≥ 0.5",
            of >= 0.5,
        );
    }
}
