//! What lies over the page.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, Spot,
        accept::change_words,
        keymap,
        notice::Level,
        overlay::{self, Overlay, REVEAL_REASONS},
        secrets::Which,
    },
    domain::guide::How,
    i18n::{t, tf},
    text::LineEditor,
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, cell, columns, indent, row},
    words,
};

/// Draws the topmost overlay over the page's body.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, overlay: &Overlay, body: Rect) {
    let lang = canvas.lang();
    match overlay {
        Overlay::Help { filter, cursor } => {
            let area = open(canvas, body, 90, body.height, t(lang, "help.title"));
            let list = search_line(canvas, area, filter, t(lang, "help.search"));
            help(canvas, model, list, filter.text(), *cursor);
        }
        Overlay::Palette { filter, cursor } => {
            let area = open(canvas, body, 76, body.height, t(lang, "palette.title"));
            let list = search_line(canvas, area, filter, t(lang, "palette.search"));
            palette(canvas, model, list, filter.text(), *cursor);
        }
        Overlay::More { cursor } => {
            let entries = overlay::more_entries();
            let contexts = page_contexts(model);
            let area = open(canvas, body, 56, columns(entries.len()) + 2, t(lang, "more.title"));
            for (at, action) in entries.into_iter().enumerate() {
                let blocked = crate::app::availability_on_page(model, action).err();
                let name = t(lang, action.key());
                let key = canvas.keys_in(&contexts, action);
                let right = blocked.map_or(key, |why| why.words(lang));
                numbered(canvas, row(area, columns(at)), at, *cursor == at, name, &right);
            }
        }
        Overlay::Who { cursor } => {
            let people = &model.session.people;
            let area = open(canvas, body, 64, columns(people.len()) + 2, t(lang, "who.title"));
            let first = canvas.offset("who", *cursor, area.height, people.len());
            for (at, person) in people.iter().enumerate().skip(first).take(usize::from(area.height)) {
                let me = model.session.me.as_ref().is_some_and(|me| me.person.id == person.id);
                let mark = if me { canvas.sign(Glyph::Complete) } else { ' ' };
                let name = format!("{mark} {}  {}", person.name, t(lang, words::role_key(person.role)));
                let place = person.window_id.clone().unwrap_or_else(|| person.departments.join(" "));
                numbered(canvas, row(area, columns(at - first)), at, *cursor == at, &name, &place);
            }
        }
        Overlay::Clock { days } => {
            let area = open(canvas, body, 60, 6, t(lang, "clock.title"));
            let today = model.session.today(model.now).day.to_string();
            canvas.put(row(area, 0), &tf(lang, "clock.today", &[&today]), Role::Text);
            let used = canvas.put(row(area, 2), t(lang, "clock.days"), Role::FieldLabel) + 1;
            canvas.field(cell(row(area, 2), used, 6), days, true);
        }
        Overlay::Reveal => {
            let area = open(canvas, body, 60, columns(REVEAL_REASONS.len()) + 4, t(lang, "reveal.title"));
            canvas.put(row(area, 0), t(lang, "reveal.why"), Role::TextDim);
            for (at, key) in REVEAL_REASONS.iter().enumerate() {
                numbered(canvas, row(area, columns(at) + 2), at, at == 0, t(lang, key), "");
            }
        }
        Overlay::SignIn(page) => super::sign_in::draw(canvas, model, page, body),
        Overlay::Scans(page) => super::scans::draw(canvas, model, page, body),
        Overlay::ScanPath { path } => super::scans::path(canvas, path, body),
        Overlay::SaveFile(page) => super::casework::files::ask(canvas, page, body),
        Overlay::GuideChanged { cursor } => guide_changed(canvas, model, body, *cursor),
        Overlay::Secrets(form) => {
            let area = open(canvas, body, 72, 7, t(lang, form.title()));
            let used = canvas.put(row(area, 0), t(lang, form.asks()), Role::FieldLabel) + 1;
            canvas.field(cell(row(area, 0), used, 30), &form.field, true);
            if let Some(said) = form.said {
                canvas.put(row(area, 2), t(lang, said), Role::NoticeError);
            }
            let note = if form.which == Which::Pin { "secrets.pin.note" } else { "secrets.passphrase.note" };
            canvas.put(row(area, 4), t(lang, note), Role::TextDim);
        }
        Overlay::Notices { cursor } => notices(canvas, model, body, *cursor),
        Overlay::Alarm => alarm(canvas, model, body),
        Overlay::Doctor { typed, cursor } => super::doctor::draw(canvas, model, typed, *cursor, body),
        Overlay::Reader { title, text, cursor } => {
            let area = open(canvas, body, 84, body.height, title);
            let lines = canvas.wrapped(text, area.width);
            let last = lines.len().saturating_sub(usize::from(area.height));
            for (at, line) in lines.iter().skip((*cursor).min(last)).take(usize::from(area.height)).enumerate() {
                canvas.put(row(area, columns(at)), line, Role::Text);
            }
        }
    }
}

