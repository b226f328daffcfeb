//! Several instances of the service on one server, and what a server does to them: nothing lost, nothing doubled, nobody
//! guesses (RELIABILITY F58 to F60).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use axum::http::Method;
use chuangtai::{
    contract::{AuditPage, Changes, FileState, Receipt, UploadView, sha256_hex},
    domain::{
        lifecycle::{Act, act},
        role::Role,
    },
    ports::Entropy as _,
};
use futures_util::StreamExt as _;
use serde_json::json;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{
    postgres::{
        file_breaks::patch,
        files::{file_path, opened, scan, upload_path},
        protocol::receive,
        world::{World, call},
    },
    proxy::{Cut, Proxy},
    server::Server,
    windows::{Hall, Window},
};

fn note(text: &str) -> Act {
    Act::NoteAdd(act::Note { text: text.to_owned() })
}

/// Two instances; in the middle of the morning one is gone, with its connections. Nothing is lost, nothing is doubled.
#[test]
fn f59_two_instances_and_twenty_windows_and_one_instance_dies() {
    const WINDOWS: u64 = 20;
    const NOTES: u64 = 4;
    let Some(hall) = Hall::new() else { return };
    let first = World::around(hall.open(101), hall.clock.clone());
    let second = hall.open(102);
    let clerk = first.role(Role::Clerk);
    let act = receive(&first);
    let windows: Vec<Window> =
        (0..WINDOWS).map(|number| Window::at(&second.router(), &clerk, &hall.clock, number)).collect();
    // `None` = this instance is dead. Whoever asks it gets no answer, and asks the other.
    let routers = Arc::new(Mutex::new([Some(first.router.clone()), Some(second.router())]));
    let answered = Arc::new(AtomicUsize::new(0));
    let total = usize::try_from(WINDOWS * (NOTES + 1)).unwrap();
    let working: Vec<_> = windows
        .into_iter()
        .enumerate()
        .map(|(number, mut window)| {
            let (routers, answered, act) = (Arc::clone(&routers), Arc::clone(&answered), act.clone());
            thread::spawn(move || {
                let case = window.entropy.uuid();
                let mut receipts = BTreeMap::new();
                for version in 0..=NOTES {
                    let act = if version == 0 { act.clone() } else { note(&format!("{number}/{version}")) };
                    let command = window.seal(case, version, &act);
                    let mut turn = number + usize::try_from(version).unwrap();
                    // Every third command goes to both, as after an answer that came too late.
                    let mut wanted = if turn % 3 == 0 { 2 } else { 1 };
                    while wanted > 0 {
                        let router = routers.lock().unwrap()[turn % 2].clone();
                        turn += 1;
                        let Some(answer) = router.map(|router| window.post(router, &command)) else {
                            wanted = wanted.min(1);
                            continue;
                        };
                        if answer.status == 503 {
                            continue;
                        }
                        assert_eq!(answer.status, 200, "{}", answer.text());
                        let receipt: Receipt = answer.json();
                        let known = receipts.entry(command.command_id).or_insert_with(|| receipt.clone());
                        assert_eq!(*known, receipt, "one receipt for ever");
                        wanted -= 1;
                    }
                    answered.fetch_add(1, Ordering::SeqCst);
                    window.clock.advance(jiff::SignedDuration::from_secs(1));
                }
                receipts
            })
        })
        .collect();
    while answered.load(Ordering::SeqCst) < total / 2 && !working.iter().all(thread::JoinHandle::is_finished) {
        thread::yield_now();
    }
    // The first instance dies with whatever it is doing.
    routers.lock().unwrap()[0] = None;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'chuangtai'";
    hall.server.run(&hall.database, kill).unwrap();
    let receipts: BTreeMap<Uuid, Receipt> = working.into_iter().flat_map(|window| window.join().unwrap()).collect();
    let keys = first.keys.clone();
    drop(first);

    assert_eq!(receipts.len(), total);
    let count = |table: &str| hall.number(&format!("SELECT count(*) FROM {table}"));
    assert_eq!((count("commands"), count("events"), count("changes")), (total, total, total));
    assert_eq!(hall.number("SELECT max(seq) FROM changes"), total, "no hole");
    let windows = usize::try_from(WINDOWS).unwrap();
    assert_eq!((count("cases"), hall.number("SELECT count(DISTINCT case_no) FROM cases")), (windows, windows));
    let last = hall.server.run(&hall.database, "SELECT max(case_no) FROM cases").unwrap();
    assert!(last[0][0].ends_with("0020"), "numbers without a gap: {last:?}");
    let holes = "SELECT count(*) FROM (SELECT case_id FROM events GROUP BY case_id
                 HAVING min(version) <> 1 OR max(version) <> count(*)) AS h";
    assert_eq!(hall.number(holes), 0);
    let mut seen = BTreeSet::new();
    for receipt in receipts.values() {
        let said = receipt.open(&keys).unwrap();
        assert!(seen.insert(said.change_seq), "every receipt has a place of its own");
        let stored = format!("SELECT seq FROM audit WHERE seq = {} AND hash = '{}'", said.audit_seq, said.audit_hash);
        assert_eq!(hall.server.run(&hall.database, &stored).unwrap().len(), 1);
    }
    // Centre time never goes back along the feed, and the instance that lives proves the chain.
    let back = "SELECT count(*) FROM (SELECT e.at, lag(e.at) OVER (ORDER BY c.seq) AS before FROM changes AS c
                JOIN events AS e ON e.case_id = c.case_id AND e.version = c.version) AS f WHERE at < before";
    assert_eq!(hall.number(back), 0);
    let survivor = World::around(second, hall.clock.clone());
    let page: AuditPage = survivor.get(&survivor.role(Role::Auditor), "/v1/audit").json();
    assert_eq!(page.broken_at, None);
    let feed: Changes = survivor.get(&clerk, "/v1/changes?after=0&limit=200").json();
    assert_eq!(feed.items.iter().map(|change| change.seq).collect::<Vec<_>>(), (1..=100).collect::<Vec<_>>());
}

