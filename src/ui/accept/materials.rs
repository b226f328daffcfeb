//! Step 4, the heart: rows with sign, form, copies, source and verdict; why and rule beside each; the live conclusion as
//! the last line.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        accept::{Judged, JudgedLine, Mode, choice_key},
    },
    domain::{
        check::State,
        guide::{Material, MaterialForm, MaterialSource},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::{
    canvas::{Canvas, below, cell, columns, indent, row},
    words,
};

/// Draws the step.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let accept = &model.accept;
    let (Some(guide), Some(judged)) = (&accept.guide, &accept.judged) else { return };
    let inner = canvas.boxed(Rect { height: area.height.saturating_sub(2), ..area }, &title(canvas, judged), true);
    conclusion_line(
        canvas,
        model,
        judged,
        Rect { x: area.x + 1, y: area.bottom().saturating_sub(2), width: area.width.saturating_sub(2), height: 2 },
    );
    let widths = Columns::of(inner.width);
    heading(canvas, row(inner, 0), &widths);
    let question = question_height(model).min(inner.height);
    let list = Rect { height: inner.height.saturating_sub(1 + question), ..below(inner, 1) };
    let cursor = accept.work.materials.cursor;
    let first = canvas.offset("materials", cursor, list.height, judged.lines.len());
    let shown = guide.materials.iter().zip(&judged.lines).enumerate().skip(first).take(usize::from(list.height));
    for (at, (material, line)) in shown {
        one(canvas, model, material, line, row(list, columns(at - first)), &widths, at == cursor);
        canvas.hit(row(list, columns(at - first)), Spot::Row(at));
    }
    if question > 0 {
        let area = Rect { y: inner.bottom().saturating_sub(question), height: question, ..inner };
        ask(canvas, model, area);
    } else if matches!(accept.work.materials.mode, Mode::Points { .. }) && area.width < 90 && !accept.guide_open {
        let width = area.width * 2 / 3;
        let height = area.height.saturating_sub(2);
        super::guide::draw(canvas, model, Rect { x: area.right().saturating_sub(width), width, height, ..area });
    }
}

fn title(canvas: &Canvas<'_>, judged: &Judged) -> String {
    let lang = canvas.lang();
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
    let separator = format!(" {} ", canvas.sign(Glyph::Separator));
    let tally = parts.iter().map(|(key, count)| tf(lang, key, &[count])).collect::<Vec<_>>().join(&separator);
    format!("{}  {tally}", t(lang, "materials.title"))
}

/// Where the columns of the list begin; form and source go first when there is no room.
struct Columns {
    name: u16,
    form: Option<u16>,
    copies: u16,
    source: Option<u16>,
    verdict: u16,
}

impl Columns {
    fn of(width: u16) -> Self {
        let verdict = if width >= 100 { 36 } else { 26 };
        let source = (width >= 90).then_some(10);
        let form = (width >= 70).then_some(8);
        let copies = 4;
        let rest = 5 + verdict + copies + source.unwrap_or(0) + form.unwrap_or(0);
        Self { name: width.saturating_sub(rest), form, copies, source, verdict }
    }
}

fn heading(canvas: &mut Canvas<'_>, line: Rect, widths: &Columns) {
    let lang = canvas.lang();
    let mut x = 5;
    let mut put = |canvas: &mut Canvas<'_>, key: &'static str, width: u16| {
        canvas.put(cell(line, x, width.saturating_sub(1)), t(lang, key), Role::TextDim);
        x += width;
    };
    put(canvas, "materials.column.name", widths.name);
    if let Some(width) = widths.form {
        put(canvas, "materials.column.form", width);
    }
    put(canvas, "materials.column.copies", widths.copies);
    if let Some(width) = widths.source {
        put(canvas, "materials.column.source", width);
    }
    put(canvas, "materials.column.verdict", widths.verdict);
}

