//! Who sits here, at which centre, on which line, at what time: all that the frame shows.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::Offset};
use uuid::Uuid;

use crate::{
    contract::{Me, Meta, Person, QueueTicket, Realm, WorklistName},
    desk::outbox::{Age, LawHere, Outage},
    domain::{
        role::{Actor, Role},
        settings::Settings,
    },
};

use super::{
    Model, Place,
    accept::Law,
    actions::Action,
    effect::{Answer, Ask, DraftLine, Effect, Failure},
    form::Today,
    msg::Ctx,
    notice::Level,
    read_only::ReadOnly,
    request::Purpose,
    secrets::{self, PinShown, Which},
    sign_in::Standing,
};

/// All rules count in Beijing time (DECISIONS 3).
const BEIJING: Offset = Offset::constant(8);

/// Whether the centre can be reached. A state, not an error (SCREENS 11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Line {
    /// It answers.
    #[default]
    Online,
    /// It does not.
    Offline,
    /// It answers again, and what waited is going out.
    Syncing,
}

/// The catalogue on this machine: guides with their tolerance lists, and calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guides {
    /// Version.
    pub version: u64,
    /// When the centre last said that it is the one in force, by the centre's clock.
    pub confirmed_at: Timestamp,
    /// Years whose calendar is here, and whether their notice has been published.
    pub calendars: Vec<(i16, bool)>,
}

/// The last time without a line, in the life of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastOutage {
    /// From when to when.
    pub times: Outage,
    /// It is over, and nobody has looked at its list.
    pub unread: bool,
    /// So many parcels waited when it was over, and not all are in yet.
    pub waiting: usize,
}

/// What the frame waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// `Ask::Meta`.
    Meta,
    /// `Ask::Me`.
    Me,
    /// `Ask::Queue`.
    Queue,
    /// `Ask::Drafts`.
    Drafts,
    /// `Ask::People`.
    People,
    /// `Ask::BecomePerson`.
    Become,
    /// `Ask::MoveClock`.
    Clock,
    /// `Ask::CutLine`, to this.
    Line(bool),
    /// `Ask::CutRegisters`, to this.
    Registers(bool),
    /// `Ask::HoldGuides`, to this.
    HoldGuides(bool),
    /// `Ask::ChangeSecret`.
    Secrets(Which),
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Meta | Self::Me | Self::People | Self::Become => "wait.centre",
            Self::Queue => "wait.queue",
            Self::Drafts => "wait.drafts",
            Self::Clock => "wait.clock",
            Self::Secrets(_) => "wait.secrets",
            Self::Line(_) | Self::Registers(_) | Self::HoldGuides(_) => "wait.switch",
        }
    }
}

/// The session.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a state of its own; no two of them exclude each other")]
pub struct Session {
    /// The centre, once it answered.
    pub meta: Option<Meta>,
    /// The person signed in.
    pub me: Option<Me>,
    /// People of the demo hall.
    pub people: Vec<Person>,
    /// Line to the centre.
    pub line: Line,
    /// The last time without a line.
    pub outage: Option<LastOutage>,
    /// Demo: the line was cut on purpose.
    pub line_cut: bool,
    /// Demo: the registers were switched off on purpose.
    pub registers_cut: bool,
    /// Parcels in the outbox.
    pub parcels: usize,
    /// The catalogue on this machine; `None` = there is none, or it was not looked at yet.
    pub guides: Option<Guides>,
    /// A catalogue is coming in: so much of so much.
    pub coming: Option<(u64, u64)>,
    /// Somebody has told it to wait; what is here already stays, and it goes on from there.
    pub guides_held: bool,
    /// How whoever sits here stands with the centre.
    pub standing: Standing,
    /// The centre does not know this desk, and wants a code from somebody who may give one.
    pub enrol_needed: bool,
    /// Commands about which desk and centre differ, and nobody has looked.
    pub differences: usize,
    /// The hall's queue.
    pub queue: Vec<QueueTicket>,
    /// Why nothing is written here; `None` = the store is open.
    pub read_only: Option<ReadOnly>,
    /// How the PIN stands.
    pub pin: PinShown,
    /// Drafts on this machine.
    pub drafts: Vec<DraftLine>,
    /// What the region decided, settings and calendars, as far as it is on this machine.
    pub region: LawHere,
    /// Centre time minus this machine's.
    ahead: SignedDuration,
}

impl Session {
    /// The centre's time (R9.6): this machine's clock, put right by what the centre last said.
    pub fn centre_time(&self, now: Timestamp) -> Timestamp {
        now.checked_add(self.ahead).unwrap_or(now)
    }

    /// The desk's own time at a moment of the centre's.
    pub fn desk_time(&self, centre: Timestamp) -> Timestamp {
        centre.checked_sub(self.ahead).unwrap_or(centre)
    }

