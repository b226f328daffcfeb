//! 事项目录: the list of drafts; one of them beside what is in force; what is asked before something is done; what came of
//! a file.

mod blocks;
mod sheet;

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        catalogue::{
            DeedForm, OfficeDraft, OfficeState, Report, What, kind_name, note_place, state_name, title, weight_key,
        },
        pointer::Fields,
        unknown::Told,
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::{
    accept,
    canvas::{Canvas, below, cell, columns, indent, row},
    overlay::open,
};

use blocks::{Block, weight_looks};

/// From here on a row shows when it was last acted on.
const WIDE: u16 = 100;
/// From here on a row shows what it is about by code.
const WIDEST: u16 = 150;
/// Columns of a row, each with the blank behind it: state, kind, day, who, when, code.
const STATE: u16 = 11;
const KIND: u16 = 10;
const DAY: u16 = 11;
const WHO: u16 = 9;
const WHEN: u16 = 12;
const CODE: u16 = 34;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if !model.shows_catalogue() {
        nothing(canvas, model, inner);
        return;
    }
    let page = &model.catalogue;
    match &page.open {
        Some(sheet) => sheet::draw(canvas, model, sheet, inner),
        None => list(canvas, model, inner),
    }
    if let Some(report) = &page.report {
        read(canvas, report, area);
    } else if let Some(asked) = &page.form {
        form(canvas, model, asked, area);
    }
}

/// Nothing of the centre is shown that may not be so any more.
fn nothing(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let key = match () {
        () if !model.keeps_catalogue() => "why.no_catalogue",
        () if model.is_catalogue_away() => "catalogue.page.away",
        () => "list.loading",
    };
    let lines = canvas.wrapped(t(lang, key), area.width.saturating_sub(8));
    let top = (area.height / 2).saturating_sub(columns(lines.len()) / 2);
    for (at, line) in lines.iter().enumerate() {
        canvas.centred(area, top + columns(at), line, Role::TextDim);
    }
}

fn list(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let page = &model.catalogue;
    let more = if page.next.is_some() { "+" } else { "" };
    let key = if page.all { "catalogue.page.title.all" } else { "catalogue.page.title" };
    let inner = canvas.boxed(area, &tf(lang, key, &[&page.rows.len().to_string(), more]), true);
    if page.rows.is_empty() {
        let key = if page.loaded { "catalogue.page.empty" } else { "list.loading" };
        for (at, line) in canvas.wrapped(t(lang, key), inner.width.saturating_sub(8)).iter().enumerate() {
            canvas.centred(inner, inner.height / 2 + columns(at), line, Role::TextDim);
        }
        return;
    }
    head(canvas, row(inner, 0));
    let list = below(inner, 1);
    let cursor = page.cursor.min(page.rows.len() - 1);
    let first = canvas.offset("catalogue", cursor, list.height, page.rows.len());
    for (at, draft) in page.rows.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let line = row(list, columns(at - first));
        let chosen = at == cursor;
        canvas.paint(line, if chosen { Role::Selection } else { Role::Text });
        canvas.hit(line, Spot::Row(at));
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(line, 0, 2), &digit, if chosen { Role::Selection } else { Role::Key });
        draft_line(canvas, draft, indent(line, 2), chosen);
    }
}

/// The columns of a row: state, kind, name, day, who, and where there is room when and code.
fn parts(line: Rect) -> [Rect; 7] {
    let when = if line.width >= WIDE { WHEN } else { 0 };
    let code = if line.width >= WIDEST { CODE } else { 0 };
    let name = line.width.saturating_sub(STATE + KIND + DAY + WHO + when + code);
    let mut at = 0;
    [STATE, KIND, name, code, DAY, WHO, when].map(|width| {
        let part = cell(line, at, width.saturating_sub(1));
        at += width;
        part
    })
}

fn head(canvas: &mut Canvas<'_>, line: Rect) {
    let lang = canvas.lang();
    let keys = ["state", "kind", "name", "code", "effective", "who", "when"];
    for (part, name) in parts(indent(line, 2)).into_iter().zip(keys) {
        canvas.put(part, &tf(lang, &format!("catalogue.column.{name}"), &[]), Role::TextDim);
    }
}

