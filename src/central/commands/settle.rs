//! The end of every order: change sequence, audit, signed receipt, stored verdict.

use crate::{
    contract::{Receipt, ReceiptPayload, Verdict},
    domain::{case::Case, lifecycle::Refusal},
};

use super::{Answer, Order, effect::Done, verdict_word};
use crate::central::{
    Centre,
    centre::born,
    fault::{Fault, refused},
    ledger::{self, Entry},
    store::{Tx, VerdictRow},
};

/// A command took effect.
pub(super) fn applied(centre: &Centre, tx: &Tx<'_>, order: &Order<'_>, done: &Done) -> Result<Answer, Fault> {
    let case = &done.case;
    let change_seq = tx.add_change(case.id, case.version, case.state)?;
    let (audit_seq, audit_hash) = audit(tx, order, Verdict::Applied, None)?;
    let payload = ReceiptPayload {
        transitions: done.transitions.clone(),
        documents: done.documents.clone(),
        change_seq,
        audit_seq,
        audit_hash,
        ..blank(centre, order, Verdict::Applied, Some(case))
    };
    let receipt = sign(centre, &payload)?;
    keep(tx, order, Verdict::Applied, &receipt, None)?;
    Ok(Answer::Applied { receipt, replayed: false })
}

/// A rule said no: recorded for ever, so that a late copy of the same command is not accepted after the clerk was
/// told no (RELIABILITY 3.7).
pub(super) fn rejected(
    centre: &Centre,
    tx: &Tx<'_>,
    order: &Order<'_>,
    refusal: &Refusal,
) -> Result<Answer, Fault> {
    let (audit_seq, audit_hash) = audit(tx, order, Verdict::Rejected, Some(refusal.code))?;
    let known = match order.command.case_id {
        Some(id) => tx.case(id, order.scope)?,
        None => None,
    };
    let payload = ReceiptPayload {
        problem: Some(refusal.code.to_owned()),
        change_seq: born(tx)?.change_seq,
        audit_seq,
        audit_hash,
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

fn audit(
    tx: &Tx<'_>,
    order: &Order<'_>,
    verdict: Verdict,
    problem: Option<&str>,
) -> Result<(u64, String), Fault> {
    let command = order.command;
    let entry = Entry {
        person: order.actor.id,
        role: Some(order.actor.role),
        device: (!command.device_id.is_nil()).then_some(command.device_id),
        case_id: command.case_id,
        command_id: Some(command.command_id),
        outcome: verdict_word(verdict).to_owned(),
        detail: problem.map(ToOwned::to_owned),
        ..Entry::new(order.now, &command.kind)
    };
    Ok(ledger::append(tx, &entry)?)
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
