//! People of the staff, their accounts, sessions and devices.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};
use crate::contract::Person;

/// An account: a login name that leads to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Person.
    pub person_id: Uuid,
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// Wrong tries in a row.
    pub failures: u32,
    /// No try before this instant.
    pub locked_until: Timestamp,
}

/// A session that begins.
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
}

/// A session with the person as they are at this moment: rights are read per command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Person.
    pub person: Person,
    /// The account was disabled.
    pub disabled: bool,
    /// End.
    pub expires_at: Timestamp,
}

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Id.
    pub id: Uuid,
    /// Ed25519 key, base64url.
    pub public_key: String,
    /// What people call it.
    pub name: String,
    /// Who enrolled it.
    pub enrolled_by: Uuid,
    /// When.
    pub enrolled_at: Timestamp,
    /// No longer trusted.
    pub revoked: bool,
}

/// Sessions with their people.
const SESSIONS: &str = "SELECT s.token_hash, p.body, p.disabled, s.expires_at
     FROM sessions AS s JOIN people AS p ON p.id = s.person_id";

fn session(row: Row<'_>) -> Result<SessionRow, StoreError> {
    Ok(SessionRow {
        person: columns::json(row, "body")?,
        disabled: columns::get(row, "disabled")?,
        expires_at: columns::instant(row, "expires_at")?,
    })
}

impl Tx<'_> {
    /// Writes a person, new or changed.
    pub fn save_person(&self, person: &Person) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO people (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            values![person.id, columns::to_json(person)?],
        )?;
        Ok(())
    }

    /// A person who may work here.
    pub fn person(&self, id: Uuid) -> Result<Option<Person>, StoreError> {
        self.one("SELECT body FROM people WHERE id = ?1 AND NOT disabled", values![id], |row| {
            columns::json(row, "body")
        })
    }

    /// All people who may work here, in the order in which they were entered.
    pub fn people(&self) -> Result<Vec<Person>, StoreError> {
        self.all("SELECT body FROM people WHERE NOT disabled ORDER BY rowid", values![], |row| {
            columns::json(row, "body")
        })
    }

    /// Gives a person an account, or a new password.
    pub fn save_account(&self, login: &str, person_id: Uuid, password_hash: &str) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO accounts (login, person_id, password_hash) VALUES (?1, ?2, ?3)
             ON CONFLICT (login) DO UPDATE SET password_hash = excluded.password_hash, failures = 0, locked_until = 0",
            values![login, person_id, password_hash],
        )?;
        Ok(())
    }

    /// Whether there is any account.
    pub fn has_accounts(&self) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM accounts LIMIT 1", values![])
    }

    /// An account by its login name.
    pub fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        self.one("SELECT * FROM accounts WHERE login = ?1", values![login], |row| {
            Ok(Account {
                person_id: columns::id(row, "person_id")?,
                password_hash: columns::get(row, "password_hash")?,
                failures: columns::get(row, "failures")?,
                locked_until: columns::instant(row, "locked_until")?,
            })
        })
    }

    /// Remembers wrong tries, or that there are none any more.
    pub fn set_failures(&self, login: &str, failures: u32, locked_until: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "UPDATE accounts SET failures = ?2, locked_until = ?3 WHERE login = ?1",
            values![login, failures, locked_until],
        )?;
        Ok(())
    }

    /// Begins a session.
    pub fn add_session(&self, session: &NewSession) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO sessions (token_hash, person_id, started_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
            values![session.token_hash, session.person_id, session.started_at, session.expires_at],
        )?;
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&self, token_hash: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM sessions WHERE token_hash = ?1", values![token_hash])?;
        Ok(())
    }

    /// A session by the hash of its token.
    pub fn session(&self, token_hash: &str) -> Result<Option<SessionRow>, StoreError> {
        let sql = format!("{SESSIONS} WHERE s.token_hash = ?1");
        self.one(&sql, values![token_hash], session)
    }

    /// The same of many, by the hashes of their tokens.
    pub fn sessions(&self, token_hashes: &[String]) -> Result<HashMap<String, SessionRow>, StoreError> {
        let sql = format!("{SESSIONS} WHERE s.token_hash IN (SELECT value FROM json_each(?1))");
        let found = self.all(&sql, values![columns::to_json(token_hashes)?], |row| {
            Ok((columns::get(row, "token_hash")?, session(row)?))
        })?;
        Ok(found.into_iter().collect())
    }

    /// Enrols a device. An id is enrolled once: a second key for it is refused by the schema.
    pub fn add_device(&self, device: &Device) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO devices (id, public_key, name, enrolled_by, enrolled_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![device.id, device.public_key, device.name, device.enrolled_by, device.enrolled_at],
        )?;
        Ok(())
    }

    /// A device by its id.
    pub fn device(&self, id: Uuid) -> Result<Option<Device>, StoreError> {
        self.one("SELECT * FROM devices WHERE id = ?1", values![id], |row| {
            Ok(Device {
                id,
                public_key: columns::get(row, "public_key")?,
                name: columns::get(row, "name")?,
                enrolled_by: columns::id(row, "enrolled_by")?,
                enrolled_at: columns::instant(row, "enrolled_at")?,
                revoked: columns::get::<Option<i64>>(row, "revoked_at")?.is_some(),
            })
        })
    }
}
