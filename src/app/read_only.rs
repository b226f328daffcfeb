//! The view without a pen (F05, F08): the store is in use by another copy of the program, or its folder cannot be
//! written. Drafts, receipts, slips and guides are read, searched and printed; every action that writes says why it does
//! not. The store itself refuses what slips through.

use super::{
    Model, Place,
    accept::{self, Step},
    actions::{Action, Group},
    availability::Why,
    effect::Effect,
    msg::Ctx,
    outbox::Offer,
};

/// Why nothing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// Another copy of the program has the store.
    InUse,
    /// Folder, file or disk cannot be written.
    NotWritable,
}

impl ReadOnly {
    /// Key of the few words in the header.
    pub const fn short(self) -> &'static str {
        match self {
            Self::InUse => "frame.read_only.in_use",
            Self::NotWritable => "frame.read_only.not_writable",
        }
    }

    /// Key of the sentence that says what goes, what does not, and what to do.
    pub const fn key(self) -> &'static str {
        match self {
            Self::InUse => "notice.read_only.in_use",
            Self::NotWritable => "notice.read_only.not_writable",
        }
    }

    const fn why(self) -> Why {
        Why::new(match self {
            Self::InUse => "why.read_only.in_use",
            Self::NotWritable => "why.read_only.not_writable",
        })
    }
}

/// Why this cannot be done where nothing is written; `None` = it can. `over` says that an overlay has the keys.
pub(super) fn refuses(model: &Model, action: Action, over: bool) -> Option<Why> {
    let why = model.session.read_only?.why();
    let reads = match action.group() {
        Group::Program => reads_the_program(action, over),
        Group::Places => action != Action::PlaceCarry,
        Group::Moving => over || moves_only(model, action),
        Group::Typing => over || takes_text(model) || matches!(action, Action::FieldNext | Action::FieldPrevious),
        Group::Accept => {
            matches!(action, Action::StepNext | Action::StepPrevious | Action::Guide | Action::Preview | Action::Print)
        }
        Group::Materials => match action {
            // On a case the files are shown; nothing of them is kept here.
            Action::MaterialScans => model.place == Place::Case && model.casework.form().is_none(),
            _ => matches!(action, Action::MaterialPoints | Action::NextOpen),
        },
        Group::Case => action == Action::FileSave,
        Group::Demo => false,
    };
    (!reads).then_some(why)
}

fn reads_the_program(action: Action, over: bool) -> bool {
    match action {
        Action::SignIn
        | Action::SignInByPhone
        | Action::SignOut
        | Action::ChangePassword
        | Action::Enrol
        | Action::SetPin
        | Action::ChangePassphrase => false,
        // In the palette it is a habit of this window; in the finder it is kept in the store.
        Action::Pin => over,
        _ => true,
    }
}

/// Moving about reads; choosing may decide something.
fn moves_only(model: &Model, action: Action) -> bool {
    let chooses = matches!(action, Action::Open | Action::Confirm) || action.digit().is_some();
    if !chooses {
        return true;
    }
    match model.place {
        Place::Home | Place::Lists(_) | Place::Query | Place::Settings => true,
        Place::Accept => is_looking_up(model) && matches!(model.accept.step, Step::Item | Step::Situation),
        Place::Outbox => model.outbox.open.is_none() || exports(model, action),
        // A draft may be read; every act on one begins with a form.
        Place::Catalogue => model.catalogue.open.is_none() && model.catalogue.form.is_none(),
        Place::Staff => model.staff.open.is_none(),
        Place::Case | Place::Originals | Place::Carry => false,
    }
}

/// Whether this writes the open parcel's page to a file.
fn exports(model: &Model, action: Action) -> bool {
    let at = action.digit().map_or(model.outbox.offer, |digit| digit - 1);
    model.outbox.offers().get(at) == Some(&Offer::Export)
}

/// Whether what is typed is a search and no content.
pub(super) fn takes_text(model: &Model) -> bool {
    match model.place {
        _ if !model.overlays.is_empty() => true,
        Place::Lists(_) | Place::Query | Place::Settings | Place::Home => true,
        Place::Accept => is_looking_up(model) && model.accept.step == Step::Item,
        Place::Case | Place::Originals | Place::Carry | Place::Outbox | Place::Catalogue | Place::Staff => false,
    }
}

/// A guide is looked at, and no draft is open: its situations may be tried, nothing of it is kept.
fn is_looking_up(model: &Model) -> bool {
    model.accept.case_id.is_none()
}

/// Opens the finder over the guides that are here, in place of calling somebody.
pub(super) fn look_up(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Accept;
    if !is_looking_up(model) {
        model.accept = model.accept.emptied();
    }
    accept::open_step(model, Step::Item, ctx)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
