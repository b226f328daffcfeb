//! A disk that says no: a sync that is not confirmed (RELIABILITY F03), a write that fails, no room (F04). The desk
//! says so, counts nothing as saved that is not, and what was saved before is there.

use std::fs;

use chuangtai::{desk::store::StoreError, sqlite::SqliteError};
use rusqlite::ffi;

use crate::{
    cut::{Tally, images},
    cut_desk::cut,
    cut_session::{Mark, Session, facts, open, prepared},
    vfs,
    vfs_disk::{Disk, Nth, Plan},
};

/// Steps of a session after the fault is planned.
const STEPS: usize = 40;
const RESERVE: u64 = 256 << 10;

fn nth(call: u64, sticky: bool, code: i32) -> Nth {
    Nth { call, sticky, code }
}

/// A session of some steps, then the fault; the error that it met, if it met one.
fn until_it_fails(seed: u64, plan: Plan) -> (Session, Option<StoreError>) {
    let mut session = Session::begin(seed);
    for _ in 0..10 {
        session.step().unwrap();
        session.mark();
    }
    session.disk.plan(plan);
    for _ in 0..STEPS {
        if let Err(error) = session.step() {
            return (session, Some(error));
        }
        session.mark();
    }
    (session, None)
}

/// What a copy of the files says when it is opened: as after a kill, all that was written is there.
fn after_a_kill(session: &Session) -> String {
    let dir = prepared();
    for name in ["desk.db", "desk.db-wal"] {
        let from = session.disk.root().join(name);
        if from.exists() {
            fs::copy(from, dir.path().join(name)).unwrap();
        }
    }
    let disk = Disk::plain(dir.path());
    let _mounted = vfs::mount(&disk);
    facts(&open(disk.root(), 0, 78).unwrap()).unwrap()
}

/// Every sync once, and every sync from some moment on.
#[test]
fn f03_a_sync_that_fails_is_fatal_and_said() {
    let (mut met, mut unseen) = (0, 0);
    for seed in 1..=(images() / 50) as u64 {
        let plan =
            Plan { sync: Some(nth(1 + seed % 45, seed.is_multiple_of(2), ffi::SQLITE_IOERR_FSYNC)), ..Plan::default() };
        let (mut session, error) = until_it_fails(seed, plan);
        if let Some(error) = error {
            met += 1;
            assert!(matches!(error, StoreError::File(SqliteError::Sync)), "seed {seed}: {error:?}");
            assert_eq!(error.key(), "desk.fault.store.disk");
            // The disk may work again: this connection does not.
            session.disk.plan(Plan::default());
            if let Some(store) = session.store.as_mut() {
                let refused = store.set_setting("theme", "dark").unwrap_err();
                assert!(matches!(refused, StoreError::Broken), "seed {seed}: {refused:?}");
                assert_eq!(refused.key(), "desk.fault.store.disk");
            }
        } else if session.disk.struck() {
            // While old pages were brought home: they are still in the log, and are brought again.
            unseen += 1;
        }
        // Nobody was told that the last step was saved; it may be.
        let facts = after_a_kill(&session);
        session.marks.push(Mark { calls: usize::MAX, facts });
        session.store = None;
        let from = session.marks[10].calls;
        cut(&session, seed, from, 5, &mut Tally::default()).unwrap_or_else(|what| panic!("{what}"));
    }
    println!("failed syncs: {met} told, {unseen} while pages were brought home");
    assert!(met > 0);
}

/// Any write: without room the step fails, nothing has changed, and with room the day goes on.
#[test]
fn f04_without_room_a_step_fails_whole_and_the_day_goes_on() {
    let mut met = 0;
    for seed in 1..=(images() / 50) as u64 {
        let plan =
            Plan { write: Some(nth(1 + seed * 7 % 400, seed.is_multiple_of(2), ffi::SQLITE_FULL)), ..Plan::default() };
        let (mut session, error) = until_it_fails(seed, plan);
        let Some(error) = error else { continue };
        met += 1;
        assert!(matches!(error, StoreError::File(SqliteError::Full)), "seed {seed}: {error:?}");
        assert_eq!(error.key(), "desk.fault.store.full");
        let promised = session.marks.last().unwrap().facts.clone();
        if let Some(store) = &session.store {
            assert_eq!(facts(store).unwrap(), promised, "seed {seed}: reading goes on, nothing is half");
        }
        session.disk.plan(Plan::default());
        if session.store.is_none() {
            session.reopen().unwrap();
        }
        for _ in 0..5 {
            session.step().unwrap();
            session.mark();
        }
        cut(&session, seed, session.marks[10].calls, 4, &mut Tally::default()).unwrap_or_else(|what| panic!("{what}"));
    }
    assert!(met > 0);
}

/// A write that fails otherwise is fatal as a failed sync is.
#[test]
fn f03_a_write_that_fails_is_fatal_and_said() {
    let mut met = 0;
    for seed in 1..=(images() / 100) as u64 {
        let plan = Plan { write: Some(nth(1 + seed * 5 % 300, false, ffi::SQLITE_IOERR_WRITE)), ..Plan::default() };
        let (mut session, error) = until_it_fails(seed, plan);
        let Some(error) = error else { continue };
        met += 1;
        assert_eq!(error.key(), "desk.fault.store.disk", "seed {seed}: {error:?}");
        if let Some(store) = session.store.as_mut() {
            assert!(matches!(store.set_setting("theme", "dark"), Err(StoreError::Broken)), "seed {seed}");
        }
        cut(&session, seed, session.marks[10].calls, 4, &mut Tally::default()).unwrap_or_else(|what| panic!("{what}"));
    }
    assert!(met > 0);
}

/// The reserve is for sending and deleting. However often somebody tries to save, it is not eaten by drafts.
#[test]
fn f04_on_a_full_disk_receipts_still_come_in_and_drafts_can_go() {
    let mut session = Session::begin(3);
    for _ in 0..4 {
        session.seal().unwrap();
    }
    session.store = None;
    fs::remove_file(session.disk.root().join("reserve")).unwrap();
    session.store = Some(open(session.disk.root(), RESERVE, 3).unwrap());
    session.disk.plan(Plan { room: Some(100 << 10), reserve: RESERVE, ..Plan::default() });
    let mut refused = 0;
    for _ in 0..60 {
        let draft = session.draft(9_000);
        if let Err(error) = session.store.as_mut().unwrap().save_draft(&draft) {
            assert_eq!(error.key(), "desk.fault.store.full");
            refused += 1;
        }
    }
    assert!(refused > 10, "the disk was never full");
    for _ in 0..20 {
        match session.settle() {
            Ok(()) | Err(StoreError::NotAllowed) => {}
            Err(error) => panic!("a receipt finds no room: {error:?}"),
        }
    }
    let store = session.store.as_mut().unwrap();
    let finished = store.parcels(u32::MAX).unwrap().iter().filter(|kept| kept.parcel.state.is_finished()).count();
    assert!(finished > 0, "a receipt is stored");
    let drafts = store.drafts().unwrap();
    assert!(store.discard_draft(drafts[0].case_id).unwrap());
}
