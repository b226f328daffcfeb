//! R5.13, R5.15, R12.4: who must not be whom on a case, and what an agent's letter allows.

use uuid::Uuid;

use super::{Context, Refusal, act::Receiver};
use crate::domain::{
    agency::{self, Tick},
    calendar::date_in_beijing,
    case::Case,
    reason::Reason,
    role::Role,
};

/// Transitions by which a case was taken in: "the clerk of T4–T12" and of the supplements that follow them.
const TAKING_IN: [u8; 15] = [4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 22, 23, 24, 26, 70];
/// A proposal that was no transition (`negative.record`, `termination.propose`).
pub(super) const PROPOSAL: u8 = 0;

/// What stands between this person and this act.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = Vec::new();
    let actor = ctx.actor;
    if !matches!(actor.role, Role::GridAgent | Role::Applicant | Role::System) {
        let letter = case.application.agent.as_ref().map(|agent| &agent.letter);
        why.extend(agency::separate(letter, actor.id).err());
        if acted_as(case, actor.id, |role, _| role == Role::GridAgent) && why.is_empty() {
            why.push(Reason::new("reason.life.person.was_agent", "R5.15"));
        }
    }
    if matches!(actor.role, Role::ChiefRep | Role::Reviewer | Role::Approver) && !actor.acts_for(&case.department) {
        why.push(Reason::new("reason.life.person.other_department", "R3.14"));
    }
    let took_in = || acted_as(case, actor.id, |_, no| TAKING_IN.contains(&no));
    match kind {
        "decision.grant" | "decision.refuse" => {
            if took_in() {
                why.push(Reason::new("reason.life.person.took_in", "R12.4"));
            }
            if acted_as(case, actor.id, |role, _| role == Role::Reviewer) {
                why.push(Reason::new("reason.life.person.reviewed", "R12.4"));
            }
        }
        "negative.confirm" | "tolerance.breach" | "case.terminate" => {
            if acted_as(case, actor.id, |_, no| no == PROPOSAL || no == 15) {
                why.push(Reason::new("reason.life.person.proposed", "R12.4"));
            } else if took_in() {
                why.push(Reason::new("reason.life.person.took_in", "R12.4"));
            }
        }
        _ => {}
    }
    why
}

/// Whether the person did something on the case for which `which` holds.
fn acted_as(case: &Case, person: Uuid, which: impl Fn(Role, u8) -> bool) -> bool {
    case.involved.iter().any(|act| act.person == person && which(act.role, act.transition))
}

/// R5.13: with an agent on the case, what is not signed by the applicant is signed by the agent and needs the tick.
pub(super) fn signed(
    case: &Case,
    tick: Tick,
    signed: bool,
    by_applicant: bool,
    ctx: &Context<'_>,
) -> Result<(), Refusal> {
    if !signed {
        return Err(Refusal::at("/signed", Reason::new("reason.life.sign.missing", "R2.26")));
    }
    match &case.application.agent {
        Some(agent) if !by_applicant => agent
            .letter
            .allows(tick, &case.guide_version.item_code, date_in_beijing(ctx.now))
            .map_err(|why| Refusal::at("/signed", why)),
        _ => Ok(()),
    }
}

/// R10.12: who receives a result is looked at and signs; an agent needs the tick.
pub(super) fn signed_receiver(case: &Case, receiver: &Receiver, ctx: &Context<'_>) -> Result<(), Refusal> {
    stated(&receiver.name, "/receiver/name", "R10.12")?;
    if !receiver.identity_checked {
        return Err(Refusal::at("/receiver/identity_checked", Reason::new("reason.life.deliver.identity", "R10.12")));
    }
    if !receiver.signed {
        return Err(Refusal::at("/receiver/signed", Reason::new("reason.life.sign.missing", "R10.12")));
    }
    if !receiver.is_agent {
        return Ok(());
    }
    let Some(agent) = &case.application.agent else {
        return Err(Refusal::at("/receiver/is_agent", Reason::new("reason.life.deliver.no_agent", "R10.12")));
    };
    agent
        .letter
        .allows(Tick::ReceiveResults, &case.guide_version.item_code, date_in_beijing(ctx.now))
        .map_err(|why| Refusal::at("/receiver/is_agent", why))
}

/// A text that the law wants to be there.
pub(super) fn stated(text: &str, pointer: &str, rule: &'static str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::at(pointer, Reason::new("reason.life.text.missing", rule)));
    }
    Ok(())
}