fn one(
    canvas: &mut Canvas<'_>,
    model: &Model,
    material: &Material,
    line: &JudgedLine,
    area: Rect,
    widths: &Columns,
    chosen: bool,
) {
    if area.is_empty() {
        return;
    }
    let lang = canvas.lang();
    let (glyph, key, state) = words::verdict(line.state);
    let role = if chosen { Role::Selection } else { Role::Text };
    let quiet = match (chosen, line.state) {
        (true, _) => Role::Selection,
        (false, State::NotApplicable) => Role::StateNotApplicable,
        (false, _) => Role::Text,
    };
    canvas.paint(area, role);
    canvas.put(cell(area, 0, 1), &canvas.sign(glyph).to_string(), if chosen { role } else { state });
    canvas.put(cell(area, 2, 2), &format!("{:>2}", material.no), quiet);
    let mut x = 5;
    let scans = model.accept.work.materials.scans.of(&material.code).len();
    let scans = if scans == 0 { String::new() } else { tf(lang, "materials.scans", &[&scans.to_string()]) };
    let rest = canvas.put_right(cell(area, x, widths.name.saturating_sub(1)), &scans, quiet);
    let name = if scans.is_empty() { rest } else { Rect { width: rest.width.saturating_sub(1), ..rest } };
    canvas.put(name, &material.name, quiet);
    x += widths.name;
    if let Some(width) = widths.form {
        let form = line.by.map_or_else(|| form_key(material), words::way_short);
        canvas.put(cell(area, x, width - 1), t(lang, form), quiet);
        x += width;
    }
    let row = model.accept.work.materials.row(&material.code);
    let copies = row.map_or_else(
        || material.originals.unwrap_or(0) + material.copies.unwrap_or(0),
        |row| row.originals + row.copies,
    );
    let nothing_comes = matches!(line.state, State::Exempt | State::NotApplicable);
    let copies = if copies == 0 || nothing_comes { "-".to_owned() } else { copies.to_string() };
    canvas.put(cell(area, x, widths.copies - 1), &copies, quiet);
    x += widths.copies;
    if let Some(width) = widths.source {
        canvas.put(cell(area, x, width - 1), t(lang, source_key(material.source)), quiet);
        x += width;
    }
    let tail = indent(area, x);
    let word = t(lang, key);
    let due = model.accept.judged.as_ref().and_then(|judged| judged.offered(&material.code)?.due);
    let more = match (line.state, due, line.by) {
        (State::Exempt | State::Ok, ..) if line.ends_early.is_some() => {
            line.ends_early.as_ref().map(|early| model.words(early)).unwrap_or_default()
        }
        (State::Tolerated, Some(due), _) => tf(lang, "materials.due_on", &[&due.strftime("%m-%d").to_string()]),
        (State::Exempt, _, Some(way)) => t(lang, words::way_key(way)).to_owned(),
        (State::Ok | State::Unchecked, ..) => String::new(),
        _ => model.words(&line.why),
    };
    // A reason that begins with the verdict's own word says both.
    let (word, more) = match more.strip_prefix(word) {
        Some(_) => (more.as_str(), ""),
        None => (word, more.as_str()),
    };
    let used = canvas.put(tail, word, if chosen { role } else { state }) + 1;
    canvas.put(indent(tail, used), more, if chosen { role } else { Role::TextDim });
}

/// The form in which a material is wanted.
pub fn form_key(material: &Material) -> &'static str {
    match material.forms.first() {
        Some(MaterialForm::Original) => "form.original",
        Some(MaterialForm::Copy) => "form.copy",
        Some(MaterialForm::Electronic) => "form.electronic",
        None => "form.any",
    }
}

const fn source_key(source: MaterialSource) -> &'static str {
    match source {
        MaterialSource::Applicant => "source.applicant",
        MaterialSource::Government => "source.government",
        MaterialSource::Intermediary => "source.intermediary",
        MaterialSource::Other => "source.other",
        MaterialSource::Unstated => "source.unstated",
    }
}

