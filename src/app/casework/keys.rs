//! What keys and text do on the case screen.

use uuid::Uuid;

use crate::app::{
    Model, Place, accept,
    actions::Action,
    effect::{Ask, Effect, Sealing},
    msg::Ctx,
    notice::Level,
    overlay::REVEAL_REASONS,
    request::Purpose,
    scans,
};
use crate::{contract::RevealRequest, domain::guide::FormFieldKind};

use super::{
    ActForm, Casework, Mode, Pane, Wait, files, payload,
    table::{TAKE_OVER, act_row},
};

/// A text that scrolls is at most so many rows long.
const LONGEST: usize = 2_000;

/// Opens a case; a department's key that was pressed on the list goes on when it is here.
pub fn open(model: &mut Model, case_id: Uuid, intent: Option<Action>, ctx: &Ctx) -> Vec<Effect> {
    if model.place != Place::Case {
        model.casework.came_from = model.place;
    }
    model.overlays.clear();
    model.place = Place::Case;
    let mut effects = Vec::new();
    if model.casework.case_id != Some(case_id) {
        effects.extend(
            model.requests.give_up(|purpose| matches!(purpose, Purpose::Casework(wait) if wait.can_be_given_up())),
        );
        let old = std::mem::take(&mut model.casework);
        // What was typed for other cases waits for its turn.
        model.casework = Casework {
            case_id: Some(case_id),
            came_from: old.came_from,
            forms: old.forms,
            waiting: old.waiting,
            folder: old.folder,
            ..Casework::default()
        };
    }
    model.casework.intent = intent;
    effects.extend(refresh(model, ctx));
    effects
}

/// Reads the case anew; what is typed stays.
pub fn refresh(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(case_id) = model.casework.case_id else { return Vec::new() };
    let stale = |purpose: &Purpose| matches!(purpose, Purpose::Casework(Wait::Case | Wait::Timeline));
    let mut effects = model.requests.give_up(stale);
    effects.push(model.ask(Purpose::Casework(Wait::Case), Ask::Case(case_id), ctx));
    effects.push(model.ask(Purpose::Casework(Wait::Timeline), Ask::Timeline(case_id), ctx));
    effects
}

/// Esc: what lies over the case goes, then back to where it was opened. What was typed stays for the next time.
pub fn back(model: &mut Model) {
    let casework = &mut model.casework;
    match casework.mode {
        Mode::Reading => model.place = casework.came_from,
        Mode::RevealReason(_) => casework.mode = Mode::RevealField,
        _ => casework.mode = Mode::Reading,
    }
}

/// F9: which value, and why.
pub fn reveal(model: &mut Model) {
    model.casework.mode = Mode::RevealField;
}

/// Text for the field that has the focus.
pub fn text(model: &mut Model, text: &str) {
    if let Some(form) = model.casework.form_mut() {
        form.form.paste(text);
        form.arrange();
    }
}

/// A key for the case screen.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    match model.casework.mode.clone() {
        Mode::Reading => reading(model, action, ctx),
        Mode::Menu { acts, cursor } => menu(model, &acts, cursor, action, ctx),
        Mode::Form(_) => form(model, action, ctx),
        Mode::Document { cursor } => {
            match action.moves(cursor, LONGEST) {
                Some(cursor) => model.casework.mode = Mode::Document { cursor },
                None if action == Action::Print => return export(model, ctx),
                None => {}
            }
            Vec::new()
        }
        Mode::RevealField => {
            let digit = if action == Action::Confirm { Some(1) } else { action.digit() };
            let field = digit.and_then(|digit| model.revealable().get(digit - 1).copied());
            if let Some((field, _)) = field {
                model.casework.mode = Mode::RevealReason(field);
            }
            Vec::new()
        }
        Mode::RevealReason(field) => {
            let digit = if action == Action::Confirm { Some(1) } else { action.digit() };
            reveal_for(model, field, digit, ctx)
        }
    }
}

/// A click on a row of the pane; whether the cursor stood there already.
pub fn click_row(model: &mut Model, at: usize) -> bool {
    let pane = model.casework.pane;
    model.casework.mode == Mode::Reading && model.casework.cursors.insert(pane, at) == Some(at)
}

/// A click on the name of a pane.
pub fn show_pane(model: &mut Model, at: usize) {
    if let Some(pane) = model.casework.panes().get(at).filter(|_| model.casework.mode == Mode::Reading) {
        model.casework.pane = *pane;
    }
}

