//! The department's desk: who works on a case now, and why a limit was missed (R3.11). None of it is a transition; a lease
//! keeps colleagues of the same role from doing one thing twice, and a missed limit is explained before anything else is
//! done about the case.

use jiff::{SignedDuration, Timestamp};

use super::{
    Context, Refusal,
    act::{Claim, OverdueExplanation, Release},
    person::stated,
    work::Work,
};
use crate::domain::{
    calendar::{Calendar, Moment},
    case::{Case, DecisionKind, Lease, OverdueClock, OverdueReason, TaskKind, ToleranceState},
    guide::Guide,
    reason::Reason,
    role::Role,
    tolerance::LineState,
};

/// Longest lease that may be asked for (minutes): a day.
const LONGEST: u32 = 1440;

/// Acts of the organ that wait for the reason of a missed limit. Whatever serves the applicant does not wait: papers are
/// taken, a withdrawal is recorded, a result is given out. A decision may bring its reason along (T52), and an extension
/// tells its own in the notice, against time (R1.31).
const WAIT_FOR_A_REASON: [&str; 11] = [
    "case.hand_over",
    "case.sign_for",
    "case.send_back",
    "special.start",
    "special.end",
    "case.suspend",
    "case.resume",
    "applicant.ask",
    "review.finish",
    "review.send_back",
    "result.hand_over",
];

/// There is nothing for this act to do.
fn nothing_to_do(kind: &str, case: &Case, ctx: &Context<'_>) -> Option<Reason> {
    let (there, key, rule) = match kind {
        "task.release" => (live(case, ctx.now).is_some(), "reason.life.lease.none", "R12.1"),
        "overdue.explain" => (!unexplained(case, ctx).is_empty(), "reason.life.overdue.none", "R3.11"),
        "supervision.sign_for" => {
            let told = case.tasks.iter().any(|task| task.kind == TaskKind::PushSupervision);
            (told, "reason.life.supervision.none", "R10.20")
        }
        _ => return None,
    };
    (!there).then(|| Reason::new(key, rule))
}

/// What stands in the way of an act by what the department does: somebody else's lease, an unexplained delay.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why: Vec<Reason> = nothing_to_do(kind, case, ctx).into_iter().collect();
    if let Some(lease) = live(case, ctx.now) {
        let others = match kind {
            "task.release" => !may_take_away(ctx.actor.role, lease) && lease.holder != ctx.actor.id,
            "task.claim" => is_kept_from(lease, ctx),
            // Facts are taken from everybody; only acts are kept to one hand.
            kind if super::record::is_record(kind) => false,
            _ => is_kept_from(lease, ctx),
        };
        if others {
            why.push(leased(lease));
        }
    }
    if WAIT_FOR_A_REASON.contains(&kind) && !unexplained(case, ctx).is_empty() {
        why.push(Reason::new("reason.life.overdue.unexplained", "R3.11").basis("优化营商环境条例 第三十六条"));
    }
    why
}

fn live(case: &Case, now: Timestamp) -> Option<&Lease> {
    case.lease.as_ref().filter(|lease| lease.is_live(now))
}

/// A colleague in the same role has it.
fn is_kept_from(lease: &Lease, ctx: &Context<'_>) -> bool {
    lease.role == ctx.actor.role && lease.holder != ctx.actor.id
}

/// Who may reassign: the window's lead, the chief representative, the hall's management, and for a reviewer's case whoever
/// decides it (DECISIONS 2).
fn may_take_away(role: Role, lease: &Lease) -> bool {
    match role {
        Role::Lead | Role::ChiefRep | Role::HallManager => true,
        Role::Approver | Role::GovHead => lease.role == Role::Reviewer,
        _ => false,
    }
}

fn leased(lease: &Lease) -> Reason {
    let key = if lease.role == Role::Reviewer { "reason.case.leased" } else { "reason.case.leased_to_decide" };
    let until = lease.until.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
    Reason::new(key, "R12.1").arg(&lease.name).arg(until.strftime("%m-%d %H:%M"))
}

/// `task.claim`: taken, or taken anew for as long again.
pub(super) fn claim(work: &mut Work<'_>, claim: &Claim) -> Result<(), Refusal> {
    let minutes = claim.minutes.unwrap_or(work.ctx.settings.lease_minutes);
    if minutes == 0 || minutes > LONGEST {
        return Err(Refusal::at("/minutes", Reason::new("reason.life.lease.minutes", "R12.1").arg(LONGEST)));
    }
    let (actor, now) = (work.ctx.actor, work.ctx.now);
    let own = live(&work.case, now).filter(|lease| lease.holder == actor.id);
    work.case.lease = Some(Lease {
        holder: actor.id,
        name: actor.name.clone(),
        role: actor.role,
        since: own.map_or(now, |lease| lease.since),
        until: after(now, minutes),
    });
    Ok(())
}

