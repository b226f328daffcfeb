//! What keys and answers do to the lists.

use crate::{
    app::{
        Model, Place, accept,
        actions::Action,
        casework,
        effect::{Answer, Ask, Effect, Failure},
        form,
        msg::Ctx,
        request::Purpose,
    },
    contract::{Page, WorklistName},
};

use super::{CaseSummary, Desk, Row, Tab, Wait, queue, rows};

/// So near to the end of what was read the rest is asked for.
const NEAR: usize = 10;

/// Goes to a place and reads its lists anew.
pub fn enter(model: &mut Model, desk: Desk, ctx: &Ctx) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Lists(desk);
    model.worklists.filtering = false;
    model.worklists.filter.clear();
    refresh(model, desk, ctx)
}

/// Reads the lists of a place from the beginning; the cursor stays on its case.
pub fn refresh(model: &mut Model, desk: Desk, ctx: &Ctx) -> Vec<Effect> {
    let names = model.tabs(desk).into_iter().filter_map(|tab| match tab {
        Tab::List(name) => Some(name),
        Tab::Drafts => None,
    });
    let names: Vec<WorklistName> = names.collect();
    let mut effects = Vec::new();
    for name in names {
        effects.extend(model.requests.give_up(|purpose| is_for(purpose, name)));
        let filter = model.worklists.queue.filter(name);
        effects.push(model.ask(Purpose::Lists(Wait::First(name)), Ask::Worklist { name, filter, cursor: None }, ctx));
        effects.extend(queue::ask_counts(model, desk, name, ctx));
    }
    effects
}

fn is_for(purpose: &Purpose, name: WorklistName) -> bool {
    matches!(purpose, Purpose::Lists(Wait::First(other) | Wait::More(other) | Wait::Counts(other)) if *other == name)
}

/// A page came, or did not.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::First(name), Ok(Answer::Cases(page))) => take(model, name, page, true),
        (Wait::More(name), Ok(Answer::Cases(page))) => take(model, name, page, false),
        (Wait::Counts(name), Ok(Answer::QueueCounts(counts))) => queue::take_counts(model, name, counts),
        (Wait::Batch(case), result) => queue::granted(model, case, result),
        (Wait::Export, result) => queue::exported(model, result, ctx),
        // Offline is a state, and the header shows it; the rows that are known stay.
        (_, Err(failure)) if !failure.offline => model.say_failure(&failure, ctx),
        _ => {}
    }
    Vec::new()
}

fn take(model: &mut Model, name: WorklistName, page: Page<CaseSummary>, anew: bool) {
    let tab = Tab::List(name);
    let chosen = match model.list_rows(tab).get(model.worklists.cursor(tab)) {
        Some(Row::Case(case)) => Some(case.id),
        _ => None,
    };
    let list = model.worklists.lists.entry(name).or_default();
    if anew {
        list.rows.clear();
    }
    for row in page.items {
        // A row that moved between two pages comes twice; the later one is the newer one.
        list.rows.retain(|old| old.id != row.id);
        list.rows.push(row);
    }
    rows::sort(&mut list.rows);
    list.next = page.next;
    list.loaded = true;
    queue::settle_marks(model, name);
    let rows = model.list_rows(tab);
    let found = rows.iter().position(|row| matches!(row, Row::Case(case) if Some(case.id) == chosen));
    let cursor = found.unwrap_or_else(|| model.worklists.cursor(tab)).min(rows.len().saturating_sub(1));
    model.worklists.cursors.insert(tab, cursor);
}

/// Text: it goes to the filter, and the filter gets the keys.
pub fn text(model: &mut Model, text: &str) {
    model.worklists.filtering = true;
    model.worklists.filter.paste(text);
    model.worklists.cursors.clear();
}

/// Esc: out of the filter, then the filter goes, then home.
pub fn back(model: &mut Model, desk: Desk, ctx: &Ctx) -> Vec<Effect> {
    if model.is_over_list() {
        return queue::close(model, desk, ctx);
    }
    let lists = &mut model.worklists;
    if lists.filtering {
        lists.filtering = false;
    } else if lists.filter.is_empty() {
        model.place = Place::Home;
    } else {
        lists.filter.clear();
    }
    Vec::new()
}

