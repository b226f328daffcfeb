//! Changing PIN and passphrase in the program: what opens the store now, then the new one twice. What is typed goes with
//! the overlay.

use zeroize::Zeroizing;

use crate::text::{LineEditor, Secrecy};

use super::{
    Model,
    availability::Why,
    effect::{Answer, Ask, Effect, Failure, Secret},
    msg::Ctx,
    notice::Level,
    overlay::Overlay,
    request::Purpose,
    session::Wait,
};

/// Longest passphrase, in characters.
const LONGEST: usize = 128;

/// How the PIN stands on this machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PinShown {
    /// Nobody has asked the keyring yet.
    #[default]
    Unknown,
    /// There is no keyring, so no PIN.
    NoKeyring,
    /// One can be set.
    Unset,
    /// One is set.
    Set,
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The PIN.
    Pin,
    /// The passphrase.
    Passphrase,
}

/// What is typed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The passphrase that is in force.
    Now,
    /// The new one.
    New,
    /// The new one again.
    Again,
}

/// The overlay. `Debug` shows nothing that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// What is changed.
    pub which: Which,
    /// What is typed now.
    pub step: Step,
    /// As it is typed.
    pub field: LineEditor,
    /// Key of what was wrong with the last try.
    pub said: Option<&'static str>,
    now: Secret,
    new: Secret,
}

/// What is asked of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Set the PIN; empty removes it.
    Pin {
        /// In force.
        passphrase: Secret,
        /// As typed, twice.
        new: Secret,
    },
    /// Change the passphrase.
    Passphrase {
        /// In force.
        old: Secret,
        /// As typed, twice.
        new: Secret,
    },
}

impl Secrets {
    fn new(which: Which) -> Self {
        let nothing = || Secret(Zeroizing::default());
        Self { which, step: Step::Now, field: empty(), said: None, now: nothing(), new: nothing() }
    }

    /// Key of the question that is asked now.
    pub const fn asks(&self) -> &'static str {
        match (self.which, self.step) {
            (_, Step::Now) => "secrets.now",
            (Which::Pin, Step::New) => "secrets.pin.new",
            (Which::Pin, Step::Again) => "secrets.pin.again",
            (Which::Passphrase, Step::New) => "secrets.passphrase.new",
            (Which::Passphrase, Step::Again) => "secrets.passphrase.again",
        }
    }

    /// Key of the heading.
    pub const fn title(&self) -> &'static str {
        match self.which {
            Which::Pin => "secrets.pin.title",
            Which::Passphrase => "secrets.passphrase.title",
        }
    }
}

fn empty() -> LineEditor {
    LineEditor::new(LONGEST, Secrecy::Secret)
}

/// Opens the overlay.
pub(super) fn open(which: Which) -> Overlay {
    Overlay::Secrets(Box::new(Secrets::new(which)))
}

/// Why no PIN can be set now.
pub(super) fn pin_availability(model: &Model) -> Result<(), Why> {
    match model.session.pin {
        PinShown::NoKeyring => Err(Why::new("why.no_keyring")),
        PinShown::Unknown => Err(Why::new("why.keyring_asked")),
        PinShown::Unset | PinShown::Set => Ok(()),
    }
}

/// Enter: on to the next question, or to the desk.
pub(super) fn confirm(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let is_set = model.session.pin == PinShown::Set;
    let Some(Overlay::Secrets(form)) = model.overlays.last_mut() else { return Vec::new() };
    let typed = Secret(Zeroizing::new(form.field.text().to_owned()));
    form.field = empty();
    form.said = None;
    let nothing = typed.0.is_empty();
    match form.step {
        Step::Now if nothing => return Vec::new(),
        Step::Now => {
            form.now = typed;
            form.step = Step::New;
            return Vec::new();
        }
        // An empty PIN takes away the one that is set: there is nothing to type again.
        Step::New if nothing && form.which == Which::Pin && is_set => form.new = typed,
        Step::New if nothing => return Vec::new(),
        Step::New => {
            form.new = typed;
            form.step = Step::Again;
            return Vec::new();
        }
        Step::Again if form.new != typed => {
            form.step = Step::New;
            form.said = Some("secrets.differ");
            return Vec::new();
        }
        Step::Again => {}
    }
    let (now, new) = (form.now.clone(), form.new.clone());
    let change = match form.which {
        Which::Pin => Change::Pin { passphrase: now, new },
        Which::Passphrase => Change::Passphrase { old: now, new },
    };
    let which = form.which;
    model.overlays.pop();
    vec![model.ask(Purpose::Session(Wait::Secrets(which)), Ask::ChangeSecret(change), ctx)]
}

/// The desk answered.
pub(super) fn done(model: &mut Model, which: Which, result: Result<Answer, Failure>, ctx: &Ctx) {
    match result {
        Ok(Answer::Pin(pin)) => {
            model.session.pin = pin;
            let key = match (which, pin) {
                (Which::Passphrase, _) => "notice.passphrase_changed",
                (Which::Pin, PinShown::Set) => "notice.pin_set",
                (Which::Pin, _) => "notice.pin_removed",
            };
            model.say(Level::Good, key, &[], ctx);
        }
        Ok(_) => {}
        Err(failure) => model.say_failure(&failure, ctx),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
