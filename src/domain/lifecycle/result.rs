//! T55–T59, T61, T64–T66. The result reaches the applicant; what comes after it.

use super::{
    Refusal,
    act::{Evaluation, Parcel, Reasoned, Receiver, ResultSignedFor, SignedParcel, Transfer, Verification},
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
        "result.sign_for" if case.hand_overs.last().is_none_or(|sent| sent.signed_at.is_some()) => {
            why.push(Reason::new("reason.life.result.signed", "R10.14"));
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
    let own = work.case.decision.as_ref().and_then(|decision| decision.result_no.clone());
    let mut numbers = transfer.result_nos.clone();
    if numbers.is_empty() {
        numbers.extend(own);
    } else if let Some(own) = own.filter(|own| !numbers.contains(own)) {
        let why = Reason::new("reason.life.result.other_number", "R10.14").arg(own);
        return Err(Refusal::at("/result_nos", why));
    }
    work.go(55, State::ResultReady, &[Trf])?;
    let lines = numbers.into_iter().map(|no| (no, 1)).collect();
    work.case.hand_overs.push(HandOver {
        to: transfer.to.clone().unwrap_or_default(),
        bag_no: transfer.bag_no.clone(),
        lines,
        sent_at: work.ctx.now,
        signed_at: None,
        signed_by: None,
        sent_back: None,
        sent_back_code: None,
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

/// R10.14: each number of the list was looked for; from here on the issue window answers for the result (R5.5).
pub(super) fn sign_for(work: &mut Work<'_>, signed: &ResultSignedFor) -> Result<(), Refusal> {
    let lines = work.case.hand_overs.last().map(|sent| sent.lines.as_slice()).unwrap_or_default();
    if let Some((no, _)) = lines.iter().find(|(no, _)| !signed.checked.contains(no)) {
        return Err(Refusal::at("/checked", Reason::new("reason.life.result.line", "R10.14").arg(no)));
    }
    in_hand(work);
    Ok(())
}

/// Whoever gives a result out has it in hand: with that the hand-over is signed for at the latest.
fn in_hand(work: &mut Work<'_>) {
    let (now, person) = (work.ctx.now, work.ctx.actor.id);
    if let Some(sent) = work.case.hand_overs.last_mut().filter(|sent| sent.signed_at.is_none()) {
        sent.signed_at = Some(now);
        sent.signed_by = Some(person);
    }
}

/// T56: the date of signing is the date of service (R10.12).
pub(super) fn deliver(work: &mut Work<'_>, receiver: &Receiver) -> Result<(), Refusal> {
    signed_receiver(&work.case, receiver, work.ctx)?;
    work.go(56, State::Delivered, &[Dlv])?;
    in_hand(work);
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
    in_hand(work);
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
