//! Signing in: one box with what is asked, or the whole screen for a code that a telephone reads: of a grant, or of the
//! second factor that is being set up (`factor`).

mod factor;

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model,
        session::Line,
        sign_in::{self, Phone, Said, SignIn, Step},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, cell, columns, indent, row},
    overlay::open,
    qr,
};

/// Columns that the words beside a code need.
const WORDS: u16 = 30;
/// Columns of a label.
const LABEL: u16 = 14;
/// Columns of a field.
const FIELD: u16 = 32;

/// Draws the box.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, page: &SignIn, body: Rect) {
    match page.step {
        Step::Phone => return phone(canvas, model, page, body),
        Step::Factor => return factor::draw(canvas, model, page, body),
        _ => {}
    }
    let lang = canvas.lang();
    let area = open(canvas, body, 76, 14, t(lang, page.title()));
    canvas.put(row(area, 0), &place(model), Role::TextDim);
    let mut at = 2;
    if matches!(page.step, Step::Password | Step::Second) {
        let line = row(area, at);
        canvas.put(cell(line, 0, LABEL), t(lang, "sign_in.staff_no"), Role::FieldLabel);
        canvas.field(cell(line, LABEL, FIELD), &page.staff_no, false);
        at += 2;
    }
    if let Some(editor) = page.editor() {
        let line = row(area, at);
        canvas.put(cell(line, 0, LABEL), t(lang, page.asks()), Role::FieldLabel);
        canvas.field(cell(line, LABEL, FIELD), editor, true);
        at += 2;
    }
    if let Some((text, role)) = said(canvas, model, page) {
        at += canvas.paragraph(below(area, at), &text, role);
    }
    at = (at + 1).max(8);
    if let Some(key) = canvas.key_of(Action::SignInByPhone).filter(|_| page.offers_phone()) {
        canvas.put(row(area, at), &tf(lang, "sign_in.by_phone", &[&key]), Role::Text);
        at += 1;
    }
    canvas.paragraph(below(area, at), t(lang, page.note()), Role::TextDim);
}

/// Which hall, and on which line.
fn place(model: &Model) -> String {
    let hall = model.session.meta.as_ref().map(|meta| meta.hall.as_str()).unwrap_or_default();
    let line = match model.session.line {
        Line::Online => "line.online",
        Line::Offline => "line.offline",
        Line::Syncing => "line.syncing",
    };
    format!("{hall}  {}", t(model.lang, line)).trim_start().to_owned()
}

/// What came of the last try, and how long the next one has to wait.
fn said(canvas: &Canvas<'_>, model: &Model, page: &SignIn) -> Option<(String, Role)> {
    let lang = model.lang;
    if sign_in::is_asking(model) {
        return Some((t(lang, "sign_in.asking").to_owned(), Role::TextDim));
    }
    let words = match page.said.as_ref()? {
        Said::Key(key) => t(lang, key),
        Said::Words(words) => words,
    };
    let left = page.seconds_left(model.now);
    let wait = if left > 0 { format!("  {}", tf(lang, "sign_in.wait", &[&left.to_string()])) } else { String::new() };
    Some((format!("{} {words}{wait}", canvas.sign(Glyph::Missing)), Role::NoticeError))
}

/// The whole screen: a code that is read from an arm's length leaves no room for a frame. Where one can be drawn and fits
/// it stands on the left; the room for the words, and whether it does.
fn with_code(canvas: &mut Canvas<'_>, body: Rect, code: Option<&str>) -> (Rect, bool) {
    canvas.cover(body);
    canvas.fill(body, Role::Text);
    let area = Rect { height: body.height.saturating_sub(1), ..body };
    let rows = code.filter(|_| canvas.shows_qr()).and_then(qr::rows);
    let width = rows.as_ref().and_then(|rows| rows.first()).map_or(0, |first| canvas.width(first));
    let fits = |rows: &Vec<String>| columns(rows.len()) <= area.height && width.saturating_add(WORDS) <= area.width;
    let Some(rows) = rows.filter(fits) else {
        return (Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area }, false);
    };
    for (at, line) in rows.iter().enumerate() {
        canvas.put(cell(row(area, columns(at)), 0, width), line, Role::Qr);
    }
    (Rect { x: area.x + width + 2, width: area.width.saturating_sub(width + 3), ..area }, true)
}

