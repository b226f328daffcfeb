//! The power is cut at the centre (RELIABILITY F55): every receipt that left is still true, every command is there
//! once or not at all, and the audit chain holds. A sync that fails or a full disk (F56) costs no promise either.

// Small numbers, on machines with 64 bits.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::{path::Path, sync::Arc};

use chuangtai::{
    central::{Centre, KeyPlace, Location},
    contract::Command,
    domain::{
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::Role,
    },
};
use rusqlite::{Connection, ffi};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    cut::{Tally, first_seed, images, places},
    cut_image::{Dice, Image, Player},
    hall::{MORNING, World, clock_at, config, row},
    ledger::{contents, is_sound},
    vfs::{self, Mounted},
    vfs_disk::{Disk, Nth, Plan},
    world_line::finish,
};

const PER_SESSION: usize = 80;
/// Enough that in longer sessions old pages are brought home in the middle of the work.
const STEPS: [usize; 2] = [25, 90];
const FILE: &str = "centre.db";

/// After so many calls of the disk the database held this.
struct Mark {
    calls: usize,
    contents: String,
}

/// Clerks at work, over the real centre on a disk that is on the record.
struct Session {
    world: World,
    disk: Arc<Disk>,
    marks: Vec<Mark>,
    dice: Dice,
    receive: Act,
    /// Cases and the version each is at.
    cases: Vec<(Uuid, u64)>,
    _mounted: Mounted,
    _dir: TempDir,
}

/// A furnished hall, made once: only its copies are cut.
fn furnished() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let _mounted = vfs::mount(&Disk::plain(dir.path()));
    let path = std::fs::canonicalize(dir.path()).unwrap().join(FILE);
    drop(Centre::open_demo_empty(config(&clock_at(MORNING), Location::File(path), KeyPlace::Memory)).unwrap());
    dir
}

fn open(dir: &Path) -> Centre {
    let location = Location::File(dir.join(FILE));
    Centre::open(config(&clock_at(MORNING), location, KeyPlace::Memory)).unwrap()
}

/// The database beside the running centre, read only.
fn beside(dir: &Path) -> Connection {
    Connection::open_with_flags(dir.join(FILE), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

impl Session {
    fn begin(furnished: &TempDir, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::copy(furnished.path().join(FILE), dir.path().join(FILE)).unwrap();
        let disk = Disk::recording(dir.path());
        let mounted = vfs::mount(&disk);
        let clock = clock_at(MORNING);
        let location = Location::File(disk.root().join(FILE));
        let world = World::around(Centre::open_demo_empty(config(&clock, location, KeyPlace::Memory)).unwrap(), clock);
        let who = world.lookup("A017");
        let rows = vec![row(1, SatisfyBy::EForm), row(5, SatisfyBy::PaperOriginal)];
        let application = world.food_application(&who, rows);
        let receive =
            Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }));
        // All sign in before the record is compared.
        world.token(&world.role(Role::Clerk));
        let mut session = Self {
            world,
            disk,
            marks: Vec::new(),
            dice: Dice(seed),
            receive,
            cases: Vec::new(),
            _mounted: mounted,
            _dir: dir,
        };
        session.mark();
        session
    }

    fn mark(&mut self) {
        let contents = contents(&beside(self.disk.root()));
        self.marks.push(Mark { calls: self.disk.len(), contents });
    }

    /// One command, taken or refused. `Err` is a problem without verdict: nothing was promised.
    fn step(&mut self) -> Result<(), u16> {
        let clerk = self.world.role(Role::Clerk);
        let (case, version, act) = if self.cases.is_empty() || self.dice.percent(35) {
            (self.world.uuid(), 0, self.receive.clone())
        } else {
            let (case, version) = self.cases[self.dice.under(self.cases.len())];
            match self.dice.under(4) {
                // A version that is not the case's: refused, and the refusal is for ever.
                0 => (case, version + 7, Act::Accept(act::Checks::default())),
                1 => (case, version, Act::HandOver(act::Transfer::default())),
                _ => {
                    (case, version, Act::NoteAdd(act::Note { text: "申请人下午再来".repeat(self.dice.under(40) + 1) }))
                }
            }
        };
        let command = self.world.seal(&clerk, case, version, None, &act);
        self.post(&command, case)
    }

    fn post(&mut self, command: &Command, case: Uuid) -> Result<(), u16> {
        let clerk = self.world.role(Role::Clerk);
        let answer = self.world.post_command(&clerk, command);
        if answer.status == 503 {
            let problem = answer.problem();
            assert_eq!((problem.code.as_str(), answer.headers.contains_key("retry-after")), ("storage.broken", true));
            assert!(problem.detail.is_some_and(|advice| advice.contains("重新启动")));
        }
        if answer.status.as_u16() >= 500 || answer.status.as_u16() == 404 {
            return Err(answer.status.as_u16());
        }
        if answer.status.is_success() {
            let version = self.world.receipt(command, &answer).version.unwrap();
            self.cases.retain(|(known, _)| *known != case);
            self.cases.push((case, version));
        } else {
            assert!(answer.problem().receipt.is_some(), "{}", answer.text());
        }
        Ok(())
    }
}

fn judge(image: &Image, allowed: &[Mark]) -> Result<usize, String> {
    let dir = tempfile::tempdir().unwrap();
    image.lay_down(dir.path());
    let disk = Disk::plain(dir.path());
    let _mounted = vfs::mount(&disk);
    drop(open(disk.root()));
    let connection = beside(disk.root());
    is_sound(&connection)?;
    let found = contents(&connection);
    allowed
        .iter()
        .position(|mark| mark.contents == found)
        .ok_or_else(|| format!("lost or half:\n{found}\n--- but promised\n{}", allowed[0].contents))
}

