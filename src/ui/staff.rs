//! 人员: what waits for a second person, then everybody; one proposal with what becomes otherwise and what may be done with
//! it; the password that is shown once.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        staff::{Proposal, ProposalConfirmed, Row, StaffLine, act_key, change, kind, moment, role, state_key, what},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::{
    canvas::{Canvas, below, cell, columns, indent, row},
    overlay::{numbered, open},
};

/// Columns of a row, each with the blank behind it: how it stands, who, what or which role.
const STATE: u16 = 12;
const WHO: u16 = 18;
const WHAT: u16 = 16;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if !model.shows_staff() {
        nothing(canvas, model, inner);
        return;
    }
    match &model.staff.open {
        Some(proposal) => sheet(canvas, model, proposal, inner),
        None => list(canvas, model, inner),
    }
    if let Some(confirmed) = &model.staff.confirmed {
        password(canvas, confirmed, area);
    }
}

/// Nothing of the centre is shown that may not be so any more.
fn nothing(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let key = match () {
        () if !model.keeps_staff() => "why.no_staff",
        () if model.is_staff_away() => "staff.page.away",
        () => "list.loading",
    };
    let lines = canvas.wrapped(t(canvas.lang(), key), area.width.saturating_sub(8));
    let top = (area.height / 2).saturating_sub(columns(lines.len()) / 2);
    for (at, line) in lines.iter().enumerate() {
        canvas.centred(area, top + columns(at), line, Role::TextDim);
    }
}

fn list(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let page = &model.staff;
    let (waits, works) = (page.waiting.len().to_string(), page.people.len().to_string());
    let inner = canvas.boxed(area, &tf(lang, "staff.page.title", &[&waits, &works]), true);
    let count = page.count();
    if count == 0 {
        canvas.centred(inner, inner.height / 2, t(lang, "list.loading"), Role::TextDim);
        return;
    }
    let cursor = page.cursor.min(count - 1);
    let first = canvas.offset("staff", cursor, inner.height, count);
    for (at, entry) in page.rows().enumerate().skip(first).take(usize::from(inner.height)) {
        let line = row(inner, columns(at - first));
        let chosen = at == cursor;
        canvas.paint(line, if chosen { Role::Selection } else { Role::Text });
        canvas.hit(line, Spot::Row(at));
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        canvas.put(cell(line, 0, 2), &digit, if chosen { Role::Selection } else { Role::Key });
        match entry {
            Row::Waiting(proposal) => waiting(canvas, proposal, indent(line, 2), chosen),
            Row::Person(person) => somebody(canvas, person, indent(line, 2), chosen),
        }
    }
}

/// The columns of a row; the rest is the last one.
fn parts(line: Rect) -> [Rect; 4] {
    let rest = line.width.saturating_sub(STATE + WHO + WHAT);
    let mut at = 0;
    [STATE, WHO, WHAT, rest].map(|width| {
        let part = cell(line, at, width.saturating_sub(1));
        at += width;
        part
    })
}

fn waiting(canvas: &mut Canvas<'_>, proposal: &Proposal, line: Rect, chosen: bool) {
    let lang = canvas.lang();
    let look = |role: Role| if chosen { Role::Selection } else { role };
    let [state, who, about, rest] = parts(line);
    let mark = canvas.sign(Glyph::Current);
    canvas.put(state, &format!("{mark} {}", t(lang, "staff.page.waits")), look(Role::LightYellow));
    canvas.put(who, &format!("{} {}", proposal.staff_no, proposal.name), look(Role::Text));
    canvas.put(about, &kind(lang, &proposal.kind), look(Role::Text));
    let changes: Vec<String> = proposal.changes.iter().map(|line| change(lang, line)).collect();
    canvas.put(rest, &changes.join(";"), look(Role::Text));
}

fn somebody(canvas: &mut Canvas<'_>, person: &StaffLine, line: Rect, chosen: bool) {
    let lang = canvas.lang();
    let look = |role: Role| if chosen { Role::Selection } else { role };
    let [state, who, about, rest] = parts(line);
    let (mark, colour) = if person.disabled { (Glyph::Missing, Role::TextDim) } else { (Glyph::Complete, Role::Text) };
    canvas.put(state, &format!("{} {}", canvas.sign(mark), t(lang, state_key(person))), look(colour));
    canvas.put(who, &format!("{} {}", person.person.staff_no, person.person.name), look(Role::Text));
    canvas.put(about, &role(lang, person), look(Role::Text));
    let second = t(lang, if person.second_factor { "staff.second.on" } else { "staff.second.off" });
    let sessions = tf(lang, "staff.sessions", &[&person.sessions.to_string()]);
    canvas.put(rest, &format!("{second}  {sessions}"), look(Role::TextDim));
}

/// One proposal, with what may be done at the bottom.
fn sheet(canvas: &mut Canvas<'_>, model: &Model, proposal: &Proposal, area: Rect) {
    let lang = canvas.lang();
    canvas.put(row(area, 0), &what(lang, proposal), Role::TextStrong);
    let (made, until) = (moment(proposal.made_at), moment(proposal.expires_at));
    canvas.put(row(area, 1), &tf(lang, "staff.proposed_by", &[&proposal.made_by, &made, &until]), Role::TextDim);
    let offers = model.staff.offers();
    let acts = columns(offers.len().max(1)) + 1;
    let body = Rect { height: area.height.saturating_sub(3 + acts), ..below(area, 3) };
    let mut at = 0;
    for line in &proposal.changes {
        at += canvas.paragraph(below(body, at), &change(lang, line), Role::Text);
    }
    if let Some(advice) = &proposal.advice {
        canvas.paragraph(below(body, at + 1), advice, Role::TextWarning);
    }
    let bottom = below(area, area.height.saturating_sub(acts));
    canvas.rule(row(bottom, 0));
    let list = below(bottom, 1);
    if offers.is_empty() {
        canvas.put(row(list, 0), t(lang, "staff.page.no_acts"), Role::TextDim);
    }
    for (at, act) in offers.iter().enumerate() {
        numbered(canvas, row(list, columns(at)), at, false, t(lang, act_key(*act)), "");
    }
}

/// The password of somebody's next sign-in, over the page.
fn password(canvas: &mut Canvas<'_>, confirmed: &ProposalConfirmed, body: Rect) {
    let lang = canvas.lang();
    let Some(given) = &confirmed.password else { return };
    let area = open(canvas, body, 72, 7, t(lang, "staff.page.password"));
    canvas.put(row(area, 0), &what(lang, &confirmed.proposal), Role::Text);
    canvas.put(row(area, 2), &given.password, Role::TextStrong);
    canvas.paragraph(below(area, 4), t(lang, "staff.page.password.once"), Role::TextWarning);
}
