//! T34–T41, T47, T48. Review: special procedures, extension, suspension, questions, the opinion.

use super::{
    Context, Refusal,
    act::{
        ExtensionDemand, Question, Reasoned, ReviewOpinion, SpecialEnd, SpecialPermission, SpecialStart,
        SuspensionDemand,
    },
    person::stated,
    terms,
    work::Work,
};
use crate::domain::{
    case::{
        Case, Decision,
        DocumentKind::{Ext, Inq, Res, Spe, Spn, Sus},
        Extension, State, Suspension,
    },
    guide::SpecialKind,
    procedure::{self, Start},
    reason::Reason,
    role::Role,
    tolerance::LineState,
};

/// The number of a notice that the centre numbers after this act; it stands there until then.
const NUMBER_TO_COME: &str = "";

/// What stands in the way.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    match kind {
        "special.start" if ctx.guide.special.is_empty() && case.special_allowed.is_empty() => {
            vec![Reason::new("reason.special.not_listed", "R10.1")]
        }
        "case.extend" => extend_blocks(case, ctx),
        _ => Vec::new(),
    }
}

/// R1.23, R1.24, R1.31, R3.14: once, in time, by the head of the organ, or of the government for joint handling.
fn extend_blocks(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = Vec::new();
    let entitled = match ctx.actor.role {
        Role::GovHead => ctx.guide.flags.joint,
        Role::Approver => !ctx.guide.flags.joint,
        _ => !ctx.guide.flags.joint && ctx.actor.mandate.extend,
    };
    if !entitled {
        why.push(Reason::new("reason.life.extend.power", "R3.14").basis("行政许可法 第四十二条"));
    }
    if case.extension.is_some() {
        why.push(Reason::new("reason.life.extend.once", "R1.23").basis("行政许可法 第四十二条"));
    }
    match &case.clocks.statutory {
        None => why.push(Reason::new("reason.life.extend.no_limit", "R1.31")),
        Some(clock) if terms::is_over(clock, ctx) => why.push(Reason::new("reason.life.extend.late", "R1.31")),
        Some(_) => {}
    }
    why
}

/// R10.1: a kind that the item does not list, with the chief representative's basis.
pub(super) fn allow(work: &mut Work<'_>, permission: &SpecialPermission) -> Result<(), Refusal> {
    stated(&permission.basis, "/basis", "R10.1")?;
    work.case.special_allowed.push(permission.kind);
    Ok(())
}

/// T34: told in writing where a clock stands still (R10.2).
pub(super) fn start(work: &mut Work<'_>, special: &SpecialStart) -> Result<(), Refusal> {
    let ctx = work.ctx;
    let start = Start {
        guide: ctx.guide,
        kind: special.kind,
        reason: if special.reason.is_empty() { &special.basis } else { &special.reason },
        basis: &special.basis,
        days: special.days,
        officers: &special.officers,
        place: Some(special.place.as_str()).filter(|place| !place.trim().is_empty()),
        day: work.today(),
        allowed_by_chief_rep: work.case.special_allowed.contains(&special.kind),
        running: &work.case.special,
    };
    procedure::may_start(&start).map_err(Refusal::from)?;
    let told = procedure::needs_notice(ctx.guide, special.kind);
    let run = procedure::begin(&start, told.then_some(NUMBER_TO_COME), &|day, days| terms::working_day(ctx, day, days));
    let pauses = run.pauses;
    work.go(34, State::SpecialProcedure, if told { &[Spn] } else { &[] })?;
    work.pause(cause(special.kind), pauses.promised, pauses.statutory);
    work.case.special.push(run);
    Ok(())
}

/// What a pause of this kind is called on the clock.
pub(super) const fn cause(kind: SpecialKind) -> &'static str {
    match kind {
        SpecialKind::Hearing => "HEARING",
        SpecialKind::Tender => "TENDER",
        SpecialKind::Auction => "AUCTION",
        SpecialKind::Inspect => "INSPECT",
        SpecialKind::Test => "TEST",
        SpecialKind::Quarantine => "QUARANTINE",
        SpecialKind::Appraise => "APPRAISE",
        SpecialKind::Expert => "EXPERT",
        SpecialKind::Site => "SITE",
        SpecialKind::Public => "PUBLIC",
    }
}

