//! T1–T6, T69, T70. From a draft to a received case.

use jiff::{SignedDuration, Timestamp};

use super::{
    Context, Counter, Refusal,
    act::{Consultation, Draft, ImmediateDecision, Reasoned, Receiving},
    counter,
    person::{signed_receiver, stated},
    work::Work,
};
use crate::domain::{
    acceptance::Choice,
    agency::{self, HeldOriginal, LeftTo, Tick},
    calendar::date_in_beijing,
    case::{
        Approval, Case, Decision, DecisionKind, DeliveryRecord,
        DocumentKind::{Acc, Dlv, Frb, Gra, Rcv},
        FeeState, State,
    },
    check::Finding,
    exemption::SatisfyBy,
    guide::condition::Truth,
    reason::Reason,
    role::{Mandate, Role},
};

/// Acts that carry the whole application, so that the centre may hear of the case by them (DECISIONS 5).
pub(super) fn brings_application(kind: &str) -> bool {
    matches!(
        kind,
        "draft.submit" | "draft.collect" | "case.receive" | "case.receive_and_accept" | "case.receive_and_decide"
    )
}

/// What the letter of a clerk does not give for an outcome at the counter: each begins by receiving (R5.4), and some
/// accept (R3.12).
pub fn beyond_the_letter(mandate: &Mandate, outcome: Choice) -> Option<Reason> {
    let accepts = matches!(outcome, Choice::Accept | Choice::AcceptOnCommitment | Choice::AcceptWithTolerance);
    no_receiving(mandate).or_else(|| no_accepting(mandate).filter(|_| accepts))
}

fn no_receiving(mandate: &Mandate) -> Option<Reason> {
    (!mandate.receive).then(|| Reason::new("reason.life.mandate.receive", "R5.4"))
}

pub(super) fn no_accepting(mandate: &Mandate) -> Option<Reason> {
    (!mandate.accept).then(|| Reason::new("reason.life.mandate.accept", "R3.12"))
}

/// What stands in the way of beginning anything with this item and this letter, before there is a case.
pub(super) fn opening_blocks(kind: &str, ctx: &Context<'_>) -> Vec<Reason> {
    let mandate = &ctx.actor.mandate;
    let clerk = ctx.actor.role == Role::Clerk;
    let mut why = Vec::new();
    if brings_application(kind) && ctx.guide.flags.withdrawn {
        why.push(Reason::new("reason.life.item.withdrawn", "T1"));
    }
    let receives = matches!(kind, "case.receive" | "case.receive_and_accept" | "case.receive_and_decide");
    why.extend(no_receiving(mandate).filter(|_| clerk && receives));
    if clerk && kind == "draft.collect" && !mandate.collect {
        why.push(Reason::new("reason.life.mandate.collect", "R5.3"));
    }
    if kind == "case.receive_and_accept" {
        why.extend(no_accepting(mandate).filter(|_| clerk));
        if !ctx.guide.flags.accept_on_receipt {
            why.push(Reason::new("reason.life.accept.not_on_receipt", "R3.12"));
        }
    }
    if kind == "case.receive_and_decide" && !ctx.guide.is_immediate() {
        why.push(Reason::new("reason.life.item.not_immediate", "R1.33"));
    }
    why
}

/// What stands in the way on this draft.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    match kind {
        "case.receive" => receivable(case, ctx),
        "case.receive_and_accept" => {
            let mut why = receivable(case, ctx);
            why.extend(complete(case, ctx));
            why
        }
        "case.receive_and_decide" => {
            let mut why = receivable(case, ctx);
            why.extend(complete(case, ctx));
            why.extend(immediate(case, ctx));
            why
        }
        "draft.approve" if !ctx.guide.is_immediate() => vec![Reason::new("reason.life.item.not_immediate", "R1.33")],
        "draft.submit" | "draft.collect" if ctx.actor.role == Role::GridAgent => handing_in(case, ctx),
        "draft.discard" if case.collected_at.is_some() && (case.owes_papers() || case.is_carried()) => {
            vec![Reason::new("reason.life.draft.papers", "T3")]
        }
        _ => Vec::new(),
    }
}

/// T4: applicant identified, at least one material or form, every required field filled; an agent in form.
pub(super) fn receivable(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let application = &case.application;
    let mut why = Vec::new();
    if application.applicant.name.trim().is_empty() || application.applicant.number.trim().is_empty() {
        why.push(Reason::new("reason.life.receive.applicant", "T4"));
    }
    if application.materials.is_empty() && application.form.is_empty() {
        why.push(Reason::new("reason.life.receive.nothing", "T4"));
    }
    why.extend(open_fields(case, ctx));
    why.extend(ctx.guide.at_odds(&application.form).into_iter().map(|(_, why)| why));
    if let Some(agent) = &application.agent {
        why.extend(agent_blocks(&agent.letter, case, ctx));
    }
    why
}

