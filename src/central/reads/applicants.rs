//! The person at the counter: found by number or ticket, for a purpose, and every time recorded (R11.9).

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Time};
use uuid::Uuid;

use super::similar::similar;
use crate::{
    central::{
        Centre,
        commands::credit_finding,
        fault::Fault,
        ledger::{self, Entry},
        reading::Reading,
        registers::{Holder, Question, Register},
        rights::Ask,
        store::{ApplicantRow, Filter, Tx},
    },
    contract::{LookupAnswer, LookupRequest, Person, Realm, RevealAnswer, RevealRequest},
    domain::{
        audit::AuditEvent,
        calendar::{date_in_beijing, instant_in_beijing},
        case::{Case, Party, State},
        codes,
        guide::{Guide, ServiceObject},
        privacy::{self, Level},
    },
};

/// Open cases that a lookup names at most.
const OPEN_CASES: u32 = 20;

impl Centre {
    /// `POST /v1/applicants/lookup`. The answer is clear: the clerk has the person and the number before them.
    pub fn lookup(&self, person: &Person, request: &LookupRequest) -> Result<LookupAnswer, Fault> {
        self.may(person, Ask::Applicant)?;
        if request.purpose.trim().is_empty() {
            return Err(Fault::new(422, "lookup.purpose").at("/purpose"));
        }
        let eyes = self.eyes(person);
        self.write(|tx, now| {
            let searched = self.keys().number_hash(&request.number_kind, &codes::normalise(&request.number));
            let entry = Entry::new(now, AuditEvent::Search).by(person).about(searched);
            if let Some(no) = self.too_much(tx, person, Reading::Lookup, 1)? {
                ledger::append(tx, &entry.refused(no.code()))?;
                return Ok(Err(no));
            }
            let (row, known) = self.identify(tx, request, now)?;
            ledger::append(tx, &entry)?;
            self.ask_credit(tx, &row, "lookup", None, now)?;
            let credit = credit_finding(tx, row.id, Uuid::nil(), now)?;
            let midnight = instant_in_beijing(date_in_beijing(now), Time::MIN);
            let filter = Filter { applicant: Some(row.id), open_only: true, ..Filter::default() };
            let open_cases = tx
                .query_cases(&filter, None, OPEN_CASES, &eyes)?
                .into_iter()
                .map(|case| self.summary(tx, case, now))
                .collect::<Result<_, _>>()?;
            Ok(Ok(LookupAnswer {
                applicant_id: row.id,
                barred: credit.barred_until.is_some_and(|until| until >= date_in_beijing(now)),
                credit,
                evidence: tx.evidence_in_sight(row.id, midnight, &eyes)?,
                open_cases,
                similar: similar(tx, row.id, None, now, &eyes)?,
                facts: self.facts(tx, row.id, &eyes)?,
                submitted_draft: tx.waiting_draft(row.id, &eyes)?,
                party: known.then_some(row.party),
            }))
        })?
    }

    /// Who it is, and whether the centre knew them.
    fn identify(&self, tx: &Tx<'_>, request: &LookupRequest, now: Timestamp) -> Result<(ApplicantRow, bool), Fault> {
        if request.number_kind == "ticket" {
            let ticket = tx.ticket(request.number.trim())?.and_then(|row| row.applicant_id);
            let row = match ticket {
                Some(id) => tx.applicant(id)?,
                None => None,
            };
            return row.map(|row| (row, true)).ok_or_else(|| Fault::new(404, "ticket.unknown"));
        }
        let number = codes::normalise(&request.number);
        self.check_number(&request.number_kind, &number, now)?;
        let hash = self.keys().number_hash(&request.number_kind, &number);
        if let Some(row) = tx.applicant_by_hash(&hash)? {
            let known = !row.party.name.is_empty();
            return Ok((row, known));
        }
        let row = ApplicantRow { id: self.entropy().uuid(), party: nameless(&request.number_kind, &number) };
        tx.save_applicant(&row, &hash, "")?;
        Ok((row, false))
    }

    /// R7.11: strict where the law gives a check digit, generous elsewhere. Fictitious numbers only in practice.
    fn check_number(&self, kind: &str, number: &str, now: Timestamp) -> Result<(), Fault> {
        let invalid = || Fault::new(422, "number.invalid").at("/number");
        if number.is_empty() || number.chars().count() > 40 {
            return Err(invalid());
        }
        let today = date_in_beijing(now);
        let kind: codes::DocumentKind = serde_json::from_value(serde_json::Value::String(kind.to_owned()))
            .map_err(|_| Fault::new(422, "number.kind").at("/number_kind"))?;
        codes::check_document(kind, number, today, self.realm() != Realm::Live)
            .map(|_| ())
            .map_err(|error| invalid().because(error.reason()))
    }

