//! Step 3.

use ratatui::layout::Rect;

use crate::{
    app::{Action, Model, Spot},
    domain::{check::State, guide::Question},
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, below, cell, columns, indent, row};

/// Draws the step: questions that have their answer on top, the one that is asked below them.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let accept = &model.accept;
    let inner = canvas.boxed(area, t(lang, "situation.title"), true);
    let Some(guide) = &accept.guide else { return };
    let law = model.session.law(model.now);
    let ids: Vec<String> = accept
        .with_sheet(&law, |sheet| sheet.questions().iter().map(|question| question.id.clone()).collect())
        .unwrap_or_default();
    let arising: Vec<&Question> = guide.questions.iter().filter(|question| ids.contains(&question.id)).collect();
    if arising.is_empty() {
        canvas.put(row(inner, 0), t(lang, "situation.none"), Role::TextDim);
        return;
    }
    if let Some(judged) = &accept.judged {
        let due = judged.lines.iter().filter(|line| line.state != State::NotApplicable).count();
        canvas.put(row(inner, 0), &tf(lang, "situation.due", &[&due.to_string()]), Role::TextDim);
    }
    let interview = &accept.work.interview;
    let mut at = 2;
    for (place, question) in arising.iter().enumerate() {
        if place == interview.at {
            at = ask(canvas, model, question, inner, at);
        } else {
            let given: Vec<&str> = question
                .choices
                .iter()
                .filter(|choice| interview.choices(&question.id).contains(&choice.id))
                .map(|choice| choice.label.as_str())
                .collect();
            let sign = canvas.sign(if given.is_empty() { Glyph::Open } else { Glyph::Complete });
            let text = format!("{sign} {}  {}", question.text, given.join("、"));
            canvas.put(row(inner, at), &text, Role::TextDim);
            at += 1;
        }
    }
}

fn ask(canvas: &mut Canvas<'_>, model: &Model, question: &Question, area: Rect, at: u16) -> u16 {
    let interview = &model.accept.work.interview;
    let mut at = at;
    let sign = canvas.sign(Glyph::Current);
    at += canvas.paragraph(below(area, at), &format!("{sign} {}", question.text), Role::TextStrong);
    for (place, choice) in question.choices.iter().enumerate() {
        let line = indent(row(area, at), 2);
        let cursor = place == interview.cursor;
        let taken = interview.choices(&question.id).contains(&choice.id);
        let role = if cursor { Role::Selection } else { Role::Text };
        canvas.paint(line, role);
        if let Some(choice) = Action::choice(place + 1) {
            canvas.hit(line, Spot::Do(choice));
        }
        canvas.put(cell(line, 0, 3), &(place + 1).to_string(), if cursor { role } else { Role::Key });
        let sign = canvas.sign(match (question.multiple, taken) {
            (true, true) => Glyph::Ticked,
            (true, false) => Glyph::Unticked,
            (false, true) => Glyph::Complete,
            (false, false) => Glyph::Open,
        });
        let note = choice.note.as_deref().map(|note| format!("  {note}")).unwrap_or_default();
        canvas.put(indent(line, 3), &format!("{sign} {}{note}", choice.label), role);
        at += 1;
    }
    at + columns(1)
}
