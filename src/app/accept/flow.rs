//! From one step to the next: what is finished is not asked again, and where nothing is to be done nobody is stopped
//! (the fewest keys of PERFORMANCE 4).

use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        effect::{Ask, Effect},
        form::Filled,
        msg::Ctx,
        notice::Level,
        request::Purpose,
        session::{self},
    },
    contract::LookupRequest,
    domain::{
        check::State,
        guide::{Guide, GuideRef, Question},
    },
    i18n::{Lang, t},
};

use super::{
    Accept, Mode, Outcome, Step, Wait, Work,
    applicant::Pane,
    draft::{self, save_now, set_aside},
    filling::{form_of, refresh_form},
    judge::Law,
    similar,
};

/// F2: the next citizen, or back to the one who is being served.
pub fn next_citizen(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let busy_with_somebody = model.accept.is_begun() && !model.accept.is_finished();
    if busy_with_somebody && model.place == Place::Accept {
        model.say(Level::Note, "notice.finish_or_park", &[], ctx);
        return Vec::new();
    }
    model.place = Place::Accept;
    if busy_with_somebody {
        return Vec::new();
    }
    if let Some(ticket) = model.accept.ticket.clone().filter(|_| !model.accept.is_begun())
        && !std::mem::replace(&mut model.accept.passes_over, true)
    {
        // A second press would send somebody away who is on the way to the window.
        model.say(Level::Note, "notice.called_already", &[&ticket.no, &ticket.name], ctx);
        return Vec::new();
    }
    // What was copied belongs to the one before.
    model.clipboard.clear();
    call(model, ctx)
}

/// Calls the next ticket into a fresh workspace. What was begun is put aside, never thrown away.
pub fn call(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = put_aside(model, ctx);
    model.place = Place::Accept;
    if !super::handing::hands_in(model) {
        // Nobody queues in a village kitchen.
        effects.push(model.ask(Purpose::Accept(Wait::Call), Ask::Call, ctx));
    }
    effects
}

/// Saves what is open and empties the workspace.
pub(super) fn put_aside(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects: Vec<Effect> = set_aside(model, ctx).into_iter().collect();
    effects
        .extend(model.requests.give_up(|purpose| matches!(purpose, Purpose::Accept(wait) if wait.can_be_given_up())));
    let finder = model.accept.finder.emptied();
    model.accept = Accept { finder, ..Accept::default() };
    effects.push(model.accept.finder.ask());
    effects
}

/// F8: puts the citizen aside; the draft waits on the home page.
pub fn park(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.accept.chain.is_running() {
        model.say(Level::Note, "why.sealing", &[], ctx);
        return Vec::new();
    }
    let title = draft::title(&model.accept);
    let mut effects = put_aside(model, ctx);
    model.place = Place::Home;
    model.overlays.clear();
    model.say(Level::Good, "notice.parked", &[&title], ctx);
    effects.push(model.ask(Purpose::Session(session::Wait::Drafts), Ask::Drafts, ctx));
    effects
}

/// Takes a parked draft up again.
pub fn reopen(model: &mut Model, case_id: Uuid, ctx: &Ctx) -> Vec<Effect> {
    if model.accept.case_id == Some(case_id) {
        return Vec::new();
    }
    let mut effects = put_aside(model, ctx);
    effects.push(model.ask(Purpose::Accept(Wait::OpenDraft), Ask::OpenDraft(case_id), ctx));
    effects
}

/// A number was read while no field had the focus: the next citizen, if nobody is being served.
pub fn scan(model: &mut Model, code: &str, ctx: &Ctx) -> Vec<Effect> {
    if model.accept.is_begun() && !model.accept.is_finished() {
        model.say(Level::Note, "notice.finish_or_park", &[], ctx);
        return Vec::new();
    }
    let mut effects = put_aside(model, ctx);
    model.place = Place::Accept;
    if let Some(field) = model.accept.applicant.form.field_mut("number") {
        field.paste(code);
        field.filled = Filled::Scanned;
    }
    effects.extend(identify(model, ctx));
    effects
}

