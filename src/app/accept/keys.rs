//! What keys and text do in each step.

use crate::{
    app::{
        Model, Place,
        actions::Action,
        effect::{Ask, Effect},
        form::Field,
        msg::Ctx,
        notice::Level,
        request::Purpose,
    },
    domain::guide::{FormFieldKind, Question},
    text::Change,
};

use super::{
    Outcome, Step, Wait,
    agent::TICKS,
    applicant::Pane,
    choosing, draft,
    filling::refresh_form,
    flow::{advance, choose_item, go, identify, with_questions},
    paperwork, rows,
};

/// A key for the workspace.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let typing = matches!(
        action,
        Action::TextBackspace | Action::TextDelete | Action::TextDeleteWord | Action::TextUndo | Action::TextRedo
    );
    let effects = match action {
        Action::Preview => paperwork::preview(model, ctx),
        Action::Print => paperwork::print(model, ctx),
        _ if model.accept.is_finished() || model.accept.chain.is_running() => Vec::new(),
        Action::StepNext => match model.accept.step.next() {
            Some(step) => go(model, step, ctx),
            None => Vec::new(),
        },
        Action::StepPrevious => match model.accept.step.previous() {
            Some(step) => go(model, step, ctx),
            None => Vec::new(),
        },
        Action::Guide => {
            model.accept.guide_open = !model.accept.guide_open;
            Vec::new()
        }
        _ => match model.accept.step {
            Step::Applicant => applicant(model, action, ctx),
            Step::Item => item(model, action, ctx),
            Step::Situation => situation(model, action, ctx),
            Step::Materials => rows::action(model, action, ctx),
            Step::Form => fields(model, action, ctx),
            Step::Conclusion => choosing::action(model, action, ctx),
        },
    };
    draft::notice_change(model, typing, ctx);
    effects
}

/// Text for the field that has the focus.
pub fn text(model: &mut Model, text: &str, ctx: &Ctx) -> Vec<Effect> {
    let accept = &mut model.accept;
    let effects = match accept.step {
        Step::Applicant => {
            let change = accept.applicant.active_mut().paste(text);
            tell_left_out(model, change, ctx);
            number_typed(model, ctx)
        }
        Step::Item => vec![accept.finder.text(text)],
        Step::Form => {
            let change = accept.work.form.paste(text);
            tell_left_out(model, change, ctx);
            Vec::new()
        }
        Step::Materials => {
            if let Some(editor) = accept.work.materials.editor_mut() {
                editor.paste(text);
            }
            Vec::new()
        }
        Step::Conclusion => {
            if let Outcome::Words { words, .. } = &mut accept.conclusion.outcome {
                words.paste(text);
            }
            Vec::new()
        }
        Step::Situation => Vec::new(),
    };
    draft::notice_change(model, true, ctx);
    effects
}

/// A field that is full says how much it left out.
fn tell_left_out(model: &mut Model, change: Change, ctx: &Ctx) {
    if let Change::LeftOut(count) = change {
        model.say(Level::Bad, "notice.field_full", &[&count.to_string()], ctx);
    }
}

/// A scanner ended what it typed: the field is complete, but nothing is submitted. A field that was filled before is not
/// overwritten: it asks for a second reading (F24).
pub fn scan_end(model: &mut Model, code: &str, ctx: &Ctx) -> Vec<Effect> {
    let lang = model.lang;
    let step = model.accept.step;
    let Some(field) = scanned_into(model) else { return Vec::new() };
    let taken = field.scanned(code);
    let is_number = step == Step::Applicant && field.id == "number";
    let label = field.label.words(lang).to_owned();
    if !taken {
        model.say(Level::Bad, "notice.scan_asks", &[&label], ctx);
    }
    draft::notice_change(model, true, ctx);
    if !is_number {
        return Vec::new();
    }
    model.accept.applicant.number_changed();
    // Eighteen characters have identified already; other documents are shorter.
    if model.accept.applicant.recognised.is_none() { identify(model, ctx) } else { Vec::new() }
}

