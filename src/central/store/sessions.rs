//! Sessions: families of tokens, of which only hashes are known here.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};
use crate::contract::Person;

/// An access token that begins to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the token; the token itself is never stored.
    pub token_hash: String,
    /// Person.
    pub person_id: Uuid,
    /// Begin.
    pub started_at: Timestamp,
    /// End, whatever happens.
    pub expires_at: Timestamp,
    /// The session it belongs to; a demo's own has none and cannot be refreshed.
    pub family: Option<Uuid>,
}

/// An access token with the person as they are at this moment: rights are read per request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Person.
    pub person: Person,
    /// The account was disabled.
    pub disabled: bool,
    /// The password must be changed before anything else.
    pub must_change: bool,
    /// They came in with a password, and have no second factor.
    pub without_totp: bool,
    /// End.
    pub expires_at: Timestamp,
    /// The session it belongs to.
    pub family: Option<Uuid>,
}

/// A session from sign-in to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Id.
    pub id: Uuid,
    /// Person.
    pub person_id: Uuid,
    /// The only device from which it is refreshed.
    pub device_id: Option<Uuid>,
    /// Begin.
    pub started_at: Timestamp,
    /// End, whatever happens.
    pub ends_at: Timestamp,
    /// It ended before.
    pub ended: bool,
}

/// Why a session ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Signed out.
    SignedOut,
    /// Somebody in charge ended it.
    Forced,
    /// A refresh token came a second time.
    Reused,
    /// The password was changed.
    Password,
    /// The account was disabled.
    Disabled,
    /// Its device was put out.
    Device,
}

impl Ended {
    /// As the database and the audit trail have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Forced => "forced",
            Self::Reused => "reused",
            Self::Password => "password",
            Self::Disabled => "disabled",
            Self::Device => "device",
        }
    }
}

/// A refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshRow {
    /// Its session.
    pub family: Uuid,
    /// Its place in the session's row, from 0.
    pub step: u32,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Access tokens with their people.
const SESSIONS: &str = "SELECT s.token_hash, p.body, p.disabled, s.expires_at, s.family_id,
        s.family_id IS NOT NULL AND a.must_change AS must_change, s.family_id IS NOT NULL AND NOT a.totp_on AS without_totp
     FROM sessions AS s JOIN people AS p ON p.id = s.person_id LEFT JOIN accounts AS a ON a.person_id = p.id";

fn session(row: Row<'_>) -> Result<SessionRow, StoreError> {
    Ok(SessionRow {
        person: columns::json(row, "body")?,
        disabled: columns::get(row, "disabled")?,
        must_change: columns::get::<Option<bool>>(row, "must_change")?.unwrap_or_default(),
        without_totp: columns::get::<Option<bool>>(row, "without_totp")?.unwrap_or_default(),
        expires_at: columns::instant(row, "expires_at")?,
        family: columns::some_id(row, "family_id")?,
    })
}