    /// R2.11: asks the credit register now and keeps its answer; silence is kept too (R2.12).
    pub(super) fn ask_credit(
        &self,
        tx: &Tx<'_>,
        applicant: &ApplicantRow,
        item: &str,
        case_id: Option<Uuid>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let question = Question {
            evidence_id: self.entropy().uuid(),
            holder: Holder { id: applicant.id, number: &applicant.party.number },
            subject: item,
            purpose: item,
        };
        let evidence = self
            .registers()
            .credit
            .credit(&question, now)
            .map_or_else(|_| question.unanswered(Register::Credit, now), |reply| reply.evidence);
        tx.keep_evidence(&evidence, case_id)?;
        Ok(())
    }

    /// `POST /v1/reveals`: one clear value of a case, for a reason, recorded (11.3).
    pub fn reveal(&self, person: &Person, request: &RevealRequest) -> Result<RevealAnswer, Fault> {
        self.may(person, Ask::Reveal)?;
        let reason = request.reason.trim();
        if reason.is_empty() {
            return Err(Fault::new(422, "reveal.reason").at("/reason"));
        }
        let eyes = self.eyes(person);
        if self.read(|tx, _| Ok(tx.masked_case(request.case_id, &eyes)?.is_none()))? {
            return Err(self.out_of_sight(person, AuditEvent::Reveal, request.case_id)?);
        }
        self.write(|tx, now| {
            let entry = Entry::new(now, AuditEvent::Reveal).by(person).on(request.case_id);
            if let Some(no) = self.too_much(tx, person, Reading::Reveal, 1)? {
                ledger::append(tx, &entry.refused(no.code()))?;
                return Ok(Err(no));
            }
            let row = tx.case(request.case_id, &eyes)?.ok_or_else(Fault::not_found)?;
            let value = match request.field.strip_prefix("form.") {
                Some(field) => {
                    let (guide, application) = (self.pinned(tx, &row.case)?, &row.case.application);
                    form_value(&application.form, application.applicant.kind, &guide, field)
                }
                None => clear_value(&row.case, &request.field),
            };
            let value = value.ok_or_else(|| Fault::new(422, "reveal.field").at("/field"))?;
            let mut entry = entry.field(&request.field);
            // A reason in words could name somebody: the chain then keeps only its hash.
            entry = if reason.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.')) {
                entry.purpose(reason)
            } else {
                entry.purpose(&self.keys().code_hash("reason", reason))
            };
            ledger::append(tx, &entry)?;
            Ok(Ok(RevealAnswer { value }))
        })?
    }
}

/// A number with nothing else known about its holder.
fn nameless(kind: &str, number: &str) -> Party {
    Party {
        kind: if kind == "credit_code" { ServiceObject::Organisation } else { ServiceObject::Person },
        name: String::new(),
        number_kind: kind.to_owned(),
        number: number.to_owned(),
        phone: String::new(),
        address: String::new(),
        legal_representative: None,
    }
}

fn clear_value(case: &Case, field: &str) -> Option<String> {
    let application = &case.application;
    if field == "application" {
        // Whoever takes a handed-in draft over at the counter needs all of it; once received, one value at a time.
        return (case.state == State::Draft).then(|| serde_json::to_string(application).ok())?;
    }
    let (whose, what) = field.split_once('.')?;
    match whose {
        "applicant" => party_value(&application.applicant, what),
        "agent" => party_value(&application.agent.as_ref()?.party, what),
        "delivery" if what == "address" => Some(application.delivery.address.clone()),
        _ => None,
    }
}

/// A value of the form at level V: what is never shown whole (11.3: the account at a bank) is not shown whole here either.
fn form_value(form: &BTreeMap<String, String>, applicant: ServiceObject, guide: &Guide, id: &str) -> Option<String> {
    let value = form.get(id)?;
    let field = guide.form_fields().find(|field| field.id == id);
    let kind = field.and_then(|field| field.personal(applicant));
    Some(kind.map_or_else(|| value.clone(), |kind| privacy::mask(kind, "", value, Level::V)))
}

fn party_value(party: &Party, what: &str) -> Option<String> {
    Some(match what {
        "name" => party.name.clone(),
        "number" => party.number.clone(),
        "phone" => party.phone.clone(),
        "address" => party.address.clone(),
        "legal_representative" => party.legal_representative.clone()?,
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::central::demo;

    #[test]
    fn r11_3_no_reveal_shows_an_account_at_a_bank_whole() {
        let hall = demo::load().unwrap();
        let guide = hall.guides.iter().find(|guide| guide.name.contains("高龄津贴")).unwrap();
        let field = guide.form_fields().find(|field| field.label.contains("账号")).unwrap();
        let values = [(field.id.as_str(), "6217000010001234"), ("note", "无")];
        let form: BTreeMap<String, String> = values.map(|(id, value)| (id.to_owned(), value.to_owned())).into();
        let shown = |id: &str| form_value(&form, ServiceObject::Person, guide, id);
        assert_eq!(shown(&field.id).as_deref(), Some("************1234"));
        assert_eq!((shown("note").as_deref(), shown("shoe_size")), (Some("无"), None));
    }
}
