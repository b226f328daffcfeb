//! Everything the program knows. `update` changes it, `ui` draws it, nobody else touches it.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::reason::Reason,
    i18n::{Lang, tf},
    text::Measure,
};

use super::{
    accept::Accept,
    actions::Action,
    carry::Carry,
    casework::Casework,
    catalogue::Catalogue,
    clipboard::Clipboard,
    doctor::Finding,
    effect::{Ask, Effect, Failure},
    habits::Habits,
    home::Home,
    keymap::Chord,
    lock::LockPage,
    msg::Ctx,
    notice::{self, Level, Notices},
    originals::Originals,
    outbox::Outbox,
    overlay::Overlay,
    preferences::Setting,
    query::Query,
    request::{Purpose, Requests},
    session::Session,
    settings::Settings,
    staff::Staff,
    worklist::{Desk, Worklists},
};

/// Smallest terminal that the screens are made for (DECISIONS 8).
pub const SMALLEST: Size = Size { width: 80, height: 24 };
/// TUI 3.4: from then on a person should see that something is waited for.
const SPINNER_AFTER: SignedDuration = SignedDuration::from_millis(100);

/// Columns and rows of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// What fills the page between the frame's lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Queue and drafts.
    #[default]
    Home,
    /// The acceptance workspace.
    Accept,
    /// Worklists.
    Lists(Desk),
    /// One case.
    Case,
    /// Looking for cases.
    Query,
    /// What a person may set.
    Settings,
    /// Originals in hand.
    Originals,
    /// A parcel carried by hand.
    Carry,
    /// What was sealed here, and where it stands.
    Outbox,
    /// 事项目录: drafts of what will be in force.
    Catalogue,
    /// 人员: people, and what waits for a second person.
    Staff,
}

/// The whole state of the program.
#[derive(Debug)]
pub struct Model {
    /// Language of the screen.
    pub lang: Lang,
    /// How this terminal draws characters of ambiguous width.
    pub measure: Measure,
    /// What the terminal itself answered to that; `None` = nothing yet, or nothing ever.
    pub(super) measured: Option<Measure>,
    /// What is set for it: `auto`, `narrow` or `wide`.
    pub(super) width: String,
    /// Minutes without a key until the screen locks, where a person wants it earlier than the rules.
    pub(super) lock_minutes: Option<u32>,
    /// The terminal.
    pub size: Size,
    /// This machine's time at the last message.
    pub now: Timestamp,
    /// Person, centre, line, queue.
    pub session: Session,
    /// What fills the page.
    pub place: Place,
    /// Queue and drafts.
    pub home: Home,
    /// The acceptance workspace.
    pub accept: Accept,
    /// Worklists.
    pub worklists: Worklists,
    /// One case.
    pub casework: Casework,
    /// Looking for cases.
    pub query: Query,
    /// What a person may set.
    pub settings: Settings,
    /// Originals in hand.
    pub originals: Originals,
    /// A parcel carried by hand.
    pub carry: Carry,
    /// What was sealed here.
    pub outbox: Outbox,
    /// The catalogue office.
    pub catalogue: Catalogue,
    /// People and their accounts.
    pub staff: Staff,
    /// What lies over the page, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Message line and its history.
    pub notices: Notices,
    /// What the doctor found last; `None` = nobody has asked.
    pub findings: Option<Vec<Finding>>,
    /// Requests under way.
    pub requests: Requests,
    /// The page is blank until somebody unlocks it.
    pub locked: bool,
    /// The locked page.
    pub lock: LockPage,
    /// What was copied.
    pub clipboard: Clipboard,
    /// Personal data are shown until then.
    pub revealed_until: Option<Timestamp>,
    /// The beginning of a longer binding; what may follow is shown until it ends or Esc gives it up.
    pub pending: Vec<Chord>,
    /// The mouse belongs to the program, not to the terminal's own selecting.
    pub mouse: bool,
    /// What this window uses in the palette.
    pub habits: Habits,
    /// Last key.
    pub(super) last_key: Timestamp,
}

impl Model {
    /// A program that has just been started.
    pub fn new(lang: Lang, size: Size, now: Timestamp) -> Self {
        Self {
            lang,
            measure: Measure::default(),
            measured: None,
            width: Setting::Width.default_value().to_string(),
            lock_minutes: None,
            size,
            now,
            session: Session::default(),
            place: Place::Home,
            home: Home::default(),
            accept: Accept::default(),
            worklists: Worklists::default(),
            casework: Casework::default(),
            query: Query::default(),
            settings: Settings::default(),
            originals: Originals::default(),
            carry: Carry::default(),
            outbox: Outbox::default(),
            catalogue: Catalogue::default(),
            staff: Staff::default(),
            overlays: Vec::new(),
            notices: Notices::default(),
            findings: None,
            requests: Requests::default(),
            locked: false,
            lock: LockPage::default(),
            clipboard: Clipboard::default(),
            revealed_until: None,
            pending: Vec::new(),
            mouse: true,
            habits: Habits::default(),
            last_key: now,
        }
    }

