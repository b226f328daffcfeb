//! The settings page: name, value, where it came from; the sentence on the row under the cursor below.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        preferences::{Setting, Source, Value},
    },
    i18n::{Lang, t, tf},
    text::Cut,
    theme::Role,
};

use super::canvas::{Canvas, below, cell, columns, indent, row};

/// Columns of the names.
const NAME: u16 = 20;
/// Columns of the values.
const VALUE: u16 = 22;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    canvas.put(row(area, 0), t(lang, "setting.title"), Role::TextStrong);
    let settings = &model.settings;
    let values = settings.in_force();
    let list = below(area, 2);
    for (at, setting) in Setting::ALL.into_iter().enumerate() {
        let line = row(list, columns(at));
        let chosen = at == settings.cursor;
        let role = if chosen { Role::Selection } else { Role::Text };
        canvas.paint(line, role);
        if let Some(choice) = Action::choice(at + 1) {
            canvas.hit(line, Spot::Do(choice));
        }
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(line, 0, 2), &digit, if chosen { role } else { Role::Key });
        let line = indent(line, 2);
        canvas.put(cell(line, 0, NAME), t(lang, setting.label()), role);
        if let Some(typing) = settings.typing.as_ref().filter(|_| chosen) {
            canvas.field(cell(line, NAME, line.width.saturating_sub(NAME)), typing, true);
            continue;
        }
        let shown = words(&values.value(setting), lang);
        canvas.put_cut(cell(line, NAME, VALUE), &shown, role, Cut::End);
        let tried = chosen && settings.tried.is_some();
        let dim = if chosen { role } else { Role::TextDim };
        canvas.put_cut(indent(line, NAME + VALUE + 1), &origin(&values.source(setting), tried, lang), dim, Cut::End);
    }
    let foot = below(list, columns(Setting::ALL.len()) + 1);
    let used = canvas.paragraph(foot, t(lang, settings.current().help()), Role::Text);
    let foot = below(foot, used + 1);
    let Some(view) = &settings.view else { return };
    let used = canvas.paragraph(foot, &tf(lang, "setting.file", &[&view.path]), Role::TextDim);
    let foot = below(foot, used);
    if let Some(wrong) = view.wrong.first() {
        canvas.paragraph(foot, wrong, Role::TextError);
    }
}

fn origin(source: &Source, tried: bool, lang: Lang) -> String {
    if tried { t(lang, "setting.tried").to_owned() } else { tf(lang, source.key(), &[&source.subject()]) }
}

/// A value as a person reads it.
fn words(value: &Value, lang: Lang) -> String {
    match value {
        Value::Text(text) if text.is_empty() => t(lang, "setting.empty").to_owned(),
        Value::Flag(true) => t(lang, "setting.on").to_owned(),
        Value::Flag(false) => t(lang, "setting.off").to_owned(),
        other => other.to_string(),
    }
}
