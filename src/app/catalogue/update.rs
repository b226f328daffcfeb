//! What is asked of the centre for the page, and what its answers do.

use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        effect::{Answer, Ask, Effect, Failure},
        msg::Ctx,
        notice::Level,
        request::Purpose,
    },
    contract::{OfficeDeed, OfficeDraft, Page, Problem},
};

use super::{Asked, Catalogue, DeedForm, Heard, Pane, Report, Sheet, Wait, What};

/// Rows before the end of what is known at which the next page is read.
const AHEAD: usize = 10;

/// Goes to the page; it is read by [`settle`], which knows for whom.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Catalogue;
    model.catalogue = Catalogue::default();
    Vec::new()
}

/// The page is read for whoever sits here: when it is entered, when somebody else sits down before it, and when the day
/// turns.
pub fn settle(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.place != Place::Catalogue || model.locked || !model.keeps_catalogue() {
        return Vec::new();
    }
    let me = model.session.me.as_ref().map(|me| me.person.id);
    if model.catalogue.reader == me {
        // At the turn of a day drafts come into force by themselves.
        let turned = model.catalogue.day != Some(model.session.today(ctx.now).day) && !model.is_catalogue_away();
        return if turned { refresh(model, ctx) } else { Vec::new() };
    }
    let mut effects = model.requests.give_up(is_read);
    model.catalogue = Catalogue { reader: me, ..Catalogue::default() };
    effects.extend(refresh(model, ctx));
    effects
}

/// Reads the list from its beginning, and the draft that is open.
pub fn refresh(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.catalogue.reader.is_none() {
        return Vec::new();
    }
    let mut effects = model.requests.give_up(is_read);
    model.catalogue.away = false;
    model.catalogue.day = Some(model.session.today(ctx.now).day);
    let all = model.catalogue.all;
    effects.push(ask(model, Wait::First, Asked::Drafts { all, cursor: None }, ctx));
    if let Some(id) = model.catalogue.open.as_ref().map(|sheet| sheet.detail.draft.id) {
        effects.push(read(model, id, ctx));
    }
    effects
}

fn is_read(purpose: &Purpose) -> bool {
    matches!(purpose, Purpose::Catalogue(wait) if wait.can_be_given_up())
}

pub(super) fn ask(model: &mut Model, wait: Wait, asked: Asked, ctx: &Ctx) -> Effect {
    model.ask(Purpose::Catalogue(wait), Ask::Catalogue(Box::new(asked)), ctx)
}

/// One draft.
pub(super) fn read(model: &mut Model, id: Uuid, ctx: &Ctx) -> Effect {
    ask(model, Wait::Sheet(id), Asked::Draft(id), ctx)
}

/// Near the end of what is known the next page is read.
pub(super) fn more(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let page = &model.catalogue;
    let near_end = page.cursor + AHEAD >= page.rows.len();
    let under_way =
        model.requests.is_waiting(|purpose| matches!(purpose, Purpose::Catalogue(Wait::First | Wait::More)));
    let Some(cursor) = page.next.clone().filter(|_| near_end && !under_way) else { return Vec::new() };
    let asked = Asked::Drafts { all: page.all, cursor: Some(cursor) };
    vec![ask(model, Wait::More, asked, ctx)]
}

/// An answer for the page.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    let heard = match result {
        Ok(Answer::Catalogue(heard)) => *heard,
        Ok(_) => return Vec::new(),
        Err(failure) => return failed(model, wait, &failure, ctx),
    };
    match (wait, heard) {
        (Wait::First, Heard::Drafts(page)) => take(model, page, true),
        (Wait::More, Heard::Drafts(page)) => take(model, page, false),
        (Wait::Sheet(_), Heard::Draft(sheet)) => open(model, *sheet),
        (Wait::Import, Heard::Imported(import)) => {
            model.catalogue.form = None;
            model.catalogue.report = Some(Report::imported(model.lang, &import));
            return refresh(model, ctx);
        }
        (Wait::Deed(deed), Heard::Done(draft)) => {
            model.catalogue.form = None;
            model.say(Level::Good, told(deed, &draft), &[], ctx);
            return refresh(model, ctx);
        }
        (_, Heard::Refused(problem)) => return refused(model, wait, &problem, ctx),
        _ => {}
    }
    Vec::new()
}