/// What stands between a grid agent and handing a draft in: an own letter, for this item and day, of these two persons.
/// Without one it is help only (帮办, R5.8): the applicant stays the one who acts.
fn handing_in(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let Some(agent) = &case.application.agent else { return Vec::new() };
    let item = &case.guide_version.item_code;
    let mut why = Vec::new();
    why.extend(agency::item_allows(&ctx.guide.flags, agent.letter.kind).err());
    why.extend(agent.letter.allows(Tick::Submit, item, date_in_beijing(ctx.now)).err());
    if agent.letter.agent_person != Some(ctx.actor.id) {
        why.push(Reason::new("reason.agency.not_yours", "R5.15"));
    }
    why.extend(parties(case));
    why
}

/// R5.12: the letter is of this applicant's agent, and the two are different persons.
fn parties(case: &Case) -> Option<Reason> {
    let application = &case.application;
    let agent = application.agent.as_ref()?;
    agency::identities(&application.applicant.number, &agent.party.name, &agent.party.number, &agent.letter).err()
}

/// R5.10, R5.13; R5.19: from the holder of an expired letter the papers are still taken, so that no term is lost.
fn agent_blocks(letter: &agency::Letter, case: &Case, ctx: &Context<'_>) -> Option<Reason> {
    if let Err(why) = agency::item_allows(&ctx.guide.flags, letter.kind) {
        return Some(why);
    }
    let today = date_in_beijing(ctx.now);
    let day = letter.valid_until.map_or(today, |last| last.min(today));
    letter.allows(Tick::Submit, &case.guide_version.item_code, day).err().or_else(|| parties(case))
}

/// Required fields of the form that are due and empty.
fn open_fields(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let counter = Counter::of(case, ctx);
    let sheet = counter.sheet();
    let empty = |id: &str| case.application.form.get(id).is_none_or(|value| value.trim().is_empty());
    let fields = ctx.guide.form.iter().flat_map(|section| &section.fields);
    fields
        .filter(|field| field.required && empty(&field.id))
        .filter(|field| field.when.as_ref().is_none_or(|when| sheet.weigh(when).0 == Truth::Holds))
        .map(|field| Reason::new("reason.life.receive.field", "T4").arg(&field.label))
        .collect()
}

/// Formal check passed, and no letter of commitment is needed for it.
fn complete(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let counter = Counter::of(case, ctx);
    let findings = counter.sheet().findings();
    let mut why = counter::lacking(&findings);
    if findings.iter().any(on_commitment) {
        why.push(Reason::new("reason.life.accept.letter", "T11"));
    }
    if ctx.guide.flags.department_opinion {
        why.push(Reason::new("reason.life.accept.department", "T14"));
    }
    why
}

/// A material that a commitment letter stands for.
pub(super) fn on_commitment(finding: &Finding<'_>) -> bool {
    finding.by == Some(SatisfyBy::Commitment) && !finding.state.lacks()
}

/// T6: a rule or a second person decides, and nothing is owed.
fn immediate(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = Vec::new();
    match &case.approval {
        Some(approval) if approval.by == ctx.actor.id => {
            why.push(Reason::new("reason.life.person.approved", "R12.4"));
        }
        None if !ctx.guide.flags.rule_decided => why.push(Reason::new("reason.life.immediate.approval", "T6")),
        _ => {}
    }
    if case.fee == FeeState::Due {
        why.push(Reason::new("reason.life.fee.due", "R10.9"));
    }
    why
}

/// T1.
pub(super) fn submit(work: &mut Work<'_>, draft: &Draft) -> Result<(), Refusal> {
    work.case.slip_no.clone_from(&draft.slip_no);
    work.go(1, State::Draft, &[])
}

/// T69: collected, not received. A grid agent collects by the applicant's letter, a window by an agreement.
pub(super) fn collect(work: &mut Work<'_>, draft: &Draft) -> Result<(), Refusal> {
    if work.ctx.actor.role == Role::GridAgent && work.case.application.agent.is_none() {
        return Err(Refusal::at("/application/agent", Reason::new("reason.life.collect.letter", "R5.12")));
    }
    if work.ctx.actor.role == Role::Clerk {
        stated(draft.agreement.as_deref().unwrap_or_default(), "/agreement", "R5.3")?;
    }
    stated(draft.slip_no.as_deref().unwrap_or_default(), "/slip_no", "R5.4")?;
    let at = draft.collected_at.unwrap_or(work.ctx.now);
    not_later(at, work.ctx.now, "/collected_at")?;
    work.case.slip_no.clone_from(&draft.slip_no);
    work.case.collected_at = Some(at);
    take_originals(work, &draft.originals, at)?;
    work.go(69, State::Draft, &[])
}

/// R5.16: what the agent carries away is written down, each paper with the time.
fn take_originals(work: &mut Work<'_>, codes: &[String], at: Timestamp) -> Result<(), Refusal> {
    for code in codes {
        if work.case.row(code).is_none() {
            return Err(Refusal::at("/originals", Reason::new("reason.life.material.unknown", "R0.3").arg(code)));
        }
        if work.case.originals.iter().any(|paper| paper.material_code == *code && paper.is_held()) {
            continue;
        }
        work.case.originals.push(HeldOriginal {
            material_code: code.clone(),
            taken_at: at,
            taken_by: work.ctx.actor.id,
            taken_by_name: work.ctx.actor.name.clone(),
            left_at: None,
            left_to: None,
        });
    }
    Ok(())
}

