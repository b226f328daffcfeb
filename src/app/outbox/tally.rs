//! The reconciliation list on the screen and on paper: after an outage, what is in with its number, what waits and why,
//! what needs a person; and the slips and drafts of that time, each with its true time (R9.18).

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        actions::{Action, Context},
        effect::{Ask, Effect, SlipLine},
        msg::Ctx,
        notice::Level,
        request::Purpose,
        session::{LastOutage, Line, beijing},
    },
    desk::outbox::{Outage, Part, number_of, tally},
    i18n::{Lang, t, tf},
};

use super::{ParcelLine, Wait, text, update};

/// The list.
#[derive(Debug, Clone)]
pub struct TallyPage {
    /// The time that it is about.
    pub outage: Outage,
    /// Slips that were given here.
    pub slips: Vec<SlipLine>,
    /// Row of the cursor.
    pub cursor: usize,
    /// Where Esc leads back to.
    pub came_from: Place,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyRow {
    /// Heading of a part (true), or an entry of it.
    pub heading: bool,
    /// What it is.
    pub text: String,
    /// What has become of it.
    pub right: String,
    /// Its command, if it is one.
    pub command_id: Option<Uuid>,
}

impl TallyPage {
    /// Contexts in force, innermost first.
    pub fn contexts() -> Vec<Context> {
        vec![Context::Papers, Context::List]
    }

    /// The keys that matter now.
    pub fn hints() -> Vec<Action> {
        vec![Action::Open, Action::Print, Action::Down, Action::PlaceOutbox, Action::Back]
    }
}

/// Opens the list of the last outage; without one in the life of this program, of this day.
pub fn enter(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let known = model.session.outage.map(|outage| outage.times);
    let outage = known.unwrap_or_else(|| Outage { from: today(model, ctx.now), to: None });
    let came_from = if model.place == Place::Outbox { Place::Home } else { model.place };
    if let Some(outage) = &mut model.session.outage {
        outage.unread = false;
    }
    let mut effects = update::enter(model, ctx);
    model.outbox.tally = Some(TallyPage { outage, slips: Vec::new(), cursor: 1, came_from });
    effects.push(model.ask(Purpose::Outbox(Wait::Slips), Ask::Slips, ctx));
    effects
}

/// The beginning of this day, by the desk's clock.
fn today(model: &Model, now: Timestamp) -> Timestamp {
    let clock = model.session.wall_clock(now);
    let since = clock.duration_since(clock.date().to_datetime(jiff::civil::Time::midnight()));
    now.checked_sub(since).unwrap_or(now)
}

/// The line dropped or came back: the list's time is noted, and its end is announced.
pub fn hear_line(model: &mut Model, before: Line, ctx: &Ctx) {
    let now_down = model.session.line == Line::Offline;
    match (before == Line::Offline, now_down) {
        (false, true) => {
            let times = Outage { from: ctx.now, to: None };
            model.session.outage = Some(LastOutage { times, unread: false, waiting: 0 });
        }
        (true, false) => {
            if let Some(outage) = model.session.outage {
                is_over(model, Outage { to: Some(ctx.now), ..outage.times }, ctx);
            }
        }
        _ => {}
    }
}

/// The times as they are kept, which are the true ones: an outage may have begun before this program did.
pub fn hear_outage(model: &mut Model, times: Outage, ended: bool, ctx: &Ctx) {
    match &mut model.session.outage {
        Some(known) if known.times.to.is_some() == times.to.is_some() => known.times = times,
        _ if ended => is_over(model, times, ctx),
        known => *known = Some(LastOutage { times, unread: false, waiting: 0 }),
    }
}

/// It is over: its list waits to be looked at.
fn is_over(model: &mut Model, times: Outage, ctx: &Ctx) {
    let waiting = model.session.parcels;
    model.session.outage = Some(LastOutage { times, unread: true, waiting });
    model.say(Level::Note, "tally.line_back", &[&waiting.to_string()], ctx);
}

/// The last parcel of an outage is in. One that was alone has its own news.
pub fn hear_parcels(model: &mut Model, ctx: &Ctx) {
    let Some(outage) = &mut model.session.outage else { return };
    if outage.waiting > 0 && model.session.parcels == 0 && std::mem::take(&mut outage.waiting) > 1 {
        model.say(Level::Good, "tally.all_in", &[], ctx);
    }
}

/// Esc: back to where it was opened.
pub fn close(model: &mut Model) {
    if let Some(page) = model.outbox.tally.take() {
        model.place = page.came_from;
    }
}

/// The slips are here.
pub fn slips_came(model: &mut Model, slips: Vec<SlipLine>) {
    if let Some(page) = &mut model.outbox.tally {
        page.slips = slips;
    }
}

/// A key on the list.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let rows = rows(model);
    let last = rows.len().saturating_sub(1);
    let Some(page) = &mut model.outbox.tally else { return Vec::new() };
    if let Some(cursor) = action.moves(page.cursor, last) {
        page.cursor = cursor;
        return Vec::new();
    }
    match action {
        Action::Open => {
            let command_id = rows.get(page.cursor).and_then(|row| row.command_id);
            return command_id
                .map_or_else(Vec::new, |id| vec![model.ask(Purpose::Outbox(Wait::Detail), Ask::Parcel(id), ctx)]);
        }
        Action::Print | Action::Preview => {
            let outage = page.outage;
            let text = on_paper(model, &outage, &rows);
            let name = format!("tally-{}.txt", beijing(outage.from).strftime("%Y%m%d-%H%M"));
            return vec![model.ask(Purpose::Outbox(Wait::Export), Ask::Export { name, text }, ctx)];
        }
        _ => {}
    }
    Vec::new()
}

