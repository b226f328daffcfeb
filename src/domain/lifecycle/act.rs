//! DECISIONS 4: one type per act. The centre picks the transition of 12.2 from state and guards.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    agency::Letter,
    case::{Application, DecisionKind, Party, SupplementLine},
    check::MaterialRow,
    escalation::NegativeKind,
    guide::{GuideRef, SpecialKind, ToleranceMode},
};

/// What a person (or the service) does to a case: `type` and `payload` of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    SendBack(Reasoned),
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
    /// What time does (DECISIONS 4 "no HTTP"): the transition and the instant at which it was due.
    #[serde(rename = "system.fire")]
    System(SystemFire),
}

/// An act that needs a reason and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    /// Reason, facts or instruction, as the act demands.
    pub reason: String,
    /// Legal basis, where the act demands one.
    #[serde(default)]
    pub basis: String,
}

/// A draft that the centre hears of before receiving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The application so far.
    pub application: Application,
    /// Slip number of the device.
    #[serde(default)]
    pub slip_no: Option<String>,
    /// When the papers were taken (T69).
    #[serde(default)]
    pub collected_at: Option<Timestamp>,
    /// Agreement or letter that gives the collecting right.
    #[serde(default)]
    pub agreement: Option<String>,
    /// Material codes of originals taken (R5.16).
    #[serde(default)]
    pub originals: Vec<String>,
}

/// A consultation (R3.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// Item asked about, if one.
    #[serde(default)]
    pub guide_version: Option<GuideRef>,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// The answer was a no, and which.
    #[serde(default)]
    pub negative: Option<NegativeKind>,
    /// A consultation notice was given.
    #[serde(default)]
    pub notice_given: bool,
}

/// T4, T5, T70.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiving {
    /// The whole application.
    pub application: Application,
    /// An earlier time of receiving, only with a slip number and an outage (R9.18).
    #[serde(default)]
    pub received_at: Option<Timestamp>,
    /// Slip number of the paper receipt book or of a collected draft.
    #[serde(default)]
    pub slip_no: Option<String>,
    /// The recorded outage that covers `received_at`.
    #[serde(default)]
    pub outage: Option<Uuid>,
}

/// T6: receive, accept, decide and deliver in one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImmediateDecision {
    /// As receiving.
    pub receiving: Receiving,
    /// Rule that decides, for `rule_decided` items.
    #[serde(default)]
    pub rule_id: Option<String>,
    /// Command id of the chief representative's `draft.approve`, for all others.
    #[serde(default)]
    pub approval: Option<Uuid>,
    /// Content of the grant.
    pub content: String,
    /// Who receives the result.
    pub receiver: Receiver,
}

/// T7 (R1.13): what was corrected, with the applicant's initials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Changes.
    pub changes: Vec<Change>,
    /// Material rows as they stand after the correction.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
    /// Initials given by the applicant.
    pub initials: bool,
}

/// One corrected value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Material code or form field id.
    pub field: String,
    /// Old value.
    pub old: String,
    /// New value.
    pub new: String,
}

/// T8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplementDemand {
    /// The whole content, once.
    pub lines: Vec<SupplementLine>,
    /// Term in working days; `None` = the item's.
    #[serde(default)]
    pub term_days: Option<u32>,
    /// The applicant signed for the notice.
    #[serde(default)]
    pub signed: bool,
}

/// Material rows checked (T9, T22, T23, T26, `material.record`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// Rows that changed; rows not named stay as the case has them.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
    /// When papers reached the organ, for supplements.
    #[serde(default)]
    pub reached_at: Option<Timestamp>,
}

/// A signed commitment letter (COM, T11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitmentLetter {
    /// Materials it replaces.
    pub material_codes: Vec<String>,
    /// The applicant, or an agent with the tick, signed.
    pub signed: bool,
    /// Credit finding (R2.11), as stored evidence.
    pub credit_evidence: Option<Uuid>,
    /// Rows that changed.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
}

