//! Who is there: passwords, tokens, and what a session knows.

mod password;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    contract::{EnrolRequest, Enrolled, Person, Realm, Session, SignIn, sha256_hex},
    domain::audit::AuditEvent,
};

use super::{
    Centre,
    fault::Fault,
    http::Route,
    ledger::{self, Entry},
    rights::{self, Ask},
    store::{Device, NewSession, SessionRow, Tx},
};

pub use password::{Cost, WeakPassword};

/// Longest name of a device, in characters.
const DEVICE_NAME: usize = 64;

impl Centre {
    /// `POST /v1/sessions`. Unknown login, wrong password and a locked account get the same answer at the same cost.
    pub fn sign_in(&self, request: &SignIn) -> Result<Session, Fault> {
        let failed = || Fault::new(401, "session.sign_in_failed");
        let now = self.machine_now();
        let account = self.read(|tx, _| Ok(tx.account(&request.staff_no)?))?;
        let hash = account.as_ref().map(|account| account.password_hash.as_str());
        let right = password::verify(&request.password, hash);
        let auth = &self.settings().auth;
        let outcome = self.write(|tx, at| {
            // Read again: another try may have locked the account while this one was computed.
            let Some(account) = tx.account(&request.staff_no)? else {
                ledger::append(tx, &Entry::new(at, AuditEvent::LoginFail).refused("session.sign_in_failed"))?;
                return Ok(None);
            };
            let person = tx.person(account.person_id)?;
            let locked = now < account.locked_until;
            match person {
                Some(person) if right && !locked => {
                    tx.set_failures(&request.staff_no, 0, Timestamp::UNIX_EPOCH)?;
                    ledger::append(tx, &Entry::new(at, AuditEvent::Login).by(&person))?;
                    Ok(Some(self.begin_session(tx, person, at)?))
                }
                _ => {
                    let failures = if locked { account.failures } else { account.failures + 1 };
                    let until = if failures >= auth.fail_limit && !locked {
                        now.saturating_add(lock_length(auth.lock_minutes, failures / auth.fail_limit.max(1)))
                            .unwrap_or(Timestamp::MAX)
                    } else {
                        account.locked_until
                    };
                    tx.set_failures(&request.staff_no, failures, until)?;
                    let entry = Entry::new(at, AuditEvent::LoginFail).about(account.person_id.to_string());
                    ledger::append(tx, &entry.refused("session.sign_in_failed"))?;
                    Ok(None)
                }
            }
        })?;
        outcome.ok_or_else(failed)
    }

    /// Becomes one of the demo hall's people, without a password; refused on a live centre.
    pub fn demo_sign_in(&self, person: Uuid) -> Result<Session, Fault> {
        if self.realm() == Realm::Live {
            return Err(Fault::not_found());
        }
        self.write(|tx, at| {
            let person = tx.person(person)?.ok_or_else(Fault::not_found)?;
            ledger::append(tx, &Entry::new(at, AuditEvent::RoleSwitch).by(&person))?;
            self.begin_session(tx, person, at)
        })
    }

    /// The token lasts by the machine's clock; `expires_at` says it in centre time.
    fn begin_session(&self, tx: &Tx<'_>, person: Person, at: Timestamp) -> Result<Session, Fault> {
        let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
        self.entropy().fill(bytes.as_mut());
        let token = URL_SAFE_NO_PAD.encode(bytes.as_ref());
        let length = SignedDuration::from_hours(i64::from(self.settings().auth.absolute_hours));
        let started_at = self.machine_now();
        tx.add_session(&NewSession {
            token_hash: sha256_hex(token.as_bytes()),
            person_id: person.id,
            started_at,
            expires_at: started_at.saturating_add(length).unwrap_or(Timestamp::MAX),
        })?;
        let expires_at = at.saturating_add(length).unwrap_or(Timestamp::MAX);
        Ok(Session { token, expires_at, refresh_token: None, person })
    }

    /// The person behind a token, as they are at this moment.
    pub fn person_of(&self, token: &str) -> Result<Person, Fault> {
        let session = self.read(|tx, _| Ok(tx.session(&sha256_hex(token.as_bytes()))?))?;
        holder(session, self.machine_now())
    }

    /// The same of many tokens, in their order.
    pub(super) fn holders(&self, tx: &Tx<'_>, tokens: &[&str]) -> Result<Vec<Result<Person, Fault>>, Fault> {
        let now = self.machine_now();
        let hashes: Vec<String> = tokens.iter().map(|token| sha256_hex(token.as_bytes())).collect();
        let sessions = tx.sessions(&hashes)?;
        Ok(hashes.iter().map(|hash| holder(sessions.get(hash).cloned(), now)).collect())
    }

