//! What stands around every screen: who, where, which line, what time; the places; the message; the keys that matter now.

use ratatui::layout::Rect;

use crate::{
    app::{Action, Model, Place, Spot, keymap, outbox::Age, read_only::ReadOnly, session::Line, sign_in::Standing},
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::canvas::{Canvas, indent, row};

/// Places on the bar, in the order of their keys.
const PLACES: [Action; 6] = [
    Action::PlaceAccept,
    Action::PlaceTodo,
    Action::PlaceSupplement,
    Action::PlaceIssue,
    Action::PlaceQuery,
    Action::PlaceBackOffice,
];

const HELP: Spot = Spot::Do(Action::Help);

/// Columns of a bar.
const BAR: usize = 10;

/// Rows above and below the page.
const ABOVE: u16 = 3;
const BELOW: u16 = 3;

/// Draws the frame; what is left is the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) -> Rect {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    canvas.paint(row(area, 0), Role::Header);
    header(canvas, model, row(inner, 0));
    places(canvas, model, row(inner, 1));
    canvas.rule(row(area, 2));
    canvas.rule(row(area, area.height.saturating_sub(3)));
    message(canvas, model, row(inner, area.height.saturating_sub(2)));
    hints(canvas, model, row(inner, area.height.saturating_sub(1)));
    Rect { y: area.y + ABOVE, height: area.height.saturating_sub(ABOVE + BELOW), ..area }
}

fn header(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let session = &model.session;
    let clock = session.wall_clock(model.now);
    let (sign, key, role) = match session.line {
        Line::Online => (Glyph::Online, "line.online", Role::LinkOnline),
        Line::Offline => (Glyph::Offline, "line.offline", Role::LinkOffline),
        Line::Syncing => (Glyph::Online, "line.syncing", Role::LinkSyncing),
    };
    let mut rest = canvas.put_right(area, &clock.strftime("%H:%M").to_string(), Role::Header);
    rest.width = rest.width.saturating_sub(3);
    if let Some(me) = &session.me {
        rest = canvas.put_right(rest, &tf(lang, "frame.today", &[&me.today.to_string()]), Role::Header);
        rest.width = rest.width.saturating_sub(3);
    }
    let parcels = if session.parcels == 0 { Role::Header } else { Role::LinkSyncing };
    let before = rest;
    rest = canvas.put_right(rest, &tf(lang, "frame.parcels", &[&session.parcels.to_string()]), parcels);
    let shown = Rect { x: rest.right(), width: before.right().saturating_sub(rest.right()), ..before };
    canvas.hit(shown, Spot::Do(Action::Tally));
    rest.width = rest.width.saturating_sub(3);
    let link = match session.coming_percent().filter(|_| session.line != Line::Offline) {
        Some(percent) => tf(lang, "line.guides_coming", &[&percent.to_string()]),
        None => t(lang, key).to_owned(),
    };
    rest = canvas.put_right(rest, &format!("{} {link}", canvas.sign(sign)), role);
    if let Some(words) = warning(canvas, model) {
        rest.width = rest.width.saturating_sub(2);
        rest = canvas.put_right(rest, &words, Role::LinkOffline);
    }
    if session.is_practice() {
        rest.width = rest.width.saturating_sub(2);
        rest = canvas.put_right(rest, t(lang, "frame.practice"), Role::HeaderRealm);
    }
    rest.width = rest.width.saturating_sub(2);
    canvas.line(rest, [(who_and_where(canvas, model, rest.width).as_str(), Role::Header)]);
}

