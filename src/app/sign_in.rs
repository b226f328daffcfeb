//! Signing in, and all that belongs to it: staff number and password, the second factor where one is asked for, a new
//! password where the old one has to go, a second factor where a role wants one (`factor`), the person's telephone in place
//! of a password (`phone`), the code that enrols this desk. One thing is asked at a time; what is secret goes with the page.

mod answers;
mod factor;
pub mod phone;
mod standing;
mod step;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::Realm,
    text::{LineEditor, Secrecy},
};

use super::{
    Model,
    actions::Action,
    availability::Why,
    effect::{Ask, Effect, Secret},
    msg::Ctx,
    overlay::Overlay,
    request::Purpose,
};

pub(super) use answers::{Wait, done};
pub use factor::FactorKey;
pub use phone::{Granted, Phone};
pub use standing::Standing;
pub use step::Step;

/// Longest staff number, password and code, in characters.
const LONGEST: usize = 128;
/// Digits of a second factor.
const DIGITS: usize = 6;

/// What the page says about the last try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A text of the program.
    Key(&'static str),
    /// Words of the centre.
    Words(String),
}

/// The page. `Debug` shows nothing that was typed in secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// What is asked now.
    pub step: Step,
    /// Who signs in, as typed.
    pub staff_no: LineEditor,
    /// What the step asks for, if not that.
    pub field: LineEditor,
    /// What came of the last try.
    pub said: Option<Said>,
    /// No try is looked at before: it grows with every wrong one.
    pub until: Option<Timestamp>,
    /// The grant that waits for the person's telephone.
    pub phone: Option<Phone>,
    /// The key of the second factor that is being set up.
    pub factor: Option<Box<FactorKey>>,
    /// The role wants a second factor, once the password is changed.
    factor_due: bool,
    password: Secret,
    new: Secret,
}

/// What is sent to the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Staff number.
    pub staff_no: String,
    /// Password.
    pub password: Secret,
    /// Six digits.
    pub totp: Option<String>,
}

/// Who came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    /// Person.
    pub id: Uuid,
    /// The password has to be changed before anything else.
    pub password_due: bool,
    /// After that the second factor that the role wants has to be set up.
    pub factor_due: bool,
}

fn secret() -> LineEditor {
    LineEditor::new(LONGEST, Secrecy::Secret)
}

fn nothing() -> Secret {
    Secret(Zeroizing::default())
}

impl SignIn {
    fn at(step: Step) -> Self {
        let field = match step {
            Step::Second | Step::Factor => LineEditor::new(DIGITS, Secrecy::Open),
            Step::Device => LineEditor::new(LONGEST, Secrecy::Open),
            _ => secret(),
        };
        Self {
            step,
            staff_no: LineEditor::new(LONGEST, Secrecy::Open),
            field,
            said: None,
            until: None,
            phone: None,
            factor: None,
            factor_due: false,
            password: nothing(),
            new: nothing(),
        }
    }

    /// The line that has the focus.
    pub const fn editor(&self) -> Option<&LineEditor> {
        match self.step {
            Step::StaffNo => Some(&self.staff_no),
            Step::Phone => None,
            _ => Some(&self.field),
        }
    }

    /// The same, to type into.
    pub(super) const fn editor_mut(&mut self) -> Option<&mut LineEditor> {
        match self.step {
            Step::StaffNo => Some(&mut self.staff_no),
            Step::Phone => None,
            _ => Some(&mut self.field),
        }
    }

    /// Seconds until the next try is looked at; zero = now.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        self.until.map_or(0, |until| seconds(until.duration_since(now)))
    }

    /// Goes to a step with an empty field.
    fn turn_to(&mut self, step: Step) {
        let fresh = Self::at(step);
        self.step = step;
        self.field = fresh.field;
        if step != Step::Factor {
            self.factor = None;
        }
    }
}

/// Whole seconds of a wait, none too few.
fn seconds(left: SignedDuration) -> i64 {
    i64::try_from(left.as_millis().max(0).saturating_add(999) / 1_000).unwrap_or(i64::MAX)
}

/// The page, if it is open, also where something grave lies over it.
pub fn page(model: &Model) -> Option<&SignIn> {
    model.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::SignIn(page) => Some(page.as_ref()),
        _ => None,
    })
}

fn page_mut(model: &mut Model) -> Option<&mut SignIn> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::SignIn(page) => Some(page.as_mut()),
        _ => None,
    })
}

fn close(model: &mut Model) {
    model.overlays.retain(|overlay| !matches!(overlay, Overlay::SignIn(_)));
}

/// Whether the page is waiting for the centre.
pub fn is_asking(model: &Model) -> bool {
    model.requests.is_waiting(|purpose| matches!(purpose, Purpose::SignIn(wait) if *wait != Wait::Poll))
}

/// Why nobody can sign in, or out, or enrol now.
pub(super) fn availability(model: &Model, action: Action) -> Result<(), Why> {
    let session = &model.session;
    let demo = session.realm() == Some(Realm::Demo);
    match action {
        Action::SignIn | Action::SignInByPhone if session.standing == Standing::In => Err(Why::new("why.signed_in")),
        Action::SignInByPhone if session.standing == Standing::PasswordDue => Err(Why::new("why.password_due")),
        Action::SignInByPhone if session.standing == Standing::FactorDue => Err(Why::new("why.factor_due")),
        Action::SignOut | Action::ChangePassword if demo => Err(Why::new("why.demo_sign_out")),
        Action::SignOut if !session.standing.is_known() && session.me.is_none() => {
            Err(Why::new("why.nobody_signed_in"))
        }
        Action::ChangePassword if !session.standing.is_known() => Err(Why::new("why.nobody_signed_in")),
        Action::Enrol if !session.enrol_needed => Err(Why::new("why.enrolled")),
        _ => Ok(()),
    }
}