/// What the guide in force asks otherwise, and what taking it over means.
fn guide_changed(canvas: &mut Canvas<'_>, model: &Model, body: Rect, cursor: usize) {
    let lang = canvas.lang();
    let Some(newer) = &model.accept.newer else { return };
    let changes = &newer.difference.changes;
    let (from, to) = (newer.difference.from.version.to_string(), newer.difference.to.version.to_string());
    let title = tf(lang, "difference.title", &[&newer.guide.name, &from, &to]);
    let area = open(canvas, body, 84, columns(changes.len()) + 6, &title);
    let list = Rect { height: area.height.saturating_sub(4), ..area };
    let furthest = changes.len().saturating_sub(usize::from(list.height));
    for (at, change) in changes.iter().skip(cursor.min(furthest)).take(usize::from(list.height)).enumerate() {
        let (glyph, role) = match change.how {
            How::Added => (Glyph::Missing, Role::LightYellow),
            How::Dropped => (Glyph::NotApplicable, Role::TextDim),
            How::Changed => (Glyph::Tolerated, Role::LightYellow),
        };
        let line = row(list, columns(at));
        canvas.put(cell(line, 0, 2), &canvas.sign(glyph).to_string(), role);
        canvas.put(indent(line, 2), &change_words(lang, change), Role::Text);
    }
    canvas.paragraph(below(area, list.height + 1), t(lang, "difference.how"), Role::TextDim);
}

/// A box in the middle of the body, at most as wide and high as asked.
pub fn open(canvas: &mut Canvas<'_>, body: Rect, width: u16, height: u16, title: &str) -> Rect {
    let width = width.min(body.width.saturating_sub(2));
    let height = height.min(body.height);
    let area = Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height };
    canvas.cover(body);
    canvas.popup(area);
    let inner = canvas.boxed(area, title, true);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

fn search_line(canvas: &mut Canvas<'_>, area: Rect, filter: &LineEditor, label: &str) -> Rect {
    let used = canvas.put(row(area, 0), label, Role::FieldLabel) + 1;
    canvas.field(indent(row(area, 0), used), filter, true);
    below(area, 2)
}

/// A row that a digit takes.
pub fn numbered(canvas: &mut Canvas<'_>, line: Rect, at: usize, chosen: bool, name: &str, right: &str) {
    if line.is_empty() {
        return;
    }
    let role = if chosen { Role::Selection } else { Role::Text };
    canvas.paint(line, role);
    canvas.hit(line, Action::choice(at + 1).map_or(Spot::Row(at), Spot::Do));
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    canvas.put(cell(line, 0, 2), &digit, if chosen { role } else { Role::Key });
    let rest = canvas.put_right(indent(line, 3), right, if chosen { role } else { Role::TextDim });
    canvas.put(Rect { width: rest.width.saturating_sub(1), ..rest }, name, role);
}

fn palette(canvas: &mut Canvas<'_>, model: &Model, area: Rect, query: &str, cursor: usize) {
    let lang = canvas.lang();
    let entries = overlay::entries(model, query);
    if entries.is_empty() {
        canvas.put(row(area, 0), t(lang, "palette.nothing"), Role::TextDim);
    }
    let first = canvas.offset("palette", cursor, area.height, entries.len());
    let contexts = page_contexts(model);
    for (at, entry) in entries.iter().enumerate().skip(first).take(usize::from(area.height)) {
        let line = row(area, columns(at - first));
        let chosen = at == cursor;
        let role = match (chosen, entry.blocked.is_some()) {
            (true, _) => Role::Selection,
            (false, true) => Role::Disabled,
            (false, false) => Role::Text,
        };
        canvas.paint(line, role);
        canvas.hit(line, Spot::Row(at));
        let keys = canvas.keys_in(&contexts, entry.action);
        let right = match &entry.blocked {
            Some(why) if keys.is_empty() => why.words(lang),
            Some(why) => format!("{}  {keys}", why.words(lang)),
            None => keys,
        };
        let sign = if entry.pinned { canvas.sign(Glyph::Pinned) } else { ' ' };
        canvas.put(cell(line, 0, 2), &sign.to_string(), role);
        let rest = canvas.put_right(indent(line, 2), &right, if chosen { role } else { Role::TextDim });
        canvas.put(Rect { width: rest.width.saturating_sub(1), ..rest }, t(lang, entry.action.key()), role);
    }
}

