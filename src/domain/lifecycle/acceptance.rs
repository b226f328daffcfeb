//! T7–T14. The five outcomes of art. 32, tolerance and commitment, on a received case.

use super::{
    Context, Counter, Refusal,
    act::{CommitmentLetter, Correction, Opinion, PaperStore, Question, SupplementDemand},
    intake::{self, on_commitment},
    person::{signed, stated},
    terms,
    tolerated::{self, offer_refusals},
    work::Work,
};
use crate::domain::{
    acceptance::{Choice, Competence, Grounds, conclude},
    agency::Tick,
    calendar::date_in_beijing,
    case::{
        Case, Commitment, CommitmentState, DepartmentOpinion,
        DocumentKind::{Acc, Com, Rcv, Sup, Trf},
        State, SupplementLine, SupplementNotice, TaskKind,
    },
    check::Verdict,
    exemption::{SatisfyBy, duplicate_demand},
    guide::MaterialSource,
    reason::Reason,
    role::Role,
    tolerance::commitment_bar,
};

/// What stands in the way of an outcome, as far as it does not depend on what the clerk will still say.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    match kind {
        "case.accept" => accept_blocks(case, ctx),
        "case.accept_on_commitment" => {
            let mut why = may_accept(case, ctx);
            why.extend(against(Choice::AcceptOnCommitment, &without_commitments(case), ctx));
            why
        }
        "case.accept_with_tolerance" => tolerated::accept_blocks(case, ctx),
        "case.notify_supplement" => against(Choice::NotifySupplement, case, ctx).into_iter().collect(),
        "case.hold_papers" => against(Choice::HoldPapers, case, ctx).into_iter().collect(),
        "case.ask_department" if !ctx.guide.flags.department_opinion => {
            vec![Reason::new("reason.life.ask.not_listed", "T14")]
        }
        _ => Vec::new(),
    }
}

/// T9: complete, nothing that only a letter could replace, and the department has no objection where it decides.
fn accept_blocks(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = may_accept(case, ctx);
    let counter = Counter::of(case, ctx);
    let findings = counter.sheet().findings();
    why.extend(super::counter::lacking(&findings));
    if findings.iter().any(on_commitment) {
        why.push(Reason::new("reason.life.accept.letter", "T11"));
    }
    why
}

/// Who may accept (1.2 O5): the authorised clerk or the reviewer; T14 where the department decides acceptance.
pub(super) fn may_accept(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = Vec::new();
    if ctx.actor.role == Role::Clerk {
        why.extend(intake::no_accepting(&ctx.actor.mandate));
        let agreed = case.opinion.as_ref().is_some_and(|opinion| opinion.accept);
        if ctx.guide.flags.department_opinion && !agreed {
            why.push(Reason::new("reason.life.accept.department", "T14"));
        }
    }
    why
}

/// What the decision table of 1.3 says against a choice.
pub(super) fn against(choice: Choice, case: &Case, ctx: &Context<'_>) -> Option<Reason> {
    let counter = Counter::of(case, ctx);
    let findings = counter.sheet().findings();
    let refusals = offer_refusals(&findings, case, ctx, None);
    let bar = commitment_bar(ctx.guide, ctx.credit, true, counter.sheet().day);
    let conclusion = conclude(&Grounds {
        guide: ctx.guide,
        competence: Competence::default(),
        findings: &findings,
        tolerance: &refusals,
        commitment: bar.as_ref(),
        notified_before: case.supplement.is_some(),
    });
    let asked = conclusion.alternatives.into_iter().find(|alternative| alternative.choice == choice)?;
    asked.available.err()
}

/// The case as it lies before the letter: what a commitment shall replace is not there.
fn without_commitments(case: &Case) -> Case {
    let mut case = case.clone();
    for row in &mut case.application.materials {
        if row.by == Some(SatisfyBy::Commitment) {
            row.by = None;
            row.verdict = Verdict::Absent;
        }
    }
    case
}

