use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::{
    contract::{Fingerprint, KeyPair, Realm, Receipt, ReceiptPayload, Verdict, fingerprint},
    desk::outbox::{Change, ParcelState, Settlement, Why},
    domain::case::State,
    ports::ManualEntropy,
};

fn now() -> Timestamp {
    "2026-11-20T01:00:00Z".parse().unwrap()
}

fn key() -> FileKey {
    FileKey::new(&mut [9; 32])
}

struct Bench {
    dir: tempfile::TempDir,
    entropy: ManualEntropy,
}

impl Bench {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), entropy: ManualEntropy::seeded(11) }
    }

    fn open(&self) -> Store {
        Store::open(self.dir.path(), &key(), 1 << 16, &self.entropy).unwrap()
    }
}

fn draft(case: u128, text: &str) -> Draft {
    Draft {
        case_id: Uuid::from_u128(case),
        title: format!("draft {case}"),
        snapshot: format!("{{\"name\":\"{text}\"}}"),
        state: DraftState::Open,
        updated: now(),
    }
}

fn seal(store: &mut Store, command: u128, case: u128, line_up: bool) -> (ParcelState, u64) {
    let seal = Seal {
        command_id: Uuid::from_u128(command),
        case_id: Some(Uuid::from_u128(case)),
        kind: "case.receive".into(),
        actor_id: Uuid::from_u128(1),
        now: now(),
        line_up,
    };
    let bytes = format!("bytes {command}").into_bytes();
    store.seal(&seal, |_| Ok(Sealing { bytes, signature: vec![1, 2] })).unwrap()
}

fn centre() -> KeyPair {
    KeyPair::from_seed(&[3; 32]).unwrap()
}

fn trusted() -> Vec<PublicKey> {
    vec![PublicKey { key_id: "k".into(), public_key: centre().public_key() }]
}

fn settlement(command: u128, state: ParcelState) -> Settlement {
    let hash: Fingerprint = fingerprint(format!("bytes {command}").as_bytes());
    let payload = ReceiptPayload {
        command_id: Uuid::from_u128(command),
        fingerprint: hash,
        realm: Realm::Live,
        verdict: if state == ParcelState::Applied { Verdict::Applied } else { Verdict::Rejected },
        transitions: vec![],
        case_id: None,
        version: Some(1),
        state: Some(State::Received),
        case_no: None,
        receipt_no: None,
        documents: vec![],
        problem: None,
        server_time: now(),
        change_seq: 1,
        audit_seq: 1,
        audit_hash: String::new(),
    };
    let receipt = Receipt::sign(&payload, "k", &centre()).unwrap();
    Settlement { state, receipt, payload, problem: None }
}

fn state_of(store: &Store, command: u128) -> ParcelState {
    store.parcel(Uuid::from_u128(command)).unwrap().unwrap().parcel.state
}

#[test]
fn f01_what_was_saved_is_there_after_the_store_is_opened_again() {
    let bench = Bench::new();
    let mut store = bench.open();
    store.save_draft(&draft(1, "张桂兰")).unwrap();
    store.save_draft(&draft(1, "张桂兰二")).unwrap();
    let device = store.device().unwrap();
    // As a killed process leaves it: nothing is closed, the log is not merged.
    let killed = tempfile::tempdir().unwrap();
    for file in fs::read_dir(bench.dir.path()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), killed.path().join(file.file_name())).unwrap();
    }
    let again = Store::open(killed.path(), &key(), 0, &bench.entropy).unwrap();
    assert_eq!(again.drafts().unwrap(), [draft(1, "张桂兰二")]);
    assert_eq!(again.device().unwrap(), device, "the same epoch and key");
}