/// What an input method made of a code goes out of the field again.
pub fn take_out(model: &mut Model, typed: &str, ctx: &Ctx) {
    let Some(field) = scanned_into(model).filter(|_| !typed.is_empty()) else { return };
    field.take_out(typed);
    if model.accept.step == Step::Applicant {
        model.accept.applicant.number_changed();
    }
    draft::notice_change(model, true, ctx);
}

/// The field that a reader types into.
fn scanned_into(model: &mut Model) -> Option<&mut Field> {
    let accept = &mut model.accept;
    match accept.step {
        _ if model.place != Place::Accept || !model.overlays.is_empty() => None,
        Step::Applicant if accept.applicant.pane != Pane::Ticks => accept.applicant.active_mut().current_mut(),
        Step::Form => accept.work.form.current_mut(),
        _ => None,
    }
}

/// Eighteen typed characters that hold identify at once.
fn number_typed(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let applicant = &mut model.accept.applicant;
    let in_number =
        applicant.pane == Pane::Applicant && applicant.form.current().is_some_and(|field| field.id == "number");
    if !in_number {
        return Vec::new();
    }
    applicant.number_changed();
    if applicant.recognised.is_none() && applicant.is_whole(today) { identify(model, ctx) } else { Vec::new() }
}

fn applicant(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let applicant = &mut model.accept.applicant;
    if action == Action::Agent {
        applicant.toggle_agent();
        return Vec::new();
    }
    if applicant.pane == Pane::Ticks {
        let cursor = applicant.agent.as_ref().map_or(0, |agent| agent.cursor);
        match (action, action.digit()) {
            (_, Some(digit)) => applicant.tick(digit - 1),
            (Action::Confirm, _) if cursor == TICKS.len() || applicant.agent.as_ref().is_some_and(|a| a.signed) => {
                return letter_done(model, ctx);
            }
            (Action::Confirm, _) => applicant.tick(TICKS.len()),
            _ => applicant.move_tick(action),
        }
        return Vec::new();
    }
    if applicant.active_mut().edit(action).is_some() {
        return number_typed(model, ctx);
    }
    match action {
        Action::FieldNext => {
            applicant.active_mut().commit(today);
            applicant.active_mut().next();
            Vec::new()
        }
        Action::FieldPrevious => {
            applicant.active_mut().commit(today);
            applicant.active_mut().previous();
            Vec::new()
        }
        Action::FieldDone | Action::StepFinish => field_done(model, action, ctx),
        _ => Vec::new(),
    }
}

/// The letter is read: what is wrong with it is said at once, and a public agent does nothing by it (R5.12, R5.19).
fn letter_done(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let applicant = &mut model.accept.applicant;
    let number = applicant.recognised.as_ref().map(|known| known.number.clone()).unwrap_or_default();
    if let Some(why) = applicant.agent.as_ref().and_then(|agent| agent.trouble(&number, today.day)) {
        applicant.pane = Pane::Agent;
        model.say_reason(Level::Note, &why, ctx);
        return Vec::new();
    }
    applicant.pane = Pane::Applicant;
    advance(model, ctx)
}

/// Enter in step 1: the number asks who it is; everything else goes to the next field that needs something.
fn field_done(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let applicant = &mut model.accept.applicant;
    if applicant.pane == Pane::Agent {
        if applicant.active_mut().commit(today) && !applicant.active_mut().next_unfinished() {
            applicant.pane = Pane::Ticks;
        }
        return Vec::new();
    }
    if applicant.form.current().is_some_and(|field| field.id == "number") {
        return identify(model, ctx);
    }
    let right = if action == Action::StepFinish {
        // The number has a check of its own.
        applicant.commit_all(today)
    } else {
        applicant.form.commit(today)
    };
    if !right {
        return Vec::new();
    }
    if applicant.recognised.is_none() {
        applicant.form.focus_on("number");
        return Vec::new();
    }
    advance(model, ctx)
}

fn item(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if action == Action::Open && model.accept.finder.is_guarded(ctx.now) {
        model.say(Level::Note, "notice.finder_guard", &[], ctx);
        return Vec::new();
    }
    match action {
        Action::Open => choose_item(model, ctx),
        Action::Pin => pin_item(model, ctx),
        _ => model.accept.finder.key(action).into_iter().collect(),
    }
}