/// Key of what is said of an act that is done.
fn told(deed: OfficeDeed, draft: &OfficeDraft) -> &'static str {
    match deed {
        OfficeDeed::Edit if draft.undecided > 0 => "catalogue.done.decided_more",
        OfficeDeed::Edit => "catalogue.done.decided",
        OfficeDeed::Submit => "catalogue.done.submitted",
        OfficeDeed::Return => "catalogue.done.returned",
        OfficeDeed::Withdraw => "catalogue.done.withdrawn",
        OfficeDeed::Pass | OfficeDeed::Publish => match draft.state.known() {
            Some(super::OfficeState::Scheduled) => "catalogue.done.scheduled",
            Some(super::OfficeState::InForce) => "catalogue.done.in_force",
            _ => "catalogue.done.passed",
        },
    }
}

fn take(model: &mut Model, page: Page<OfficeDraft>, anew: bool) {
    let list = &mut model.catalogue;
    let chosen = list.rows.get(list.cursor).map(|draft| draft.id);
    if anew {
        list.rows.clear();
    }
    for draft in page.items {
        // A draft that was acted on between two pages comes twice; the later one is the newer one.
        list.rows.retain(|old| old.id != draft.id);
        list.rows.push(draft);
    }
    (list.next, list.loaded) = (page.next, true);
    let again = list.rows.iter().position(|draft| Some(draft.id) == chosen);
    list.cursor = again.unwrap_or(list.cursor).min(list.rows.len().saturating_sub(1));
}

fn open(model: &mut Model, sheet: Sheet) {
    let page = &mut model.catalogue;
    let same = page.open.as_ref().is_some_and(|open| open.detail.draft.id == sheet.detail.draft.id);
    if !same {
        (page.pane, page.entry) = (Pane::default(), 0);
    }
    let offered = |deed| sheet.detail.acts.iter().any(|offer| offer.act == deed);
    if matches!(&page.form, Some(DeedForm { what: What::Deed { deed, .. }, .. }) if !offered(*deed)) {
        // It has been done, or something else was.
        page.form = None;
    }
    page.open = Some(sheet);
    page.entry = page.entry.min(page.entries().saturating_sub(1));
}

/// The centre's no. Whatever it was, the draft may be another one by now: it is read again.
fn refused(model: &mut Model, wait: Wait, problem: &Problem, ctx: &Ctx) -> Vec<Effect> {
    if wait == Wait::Import {
        if problem.errors.is_empty() {
            model.say_failure(&Failure::from(problem), ctx);
            model.catalogue.form.iter_mut().for_each(|form| form.refused(problem));
        } else {
            model.catalogue.report = Some(Report::refused(problem));
        }
        return Vec::new();
    }
    model.say_failure(&Failure::from(problem), ctx);
    let stale = matches!(problem.status, 404 | 409 | 412);
    match &mut model.catalogue.form {
        // What was typed was typed for what does not stand any more.
        Some(_) if stale => model.catalogue.form = None,
        Some(form) if form.has_fields_of(problem) || problem.errors.is_empty() => form.refused(problem),
        Some(_) => {
            model.catalogue.form = None;
            model.catalogue.report = Some(Report::refused(problem));
        }
        None => {}
    }
    refresh(model, ctx)
}

/// No answer, or a no to a reading.
fn failed(model: &mut Model, wait: Wait, failure: &Failure, ctx: &Ctx) -> Vec<Effect> {
    if failure.offline {
        // What stands on the page may not be so any more; it is read anew when the centre is heard again.
        model.catalogue.away = true;
        (model.catalogue.rows, model.catalogue.loaded, model.catalogue.next) = (Vec::new(), false, None);
        if !wait.can_be_given_up() {
            model.say(Level::Bad, "catalogue.page.unknown", &[], ctx);
        }
        return Vec::new();
    }
    model.say_failure(failure, ctx);
    if matches!(wait, Wait::Sheet(_)) {
        model.catalogue.open = None;
    }
    Vec::new()
}
