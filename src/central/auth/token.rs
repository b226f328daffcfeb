//! `/oauth/token` and `/oauth/revoke`: how a session goes on. A refresh token is good once; its successor follows from it
//! by a keyed hash, so that an answer that was lost can be given again though no token is stored (RELIABILITY R9, F38).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        store::{Ended, Family, Tx},
    },
    contract::{
        DEVICE_GRANT, OAUTH_CLIENT, OauthError, OauthRefusal, Person, REFRESH_GRANT, TokenAnswer, TokenForm,
        sha256_hex, verify,
    },
    domain::{audit::AuditEvent, settings::AuthSettings},
    i18n::{Lang, t},
};

use super::session::Tokens;

/// What OAuth answers: tokens, or a no in its own form.
pub(super) type Granted<T> = Result<T, OauthRefusal>;

/// A no with the sentence that belongs to it.
pub(super) fn refusal(error: OauthError, code: Option<&str>) -> OauthRefusal {
    let key = match error {
        OauthError::AuthorizationPending => "oauth.authorization_pending",
        OauthError::SlowDown => "oauth.slow_down",
        OauthError::ExpiredToken => "oauth.expired_token",
        OauthError::AccessDenied => "oauth.access_denied",
        OauthError::InvalidGrant => "oauth.invalid_grant",
        OauthError::InvalidRequest | OauthError::Unknown => "oauth.invalid_request",
        OauthError::InvalidClient => "oauth.invalid_client",
        OauthError::UnsupportedGrantType => "oauth.unsupported_grant_type",
        OauthError::UnauthorizedClient => "oauth.unauthorized_client",
    };
    OauthRefusal { error, error_description: t(Lang::Zh, key).to_owned(), code: code.map(ToOwned::to_owned) }
}

/// The same without a code of the centre's own.
pub(super) fn no<T>(error: OauthError) -> Granted<T> {
    Err(refusal(error, None))
}

impl Centre {
    /// `POST /oauth/token`. `body` are the form's bytes as they came, `signature` the header `Device-Signature`.
    pub fn token(&self, form: &TokenForm, body: &[u8], signature: Option<&str>) -> Result<Granted<TokenAnswer>, Fault> {
        if form.client_id.as_deref().is_some_and(|client| client != OAUTH_CLIENT) {
            return Ok(no(OauthError::InvalidClient));
        }
        match (form.grant_type.as_str(), &form.device_code, &form.refresh_token) {
            (DEVICE_GRANT, Some(code), _) => self.collect(code),
            (REFRESH_GRANT, _, Some(token)) => {
                let proof = Proof { device: form.device_id, body, signature };
                self.write_by_id(|tx, at| self.refresh(tx, at, token, &proof))
            }
            (DEVICE_GRANT | REFRESH_GRANT | "", ..) => Ok(no(OauthError::InvalidRequest)),
            _ => Ok(no(OauthError::UnsupportedGrantType)),
        }
    }

    fn refresh(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        token: &str,
        proof: &Proof<'_>,
    ) -> Result<Granted<TokenAnswer>, Fault> {
        let (now, hash) = (self.machine_now(), sha256_hex(token.as_bytes()));
        let Some(row) = tx.refresh(&hash)? else { return Ok(no(OauthError::InvalidGrant)) };
        let Some(family) = tx.family(row.family)? else { return Ok(no(OauthError::InvalidGrant)) };
        if tx.is_disabled(family.person_id)? {
            return Ok(Err(refusal(OauthError::AccessDenied, Some("account.disabled"))));
        }
        if family.ended || now >= family.ends_at {
            return Ok(no(OauthError::InvalidGrant));
        }
        // Whoever cannot prove to be the device has the token from elsewhere; that changes nothing for the device.
        if !proof.holds(tx, &family)? {
            return Ok(Err(refusal(OauthError::InvalidGrant, Some("device.signature"))));
        }
        let successor = self.keys().code_hash("refresh", token);
        let successor_hash = sha256_hex(successor.as_bytes());
        match row.used_at {
            None => {
                tx.use_refresh(&hash, now)?;
                tx.add_refresh(&successor_hash, family.id, row.step.saturating_add(1))?;
            }
            Some(used_at) if self.answer_was_lost(tx, at, used_at, &successor_hash)? => {}
            Some(_) => {
                tx.end_family(family.id, now, Ended::Reused)?;
                let about = format!("session/{}", family.id);
                let entry = Entry::new(at, AuditEvent::Logout).about(about).purpose(Ended::Reused.word());
                let entry = tx.person(family.person_id)?.iter().fold(entry, Entry::by);
                ledger::append(tx, &entry.refused("session.reused"))?;
                return Ok(Err(refusal(OauthError::InvalidGrant, Some("session.reused"))));
            }
        }
        let Some(person) = tx.person(family.person_id)? else { return Ok(no(OauthError::InvalidGrant)) };
        Ok(Ok(answer(tx, &self.auth(tx, at)?, person, self.go_on(tx, at, &family, successor)?)?))
    }

