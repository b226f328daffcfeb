//! What breaks beside the line, and how all of it heals.

use std::{fmt::Write as _, fs};

use chuangtai::desk::{
    api::{Method, Request},
    outbox::ParcelState,
};

use super::{
    checker::Step,
    faults::Moment,
    world::{Happening, World},
    world_line::finish,
    world_template::{DESKS, copy_folder, template},
};

const DAY: i64 = 86_400_000;

/// Seconds between rounds while all heals: ten minutes and a little more (L1), often at first.
const ROUNDS: [u64; 16] = [1, 5, 10, 20, 30, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60];

impl World {
    /// One turn of chaos: each knob may strike.
    pub(super) fn break_something(&mut self) {
        let desk = self.dice.index(DESKS);
        if self.dice.chance(self.knobs.desk_crash * 5) {
            self.kills(desk);
        }
        if self.dice.chance(self.knobs.token) {
            self.ends_token(desk);
        }
        if self.dice.chance(self.knobs.shift) {
            self.shift();
        }
        if self.dice.chance(self.knobs.clock) {
            self.clock_jumps(desk);
        }
        if self.dice.chance(self.knobs.sleep) {
            self.sleeps();
        }
        if self.knobs.restore > 0 {
            self.copies_or_restores();
        }
        if self.dice.chance(self.knobs.rollback * 2) {
            self.copies_or_rolls_back(desk);
        }
        self.days_pass();
        self.publishes();
        if let Some((centre, _)) = &self.centre {
            let fired = centre.fire_due().unwrap();
            if fired > 0 {
                self.saw(Moment::TimeActedOnACase);
            }
        }
    }

    fn kills(&mut self, desk: usize) {
        if self.desks[desk].desk.is_none() {
            return;
        }
        if self.dice.chance(500) {
            let calls = self.dice.between(1, 8);
            self.desks[desk].life.light_fuse(calls);
        } else {
            if self.desks[desk].is_waiting() {
                self.saw(Moment::DeskDiedWhileWaiting);
            }
            self.desk_died(desk);
        }
    }

    /// The session ends at the centre: disabled, expired, or ended from elsewhere.
    fn ends_token(&mut self, desk: usize) {
        let Some(token) = self.desks[desk].token.take() else { return };
        let request = Request {
            method: Method::Delete,
            path: "/v1/sessions/current".to_owned(),
            headers: vec![("authorization", token)],
            body: Vec::new(),
        };
        if self.handle(&request).is_some() {
            self.saw(Moment::TokenEnded);
            self.note(|text| write!(text, "token of desk {desk} ended"));
        }
    }

    /// The two clerks change desks.
    fn shift(&mut self) {
        let (one, two) = (self.desks[0].person, self.desks[1].person);
        self.desks[0].person = two;
        self.desks[1].person = one;
        if self.desks[..2].iter().any(|machine| !machine.open.is_empty()) {
            self.saw(Moment::OtherPersonsWorkWaited);
        }
        self.note(|text| write!(text, "shift"));
    }

    fn clock_jumps(&mut self, desk: usize) {
        let by = *self.dice.pick(&[1_000, 90_000, 3_600_000, DAY, 400 * DAY]);
        let back = self.dice.chance(500);
        let by = if back { -by } else { by };
        if self.dice.chance(300) {
            // The centre's own clock: never so far that the calendar ends.
            self.centre_skew = (self.centre_skew + by).clamp(-DAY, 2 * DAY);
        } else {
            self.desks[desk].skew += by;
        }
        self.saw(if back { Moment::ClockWentBack } else { Moment::ClockWentAhead });
        if by <= -DAY {
            self.saw(Moment::ClockWentFarBack);
        }
        self.note(|text| write!(text, "clock of {desk} or the centre jumps {by}"));
        self.set_clocks();
    }

    /// Everything stands still for some hours: timers are late, sessions grow old.
    fn sleeps(&mut self) {
        self.now += self.dice.between(600_000, 8 * 3_600_000);
        self.saw(Moment::MachineSlept);
        self.note(|text| write!(text, "slept"));
        self.set_clocks();
    }

