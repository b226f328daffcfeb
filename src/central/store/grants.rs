//! Terminals that ask to be let in (RFC 8628). Codes stand here as hashes only.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};

/// A terminal's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// SHA-256 of the terminal's half of the code.
    pub device_hash: String,
    /// Keyed hash of the person's half.
    pub user_hash: String,
    /// What the terminal calls itself.
    pub device_name: String,
    /// The enrolled desk that it is.
    pub device_id: Option<Uuid>,
    /// End.
    pub expires_at: Timestamp,
    /// Least seconds between two questions.
    pub wait_seconds: u32,
    /// When it last asked.
    pub asked_at: Timestamp,
    /// Who looked at it on the page.
    pub person_id: Option<Uuid>,
    /// Until when that person may decide.
    pub consent_until: Option<Timestamp>,
    /// What they decided: `Some(true)` = agreed.
    pub agreed: Option<bool>,
    /// The session that the terminal has got.
    pub family: Option<Uuid>,
    /// When it got it.
    pub collected_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// A terminal begins to ask.
    pub fn add_grant(&self, grant: &Grant) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO grants (device_hash, user_hash, device_name, device_id, expires_at, wait_seconds, asked_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            values![
                grant.device_hash,
                grant.user_hash,
                grant.device_name,
                grant.device_id,
                grant.expires_at,
                grant.wait_seconds,
                grant.asked_at
            ],
        )
    }

    /// Forgets the questions that ran out; answers how many are left.
    pub fn tidy_grants(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute("DELETE FROM grants WHERE expires_at <= ?1", values![before])?;
        let left = self.one("SELECT count(*) AS n FROM grants", values![], |row| columns::count(row, "n"))?;
        Ok(left.unwrap_or_default())
    }

    /// A question by the terminal's half of the code.
    pub fn grant(&self, device_hash: &str) -> Result<Option<Grant>, StoreError> {
        self.one("SELECT * FROM grants WHERE device_hash = ?1", values![device_hash], read)
    }

    /// By the person's half.
    pub fn grant_by_user_code(&self, user_hash: &str) -> Result<Option<Grant>, StoreError> {
        self.one("SELECT * FROM grants WHERE user_hash = ?1", values![user_hash], read)
    }

    /// By the form that was given out to decide it.
    pub fn grant_by_consent(&self, consent_hash: &str) -> Result<Option<Grant>, StoreError> {
        self.one("SELECT * FROM grants WHERE consent_hash = ?1", values![consent_hash], read)
    }

    /// The terminal asked, and may ask again after so many seconds.
    pub fn grant_asked(&self, device_hash: &str, at: Timestamp, wait_seconds: u32) -> Result<(), StoreError> {
        self.execute(
            "UPDATE grants SET asked_at = ?2, wait_seconds = ?3 WHERE device_hash = ?1",
            values![device_hash, at, wait_seconds],
        )
    }

    /// A person has the form before them by which they decide; an earlier form is void.
    pub fn offer_grant(
        &self,
        device_hash: &str,
        person: Uuid,
        consent_hash: &str,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE grants SET person_id = ?2, consent_hash = ?3, consent_until = ?4 WHERE device_hash = ?1",
            values![device_hash, person, consent_hash, until],
        )
    }

    /// They decided; the form is void.
    pub fn decide_grant(&self, device_hash: &str, agreed: bool) -> Result<(), StoreError> {
        let word = if agreed { "agreed" } else { "refused" };
        self.execute(
            "UPDATE grants SET decision = ?2, consent_hash = NULL, consent_until = NULL WHERE device_hash = ?1",
            values![device_hash, word],
        )
    }

    /// The terminal has got its session.
    pub fn collect_grant(&self, device_hash: &str, family: Uuid, at: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "UPDATE grants SET family_id = ?2, collected_at = ?3 WHERE device_hash = ?1",
            values![device_hash, family, at],
        )
    }
}

fn read(row: Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant {
        device_hash: columns::get(row, "device_hash")?,
        user_hash: columns::get(row, "user_hash")?,
        device_name: columns::get(row, "device_name")?,
        device_id: columns::some_id(row, "device_id")?,
        expires_at: columns::instant(row, "expires_at")?,
        wait_seconds: columns::get(row, "wait_seconds")?,
        asked_at: columns::instant(row, "asked_at")?,
        person_id: columns::some_id(row, "person_id")?,
        consent_until: columns::some_instant(row, "consent_until")?,
        agreed: columns::get::<Option<String>>(row, "decision")?.map(|word| word == "agreed"),
        family: columns::some_id(row, "family_id")?,
        collected_at: columns::some_instant(row, "collected_at")?,
    })
}
