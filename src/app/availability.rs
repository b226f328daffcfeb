//! Whether an action can be done now, and if not, why: what palette, menus and the message line say (SCREENS 6).

use super::{Model, Place, actions::Action, worklist::Desk};
use crate::contract::Realm;

/// Why an action cannot be done now: key and arguments of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Key in `i18n`.
    pub key: &'static str,
    /// What stands in it.
    pub args: Vec<String>,
}

impl Why {
    /// A reason without arguments.
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }
}

/// Whether the action can be done now.
pub fn availability(model: &Model, action: Action) -> Result<(), Why> {
    if model.locked {
        return if model.means_something(action) { Ok(()) } else { Err(Why::new("why.locked")) };
    }
    let demo = model.session.realm() == Some(Realm::Demo);
    match action {
        Action::WhoAmI | Action::ClockAhead | Action::CutRegisters | Action::CutLine if !demo => {
            Err(Why::new("why.demo_only"))
        }
        Action::WhoAmI if model.session.people.is_empty() => Err(Why::new("why.no_people")),
        _ if Desk::ALL.into_iter().any(|desk| desk.place() == action && model.tabs(desk).is_empty()) => {
            Err(Why::new("why.no_list"))
        }
        Action::Reveal if !has_personal_data(model) => Err(Why::new("why.nothing_masked")),
        Action::Park if !(model.place == Place::Accept && model.accept.is_begun()) => {
            Err(Why::new("why.nothing_to_park"))
        }
        _ if !model.means_something(action) => Err(Why::new("why.not_here")),
        _ if model.place == Place::Accept && model.overlays.is_empty() => model.accept.availability(action),
        _ => Ok(()),
    }
}

fn has_personal_data(model: &Model) -> bool {
    match model.place {
        Place::Accept => model.accept.is_begun(),
        Place::Case => model.casework.detail.is_some(),
        _ => false,
    }
}
