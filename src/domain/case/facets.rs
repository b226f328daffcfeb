//! RULES 12.1: the facets of a case.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::State;
use crate::domain::{
    clock::Clock, escalation::NegativeKind, guide::DeliveryWay, reason::Reason, role::Role, tolerance::ToleranceLine,
};

/// The clocks of a case; none replaces another (0.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Clocks {
    /// Five working days of art. 32(4).
    pub window: Option<Clock>,
    /// The applicant's term to supplement, or the store term of held papers.
    pub term: Option<Clock>,
    /// Check of handed-in supplements (R1.11, T73).
    pub supplement_check: Option<Clock>,
    /// Statutory limit.
    pub statutory: Option<Clock>,
    /// Promised limit.
    pub promised: Option<Clock>,
    /// Ten working days of art. 44.
    pub delivery: Option<Clock>,
    /// Sign-for term of the hand-over (T28): an instant, not a day.
    pub sign_for_by: Option<Timestamp>,
}

/// One line of a supplement notice; the set is frozen when issued (R0.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplementLine {
    /// Material of the pinned guide (R0.3).
    pub material_code: String,
    /// What is missing or wrong.
    pub lack: String,
    /// The standard to be met.
    pub standard: String,
    /// How to submit.
    pub how: String,
    /// A sample was given.
    #[serde(default)]
    pub sample_given: bool,
}

/// The statutory one-time notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementNotice {
    /// Lines as issued.
    pub lines: Vec<SupplementLine>,
    /// Codes of lines met so far.
    pub met: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Term given, working days.
    pub term_days: u32,
    /// Last day of the term, as printed.
    pub due: Date,
    /// The term or store term is over (T25).
    pub overdue: bool,
    /// Supplements handed in, newest last.
    pub handed_in: Vec<HandedIn>,
}

/// Papers that reached the organ (R2.18: by arrival).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedIn {
    /// Materials.
    pub material_codes: Vec<String>,
    /// When they reached the organ.
    pub reached_at: Timestamp,
    /// Checked against the notice.
    #[serde(default)]
    pub checked: bool,
}

/// A negative before the chief representative (FRB, R3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Negative {
    /// Kind.
    pub kind: NegativeKind,
    /// State to go back to when overruled (T19) or lapsed (T72).
    pub previous: State,
    /// Facts.
    pub facts: String,
    /// Legal basis with article.
    pub basis: String,
    /// Guidance given already.
    pub guidance: String,
    /// Who proposed.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: Timestamp,
    /// 1 = chief representative, 2 = head of section, 3 = joint meeting.
    pub rung: u8,
    /// When this rung must have answered.
    pub due_at: Option<Timestamp>,
}

/// State of the tolerance facet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToleranceState {
    /// No tolerance, or nothing owed.
    #[default]
    None,
    /// Something is owed.
    Open,
    /// The due date passed.
    Overdue,
    /// All in.
    Fulfilled,
    /// Breach recorded.
    Breached,
    /// The case ended otherwise (R2.28).
    Lapsed,
}

/// Tolerance facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tolerance {
    /// State.
    pub state: ToleranceState,
    /// The one TOL's lines (R2.32).
    pub lines: Vec<ToleranceLine>,
    /// Due date, the latest of the lines.
    pub due: Option<Date>,
    /// Extensions used (R2.19).
    pub extensions: u32,
}

/// State of the commitment facet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentState {
    /// None given.
    #[default]
    None,
    /// Given, not yet verified.
    Open,
    /// Verified.
    Verified,
    /// Broken.
    Broken,
}

/// Commitment facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Commitment {
    /// State.
    pub state: CommitmentState,
    /// Materials it replaces.
    pub material_codes: Vec<String>,
    /// Verify by (R10.21).
    pub verify_by: Option<Date>,
}

/// The one extension (R1.31, R1.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Working days added.
    pub days: u32,
    /// Reason told to the applicant.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A suspension (R1.36).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Legal basis, or the applicant's written request.
    pub basis: String,
    /// First day.
    pub from: Date,
}

/// Fee facet (R10.9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeState {
    /// No fee.
    #[default]
    None,
    /// To be paid.
    Due,
    /// Paid.
    Paid,
    /// Waived.
    Waived,
    /// Given back.
    Refunded,
}

