use super::*;
use crate::{
    contract::{Problem, sha256_hex},
    desk::{
        outbox::{Change, Files, ParcelState, PersonAct, Why},
        store::{Beside, Draft, DraftState, Seal, Sealing, Upload},
    },
    ports::ManualEntropy,
    sqlite::FileKey,
};

const CASE: Uuid = Uuid::from_u128(1);

fn store(dir: &tempfile::TempDir) -> Store {
    Store::open(dir.path(), &FileKey::new(&mut [9; 32]), 0, &ManualEntropy::seeded(3)).unwrap()
}

fn now() -> Timestamp {
    "2026-11-22T01:00:00Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

fn bytes(mark: u8, length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).map(|at: u8| mark ^ at).collect()
}

fn keep(store: &mut Store, case_id: Uuid, bytes: &[u8]) -> String {
    let sha256 = sha256_hex(bytes);
    let size = bytes.len() as u64;
    let scan =
        Scan { case_id, sha256: sha256.clone(), size, kind: "pdf".into(), name: "扫描件.pdf".into(), at: now() };
    store.keep_scan(&scan, bytes).unwrap();
    sha256
}

fn draft(store: &mut Store, case_id: Uuid) {
    let (title, snapshot) = ("食品".to_owned(), "{}".to_owned());
    store.save_draft(&Draft { case_id, title, snapshot, state: DraftState::Open, updated: now() }).unwrap();
}

fn seal(store: &mut Store, command: u128, files: &[&str]) -> (Uuid, ParcelState) {
    let command_id = Uuid::from_u128(command);
    let seal = Seal {
        command_id,
        case_id: Some(CASE),
        kind: "case.receive".into(),
        actor_id: Uuid::from_u128(7),
        now: now(),
        line_up: true,
    };
    let beside = Beside { files: files.iter().map(|hash| (*hash).to_owned()).collect(), ..Beside::default() };
    let sealed =
        store.seal_beside(&seal, &beside, |_| Ok(Sealing { bytes: b"{}".to_vec(), signature: vec![1] })).unwrap();
    (command_id, sealed.0)
}

/// As a receipt does: the parcel is finished, and its receipt came then.
fn receipt(store: &Store, command_id: Uuid, at: Timestamp) {
    let id = command_id.to_string();
    store.connection.execute("UPDATE parcel SET state = 'applied' WHERE command_id = ?1", [&id]).unwrap();
    let insert = "INSERT INTO receipt(command_id, receipt, stored_at) VALUES (?1, '{}', ?2)";
    store.connection.execute(insert, (&id, millis(at))).unwrap();
}

fn files(store: &Store, command_id: Uuid) -> Files {
    store.outbox_line(command_id, &[]).unwrap().unwrap().files
}

#[test]
fn f39_a_copy_is_kept_whole_and_given_out_from_any_byte() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = store(&dir);
    let piece = usize::try_from(PIECE).unwrap();
    let whole = bytes(1, 2 * piece + 17);
    let hash = keep(&mut store, CASE, &whole);
    keep(&mut store, CASE, &whole);
    assert_eq!(store.scans(CASE).unwrap().len(), 1, "the same bytes are kept once");
    for start in [0, 1, piece - 1, piece, piece + 1, 2 * piece, 2 * piece + 16] {
        let given = store.scan_piece(CASE, &hash, start as u64).unwrap().unwrap();
        let end = whole.len().min((start / piece + 1) * piece);
        assert_eq!(given.as_slice(), &whole[start..end], "{start}");
    }
    assert!(store.scan_piece(CASE, &hash, whole.len() as u64).unwrap().unwrap().is_empty(), "behind its end");
    assert!(store.scan_piece(Uuid::from_u128(2), &hash, 0).unwrap().is_none(), "a copy belongs to its case");
    drop(store);
    let store = self::store(&dir);
    assert_eq!(store.scans(CASE).unwrap()[0].sha256, hash, "it outlives the program");
    for name in fs_names(&dir) {
        let file = std::fs::read(dir.path().join(&name)).unwrap();
        assert!(!file.windows(64).any(|window| window == &whole[..64]), "{name}: sealed");
    }
}

fn fs_names(dir: &tempfile::TempDir) -> Vec<String> {
    std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_command_waits_for_its_files_and_goes_when_they_are_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = store(&dir);
    let (one, two) = (keep(&mut store, CASE, &bytes(1, 100)), keep(&mut store, CASE, &bytes(2, 300)));
    let (command, state) = seal(&mut store, 10, &[&one, &two, &"f".repeat(64)]);
    assert_eq!(state, ParcelState::Queued, "no byte leaves before its files, though the line is up");
    assert_eq!(files(&store, command), Files { done: 0, of: 2, percent: 0 }, "what is not here is the centre's");
    assert_eq!(store.unfinished().unwrap()[0].files_left, 2);

    let upload = store.next_upload(command).unwrap().unwrap();
    assert_eq!(upload, Upload { case_id: CASE, sha256: one.clone(), size: 100, there: None });
    store.upload_moved(command, &upload, Some(60), now()).unwrap();
    assert_eq!(store.next_upload(command).unwrap().unwrap().there, Some(60));
    assert_eq!(files(&store, command), Files { done: 0, of: 2, percent: 15 });
    store.upload_moved(command, &upload, None, now()).unwrap();
    let upload = store.next_upload(command).unwrap().unwrap();
    assert_eq!((upload.sha256.as_str(), upload.there), (two.as_str(), None));
    store.upload_moved(command, &upload, None, now()).unwrap();
    assert_eq!(store.next_upload(command).unwrap(), None);
    assert_eq!(files(&store, command), Files { done: 2, of: 2, percent: 100 });

    // 424: the centre lost one of them.
    assert!(store.files_again(command, std::slice::from_ref(&two)).unwrap());
    assert_eq!(store.next_upload(command).unwrap().unwrap().sha256, two);
    assert!(!store.files_again(command, &["f".repeat(64)]).unwrap(), "that one nobody has");
    assert!(store.files_again(command, &[]).unwrap(), "it does not say which: all of them");
    assert_eq!(files(&store, command).done, 0);
}

