//! Electronic files of a case: which material each is of, what it is, when it came; and the question where one shall go.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        casework::{
            Pane,
            files::{FileLine, SavePage},
        },
        scans,
        session::beijing,
    },
    i18n::{Lang, t, tf},
    theme::Role,
};

use crate::ui::{
    canvas::{Canvas, below, columns, indent, row},
    overlay::{numbered, open},
};

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let lines = model.case_files();
    if lines.is_empty() {
        canvas.put(row(area, 0), t(lang, "files.none"), Role::TextDim);
        return;
    }
    let cursor = model.casework.cursor(Pane::Files).min(lines.len() - 1);
    let focus = model.casework.pane == Pane::Files;
    let first = canvas.offset("case.files", cursor, area.height, lines.len());
    for (at, line) in lines.iter().enumerate().skip(first).take(usize::from(area.height)) {
        let place = row(area, columns(at - first));
        let role = if at == cursor && focus { Role::Selection } else { Role::Text };
        canvas.paint(place, role);
        if focus {
            canvas.hit(place, Spot::Row(at));
        }
        let coming = coming(model, lang, line);
        let rest = canvas.put_right(place, &format!("{coming}{}", what(lang, line)), role);
        canvas.put(Rect { width: rest.width.saturating_sub(1), ..rest }, &name(lang, line), role);
    }
}

/// Draws the question over the page.
pub fn ask(canvas: &mut Canvas<'_>, page: &SavePage, body: Rect) {
    let lang = canvas.lang();
    let area = open(canvas, body, 84, 10, t(lang, "files.save.title"));
    let mut at = canvas.paragraph(area, &file_name(page), Role::TextStrong);
    if page.there {
        at += canvas.paragraph(below(area, at), t(lang, "files.there"), Role::TextWarning) + 1;
        for (place, key) in CHOICES.into_iter().enumerate() {
            numbered(canvas, row(area, at + columns(place)), place, place == 0, t(lang, key), "");
        }
        return;
    }
    at += canvas.paragraph(below(area, at), t(lang, "files.save.how"), Role::TextDim) + 1;
    let used = canvas.put(row(area, at), t(lang, "files.save.folder"), Role::FieldLabel) + 1;
    canvas.field(indent(row(area, at), used), &page.folder, true);
}

/// What may be done where a file of the name lies, in the order of the digits.
pub const CHOICES: [&str; 2] = ["files.there.beside", "files.there.replace"];

/// The name that the file will have.
pub fn file_name(page: &SavePage) -> String {
    format!("{}.{}", page.saving.stem, page.saving.kind)
}

/// The material, and which of its files it is.
pub fn name(lang: Lang, line: &FileLine<'_>) -> String {
    let material = line.material.unwrap_or_else(|| t(lang, "files.of_none"));
    tf(lang, "files.name", &[material, &line.ordinal.to_string()])
}

/// Kind, size and day.
pub fn what(lang: Lang, line: &FileLine<'_>) -> String {
    let at = beijing(line.file.at).strftime("%m-%d %H:%M").to_string();
    tf(lang, "files.what", &[&line.file.kind.to_uppercase(), &scans::size(line.file.size), &at])
}

/// How far it is on its way here.
pub fn coming(model: &Model, lang: Lang, line: &FileLine<'_>) -> String {
    let coming = model.file_coming().filter(|coming| coming.sha256 == line.file.sha256);
    coming.map(|coming| tf(lang, "files.coming", &[&coming.percent().to_string()])).unwrap_or_default()
}
