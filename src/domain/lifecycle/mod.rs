//! RULES 12.2. The life of a case: one table of transitions; anything else is refused with a reason.

//!
//! `table` is the law; a file per phase holds its guards and what an act does; `offer` asks the guards before `step`
//! carries an act out; `due` says what time will do next.

pub mod act;
pub mod record;
pub mod table;

mod acceptance;
mod counter;
mod deciding;
mod department;
mod due;
mod ending;
mod handling;
mod intake;
mod negative;
mod offer;
mod person;
mod result;
mod review;
mod supplement;
mod terms;
mod time;
mod tolerated;
mod work;

pub use act::Act;
pub use counter::Counter;
pub use department::{batchable, overdue};
pub use due::of as dues;
pub use intake::beyond_the_letter;
pub use offer::allowed;

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    calendar::{Calendar, date_in_beijing},
    case::{Case, DocumentKind, State},
    check::MaterialRow,
    exemption::{self, Evidence},
    guide::Guide,
    reason::Reason,
    role::Actor,
    settings::Settings,
    tolerance::{self, CreditFinding},
};
use work::Work;

/// All that a rule may look at beside the case and the act. Nothing is read from elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The guide version pinned on the case.
    pub guide: &'a Guide,
    /// The calendar in force.
    pub calendar: &'a Calendar,
    /// The region's settings in force.
    pub settings: &'a Settings,
    /// Answers of registers that the centre stored for this case.
    pub evidence: &'a [Evidence],
    /// What the credit register and the commitment register say of the applicant (R2.11, R2.30, R2.34).
    pub credit: &'a CreditFinding,
    /// The centre's time, read once.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
}

/// What an act did.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The case afterwards; its version is one higher.
    pub case: Case,
    /// Transitions of 12.2 in the order they happened; empty for acts that only record.
    pub transitions: Vec<u8>,
    /// Documents to be rendered and numbered by the centre, in order.
    pub documents: Vec<DocumentDraft>,
    /// Due instants of what time will do to the case from now on; they replace all earlier ones.
    pub due: Vec<Due>,
}

/// A document that the act demands; the centre numbers and renders it (R1.40).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDraft {
    /// Kind.
    pub kind: DocumentKind,
    /// Number of the document that this one corrects (R0.8).
    pub corrects: Option<String>,
    /// A remark of this issue: 视为受理, 容缺收件·未受理, 修正.
    pub remark: Option<Reason>,
}

/// Something that time will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Transition number.
    pub transition: u8,
    /// When it fires.
    pub at: Timestamp,
}

/// An act that the actor may do now, or why not yet (DECISIONS 3 `allowed_acts`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AllowedAct {
    /// Command type: `case.accept`.
    pub act: String,
    /// What it still needs from the person: `signature`, `reason`, `materials` …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What stands in its way; empty = it can be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked_by: Vec<Block>,
}

/// One thing in the way of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Block {
    /// Stable dotted code: `tolerance.main`.
    pub code: String,
    /// Why, with rule and basis.
    pub why: Reason,
}

/// An act that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable dotted code: `state.not_allowed`, `version.stale`, `demand.duplicate`, `tolerance.main` …
    pub code: &'static str,
    /// Why; the first is the main one.
    pub why: Vec<Reason>,
    /// JSON pointer into the payload, if one field is at fault.
    pub pointer: Option<String>,
    /// Where several fields of the payload are at fault: a JSON pointer each, with what is wrong there.
    pub fields: Vec<(String, Reason)>,
}

impl From<Reason> for Block {
    fn from(why: Reason) -> Self {
        Self { code: code_of(&why).to_owned(), why }
    }
}

impl From<Reason> for Refusal {
    fn from(why: Reason) -> Self {
        Self { code: code_of(&why), why: vec![why], pointer: None, fields: Vec::new() }
    }
}

impl Refusal {
    /// A refusal that one field of the payload is at fault for.
    fn at(pointer: &str, why: Reason) -> Self {
        Self { pointer: Some(pointer.to_owned()), ..Self::from(why) }
    }

    /// A refusal of form values: each with its field under `path`, all of them at once.
    fn of_form(path: &str, found: Vec<(String, Reason)>) -> Result<(), Self> {
        if found.is_empty() {
            return Ok(());
        }
        let why = found.iter().map(|(_, why)| why.clone()).collect();
        let pointer = |id: &str| format!("{path}/{}", id.replace('~', "~0").replace('/', "~1"));
        let fields = found.into_iter().map(|(id, why)| (pointer(&id), why)).collect();
        Err(Self { code: "form.invalid", why, pointer: None, fields })
    }

