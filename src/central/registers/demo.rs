//! The registers of the demo hall: they know what `data/applicants.json` says of its forty applicants, and nothing of
//! anybody else.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    CertificateRegister, CreditRegister, CreditReply, DepartmentReply, DepartmentVerification, Holder, Line, Question,
    Register, RegisterError, SharedData, SharedReply, Switches,
};
use crate::{
    central::demo::{
        Applicant, DemoHall,
        people::{CreditRecord, DepartmentAnswer, EarlierMaterial, HeldCertificate, Standing, YesNo, day_from},
    },
    contract::sha256_hex,
    domain::{
        calendar::date_in_beijing,
        exemption::{Authorisation, Evidence, EvidenceAnswer, EvidenceKind, TrustGrade},
        tolerance::{Credit, CreditFinding},
    },
};

/// All registers of the demo hall in one.
#[derive(Debug, Clone)]
pub struct DemoRegisters {
    hall: Arc<DemoHall>,
    opened_on: Date,
    switches: Arc<Switches>,
}

impl From<YesNo> for EvidenceAnswer {
    fn from(answer: YesNo) -> Self {
        match answer {
            YesNo::Yes => Self::Yes,
            YesNo::No => Self::No,
        }
    }
}

impl DemoRegisters {
    /// Registers over the data of `hall`, whose offsets count from `opened_on`, behind the lines of `switches`.
    pub fn new(hall: Arc<DemoHall>, opened_on: Date, switches: Arc<Switches>) -> Self {
        Self { hall, opened_on, switches }
    }

    /// The lines, for whoever may cut them.
    pub fn switches(&self) -> &Switches {
        &self.switches
    }

    fn reach(&self, register: Register) -> Result<(), RegisterError> {
        match self.switches.line(register) {
            Line::Up => Ok(()),
            Line::Down => Err(RegisterError::Down(register)),
            Line::Unreachable => Err(RegisterError::Unreachable(register)),
        }
    }

    /// The holder, and behind an organisation its legal representative: what the organisation itself has no record of
    /// (an identity card), the person behind it may have.
    fn known(&self, number: &str) -> impl Iterator<Item = &Applicant> {
        let holder = self.hall.applicant_with(number);
        let behind = holder.and_then(|holder| holder.legal_representative).and_then(|id| self.hall.applicant(id));
        holder.into_iter().chain(behind)
    }

    fn request_no(register: Register, question: &Question<'_>) -> String {
        let letter = match register {
            Register::Certificates => 'Z',
            Register::SharedData => 'G',
            Register::Credit => 'X',
            Register::Departments => 'H',
        };
        let mark = question.evidence_id.simple().to_string();
        format!("{letter}{}", mark.get(..12).unwrap_or(&mark))
    }

    fn ends(&self, offset_days: Option<i32>) -> Option<Date> {
        offset_days.map(|days| day_from(self.opened_on, days))
    }

    /// One that is in force, then one that lasts longest, then any.
    fn best<'a>(
        &self,
        certificates: impl Iterator<Item = &'a HeldCertificate>,
        today: Date,
    ) -> Option<&'a HeldCertificate> {
        certificates.max_by_key(|certificate| {
            let ends = self.ends(certificate.ends_offset_days).unwrap_or(Date::MAX);
            (!certificate.revoked && ends >= today, !certificate.revoked, ends)
        })
    }

    /// What earlier cases of the holder have left behind for this material: same material of the same item, or a
    /// certificate of the same type (R6.5). The evidence says grade and validity; whether it serves is R6.5's and
    /// R6.8's matter. `question.subject` is the material code.
    pub fn earlier_material(
        &self,
        question: &Question<'_>,
        cert_type: Option<&str>,
        now: Timestamp,
    ) -> Option<Evidence> {
        let fits = |earlier: &&EarlierMaterial| {
            earlier.material_code.as_deref() == Some(question.subject)
                || (cert_type.is_some() && earlier.cert_type.as_deref() == cert_type)
        };
        let holder = self.hall.applicant_with(question.holder.number)?;
        let earlier = holder.history.iter().filter(fits).max_by_key(|earlier| earlier.verified_offset_days)?;
        Some(Evidence {
            reference: Some(earlier.case_ref.clone()),
            valid_until: self.ends(earlier.ends_offset_days),
            grade: Some(earlier.grade),
            ..question.evidence(EvidenceKind::EarlierMaterial, EvidenceAnswer::Yes, "本中心历史办件(演示)", now)
        })
    }

    fn finding(&self, record: Option<&CreditRecord>, today: Date) -> CreditFinding {
        let mut finding = CreditFinding { credit: Credit::Clean, ..CreditFinding::default() };
        let Some(record) = record else {
            return finding;
        };
        finding.reference.clone_from(&record.reference);
        if self.ends(record.repaired_offset_days).is_some_and(|repaired| repaired <= today) {
            return finding;
        }
        match record.standing {
            Standing::Clean => {}
            Standing::Dishonest | Standing::FalseCommitment => finding.credit = Credit::Bad,
            Standing::BrokenTolerance => {
                let until = self.ends(record.bars_until_offset_days);
                if until.is_none_or(|until| until >= today) {
                    finding.credit = Credit::Bad;
                    finding.barred_until = until;
                }
            }
        }
        finding
    }

    fn said(&self, number: &str, department: &str) -> Option<&DepartmentAnswer> {
        self.known(number)
            .flat_map(|applicant| &applicant.verifications)
            .find(|verification| verification.department == department)
    }
}

