//! What the case says, read with its guide: the verdict on every material, as the law sees it.

use uuid::Uuid;

use crate::{
    app::{Model, accept::Law},
    domain::{
        check::{Finding, Proof, Sheet as Check},
        guide::Guide,
    },
};

use super::{CaseDetail, form::Sheet};

/// Personal values of a case that may be asked for in clear, in the order of their digits: the field on the wire, and
/// the key of its name.
pub const REVEALABLE: [(&str, &str); 8] = [
    ("applicant.number", "field.number"),
    ("applicant.name", "field.name"),
    ("applicant.phone", "field.phone"),
    ("applicant.address", "field.address"),
    ("agent.number", "field.agent_number"),
    ("agent.name", "field.agent_name"),
    ("agent.phone", "field.agent_phone"),
    ("delivery.address", "field.delivery_address"),
];

/// The verdict on every material of the guide.
fn findings<'a>(detail: &'a CaseDetail, guide: &'a Guide, law: &Law<'_>) -> Vec<Finding<'a>> {
    let application = &detail.case.application;
    // The centre sends the evidence that this case's own rows name, so whoever holds it is of the case.
    let holders: Vec<Uuid> = detail.evidence.iter().map(|evidence| evidence.holder).collect();
    let day = detail.case.received_at.map_or(law.day, crate::domain::calendar::date_in_beijing);
    let check = Check {
        guide,
        answers: &application.answers,
        form: &application.form,
        applicant: Some(application.applicant.kind),
        // Numbers come masked: what depends on age or region stays for a person to look at.
        birth: None,
        region: None,
        day,
        rows: &application.materials,
        proof: Proof::Registers { evidence: &detail.evidence, holders: &holders, on: law.day, commitment: None },
    };
    // What `findings` returns borrows guide and rows only, never the sheet.
    let found: Vec<Finding<'_>> = check.findings();
    found
        .into_iter()
        .filter_map(|finding| {
            let material = guide.material(&finding.material.code)?;
            let row = detail.case.row(&material.code);
            Some(Finding { material, row, state: finding.state, by: finding.by, reason: finding.reason })
        })
        .collect()
}

impl Model {
    /// The verdict on every material of the case; empty until case and guide are here.
    pub fn case_findings(&self) -> Vec<Finding<'_>> {
        match (&self.casework.detail, &self.casework.guide) {
            (Some(detail), Some(guide)) => findings(detail, guide, &self.session.law(self.now)),
            _ => Vec::new(),
        }
    }

    /// Hands all that a form is made of to `look`; `None` = the case is not here.
    pub(super) fn with_sheet<R>(&self, look: impl FnOnce(&Sheet<'_>) -> R) -> Option<R> {
        let detail = self.casework.detail.as_ref()?;
        let findings = self.case_findings();
        let sheet = Sheet { detail, guide: self.casework.guide.as_ref(), findings: &findings, lang: self.lang };
        Some(look(&sheet))
    }

    /// Values that this case has and that may be asked for in clear: field on the wire, key of its name.
    pub fn revealable(&self) -> Vec<(&'static str, &'static str)> {
        let Some(detail) = &self.casework.detail else { return Vec::new() };
        let application = &detail.case.application;
        let has = |field: &str| match field {
            "applicant.phone" => !application.applicant.phone.is_empty(),
            "applicant.address" => !application.applicant.address.is_empty(),
            "delivery.address" => !application.delivery.address.is_empty(),
            field if field.starts_with("agent.") => application.agent.is_some(),
            _ => true,
        };
        REVEALABLE.into_iter().filter(|(field, _)| has(field)).collect()
    }
}
