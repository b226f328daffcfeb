//! What keys do on the page.

use crate::{
    app::{Model, Place, actions::Action, effect::Effect, msg::Ctx, notice::Level, request::Purpose},
    domain::guide::FormFieldKind,
};

use super::{
    DeedForm, OfficeDeed, Pane, Wait,
    deed::What,
    update::{ask, more, read, refresh},
};

/// Text for the field that has the focus.
pub fn text(model: &mut Model, text: &str) {
    if let Some(form) = &mut model.catalogue.form {
        form.form.paste(text);
    }
}

/// Esc: from what is read to the form, from there to the draft, to the list, and home. What was typed waits for the same
/// question.
pub fn back(model: &mut Model) {
    let shown = model.shows_catalogue();
    let page = &mut model.catalogue;
    if !shown {
        model.place = Place::Home;
        return;
    }
    if page.report.take().is_some() {
        return;
    }
    match page.form.take() {
        Some(form) => page.put_by = Some(form),
        None if page.open.take().is_none() => model.place = Place::Home,
        None => {}
    }
}

/// The form as it was left, if it asks the same; else this one.
fn ask_with(model: &mut Model, form: DeedForm) {
    let page = &mut model.catalogue;
    let left = page.put_by.take().filter(|left| left.what == form.what);
    page.form = Some(left.unwrap_or(form));
}

/// A key on the page.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if !model.shows_catalogue() {
        let again = matches!(action, Action::Open) && model.keeps_catalogue();
        return if again { refresh(model, ctx) } else { Vec::new() };
    }
    let page = &model.catalogue;
    if page.report.is_some() {
        return report(model, action, ctx);
    }
    match (page.form.is_some(), page.open.is_some()) {
        (true, _) => form(model, action, ctx),
        (false, true) => sheet(model, action, ctx),
        (false, false) => list(model, action, ctx),
    }
}

fn list(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let page = &mut model.catalogue;
    let last = page.rows.len().saturating_sub(1);
    if let Some(cursor) = action.moves(page.cursor, last) {
        page.cursor = cursor;
        return more(model, ctx);
    }
    match (action, action.digit()) {
        (Action::CatalogueAll, _) => {
            page.all = !page.all;
            let key = if page.all { "catalogue.page.all" } else { "catalogue.page.open_only" };
            model.say(Level::Note, key, &[], ctx);
            refresh(model, ctx)
        }
        (Action::CatalogueImport, _) => {
            let Some(role) = model.session.role() else { return Vec::new() };
            if role.edits_catalogue() {
                let form = DeedForm::import(role, model.lang);
                ask_with(model, form);
            } else {
                model.say(Level::Note, "why.catalogue_import", &[], ctx);
            }
            Vec::new()
        }
        (Action::Open, _) => open(model, model.catalogue.cursor, ctx),
        (_, Some(digit)) => open(model, digit - 1, ctx),
        _ => Vec::new(),
    }
}

fn open(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(id) = model.catalogue.rows.get(row).map(|draft| draft.id) else { return Vec::new() };
    model.catalogue.cursor = row;
    vec![read(model, id, ctx)]
}

fn sheet(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let page = &mut model.catalogue;
    let last = page.entries().saturating_sub(1);
    if let Some(entry) = action.moves(page.entry, last) {
        page.entry = entry;
        return Vec::new();
    }
    let panes = Pane::ALL.len();
    let here = Pane::ALL.iter().position(|pane| *pane == page.pane).unwrap_or_default();
    let offers = page.offers();
    let chosen = match (action, action.digit()) {
        (Action::NextPane, _) => {
            show_pane(model, (here + 1) % panes);
            return Vec::new();
        }
        (Action::PreviousPane, _) => {
            show_pane(model, (here + panes - 1) % panes);
            return Vec::new();
        }
        // Enter asks about the first that nothing stands against; it does nothing by itself.
        (Action::Confirm, _) => offers.iter().find(|offer| offer.blocked.is_none()).or(offers.first()),
        (_, Some(digit)) => offers.get(digit - 1),
        _ => None,
    };
    let Some(offer) = chosen.map(|offer| (*offer).clone()) else { return Vec::new() };
    if let Some(why) = offer.blocked {
        model.say_text(Level::Note, why, None, ctx);
        return Vec::new();
    }
    begin(model, offer.act);
    Vec::new()
}