/// `task.release`: whoever takes it from somebody else says why.
pub(super) fn release(work: &mut Work<'_>, release: &Release) -> Result<(), Refusal> {
    if live(&work.case, work.ctx.now).is_some_and(|lease| lease.holder != work.ctx.actor.id) {
        stated(&release.reason, "/reason", "R12.1")?;
    }
    work.case.lease = None;
    Ok(())
}

fn after(now: Timestamp, minutes: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(Timestamp::MAX)
}

/// What an act leaves of the lease: its holder's act moves it on, and it ends with the holder's work.
pub(super) fn settle(case: &mut Case, acted: bool, ctx: &Context<'_>) {
    let Some(lease) = case.lease.as_mut() else { return };
    if !lease.is_live(ctx.now) || !lease.outlives(case.state) {
        case.lease = None;
    } else if acted && lease.holder == ctx.actor.id {
        lease.until = lease.until.max(after(ctx.now, ctx.settings.lease_minutes));
    }
}

/// Limits of the organ that have passed, are still open, and have not been explained.
fn unexplained(case: &Case, ctx: &Context<'_>) -> Vec<OverdueClock> {
    let now = Moment::at(ctx.now, ctx.settings.closing_time());
    overdue(case, ctx.calendar, now)
        .into_iter()
        .filter(|clock| !case.overdue.iter().any(|reason| reason.clocks.contains(clock)))
        .collect()
}

/// Limits of the organ that have passed and are still open (R9.16).
pub fn overdue(case: &Case, calendar: &Calendar, now: Moment) -> Vec<OverdueClock> {
    let clocks = &case.clocks;
    [
        (OverdueClock::Promised, &clocks.promised),
        (OverdueClock::Statutory, &clocks.statutory),
        (OverdueClock::Delivery, &clocks.delivery),
    ]
    .into_iter()
    .filter(|(_, clock)| {
        clock.as_ref().is_some_and(|clock| clock.stopped_on.is_none() && clock.state(calendar, now).late)
    })
    .map(|(name, _)| name)
    .collect()
}

/// `overdue.explain`: one reason for all that has passed by now; what passes later is explained then.
pub(super) fn explain(work: &mut Work<'_>, said: &OverdueExplanation) -> Result<(), Refusal> {
    stated(&said.text, "/text", "R3.11")?;
    note_reason(work, said);
    Ok(())
}

/// Keeps a reason with the limits that it is for.
pub(super) fn note_reason(work: &mut Work<'_>, said: &OverdueExplanation) {
    let clocks = unexplained(&work.case, work.ctx);
    if clocks.is_empty() {
        return;
    }
    let actor = work.ctx.actor;
    work.case.overdue.push(OverdueReason {
        clocks,
        code: said.code,
        text: said.text.trim().to_owned(),
        at: work.ctx.now,
        by: actor.id,
        name: actor.name.clone(),
    });
}

/// What was said already about every limit that has passed; `None` = one of them is unexplained.
pub(super) fn explained(work: &Work<'_>) -> Option<String> {
    if !unexplained(&work.case, work.ctx).is_empty() {
        return None;
    }
    work.case.overdue.last().map(|reason| reason.text.clone())
}

/// Whether a case may be granted together with others of its kind: a simple or immediate item that review found to be in
/// order, without anything that somebody has to look at by itself.
pub fn batchable(case: &Case, guide: &Guide, calendar: &Calendar, now: Moment) -> Result<(), Reason> {
    let no = |key: &'static str| Err(Reason::new(key, "R1.16"));
    if !(guide.flags.simple || guide.is_immediate()) || guide.flags.joint {
        return no("reason.life.batch.not_simple");
    }
    if !(guide.special.is_empty() && case.special.is_empty() && case.special_allowed.is_empty()) {
        return no("reason.life.batch.special");
    }
    if case.review.as_ref().is_none_or(|review| review.kind != DecisionKind::Grant) {
        return no("reason.life.batch.opinion");
    }
    let owed = case.tolerance.lines.iter().any(|line| line.state == LineState::Open);
    if owed || matches!(case.tolerance.state, ToleranceState::Open | ToleranceState::Overdue) {
        return no("reason.life.batch.tolerance");
    }
    if !overdue(case, calendar, now).is_empty() {
        return no("reason.life.batch.late");
    }
    Ok(())
}
