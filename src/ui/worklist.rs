//! Worklists: the lists of the place on top, rows below, what is due first on top.

use ratatui::layout::Rect;

use crate::{
    app::{
        Model, Spot,
        unknown::{self, Told},
        worklist::{CaseSummary, Desk, Left, Row, Tab},
    },
    domain::light::Light,
    i18n::{t, tf},
    theme::{Glyph, Role},
};

pub mod queue;

use super::canvas::{Canvas, below, cell, columns, indent, row};

/// From here on a row shows its numbers and department too.
const WIDE: u16 = 110;

/// Draws a place with worklists.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, desk: Desk, area: Rect) {
    let lang = canvas.lang();
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let Some(shown) = model.tab(desk) else {
        canvas.centred(area, area.height / 2, t(lang, "why.no_list"), Role::TextDim);
        return;
    };
    tabs(canvas, model, desk, shown, row(area, 0));
    if queue::over(canvas, model, below(area, 1)) {
        return;
    }
    filter(canvas, model, shown, row(area, 1));
    let rows = model.list_rows(shown);
    let list = below(area, 2);
    if rows.is_empty() {
        empty(canvas, model, shown, list);
        return;
    }
    let cases = rows.iter().filter_map(|row| match row {
        Row::Case(case) => Some(*case),
        Row::Draft(_) => None,
    });
    let widths = Widths::of(canvas, model, cases, area.width);
    head(canvas, shown, widths, row(list, 0));
    let list = below(list, 1);
    let cursor = model.worklists.cursor(shown).min(rows.len() - 1);
    let digits = desk != Desk::Supplement && !(desk == Desk::BackOffice && model.decides());
    let first = canvas.offset(shown.key(), cursor, list.height, rows.len());
    for (at, entry) in rows.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let line = row(list, columns(at - first));
        let chosen = at == cursor;
        let role = if chosen { Role::Selection } else { Role::Text };
        canvas.paint(line, role);
        canvas.hit(line, Spot::Row(at));
        let marked = matches!(entry, Row::Case(case) if model.worklists.queue.is_marked(case.id));
        let digit = match () {
            () if marked => canvas.sign(Glyph::Complete).to_string(),
            () if digits && at < 9 => (at + 1).to_string(),
            () => String::new(),
        };
        canvas.put(cell(line, 0, 2), &digit, if chosen { role } else { Role::Key });
        let line = indent(line, 2);
        match entry {
            Row::Draft(draft) => {
                let at = crate::app::session::beijing(draft.saved_at).strftime("%m-%d %H:%M").to_string();
                let saved = tf(lang, "list.saved", &[&at]);
                let rest = canvas.put_right(line, &saved, if chosen { role } else { Role::TextDim });
                canvas.put(Rect { width: rest.width.saturating_sub(2), ..rest }, &draft.title, role);
            }
            Row::Case(case) => case_line(canvas, model, case, line, chosen, widths),
        }
    }
}

fn tabs(canvas: &mut Canvas<'_>, model: &Model, desk: Desk, shown: Tab, area: Rect) {
    let lang = canvas.lang();
    let tabs = model.tabs(desk);
    let numbered = desk == Desk::Supplement && tabs.len() > 1;
    let mut rest = area;
    if model.session.parcels > 0 {
        let waiting = tf(lang, "frame.parcels", &[&model.session.parcels.to_string()]);
        rest = canvas.put_right(rest, &waiting, Role::LinkSyncing);
    }
    for (at, tab) in tabs.into_iter().enumerate() {
        let count = match tab {
            Tab::Drafts => u64::try_from(model.session.drafts.len()).unwrap_or_default(),
            Tab::List(name) => model.session.count(name).unwrap_or_default(),
        };
        let digit = if numbered { format!("{} ", at + 1) } else { String::new() };
        let text = format!(" {digit}{} {count} ", t(lang, tab.key()));
        let role = if tab == shown { Role::PlaceActive } else { Role::Place };
        let used = canvas.put(rest, &text, role) + 1;
        canvas.hit(Rect { width: used - 1, ..rest }, Spot::Tab(at));
        rest = Rect { x: rest.x + used.min(rest.width), width: rest.width.saturating_sub(used), ..rest };
    }
}

fn filter(canvas: &mut Canvas<'_>, model: &Model, tab: Tab, area: Rect) {
    let lists = &model.worklists;
    if !lists.filtering && lists.filter.is_empty() {
        queue::filters(canvas, model, tab, area);
        return;
    }
    let used = canvas.put(area, t(canvas.lang(), "list.filter"), Role::FieldLabel) + 1;
    canvas.field(cell(area, used, 40), &lists.filter, lists.filtering);
}

/// An empty list says what would be here.
fn empty(canvas: &mut Canvas<'_>, model: &Model, tab: Tab, area: Rect) {
    let lang = canvas.lang();
    let loaded = match tab {
        Tab::Drafts => true,
        Tab::List(name) => model.worklists.listing(name).is_some_and(|list| list.loaded),
    };
    let key = if !model.worklists.filter.is_empty() {
        "list.nothing_matches"
    } else if loaded {
        tab.empty_key()
    } else {
        "list.loading"
    };
    let lines = canvas.wrapped(t(lang, key), area.width.saturating_sub(8));
    let top = (area.height / 2).saturating_sub(columns(lines.len()) / 2);
    for (at, line) in lines.iter().enumerate() {
        canvas.centred(area, top + columns(at), line, Role::TextDim);
    }
}

/// Columns of a due date, with the blank behind it.
const DUE: u16 = 6;
/// Columns of a receipt number, with the blank behind it.
const NUMBER: u16 = 15;

