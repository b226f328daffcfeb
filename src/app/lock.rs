//! The locked screen (B.7, RULES 11.2): after some minutes without a key, or by Ctrl-K, the page is blank at once. What
//! is being written is written to its end, the open draft is saved, then the store is closed and what was shown is
//! forgotten. The passphrase opens it again, and everybody is where they were.
//!
//! What has no place on the disk stays in memory behind the blank page: an act that was half typed, a ticket that was
//! called and not begun, commands of one outcome that still follow each other. Losing it would cost more.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::Realm,
    domain::role::Role,
    text::{LineEditor, Secrecy},
};

use super::{
    Model, Place, accept,
    actions::Action,
    casework, catalogue,
    effect::{Answer, Ask, Effect, Failure, Secret},
    msg::Ctx,
    notice::words_of,
    outbox,
    query::Query,
    request::Purpose,
    secrets::PinShown,
    session, staff,
    worklist::{self, Worklists},
};

/// Longest passphrase, in characters.
const LONGEST: usize = 128;

/// How far the lock is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// Blank already; what is being written comes first.
    #[default]
    Closing,
    /// The store is being closed.
    Last,
    /// The store is closed.
    Closed,
    /// A passphrase is being tried.
    Opening,
}

/// What the locked page says beside its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What was typed was wrong.
    Wrong,
    /// It was wrong, and a person must know what that leads to, or led to.
    Warned(Missed),
    /// It was not even tried.
    TooSoon,
    /// The store did not open; in words.
    Failed(String),
}

/// What the tenth wrong try takes (F13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stake {
    /// Time: a quarter of an hour for each further try.
    Time,
    /// The PIN.
    Pin,
    /// The key of the store.
    Key,
}

/// What a wrong try cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// The next try has to wait for so long.
    pub wait: SignedDuration,
    /// So many are left before something is taken; `None` = far from it, or over.
    pub left: Option<u32>,
    /// It was taken just now.
    pub taken: bool,
    /// What.
    pub stake: Stake,
}

impl Missed {
    /// Key of the warning; its argument is [`Self::left`].
    pub const fn warning(self) -> Option<&'static str> {
        match (self.left, self.taken, self.stake) {
            (_, true, Stake::Pin) => Some("vault.pin_gone"),
            (_, true, Stake::Key) => Some("vault.key_gone"),
            (Some(_), _, Stake::Pin) => Some("lock.warn.pin"),
            (Some(_), _, Stake::Key) => Some("lock.warn.key"),
            (Some(_), _, Stake::Time) => Some("lock.warn.time"),
            (None, _, _) => None,
        }
    }
}

/// What came of a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It was right.
    Yes,
    /// It was wrong, and what that cost.
    Wrong(Missed),
    /// Nobody may try yet.
    TooSoon(SignedDuration),
}

/// Purpose of a request of this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// `Ask::Lock`.
    Close,
    /// `Ask::Unlock`.
    Open,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockPage {
    /// The passphrase as it is typed.
    pub field: LineEditor,
    /// How far the lock is.
    pub stage: Stage,
    /// What came of the last try.
    pub said: Option<Said>,
    /// Nobody may try before.
    pub until: Option<Timestamp>,
    /// The draft that was open.
    draft: Option<Uuid>,
}

impl Default for LockPage {
    fn default() -> Self {
        Self {
            field: LineEditor::new(LONGEST, Secrecy::Secret),
            stage: Stage::Closing,
            said: None,
            until: None,
            draft: None,
        }
    }
}

impl LockPage {
    /// Seconds until somebody may try again; zero = now.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        // A wait of half a second is a second to a person.
        let left = self.until.map_or(0, |until| until.duration_since(now).as_millis());
        i64::try_from(left.max(0).saturating_add(999) / 1_000).unwrap_or(i64::MAX)
    }
}

impl Model {
    /// 11.2: so long without a key, then the screen locks; sooner on a laptop that travels than at a window, and sooner
    /// than both where a person set it so.
    pub(super) fn idle_limit(&self) -> SignedDuration {
        let auth = &self.session.settings(self.now).auth;
        let laptop = self.session.role() == Some(Role::GridAgent);
        let minutes = if laptop { auth.idle_laptop_minutes } else { auth.idle_hall_minutes };
        let minutes = self.lock_minutes.map_or(minutes, |set| minutes.min(set));
        SignedDuration::from_mins(i64::from(minutes.max(1)))
    }

    /// Key of what helps to type the passphrase: the demo's is published.
    pub fn lock_hint(&self) -> &'static str {
        if self.session.realm() == Some(Realm::Demo) { "lock.demo" } else { "lock.typing" }
    }

    /// Key of the field's name: a PIN opens where one is set.
    pub fn lock_label(&self) -> &'static str {
        if self.session.pin == PinShown::Set { "lock.passphrase_or_pin" } else { "lock.passphrase" }
    }

    /// When the locked page has something new to show by itself.
    pub(super) fn lock_tick(&self) -> Option<Timestamp> {
        let left = self.locked.then(|| self.lock.seconds_left(self.now)).filter(|left| *left > 0)?;
        let until = self.lock.until?;
        until.checked_sub(SignedDuration::from_secs(left.saturating_sub(1))).ok()
    }
}