impl CertificateRegister for DemoRegisters {
    fn certificate(
        &self,
        question: &Question<'_>,
        authorisation: &Authorisation,
        now: Timestamp,
    ) -> Result<Evidence, RegisterError> {
        let allowed = match authorisation {
            Authorisation::CodeShown { at } | Authorisation::Signature { at } => *at <= now,
            Authorisation::AgentLetter { letter_no } => !letter_no.trim().is_empty(),
        };
        if !allowed {
            return Err(RegisterError::NotAuthorised);
        }
        if question.purpose.trim().is_empty() {
            return Err(RegisterError::NoPurpose);
        }
        self.reach(Register::Certificates)?;
        let of_type = |applicant: &&Applicant| {
            applicant.certificates.iter().any(|certificate| certificate.cert_type == question.subject)
        };
        let held = self.known(question.holder.number).find(of_type).and_then(|applicant| {
            let of_type = applicant.certificates.iter().filter(|certificate| certificate.cert_type == question.subject);
            self.best(of_type, date_in_beijing(now))
        });
        let answer = if held.is_some() { EvidenceAnswer::Yes } else { EvidenceAnswer::NotFound };
        Ok(Evidence {
            request_no: Some(Self::request_no(Register::Certificates, question)),
            reference: held.map(|certificate| certificate.number.clone()),
            issuer: held.map(|certificate| certificate.issuer.clone()),
            valid_until: held.and_then(|certificate| self.ends(certificate.ends_offset_days)),
            revoked: held.is_some_and(|certificate| certificate.revoked),
            seal_valid: held.map(|certificate| !certificate.revoked),
            authorisation: Some(authorisation.clone()),
            grade: held.map(|_| TrustGrade::A),
            ..question.evidence(EvidenceKind::Certificate, answer, Register::Certificates.source(), now)
        })
    }
}

impl SharedData for DemoRegisters {
    fn shared(&self, question: &Question<'_>, now: Timestamp) -> Result<SharedReply, RegisterError> {
        self.reach(Register::SharedData)?;
        let said = self
            .known(question.holder.number)
            .flat_map(|applicant| &applicant.shared)
            .find(|shared| shared.interface == question.subject);
        let values = said.map(|shared| shared.values.clone()).unwrap_or_default();
        let hash = if values.is_empty() { None } else { serde_json::to_vec(&values).ok().map(|v| sha256_hex(&v)) };
        let answer = said.map_or(EvidenceAnswer::NotFound, |shared| shared.answer.into());
        let evidence = Evidence {
            request_no: Some(Self::request_no(Register::SharedData, question)),
            value_sha256: hash,
            grade: said.map(|_| TrustGrade::A),
            ..question.evidence(EvidenceKind::SharedData, answer, Register::SharedData.source(), now)
        };
        Ok(SharedReply { evidence, values })
    }
}

impl CreditRegister for DemoRegisters {
    fn credit(&self, question: &Question<'_>, now: Timestamp) -> Result<CreditReply, RegisterError> {
        self.reach(Register::Credit)?;
        let record = self.hall.applicant_with(question.holder.number).map(|applicant| &applicant.credit);
        let finding = CreditFinding {
            source: Some(Register::Credit.source().to_owned()),
            checked_at: Some(now),
            evidence_id: Some(question.evidence_id),
            ..self.finding(record, date_in_beijing(now))
        };
        let answer = if finding.credit == Credit::Clean { EvidenceAnswer::Yes } else { EvidenceAnswer::No };
        let evidence = Evidence {
            request_no: Some(Self::request_no(Register::Credit, question)),
            reference: finding.reference.clone(),
            ..question.evidence(EvidenceKind::Credit, answer, Register::Credit.source(), now)
        };
        Ok(CreditReply { evidence, finding })
    }
}

impl DepartmentVerification for DemoRegisters {
    fn ask_department(
        &self,
        question: &Question<'_>,
        department: &str,
        now: Timestamp,
    ) -> Result<DepartmentReply, RegisterError> {
        self.reach(Register::Departments)?;
        let organ = self.hall.organs.iter().find(|organ| organ.code == department);
        let answer = if organ.is_some() { EvidenceAnswer::Pending } else { EvidenceAnswer::NotFound };
        let evidence = Evidence {
            request_no: Some(Self::request_no(Register::Departments, question)),
            issuer: organ.map(|organ| organ.name.clone()),
            ..question.evidence(EvidenceKind::DepartmentAnswer, answer, Register::Departments.source(), now)
        };
        Ok(DepartmentReply { evidence, text: None, answered_at: None })
    }

    fn department_answer(
        &self,
        pending: &Evidence,
        department: &str,
        holder: Holder<'_>,
        now: Timestamp,
    ) -> Result<DepartmentReply, RegisterError> {
        self.reach(Register::Departments)?;
        let mut reply = DepartmentReply { evidence: pending.clone(), text: None, answered_at: None };
        if pending.answer != EvidenceAnswer::Pending || pending.holder != holder.id {
            return Ok(reply);
        }
        let Some(said) = self.said(holder.number, department) else {
            return Ok(reply);
        };
        let took = SignedDuration::from_mins(said.after_minutes);
        let answered_at = pending.asked_at.saturating_add(took).unwrap_or(pending.asked_at);
        if answered_at <= now {
            reply.evidence.answer = said.answer.into();
            reply.evidence.grade = Some(TrustGrade::A);
            reply.text = Some(said.text.clone());
            reply.answered_at = Some(answered_at);
        }
        Ok(reply)
    }
}