/// From when to when.
pub fn times(model: &Model, outage: &Outage) -> String {
    let clock = |at: Timestamp| beijing(at).strftime("%m-%d %H:%M").to_string();
    match outage.to {
        Some(to) => tf(model.lang, "tally.times", &[&clock(outage.from), &clock(to)]),
        None => tf(model.lang, "tally.since", &[&clock(outage.from)]),
    }
}

/// The rows, part by part.
pub fn rows(model: &Model) -> Vec<TallyRow> {
    let lang = model.lang;
    let Some(page) = &model.outbox.tally else { return Vec::new() };
    let list = tally(&model.outbox.lines, &page.outage);
    let mut rows = Vec::new();
    for (part, key) in [(Part::Person, "tally.person"), (Part::Waits, "tally.waits"), (Part::In, "tally.in")] {
        let of_part: Vec<&ParcelLine> = list.iter().filter(|(p, _)| *p == part).map(|(_, line)| *line).collect();
        rows.push(heading(lang, key, of_part.len()));
        rows.extend(of_part.into_iter().map(|line| parcel_row(model, line)));
    }
    let ahead = |at: Timestamp| page.outage.holds(model.session.desk_time(at));
    let slips: Vec<&SlipLine> = page.slips.iter().filter(|slip| ahead(slip.at)).collect();
    rows.push(heading(lang, "tally.slips", slips.len()));
    rows.extend(slips.into_iter().map(|slip| {
        let number = number_of(&model.outbox.lines, slip.case_id);
        let right = number.map_or_else(|| t(lang, "tally.no_number").to_owned(), ToOwned::to_owned);
        entry(format!("{} {}  {}", clock(slip.at), slip.no, slip.title), right, None)
    }));
    let drafts: Vec<_> = model.session.drafts.iter().filter(|draft| ahead(draft.saved_at)).collect();
    rows.push(heading(lang, "tally.drafts", drafts.len()));
    rows.extend(drafts.into_iter().map(|draft| {
        entry(format!("{} {}", clock(draft.saved_at), draft.title), t(lang, "tally.draft_here").to_owned(), None)
    }));
    rows
}

/// What happened, when it really was done, and what has become of it.
fn parcel_row(model: &Model, line: &ParcelLine) -> TallyRow {
    let lang = model.lang;
    let what = format!("{} {}  {}", clock(line.sealed_at), text::act_name(lang, &line.kind), line.title);
    let number = line.verdict.as_ref().and_then(|verdict| verdict.case_no.clone());
    let state = t(lang, text::state_key(line));
    let why = line.why.filter(|_| !line.state.is_finished()).map(|why| t(lang, why.key()).to_owned());
    let right = match (number, why) {
        (Some(number), _) if line.state.is_finished() => format!("{state} {number}"),
        (_, Some(why)) => format!("{state}:{why}"),
        _ => state.to_owned(),
    };
    entry(what, right, Some(line.command_id))
}

fn heading(lang: Lang, key: &'static str, count: usize) -> TallyRow {
    let text = tf(lang, key, &[&count.to_string()]);
    TallyRow { heading: true, text, right: String::new(), command_id: None }
}

fn entry(text: String, right: String, command_id: Option<Uuid>) -> TallyRow {
    TallyRow { heading: false, text, right, command_id }
}

fn clock(at: Timestamp) -> String {
    beijing(at).strftime("%H:%M").to_string()
}

/// The list as a paper of this desk: it says that it is none of the organ's.
fn on_paper(model: &Model, outage: &Outage, rows: &[TallyRow]) -> String {
    let lang = model.lang;
    let mut lines = vec![t(lang, "tally.title").to_owned(), times(model, outage)];
    if let Some(me) = &model.session.me {
        let window = me.person.window_id.clone().unwrap_or_default();
        lines.push(format!("{} {window}", me.person.name));
    }
    for row in rows {
        if row.heading {
            lines.push(String::new());
            lines.push(row.text.clone());
        } else {
            lines.push(format!("  {}  {}", row.text, row.right));
        }
    }
    lines.push(String::new());
    lines.push(t(lang, "tally.no_paper").to_owned());
    lines.join("\n") + "\n"
}