/// Second person of T6.
pub(super) fn approve(work: &mut Work<'_>, reasoned: &Reasoned) {
    let ctx = work.ctx;
    work.case.approval =
        Some(Approval { by: ctx.actor.id, name: ctx.actor.name.clone(), reason: reasoned.reason.clone(), at: ctx.now });
}

/// T3.
pub(super) fn discard(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.go(3, State::Draft, &[])?;
    work.case.discarded = true;
    Ok(())
}

/// T2: without legal effect; a no is written down all the same (R3.6), on its FRB.
pub(super) fn consult(work: &mut Work<'_>, consultation: &Consultation) -> Result<(), Refusal> {
    stated(&consultation.question, "/question", "R3.6")?;
    stated(&consultation.answer, "/answer", "R3.5")?;
    if consultation.negative.is_some_and(|kind| !kind.of_consultation()) {
        return Err(Refusal::at("/negative", Reason::new("reason.life.negative.after_acceptance", "R3.6")));
    }
    work.go(2, State::Draft, if consultation.negative.is_some() { &[Frb] } else { &[] })
}

/// T4, T70: the window clock starts.
pub(super) fn receive(work: &mut Work<'_>, receiving: Option<&Receiving>) -> Result<(), Refusal> {
    let no = if work.case.collected_at.is_some() { 70 } else { 4 };
    let at = register(work, receiving)?;
    work.go(no, State::Received, &[Rcv])?;
    work.start_window(date_in_beijing(at));
    Ok(())
}

/// T5: receipt and acceptance in one act, with the same time.
pub(super) fn receive_and_accept(work: &mut Work<'_>, receiving: &Receiving) -> Result<(), Refusal> {
    register(work, Some(receiving))?;
    work.go(5, State::Accepted, &[Rcv, Acc])?;
    work.start_handling(work.today());
    Ok(())
}

/// T6: received, accepted, granted and handed over in one session.
pub(super) fn receive_and_decide(work: &mut Work<'_>, immediate: &ImmediateDecision) -> Result<(), Refusal> {
    let ctx = work.ctx;
    stated(&immediate.content, "/content", "R1.20")?;
    let approved = work.case.approval.clone();
    if approved.is_none() {
        stated(immediate.rule_id.as_deref().unwrap_or_default(), "/rule_id", "T6")?;
    }
    signed_receiver(&work.case, &immediate.receiver, ctx)?;
    register(work, Some(&immediate.receiving))?;
    work.go(6, State::Delivered, &[Rcv, Acc, Gra, Dlv])?;
    work.start_handling(work.today());
    work.case.decision = Some(Decision {
        kind: DecisionKind::Grant,
        content: immediate.content.clone(),
        basis: immediate.rule_id.clone().unwrap_or_default(),
        valid_until: None,
        result_no: None,
        overdue_reason: None,
        at: ctx.now,
        by: approved.map_or(ctx.actor.id, |approval| approval.by),
        withheld: false,
    });
    work.case.delivery = Some(DeliveryRecord {
        way: work.case.application.delivery.way,
        receiver: Some(immediate.receiver.name.clone()),
        parcel_no: None,
        sent_at: None,
        delivered_at: Some(ctx.now),
        failed: 0,
    });
    work.stop_all();
    work.push_to_supervision();
    Ok(())
}

/// The papers are in: who, where, when. The centre gives the numbers.
fn register(work: &mut Work<'_>, receiving: Option<&Receiving>) -> Result<Timestamp, Refusal> {
    let now = work.ctx.now;
    let mut at = now;
    if let Some(receiving) = receiving {
        if let Some(earlier) = receiving.received_at {
            not_later(earlier, now, "/received_at")?;
            at = covered(earlier, receiving, now)?;
        }
        if receiving.slip_no.is_some() {
            work.case.slip_no.clone_from(&receiving.slip_no);
        }
    }
    for paper in &mut work.case.originals {
        paper.leave(now, LeftTo::Window);
    }
    work.case.received_at = Some(at);
    work.case.received_where.clone_from(&work.ctx.actor.window_id);
    Ok(at)
}

/// R9.18: an earlier time of receiving needs the slip of the paper receipt book and a recorded outage.
fn covered(earlier: Timestamp, receiving: &Receiving, now: Timestamp) -> Result<Timestamp, Refusal> {
    /// What typing takes: nobody needs a slip for it.
    const SAME_TIME: SignedDuration = SignedDuration::from_mins(1);
    if now.duration_since(earlier) <= SAME_TIME {
        return Ok(earlier);
    }
    if receiving.slip_no.is_none() || receiving.outage.is_none() {
        return Err(Refusal::at("/received_at", Reason::new("reason.life.receive.earlier", "R9.18")));
    }
    Ok(earlier)
}

fn not_later(at: Timestamp, now: Timestamp, pointer: &str) -> Result<(), Refusal> {
    if at > now {
        return Err(Refusal::at(pointer, Reason::new("reason.life.receive.later", "R5.4")));
    }
    Ok(())
}
