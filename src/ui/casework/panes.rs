//! The panes of a case: negative, materials, dates, history, papers, guide.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        accept::{negative_key, paper_key},
        casework::{CaseDetail, Pane},
        session::beijing,
        unknown,
    },
    domain::check::State,
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::{
    canvas::{Canvas, below, cell, columns, indent, row},
    words, worklist,
};

/// Names of the panes on one line, where only one of them is shown.
pub fn titles(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let mut rest = indent(area, 1);
    for (at, pane) in model.casework.panes().into_iter().enumerate() {
        let role = if pane == model.casework.pane { Role::PlaceActive } else { Role::Place };
        let used = canvas.put(rest, &format!(" {} ", t(lang, pane.key())), role) + 1;
        canvas.hit(Rect { width: used - 1, ..rest }, Spot::Tab(at));
        rest = Rect { x: rest.x + used.min(rest.width), width: rest.width.saturating_sub(used), ..rest };
    }
}

/// Draws one pane in its box.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, detail: &CaseDetail, pane: Pane, area: Rect) {
    let title = title(canvas, model, detail, pane);
    let area = canvas.boxed(area, &title, model.casework.pane == pane);
    inner(canvas, model, detail, pane, area);
}

/// Draws what stands in the box of a pane.
pub fn inner(canvas: &mut Canvas<'_>, model: &Model, detail: &CaseDetail, pane: Pane, inner: Rect) {
    match pane {
        Pane::Materials => materials(canvas, model, inner),
        Pane::History => history(canvas, model, inner),
        Pane::Papers => papers(canvas, model, detail, inner),
        Pane::Files => super::files::draw(canvas, model, inner),
        Pane::Negative => lines(canvas, model, pane, &negative(canvas, detail), inner),
        Pane::Clocks => lines(canvas, model, pane, &clocks(canvas, model, detail), inner),
        Pane::Guide => lines(canvas, model, pane, &guide(canvas, model), inner),
        Pane::Acts => {}
    }
}

fn title(canvas: &Canvas<'_>, model: &Model, detail: &CaseDetail, pane: Pane) -> String {
    let lang = canvas.lang();
    match pane {
        Pane::Materials => {
            let states: Vec<State> = shown_states(model).collect();
            let count = |which: &dyn Fn(&State) -> bool| states.iter().filter(|state| which(state)).count().to_string();
            let args = [
                count(&|state| *state != State::NotApplicable),
                count(&|state| *state == State::Ok),
                count(&|state| *state == State::Exempt),
                count(&|state| *state == State::Tolerated),
                count(&|state| state.lacks() && *state != State::Tolerated),
            ];
            tf(lang, "pane.materials.tally", &args.each_ref().map(String::as_str))
        }
        Pane::Papers => format!("{} {}", t(lang, pane.key()), detail.case.documents.len()),
        Pane::Files => format!("{} {}", t(lang, pane.key()), detail.files.len()),
        Pane::Guide => {
            let material = current_material(model).map(|material| material.name.as_str()).unwrap_or_default();
            format!("{} {} {material}", t(lang, pane.key()), canvas.sign(Glyph::Separator))
        }
        _ => t(lang, pane.key()).to_owned(),
    }
}

/// The verdict per material as it is shown: what lacks and is tolerated is tolerated.
fn shown_states(model: &Model) -> impl Iterator<Item = State> {
    let lines = model.casework.detail.as_ref().map(|detail| detail.case.tolerance.lines.as_slice()).unwrap_or_default();
    let is_tolerated = |code: &str| lines.iter().any(|line| line.material_code == code);
    model.case_findings().into_iter().map(move |finding| {
        let waits = finding.state.lacks() && is_tolerated(&finding.material.code);
        if waits { State::Tolerated } else { finding.state }
    })
}

fn current_material(model: &Model) -> Option<&crate::domain::guide::Material> {
    model.casework.guide.as_ref()?.materials.get(model.casework.cursor(Pane::Materials))
}

