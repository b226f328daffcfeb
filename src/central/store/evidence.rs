//! Stored answers of registers. A command names them by id and states nothing itself.

use uuid::Uuid;

use super::{StoreError, Tx, columns};
use crate::domain::exemption::{Evidence, EvidenceKind};

impl Tx<'_> {
    /// Stores an answer, or a newer state of a pending one.
    pub fn keep_evidence(&self, evidence: &Evidence, case_id: Option<Uuid>) -> Result<(), StoreError> {
        self.db
            .prepare_cached(
                "INSERT INTO evidence (id, applicant_id, case_id, kind, asked_at, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            )?
            .execute((
                evidence.id.to_string(),
                evidence.holder.to_string(),
                case_id.map(|id| id.to_string()),
                columns::to_word(&evidence.kind)?,
                evidence.asked_at.as_millisecond(),
                columns::to_json(evidence)?,
            ))?;
        Ok(())
    }

    /// What was asked about an applicant for a case, and what else of theirs is named, oldest first. An answer about
    /// somebody else is never among them, whatever id a command names.
    pub fn evidence_for(&self, applicant: Uuid, case_id: Uuid, named: &[Uuid]) -> Result<Vec<Evidence>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT body FROM evidence WHERE applicant_id = ?1
                 AND (case_id = ?2 OR id IN (SELECT value FROM json_each(?3))) ORDER BY asked_at, rowid",
        )?;
        let mut rows = statement.query((applicant.to_string(), case_id.to_string(), columns::to_json(named)?))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(columns::json(row, "body")?);
        }
        Ok(found)
    }

    /// The question to a department about a material that was asked last.
    pub fn last_question(&self, applicant: Uuid, material_code: &str) -> Result<Option<Evidence>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT body FROM evidence WHERE applicant_id = ?1 AND kind = 'department_answer'
                 AND json_extract(body, '$.subject') = ?2 ORDER BY asked_at DESC, rowid DESC LIMIT 1",
        )?;
        let mut rows = statement.query((applicant.to_string(), material_code))?;
        rows.next()?.map(|row| columns::json(row, "body")).transpose()
    }

    /// The newest answer of one kind about an applicant.
    pub fn newest_evidence(&self, applicant: Uuid, kind: EvidenceKind) -> Result<Option<Evidence>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT body FROM evidence WHERE applicant_id = ?1 AND kind = ?2 ORDER BY asked_at DESC, rowid DESC LIMIT 1",
        )?;
        let mut rows = statement.query((applicant.to_string(), columns::to_word(&kind)?))?;
        rows.next()?.map(|row| columns::json(row, "body")).transpose()
    }
}
