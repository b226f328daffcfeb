//! Step 4 as words: every material with its verdict and why, the one that is asked for now, the live conclusion.

use crate::{
    app::{
        Model,
        accept::{JudgedLine, Mode, choice_key},
    },
    domain::{check::State, guide::Material},
    i18n::{t, tf},
};

use super::{Line, Page, drawn, joined, numbered, speech};
use crate::ui::{
    accept::{
        guide,
        materials::{form_key, options, words_to_say},
    },
    words,
};

/// The check list.
pub fn page(model: &Model) -> Page {
    let lang = model.lang;
    let accept = &model.accept;
    let mut page =
        Page { id: "accept.materials".to_owned(), prompt: t(lang, "step.materials").to_owned(), ..Page::default() };
    let (Some(guide), Some(judged)) = (&accept.guide, &accept.judged) else {
        page.ask = vec![t(lang, "why.no_item").to_owned()];
        return page;
    };
    if let Mode::Points { .. } = accept.work.materials.mode {
        return points(model);
    }
    for (material, line) in guide.materials.iter().zip(&judged.lines) {
        page.lines.push(row(model, material, line).into());
    }
    // Read with the page; by itself only what the conclusion is, when that changes.
    page.lines.push(Line::keyed(tally(model), "tally"));
    let open = judged.count(&[State::Unchecked]) > 0;
    page.lines.push(Line::keyed(preview(model), &format!("{open} {:?}", judged.conclusion.choice)));
    if accept.guide_open {
        page.lines.extend(self::guide(model).into_iter().map(Into::into));
    }
    page.how = vec![t(lang, "plain.materials.how").to_owned()];
    if let Some(material) = accept.current_material() {
        page.prompt = format!("{} {}", t(lang, "step.materials"), material.no);
        page.ask = ask(model, material);
    }
    page
}

/// Verdict and why.
fn row(model: &Model, material: &Material, line: &JudgedLine) -> String {
    let lang = model.lang;
    let (_, key, _) = words::verdict(line.state);
    let word = t(lang, key);
    let due = model.accept.judged.as_ref().and_then(|judged| judged.offered(&material.code)?.due);
    let more = match (line.state, due, line.by) {
        (State::Tolerated, Some(due), _) => tf(lang, "materials.due_on", &[&speech::day(lang, due)]),
        (State::Exempt, _, Some(way)) => t(lang, words::way_key(way)).to_owned(),
        (State::Ok | State::Unchecked, ..) => String::new(),
        _ => model.words(&line.why),
    };
    // A reason that begins with the verdict's own word says both.
    let said = if more.starts_with(word) { more } else { joined(lang, &[word.to_owned(), more]) };
    tf(lang, "plain.materials.row", &[&material.no.to_string(), &material.name, &said])
}

fn tally(model: &Model) -> String {
    let lang = model.lang;
    let Some(judged) = &model.accept.judged else { return String::new() };
    let count = |states: &[State]| judged.count(states).to_string();
    let due = judged.lines.len() - judged.count(&[State::NotApplicable]);
    let parts = [
        ("materials.due", due.to_string()),
        ("materials.ok", count(&[State::Ok])),
        ("materials.exempt", count(&[State::Exempt])),
        ("materials.tolerated", count(&[State::Tolerated])),
        ("materials.missing", count(&[State::Missing, State::Defect])),
        ("materials.open", count(&[State::Unchecked])),
    ];
    joined(lang, &parts.map(|(key, count)| tf(lang, key, &[&count])))
}

fn preview(model: &Model) -> String {
    let lang = model.lang;
    let Some(judged) = &model.accept.judged else { return String::new() };
    let name = t(lang, choice_key(judged.conclusion.choice));
    match judged.count(&[State::Unchecked]) {
        0 => {
            let said = tf(lang, "materials.preview", &[name, &model.words(&judged.conclusion.reason)]);
            joined(lang, &said.split("  ").map(str::to_owned).collect::<Vec<_>>())
        }
        open => tf(lang, "materials.preview_open", &[&open.to_string(), name]),
    }
}

/// The row that is asked for now, or the question that it asks.
fn ask(model: &Model, material: &Material) -> Vec<String> {
    let lang = model.lang;
    let list = &model.accept.work.materials;
    let title = match list.mode {
        Mode::Rows | Mode::Points { .. } => return here(model, material),
        Mode::Defect => "materials.ask.defect",
        Mode::Exempt => "materials.ask.exempt",
        Mode::ToleranceReason => "materials.ask.tolerance",
        Mode::DefectWords { .. } => "materials.ask.words",
        Mode::ToleranceDays { .. } => "materials.ask.days",
    };
    let mut ask = vec![t(lang, title).to_owned()];
    if let Mode::ToleranceDays { days } = &list.mode {
        ask.push(tf(lang, "plain.days.now", &[days.text()]));
        let offered = model.accept.judged.as_ref().and_then(|judged| judged.offered(&material.code)?.due);
        ask.extend(offered.map(|due| tf(lang, "materials.due_on", &[&speech::day(lang, due)])));
    }
    let row = |(at, (text, against)): (usize, (String, Option<String>))| {
        joined(lang, &[numbered(at, &text), against.unwrap_or_default()])
    };
    ask.extend(options(model).into_iter().enumerate().map(row));
    ask
}

fn here(model: &Model, material: &Material) -> Vec<String> {
    let lang = model.lang;
    let Some(line) = model.accept.judged.as_ref().and_then(|judged| judged.line(&material.code)) else {
        return Vec::new();
    };
    let copies = material.originals.unwrap_or(0) + material.copies.unwrap_or(0);
    let wanted = if copies == 0 {
        t(lang, "plain.materials.wanted_any").to_owned()
    } else {
        tf(lang, "plain.materials.wanted", &[t(lang, form_key(material)), &copies.to_string()])
    };
    let (_, verdict, _) = words::verdict(line.state);
    let mut ask =
        vec![tf(lang, "plain.materials.here", &[&material.no.to_string(), &material.name, &wanted, t(lang, verdict)])];
    let say = words_to_say(model, material);
    if line.state.lacks() && !say.is_empty() {
        ask.push(tf(lang, "materials.say", &[&say]));
    }
    if line.state != State::Unchecked {
        ask.extend(line.why.basis.as_ref().map(|basis| tf(lang, "guide.basis", &[basis])));
    }
    ask
}

/// The guide on the material that is asked for.
fn guide(model: &Model) -> Vec<String> {
    drawn::lines(model, |canvas, area| guide::draw(canvas, model, area))
}

fn points(model: &Model) -> Page {
    let lang = model.lang;
    let list = &model.accept.work.materials;
    let mut page = Page {
        id: "accept.materials.points".to_owned(),
        prompt: t(lang, "guide.points").to_owned(),
        ..Page::default()
    };
    let Some(material) = model.accept.current_material() else { return page };
    page.head.push(tf(lang, "guide.title", &[&material.name]));
    for (at, point) in material.review_points.iter().enumerate() {
        let ticked = speech::tick(lang, list.is_ticked(&material.code, at)).to_owned();
        page.lines.push(joined(lang, &[numbered(at, &point.text), ticked]).into());
        page.lines.extend(point.say.as_ref().map(|say| tf(lang, "materials.say", &[say]).into()));
    }
    let key = if material.review_points.is_empty() { "plain.points.none" } else { "plain.points.ask" };
    page.ask = vec![t(lang, key).to_owned()];
    page
}
