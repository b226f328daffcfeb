//! A session from sign-in to its end, and who holds one at this moment.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        http::Route,
        ledger::{self, Entry},
        store::{Ended, Family, NewSession, SessionRow, Tx},
    },
    contract::{Person, Realm, Session, SignIn, sha256_hex},
    domain::audit::AuditEvent,
};

use super::{Attempt, Known, password};

/// What may be done before a password that must be changed is changed.
const BEFORE_THE_CHANGE: &[(&str, &str)] =
    &[("GET", "/v1/me"), ("POST", "/v1/me/password"), ("DELETE", "/v1/sessions/current")];

/// What may be done before a second factor that the role wants is there.
const BEFORE_THE_FACTOR: &[(&str, &str)] = &[
    ("GET", "/v1/me"),
    ("POST", "/v1/me/password"),
    ("POST", "/v1/me/totp"),
    ("POST", "/v1/me/totp/confirm"),
    ("DELETE", "/v1/sessions/current"),
];

/// Whether a route has to wait for a password that must be changed.
pub(in crate::central) fn waits_for_password(method: &str, path: &str) -> bool {
    !BEFORE_THE_CHANGE.contains(&(method, path))
}

/// Whether a route has to wait for a second factor that the role wants.
pub(in crate::central) fn waits_for_factor(method: &str, path: &str) -> bool {
    !BEFORE_THE_FACTOR.contains(&(method, path))
}

/// How long it is remembered that a session was (days).
const REMEMBERED_DAYS: i64 = 30;

/// The tokens of a session that begins or goes on.
pub(super) struct Tokens {
    pub access: String,
    pub refresh: String,
    /// How long the access token holds.
    pub length: SignedDuration,
}

impl Centre {
    /// `POST /v1/sessions`. Unknown login, wrong password and a locked account get the same answer at the same cost.
    pub fn sign_in(&self, request: &SignIn) -> Result<Session, Fault> {
        let right = self.fits(&request.staff_no, &request.password)?;
        let attempt = Attempt { staff_no: &request.staff_no, right, totp: request.totp.as_deref() };
        self.write(|tx, at| {
            let Known { person, must_change, must_enrol_totp } = match self.judge_attempt(tx, at, &attempt)? {
                Ok(known) => known,
                Err(fault) => return Ok(Err(fault)),
            };
            if let Err(fault) = trusted(tx, request.device_id)? {
                return Ok(Err(fault));
            }
            let entry = Entry::new(at, AuditEvent::Login).by(&person);
            ledger::append(tx, &request.device_id.into_iter().fold(entry, Entry::from))?;
            let tokens = self.begin(tx, at, person.id, request.device_id, self.draw_token().as_str())?.0;
            Ok(Ok(Session {
                token: tokens.access,
                expires_at: at.saturating_add(tokens.length).unwrap_or(Timestamp::MAX),
                refresh_token: Some(tokens.refresh),
                person,
                must_change_password: must_change,
                must_enrol_totp,
            }))
        })?
    }

    /// Whether a password fits an account. Done outside any transaction, for it takes long; without an account it takes
    /// as long.
    pub(super) fn fits(&self, login: &str, password: &str) -> Result<bool, Fault> {
        let account = self.read(|tx, _| Ok(tx.account(login)?))?;
        Ok(password::verify(password, account.as_ref().map(|account| account.password_hash.as_str())))
    }

    /// Becomes one of the demo hall's people, without a password; refused on a live centre. It lasts as long as a session
    /// may, and is not refreshed.
    pub fn demo_sign_in(&self, person: Uuid) -> Result<Session, Fault> {
        if self.realm() == Realm::Live {
            return Err(Fault::not_found());
        }
        self.write(|tx, at| {
            let person = tx.person(person)?.ok_or_else(Fault::not_found)?;
            ledger::append(tx, &Entry::new(at, AuditEvent::RoleSwitch).by(&person))?;
            let (token, started_at, length) = (self.draw_token(), self.machine_now(), self.longest(tx, at)?);
            tx.add_session(&NewSession {
                token_hash: sha256_hex(token.as_bytes()),
                person_id: person.id,
                started_at,
                expires_at: started_at.saturating_add(length).unwrap_or(Timestamp::MAX),
                family: None,
            })?;
            let expires_at = at.saturating_add(length).unwrap_or(Timestamp::MAX);
            Ok(Session {
                token,
                expires_at,
                refresh_token: None,
                person,
                must_change_password: false,
                must_enrol_totp: false,
            })
        })
    }

    fn longest(&self, tx: &Tx<'_>, at: Timestamp) -> Result<SignedDuration, Fault> {
        Ok(SignedDuration::from_hours(i64::from(self.auth(tx, at)?.absolute_hours)))
    }

    /// 256 bits that nobody can guess.
    pub(super) fn draw_token(&self) -> String {
        let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
        self.entropy().fill(bytes.as_mut());
        URL_SAFE_NO_PAD.encode(bytes.as_ref())
    }