/// The number is whole: who is it? Unknown numbers say at once what is wrong with them.
pub(super) fn identify(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    if !model.accept.applicant.recognise(today) {
        return Vec::new();
    }
    if model.accept.applicant.known.is_some() {
        return advance(model, ctx);
    }
    let Some(known) = model.accept.applicant.recognised.as_ref() else { return Vec::new() };
    let request = LookupRequest {
        number_kind: known.number_kind().to_owned(),
        number: known.number.clone(),
        purpose: t(Lang::Zh, "purpose.accept").to_owned(),
    };
    let mut effects = model.requests.give_up(|purpose| matches!(purpose, Purpose::Accept(Wait::Lookup)));
    effects.push(model.ask(Purpose::Accept(Wait::Lookup), Ask::Lookup(request), ctx));
    effects
}

/// Goes on from the step that is done: to the next one that needs a person.
pub(super) fn advance(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let law = model.session.law(ctx.now);
    let person = model.session.me.as_ref().map(|me| &me.person);
    let accept = &mut model.accept;
    let from = accept.step;
    accept.step = match from {
        Step::Applicant => {
            accept.applicant.bring_agent(person);
            if accept.applicant.is_complete() {
                if accept.guide.is_none() { Step::Item } else { after_item(accept, &law) }
            } else {
                accept.applicant.form.next_unfinished();
                Step::Applicant
            }
        }
        Step::Item if accept.guide.is_none() => Step::Item,
        Step::Item => after_item(accept, &law),
        Step::Situation => Step::Materials,
        Step::Materials => after_materials(accept),
        Step::Form | Step::Conclusion => Step::Conclusion,
    };
    enter(model, ctx)
}

/// The item is chosen: questions without an answer first.
fn after_item(accept: &mut Accept, law: &Law<'_>) -> Step {
    if with_questions(accept, law, super::Interview::to_first_open) { Step::Situation } else { Step::Materials }
}

/// A form that is finished needs no look.
fn after_materials(accept: &Accept) -> Step {
    if accept.work.form.is_finished() { Step::Conclusion } else { Step::Form }
}

/// Hands the interview and the questions that arise to `work`.
pub(super) fn with_questions<R: Default>(
    accept: &mut Accept,
    law: &Law<'_>,
    work: impl FnOnce(&mut super::Interview, &[&Question]) -> R,
) -> R {
    let mut interview = std::mem::take(&mut accept.work.interview);
    // The answers are looked at through the workspace, so they are put back for the moment of looking.
    accept.work.interview.answers.clone_from(&interview.answers);
    let ids: Option<Vec<String>> =
        accept.with_sheet(law, |sheet| sheet.questions().iter().map(|question| question.id.clone()).collect());
    let result = match (&accept.guide, ids) {
        (Some(guide), Some(ids)) => {
            let arising: Vec<&Question> = guide.questions.iter().filter(|q| ids.contains(&q.id)).collect();
            work(&mut interview, &arising)
        }
        _ => R::default(),
    };
    accept.work.interview = interview;
    result
}

/// The step one has come to gets ready: cursor on what is open, worker asked.
fn enter(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    refresh_form(&mut model.accept, &model.session.law(ctx.now));
    judge(model, ctx);
    let accept = &mut model.accept;
    accept.work.materials.mode = Mode::Rows;
    accept.conclusion.outcome = Outcome::Choosing;
    match accept.step {
        Step::Applicant => accept.applicant.to_unfinished(),
        Step::Item => return vec![accept.finder.ask()],
        Step::Materials => {
            let Some(judged) = &accept.judged else { return Vec::new() };
            let here = judged.lines.get(accept.work.materials.cursor);
            if here.is_none_or(|line| line.state != State::Unchecked) {
                accept.work.materials.to_next_open(&judged.lines);
            }
        }
        Step::Form => {
            if accept.work.form.current().is_none_or(|field| !field.is_unfinished()) {
                accept.work.form.next_unfinished();
            }
        }
        Step::Conclusion => {
            accept.conclusion.cursor = 0;
            return similar::look(model, ctx).into_iter().collect();
        }
        Step::Situation => {}
    }
    Vec::new()
}

