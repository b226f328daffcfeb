//! Fields: the item's form, and the drawing of fields for every step that has some.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        form::{Drawn, Field, Form, Hit, in_words, source_key},
        pointer::Fields,
    },
    domain::{
        guide::FormFieldKind,
        privacy::{self, Level},
    },
    i18n::{Lang, t, tf},
    text::LINE,
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
    fields(canvas, model, form, inner, true, Fields::Item);
}

/// Draws a form's shown fields, each with what is wrong or worth knowing below it; scrolls so that the focus is seen.
pub fn fields(canvas: &mut Canvas<'_>, model: &Model, form: &Form, area: Rect, focus: bool, of: Fields) {
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
    let first = columns(canvas.offset(of.name(), cursor, area.height, usize::from(total))).min(before);
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
        let focus = focus && place == form.focus();
        one(canvas, model, field, &Place { area, hidden, labels, focus, of, at: place });
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
    /// Its form, and its place there.
    of: Fields,
    at: usize,
}

impl Place {
    /// What a click on a part of the field means.
    fn spot(&self, drawn: Drawn, row: usize) -> Spot {
        Spot::Field { of: self.of, at: self.at, hit: Hit { drawn, row, column: 0 } }
    }

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
    canvas.hit(line, place.spot(Drawn::Label, 0));
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
        let text = Rect { height: if value.height == 0 { 0 } else { rows }, ..value };
        let first = canvas.text_area(text, &field.editor);
        let cells = usize::from(text.width.saturating_sub(1)).min(LINE);
        canvas.hit(text, place.spot(Drawn::Lines(cells), first));
        at += LINES;
    } else if focus && !field.is_choice() {
        canvas.field(value, &field.editor, true);
        canvas.hit(value, place.spot(Drawn::Line(usize::from(value.width)), 0));
        at += 1;
    } else {
        let role = if focus { Role::FieldFocus } else { Role::Field };
        canvas.paint(value, role);
        canvas.put(value, &shown_value(model, field), role);
        canvas.hit(value, place.spot(Drawn::FromStart, 0));
        at += 1;
    }
    if focus && field.is_choice() {
        for (digit, option, role) in options(canvas, field) {
            let line = indent(place.row(at), labels);
            match digit {
                Some(digit) => {
                    if let Some(choice) = Action::choice(digit) {
                        canvas.hit(line, Spot::Do(choice));
                    }
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
    let level = if model.is_revealed() { Level::V } else { Level::L };
    let Some(kind) = field.personal else { return field.text().to_owned() };
    // Any document may identify the applicant; which one it is, is recognised.
    let recognised = model.accept.applicant.recognised.as_ref().filter(|_| field.id == "number");
    let number = recognised.map_or("citizen_id", |known| known.number_kind());
    privacy::mask(kind, number, field.text(), level)
}