    /// The centre's time as a wall clock shows it.
    pub fn wall_clock(&self, now: Timestamp) -> DateTime {
        beijing(self.centre_time(now))
    }

    /// The centre's day, and whether fictitious persons are allowed: also while the centre has not said yet which one it
    /// is, for it refuses them itself.
    pub fn today(&self, now: Timestamp) -> Today {
        Today { day: self.wall_clock(now).date(), practice: self.realm() != Some(Realm::Live) }
    }

    /// How old what a conclusion rests on is; `None` = not known.
    pub fn age(&self, now: Timestamp) -> Option<Age> {
        self.guides.as_ref().map(|guides| self.age_of(guides.confirmed_at, now))
    }

    /// How old the region's settings and calendars are; `None` = the centre told none.
    pub fn region_age(&self, now: Timestamp) -> Option<Age> {
        self.region.confirmed_at.map(|confirmed_at| self.age_of(confirmed_at, now))
    }

    fn age_of(&self, confirmed_at: Timestamp, now: Timestamp) -> Age {
        Age::of(confirmed_at, self.centre_time(now), self.settings(now).guides)
    }

    /// The region's settings of the centre's day.
    pub fn settings(&self, now: Timestamp) -> &Settings {
        self.region.in_force.on(self.wall_clock(now).date())
    }

    /// 11.3: until when a value that is revealed now stays.
    pub fn revealed_until(&self, now: Timestamp) -> Option<Timestamp> {
        now.checked_add(SignedDuration::from_secs(i64::from(self.settings(now).reveal_seconds))).ok()
    }

    /// How much of a catalogue has come in, in per cent.
    pub fn coming_percent(&self) -> Option<u64> {
        self.coming.map(|(done, of)| done.saturating_mul(100).checked_div(of).unwrap_or(0).min(100))
    }

    /// What the rules need to know of this place and day.
    pub fn law(&self, now: Timestamp) -> Law<'_> {
        let local = self.wall_clock(now);
        let (day, in_force) = (local.date(), &self.region.in_force);
        let settings = in_force.on(day);
        let closed = local.time() >= settings.closing_time();
        let clerk = self.me.as_ref().map(|me| &me.person).filter(|person| person.role == Role::Clerk);
        let mandate = clerk.map(|person| &person.mandate);
        Law { settings, calendar: in_force.calendar_on(day), day, closed, mandate }
    }

    /// Demo or training: 演示·无效 on every screen.
    pub fn is_practice(&self) -> bool {
        self.meta.as_ref().is_some_and(|meta| meta.realm != Realm::Live)
    }

    /// The realm of the centre, once known.
    pub fn realm(&self) -> Option<Realm> {
        self.meta.as_ref().map(|meta| meta.realm)
    }

    /// The person's role.
    pub fn role(&self) -> Option<Role> {
        self.me.as_ref().map(|me| me.person.role)
    }

    /// The person as the rules know one.
    pub fn actor(&self) -> Option<Actor> {
        let person = &self.me.as_ref()?.person;
        Some(Actor {
            id: person.id,
            name: person.name.clone(),
            staff_no: person.staff_no.clone(),
            role: person.role,
            departments: person.departments.clone(),
            window_id: person.window_id.clone(),
            mandate: person.mandate.clone(),
        })
    }

    /// How many cases a worklist holds for this person; `None` = this role has no such list.
    pub fn count(&self, name: WorklistName) -> Option<u64> {
        self.me.as_ref()?.counts.iter().find(|(list, _)| *list == name).map(|(_, count)| *count)
    }

    /// Tickets that nobody has called yet.
    pub fn waiting_tickets(&self) -> impl Iterator<Item = &QueueTicket> {
        self.queue.iter().filter(|ticket| ticket.called_by.is_none())
    }

    /// Takes what the centre said about itself; its time counts from now on.
    pub(super) fn learn(&mut self, meta: Meta, now: Timestamp) {
        self.ahead = meta.now.duration_since(now);
        if self.region.confirmed_at.is_none() {
            self.region = LawHere::of_profile(&meta.profile);
        }
        self.meta = Some(meta);
    }
}

impl Model {
    /// The place of the bar that is open; a case belongs to where it was opened.
    pub fn place_action(&self) -> Option<Action> {
        let place = if self.place == Place::Case { self.casework.came_from } else { self.place };
        match place {
            Place::Accept => Some(Action::PlaceAccept),
            Place::Lists(desk) => Some(desk.place()),
            Place::Query => Some(Action::PlaceQuery),
            Place::Home
            | Place::Case
            | Place::Settings
            | Place::Originals
            | Place::Carry
            | Place::Outbox
            | Place::Catalogue
            | Place::Staff => None,
        }
    }

