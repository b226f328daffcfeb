//! `POST /v1/evidence`: the centre asks the registers about an applicant's materials and keeps what they say. A desk
//! never states such a thing itself (R6.2, R6.6).

use jiff::Timestamp;

use crate::{
    central::{
        Centre,
        commands::credit_finding,
        fault::Fault,
        ledger::{self, Entry},
        registers::{Holder, Question, Register},
        rights::Ask,
        store::{ApplicantRow, StoreError, Tx},
    },
    contract::{EvidenceAnswered, EvidenceRequest, Person},
    domain::{
        audit::AuditEvent,
        exemption::{Evidence, EvidenceAnswer, EvidenceKind},
        guide::{Guide, Material},
    },
};

/// What one round of questions has in common.
struct Round<'a> {
    centre: &'a Centre,
    request: &'a EvidenceRequest,
    applicant: &'a ApplicantRow,
    tx: &'a Tx<'a>,
    purpose: &'a str,
    now: Timestamp,
}

impl Centre {
    /// Asks for what the guide binds to registers and nothing else.
    pub fn ask_registers(&self, person: &Person, request: &EvidenceRequest) -> Result<EvidenceAnswered, Fault> {
        self.may(person, Ask::Applicant)?;
        let eyes = self.eyes(person);
        // A draft may be unknown here; a case that is known is one that this person sees.
        let id = request.case_id;
        if self.read(|tx, _| Ok(tx.masked_case(id, &eyes)?.is_none() && tx.case_exists(id)?))? {
            return Err(self.out_of_sight(person, AuditEvent::CallShare, id)?);
        }
        self.write(|tx, now| {
            let guide = self.guide(tx, &request.guide_version)?.ok_or_else(|| Fault::new(422, "guide.unknown"))?;
            let applicant = tx.applicant(request.applicant_id)?.ok_or_else(|| Fault::new(404, "applicant.unknown"))?;
            let round = Round { centre: self, request, applicant: &applicant, tx, purpose: &guide.name, now };
            let mut evidence = Vec::new();
            for material in asked(&guide, &request.material_codes)? {
                for answer in round.ask(material)? {
                    tx.keep_evidence(&answer, Some(request.case_id))?;
                    record(tx, person, request, &answer, now)?;
                    evidence.push((material.code.clone(), answer));
                }
            }
            let item = &guide.id.item_code;
            self.ask_credit(tx, &applicant, item, Some(request.case_id), now)?;
            ledger::append(tx, &Entry::new(now, AuditEvent::CallCredit).by(person).on(request.case_id))?;
            let credit = credit_finding(tx, applicant.id, request.case_id, now)?;
            Ok(EvidenceAnswered { evidence, credit })
        })
    }
}

fn asked<'a>(guide: &'a Guide, codes: &[String]) -> Result<Vec<&'a Material>, Fault> {
    if codes.is_empty() {
        return Ok(guide.materials.iter().collect());
    }
    let unknown = || Fault::new(422, "material.unknown").at("/material_codes");
    codes.iter().map(|code| guide.material(code).ok_or_else(unknown)).collect()
}

fn record(
    tx: &Tx<'_>,
    person: &Person,
    request: &EvidenceRequest,
    answer: &Evidence,
    now: Timestamp,
) -> Result<(), Fault> {
    let event = match answer.kind {
        EvidenceKind::Certificate => AuditEvent::CallEcert,
        EvidenceKind::SharedData | EvidenceKind::DepartmentAnswer => AuditEvent::CallShare,
        EvidenceKind::EarlierMaterial => AuditEvent::Search,
        EvidenceKind::Credit => AuditEvent::CallCredit,
    };
    let entry = Entry::new(now, event).by(person).on(request.case_id).about(answer.id.to_string());
    ledger::append(tx, &entry)?;
    Ok(())
}

impl Round<'_> {
    /// Every register that can speak for a material, in the order of R6.7.
    fn ask(&self, material: &Material) -> Result<Vec<Evidence>, StoreError> {
        let mut answers = Vec::new();
        if let Some(authorisation) = &self.request.authorisation {
            for cert_type in material.cert_type.iter().chain(&material.substitutes) {
                let question = self.question(cert_type);
                let reply = self.centre.registers().certificates.certificate(&question, authorisation, self.now);
                match reply {
                    Ok(evidence) => answers.push(evidence),
                    Err(error) if error.is_silence() => {
                        answers.push(question.unanswered(Register::Certificates, self.now));
                    }
                    Err(_) => {}
                }
            }
        }
        if let Some(interface) = &material.share_interface {
            let question = self.question(interface);
            let reply = self.centre.registers().shared.shared(&question, self.now);
            answers.push(
                reply.map_or_else(|_| question.unanswered(Register::SharedData, self.now), |reply| reply.evidence),
            );
        }
        if let Some(demo) = &self.centre.registers().demo {
            answers.extend(demo.earlier_material(
                &self.question(&material.code),
                material.cert_type.as_deref(),
                self.now,
            ));
        }
        if let Some(department) = &material.verify_by {
            answers.push(self.department(material, department)?);
        }
        Ok(answers)
    }

    /// A department is asked once; after that it is looked whether it has answered.
    fn department(&self, material: &Material, department: &str) -> Result<Evidence, StoreError> {
        let registers = self.centre.registers();
        let last = self.tx.last_question(self.applicant.id, &material.code)?;
        if let Some(pending) = last.filter(|evidence| evidence.answer != EvidenceAnswer::Unreachable) {
            let reply = registers.departments.department_answer(&pending, department, self.holder(), self.now);
            return Ok(reply.map_or(pending, |reply| reply.evidence));
        }
        let question = self.question(&material.code);
        let reply = registers.departments.ask_department(&question, department, self.now);
        Ok(reply.map_or_else(|_| question.unanswered(Register::Departments, self.now), |reply| reply.evidence))
    }

    fn holder(&self) -> Holder<'_> {
        Holder { id: self.applicant.id, number: &self.applicant.party.number }
    }

    fn question<'b>(&'b self, subject: &'b str) -> Question<'b> {
        Question { evidence_id: self.centre.entropy().uuid(), holder: self.holder(), subject, purpose: self.purpose }
    }
}