/// What a clerk must know before the next citizen: signed out, or guides that are old.
fn warning(canvas: &Canvas<'_>, model: &Model) -> Option<String> {
    let lang = canvas.lang();
    let session = &model.session;
    let words = match session.age(model.now) {
        _ if session.read_only.is_some() => t(lang, session.read_only.map_or("", ReadOnly::short)).to_owned(),
        _ if session.standing != Standing::In => t(lang, session.standing.short().unwrap_or_default()).to_owned(),
        _ if session.enrol_needed => t(lang, "frame.enrol").to_owned(),
        Some(Age::TooOld(days)) => tf(lang, "frame.guides_too_old", &[&days.to_string()]),
        Some(Age::Old(days)) => tf(lang, "frame.guides_old", &[&days.to_string()]),
        _ if session.differences > 0 => tf(lang, "frame.differences", &[&session.differences.to_string()]),
        _ => return None,
    };
    Some(format!("{} {words}", canvas.sign(Glyph::LightYellow)))
}

/// Program, window, person, hall; the hall goes first when there is no room, the person never.
fn who_and_where(canvas: &Canvas<'_>, model: &Model, room: u16) -> String {
    let lang = canvas.lang();
    let separator = format!(" {} ", canvas.sign(Glyph::Separator));
    let person = model.session.me.as_ref().map(|me| &me.person);
    let window = person.and_then(|person| person.window_id.as_deref()).map(|id| tf(lang, "frame.window", &[id]));
    let role = person.map(|person| t(lang, super::words::role_key(person.role)).to_owned());
    let name = person.map(|person| person.name.clone());
    let hall = model.session.meta.as_ref().map(|meta| meta.hall.clone());
    let program = Some(t(lang, "frame.program").to_owned());
    let parts = [program, window.or(role), name, hall];
    for chosen in [&parts[..], parts.get(..3).unwrap_or_default(), parts.get(1..3).unwrap_or_default()] {
        let text = chosen.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(&separator);
        if canvas.width(&text) <= room {
            return text;
        }
    }
    parts.get(2).cloned().flatten().unwrap_or_default()
}

fn places(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let help = format!("{} {}", canvas.key_of(Action::Help).unwrap_or_default(), t(lang, "place.help"));
    let mut rest = canvas.put_right(area, help.trim_start(), Role::Place);
    canvas.hit(Rect { x: rest.right(), width: area.right().saturating_sub(rest.right()), ..area }, HELP);
    for action in PLACES.into_iter().chain([Action::More]) {
        let Some(name) = super::words::place_key(action) else { continue };
        let key = canvas.key_of(action).unwrap_or_default();
        let count = model.place_count(action).map(|count| format!(" {count}")).unwrap_or_default();
        let active = model.place_action() == Some(action);
        let role = if active { Role::PlaceActive } else { Role::Place };
        let text = format!(" {key} {}{count} ", t(lang, name));
        if canvas.width(&text) > rest.width {
            break;
        }
        let used = canvas.put(rest, &text, role) + 1;
        canvas.hit(Rect { width: used - 1, ..rest }, Spot::Do(action));
        rest = Rect { x: rest.x + used.min(rest.width), width: rest.width.saturating_sub(used), ..rest };
    }
}

fn message(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let mut area = area;
    if let Some(purpose) = model.busy() {
        // The spinner turns with the model's own time; a still one would look like a hung program.
        let turn = model.now.as_millisecond().div_euclid(200).rem_euclid(4);
        let sign = ["|", "/", "-", "\\"].get(usize::try_from(turn).unwrap_or_default()).copied().unwrap_or("|");
        let mut text = format!("{sign} {}", t(lang, purpose.key()));
        if let Some(key) = canvas.key_of(Action::Back).filter(|_| purpose.can_be_given_up()) {
            text = format!("{text}  {}", tf(lang, "frame.give_up", &[&key]));
        }
        area = canvas.put_right(area, &text, Role::LinkSyncing);
        area.width = area.width.saturating_sub(2);
    }
    if model.busy().is_none()
        && let Some(percent) = model.session.coming_percent()
    {
        area = coming(canvas, model, percent, area);
    }
    if let Some(notice) = model.notices.current() {
        let (sign, role) = super::overlay::level_looks(notice.level);
        let more = notice.more.as_deref().map(|more| format!("  {more}")).unwrap_or_default();
        canvas
            .line(area, [(format!("{} {}", canvas.sign(sign), notice.text).as_str(), role), (&more, Role::TextBasis)]);
        return;
    }
    if let Some(text) = super::words::field_error(model) {
        canvas.put(area, &format!("{} {text}", canvas.sign(Glyph::Missing)), Role::NoticeError);
        return;
    }
    if let Some(text) = super::words::saved_line(model) {
        let sign = canvas.sign(Glyph::Complete);
        canvas.put(area, &format!("{sign} {text}"), Role::TextDim);
    }
}