impl Tx<'_> {
    /// An access token begins to hold.
    pub fn add_session(&self, session: &NewSession) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO sessions (token_hash, person_id, started_at, expires_at, family_id) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![session.token_hash, session.person_id, session.started_at, session.expires_at, session.family],
        )
    }

    /// An access token by its hash.
    pub fn session(&self, token_hash: &str) -> Result<Option<SessionRow>, StoreError> {
        self.one(&format!("{SESSIONS} WHERE s.token_hash = ?1"), values![token_hash], session)
    }

    /// The same of many, by their hashes.
    pub fn sessions(&self, token_hashes: &[String]) -> Result<HashMap<String, SessionRow>, StoreError> {
        let sql = format!("{SESSIONS} WHERE s.token_hash IN (SELECT value FROM json_each(?1))");
        let found = self.all(&sql, values![columns::to_json(token_hashes)?], |row| {
            Ok((columns::get(row, "token_hash")?, session(row)?))
        })?;
        Ok(found.into_iter().collect())
    }

    /// An access token holds no more.
    pub fn end_session(&self, token_hash: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM sessions WHERE token_hash = ?1", values![token_hash])
    }

    /// No access token of this person holds any more.
    pub fn end_sessions_of(&self, person: Uuid) -> Result<(), StoreError> {
        self.execute("DELETE FROM sessions WHERE person_id = ?1", values![person])
    }

    /// Forgets what ended by itself: access tokens now, sessions after `keep_from`.
    pub fn tidy_sessions(&self, now: Timestamp, keep_from: Timestamp) -> Result<(), StoreError> {
        self.execute("DELETE FROM sessions WHERE expires_at <= ?1", values![now])?;
        self.execute(
            "DELETE FROM refresh_tokens WHERE family_id IN (SELECT id FROM families WHERE ends_at < ?1)",
            values![keep_from],
        )?;
        self.execute("DELETE FROM families WHERE ends_at < ?1", values![keep_from])
    }

    /// A session begins.
    pub fn add_family(&self, family: &Family) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO families (id, person_id, device_id, started_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![family.id, family.person_id, family.device_id, family.started_at, family.ends_at],
        )
    }

    /// A session by its id.
    pub fn family(&self, id: Uuid) -> Result<Option<Family>, StoreError> {
        self.one("SELECT * FROM families WHERE id = ?1", values![id], |row| {
            Ok(Family {
                id,
                person_id: columns::id(row, "person_id")?,
                device_id: columns::some_id(row, "device_id")?,
                started_at: columns::instant(row, "started_at")?,
                ends_at: columns::instant(row, "ends_at")?,
                ended: columns::get::<Option<i64>>(row, "ended_at")?.is_some(),
            })
        })
    }

    /// A session does not go on; its access token holds until its own end.
    pub fn close_family(&self, id: Uuid, at: Timestamp, why: Ended) -> Result<(), StoreError> {
        self.execute(
            "UPDATE families SET ended_at = ?2, ended_why = ?3 WHERE id = ?1 AND ended_at IS NULL",
            values![id, at, why.word()],
        )
    }

    /// Ends a session: no token of it holds any more.
    pub fn end_family(&self, id: Uuid, at: Timestamp, why: Ended) -> Result<(), StoreError> {
        self.close_family(id, at, why)?;
        self.execute("DELETE FROM sessions WHERE family_id = ?1", values![id])
    }

    /// The sessions of a person that have not ended, `ends_at` after `now`.
    pub fn families_of(&self, person: Uuid, now: Timestamp) -> Result<Vec<Uuid>, StoreError> {
        self.all(
            "SELECT id FROM families WHERE person_id = ?1 AND ends_at > ?2 AND ended_at IS NULL",
            values![person, now],
            |row| columns::id(row, "id"),
        )
    }

    /// The same of a device.
    pub fn families_at(&self, device: Uuid, now: Timestamp) -> Result<Vec<Uuid>, StoreError> {
        self.all(
            "SELECT id FROM families WHERE device_id = ?1 AND ends_at > ?2 AND ended_at IS NULL",
            values![device, now],
            |row| columns::id(row, "id"),
        )
    }

    /// A refresh token begins to hold.
    pub fn add_refresh(&self, token_hash: &str, family: Uuid, step: u32) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO refresh_tokens (token_hash, family_id, step) VALUES (?1, ?2, ?3)",
            values![token_hash, family, step],
        )
    }

    /// A refresh token by its hash.
    pub fn refresh(&self, token_hash: &str) -> Result<Option<RefreshRow>, StoreError> {
        self.one("SELECT * FROM refresh_tokens WHERE token_hash = ?1", values![token_hash], |row| {
            Ok(RefreshRow {
                family: columns::id(row, "family_id")?,
                step: columns::get(row, "step")?,
                used_at: columns::some_instant(row, "used_at")?,
            })
        })
    }

    /// A refresh token was used.
    pub fn use_refresh(&self, token_hash: &str, at: Timestamp) -> Result<(), StoreError> {
        self.execute("UPDATE refresh_tokens SET used_at = ?2 WHERE token_hash = ?1", values![token_hash, at])
    }
}
