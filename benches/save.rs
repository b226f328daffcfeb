//! Saving a draft through the store, against a bare commit of the same bytes to an encrypted file in the same run
//! (aim: at most twice as long).

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use chuangtai::{
    desk::store::{Draft, DraftState, Store},
    ports::ManualEntropy,
    sqlite::{self, FileKey},
};
use criterion::{Criterion, criterion_group, criterion_main};
use uuid::Uuid;

/// As large as a workspace with twenty materials and a filled form.
const SNAPSHOT_BYTES: usize = 6_000;

fn key() -> FileKey {
    FileKey::new(&mut [7; 32])
}

fn draft() -> Draft {
    Draft {
        case_id: Uuid::from_u128(1),
        title: "食品经营许可(新办)".into(),
        snapshot: String::new(),
        state: DraftState::Open,
        updated: "2026-11-20T01:00:00Z".parse().unwrap(),
    }
}

fn save(c: &mut Criterion) {
    // Beside the build, on a disk: a commit to a file system in memory would flatter both.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let bare = sqlite::open(&dir.path().join("bare.db"), Some(&key()), 1).unwrap();
    bare.execute_batch("CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, '');").unwrap();
    let mut store = Store::open(dir.path(), &key(), 0, &ManualEntropy::seeded(1)).unwrap();
    let mut count = 0;
    // SQLite does not write a page whose content stays the same.
    let mut next = || {
        count += 1;
        Draft { snapshot: format!("{count:08}").repeat(SNAPSHOT_BYTES / 8), ..draft() }
    };
    let bare_commit = |draft: &Draft| {
        let mut update = bare.prepare_cached("UPDATE t SET a = ?1 WHERE id = 1").unwrap();
        update.execute([black_box(&draft.snapshot)]).unwrap();
    };
    // One after the other in turns, so that both meet the same disk.
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..300 {
        let draft = next();
        let start = Instant::now();
        bare_commit(&draft);
        floor.push(start.elapsed());
        let start = Instant::now();
        store.save_draft(&draft).unwrap();
        ours.push(start.elapsed());
    }
    let (floor, ours) = (median(floor), median(ours));
    let ratio = ours.as_secs_f64() / floor.as_secs_f64();
    println!("save_draft p50 {ours:?}, bare commit p50 {floor:?}, ratio {ratio:.2} (aim 2.00)");

    c.bench_function("bare encrypted commit", |b| b.iter(|| bare_commit(&next())));
    c.bench_function("save_draft", |b| b.iter(|| store.save_draft(black_box(&next())).unwrap()));
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    targets = save
}
criterion_main!(benches);
