//! One case: who and what on top, its panes in the middle, what may be done at the bottom, and over all of it the form of
//! an act, a document, or the question why a value shall be shown.

mod acts;
mod agent;
mod department;
pub mod files;
mod over;
pub mod panes;

use ratatui::layout::Rect;

use crate::{
    app::{
        Model,
        accept::similar_words,
        casework::{CaseDetail, Pane},
        unknown,
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, row},
    worklist,
};

/// From here on materials and one more pane stand side by side.
const WIDE: u16 = 110;
/// From here on the guide stays open beside them.
const WIDEST: u16 = 165;

/// Draws the screen.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let Some(detail) = &model.casework.detail else {
        canvas.centred(area, area.height / 2, t(lang, "case.loading"), Role::TextDim);
        return;
    };
    let head = head(canvas, model, detail, area);
    let rest = below(area, head);
    let acts = acts::height(model, rest);
    let middle = Rect { height: rest.height.saturating_sub(acts), ..rest };
    middle_panes(canvas, model, detail, middle);
    acts::draw(canvas, model, below(rest, middle.height));
    over::draw(canvas, model, area);
}

/// Numbers, state and light; the applicant, masked; item and department. How many rows it took.
fn head(canvas: &mut Canvas<'_>, model: &Model, detail: &CaseDetail, area: Rect) -> u16 {
    let lang = canvas.lang();
    let case = &detail.case;
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let separator = format!("  {}  ", canvas.sign(Glyph::Separator));
    let told = detail.light();
    let (glyph, light) = worklist::told_light(&told);
    let light_text = format!("{} {}", canvas.sign(glyph), unknown::words(lang, &told, |light| light.key()));
    let rest = canvas.put_right(row(area, 0), &light_text, light);
    let state = format!("{}   ", unknown::words(lang, &detail.state(), |state| state.key()));
    let rest = canvas.put_right(rest, &state, Role::TextStrong);
    let numbers: Vec<&str> = [&case.receipt_no, &case.case_no].into_iter().flatten().map(String::as_str).collect();
    let mut at = 1;
    let joined = numbers.join(&separator);
    // A number is never cut: where both do not fit, the long one has a row of its own.
    if let ([first, second], true) = (&numbers[..], canvas.width(&joined) > rest.width) {
        canvas.put(rest, first, Role::TextStrong);
        canvas.put(row(area, at), second, Role::TextStrong);
        at += 1;
    } else {
        canvas.put(rest, &joined, Role::TextStrong);
    }
    let party = &case.application.applicant;
    let shown = |field: &str, masked: &str| model.casework.clear(field).unwrap_or(masked).to_owned();
    let mut who = vec![shown("applicant.name", &party.name), shown("applicant.number", &party.number)];
    who.push(shown("applicant.phone", &party.phone));
    if let Some(address) = model.casework.clear("applicant.address") {
        who.push(address.to_owned());
    }
    who.retain(|text| !text.is_empty());
    canvas.put(row(area, at), &who.join(&separator), Role::Text);
    at += 1;
    if let Some(agent) = &case.application.agent {
        let name = shown("agent.name", &agent.party.name);
        let number = shown("agent.number", &agent.party.number);
        let phone = shown("agent.phone", &agent.party.phone);
        let text = [t(lang, "case.agent"), &name, &number, &phone].join("  ");
        canvas.put(row(area, at), &text, Role::Text);
        at += 1;
    }
    for (text, role) in agent::lines(model, detail) {
        at += canvas.paragraph(below(area, at), &text, role);
    }
    if let Some(address) = model.casework.clear("delivery.address") {
        canvas.put(row(area, at), &format!("{}  {address}", t(lang, "field.delivery_address")), Role::Text);
        at += 1;
    }
    let department = model.casework.guide.as_ref().map_or(case.department.as_str(), |guide| &guide.department.name);
    canvas.put(row(area, at), &format!("{}{separator}{department}", case.item_name), Role::Text);
    at += 1;
    for similar in &detail.similar {
        let text = tf(lang, "similar.case", &[&similar_words(lang, similar)]);
        at += canvas.paragraph(below(area, at), &text, Role::TextWarning);
    }
    for text in unknown::of_case(model, detail) {
        at += canvas.paragraph(below(area, at), &text, Role::TextWarning);
    }
    for (text, role) in department::lines(model, detail) {
        at += canvas.paragraph(below(area, at), &text, role);
    }
    at
}

/// One pane where there is no room for more; materials beside another; the guide beside both.
fn middle_panes(canvas: &mut Canvas<'_>, model: &Model, detail: &CaseDetail, area: Rect) {
    let casework = &model.casework;
    if area.height < 3 {
        return;
    }
    let chosen = match casework.pane {
        // The acts have the keys: what one reads meanwhile are the facts of the negative, or the materials.
        Pane::Acts if detail.case.negative.is_some() => Pane::Negative,
        Pane::Acts => Pane::Materials,
        pane => pane,
    };
    if area.width < WIDE {
        panes::titles(canvas, model, Rect { height: 1, ..area });
        panes::draw(canvas, model, detail, chosen, below(area, 1));
        return;
    }
    let beside = match chosen {
        Pane::Materials => {
            if area.width >= WIDEST {
                Pane::Clocks
            } else {
                Pane::Guide
            }
        }
        Pane::Guide if area.width >= WIDEST => Pane::Clocks,
        pane => pane,
    };
    let columns: Vec<Pane> =
        if area.width >= WIDEST { vec![Pane::Materials, beside, Pane::Guide] } else { vec![Pane::Materials, beside] };
    let share = area.width / u16::try_from(columns.len()).unwrap_or(1).max(1);
    let last = columns.len().saturating_sub(1);
    let mut x = area.x;
    for (at, pane) in columns.into_iter().enumerate() {
        let width = if at == last { area.right().saturating_sub(x) } else { share };
        // History has the room below the dates where both fit.
        let part = Rect { x, width, ..area };
        if pane == Pane::Clocks && area.height >= 24 {
            let half = area.height / 2;
            panes::draw(canvas, model, detail, pane, Rect { height: half, ..part });
            panes::draw(canvas, model, detail, Pane::History, below(part, half));
        } else {
            panes::draw(canvas, model, detail, pane, part);
        }
        x += width;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
