//! The mouse. Drawing says which area of the screen stands for what; a click there does what a key would have done.
//! Nothing can be done by mouse alone.

use super::{
    Model, Place,
    accept::{self, Mode, Step, applicant::Pane},
    actions::{Action, Context},
    casework, catalogue,
    effect::Effect,
    form::{Form, Hit},
    msg::Ctx,
    staff, update, worklist,
};

/// Rows of a text that one notch of the wheel moves.
const NOTCH: usize = 3;

/// What an area of the screen stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// An action, as if its key had been pressed.
    Do(Action),
    /// A row of whatever has the keys: a click puts the cursor there, another one opens it.
    Row(usize),
    /// A tab of the page: a step, a list, a pane.
    Tab(usize),
    /// A review point of the material under the cursor: a click puts the cursor there, another one ticks it.
    Point(usize),
    /// A field of a form: a click puts the focus there, and the cursor where it was hit.
    Field {
        /// Of which form.
        of: Fields,
        /// Place among the form's fields.
        at: usize,
        /// Where in the field; the area's own corner until it is clicked.
        hit: Hit,
    },
}

impl Spot {
    /// What the cell so many columns and rows inside the area stands for.
    #[must_use]
    pub const fn moved(self, columns: usize, rows: usize) -> Self {
        match self {
            Self::Field { of, at, hit } => {
                Self::Field { of, at, hit: Hit { row: hit.row + rows, column: hit.column + columns, ..hit } }
            }
            other => other,
        }
    }
}

/// The forms that are drawn somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// Who applies.
    Applicant,
    /// Who comes for them.
    Agent,
    /// The item's form.
    Item,
    /// An act on a case.
    Act,
    /// What is looked for.
    Query,
    /// A carried parcel.
    Carry,
    /// A file for the catalogue office, or an act on one of its drafts.
    Catalogue,
}

impl Fields {
    /// Name by which drawing remembers how far it is scrolled.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Agent => "agent",
            Self::Item => "form",
            Self::Act => "case.form",
            Self::Query => "query",
            Self::Carry => "carry",
            Self::Catalogue => "catalogue.form",
        }
    }
}

/// A click.
pub(super) fn click(model: &mut Model, spot: Spot, ctx: &Ctx) -> Vec<Effect> {
    match spot {
        Spot::Do(action) => update::run(model, action, ctx),
        _ if model.locked => Vec::new(),
        Spot::Tab(at) if model.overlays.is_empty() => tab(model, at, ctx),
        Spot::Field { of, at, hit } if model.overlays.is_empty() => {
            field(model, of, at, hit, ctx);
            Vec::new()
        }
        Spot::Point(at) if model.overlays.is_empty() => point(model, at, ctx),
        Spot::Tab(_) | Spot::Field { .. } | Spot::Point(_) => Vec::new(),
        Spot::Row(at) => match (row(model, at), opening(model)) {
            (true, Some(open)) => update::run(model, open, ctx),
            _ => Vec::new(),
        },
    }
}

/// A notch of the wheel: the cursor goes up or down, a text by some rows.
pub(super) fn wheel(model: &mut Model, up: bool, ctx: &Ctx) -> Vec<Effect> {
    let action = if up { Action::Up } else { Action::Down };
    if model.locked || !model.means_something(action) {
        return Vec::new();
    }
    let notches = if model.contexts().contains(&Context::Viewer) { NOTCH } else { 1 };
    (0..notches).flat_map(|_| update::run(model, action, ctx)).collect()
}

/// The field has the focus, as if Tab had led there; the one that had it is left as Tab would leave it.
fn field(model: &mut Model, of: Fields, at: usize, hit: Hit, ctx: &Ctx) {
    let (today, measure) = (model.session.today(ctx.now), model.measure);
    let Some(form) = clicked_form(model, of) else { return };
    if form.focus() != at {
        form.commit(today);
    }
    form.point(at, hit, measure);
    if of == Fields::Item {
        accept::refresh(model, ctx);
    }
}

