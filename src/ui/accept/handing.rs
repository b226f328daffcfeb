//! Step 6 on a grid agent's machine, and the page after it: the slip, and how far the draft has come.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        accept::{Outcome, Way, choice_key},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, below, cell, columns, indent, row};

/// Draws the step.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let accept = &model.accept;
    let upper = Rect { height: area.height * 3 / 5, ..area };
    let lower = below(area, upper.height);
    let inner = canvas.boxed(upper, t(lang, "way.title"), true);
    let mut at = 0;
    if let Some(judged) = &accept.judged {
        let verdict = t(lang, choice_key(judged.conclusion.choice));
        at += canvas.paragraph(inner, &tf(lang, "way.verdict", &[verdict]), Role::TextStrong) + 1;
    }
    let ways = accept.ways(&model.session.law(model.now));
    for (place, row_of) in ways.iter().enumerate() {
        let chosen = place == accept.conclusion.cursor;
        let role = match (chosen, &row_of.blocked) {
            (true, _) => Role::Selection,
            (false, None) => Role::Text,
            (false, Some(_)) => Role::Disabled,
        };
        let line = row(inner, at);
        canvas.paint(line, role);
        canvas.hit(line, Spot::Row(place));
        let sign = if chosen { canvas.sign(Glyph::Current) } else { ' ' };
        canvas.put(cell(line, 0, 2), &sign.to_string(), role);
        let digit = if row_of.blocked.is_some() { "-".to_owned() } else { (place + 1).to_string() };
        canvas.put(cell(line, 2, 2), &digit, if role == Role::Text { Role::Key } else { role });
        canvas.put(cell(line, 5, 16), t(lang, row_of.way.key()), role);
        // Why not, with the rule: in words that can be read out to the household.
        let why = row_of.blocked.as_ref().map_or_else(
            || t(lang, row_of.way.meaning_key()).to_owned(),
            |why| format!("{} {}", model.words(why), why.rule),
        );
        at += canvas.paragraph(indent(below(inner, at), 22), &why, if chosen { role } else { Role::TextDim }).max(1);
    }
    if let Some(running) = accept.chain.running() {
        let text = tf(lang, "conclusion.running", &[t(lang, running.key())]);
        canvas.put(row(inner, at + 1), &text, Role::TextStrong);
    }
    if let Outcome::Originals { taken, cursor } = &accept.conclusion.outcome {
        originals(canvas, model, taken, *cursor, lower);
        return;
    }
    if let Outcome::Similar(_) = accept.conclusion.outcome {
        super::conclusion::similar(canvas, model, lower);
        return;
    }
    let inner = canvas.boxed(lower, t(lang, "conclusion.to_issue"), false);
    let collects = ways.get(accept.conclusion.cursor).is_some_and(|row| row.way == Way::Collect);
    canvas.paragraph(inner, t(lang, if collects { "way.to_issue" } else { "way.no_paper" }), Role::Text);
}

fn originals(canvas: &mut Canvas<'_>, model: &Model, taken: &BTreeSet<String>, cursor: usize, area: Rect) {
    let lang = canvas.lang();
    let papers = model.accept.originals_in_hand();
    let key = if papers.is_empty() { "originals.none" } else { "originals.which" };
    let inner = canvas.boxed(area, t(lang, key), true);
    let first = canvas.offset("accept.originals", cursor, inner.height, papers.len());
    for (at, paper) in papers.iter().enumerate().skip(first).take(usize::from(inner.height)) {
        let line = row(inner, columns(at - first));
        let role = if at == cursor { Role::Selection } else { Role::Text };
        canvas.paint(line, role);
        if let Some(choice) = Action::choice(at + 1) {
            canvas.hit(line, Spot::Do(choice));
        }
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(line, 0, 2), &digit, if at == cursor { role } else { Role::Key });
        let sign = canvas.sign(if taken.contains(&paper.code) { Glyph::Ticked } else { Glyph::Unticked });
        canvas.put(indent(line, 3), &format!("{sign} {} {}", paper.name, paper.originals), role);
    }
}

/// The page after handing in.
pub fn handed_in(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let accept = &model.accept;
    let title = accept
        .slip
        .as_ref()
        .map_or_else(|| t(lang, "slip.draft_only").to_owned(), |slip| tf(lang, "slip.title", &[&slip.no]));
    let inner = canvas.boxed(area, &title, true);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    // Only the centre's receipt lets the screen say that the window has it.
    let (glyph, key, role) = if accept.chain.rests() {
        (Glyph::Open, "slip.waiting", Role::TextWarning)
    } else {
        (Glyph::Complete, "slip.confirmed", Role::TextGood)
    };
    let head = format!("{} {}", canvas.sign(glyph), t(lang, key));
    let mut at = canvas.paragraph(inner, &head, role) + 1;
    let Some(slip) = &accept.slip else { return };
    canvas.put(row(inner, at), t(lang, "slip.keys"), Role::TextDim);
    at += 2;
    for line in slip.text.lines() {
        if at >= inner.height {
            return;
        }
        at += canvas.paragraph(below(inner, at), line, Role::Text).max(1);
    }
}