/// T7: on the spot, with the applicant's initials; never identity, item or a third party's paper (R1.13).
pub(super) fn correct(work: &mut Work<'_>, correction: &Correction) -> Result<(), Refusal> {
    let guide = work.ctx.guide;
    if correction.changes.is_empty() {
        return Err(Refusal::at("/changes", Reason::new("reason.life.text.missing", "O3")));
    }
    signed(&work.case, Tick::CorrectOnSpot, correction.initials, correction.initialled_by_applicant, work.ctx)?;
    for (index, change) in correction.changes.iter().enumerate() {
        let pointer = format!("/changes/{index}/field");
        let field = guide.form.iter().flat_map(|section| &section.fields).find(|field| field.id == change.field);
        let why = match (field, guide.material(&change.field)) {
            (Some(field), _) if field.filled_from.as_deref().is_some_and(is_identity) => "reason.life.correct.identity",
            (Some(field), _) => {
                let new = format!("/changes/{index}/new");
                field.check(&change.new, date_in_beijing(work.ctx.now), true).map_err(|why| Refusal::at(&new, why))?;
                work.case.application.form.insert(change.field.clone(), change.new.clone());
                // Whatever it came from once, now it was typed at the counter.
                work.case.application.form_sources.remove(&change.field);
                continue;
            }
            (None, Some(material))
                if matches!(material.source, MaterialSource::Government | MaterialSource::Intermediary) =>
            {
                "reason.life.correct.third_party"
            }
            (None, Some(_)) => continue,
            (None, None) => "reason.life.correct.unknown",
        };
        return Err(Refusal::at(&pointer, Reason::new(why, "R1.13")));
    }
    work.go(7, State::Received, &[])
}

fn is_identity(source: &str) -> bool {
    matches!(source, "applicant.name" | "applicant.number" | "applicant.legal_representative")
}

/// T8.
pub(super) fn notify(work: &mut Work<'_>, demand: &SupplementDemand) -> Result<(), Refusal> {
    let settings = work.ctx.settings;
    let days = demand.term_days.or(work.ctx.guide.supplement_days).unwrap_or(settings.limits.supplement_wd);
    if !(5..=60).contains(&days) {
        return Err(Refusal::at("/term_days", Reason::new("reason.life.supplement.term", "R1.14").arg(days)));
    }
    whole_content(&demand.lines, work)?;
    work.go(8, State::AwaitingSupplement, &[Sup])?;
    issue_notice(work, &demand.lines, days);
    Ok(())
}

/// T12: stored, not accepted; the notice with the whole content goes with it (R2.20).
pub(super) fn hold(work: &mut Work<'_>, store: &PaperStore) -> Result<(), Refusal> {
    stated(&store.place, "/place", "R2.20")?;
    whole_content(&store.lines, work)?;
    work.go(12, State::HeldPapers, &[Rcv, Sup])?;
    work.remark(Rcv, &Reason::new("reason.life.remark.held_papers", "R2.20"));
    issue_notice(work, &store.lines, work.ctx.settings.limits.held_papers_wd);
    Ok(())
}

fn issue_notice(work: &mut Work<'_>, lines: &[SupplementLine], days: u32) {
    let due = work.start_term(days);
    work.case.supplement = Some(SupplementNotice {
        lines: lines.to_vec(),
        met: Vec::new(),
        issued_at: work.ctx.now,
        term_days: days,
        due,
        overdue: false,
        handed_in: Vec::new(),
    });
}

