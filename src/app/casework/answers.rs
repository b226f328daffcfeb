//! What comes back for the case screen: the case, its papers, the fate of an act.

use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        actions::Action,
        effect::{Answer, Ask, Effect, Failure, Fate},
        msg::Ctx,
        notice::Level,
        outbox,
        request::Purpose,
        session,
    },
    contract::{CaseDetail, DocumentView, Problem, ReceiptPayload},
    domain::case::State,
};

use super::{Mode, Revealed, Wait, files, keys};

/// Code of the refusal that asks for a fresh look (DECISIONS 3).
const STALE: &str = "version.stale";

/// The act that changes fields one by one.
const BY_FIELD: &str = "form.record";

/// An answer.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Case, Ok(Answer::Case(detail))) => return case_came(model, *detail, ctx),
        (Wait::Timeline, Ok(Answer::Timeline(entries))) => timeline_came(model, entries),
        (Wait::Guide, Ok(Answer::Guide(guide))) => {
            model.casework.guide = Some(*guide);
            return go_on(model, ctx);
        }
        (Wait::Document, Ok(Answer::Document(document))) => {
            model.casework.document = Some(*document);
            model.casework.mode = Mode::Document { cursor: 0 };
        }
        (Wait::Export, Ok(Answer::Document(document))) => return vec![write(model, &document, ctx)],
        (Wait::Export, Ok(Answer::Exported(place))) => model.say(Level::Good, "notice.exported", &[&place], ctx),
        (Wait::Folder, Ok(Answer::Folder(folder))) => files::folder_came(model, &folder),
        (Wait::Save(saving), result) => files::saved(model, *saving, result, ctx),
        (Wait::Reveal(field), Ok(Answer::Revealed(answer))) => {
            model.casework.revealed = Some(Revealed { field, value: answer.value });
            model.revealed_until = model.session.revealed_until(ctx.now);
        }
        (Wait::Seal { case_id, act }, Ok(Answer::Fate(fate))) => return fate_came(model, case_id, act, fate, ctx),
        (_, Err(failure)) => model.say_failure(&failure, ctx),
        (_, Ok(_)) => {}
    }
    Vec::new()
}

fn case_came(model: &mut Model, detail: CaseDetail, ctx: &Ctx) -> Vec<Effect> {
    if model.casework.case_id != Some(detail.case.id) {
        return Vec::new();
    }
    let guide = detail.case.guide_version.clone();
    model.casework.detail = Some(detail);
    let panes = model.casework.panes();
    if !panes.contains(&model.casework.pane) {
        model.casework.pane = super::Pane::Acts;
    }
    if model.casework.guide.as_ref().is_some_and(|known| known.id == guide) {
        return go_on(model, ctx);
    }
    model.casework.guide = None;
    vec![model.ask(Purpose::Casework(Wait::Guide), Ask::Guide(guide), ctx)]
}

/// The key that was pressed on the list is carried out now that case and guide are here.
fn go_on(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(key) = model.casework.intent.take() else { return Vec::new() };
    if key == Action::DepartmentOpen && !model.offered_acts().iter().any(|act| act.key == Some(key)) {
        return Vec::new();
    }
    keys::department(model, key, ctx)
}

fn timeline_came(model: &mut Model, entries: Vec<super::TimelineEntry>) {
    let casework = &mut model.casework;
    if let Some(seen) = casework.stale.take() {
        casework.changed = entries.iter().filter(|entry| entry.version > seen).cloned().collect();
    }
    casework.timeline = entries;
}

/// A document goes to a file of its number.
pub(super) fn write(model: &mut Model, document: &DocumentView, ctx: &Ctx) -> Effect {
    let name: String = document.no.chars().filter(|c| c.is_alphanumeric()).collect();
    let ask = Ask::Export { name: format!("{name}.txt"), text: document.text.clone() };
    model.ask(Purpose::Casework(Wait::Export), ask, ctx)
}

