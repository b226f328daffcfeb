//! What the program stands on: what only a person's eyes can judge first, then every finding with what to do.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model,
        doctor::{Finding, Level, RULER},
    },
    i18n::{t, tf},
    text::LineEditor,
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, cell, indent, row},
    overlay,
};

/// Words whose state has a colour of its own.
pub const STATES: [(Role, Glyph, &str); 5] = [
    (Role::StateComplete, Glyph::Complete, "doctor.sample.complete"),
    (Role::StateMissing, Glyph::Missing, "doctor.sample.missing"),
    (Role::StateTolerated, Glyph::Tolerated, "doctor.sample.tolerated"),
    (Role::StateExempt, Glyph::Exempt, "doctor.sample.exempt"),
    (Role::StateNotApplicable, Glyph::NotApplicable, "doctor.sample.not_applicable"),
];

/// Rows of what eyes judge.
const BY_EYE: u16 = 5;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, typed: &LineEditor, cursor: usize, body: Rect) {
    let lang = canvas.lang();
    let area = overlay::open(canvas, body, 96, body.height, t(lang, "doctor.title"));
    let used = canvas.put(row(area, 0), t(lang, "doctor.try_typing"), Role::FieldLabel) + 1;
    canvas.field(indent(row(area, 0), used), typed, true);
    let [han, _] = RULER.map(|text| canvas.width(text));
    for (at, text) in (1..).zip(RULER) {
        let rest = "-".repeat(usize::from(han.saturating_sub(canvas.width(text))));
        let mut used = canvas.put(row(area, at), "|", Role::TextDim);
        for (piece, role) in [(text, Role::Text), (rest.as_str(), Role::TextDim), ("|", Role::TextDim)] {
            used += canvas.put(indent(row(area, at), used), piece, role);
        }
        if at == 1 {
            canvas.put(indent(row(area, at), used + 2), t(lang, "doctor.sample.ruler"), Role::TextDim);
        }
    }
    let mut used = 0;
    for (role, glyph, key) in STATES {
        let word = format!("{} {}  ", canvas.sign(glyph), t(lang, key));
        used += canvas.put(indent(row(area, 3), used), &word, role);
    }
    let list = below(area, BY_EYE);
    match &model.findings {
        None => drop(canvas.put(row(list, 0), t(lang, "wait.doctor"), Role::TextDim)),
        Some(findings) => {
            let bad = findings.iter().filter(|finding| finding.level != Level::Good).count();
            let summary = match bad {
                0 => t(lang, "doctor.all_good").to_owned(),
                bad => tf(lang, "doctor.some", &[&bad.to_string()]),
            };
            canvas.put(row(area, 4), &summary, Role::TextStrong);
            self::list(canvas, findings, cursor, list);
        }
    }
}

fn list(canvas: &mut Canvas<'_>, findings: &[Finding], cursor: usize, area: Rect) {
    let lang = canvas.lang();
    let mut at = 0;
    for finding in findings.iter().skip(cursor) {
        if at >= area.height {
            return;
        }
        let (sign, role) = match finding.level {
            Level::Good => (Glyph::Complete, Role::TextGood),
            Level::Note => (Glyph::Tolerated, Role::TextWarning),
            Level::Unknown => (Glyph::Open, Role::TextWarning),
            Level::Bad => (Glyph::Missing, Role::TextError),
        };
        let word = format!("{} {}", canvas.sign(sign), t(lang, finding.level.key()));
        let topic = tf(lang, &format!("doctor.{}", finding.topic), &[]);
        canvas.put(cell(row(area, at), 0, 9), &word, role);
        canvas.put(cell(row(area, at), 10, 12), &topic, Role::Text);
        at += canvas.paragraph(indent(below(area, at), 23), &finding.text, Role::Text).max(1);
        if let Some(advice) = &finding.advice {
            let advice = format!("{}{advice}", t(lang, "doctor.advice"));
            at += canvas.paragraph(indent(below(area, at), 23), &advice, Role::TextWarning);
        }
    }
}