fn pin_item(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some((code, pinned)) = model.accept.finder.pin() else { return Vec::new() };
    let key = if pinned { "notice.pinned" } else { "notice.unpinned" };
    let name = model.accept.finder.chosen().map(|found| found.item.name.clone()).unwrap_or_default();
    model.say(Level::Good, key, &[&name], ctx);
    // The finder hears of it before it is asked again.
    let kept = model.ask(Purpose::Accept(Wait::Pin), Ask::PinItem { code, pinned }, ctx);
    vec![kept, model.accept.finder.ask()]
}

fn situation(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let law = model.session.law(ctx.now);
    let complete = with_questions(&mut model.accept, &law, |interview, arising| {
        let Some(question) = arising.get(interview.at).copied() else { return true };
        let done = match (action, action.digit()) {
            (_, Some(digit)) => interview.take(question, digit - 1),
            (Action::Confirm, _) => confirm_answer(interview, question),
            _ => {
                interview.walk(question, action);
                false
            }
        };
        done && next_question(interview, arising)
    });
    if complete { leave_interview(model, ctx) } else { Vec::new() }
}

/// Enter takes the row of the cursor, unless the question already has its answers.
fn confirm_answer(interview: &mut super::Interview, question: &Question) -> bool {
    if interview.is_answered(question) {
        return true;
    }
    let row = interview.cursor;
    interview.take(question, row);
    interview.is_answered(question) && !question.multiple
}

/// The next question in order; `true` = this was the last.
fn next_question(interview: &mut super::Interview, arising: &[&Question]) -> bool {
    interview.cursor = 0;
    if interview.at + 1 < arising.len() {
        interview.at += 1;
        return false;
    }
    true
}

/// An answer can raise a question that was not there before: only when none is open the interview is over.
fn leave_interview(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let law = model.session.law(ctx.now);
    let more = with_questions(&mut model.accept, &law, |interview, arising| {
        interview.prune(arising);
        interview.to_first_open(arising)
    });
    if more { Vec::new() } else { advance(model, ctx) }
}

fn fields(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let form = &mut model.accept.work.form;
    let action = form.meant(action);
    if form.edit(action).is_some() {
        return Vec::new();
    }
    match (action, action.digit()) {
        (_, Some(digit)) => {
            let several = form.current().is_some_and(|field| field.kind == FormFieldKind::MultiChoice);
            let chosen = form.choose(digit);
            if chosen && !several {
                return leave_field(model, ctx);
            }
        }
        (Action::FieldDone | Action::Confirm, _) => {
            if form.take_first() && form.current().is_some_and(|field| field.kind == FormFieldKind::MultiChoice) {
                return Vec::new();
            }
            return if form.commit(today) { leave_field(model, ctx) } else { Vec::new() };
        }
        (Action::FieldNext | Action::Down, _) => {
            form.commit(today);
            form.next();
            refresh(model, ctx);
        }
        (Action::FieldPrevious | Action::Up, _) => {
            form.commit(today);
            form.previous();
            refresh(model, ctx);
        }
        (Action::StepFinish, _) => {
            form.check_all(today);
            refresh(model, ctx);
            let form = &mut model.accept.work.form;
            if form.is_finished() {
                return advance(model, ctx);
            }
            form.to_first_unfinished();
            model.say(Level::Note, "notice.form_unfinished", &[], ctx);
        }
        _ => {}
    }
    Vec::new()
}

/// Fields that arise, and what does not go together, after a value has changed.
pub fn refresh(model: &mut Model, ctx: &Ctx) {
    let law = model.session.law(ctx.now);
    refresh_form(&mut model.accept, &law);
}

/// A value can make other fields arise; then on to the next one that needs something, or to the conclusion.
fn leave_field(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    refresh(model, ctx);
    let form = &mut model.accept.work.form;
    // What does not go together is put right where the clerk stands.
    if form.current().is_some_and(|field| field.trouble.is_some()) {
        return Vec::new();
    }
    if model.accept.work.form.next_unfinished() { Vec::new() } else { advance(model, ctx) }
}
