//! What the centre says to whoever wants to come in, and what the desk says about the session by itself.

use jiff::{SignedDuration, Timestamp};

use crate::app::{
    Model, Place,
    effect::{Answer, Effect, Failure},
    msg::Ctx,
    notice::{Level, words_of},
    outbox, session,
    worklist::Worklists,
};

use super::{Entered, Said, Standing, Step, begin, close, factor, is_asking, page, page_mut, phone};

/// Purpose of a request of this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// `Ask::SignIn`.
    Enter,
    /// `Ask::ChangePassword`.
    Password,
    /// `Ask::BeginFactor`.
    Begin,
    /// `Ask::ConfirmFactor`.
    Confirm,
    /// `Ask::BeginGrant`.
    Grant,
    /// `Ask::PollGrant`.
    Poll,
    /// `Ask::DropGrant`.
    Drop,
    /// `Ask::Enrol`.
    Enrol,
    /// `Ask::SignOut`.
    Out,
}

/// An answer for this page.
pub(in crate::app) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Enter, Ok(Answer::SignedIn(entered))) => return came_in(model, entered, ctx),
        (Wait::Enter, Err(failure)) => not_in(model, &failure, ctx),
        (Wait::Password, Ok(_)) => {
            model.say(Level::Good, "notice.password_new", &[], ctx);
            if let Some(page) = page_mut(model).filter(|page| page.factor_due) {
                page.password = page.new.clone();
                return factor::due(model, ctx);
            }
            close(model);
            model.session.standing = Standing::In;
            return session::load(model, ctx);
        }
        (Wait::Password, Err(failure)) => {
            let old = failure.code == "password.wrong";
            again_at(model, if old { Step::Old } else { Step::New }, &failure, ctx);
        }
        (Wait::Begin | Wait::Confirm, result) => return factor::done(model, wait, result, ctx),
        (Wait::Grant | Wait::Poll, result) => return phone::done(model, wait, result, ctx),
        (Wait::Enrol, Ok(_)) => {
            close(model);
            model.session.enrol_needed = false;
            model.say(Level::Good, "notice.enrolled", &[], ctx);
            return session::load(model, ctx);
        }
        (Wait::Enrol, Err(failure)) => again_at(model, Step::Device, &failure, ctx),
        (Wait::Out, Ok(_)) => {
            tidy(model);
            model.session.me = None;
            model.session.standing = Standing::Nobody;
            model.say(Level::Good, "notice.signed_out", &[], ctx);
            begin(model, Step::StaffNo);
        }
        (Wait::Out, Err(failure)) => model.say_failure(&failure, ctx),
        (Wait::Enter | Wait::Drop, _) => {}
    }
    Vec::new()
}

/// Somebody is in; somebody else than before finds nothing of the one before on the screen.
pub(super) fn came_in(model: &mut Model, entered: Entered, ctx: &Ctx) -> Vec<Effect> {
    if model.session.me.as_ref().is_some_and(|me| me.person.id != entered.id) {
        tidy(model);
        model.session.me = None;
    }
    if entered.password_due {
        model.session.standing = Standing::PasswordDue;
        let Some(page) = page_mut(model) else { return Vec::new() };
        // By telephone no password was typed.
        page.turn_to(if page.password.0.is_empty() { Step::Old } else { Step::New });
        page.phone = None;
        page.factor_due = entered.factor_due;
        page.said = Some(Said::Key("sign_in.must_change"));
        return Vec::new();
    }
    if entered.factor_due {
        return factor::due(model, ctx);
    }
    close(model);
    model.session.standing = Standing::In;
    model.say(Level::Good, "notice.signed_in", &[], ctx);
    session::load(model, ctx)
}

/// What the centre showed this person goes; drafts and what was sealed stay on the machine, each for its own people.
fn tidy(model: &mut Model) {
    model.revealed_until = None;
    model.clipboard.clear();
    model.casework.forget();
    outbox::close_conflict(model);
    model.worklists = Worklists::default();
    model.query = crate::app::query::Query::default();
    model.session.queue.clear();
    if model.place != Place::Accept {
        model.place = Place::Home;
    }
}

fn not_in(model: &mut Model, failure: &Failure, ctx: &Ctx) {
    let words = words_of(model.lang, failure);
    let Some(page) = page_mut(model) else { return };
    page.until = failure.retry_after.and_then(|wait| later(ctx.now, wait));
    match failure.code.as_str() {
        "session.second_factor" => {
            let asked_before = page.step == Step::Second;
            page.turn_to(Step::Second);
            page.said = asked_before.then_some(Said::Key("sign_in.second_wrong"));
        }
        "session.sign_in_failed" => {
            page.turn_to(Step::Password);
            page.said = Some(Said::Key("sign_in.wrong"));
        }
        "account.disabled" => page.said = Some(Said::Key("sign_in.disabled")),
        _ => page.said = Some(Said::Words(joined(words))),
    }
}

/// The page says what is wrong, and asks again.
pub(super) fn again_at(model: &mut Model, step: Step, failure: &Failure, ctx: &Ctx) {
    let words = joined(words_of(model.lang, failure));
    let Some(page) = page_mut(model) else { return };
    page.until = failure.retry_after.and_then(|wait| later(ctx.now, wait));
    page.turn_to(step);
    page.said = Some(Said::Words(words));
}

/// The sentence and what to do, without the number to quote.
pub(super) fn joined((title, _): (String, Option<String>)) -> String {
    title
}

pub(super) fn later(now: Timestamp, wait: SignedDuration) -> Option<Timestamp> {
    now.checked_add(wait).ok()
}

impl Model {
    /// The desk says how whoever sits here stands with the centre. What is typed is never interrupted by it: only at a desk
    /// where nobody has signed in yet the page opens by itself.
    pub(in crate::app) fn hear_standing(&mut self, standing: Standing, ctx: &Ctx) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.session.standing, standing);
        if before == standing {
            return Vec::new();
        }
        // The page says by itself what has to be done first.
        let on_the_page = page(self).is_some() && matches!(standing, Standing::PasswordDue | Standing::FactorDue);
        if let Some(key) = standing.key().filter(|_| standing != Standing::Nobody && !on_the_page) {
            self.say(Level::Bad, key, &[], ctx);
        }
        match standing {
            Standing::In if !self.locked && !is_asking(self) => {
                // Whoever agreed on a telephone after the page was given up is in all the same.
                let over = |step| matches!(step, Step::Phone | Step::Prove | Step::Factor);
                if page(self).is_some_and(|page| page.offers_phone() || over(page.step)) {
                    close(self);
                }
                return session::load(self, ctx);
            }
            Standing::Nobody if page(self).is_none() && !self.locked && self.overlays.is_empty() => {
                begin(self, Step::StaffNo);
            }
            _ => {}
        }
        Vec::new()
    }

    /// The centre does not know this desk, and wants a code from whoever may give one.
    pub(in crate::app) fn hear_enrol_needed(&mut self, ctx: &Ctx) {
        if !std::mem::replace(&mut self.session.enrol_needed, true) {
            self.say(Level::Bad, "notice.enrol_needed", &[], ctx);
        }
    }
}