fn cut(session: &Session, seed: u64, count: usize, tally: &mut Tally) -> Result<(), String> {
    let mut dice = Dice(seed ^ 0xbeef);
    let mut player = Player::new(&session.disk);
    let (first, end) = (session.marks[0].calls, session.disk.len());
    let promises: Vec<usize> = session.marks.iter().map(|mark| mark.calls.min(end)).collect();
    for place in places(&mut dice, &promises, end, count) {
        let place = place.max(first);
        player.play_to(place);
        let image = player.image(&mut dice);
        let last = session.marks.iter().rposition(|mark| mark.calls <= place).unwrap();
        let allowed = &session.marks[last..(last + 2).min(session.marks.len())];
        let which = judge(&image, allowed)
            .map_err(|what| format!("CHUANGTAI_CUT_SEED={seed}, call {place}, {:?}: {what}", image.fashion))?;
        tally.images += 1;
        tally.half_way += which;
        *tally.fashions.entry(format!("{:?}", image.fashion)).or_default() += 1;
    }
    Ok(())
}

/// What the files say when they are opened anew: as after a kill, all that was written is there.
fn after_a_kill(session: &Session) -> String {
    let dir = tempfile::tempdir().unwrap();
    for name in [FILE, "centre.db-wal"] {
        let from = session.disk.root().join(name);
        if from.exists() {
            std::fs::copy(from, dir.path().join(name)).unwrap();
        }
    }
    let disk = Disk::plain(dir.path());
    let _mounted = vfs::mount(&disk);
    drop(open(disk.root()));
    contents(&beside(disk.root()))
}

#[test]
fn f55_a_power_cut_at_the_centre_takes_no_receipt_back() {
    let wanted = images() * 2 / 5;
    let furnished = furnished();
    let mut tally = Tally::default();
    let mut seed = first_seed();
    while tally.images < wanted {
        let mut session = Session::begin(&furnished, seed);
        for _ in 0..STEPS[seed as usize % 2] {
            session.step().unwrap();
            session.mark();
        }
        cut(&session, seed, PER_SESSION.min(wanted - tally.images), &mut tally).unwrap_or_else(|what| panic!("{what}"));
        seed += 1;
    }
    println!("{tally:?}, seeds {}..{seed}", first_seed());
    assert!(tally.half_way > 0, "some cut fell into a commit that was durable and not yet promised");
}

/// The harness can see a loss here as well.
#[test]
fn f55_without_syncs_receipts_are_lost_and_it_shows() {
    let furnished = furnished();
    let mut session = Session::begin(&furnished, 1);
    session.disk.plan(Plan { no_sync: true, ..Plan::default() });
    for _ in 0..10 {
        session.step().unwrap();
        session.mark();
    }
    assert!(cut(&session, 1, 40, &mut Tally::default()).is_err(), "not one receipt was lost");
}

/// A disk that says no gives no receipt; what it then does with the rest is the disk's own affair.
#[test]
fn f56_a_disk_that_fails_gives_no_receipt_and_takes_none_back() {
    let furnished = furnished();
    let mut told = std::collections::BTreeMap::<u16, usize>::new();
    for seed in 1..=(images() / 80) as u64 {
        let mut session = Session::begin(&furnished, seed);
        for _ in 0..5 {
            session.step().unwrap();
            session.mark();
        }
        let sticky = seed.is_multiple_of(2);
        let fault = |call, code| Some(Nth { call, sticky, code });
        session.disk.plan(match seed % 3 {
            0 => Plan { sync: fault(1 + seed % 12, ffi::SQLITE_IOERR_FSYNC), ..Plan::default() },
            1 => Plan { write: fault(1 + seed * 5 % 150, ffi::SQLITE_FULL), ..Plan::default() },
            _ => Plan { write: fault(1 + seed * 5 % 150, ffi::SQLITE_IOERR_WRITE), ..Plan::default() },
        });
        let failed = (0..12).find_map(|_| match session.step() {
            Ok(()) => {
                session.mark();
                None
            }
            Err(status) => Some(status),
        });
        if let Some(status) = failed {
            *told.entry(status).or_default() += 1;
            assert_eq!(status, if seed % 3 == 1 { 507 } else { 503 }, "seed {seed}");
            // Reading goes on; and nobody was promised what is on the disk by chance.
            let promised = session.marks.last().unwrap().contents.clone();
            assert_eq!(contents(&beside(session.disk.root())), promised, "seed {seed}");
            if status == 503 {
                session.disk.plan(Plan::default());
                // The disk may work again: this centre does not, whoever asks.
                for _ in 0..3 {
                    assert_eq!(session.step(), Err(503), "seed {seed}");
                }
                assert!(session.world.centre.is_stopped());
                finish(session.world.centre.stopped());
                assert_eq!(contents(&beside(session.disk.root())), promised, "seed {seed}");
                // Opened anew, what nobody was promised may be there or not.
                let contents = after_a_kill(&session);
                session.marks.push(Mark { calls: usize::MAX, contents });
            }
        }
        session.disk.plan(Plan::default());
        for _ in 0..4 {
            if session.step().is_ok() {
                session.mark();
            }
        }
        cut(&session, seed, 6, &mut Tally::default()).unwrap_or_else(|what| panic!("{what}"));
    }
    println!("{told:?}");
    assert_eq!(told.keys().copied().collect::<Vec<_>>(), [503, 507]);
}
