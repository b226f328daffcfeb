//! Acts without a transition: they record facts, open or close tasks, and leave the state alone (DECISIONS 4).

use State::{
    Accepted, Archived, AwaitingSupplement, Closed, Deciding, Delivered, Dispatched, Draft, Granted, HeldPapers,
    NegativeProposed, NotAccepted, NotRequired, Planned, Received, Refused, ResultReady, Returned, ReturnedToWindow,
    Revoked, SpecialProcedure, Suspended, Terminated, TolerancePending, UnderReview, Withdrawn,
};

use super::{
    DocumentDraft, Refusal,
    act::{AgentLetter, DocumentCorrection, FeeRecord, FormRecord, Note, PaperMove, Print},
    person::stated,
    work::Work,
};
use crate::domain::{
    agency::{self, HeldOriginal, LeftTo},
    calendar::date_in_beijing,
    case::{AgentOnCase, Case, DocumentKind, FeeState, State},
    reason::Reason,
    role::Role::{
        self, Applicant, Approver, ChiefRep, Clerk, GovHead, GridAgent, HallManager, IssueClerk, Lead, Reviewer,
        SupervisingBody,
    },
};

/// Who may record what, in which states.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    /// Command type.
    pub act: &'static str,
    /// States.
    pub from: &'static [State],
    /// Who.
    pub who: &'static [Role],
}

/// Before acceptance, papers on the counter or on the way.
const BEFORE: &[State] = &[Draft, Received, AwaitingSupplement, HeldPapers];
/// `Accepted`…`Deciding`.
const HANDLING: &[State] =
    &[Accepted, Dispatched, ReturnedToWindow, UnderReview, SpecialProcedure, Suspended, TolerancePending, Deciding];
/// The same and `Granted`.
const TOLERANCE: &[State] = &[
    Accepted,
    Dispatched,
    ReturnedToWindow,
    UnderReview,
    SpecialProcedure,
    Suspended,
    TolerancePending,
    Deciding,
    Granted,
];
/// Received and not yet handed to the applicant.
const OPEN: &[State] = &[
    Planned,
    Received,
    AwaitingSupplement,
    HeldPapers,
    NegativeProposed,
    Accepted,
    Dispatched,
    ReturnedToWindow,
    UnderReview,
    SpecialProcedure,
    Suspended,
    TolerancePending,
    Deciding,
    Granted,
    Refused,
    ResultReady,
];
/// A letter may be needed from the draft until the result is handed over (R5.19).
const LETTER: &[State] = &[
    Draft,
    Planned,
    Received,
    AwaitingSupplement,
    HeldPapers,
    NegativeProposed,
    Accepted,
    Dispatched,
    ReturnedToWindow,
    UnderReview,
    SpecialProcedure,
    Suspended,
    TolerancePending,
    Deciding,
    Granted,
    Refused,
    ResultReady,
];
/// A reviewer's work.
const REVIEWING: &[State] = &[Dispatched, UnderReview, SpecialProcedure, Suspended, TolerancePending, Granted, Refused];
/// The department's work.
const DEPARTMENT: &[State] =
    &[Dispatched, UnderReview, SpecialProcedure, Suspended, TolerancePending, Deciding, Granted, Refused];
/// A limit of the organ may be missed.
const LATE: &[State] = &[
    Accepted,
    Dispatched,
    ReturnedToWindow,
    UnderReview,
    SpecialProcedure,
    Suspended,
    TolerancePending,
    Deciding,
    Granted,
    Refused,
    ResultReady,
];
/// The supervising body was told of it (R10.20).
const SUPERVISED: &[State] = &[Granted, ResultReady, Delivered, Closed, Archived, Revoked];
/// Everything that is not archived.
const LIVE: &[State] = &[
    Draft,
    Planned,
    Received,
    AwaitingSupplement,
    HeldPapers,
    NegativeProposed,
    Accepted,
    Dispatched,
    ReturnedToWindow,
    UnderReview,
    SpecialProcedure,
    Suspended,
    TolerancePending,
    Deciding,
    Granted,
    Refused,
    ResultReady,
    Delivered,
    Closed,
    NotRequired,
    NotAccepted,
    Returned,
    Withdrawn,
    Terminated,
    Revoked,
];

