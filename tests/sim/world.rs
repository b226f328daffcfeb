//! The world of one seed: the real desks and the real centre in one thread, with time, randomness, network and death in
//! the hands of the dice. Chaos comes first; then everything heals, and what was promised must come about.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::Router;
use chuangtai::{
    central::Centre,
    domain::case::Application,
    ports::{ManualClock, ManualEntropy},
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    checker::{History, Step},
    faults::{Dice, Knobs, Moment},
    world_desk::Machine,
    world_line::{Call, Outcome},
    world_template::{DESKS, Template, centre_config, morning, quick_place, template},
};

/// What comes next, at its time.
pub enum Happening {
    /// A request reaches the centre; nobody waits for the answer of a copy.
    Arrives { call: usize, copy: bool },
    /// An answer, or the lack of one, reaches the desk.
    Answered { call: usize, outcome: Outcome },
    /// The centre's process dies over a call, before or after its work.
    Dies { call: usize, before: bool },
    /// The program's own round.
    Round { desk: usize },
    /// The clerk does something.
    Act { desk: usize },
    /// The machine is switched on.
    Start { desk: usize },
    /// The centre's process comes up again.
    CentreStarts,
    /// Something breaks that is not on the line.
    Chaos,
}

/// More than any seed takes: a storm of requests shows itself here.
const STEPS: u64 = 20_000;

/// What a seed came to.
pub struct Run {
    pub history: History,
    /// Everything that happened, as text: two runs of a seed must agree to the byte.
    pub trace: String,
    pub moments: BTreeSet<Moment>,
}

