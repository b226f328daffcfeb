//! One draft: what it is on top; before and after, remarks or history below; what may be done with it at the bottom.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        catalogue::{
            DifferenceRow, Mark, OfficeNote, OfficeStep, Pane, Sheet, against, clock, deed_key, difference, note_place,
            state_name, step_key, title, weight_key,
        },
    },
    i18n::{t, tf},
    theme::Role,
};

use crate::ui::{
    canvas::{Canvas, below, cell, columns, indent, row},
    overlay::numbered,
};

use super::{
    blocks::{self, Block, MARGIN, weight_looks},
    state_looks,
};

/// From here on before and after stand beside each other.
const BESIDE: u16 = 100;
/// From here on the history stands at the right of what is read.
const HISTORY: u16 = 150;

/// Draws it.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, sheet: &Sheet, area: Rect) {
    heading(canvas, sheet, area);
    tabs(canvas, model, sheet, row(area, 2));
    let offers = sheet.offers();
    let acts = columns(offers.len().max(1)) + 1;
    let body = Rect { height: area.height.saturating_sub(3 + acts), ..below(area, 3) };
    let pane = model.catalogue.pane;
    let body = if area.width >= HISTORY && pane != Pane::Steps {
        let side = indent(body, body.width / 3 * 2);
        let inner = canvas.boxed(side, t(canvas.lang(), Pane::Steps.key()), false);
        let steps = steps(canvas, sheet, inner.width.saturating_sub(MARGIN));
        // The latest is what matters.
        blocks::draw(canvas, "catalogue.history", &steps, steps.len().saturating_sub(1), inner);
        Rect { width: (body.width / 3 * 2).saturating_sub(1), ..body }
    } else {
        body
    };
    entries(canvas, model, sheet, body);
    let bottom = below(area, area.height.saturating_sub(acts));
    canvas.rule(row(bottom, 0));
    let list = below(bottom, 1);
    if offers.is_empty() {
        canvas.put(row(list, 0), t(canvas.lang(), "catalogue.page.no_acts"), Role::TextDim);
    }
    for (at, offer) in offers.iter().enumerate() {
        let name = t(canvas.lang(), deed_key(offer.act));
        numbered(canvas, row(list, columns(at)), at, false, name, offer.blocked.as_deref().unwrap_or_default());
    }
}

fn heading(canvas: &mut Canvas<'_>, sheet: &Sheet, area: Rect) {
    let lang = canvas.lang();
    let draft = &sheet.detail.draft;
    let (sign, role) = state_looks(&draft.state);
    let state = format!("{} {}", canvas.sign(sign), state_name(lang, &draft.state));
    let rest = canvas.put_right(row(area, 0), &state, role);
    canvas.put(Rect { width: rest.width.saturating_sub(2), ..rest }, &title(lang, draft), Role::TextStrong);
    let day = draft.effective.map(|day| tf(lang, "catalogue.from", &[&day.to_string()])).unwrap_or_default();
    let rest = canvas.put_right(row(area, 1), &day, Role::TextStrong);
    let about = format!("{}  {}", draft.subject, against(lang, &sheet.difference));
    canvas.put(Rect { width: rest.width.saturating_sub(2), ..rest }, &about, Role::TextDim);
}

fn tabs(canvas: &mut Canvas<'_>, model: &Model, sheet: &Sheet, area: Rect) {
    let lang = canvas.lang();
    let counts = [difference(lang, &sheet.difference).len(), sheet.detail.notes.len(), sheet.detail.steps.len()];
    let mut rest = area;
    for (at, (pane, count)) in Pane::ALL.into_iter().zip(counts).enumerate() {
        let role = if pane == model.catalogue.pane { Role::PlaceActive } else { Role::Place };
        let used = canvas.put(rest, &format!(" {} {count} ", t(lang, pane.key())), role);
        canvas.hit(Rect { width: used.min(rest.width), ..rest }, Spot::Tab(at));
        rest = indent(rest, used + 1);
    }
}

