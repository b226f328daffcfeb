//! RULES 6. Certificate-free handling (免证办): thirteen ways to satisfy a material, all equal for completeness, and
//! the promise that what the government holds electronically is never asked for on paper again.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// R6.2: how a material is satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SatisfyBy {
    /// The original is kept.
    PaperOriginal,
    /// A copy checked against the original, which goes back (与原件核对无误).
    CopyChecked,
    /// A scan or photo of an original that was shown.
    Scan,
    /// Produced from the form in the system.
    EForm,
    /// 电子证照
    ECert,
    /// 数据共享
    DataShare,
    /// 部门核验
    DeptVerify,
    /// 证照替代
    SubstituteCert,
    /// 告知承诺
    Commitment,
    /// 直接取消
    Cancelled,
    /// An earlier verified material of the same applicant.
    Reused,
    /// 容缺
    Tolerated,
    /// An answer of the interview makes it unnecessary.
    NotApplicable,
}

/// What kind of question was asked of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The certificate register.
    Certificate,
    /// A shared-data interface.
    SharedData,
    /// Another department, which answers on request.
    DepartmentAnswer,
    /// A material of an earlier case.
    EarlierMaterial,
    /// The credit register (2.4).
    Credit,
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceAnswer {
    /// It exists and says yes.
    Yes,
    /// It exists and says no.
    No,
    /// The register knows nothing (无结果); R6.7: by itself no ground for a supplement notice.
    NotFound,
    /// Asked, not answered yet.
    Pending,
    /// The register could not be reached; R6.7: not the applicant's fault.
    Unreachable,
}

/// R6.6: what allows the centre to look into a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Authorisation {
    /// The holder showed the code at the counter.
    CodeShown {
        /// When.
        at: Timestamp,
    },
    /// The holder signed on the pad.
    Signature {
        /// When.
        at: Timestamp,
    },
    /// The agent's letter ticks the use of electronic certificates (R5.12).
    AgentLetter {
        /// Number of the letter.
        letter_no: String,
    },
}

/// R6.5: trust grades of a stored material (国办函〔2016〕108号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TrustGrade {
    /// Produced by a government body.
    A,
    /// Checked by a window against the original.
    B,
    /// Uploaded by the user; the original must be checked.
    C,
    /// Self-made, on the user's responsibility.
    D,
}

/// One answer of a register, asked and stored by the centre and named by its id ever after. A client never states one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its name in rows and commands.
    pub id: Uuid,
    /// What was asked.
    pub kind: EvidenceKind,
    /// Certificate type, interface, department or material code, by `kind`.
    pub subject: String,
    /// Whose it is: the applicant's id at the centre, never a number.
    pub holder: Uuid,
    /// What came back.
    pub answer: EvidenceAnswer,
    /// Who answered: 市场监管总局电子证照库.
    pub source: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Request number at the source.
    #[serde(default)]
    pub request_no: Option<String>,
    /// Certificate number or source case, as the source names it.
    #[serde(default)]
    pub reference: Option<String>,
    /// Authority that issued it.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Last day of validity; `None` = no end.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Revoked by its issuer.
    #[serde(default)]
    pub revoked: bool,
    /// Result of the seal check; `None` = it bears no seal.
    #[serde(default)]
    pub seal_valid: Option<bool>,
    /// R6.6; certificates need one.
    #[serde(default)]
    pub authorisation: Option<Authorisation>,
    /// SHA-256 of the value that was answered, where a value was.
    #[serde(default)]
    pub value_sha256: Option<String>,
    /// R6.5.
    #[serde(default)]
    pub grade: Option<TrustGrade>,
}
