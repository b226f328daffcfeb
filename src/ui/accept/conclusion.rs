//! Step 6.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        accept::{
            NEGATIVES, Outcome, SIMILAR_ANSWERS, Signature, alternatives, choice_key, choice_meaning_key, latest_due,
            negative_key, paper_key, papers,
        },
    },
    domain::acceptance::Choice,
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::{
    canvas::{Canvas, below, cell, columns, indent, row},
    words,
};

/// Draws the step.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let accept = &model.accept;
    let Some(judged) = &accept.judged else { return };
    let upper = Rect { height: area.height * 3 / 5, ..area };
    let lower = below(area, upper.height);
    let inner = canvas.boxed(upper, t(lang, "conclusion.title"), true);
    let rows = alternatives(judged);
    let mut at = 0;
    for (place, alternative) in rows.iter().enumerate() {
        let chosen = place == accept.conclusion.cursor;
        let open = alternative.digit.is_some();
        let role = match (chosen, open) {
            (true, _) => Role::Selection,
            (false, true) => Role::Text,
            (false, false) => Role::Disabled,
        };
        let line = row(inner, at);
        canvas.paint(line, role);
        canvas.hit(line, Spot::Row(place));
        let sign = if chosen { canvas.sign(Glyph::Current) } else { ' ' };
        let digit = alternative.digit.map_or_else(|| "-".to_owned(), |digit| digit.to_string());
        canvas.put(cell(line, 0, 2), &sign.to_string(), role);
        canvas.put(cell(line, 2, 2), &digit, if open && !chosen { Role::Key } else { role });
        let name = t(lang, choice_key(alternative.choice));
        canvas.put(cell(line, 5, 16), name, role);
        let meaning = || t(lang, choice_meaning_key(alternative.choice)).to_owned();
        let why = alternative.why.as_ref().map_or_else(meaning, |why| model.words(why));
        let basis = alternative.why.as_ref().and_then(|why| why.basis.as_deref()).unwrap_or_default();
        let more = if basis.is_empty() { why } else { format!("{why}  {basis}") };
        canvas.put(indent(line, 22), &more, if chosen { role } else { Role::TextDim });
        at += 1;
    }
    if let Some(running) = accept.chain.running() {
        let text = tf(lang, "conclusion.running", &[t(lang, running.key())]);
        canvas.put(row(inner, at + 1), &text, Role::TextStrong);
    }
    // What is asked stands where the papers stood: there is room for it at every size.
    match &accept.conclusion.outcome {
        Outcome::Choosing => {
            let choice = rows.get(accept.conclusion.cursor).map_or(judged.conclusion.choice, |row| row.choice);
            to_issue(canvas, model, choice, lower);
        }
        question => ask(canvas, model, question, lower),
    }
}

fn ask(canvas: &mut Canvas<'_>, model: &Model, question: &Outcome, mut area: Rect) {
    let lang = canvas.lang();
    let agent = model.accept.applicant.agent.is_some();
    let (title, rows): (String, Vec<&'static str>) = match question {
        Outcome::Choosing | Outcome::Originals { .. } => return,
        Outcome::Similar(_) => return similar(canvas, model, area),
        Outcome::Signature(choice) => {
            let key = match choice {
                Choice::NotifySupplement => "signature.notice",
                Choice::CorrectOnSpot => "signature.initials",
                _ => "signature.commitment",
            };
            let answers = Signature::answers(agent);
            if let Err(why) = model.accept.agent_may_sign(*choice, &model.session.law(model.now)) {
                let text = format!("- {} {}", model.words(&why), why.rule);
                let height = area.height.min(3);
                let note = Rect { y: area.bottom().saturating_sub(height), height, ..area };
                canvas.paragraph(indent(below(note, 1), 3), &text, Role::TextWarning);
                area.height = area.height.saturating_sub(height);
            }
            (t(lang, key).to_owned(), answers.iter().map(|answer| answer.key(agent)).collect())
        }
        Outcome::Kind => {
            (t(lang, "negative.which").to_owned(), NEGATIVES.iter().map(|kind| negative_key(*kind)).collect())
        }
        Outcome::Words { choice, kind, words } => {
            let key = match choice {
                Choice::HoldPapers => "words.place",
                Choice::ReceiveAndAsk => "words.question",
                _ => "words.facts",
            };
            let kind = kind.map(|kind| t(lang, negative_key(kind))).unwrap_or_default();
            let inner = canvas.boxed(area, &format!("{} {kind}", t(lang, key)), true);
            let field = cell(row(inner, 1), 2, inner.width.saturating_sub(4));
            canvas.field(field, words, model.overlays.is_empty());
            return;
        }
    };
    let inner = canvas.boxed(area, &title, true);
    for (at, key) in rows.into_iter().enumerate() {
        let line = row(inner, columns(at));
        if let Some(choice) = Action::choice(at + 1) {
            canvas.hit(line, Spot::Do(choice));
        }
        canvas.put(cell(line, 2, 2), &(at + 1).to_string(), Role::Key);
        canvas.put(indent(line, 5), t(lang, key), Role::Text);
    }
}

