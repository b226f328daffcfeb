#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
// The method alone is not general enough over the transaction's lifetime.
#![allow(clippy::redundant_closure_for_method_calls)]

use super::*;
use crate::{
    central::fault::Fault,
    contract::{Person, Realm},
    domain::role::{Limits, Mandate, Role},
};
use jiff::Timestamp;
use uuid::Uuid;

fn born(location: &Location) -> Store {
    let store = Store::open(location, None).unwrap();
    let birth = Birth {
        realm: Realm::Demo,
        hall: "厅".into(),
        profile: "yangzhou".into(),
        born_at: Timestamp::UNIX_EPOCH,
        time_from: Timestamp::UNIX_EPOCH,
        audit_hash: "0".into(),
    };
    store.write(|tx| tx.give_birth(&birth)).unwrap();
    store
}

fn file(store: &Store) -> &engine::Sqlite {
    let Engine::Sqlite(db) = &store.0 else { panic!("a server") };
    db
}

fn person(name: String) -> Person {
    Person {
        id: Uuid::from_u128(name.len() as u128),
        name,
        staff_no: "1".into(),
        role: Role::Clerk,
        departments: Vec::new(),
        window_id: None,
        mandate: Mandate::default(),
        limits: Limits::default(),
    }
}

#[test]
fn r7_20_a_number_that_is_not_used_is_not_taken() {
    let store = born(&Location::Memory);
    let next = |commit: bool| {
        store.write(|tx| -> Result<u64, StoreError> {
            let number = tx.next_number("case/x")?;
            if commit { Ok(number) } else { Err(StoreError::Unreadable { what: "rolled back" }) }
        })
    };
    assert_eq!(next(true).unwrap(), 1);
    assert!(next(false).is_err());
    assert_eq!(next(true).unwrap(), 2);
    let kept = store.write(|tx| {
        let undone: Result<(), StoreError> = tx.attempt(|| {
            tx.next_number("case/x")?;
            Err(StoreError::Unreadable { what: "refused" })
        });
        assert!(undone.is_err());
        tx.next_number("case/x")
    });
    assert_eq!(kept.unwrap(), 3, "what an attempt took goes back, the rest of the transaction stays");
}

/// RELIABILITY F56: a full disk refuses writes with its own problem, reads go on, and nothing is half written.
#[test]
fn a_full_disk_is_507_and_reading_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = born(&Location::File(dir.path().join("centre.db")));
    let pages: i64 = file(&store).writer().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    file(&store).writer().pragma_update(None, "max_page_count", pages + 2).unwrap();
    let mut saved = 0;
    let full = (1..500).find_map(|length| {
        let one = store.write(|tx| tx.save_person(&person("长".repeat(length * 50))));
        saved += usize::from(one.is_ok());
        one.err()
    });
    let full = full.unwrap();
    assert!(full.is_full(), "{full}");
    let problem = Fault::from(full).problem("t");
    assert_eq!((problem.status, problem.code.as_str(), problem.retryable), (507, "storage.full", true));
    assert!(problem.detail.unwrap().contains("磁盘"));
    let people = store.read(|tx| tx.people()).unwrap();
    assert_eq!(people.len(), saved);
    assert!(store.integrity().unwrap().is_empty());
}

#[test]
fn readers_see_what_was_committed_and_cannot_write() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("centre.db");
    let store = born(&Location::File(path.clone()));
    store.write(|tx| tx.save_person(&person("李".into()))).unwrap();
    assert_eq!(store.read(|tx| tx.people()).unwrap().len(), 1);
    assert!(store.read(|tx| tx.save_person(&person("李四".into()))).is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "for the service's eyes only");
    }
}

#[test]
fn time_never_goes_back() {
    let store = born(&Location::Memory);
    let at = |seconds| Timestamp::from_second(seconds).unwrap();
    store.write(|tx| tx.set_last_time(at(100))).unwrap();
    store.write(|tx| tx.set_last_time(at(50))).unwrap();
    assert_eq!(store.read(|tx| tx.heads()).unwrap().unwrap().last_time, at(100));
}

/// Writers that come at the same time may share a commit. One that fails or panics undoes itself and nothing else, and
/// whoever is answered finds what they wrote through any other connection.
#[test]
fn writers_that_come_together_share_a_commit_and_a_failure_is_its_own() {
    const EACH: u64 = 40;
    let dir = tempfile::tempdir().unwrap();
    let store = born(&Location::File(dir.path().join("centre.db")));
    let last = || {
        let sql = "SELECT last FROM counters WHERE series = 'case/x'";
        let read = store.read(|tx| tx.one(sql, engine::values![], |row| columns::count(row, "last")));
        read.unwrap().unwrap_or_default()
    };
    let write = |fails: bool, panics: bool| {
        store.write(|tx| -> Result<u64, StoreError> {
            let number = tx.next_number("case/x")?;
            assert!(!panics, "a bug in the middle of a transaction");
            if fails { Err(StoreError::Unreadable { what: "rolled back" }) } else { Ok(number) }
        })
    };
    let mut taken: Vec<u64> = std::thread::scope(|scope| {
        let writing: Vec<_> = (0..8)
            .map(|writer| {
                scope.spawn(move || {
                    let mut taken = Vec::new();
                    for round in 0..EACH {
                        let (fails, panics) = (writer % 4 == 1, writer == 2 && round == EACH / 2);
                        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| write(fails, panics)));
                        assert_eq!(done.is_err(), panics);
                        if let Ok(Ok(number)) = done {
                            assert!(last() >= number, "answered before the commit");
                            taken.push(number);
                        }
                    }
                    taken
                })
            })
            .collect();
        writing.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    taken.sort_unstable();
    assert_eq!(taken, (1..6 * EACH).collect::<Vec<_>>(), "each number once, and none lost");
}
