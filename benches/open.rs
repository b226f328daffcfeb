//! Opening a store with 100,000 guides and 10,000 drafts up to the list that the first frame shows, against a bare
//! encrypted file with the same rows, and against vim reading the same names if it is here (aim: 1.5 × vim); ten
//! drafts against ten thousand (aim: 1.3 ×); and what is asked before any key is derived, against the derivation.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{
    fmt::Write as _,
    fs,
    hint::black_box,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use chuangtai::{
    contract::Realm,
    desk::{
        store::{STORE_FILE, Store},
        vault::{NoKeyring, Unlock, reopen_closed, unlock},
    },
    ports::ManualEntropy,
    sqlite::{self, FileKey},
};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use uuid::Uuid;
use zeroize::Zeroizing;

const GUIDES: u32 = 100_000;
const DRAFTS: u32 = 10_000;
/// As large as a workspace with twenty materials and a filled form.
const SNAPSHOT_BYTES: usize = 6_000;
const KEEP: SignedDuration = SignedDuration::from_hours(30 * 24);

fn key() -> FileKey {
    FileKey::new(&mut [7; 32])
}

fn name(n: u32) -> String {
    format!("食品经营许可(新办)第{n}号")
}

fn rows(connection: &mut Connection, drafts: u32, guides: u32) {
    let transaction = connection.transaction().unwrap();
    for n in 0..drafts {
        let id = Uuid::from_u128(u128::from(n) + 1).to_string();
        let snapshot = format!("{n:08}").repeat(SNAPSHOT_BYTES / 8);
        let sql = "INSERT INTO draft(case_id, title, snapshot, state, updated) VALUES (?1, ?2, ?3, 'open', ?4)";
        transaction.prepare_cached(sql).unwrap().execute((id, name(n), snapshot, n)).unwrap();
    }
    for n in 0..guides {
        let guide = format!("{{\"name\":\"{}\",\"text\":\"{}\"}}", name(n), "x".repeat(400));
        let sql = "INSERT INTO guide(code, version, guide) VALUES (?1, 1, ?2)";
        transaction.prepare_cached(sql).unwrap().execute((format!("{n:031}"), guide)).unwrap();
    }
    transaction.commit().unwrap();
}

/// A store with so many drafts beside the guides.
fn store_with(dir: &Path, drafts: u32) {
    fs::create_dir_all(dir).unwrap();
    drop(Store::open(dir, &key(), 0, &ManualEntropy::seeded(1)).unwrap());
    let path = dir.join(STORE_FILE);
    // Any other mark would be refused as another program's.
    let mark = 0x6374_646b;
    rows(&mut sqlite::open(&path, Some(&key()), mark).unwrap(), drafts, GUIDES);
}

fn open_store(dir: &Path) -> usize {
    let store = Store::open(dir, &key(), 0, &ManualEntropy::seeded(1)).unwrap();
    store.draft_list(KEEP).unwrap().len()
}

/// The same rows in a file of nobody's making: opened, and its titles read once through an index.
fn bare(path: &Path) {
    let mut connection = sqlite::open(path, Some(&key()), 1).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE draft(case_id TEXT PRIMARY KEY, title TEXT, snapshot TEXT, state TEXT, updated INTEGER);
             CREATE TABLE guide(code TEXT, version INTEGER, guide TEXT, PRIMARY KEY (code, version));
             CREATE INDEX list ON draft(updated DESC, case_id, title);",
        )
        .unwrap();
    rows(&mut connection, DRAFTS, GUIDES);
}

fn open_bare(path: &Path) -> usize {
    let connection = sqlite::open(path, Some(&key()), 1).unwrap();
    let sql = "SELECT case_id, title, updated FROM draft ORDER BY updated DESC, case_id";
    let mut statement = connection.prepare(sql).unwrap();
    let titles = statement.query_map([], |row| row.get::<_, String>(1)).unwrap();
    titles.map(|title| black_box(title.unwrap()).len()).filter(|length| *length > 0).count()
}

fn vim(names: &Path) -> bool {
    let mut command = Command::new("vim");
    command.args(["-u", "NONE", "-i", "NONE", "-n", "-es", "-c", "q!"]).arg(names);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn opening(c: &mut Criterion) {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (many, few, plain) = (dir.path().join("many"), dir.path().join("few"), dir.path().join("bare.db"));
    store_with(&many, DRAFTS);
    store_with(&few, 10);
    bare(&plain);
    let names = dir.path().join("names.txt");
    let mut text = String::new();
    for n in 0..GUIDES {
        writeln!(text, "{}", name(n)).unwrap();
    }
    fs::write(&names, text).unwrap();
    let has_vim = vim(&names);

    // One after the other in turns, so that all meet the same machine.
    let (mut ours, mut small, mut floor, mut editor) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..40 {
        ours.push(timed(|| open_store(&many)));
        small.push(timed(|| open_store(&few)));
        floor.push(timed(|| open_bare(&plain)));
        if has_vim {
            editor.push(timed(|| vim(&names)));
        }
    }
    let [ours, small, floor, editor] = [ours, small, floor, editor].map(median);
    println!("open {DRAFTS} drafts p50 {ours:?}, bare p50 {floor:?}, ratio {:.2}", ratio(ours, floor));
    println!("open 10 drafts p50 {small:?}, ratio {:.2} (aim 1.30)", ratio(ours, small));
    if has_vim {
        println!("vim -es p50 {editor:?}, ratio {:.2} (aim 1.50)", ratio(ours, editor));
    }
    c.bench_function("open, 10,000 drafts listed", |b| b.iter(|| open_store(&many)));
}

fn asking(c: &mut Criterion) {
    let dir = tempfile::tempdir().unwrap();
    let now = Timestamp::UNIX_EPOCH;
    let entropy = ManualEntropy::seeded(1);
    let typed = Unlock::Passphrase(Zeroizing::new("九曲桥头卖花灯九曲桥".to_owned()));
    unlock(dir.path(), Realm::Live, &typed, &NoKeyring, false, &entropy, now).unwrap();
    let ask = || unlock(dir.path(), Realm::Live, &Unlock::Keyring, &NoKeyring, true, &entropy, now).is_err();
    let derive = || reopen_closed(dir.path(), Realm::Live, "九曲桥头卖花灯九曲桥", now).is_ok();
    let (mut asked, mut derived) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        asked.push(timed(ask));
        derived.push(timed(derive));
    }
    let [asked, derived] = [asked, derived].map(median);
    println!("the question p50 {asked:?}, the derivation p50 {derived:?}, ratio {:.4}", ratio(asked, derived));
    c.bench_function("what is asked before any derivation", |b| b.iter(ask));
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ratio(ours: Duration, floor: Duration) -> f64 {
    ours.as_secs_f64() / floor.as_secs_f64()
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    targets = opening, asking
}
criterion_main!(benches);