    /// The person behind a token, if the door of this route opens for them; a no is recorded.
    pub(super) fn admit(&self, token: &str, route: &Route) -> Result<Person, Fault> {
        let person = self.person_of(token)?;
        if route.door.admits(person.role, self.realm()) {
            return Ok(person);
        }
        let refused = Fault::role();
        self.write(|tx, at| {
            let asked = format!("{}:{}", route.method, route.path.replace(['{', '}'], ""));
            let entry = Entry::new(at, AuditEvent::Act).by(&person).about(asked);
            ledger::append(tx, &entry.refused(refused.code()))?;
            Ok(())
        })?;
        Err(refused)
    }

    /// `DELETE /v1/sessions`: signs out.
    pub fn sign_out(&self, token: &str, person: &Person) -> Result<(), Fault> {
        self.write(|tx, at| {
            tx.end_session(&sha256_hex(token.as_bytes()))?;
            ledger::append(tx, &Entry::new(at, AuditEvent::Logout).by(person))?;
            Ok(())
        })
    }

    /// `POST /v1/devices`: makes a desk known by its key.
    pub fn enrol(&self, person: &Person, request: &EnrolRequest) -> Result<Enrolled, Fault> {
        if !rights::may(person.role, Ask::Enrol, self.realm()) {
            return Err(Fault::role());
        }
        let name = request.name.trim();
        if name.is_empty() || name.chars().count() > DEVICE_NAME {
            return Err(Fault::new(422, "device.name").at("/name"));
        }
        if URL_SAFE_NO_PAD.decode(&request.public_key).is_ok_and(|key| key.len() == 32) {
            let device_id = self.entropy().uuid();
            self.write(|tx, at| {
                tx.add_device(&Device {
                    id: device_id,
                    public_key: request.public_key.clone(),
                    name: name.to_owned(),
                    enrolled_by: person.id,
                    enrolled_at: at,
                    revoked: false,
                })?;
                let key = format!("device.enrol/{}", sha256_hex(request.public_key.as_bytes()));
                let entry = Entry::new(at, AuditEvent::ConfigChange).by(person).from(device_id).about(key);
                ledger::append(tx, &entry)?;
                Ok(())
            })?;
            return Ok(Enrolled { device_id, realm: self.realm(), keys: vec![self.keys().public.clone()] });
        }
        Err(Fault::new(422, "device.key").at("/public_key"))
    }

    /// Whether anybody can sign in with a password.
    pub fn has_accounts(&self) -> Result<bool, Fault> {
        self.read(|tx, _| Ok(tx.has_accounts()?))
    }

    /// Gives a person an account with a password (`serve --init`, later `account.change`).
    pub fn set_password(&self, person: &Person, password: &str, cost: Cost) -> Result<(), SetPasswordError> {
        let hash = password::hash(password, self.entropy(), cost)?;
        self.write(|tx, at| {
            tx.save_person(person)?;
            tx.save_account(&person.staff_no, person.id, &hash)?;
            let account = format!("account.change/{}", person.id);
            ledger::append(tx, &Entry::new(at, AuditEvent::ConfigChange).about(account))?;
            Ok(())
        })?;
        Ok(())
    }
}

/// Why an account was not set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetPasswordError {
    /// The password does not meet the rules.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The centre could not store it.
    #[error("the account could not be stored")]
    Fault(Fault),
}

impl SetPasswordError {
    /// Key of the sentence in `i18n` that says it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Weak(_) => "password.weak",
            Self::Fault(_) => "password.not_stored",
        }
    }
}

impl From<Fault> for SetPasswordError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Who holds a session that goes on.
fn holder(session: Option<SessionRow>, now: Timestamp) -> Result<Person, Fault> {
    let session = session.filter(|session| now < session.expires_at);
    let session = session.ok_or_else(|| Fault::new(401, "session.expired"))?;
    if session.disabled { Err(Fault::new(403, "account.disabled")) } else { Ok(session.person) }
}

/// 11.2: the lock grows with every further series of wrong tries, up to a day.
fn lock_length(minutes: u32, series: u32) -> SignedDuration {
    let grown = i64::from(minutes).saturating_mul(1i64 << series.saturating_sub(1).min(7));
    SignedDuration::from_mins(grown.min(24 * 60))
}