    /// Refuses with all reasons, the first as the main one; no reasons, no refusal.
    fn unless_empty(why: Vec<Reason>) -> Result<(), Self> {
        match why.first().map(code_of) {
            Some(code) => Err(Self { code, why, pointer: None, fields: Vec::new() }),
            None => Ok(()),
        }
    }

    fn from_tolerance(refusals: Vec<tolerance::Refusal>) -> Self {
        let why: Vec<Reason> = refusals.into_iter().map(|refusal| refusal.reason).collect();
        let code = why.first().map_or("tolerance.refused", code_of);
        Self { code, why, pointer: Some("/lines".to_owned()), fields: Vec::new() }
    }
}

/// Code of the refusal of an act on a case that a colleague works on.
pub const LEASED: &str = "case.leased";

/// The stable code of a reason: its key without the leading words that only say where its text stands.
fn code_of(why: &Reason) -> &'static str {
    match &why.key {
        Cow::Borrowed("reason.exemption.duplicate_demand") => exemption::DUPLICATE_DEMAND,
        Cow::Borrowed("reason.case.leased" | "reason.case.leased_to_decide") => LEASED,
        Cow::Borrowed(key) => {
            let tail = key.split_once('.').map_or(*key, |(_, tail)| tail);
            tail.strip_prefix("life.").unwrap_or(tail)
        }
        Cow::Owned(_) => "rule.refused",
    }
}

/// Carries out an act: the one place where a case changes.
///
/// `None` = the centre does not know the case yet; then the act must bring the application, and the caller gives the
/// new case its id. Refused is whatever [`allowed`] does not offer, or what the payload leaves open.
pub fn step(case: Option<&Case>, act: &Act, ctx: &Context<'_>) -> Result<Step, Refusal> {
    let before = found(case, act, ctx)?;
    offer::ask(&before, act.kind(), ctx)?;
    let mut work = Work::new(before, ctx);
    carry_out(&mut work, act)?;
    Ok(work.finish())
}

/// The case as the act finds it: with the application and the rows that it brings.
fn found(case: Option<&Case>, act: &Act, ctx: &Context<'_>) -> Result<Case, Refusal> {
    let application = match act {
        Act::DraftSubmit(draft) | Act::DraftCollect(draft) => Some(&draft.application),
        Act::Receive(receiving) | Act::ReceiveAndAccept(receiving) => Some(&receiving.application),
        Act::ReceiveAndDecide(immediate) => Some(&immediate.receiving.application),
        _ => None,
    };
    let mut found = match (case, application) {
        (Some(case), _) => case.clone(),
        (None, Some(application)) => Case::draft(Uuid::nil(), application.clone(), ctx.guide, &ctx.calendar.version),
        (None, None) => return Err(Refusal::from(Reason::new("reason.life.case.missing", "R12.2"))),
    };
    if let Some(application) = application.filter(|_| found.state == State::Draft) {
        // A draft follows the guide in force until it is received; only then is the version pinned for good (R5.18).
        found.pin(ctx.guide, &ctx.calendar.version);
        found.application = application.clone();
        // A value that no field could hold is refused before anything else looks at it. Whether a fictitious person may
        // stand in a form is asked when the applicant is identified.
        let values = &found.application.form;
        Refusal::of_form("/application/form", ctx.guide.ill_formed(values, date_in_beijing(ctx.now), true))?;
    }
    if found.application.guide_version != ctx.guide.id || found.guide_version != ctx.guide.id {
        return Err(Refusal::at("/application/guide_version", Reason::new("reason.life.guide.other", "R0.3")));
    }
    let rows: &[MaterialRow] = match act {
        Act::Accept(checks) | Act::SupplementCheck(checks) | Act::MaterialRecord(checks) => &checks.materials,
        Act::CorrectOnSpot(correction) => &correction.materials,
        Act::AcceptOnCommitment(letter) => &letter.materials,
        Act::AcceptWithTolerance(demand) => &demand.materials,
        _ => &[],
    };
    found.merge_rows(rows);
    match found.application.materials.iter().find(|row| ctx.guide.material(&row.material_code).is_none()) {
        Some(row) => {
            let why = Reason::new("reason.life.material.unknown", "R0.3").arg(&row.material_code);
            Err(Refusal::at("/materials", why))
        }
        None => Ok(found),
    }
}

