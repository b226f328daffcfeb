//! What time will do to a case: read off the case itself, so that it can never be stale.

use jiff::Timestamp;

use super::{Context, Due, intake, terms};
use crate::domain::{
    calendar::date_in_beijing,
    case::{Case, Channel, State, TaskKind, ToleranceState},
    clock::Clock,
    tolerance::LineState,
};

/// R3.4: the centre's management is told that a negative is still open. No transition of 12.2 and so beyond its numbers.
pub(super) const NEGATIVE_ALERT: u8 = 104;

/// Every due instant of the case as it stands (R12.2: T13, T21, T25, T44 and T73 at closing time).
pub fn of(case: &Case, ctx: &Context<'_>) -> Vec<Due> {
    let mut due = Vec::new();
    let mut at = |transition, at: Timestamp| due.push(Due { transition, at });
    let running = |clock: &Option<Clock>| clock.as_ref().filter(|clock| clock.stopped_on.is_none()).cloned();
    let waiting_before = case.negative.as_ref().map(|negative| negative.previous);
    match case.state {
        State::Draft if enters_by_itself(case, ctx) => at(4, ctx.now),
        State::Received => {
            if let Some(clock) = running(&case.clocks.window) {
                at(13, terms::ends(&clock, ctx));
            }
        }
        State::NegativeProposed if waiting_before == Some(State::Received) => {
            if let Some(clock) = running(&case.clocks.window) {
                at(21, terms::ends(&clock, ctx));
                if !has_task(case, TaskKind::NegativeLate) {
                    let day = terms::working_day(ctx, clock.started_on, ctx.settings.negative.alert_after_wd);
                    at(NEGATIVE_ALERT, terms::closing(day, ctx.settings));
                }
            }
        }
        State::NegativeProposed | State::AwaitingSupplement | State::HeldPapers => {
            if let Some(clock) = running(&case.clocks.supplement_check) {
                at(73, terms::ends(&clock, ctx));
            }
            let told = case.supplement.as_ref().is_none_or(|notice| notice.overdue);
            if let Some(clock) = case.clocks.term.as_ref().filter(|_| !told && case.state != State::NegativeProposed) {
                at(25, terms::ends(clock, ctx));
            }
        }
        State::Dispatched if !has_task(case, TaskKind::SignForOverdue) => {
            if let Some(by) = case.clocks.sign_for_by {
                at(30, by);
            }
        }
        State::SpecialProcedure => {
            for longest in case.special.iter().filter(|run| run.ended_on.is_none()).filter_map(|run| run.longest_end) {
                let end = terms::closing(longest, ctx.settings);
                let alerted = |since: Timestamp| since >= end;
                if !case.tasks.iter().any(|task| task.kind == TaskKind::SpecialOverdue && alerted(task.since)) {
                    at(37, end);
                }
            }
        }
        _ => {}
    }
    if let Some(end) = tolerance_due(case, ctx) {
        at(44, end);
    }
    after_the_end(case, ctx, &mut at);
    due.sort_by_key(|due| (due.at, due.transition));
    due
}

/// T4 by System: an online application is received at the time of its entry, if it is fit to be received.
fn enters_by_itself(case: &Case, ctx: &Context<'_>) -> bool {
    case.version > 0
        && !case.discarded
        && case.collected_at.is_none()
        && case.application.channel == Channel::Online
        && intake::receivable(case, ctx).is_empty()
}

/// T44: closing time of the first open line's last day.
fn tolerance_due(case: &Case, ctx: &Context<'_>) -> Option<Timestamp> {
    let in_range = case.state.is_in_handling() || case.state == State::Granted;
    let open = case.tolerance.lines.iter().filter(|line| line.state == LineState::Open);
    let first = open.filter_map(|line| line.due).min()?;
    (in_range && case.tolerance.state == ToleranceState::Open).then(|| terms::closing(first, ctx.settings))
}

/// T60, T62, T63 at once, T64 when the archive term is over.
fn after_the_end(case: &Case, ctx: &Context<'_>, at: &mut dyn FnMut(u8, Timestamp)) {
    let delivered = case.state == State::Delivered;
    let ended = case.state.is_end_without_decision();
    if (delivered || ended) && !case.invited_evaluation {
        at(60, ctx.now);
    } else if delivered && closes(case) {
        at(62, ctx.now);
    } else if ended && !case.owes_papers() {
        at(63, ctx.now);
    } else if case.state == State::Closed {
        let closed = case.closed_on.unwrap_or_else(|| date_in_beijing(ctx.now));
        at(64, terms::closing(terms::working_day(ctx, closed, ctx.settings.archive_wd), ctx.settings));
    }
}

/// T62: no open task that blocks closing.
pub(super) fn closes(case: &Case) -> bool {
    case.tasks.iter().all(|task| task.kind.is_follow_up())
}

fn has_task(case: &Case, kind: TaskKind) -> bool {
    case.tasks.iter().any(|task| task.kind == kind)
}