/// R0.2, R0.3, R6.4: every line is a material of the guide that may still be asked for, and nothing is left out.
fn whole_content(lines: &[SupplementLine], work: &Work<'_>) -> Result<(), Refusal> {
    let counter = Counter::of(&work.case, work.ctx);
    let sheet = counter.sheet();
    let findings = sheet.findings();
    for (index, line) in lines.iter().enumerate() {
        let pointer = format!("/lines/{index}/material_code");
        let Some(finding) = findings.iter().find(|finding| finding.material.code == line.material_code) else {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.material.unknown", "R0.3")));
        };
        if lines.iter().take(index).any(|other| other.material_code == line.material_code) {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.supplement.twice", "R0.2")));
        }
        sheet.may_ask_paper(finding.material).map_err(|why| Refusal::at(&pointer, why))?;
        if !finding.state.lacks() && finding.material.paper_basis.is_none() {
            return Err(Refusal::at(&pointer, duplicate_demand(finding.material)));
        }
        stated(&line.lack, &format!("/lines/{index}/lack"), "O4")?;
        stated(&line.standard, &format!("/lines/{index}/standard"), "O4")?;
    }
    let left_out = findings
        .iter()
        .filter(|finding| finding.state.lacks())
        .find(|finding| !lines.iter().any(|line| line.material_code == finding.material.code));
    match left_out {
        Some(finding) => {
            let why = Reason::new("reason.life.supplement.left_out", "O4").arg(&finding.material.name);
            Err(Refusal::at("/lines", why.basis(super::counter::ART_32)))
        }
        None => Ok(()),
    }
}

/// T9.
pub(super) fn accept(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.go(9, State::Accepted, &[Acc])?;
    work.start_handling(work.today());
    Ok(())
}

/// T11: the letter replaces what is lacking; all of it (2.10).
pub(super) fn accept_on_commitment(work: &mut Work<'_>, letter: &CommitmentLetter) -> Result<(), Refusal> {
    signed(&work.case, Tick::MakeCommitments, letter.signed, letter.signed_by_applicant, work.ctx)?;
    for code in &letter.material_codes {
        replace_by_commitment(work, code)?;
    }
    let counter = Counter::of(&work.case, work.ctx);
    Refusal::unless_empty(super::counter::lacking(&counter.sheet().findings()))?;
    work.go(11, State::Accepted, &[Com, Acc])?;
    work.commit(&letter.material_codes);
    work.start_handling(work.today());
    Ok(())
}

fn replace_by_commitment(work: &mut Work<'_>, code: &str) -> Result<(), Refusal> {
    if !work.ctx.guide.material(code).is_some_and(|material| material.commitment) {
        let why = Reason::new("reason.life.commitment.material", "T11").arg(code);
        return Err(Refusal::at("/material_codes", why));
    }
    let mut row = work.case.row(code).cloned().unwrap_or_default();
    code.clone_into(&mut row.material_code);
    row.by = Some(SatisfyBy::Commitment);
    row.verdict = Verdict::Ok;
    work.case.merge_rows(&[row]);
    Ok(())
}

impl Work<'_> {
    /// A commitment letter was signed: it is verified later by the supervising body (R10.21).
    pub(super) fn commit(&mut self, codes: &[String]) {
        let by = terms::working_day(self.ctx, self.today(), self.ctx.settings.tolerance.verify_wd);
        self.case.commitment =
            Commitment { state: CommitmentState::Open, material_codes: codes.to_vec(), verify_by: Some(by) };
        let due = terms::closing(by, self.ctx.settings);
        self.task(TaskKind::VerifyCommitment, Role::SupervisingBody, Some(due));
    }
}

/// T14: the window clock goes on (R1.15).
pub(super) fn ask_department(work: &mut Work<'_>, question: &Question) -> Result<(), Refusal> {
    stated(&question.text, "/text", "T14")?;
    work.go(14, State::Received, &[Trf])?;
    let due = terms::closing_in(work.ctx, work.ctx.settings.bundle_opinion_wd);
    work.task(TaskKind::DepartmentOpinion, Role::Reviewer, Some(due));
    Ok(())
}

/// The answer to T14.
pub(super) fn answer(work: &mut Work<'_>, opinion: &Opinion) -> Result<(), Refusal> {
    stated(&opinion.text, "/text", "T14")?;
    work.case.opinion = Some(DepartmentOpinion {
        accept: opinion.accept,
        text: opinion.text.clone(),
        by: work.ctx.actor.id,
        at: work.ctx.now,
    });
    work.done(TaskKind::DepartmentOpinion);
    Ok(())
}