/// CASEWORK 5.3: whoever follows the feed while windows commit at two instances meets every number once and in order,
/// never one before another that is still under way.
#[test]
fn f59_a_reader_meets_no_hole_while_others_commit() {
    const WINDOWS: u64 = 8;
    const NOTES: u64 = 4;
    let Some(hall) = Hall::new() else { return };
    let world = World::around(hall.open(121), hall.clock.clone());
    let second = hall.open(122);
    let clerk = world.role(Role::Clerk);
    let act = receive(&world);
    let working: Vec<_> = (0..WINDOWS)
        .map(|number| {
            let router = if number % 2 == 0 { world.router.clone() } else { second.router() };
            let mut window = Window::at(&router, &clerk, &hall.clock, number);
            let act = act.clone();
            thread::spawn(move || {
                let case = window.entropy.uuid();
                for version in 0..=NOTES {
                    let act = if version == 0 { act.clone() } else { note(&format!("{number}/{version}")) };
                    let command = window.seal(case, version, &act);
                    let mut answer = window.post(router.clone(), &command);
                    while answer.status == 503 {
                        answer = window.post(router.clone(), &command);
                    }
                    assert_eq!(answer.status, 200, "{}", answer.text());
                }
            })
        })
        .collect();
    let (mut cursor, total) = (0, WINDOWS * (NOTES + 1));
    while cursor < total {
        let done = working.iter().all(thread::JoinHandle::is_finished);
        let page: Changes = world.get(&clerk, &format!("/v1/changes?after={cursor}&limit=7")).json();
        assert!(!done || !page.items.is_empty(), "all are done, and {cursor} of {total} changes came");
        for change in page.items {
            cursor += 1;
            assert_eq!(change.seq, cursor, "a hole");
        }
        assert_eq!(page.cursor, cursor);
    }
    for window in working {
        window.join().unwrap();
    }
}

