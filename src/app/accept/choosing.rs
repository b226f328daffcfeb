//! Keys of step 6: choose an outcome, answer what it still needs, send it out.

use crate::{
    app::{Model, actions::Action, effect::Effect, form, msg::Ctx, notice::Level},
    domain::acceptance::Choice,
};

use super::{
    Outcome, Step, desk,
    flow::go,
    handing,
    outcome::{self, NEGATIVES, Said, Signature},
    similar,
};

pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if model.accept.hands_in {
        return handing::action(model, action, ctx);
    }
    let law = model.session.law(ctx.now);
    let accept = &mut model.accept;
    let Some(judged) = accept.judged.clone() else { return Vec::new() };
    let rows = outcome::alternatives(&judged);
    let state = &mut accept.conclusion;
    if let Outcome::Words { words, .. } = &mut state.outcome
        && form::edit(words, action).is_some()
    {
        return Vec::new();
    }
    match (state.outcome.clone(), action, action.digit()) {
        (Outcome::Choosing, Action::Confirm, _) => {
            let Some(row) = rows.get(state.cursor) else { return Vec::new() };
            if row.digit.is_some() {
                return conclude(model, row.choice, ctx);
            }
            if let Some(why) = &row.why {
                model.say_reason(Level::Note, why, ctx);
            }
        }
        (Outcome::Choosing, _, Some(digit)) => {
            if let Some(at) = rows.iter().position(|row| row.digit == Some(digit)) {
                state.cursor = at;
            }
        }
        (Outcome::Choosing, Action::Up, _) => state.cursor = state.cursor.saturating_sub(1),
        (Outcome::Choosing, Action::Down, _) => state.cursor = (state.cursor + 1).min(rows.len().saturating_sub(1)),
        (Outcome::Similar(Some(choice)), ..) => {
            return if similar::answered(model, action, ctx) { conclude(model, choice, ctx) } else { Vec::new() };
        }
        (Outcome::Signature(choice), _, digit) => {
            let digit = if action == Action::Confirm { Some(1) } else { digit };
            let answers = Signature::answers(accept.applicant.agent.is_some());
            return match digit.and_then(|digit| answers.get(digit - 1)) {
                Some(Signature::Unsigned) => unsigned(model, choice, ctx),
                Some(Signature::Signed) if accept.agent_may_sign(choice, &law).is_err() => {
                    if let Err(why) = accept.agent_may_sign(choice, &law) {
                        model.say_reason(Level::Note, &why, ctx);
                    }
                    Vec::new()
                }
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
    if model.accept.is_similar_open() {
        model.accept.conclusion.outcome = Outcome::Similar(Some(choice));
        return Vec::new();
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
