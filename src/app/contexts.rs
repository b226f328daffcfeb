//! Which contexts are in force, innermost first: the keymap asks them in this order.

use super::{
    Model, Place,
    accept::Step,
    actions::{Action, Context},
    keymap::{self, Typing},
    overlay::Overlay,
};

impl Model {
    /// Contexts in force. A locked screen knows only its own, and the field for the passphrase.
    pub fn contexts(&self) -> Vec<Context> {
        if self.locked {
            return vec![Context::Locked, Context::Field];
        }
        match self.overlays.last() {
            Some(overlay) => self.with_outer(overlay.contexts()),
            None => self.page_contexts(),
        }
    }

    /// Contexts of the page, as if nothing lay over it.
    pub fn page_contexts(&self) -> Vec<Context> {
        self.with_outer(match self.place {
            Place::Home => vec![Context::List],
            Place::Accept => self.accept.contexts(),
            Place::Lists(desk) => self.list_contexts(desk),
            Place::Case => self.case_contexts(),
            Place::Query => self.query.contexts(),
            Place::Settings => self.settings.contexts(),
            Place::Originals => self.originals.contexts(),
            Place::Carry => self.carry.contexts(),
            Place::Outbox => self.outbox.contexts(),
            Place::Catalogue => self.catalogue_contexts(),
            Place::Staff => self.staff_contexts(),
        })
    }

    fn with_outer(&self, mut contexts: Vec<Context>) -> Vec<Context> {
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

    /// Whether a scanner may type where the focus is: digits over a list would choose, so there a code is held back. At
    /// the sign-in no digit chooses, and a password may come as fast as a code.
    pub fn takes_scans(&self) -> bool {
        let is_secret = matches!(self.overlays.last(), Some(Overlay::SignIn(_)));
        self.takes_text() && (is_secret || !self.contexts().contains(&Context::Choice))
    }

    /// The same as the keymap asks for them.
    pub fn key_contexts(&self) -> Vec<keymap::Context<'static>> {
        let typing = if self.is_coded_field() { Typing::Coded } else { Typing::Free };
        let known = |context: &Context| match (context, typing) {
            (Context::Field, Typing::Coded) => {
                vec![keymap::Context::keys(Context::Coded.name()), keymap::Context::field(context.name(), typing)]
            }
            (Context::Field, _) => vec![keymap::Context::field(context.name(), typing)],
            _ => vec![keymap::Context::keys(context.name())],
        };
        self.contexts().iter().flat_map(known).collect()
    }

    fn is_coded_field(&self) -> bool {
        if self.place == Place::Case {
            return self.overlays.is_empty() && self.casework.is_coded_field();
        }
        self.focused_field().is_some_and(super::form::Field::is_coded)
    }

    /// The field of a form that has the focus, if nothing lies over it.
    pub fn focused_field(&self) -> Option<&super::form::Field> {
        let accept = &self.accept;
        let field = match (self.place, accept.step) {
            (Place::Accept, _) if accept.is_finished() => None,
            (Place::Accept, Step::Applicant) => accept.applicant.active().current(),
            (Place::Accept, Step::Form) => accept.work.form.current(),
            (Place::Query, _) => self.query.form.current(),
            (Place::Case, _) => self.casework.form().and_then(|open| open.form.current()),
            (Place::Catalogue, _) => self.catalogue.form().and_then(|open| open.form.current()),
            _ => None,
        };
        field.filter(|_| self.overlays.is_empty() && !self.locked)
    }

    /// Whether an action means something in one of the contexts in force.
    pub fn means_something(&self, action: Action) -> bool {
        let contexts = self.contexts();
        action.contexts().iter().any(|context| contexts.contains(context))
    }
}