/// F44: what may be the same matter, and the two answers. The answers always have their rows.
pub fn similar(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let inner = canvas.boxed(area, t(lang, "similar.box"), true);
    let mut at = canvas.paragraph(inner, t(lang, "similar.title"), Role::TextWarning);
    let answers = columns(SIMILAR_ANSWERS.len());
    let room = inner.height.saturating_sub(answers);
    for alike in model.accept.similar() {
        if at >= room {
            break;
        }
        at += canvas.paragraph(Rect { height: room - at, ..below(inner, at) }, &alike.words(lang), Role::Text).max(1);
    }
    let rows = below(inner, at.min(room));
    for (at, key) in SIMILAR_ANSWERS.into_iter().enumerate() {
        let line = row(rows, columns(at));
        if let Some(choice) = Action::choice(at + 1) {
            canvas.hit(line, Spot::Do(choice));
        }
        canvas.put(cell(line, 2, 2), &(at + 1).to_string(), Role::Key);
        canvas.put(indent(line, 5), t(lang, key), Role::Text);
    }
}

/// 将出具: the papers of the chosen outcome, the department, the dates.
fn to_issue(canvas: &mut Canvas<'_>, model: &Model, choice: Choice, area: Rect) {
    let lang = canvas.lang();
    let accept = &model.accept;
    let (Some(judged), Some(guide)) = (&accept.judged, &accept.guide) else { return };
    let inner = canvas.boxed(area, t(lang, "conclusion.to_issue"), false);
    let names: Vec<String> =
        papers(choice, judged).into_iter().map(|paper| tf(lang, "paper.title", &[t(lang, paper_key(paper))])).collect();
    let mut at = canvas.paragraph(inner, &names.join("   "), Role::Text);
    let section = guide.department.section.as_deref().unwrap_or_default();
    let separator = canvas.sign(Glyph::Separator);
    let department = format!("{} {separator} {section}", guide.department.name);
    at += canvas.paragraph(below(inner, at), &tf(lang, "conclusion.department", &[department.trim_end()]), Role::Text);
    let mut dates = Vec::new();
    if let Some(days) = guide.promised.in_working_days() {
        dates.push(words::promised(lang, days));
    }
    if let Some(due) = judged.promised {
        dates.push(tf(lang, "conclusion.due_by", &[&due.to_string()]));
    }
    if let Some(due) = latest_due(judged).filter(|_| choice == Choice::AcceptWithTolerance) {
        dates.push(tf(lang, "conclusion.due", &[&due.to_string()]));
    }
    at += canvas.paragraph(below(inner, at), &dates.join("   "), Role::Text);
    for line in &judged.lines {
        if let (Some(early), Some(material)) = (&line.ends_early, guide.material(&line.code)) {
            let text = format!("{} {separator} {}", material.name, model.words(early));
            at += canvas.paragraph(below(inner, at), &text, Role::TextWarning);
        }
    }
}