/// To a step by key, forwards or backwards.
pub(super) fn go(model: &mut Model, step: Step, ctx: &Ctx) -> Vec<Effect> {
    model.accept.step = step;
    enter(model, ctx)
}

/// To a step by a click. Without an item there is nothing behind the choice of one.
pub fn open_step(model: &mut Model, step: Step, ctx: &Ctx) -> Vec<Effect> {
    if model.accept.is_finished() || model.accept.chain.is_running() {
        return Vec::new();
    }
    if step > Step::Item && model.accept.guide.is_none() {
        model.say(Level::Note, "why.no_item", &[], ctx);
        return Vec::new();
    }
    let effects = go(model, step, ctx);
    draft::notice_change(model, false, ctx);
    effects
}

/// Esc: out of the question, then out of the row, then one step back, then home. The citizen stays where they are.
pub fn back(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let accept = &mut model.accept;
    if accept.is_finished() {
        model.place = Place::Home;
        return Vec::new();
    }
    match accept.step {
        Step::Applicant if accept.applicant.pane == Pane::Ticks => accept.applicant.pane = Pane::Agent,
        Step::Applicant if accept.applicant.pane == Pane::Agent => accept.applicant.toggle_agent(),
        Step::Materials if accept.work.materials.mode != Mode::Rows => accept.work.materials.mode = Mode::Rows,
        Step::Conclusion if accept.conclusion.outcome != Outcome::Choosing => {
            accept.conclusion.outcome = Outcome::Choosing;
        }
        step => {
            if let Some(previous) = step.previous() {
                return go(model, previous, ctx);
            }
            model.place = Place::Home;
            return save_now(model, ctx).into_iter().collect();
        }
    }
    Vec::new()
}

/// An item was chosen: its guide in the version that is open now.
pub(super) fn choose_item(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(found) = model.accept.finder.chosen() else { return Vec::new() };
    let Some(guide) = found.item.guide_version.clone().filter(|_| found.item.open) else {
        model.say(Level::Note, "notice.item_not_open", &[], ctx);
        return Vec::new();
    };
    if model.accept.guide.as_ref().is_some_and(|chosen| chosen.id == guide) {
        return advance(model, ctx);
    }
    ask_guide(model, guide, ctx)
}

pub(super) fn ask_guide(model: &mut Model, guide: GuideRef, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = model.requests.give_up(|purpose| matches!(purpose, Purpose::Accept(Wait::Guide)));
    effects.push(model.ask(Purpose::Accept(Wait::Guide), Ask::Guide(guide), ctx));
    effects
}

/// The guide is here: the work on another item goes to the shelf, and work once begun on this one comes back.
pub(super) fn take_guide(accept: &mut Accept, guide: Guide) {
    let fresh = Work { form: form_of(&guide), ..Work::default() };
    let work = accept.shelf.remove(&guide.id).unwrap_or(fresh);
    let before = std::mem::replace(&mut accept.work, work);
    if let Some(old) = accept.guide.replace(guide) {
        accept.shelf.insert(old.id, before);
    }
    accept.conclusion = super::Conclusion::default();
    accept.newer = None;
}

/// The law speaks anew.
pub(super) fn judge(model: &mut Model, ctx: &Ctx) {
    model.accept.hands_in = super::handing::hands_in(model);
    let law = model.session.law(ctx.now);
    model.accept.judged = model.accept.judge(&law);
}

/// After every message: the verdicts are true, and what is due to be saved is saved.
pub fn settle(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.place == Place::Accept && !model.accept.is_finished() {
        judge(model, ctx);
    }
    draft::save_if_due(model, ctx).into_iter().collect()
}