/// Verdict, way and why of every material; which of them are tolerated until when.
fn materials(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let findings = model.case_findings();
    let states: Vec<State> = shown_states(model).collect();
    if findings.is_empty() {
        let key = if model.casework.guide.is_none() { "case.loading_guide" } else { "case.no_materials" };
        canvas.put(row(area, 0), t(lang, key), Role::TextDim);
        return;
    }
    let tolerated = model.casework.detail.iter().flat_map(|detail| &detail.case.tolerance.lines).collect::<Vec<_>>();
    let focus = model.casework.pane == Pane::Materials;
    let cursor = model.casework.cursor(Pane::Materials).min(findings.len() - 1);
    let first = canvas.offset("case.materials", cursor, area.height, findings.len());
    for (at, (finding, state)) in findings.iter().zip(states).enumerate().skip(first).take(usize::from(area.height)) {
        let line = row(area, columns(at - first));
        let chosen = at == cursor;
        let ground = match (chosen, focus) {
            (true, true) => Role::Selection,
            (true, false) => Role::SelectionIdle,
            _ => Role::Text,
        };
        canvas.paint(line, ground);
        if focus {
            canvas.hit(line, Spot::Row(at));
        }
        let look = |role: Role| if chosen && focus { Role::Selection } else { role };
        let due = tolerated.iter().find(|line| line.material_code == finding.material.code);
        let (glyph, word, role) = words::verdict(state);
        let sign = canvas.sign(glyph);
        canvas.put(cell(line, 0, 2), &sign.to_string(), look(role));
        canvas.put(cell(line, 2, 3), &format!("{:>2}", finding.material.no), look(Role::TextDim));
        let name = (area.width.saturating_sub(6) / 2).max(10);
        canvas.put(cell(line, 6, name), &finding.material.name, look(Role::Text));
        let mut said = vec![t(lang, word).to_owned()];
        said.extend(finding.by.map(|way| t(lang, words::way_key(way)).to_owned()));
        match due.and_then(|line| line.due) {
            Some(due) => said.push(tf(lang, "case.until", &[&due.strftime("%m-%d").to_string()])),
            None if !matches!(finding.state, State::Ok) => said.push(model.words(&finding.reason)),
            None => {}
        }
        canvas.put(indent(line, 7 + name), &said.join(" "), look(role));
    }
}

/// Who did what, when and where, with the papers that came of it; the newest on top.
fn history(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let entries = &model.casework.timeline;
    if entries.is_empty() {
        canvas.put(row(area, 0), t(lang, "case.no_history"), Role::TextDim);
        return;
    }
    let focus = model.casework.pane == Pane::History;
    let cursor = if focus { model.casework.cursor(Pane::History).min(entries.len() - 1) } else { 0 };
    let mut at = 0;
    for (place, entry) in entries.iter().rev().enumerate().skip(cursor) {
        if at >= area.height {
            return;
        }
        let role = if focus && place == cursor { Role::TextStrong } else { Role::Text };
        canvas.put(cell(row(area, at), 0, 12), &beijing(entry.at).strftime("%m-%d %H:%M").to_string(), Role::TextDim);
        let act = unknown::act(lang, &entry.act);
        let text = format!(
            "{act} {} {}  {} {}",
            canvas.sign(Glyph::More),
            unknown::words(lang, &entry.state, |state| state.key()),
            entry.person,
            unknown::words(lang, &entry.role, |role| words::role_key(*role))
        );
        at += canvas.paragraph(indent(below(area, at), 12), &text, role).max(1);
        let window = entry.window_id.as_ref().map(|window| tf(lang, "frame.window", &[window]));
        let documents = (!entry.documents.is_empty()).then(|| entry.documents.join("  "));
        let more: Vec<String> = [window, documents, entry.remark.clone()].into_iter().flatten().collect();
        if !more.is_empty() {
            at += canvas.paragraph(indent(below(area, at), 12), &more.join("  "), Role::TextDim);
        }
    }
}

fn papers(canvas: &mut Canvas<'_>, model: &Model, detail: &CaseDetail, area: Rect) {
    let lang = canvas.lang();
    let papers = &detail.case.documents;
    if papers.is_empty() {
        canvas.put(row(area, 0), t(lang, "case.no_papers"), Role::TextDim);
        return;
    }
    let cursor = model.casework.cursor(Pane::Papers).min(papers.len() - 1);
    let focus = model.casework.pane == Pane::Papers;
    let first = canvas.offset("case.papers", cursor, area.height, papers.len());
    for (at, paper) in papers.iter().rev().enumerate().skip(first).take(usize::from(area.height)) {
        let line = row(area, columns(at - first));
        let role = if at == cursor && focus { Role::Selection } else { Role::Text };
        canvas.paint(line, role);
        if focus {
            canvas.hit(line, Spot::Row(at));
        }
        let when = beijing(paper.issued_at).strftime("%m-%d %H:%M").to_string();
        let rest = canvas.put_right(line, &when, role);
        let corrects = paper.corrects.as_ref().map(|no| tf(lang, "case.corrects", &[no])).unwrap_or_default();
        canvas.put(rest, &format!("{}  {}  {corrects}", t(lang, paper_key(paper.kind)), paper.no), role);
    }
}

/// Lines that scroll; none is cut.
fn lines(canvas: &mut Canvas<'_>, model: &Model, pane: Pane, lines: &[(String, Role)], area: Rect) {
    let mut wrapped: Vec<(String, Role)> = Vec::new();
    for (text, role) in lines {
        wrapped.extend(canvas.wrapped(text, area.width).into_iter().map(|line| (line, *role)));
    }
    let last = wrapped.len().saturating_sub(usize::from(area.height));
    let first = model.casework.cursor(pane).min(last);
    for (at, (text, role)) in wrapped.iter().skip(first).take(usize::from(area.height)).enumerate() {
        canvas.put(row(area, columns(at)), text, *role);
    }
    if last > first && area.height > 1 {
        let sign = canvas.sign(Glyph::Below).to_string();
        canvas.put_right(row(area, area.height - 1), &sign, Role::TextDim);
    }
}

