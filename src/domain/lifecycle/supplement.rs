//! T22, T23, T26, T72. What comes in on a supplement notice is checked against the notice, and against nothing else.

use jiff::Timestamp;

use super::{
    Counter, Refusal,
    act::{Arrival, Checks},
    intake,
    tolerated::reached,
    work::Work,
};
use crate::domain::{
    agency::Tick,
    calendar::date_in_beijing,
    case::{
        Case,
        DocumentKind::{Acc, Com, Src},
        HandedIn, State, SupplementNotice, TaskKind,
    },
    check::Verdict,
    escalation::NegativeKind,
    exemption::SatisfyBy,
    lifecycle::{DocumentDraft, person::signed},
    reason::Reason,
    role::Role,
    tolerance::commitment_bar,
};

/// What stands in the way.
pub(super) fn blocks(kind: &str, case: &Case) -> Vec<Reason> {
    let mut why = Vec::new();
    let returning = case.negative.as_ref().is_some_and(|negative| negative.kind == NegativeKind::ReturnOverdue);
    if kind == "supplement.hand_in" && case.state == State::NegativeProposed && !returning {
        why.push(Reason::new("reason.life.negative.other_kind", "T72"));
    }
    if case.supplement.is_none() {
        why.push(Reason::new("reason.life.supplement.none", "R1.12"));
    }
    why
}

/// Papers reach the organ; a proposal to return lapses (T72). The check term runs from this day (R1.11).
pub(super) fn hand_in(work: &mut Work<'_>, arrival: &Arrival) -> Result<(), Refusal> {
    let at = reached(arrival.reached_at, work)?;
    if arrival.material_codes.is_empty() {
        return Err(Refusal::at("/material_codes", Reason::new("reason.life.text.missing", "R1.11")));
    }
    for code in &arrival.material_codes {
        named(work, code, "/material_codes")?;
    }
    if let Some(negative) = &work.case.negative {
        work.go(72, negative.previous, &[Src])?;
        work.case.negative = None;
    } else {
        work.paper(DocumentDraft { kind: Src, corrects: None, remark: None });
    }
    record(work, arrival.material_codes.clone(), at, false);
    work.start_supplement_check(date_in_beijing(at));
    Ok(())
}

fn record(work: &mut Work<'_>, material_codes: Vec<String>, reached_at: Timestamp, checked: bool) {
    if let Some(notice) = work.case.supplement.as_mut() {
        notice.handed_in.push(HandedIn { material_codes, reached_at, checked });
    }
}

fn named(work: &Work<'_>, code: &str, pointer: &str) -> Result<(), Refusal> {
    let lines = work.case.supplement.iter().flat_map(|notice| &notice.lines);
    if lines.into_iter().any(|line| line.material_code == code) {
        return Ok(());
    }
    Err(Refusal::at(pointer, Reason::new("reason.life.supplement.not_named", "R1.12")))
}

/// T22, T26 when every line is met, T23 when a part is missing.
pub(super) fn check(work: &mut Work<'_>, checks: &Checks) -> Result<(), Refusal> {
    let at = reached(checks.reached_at, work)?;
    let codes: Vec<String> = checks.materials.iter().map(|row| row.material_code.clone()).collect();
    let waiting = work.case.supplement.iter().flat_map(|notice| &notice.handed_in).any(|papers| !papers.checked);
    if checks.reached_at.is_some() || !waiting {
        record(work, codes, at, true);
    }
    let commitments = committed(work, checks)?;
    close_notice(work);
    omitted(work, checks);
    let Some(notice) = work.case.supplement.as_ref() else { return Ok(()) };
    if !notice.lines.iter().all(|line| notice.met.contains(&line.material_code)) {
        return work.go(23, work.case.state, &[Src]);
    }
    let day = complete_on(notice).map_or_else(|| work.today(), date_in_beijing);
    let no = if work.case.state == State::HeldPapers { 26 } else { 22 };
    if work.ctx.actor.role == Role::Clerk
        && let Some(why) = intake::no_accepting(&work.ctx.actor.mandate)
    {
        return Err(Refusal::from(why));
    }
    if commitments.is_empty() {
        work.go(no, State::Accepted, &[Src, Acc])?;
    } else {
        work.go(no, State::Accepted, &[Src, Com, Acc])?;
        work.commit(&commitments);
    }
    work.start_handling(day);
    Ok(())
}

/// Lines met by a commitment letter, which must be signed and possible (T22: COM as T11).
fn committed(work: &Work<'_>, checks: &Checks) -> Result<Vec<String>, Refusal> {
    let by_letter = checks.materials.iter().filter(|row| row.by == Some(SatisfyBy::Commitment));
    let codes: Vec<String> = by_letter.map(|row| row.material_code.clone()).collect();
    if !codes.is_empty() {
        if let Some(why) = commitment_bar(work.ctx.guide, work.ctx.credit, true, work.today()) {
            return Err(Refusal::from(why));
        }
        signed(&work.case, Tick::MakeCommitments, checks.commitment_signed, checks.signed_by_applicant, work.ctx)?;
    }
    Ok(codes)
}

/// The check is done: lines that hold now are met, nothing handed in lies unchecked.
pub(super) fn close_notice(work: &mut Work<'_>) {
    let counter = Counter::of(&work.case, work.ctx);
    let findings = counter.sheet().findings();
    let holds = |code: &str| findings.iter().any(|finding| finding.material.code == code && !finding.state.lacks());
    let lines = work.case.supplement.iter().flat_map(|notice| &notice.lines);
    let met: Vec<String> = lines.map(|line| line.material_code.clone()).filter(|code| holds(code)).collect();
    if let Some(notice) = work.case.supplement.as_mut() {
        notice.met = met;
        for papers in &mut notice.handed_in {
            papers.checked = true;
        }
    }
    work.stop_supplement_check();
}

/// R1.12: a defect outside the notice is never named to the applicant now; it is written down against the unit.
fn omitted(work: &mut Work<'_>, checks: &Checks) {
    let new = checks.materials.iter().any(|row| {
        matches!(row.verdict, Verdict::Defect | Verdict::Absent) && named(work, &row.material_code, "").is_err()
    });
    if new {
        work.task(TaskKind::NoticeOmission, Role::Lead, None);
    }
}

/// R1.11: the day on which all required supplements were in.
fn complete_on(notice: &SupplementNotice) -> Option<Timestamp> {
    notice.handed_in.iter().map(|papers| papers.reached_at).max()
}