/// T35, T36: the case leaves the state when the last one ends (R10.5).
pub(super) fn end(work: &mut Work<'_>, special: &SpecialEnd) -> Result<(), Refusal> {
    let today = work.today();
    let runs = work.case.special.iter_mut();
    let Some(run) = runs.into_iter().find(|run| run.kind == special.kind && run.ended_on.is_none()) else {
        return Err(Refusal::at("/kind", Reason::new("reason.life.special.not_running", "R10.5")));
    };
    run.end(today, &special.result).map_err(Refusal::from)?;
    work.resume(cause(special.kind), today);
    if work.case.special.iter().any(|run| run.ended_on.is_none()) {
        work.go(35, State::SpecialProcedure, &[Spe])
    } else {
        work.go(36, State::UnderReview, &[Spe])
    }
}

/// T38.
pub(super) fn extend(work: &mut Work<'_>, demand: &ExtensionDemand) -> Result<(), Refusal> {
    stated(&demand.reason, "/reason", "R1.23")?;
    let limits = &work.ctx.settings.limits;
    let most = if work.ctx.guide.flags.joint { limits.joint_extension_wd } else { limits.licence_extension_wd };
    if demand.days == 0 || demand.days > most {
        return Err(Refusal::at("/days", Reason::new("reason.life.extend.days", "R1.23").arg(most)));
    }
    work.go(38, work.case.state, &[Ext])?;
    work.extend(demand.days);
    work.case.extension = Some(Extension { days: demand.days, reason: demand.reason.clone(), at: work.ctx.now });
    Ok(())
}

/// T39 (R1.36): only with a legal basis, or because the applicant asked in writing.
pub(super) fn suspend(work: &mut Work<'_>, demand: &SuspensionDemand) -> Result<(), Refusal> {
    stated(&demand.reason, "/reason", "R1.36")?;
    if demand.basis.trim().is_empty() && !demand.requested_in_writing {
        return Err(Refusal::at("/basis", Reason::new("reason.life.suspend.basis", "R1.36")));
    }
    work.go(39, State::Suspended, &[Sus])?;
    work.pause(terms::SUSPENDED, true, true);
    work.case.suspension = Some(Suspension { basis: demand.basis.clone(), from: work.today() });
    Ok(())
}

/// T40.
pub(super) fn resume(work: &mut Work<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    stated(&reasoned.reason, "/reason", "R1.36")?;
    work.go(40, State::UnderReview, &[Res])?;
    work.resume(terms::SUSPENDED, work.today());
    work.case.suspension = None;
    Ok(())
}

/// T41: a question, no supplement notice; no clock stops (R1.39).
pub(super) fn ask_applicant(work: &mut Work<'_>, question: &Question) -> Result<(), Refusal> {
    stated(&question.text, "/text", "R1.39")?;
    work.go(41, State::UnderReview, &[Inq])
}

/// T47.
pub(super) fn finish(work: &mut Work<'_>, opinion: &ReviewOpinion) -> Result<(), Refusal> {
    stated(&opinion.reasons, "/reasons", "T47")?;
    let waits = work.case.tolerance.lines.iter().any(|l| l.state == LineState::Open && l.blocks_decision);
    work.go(47, if waits { State::TolerancePending } else { State::Deciding }, &[])?;
    if waits {
        work.wait_for_tolerance();
    }
    work.case.review = Some(Decision {
        kind: opinion.opinion,
        content: opinion.reasons.clone(),
        basis: String::new(),
        valid_until: None,
        result_no: None,
        overdue_reason: None,
        at: work.ctx.now,
        by: work.ctx.actor.id,
        withheld: false,
    });
    Ok(())
}

/// T48.
pub(super) fn send_back(work: &mut Work<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    stated(&reasoned.reason, "/reason", "T48")?;
    work.go(48, State::UnderReview, &[])
}