/// All records.
#[rustfmt::skip]
pub const RECORDS: [Record; 20] = [
    Record { act: "draft.approve",       from: &[Draft],                                who: &[ChiefRep] },
    Record { act: "department.answer",   from: &[Received],                             who: &[Reviewer] },
    Record { act: "supplement.hand_in",  from: &[AwaitingSupplement, HeldPapers],       who: &[Clerk] },
    Record { act: "negative.record",     from: TOLERANCE,                               who: &[Clerk] },
    Record { act: "special.allow",       from: &[UnderReview, SpecialProcedure],        who: &[ChiefRep] },
    Record { act: "termination.propose", from: HANDLING,                                who: &[Clerk] },
    Record { act: "material.record",     from: &[Received, Accepted, ReturnedToWindow], who: &[Clerk] },
    Record { act: "note.add",            from: LIVE,                                    who: &[Clerk, Lead, ChiefRep, Reviewer, IssueClerk, GridAgent] },
    Record { act: "paper.move",          from: LIVE,                                    who: &[Clerk, Reviewer, IssueClerk, GridAgent] },
    Record { act: "document.print",      from: LIVE,                                    who: &[Clerk, Lead, ChiefRep, Reviewer, IssueClerk] },
    Record { act: "fee.record",          from: OPEN,                                    who: &[Clerk, IssueClerk] },
    Record { act: "form.record",         from: BEFORE,                                  who: &[Clerk, GridAgent, Applicant] },
    Record { act: "agent_letter.record", from: LETTER,                                  who: &[Clerk, GridAgent] },
    Record { act: "document.correct",    from: LIVE,                                    who: &[ChiefRep] },
    Record { act: "task.claim",          from: REVIEWING,                               who: &[Reviewer] },
    Record { act: "task.claim",          from: &[Deciding],                             who: &[Approver, GovHead] },
    Record { act: "task.release",        from: DEPARTMENT,                              who: &[Reviewer, Approver, GovHead, Lead, ChiefRep, HallManager] },
    Record { act: "overdue.explain",     from: LATE,                                    who: &[Clerk, Lead, ChiefRep, Reviewer, Approver, GovHead, IssueClerk] },
    Record { act: "result.sign_for",     from: &[ResultReady],                          who: &[IssueClerk] },
    Record { act: "supervision.sign_for", from: SUPERVISED,                             who: &[SupervisingBody] },
];

/// The record that this act is, in the state of the case.
pub(super) fn row(act: &str, case: Option<&Case>) -> Option<&'static Record> {
    let case = case.filter(|case| !case.discarded)?;
    RECORDS.iter().find(|row| row.act == act && row.from.contains(&case.state))
}

/// Whether this command type records a fact and leaves the state alone.
pub(super) fn is_record(act: &str) -> bool {
    RECORDS.iter().any(|row| row.act == act)
}

/// `note.add`: the text lives in the history.
pub(super) fn note(note: &Note) -> Result<(), Refusal> {
    stated(&note.text, "/text", "R0.9")
}

/// `paper.move`: originals taken or given back (R5.16, T3, T63).
pub(super) fn papers(work: &mut Work<'_>, papers: &PaperMove) -> Result<(), Refusal> {
    for code in &papers.material_codes {
        if work.case.row(code).is_none() {
            return Err(Refusal::at("/material_codes", Reason::new("reason.life.material.unknown", "R0.3")));
        }
    }
    carried(work, papers);
    if papers.material_codes.is_empty() {
        work.case.papers_returned = papers.returned;
    } else {
        for row in
            work.case.application.materials.iter_mut().filter(|r| papers.material_codes.contains(&r.material_code))
        {
            row.originals = if papers.returned { 0 } else { row.originals.max(1) };
        }
        if !papers.returned {
            work.case.papers_returned = false;
        }
    }
    Ok(())
}

/// R5.16: the agent's own list: given back to the applicant, or taken on the way.
fn carried(work: &mut Work<'_>, papers: &PaperMove) {
    let ctx = work.ctx;
    let meant = |code: &str| papers.material_codes.is_empty() || papers.material_codes.iter().any(|one| one == code);
    if papers.returned {
        for paper in work.case.originals.iter_mut().filter(|paper| meant(&paper.material_code)) {
            paper.leave(ctx.now, LeftTo::Applicant);
        }
    } else if ctx.actor.role == GridAgent {
        for code in &papers.material_codes {
            let held = work.case.originals.iter().any(|paper| paper.material_code == *code && paper.is_held());
            if !held {
                work.case.originals.push(HeldOriginal {
                    material_code: code.clone(),
                    taken_at: ctx.now,
                    taken_by: ctx.actor.id,
                    taken_by_name: ctx.actor.name.clone(),
                    left_at: None,
                    left_to: None,
                });
            }
        }
    }
}

