//! Fields: the item's form, and the drawing of fields for every step that has some.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model,
        form::{Field, Form, in_words, source_key},
    },
    domain::{
        guide::FormFieldKind,
        privacy::{self, Level},
    },
    i18n::{Lang, t, tf},
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
    let lang = canvas.lang();
    let labels = shown.iter().map(|(_, field)| canvas.width(field.label.words(lang))).max().unwrap_or_default();
    let labels = labels.min(area.width / 3).max(8) + 4;
    // Rows above the focused field decide how far the form is scrolled.
    let heights: Vec<u16> = shown
        .iter()
        .map(|(at, field)| height(canvas, field, focus && form.focus() == *at, area.width, labels))
        .collect();
    let here = shown.iter().position(|(at, _)| *at == form.focus()).unwrap_or_default();
    let before: u16 = heights.iter().take(here).sum();
    let total: u16 = heights.iter().sum();
    // The whole of the focused field is seen with what stands under it; of one higher than the page its beginning.
    let bottom = before + heights.get(here).copied().unwrap_or(1).min(area.height).saturating_sub(1);
    let cursor = usize::from(bottom.min(total.saturating_sub(1)));
    let first = columns(canvas.offset(list, cursor, area.height, usize::from(total))).min(before);
    let mut at = 0u16;
    for ((place, field), rows) in shown.into_iter().zip(heights) {
        let (top, end) = (at, at + rows);
        at = end;
        if end <= first || top >= first + area.height {
            continue;
        }
        let hidden = first.saturating_sub(top);
        let y = top.saturating_sub(first);
        let area = Rect { y: area.y + y, height: (rows - hidden).min(area.height - y), ..area };
        one(canvas, model, field, &Place { area, hidden, labels, focus: focus && place == form.focus() });
    }
}

/// Rows that a field of several lines has while it is typed into.
const LINES: u16 = 4;

/// What stands under a field, from the top: each with its look.
fn notes(canvas: &Canvas<'_>, field: &Field, focus: bool, width: u16) -> Vec<(String, Role)> {
    let lang = canvas.lang();
    let mut notes = Vec::new();
    if let Some(trouble) = &field.trouble {
        notes.push((format!("{} {}", canvas.sign(Glyph::Missing), trouble.words(lang)), Role::FieldError));
    } else if let Some(warning) = &field.warning {
        let args: Vec<&str> = warning.args.iter().map(String::as_str).collect();
        let words = tf(lang, &warning.key, &args);
        notes.push((format!("{} {words}", canvas.sign(Glyph::Tolerated)), Role::TextWarning));
    }
    if focus {
        notes.extend(field.hint.iter().map(|hint| (hint.clone(), Role::FieldHint)));
        notes.extend(field.law.iter().map(|law| (tf(lang, "field.law", &[law]), Role::TextBasis)));
        if field.kind == FormFieldKind::Money && field.trouble.is_none() {
            let words = field.value().parse().ok().and_then(in_words);
            notes.extend(words.map(|words| (tf(lang, "field.in_words", &[&words]), Role::FieldHint)));
        }
        if field.kind == FormFieldKind::Address {
            notes.extend(regions(field, lang));
        }
    }
    let wrapped = notes.into_iter().flat_map(|(text, role)| {
        let lines = canvas.wrapped(&text, width.max(1));
        lines.into_iter().map(move |line| (line, role)).collect::<Vec<_>>()
    });
    wrapped.collect()
}

/// Regions that the pinyin typed so far could mean, in one line as an input method shows them.
fn regions(field: &Field, lang: Lang) -> Option<(String, Role)> {
    let offers = field.offers();
    if offers.is_empty() {
        return None;
    }
    let names = offers.iter().enumerate().map(|(at, offer)| format!("{} {}", at + 1, offer.name));
    let line = names.collect::<Vec<_>>().join("  ");
    Some((format!("{}  {line}", t(lang, "field.regions")), Role::FieldHint))
}

