//! What happened in the demo hall before you came in: a dozen cases in different states, made by real commands on the
//! days before today, so that every worklist has something on it and every light can be seen.

mod agent;
mod beats;
mod papers;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

use super::DemoHall;
use crate::{
    central::{Answer, Centre, Fault, OpenError, Sealed, store::Scope},
    contract::{Command, ENVELOPE_VERSION, EnrolRequest, KeyPair, Person},
    domain::{
        calendar::{Calendar, date_in_beijing, instant_in_beijing},
        case::Case,
        lifecycle::Act,
        role::Role,
    },
    ports::{Clock, ManualClock},
};

use beats::{Beat, STORIES, Story};

/// A story as it is being told.
struct Telling<'a> {
    story: &'a Story,
    case: Uuid,
}

/// Who tells: the hall, a device of its own, and the clock.
struct Teller<'a> {
    centre: &'a Centre,
    hall: &'a DemoHall,
    clock: &'a ManualClock,
    key: KeyPair,
    device: Uuid,
    epoch: Uuid,
    seq: u64,
}

/// When the first story begins; the new database's time starts here.
pub(super) fn beginning(calendar: &Calendar, now: Timestamp) -> Timestamp {
    let longest = STORIES.iter().flat_map(|story| story.beats).map(|(ago, _, _)| *ago).max().unwrap_or(0);
    instant_in_beijing(working_days_before(calendar, now, longest), jiff::civil::time(8, 30, 0, 0))
}

