//! A list of cases beyond its rows: narrowed by what the centre knows of each, taken out as a table, and for the approver
//! simple cases granted together. Each of them keeps its own command and its own receipt.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::{
    app::{
        Model,
        actions::Action,
        effect::{Answer, Ask, Effect, Failure, Fate, Sealing},
        msg::Ctx,
        notice::Level,
        request::Purpose,
        session,
    },
    contract::{CaseSummary, ExportReason, ExportRequest, QueueCounts, QueueFilter, WorklistName},
    domain::{
        case::State,
        lifecycle::{Act, act::GrantDecision},
        role::Role,
    },
    i18n::{Lang, tf},
};

use super::{Desk, Row, Tab, Wait, update};

/// What lies over a list.
#[derive(Debug, Clone, Default)]
pub enum Over {
    /// Nothing.
    #[default]
    Nothing,
    /// Why shall it be taken out?
    WhyExport(WorklistName),
    /// Cases that are granted together.
    Batch(Batch),
}

/// What has become of one case of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchFate {
    /// Nobody has said yes yet.
    Open,
    /// Its command is under way.
    UnderWay,
    /// Granted; the receipt is here.
    Done,
    /// It waits in the outbox for the line.
    Waits,
    /// Not granted, and why.
    Refused(String),
}

/// One case of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// The case as the list showed it.
    pub case: CaseSummary,
    /// What has become of it.
    pub fate: BatchFate,
}

/// Cases that are granted together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// In the order of the list.
    pub lines: Vec<BatchLine>,
    /// Somebody said yes.
    pub begun: bool,
    /// First row shown.
    pub cursor: usize,
}

impl Batch {
    /// Done, refused, waiting for the line, under way.
    pub fn tally(&self) -> [usize; 4] {
        let count = |is: &dyn Fn(&BatchFate) -> bool| self.lines.iter().filter(|line| is(&line.fate)).count();
        [
            count(&|fate| *fate == BatchFate::Done),
            count(&|fate| matches!(fate, BatchFate::Refused(_))),
            count(&|fate| *fate == BatchFate::Waits),
            count(&|fate| *fate == BatchFate::UnderWay),
        ]
    }
}

/// How lists are narrowed, what is marked in them, and what lies over them.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    filters: BTreeMap<WorklistName, QueueFilter>,
    counts: BTreeMap<WorklistName, QueueCounts>,
    marked: BTreeSet<Uuid>,
    /// What lies over the list.
    pub over: Over,
}

impl Queue {
    /// How a list is narrowed.
    pub fn filter(&self, name: WorklistName) -> QueueFilter {
        self.filters.get(&name).copied().unwrap_or_default()
    }

    /// What each filter of a list leaves, as far as the centre has said.
    pub fn counts(&self, name: WorklistName) -> Option<&QueueCounts> {
        self.counts.get(&name)
    }

    /// Whether a case is marked.
    pub fn is_marked(&self, case: Uuid) -> bool {
        self.marked.contains(&case)
    }

    /// How many are.
    pub fn marked(&self) -> usize {
        self.marked.len()
    }
}

impl Model {
    /// Something lies over the list and has the keys.
    pub fn is_over_list(&self) -> bool {
        !matches!(self.worklists.queue.over, Over::Nothing)
    }

    /// May take lists out of the system (RELIABILITY 5.3).
    pub fn exports(&self) -> bool {
        self.session.role() == Some(Role::HallManager)
    }
}

/// The counts of a place's lists are asked for where they are shown: at the department's desk.
pub(super) fn ask_counts(model: &mut Model, desk: Desk, name: WorklistName, ctx: &Ctx) -> Option<Effect> {
    let shown = desk == Desk::BackOffice && model.decides();
    shown.then(|| model.ask(Purpose::Lists(Wait::Counts(name)), Ask::QueueCounts(name), ctx))
}

/// The counts came.
pub(super) fn take_counts(model: &mut Model, name: WorklistName, counts: QueueCounts) {
    model.worklists.queue.counts.insert(name, counts);
}

/// Rows are here: a mark on a case that is gone, or not simple any more, goes.
pub(super) fn settle_marks(model: &mut Model, name: WorklistName) {
    if name != WorklistName::Deciding {
        return;
    }
    let rows = model.worklists.listing(name).map(|list| list.rows.as_slice()).unwrap_or_default();
    let simple: BTreeSet<Uuid> = rows.iter().filter(|row| row.marks.simple).map(|row| row.id).collect();
    model.worklists.queue.marked.retain(|id| simple.contains(id));
}

/// A key of the queue; `None` = it is none of these.
pub(super) fn action(model: &mut Model, desk: Desk, action: Action, ctx: &Ctx) -> Option<Vec<Effect>> {
    if model.is_over_list() {
        return Some(over(model, desk, action, ctx));
    }
    let name = match model.tab(desk)? {
        Tab::List(name) => name,
        Tab::Drafts => return None,
    };
    match action {
        Action::QueueFilter => {
            let queue = &mut model.worklists.queue;
            let here = QueueFilter::ALL.iter().position(|filter| *filter == queue.filter(name)).unwrap_or_default();
            let next = QueueFilter::ALL.get((here + 1) % QueueFilter::ALL.len()).copied().unwrap_or_default();
            queue.filters.insert(name, next);
            *model.worklists.cursor_mut(Tab::List(name)) = 0;
            Some(update::refresh(model, desk, ctx))
        }
        Action::QueueMark => {
            mark(model, desk, ctx);
            Some(Vec::new())
        }
        Action::QueueExport if model.exports() => {
            model.worklists.queue.over = Over::WhyExport(name);
            Some(Vec::new())
        }
        Action::QueueExport => {
            model.say(Level::Note, "why.no_export", &[], ctx);
            Some(Vec::new())
        }
        Action::Decide if name == WorklistName::Deciding && model.worklists.queue.marked() > 0 => {
            begin(model, name);
            Some(Vec::new())
        }
        _ => None,
    }
}