/// The last line of the whole screen.
fn keys(canvas: &mut Canvas<'_>, body: Rect, shown: &[(Action, &'static str)]) {
    let lang = canvas.lang();
    let mut rest = indent(row(body, body.height.saturating_sub(1)), 1);
    for &(action, key) in shown {
        let Some(name) = canvas.key_of(action) else { continue };
        let used =
            canvas.line(rest, [(name.as_str(), Role::Key), (" ", Role::KeyLabel), (t(lang, key), Role::KeyLabel)]);
        rest = indent(rest, used + 3);
    }
}

/// A grant that waits for a telephone.
fn phone(canvas: &mut Canvas<'_>, model: &Model, page: &SignIn, body: Rect) {
    let alive = page.phone.as_ref().filter(|phone| phone.over.is_none());
    let (beside, scans) = with_code(canvas, body, alive.map(|phone| phone.complete.as_str()));
    words(canvas, model, page, beside, scans);
    let back = (Action::Back, "short.back");
    let over = page.phone.is_some() && alive.is_none();
    if over { keys(canvas, body, &[(Action::Confirm, "short.confirm"), back]) } else { keys(canvas, body, &[back]) }
}

fn words(canvas: &mut Canvas<'_>, model: &Model, page: &SignIn, area: Rect, scans: bool) {
    let lang = canvas.lang();
    canvas.put(row(area, 0), t(lang, page.title()), Role::TextStrong);
    canvas.put(row(area, 1), &place(model), Role::TextDim);
    let mut at = 3;
    if let Some(phone) = &page.phone {
        let open = if scans { "sign_in.phone.scan" } else { "sign_in.phone.open" };
        at += canvas.paragraph(below(area, at), t(lang, open), Role::Text);
        at += canvas.paragraph(indented(area, at), &phone.address, Role::TextStrong) + 1;
        at += canvas.paragraph(below(area, at), t(lang, "sign_in.phone.code"), Role::Text);
        at += large(canvas, indented(area, at), &phone.code) + 1;
        at += canvas.paragraph(below(area, at), t(lang, "sign_in.phone.agree"), Role::Text) + 1;
        at += canvas.paragraph(below(area, at), &left(model, phone), Role::TextDim);
        at += canvas.paragraph(below(area, at), t(lang, "sign_in.phone.warning"), Role::TextDim) + 1;
    }
    let over = page.phone.as_ref().and_then(|phone| phone.over);
    if let Some(key) = over {
        canvas.paragraph(
            below(area, at),
            &format!("{} {}", canvas.sign(Glyph::Missing), t(lang, key)),
            Role::NoticeError,
        );
    } else if let Some((text, role)) = said(canvas, model, page) {
        canvas.paragraph(below(area, at), &text, role);
    } else if page.phone.is_none() {
        canvas.paragraph(below(area, at), t(lang, "sign_in.phone.coming"), Role::TextDim);
    }
}

fn indented(area: Rect, at: u16) -> Rect {
    indent(below(area, at), 3)
}

/// The code, sign by sign with room between, so that it is read off from a distance. How many rows it took.
fn large(canvas: &mut Canvas<'_>, area: Rect, code: &str) -> u16 {
    let spread: Vec<String> = code.chars().map(|c| c.to_string()).collect();
    let wide = spread.join(" ");
    let text = if canvas.width(&wide) <= area.width { wide } else { code.to_owned() };
    canvas.put(row(area, 0), &text, Role::TextStrong);
    1
}

fn left(model: &Model, phone: &Phone) -> String {
    let seconds = if phone.over.is_some() { 0 } else { phone.seconds_left(model.now) };
    tf(model.lang, "sign_in.phone.left", &[&format!("{}:{:02}", seconds / 60, seconds % 60)])
}
