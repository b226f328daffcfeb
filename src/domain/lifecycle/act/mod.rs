//! DECISIONS 4: one type per act. The centre picks the transition of 12.2 from state and guards.

mod acceptance;
mod deciding;
mod department;
mod handling;
mod kind;
mod receiving;
mod recording;

pub use acceptance::{
    Arrival, Checks, CommitmentLetter, NegativeProposal, NegativeRuling, Opinion, PaperStore, Question,
    SupplementDemand, ToleranceDemand, ToleratedMaterial, Withdrawal,
};
pub use deciding::{
    Evaluation, GrantDecision, Parcel, Receiver, Refusing, ReviewOpinion, SignedParcel, Termination, TerminationFact,
    Verification,
};
pub use department::{Claim, OverdueExplanation, Release, ResultSignedFor, SendBack};
pub use handling::{
    ExtensionDemand, SignedFor, SpecialEnd, SpecialPermission, SpecialStart, SuspensionDemand, ToleranceArrival,
    ToleranceExtension, Transfer,
};
pub use receiving::{Change, Consultation, Correction, Draft, ImmediateDecision, Receiving};
pub use recording::{AgentLetter, DocumentCorrection, FeeRecord, FormRecord, Note, PaperMove, Print};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a person (or the service) does to a case: `type` and `payload` of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", content = "payload", deny_unknown_fields)]
pub enum Act {
    /// T1: a service draft.
    #[serde(rename = "draft.submit")]
    DraftSubmit(Box<Draft>),
    /// T69: collected for another region, or as an agent.
    #[serde(rename = "draft.collect")]
    DraftCollect(Box<Draft>),
    /// Second person of T6, on a submitted draft.
    #[serde(rename = "draft.approve")]
    DraftApprove(Reasoned),
    /// T3.
    #[serde(rename = "draft.discard")]
    DraftDiscard(Reasoned),
    /// T2: a consultation that ended with a no (R3.6) or a notice.
    #[serde(rename = "consult.record")]
    ConsultRecord(Consultation),
    /// T4, T70.
    #[serde(rename = "case.receive")]
    Receive(Box<Receiving>),
    /// T5.
    #[serde(rename = "case.receive_and_accept")]
    ReceiveAndAccept(Box<Receiving>),
    /// T6.
    #[serde(rename = "case.receive_and_decide")]
    ReceiveAndDecide(Box<ImmediateDecision>),
    /// T7.
    #[serde(rename = "case.correct_on_spot")]
    CorrectOnSpot(Correction),
    /// T8.
    #[serde(rename = "case.notify_supplement")]
    NotifySupplement(SupplementDemand),
    /// T9.
    #[serde(rename = "case.accept")]
    Accept(Checks),
    /// T11.
    #[serde(rename = "case.accept_on_commitment")]
    AcceptOnCommitment(CommitmentLetter),
    /// T10, T24.
    #[serde(rename = "case.accept_with_tolerance")]
    AcceptWithTolerance(ToleranceDemand),
    /// T12.
    #[serde(rename = "case.hold_papers")]
    HoldPapers(PaperStore),
    /// T14.
    #[serde(rename = "case.ask_department")]
    AskDepartment(Question),
    /// Answer to T14; no transition.
    #[serde(rename = "department.answer")]
    DepartmentAnswer(Opinion),
    /// T72, or the papers of a supplement before their check.
    #[serde(rename = "supplement.hand_in")]
    SupplementHandIn(Arrival),
    /// T22, T23, T26.
    #[serde(rename = "supplement.check")]
    SupplementCheck(Checks),
    /// T15.
    #[serde(rename = "negative.propose")]
    NegativePropose(NegativeProposal),
    /// `TerminateBreach`: a task, no change of state.
    #[serde(rename = "negative.record")]
    NegativeRecord(NegativeProposal),
    /// T16–T18.
    #[serde(rename = "negative.confirm")]
    NegativeConfirm(NegativeRuling),
    /// T19.
    #[serde(rename = "negative.overrule")]
    NegativeOverrule(Reasoned),
    /// T20.
    #[serde(rename = "negative.refer_up")]
    NegativeReferUp(Reasoned),
    /// T27, T53.
    #[serde(rename = "case.withdraw")]
    Withdraw(Withdrawal),
    /// T28, T32.
    #[serde(rename = "case.hand_over")]
    HandOver(Transfer),
    /// T29.
    #[serde(rename = "case.sign_for")]
    SignFor(SignedFor),
    /// T31.
    #[serde(rename = "case.send_back")]
    SendBack(SendBack),
    /// T33.
    #[serde(rename = "case.rule_on_power")]
    RuleOnPower(Reasoned),
    /// R10.1: a procedure that the item does not list.
    #[serde(rename = "special.allow")]
    SpecialAllow(SpecialPermission),
    /// T34.
    #[serde(rename = "special.start")]
    SpecialStart(SpecialStart),
    /// T35, T36.
    #[serde(rename = "special.end")]
    SpecialEnd(SpecialEnd),
    /// T38.
    #[serde(rename = "case.extend")]
    Extend(ExtensionDemand),
    /// T39.
    #[serde(rename = "case.suspend")]
    Suspend(SuspensionDemand),
    /// T40.
    #[serde(rename = "case.resume")]
    Resume(Reasoned),
    /// T41.
    #[serde(rename = "applicant.ask")]
    AskApplicant(Question),
    /// T47.
    #[serde(rename = "review.finish")]
    ReviewFinish(ReviewOpinion),
    /// T48.
    #[serde(rename = "review.send_back")]
    ReviewSendBack(Reasoned),
    /// T49, T50, T52.
    #[serde(rename = "decision.grant")]
    Grant(GrantDecision),
    /// T51, T52.
    #[serde(rename = "decision.refuse")]
    Refuse(Refusing),
    /// R1.35: the clerk proposes.
    #[serde(rename = "termination.propose")]
    TerminationPropose(Reasoned),
    /// T54.
    #[serde(rename = "case.terminate")]
    Terminate(Termination),
    /// T42, T43.
    #[serde(rename = "tolerance.receive")]
    ToleranceReceive(ToleranceArrival),
    /// T45.
    #[serde(rename = "tolerance.extend")]
    ToleranceExtend(ToleranceExtension),
    /// T46, T71.
    #[serde(rename = "tolerance.breach")]
    ToleranceBreach(Reasoned),
    /// T55.
    #[serde(rename = "result.hand_over")]
    ResultHandOver(Transfer),
    /// T56.
    #[serde(rename = "result.deliver")]
    Deliver(Receiver),
    /// T57.
    #[serde(rename = "result.post")]
    Post(Parcel),
    /// T58.
    #[serde(rename = "result.confirm_post")]
    ConfirmPost(SignedParcel),
    /// T59.
    #[serde(rename = "result.post_failed")]
    PostFailed(Reasoned),
    /// T61.
    #[serde(rename = "evaluation.submit")]
    Evaluate(Evaluation),
    /// T65.
    #[serde(rename = "commitment.verify")]
    CommitmentVerify(Verification),
    /// T66.
    #[serde(rename = "case.revoke")]
    Revoke(Reasoned),
    /// T64.
    #[serde(rename = "case.archive")]
    Archive(Reasoned),
    /// A material row recorded by the holder of the case; no transition.
    #[serde(rename = "material.record")]
    MaterialRecord(Checks),
    /// A note; no transition.
    #[serde(rename = "note.add")]
    NoteAdd(Note),
    /// Papers taken or returned; no transition.
    #[serde(rename = "paper.move")]
    PaperMove(PaperMove),
    /// A print of a document; no transition.
    #[serde(rename = "document.print")]
    DocumentPrint(Print),
    /// Fee paid, waived or given back; no transition.
    #[serde(rename = "fee.record")]
    FeeRecord(FeeRecord),
    /// Form fields, merged by field; no transition.
    #[serde(rename = "form.record")]
    FormRecord(FormRecord),
    /// A letter of authorisation; no transition.
    #[serde(rename = "agent_letter.record")]
    AgentLetterRecord(Box<AgentLetter>),
    /// R12.3: a wrong document is voided by a correction; no transition.
    #[serde(rename = "document.correct")]
    DocumentCorrect(DocumentCorrection),
    /// Somebody of the department works on it; no transition.
    #[serde(rename = "task.claim")]
    Claim(Claim),
    /// Nobody does any more; no transition.
    #[serde(rename = "task.release")]
    Release(Release),
    /// R3.11: why a limit was missed; no transition.
    #[serde(rename = "overdue.explain")]
    OverdueExplain(OverdueExplanation),
    /// R10.14: the issue window signs for the result; no transition.
    #[serde(rename = "result.sign_for")]
    ResultSignFor(ResultSignedFor),
    /// R10.20: the supervising body signs for what it was told; no transition.
    #[serde(rename = "supervision.sign_for")]
    SupervisionSignFor(Reasoned),
    /// What time does (DECISIONS 4 "no HTTP"): the transition and the instant at which it was due.
    #[serde(rename = "system.fire")]
    System(SystemFire),
}

/// An act that needs a reason and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    /// Reason, facts or instruction, as the act demands.
    pub reason: String,
    /// Legal basis, where the act demands one.
    #[serde(default)]
    pub basis: String,
}

/// What time does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemFire {
    /// Transition number of 12.2: 13, 21, 25, 30, 37, 44, 58, 60, 62, 63, 64, 67, 68, 73 or 74.
    pub transition: u8,
    /// The instant at which it was due; it is also the time of the act (DECISIONS 5).
    pub due_at: Timestamp,
}