fn reading(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let pane = model.casework.pane;
    let last = rows(model, pane).saturating_sub(1);
    if let Some(cursor) = action.moves(model.casework.cursor(pane).min(last), last) {
        model.casework.cursors.insert(pane, cursor);
        return Vec::new();
    }
    match action {
        Action::NextPane => turn(&mut model.casework, 1),
        Action::PreviousPane => turn(&mut model.casework, usize::MAX),
        Action::Preview => return read(model, ctx),
        Action::Print => return export(model, ctx),
        Action::Open | Action::DepartmentOpen if pane == Pane::Papers => return read(model, ctx),
        Action::Open | Action::DepartmentOpen if pane == Pane::Files => return files::ask_where(model, ctx),
        Action::MaterialScans | Action::FileSave => return files::key(model, action, ctx),
        Action::DepartmentOpen if sign_for_waits(model) => return start(model, "case.sign_for", ctx),
        Action::Open | Action::DepartmentOpen => return chosen_act(model, ctx),
        _ if action.is_departments() => return department(model, action, ctx),
        _ => {
            let act = model.offered_acts().iter().find(|act| act.key == Some(action)).map(|act| act.act);
            if let Some(act) = act {
                return start(model, act, ctx);
            }
        }
    }
    Vec::new()
}

fn sign_for_waits(model: &Model) -> bool {
    model.offered_acts().iter().any(|act| act.act == "case.sign_for" && act.is_open())
}

/// Rows of a pane that the cursor may stand on.
fn rows(model: &Model, pane: Pane) -> usize {
    let casework = &model.casework;
    let Some(detail) = &casework.detail else { return 0 };
    match pane {
        Pane::Acts => model.offered_acts().len(),
        Pane::Materials => model.case_findings().len(),
        Pane::Clocks => detail.clocks.lines.iter().map(|line| 1 + line.explain.len()).sum(),
        Pane::History => casework.timeline.len(),
        Pane::Papers => detail.case.documents.len(),
        Pane::Files => model.case_files().len(),
        Pane::Negative | Pane::Guide => 60,
    }
}

fn turn(casework: &mut Casework, by: usize) {
    let panes = casework.panes();
    let here = panes.iter().position(|pane| *pane == casework.pane).unwrap_or_default();
    let by = if by == usize::MAX { panes.len().saturating_sub(1) } else { by };
    if let Some(pane) = panes.get((here + by) % panes.len().max(1)) {
        casework.pane = *pane;
    }
}

fn chosen_act(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let cursor = model.casework.cursor(Pane::Acts);
    let act = model.offered_acts().get(cursor).map(|act| act.act);
    act.map_or_else(Vec::new, |act| start(model, act, ctx))
}