fn clicked_form(model: &mut Model, of: Fields) -> Option<&mut Form> {
    let applicant = &mut model.accept.applicant;
    match of {
        Fields::Applicant => {
            applicant.pane = Pane::Applicant;
            Some(&mut applicant.form)
        }
        Fields::Agent => {
            applicant.pane = Pane::Agent;
            applicant.agent.as_mut().map(|agent| &mut agent.form)
        }
        Fields::Item => Some(&mut model.accept.work.form),
        Fields::Act => model.casework.form_mut().map(|open| &mut open.form),
        Fields::Query => {
            model.query.in_results = false;
            Some(&mut model.query.form)
        }
        Fields::Carry => Some(&mut model.carry.form),
        Fields::Catalogue => model.catalogue.form.as_mut().map(|open| &mut open.form),
    }
}

/// A review point: the cursor goes there, and where it stood already the point is ticked.
fn point(model: &mut Model, at: usize, ctx: &Ctx) -> Vec<Effect> {
    let mode = &mut model.accept.work.materials.mode;
    if *mode == (Mode::Points { cursor: at }) {
        return update::run(model, Action::PointTick, ctx);
    }
    if matches!(mode, Mode::Rows | Mode::Points { .. }) {
        *mode = Mode::Points { cursor: at };
    }
    Vec::new()
}

/// A row of the check list; what another row was being asked is given up, unless something was typed for it.
fn material(model: &mut Model, at: usize) -> bool {
    let list = &mut model.accept.work.materials;
    if list.editor().is_some_and(|editor| !editor.is_empty()) {
        return false;
    }
    let same = std::mem::replace(&mut list.cursor, at) == at;
    if !same {
        list.mode = Mode::Rows;
    }
    same
}

/// Puts the cursor on a row; whether it stood there already.
fn row(model: &mut Model, at: usize) -> bool {
    if let Some(overlay) = model.overlays.last_mut() {
        return overlay.click_row(at);
    }
    let cursor = match model.place {
        Place::Home => &mut model.home.cursor,
        Place::Lists(desk) => match model.tab(desk) {
            Some(tab) => model.worklists.cursor_mut(tab),
            None => return false,
        },
        Place::Query => {
            let was_there = model.query.in_results;
            model.query.in_results = true;
            return std::mem::replace(&mut model.query.cursor, at) == at && was_there;
        }
        Place::Case => return casework::click_row(model, at),
        Place::Originals => &mut model.originals.cursor,
        Place::Settings | Place::Carry => return false,
        Place::Catalogue => return catalogue::click_row(model, at),
        Place::Staff => return staff::click_row(model, at),
        Place::Outbox if model.outbox.clash.is_some() => {
            let page = model.outbox.clash.as_mut();
            return page.is_some_and(|page| std::mem::replace(&mut page.cursor, at) == at);
        }
        Place::Outbox if model.outbox.open.is_some() => &mut model.outbox.offer,
        Place::Outbox if model.outbox.tally.is_some() => {
            let page = model.outbox.tally.as_mut();
            return page.is_some_and(|page| std::mem::replace(&mut page.cursor, at) == at);
        }
        Place::Outbox => &mut model.outbox.cursor,
        Place::Accept => match model.accept.step {
            Step::Item => &mut model.accept.finder.cursor,
            Step::Materials => return material(model, at),
            Step::Conclusion => &mut model.accept.conclusion.cursor,
            _ => return false,
        },
    };
    std::mem::replace(cursor, at) == at
}

/// What a second click on a row does: what Enter would. A row of the check list is settled by keys alone.
fn opening(model: &Model) -> Option<Action> {
    let checks = model.place == Place::Accept && model.accept.step == Step::Materials && model.overlays.is_empty();
    let opens = [Action::DepartmentOpen, Action::Open, Action::Confirm];
    opens.into_iter().filter(|_| !checks).find(|action| model.means_something(*action))
}

fn tab(model: &mut Model, at: usize, ctx: &Ctx) -> Vec<Effect> {
    match model.place {
        Place::Accept => Step::ALL.get(at).map_or_else(Vec::new, |step| accept::open_step(model, *step, ctx)),
        Place::Lists(desk) => {
            worklist::show_tab(model, desk, at);
            Vec::new()
        }
        Place::Case => {
            casework::show_pane(model, at);
            Vec::new()
        }
        Place::Catalogue => {
            catalogue::show_pane(model, at);
            Vec::new()
        }
        Place::Home
        | Place::Query
        | Place::Settings
        | Place::Originals
        | Place::Carry
        | Place::Outbox
        | Place::Staff => Vec::new(),
    }
}
