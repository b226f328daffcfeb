//! Applicants, found by a keyed hash of their number (R7.12).

use uuid::Uuid;

use super::{StoreError, Tx, columns, engine::values};
use crate::domain::case::Party;

/// An applicant with clear values: for the window that has the person before it, and for registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantRow {
    /// Id at the centre.
    pub id: Uuid,
    /// As last seen; `None` for one whose number was looked up and nothing more is known.
    pub party: Party,
}

impl Tx<'_> {
    /// Finds an applicant by the keyed hash of kind and number.
    pub fn applicant_by_hash(&self, number_hash: &str) -> Result<Option<ApplicantRow>, StoreError> {
        self.one(
            "SELECT a.id, p.body FROM applicants AS a JOIN personal_applicant AS p ON p.applicant_id = a.id
             WHERE a.number_hash = ?1",
            values![number_hash],
            |row| Ok(ApplicantRow { id: columns::id(row, "id")?, party: columns::json(row, "body")? }),
        )
    }

    /// Finds an applicant by id.
    pub fn applicant(&self, id: Uuid) -> Result<Option<ApplicantRow>, StoreError> {
        self.one("SELECT body FROM personal_applicant WHERE applicant_id = ?1", values![id], |row| {
            Ok(ApplicantRow { id, party: columns::json(row, "body")? })
        })
    }

    /// Writes an applicant, new or with newer values.
    pub fn save_applicant(&self, row: &ApplicantRow, number_hash: &str, masked: &str) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO applicants (id, number_hash, masked) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET masked = excluded.masked",
            values![row.id, number_hash, masked],
        )?;
        self.execute(
            "INSERT INTO personal_applicant (applicant_id, body) VALUES (?1, ?2)
             ON CONFLICT (applicant_id) DO UPDATE SET body = excluded.body",
            values![row.id, columns::to_json(&row.party)?],
        )?;
        Ok(())
    }
}