/// A TRF hand-over between window and department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// Receiving department, or the issue window.
    pub to: String,
    /// Sealed bag number.
    pub bag_no: Option<String>,
    /// Lines: material code and copies.
    pub lines: Vec<(String, u32)>,
    /// Sent.
    pub sent_at: Timestamp,
    /// Signed for.
    pub signed_at: Option<Timestamp>,
    /// By whom.
    pub signed_by: Option<Uuid>,
    /// Sent back with this reason (T31).
    pub sent_back: Option<String>,
}

/// What was decided or opined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// 准予
    Grant,
    /// 不予
    Refuse,
}

/// A decision, or the reviewer's opinion before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Yes or no.
    pub kind: DecisionKind,
    /// Content of a grant; facts and reasons of a refusal or an opinion.
    pub content: String,
    /// Legal basis.
    pub basis: String,
    /// Validity of a grant.
    pub valid_until: Option<Date>,
    /// Certificate or decision number, given by the centre.
    pub result_no: Option<String>,
    /// Public reason of a late decision (R3.11).
    pub overdue_reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Uuid,
    /// T50: the paper is withheld until the tolerance is fulfilled.
    pub withheld: bool,
}

/// Delivery of the result (R10.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// Way.
    pub way: DeliveryWay,
    /// Receiver as signed.
    pub receiver: Option<String>,
    /// Parcel number.
    pub parcel_no: Option<String>,
    /// Sent.
    pub sent_at: Option<Timestamp>,
    /// Handed over or signed for.
    pub delivered_at: Option<Timestamp>,
    /// Failed tries (R10.13).
    pub failed: u32,
}

/// What a case asks somebody to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// T25: propose the return.
    ProposeReturn,
    /// T44: tolerance overdue, before the chief representative.
    ToleranceBreach,
    /// T30: nobody signed for it.
    SignForOverdue,
    /// T37: a special procedure went beyond its maximum.
    SpecialOverdue,
    /// R1.8: deemed acceptance, before the window's Lead.
    DeemedAcceptance,
    /// R1.12: a defect was found that the notice did not name.
    NoticeOmission,
    /// R10.20: tell the supervising body.
    PushSupervision,
    /// T65: check the commitment.
    VerifyCommitment,
    /// T65: revoke after a broken commitment.
    ConsiderRevocation,
    /// R1.35: the clerk proposed a termination.
    ProposedTermination,
    /// T14: the department owes an opinion.
    DepartmentOpinion,
    /// R3.4: the negative's rung is late.
    NegativeLate,
}

/// An open task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// For whom.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Why, for the screen.
    pub why: Option<Reason>,
}

/// Who did which transition: the separation rules read this (R12.4, R5.15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involvement {
    /// Person.
    pub person: Uuid,
    /// In which role.
    pub role: Role,
    /// Transition number of 12.2.
    pub transition: u8,
}

/// RULES 1.7: the documents a window issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DocumentKind {
    /// 收件凭证
    Rcv,
    /// 受理通知书
    Acc,
    /// 不予受理通知书 / 不受理告知书
    Nac,
    /// 补正材料通知书
    Sup,
    /// 补正材料接收凭证
    Src,
    /// 容缺受理通知书
    Tol,
    /// 容缺受理承诺书
    Tcm,
    /// 告知承诺书
    Com,
    /// 特别程序告知书
    Spn,
    /// 特别程序结束记录
    Spe,
    /// 延期告知书
    Ext,
    /// 中止审查通知书
    Sus,
    /// 恢复审查通知书
    Res,
    /// 终止办理通知书
    Ter,
    /// 撤回申请书
    Wda,
    /// 撤回确认单
    Wdn,
    /// 退件通知书
    Rtn,
    /// 准予行政许可决定书
    Gra,
    /// 不予行政许可决定书
    Ref,
    /// 送达回证
    Dlv,
    /// 材料移交清单
    Trf,
    /// 授权委托书
    Aut,
    /// 否定事项报批单
    Frb,
    /// 询问函 (R1.39: stops no clock)
    Inq,
    /// 撤销决定书 (T66)
    Rvk,
}

/// A document that was issued; never changed afterwards (R0.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// Kind.
    pub kind: DocumentKind,
    /// 机关简称+文种〔年〕号.
    pub no: String,
    /// SHA-256 of the text, hex.
    pub sha256: String,
    /// When.
    pub issued_at: Timestamp,
    /// The document that this one corrects.
    #[serde(default)]
    pub corrects: Option<String>,
}