fn carry_out(work: &mut Work<'_>, act: &Act) -> Result<(), Refusal> {
    match act {
        Act::DraftSubmit(draft) => intake::submit(work, draft),
        Act::DraftCollect(draft) => intake::collect(work, draft),
        Act::DraftApprove(reasoned) => {
            intake::approve(work, reasoned);
            Ok(())
        }
        Act::DraftDiscard(_) => intake::discard(work),
        Act::ConsultRecord(consultation) => intake::consult(work, consultation),
        Act::Receive(receiving) => intake::receive(work, Some(receiving)),
        Act::ReceiveAndAccept(receiving) => intake::receive_and_accept(work, receiving),
        Act::ReceiveAndDecide(immediate) => intake::receive_and_decide(work, immediate),
        Act::CorrectOnSpot(correction) => acceptance::correct(work, correction),
        Act::NotifySupplement(demand) => acceptance::notify(work, demand),
        Act::Accept(_) => acceptance::accept(work),
        Act::AcceptOnCommitment(letter) => acceptance::accept_on_commitment(work, letter),
        Act::AcceptWithTolerance(demand) => tolerated::accept(work, demand),
        Act::HoldPapers(store) => acceptance::hold(work, store),
        Act::AskDepartment(question) => acceptance::ask_department(work, question),
        Act::DepartmentAnswer(opinion) => acceptance::answer(work, opinion),
        Act::SupplementHandIn(arrival) => supplement::hand_in(work, arrival),
        Act::SupplementCheck(checks) => supplement::check(work, checks),
        Act::NegativePropose(proposal) => negative::propose(work, proposal),
        Act::NegativeRecord(proposal) => negative::report_breach(work, proposal),
        Act::NegativeConfirm(ruling) => negative::confirm(work, ruling),
        Act::NegativeOverrule(instruction) => negative::overrule(work, instruction),
        Act::NegativeReferUp(reasoned) => negative::refer_up(work, reasoned),
        Act::Withdraw(withdrawal) => ending::withdraw(work, withdrawal),
        Act::HandOver(transfer) => handling::hand_over(work, transfer),
        Act::SignFor(signed) => handling::sign_for(work, signed),
        Act::SendBack(back) => handling::send_back(work, back),
        Act::RuleOnPower(reasoned) => handling::rule_on_power(work, reasoned),
        Act::SpecialAllow(permission) => review::allow(work, permission),
        Act::SpecialStart(special) => review::start(work, special),
        Act::SpecialEnd(special) => review::end(work, special),
        Act::Extend(demand) => review::extend(work, demand),
        Act::Suspend(demand) => review::suspend(work, demand),
        Act::Resume(reasoned) => review::resume(work, reasoned),
        Act::AskApplicant(question) => review::ask_applicant(work, question),
        Act::ReviewFinish(opinion) => review::finish(work, opinion),
        Act::ReviewSendBack(reasoned) => review::send_back(work, reasoned),
        Act::Grant(grant) => deciding::grant(work, grant),
        Act::Refuse(refusing) => deciding::refuse(work, refusing),
        Act::TerminationPropose(facts) => ending::propose_termination(work, facts),
        Act::Terminate(termination) => ending::terminate(work, termination),
        Act::ToleranceReceive(arrival) => tolerated::receive(work, arrival),
        Act::ToleranceExtend(extension) => tolerated::extend(work, extension),
        Act::ToleranceBreach(reasoned) => tolerated::breach(work, reasoned),
        Act::ResultHandOver(transfer) => result::hand_over(work, transfer),
        Act::Deliver(receiver) => result::deliver(work, receiver),
        Act::Post(parcel) => result::post(work, parcel),
        Act::ConfirmPost(slip) => result::confirm_post(work, slip),
        Act::PostFailed(reasoned) => result::post_failed(work, reasoned),
        Act::Evaluate(evaluation) => result::evaluate(work, evaluation),
        Act::CommitmentVerify(verification) => result::verify(work, verification),
        Act::Revoke(reasoned) => result::revoke(work, reasoned),
        Act::Archive(_) => result::archive(work),
        Act::MaterialRecord(_) => Ok(()),
        Act::NoteAdd(note) => record::note(note),
        Act::PaperMove(papers) => record::papers(work, papers),
        Act::DocumentPrint(print) => record::print(work, print),
        Act::FeeRecord(fee) => record::fee(work, fee),
        Act::FormRecord(form) => record::form(work, form),
        Act::AgentLetterRecord(letter) => record::letter(work, letter),
        Act::DocumentCorrect(correction) => record::correct(work, correction),
        Act::Claim(claim) => department::claim(work, claim),
        Act::Release(release) => department::release(work, release),
        Act::OverdueExplain(said) => department::explain(work, said),
        Act::ResultSignFor(signed) => result::sign_for(work, signed),
        Act::SupervisionSignFor(_) => {
            work.done(crate::domain::case::TaskKind::PushSupervision);
            Ok(())
        }
        Act::System(fire) => time::fire(work, fire),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
