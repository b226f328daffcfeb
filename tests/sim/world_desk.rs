//! A machine with a desk on it, the person who works there, and what the program does by itself.

#[path = "world_told.rs"]
mod told;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::PathBuf,
    rc::Rc,
    sync::Arc,
};

use chuangtai::{
    desk::{Delivered, Desk, DeskError, Event, outbox::ParcelState, store::DraftState},
    domain::{case::State, lifecycle::Act},
    ports::{ManualClock, ManualEntropy},
};
use tokio::sync::mpsc::UnboundedReceiver;
use uuid::Uuid;

use super::{
    faults::Moment,
    world::World,
    world_dump::sealed_fingerprint,
    world_line::{Doing, Life, Mortal, Wire, advance},
    world_template::{desk_config, morning, template},
    world_wide::asks_credit,
};

/// What a desk's program told its clerk, as it came.
pub enum Report {
    Opened(Box<Desk>),
    NotOpened(&'static str),
    SignedIn,
    Sealed {
        command: Uuid,
        case: Uuid,
        state: ParcelState,
        fingerprint: String,
    },
    Withdrawn {
        command: Uuid,
    },
    /// `unsure` = an earlier try died with the program, and may have done it.
    NotWithdrawn {
        command: Uuid,
        unsure: bool,
        why: &'static str,
    },
    Delivered(Box<Delivered>),
    Failed(&'static str),
    RoundOver,
}

pub struct Machine {
    pub dir: PathBuf,
    /// Commands that were being taken back when the program died: it may be done, and the word of it lost.
    pub taking_back: BTreeSet<u128>,
    pub clock: Arc<ManualClock>,
    pub skew: i64,
    /// Index of the person who works here.
    pub person: usize,
    pub desk: Option<Desk>,
    pub life: Arc<Life>,
    pub lives: u64,
    doing: Vec<Doing>,
    pub busy: bool,
    reports: Rc<RefCell<Vec<Report>>>,
    events: Option<UnboundedReceiver<Event>>,
    /// What the clerks here were told of each case, ever: version and state.
    pub view: BTreeMap<Uuid, (u64, State)>,
    /// The screens have not read their lists yet: after a start, and after the centre was put back.
    pub unread: bool,
    /// Sealed here and without verdict, by case.
    pub open: BTreeMap<Uuid, Vec<Uuid>>,
    /// The token last used, for ending it behind the desk's back.
    pub token: Option<String>,
    pub copy: Option<PathBuf>,
}

impl Machine {
    pub fn new(index: usize, dir: PathBuf) -> Self {
        Self {
            dir,
            taking_back: BTreeSet::new(),
            clock: Arc::new(ManualClock::at(morning())),
            skew: 0,
            person: index,
            desk: None,
            life: Arc::new(Life::new(None)),
            lives: 0,
            doing: Vec::new(),
            busy: false,
            reports: Rc::default(),
            events: None,
            view: BTreeMap::new(),
            unread: true,
            open: BTreeMap::new(),
            token: None,
            copy: None,
        }
    }

    pub fn is_waiting(&self) -> bool {
        !self.doing.is_empty()
    }
}

impl World {
    /// Switches a machine on: the store opens, the person signs in.
    pub(super) fn start_desk(&mut self, index: usize) {
        if self.desks[index].desk.is_some() || self.desks[index].is_waiting() {
            return;
        }
        self.starts += 1;
        let fuse = (self.chaos && self.dice.chance(self.knobs.desk_crash)).then(|| self.dice.between(1, 12));
        let machine = &mut self.desks[index];
        machine.lives += 1;
        machine.life = Arc::new(Life::new(fuse));
        machine.reports = Rc::default();
        machine.busy = false;
        machine.unread = true;
        let salt = (index as u64 + 1) * 1_000_000_007 + machine.lives * 97;
        let config = desk_config(
            machine.dir.clone(),
            Arc::new(Wire { desk: index, life: machine.life.clone(), out: self.out.clone() }),
            machine.clock.clone(),
            Arc::new(ManualEntropy::seeded(self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt))),
            Arc::new(Mortal(machine.life.clone())),
        );
        let reports = machine.reports.clone();
        self.does(index, async move {
            let report = match Desk::open(config).await {
                Ok(desk) => Report::Opened(Box::new(desk)),
                Err(error) => Report::NotOpened(error.key()),
            };
            reports.borrow_mut().push(report);
        });
    }

    /// The program's own round: signed in if need be, what waits goes out, what changed comes in.
    pub(super) fn round(&mut self, index: usize) {
        let machine = &mut self.desks[index];
        let Some(desk) = machine.desk.clone().filter(|_| !machine.busy) else { return };
        machine.busy = true;
        let reports = machine.reports.clone();
        let person = template().people[machine.person].id;
        self.does(index, async move {
            let tell = |report| reports.borrow_mut().push(report);
            if !desk.is_signed_in() || desk.person().is_none_or(|here| here.id != person) {
                match sign_in(&desk, person).await {
                    Ok(()) => tell(Report::SignedIn),
                    Err(error) => tell(Report::Failed(error.key())),
                }
            }
            if let Err(error) = desk.tick().await {
                tell(Report::Failed(error.key()));
            }
            tell(Report::RoundOver);
        });
    }

    /// Seals an act and tries to deliver it at once, as the screen does.
    pub(super) fn seals(&mut self, index: usize, case: Uuid, act: Act, expected: u64, deliver: bool) {
        // What was typed goes with the command, and comes back when it is refused.
        let draft = expected == 0 || self.dice.chance(300);
        let credit = self.lacking.get(&case).filter(|_| matches!(act, Act::AcceptWithTolerance(_))).cloned();
        let scans = if expected == 0 { self.scans.get(&case).cloned().unwrap_or_default() } else { Vec::new() };
        let machine = &self.desks[index];
        let Some(desk) = machine.desk.clone() else { return };
        let reports = machine.reports.clone();
        self.does(index, async move {
            let tell = |report| reports.borrow_mut().push(report);
            if let Some(application) = credit
                && let Err(error) = asks_credit(&desk, case, &application).await
            {
                tell(Report::Failed(error.key()));
            }
            if draft && let Err(error) = desk.save_draft(case, "档案", "{}".to_owned(), DraftState::Open).await {
                return tell(Report::Failed(error.key()));
            }
            for scan in scans {
                if let Err(error) = desk.add_scan(case, scan.clone()).await {
                    return tell(Report::Failed(error.key()));
                }
                // The copy counts: what becomes of the person's own file is nobody's business.
                let _ = std::fs::write(scan, b"something else");
            }
            match desk.seal(&act, Some(case), expected, None).await {
                Ok(sealed) => {
                    let (command, state) = (sealed.command_id, sealed.state);
                    let fingerprint = sealed_fingerprint(&desk, command).await;
                    let Some(fingerprint) = fingerprint else { return };
                    tell(Report::Sealed { command, case, state, fingerprint });
                    if deliver {
                        match desk.deliver(command).await {
                            Ok(delivered) => tell(Report::Delivered(Box::new(delivered))),
                            Err(error) => tell(Report::Failed(error.key())),
                        }
                    }
                }
                Err(error) => tell(Report::Failed(error.key())),
            }
        });
    }

    /// Takes the latest unsent command of a case back.
    pub(super) fn takes_back(&mut self, index: usize, command: Uuid) {
        let machine = &self.desks[index];
        let Some(desk) = machine.desk.clone() else { return };
        let reports = machine.reports.clone();
        let unsure = !self.desks[index].taking_back.insert(command.as_u128());
        self.does(index, async move {
            let report = match desk.withdraw(command).await {
                Ok(()) => Report::Withdrawn { command },
                Err(error) => Report::NotWithdrawn { command, unsure, why: error.key() },
            };
            reports.borrow_mut().push(report);
        });
    }

    fn does(&mut self, index: usize, work: impl Future<Output = ()> + 'static) {
        self.desks[index].doing.push(Box::pin(work));
        self.goes_on(index);
    }

    /// Lets a machine go on as far as it can, and takes note of what it told.
    pub(super) fn goes_on(&mut self, index: usize) {
        for turn in 0.. {
            assert!(turn < 1_000, "desk {index} goes round in circles");
            let machine = &mut self.desks[index];
            let before = machine.doing.len();
            let mut doing = std::mem::take(&mut machine.doing);
            doing.retain_mut(|one| !advance(one));
            let machine = &mut self.desks[index];
            doing.append(&mut machine.doing);
            machine.doing = doing;
            let over = machine.doing.len() == before;
            if machine.life.is_over() {
                self.desk_died(index);
                break;
            }
            self.take_reports(index);
            self.take_events(index);
            self.take_calls();
            if over {
                break;
            }
        }
    }

    /// The program is gone with everything it had in memory; the folder stays.
    pub(super) fn desk_died(&mut self, index: usize) {
        let machine = &mut self.desks[index];
        machine.life.end();
        let after = machine.life.died_after_a_commit();
        let unsent = !machine.open.is_empty();
        machine.doing.clear();
        machine.reports.borrow_mut().clear();
        machine.events = None;
        machine.desk = None;
        machine.busy = false;
        self.saw(if after { Moment::DeskDiedAfterACommit } else { Moment::DeskDiedBeforeACommit });
        if unsent {
            self.saw(Moment::DeskDiedWithUnsentWork);
        }
        self.faults += 1;
        self.note(|text| write!(text, "desk {index} died"));
        let pause = self.dice.between(100, 30_000);
        self.after(pause, super::world::Happening::Start { desk: index });
    }
}

/// Another person than the last one signs them out first.
async fn sign_in(desk: &Desk, person: Uuid) -> Result<(), DeskError> {
    if desk.person().is_some_and(|here| here.id != person) {
        desk.sign_out().await?;
    }
    desk.sign_in_demo(person).await?;
    Ok(())
}