pub struct World {
    pub(super) dice: Dice,
    pub(super) knobs: Knobs,
    /// Faults strike; the end of it heals everything.
    pub(super) chaos: bool,
    pub(super) dir: tempfile::TempDir,
    pub(super) seed: u64,
    /// Milliseconds since the morning.
    pub(super) now: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    order: u64,
    pub(super) centre: Option<(Centre, Router)>,
    pub(super) centre_clock: Arc<ManualClock>,
    pub(super) centre_skew: i64,
    centre_lives: u64,
    pub(super) desks: Vec<Machine>,
    pub(super) calls: Vec<Call>,
    pub(super) out: Arc<Mutex<Vec<Call>>>,
    pub(super) log: Vec<Step>,
    pub(super) trace: String,
    pub(super) moments: BTreeSet<Moment>,
    /// Cases anybody opened, oldest first, with the desk that did.
    pub(super) cases: Vec<(Uuid, usize)>,
    /// Verdicts that left the centre: command and whether it was applied.
    pub(super) given: BTreeMap<Uuid, bool>,
    /// The last command's answer, as something in between may have kept it.
    pub(super) cached: Option<Vec<u8>>,
    /// Copies of folders: the centre's and each desk's, with the end of the centre's chain.
    pub(super) centre_copy: Option<(PathBuf, u64)>,
    /// Cases that came without their last material.
    pub(super) lacking: BTreeMap<Uuid, Application>,
    /// Scans of cases, as files of the clerks' own.
    pub(super) scans: BTreeMap<Uuid, Vec<PathBuf>>,
    /// The guide has a second version.
    pub(super) published: bool,
    /// Where the longest chain ended that the centre ever lost.
    pub(super) lost_end: u64,
    pub(super) posts: u64,
    pub(super) faults: u64,
    pub(super) starts: u64,
    steps: u64,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let made: &Template = template();
        let dir = tempfile::tempdir_in(quick_place()).unwrap();
        made.copy_to(dir.path());
        let mut dice = Dice::seeded(seed);
        let knobs = Knobs::draw(&mut dice);
        let mut world = Self {
            chaos: true,
            dir,
            seed,
            now: 0,
            queue: BTreeMap::new(),
            order: 0,
            centre: None,
            centre_clock: Arc::new(ManualClock::at(morning())),
            centre_skew: 0,
            centre_lives: 0,
            desks: Vec::new(),
            calls: Vec::new(),
            out: Arc::default(),
            log: Vec::new(),
            trace: String::new(),
            moments: BTreeSet::new(),
            cases: Vec::new(),
            given: BTreeMap::new(),
            cached: None,
            centre_copy: None,
            lacking: BTreeMap::new(),
            scans: BTreeMap::new(),
            published: false,
            lost_end: 0,
            posts: 0,
            faults: 0,
            starts: 0,
            steps: 0,
            dice,
            knobs,
        };
        world.start_centre();
        for desk in 0..DESKS {
            let machine = Machine::new(desk, world.dir.path().join(format!("desk{desk}")));
            world.desks.push(machine);
            world.at(world.now, Happening::Start { desk });
        }
        world
    }

    /// Lives through the seed.
    pub fn run(mut self) -> Run {
        self.plan_the_morning();
        while let Some(((at, _), next)) = self.queue.pop_first() {
            self.now = self.now.max(at);
            self.set_clocks();
            self.happens(next);
        }
        self.heal();
        let history = self.history();
        Run { history, trace: self.trace, moments: self.moments }
    }

    /// When the clerks act, when the programs look round, when things break.
    fn plan_the_morning(&mut self) {
        let mut end = 0;
        for desk in 0..DESKS {
            let mut at = self.dice.below(20_000);
            for _ in 0..self.knobs.acts {
                at += self.dice.between(500, 60_000);
                self.at(at, Happening::Act { desk });
            }
            end = end.max(at);
        }
        for desk in 0..DESKS {
            let mut at = 1_000;
            while at < end + 60_000 {
                self.at(at, Happening::Round { desk });
                at += self.dice.between(10_000, 50_000);
            }
        }
        let mut at = 5_000;
        for _ in 0..self.knobs.turns {
            at += self.dice.between(1_000, 1 + end / 4);
            self.at(at, Happening::Chaos);
        }
    }

    /// Puts something on the list.
    pub(super) fn at(&mut self, at: u64, what: Happening) {
        self.order += 1;
        self.queue.insert((at, self.order), what);
    }

    pub(super) fn after(&mut self, millis: u64, what: Happening) {
        self.at(self.now + millis, what);
    }

    fn happens(&mut self, what: Happening) {
        self.steps += 1;
        assert!(self.steps < STEPS, "the world does not come to rest");
        match what {
            Happening::Arrives { call, copy } => self.arrives(call, copy),
            Happening::Answered { call, outcome } => self.answered(call, outcome),
            Happening::Dies { call, before } => self.centre_dies(call, before),
            Happening::Round { desk } => self.round(desk),
            Happening::Act { desk } => self.act(desk),
            Happening::Start { desk } => self.start_desk(desk),
            Happening::CentreStarts => self.start_centre(),
            Happening::Chaos => self.break_something(),
        }
    }

    pub(super) fn set_clocks(&mut self) {
        let set = |clock: &ManualClock, skew: i64, now: u64| {
            let millis = i64::try_from(now).unwrap() + skew;
            clock.set(morning() + SignedDuration::from_millis(millis));
        };
        set(&self.centre_clock, self.centre_skew, self.now);
        for machine in &self.desks {
            set(&machine.clock, machine.skew, self.now);
        }
    }

    pub(super) fn start_centre(&mut self) {
        if self.centre.is_some() {
            return;
        }
        self.centre_lives += 1;
        // Each life draws from elsewhere, as a real machine would: no id may come twice.
        let entropy = ManualEntropy::seeded(self.seed.wrapping_mul(1_000_003).wrapping_add(self.centre_lives));
        let config = centre_config(&self.dir.path().join("centre"), self.centre_clock.clone(), Arc::new(entropy));
        // The registers of the demo hall are needed where somebody asks them, and take a while to open.
        let centre = if self.is_wide() { Centre::open_demo_empty(config) } else { Centre::open(config) }.unwrap();
        centre.fire_due().unwrap();
        let router = centre.router();
        self.centre = Some((centre, router));
        self.note(|text| write!(text, "centre up"));
    }

    /// Lets everything run until nothing is due before `until`.
    pub(super) fn run_until(&mut self, until: u64) {
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > until {
                break;
            }
            let ((at, _), next) = entry.remove_entry();
            self.now = self.now.max(at);
            self.set_clocks();
            self.happens(next);
        }
        self.now = self.now.max(until);
        self.set_clocks();
    }

    /// A line of the trace.
    pub(super) fn note(&mut self, write: impl FnOnce(&mut String) -> std::fmt::Result) {
        let _ = write!(self.trace, "{:>9} ", self.now);
        let _ = write(&mut self.trace);
        self.trace.push('\n');
    }

    pub(super) fn saw(&mut self, moment: Moment) {
        self.moments.insert(moment);
    }
}
