//! 携带包: out or in, the code, what is in a parcel.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        carry::{Page, Parcel, Written},
        pointer::Fields,
        session::beijing,
    },
    i18n::{t, tf},
    theme::Role,
};

use super::{
    accept,
    canvas::{Canvas, below, cell, indent, row},
};

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let inner = canvas.boxed(area, t(lang, "carry.title"), true);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    match &model.carry.page {
        Page::Which => which(canvas, inner),
        Page::Written(written) => code(canvas, written, inner),
        Page::File => {
            let used = canvas.paragraph(inner, t(lang, "carry.how"), Role::TextDim) + 1;
            let focus = model.overlays.is_empty();
            accept::fields(canvas, model, &model.carry.form, below(inner, used), focus, Fields::Carry);
        }
        Page::Look(carried) => parcel(canvas, carried, "carry.look", inner),
        Page::Taken(carried) => parcel(canvas, carried, "carry.taken", inner),
    }
}

fn which(canvas: &mut Canvas<'_>, area: Rect) {
    let lang = canvas.lang();
    let mut at = 0;
    for (digit, key, more) in [("1", "carry.out", "carry.out.more"), ("2", "carry.in", "carry.in.more")] {
        let line = row(area, at);
        canvas.hit(line, Spot::Do(if digit == "1" { Action::Choose1 } else { Action::Choose2 }));
        canvas.put(cell(line, 0, 2), digit, Role::Key);
        canvas.put(indent(line, 3), t(lang, key), Role::TextStrong);
        at += 1 + canvas.paragraph(indent(below(area, at + 1), 3), t(lang, more), Role::TextDim) + 1;
    }
}

fn code(canvas: &mut Canvas<'_>, written: &Written, area: Rect) {
    let lang = canvas.lang();
    let counts = written.counts.map(|count| count.to_string());
    let mut at = canvas.paragraph(area, &tf(lang, "carry.counts", &counts.each_ref().map(String::as_str)), Role::Text);
    if written.missing > 0 {
        let short = tf(lang, "carry.missing_out", &[&written.missing.to_string()]);
        at += canvas.paragraph(below(area, at), &short, Role::TextError);
    }
    at += canvas.paragraph(below(area, at), &tf(lang, "carry.place", &[&written.place]), Role::Text) + 1;
    at += canvas.paragraph(below(area, at), t(lang, "carry.code_is"), Role::TextStrong);
    at += canvas.paragraph(below(area, at), &written.code, Role::TextGood) + 1;
    canvas.paragraph(below(area, at), t(lang, "carry.code_how"), Role::TextWarning);
}

fn parcel(canvas: &mut Canvas<'_>, parcel: &Parcel, key: &'static str, area: Rect) {
    let lang = canvas.lang();
    let made = beijing(parcel.made_at).strftime("%Y-%m-%d %H:%M").to_string();
    let who = tf(lang, "carry.who", &[&parcel.person, &parcel.staff_no, &made, &parcel.device]);
    let mut at = canvas.paragraph(area, t(lang, key), Role::TextStrong);
    at += canvas.paragraph(below(area, at), &who, Role::Text);
    if !parcel.originals.is_empty() {
        let names = parcel.originals.join("、");
        at += canvas.paragraph(below(area, at), &tf(lang, "carry.originals", &[&names]), Role::TextWarning);
    }
    if parcel.scans > 0 {
        let scans = tf(lang, "carry.scans", &[&parcel.scans.to_string()]);
        at += canvas.paragraph(below(area, at), &scans, Role::Text);
    }
    at += 1;
    for line in &parcel.lines {
        let target = row(area, at);
        if target.is_empty() {
            return;
        }
        at += 1;
        let rest = canvas.put_right(target, t(lang, line.fate), Role::TextDim);
        let kind = line
            .kind
            .as_ref()
            .map_or_else(|| t(lang, "carry.draft").to_owned(), |kind| tf(lang, &format!("act.{kind}"), &[]));
        canvas.put(rest, &format!("{kind}  {}", line.title), Role::Text);
        if line.missing > 0 {
            let short = tf(lang, "carry.missing_in", &[&line.missing.to_string()]);
            at += canvas.paragraph(indent(below(area, at), 2), &short, Role::TextError);
        }
    }
}
