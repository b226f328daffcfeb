//! What the centre asks of others before it asks the citizen (R6.1): certificates, shared data, other departments, and
//! the credit register.
//!
//! A register answers with [`Evidence`], which the centre stores under the id it was asked with and names ever after;
//! a client never states one. That nothing was found is an answer ([`EvidenceAnswer::NotFound`]); that nobody answered
//! is a [`RegisterError`], and by R6.7 never the applicant's fault. What follows from either is decided by
//! `domain::exemption` and `domain::tolerance`, not here.

mod demo;
mod set;
mod switches;

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use thiserror::Error;
use uuid::Uuid;

use crate::domain::{
    exemption::{Authorisation, Evidence, EvidenceAnswer, EvidenceKind},
    reason::Reason,
    tolerance::CreditFinding,
};

pub use demo::DemoRegisters;
pub use set::Registers;
pub use switches::{Line, Register, Switches};

/// Why a register gave no answer. None of these is a ground to demand paper from the applicant (R6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RegisterError {
    /// It says that it is out of service.
    #[error("{0:?} is out of service")]
    Down(Register),
    /// Nothing came back in time.
    #[error("{0:?} does not answer")]
    Unreachable(Register),
    /// R6.6: a certificate was asked for without the holder's authorisation, or with one from the future.
    #[error("the holder has not authorised the use of the certificate")]
    NotAuthorised,
    /// R6.6: a certificate was asked for without saying what for.
    #[error("no purpose was given")]
    NoPurpose,
}

impl RegisterError {
    /// The sentence for the clerk: cause and what to do next.
    pub fn reason(self) -> Reason {
        match self {
            Self::Down(Register::Credit) | Self::Unreachable(Register::Credit) => {
                Reason::new("register.credit_silent", "R2.12")
            }
            Self::Down(register) => Reason::new("register.down", "R6.7").arg(register.source()),
            Self::Unreachable(register) => Reason::new("register.unreachable", "R6.7").arg(register.source()),
            Self::NotAuthorised => Reason::new("register.not_authorised", "R6.6"),
            Self::NoPurpose => Reason::new("register.no_purpose", "R6.6"),
        }
    }

    /// Whether the register itself was silent; only then may the fall-backs of R6.7 begin.
    pub fn is_silence(self) -> bool {
        matches!(self, Self::Down(_) | Self::Unreachable(_))
    }
}

/// Whom a question is about. `Debug` shows no number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Holder<'a> {
    /// The applicant's id at the centre; evidence names only this.
    pub id: Uuid,
    /// Identity number or credit code; it goes to the register and nowhere else.
    pub number: &'a str,
}

impl fmt::Debug for Holder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holder").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A question, with the id under which the centre will keep the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// Id of the evidence to come.
    pub evidence_id: Uuid,
    /// About whom.
    pub holder: Holder<'a>,
    /// What: a certificate type, an interface, or the code of the material a department or an earlier case is asked
    /// about. It becomes the evidence's subject.
    pub subject: &'a str,
    /// What for: item name and case number (R6.6).
    pub purpose: &'a str,
}

impl Question<'_> {
    /// The evidence that a register was asked and was silent, so that the fall-back of R6.7 has its proof.
    pub fn unanswered(&self, register: Register, now: Timestamp) -> Evidence {
        let kind = match register {
            Register::Certificates => EvidenceKind::Certificate,
            Register::SharedData => EvidenceKind::SharedData,
            Register::Credit => EvidenceKind::Credit,
            Register::Departments => EvidenceKind::DepartmentAnswer,
        };
        self.evidence(kind, EvidenceAnswer::Unreachable, register.source(), now)
    }

    fn evidence(&self, kind: EvidenceKind, answer: EvidenceAnswer, source: &str, now: Timestamp) -> Evidence {
        Evidence {
            id: self.evidence_id,
            kind,
            subject: self.subject.to_owned(),
            holder: self.holder.id,
            answer,
            source: source.to_owned(),
            asked_at: now,
            request_no: None,
            reference: None,
            issuer: None,
            valid_until: None,
            revoked: false,
            seal_valid: None,
            authorisation: None,
            value_sha256: None,
            grade: None,
        }
    }
}

/// 电子证照库. An expired or revoked certificate is found too and says so; whether it satisfies is R6.8's matter.
pub trait CertificateRegister: Send + Sync {
    /// Asks for the best certificate of type `question.subject` that the holder has.
    fn certificate(
        &self,
        question: &Question<'_>,
        authorisation: &Authorisation,
        now: Timestamp,
    ) -> Result<Evidence, RegisterError>;
}

/// A shared interface's answer. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedReply {
    /// To be stored; holds only the hash of the values.
    pub evidence: Evidence,
    /// Field values, for the form and for the clerk's eyes.
    pub values: BTreeMap<String, String>,
}

impl fmt::Debug for SharedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedReply").field("evidence", &self.evidence).finish_non_exhaustive()
    }
}

/// 数据共享: field-level answers from interfaces.
pub trait SharedData: Send + Sync {
    /// Asks the interface `question.subject`.
    fn shared(&self, question: &Question<'_>, now: Timestamp) -> Result<SharedReply, RegisterError>;
}

/// The credit register's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditReply {
    /// To be stored: source, time, result, reference, not the details (R2.11). `Yes` = nothing bars.
    pub evidence: Evidence,
    /// What the rules of tolerance and commitment read.
    pub finding: CreditFinding,
}

/// 信用信息. Silence is never "clean" (R2.12): it is an error.
pub trait CreditRegister: Send + Sync {
    /// Asks for the holder's standing at this moment. `question.subject` is the item's code, for the log.
    fn credit(&self, question: &Question<'_>, now: Timestamp) -> Result<CreditReply, RegisterError>;
}

/// A department's answer, perhaps still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentReply {
    /// To be stored; `Pending` until the department has answered.
    pub evidence: Evidence,
    /// Its words.
    pub text: Option<String>,
    /// When it answered.
    pub answered_at: Option<Timestamp>,
}

/// 部门核验: another department answers on request, within a term of working days (R6.2).
pub trait DepartmentVerification: Send + Sync {
    /// Puts the question about the material `question.subject` to a department; the answer is `Pending`.
    fn ask_department(
        &self,
        question: &Question<'_>,
        department: &str,
        now: Timestamp,
    ) -> Result<DepartmentReply, RegisterError>;

    /// Looks whether the question that `pending` keeps has been answered by now.
    fn department_answer(
        &self,
        pending: &Evidence,
        department: &str,
        holder: Holder<'_>,
        now: Timestamp,
    ) -> Result<DepartmentReply, RegisterError>;
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