fn help(canvas: &mut Canvas<'_>, model: &Model, area: Rect, query: &str, cursor: usize) {
    let lang = canvas.lang();
    let entries = overlay::help_entries(model, query);
    let contexts = page_contexts(model);
    let first = canvas.offset("help", cursor, area.height, entries.len());
    let mut group = None;
    for (at, action) in entries.iter().enumerate().skip(first).take(usize::from(area.height)) {
        let line = row(area, columns(at - first));
        if group != Some(action.group()) {
            group = Some(action.group());
            canvas.put(cell(line, 0, 10), t(lang, action.group().key()), Role::TextDim);
        }
        let role = if at == cursor { Role::TextStrong } else { Role::Text };
        let keys = match (canvas.keys_in(&contexts, *action), action.digit()) {
            (keys, None) if keys.is_empty() => t(lang, "help.by_palette").to_owned(),
            (keys, None) => keys,
            (first, Some(_)) => format!("{first}-{}", canvas.keys_in(&contexts, Action::Choose9)),
        };
        canvas.put(cell(line, 11, 34), &keys, Role::Key);
        canvas.put(indent(line, 46), t(lang, overlay::help_words(*action)), role);
    }
    // How far one has read, above the list: it goes on by page keys.
    let here = tf(lang, "help.place", &[&(cursor + 1).min(entries.len()).to_string(), &entries.len().to_string()]);
    canvas.put_right(Rect { y: area.y.saturating_sub(1), height: 1, ..area }, &here, Role::TextDim);
}

/// Contexts of the page below, as if nothing lay over it.
fn page_contexts(model: &Model) -> Vec<keymap::Context<'static>> {
    model.page_contexts().iter().map(|context| keymap::Context::keys(context.name())).collect()
}

/// Sign and role of a level; its word stands beside it wherever there is room.
pub const fn level_looks(level: Level) -> (Glyph, Role) {
    match level {
        Level::Good => (Glyph::Complete, Role::Notice),
        Level::Note => (Glyph::Current, Role::NoticeWarning),
        Level::Bad => (Glyph::Missing, Role::NoticeError),
        Level::Grave => (Glyph::Defect, Role::NoticeGrave),
    }
}

/// What happened, what to do, and by which key it goes.
fn alarm(canvas: &mut Canvas<'_>, model: &Model, body: Rect) {
    let lang = canvas.lang();
    let Some(notice) = model.notices.standing() else { return };
    let (sign, role) = level_looks(Level::Grave);
    let title = format!("{} {}", canvas.sign(sign), t(lang, Level::Grave.key()));
    let area = open(canvas, body, 70, 10, &title);
    let mut at = 1;
    at += canvas.paragraph(below(area, at), &notice.text, role) + 1;
    if let Some(more) = &notice.more {
        canvas.paragraph(below(area, at), more, Role::Text);
    }
    let clock = crate::app::session::beijing(notice.at).strftime("%H:%M:%S").to_string();
    let last = row(area, area.height.saturating_sub(1));
    let rest = canvas.put_right(last, &clock, Role::TextDim);
    let key = canvas.key_of(Action::Back).unwrap_or_default();
    canvas.put(rest, &tf(lang, "alarm.dismiss", &[&key]), Role::KeyPrimary);
}

fn notices(canvas: &mut Canvas<'_>, model: &Model, body: Rect, cursor: usize) {
    let lang = canvas.lang();
    let area = open(canvas, body, 90, body.height, t(lang, "notices.title"));
    if model.notices.is_empty() {
        canvas.put(row(area, 0), t(lang, "notices.none"), Role::TextDim);
    }
    let mut at = 0;
    for notice in model.notices.history().skip(cursor) {
        if at >= area.height {
            break;
        }
        let (sign, role) = level_looks(notice.level);
        let clock = crate::app::session::beijing(notice.at).strftime("%H:%M:%S").to_string();
        let level = format!("{} {}", canvas.sign(sign), t(lang, notice.level.key()));
        canvas.put(cell(row(area, at), 0, 9), &clock, Role::TextDim);
        canvas.put(cell(row(area, at), 9, 8), &level, role);
        at += canvas.paragraph(indent(below(area, at), 18), &notice.text, role).max(1);
        if let Some(more) = &notice.more {
            at += canvas.paragraph(indent(below(area, at), 18), more, Role::TextBasis);
        }
    }
}