/// A key in a place with worklists.
pub fn action(model: &mut Model, desk: Desk, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if model.worklists.filtering {
        let before = model.worklists.filter.text().to_owned();
        if form::edit(&mut model.worklists.filter, action).is_some() {
            if model.worklists.filter.text() != before {
                model.worklists.cursors.clear();
            }
            return Vec::new();
        }
    }
    if let Some(effects) = queue::action(model, desk, action, ctx) {
        return effects;
    }
    let Some(tab) = model.tab(desk) else { return Vec::new() };
    let last = model.list_rows(tab).len().saturating_sub(1);
    let cursor = model.worklists.cursor(tab);
    if let Some(moved) = action.moves(cursor, last) {
        model.worklists.cursors.insert(tab, moved);
        return more(model, tab, moved, ctx);
    }
    match action {
        Action::Filter => {
            model.worklists.filtering = !model.worklists.filtering;
            Vec::new()
        }
        Action::NextPane => turn(model, desk, 1),
        Action::PreviousPane => turn(model, desk, model.tabs(desk).len().saturating_sub(1)),
        Action::Open | Action::DepartmentOpen => open(model, desk, action, ctx),
        _ if action.is_departments() => open(model, desk, action, ctx),
        _ => digit(model, desk, tab, action, ctx),
    }
}

fn turn(model: &mut Model, desk: Desk, by: usize) -> Vec<Effect> {
    let tabs = model.tabs(desk);
    let here = tabs.iter().position(|tab| Some(*tab) == model.tab(desk)).unwrap_or_default();
    if let Some(tab) = tabs.get((here + by) % tabs.len().max(1)) {
        model.worklists.tabs.insert(desk, *tab);
    }
    Vec::new()
}

/// Shows the list at this place among the tabs.
pub fn show_tab(model: &mut Model, desk: Desk, at: usize) {
    if let Some(tab) = model.tabs(desk).get(at) {
        model.worklists.tabs.insert(desk, *tab);
    }
}

/// Where several lists stand side by side the digits choose the list, elsewhere the row (DECISIONS 7).
fn digit(model: &mut Model, desk: Desk, tab: Tab, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let Some(at) = action.digit().map(|digit| digit - 1) else { return Vec::new() };
    if desk == Desk::Supplement {
        show_tab(model, desk, at);
        return Vec::new();
    }
    if at >= model.list_rows(tab).len() {
        return Vec::new();
    }
    model.worklists.cursors.insert(tab, at);
    open(model, desk, Action::Open, ctx)
}

/// Opens the row: a draft in the workspace, a case on its screen; a department's key goes on there.
fn open(model: &mut Model, desk: Desk, action: Action, ctx: &Ctx) -> Vec<Effect> {
    match model.chosen_row(desk) {
        Some(Row::Draft(draft)) => {
            let case_id = draft.case_id;
            model.place = Place::Accept;
            accept::reopen(model, case_id, ctx)
        }
        Some(Row::Case(case)) => {
            let id = case.id;
            model.worklists.filtering = false;
            casework::open(model, id, action.is_departments().then_some(action), ctx)
        }
        None => Vec::new(),
    }
}

/// Near the end of what is known the next page is read.
fn more(model: &mut Model, tab: Tab, cursor: usize, ctx: &Ctx) -> Vec<Effect> {
    let Tab::List(name) = tab else { return Vec::new() };
    let near_end = cursor + NEAR >= model.list_rows(tab).len();
    let Some(next) = model.worklists.listing(name).and_then(|list| list.next.clone()).filter(|_| near_end) else {
        return Vec::new();
    };
    if model.requests.is_waiting(|purpose| is_for(purpose, name)) {
        return Vec::new();
    }
    let filter = model.worklists.queue.filter(name);
    vec![model.ask(Purpose::Lists(Wait::More(name)), Ask::Worklist { name, filter, cursor: Some(next) }, ctx)]
}