#[test]
fn f58_a_commit_whose_answer_is_lost_is_asked_about_by_its_id() {
    let Some(hall) = Hall::new() else { return };
    let proxy = Proxy::before(hall.server.socket());
    let world =
        World::around(hall.open_at(Server::serve_through(proxy.socket(), &hall.database), 1), hall.clock.clone());
    let clerk = world.role(Role::Clerk);
    let token = world.token(&clerk);
    for (cut, replayed) in [(Cut::BeforeCommit, false), (Cut::AfterCommit, true)] {
        let command = world.seal(&clerk, world.uuid(), 0, None, &receive(&world));
        proxy.cut(cut);
        let answer = world.post_command(&clerk, &command);
        world.receipt(&command, &answer);
        assert_eq!(answer.headers.contains_key("idempotency-replayed"), replayed, "{cut:?}");
        let stored = format!("SELECT count(*) FROM events WHERE command_id = '{}'", command.command_id);
        assert_eq!(hall.number(&stored), 1, "{cut:?}");
    }
    // What cannot be asked about by an id is not guessed: come again.
    proxy.cut(Cut::AfterCommit);
    let body = serde_json::to_vec(&json!({"person": clerk.id})).unwrap();
    let answer = world.send(Method::POST, "/v1/demo/session", None, &[], body);
    assert!(answer.headers.contains_key("retry-after"));
    let problem = answer.problem();
    assert_eq!((problem.status, problem.code.as_str(), problem.retryable), (503, "storage.busy", true));
    assert_eq!(world.send(Method::GET, "/v1/me", Some(&token), &[], Vec::new()).status, 200);
}

