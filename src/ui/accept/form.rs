//! Fields: the item's form, and the drawing of fields for every step that has some.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model,
        form::{Field, Filled, Form, Label, Trouble},
    },
    domain::{
        guide::FormFieldKind,
        privacy::{self, Level},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, cell, columns, indent, row};

/// Step 5.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let form = &model.accept.work.form;
    let (all, done) = form.progress();
    let title = tf(lang, "form.title", &[&done.to_string(), &all.to_string()]);
    let inner = canvas.boxed(area, &title, true);
    if all == 0 {
        canvas.put(row(inner, 0), t(lang, "form.nothing"), Role::TextDim);
        return;
    }
    fields(canvas, model, form, inner, true, "form");
}

/// Draws a form's shown fields, each with what is wrong or worth knowing below it; scrolls so that the focus is seen.
pub fn fields(canvas: &mut Canvas<'_>, model: &Model, form: &Form, area: Rect, focus: bool, list: &'static str) {
    let shown: Vec<(usize, &Field)> = form.fields.iter().enumerate().filter(|(_, field)| field.shown).collect();
    let labels = shown.iter().map(|(_, field)| canvas.width(&label_of(canvas, field))).max().unwrap_or_default();
    let labels = labels.min(area.width / 3).max(8) + 4;
    // Rows above the focused field decide how far the form is scrolled.
    let rows: Vec<u16> = shown.iter().map(|(at, field)| height(field, focus && form.focus() == *at)).collect();
    let before: u16 = shown.iter().zip(&rows).take_while(|((at, _), _)| *at < form.focus()).map(|(_, rows)| rows).sum();
    let total: u16 = rows.iter().sum();
    let cursor = usize::from(before) + 2;
    let first = canvas.offset(list, cursor.min(usize::from(total.saturating_sub(1))), area.height, usize::from(total));
    let mut at = 0u16;
    for ((place, field), rows) in shown.into_iter().zip(rows) {
        let top = usize::from(at).checked_sub(first).map(columns);
        at += rows;
        let Some(top) = top.filter(|top| *top < area.height) else { continue };
        one(
            canvas,
            model,
            field,
            Rect { y: area.y + top, height: rows.min(area.height - top), ..area },
            labels,
            focus && place == form.focus(),
        );
    }
}

fn label_of(canvas: &Canvas<'_>, field: &Field) -> String {
    match &field.label {
        Label::Key(key) => t(canvas.lang(), key).to_owned(),
        Label::Text(text) => text.clone(),
    }
}

/// One row, one more for trouble, hint or choices when there is something to say.
fn height(field: &Field, focus: bool) -> u16 {
    let choices = if focus && field.is_choice() { columns(field.options.len()) } else { 0 };
    1 + choices + u16::from(second_line(field, focus))
}

fn second_line(field: &Field, focus: bool) -> bool {
    field.trouble.is_some() || field.warning.is_some() || (focus && field.hint.is_some())
}

fn one(canvas: &mut Canvas<'_>, model: &Model, field: &Field, area: Rect, labels: u16, focus: bool) {
    let lang = canvas.lang();
    let line = row(area, 0);
    let mark = if field.is_unfinished() { canvas.sign(Glyph::Required) } else { ' ' };
    canvas.put(cell(line, 0, 2), &mark.to_string(), Role::FieldDue);
    let label = label_of(canvas, field);
    canvas.put(
        cell(line, 2, labels.saturating_sub(3)),
        &label,
        if focus { Role::TextStrong } else { Role::FieldLabel },
    );
    let source = match field.filled {
        Filled::Typed => None,
        Filled::Scanned => Some("filled.scanned"),
        Filled::Known => Some("filled.known"),
        Filled::Applicant => Some("filled.applicant"),
    };
    let mut value = indent(line, labels);
    if let Some(source) = source {
        value = canvas.put_right(value, &format!(" {}", t(lang, source)), Role::TextDim);
    }
    let value = Rect { width: value.width.min(60), ..value };
    if focus && !field.is_choice() {
        canvas.field(value, &field.editor, true);
    } else {
        let role = if focus { Role::FieldFocus } else { Role::Field };
        canvas.paint(value, role);
        canvas.put(value, &shown_value(model, field), role);
    }
    let mut at = 1;
    if focus && field.is_choice() {
        for (digit, option) in field.options.iter().enumerate() {
            let line = indent(row(area, at), labels);
            canvas.put(cell(line, 0, 2), &(digit + 1).to_string(), Role::Key);
            canvas.put(indent(line, 2), option, Role::Text);
            at += 1;
        }
    }
    let below = indent(row(area, at), labels);
    if let Some(trouble) = &field.trouble {
        let text = match trouble {
            Trouble::Empty => t(lang, "field.empty").to_owned(),
            Trouble::Law(why) => model.words(why),
            Trouble::Shape(key) => t(lang, key).to_owned(),
            Trouble::Said(text) => text.clone(),
        };
        canvas.put(below, &format!("{} {text}", canvas.sign(Glyph::Missing)), Role::FieldError);
    } else if let Some(warning) = &field.warning {
        canvas.put(below, &format!("{} {}", canvas.sign(Glyph::Tolerated), model.words(warning)), Role::TextWarning);
    } else if let Some(hint) = field.hint.as_ref().filter(|_| focus) {
        canvas.put(below, hint, Role::FieldHint);
    }
}

/// Personal values are masked while the focus is elsewhere (R11.5).
pub fn shown_value(model: &Model, field: &Field) -> String {
    let level = if field.personal && !model.is_revealed() { Level::L } else { Level::V };
    let text = field.text();
    match (field.kind, field.id.as_str()) {
        _ if level == Level::V || text.is_empty() => text.to_owned(),
        (FormFieldKind::CitizenId, "number") => {
            let kind = model.accept.applicant.recognised.as_ref().map_or("citizen_id", |known| known.number_kind());
            privacy::mask_number(kind, text, level)
        }
        (FormFieldKind::CitizenId, _) => privacy::mask_number("citizen_id", text, level),
        (FormFieldKind::Phone, _) => privacy::mask_phone(text, level).unwrap_or_default(),
        (FormFieldKind::Text | FormFieldKind::LongText, _) => privacy::mask_address(text, level),
        _ => privacy::mask_number("", text, level),
    }
}