/// Columns of light, time left and applicant, each with the blank behind it: as wide as the widest, so that neither a
/// number nor a name is cut as long as there is room.
#[derive(Debug, Clone, Copy)]
pub struct Widths {
    light: u16,
    left: u16,
    who: u16,
    wide: bool,
}

impl Widths {
    /// What these rows need of so many columns.
    pub fn of<'a>(canvas: &Canvas<'_>, model: &Model, rows: impl Iterator<Item = &'a CaseSummary>, room: u16) -> Self {
        let lang = canvas.lang();
        let mut widths = Self { light: 7, left: 9, who: 8, wide: room >= WIDE };
        for case in rows {
            widths.light = widths.light.max(canvas.width(&unknown::words(lang, &case.light, |light| light.key())) + 3);
            let time = case.due.map(|due| canvas.width(&left(canvas, model.days_left(due))) + 1);
            widths.left = widths.left.max(time.unwrap_or_default());
            widths.who = widths.who.max(canvas.width(&case.applicant) + 1);
        }
        widths.who = widths.who.min(room / 3);
        widths
    }
}

fn head(canvas: &mut Canvas<'_>, tab: Tab, widths: Widths, line: Rect) {
    let lang = canvas.lang();
    if tab == Tab::Drafts {
        return;
    }
    let line = indent(line, 2);
    let mut at = 0;
    let names = ["list.light", "list.due", "list.left", "list.who"];
    for (key, width) in names.into_iter().zip([widths.light, DUE, widths.left, widths.who]) {
        canvas.put(cell(line, at, width.saturating_sub(1)), t(lang, key), Role::TextDim);
        at += width;
    }
    let rest = parts(indent(line, at), widths.wide);
    canvas.put(rest.0, t(lang, "list.item"), Role::TextDim);
    canvas.put(rest.1, t(lang, "list.task"), Role::TextDim);
    if let Some((number, department)) = rest.2 {
        canvas.put(number, t(lang, "list.number"), Role::TextDim);
        canvas.put(department, t(lang, "list.department"), Role::TextDim);
    }
}

/// Item, task, and where there is room receipt number and department.
fn parts(area: Rect, wide: bool) -> (Rect, Rect, Option<(Rect, Rect)>) {
    let (line, more) = if wide {
        let department = (area.width / 6).max(12);
        let line = Rect { width: area.width.saturating_sub(NUMBER + department + 1), ..area };
        let number = Rect { x: line.right() + 1, width: NUMBER - 1, ..area };
        (line, Some((number, Rect { x: number.right() + 1, width: department, ..area })))
    } else {
        (area, None)
    };
    let item = line.width / 2;
    (cell(line, 0, item.saturating_sub(1)), indent(line, item), more)
}

/// One case, as lists and query show it.
pub fn case_line(canvas: &mut Canvas<'_>, model: &Model, case: &CaseSummary, line: Rect, chosen: bool, widths: Widths) {
    let lang = canvas.lang();
    let look = |role: Role| if chosen { Role::Selection } else { role };
    let (glyph, role) = told_light(&case.light);
    let sign = canvas.sign(glyph);
    let word = unknown::words(lang, &case.light, |light| light.key());
    canvas.put(cell(line, 0, widths.light - 1), &format!("{sign} {word}"), look(role));
    let due = case.due.map(|due| due.strftime("%m-%d").to_string()).unwrap_or_default();
    canvas.put(cell(line, widths.light, DUE - 1), &due, look(Role::Text));
    let mut at = widths.light + DUE;
    if let Some(due) = case.due {
        canvas.put(cell(line, at, widths.left - 1), &left(canvas, model.days_left(due)), look(role));
    }
    at += widths.left;
    canvas.put(cell(line, at, widths.who.saturating_sub(1)), &case.applicant, look(Role::Text));
    let (item, task, more) = parts(indent(line, at + widths.who), widths.wide);
    canvas.put(item, &case.item_name, look(Role::Text));
    let words = queue::task(canvas, model, case);
    canvas.put(task, &words, look(Role::TextStrong));
    if let Some((number, department)) = more {
        let no = case.receipt_no.as_deref().or(case.case_no.as_deref()).unwrap_or_default();
        canvas.put_cut(number, no, look(Role::TextDim), crate::text::Cut::Start);
        canvas.put(department, &case.department_name, look(Role::TextDim));
    }
}

/// Working days that are left, in words.
pub fn left(canvas: &Canvas<'_>, left: Left) -> String {
    let lang = canvas.lang();
    match left {
        Left::Days(days) => tf(lang, "left.days", &[&days.to_string()]),
        Left::Today => t(lang, "left.today").to_owned(),
        Left::Over(days) => tf(lang, "left.over", &[&days.to_string()]),
    }
}

/// The same of a light that this program may not know.
pub fn told_light(told: &Told<Light>) -> (Glyph, Role) {
    told.known().map_or((Glyph::Open, Role::TextWarning), |known| light(*known))
}

/// Sign and look of a light; its word stands beside it (R9.14).
pub const fn light(light: Light) -> (Glyph, Role) {
    match light {
        Light::Red => (Glyph::LightRed, Role::LightRed),
        Light::Yellow | Light::BlueYellow => (Glyph::LightYellow, Role::LightYellow),
        Light::Green => (Glyph::LightGreen, Role::LightGreen),
        Light::Blue => (Glyph::Open, Role::Text),
        Light::Grey => (Glyph::NotApplicable, Role::TextDim),
    }
}
