//! Stored answers of registers. A command names them by id and states nothing itself.

use uuid::Uuid;

use super::{StoreError, Tx, columns, engine::values};
use crate::domain::exemption::{Evidence, EvidenceKind};

impl Tx<'_> {
    /// Stores an answer, or a newer state of a pending one.
    pub fn keep_evidence(&self, evidence: &Evidence, case_id: Option<Uuid>) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO evidence (id, applicant_id, case_id, kind, asked_at, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            values![
                evidence.id,
                evidence.holder,
                case_id,
                columns::to_word(&evidence.kind)?,
                evidence.asked_at,
                columns::to_json(evidence)?,
            ],
        )?;
        Ok(())
    }

    /// What was asked about an applicant for a case, and what else of theirs is named, oldest first. An answer about
    /// somebody else is never among them, whatever id a command names.
    pub fn evidence_for(&self, applicant: Uuid, case_id: Uuid, named: &[Uuid]) -> Result<Vec<Evidence>, StoreError> {
        self.all(
            "SELECT body FROM evidence WHERE applicant_id = ?1
                 AND (case_id = ?2 OR id IN (SELECT value FROM json_each(?3))) ORDER BY asked_at, rowid",
            values![applicant, case_id, columns::to_json(named)?],
            |row| columns::json(row, "body"),
        )
    }

    /// The question to a department about a material that was asked last. An applicant has few of them.
    pub fn last_question(&self, applicant: Uuid, material_code: &str) -> Result<Option<Evidence>, StoreError> {
        let asked: Vec<Evidence> = self.all(
            "SELECT body FROM evidence WHERE applicant_id = ?1 AND kind = 'department_answer'
             ORDER BY asked_at DESC, rowid DESC",
            values![applicant],
            |row| columns::json(row, "body"),
        )?;
        Ok(asked.into_iter().find(|question| question.subject == material_code))
    }

    /// The newest answer of one kind about an applicant.
    pub fn newest_evidence(&self, applicant: Uuid, kind: EvidenceKind) -> Result<Option<Evidence>, StoreError> {
        self.one(
            "SELECT body FROM evidence WHERE applicant_id = ?1 AND kind = ?2
             ORDER BY asked_at DESC, rowid DESC LIMIT 1",
            values![applicant, columns::to_word(&kind)?],
            |row| columns::json(row, "body"),
        )
    }
}
