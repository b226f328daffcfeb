//! RULES 6. Certificate-free handling (免证办): thirteen ways to satisfy a material, all equal for completeness, and
//! the promise that what the government holds electronically is never asked for on paper again.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    guide::{Material, MaterialForm, Truth},
    reason::Reason,
};

/// Code of the refusal of R6.4 on the wire (`E_DUPLICATE_DEMAND`).
pub const DUPLICATE_DEMAND: &str = "demand.duplicate";

/// R6.2: how a material is satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its name in rows and commands.
    pub id: Uuid,
    /// What was asked.
    pub kind: EvidenceKind,
    /// Certificate type or interface; for a department's answer and an earlier material the material code.
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

impl SatisfyBy {
    /// All ways, in the order in which the desk tries them (R6.7): what costs the applicant nothing first, then what
    /// the government can ask itself, then paper, then waiting.
    pub const IN_ORDER: [Self; 13] = [
        Self::NotApplicable,
        Self::Cancelled,
        Self::ECert,
        Self::DataShare,
        Self::SubstituteCert,
        Self::Reused,
        Self::EForm,
        Self::DeptVerify,
        Self::Commitment,
        Self::CopyChecked,
        Self::PaperOriginal,
        Self::Scan,
        Self::Tolerated,
    ];

    /// The applicant hands something over or shows it.
    pub fn is_paper(self) -> bool {
        matches!(self, Self::PaperOriginal | Self::CopyChecked | Self::Scan)
    }

    /// A register's answer stands behind it and must be named by `evidence_id`.
    pub fn needs_evidence(self) -> bool {
        matches!(self, Self::ECert | Self::DataShare | Self::DeptVerify | Self::SubstituteCert | Self::Reused)
    }

    /// 免交: the applicant brings nothing.
    pub fn is_exempt(self) -> bool {
        self.needs_evidence() || matches!(self, Self::Commitment | Self::Cancelled)
    }

    /// R6.5: how far a material satisfied this way can be trusted when it is used again.
    pub fn grade(self) -> Option<TrustGrade> {
        match self {
            Self::ECert | Self::DataShare | Self::DeptVerify | Self::SubstituteCert => Some(TrustGrade::A),
            Self::PaperOriginal | Self::CopyChecked | Self::Scan | Self::Reused => Some(TrustGrade::B),
            Self::EForm | Self::Commitment => Some(TrustGrade::D),
            Self::Cancelled | Self::Tolerated | Self::NotApplicable => None,
        }
    }
}

impl TrustGrade {
    /// A clerk's check against the original raises C to B; nothing else changes.
    #[must_use]
    pub fn after_window_check(self) -> Self {
        if self == Self::C { Self::B } else { self }
    }

    /// Only A and B may be used again without a new check.
    pub fn reusable(self) -> bool {
        self <= Self::B
    }
}

impl Evidence {
    /// Which way of satisfying this material it speaks for, if any.
    pub fn way_for(&self, material: &Material) -> Option<SatisfyBy> {
        match self.kind {
            EvidenceKind::Certificate if material.cert_type.as_deref() == Some(self.subject.as_str()) => {
                Some(SatisfyBy::ECert)
            }
            EvidenceKind::Certificate if material.substitutes.contains(&self.subject) => {
                Some(SatisfyBy::SubstituteCert)
            }
            EvidenceKind::SharedData if material.share_interface.as_deref() == Some(self.subject.as_str()) => {
                Some(SatisfyBy::DataShare)
            }
            EvidenceKind::DepartmentAnswer if material.verify_by.is_some() && self.subject == material.code => {
                Some(SatisfyBy::DeptVerify)
            }
            EvidenceKind::EarlierMaterial if self.subject == material.code => Some(SatisfyBy::Reused),
            _ => None,
        }
    }

    /// R6.5, R6.6, R6.8: whether it may be relied on, on the day of acceptance.
    pub fn valid_on(&self, day: Date) -> Result<(), Reason> {
        match self.answer {
            EvidenceAnswer::Yes => {}
            EvidenceAnswer::No => return Err(Reason::new("reason.evidence.says_no", "R6.2").arg(&self.source)),
            EvidenceAnswer::NotFound => return Err(Reason::new("reason.evidence.not_found", "R6.7").arg(&self.source)),
            EvidenceAnswer::Pending => return Err(Reason::new("reason.evidence.pending", "R6.2").arg(&self.source)),
            EvidenceAnswer::Unreachable => {
                return Err(Reason::new("reason.evidence.unreachable", "R6.7").arg(&self.source));
            }
        }
        if self.revoked {
            return Err(Reason::new("reason.evidence.revoked", "R6.8"));
        }
        if let Some(end) = self.valid_until.filter(|end| *end < day) {
            return Err(Reason::new("reason.evidence.expired", "R6.8").arg(end));
        }
        if self.seal_valid == Some(false) {
            return Err(Reason::new("reason.evidence.bad_seal", "R6.2"));
        }
        if self.kind == EvidenceKind::Certificate && self.authorisation.is_none() {
            return Err(Reason::new("reason.evidence.not_authorised", "R6.6"));
        }
        if self.kind == EvidenceKind::EarlierMaterial && !self.grade.is_some_and(TrustGrade::reusable) {
            return Err(Reason::new("reason.evidence.grade", "R6.5"));
        }
        Ok(())
    }

    /// R6.8: it will end before the promised date; worth a word to the applicant.
    pub fn ends_before(&self, promised: Date) -> Option<Reason> {
        let end = self.valid_until.filter(|end| *end < promised)?;
        Some(Reason::new("reason.evidence.ends_early", "R6.8").arg(end).arg(promised))
    }
}

