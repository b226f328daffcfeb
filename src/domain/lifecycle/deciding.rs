//! T49–T52. The decision: by somebody who neither took the case in nor reviewed it (R12.4).

use super::{
    Context, Refusal,
    act::{GrantDecision, OverdueExplanation, Refusing},
    department,
    person::stated,
    terms,
    work::Work,
};
use crate::domain::{
    case::{
        Case, Decision, DecisionKind,
        DocumentKind::{Gra, Ref},
        FeeState, OverdueCode, State, TaskKind,
    },
    reason::Reason,
    role::Role,
    tolerance::LineState,
};

/// What stands in the way. A refusal needs neither the fee nor the tolerated papers.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = Vec::new();
    if kind == "decision.grant" {
        if ctx.guide.fee.as_ref().is_some_and(|fee| fee.blocks_decision) && case.fee == FeeState::Due {
            why.push(Reason::new("reason.life.fee.due", "R10.9"));
        }
        if case.tolerance.lines.iter().any(|line| line.state == LineState::Open && line.blocks_decision) {
            why.push(Reason::new("reason.life.decide.tolerance", "R2.35"));
        }
    }
    why
}

/// A limit has passed (R3.11): the reason is told in public before the decision can be recorded.
fn is_late(work: &Work<'_>) -> bool {
    let clocks = [&work.case.clocks.promised, &work.case.clocks.statutory];
    clocks.into_iter().flatten().any(|clock| clock.state(work.ctx.calendar, work.moment()).late)
}

fn overdue_reason(work: &mut Work<'_>, reason: Option<&String>) -> Result<Option<String>, Refusal> {
    if is_late(work) {
        let text = reason.map(|text| text.trim()).unwrap_or_default();
        if text.is_empty() {
            if let Some(said) = department::explained(work) {
                return Ok(Some(said));
            }
            let why = Reason::new("reason.life.decide.overdue_reason", "R3.11").basis("优化营商环境条例 第三十六条");
            return Err(Refusal::at("/overdue_reason", why));
        }
        department::note_reason(work, &OverdueExplanation { code: OverdueCode::Other, text: text.to_owned() });
    }
    Ok(reason.cloned())
}

/// T49; T50 while a tolerated material is open that the paper has to wait for: it is withheld (R0.6); T52 when late.
pub(super) fn grant(work: &mut Work<'_>, grant: &GrantDecision) -> Result<(), Refusal> {
    stated(&grant.content, "/content", "R1.20")?;
    if grant.batch {
        let ctx = work.ctx;
        department::batchable(&work.case, ctx.guide, ctx.calendar, work.moment())
            .map_err(|why| Refusal::at("/batch", why))?;
    }
    let overdue = overdue_reason(work, grant.overdue_reason.as_ref())?;
    let withheld = work.case.tolerance.lines.iter().any(|line| line.state == LineState::Open && line.blocks_issue);
    let no = match (is_late(work), withheld) {
        (true, _) => 52,
        (false, true) => 50,
        (false, false) => 49,
    };
    work.go(no, State::Granted, if withheld { &[] } else { &[Gra] })?;
    work.stop_decision();
    work.case.decision = Some(Decision {
        kind: DecisionKind::Grant,
        content: grant.content.clone(),
        basis: String::new(),
        valid_until: grant.valid_until,
        result_no: None,
        overdue_reason: overdue,
        at: work.ctx.now,
        by: work.ctx.actor.id,
        withheld,
    });
    if !withheld {
        work.start_delivery();
        work.push_to_supervision();
    }
    Ok(())
}

/// T51; T52 when late. Open tolerance items lapse (R2.28).
pub(super) fn refuse(work: &mut Work<'_>, refusing: &Refusing) -> Result<(), Refusal> {
    stated(&refusing.facts, "/facts", "R1.20")?;
    stated(&refusing.reasons, "/reasons", "R1.20")?;
    stated(&refusing.basis, "/basis", "R1.20")?;
    let overdue = overdue_reason(work, refusing.overdue_reason.as_ref())?;
    work.go(if is_late(work) { 52 } else { 51 }, State::Refused, &[Ref])?;
    work.stop_decision();
    work.lapse_tolerance();
    work.case.decision = Some(Decision {
        kind: DecisionKind::Refuse,
        content: format!("{}\n{}", refusing.facts, refusing.reasons),
        basis: refusing.basis.clone(),
        valid_until: None,
        result_no: None,
        overdue_reason: overdue,
        at: work.ctx.now,
        by: work.ctx.actor.id,
        withheld: false,
    });
    work.start_delivery();
    Ok(())
}

impl Work<'_> {
    /// R10.20: the supervising body is told of what it will have to supervise.
    pub(super) fn push_to_supervision(&mut self) {
        if self.ctx.guide.supervising_body.is_some() {
            let due = terms::closing_in(self.ctx, self.ctx.settings.push_supervision_wd);
            self.task(TaskKind::PushSupervision, Role::SupervisingBody, Some(due));
        }
    }
}