#[test]
fn f58_a_server_that_is_gone_is_a_short_wait_and_the_connections_heal() {
    let Some(hall) = Hall::new() else { return };
    let proxy = Proxy::before(hall.server.socket());
    let world =
        World::around(hall.open_at(Server::serve_through(proxy.socket(), &hall.database), 1), hall.clock.clone());
    let clerk = world.role(Role::Clerk);
    let token = world.token(&clerk);
    let command = world.seal(&clerk, world.uuid(), 0, None, &receive(&world));
    proxy.cut(Cut::Down);
    hall.server
        .run(&hall.database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chuangtai' AND datname = current_database()")
        .unwrap();
    let bytes = command.seal().unwrap();
    let signature = world.sign(&bytes);
    for answer in [
        world.post_bytes(&token, command.command_id, &bytes, &signature),
        world.send(Method::GET, "/v1/worklists/todo", Some(&token), &[], Vec::new()),
        world.send(Method::GET, "/readyz", None, &[], Vec::new()),
    ] {
        let said = (answer.status.as_u16(), answer.headers.contains_key("retry-after"));
        assert_eq!(said, (503, true), "{}", answer.text());
    }
    proxy.cut(Cut::Never);
    // The first to come again finds everything as it was; no restart is needed.
    let answer = world.post_bytes(&token, command.command_id, &bytes, &signature);
    world.receipt(&command, &answer);
    for _ in 0..8 {
        assert_eq!(world.send(Method::GET, "/v1/worklists/todo", Some(&token), &[], Vec::new()).status, 200);
    }
}

/// F60: what the server itself asks to be done again is done again inside.
#[test]
fn f60_a_transaction_that_was_in_the_way_is_done_again_inside() {
    let Some(hall) = Hall::new() else { return };
    let world = World::around(hall.open(1), hall.clock.clone());
    let clerk = world.role(Role::Clerk);
    // The server says so twice, and then no more.
    hall.server
        .run(
            &hall.database,
            "CREATE SEQUENCE quarrels; GRANT USAGE ON quarrels TO hall;
             CREATE FUNCTION quarrel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF nextval('quarrels') <= 2 THEN RAISE EXCEPTION 'quarrel' USING ERRCODE = '40P01'; END IF;
                 RETURN NEW; END $$;
             CREATE TRIGGER quarrel BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION quarrel()",
        )
        .unwrap();
    let command = world.seal(&clerk, world.uuid(), 0, None, &receive(&world));
    world.receipt(&command, &world.post_command(&clerk, &command));
    assert_eq!(hall.number("SELECT last_value FROM quarrels"), 3);
    // One that never ends is told to the sender, who may come again.
    hall.server.run(&hall.database, "ALTER SEQUENCE quarrels RESTART WITH -1000 MINVALUE -1000").unwrap();
    let command = world.seal(&clerk, world.uuid(), 0, None, &receive(&world));
    let answer = world.post_command(&clerk, &command);
    let said = (answer.status.as_u16(), answer.headers.contains_key("retry-after"));
    assert_eq!(said, (503, true), "{}", answer.text());
    hall.server.run(&hall.database, "DROP TRIGGER quarrel ON events").unwrap();
    world.receipt(&command, &world.post_command(&clerk, &command));
}

#[test]
fn a_hint_reaches_the_windows_of_the_other_instance() {
    let Some(hall) = Hall::new() else { return };
    let world = World::around(hall.open(1), hall.clock.clone());
    let other = hall.open(2);
    let clerk = world.role(Role::Clerk);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let request = axum::http::Request::get("/v1/events")
        .header("authorization", format!("Bearer {}", world.token(&clerk)))
        .header("last-event-id", "0")
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = runtime.block_on(other.router().oneshot(request)).unwrap();
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    let heard = runtime.block_on(async {
        let mut stream = answer.into_body().into_data_stream();
        let mut text = String::new();
        while !text.contains("id: 1") {
            text.push_str(&String::from_utf8_lossy(&stream.next().await.unwrap().unwrap()));
        }
        text
    });
    assert!(heard.contains("event: changed"), "{heard}");
}

/// Both see a day end; each due instant happens once.
#[test]
fn f59_what_is_due_fires_once_over_all_instances() {
    let Some(hall) = Hall::new() else { return };
    let world = World::around(hall.open(1), hall.clock.clone());
    let other = hall.open(2);
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    world.clock.advance(jiff::SignedDuration::from_hours(24 * 60));
    let both: Vec<_> = [world.centre.clone(), other]
        .into_iter()
        .map(|centre| thread::spawn(move || centre.fire_due().unwrap()))
        .collect();
    let fired: usize = both.into_iter().map(|instance| instance.join().unwrap()).sum();
    let system = hall.number("SELECT count(*) FROM commands WHERE kind LIKE 'system.%'");
    assert!(fired > 0 && system > 0);
    assert_eq!(system, fired);
}

/// A file comes to two instances in turn, and is read from the one that did not take its last piece: they share one store
/// and one key.
#[test]
fn f39_a_file_comes_by_two_instances() {
    let Some(hall) = Hall::new() else { return };
    let first = World::around(hall.open(101), hall.clock.clone());
    let second = hall.open(102).router();
    let (clerk, case) = opened(&first);
    let (bytes, token) = (scan("two instances", 500_000), first.token(&clerk));
    let hash = sha256_hex(&bytes);
    let path = upload_path(case, &hash);
    let mut last = None;
    for (turn, from) in (0..bytes.len()).step_by(100_000).enumerate() {
        let router = if turn % 2 == 0 { &first.router } else { &second };
        let piece = bytes[from..bytes.len().min(from + 100_000)].to_vec();
        last = Some(patch(router, &path, &token, from, bytes.len(), piece).json::<UploadView>());
    }
    assert_eq!(last.unwrap().state, FileState::Whole);
    let command = first.record(&clerk, case, 1, &[&hash]);
    first.receipt(&command, &first.post_command(&clerk, &command));
    let read = call(&second, Method::GET, &file_path(case, &hash), Some(&token), Vec::new());
    assert_eq!(read.body, bytes);
}