    /// Whether the terminal is too small for the screens.
    pub const fn is_too_small(&self) -> bool {
        self.size.width < SMALLEST.width || self.size.height < SMALLEST.height
    }

    /// Whether personal data may stand on the screen in clear now.
    pub fn is_revealed(&self) -> bool {
        self.revealed_until.is_some_and(|until| self.now < until)
    }

    /// What is waited for, once a person may notice.
    pub fn busy(&self) -> Option<&Purpose> {
        let oldest = self.requests.oldest()?;
        (self.now.duration_since(oldest.since) >= SPINNER_AFTER).then_some(&oldest.purpose)
    }

    /// When the next `Msg::Tick` is needed. Without anything under way that is the turn of the minute.
    pub fn next_tick(&self) -> Timestamp {
        let minute = self.now.as_second().div_euclid(60).saturating_add(1).saturating_mul(60);
        let minute = Timestamp::from_second(minute).unwrap_or(self.now);
        let spinner = self.requests.oldest().map(|oldest| {
            let begins = later(oldest.since, SPINNER_AFTER);
            if begins > self.now { begins } else { later(self.now, SignedDuration::from_millis(200)) }
        });
        let lock = (!self.locked).then(|| later(self.last_key, self.idle_limit()));
        [
            spinner,
            lock,
            self.lock_tick(),
            self.sign_in_tick(),
            self.revealed_until,
            self.clipboard.until,
            self.accept.save_due(),
        ]
        .into_iter()
        .flatten()
        .filter(|at| *at > self.now)
        .fold(minute, Timestamp::min)
    }

    /// Whether it is time to lock the screen.
    pub(super) fn is_idle_too_long(&self) -> bool {
        self.now.duration_since(self.last_key) >= self.idle_limit()
    }

    /// Nothing is under way: what the tests of the terminal wait for.
    pub fn is_idle(&self) -> bool {
        self.requests.is_empty() && self.accept.save_due().is_none()
    }

    /// Opens a request.
    pub(super) fn ask(&mut self, purpose: Purpose, ask: Ask, ctx: &Ctx) -> Effect {
        self.requests.ask(purpose, ask, ctx.now)
    }

    /// Puts a text of the program on the message line.
    pub(super) fn say(&mut self, level: Level, key: &'static str, args: &[&str], ctx: &Ctx) {
        self.say_text(level, tf(self.lang, key, args), None, ctx);
    }

    /// Puts a rule's reason on the message line, with the law behind it.
    pub(super) fn say_reason(&mut self, level: Level, why: &Reason, ctx: &Ctx) {
        let text = self.words(why);
        let more = why.basis.as_ref().map(|basis| format!("{} {basis}", why.rule));
        self.say_text(level, text, more, ctx);
    }

    /// A rule's reason in the language of the screen.
    pub fn words(&self, why: &Reason) -> String {
        let args: Vec<&str> = why.args.iter().map(String::as_str).collect();
        tf(self.lang, &why.key, &args)
    }

    /// Puts words on the message line.
    pub(super) fn say_text(&mut self, level: Level, text: String, more: Option<String>, ctx: &Ctx) {
        let at = self.session.centre_time(ctx.now);
        self.notices.push(level, text, more, at);
    }

    /// Puts a failure on the message line.
    pub(super) fn say_failure(&mut self, failure: &Failure, ctx: &Ctx) {
        if let Some(why) = self.session.read_only.filter(|_| failure.offline) {
            // No line is being waited for.
            self.say(Level::Note, why.key(), &[], ctx);
            return;
        }
        let (text, more) = notice::words_of(self.lang, failure);
        self.say_text(if failure.offline { Level::Note } else { Level::Bad }, text, more, ctx);
    }

    /// The actions that matter now, the primary one first: the bottom line (SCREENS 4).
    pub fn hints(&self) -> Vec<Action> {
        if self.locked {
            return vec![Action::Unlock, Action::Leave];
        }
        if let Some(overlay) = self.overlays.last() {
            return overlay.hints();
        }
        let mut hints = self.page_hints();
        if self.session.outage.is_some_and(|outage| outage.unread) {
            hints.retain(|hint| *hint != Action::Tally);
            hints.insert(1.min(hints.len()), Action::Tally);
        }
        hints
    }

    fn page_hints(&self) -> Vec<Action> {
        match self.place {
            Place::Home if self.keeps_catalogue() => self.home.hints_of_the_office(),
            Place::Home => self.home.hints(),
            Place::Accept => self.accept.hints(),
            Place::Lists(desk) => self.list_hints(desk),
            Place::Case => self.case_hints(),
            Place::Query => self.query.hints(),
            Place::Settings => self.settings.hints(),
            Place::Originals => self.originals.hints(),
            Place::Carry => self.carry.hints(),
            Place::Outbox => self.outbox.hints(),
            Place::Catalogue => self.catalogue_hints(),
            Place::Staff => self.staff_hints(),
        }
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