    fn copies_or_restores(&mut self) {
        let folder = self.dir.path().join("centre");
        let copy = self.dir.path().join("centre-copy");
        match self.centre_copy.take() {
            None => {
                // Closed for the moment of copying, so that the copy is whole.
                let was_up = self.centre.take().is_some();
                let _ = fs::remove_dir_all(&copy);
                copy_folder(&folder, &copy).unwrap();
                let end = super::world_dump::chain_end(&folder);
                self.centre_copy = Some((copy, end));
                if was_up {
                    self.start_centre();
                }
            }
            Some((copy, audit)) if self.dice.chance(400) => {
                let was_up = self.centre.take().is_some();
                self.lost_end = self.lost_end.max(super::world_dump::chain_end(&folder));
                fs::remove_dir_all(&folder).unwrap();
                fs::rename(&copy, &folder).unwrap();
                self.log.push(Step::CentreRestored { audit });
                self.saw(Moment::CentreRestored);
                self.note(|text| write!(text, "centre restored to {audit}"));
                if was_up {
                    self.start_centre();
                }
            }
            kept => self.centre_copy = kept,
        }
    }

    /// The restored centre's chain is longer than any that it lost: no count tells it from one that was never restored.
    pub(super) fn has_outgrown_what_it_lost(&self) -> bool {
        let folder = self.dir.path().join("centre");
        self.lost_end > 0 && super::world_dump::chain_end(&folder) > self.lost_end
    }

    fn copies_or_rolls_back(&mut self, index: usize) {
        if self.desks[index].desk.is_none() {
            return;
        }
        let folder = self.desks[index].dir.clone();
        self.desk_died(index);
        match self.desks[index].copy.take() {
            None => {
                let copy = folder.with_extension("copy");
                copy_folder(&folder, &copy).unwrap();
                self.desks[index].copy = Some(copy);
            }
            Some(copy) => {
                fs::remove_dir_all(&folder).unwrap();
                fs::rename(&copy, &folder).unwrap();
                self.log.push(Step::DeskRolledBack { desk: index });
                self.desks[index].open.clear();
                self.saw(Moment::DeskRolledBack);
                self.note(|text| write!(text, "desk {index} rolled back"));
            }
        }
    }

    /// All faults stop; what is broken is mended, and the programs go on by themselves.
    pub(super) fn heal(&mut self) {
        self.chaos = false;
        self.note(|text| write!(text, "heals"));
        self.centre_skew = 0;
        for machine in &mut self.desks {
            machine.skew = 0;
            machine.life.light_fuse(u64::MAX >> 1);
        }
        self.set_clocks();
        self.start_centre();
        let mut quiet = 0;
        // A pause that was set by a clock gone wrong lasts no longer than the longest pause there is.
        let wrong = [Moment::ClockWentAhead, Moment::MachineSlept].iter().any(|one| self.moments.contains(one));
        // And whoever waited to the end of it is heard of in the rounds after it.
        let longer = [600; 7].into_iter().chain([60; 3]);
        let rounds: Vec<u64> = ROUNDS.into_iter().chain(longer.filter(|_| wrong)).collect();
        for pause in rounds {
            for desk in 0..DESKS {
                self.person_comes_back(desk);
                self.after(0, Happening::Start { desk });
                self.after(1, Happening::Round { desk });
            }
            self.run_until(self.now + pause * 1_000);
            // Twice quiet: the second round hears what the first one of another desk did.
            quiet = if (0..DESKS).all(|desk| self.is_drained(desk)) { quiet + 1 } else { 0 };
            if quiet == 2 {
                break;
            }
        }
        self.run_until(self.now + 1_000);
    }

    /// Whose work waits here comes back to this desk.
    fn person_comes_back(&mut self, index: usize) {
        let Some(desk) = self.desks[index].desk.clone() else { return };
        let waiting = finish(desk.parcels(10_000)).unwrap();
        let waits = |kept: &&chuangtai::desk::store::Kept| {
            !kept.parcel.state.is_finished() && kept.parcel.state != ParcelState::Parked
        };
        let actor = waiting.iter().rev().find(waits).map(|kept| kept.parcel.actor_id);
        if let Some(person) = template().people.iter().position(|person| Some(person.id) == actor) {
            self.desks[index].person = person;
        }
    }

    fn is_drained(&self, index: usize) -> bool {
        let machine = &self.desks[index];
        let Some(desk) = machine.desk.as_ref().filter(|_| !machine.busy) else { return false };
        finish(desk.waiting_count()).unwrap() == 0 && desk.is_signed_in()
    }
}