#[test]
fn nothing_readable_lies_on_the_disk() {
    let bench = Bench::new();
    let mut store = bench.open();
    store.save_draft(&draft(1, "张桂兰")).unwrap();
    seal(&mut store, 5, 1, false);
    for file in fs::read_dir(bench.dir.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for secret in ["张桂兰".as_bytes(), b"bytes 5", b"CREATE TABLE", sqlite::HEADER.as_slice()] {
            assert!(memchr::memmem::find(&bytes, secret).is_none());
        }
    }
}

#[test]
fn a_wrong_key_a_plain_file_and_a_second_program_are_refused() {
    let bench = Bench::new();
    drop(bench.open());
    let wrong = FileKey::new(&mut [8; 32]);
    let refused = Store::open(bench.dir.path(), &wrong, 0, &bench.entropy).unwrap_err();
    assert_eq!(refused.key(), "desk.fault.store.damaged");
    drop(bench.open());

    let held = Lock::take(bench.dir.path()).unwrap();
    assert!(matches!(Lock::take(bench.dir.path()), Err(StoreError::InUse)));
    drop(held);
    assert!(Lock::take(bench.dir.path()).is_ok());

    let plain = tempfile::tempdir().unwrap();
    let file = rusqlite::Connection::open(plain.path().join(STORE_FILE)).unwrap();
    file.execute_batch("CREATE TABLE t(a)").unwrap();
    drop(file);
    let refused = Store::open(plain.path(), &key(), 0, &bench.entropy).unwrap_err();
    assert_eq!(refused.key(), "desk.fault.store.plain");
}

#[test]
fn sealing_takes_the_draft_along_and_counts_without_gaps() {
    let bench = Bench::new();
    let mut store = bench.open();
    store.save_draft(&draft(1, "x")).unwrap();
    assert_eq!(seal(&mut store, 10, 1, true), (ParcelState::MaybeSent, 1));
    assert!(store.drafts().unwrap().is_empty());
    assert_eq!(seal(&mut store, 11, 1, true), (ParcelState::Blocked, 2), "its lane is not free");
    assert_eq!(seal(&mut store, 12, 2, false), (ParcelState::Queued, 3));
    let first = store.parcel(Uuid::from_u128(10)).unwrap().unwrap();
    assert_eq!((first.parcel.attempts, first.parcel.first_sent), (1, Some(now())));
    let second = store.parcel(Uuid::from_u128(11)).unwrap().unwrap();
    assert_eq!(second.prev_command_id, Some(Uuid::from_u128(10)));

    let failed = store.seal(
        &Seal {
            command_id: Uuid::from_u128(13),
            case_id: None,
            kind: String::new(),
            actor_id: Uuid::nil(),
            now: now(),
            line_up: true,
        },
        |_| Err(StoreError::Seal),
    );
    assert!(failed.is_err());
    assert_eq!(seal(&mut store, 14, 3, false).1, 4, "a seal that failed used no number");
}

#[test]
fn receipt_and_state_are_one_and_free_the_next_of_the_lane() {
    let bench = Bench::new();
    let mut store = bench.open();
    store.save_draft(&draft(1, "x")).unwrap();
    seal(&mut store, 10, 1, true);
    seal(&mut store, 11, 1, true);
    let settled = store.settle(&settlement(10, ParcelState::Applied), now()).unwrap();
    assert!(!settled.draft_back);
    assert_eq!((state_of(&store, 10), state_of(&store, 11)), (ParcelState::Applied, ParcelState::Queued));
    let left: Option<String> =
        store.connection.query_row("SELECT draft_snapshot FROM parcel WHERE place = 1", [], |row| row.get(0)).unwrap();
    assert_eq!(left, None, "an applied parcel forgets its draft");
    store.settle(&settlement(10, ParcelState::Applied), now()).unwrap();
    drop(store);
    let store = bench.open();
    let kept = store.settled(Uuid::from_u128(10), &trusted()).unwrap().unwrap();
    assert_eq!((kept.state, kept.payload.version), (ParcelState::Applied, Some(1)));
    assert!(store.settled(Uuid::from_u128(10), &[]).is_err(), "a receipt nobody signed is none");
}

