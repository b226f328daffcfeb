//! What keys and text do in each step.

use crate::{
    app::{Model, actions::Action, effect::Effect, form, msg::Ctx, notice::Level},
    domain::{acceptance::Choice, check::State, exemption::SatisfyBy, guide::Question},
};

use super::{
    Mode, Outcome, Step,
    applicant::{Pane, TICKS},
    desk, draft,
    flow::{advance, choose_item, go, identify, judge, with_questions},
    outcome::{self, NEGATIVES, Said, Signature},
    paperwork,
};

/// A key for the workspace.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let typing = matches!(action, Action::TextBackspace | Action::TextDelete | Action::TextUndo | Action::TextRedo);
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
            Step::Materials => materials(model, action, ctx),
            Step::Form => fields(model, action, ctx),
            Step::Conclusion => conclusion(model, action, ctx),
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
            accept.applicant.active_mut().paste(text);
            number_typed(model, ctx)
        }
        Step::Item => vec![accept.finder.text(text)],
        Step::Form => {
            accept.work.form.paste(text);
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

/// A scanner ended what it typed: the field is complete, but nothing is submitted.
pub fn scan_end(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let in_number = model.accept.step == Step::Applicant
        && model.accept.applicant.pane == Pane::Applicant
        && model.accept.applicant.form.current().is_some_and(|field| field.id == "number");
    // Eighteen characters have identified already; other documents are shorter.
    if in_number && model.accept.applicant.recognised.is_none() { identify(model, ctx) } else { Vec::new() }
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
                applicant.pane = Pane::Applicant;
                return advance(model, ctx);
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
        applicant
            .form
            .fields
            .iter_mut()
            .filter(|f| f.shown && f.id != "number")
            .fold(true, |ok, f| f.commit(today) && ok)
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
    if action == Action::Open { choose_item(model, ctx) } else { model.accept.finder.key(action).into_iter().collect() }
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

fn materials(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    judge(model, ctx);
    let accept = &mut model.accept;
    let (Some(judged), Some(material)) = (accept.judged.clone(), accept.current_material().cloned()) else {
        return Vec::new();
    };
    let list = &mut accept.work.materials;
    if let Some(editor) = list.editor_mut() {
        if form::edit(editor, action).is_some() {
            return Vec::new();
        }
    }
    match (list.mode.clone(), action, action.digit()) {
        (Mode::Rows, Action::MaterialOk, _) => list.ok(&material),
        (Mode::Rows, Action::MaterialAbsent, _) => list.absent(&material),
        (Mode::Rows, Action::MaterialClear, _) => {
            list.clear(&material);
            return Vec::new();
        }
        (Mode::Rows, Action::AllOk, _) => {
            list.all_ok(&accept.guide.as_ref().map(|g| g.materials.clone()).unwrap_or_default(), &judged.lines)
        }
        (Mode::Rows, Action::MaterialTolerate, _) => {
            match judged.line(&material.code).map(|line| line.tolerable.clone()) {
                Some(Err(why)) => model.say_reason(Level::Note, &why, ctx),
                _ => list.mode = Mode::ToleranceReason,
            }
            return Vec::new();
        }
        (Mode::Rows, Action::MaterialExempt, _) => {
            list.mode = Mode::Exempt;
            return Vec::new();
        }
        (Mode::Rows, Action::MaterialDefect, _) => {
            list.mode = Mode::Defect;
            return Vec::new();
        }
        (Mode::Rows, Action::MaterialPoints, _) => {
            list.mode = Mode::Points { cursor: 0 };
            return Vec::new();
        }
        (Mode::Rows, Action::NextOpen | Action::Open, _) => {
            return if list.to_next_open(&judged.lines) { Vec::new() } else { advance(model, ctx) };
        }
        (Mode::Rows, _, Some(digit)) => {
            if digit <= judged.lines.len() {
                list.cursor = digit - 1;
            }
            return Vec::new();
        }
        (Mode::Rows, _, None) => {
            list.walk(action, &judged.lines);
            return Vec::new();
        }
        (Mode::Points { cursor }, _, _) => {
            let last = material.review_points.len().saturating_sub(1);
            match action {
                Action::Up => list.mode = Mode::Points { cursor: cursor.saturating_sub(1) },
                Action::Down => list.mode = Mode::Points { cursor: (cursor + 1).min(last) },
                Action::PointTick if cursor < material.review_points.len() => {
                    list.tick(&material.code, cursor);
                    list.mode = Mode::Points { cursor: (cursor + 1).min(last) };
                }
                _ => {}
            }
            return Vec::new();
        }
        (mode, _, digit) => {
            let digit = if action == Action::Confirm { Some(1) } else { digit };
            return answer_row(model, &mode, &material, action, digit, ctx);
        }
    }
    row_done(model, ctx)
}

/// The row is settled: the cursor goes to the next open one by itself.
fn row_done(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.accept.work.materials.mode = Mode::Rows;
    judge(model, ctx);
    if let Some(judged) = &model.accept.judged {
        model.accept.work.materials.to_next_open(&judged.lines);
    }
    Vec::new()
}

/// A digit, Enter or words for the question that a row asked.
fn answer_row(
    model: &mut Model,
    mode: &Mode,
    material: &crate::domain::guide::Material,
    action: Action,
    digit: Option<usize>,
    ctx: &Ctx,
) -> Vec<Effect> {
    let defects = material.defects.len();
    match (mode, digit) {
        (Mode::Defect, Some(digit)) if digit <= defects => {
            model.accept.work.materials.defect(material, Some(digit - 1), None);
        }
        (Mode::Defect, Some(digit)) if digit == defects + 1 => {
            let words = crate::text::LineEditor::new(200, crate::text::Secrecy::Open);
            model.accept.work.materials.mode = Mode::DefectWords { words };
            return Vec::new();
        }
        (Mode::DefectWords { words }, _) if action == Action::Confirm => {
            if words.text().trim().is_empty() {
                return Vec::new();
            }
            model.accept.work.materials.defect(material, None, Some(words.text().to_owned()));
        }
        (Mode::Exempt, Some(digit)) => {
            let law = model.session.law(ctx.now);
            let ways = model.accept.exempt_ways(&law, material);
            let Some((way, open)) = ways.get(digit - 1).cloned() else { return Vec::new() };
            if let Err(why) = open {
                model.say_reason(Level::Note, &why, ctx);
                return Vec::new();
            }
            let evidence = model.accept.evidence_for(&material.code, way).map(|found| found.id);
            model.accept.work.materials.exempt(material, way, evidence);
        }
        (Mode::ToleranceReason, Some(digit)) if digit <= defects + 1 => {
            let defect = digit.checked_sub(2);
            let list = &mut model.accept.work.materials;
            list.tolerate(material, defect, None);
            // What the rules allow for it is known once it is asked for.
            judge(model, ctx);
            let offered = model.accept.judged.as_ref().and_then(|judged| judged.offered(&material.code)).cloned();
            if offered.as_ref().is_some_and(|line| line.days.is_none()) {
                // Nothing is left to come: no date to agree on.
                return row_done(model, ctx);
            }
            model.accept.work.materials.ask_days(offered.as_ref());
            return Vec::new();
        }
        (Mode::ToleranceDays { days }, _) if action == Action::Confirm => {
            return agree_days(model, material, days.text(), ctx);
        }
        _ => return Vec::new(),
    }
    row_done(model, ctx)
}

/// Until when: the most that the rules allow, or fewer days; more is refused with the rule.
fn agree_days(model: &mut Model, material: &crate::domain::guide::Material, days: &str, ctx: &Ctx) -> Vec<Effect> {
    let days = days.trim();
    let wished = if days.is_empty() { None } else { days.parse::<u32>().ok() };
    if !days.is_empty() && wished.is_none() {
        model.say(Level::Note, "field.not_a_number", &[], ctx);
        return Vec::new();
    }
    model.accept.work.materials.days.insert(material.code.clone(), wished);
    judge(model, ctx);
    let refusal = model.accept.judged.as_ref().and_then(|judged| judged.offer.as_ref().err()).and_then(|refusals| {
        refusals.iter().find(|refusal| refusal.material_code.as_deref() == Some(material.code.as_str())).cloned()
    });
    if let Some(refusal) = refusal {
        model.say_reason(Level::Note, &refusal.reason, ctx);
        model.accept.work.materials.days.insert(material.code.clone(), None);
        return Vec::new();
    }
    row_done(model, ctx)
}

fn fields(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let form = &mut model.accept.work.form;
    if form.edit(action).is_some() {
        return Vec::new();
    }
    match (action, action.digit()) {
        (_, Some(digit)) => {
            let chosen = form.current_mut().is_some_and(|field| field.is_choice() && field.choose(digit));
            if chosen {
                return leave_field(model, ctx);
            }
        }
        (Action::FieldDone | Action::Confirm, _) => {
            if form.commit(today) {
                return leave_field(model, ctx);
            }
        }
        (Action::FieldNext | Action::Down, _) => {
            form.commit(today);
            form.next();
        }
        (Action::FieldPrevious | Action::Up, _) => {
            form.commit(today);
            form.previous();
        }
        (Action::StepFinish, _) => {
            if form.check_all(today) {
                return advance(model, ctx);
            }
            model.say(Level::Note, "notice.form_unfinished", &[], ctx);
        }
        _ => {}
    }
    Vec::new()
}

/// A value can make other fields arise; then on to the next one that needs something, or to the conclusion.
fn leave_field(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let law = model.session.law(ctx.now);
    super::flow::refresh_form(&mut model.accept, &law);
    if model.accept.work.form.next_unfinished() { Vec::new() } else { advance(model, ctx) }
}

fn conclusion(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let accept = &mut model.accept;
    let Some(judged) = accept.judged.clone() else { return Vec::new() };
    let rows = outcome::alternatives(&judged);
    let state = &mut accept.conclusion;
    if let Outcome::Words { words, .. } = &mut state.outcome {
        if form::edit(words, action).is_some() {
            return Vec::new();
        }
    }
    match (state.outcome.clone(), action, action.digit()) {
        (Outcome::Choosing, Action::Confirm, _) => {
            let Some(row) = rows.get(state.cursor).filter(|row| row.digit.is_some()) else { return Vec::new() };
            let choice = row.choice;
            return conclude(model, choice, ctx);
        }
        (Outcome::Choosing, _, Some(digit)) => {
            if let Some(at) = rows.iter().position(|row| row.digit == Some(digit)) {
                state.cursor = at;
            }
        }
        (Outcome::Choosing, Action::Up, _) => state.cursor = state.cursor.saturating_sub(1),
        (Outcome::Choosing, Action::Down, _) => state.cursor = (state.cursor + 1).min(rows.len().saturating_sub(1)),
        (Outcome::Signature(choice), _, digit) => {
            let digit = if action == Action::Confirm { Some(1) } else { digit };
            let answers = Signature::answers(accept.applicant.agent.is_some());
            return match digit.and_then(|digit| answers.get(digit - 1)) {
                Some(Signature::Unsigned) => unsigned(model, choice, ctx),
                Some(signature) => {
                    let in_person = *signature == Signature::InPerson;
                    desk::carry_out(model, choice, &Said { signed: true, in_person, ..Said::default() }, ctx)
                }
                None => Vec::new(),
            };
        }
        (Outcome::Kind, _, Some(digit)) => {
            if let Some(kind) = NEGATIVES.get(digit - 1) {
                state.ask_words(Choice::ProposeNegative, Some(*kind));
            }
        }
        (Outcome::Words { choice, kind, words }, Action::Confirm, _) => {
            let said = Said { words: words.text().trim().to_owned(), kind, ..Said::default() };
            if said.words.is_empty() {
                model.say(Level::Note, "notice.words_needed", &[], ctx);
                return Vec::new();
            }
            return desk::carry_out(model, choice, &said, ctx);
        }
        _ => {}
    }
    Vec::new()
}

/// What an outcome needs is asked; without anything to ask it goes out.
fn conclude(model: &mut Model, choice: Choice, ctx: &Ctx) -> Vec<Effect> {
    if model.accept.applicant.party().is_none() || !model.accept.applicant.is_complete() {
        model.say(Level::Note, "notice.applicant_first", &[], ctx);
        return go(model, Step::Applicant, ctx);
    }
    if !model.accept.work.form.is_finished() {
        model.say(Level::Note, "notice.form_unfinished", &[], ctx);
        return go(model, Step::Form, ctx);
    }
    match outcome::asks(choice) {
        Some(question) => {
            model.accept.conclusion.outcome = question;
            Vec::new()
        }
        None => desk::carry_out(model, choice, &Said::default(), ctx),
    }
}

/// R2.2: nobody is made to sign. A notice goes out without a signature too; a commitment does not.
fn unsigned(model: &mut Model, choice: Choice, ctx: &Ctx) -> Vec<Effect> {
    if choice == Choice::NotifySupplement {
        return desk::carry_out(model, choice, &Said::default(), ctx);
    }
    model.accept.conclusion.outcome = Outcome::Choosing;
    model.say(Level::Note, "notice.not_signed", &[], ctx);
    Vec::new()
}

impl super::Accept {
    /// Ways by which a material need not be handed in, with what stands against each, in the order of their digits.
    pub fn exempt_ways(
        &self,
        law: &super::Law<'_>,
        material: &crate::domain::guide::Material,
    ) -> Vec<(SatisfyBy, Result<(), crate::domain::reason::Reason>)> {
        let ways = self.with_sheet(law, |sheet| sheet.ways(material)).unwrap_or_default();
        let no_paper = |way: &SatisfyBy| way.is_exempt() || *way == SatisfyBy::NotApplicable;
        ways.into_iter().filter(|(way, _)| no_paper(way)).take(9).collect()
    }

    /// Whether a row waits for a look.
    pub fn has_open_rows(&self) -> bool {
        self.judged.as_ref().is_some_and(|judged| judged.count(&[State::Unchecked]) > 0)
    }
}
