//! Signing in by telephone: a code and a page of the centre, and a question every few seconds whether the person has agreed.
//! The pace is the centre's; the clock here only counts.

use jiff::{SignedDuration, Timestamp};

use crate::app::{
    Model,
    effect::{Answer, Ask, Effect, Failure},
    msg::Ctx,
    notice::words_of,
    request::Purpose,
};

use super::{Entered, Said, Step, Wait, answers, begin, page, page_mut, seconds};

/// RFC 8628, 3.5: how much slower after the centre wished so.
const SLOWER: SignedDuration = SignedDuration::from_secs(5);
/// A line that is down is not asked more seldom than that.
const SLOWEST: SignedDuration = SignedDuration::from_mins(1);

/// A grant that waits for its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// `XXXX-XXXX`.
    pub code: String,
    /// The page.
    pub address: String,
    /// The page with the code in it.
    pub complete: String,
    /// Void after this.
    pub until: Timestamp,
    /// Least time between two questions.
    pub pace: SignedDuration,
    /// When the centre is asked next; `None` = it is being asked, or it is over.
    pub(in crate::app) next: Option<Timestamp>,
    /// Key of why it is over.
    pub over: Option<&'static str>,
}

impl Phone {
    /// A grant that has just begun.
    pub const fn new(code: String, address: String, complete: String, until: Timestamp, pace: SignedDuration) -> Self {
        Self { code, address, complete, until, pace, next: None, over: None }
    }

    /// Seconds that are left.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        seconds(self.until.duration_since(now))
    }
}

/// How a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// Nobody has agreed yet.
    Pending,
    /// Nobody has, and the centre wants to be asked more seldom.
    SlowDown,
    /// It is over; the key says why.
    Over(&'static str),
    /// The person agreed, and is in.
    In(Entered),
}

/// Begins a grant, on the page that is open or a new one.
pub(super) fn open(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if page(model).is_none() {
        begin(model, Step::StaffNo);
    }
    ask(model, ctx)
}

/// Enter on a grant that is over begins another one.
pub(super) fn again(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let over = page(model).and_then(|page| page.phone.as_ref()).is_none_or(|phone| phone.over.is_some());
    if over { ask(model, ctx) } else { Vec::new() }
}

fn ask(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = page_mut(model) else { return Vec::new() };
    page.turn_to(Step::Phone);
    page.phone = None;
    page.said = None;
    let mut effects = model.requests.give_up(|purpose| matches!(purpose, Purpose::SignIn(Wait::Grant | Wait::Poll)));
    effects.push(model.ask(Purpose::SignIn(Wait::Grant), Ask::BeginGrant, ctx));
    effects
}

/// An answer for the grant.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    let words = result.as_ref().err().map(|failure| answers::joined(words_of(model.lang, failure)));
    let Some(page) = page_mut(model).filter(|page| page.step == Step::Phone) else {
        // Somebody gave it up, and the person agreed all the same.
        return match result {
            Ok(Answer::Granted(Granted::In(entered))) => answers::came_in(model, entered, ctx),
            _ => Vec::new(),
        };
    };
    match (result, page.phone.as_mut()) {
        (Ok(Answer::Grant(phone)), _) => {
            let next = answers::later(ctx.now, phone.pace);
            page.phone = Some(Phone { next, ..*phone });
        }
        (Ok(Answer::Granted(Granted::In(entered))), _) => return answers::came_in(model, entered, ctx),
        (Ok(Answer::Granted(Granted::Over(key))), Some(phone)) => phone.over = Some(key),
        (Ok(Answer::Granted(Granted::SlowDown)), Some(phone)) => {
            phone.pace = phone.pace.saturating_add(SLOWER);
            phone.next = answers::later(ctx.now, phone.pace);
        }
        (Ok(_), Some(phone)) => {
            page.said = None;
            phone.next = answers::later(ctx.now, phone.pace);
        }
        (Err(_), Some(phone)) => {
            // RFC 8628, 3.5: a line that is down is asked half as often, and the grant may live on behind it.
            phone.pace = phone.pace.saturating_add(phone.pace).min(SLOWEST);
            phone.next = answers::later(ctx.now, phone.pace);
            page.said = words.map(Said::Words);
        }
        (Err(_), None) if wait == Wait::Grant => {
            page.turn_to(Step::StaffNo);
            page.said = words.map(Said::Words);
        }
        _ => {}
    }
    Vec::new()
}

/// Time passed: the next question is due, or the grant is void.
pub(in crate::app) fn tick(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(phone) = page_mut(model).and_then(|page| page.phone.as_mut()) else { return Vec::new() };
    if phone.over.is_some() {
        return Vec::new();
    }
    if phone.until <= ctx.now {
        phone.over = Some("sign_in.phone.expired");
        phone.next = None;
        return vec![model.ask(Purpose::SignIn(Wait::Drop), Ask::DropGrant, ctx)];
    }
    if phone.next.is_none_or(|next| next > ctx.now) {
        return Vec::new();
    }
    phone.next = None;
    vec![model.ask(Purpose::SignIn(Wait::Poll), Ask::PollGrant, ctx)]
}

impl Model {
    /// When the page has something new to show, or the centre is to be asked again.
    pub(in crate::app) fn sign_in_tick(&self) -> Option<Timestamp> {
        let page = page(self)?;
        let second = |until: Timestamp| {
            let left = seconds(until.duration_since(self.now));
            let last = until.checked_sub(SignedDuration::from_secs(left.saturating_sub(1))).ok();
            last.filter(|_| left > 0)
        };
        let phone = page.phone.as_ref().filter(|phone| phone.over.is_none());
        [page.until.and_then(second), phone.and_then(|phone| second(phone.until)), phone.and_then(|phone| phone.next)]
            .into_iter()
            .flatten()
            .filter(|at| *at > self.now)
            .min()
    }
}
