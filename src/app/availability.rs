//! Whether an action can be done now, and if not, why: what palette, menus and the message line say (SCREENS 6).

use super::{
    Model, Place,
    actions::{Action, Context},
    overlay::Overlay,
    read_only, secrets, sign_in,
    worklist::Desk,
};
use crate::{
    contract::Realm,
    i18n::{Lang, tf},
};

/// Why an action cannot be done now: key and arguments of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Key in `i18n`.
    pub key: &'static str,
    /// What stands in it.
    pub args: Vec<String>,
}

impl Why {
    /// The sentence.
    pub fn words(&self, lang: Lang) -> String {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        tf(lang, self.key, &args)
    }

    /// A reason without arguments.
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }
}

/// Whether the action can be done now.
pub fn availability(model: &Model, action: Action) -> Result<(), Why> {
    judge(model, action, &model.contexts(), model.overlays.is_empty())
}

/// Whether it could be done if nothing lay over the page: palette and menus go before what they started.
pub fn availability_on_page(model: &Model, action: Action) -> Result<(), Why> {
    judge(model, action, &model.page_contexts(), true)
}

fn judge(model: &Model, action: Action, contexts: &[Context], on_page: bool) -> Result<(), Why> {
    if model.locked {
        return if model.means_something(action) { Ok(()) } else { Err(Why::new("why.locked")) };
    }
    if let Some(why) = read_only::refuses(model, action, !on_page) {
        return Err(why);
    }
    let demo = model.session.realm() == Some(Realm::Demo);
    match action {
        Action::WhoAmI | Action::ClockAhead | Action::CutRegisters | Action::CutLine if !demo => {
            Err(Why::new("why.demo_only"))
        }
        Action::SetPin => secrets::pin_availability(model),
        Action::ChangePassphrase if demo => Err(Why::new("why.demo_passphrase")),
        Action::WhoAmI if model.session.people.is_empty() => Err(Why::new("why.no_people")),
        _ if Desk::ALL.into_iter().any(|desk| desk.place() == action && model.tabs(desk).is_empty()) => {
            Err(Why::new("why.no_list"))
        }
        Action::PlaceCatalogue if !model.keeps_catalogue() => Err(Why::new("why.no_catalogue")),
        Action::PlaceStaff if !model.keeps_staff() => Err(Why::new("why.no_staff")),
        Action::HoldGuides if model.session.coming.is_none() => Err(Why::new("why.no_guides_coming")),
        Action::SignIn | Action::SignInByPhone | Action::SignOut | Action::ChangePassword | Action::Enrol => {
            sign_in::availability(model, action)
        }
        Action::Reveal if !has_personal_data(model) => Err(Why::new("why.nothing_masked")),
        Action::Pin if !on_page && !matches!(model.overlays.last(), Some(Overlay::Palette { .. })) => {
            Err(Why::new("why.nothing_to_pin"))
        }
        Action::MaterialScans | Action::FileSave if model.place == Place::Case => model.files_availability(action),
        Action::Park if !(model.place == Place::Accept && model.accept.is_begun()) => {
            Err(Why::new("why.nothing_to_park"))
        }
        _ if !action.contexts().iter().any(|context| contexts.contains(context)) => Err(Why::new("why.not_here")),
        _ if model.place == Place::Accept && on_page => model.accept.availability(action),
        _ => Ok(()),
    }
}

fn has_personal_data(model: &Model) -> bool {
    match model.place {
        Place::Accept => model.accept.is_begun(),
        Place::Case => model.casework.detail.is_some(),
        Place::Outbox => model.outbox.clash.is_some(),
        _ => false,
    }
}