fn entries(canvas: &mut Canvas<'_>, model: &Model, sheet: &Sheet, area: Rect) {
    let lang = canvas.lang();
    let page = &model.catalogue;
    let width = area.width.saturating_sub(MARGIN);
    let (name, empty, blocks, area) = match page.pane {
        Pane::Difference => {
            let rows = difference(lang, &sheet.difference);
            let beside = width >= BESIDE;
            if beside && !rows.is_empty() {
                columns_of_difference(canvas, row(area, 0));
            }
            let blocks: Vec<Block> = rows
                .iter()
                .map(|row| if beside { wide(canvas, row, width) } else { narrow(canvas, row, width) })
                .collect();
            ("catalogue.difference", "catalogue.same", blocks, below(area, u16::from(beside)))
        }
        Pane::Notes => ("catalogue.notes", "catalogue.page.no_notes", notes(canvas, sheet, width), area),
        Pane::Steps => ("catalogue.steps", "list.loading", steps(canvas, sheet, width), area),
    };
    if blocks.is_empty() {
        canvas.centred(area, area.height / 2, t(lang, empty), Role::TextDim);
        return;
    }
    blocks::draw(canvas, name, &blocks, page.entry, area);
}

/// Where the three columns of the difference begin, and their widths.
fn thirds(width: u16) -> [(u16, u16); 3] {
    let side = width.saturating_sub(width / 3) / 2;
    let name = width.saturating_sub(side * 2);
    [(0, name.saturating_sub(2)), (name, side.saturating_sub(2)), (name + side, side)]
}

fn columns_of_difference(canvas: &mut Canvas<'_>, line: Rect) {
    let lang = canvas.lang();
    let keys = ["catalogue.page.entry", "catalogue.page.before", "catalogue.page.after"];
    let line = indent(line, MARGIN);
    for ((from, width), key) in thirds(line.width).into_iter().zip(keys) {
        canvas.put(cell(line, from, width), t(lang, key), Role::FieldLabel);
    }
}

/// Sign and look of what happened to an entry.
const fn mark_looks(mark: Mark) -> (char, Role) {
    match mark {
        Mark::Added => ('+', Role::LightGreen),
        Mark::Dropped => ('-', Role::LightRed),
        Mark::Changed => ('~', Role::LightYellow),
    }
}

fn head(canvas: &Canvas<'_>, row: &DifferenceRow) -> (String, Role) {
    let (sign, role) = mark_looks(row.mark);
    let word = t(canvas.lang(), row.mark.key());
    (format!("{sign} {word} {}  {}", row.what, row.name).trim_end().to_owned(), role)
}

fn narrow(canvas: &Canvas<'_>, row: &DifferenceRow, width: u16) -> Block {
    let lang = canvas.lang();
    let side = |key: &'static str, text: &Option<String>, role| {
        text.as_ref().map(|text| (format!("{} {text}", t(lang, key)), role))
    };
    let before = side("catalogue.page.before.short", &row.before, Role::TextDim);
    let after = side("catalogue.page.after.short", &row.after, Role::Text);
    let sides: Vec<(String, Role)> = before.into_iter().chain(after).collect();
    Block::with_indent(canvas, width, &head(canvas, row), &sides)
}

fn wide(canvas: &Canvas<'_>, row: &DifferenceRow, width: u16) -> Block {
    let [name, before, after] = thirds(width);
    let (head, role) = head(canvas, row);
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    Block::beside(
        canvas,
        &[
            (name.0, name.1, head, role),
            (before.0, before.1, side(&row.before), Role::TextDim),
            (after.0, after.1, side(&row.after), Role::Text),
        ],
    )
}

fn notes(canvas: &Canvas<'_>, sheet: &Sheet, width: u16) -> Vec<Block> {
    let lang = canvas.lang();
    let block = |note: &OfficeNote| {
        let (sign, role) = weight_looks(note.weight);
        let head = format!("{} {}  {}", canvas.sign(sign), t(lang, weight_key(note.weight)), note_place(note));
        Block::with_indent(canvas, width, &(head, role), &[(format!("{}  {}", note.text, note.rule), Role::Text)])
    };
    sheet.detail.notes.iter().map(block).collect()
}

fn steps(canvas: &Canvas<'_>, sheet: &Sheet, width: u16) -> Vec<Block> {
    let block = |step: &OfficeStep| {
        let head = format!("{}  {}  {}", clock(step.at), step_key(canvas.lang(), &step.act), step.person);
        let said: Vec<(String, Role)> = step.remark.iter().map(|remark| (remark.clone(), Role::TextDim)).collect();
        Block::with_indent(canvas, width, &(head, Role::Text), &said)
    };
    sheet.detail.steps.iter().map(block).collect()
}
