//! Which contexts are in force, innermost first: the keymap asks them in this order.

use super::{
    Model, Place,
    actions::{Action, Context},
};

impl Model {
    /// Contexts in force. A locked screen knows only its own.
    pub fn contexts(&self) -> Vec<Context> {
        if self.locked {
            return vec![Context::Locked];
        }
        let mut contexts = match self.overlays.last() {
            Some(overlay) => overlay.contexts(),
            None => match self.place {
                Place::Home => vec![Context::List],
                Place::Accept => self.accept.contexts(),
            },
        };
        if self.session.is_practice() {
            contexts.push(Context::Demo);
        }
        contexts.push(Context::Global);
        contexts
    }

    /// Whether a text field has the focus: printable keys are text then.
    pub fn takes_text(&self) -> bool {
        self.contexts().contains(&Context::Field)
    }

    /// Whether an action means something in one of the contexts in force.
    pub fn means_something(&self, action: Action) -> bool {
        let contexts = self.contexts();
        action.contexts().iter().any(|context| contexts.contains(context))
    }
}