#[test]
fn a_refused_parcel_gives_its_draft_back_unless_a_newer_one_is_there() {
    let bench = Bench::new();
    let mut store = bench.open();
    store.save_draft(&draft(1, "x")).unwrap();
    seal(&mut store, 10, 1, true);
    let settled = store.settle(&settlement(10, ParcelState::Rejected), now()).unwrap();
    assert!(settled.draft_back);
    let back = store.draft(Uuid::from_u128(1)).unwrap().unwrap();
    assert_eq!((back.state, back.snapshot), (DraftState::CameBack, draft(1, "x").snapshot));

    store.save_draft(&draft(2, "old")).unwrap();
    seal(&mut store, 20, 2, true);
    store.save_draft(&draft(2, "newer")).unwrap();
    assert!(!store.settle(&settlement(20, ParcelState::Conflict), now()).unwrap().draft_back);
    assert_eq!(store.draft(Uuid::from_u128(2)).unwrap().unwrap(), draft(2, "newer"));
}

#[test]
fn a_finished_parcel_moves_no_more_and_a_sent_one_cannot_be_withdrawn() {
    let bench = Bench::new();
    let mut store = bench.open();
    seal(&mut store, 10, 1, true);
    assert!(matches!(store.withdraw(Uuid::from_u128(10), now()), Err(StoreError::NotAllowed)));
    store.settle(&settlement(10, ParcelState::Applied), now()).unwrap();
    let change = Change { state: ParcelState::Parked, next_try: None, why: Why::Refused, line_until: None };
    assert!(matches!(store.wait(Uuid::from_u128(10), &change, None, now()), Err(StoreError::NotAllowed)));
    assert!(matches!(store.attempt(Uuid::from_u128(10), now()), Err(StoreError::NotAllowed)));
    assert_eq!(state_of(&store, 10), ParcelState::Applied);

    store.save_draft(&draft(2, "x")).unwrap();
    seal(&mut store, 20, 2, false);
    seal(&mut store, 21, 2, false);
    assert!(store.withdraw(Uuid::from_u128(20), now()).is_err(), "a later one builds on it");
    store.withdraw(Uuid::from_u128(21), now()).unwrap();
    store.withdraw(Uuid::from_u128(20), now()).unwrap();
    assert_eq!(store.draft(Uuid::from_u128(2)).unwrap().unwrap().state, DraftState::Open);
    assert_eq!(seal(&mut store, 22, 2, false).1, 4, "burnt numbers are not used again");
}

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
fn only_what_has_its_receipt_for_long_is_purged() {
    let bench = Bench::new();
    let mut store = bench.open();
    seal(&mut store, 10, 1, true);
    seal(&mut store, 11, 2, true);
    store.save_draft(&draft(3, "x")).unwrap();
    store.settle(&settlement(10, ParcelState::Applied), now()).unwrap();
    assert_eq!(store.purge(now() + SignedDuration::from_hours(24 * 89)).unwrap(), 0);
    assert_eq!(store.purge(now() + SignedDuration::from_hours(24 * 1_000)).unwrap(), 1);
    assert_eq!(store.unfinished().unwrap().len(), 1);
    assert_eq!(store.drafts().unwrap().len(), 1);
}

#[test]
fn usage_ranks_pinned_and_latest_first() {
    let bench = Bench::new();
    let mut store = bench.open();
    for (code, minutes) in [("a", 1), ("b", 2), ("a", 3), ("c", 4)] {
        store.note_used(code, now() + SignedDuration::from_mins(minutes)).unwrap();
    }
    store.pin("b", true).unwrap();
    let order: Vec<(String, u64)> = store.usage().unwrap().into_iter().map(|u| (u.code, u.count)).collect();
    assert_eq!(order, [("b".into(), 1), ("c".into(), 1), ("a".into(), 2)]);
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