/// How far a catalogue is, as a bar, and by which key it waits; what is left of the line.
fn coming(canvas: &mut Canvas<'_>, model: &Model, percent: u64, area: Rect) -> Rect {
    let lang = canvas.lang();
    let full = usize::try_from(percent / 10).unwrap_or_default().min(BAR);
    let [done, open] = [(Glyph::BarFull, full), (Glyph::BarEmpty, BAR - full)]
        .map(|(glyph, count)| std::iter::repeat_n(canvas.sign(glyph), count).collect::<String>());
    let held = model.session.guides_held;
    let key = canvas.key_of(Action::Back).filter(|_| !held && model.place == Place::Home);
    let state = match key {
        Some(key) => tf(lang, "frame.guides_hold", &[&key]),
        None => t(lang, if held { "frame.guides_held" } else { "frame.guides" }).to_owned(),
    };
    let text = format!("{done}{open} {percent}% {state}");
    let rest = canvas.put_right(area, &text, Role::LinkSyncing);
    Rect { width: rest.width.saturating_sub(2), ..rest }
}

fn hints(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    if !model.pending.is_empty() {
        pending(canvas, model, area);
        return;
    }
    let mut rest = area;
    for (at, action) in model.hints().into_iter().enumerate() {
        let Some(key) = hint_key(canvas, action) else { continue };
        let label = t(lang, super::words::short_key(action));
        let width = canvas.width(&key) + canvas.width(label) + 2;
        if width > rest.width {
            break;
        }
        let (key_role, label_role) =
            if at == 0 { (Role::KeyPrimary, Role::KeyPrimary) } else { (Role::Key, Role::KeyLabel) };
        let used = canvas.line(rest, [(key.as_str(), key_role), (" ", label_role), (label, label_role)]) + 3;
        canvas.hit(Rect { width: used.saturating_sub(3), ..rest }, Spot::Do(action));
        rest = Rect { x: rest.x + used.min(rest.width), width: rest.width.saturating_sub(used), ..rest };
    }
}

/// The beginning of a longer binding teaches the rest of it at once; Esc gives it up.
fn pending(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let begun = tf(lang, "keymap.pending", &[&keymap::label(&model.pending)]);
    let used = canvas.put(area, &begun, Role::KeyPrimary) + 2;
    let mut rest = indent(area, used);
    for (key, action) in canvas.next_keys(&model.pending) {
        let short = |action| super::words::place_key(action).unwrap_or_else(|| super::words::short_key(action));
        let label = action.map_or("keymap.pending.more", short);
        let label = t(lang, label);
        if canvas.width(&key) + canvas.width(label) + 1 > rest.width {
            canvas.put(rest, &canvas.sign(Glyph::Below).to_string(), Role::TextDim);
            return;
        }
        let used = canvas.line(rest, [(key.as_str(), Role::Key), (" ", Role::KeyLabel), (label, Role::KeyLabel)]) + 2;
        rest = indent(rest, used);
    }
}

/// A choice is answered by any of its digits: the first and the last stand for all.
fn hint_key(canvas: &Canvas<'_>, action: Action) -> Option<String> {
    let first = canvas.key_of(action)?;
    match (action, canvas.key_of(Action::Choose9)) {
        (Action::Choose1, Some(last)) => Some(format!("{first}-{last}")),
        _ => Some(first),
    }
}
