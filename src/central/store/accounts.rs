//! People of the staff and their accounts.

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
    /// The password must be changed before anything else.
    pub must_change: bool,
    /// When it was set; `None` = nobody knows.
    pub password_at: Option<Timestamp>,
    /// What the second factor's secret follows from.
    pub totp_nonce: Option<String>,
    /// The second factor counts.
    pub totp_on: bool,
    /// The last step whose code was taken.
    pub totp_step: i64,
}

/// A person with what an administrator sees of their account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// Person.
    pub person: Person,
    /// Grows with every change.
    pub version: u64,
    /// May not work here at present.
    pub disabled: bool,
    /// Their account, where they have one.
    pub account: Option<Account>,
    /// Sessions that have not ended.
    pub sessions: u32,
}

impl Tx<'_> {
    /// Writes a person, new or changed.
    pub fn save_person(&self, person: &Person) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO people (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE
             SET body = excluded.body, version = people.version + 1",
            values![person.id, columns::to_json(person)?],
        )
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

    /// Lets a person work here, or not.
    pub fn set_disabled(&self, id: Uuid, disabled: bool) -> Result<(), StoreError> {
        self.execute("UPDATE people SET disabled = ?2, version = version + 1 WHERE id = ?1", values![id, disabled])
    }

    /// Whether this person is known and may not work here.
    pub fn is_disabled(&self, id: Uuid) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM people WHERE id = ?1 AND disabled", values![id])
    }

    /// One of the staff, disabled ones too.
    pub fn staff(&self, id: Uuid, now: Timestamp) -> Result<Option<StaffRow>, StoreError> {
        self.one(&format!("{STAFF} WHERE p.id = ?2"), values![now, id], staff_row)
    }

    /// All of the staff.
    pub fn all_staff(&self, now: Timestamp) -> Result<Vec<StaffRow>, StoreError> {
        self.all(STAFF, values![now], staff_row)
    }

    /// Gives a person an account, or a new password. The lock is taken off.
    pub fn save_account(
        &self,
        login: &str,
        person_id: Uuid,
        password_hash: &str,
        must_change: bool,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO accounts (login, person_id, password_hash, must_change, password_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (login) DO UPDATE SET password_hash = excluded.password_hash, failures = 0, locked_until = 0,
                                               must_change = excluded.must_change, password_at = excluded.password_at",
            values![login, person_id, password_hash, must_change, at],
        )
    }

    /// The password has become too old.
    pub fn demand_new_password(&self, login: &str) -> Result<(), StoreError> {
        self.execute("UPDATE accounts SET must_change = ?2 WHERE login = ?1", values![login, true])
    }

    /// Remembers a password that holds no more.
    pub fn retire_password(&self, person: Uuid, password_hash: &str, until: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO old_passwords (person_id, until, password_hash) VALUES (?1, ?2, ?3)",
            values![person, until, password_hash],
        )
    }

    /// The last passwords that hold no more, newest first.
    pub fn old_passwords(&self, person: Uuid, limit: u32) -> Result<Vec<String>, StoreError> {
        self.all(
            "SELECT password_hash FROM old_passwords WHERE person_id = ?1 ORDER BY until DESC LIMIT ?2",
            values![person, limit],
            |row| columns::get(row, "password_hash"),
        )
    }

    /// Sets what the second factor's secret follows from; it does not count yet. `None` takes it away.
    pub fn set_totp(&self, login: &str, nonce: Option<&str>) -> Result<(), StoreError> {
        self.execute(
            "UPDATE accounts SET totp_nonce = ?2, totp_on = ?3, totp_step = 0 WHERE login = ?1",
            values![login, nonce, false],
        )
    }

    /// A code of this step was taken: from now on the second factor counts, and no older code does.
    pub fn take_totp(&self, login: &str, step: i64) -> Result<(), StoreError> {
        self.execute("UPDATE accounts SET totp_on = ?2, totp_step = ?3 WHERE login = ?1", values![login, true, step])
    }

    /// Whether there is any account.
    pub fn has_accounts(&self) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM accounts LIMIT 1", values![])
    }

    /// An account by its login name.
    pub fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        self.one("SELECT * FROM accounts WHERE login = ?1", values![login], account)
    }

    /// Remembers wrong tries, or that there are none any more.
    pub fn set_failures(&self, login: &str, failures: u32, locked_until: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "UPDATE accounts SET failures = ?2, locked_until = ?3 WHERE login = ?1",
            values![login, failures, locked_until],
        )
    }
}

/// `?1` = now.
const STAFF: &str = "SELECT p.id AS person_id, p.body, p.version, p.disabled, a.login, a.password_hash, a.failures,
        a.locked_until, a.must_change, a.password_at, a.totp_nonce, a.totp_on, a.totp_step,
        (SELECT count(*) FROM families AS f
         WHERE f.person_id = p.id AND f.ends_at > ?1 AND f.ended_at IS NULL) AS sessions
    FROM people AS p LEFT JOIN accounts AS a ON a.person_id = p.id";

fn staff_row(row: Row<'_>) -> Result<StaffRow, StoreError> {
    let has_account = columns::get::<Option<String>>(row, "login")?.is_some();
    Ok(StaffRow {
        person: columns::json(row, "body")?,
        version: columns::count(row, "version")?,
        disabled: columns::get(row, "disabled")?,
        account: has_account.then(|| account(row)).transpose()?,
        sessions: columns::get(row, "sessions")?,
    })
}

fn account(row: Row<'_>) -> Result<Account, StoreError> {
    let password_at = columns::instant(row, "password_at")?;
    Ok(Account {
        person_id: columns::id(row, "person_id")?,
        password_hash: columns::get(row, "password_hash")?,
        failures: columns::get(row, "failures")?,
        locked_until: columns::instant(row, "locked_until")?,
        must_change: columns::get(row, "must_change")?,
        password_at: (password_at != Timestamp::UNIX_EPOCH).then_some(password_at),
        totp_nonce: columns::get(row, "totp_nonce")?,
        totp_on: columns::get(row, "totp_on")?,
        totp_step: columns::get(row, "totp_step")?,
    })
}
