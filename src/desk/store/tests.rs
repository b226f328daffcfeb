//! The desk's store: what was said to be saved is there, and what a receipt settles is settled.

mod damage;

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