/// Rows of the list of a choice: the filter, the options, the page.
fn options(canvas: &Canvas<'_>, field: &Field) -> Vec<(Option<usize>, String, Role)> {
    let lang = canvas.lang();
    let (offered, page, pages) = field.offered_options();
    let mut rows = Vec::new();
    if !field.query.is_empty() {
        rows.push((None, tf(lang, "field.query", &[&field.query]), Role::FieldHint));
    }
    if offered.is_empty() {
        rows.push((None, t(lang, "field.no_match").to_owned(), Role::TextWarning));
    }
    for (at, option) in offered.into_iter().enumerate() {
        let several = field.kind == FormFieldKind::MultiChoice;
        let sign = if field.is_chosen(option) { canvas.sign(Glyph::Complete) } else { ' ' };
        let text = if several { format!("{sign} {option}") } else { option.to_owned() };
        rows.push((Some(at + 1), text, if field.is_chosen(option) { Role::TextStrong } else { Role::Text }));
    }
    if pages > 1 {
        rows.push((None, tf(lang, "field.page", &[&page.to_string(), &pages.to_string()]), Role::FieldHint));
    }
    rows
}

/// Columns of a value; a longer line is hard to read back to the citizen.
fn value_width(width: u16, labels: u16) -> u16 {
    width.saturating_sub(labels).min(60)
}

/// Heading, the value in its rows, the list of a choice, what is said about it.
fn height(canvas: &Canvas<'_>, field: &Field, focus: bool, width: u16, labels: u16) -> u16 {
    let lines = if focus && field.kind == FormFieldKind::LongText { LINES } else { 1 };
    let list = if focus && field.is_choice() { columns(options(canvas, field).len()) } else { 0 };
    let notes = notes(canvas, field, focus, width.saturating_sub(labels));
    u16::from(field.section.is_some()) + lines + list + columns(notes.len())
}

/// The place of one field on the screen.
struct Place {
    /// Its rows, of which the first ones may be scrolled away.
    area: Rect,
    /// Rows that are scrolled away.
    hidden: u16,
    /// Columns before the value.
    labels: u16,
    focus: bool,
}

impl Place {
    /// A row of the field; empty if it is scrolled away or below the edge.
    fn row(&self, at: u16) -> Rect {
        at.checked_sub(self.hidden).map_or(Rect { height: 0, ..self.area }, |at| row(self.area, at))
    }
}

fn one(canvas: &mut Canvas<'_>, model: &Model, field: &Field, place: &Place) {
    let lang = canvas.lang();
    let Place { labels, focus, .. } = *place;
    let mut at = 0;
    if let Some(section) = &field.section {
        canvas.put(place.row(at), section, Role::Title);
        at += 1;
    }
    let line = place.row(at);
    let mark = if field.is_unfinished() { canvas.sign(Glyph::Required) } else { ' ' };
    canvas.put(cell(line, 0, 2), &mark.to_string(), Role::FieldDue);
    let label = field.label.words(lang);
    let role = if focus { Role::TextStrong } else { Role::FieldLabel };
    canvas.put(cell(line, 2, labels.saturating_sub(3)), label, role);
    let mut value = indent(line, labels);
    if let Some(source) = source_key(field.filled) {
        value = canvas.put_right(value, &format!(" {}", t(lang, source)), Role::TextDim);
    }
    value.width = value.width.min(value_width(place.area.width, labels));
    if focus && field.kind == FormFieldKind::LongText {
        let rows = LINES.min(place.area.height.saturating_sub(at.saturating_sub(place.hidden)));
        canvas.text_area(Rect { height: if value.height == 0 { 0 } else { rows }, ..value }, &field.editor);
        at += LINES;
    } else if focus && !field.is_choice() {
        canvas.field(value, &field.editor, true);
        at += 1;
    } else {
        let role = if focus { Role::FieldFocus } else { Role::Field };
        canvas.paint(value, role);
        canvas.put(value, &shown_value(model, field), role);
        at += 1;
    }
    if focus && field.is_choice() {
        for (digit, option, role) in options(canvas, field) {
            let line = indent(place.row(at), labels);
            match digit {
                Some(digit) => {
                    canvas.put(cell(line, 0, 2), &digit.to_string(), Role::Key);
                    canvas.put(indent(line, 2), &option, role);
                }
                None => {
                    canvas.put(line, &option, role);
                }
            }
            at += 1;
        }
    }
    for (text, role) in notes(canvas, field, focus, place.area.width.saturating_sub(labels)) {
        canvas.put(indent(place.row(at), labels), &text, role);
        at += 1;
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
        (FormFieldKind::Text | FormFieldKind::LongText | FormFieldKind::Address, _) => {
            privacy::mask_address(text, level)
        }
        _ => privacy::mask_number("", text, level),
    }
}