/// T10, T24.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceDemand {
    /// What is tolerated.
    pub lines: Vec<ToleratedMaterial>,
    /// TCM or COM signed.
    pub signed: bool,
    /// Credit finding (R2.11), as stored evidence.
    pub credit_evidence: Option<Uuid>,
    /// Rows that changed.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
}

/// One tolerated material as the clerk asks for it; the centre computes the date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleratedMaterial {
    /// Material.
    pub material_code: String,
    /// Mode.
    pub mode: ToleranceMode,
    /// Working days asked for; `None` = the most that R2.15 allows.
    #[serde(default)]
    pub due_days: Option<u32>,
}

/// T12.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperStore {
    /// The whole content of what is missing, as in a supplement notice.
    pub lines: Vec<SupplementLine>,
    /// Where the papers lie.
    pub place: String,
}

/// A question to a department (T14) or to the applicant (T41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Text.
    pub text: String,
}

/// A department's opinion on acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// May be accepted.
    pub accept: bool,
    /// Text.
    pub text: String,
}

/// Papers that arrived for a supplement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// Materials.
    pub material_codes: Vec<String>,
    /// When they reached the organ; `None` = now.
    #[serde(default)]
    pub reached_at: Option<Timestamp>,
}

/// FRB (R3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NegativeProposal {
    /// Kind.
    pub kind: NegativeKind,
    /// Facts.
    pub facts: String,
    /// Legal basis with article.
    pub basis: String,
    /// Guidance already given.
    #[serde(default)]
    pub guidance: String,
}

/// T16–T18.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NegativeRuling {
    /// What is confirmed: `NotRequired`, `NotCompetent` or `ReturnOverdue`.
    pub kind: NegativeKind,
    /// Competent organ (T17).
    #[serde(default)]
    pub competent_organ: Option<String>,
    /// Reason.
    pub reason: String,
}

/// T27, T53.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The applicant, or an agent with the tick, signed the WDA.
    pub signed: bool,
    /// Reason, if one was given.
    #[serde(default)]
    pub reason: String,
    /// Originals went back.
    #[serde(default)]
    pub papers_returned: bool,
}

/// TRF (T28, T32, T55).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Sealed bag number.
    #[serde(default)]
    pub bag_no: Option<String>,
    /// Receiving department; `None` = the item's (T28), the issue window (T55).
    #[serde(default)]
    pub to: Option<String>,
    /// Result numbers (T55).
    #[serde(default)]
    pub result_nos: Vec<String>,
}

/// T29.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedFor {
    /// Material codes whose papers were checked against the TRF.
    #[serde(default)]
    pub lines_checked: Vec<String>,
}

/// R10.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialPermission {
    /// Kind.
    pub kind: SpecialKind,
    /// Basis.
    pub basis: String,
}

/// T34.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialStart {
    /// Kind.
    pub kind: SpecialKind,
    /// Working days needed, told to the applicant in the SPN (R10.2).
    pub days: u32,
    /// Legal basis.
    pub basis: String,
    /// Officers (two or more for a site inspection, R1.17).
    #[serde(default)]
    pub officers: Vec<String>,
    /// Place and time, if the applicant must attend.
    #[serde(default)]
    pub place: String,
}

/// T35, T36.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialEnd {
    /// Which of the running ones.
    pub kind: SpecialKind,
    /// Result.
    pub result: String,
}

/// T38.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionDemand {
    /// Working days.
    pub days: u32,
    /// Reason told to the applicant.
    pub reason: String,
}

/// T39.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspensionDemand {
    /// Legal basis, or empty with `requested_in_writing`.
    #[serde(default)]
    pub basis: String,
    /// The applicant asked in writing.
    #[serde(default)]
    pub requested_in_writing: bool,
    /// Reason.
    pub reason: String,
}

/// T47.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewOpinion {
    /// Opinion.
    pub opinion: DecisionKind,
    /// Reasons.
    pub reasons: String,
}