/// What decides which ways are open for a material now.
#[derive(Debug, Clone, Copy)]
pub struct Counter<'a> {
    /// Everything the centre has asked for this case.
    pub evidence: &'a [Evidence],
    /// Whose evidence counts: the applicant, and who stands for him by law.
    pub holders: &'a [Uuid],
    /// Day of acceptance, or today.
    pub day: Date,
    /// Whether the guide's condition asks for the material at all.
    pub due: Truth,
    /// Whether a commitment may be taken (2.10), decided by the tolerance chapter; `None` = it may.
    pub commitment: Option<&'a Reason>,
}

impl Counter<'_> {
    /// The best valid evidence for a way, or why there is none. Where a law demands the paper itself, no register can
    /// stand for it (R6.4).
    pub fn evidence_for(&self, material: &Material, way: SatisfyBy) -> Result<&Evidence, Reason> {
        if let Some(law) = &material.paper_basis {
            return Err(Reason::new("reason.exemption.paper_by_law", "R6.4").arg(law));
        }
        let mut why = None;
        for found in self.evidence {
            if found.way_for(material) == Some(way) && self.holders.contains(&found.holder) {
                match found.valid_on(self.day) {
                    Ok(()) => return Ok(found),
                    Err(reason) => why = Some(reason),
                }
            }
        }
        Err(why.unwrap_or_else(|| Reason::new("reason.evidence.not_asked", "R6.2")))
    }

    /// The first electronic way that holds already.
    pub fn held_electronically(&self, material: &Material) -> Option<SatisfyBy> {
        let electronic = |way: &SatisfyBy| way.needs_evidence() && self.evidence_for(material, *way).is_ok();
        SatisfyBy::IN_ORDER.into_iter().find(electronic)
    }

    /// R6.4: whether the applicant may be asked for the paper at all. Refused with [`DUPLICATE_DEMAND`].
    pub fn may_ask_paper(&self, material: &Material) -> Result<(), Reason> {
        if let Some(rule) = &material.cancelled_by {
            return Err(Reason::new("reason.exemption.cancelled", "R6.2").arg(rule));
        }
        if self.due == Truth::Fails {
            return Err(Reason::new("reason.exemption.not_applicable", "R6.2"));
        }
        if self.held_electronically(material).is_some() {
            return Err(duplicate_demand(material));
        }
        Ok(())
    }

    /// Whether one way is open for this material now.
    pub fn way(&self, material: &Material, way: SatisfyBy) -> Result<(), Reason> {
        let closed = |key| Err(Reason::new(key, "R6.2"));
        match way {
            SatisfyBy::NotApplicable if self.due == Truth::Fails => Ok(()),
            // Words nobody has made a condition of: the clerk is the person who decides them.
            SatisfyBy::NotApplicable if self.due == Truth::Unknown || material.condition_text.is_some() => Ok(()),
            SatisfyBy::NotApplicable => closed("reason.exemption.always_due"),
            SatisfyBy::Cancelled if material.cancelled_by.is_some() => Ok(()),
            SatisfyBy::Cancelled => closed("reason.exemption.in_force"),
            SatisfyBy::ECert if material.cert_type.is_none() => closed("reason.exemption.no_cert_type"),
            SatisfyBy::DataShare if material.share_interface.is_none() => closed("reason.exemption.no_interface"),
            SatisfyBy::DeptVerify if material.verify_by.is_none() => closed("reason.exemption.no_department"),
            SatisfyBy::SubstituteCert if material.substitutes.is_empty() => closed("reason.exemption.no_substitute"),
            SatisfyBy::ECert
            | SatisfyBy::DataShare
            | SatisfyBy::DeptVerify
            | SatisfyBy::SubstituteCert
            | SatisfyBy::Reused => self.evidence_for(material, way).map(drop),
            SatisfyBy::EForm if material.from_form => Ok(()),
            SatisfyBy::EForm => closed("reason.exemption.no_form"),
            SatisfyBy::Commitment if !material.commitment => closed("reason.exemption.no_commitment"),
            SatisfyBy::Commitment => self.commitment.map_or(Ok(()), |why| Err(why.clone())),
            SatisfyBy::PaperOriginal => self.may_ask_paper(material),
            SatisfyBy::CopyChecked => self.may_ask_paper(material).and_then(|()| takes(material, MaterialForm::Copy)),
            SatisfyBy::Scan => self
                .may_ask_paper(material)
                .and_then(|()| takes(material, MaterialForm::Electronic).or(takes(material, MaterialForm::Copy))),
            SatisfyBy::Tolerated if material.is_main() => Err(Reason::new("reason.tolerance.main", "R0.4")),
            SatisfyBy::Tolerated if material.tolerance.is_none() => {
                Err(Reason::new("reason.tolerance.not_listed", "R2.3"))
            }
            SatisfyBy::Tolerated => Ok(()),
        }
    }

    /// Every way with its state, in the order of R6.7.
    pub fn ways(&self, material: &Material) -> Vec<(SatisfyBy, Result<(), Reason>)> {
        SatisfyBy::IN_ORDER.into_iter().map(|way| (way, self.way(material, way))).collect()
    }
}

/// R6.4: the refusal of a second demand.
pub fn duplicate_demand(material: &Material) -> Reason {
    Reason::new("reason.exemption.duplicate_demand", "R6.4").arg(&material.name)
}

fn takes(material: &Material, form: MaterialForm) -> Result<(), Reason> {
    if material.forms.is_empty() || material.forms.contains(&form) {
        return Ok(());
    }
    Err(Reason::new("reason.exemption.form_not_taken", "R6.2"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