    /// A session begins with its first refresh token. All its times are those of the machine's clock.
    pub(super) fn begin(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        person_id: Uuid,
        device_id: Option<Uuid>,
        refresh: &str,
    ) -> Result<(Tokens, Uuid), Fault> {
        let now = self.machine_now();
        let remembered = SignedDuration::from_hours(24 * REMEMBERED_DAYS);
        tx.tidy_sessions(now, now.saturating_sub(remembered).unwrap_or(Timestamp::MIN))?;
        let ends_at = now.saturating_add(self.longest(tx, at)?).unwrap_or(Timestamp::MAX);
        let family = Family { id: self.entropy().uuid(), person_id, device_id, started_at: now, ends_at, ended: false };
        tx.add_family(&family)?;
        tx.add_refresh(&sha256_hex(refresh.as_bytes()), family.id, 0)?;
        Ok((self.go_on(tx, at, &family, refresh.to_owned())?, family.id))
    }

    /// The next access token of a session.
    pub(super) fn go_on(&self, tx: &Tx<'_>, at: Timestamp, family: &Family, refresh: String) -> Result<Tokens, Fault> {
        let now = self.machine_now();
        let length = SignedDuration::from_mins(i64::from(self.auth(tx, at)?.access_minutes));
        let expires_at = now.saturating_add(length).unwrap_or(Timestamp::MAX).min(family.ends_at);
        let access = self.draw_token();
        tx.add_session(&NewSession {
            token_hash: sha256_hex(access.as_bytes()),
            person_id: family.person_id,
            started_at: now,
            expires_at,
            family: Some(family.id),
        })?;
        Ok(Tokens { access, refresh, length: expires_at.duration_since(now) })
    }

    /// The session behind a token, and whether its person has yet to set up the second factor that their role wants.
    fn held(&self, token: &str) -> Result<(SessionRow, bool), Fault> {
        let (session, lacks) = self.read(|tx, at| {
            let session = tx.session(&sha256_hex(token.as_bytes()))?;
            let lacks = session.as_ref().map(|session| self.lacks_factor(tx, at, session)).transpose()?;
            Ok((session, lacks.unwrap_or_default()))
        })?;
        Ok((good(session, self.machine_now())?, lacks))
    }

    fn lacks_factor(&self, tx: &Tx<'_>, at: Timestamp, session: &SessionRow) -> Result<bool, Fault> {
        Ok(session.without_totp && self.law(tx)?.at(at).auth.totp_roles.contains(&session.person.role))
    }

    /// Who holds these tokens at this moment, in their order.
    pub(in crate::central) fn holders(
        &self,
        tx: &Tx<'_>,
        tokens: &[&str],
    ) -> Result<Vec<Result<Person, Fault>>, Fault> {
        let now = self.machine_now();
        let hashes: Vec<String> = tokens.iter().map(|token| sha256_hex(token.as_bytes())).collect();
        let sessions = tx.sessions(&hashes)?;
        Ok(hashes.iter().map(|hash| good(sessions.get(hash).cloned(), now).map(|session| session.person)).collect())
    }

    /// The person behind a token, if the door of this route opens for them; a no is recorded.
    pub(in crate::central) fn admit(&self, token: &str, route: &Route) -> Result<Person, Fault> {
        let (SessionRow { person, must_change, .. }, lacks_factor) = self.held(token)?;
        if must_change && waits_for_password(route.method, route.path) {
            return Err(Fault::new(403, "password.must_change"));
        }
        if lacks_factor && waits_for_factor(route.method, route.path) {
            return Err(Fault::new(403, "totp.must_enrol"));
        }
        if route.door.admits(person.role, self.realm()) {
            return self.fresh_for(token, &person, route).map(|()| person);
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

    /// `DELETE /v1/sessions/current`: signs out, with every token of the session.
    pub fn sign_out(&self, token: &str, person: &Person) -> Result<(), Fault> {
        let hash = sha256_hex(token.as_bytes());
        let now = self.machine_now();
        self.write(|tx, at| {
            match tx.session(&hash)?.and_then(|session| session.family) {
                Some(family) => tx.end_family(family, now, Ended::SignedOut)?,
                None => tx.end_session(&hash)?,
            }
            ledger::append(tx, &Entry::new(at, AuditEvent::Logout).by(person))?;
            Ok(())
        })
    }
}

/// A session that goes on, of somebody who may work.
fn good(session: Option<SessionRow>, now: Timestamp) -> Result<SessionRow, Fault> {
    let session = session.filter(|session| now < session.expires_at);
    let session = session.ok_or_else(|| Fault::new(401, "session.expired"))?;
    if session.disabled { Err(Fault::new(403, "account.disabled")) } else { Ok(session) }
}

/// A device that is named must be one that the centre knows and trusts.
pub(super) fn trusted(tx: &Tx<'_>, device: Option<Uuid>) -> Result<Result<(), Fault>, Fault> {
    let Some(id) = device else { return Ok(Ok(())) };
    Ok(match tx.device(id)? {
        None => Err(Fault::new(403, "device.unknown")),
        Some(device) if device.revoked_at.is_some() => Err(Fault::new(403, "device.revoked")),
        Some(_) => Ok(()),
    })
}