fn draft_line(canvas: &mut Canvas<'_>, draft: &OfficeDraft, line: Rect, chosen: bool) {
    let lang = canvas.lang();
    let look = |role: Role| if chosen { Role::Selection } else { role };
    let [state, kind, name, code, day, who, when] = parts(line);
    let (sign, role) = state_looks(&draft.state);
    let mut words = draft.name.clone();
    // What is not known is told whole where there is room for it.
    let mut short = |told: String, known: bool| {
        if known {
            return told;
        }
        words = format!("{told}  {words}");
        t(lang, "told.short").to_owned()
    };
    let state_word = short(state_name(lang, &draft.state), draft.state.known().is_some());
    let kind_word = short(kind_name(lang, &draft.kind), draft.kind.known().is_some());
    canvas.put(state, &format!("{} {state_word}", canvas.sign(sign)), look(role));
    canvas.put(kind, &kind_word, look(Role::Text));
    if draft.undecided > 0 {
        words = format!("{words}  {}", tf(lang, "catalogue.undecided", &[&draft.undecided.to_string()]));
    }
    canvas.put(name, &words, look(Role::Text));
    canvas.put(code, &draft.subject, look(Role::TextDim));
    canvas.put(day, &draft.effective.map(|day| day.to_string()).unwrap_or_default(), look(Role::Text));
    canvas.put(who, &draft.changed_by, look(Role::Text));
    canvas.put(when, &crate::app::catalogue::clock(draft.changed_at), look(Role::TextDim));
}

/// Sign and look of a state; its word stands beside it.
fn state_looks(state: &Told<OfficeState>) -> (Glyph, Role) {
    let Some(state) = state.known() else { return (Glyph::NotApplicable, Role::TextWarning) };
    match state {
        OfficeState::Draft => (Glyph::Open, Role::Text),
        OfficeState::Submitted => (Glyph::Current, Role::LightYellow),
        OfficeState::Returned => (Glyph::Missing, Role::LightRed),
        OfficeState::Reviewed => (Glyph::Complete, Role::LightYellow),
        OfficeState::Scheduled => (Glyph::Tolerated, Role::LightGreen),
        OfficeState::InForce => (Glyph::Complete, Role::LightGreen),
        OfficeState::Withdrawn => (Glyph::NotApplicable, Role::TextDim),
    }
}

/// What is decided about on top, with what the centre said against it; the fields; the key that sends it.
fn form(canvas: &mut Canvas<'_>, model: &Model, asked: &DeedForm, body: Rect) {
    let lang = canvas.lang();
    let mut above: Vec<(String, Role)> = Vec::new();
    for said in &asked.said {
        above.push((format!("{} {said}", canvas.sign(Glyph::Missing)), Role::TextError));
    }
    if let (What::Deed { note, .. }, Some(sheet)) = (&asked.what, &model.catalogue.open) {
        above.push((title(lang, &sheet.detail.draft), Role::TextStrong));
        if let Some(note) = note {
            above.push((format!("{}  {}  {}", note_place(note), note.text, note.rule), Role::TextWarning));
            above.push((t(lang, "catalogue.page.decide.how").to_owned(), Role::Text));
        }
    }
    let options = asked.form.fields.iter().map(|field| field.options.len()).max().unwrap_or_default();
    let wanted = above.len() * 2 + asked.form.fields.len() + options + 6;
    let area = open(canvas, body, 84, columns(wanted).max(8), t(lang, asked.title()));
    let mut at = 0;
    for (text, role) in above {
        at += canvas.paragraph(below(area, at), &text, role);
    }
    let fields = below(area, at);
    let fields = Rect { height: fields.height.saturating_sub(2), ..fields };
    if asked.form.fields.is_empty() {
        canvas.paragraph(fields, t(lang, "case.nothing_asked"), Role::Text);
    } else {
        accept::fields(canvas, model, &asked.form, fields, true, Fields::Catalogue);
    }
    let key = canvas.key_of(Action::StepFinish).unwrap_or_default();
    canvas.put(row(area, area.height.saturating_sub(1)), &tf(lang, "catalogue.page.send", &[&key]), Role::TextStrong);
}

/// What came of a file, line by line.
fn read(canvas: &mut Canvas<'_>, report: &Report, body: Rect) {
    let lang = canvas.lang();
    let area = open(canvas, body, 110, body.height, &report.title);
    let mut at = 0;
    if let Some(advice) = &report.advice {
        at = canvas.paragraph(area, advice, Role::TextStrong) + 1;
    }
    let list = below(area, at);
    let width = list.width.saturating_sub(blocks::MARGIN);
    let lines = report.lines.iter().map(|line| match line.weight {
        None => Block::of(canvas, width, &[(line.text.clone(), Role::TextStrong)]),
        Some(weight) => {
            let (sign, role) = weight_looks(weight);
            let head = format!("{} {}  {}", canvas.sign(sign), t(lang, weight_key(weight)), line.place);
            Block::with_indent(canvas, width, &(head, role), &[(line.text.clone(), Role::Text)])
        }
    });
    let lines: Vec<Block> = lines.collect();
    blocks::draw(canvas, "catalogue.report", &lines, report.cursor, list);
}
