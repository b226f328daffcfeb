//! The acceptance workspace: the citizen on top, the steps at the side (or on one line where there is no room), the step,
//! the guide beside it where there is.

pub mod applicant;
mod conclusion;
mod form;
pub mod guide;
mod handing;
mod item;
pub mod materials;
mod receipt;
mod situation;

use ratatui::layout::Rect;

pub use form::{fields, shown_value};

use crate::{
    app::{
        Model, Spot,
        accept::{Accept, Step},
    },
    domain::{
        check::State,
        codes::{DocumentKind, Sex},
        privacy::{self, Level},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, columns, row},
    words,
};

/// From here on the steps have a pane of their own.
const WIDE: u16 = 100;
/// From here on the guide stays open.
const WIDEST: u16 = 116;
/// Columns of the steps' pane.
const STEPS: u16 = 18;

/// Draws the workspace.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let accept = &model.accept;
    citizen(canvas, model, Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..row(area, 0) });
    let mut page = below(area, 1);
    if accept.is_finished() {
        if accept.chain.is_handing_in() {
            handing::handed_in(canvas, model, page);
        } else {
            receipt::draw(canvas, model, page);
        }
        return;
    }
    if area.width >= WIDE {
        steps_pane(canvas, model, Rect { width: STEPS, ..page });
        page = Rect { x: page.x + STEPS, width: page.width - STEPS, ..page };
    } else {
        steps_line(canvas, model, Rect { x: page.x + 1, width: page.width.saturating_sub(2), ..row(page, 0) });
        page = below(page, 1);
    }
    let shows_guide = matches!(accept.step, Step::Materials) && accept.guide.is_some();
    if shows_guide && (area.width >= WIDEST || accept.guide_open) {
        // On a narrow screen the guide folds over the right half of the step.
        let width = if area.width >= WIDEST { (page.width * 3 / 10).max(28) } else { page.width / 2 };
        let (left, right) = (page.width - width, Rect { x: page.right() - width, width, ..page });
        step(canvas, model, Rect { width: left, ..page });
        guide::draw(canvas, model, right);
    } else {
        step(canvas, model, page);
    }
}

fn step(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    match model.accept.step {
        Step::Applicant => applicant::draw(canvas, model, area),
        Step::Item => item::draw(canvas, model, area),
        Step::Situation => situation::draw(canvas, model, area),
        Step::Materials => materials::draw(canvas, model, area),
        Step::Form => form::draw(canvas, model, area),
        Step::Conclusion if model.accept.hands_in => handing::draw(canvas, model, area),
        Step::Conclusion => conclusion::draw(canvas, model, area),
    }
}

/// Ticket, name, sex, number, telephone, credit; the item at the right. Masked until revealed (SCREENS 7).
fn citizen(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let accept = &model.accept;
    let mut area = area;
    if let Some(guide) = &accept.guide {
        let separator = canvas.sign(Glyph::Separator);
        let wide = area.width + 2 >= WIDE;
        let text =
            if wide { format!("{} {separator} {}", guide.name, guide.department.name) } else { guide.name.clone() };
        let room = area.width * 9 / 20;
        let width = canvas.width(&text).min(room);
        let right = Rect { x: area.right() - width, width, ..area };
        canvas.put(right, &text, Role::TextStrong);
        area.width = area.width.saturating_sub(width + 2);
    }
    let mut parts: Vec<(String, Role)> = Vec::new();
    if let Some(ticket) = &accept.ticket {
        parts.push((ticket.no.clone(), Role::TextStrong));
    }
    let level = if model.is_revealed() { Level::V } else { Level::L };
    parts.extend(person_parts(accept, level, lang).into_iter().map(|part| (part, Role::Text)));
    if accept.applicant.known.is_some() {
        let credit = t(lang, words::credit_key(accept.credit.credit));
        parts.push((tf(lang, "accept.credit", &[credit]), Role::TextDim));
    }
    if parts.is_empty() {
        canvas.put(area, t(lang, "accept.nobody"), Role::TextDim);
    }
    for (text, role) in parts {
        // A number or a name is never cut: what has no room is left out.
        if canvas.width(&text) > area.width {
            break;
        }
        let used = canvas.put(area, &text, role) + 2;
        area.x += used.min(area.width);
        area.width = area.width.saturating_sub(used);
    }
}

/// Name, sex, number and telephone as far as known, masked to this level.
pub fn person_parts(accept: &Accept, level: Level, lang: crate::i18n::Lang) -> Vec<String> {
    let form = &accept.applicant.form;
    let Some(known) = &accept.applicant.recognised else { return Vec::new() };
    let name = form.value("name");
    let name = if known.kind == DocumentKind::CreditCode {
        privacy::mask_organisation(name, &known.number, level)
    } else {
        privacy::mask_name(name, level)
    };
    let sex = known.person.map(|person| match person.sex {
        Sex::Male => t(lang, "sex.male").to_owned(),
        Sex::Female => t(lang, "sex.female").to_owned(),
    });
    let number = privacy::mask_number(known.number_kind(), &known.number, level);
    let phone = Some(form.value("phone")).filter(|phone| !phone.is_empty());
    let phone = phone.and_then(|phone| privacy::mask_phone(phone, level));
    [Some(name), sex, Some(number), phone].into_iter().flatten().filter(|part| !part.is_empty()).collect()
}

/// Sign of a step: where one is, what is done.
fn step_sign(model: &Model, step: Step) -> (Glyph, Role) {
    if model.accept.step == step {
        (Glyph::Current, Role::TextStrong)
    } else if model.accept.is_step_done(step) {
        (Glyph::Complete, Role::StateComplete)
    } else {
        (Glyph::Open, Role::TextDim)
    }
}

fn steps_line(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let mut area = area;
    for (at, step) in Step::ALL.into_iter().enumerate() {
        let (glyph, role) = step_sign(model, step);
        let text = format!("{}{} {}", canvas.sign(glyph), at + 1, t(lang, step.key()));
        let used = canvas.put(area, &text, role) + 2;
        canvas.hit(Rect { width: used - 2, ..area }, Spot::Tab(at));
        area.x += used.min(area.width);
        area.width = area.width.saturating_sub(used);
    }
}

fn steps_pane(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let inner = canvas.boxed(area, t(lang, "accept.steps"), false);
    for (at, step) in Step::ALL.into_iter().enumerate() {
        let (glyph, role) = step_sign(model, step);
        let text = format!("{} {} {}", canvas.sign(glyph), at + 1, t(lang, step.key()));
        canvas.put(row(inner, columns(at)), &text, role);
        canvas.hit(row(inner, columns(at)), Spot::Tab(at));
    }
    let accept = &model.accept;
    let Some(guide) = &accept.guide else { return };
    let mut facts = Vec::new();
    if let Some(days) = guide.promised.in_working_days() {
        facts.push(words::promised(lang, days));
    } else if let Some(text) = &guide.promised.text {
        facts.push(text.clone());
    }
    if let Some(judged) = &accept.judged {
        if let Some(due) = judged.promised {
            facts.push(tf(lang, "accept.expected", &[&due.strftime("%m-%d").to_string()]));
        }
        facts.push(tf(lang, "accept.still_open", &[&judged.count(&[State::Unchecked]).to_string()]));
    }
    let mut at = columns(Step::ALL.len()) + 1;
    for fact in facts {
        at += canvas.paragraph(below(inner, at), &fact, Role::TextDim);
    }
}
