//! The device grant (RFC 8628): a terminal shows a code, a person who signs in on the page that the centre has for it
//! agrees, and the terminal gets a session of that person. The page stands in `http::device_page`.

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        store::{Grant, Tx},
    },
    contract::{
        DeviceAuthorization, DeviceAuthorizationForm, OAUTH_CLIENT, OauthError, Person, TokenAnswer, sha256_hex,
    },
    domain::audit::AuditEvent,
};
use jiff::{SignedDuration, Timestamp};

use super::{
    Attempt, Known,
    desks::DEVICE_NAME,
    session::trusted,
    shown,
    token::{Granted, answer, no, refusal},
    typed,
};

/// Least seconds between two questions of a terminal, and by how much the wait grows when it asks too soon (RFC 8628, 3.5).
const WAIT_SECONDS: u32 = 5;

/// So many terminals may wait at a time: whoever asks need not be anybody.
const MOST_WAITING: u64 = 500;

/// How long the form by which a person decides is good (minutes).
const CONSENT_MINUTES: i64 = 5;

/// The half of the code that a person types does not name a terminal that waits.
const NO_SUCH_CODE: &str = "device_grant.code";

/// What a person is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Goes back with the decision, once.
    pub form: String,
    /// Who decides.
    pub person: Person,
    /// What the terminal calls itself.
    pub device: String,
    /// Whether it is a desk that the centre knows.
    pub enrolled: bool,
    /// The code as the terminal shows it.
    pub code: String,
}

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// 同意
    Agree,
    /// 拒绝
    Refuse,
}

impl Centre {
    /// `POST /oauth/device_authorization`; `page` is where the person goes.
    pub fn device_authorization(
        &self,
        form: &DeviceAuthorizationForm,
        page: &str,
    ) -> Result<Granted<DeviceAuthorization>, Fault> {
        if form.client_id != OAUTH_CLIENT {
            return Ok(no(OauthError::InvalidClient));
        }
        let auth = self.read(|tx, at| Ok(self.auth(tx, at)?))?;
        if !auth.device_grant {
            return Ok(no(OauthError::UnauthorizedClient));
        }
        let name: String = form.device_name.as_deref().unwrap_or_default().trim().chars().take(DEVICE_NAME).collect();
        let now = self.machine_now();
        let length = SignedDuration::from_mins(i64::from(auth.device_grant_minutes));
        self.write(|tx, _| {
            if tx.tidy_grants(now)? >= MOST_WAITING {
                return Err(Fault::new(503, "device_grant.too_many").after(60));
            }
            if let Err(fault) = trusted(tx, form.device_id)? {
                return Ok(Err(refusal(OauthError::InvalidRequest, Some(fault.code()))));
            }
            let (device_code, user_code) = (self.draw_token(), self.draw_code());
            tx.add_grant(&Grant {
                device_hash: sha256_hex(device_code.as_bytes()),
                user_hash: self.keys().code_hash("user_code", &user_code),
                device_name: name.clone(),
                device_id: form.device_id,
                expires_at: now.saturating_add(length).unwrap_or(Timestamp::MAX),
                wait_seconds: WAIT_SECONDS,
                // The first question may come at once.
                asked_at: Timestamp::UNIX_EPOCH,
                person_id: None,
                consent_until: None,
                agreed: None,
                family: None,
                collected_at: None,
            })?;
            let user_code = shown(&user_code);
            Ok(Ok(DeviceAuthorization {
                device_code,
                verification_uri: page.to_owned(),
                verification_uri_complete: format!("{page}?user_code={user_code}"),
                user_code,
                expires_in: u32::try_from(length.as_secs()).unwrap_or_default(),
                interval: WAIT_SECONDS,
            }))
        })
    }

    /// `POST /oauth/token`: has the person agreed?
    pub(super) fn collect(&self, device_code: &str) -> Result<Granted<TokenAnswer>, Fault> {
        let (now, hash) = (self.machine_now(), sha256_hex(device_code.as_bytes()));
        // The session's first refresh token follows from the code, so that a lost answer can be given again.
        let first = self.keys().code_hash("device_grant", device_code);
        self.write_by_id(|tx, at| {
            let Some(grant) = tx.grant(&hash)? else { return Ok(no(OauthError::ExpiredToken)) };
            if now >= grant.expires_at {
                return Ok(no(OauthError::ExpiredToken));
            }
            let person = grant.person_id.map(|id| tx.person(id)).transpose()?.flatten();
            match (grant.agreed, person) {
                (Some(true), Some(person)) => self.hand_out(tx, at, &grant, person, &first),
                (Some(true), None) => Ok(Err(refusal(OauthError::AccessDenied, Some("account.disabled")))),
                (Some(false), _) => Ok(no(OauthError::AccessDenied)),
                (None, _) => {
                    let soonest = SignedDuration::from_secs(i64::from(grant.wait_seconds));
                    let early = now < grant.asked_at.saturating_add(soonest).unwrap_or(Timestamp::MAX);
                    let wait = if early { grant.wait_seconds.saturating_add(WAIT_SECONDS) } else { grant.wait_seconds };
                    tx.grant_asked(&hash, now, wait)?;
                    Ok(no(if early { OauthError::SlowDown } else { OauthError::AuthorizationPending }))
                }
            }
        })
    }

