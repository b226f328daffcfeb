//! What stands before the first command: a person signed in. Not a command itself (the envelope needs what it gives).
//! The device beside them stands in `device`, the tokens' way in and on in `oauth`, the people in `staff`.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// `POST /v1/sessions`. Unknown staff number, wrong password and a locked account are one answer, 401
/// `session.sign_in_failed`. Right password and no second factor, a wrong one, or one that was used before: 401
/// `session.second_factor`; ask for the code and send all of it again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Staff number.
    pub staff_no: String,
    /// Password.
    pub password: String,
    /// Six digits of the second factor, where the person has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp: Option<String>,
    /// The enrolled desk at which they sign in: refresh tokens are good only from there ([`super::TokenForm`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<Uuid>,
}

impl SignIn {
    /// Staff number and password alone.
    pub fn new(staff_no: impl Into<String>, password: impl Into<String>) -> Self {
        Self { staff_no: staff_no.into(), password: password.into(), totp: None, device_id: None }
    }
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("staff_no", &self.staff_no).finish_non_exhaustive()
    }
}

/// `POST /v1/demo/session`: one of the demo hall's people, without a password. Absent on a live centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DemoSignIn {
    /// Person.
    pub person: Uuid,
}

/// Somebody is signed in. `Debug` shows no token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Session {
    /// Opaque access token, good for minutes.
    pub token: String,
    /// When it ends, by the centre's clock. Then 401 `session.expired` until it is refreshed.
    pub expires_at: Timestamp,
    /// Rotating refresh token, if this way of signing in gives one: `POST /oauth/token` changes it for the next two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Who.
    pub person: Person,
    /// The password was given out by somebody else or is too old: until it is changed (`POST /v1/me/password`)
    /// everything but that and `GET /v1/me` is answered 403 `password.must_change`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_change_password: bool,
    /// The region wants a second factor of this role and the person has none: until it is set up (`POST /v1/me/totp`,
    /// `POST /v1/me/totp/confirm`) everything but that and `GET /v1/me` is answered 403 `totp.must_enrol`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_enrol_totp: bool,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("person", &self.person.id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// `POST /v1/me/password`: an own password for another one. Every other session of this person ends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one that holds now; wrong is 422 `password.wrong` and counts like a wrong sign-in.
    pub old: String,
    /// The one from now on: at least ten characters of three classes (422 `password.weak`), none of the last five (422
    /// `password.used_before`).
    pub new: String,
}

impl fmt::Debug for ChangePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangePassword").finish_non_exhaustive()
    }
}

/// `POST /v1/me/totp`: begins a second factor. It counts from the moment that a code of it was shown
/// (`POST /v1/me/totp/confirm`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolTotp {
    /// The password once more; wrong is 422 `password.wrong`.
    pub password: String,
}

impl fmt::Debug for EnrolTotp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolTotp").finish_non_exhaustive()
    }
}

/// Its answer, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TotpSecret {
    /// `otpauth://totp/…`, for a QR code.
    pub otpauth: String,
    /// The secret in base32, to be typed.
    pub secret: String,
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TotpSecret").finish_non_exhaustive()
    }
}

/// `POST /v1/me/totp/confirm`: the second factor holds from now on. A wrong code is 422 `totp.wrong`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTotp {
    /// Six digits.
    pub code: String,
}

/// `POST /v1/me/totp/remove`: the second factor goes. Whoever lost it asks for a new password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveTotp {
    /// The password.
    pub password: String,
    /// Six digits.
    pub code: String,
}

impl fmt::Debug for RemoveTotp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoveTotp").finish_non_exhaustive()
    }
}

/// `POST /v1/demo/clock`: forward only (DECISIONS 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockForward {
    /// Days ahead.
    pub days: u32,
}

/// The centre's clock after it was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CentreTime {
    /// Centre time.
    pub now: Timestamp,
}
