//! The end of every order: change sequence, audit, signed receipt, stored verdict.

use crate::{
    contract::{Receipt, ReceiptPayload, Verdict},
    domain::{
        audit::{AuditEvent, Head},
        case::Case,
        lifecycle::Refusal,
        role::Role,
    },
};

use super::{Answer, Order, effect::Done};
use crate::central::{
    Centre,
    centre::born,
    fault::{Fault, refused},
    ledger::{self, Entry},
    store::{Tx, VerdictRow},
    webhooks,
};

/// A command took effect.
pub(super) fn applied(centre: &Centre, tx: &Tx<'_>, order: &Order<'_>, done: &Done) -> Result<Answer, Fault> {
    let case = &done.case;
    let change_seq = tx.add_change(case.id, case.version, case.state)?;
    webhooks::note(centre, tx, case, done.was, (change_seq, order.now))?;
    let head = audit(tx, order, None)?;
    let payload = ReceiptPayload {
        transitions: done.transitions.clone(),
        documents: done.documents.clone(),
        change_seq,
        audit_seq: head.seq,
        audit_hash: head.hash,
        ..blank(centre, order, Verdict::Applied, Some(case))
    };
    let receipt = sign(centre, &payload)?;
    keep(tx, order, Verdict::Applied, &receipt, None)?;
    Ok(Answer::Applied { receipt, replayed: false })
}

/// A rule said no: recorded for ever, so that a late copy of the same command is not accepted after the clerk was
/// told no (RELIABILITY 3.7).
pub(super) fn rejected(centre: &Centre, tx: &Tx<'_>, order: &Order<'_>, refusal: &Refusal) -> Result<Answer, Fault> {
    let head = audit(tx, order, Some(refusal.code))?;
    let known = match order.command.case_id {
        Some(id) => tx.case(id, order.scope)?,
        None => None,
    };
    let payload = ReceiptPayload {
        problem: Some(refusal.code.to_owned()),
        change_seq: born(tx)?.change_seq,
        audit_seq: head.seq,
        audit_hash: head.hash,
        ..blank(centre, order, Verdict::Rejected, known.as_ref().map(|row| &row.case))
    };
    let receipt = sign(centre, &payload)?;
    let mut problem = refused(refusal, &order.command.command_id.to_string());
    problem.receipt = Some(receipt.clone());
    keep(tx, order, Verdict::Rejected, &receipt, Some(&problem))?;
    Ok(Answer::Rejected { problem: Box::new(problem), replayed: false })
}

/// A receipt without what differs between the verdicts.
fn blank(centre: &Centre, order: &Order<'_>, verdict: Verdict, case: Option<&Case>) -> ReceiptPayload {
    ReceiptPayload {
        command_id: order.command.command_id,
        fingerprint: order.fingerprint.clone(),
        realm: centre.realm(),
        verdict,
        transitions: Vec::new(),
        case_id: order.command.case_id,
        version: case.map(|case| case.version),
        state: case.map(|case| case.state),
        case_no: case.and_then(|case| case.case_no.clone()),
        receipt_no: case.and_then(|case| case.receipt_no.clone()),
        documents: Vec::new(),
        problem: None,
        server_time: order.now,
        change_seq: 0,
        audit_seq: 0,
        audit_hash: String::new(),
    }
}

fn audit(tx: &Tx<'_>, order: &Order<'_>, problem: Option<&str>) -> Result<Head, Fault> {
    let command = order.command;
    let mut entry = Entry::new(order.now, event(&command.kind))
        .about(format!("{}/{}", command.kind, command.command_id))
        .claimed(command.composed_at);
    if order.actor.role != Role::System {
        entry = entry.who(order.actor.id, order.actor.role).from(command.device_id);
    }
    if let Some(case_id) = command.case_id {
        entry = entry.on(case_id);
    }
    if let Some(code) = problem {
        entry = entry.refused(code);
    }
    ledger::append(tx, &entry)
}

/// Which of the events of RULES 11.4 an act is.
fn event(kind: &str) -> AuditEvent {
    match kind {
        "draft.submit" | "draft.collect" => AuditEvent::DraftSync,
        "case.receive" | "case.receive_and_accept" | "case.receive_and_decide" => AuditEvent::CreateCase,
        "case.correct_on_spot" | "material.record" | "supplement.check" | "tolerance.receive" => {
            AuditEvent::CheckMaterial
        }
        "supplement.hand_in" => AuditEvent::AddMaterial,
        "case.notify_supplement"
        | "case.accept"
        | "case.accept_on_commitment"
        | "case.accept_with_tolerance"
        | "case.hold_papers" => AuditEvent::SetOutcome,
        "negative.propose" | "negative.record" => AuditEvent::ProposeNegative,
        "negative.confirm" | "negative.overrule" | "negative.refer_up" => AuditEvent::ConfirmNegative,
        "document.print" => AuditEvent::Print,
        "document.correct" => AuditEvent::IssueDocument,
        "case.hand_over" | "result.hand_over" => AuditEvent::Dispatch,
        "case.sign_for" => AuditEvent::SignFor,
        "special.start" | "case.suspend" => AuditEvent::Pause,
        "special.end" | "case.resume" => AuditEvent::Resume,
        "case.extend" | "tolerance.extend" => AuditEvent::Extend,
        "decision.grant" | "decision.refuse" => AuditEvent::Decide,
        "result.deliver" | "result.post" | "result.confirm_post" => AuditEvent::Deliver,
        "agent_letter.record" => AuditEvent::AgentLetter,
        _ => AuditEvent::Act,
    }
}

fn sign(centre: &Centre, payload: &ReceiptPayload) -> Result<Receipt, Fault> {
    let keys = centre.keys();
    Receipt::sign(payload, &keys.public.key_id, &keys.receipts).map_err(|_| Fault::new(500, "receipt.unsigned"))
}

fn keep(
    tx: &Tx<'_>,
    order: &Order<'_>,
    verdict: Verdict,
    receipt: &Receipt,
    problem: Option<&crate::contract::Problem>,
) -> Result<(), Fault> {
    tx.keep_verdict(&VerdictRow {
        command: order.command,
        fingerprint: &order.fingerprint.hex,
        body: order.body,
        signature: order.signature,
        at: order.now,
        verdict,
        receipt,
        problem,
    })?;
    Ok(())
}