    /// The number behind a place on the bar; `None` = this role has no such list.
    pub fn place_count(&self, place: Action) -> Option<u64> {
        let count = |name| self.session.count(name);
        let sum = |names: [WorklistName; 2]| names.into_iter().filter_map(count).reduce(|a, b| a + b);
        match place {
            Action::PlaceAccept => u64::try_from(self.session.waiting_tickets().count()).ok().filter(|n| *n > 0),
            Action::PlaceTodo => count(WorklistName::Todo),
            Action::PlaceSupplement => sum([WorklistName::Supplement, WorklistName::Tolerance]),
            Action::PlaceIssue => count(WorklistName::Issue),
            Action::PlaceBackOffice => {
                let department = sum([WorklistName::Inbox, WorklistName::Deciding]);
                department.or_else(|| count(WorklistName::Negatives))
            }
            _ => None,
        }
    }
}

/// A wall clock in Beijing.
pub fn beijing(at: Timestamp) -> DateTime {
    BEIJING.to_datetime(at)
}

/// Everything the frame needs at the start and after a change of person.
pub(super) fn load(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = vec![
        model.ask(Purpose::Session(Wait::Meta), Ask::Meta, ctx),
        model.ask(Purpose::Session(Wait::Me), Ask::Me, ctx),
    ];
    effects.extend(refresh_lists(model, ctx));
    effects.push(model.ask(Purpose::Session(Wait::People), Ask::People, ctx));
    effects
}

/// What changes while people work.
pub(super) fn refresh(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = vec![model.ask(Purpose::Session(Wait::Me), Ask::Me, ctx)];
    effects.extend(refresh_lists(model, ctx));
    effects
}

fn refresh_lists(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    vec![
        model.ask(Purpose::Session(Wait::Queue), Ask::Queue, ctx),
        model.ask(Purpose::Session(Wait::Drafts), Ask::Drafts, ctx),
    ]
}

/// An answer for the frame.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    if let Wait::Secrets(which) = wait {
        secrets::done(model, which, result, ctx);
        return Vec::new();
    }
    let answer = match result {
        Ok(answer) => answer,
        Err(failure) => {
            failed(model, wait, &failure, ctx);
            return Vec::new();
        }
    };
    match (wait, answer) {
        (Wait::Clock, Answer::Meta(meta)) => {
            model.session.learn(*meta, ctx.now);
            let day = model.session.today(ctx.now).day.to_string();
            model.say(Level::Good, "notice.clock_moved", &[&day], ctx);
            return refresh(model, ctx);
        }
        (_, Answer::Meta(meta)) => model.session.learn(*meta, ctx.now),
        (_, Answer::Me(me)) => model.session.me = Some(*me),
        (_, Answer::Queue(queue)) => model.session.queue = queue,
        (_, Answer::Drafts(drafts)) => model.session.drafts = drafts,
        (_, Answer::People(people)) => model.session.people = people,
        (Wait::Become, Answer::Nothing) => return load(model, ctx),
        (Wait::Line(cut), Answer::Nothing) => {
            model.session.line_cut = cut;
            model.say(Level::Note, if cut { "notice.line_cut" } else { "notice.line_mended" }, &[], ctx);
            return refresh(model, ctx);
        }
        (Wait::HoldGuides(held), Answer::Nothing) => {
            model.session.guides_held = held;
            model.say(Level::Note, if held { "notice.guides_held" } else { "notice.guides_go_on" }, &[], ctx);
        }
        (Wait::Registers(cut), Answer::Nothing) => {
            model.session.registers_cut = cut;
            model.say(Level::Note, if cut { "notice.registers_cut" } else { "notice.registers_mended" }, &[], ctx);
        }
        _ => {}
    }
    Vec::new()
}

/// Only what a person asked for by a key deserves a message; the line's state says the rest.
fn failed(model: &mut Model, wait: Wait, failure: &Failure, ctx: &Ctx) {
    if wait == Wait::Queue && failure.code == "role.not_allowed" {
        // The centre decides who sees the queue; a reviewer simply has none.
        model.session.queue.clear();
        return;
    }
    let asked_for = matches!(wait, Wait::Become | Wait::Clock | Wait::Line(_) | Wait::Registers(_));
    // Whoever has to sign in, or to do something first, is told so by how they stand.
    let stands = failure.code.starts_with("session.")
        || matches!(failure.code.as_str(), "account.disabled" | "password.must_change" | "totp.must_enrol");
    if asked_for || (!stands && !failure.offline && !matches!(wait, Wait::People)) {
        model.say_failure(failure, ctx);
    }
}

/// The catalogue that is coming in waits, or goes on.
pub(super) fn hold_guides(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let held = !model.session.guides_held;
    vec![model.ask(Purpose::Session(Wait::HoldGuides(held)), Ask::HoldGuides(held), ctx)]
}

/// Becomes another person of the demo hall.
pub(super) fn become_person(model: &mut Model, id: Uuid, ctx: &Ctx) -> Vec<Effect> {
    vec![model.ask(Purpose::Session(Wait::Become), Ask::BecomePerson(id), ctx)]
}
