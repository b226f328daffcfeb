//! What a list of cases shows beyond its rows: how it can be narrowed, who works on what, why it is taken out, and cases
//! that are granted together.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model, unknown,
        worklist::{Batch, BatchFate, CaseSummary, ExportReason, Over, QueueFilter, Tab, WorklistName},
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, below, cell, columns, indent, row};

/// Columns of what became of a case of a batch.
const FATE: u16 = 12;

/// How the list can be narrowed and what each way leaves, where the centre has counted it; and how many are marked.
pub fn filters(canvas: &mut Canvas<'_>, model: &Model, tab: Tab, area: Rect) {
    let lang = canvas.lang();
    let Tab::List(name) = tab else { return };
    let queue = &model.worklists.queue;
    let chosen = queue.filter(name);
    let mut rest = area;
    if queue.marked() > 0 && name == WorklistName::Deciding {
        let text = tf(lang, "queue.marked", &[&queue.marked().to_string()]);
        rest = canvas.put_right(rest, &text, Role::TextStrong);
    }
    let Some(counts) = queue.counts(name) else {
        if chosen != QueueFilter::All {
            canvas.put(rest, t(lang, chosen.key()), Role::FieldLabel);
        }
        return;
    };
    if let Some(key) = canvas.key_of(Action::QueueFilter) {
        let used = canvas.put(rest, &key, Role::Key) + 1;
        rest = indent(rest, used);
    }
    for (filter, count) in &counts.counts {
        let role = if *filter == chosen { Role::PlaceActive } else { Role::Place };
        let used = canvas.put(rest, &format!(" {} {count} ", t(lang, filter.key())), role);
        rest = indent(rest, used.min(rest.width));
    }
}

/// What is to be done, and who of the department does it.
pub fn task(canvas: &Canvas<'_>, model: &Model, case: &CaseSummary) -> String {
    task_words(model, case).join(&format!(" {} ", canvas.sign(Glyph::Separator)))
}

/// The same, part by part: the task, who has claimed it, why it came back, why it is late.
pub fn task_words(model: &Model, case: &CaseSummary) -> Vec<String> {
    let lang = model.lang;
    let words = match &case.task {
        Some(task) => unknown::task(lang, task),
        None => unknown::words(lang, &case.state, |state| state.key()),
    };
    let own = model.session.me.as_ref().map(|me| me.person.id);
    let mut parts = vec![words];
    if let Some(lease) = &case.marks.lease {
        let mine = own == Some(lease.holder);
        let held = if mine { t(lang, "queue.held_by_me").to_owned() } else { tf(lang, "queue.held", &[&lease.name]) };
        parts.push(held);
    }
    let back = case.state == crate::domain::case::State::ReturnedToWindow;
    if let Some(code) = case.marks.returned.as_ref().filter(|_| back) {
        parts.push(unknown::words(lang, code, |code| code.key()));
    }
    if let Some(code) = &case.marks.overdue {
        parts.push(unknown::words(lang, code, |code| code.key()));
    }
    parts
}

/// What lies over the list; whether anything does.
pub fn over(canvas: &mut Canvas<'_>, model: &Model, area: Rect) -> bool {
    match &model.worklists.queue.over {
        Over::Nothing => return false,
        Over::WhyExport(_) => why_export(canvas, area),
        Over::Batch(batch) => granting(canvas, batch, area),
    }
    true
}

fn why_export(canvas: &mut Canvas<'_>, area: Rect) {
    let lang = canvas.lang();
    let inner = canvas.boxed(area, t(lang, "queue.export.title"), true);
    canvas.put(row(inner, 0), t(lang, "queue.export.why"), Role::TextStrong);
    for (at, reason) in ExportReason::ALL.into_iter().enumerate() {
        let line = row(inner, columns(at + 2));
        canvas.put(cell(line, 1, 2), &(at + 1).to_string(), Role::Key);
        canvas.put(indent(line, 4), t(lang, reason.key()), Role::Text);
    }
}

fn granting(canvas: &mut Canvas<'_>, batch: &Batch, area: Rect) {
    let lang = canvas.lang();
    let title = tf(lang, "batch.title", &[&batch.lines.len().to_string()]);
    let inner = canvas.boxed(area, &title, true);
    let head = if batch.begun {
        let tally = batch.tally().map(|count| count.to_string());
        tf(lang, "batch.summary", &tally.each_ref().map(String::as_str))
    } else {
        t(lang, "batch.ask").to_owned()
    };
    let used = canvas.paragraph(inner, &head, Role::TextStrong);
    let keys = t(lang, if batch.begun { "batch.over" } else { "batch.keys" });
    canvas.put(row(inner, inner.height.saturating_sub(1)), keys, Role::TextDim);
    let list = below(inner, used + 1);
    let list = Rect { height: list.height.saturating_sub(1), ..list };
    let first = canvas.offset("batch", batch.cursor, list.height, batch.lines.len());
    for (at, line) in batch.lines.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let place = row(list, columns(at - first));
        canvas.paint(place, if at == batch.cursor { Role::Selection } else { Role::Text });
        let look = |role: Role| if at == batch.cursor { Role::Selection } else { role };
        let (glyph, word, role) = match &line.fate {
            BatchFate::Open => (Glyph::Open, t(lang, "batch.open").to_owned(), Role::Text),
            BatchFate::UnderWay => (Glyph::Open, t(lang, "batch.under_way").to_owned(), Role::TextDim),
            BatchFate::Done => (Glyph::Complete, t(lang, "batch.done").to_owned(), Role::StateComplete),
            BatchFate::Waits => (Glyph::Open, t(lang, "batch.waits").to_owned(), Role::LinkSyncing),
            BatchFate::Refused(why) => (Glyph::Missing, why.clone(), Role::StateMissing),
        };
        let said = format!("{} {word}", canvas.sign(glyph));
        let case = &line.case;
        let number = case.receipt_no.as_deref().or(case.case_no.as_deref()).unwrap_or_default();
        let name = format!("{number}  {}  {}", case.applicant, case.item_name);
        // Why one was not granted is worth more room than what it is called.
        let room = if matches!(line.fate, BatchFate::Refused(_)) { place.width / 2 } else { FATE };
        let fate = Rect { x: place.right().saturating_sub(room), width: room.min(place.width), ..place };
        canvas.put(Rect { width: place.width.saturating_sub(room + 1), ..place }, &name, look(Role::Text));
        canvas.put(fate, &said, look(role));
    }
}
