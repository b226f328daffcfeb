//! Scans of one material: what is attached, then what lies in the scanner's folder, the newest first, then any path.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        scans::{self, Row, Scan, ScanPage},
        session::beijing,
    },
    i18n::{Lang, t, tf},
    text::LineEditor,
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, cell, columns, indent, row},
    overlay::open,
};

/// Draws the list.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, page: &ScanPage, body: Rect) {
    let lang = canvas.lang();
    let rows = scans::rows(model, page);
    let area = open(canvas, body, 84, body.height, &tf(lang, "scans.title", &[&page.name]));
    let list = Rect { height: area.height.saturating_sub(3), ..area };
    let first = canvas.offset("scans", page.cursor, list.height, rows.len());
    for (at, entry) in rows.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let line = row(list, columns(at - first));
        let chosen = at == page.cursor;
        let look = |role: Role| if chosen { Role::Selection } else { role };
        canvas.paint(line, look(Role::Text));
        canvas.hit(line, Spot::Row(at));
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(line, 0, 2), &digit, look(Role::Key));
        let (sign, name, right) = words(lang, *entry);
        let sign = sign.map_or(' ', |sign| canvas.sign(sign));
        canvas.put(cell(line, 2, 2), &sign.to_string(), look(Role::TextGood));
        let rest = canvas.put_right(indent(line, 4), &right, look(Role::TextDim));
        canvas.put(Rect { width: rest.width.saturating_sub(1), ..rest }, &name, look(Role::Text));
    }
    let foot = below(area, list.height + 1);
    for (at, line) in folder(lang, page).iter().enumerate() {
        canvas.put(row(foot, columns(at)), line, Role::TextDim);
    }
}

/// Draws the question for a path.
pub fn path(canvas: &mut Canvas<'_>, path: &LineEditor, body: Rect) {
    let lang = canvas.lang();
    let area = open(canvas, body, 84, 6, t(lang, "scans.path.title"));
    canvas.put(row(area, 0), t(lang, "scans.path.how"), Role::TextDim);
    let used = canvas.put(row(area, 2), t(lang, "scans.path.label"), Role::FieldLabel) + 1;
    canvas.field(indent(row(area, 2), used), path, true);
}

/// Sign, name, and what stands at the right of a row.
pub fn words(lang: Lang, entry: Row<'_>) -> (Option<Glyph>, String, String) {
    match entry {
        Row::Kept(scan) => (Some(Glyph::Complete), scan_name(scan), kept(lang, scan)),
        Row::Path => (None, t(lang, "scans.path").to_owned(), String::new()),
        Row::File { file, known } => {
            let at = beijing(file.at).strftime("%m-%d %H:%M").to_string();
            let known = if known { format!("{}  ", t(lang, "scans.kept")) } else { String::new() };
            (None, file.name.clone(), format!("{known}{}  {at}", scans::size(file.size)))
        }
    }
}

/// What the file was called here; what came from elsewhere has no name, and its hash begins so.
fn scan_name(scan: &Scan) -> String {
    if scan.name.is_empty() { scan.sha256.chars().take(12).collect() } else { scan.name.clone() }
}

fn kept(lang: Lang, scan: &Scan) -> String {
    if scan.name.is_empty() {
        return t(lang, "scans.there").to_owned();
    }
    format!("{}  {}", t(lang, "scans.kept"), scans::size(scan.size))
}

/// Where the scanner's files lie, or that none does.
pub fn folder(lang: Lang, page: &ScanPage) -> Vec<String> {
    let Some(inbox) = &page.inbox else { return vec![t(lang, "list.loading").to_owned()] };
    let place = tf(lang, "scans.inbox", &[&inbox.folder]);
    let more = if inbox.files.is_empty() { "scans.inbox.empty" } else { "scans.inbox.how" };
    vec![place, t(lang, more).to_owned()]
}
