//! The power is cut at a desk. Images are opened with the real store; some lose the power again while it repairs.

use std::sync::Arc;

use chuangtai::{desk::store::StoreError, sqlite};
use tempfile::TempDir;

use crate::{
    cut::{Tally, first_seed, images, places},
    cut_image::{Dice, Image, Player},
    cut_session::{Mark, Session, facts, key, open, prepared},
    vfs,
    vfs_disk::{Disk, Plan},
};

const PER_SESSION: usize = 60;
const STEPS: usize = 60;
/// Of the file, as the store marks it.
const APPLICATION_ID: i32 = 0x6374_646b;

/// What may be found after a cut: what was promised last, or that and the whole of what was being done.
fn allowed(marks: &[Mark], place: usize) -> &[Mark] {
    let promised = marks.iter().rposition(|mark| mark.calls <= place);
    match promised {
        Some(last) => &marks[last..(last + 2).min(marks.len())],
        None => &marks[..1],
    }
}

/// An image on a disk of its own.
fn lay_down(image: &Image) -> (TempDir, Arc<Disk>) {
    let dir = prepared();
    image.lay_down(dir.path());
    let disk = Disk::recording(dir.path());
    (dir, disk)
}

/// Opens an image as the program would. Answers which of the allowed facts it holds, or what is wrong.
fn judge(disk: &Arc<Disk>, allowed: &[Mark], promised: bool) -> Result<usize, String> {
    let _mounted = vfs::mount(disk);
    let store = open(disk.root(), 0, 77).map_err(|error| format!("does not open: {error:?}"))?;
    let found = facts(&store).map_err(|error: StoreError| format!("cannot be read: {error:?}"))?;
    drop(store);
    let connection = sqlite::open(&disk.root().join("desk.db"), Some(&key()), APPLICATION_ID).unwrap();
    let wrong = sqlite::check(&connection, true).unwrap();
    if !wrong.is_empty() {
        return Err(format!("is not whole: {wrong:?}"));
    }
    match allowed.iter().position(|mark| mark.facts == found) {
        Some(which) => Ok(which),
        // Before the first start has ended nothing was promised; a desk that is born now is another one.
        None if !promised => Ok(0),
        None => Err(format!("lost or half:\n{}\n--- but promised\n{}", found, allowed[0].facts)),
    }
}

/// Cuts one session at many places from some call on. `Err` names the first image that breaks a promise.
pub fn cut(session: &Session, seed: u64, from: usize, count: usize, tally: &mut Tally) -> Result<(), String> {
    let mut dice = Dice(seed ^ 0xc0ff_ee00);
    let mut player = Player::new(&session.disk);
    let end = session.disk.len();
    let promises: Vec<usize> = session.marks.iter().map(|mark| mark.calls.min(end)).collect();
    for place in places(&mut dice, &promises, end, count) {
        let place = place.max(from);
        player.play_to(place);
        let image = player.image(&mut dice);
        let allowed = allowed(&session.marks, place);
        let owed = session.marks[0].calls <= place;
        let name = |what: String| format!("CHUANGTAI_CUT_SEED={seed}, call {place}, {:?}: {what}", image.fashion);
        let (_dir, disk) = lay_down(&image);
        let which = judge(&disk, allowed, owed).map_err(name)?;
        tally.images += 1;
        tally.half_way += which;
        *tally.fashions.entry(format!("{:?}", image.fashion)).or_default() += 1;
        // The repair itself is cut as well: what it saw first it must see again.
        if owed && dice.percent(20) {
            let mut repair = Player::new(&disk);
            repair.play_to(dice.under(disk.len() + 1));
            let second = repair.image(&mut dice);
            let (_dir, disk) = lay_down(&second);
            judge(&disk, allowed, true).map_err(|what| name(format!("then {:?}: {what}", second.fashion)))?;
            tally.images += 1;
            tally.again += 1;
        }
    }
    Ok(())
}

#[test]
fn f02_a_power_cut_at_a_desk_loses_nothing_that_was_promised() {
    let wanted = images() * 3 / 5;
    let mut tally = Tally::default();
    let mut seed = first_seed();
    while tally.images < wanted {
        let mut session = Session::begin(seed);
        for _ in 0..STEPS {
            session.step().unwrap();
            session.mark();
        }
        // Every tenth day ends as days do.
        if seed.is_multiple_of(10) {
            session.reopen().unwrap();
            session.mark();
        }
        cut(&session, seed, 0, PER_SESSION.min(wanted - tally.images), &mut tally)
            .unwrap_or_else(|what| panic!("{what}"));
        seed += 1;
    }
    println!("{tally:?}, seeds {}..{seed}", first_seed());
    assert!(tally.half_way > 0, "some cut fell into a commit that was durable and not yet promised");
    assert_eq!(tally.fashions.len(), 6, "every fashion was seen");
}

/// The harness can see a loss: a disk that is never asked to sync loses promises, and soon.
#[test]
fn f02_without_syncs_promises_are_lost_and_it_shows() {
    let lost = (1..20).find_map(|seed| {
        let mut session = Session::begin(seed);
        session.disk.plan(Plan { no_sync: true, ..Plan::default() });
        for _ in 0..20 {
            session.step().unwrap();
            session.mark();
        }
        cut(&session, seed, 0, 20, &mut Tally::default()).err()
    });
    assert!(lost.is_some(), "not one promise was lost");
}

/// And with the pragmas as SQLite knows them: `OFF` and `NORMAL` lose what `FULL` keeps.
#[test]
fn f02_only_synchronous_full_keeps_a_commit() {
    for (synchronous, keeps) in [("OFF", false), ("NORMAL", false), ("FULL", true)] {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::recording(dir.path());
        let mounted = vfs::mount(&disk);
        let connection = sqlite::open(&disk.root().join("desk.db"), Some(&key()), APPLICATION_ID).unwrap();
        connection.execute_batch("CREATE TABLE t(a)").unwrap();
        connection.pragma_update(None, "synchronous", synchronous).unwrap();
        let mut promised = vec![(disk.len(), 0)];
        for count in 1..30 {
            connection.execute("INSERT INTO t VALUES(hex(randomblob(600)))", []).unwrap();
            promised.push((disk.len(), count));
        }
        drop(connection);
        drop(mounted);
        let mut dice = Dice(5);
        let mut player = Player::new(&disk);
        let kept = promised.iter().all(|(place, count)| {
            player.play_to(*place);
            let (_dir, disk) = lay_down(&player.image(&mut dice));
            let _mounted = vfs::mount(&disk);
            let opened = sqlite::open(&disk.root().join("desk.db"), Some(&key()), APPLICATION_ID);
            let found =
                opened.ok().and_then(|opened| opened.query_row("SELECT count(*) FROM t", [], |r| r.get(0)).ok());
            found == Some(*count)
        });
        assert_eq!(kept, keeps, "synchronous = {synchronous}");
    }
}
