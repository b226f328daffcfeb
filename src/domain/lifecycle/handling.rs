//! T28–T33. From the window to the department and back: who holds the papers is always known (R5.5, R12.6).

use super::{
    Context, Counter, Refusal,
    act::{Reasoned, SendBack, SignedFor, Transfer},
    person::stated,
    work::Work,
};
use crate::domain::{
    calendar::instant_in_beijing,
    case::{Case, DocumentKind::Trf, HandOver, State},
    check,
    reason::Reason,
};

/// R12.6: every material has a check record; what was accepted as there says by which way.
pub(super) fn hand_over_blocks(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let counter = Counter::of(case, ctx);
    let findings = counter.sheet().findings();
    let unrecorded = findings.iter().filter(|f| match f.state {
        check::State::Unchecked => true,
        check::State::Ok => f.by.is_none(),
        // An absent material is no bar after a deemed acceptance, nor is a defect that the notice did not name (R1.12).
        _ => false,
    });
    unrecorded.map(|f| Reason::new("reason.life.hand_over.unchecked", "R12.6").arg(&f.material.name)).collect()
}

/// T28, T32: the list of what goes, and the term to sign for it.
pub(super) fn hand_over(work: &mut Work<'_>, transfer: &Transfer) -> Result<(), Refusal> {
    let no = if work.case.state == State::Accepted { 28 } else { 32 };
    work.go(no, State::Dispatched, &[Trf])?;
    let rows = work.case.application.materials.iter();
    let papers = rows.filter(|row| row.originals + row.copies > 0);
    let lines = papers.map(|row| (row.material_code.clone(), row.originals + row.copies)).collect();
    work.case.hand_overs.push(HandOver {
        to: transfer.to.clone().unwrap_or_else(|| work.case.department.clone()),
        bag_no: transfer.bag_no.clone(),
        lines,
        sent_at: work.ctx.now,
        signed_at: None,
        signed_by: None,
        sent_back: None,
        sent_back_code: None,
    });
    let next = super::terms::working_day(work.ctx, work.today(), 1);
    work.case.clocks.sign_for_by = Some(instant_in_beijing(next, work.ctx.settings.sign_for_until));
    Ok(())
}

/// T29: each line of the list was looked for in the bag.
pub(super) fn sign_for(work: &mut Work<'_>, signed: &SignedFor) -> Result<(), Refusal> {
    let lines = work.case.hand_overs.last().map(|sent| sent.lines.as_slice()).unwrap_or_default();
    if let Some((code, _)) = lines.iter().find(|(code, _)| !signed.lines_checked.contains(code)) {
        let name = work.ctx.guide.material(code).map_or(code.as_str(), |material| material.name.as_str());
        return Err(Refusal::at("/lines_checked", Reason::new("reason.life.sign_for.line", "R5.5").arg(name)));
    }
    work.go(29, State::UnderReview, &[Trf])?;
    let (now, person) = (work.ctx.now, work.ctx.actor.id);
    if let Some(sent) = work.case.hand_overs.last_mut() {
        sent.signed_at = Some(now);
        sent.signed_by = Some(person);
    }
    work.case.clocks.sign_for_by = None;
    Ok(())
}

/// T31: to the window, never to the applicant; the clocks run (R1.15).
pub(super) fn send_back(work: &mut Work<'_>, back: &SendBack) -> Result<(), Refusal> {
    stated(&back.reason, "/reason", "T31")?;
    work.go(31, State::ReturnedToWindow, &[])?;
    if let Some(sent) = work.case.hand_overs.last_mut() {
        sent.sent_back = Some(back.reason.clone());
        sent.sent_back_code = Some(back.code);
    }
    work.case.clocks.sign_for_by = None;
    Ok(())
}

/// T33: outside the organ's power, but accepted: it must end in a decision.
pub(super) fn rule_on_power(work: &mut Work<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    stated(&reasoned.reason, "/reason", "T33")?;
    work.go(33, State::UnderReview, &[])
}