/// What the registry has for signing in and out.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    match action {
        Action::SignInByPhone => return phone::open(model, ctx),
        Action::SignOut => return sign_out(model, ctx),
        Action::ChangePassword => begin(model, Step::Old),
        Action::Enrol => begin(model, Step::Device),
        _ => open(model),
    }
    Vec::new()
}

/// Opens the page where it has to begin; its own key closes it again.
fn open(model: &mut Model) {
    if page(model).is_some() {
        return close(model);
    }
    let step = match model.session.standing {
        Standing::PasswordDue => Step::Old,
        Standing::FactorDue => Step::Prove,
        _ => Step::StaffNo,
    };
    begin(model, step);
}

fn begin(model: &mut Model, step: Step) {
    close(model);
    let mut page = SignIn::at(step);
    // Whoever works here signs in again; anybody else types over it.
    if let Some(me) = model.session.me.as_ref().filter(|_| model.session.standing != Standing::Disabled) {
        page.staff_no = LineEditor::with_text(&me.person.staff_no, LONGEST);
        if step == Step::StaffNo {
            page.turn_to(Step::Password);
        }
    }
    model.overlays.push(Overlay::SignIn(Box::new(page)));
}

/// Somebody leaves: what waits goes on waiting for them.
fn sign_out(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects: Vec<Effect> = super::accept::save_now(model, ctx).into_iter().collect();
    effects.push(model.ask(Purpose::SignIn(Wait::Out), Ask::SignOut, ctx));
    effects
}

/// Up and down go between the staff number and what is asked beside it.
pub(super) fn walk(model: &mut Model, action: Action) -> bool {
    let Some(page) = page_mut(model) else { return false };
    match (action, page.step) {
        (Action::Up, Step::Password | Step::Second) => page.turn_to(Step::StaffNo),
        (Action::Down, Step::StaffNo) if !page.staff_no.is_empty() => page.turn_to(Step::Password),
        _ => return false,
    }
    true
}

/// Esc: one step back. True if that was all.
pub(super) fn back(model: &mut Model, ctx: &Ctx) -> Option<Vec<Effect>> {
    let Some(Overlay::SignIn(page)) = model.overlays.last_mut() else { return None };
    page.said = None;
    match page.step {
        Step::Second => page.turn_to(Step::Password),
        Step::Again => page.turn_to(Step::New),
        Step::Factor => page.turn_to(Step::Prove),
        Step::Phone => {
            page.phone = None;
            page.turn_to(Step::StaffNo);
            let mut effects =
                model.requests.give_up(|purpose| matches!(purpose, Purpose::SignIn(Wait::Grant | Wait::Poll)));
            effects.push(model.ask(Purpose::SignIn(Wait::Drop), Ask::DropGrant, ctx));
            return Some(effects);
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Enter: on to the next question, or to the centre.
pub(super) fn confirm(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if is_asking(model) {
        return Vec::new();
    }
    let Some(Overlay::SignIn(page)) = model.overlays.last_mut() else { return Vec::new() };
    if page.step == Step::Phone {
        return phone::again(model, ctx);
    }
    if page.editor().is_none_or(LineEditor::is_empty) {
        return Vec::new();
    }
    if page.step != Step::StaffNo && page.seconds_left(ctx.now) > 0 {
        // The wait stands on the page, and counts down.
        return Vec::new();
    }
    page.said = None;
    let typed = Secret(Zeroizing::new(page.field.text().trim().to_owned()));
    match page.step {
        Step::StaffNo => page.turn_to(Step::Password),
        Step::Password => {
            page.password = Secret(Zeroizing::new(page.field.text().to_owned()));
            page.turn_to(Step::Password);
            return enter(model, None, ctx);
        }
        step @ (Step::Second | Step::Factor) => {
            let code = typed.0.chars().map(crate::text::fold_key).collect::<String>();
            page.turn_to(step);
            if code.len() != DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                page.said = Some(Said::Key("sign_in.six_digits"));
                return Vec::new();
            }
            if step == Step::Factor {
                return vec![model.ask(Purpose::SignIn(Wait::Confirm), Ask::ConfirmFactor(code), ctx)];
            }
            return enter(model, Some(code), ctx);
        }
        Step::Prove => {
            let password = Secret(Zeroizing::new(page.field.text().to_owned()));
            page.turn_to(Step::Prove);
            return factor::begin(model, password, ctx);
        }
        Step::Old => {
            page.password = Secret(Zeroizing::new(page.field.text().to_owned()));
            page.turn_to(Step::New);
        }
        Step::New => {
            page.new = Secret(Zeroizing::new(page.field.text().to_owned()));
            page.turn_to(Step::Again);
        }
        Step::Again if page.new.0.as_str() != page.field.text() => {
            page.turn_to(Step::New);
            page.said = Some(Said::Key("secrets.differ"));
        }
        Step::Again => {
            let (old, new) = (page.password.clone(), page.new.clone());
            page.turn_to(Step::New);
            let ask = Ask::ChangePassword { old, new };
            return vec![model.ask(Purpose::SignIn(Wait::Password), ask, ctx)];
        }
        Step::Device => {
            let code = typed.0.to_string();
            return vec![model.ask(Purpose::SignIn(Wait::Enrol), Ask::Enrol(code), ctx)];
        }
        Step::Phone => {}
    }
    Vec::new()
}

fn enter(model: &mut Model, totp: Option<String>, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = page(model) else { return Vec::new() };
    let staff_no = page.staff_no.text().trim().to_owned();
    let credentials = Credentials { staff_no, password: page.password.clone(), totp };
    vec![model.ask(Purpose::SignIn(Wait::Enter), Ask::SignIn(Box::new(credentials)), ctx)]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
