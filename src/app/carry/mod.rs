//! 携带包: a parcel that is carried by hand out of a laptop and into a window (B.5). First a look, then once.

use std::fmt;

use jiff::Timestamp;

use super::{
    Model, Place,
    actions::{Action, Context},
    effect::{Answer, Ask, Effect, Failure},
    form::{Field, Form},
    msg::Ctx,
    notice::Level,
    request::Purpose,
    session,
};
use crate::domain::guide::FormFieldKind;

/// What the page waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The file to be written.
    Out,
    /// A parcel to be opened.
    Look,
    /// It to be taken in.
    In,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Out => "wait.carry_out",
            Self::Look => "wait.carry_look",
            Self::In => "wait.carry_in",
        }
    }
}

/// A parcel that was written. `Debug` does not show the code.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// Where.
    pub place: String,
    /// The code that opens it.
    pub code: String,
    /// Drafts, sealed acts, slips, originals, scans.
    pub counts: [usize; 5],
    /// Scans that are named in it and not kept here any more.
    pub missing: usize,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written").field("counts", &self.counts).finish_non_exhaustive()
    }
}

/// A line of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Masked name and item.
    pub title: String,
    /// Command type; `None` = a draft.
    pub kind: Option<String>,
    /// Key of what becomes of it here.
    pub fate: &'static str,
    /// Scans that it names and that are neither in the parcel nor here.
    pub missing: usize,
}

/// What a parcel holds, and what becomes of it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Who made it.
    pub person: String,
    /// Their staff number.
    pub staff_no: String,
    /// When.
    pub made_at: Timestamp,
    /// First digits of the device's key.
    pub device: String,
    /// Drafts, then sealed acts.
    pub lines: Vec<Line>,
    /// How many scans go along.
    pub scans: usize,
    /// How many slips go along.
    pub slips: usize,
    /// Originals that the agent has to put on the counter.
    pub originals: Vec<String>,
}

/// Where the page is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Page {
    /// Out or in?
    #[default]
    Which,
    /// It is written; this is the code.
    Written(Written),
    /// Which file, and its code.
    File,
    /// This is in it; shall it come in?
    Look(Parcel),
    /// It came in.
    Taken(Parcel),
}

/// State of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// Where it is.
    pub page: Page,
    /// File and code.
    pub form: Form,
}

impl Default for Carry {
    fn default() -> Self {
        Self {
            page: Page::Which,
            form: Form::new(vec![
                Field::own("file", "carry.file", FormFieldKind::Text),
                Field::own("code", "carry.code", FormFieldKind::Text),
            ]),
        }
    }
}

impl Carry {
    /// Contexts in force, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        match self.page {
            Page::File => vec![Context::Field, Context::Form],
            _ => vec![Context::Choice],
        }
    }

    /// The keys that matter.
    pub fn hints(&self) -> Vec<Action> {
        match self.page {
            Page::Which => vec![Action::Choose1, Action::Choose2, Action::Back],
            Page::File => vec![Action::FieldDone, Action::FieldNext, Action::Back],
            Page::Look(_) => vec![Action::Confirm, Action::Back],
            Page::Written(_) | Page::Taken(_) => vec![Action::Back],
        }
    }
}

/// Opens the page.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Carry;
    model.carry = Carry::default();
    Vec::new()
}

/// Esc: one page back, then home. A code that was shown is gone.
pub(super) fn back(model: &mut Model) {
    match model.carry.page {
        Page::Which => model.place = Place::Home,
        Page::Look(_) => model.carry.page = Page::File,
        Page::Written(_) | Page::File | Page::Taken(_) => model.carry = Carry::default(),
    }
}

/// Text for the field that has the focus.
pub(super) fn text(model: &mut Model, text: &str) {
    model.carry.form.paste(text);
}

/// A key on the page.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    match (&model.carry.page, action, action.digit()) {
        (Page::Which, _, Some(1)) => vec![model.ask(Purpose::Carry(Wait::Out), Ask::CarryOut, ctx)],
        (Page::Which, _, Some(2)) => {
            model.carry.page = Page::File;
            Vec::new()
        }
        (Page::File, ..) => fields(model, action, ctx),
        (Page::Look(_), Action::Confirm, _) => ask(model, Wait::In, ctx),
        _ => Vec::new(),
    }
}

fn fields(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let form = &mut model.carry.form;
    if form.edit(action).is_some() {
        return Vec::new();
    }
    let ends = action == Action::StepFinish || (action == Action::FieldDone && form.is_at_end());
    match action {
        _ if ends => return if form.check_all(today) { ask(model, Wait::Look, ctx) } else { Vec::new() },
        Action::FieldDone | Action::FieldNext if form.commit(today) => form.next(),
        Action::FieldPrevious => form.previous(),
        _ => {}
    }
    Vec::new()
}

fn ask(model: &mut Model, wait: Wait, ctx: &Ctx) -> Vec<Effect> {
    let value = |id: &str| model.carry.form.value(id).trim().to_owned();
    let (file, code) = (value("file"), value("code"));
    let ask = if wait == Wait::In { Ask::CarryIn { file, code } } else { Ask::CarryLook { file, code } };
    vec![model.ask(Purpose::Carry(wait), ask, ctx)]
}

/// An answer for the page.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Out, Ok(Answer::CarriedOut(written))) => model.carry.page = Page::Written(written),
        (Wait::Look, Ok(Answer::Carried(parcel))) => model.carry.page = Page::Look(*parcel),
        (Wait::In, Ok(Answer::Carried(parcel))) => {
            model.carry.page = Page::Taken(*parcel);
            model.say(Level::Good, "notice.carried_in", &[], ctx);
            return session::refresh(model, ctx);
        }
        (_, Err(failure)) => model.say_failure(&failure, ctx),
        (_, Ok(_)) => {}
    }
    Vec::new()
}
