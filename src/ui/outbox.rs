//! The outbox: rows case by case; below them why the chosen one waits and what happens next; opened, everything about it
//! and what a person may do.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        outbox::{self, Age, ParcelState, Row},
        session::beijing,
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, cell, columns, indent, row},
    overlay::numbered,
};

/// Columns of a state's word, with the blank behind it.
const STATE: u16 = 17;
/// From here on there is room for longer names of acts, and for how often it was tried.
const WIDE: u16 = 100;
/// Rows that say why the chosen parcel waits.
const WHY: u16 = 4;
/// Rows on top: the guides' age, and how much of new ones has come in; the age of settings and calendars.
const TOP: u16 = 2;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if let Some(page) = &model.outbox.clash {
        super::clash::draw(canvas, model, page, area);
        return;
    }
    if let Some(page) = model.outbox.tally.as_ref().filter(|_| model.outbox.open.is_none()) {
        super::tally::draw(canvas, model, page, area);
        return;
    }
    stock(canvas, model, row(area, 0));
    region(canvas, model, row(area, 1));
    let area = below(area, TOP);
    if model.outbox.open.is_some() { opened(canvas, model, area) } else { list(canvas, model, area) }
}

/// What is on this machine and how old it is.
fn stock(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let mut rest = area;
    if let Some((percent, bar)) = model.session.coming_percent().zip(bar(canvas, model, 20)) {
        rest = canvas.put_right(rest, &format!("{bar} {percent}%"), Role::LinkSyncing);
    }
    let Some(guides) = &model.session.guides else {
        canvas.put(rest, t(lang, "outbox.stock.none"), Role::TextDim);
        return;
    };
    let at = beijing(guides.confirmed_at).strftime("%m-%d %H:%M").to_string();
    let years: Vec<String> = guides
        .calendars
        .iter()
        .map(
            |(year, known)| {
                if *known { year.to_string() } else { tf(lang, "outbox.stock.no_notice", &[&year.to_string()]) }
            },
        )
        .collect();
    let text = tf(lang, "outbox.stock", &[&guides.version.to_string(), &at, &years.join(" ")]);
    let (words, role) = match model.session.age(model.now) {
        Some(Age::TooOld(days)) => (tf(lang, "outbox.stock.too_old", &[&days.to_string()]), Role::LightRed),
        Some(Age::Old(days)) => (tf(lang, "outbox.stock.old", &[&days.to_string()]), Role::LightYellow),
        _ => (String::new(), Role::TextDim),
    };
    canvas.line(rest, [(words.as_str(), role), (text.as_str(), Role::TextDim)]);
}

/// What the region decided, how old that is here, and from when on it will be otherwise.
fn region(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let session = &model.session;
    let Some(confirmed_at) = session.region.confirmed_at else {
        canvas.put(area, t(lang, "outbox.region.none"), Role::TextDim);
        return;
    };
    let at = beijing(confirmed_at).strftime("%m-%d %H:%M").to_string();
    let mut text = tf(lang, "outbox.region", &[&at]);
    let today = session.wall_clock(model.now).date();
    if let Some(from) = session.region.in_force.next_change(today) {
        text += &tf(lang, "outbox.region.to_come", &[&from.to_string()]);
    }
    if !session.region.left_out.is_empty() {
        text += &tf(lang, "outbox.region.left_out", &[&session.region.left_out.len().to_string()]);
    }
    let (words, role) = match session.region_age(model.now) {
        Some(Age::TooOld(days)) => (tf(lang, "outbox.region.old", &[&days.to_string()]), Role::LightRed),
        Some(Age::Old(days)) => (tf(lang, "outbox.region.old", &[&days.to_string()]), Role::LightYellow),
        _ => (String::new(), Role::TextDim),
    };
    canvas.line(area, [(words.as_str(), role), (text.as_str(), Role::TextDim)]);
}

/// How much of a catalogue has come in.
fn bar(canvas: &Canvas<'_>, model: &Model, width: usize) -> Option<String> {
    let (done, of) = model.session.coming?;
    let width_u64 = u64::try_from(width).ok()?;
    let filled = usize::try_from(done.saturating_mul(width_u64).checked_div(of)?).ok()?.min(width);
    let (full, empty) = (canvas.sign(Glyph::LightGreen), canvas.sign(Glyph::Open));
    Some(full.to_string().repeat(filled) + &empty.to_string().repeat(width - filled))
}

fn list(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let rows = model.outbox.rows();
    let list = canvas.boxed(
        Rect { height: area.height.saturating_sub(WHY + 2), ..area },
        &tf(lang, "outbox.title", &[&model.session.parcels.to_string()]),
        true,
    );
    let why = canvas.boxed(below(area, area.height.saturating_sub(WHY + 2)), t(lang, "outbox.why_title"), false);
    if rows.is_empty() {
        let key = if model.outbox.loaded { "outbox.empty" } else { "list.loading" };
        canvas.centred(list, list.height / 2, t(lang, key), Role::TextDim);
        return;
    }
    let cursor = model.outbox.cursor.min(rows.len() - 1);
    let first = canvas.offset("outbox", cursor, list.height, rows.len());
    for (at, entry) in rows.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let line = row(list, columns(at - first));
        let chosen = at == cursor;
        canvas.paint(line, if chosen { Role::Selection } else { Role::Text });
        canvas.hit(line, Spot::Row(at));
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(line, 0, 2), &digit, if chosen { Role::Selection } else { Role::Key });
        parcel_line(canvas, model, *entry, indent(line, 2), chosen, at);
    }
    if let Some(entry) = rows.get(cursor) {
        why_it_waits(canvas, model, *entry, why);
    }
}

