//! Step 1.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        accept::{TICKS, applicant::Pane},
        pointer::Fields,
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::form;
use crate::ui::{
    canvas::{Canvas, below, cell, columns, indent, row},
    words,
};

/// Draws the step.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let step = &model.accept.applicant;
    let agent = step.agent.as_ref();
    let (left, right) = match agent {
        Some(_) => {
            let width = area.width / 2;
            (Rect { width, ..area }, Some(Rect { x: area.x + width, width: area.width - width, ..area }))
        }
        None => (area, None),
    };
    let inner = canvas.boxed(left, t(lang, "applicant.title"), step.pane == Pane::Applicant);
    let focus = step.pane == Pane::Applicant && model.overlays.is_empty();
    form::fields(canvas, model, &step.form, Rect { height: inner.height.min(10), ..inner }, focus, Fields::Applicant);
    facts(canvas, model, below(inner, 11));
    if let (Some(agent), Some(right)) = (agent, right) {
        let inner = canvas.boxed(right, t(lang, "agent.title"), step.pane != Pane::Applicant);
        let focus = step.pane == Pane::Agent && model.overlays.is_empty();
        let mut used = 0;
        if agent.kind.is_public() {
            let who = ["agent_name", "agent_number"].map(|id| agent.form.value(id));
            used += canvas.paragraph(inner, &tf(lang, "agent.public", &who), Role::TextStrong);
        }
        // With the keys among the ticks nothing is said below the fields any more, and every tick needs its row.
        let rows = if agent.kind.is_public() { 3 } else { 4 };
        let rows = if step.pane == Pane::Ticks { rows } else { rows + 2 };
        let fields = below(inner, used);
        form::fields(
            canvas,
            model,
            &agent.form,
            Rect { height: fields.height.min(rows), ..fields },
            focus,
            Fields::Agent,
        );
        let rows = used + rows;
        ticks(canvas, model, below(inner, rows));
    }
}

/// What the number and the centre said.
fn facts(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let step = &model.accept.applicant;
    let mut at = 0;
    let mut say = |canvas: &mut Canvas<'_>, text: &str, role: Role| {
        at += canvas.paragraph(below(area, at), text, role);
    };
    match &step.recognised {
        None => say(canvas, t(lang, "applicant.how"), Role::TextDim),
        Some(known) => {
            let kind = t(lang, known.kind.key());
            let day = model.session.today(model.now).day;
            let age = known.person.map(|person| tf(lang, "applicant.age", &[&person.age_on(day).to_string()]));
            let province = known.person.and_then(|person| person.province);
            let parts = [Some(kind.to_owned()), age, province.map(str::to_owned)];
            let line = parts.into_iter().flatten().collect::<Vec<_>>().join("  ");
            say(canvas, &format!("{} {line}", canvas.sign(Glyph::Complete)), Role::TextGood);
        }
    }
    let Some(known) = &step.known else { return };
    say(canvas, t(lang, if known.registered { "applicant.known" } else { "applicant.new" }), Role::Text);
    if known.barred {
        say(canvas, &format!("{} {}", canvas.sign(Glyph::Missing), t(lang, "notice.barred")), Role::TextError);
    }
    for case in &known.open_cases {
        let number = case.case_no.as_deref().or(case.receipt_no.as_deref()).unwrap_or_default();
        say(canvas, &tf(lang, "applicant.open_case", &[&case.item_name, number]), Role::TextWarning);
    }
    if known.submitted_draft.is_some() {
        say(canvas, t(lang, "applicant.submitted"), Role::TextWarning);
    }
}

/// R5.12: the ticks of the letter, by digit.
fn ticks(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let Some(agent) = &model.accept.applicant.agent else { return };
    let has_keys = model.accept.applicant.pane == Pane::Ticks;
    canvas.put(row(area, 0), t(lang, "agent.ticks"), Role::Title);
    let signed = std::iter::once((t(lang, "agent.signed"), agent.signed));
    let rows = TICKS.iter().map(|tick| (t(lang, words::tick_key(*tick)), agent.ticks.contains(tick))).chain(signed);
    for (at, (name, on)) in rows.enumerate() {
        let line = row(area, columns(at) + 1);
        let chosen = has_keys && at == agent.cursor;
        let role = if chosen { Role::Selection } else { Role::Text };
        canvas.paint(line, role);
        if let Some(choice) = Action::choice(at + 1).filter(|_| has_keys) {
            canvas.hit(line, Spot::Do(choice));
        }
        let sign = canvas.sign(if on { Glyph::Ticked } else { Glyph::Unticked });
        canvas.put(cell(line, 0, 2), &(at + 1).to_string(), if chosen { role } else { Role::Key });
        canvas.put(indent(line, 2), &format!("{sign} {name}"), role);
    }
}
