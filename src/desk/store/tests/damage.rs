//! What disks and other programs do to the store (F03 to F06, F11): it says so, and loses nothing that can be saved.

use super::*;

#[test]
fn f04_on_a_full_disk_saving_says_so_and_receipts_and_deleting_go_on() {
    let bench = Bench::new();
    let mut store = bench.open();
    seal(&mut store, 10, 1, true);
    store.save_draft(&draft(1, "kept")).unwrap();
    assert!(store.reserve.is_full());
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.connection.execute_batch(&format!("PRAGMA max_page_count = {}", pages + 4)).unwrap();
    let long = "x".repeat(200_000);
    let refused = store.save_draft(&draft(1, &long)).unwrap_err();
    assert_eq!(refused.key(), "desk.fault.store.full");
    assert!(store.reserve.is_full(), "the reserve is not for drafts");
    assert_eq!(store.draft(Uuid::from_u128(1)).unwrap().unwrap(), draft(1, "kept"), "earlier data are whole");
    store.settle(&settlement(10, ParcelState::Applied), now()).unwrap();
    assert!(store.discard_draft(Uuid::from_u128(1)).unwrap());
    store.reserve.release();
    drop(store);
    assert!(bench.open().reserve.is_full(), "filled again when there is room");
}

#[test]
fn f06_a_damaged_store_is_set_aside_and_what_is_good_comes_out() {
    let bench = Bench::new();
    let mut store = bench.open();
    for case in 1..=40 {
        store.save_draft(&draft(case, &"内容".repeat(700))).unwrap();
    }
    seal(&mut store, 500, 99, false);
    let id = Uuid::from_u128(500).to_string();
    for sql in [
        "INSERT INTO conflict_base(command_id, application) VALUES (?1, '{}')",
        "INSERT INTO conflict_decided(command_id, superseded_by, at) VALUES (?1, NULL, 5)",
        "INSERT INTO conflict_decided(command_id, superseded_by, at) VALUES (?1 || ' of a parcel that is gone', NULL, 5)",
    ] {
        store.connection.execute(sql, [&id]).unwrap();
    }
    let before: Vec<Draft> = store.drafts().unwrap();
    let old = store.device().unwrap();
    drop(store);
    let path = bench.dir.path().join(STORE_FILE);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() * 2 / 3;
    bytes[middle] ^= 0x40;
    fs::write(&path, &bytes).unwrap();

    let refused = Store::open(bench.dir.path(), &key(), 0, &bench.entropy).unwrap_err();
    assert!(refused.is_damage(), "{refused:?}");
    let (store, report) = rescue(bench.dir.path(), &key(), 0, now(), &bench.entropy).unwrap();
    assert_eq!(fs::read(report.set_aside.join(STORE_FILE)).unwrap(), bytes, "untouched");
    let whole: Vec<Draft> = store.drafts().unwrap();
    assert!(!whole.is_empty() && whole.len() < before.len());
    assert!(whole.iter().all(|draft| before.contains(draft)), "never a wrong value");
    let reported = report.lines.iter().filter(|line| line.table == "draft" && line.fate == Fate::Whole).count();
    assert_eq!(reported, whole.len());
    assert!(!report.complete || report.lines.iter().any(|line| line.fate == Fate::Lost));
    assert_eq!(store.unfinished().unwrap().len(), 1);
    for table in ["conflict_base", "conflict_decided"] {
        let sql = format!("SELECT group_concat(command_id) FROM {table}");
        let kept: Option<String> = store.connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(kept.as_deref(), Some(id.as_str()), "{table}: what was decided is not asked about again");
    }
    let new = store.device().unwrap();
    assert_ne!(new.epoch, old.epoch);
    assert_eq!(new.seed, old.seed);
}

#[test]
fn f06_a_store_whose_first_page_is_gone_is_set_aside_too() {
    let bench = Bench::new();
    let mut store = bench.open();
    store.save_draft(&draft(1, "x")).unwrap();
    drop(store);
    let path = bench.dir.path().join(STORE_FILE);
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let (store, report) = rescue(bench.dir.path(), &key(), 0, now(), &bench.entropy).unwrap();
    assert!(store.drafts().unwrap().is_empty());
    assert!(!report.complete);
}

fn failure(code: i32) -> StoreError {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
}

#[test]
fn f03_a_sync_that_failed_is_fatal_and_nothing_is_written_after_it() {
    for code in
        [rusqlite::ffi::SQLITE_IOERR_FSYNC, rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC, rusqlite::ffi::SQLITE_IOERR_WRITE]
    {
        let bench = Bench::new();
        let mut store = bench.open();
        store.save_draft(&draft(1, "x")).unwrap();
        let failed = store.write(|_| Err::<(), _>(failure(code))).unwrap_err();
        assert!(failed.is_fatal());
        assert_eq!(failed.key(), "desk.fault.store.disk");
        let refused = store.save_draft(&draft(2, "y")).unwrap_err();
        assert!(matches!(refused, StoreError::Broken) && refused.is_fatal());
        assert!(store.discard_draft(Uuid::from_u128(1)).is_err(), "the sync is not tried again");
        drop(store);
        assert_eq!(bench.open().drafts().unwrap().len(), 1, "what is on the disk is read anew");
    }
    assert!(!failure(rusqlite::ffi::SQLITE_FULL).is_fatal() && !failure(rusqlite::ffi::SQLITE_BUSY).is_fatal());
}

#[test]
fn f11_a_newer_store_is_refused_and_left_as_it_is() {
    let bench = Bench::new();
    let mut store = bench.open();
    store.save_draft(&draft(1, "x")).unwrap();
    store.connection.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let refused = Store::open(bench.dir.path(), &key(), 0, &bench.entropy).unwrap_err();
    assert_eq!(refused.key(), "desk.fault.store.newer");
    assert!(!refused.is_damage(), "a rescue would lose what the newer program knows");
    let connection = sqlite::open(&bench.dir.path().join(STORE_FILE), Some(&key()), APPLICATION_ID).unwrap();
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}

/// A store of the first version, as an earlier program left it, cut short in the middle of the next step.
#[test]
fn f11_an_interrupted_migration_leaves_the_old_version_which_then_goes_on() {
    let bench = Bench::new();
    let path = bench.dir.path().join(STORE_FILE);
    let mut old = sqlite::open(&path, Some(&key()), APPLICATION_ID).unwrap();
    sqlite::migrate(&mut old, &tables::STEPS[..1]).unwrap();
    old.execute("INSERT INTO draft VALUES ('00000000-0000-0000-0000-000000000001', 't', '{}', 'open', 1)", []).unwrap();
    old.execute_batch(&format!("BEGIN IMMEDIATE; {}", tables::STEPS[1])).unwrap();
    drop(old);
    let store = bench.open();
    let version: u32 = store.connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(version).unwrap(), tables::STEPS.len());
    assert_eq!(store.drafts().unwrap().len(), 1);
    assert_eq!(store.draft_list(SignedDuration::from_hours(1)).unwrap()[0].title, "t");
}

#[test]
fn f05_a_folder_that_cannot_be_written_says_so() {
    let bench = Bench::new();
    let file = bench.dir.path().join("file");
    fs::write(&file, b"").unwrap();
    let refused = Lock::take(&file.join("desk")).unwrap_err();
    assert!(matches!(refused, StoreError::Directory(_)));
    assert_eq!(refused.key(), "desk.fault.store.read_only");
    let denied = failure(rusqlite::ffi::SQLITE_READONLY_DIRECTORY);
    assert_eq!(denied.key(), "desk.fault.store.read_only");
}