fn fate_came(model: &mut Model, case_id: Uuid, act: &'static str, fate: Fate, ctx: &Ctx) -> Vec<Effect> {
    let shown = model.casework.case_id == Some(case_id);
    match fate {
        Fate::Applied(receipt) => applied(model, case_id, act, &receipt, ctx),
        Fate::Rejected(problem) => refused(model, case_id, act, &problem, ctx),
        Fate::Waiting { command_id } => {
            model.casework.waiting.insert(command_id, (case_id, act));
            if shown && model.casework.mode == Mode::Form(act) {
                model.casework.mode = Mode::Reading;
            }
            model.say(Level::Note, "notice.waits", &[], ctx);
            Vec::new()
        }
    }
}

fn applied(model: &mut Model, case_id: Uuid, act: &'static str, receipt: &ReceiptPayload, ctx: &Ctx) -> Vec<Effect> {
    let casework = &mut model.casework;
    casework.forms.remove(&(case_id, act));
    // What this person has just done is no news for what else they have begun on the case.
    for form in casework.forms.iter_mut().filter(|((id, _), _)| *id == case_id).map(|(_, form)| form) {
        let followed = form.version.map(|version| version + 1) == receipt.version;
        form.version = if followed { receipt.version } else { form.version };
    }
    if casework.case_id == Some(case_id) {
        casework.changed.clear();
        if casework.mode == Mode::Form(act) {
            casework.mode = Mode::Reading;
        }
    }
    // Only a receipt that says so lets the screen say 中心已受理 (DECISIONS 1).
    let said = if receipt.state == Some(State::Accepted) && receipt.transitions.iter().any(|no| ACCEPTS.contains(no)) {
        "notice.accepted"
    } else {
        "notice.confirmed"
    };
    model.say(Level::Good, said, &[receipt.case_no.as_deref().unwrap_or_default()], ctx);
    let mut effects = session::refresh(model, ctx);
    if model.place == Place::Case {
        effects.extend(keys::refresh(model, ctx));
    }
    effects
}

/// Transitions that accept a case (12.2).
const ACCEPTS: [u8; 10] = [5, 9, 10, 11, 13, 21, 22, 24, 26, 73];

/// The form stays as it is, with what the centre says of it. If others were faster, the case is read anew and what
/// happened in between stands above the form.
fn refused(model: &mut Model, case_id: Uuid, act: &'static str, problem: &Problem, ctx: &Ctx) -> Vec<Effect> {
    let stale = problem.code == STALE;
    if stale && act == BY_FIELD {
        // Somebody changed the same field: the sides are compared, and what was typed is one of them.
        model.casework.forms.remove(&(case_id, act));
        if model.casework.mode == Mode::Form(act) {
            model.casework.mode = Mode::Reading;
        }
        model.say(Level::Bad, "notice.stale_form", &[], ctx);
        let mut effects = outbox::compare(model, case_id, ctx);
        effects.extend(session::refresh(model, ctx));
        return effects;
    }
    let casework = &mut model.casework;
    let begun_on = casework.forms.get(&(case_id, act)).and_then(|form| form.version);
    let seen = begun_on.or(casework.detail.as_ref().map(|detail| detail.case.version));
    if let Some(form) = casework.forms.get_mut(&(case_id, act)) {
        if stale {
            form.said.clear();
            form.version = None;
        } else {
            form.refused(problem);
        }
    }
    let shown = casework.case_id == Some(case_id);
    if shown && casework.mode == Mode::Reading {
        casework.mode = Mode::Form(act);
    }
    if stale && shown {
        casework.stale = seen;
        model.say(Level::Bad, "notice.stale", &[], ctx);
        return keys::refresh(model, ctx);
    }
    model.say_failure(&Failure::from(problem), ctx);
    Vec::new()
}

/// A command that had to wait met its fate; `None` = it is none of this screen's.
pub fn settled(model: &mut Model, command_id: Uuid, fate: &Fate, ctx: &Ctx) -> Option<Vec<Effect>> {
    let (case_id, act) = model.casework.waiting.remove(&command_id)?;
    Some(fate_came(model, case_id, act, fate.clone(), ctx))
}