/// Blanks the page; the store follows as soon as all that is typed is in it.
pub(super) fn lock(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.locked {
        return Vec::new();
    }
    model.locked = true;
    model.pending.clear();
    model.revealed_until = None;
    model.clipboard.clear();
    model.overlays.clear();
    model.lock = LockPage::default();
    let mut effects =
        model.requests.give_up(|purpose| matches!(purpose, Purpose::Session(_)) || purpose.can_be_given_up());
    effects.extend(accept::save_now(model, ctx));
    effects
}

/// Goes on with locking when nothing is being written any more.
pub(super) fn settle(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let writing = model.requests.is_waiting(|purpose| !matches!(purpose, Purpose::Lock(_)));
    if !model.locked || model.lock.stage != Stage::Closing || writing || model.accept.save_due().is_some() {
        return Vec::new();
    }
    model.lock.stage = Stage::Last;
    forget(model);
    vec![model.ask(Purpose::Lock(Wait::Close), Ask::Lock, ctx)]
}

/// Forgets what was shown.
fn forget(model: &mut Model) {
    if model.accept.is_on_disk() {
        let open = model.accept.case_id.filter(|_| !model.accept.is_finished());
        // After a wrong passphrase there is nothing more to forget, and still a draft to come back to.
        model.lock.draft = open.or(model.lock.draft);
        model.accept = model.accept.emptied();
    }
    model.casework.forget();
    outbox::close_conflict(model);
    model.worklists = Worklists::default();
    model.query = Query::default();
    model.session.queue.clear();
    model.session.drafts.clear();
    model.notices.forget();
}

/// A key on the locked page that is not text.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let field = &mut model.lock.field;
    match action {
        Action::Unlock => return unlock(model, ctx),
        Action::Leave => return vec![Effect::Leave],
        Action::TextLeft => field.left(),
        Action::TextRight => field.right(),
        Action::TextHome => field.home(),
        Action::TextEnd => field.end(),
        Action::TextBackspace => field.backspace(),
        Action::TextDelete => field.delete(),
        Action::TextClear => field.clear(),
        _ => return Vec::new(),
    };
    Vec::new()
}

/// Typed or pasted text: it belongs to the passphrase.
pub(super) fn text(model: &mut Model, text: &str) {
    model.lock.field.paste(text);
}

fn unlock(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let page = &mut model.lock;
    let ready = matches!(page.stage, Stage::Closing | Stage::Closed);
    if !ready || page.field.is_empty() {
        return Vec::new();
    }
    if page.seconds_left(ctx.now) > 0 {
        page.said = Some(Said::TooSoon);
        return Vec::new();
    }
    let typed = Secret(Zeroizing::new(page.field.text().to_owned()));
    page.field = LineEditor::new(LONGEST, Secrecy::Secret);
    page.stage = Stage::Opening;
    page.said = None;
    vec![model.ask(Purpose::Lock(Wait::Open), Ask::Unlock(typed), ctx)]
}

/// An answer for this page.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Open, Ok(Answer::Unlocked(Opened::Yes))) => return open(model, ctx),
        (Wait::Open, Ok(Answer::Unlocked(Opened::Wrong(missed)))) => {
            if missed.taken {
                model.session.pin = PinShown::Unset;
            }
            let said = if missed.warning().is_some() { Said::Warned(missed) } else { Said::Wrong };
            shut(model, said, missed.wait, ctx);
        }
        (Wait::Open, Ok(Answer::Unlocked(Opened::TooSoon(wait)))) => shut(model, Said::TooSoon, wait, ctx),
        (Wait::Open, Err(failure)) => {
            let said = Said::Failed(words_of(model.lang, &failure).0);
            shut(model, said, SignedDuration::ZERO, ctx);
        }
        (Wait::Close, _) | (Wait::Open, Ok(_)) => model.lock.stage = Stage::Closed,
    }
    Vec::new()
}

fn shut(model: &mut Model, said: Said, wait: SignedDuration, ctx: &Ctx) {
    model.lock.stage = Stage::Closing;
    model.lock.said = Some(said);
    model.lock.until = ctx.now.checked_add(wait).ok();
}

/// Everybody is where they were.
fn open(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let page = std::mem::take(&mut model.lock);
    model.locked = false;
    model.last_key = ctx.now;
    let mut effects = session::load(model, ctx);
    if let Some(draft) = page.draft {
        effects.extend(accept::reopen(model, draft, ctx));
    }
    match model.place {
        Place::Lists(desk) => effects.extend(worklist::enter(model, desk, ctx)),
        Place::Case => effects.extend(casework::refresh(model, ctx)),
        Place::Catalogue => effects.extend(catalogue::refresh(model, ctx)),
        Place::Staff => effects.extend(staff::refresh(model, ctx)),
        _ => {}
    }
    effects
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