/// A department's key: the one act behind it, or a question which.
pub(super) fn department(model: &mut Model, key: Action, ctx: &Ctx) -> Vec<Effect> {
    let acts: Vec<(&'static str, bool)> = model.department_acts(key).map(|act| (act.act, act.is_open())).collect();
    let open: Vec<&'static str> = acts.iter().filter(|(_, open)| *open).map(|(act, _)| *act).collect();
    match (open.as_slice(), acts.first()) {
        // If none is open, the first one says what stands in its way.
        ([act], _) | ([], Some((act, _))) => return start(model, act, ctx),
        ([], None) => model.say(Level::Note, "why.act_not_offered", &[], ctx),
        _ => model.casework.mode = Mode::Menu { acts: open, cursor: 0 },
    }
    Vec::new()
}

/// Opens the form of an act, or says what stands in its way.
fn start(model: &mut Model, act: &'static str, ctx: &Ctx) -> Vec<Effect> {
    let offered = model.offered_acts().into_iter().find(|offered| offered.act == act);
    let Some(offered) = offered else { return Vec::new() };
    if let Some(why) = offered.blocked.cloned() {
        model.say_reason(Level::Note, &why, ctx);
        return Vec::new();
    }
    if let Some(key) = offered.elsewhere {
        model.say(Level::Note, key, &[], ctx);
        return Vec::new();
    }
    if act == TAKE_OVER {
        let case = model.casework.detail.as_ref().map(|detail| detail.case.clone());
        return case.map_or_else(Vec::new, |case| accept::take_over(model, &case, ctx));
    }
    if model.casework.is_waiting(act) {
        model.say(Level::Note, "why.act_waits", &[], ctx);
        return Vec::new();
    }
    let (Some(case_id), Some(row)) = (model.casework.case_id, act_row(act)) else { return Vec::new() };
    if !model.casework.forms.contains_key(&(case_id, act)) {
        let Some(form) = model.with_sheet(|sheet| ActForm::new(row, sheet)) else { return Vec::new() };
        model.casework.forms.insert((case_id, act), form);
    }
    model.casework.mode = Mode::Form(act);
    Vec::new()
}

fn menu(model: &mut Model, acts: &[&'static str], cursor: usize, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let last = acts.len().saturating_sub(1);
    let chosen = match (action, action.digit()) {
        (Action::Up | Action::Down, _) => {
            let cursor = action.moves(cursor, last).unwrap_or(cursor);
            model.casework.mode = Mode::Menu { acts: acts.to_vec(), cursor };
            return Vec::new();
        }
        (Action::Confirm, _) => acts.get(cursor),
        (_, Some(digit)) => acts.get(digit - 1),
        _ => None,
    };
    chosen.map_or_else(Vec::new, |act| start(model, act, ctx))
}

fn form(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    if action == Action::MaterialScans {
        return scans::open(model, ctx);
    }
    let Some(open) = model.casework.form_mut() else { return Vec::new() };
    let action = open.form.meant(action);
    if open.form.edit(action).is_some() {
        open.arrange();
        return Vec::new();
    }
    let several = open.form.current().is_some_and(|field| field.kind == FormFieldKind::MultiChoice);
    if let Some(digit) = action.digit() {
        let chosen = open.form.choose(digit);
        open.arrange();
        if chosen && !several && !open.form.is_at_end() {
            open.form.next();
        }
        return Vec::new();
    }
    let fields = &mut open.form;
    match action {
        Action::FieldDone | Action::Confirm => {
            let sought = fields.take_first();
            open.arrange();
            if sought {
                // The Enter that takes an option sends nothing.
                let fields = &mut open.form;
                if !several && fields.commit(today) && !fields.is_at_end() {
                    fields.next();
                }
                return Vec::new();
            }
            // Enter walks through every field, so that nothing is sent that was not looked at.
            let fields = &mut open.form;
            let right = fields.commit(today);
            if fields.is_at_end() {
                return seal(model, ctx);
            }
            if right {
                fields.next();
            }
        }
        Action::Up | Action::Down if fields.current().is_some_and(super::super::form::Field::is_choice) => {
            fields.walk_choice(action == Action::Down);
            open.arrange();
        }
        Action::FieldNext | Action::Down => {
            fields.commit(today);
            fields.next();
        }
        Action::FieldPrevious | Action::Up => {
            fields.commit(today);
            fields.previous();
        }
        Action::StepFinish => return seal(model, ctx),
        _ => {}
    }
    Vec::new()
}

/// The act goes out: sealed with the version that its form was begun on.
fn seal(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let now = model.session.centre_time(ctx.now);
    let Mode::Form(act) = model.casework.mode else { return Vec::new() };
    if model.requests.is_waiting(|purpose| matches!(purpose, Purpose::Casework(Wait::Seal { .. }))) {
        return Vec::new();
    }
    let Some(form) = model.casework.form_mut() else { return Vec::new() };
    let right = form.check(today);
    let form = form.clone();
    let odds = model.with_sheet(|sheet| sheet.odds(form.act.parts, &form.form)).unwrap_or_default();
    let at_odds = !odds.is_empty();
    if let Some(form) = model.casework.form_mut() {
        form.form.at_odds(odds);
        form.form.to_first_unfinished();
    }
    if !right || at_odds {
        model.say(Level::Note, "notice.act_unfinished", &[], ctx);
        return Vec::new();
    }
    let built = model.with_sheet(|sheet| {
        let act = payload::act(&form, sheet, now, today.day)?;
        let case = &sheet.detail.case;
        Some(Sealing {
            case_id: case.id,
            expected_version: form.version.unwrap_or(case.version),
            guide_version: Some(case.guide_version.clone()),
            act,
        })
    });
    let Some(sealing) = built.flatten() else {
        model.say(Level::Bad, "notice.act_unfinished", &[], ctx);
        return Vec::new();
    };
    let wait = Wait::Seal { case_id: sealing.case_id, act };
    vec![model.ask(Purpose::Casework(wait), Ask::Seal(Box::new(sealing)), ctx)]
}

/// Number of the document under the cursor; the newest stands on top.
fn chosen_paper(model: &Model) -> Option<String> {
    let papers = &model.casework.detail.as_ref()?.case.documents;
    papers.iter().rev().nth(model.casework.cursor(Pane::Papers)).map(|paper| paper.no.clone())
}

fn read(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(no) = chosen_paper(model) else { return Vec::new() };
    vec![model.ask(Purpose::Casework(Wait::Document), Ask::Document(no), ctx)]
}

/// F12: the document that is read, or the one under the cursor, goes to a file.
fn export(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let reads = matches!(model.casework.mode, Mode::Document { .. });
    if let Some(document) = model.casework.document.clone().filter(|_| reads) {
        return vec![super::answers::write(model, &document, ctx)];
    }
    let Some(no) = chosen_paper(model) else { return Vec::new() };
    vec![model.ask(Purpose::Casework(Wait::Export), Ask::Document(no), ctx)]
}

fn reveal_for(model: &mut Model, field: &'static str, digit: Option<usize>, ctx: &Ctx) -> Vec<Effect> {
    let reason = digit.and_then(|digit| REVEAL_REASONS.get(digit - 1));
    let (Some(reason), Some(case_id)) = (reason, model.casework.case_id) else { return Vec::new() };
    model.casework.mode = Mode::Reading;
    let request = RevealRequest { case_id, field: field.to_owned(), reason: (*reason).to_owned() };
    vec![model.ask(Purpose::Casework(Wait::Reveal(field)), Ask::Reveal(request), ctx)]
}
