//! The mouse. Drawing says which area of the screen stands for what; a click there does what a key would have done.
//! Nothing can be done by mouse alone.

use super::{
    Model, Place,
    accept::{self, Step},
    actions::{Action, Context},
    casework,
    effect::Effect,
    msg::Ctx,
    update, worklist,
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
}

/// A click.
pub(super) fn click(model: &mut Model, spot: Spot, ctx: &Ctx) -> Vec<Effect> {
    match spot {
        Spot::Do(action) => update::run(model, action, ctx),
        _ if model.locked => Vec::new(),
        Spot::Tab(at) if model.overlays.is_empty() => tab(model, at, ctx),
        Spot::Tab(_) => Vec::new(),
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
            Step::Materials => &mut model.accept.work.materials.cursor,
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
        Place::Home | Place::Query | Place::Settings | Place::Originals | Place::Carry | Place::Outbox => Vec::new(),
    }
}