fn parcel_line(canvas: &mut Canvas<'_>, model: &Model, entry: Row<'_>, line: Rect, chosen: bool, at: usize) {
    let lang = canvas.lang();
    let look = |role: Role| if chosen { Role::Selection } else { role };
    let wide = line.width >= WIDE;
    // Columns of the name of an act.
    let act = if wide { 20 } else { 14 };
    match entry {
        Row::Difference(difference) => {
            let sign = canvas.sign(Glyph::Missing);
            canvas.put(
                cell(line, 0, STATE - 1),
                &format!("{sign} {}", t(lang, "outbox.differs")),
                look(Role::LightRed),
            );
            canvas.put(cell(line, STATE, act - 1), &outbox::act_name(lang, &difference.act), look(Role::Text));
            canvas.put(indent(line, STATE + act), &difference.title, look(Role::Text));
        }
        Row::Parcel(parcel) => {
            let (glyph, role) = sign_of(parcel.state);
            let word = format!("{} {}", canvas.sign(glyph), outbox::state_words(lang, parcel));
            canvas.put(cell(line, 0, STATE - 1), &word, look(role));
            canvas.put(cell(line, STATE, act - 1), &outbox::act_name(lang, &parcel.kind), look(Role::Text));
            let since = beijing(parcel.since).strftime("%m-%d %H:%M").to_string();
            let tried = if wide && parcel.attempts > 1 {
                tf(lang, "outbox.tries", &[&parcel.attempts.to_string()])
            } else {
                String::new()
            };
            let rest = canvas.put_right(indent(line, STATE + act), &format!("{tried} {since}"), look(Role::TextDim));
            let room = Rect { width: rest.width.saturating_sub(1), ..rest };
            // Parcels of one case stand together; its name stands once.
            let name = if model.begins_case(at) {
                outbox::case_name(lang, parcel)
            } else {
                t(lang, "outbox.same_case").to_owned()
            };
            canvas.put(room, &name, look(if model.begins_case(at) { Role::Text } else { Role::TextDim }));
        }
    }
}

fn why_it_waits(canvas: &mut Canvas<'_>, model: &Model, entry: Row<'_>, area: Rect) {
    let lang = canvas.lang();
    match entry {
        Row::Difference(difference) => {
            let words = outbox::difference_words(lang, difference.kind, difference.there.as_ref());
            canvas.paragraph(area, &words, Role::LightRed);
        }
        Row::Parcel(parcel) => {
            let mut at = 0;
            if let Some(why) = parcel.why.filter(|_| !parcel.state.is_finished()) {
                at += canvas.paragraph(area, t(lang, why.key()), Role::Text);
            }
            let next = outbox::next_step(model, parcel);
            at += canvas.paragraph(below(area, at), &next, Role::TextStrong);
            if let Some(problem) = parcel.verdict.as_ref().and_then(|verdict| verdict.problem.as_deref()) {
                canvas.paragraph(below(area, at), &tf(lang, "outbox.problem_code", &[problem]), Role::TextDim);
            }
        }
    }
}

fn opened(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let Some(detail) = &model.outbox.open else { return };
    let offers = model.outbox.offers();
    let height = columns(offers.len()) + 2;
    let top = Rect { height: area.height.saturating_sub(height), ..area };
    let inner = canvas.boxed(top, &outbox::case_name(lang, &detail.line), false);
    let mut lines: Vec<(String, String)> = Vec::new();
    let label = outbox::told(model, detail).iter().map(|(label, _)| canvas.width(label)).max().unwrap_or_default() + 2;
    for (name, value) in outbox::told(model, detail) {
        let mut name = Some(name);
        for piece in canvas.wrapped(&value, inner.width.saturating_sub(label)) {
            lines.push((name.take().unwrap_or_default(), piece));
        }
    }
    let last = lines.len().saturating_sub(usize::from(inner.height));
    for (at, (name, value)) in
        lines.iter().skip(model.outbox.scroll.min(last)).take(usize::from(inner.height)).enumerate()
    {
        let line = row(inner, columns(at));
        canvas.put(cell(line, 0, label - 1), name, Role::FieldLabel);
        canvas.put(indent(line, label), value, Role::Text);
    }
    let acts = canvas.boxed(below(area, top.height), t(lang, "outbox.acts"), true);
    for (at, offer) in offers.iter().enumerate() {
        canvas.hit(row(acts, columns(at)), Spot::Row(at));
        numbered(canvas, row(acts, columns(at)), at, at == model.outbox.offer, t(lang, offer.key()), "");
    }
}

/// Sign and look of a state; its word stands beside it.
const fn sign_of(state: ParcelState) -> (Glyph, Role) {
    match state {
        ParcelState::Applied => (Glyph::Complete, Role::LightGreen),
        ParcelState::Rejected => (Glyph::Missing, Role::LightRed),
        ParcelState::Conflict | ParcelState::Parked => (Glyph::Missing, Role::LightYellow),
        ParcelState::Held => (Glyph::LightYellow, Role::LightYellow),
        ParcelState::MaybeSent => (Glyph::Current, Role::LinkSyncing),
        ParcelState::Queued | ParcelState::Blocked | ParcelState::Draft => (Glyph::Open, Role::Text),
    }
}