/// T49, T50, T52.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantDecision {
    /// Content and conditions.
    pub content: String,
    /// End of validity.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Reason of a late decision (R3.11).
    #[serde(default)]
    pub overdue_reason: Option<String>,
}

/// T51, T52. The two remedies are printed by law (R1.20), not typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusing {
    /// Facts.
    pub facts: String,
    /// Reasons.
    pub reasons: String,
    /// Legal basis.
    pub basis: String,
    /// Reason of a late decision (R3.11).
    #[serde(default)]
    pub overdue_reason: Option<String>,
}

/// R1.35: the facts that end a case without decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TerminationFact {
    /// Death or loss of capacity of a natural applicant.
    ApplicantGone,
    /// End of a legal person.
    OrganisationEnded,
    /// The item was abolished.
    ItemAbolished,
}

/// T54.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Termination {
    /// Fact.
    pub fact: TerminationFact,
    /// Facts in words, and evidence.
    pub facts: String,
}

/// T42, T43.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceArrival {
    /// Rows as checked; `ok` rows fulfil their line, others do not.
    pub materials: Vec<MaterialRow>,
    /// When they reached the organ; `None` = now.
    #[serde(default)]
    pub reached_at: Option<Timestamp>,
    /// What is wrong, if anything (T43).
    #[serde(default)]
    pub wrong: String,
}

/// T45.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceExtension {
    /// New due date.
    pub due: Date,
    /// The force majeure and its effect (R2.19).
    pub force_majeure: String,
}

/// T56: who received the result, and how that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// Name as signed.
    pub name: String,
    /// Identity was checked.
    pub identity_checked: bool,
    /// The receiver is the agent (needs the tick "receive results").
    #[serde(default)]
    pub is_agent: bool,
    /// Signed the DLV.
    pub signed: bool,
}

/// T57.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// Parcel number.
    pub parcel_no: String,
}

/// T58.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedParcel {
    /// Day on the return slip (R10.12).
    pub signed_at: Timestamp,
    /// By whom.
    pub by: String,
}

/// T61: grade 5 … 1, never entered by staff (R8.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// 5 非常满意 … 1 非常不满意.
    pub grade: u8,
    /// Free text.
    #[serde(default)]
    pub text: String,
}

/// T65.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Kept (true) or broken.
    pub kept: bool,
    /// Record of the check.
    pub record: String,
}

/// A note on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Text.
    pub text: String,
}

/// Originals taken or returned (R5.16, T3, T27, T63).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperMove {
    /// Materials; empty = all papers of the case.
    #[serde(default)]
    pub material_codes: Vec<String>,
    /// Returned (true) or taken.
    pub returned: bool,
}

/// A print, for the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// Document number.
    pub document_no: String,
    /// Copies.
    pub copies: u32,
    /// Reason for more than the document's own number of copies.
    #[serde(default)]
    pub reason: String,
}

/// R10.9.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRecord {
    /// New facet value.
    pub state: crate::domain::case::FeeState,
    /// Amount in fen.
    pub amount_fen: u64,
    /// Fiscal electronic ticket number.
    #[serde(default)]
    pub ticket_no: String,
}

/// Form fields with the values they were based on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRecord {
    /// New values.
    pub fields: BTreeMap<String, String>,
    /// Values they replace.
    #[serde(default)]
    pub base: BTreeMap<String, String>,
}

/// A letter recorded on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentLetter {
    /// The agent.
    pub agent: Party,
    /// The letter.
    pub letter: Letter,
}

/// R0.8, R12.3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentCorrection {
    /// The number that is voided.
    pub document_no: String,
    /// What was wrong and what is right.
    pub correction: String,
}

/// What time does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemFire {
    /// Transition number of 12.2: 13, 21, 25, 30, 37, 44, 58, 60, 62, 63, 64, 67, 68, 73 or 74.
    pub transition: u8,
    /// The instant at which it was due; it is also the time of the act (DECISIONS 5).
    pub due_at: Timestamp,
}
