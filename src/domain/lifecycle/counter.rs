//! What lies on the counter, seen through the check of chapters 1.3, 2 and 6. The desk asks the same counter.

use uuid::Uuid;

use super::Context;
use crate::domain::{
    calendar::date_in_beijing,
    case::Case,
    check::{Finding, Proof, Sheet, State},
    codes,
    reason::Reason,
    tolerance,
};

/// Owns what a [`Sheet`] borrows.
pub struct Counter<'a> {
    case: &'a Case,
    ctx: &'a Context<'a>,
    holders: Vec<Uuid>,
    region: Option<String>,
    commitment_bar: Option<Reason>,
}

impl<'a> Counter<'a> {
    /// The counter of a case. The centre hands over only evidence of this case, so every holder in it counts.
    pub fn of(case: &'a Case, ctx: &'a Context<'a>) -> Self {
        let today = date_in_beijing(ctx.now);
        let applicant = &case.application.applicant;
        Self {
            case,
            ctx,
            holders: ctx.evidence.iter().map(|found| found.holder).collect(),
            region: codes::region::of_number(&applicant.number_kind, &applicant.number),
            commitment_bar: tolerance::commitment_bar(ctx.guide, ctx.credit, true, today),
        }
    }

    /// The sheet to ask.
    pub fn sheet(&self) -> Sheet<'_> {
        let applicant = &self.case.application.applicant;
        let today = date_in_beijing(self.ctx.now);
        // A fictitious number is refused where it must be when the applicant is identified; here only the age counts.
        let person = codes::citizen::read(&applicant.number, today, true).ok();
        Sheet {
            guide: self.ctx.guide,
            answers: &self.case.application.answers,
            form: &self.case.application.form,
            applicant: Some(applicant.kind),
            birth: person.map(|person| person.birth),
            region: self.region.as_deref(),
            day: date_in_beijing(self.case.received_at.unwrap_or(self.ctx.now)),
            rows: &self.case.application.materials,
            proof: Proof::Registers {
                evidence: self.ctx.evidence,
                holders: &self.holders,
                on: today,
                commitment: self.commitment_bar.as_ref(),
            },
        }
    }
}

/// What keeps the application from being complete (O4, O5): main materials first.
pub(super) fn lacking(findings: &[Finding<'_>]) -> Vec<Reason> {
    let main = findings.iter().filter(|f| f.state.lacks() && f.material.is_main());
    let other = findings.iter().filter(|f| f.state.lacks() && !f.material.is_main());
    main.map(|f| Reason::new("reason.life.accept.main_open", "T9").arg(&f.material.name).basis(ART_32))
        .chain(other.map(|f| {
            let key = match f.state {
                State::Unchecked => "reason.life.accept.unchecked",
                _ => "reason.life.accept.incomplete",
            };
            Reason::new(key, "O5").arg(&f.material.name).basis(ART_32)
        }))
        .collect()
}

/// The article behind the five outcomes.
pub(super) const ART_32: &str = "行政许可法 第三十二条";