    fn hand_out(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        grant: &Grant,
        person: Person,
        first: &str,
    ) -> Result<Granted<TokenAnswer>, Fault> {
        let now = self.machine_now();
        if let (Some(family), Some(collected_at)) = (grant.family, grant.collected_at) {
            let family = tx.family(family)?.filter(|family| !family.ended && now < family.ends_at);
            let lost = self.answer_was_lost(tx, at, collected_at, &sha256_hex(first.as_bytes()))?;
            let Some(family) = family.filter(|_| lost) else { return Ok(no(OauthError::InvalidGrant)) };
            return Ok(Ok(answer(tx, &self.auth(tx, at)?, person, self.go_on(tx, at, &family, first.to_owned())?)?));
        }
        let (tokens, family) = self.begin(tx, at, person.id, grant.device_id, first)?;
        tx.collect_grant(&grant.device_hash, family, now)?;
        let entry = Entry::new(at, AuditEvent::Login).by(&person).about("device_grant");
        ledger::append(tx, &grant.device_id.into_iter().fold(entry, Entry::from))?;
        Ok(Ok(answer(tx, &self.auth(tx, at)?, person, tokens)?))
    }

    /// The page: somebody signs in and says which terminal. Only then is a code looked at, and a wrong one counts like a
    /// wrong password: whoever guesses locks themselves out.
    pub fn look_at_grant(
        &self,
        user_code: &str,
        staff_no: &str,
        password: &str,
        totp: Option<&str>,
    ) -> Result<Consent, Fault> {
        if !self.read(|tx, at| Ok(self.auth(tx, at)?))?.device_grant {
            return Err(Fault::new(403, "device_grant.off"));
        }
        let right = self.fits(staff_no, password)?;
        let attempt = Attempt { staff_no, right, totp };
        let code = typed(user_code);
        let now = self.machine_now();
        let until = now.saturating_add(SignedDuration::from_mins(CONSENT_MINUTES)).unwrap_or(Timestamp::MAX);
        self.write(|tx, at| {
            // Read before the try, which takes back what was counted.
            let before = tx.account(staff_no)?;
            let Known { person, .. } = match self.judge_attempt(tx, at, &attempt)? {
                Ok(known) => known,
                Err(fault) => return Ok(Err(fault)),
            };
            let grant = tx.grant_by_user_code(&self.keys().code_hash("user_code", &code))?;
            let Some(grant) = grant.filter(|grant| now < grant.expires_at && grant.agreed.is_none()) else {
                if let Some(account) = before {
                    self.count_failure(tx, at, staff_no, &account, NO_SUCH_CODE)?;
                }
                return Ok(Err(Fault::new(422, NO_SUCH_CODE)));
            };
            let form = self.draw_token();
            tx.offer_grant(&grant.device_hash, person.id, &sha256_hex(form.as_bytes()), until)?;
            let enrolled = grant.device_id.is_some();
            Ok(Ok(Consent { form, person, device: grant.device_name, enrolled, code: shown(&code) }))
        })?
    }

    /// The page: what they decided, by the form that was given out for it, once.
    pub fn decide_grant(&self, form: &str, ruling: Ruling) -> Result<(), Fault> {
        let (now, hash) = (self.machine_now(), sha256_hex(form.as_bytes()));
        self.write(|tx, at| {
            let grant = tx.grant_by_consent(&hash)?.filter(|grant| {
                now < grant.expires_at && grant.consent_until.is_some_and(|until| now < until) && grant.agreed.is_none()
            });
            let person =
                grant.as_ref().and_then(|grant| grant.person_id).map(|id| tx.person(id)).transpose()?.flatten();
            let (Some(grant), Some(person)) = (grant, person) else {
                return Err(Fault::new(422, "device_grant.form"));
            };
            tx.decide_grant(&grant.device_hash, ruling == Ruling::Agree)?;
            let (about, device) = ("device_grant", grant.device_id);
            let entry = Entry::new(at, AuditEvent::Act).by(&person).about(about);
            let entry = if ruling == Ruling::Agree { entry } else { entry.refused("device_grant.refused") };
            ledger::append(tx, &device.into_iter().fold(entry, Entry::from))?;
            Ok(())
        })
    }
}