fn mark(model: &mut Model, desk: Desk, ctx: &Ctx) {
    let Some(Row::Case(case)) = model.chosen_row(desk) else { return };
    let (id, simple) = (case.id, case.marks.simple && case.state == State::Deciding);
    if !simple || model.session.role() != Some(Role::Approver) {
        model.say(Level::Note, "queue.not_simple", &[], ctx);
        return;
    }
    let marked = &mut model.worklists.queue.marked;
    if !marked.remove(&id) {
        marked.insert(id);
    }
    if let Some(tab) = model.tab(desk) {
        let last = model.list_rows(tab).len().saturating_sub(1);
        let cursor = model.worklists.cursor_mut(tab);
        *cursor = (*cursor + 1).min(last);
    }
}

/// The marked cases stand together and wait for a yes.
fn begin(model: &mut Model, name: WorklistName) {
    let rows = model.worklists.listing(name).map(|list| list.rows.as_slice()).unwrap_or_default();
    let marked = rows.iter().filter(|row| model.worklists.queue.is_marked(row.id));
    let lines = marked.map(|case| BatchLine { case: case.clone(), fate: BatchFate::Open }).collect();
    model.worklists.queue.over = Over::Batch(Batch { lines, ..Batch::default() });
}

fn over(model: &mut Model, desk: Desk, action: Action, ctx: &Ctx) -> Vec<Effect> {
    match &mut model.worklists.queue.over {
        Over::Nothing => Vec::new(),
        Over::WhyExport(name) => {
            let name = *name;
            let digit = if action == Action::Confirm { Some(1) } else { action.digit() };
            let Some(reason) = digit.and_then(|digit| ExportReason::ALL.get(digit - 1)).copied() else {
                return Vec::new();
            };
            model.worklists.queue.over = Over::Nothing;
            let filter = model.worklists.queue.filter(name);
            let ask = ExportRequest {
                list: Some(name),
                filter,
                query: crate::contract::CaseQuery::default(),
                reason,
                clear: false,
            };
            vec![model.ask(Purpose::Lists(Wait::Export), Ask::ExportCases(Box::new(ask)), ctx)]
        }
        Over::Batch(batch) => {
            let last = batch.lines.len().saturating_sub(1);
            match action {
                Action::Up => batch.cursor = batch.cursor.saturating_sub(1),
                Action::Down => batch.cursor = (batch.cursor + 1).min(last),
                Action::Confirm if !batch.begun => return grant_all(model, ctx),
                Action::Confirm => return close(model, desk, ctx),
                _ => {}
            }
            Vec::new()
        }
    }
}

/// Each case goes out as a command of its own, in the order of the list.
fn grant_all(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Over::Batch(batch) = &mut model.worklists.queue.over else { return Vec::new() };
    batch.begun = true;
    let mut sealings = Vec::new();
    for line in &mut batch.lines {
        line.fate = BatchFate::UnderWay;
        sealings.push(Sealing {
            case_id: line.case.id,
            expected_version: line.case.version,
            guide_version: None,
            act: Act::Grant(GrantDecision {
                content: tf(Lang::Zh, "part.fill.grant", &[&line.case.item_name]),
                valid_until: None,
                overdue_reason: None,
                batch: true,
            }),
        });
    }
    let ask = |sealing: Sealing| {
        let wait = Wait::Batch(sealing.case_id);
        model.ask(Purpose::Lists(wait), Ask::Seal(Box::new(sealing)), ctx)
    };
    sealings.into_iter().map(ask).collect()
}

/// Esc over a list: a batch that is under way goes on behind, and what became of it is in the outbox and on the cases.
pub(super) fn close(model: &mut Model, desk: Desk, ctx: &Ctx) -> Vec<Effect> {
    let over = std::mem::take(&mut model.worklists.queue.over);
    match over {
        Over::Batch(batch) if batch.begun => {
            model.worklists.queue.marked.clear();
            let mut effects = update::refresh(model, desk, ctx);
            effects.extend(session::refresh(model, ctx));
            effects
        }
        _ => Vec::new(),
    }
}

/// One case of a batch met its fate; the others are not asked about it.
pub(super) fn granted(model: &mut Model, case: Uuid, result: Result<Answer, Failure>) {
    let Over::Batch(batch) = &mut model.worklists.queue.over else { return };
    let Some(line) = batch.lines.iter_mut().find(|line| line.case.id == case) else { return };
    line.fate = match result {
        Ok(Answer::Fate(Fate::Applied(_))) => BatchFate::Done,
        Ok(Answer::Fate(Fate::Waiting { .. })) => BatchFate::Waits,
        Ok(Answer::Fate(Fate::Rejected(problem))) => BatchFate::Refused(problem.title),
        Ok(_) => BatchFate::UnderWay,
        Err(failure) => BatchFate::Refused(failure.title),
    };
}

/// Where the table went.
pub(super) fn exported(model: &mut Model, result: Result<Answer, Failure>, ctx: &Ctx) {
    match result {
        Ok(Answer::Exported(place)) => model.say(Level::Good, "notice.exported", &[&place], ctx),
        Err(failure) => model.say_failure(&failure, ctx),
        Ok(_) => {}
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
