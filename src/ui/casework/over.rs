//! What lies over a case: the form of an act, a question, a document.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model,
        casework::{ActForm, Mode},
        overlay::REVEAL_REASONS,
        pointer::Fields,
        session::beijing,
        unknown,
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::{
    accept,
    canvas::{Canvas, below, columns, row},
    overlay::{numbered, open},
};

/// Draws it over the body.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, body: Rect) {
    let lang = canvas.lang();
    let casework = &model.casework;
    match &casework.mode {
        Mode::Reading => {}
        Mode::Form(_) => {
            if let Some(act) = casework.form() {
                form(canvas, model, act, body);
            }
        }
        Mode::Menu { acts, cursor } => {
            let area = open(canvas, body, 56, columns(acts.len()) + 2, t(lang, "case.which_act"));
            for (at, act) in acts.iter().enumerate() {
                let name = tf(lang, &format!("act.{act}"), &[]);
                numbered(canvas, row(area, columns(at)), at, *cursor == at, &name, "");
            }
        }
        Mode::Document { cursor } => {
            let Some(document) = &casework.document else { return };
            let area = open(canvas, body, 88, body.height, &document.no);
            let lines = canvas.wrapped(&document.text, area.width);
            let last = lines.len().saturating_sub(usize::from(area.height));
            for (at, line) in lines.iter().skip((*cursor).min(last)).take(usize::from(area.height)).enumerate() {
                canvas.put(row(area, columns(at)), line, Role::Text);
            }
        }
        Mode::RevealField => {
            let fields = model.revealable();
            let area = open(canvas, body, 60, columns(fields.len()) + 4, t(lang, "reveal.title"));
            canvas.put(row(area, 0), t(lang, "reveal.which"), Role::TextDim);
            for (at, (_, key)) in fields.into_iter().enumerate() {
                numbered(canvas, row(area, columns(at) + 2), at, at == 0, t(lang, key), "");
            }
        }
        Mode::RevealReason(_) => {
            let area = open(canvas, body, 60, columns(REVEAL_REASONS.len()) + 4, t(lang, "reveal.title"));
            canvas.put(row(area, 0), t(lang, "reveal.why"), Role::TextDim);
            for (at, key) in REVEAL_REASONS.iter().enumerate() {
                numbered(canvas, row(area, columns(at) + 2), at, at == 0, t(lang, key), "");
            }
        }
    }
}

/// What the centre said and what others did meanwhile on top, the fields below, the key that sends it at the bottom.
fn form(canvas: &mut Canvas<'_>, model: &Model, act: &ActForm, body: Rect) {
    let lang = canvas.lang();
    let title = tf(lang, &format!("act.{}", act.act.act), &[]);
    let mut above: Vec<(String, Role)> = Vec::new();
    for said in &act.said {
        above.push((format!("{} {said}", canvas.sign(Glyph::Missing)), Role::TextError));
    }
    let changed = &model.casework.changed;
    if !changed.is_empty() {
        above.push((t(lang, "case.changed").to_owned(), Role::TextWarning));
    }
    for entry in changed {
        let when = beijing(entry.at).strftime("%m-%d %H:%M").to_string();
        let done = unknown::act(lang, &entry.act);
        let state = unknown::words(lang, &entry.state, |state| state.key());
        above.push((tf(lang, "case.change", &[&when, &entry.person, &done, &state]), Role::TextWarning));
    }
    let choices = act.form.fields.iter().map(|field| field.options.len()).max().unwrap_or_default();
    let wanted = above.len() + act.form.fields.len() + choices + 7;
    let area = open(canvas, body, 96, columns(wanted).max(8), &title);
    let mut at = 0;
    for (text, role) in above {
        at += canvas.paragraph(below(area, at), &text, role);
    }
    let fields = below(area, at);
    let fields = Rect { height: fields.height.saturating_sub(2), ..fields };
    if act.form.fields.is_empty() {
        canvas.paragraph(fields, t(lang, "case.nothing_asked"), Role::Text);
    } else {
        accept::fields(canvas, model, &act.form, fields, true, Fields::Act);
    }
    let key = canvas.key_of(Action::StepFinish).unwrap_or_default();
    canvas.put(row(area, area.height.saturating_sub(1)), &tf(lang, "case.send", &[&key]), Role::TextStrong);
}