#[test]
fn a_file_that_failed_is_asked_about_anew_and_its_command_can_be_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = store(&dir);
    draft(&mut store, CASE);
    let hash = keep(&mut store, CASE, &bytes(1, 100));
    let (command, _) = seal(&mut store, 10, &[&hash]);
    let upload = store.next_upload(command).unwrap().unwrap();
    store.upload_moved(command, &upload, Some(60), now()).unwrap();
    let next_try = Some(later(1));
    let waits = Change { state: ParcelState::Queued, next_try, why: Why::NoAnswer, line_until: None };
    store.upload_waits(command, &upload, &waits, None, now()).unwrap();
    let parcel = &store.unfinished().unwrap()[0];
    assert_eq!((parcel.attempts, parcel.first_sent, parcel.why), (1, None, Some(Why::NoAnswer)));
    assert_eq!(store.next_upload(command).unwrap().unwrap().there, None, "where it stands only the centre knows");

    let problem = Problem::new(415, "upload.type", "不接收这种文件", "t");
    let refused = Change { state: ParcelState::Parked, next_try: None, why: Why::FileRefused, line_until: None };
    store.upload_waits(command, &upload, &refused, Some(&problem), now()).unwrap();
    assert_eq!(store.parcel(command).unwrap().unwrap().problem.unwrap().code, "upload.type");
    store.move_by_hand(command, PersonAct::TryNow, now()).unwrap();
    assert_eq!(store.unfinished().unwrap()[0].state, ParcelState::Queued, "still unsent");
    assert!(!store.drop_scan(CASE, &hash).unwrap(), "a sealed command names it");
    store.move_by_hand(command, PersonAct::Withdraw, now()).unwrap();
    assert_eq!(store.draft(CASE).unwrap().unwrap().state, DraftState::Open);
    assert!(store.drop_scan(CASE, &hash).unwrap());
    assert!(store.scans(CASE).unwrap().is_empty() && store.scan_piece(CASE, &hash, 0).unwrap().is_none());
}

#[test]
fn a_copy_goes_with_its_draft() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = store(&dir);
    for case in [CASE, Uuid::from_u128(2)] {
        draft(&mut store, case);
        keep(&mut store, case, &bytes(1, 100));
    }
    assert!(store.discard_draft(CASE).unwrap());
    assert!(store.scans(CASE).unwrap().is_empty());
    assert_eq!(store.scans(Uuid::from_u128(2)).unwrap().len(), 1);
    let pieces = "SELECT count(*) FROM scan_piece";
    assert_eq!(store.connection.query_row(pieces, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

/// S13: a day after the receipt the desk holds neither the scan nor anything to read it with.
#[test]
fn s13_a_copy_goes_a_day_after_the_receipt_and_not_before() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = store(&dir);
    draft(&mut store, CASE);
    let hash = keep(&mut store, CASE, &bytes(1, 100));
    assert_eq!(store.sweep_scans(later(1_000)).unwrap(), 0, "a draft needs it");
    let (first, _) = seal(&mut store, 10, &[&hash]);
    assert_eq!(store.sweep_scans(later(1_000)).unwrap(), 0, "it has not gone yet");
    receipt(&store, first, later(1_000));
    let (second, _) = seal(&mut store, 11, &[]);
    assert_eq!(store.sweep_scans(later(1_025)).unwrap(), 0, "something of the case still waits");
    receipt(&store, second, later(1_002));
    assert_eq!(store.sweep_scans(later(1_025)).unwrap(), 0, "a day after the last receipt");
    assert_eq!(store.sweep_scans(later(1_026)).unwrap(), 1);
    assert!(store.scans(CASE).unwrap().is_empty());
    assert_eq!(store.next_upload(first).unwrap(), None);

    // What was never sealed with anything: a case that is no draft here.
    keep(&mut store, Uuid::from_u128(2), &bytes(2, 100));
    assert_eq!(store.sweep_scans(later(23)).unwrap(), 0);
    assert_eq!(store.sweep_scans(Timestamp::MIN).unwrap(), 0, "no centre was heard");
    assert_eq!(store.sweep_scans(later(24)).unwrap(), 1);
}