/// `document.print`: of this case, with a number of copies.
pub(super) fn print(work: &Work<'_>, print: &Print) -> Result<(), Refusal> {
    if print.copies == 0 {
        return Err(Refusal::at("/copies", Reason::new("reason.life.print.copies", "R1.40")));
    }
    issued(work, &print.document_no).map(drop)
}

/// `fee.record` (R10.9): paid with the number of the fiscal ticket; given back only what was paid.
pub(super) fn fee(work: &mut Work<'_>, fee: &FeeRecord) -> Result<(), Refusal> {
    if work.ctx.guide.fee.is_none() && fee.state != FeeState::None {
        return Err(Refusal::at("/state", Reason::new("reason.life.fee.none", "R10.8")));
    }
    if fee.state == FeeState::Paid {
        stated(&fee.ticket_no, "/ticket_no", "R10.9")?;
    }
    if fee.state == FeeState::Refunded && work.case.fee != FeeState::Paid {
        return Err(Refusal::at("/state", Reason::new("reason.life.fee.not_paid", "R10.10")));
    }
    work.case.fee = fee.state;
    Ok(())
}

/// `form.record`: merged by field; two who changed the same field do not overwrite each other.
pub(super) fn form(work: &mut Work<'_>, form: &FormRecord) -> Result<(), Refusal> {
    for (field, value) in &form.fields {
        let pointer = format!("/fields/{field}");
        let known = work.ctx.guide.form.iter().flat_map(|section| &section.fields).find(|known| known.id == *field);
        let Some(known) = known else {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.correct.unknown", "R1.3")));
        };
        known.check(value, date_in_beijing(work.ctx.now), true).map_err(|why| Refusal::at(&pointer, why))?;
        let identity = known.filled_from.as_deref().is_some_and(|from| from.starts_with("applicant."));
        if identity && work.case.state != Draft {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.correct.identity", "R1.13")));
        }
        let values = &mut work.case.application.form;
        let now = values.get(field).map(String::as_str).unwrap_or_default();
        if form.base.get(field).is_some_and(|base| base != now) && now != value {
            let why = Reason::new("reason.life.form.conflict", "R12.1").arg(&known.label);
            return Err(Refusal { code: "version.stale", ..Refusal::at(&pointer, why) });
        }
        values.insert(field.clone(), value.clone());
    }
    Ok(())
}

/// `agent_letter.record`: a letter of authorisation, in form and for an item that has agents (R5.10, R5.12).
pub(super) fn letter(work: &mut Work<'_>, letter: &AgentLetter) -> Result<(), Refusal> {
    letter.letter.in_form().map_err(|why| Refusal::at("/letter", why))?;
    agency::item_allows(&work.ctx.guide.flags, letter.letter.kind).map_err(|why| Refusal::at("/letter/kind", why))?;
    let principal = &work.case.application.applicant.number;
    agency::identities(principal, &letter.agent.name, &letter.agent.number, &letter.letter)
        .map_err(|why| Refusal::at("/agent", why))?;
    if let Some(agent) = letter.letter.agent_person
        && work.case.involved.iter().any(|act| act.person == agent && !matches!(act.role, GridAgent | Applicant))
    {
        return Err(Refusal::at("/letter/agent_person", Reason::new("reason.agency.same_person", "R5.15")));
    }
    work.case.application.agent = Some(AgentOnCase { party: letter.agent.clone(), letter: letter.letter.clone() });
    Ok(())
}

/// `document.correct` (R0.8, R12.3): a new paper that names the old one.
pub(super) fn correct(work: &mut Work<'_>, correction: &DocumentCorrection) -> Result<(), Refusal> {
    stated(&correction.correction, "/correction", "R12.3")?;
    let kind = issued(work, &correction.document_no)?;
    if work.case.documents.iter().any(|paper| paper.corrects.as_deref() == Some(correction.document_no.as_str())) {
        return Err(Refusal::at("/document_no", Reason::new("reason.life.document.corrected", "R0.8")));
    }
    let remark = Reason::new("reason.life.remark.correction", "R0.8").arg(&correction.correction);
    work.paper(DocumentDraft { kind, corrects: Some(correction.document_no.clone()), remark: Some(remark) });
    Ok(())
}

fn issued(work: &Work<'_>, no: &str) -> Result<DocumentKind, Refusal> {
    let paper = work.case.documents.iter().find(|paper| paper.no == no);
    paper
        .map(|paper| paper.kind)
        .ok_or_else(|| Refusal::at("/document_no", Reason::new("reason.life.document.unknown", "R0.8")))
}