/// The last line: what would follow now, and why; recomputed at every key.
fn conclusion_line(canvas: &mut Canvas<'_>, model: &Model, judged: &Judged, area: Rect) {
    let lang = canvas.lang();
    let open = judged.count(&[State::Unchecked]);
    let name = t(lang, choice_key(judged.conclusion.choice));
    let why = model.words(&judged.conclusion.reason);
    let text = if open > 0 {
        tf(lang, "materials.preview_open", &[&open.to_string(), name])
    } else {
        tf(lang, "materials.preview", &[name, &why])
    };
    canvas.put(row(area, 0), &text, Role::TextStrong);
    if let (Some(material), Some(line)) = (
        model.accept.current_material(),
        model.accept.current_material().and_then(|material| judged.line(&material.code)),
    ) {
        let basis = line.why.basis.as_deref().unwrap_or_default();
        let say = words_to_say(model, material);
        let text = match line.state {
            State::Missing | State::Defect | State::Unchecked if !say.is_empty() => tf(lang, "materials.say", &[&say]),
            State::Unchecked => String::new(),
            _ => format!("{}  {} {basis}", model.words(&line.why), line.why.rule),
        };
        canvas.put(row(area, 1), &text, Role::TextDim);
    }
}

/// Words for the citizen: of the defect that was found, else of the first review point that is not ticked.
pub fn words_to_say(model: &Model, material: &Material) -> String {
    let list = &model.accept.work.materials;
    let found = list.row(&material.code).map_or(&[][..], |row| row.reason_codes.as_slice());
    let defect =
        material.defects.iter().find(|defect| found.contains(&defect.code)).and_then(|defect| defect.say.clone());
    let points = material.review_points.iter().enumerate();
    let mut open = points.filter(|(at, _)| !list.is_ticked(&material.code, *at)).map(|(_, point)| point);
    defect.or_else(|| open.find_map(|point| point.say.clone())).unwrap_or_default()
}

/// Choices of the question that a row asks, with what stands against each.
pub fn options(model: &Model) -> Vec<(String, Option<String>)> {
    let lang = model.lang;
    let Some(material) = model.accept.current_material() else { return Vec::new() };
    let defects = || material.defects.iter().map(|defect| (defect.text.clone(), None));
    match model.accept.work.materials.mode {
        Mode::Defect => defects().chain([(t(lang, "materials.in_words").to_owned(), None)]).collect(),
        Mode::ToleranceReason => {
            std::iter::once((t(lang, "verdict.missing").to_owned(), None)).chain(defects()).collect()
        }
        Mode::Exempt => {
            let ways = model.accept.exempt_ways(&model.session.law(model.now), material);
            ways.into_iter()
                .map(|(way, open)| (t(lang, words::way_key(way)).to_owned(), open.err().map(|why| model.words(&why))))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn question_height(model: &Model) -> u16 {
    match model.accept.work.materials.mode {
        Mode::Rows | Mode::Points { .. } => 0,
        Mode::Defect | Mode::Exempt | Mode::ToleranceReason => columns(options(model).len()) + 1,
        Mode::DefectWords { .. } | Mode::ToleranceDays { .. } => 2,
    }
}

fn ask(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let list = &model.accept.work.materials;
    let title = match list.mode {
        Mode::Defect => "materials.ask.defect",
        Mode::Exempt => "materials.ask.exempt",
        Mode::ToleranceReason => "materials.ask.tolerance",
        Mode::DefectWords { .. } => "materials.ask.words",
        _ => "materials.ask.days",
    };
    canvas.fill(area, Role::Overlay);
    canvas.cover(area);
    canvas.put(row(area, 0), t(lang, title), Role::Title);
    if let Some(editor) = list.editor() {
        canvas.field(cell(row(area, 1), 2, area.width.saturating_sub(4).min(50)), editor, model.overlays.is_empty());
        let offered = model.accept.current_material().and_then(|m| model.accept.judged.as_ref()?.offered(&m.code));
        if let Some(due) = offered.and_then(|line| line.due) {
            canvas.put(indent(row(area, 1), 10), &tf(lang, "materials.due_on", &[&due.to_string()]), Role::TextDim);
        }
        return;
    }
    for (at, (text, against)) in options(model).into_iter().enumerate() {
        let line = row(area, columns(at) + 1);
        if let Some(choice) = Action::choice(at + 1) {
            canvas.hit(line, Spot::Do(choice));
        }
        let role = if against.is_some() { Role::Disabled } else { Role::Text };
        canvas.put(cell(line, 2, 2), &(at + 1).to_string(), if against.is_some() { role } else { Role::Key });
        let why = against.map(|why| format!("  {why}")).unwrap_or_default();
        canvas.line(indent(line, 4), [(text.as_str(), role), (why.as_str(), Role::Disabled)]);
    }
}