/// Asks what an act needs.
fn begin(model: &mut Model, deed: OfficeDeed) {
    let page = &mut model.catalogue;
    let entry = (page.pane == Pane::Notes).then_some(page.entry);
    if let Some(form) = page.open.as_ref().map(|sheet| DeedForm::deed(deed, sheet, entry, model.lang)) {
        ask_with(model, form);
    }
}

/// Shows a part of the draft.
pub fn show_pane(model: &mut Model, at: usize) {
    let page = &mut model.catalogue;
    if let Some(pane) = Pane::ALL.get(at).filter(|_| page.open.is_some()) {
        (page.pane, page.entry) = (*pane, 0);
    }
}

/// A click on a row of the list puts the cursor there; whether it stood there already. Entries of a draft are only read.
pub fn click_row(model: &mut Model, at: usize) -> bool {
    if !model.shows_catalogue() || model.catalogue.form.is_some() {
        return false;
    }
    let page = &mut model.catalogue;
    if let Some(report) = &mut page.report {
        report.cursor = at;
        return false;
    }
    if page.open.is_some() {
        page.entry = at;
        return false;
    }
    std::mem::replace(&mut page.cursor, at) == at
}

fn report(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let Some(report) = &mut model.catalogue.report else { return Vec::new() };
    let last = report.lines.len().saturating_sub(1);
    if let Some(cursor) = action.moves(report.cursor, last) {
        report.cursor = cursor;
        return Vec::new();
    }
    if action != Action::Confirm {
        return Vec::new();
    }
    let draft = report.draft;
    model.catalogue.report = None;
    draft.map(|id| read(model, id, ctx)).into_iter().collect()
}

fn form(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let Some(open) = &mut model.catalogue.form else { return Vec::new() };
    let form = &mut open.form;
    let action = form.meant(action);
    if form.edit(action).is_some() {
        return Vec::new();
    }
    if let Some(digit) = action.digit() {
        if form.choose(digit) {
            form.next();
        }
        return Vec::new();
    }
    match action {
        Action::StepFinish => return send(model, ctx),
        Action::FieldDone | Action::Confirm => {
            let sought = form.take_first();
            let right = form.commit(today);
            if form.is_at_end() && !sought {
                return send(model, ctx);
            }
            if right {
                form.next();
            }
        }
        Action::Up | Action::Down if form.current().is_some_and(|field| field.kind == FormFieldKind::Choice) => {
            form.walk_choice(action == Action::Down);
        }
        Action::FieldNext | Action::Down => {
            form.commit(today);
            form.next();
        }
        Action::FieldPrevious | Action::Up => {
            form.commit(today);
            form.previous();
        }
        _ => {}
    }
    Vec::new()
}

fn send(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let writes = |purpose: &Purpose| matches!(purpose, Purpose::Catalogue(wait) if !wait.can_be_given_up());
    if model.requests.is_waiting(writes) {
        return Vec::new();
    }
    let page = &mut model.catalogue;
    let Some(form) = &mut page.form else { return Vec::new() };
    let wait = match &form.what {
        What::Import(_) => Wait::Import,
        What::Deed { deed, .. } => Wait::Deed(*deed),
    };
    if let Some(asked) = form.asked(page.open.as_ref(), today) {
        return vec![ask(model, wait, asked, ctx)];
    }
    model.say(Level::Note, "notice.act_unfinished", &[], ctx);
    Vec::new()
}
