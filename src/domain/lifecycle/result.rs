//! T55–T59, T61, T64–T66. The result reaches the applicant; what comes after it.

use super::{
    Refusal,
    act::{Evaluation, Parcel, Reasoned, Receiver, SignedParcel, Transfer, Verification},
    person::{signed_receiver, stated},
    work::Work,
};
use crate::domain::{
    case::{
        Case, CommitmentState, DeliveryRecord,
        DocumentKind::{Dlv, Rvk, Trf},
        FeeState, HandOver, State, TaskKind,
    },
    guide::DeliveryWay,
    reason::Reason,
    role::Role,
    tolerance::LineState,
};

/// What stands in the way.
pub(super) fn blocks(kind: &str, case: &Case) -> Vec<Reason> {
    let mut why = Vec::new();
    let sent = case.delivery.as_ref().is_some_and(|delivery| delivery.sent_at.is_some());
    match kind {
        "result.hand_over" if case.is_granted() => {
            if case.decision.as_ref().is_some_and(|decision| decision.withheld) || owes_for_issue(case) {
                why.push(Reason::new("reason.life.issue.tolerance", "R0.6"));
            }
            if case.fee == FeeState::Due {
                why.push(Reason::new("reason.life.fee.due", "R10.9"));
            }
        }
        "result.deliver" if sent => why.push(Reason::new("reason.life.post.under_way", "T56")),
        "result.post" => {
            let application = &case.application;
            if sent {
                why.push(Reason::new("reason.life.post.under_way", "T57"));
            }
            if application.delivery.address.trim().is_empty() && application.applicant.address.trim().is_empty() {
                why.push(Reason::new("reason.life.post.address", "R10.12"));
            }
        }
        "result.confirm_post" | "result.post_failed" if !sent => {
            why.push(Reason::new("reason.life.post.not_sent", "T58"));
        }
        "commitment.verify" if case.commitment.state != CommitmentState::Open || !case.is_granted() => {
            why.push(Reason::new("reason.life.commitment.none", "T65"));
        }
        "case.revoke" if !case.is_granted() => why.push(Reason::new("reason.life.revoke.no_grant", "T66")),
        _ => {}
    }
    why
}

fn owes_for_issue(case: &Case) -> bool {
    case.tolerance.lines.iter().any(|line| line.state == LineState::Open && line.blocks_issue)
}

/// T55.
pub(super) fn hand_over(work: &mut Work<'_>, transfer: &Transfer) -> Result<(), Refusal> {
    work.go(55, State::ResultReady, &[Trf])?;
    let lines = transfer.result_nos.iter().map(|no| (no.clone(), 1)).collect();
    work.case.hand_overs.push(HandOver {
        to: transfer.to.clone().unwrap_or_default(),
        bag_no: transfer.bag_no.clone(),
        lines,
        sent_at: work.ctx.now,
        signed_at: None,
        signed_by: None,
        sent_back: None,
    });
    work.case.delivery = Some(DeliveryRecord {
        way: work.case.application.delivery.way,
        receiver: None,
        parcel_no: None,
        sent_at: None,
        delivered_at: None,
        failed: 0,
    });
    Ok(())
}

/// T56: the date of signing is the date of service (R10.12).
pub(super) fn deliver(work: &mut Work<'_>, receiver: &Receiver) -> Result<(), Refusal> {
    signed_receiver(&work.case, receiver, work.ctx)?;
    work.go(56, State::Delivered, &[Dlv])?;
    let now = work.ctx.now;
    if let Some(delivery) = work.case.delivery.as_mut() {
        delivery.way = if delivery.way == DeliveryWay::Post { DeliveryWay::Window } else { delivery.way };
        delivery.receiver = Some(receiver.name.clone());
        delivery.delivered_at = Some(now);
    }
    work.stop_delivery();
    Ok(())
}

/// T57: the duty of art. 44 is met when it was sent in time (R10.13).
pub(super) fn post(work: &mut Work<'_>, parcel: &Parcel) -> Result<(), Refusal> {
    stated(&parcel.parcel_no, "/parcel_no", "T57")?;
    work.go(57, State::ResultReady, &[])?;
    let now = work.ctx.now;
    if let Some(delivery) = work.case.delivery.as_mut() {
        delivery.way = DeliveryWay::Post;
        delivery.parcel_no = Some(parcel.parcel_no.clone());
        delivery.sent_at = Some(now);
    }
    work.stop_delivery();
    Ok(())
}

/// T58: the day on the return slip counts.
pub(super) fn confirm_post(work: &mut Work<'_>, slip: &SignedParcel) -> Result<(), Refusal> {
    stated(&slip.by, "/by", "R10.12")?;
    let sent = work.case.delivery.as_ref().and_then(|delivery| delivery.sent_at);
    if slip.signed_at > work.ctx.now || sent.is_some_and(|sent| slip.signed_at < sent) {
        return Err(Refusal::at("/signed_at", Reason::new("reason.life.post.signed_when", "T58")));
    }
    work.go(58, State::Delivered, &[Dlv])?;
    if let Some(delivery) = work.case.delivery.as_mut() {
        delivery.receiver = Some(slip.by.clone());
        delivery.delivered_at = Some(slip.signed_at);
    }
    Ok(())
}

/// T59: it lies at the window again; after two tries it is kept there (R10.13).
pub(super) fn post_failed(work: &mut Work<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    stated(&reasoned.reason, "/reason", "T59")?;
    work.go(59, State::ResultReady, &[])?;
    if let Some(delivery) = work.case.delivery.as_mut() {
        delivery.failed += 1;
        delivery.sent_at = None;
    }
    Ok(())
}

/// T61: by the applicant alone (R8.4).
pub(super) fn evaluate(work: &mut Work<'_>, evaluation: &Evaluation) -> Result<(), Refusal> {
    if !(1..=5).contains(&evaluation.grade) {
        return Err(Refusal::at("/grade", Reason::new("reason.life.evaluate.grade", "T61")));
    }
    work.go(61, work.case.state, &[])?;
    work.case.evaluations.push(evaluation.grade);
    Ok(())
}

/// T65.
pub(super) fn verify(work: &mut Work<'_>, verification: &Verification) -> Result<(), Refusal> {
    stated(&verification.record, "/record", "R10.21")?;
    work.go(65, work.case.state, &[])?;
    work.done(TaskKind::VerifyCommitment);
    if verification.kept {
        work.case.commitment.state = CommitmentState::Verified;
    } else {
        work.case.commitment.state = CommitmentState::Broken;
        work.task(TaskKind::ConsiderRevocation, Role::Approver, None);
    }
    Ok(())
}

/// T66: art. 69, or a broken commitment (R2.29).
pub(super) fn revoke(work: &mut Work<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    stated(&reasoned.reason, "/reason", "T66")?;
    stated(&reasoned.basis, "/basis", "T66")?;
    work.go(66, State::Revoked, &[Rvk])?;
    work.done(TaskKind::ConsiderRevocation);
    work.lapse_tolerance();
    work.stop_all();
    work.push_to_supervision();
    Ok(())
}

/// T64: read-only from here on.
pub(super) fn archive(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.go(64, State::Archived, &[])
}