/// Tells all stories, beat by beat in the order of time, and leaves the clock at the last one.
pub(super) fn tell(
    centre: &Centre,
    hall: &Arc<DemoHall>,
    clock: &ManualClock,
    now: Timestamp,
) -> Result<(), OpenError> {
    let calendar = Calendar::built_in();
    let mut teller = Teller::new(centre, hall, clock)?;
    let tellings: Vec<Telling<'_>> =
        STORIES.iter().map(|story| Telling { story, case: centre.entropy().uuid() }).collect();
    let mut plan: Vec<(Timestamp, &Telling<'_>, &Beat)> = tellings
        .iter()
        .flat_map(|telling| telling.story.beats.iter().map(move |beat| (telling, beat)))
        .map(|(telling, (ago, minute, beat))| {
            let open = instant_in_beijing(working_days_before(calendar, now, *ago), jiff::civil::time(9, 0, 0, 0));
            (open.saturating_add(SignedDuration::from_mins(*minute)).unwrap_or(open), telling, beat)
        })
        .collect();
    plan.sort_by_key(|(at, telling, _)| (*at, telling.case));
    for (at, telling, beat) in plan {
        clock.set(at);
        teller.play(telling, *beat)?;
    }
    teller.hand_in_online()?;
    teller.collect_from_households()
}

/// The `count`-th working day before today.
fn working_days_before(calendar: &Calendar, now: Timestamp, count: u32) -> Date {
    let mut day = date_in_beijing(now);
    let mut left = count;
    while left > 0 {
        day = day.saturating_sub(1.day());
        left -= u32::from(calendar.is_working_day(day));
    }
    day
}

impl<'a> Teller<'a> {
    fn new(centre: &'a Centre, hall: &'a DemoHall, clock: &'a ManualClock) -> Result<Self, OpenError> {
        let mut seed = zeroize::Zeroizing::new([0u8; 32]);
        centre.entropy().fill(seed.as_mut());
        let broken = || OpenError::Demo("device".to_owned());
        let key = KeyPair::from_seed(seed.as_ref()).map_err(|_| broken())?;
        let manager = hall.staff.iter().find(|staff| staff.is(Role::HallManager)).ok_or_else(broken)?;
        let epoch = centre.entropy().uuid();
        let request = EnrolRequest { epoch, public_key: key.public_key(), name: "演示预置".to_owned(), code: None };
        let device = centre.enrol(&manager.person, &request)?.device_id;
        Ok(Self { centre, hall, clock, key, device, epoch, seq: 0 })
    }

    fn play(&mut self, telling: &Telling<'_>, beat: Beat) -> Result<(), OpenError> {
        let broken = |what: &str| OpenError::Demo(format!("{}: {what}", telling.story.item));
        let guide = self.hall.guide_named(telling.story.item).ok_or_else(|| broken("item"))?;
        let case = self.case(telling.case)?;
        let person = self.person(beat.role(), &guide.department.code).ok_or_else(|| broken("person"))?;
        let application = papers::application(self.hall, guide, telling.story).ok_or_else(|| broken("applicant"))?;
        if beat.asks_credit() {
            self.ask_credit(&person, telling.case, &application)?;
        }
        let act = beats::act(beat, telling.story, guide, application, case.as_ref());
        self.send(&person, telling.case, case.map_or(0, |case| case.version), &act)
    }

    fn case(&self, id: Uuid) -> Result<Option<Case>, Fault> {
        self.centre.read(|tx, _| Ok(tx.case(id, &Scope::centre())?.map(|row| row.case)))
    }

    fn person(&self, role: Role, department: &str) -> Option<Person> {
        self.hall.staff_for(role, department).next().map(|staff| staff.person.clone())
    }

    /// A check at the moment of the offer (R2.11), as the window makes it.
    fn ask_credit(
        &self,
        clerk: &Person,
        case_id: Uuid,
        application: &crate::domain::case::Application,
    ) -> Result<(), OpenError> {
        let applicant = self
            .hall
            .applicant_with(&application.applicant.number)
            .ok_or_else(|| OpenError::Demo("applicant".to_owned()))?;
        let request = crate::contract::EvidenceRequest {
            applicant_id: applicant.id,
            guide_version: application.guide_version.clone(),
            material_codes: Vec::new(),
            authorisation: None,
            case_id,
        };
        self.centre.ask_registers(clerk, &request)?;
        Ok(())
    }

    /// Online pre-submissions, sent by their applicants (T1).
    fn hand_in_online(&mut self) -> Result<(), OpenError> {
        for submission in &self.hall.pre_submissions {
            let Some(application) = self.hall.application(submission) else { continue };
            let applicant = Person {
                id: submission.submitted_by,
                name: self.hall.applicant(submission.submitted_by).map(|who| who.name.clone()).unwrap_or_default(),
                staff_no: submission.number.clone(),
                role: Role::Applicant,
                departments: Vec::new(),
                window_id: None,
                mandate: crate::domain::role::Mandate::default(),
                limits: crate::domain::role::Limits::default(),
            };
            self.centre.write(|tx, _| Ok(tx.save_person(&applicant)?))?;
            let act = Act::DraftSubmit(Box::new(crate::domain::lifecycle::act::Draft {
                application,
                slip_no: None,
                collected_at: None,
                agreement: None,
                originals: Vec::new(),
            }));
            self.send(&applicant, self.centre.entropy().uuid(), 0, &act)?;
        }
        Ok(())
    }

    fn send(&mut self, person: &Person, case: Uuid, version: u64, act: &Act) -> Result<(), OpenError> {
        self.seq += 1;
        let broken = |what: &dyn std::fmt::Debug| OpenError::Demo(format!("{}: {what:?}", act.kind()));
        let (kind, payload) = Command::split(act).map_err(|error| broken(&error))?;
        let command = Command {
            v: ENVELOPE_VERSION,
            command_id: self.centre.entropy().uuid(),
            kind,
            case_id: Some(case),
            expected_version: version,
            prev_command_id: None,
            device_id: self.device,
            epoch: self.epoch,
            seq: self.seq,
            actor_id: person.id,
            role: person.role,
            window_id: person.window_id.clone(),
            composed_at: self.clock.now(),
            guide_version: None,
            payload,
            blobs: Vec::new(),
        };
        let bytes = command.seal().map_err(|error| broken(&error))?;
        let signature =
            base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, self.key.sign(&bytes));
        let key = command.command_id.to_string();
        let sealed = Sealed { bytes: &bytes, signature: Some(&signature), key: Some(&key), recovery: None };
        match self.centre.apply(&sealed, person)? {
            Answer::Applied { .. } => Ok(()),
            Answer::Rejected { problem, .. } => Err(broken(&(problem.code, problem.title, problem.detail))),
        }
    }
}
