//! T15–T20. The window has no veto: the clerk proposes, the chief representative decides (R3.1, R0.1).

use super::{
    Context, Refusal,
    act::{NegativeProposal, NegativeRuling, Reasoned},
    person::{PROPOSAL, stated},
    terms,
    work::Work,
};
use crate::domain::{
    case::{
        Case,
        DocumentKind::{Frb, Nac, Rtn},
        Negative, State, TaskKind,
    },
    escalation::{NegativeKind, Rung, rung_until},
    reason::Reason,
    role::Role,
};

/// What stands in the way.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let Some(negative) = &case.negative else { return Vec::new() };
    let mut why = Vec::new();
    let rung_of_role = if ctx.actor.role == Role::ChiefRep { negative.rung == 1 } else { negative.rung > 1 };
    if !rung_of_role {
        why.push(Reason::new("reason.life.negative.other_rung", "R3.4").arg(negative.rung));
    }
    if kind == "negative.refer_up" && Rung::numbered(negative.rung).next().is_none() {
        why.push(Reason::new("reason.life.negative.top_rung", "T20"));
    }
    if kind == "negative.confirm" && negative.kind == NegativeKind::ReturnOverdue {
        why.extend(return_blocks(case, ctx));
    }
    why
}

/// T18: the term is over and nothing that was handed in lies unchecked.
fn return_blocks(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = Vec::new();
    let over = case.clocks.term.as_ref().is_some_and(|term| terms::is_over(term, ctx));
    if !over {
        why.push(Reason::new("reason.life.negative.term_runs", "T18"));
    }
    if case.supplement.iter().flat_map(|notice| &notice.handed_in).any(|papers| !papers.checked) {
        why.push(Reason::new("reason.life.negative.unchecked", "T18"));
    }
    why
}

/// T15. No clock knows of it (R1.15).
pub(super) fn propose(work: &mut Work<'_>, proposal: &NegativeProposal) -> Result<(), Refusal> {
    stated(&proposal.facts, "/facts", "R3.3")?;
    stated(&proposal.basis, "/basis", "R3.3")?;
    if !proposal.kind.before_acceptance() {
        return Err(Refusal::at("/kind", Reason::new("reason.life.negative.after_acceptance", "R3.2")));
    }
    if proposal.kind == NegativeKind::ReturnOverdue {
        Refusal::unless_empty(return_blocks(&work.case, work.ctx))?;
    }
    let due_at = Some(rung_until(work.ctx.settings, work.ctx.calendar, Rung::ChiefRep, work.ctx.now));
    let previous = work.case.state;
    work.go(15, State::NegativeProposed, &[Frb])?;
    work.case.negative = Some(Negative {
        kind: proposal.kind,
        previous,
        facts: proposal.facts.clone(),
        basis: proposal.basis.clone(),
        guidance: proposal.guidance.clone(),
        proposed_by: work.ctx.actor.id,
        proposed_at: work.ctx.now,
        rung: 1,
        due_at,
    });
    Ok(())
}

/// A breach that the clerk reports: a task, no change of state (R3.2 `TerminateBreach`).
pub(super) fn report_breach(work: &mut Work<'_>, proposal: &NegativeProposal) -> Result<(), Refusal> {
    stated(&proposal.facts, "/facts", "R3.3")?;
    stated(&proposal.basis, "/basis", "R3.3")?;
    if proposal.kind != NegativeKind::TerminateBreach {
        return Err(Refusal::at("/kind", Reason::new("reason.life.negative.not_a_breach", "R3.2")));
    }
    work.involve(PROPOSAL);
    work.task(TaskKind::ToleranceBreach, Role::ChiefRep, None);
    work.paper(super::DocumentDraft { kind: Frb, corrects: None, remark: None });
    Ok(())
}

/// T16–T18.
pub(super) fn confirm(work: &mut Work<'_>, ruling: &NegativeRuling) -> Result<(), Refusal> {
    stated(&ruling.reason, "/reason", "R3.3")?;
    let proposed = work.case.negative.as_ref().map(|negative| negative.kind);
    if !proposed.is_some_and(|kind| kind.may_be_confirmed_as(ruling.kind)) {
        return Err(Refusal::at("/kind", Reason::new("reason.life.negative.no_end_state", "R3.2")));
    }
    match ruling.kind {
        NegativeKind::NotRequired => work.go(16, State::NotRequired, &[Nac])?,
        NegativeKind::NotCompetent => {
            stated(ruling.competent_organ.as_deref().unwrap_or_default(), "/competent_organ", "O2")?;
            work.go(17, State::NotAccepted, &[Nac])?;
        }
        _ => work.go(18, State::Returned, &[Rtn])?,
    }
    work.stop_all();
    Ok(())
}

/// T19: the previous state, its clocks as they ran.
pub(super) fn overrule(work: &mut Work<'_>, instruction: &Reasoned) -> Result<(), Refusal> {
    stated(&instruction.reason, "/reason", "T19")?;
    let Some(previous) = work.case.negative.as_ref().map(|negative| negative.previous) else { return Ok(()) };
    work.go(19, previous, &[])?;
    work.case.negative = None;
    Ok(())
}

/// T20: one rung up, within its own term; the window clock runs on.
pub(super) fn refer_up(work: &mut Work<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    stated(&reasoned.reason, "/reason", "T20")?;
    work.go(20, State::NegativeProposed, &[])?;
    let ctx = work.ctx;
    if let Some(negative) = work.case.negative.as_mut() {
        negative.rung += 1;
        negative.due_at = Some(rung_until(ctx.settings, ctx.calendar, Rung::numbered(negative.rung), ctx.now));
    }
    Ok(())
}
