//! T27, T53, T54. Ends without a decision: the applicant takes the application back, or there is nobody left to decide on.

use super::{
    Refusal,
    act::{Reasoned, Termination, Withdrawal},
    person::{PROPOSAL, signed, stated},
    work::Work,
};
use crate::domain::{
    agency::Tick,
    case::{
        Case,
        DocumentKind::{Ter, Wda, Wdn},
        State, TaskKind,
    },
    reason::Reason,
    role::Role,
};

/// What stands in the way: a termination is proposed by the clerk first (R0.1).
pub(super) fn blocks(kind: &str, case: &Case) -> Vec<Reason> {
    let proposed = case.tasks.iter().any(|task| task.kind == TaskKind::ProposedTermination);
    if kind == "case.terminate" && !proposed {
        return vec![Reason::new("reason.life.terminate.not_proposed", "T54")];
    }
    Vec::new()
}

/// T27 before, T53 after acceptance; in writing, before the decision (R1.34).
pub(super) fn withdraw(work: &mut Work<'_>, withdrawal: &Withdrawal) -> Result<(), Refusal> {
    signed(&work.case, Tick::Withdraw, withdrawal.signed, withdrawal.signed_by_applicant, work.ctx)?;
    let no = if work.case.state.is_in_handling() { 53 } else { 27 };
    work.go(no, State::Withdrawn, &[Wda, Wdn])?;
    work.case.papers_returned |= withdrawal.papers_returned;
    work.case.negative = None;
    work.lapse_tolerance();
    work.stop_all();
    Ok(())
}

/// The clerk's proposal of T54: a task, no change of state.
pub(super) fn propose_termination(work: &mut Work<'_>, facts: &Reasoned) -> Result<(), Refusal> {
    stated(&facts.reason, "/reason", "R1.35")?;
    work.involve(PROPOSAL);
    work.task(TaskKind::ProposedTermination, Role::Approver, None);
    Ok(())
}

/// T54.
pub(super) fn terminate(work: &mut Work<'_>, termination: &Termination) -> Result<(), Refusal> {
    stated(&termination.facts, "/facts", "R1.35")?;
    work.go(54, State::Terminated, &[Ter])?;
    work.lapse_tolerance();
    work.stop_all();
    Ok(())
}