/// The negative before the chief representative: kind, facts, basis, guidance, rung, until when (R3.3, R3.4).
fn negative(canvas: &Canvas<'_>, detail: &CaseDetail) -> Vec<(String, Role)> {
    let lang = canvas.lang();
    let Some(negative) = &detail.case.negative else { return Vec::new() };
    let rung = match negative.rung {
        1 => t(lang, "rung.chief_rep").to_owned(),
        2 => t(lang, "rung.section").to_owned(),
        _ => t(lang, "rung.joint").to_owned(),
    };
    let time = |at| beijing(at).strftime("%m-%d %H:%M").to_string();
    let mut lines = vec![(t(lang, negative_key(negative.kind)).to_owned(), Role::TextStrong)];
    lines.push((tf(lang, "negative.facts", &[&negative.facts]), Role::Text));
    lines.push((tf(lang, "negative.basis", &[&negative.basis]), Role::TextBasis));
    if !negative.guidance.is_empty() {
        lines.push((tf(lang, "negative.guidance", &[&negative.guidance]), Role::Text));
    }
    lines.push((tf(lang, "negative.proposed", &[&time(negative.proposed_at)]), Role::TextDim));
    let due = negative.due_at.map(time).unwrap_or_default();
    lines.push((tf(lang, "negative.rung", &[&rung, &due]), Role::TextStrong));
    lines.push((t(lang, "negative.clock_runs").to_owned(), Role::TextDim));
    lines
}

/// Every clock with its light, and how its date came about, line by line (R9.14).
fn clocks(canvas: &Canvas<'_>, model: &Model, detail: &CaseDetail) -> Vec<(String, Role)> {
    let lang = canvas.lang();
    let mut lines = Vec::new();
    if detail.clocks.lines.is_empty() {
        lines.push((t(lang, "case.no_clocks").to_owned(), Role::TextDim));
    }
    for clock in &detail.clocks.lines {
        let (glyph, role) = worklist::light(clock.light);
        let name = tf(lang, &format!("clock.{}", clock.kind), &[]);
        let due = clock.due.map(|due| due.to_string()).unwrap_or_default();
        let remaining = match clock.remaining {
            Some(days) if days < 0 => tf(lang, "left.over", &[&days.unsigned_abs().to_string()]),
            Some(0) => t(lang, "left.today").to_owned(),
            Some(days) => tf(lang, "left.days", &[&days.to_string()]),
            None => String::new(),
        };
        let provisional = if clock.provisional { t(lang, "case.provisional") } else { "" };
        let light = t(lang, clock.light.key());
        lines.push((format!("{} {light}  {name}  {due}  {remaining} {provisional}", canvas.sign(glyph)), role));
        for why in &clock.explain {
            lines.push((format!("    {}", model.words(why)), Role::TextDim));
        }
    }
    lines
}

/// What the material under the cursor must be; below it what the item demands and promises.
fn guide(canvas: &Canvas<'_>, model: &Model) -> Vec<(String, Role)> {
    let lang = canvas.lang();
    let Some(guide) = &model.casework.guide else {
        return vec![(t(lang, "case.loading_guide").to_owned(), Role::TextDim)];
    };
    let dot = canvas.sign(Glyph::Separator);
    let mut lines = Vec::new();
    if let Some(finding) = model.case_findings().get(model.casework.cursor(Pane::Materials)) {
        let (_, word, role) = words::verdict(finding.state);
        lines.push((format!("{} {}", t(lang, word), model.words(&finding.reason)), role));
        let basis = finding.reason.basis.as_deref().unwrap_or_default();
        lines.push((format!("{} {basis}", finding.reason.rule), Role::TextBasis));
    }
    if let Some(material) = current_material(model) {
        for point in &material.review_points {
            lines.push((format!("{dot} {}", point.text), Role::Text));
        }
        for (key, text) in [("guide.note", &material.fill_note), ("guide.basis", &material.basis)] {
            lines.extend(text.as_ref().map(|text| (tf(lang, key, &[text]), Role::TextDim)));
        }
    }
    let limit = |days: Option<u32>| days.map_or_else(|| "-".to_owned(), |days| days.to_string());
    let limits = [limit(guide.promised.in_working_days()), limit(guide.statutory.in_working_days())];
    lines.push((tf(lang, "case.limits", &limits.each_ref().map(String::as_str)), Role::Title));
    for (key, texts) in [("case.conditions", &guide.acceptance_conditions), ("case.basis", &guide.legal_basis)] {
        if !texts.is_empty() {
            lines.push((t(lang, key).to_owned(), Role::Title));
            lines.extend(texts.iter().map(|text| (format!("{dot} {text}"), Role::Text)));
        }
    }
    if !guide.special.is_empty() {
        lines.push((t(lang, "case.special").to_owned(), Role::Title));
        for rule in &guide.special {
            let name = t(lang, crate::app::casework::special_key(rule.kind));
            let most = rule.max_days.map(|days| tf(lang, "case.at_most", &[&days.to_string()])).unwrap_or_default();
            lines.push((format!("{dot} {name} {most} {}", rule.when.as_deref().unwrap_or_default()), Role::Text));
        }
    }
    lines
}
