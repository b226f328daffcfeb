//! What time does (R12.2): the same table, the same guards, with the service as the actor.

use super::{Refusal, act::SystemFire, due, intake, terms, work::Work};
use crate::domain::{
    calendar::date_in_beijing,
    case::{
        DocumentKind::{Acc, Rcv, Ter},
        Negative, State, TaskKind, ToleranceState,
    },
    procedure::Clock,
    reason::Reason,
    role::Role,
};

/// Fires a transition. One that the case has outrun, or whose time has not come, is refused and changes nothing.
pub(super) fn fire(work: &mut Work<'_>, fire: &SystemFire) -> Result<(), Refusal> {
    if comes_from_the_case(fire.transition) {
        let now = work.ctx.now;
        let is_due = |due: &super::Due| due.transition == fire.transition && due.at <= now;
        if !due::of(&work.case, work.ctx).iter().any(is_due) {
            return Err(Refusal::from(Reason::new("reason.life.time.stale", "R12.2").arg(fire.transition)));
        }
    }
    match fire.transition {
        4 => intake::receive(work, None),
        13 | 21 | 73 => deem_accepted(work, fire.transition),
        25 => remind(work),
        30 => {
            work.go(30, State::Dispatched, &[])?;
            work.task(TaskKind::SignForOverdue, Role::Reviewer, None);
            Ok(())
        }
        37 => special_over(work),
        44 => {
            work.go(44, work.case.state, &[])?;
            work.case.tolerance.state = ToleranceState::Overdue;
            work.task(TaskKind::ToleranceBreach, Role::ChiefRep, None);
            Ok(())
        }
        due::NEGATIVE_ALERT => {
            work.task(TaskKind::NegativeLate, Role::HallManager, None);
            Ok(())
        }
        60 => {
            work.go(60, work.case.state, &[])?;
            work.case.invited_evaluation = true;
            Ok(())
        }
        62 | 63 => {
            work.case.ended_as = Some(work.case.state);
            work.go(fire.transition, State::Closed, &[])?;
            work.case.closed_on = Some(work.today());
            Ok(())
        }
        64 => super::result::archive(work),
        67 => {
            work.case.received_at = Some(work.ctx.now);
            work.go(67, State::Received, &[Rcv])?;
            work.start_window(work.today());
            Ok(())
        }
        68 => {
            work.go(68, State::Terminated, &[Ter])?;
            work.stop_all();
            Ok(())
        }
        74 => plan(work),
        _ => Err(Refusal::from(Reason::new("reason.life.state.not_allowed", "R12.2"))),
    }
}

/// T67, T68 and T74 come from the other cases of a bundle: the scheduler knows that they are due.
const fn comes_from_the_case(no: u8) -> bool {
    !matches!(no, 67 | 68 | 74)
}

/// T13, T21, T73: accepted by lapse of time, from the day the papers were in (R1.7, R1.8, R1.11).
fn deem_accepted(work: &mut Work<'_>, no: u8) -> Result<(), Refusal> {
    let since = if no == 73 {
        let handed_in = work.case.supplement.iter().flat_map(|notice| &notice.handed_in);
        handed_in.map(|papers| papers.reached_at).max()
    } else {
        work.case.received_at
    };
    let day = since.map_or_else(|| work.today(), date_in_beijing);
    work.go(no, State::Accepted, &[Acc])?;
    work.remark(Acc, &Reason::new("reason.life.remark.deemed", "R1.8").basis(super::counter::ART_32));
    work.case.negative = None::<Negative>;
    work.case.deemed = true;
    work.start_handling(day);
    work.task(TaskKind::DeemedAcceptance, Role::Lead, None);
    Ok(())
}

/// T25: a reminder, and the task to propose the return; nothing ends by itself (R1.14).
fn remind(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.go(25, work.case.state, &[])?;
    if let Some(notice) = work.case.supplement.as_mut() {
        notice.overdue = true;
    }
    work.task(TaskKind::ProposeReturn, Role::Clerk, None);
    Ok(())
}

/// T37: at the item's maximum the pause ends by itself, and the clock runs on (R10.4).
fn special_over(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.go(37, State::SpecialProcedure, &[])?;
    let ctx = work.ctx;
    let over = work.case.special.iter().filter(|run| run.running()).filter_map(|run| {
        let longest = run.longest_end.filter(|longest| terms::closing(*longest, ctx.settings) <= ctx.now)?;
        run.pause(Clock::Promised).map(|_| (run.kind, longest))
    });
    for (kind, longest) in over.collect::<Vec<_>>() {
        work.resume(super::review::cause(kind), longest);
    }
    work.task(TaskKind::SpecialOverdue, Role::Reviewer, None);
    Ok(())
}

/// T74: a child of a bundle waits for its predecessor and has no clock yet (R4.5).
fn plan(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.go(74, State::Planned, &[])
}
