//! Setting up the second factor that a role wants: the password once more where it is not known from signing in, a key for
//! the person's telephone as a picture and in letters, and the first six digits that it shows. The key goes with the page.

use std::fmt;

use zeroize::Zeroizing;

use crate::app::{
    Model,
    effect::{Answer, Ask, Effect, Failure, Secret},
    msg::Ctx,
    notice::{Level, words_of},
    request::Purpose,
    session,
};

use super::{Said, Standing, Step, Wait, answers, close, page_mut};

/// Letters of a key that stand together.
const GROUP: usize = 4;

/// The key of a second factor that was just begun, shown once; wiped when it is dropped. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct FactorKey {
    otpauth: Zeroizing<String>,
    key: Zeroizing<String>,
}

impl fmt::Debug for FactorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FactorKey(..)")
    }
}

impl FactorKey {
    /// What a telephone reads off a picture, and the same to be typed (base32).
    pub fn new(otpauth: String, key: String) -> Self {
        Self { otpauth: Zeroizing::new(otpauth), key: Zeroizing::new(key) }
    }

    /// What the picture holds.
    pub fn otpauth(&self) -> &str {
        &self.otpauth
    }

    /// The key by fours, for hands and eyes.
    pub fn groups(&self) -> Zeroizing<Vec<String>> {
        let letters: Zeroizing<Vec<char>> = Zeroizing::new(self.key.chars().collect());
        Zeroizing::new(letters.chunks(GROUP).map(|group| group.iter().collect()).collect())
    }
}

/// Whoever came in has to set the second factor up first; with a password that was just typed it is begun at once.
pub(super) fn due(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.session.standing = Standing::FactorDue;
    let Some(page) = page_mut(model) else { return Vec::new() };
    page.phone = None;
    page.turn_to(Step::Prove);
    page.said = Some(Said::Key("sign_in.must_set_up"));
    let password = page.password.clone();
    // By telephone no password was typed.
    if password.0.is_empty() { Vec::new() } else { begin(model, password, ctx) }
}

/// Asks for a key.
pub(super) fn begin(model: &mut Model, password: Secret, ctx: &Ctx) -> Vec<Effect> {
    vec![model.ask(Purpose::SignIn(Wait::Begin), Ask::BeginFactor(password), ctx)]
}

/// An answer for one of the two questions.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Begin, Ok(Answer::Factor(key))) => {
            // Whoever gave the page up meanwhile begins with another key.
            if let Some(page) = page_mut(model).filter(|page| page.step == Step::Prove) {
                page.said = None;
                page.turn_to(Step::Factor);
                page.factor = Some(key);
            }
        }
        (Wait::Begin, Err(failure)) => answers::again_at(model, Step::Prove, &failure, ctx),
        (Wait::Confirm, Ok(_)) => {
            close(model);
            model.session.standing = Standing::In;
            model.say(Level::Good, "notice.factor_on", &[], ctx);
            return session::load(model, ctx);
        }
        (Wait::Confirm, Err(failure)) => wrong(model, &failure, ctx),
        _ => {}
    }
    Vec::new()
}

/// The key stays: only the digits are asked for again.
fn wrong(model: &mut Model, failure: &Failure, ctx: &Ctx) {
    if failure.code == "totp.not_begun" {
        // Begun anew somewhere else: the key on this page is worth nothing any more.
        return answers::again_at(model, Step::Prove, failure, ctx);
    }
    let words = answers::joined(words_of(model.lang, failure));
    let Some(page) = page_mut(model).filter(|page| page.step == Step::Factor) else { return };
    page.until = failure.retry_after.and_then(|wait| answers::later(ctx.now, wait));
    page.said = Some(if failure.code == "totp.wrong" { Said::Key("sign_in.factor_wrong") } else { Said::Words(words) });
}