    /// A token that was used comes again: the answer was lost if it comes soon and nobody used what the answer held.
    pub(super) fn answer_was_lost(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        used_at: Timestamp,
        successor_hash: &str,
    ) -> Result<bool, Fault> {
        let grace = SignedDuration::from_secs(i64::from(self.auth(tx, at)?.refresh_grace_seconds));
        let soon = self.machine_now() <= used_at.saturating_add(grace).unwrap_or(Timestamp::MAX);
        Ok(soon && tx.refresh(successor_hash)?.is_some_and(|successor| successor.used_at.is_none()))
    }

    /// `POST /oauth/revoke`: the session behind either token ends; of others nothing is said.
    pub fn revoke(&self, token: &str) -> Result<(), Fault> {
        let (now, hash) = (self.machine_now(), sha256_hex(token.as_bytes()));
        self.write(|tx, at| {
            let by_access = tx.session(&hash)?.and_then(|session| session.family);
            let family = match by_access {
                Some(family) => Some(family),
                None => tx.refresh(&hash)?.map(|row| row.family),
            };
            let Some(family) = family.map(|id| tx.family(id)).transpose()?.flatten() else { return Ok(()) };
            if family.ended {
                return Ok(());
            }
            tx.end_family(family.id, now, Ended::SignedOut)?;
            let entry = Entry::new(at, AuditEvent::Logout);
            ledger::append(tx, &tx.person(family.person_id)?.iter().fold(entry, Entry::by))?;
            Ok(())
        })
    }
}

/// Tokens as OAuth hands them out.
pub(super) fn answer(tx: &Tx<'_>, auth: &AuthSettings, person: Person, tokens: Tokens) -> Result<TokenAnswer, Fault> {
    let account = tx.account(&person.staff_no)?;
    let must_change_password = account.as_ref().is_some_and(|account| account.must_change);
    let must_enrol_totp = account.is_some_and(|account| !account.totp_on) && auth.totp_roles.contains(&person.role);
    Ok(TokenAnswer {
        access_token: tokens.access,
        token_type: "Bearer".to_owned(),
        expires_in: u32::try_from(tokens.length.as_secs()).unwrap_or_default(),
        refresh_token: tokens.refresh,
        person,
        must_change_password,
        must_enrol_totp,
    })
}

/// What a refresh says of the device it comes from.
struct Proof<'a> {
    device: Option<Uuid>,
    body: &'a [u8],
    signature: Option<&'a str>,
}

impl Proof<'_> {
    /// A session that is bound to a device goes on only there, shown by a signature of its key over the form.
    fn holds(&self, tx: &Tx<'_>, family: &Family) -> Result<bool, Fault> {
        let Some(bound) = family.device_id else { return Ok(true) };
        if self.device != Some(bound) {
            return Ok(false);
        }
        let Some(device) = tx.device(bound)?.filter(|device| device.revoked_at.is_none()) else { return Ok(false) };
        let signature = URL_SAFE_NO_PAD.decode(self.signature.map(str::trim).unwrap_or_default());
        Ok(signature.is_ok_and(|signature| verify(&device.public_key, self.body, &signature).is_ok()))
    }
}
