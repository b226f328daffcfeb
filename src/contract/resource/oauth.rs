//! `/oauth/*`: OAuth 2.0 as far as a terminal needs it, with the names and forms of its own papers: the device grant
//! (RFC 8628), refresh (RFC 6749, 6) and revocation (RFC 7009). Requests are forms, answers JSON; what OAuth refuses is an
//! [`OauthRefusal`] with status 400, and only what has nothing to do with it (429, 5xx) a problem.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Person;

/// The one client of the centre's own.
pub const OAUTH_CLIENT: &str = "chuangtai";

/// `grant_type` of RFC 8628.
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// `grant_type` of a refresh.
pub const REFRESH_GRANT: &str = "refresh_token";

/// `POST /oauth/device_authorization`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceAuthorizationForm {
    /// [`OAUTH_CLIENT`].
    pub client_id: String,
    /// What the approval page calls the asking device; at most 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// The enrolled desk that asks; its refresh tokens are good only from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<Uuid>,
}

impl DeviceAuthorizationForm {
    /// The body to send.
    pub fn body(&self) -> String {
        let device = self.device_id.map(|id| id.to_string());
        form([
            ("client_id", Some(self.client_id.as_str())),
            ("device_name", self.device_name.as_deref()),
            ("device_id", device.as_deref()),
        ])
    }
}

/// Its answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceAuthorization {
    /// The terminal's half, for [`TokenForm::device`].
    pub device_code: String,
    /// The person's half: `XXXX-XXXX`.
    pub user_code: String,
    /// Where the person types it.
    pub verification_uri: String,
    /// The same with the code inside, for a QR code.
    pub verification_uri_complete: String,
    /// Seconds until both halves are void.
    pub expires_in: u32,
    /// Least seconds between two questions of the terminal.
    pub interval: u32,
}

impl fmt::Debug for DeviceAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAuthorization").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// `POST /oauth/token`. Made by [`Self::device`] or [`Self::refresh`].
///
/// Where the session is bound to a device (`device_id` at sign-in), a refresh must name it and prove it: header
/// `Device-Signature` holds the device's Ed25519 signature over exactly the bytes of this body, base64url, as it does for
/// commands. Otherwise `invalid_grant`.
///
/// An answer that was lost is asked for again with the same refresh token within the grace (a minute): the same successor
/// comes back. Any other second use ends the session everywhere.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct TokenForm {
    /// [`DEVICE_GRANT`] or [`REFRESH_GRANT`].
    pub grant_type: String,
    /// [`OAUTH_CLIENT`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Of [`DeviceAuthorization`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_code: Option<String>,
    /// The newest one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The desk that refreshes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<Uuid>,
}

impl TokenForm {
    /// Whether the person has agreed yet.
    pub fn device(code: impl Into<String>) -> Self {
        Self {
            grant_type: DEVICE_GRANT.to_owned(),
            client_id: Some(OAUTH_CLIENT.to_owned()),
            device_code: Some(code.into()),
            ..Self::default()
        }
    }

    /// A new access token for a refresh token.
    pub fn refresh(token: impl Into<String>, device_id: Option<Uuid>) -> Self {
        Self {
            grant_type: REFRESH_GRANT.to_owned(),
            client_id: Some(OAUTH_CLIENT.to_owned()),
            refresh_token: Some(token.into()),
            device_id,
            ..Self::default()
        }
    }

    /// The body to send, and to sign.
    pub fn body(&self) -> String {
        let device = self.device_id.map(|id| id.to_string());
        form([
            ("grant_type", Some(self.grant_type.as_str())),
            ("client_id", self.client_id.as_deref()),
            ("device_code", self.device_code.as_deref()),
            ("refresh_token", self.refresh_token.as_deref()),
            ("device_id", device.as_deref()),
        ])
    }
}

impl fmt::Debug for TokenForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenForm").field("grant_type", &self.grant_type).finish_non_exhaustive()
    }
}

/// Its answer. `Debug` shows no token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TokenAnswer {
    /// Opaque access token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds that it is good for.
    pub expires_in: u32,
    /// The refresh token from now on.
    pub refresh_token: String,
    /// Who, as they are at this moment.
    pub person: Person,
    /// As in [`super::Session`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_change_password: bool,
    /// As in [`super::Session`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_enrol_totp: bool,
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAnswer")
            .field("person", &self.person.id)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// `POST /oauth/revoke`: the whole session behind an access or refresh token ends. Always 200, known or not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RevokeForm {
    /// Either token.
    pub token: String,
}

impl RevokeForm {
    /// The body to send.
    pub fn body(&self) -> String {
        form([("token", Some(self.token.as_str()))])
    }
}

impl fmt::Debug for RevokeForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevokeForm").finish_non_exhaustive()
    }
}

/// A no in OAuth's own form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OauthRefusal {
    /// Which.
    pub error: OauthError,
    /// One Chinese sentence.
    pub error_description: String,
    /// The centre's own code where it knows one that says more: `account.disabled`, `session.reused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The errors of RFC 6749, 5.2 and RFC 8628, 3.5 that the centre gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OauthError {
    /// Nobody has agreed yet; ask again after the interval.
    AuthorizationPending,
    /// The same, and the interval grows by five seconds from now on.
    SlowDown,
    /// The codes are void; begin anew.
    ExpiredToken,
    /// The person said no, or may not work here any more (`code` = `account.disabled`).
    AccessDenied,
    /// The refresh token or device code is not, or no longer, good: sign in again.
    InvalidGrant,
    /// Something is missing or cannot be read.
    InvalidRequest,
    /// Another client than [`OAUTH_CLIENT`].
    InvalidClient,
    /// Neither of the two.
    UnsupportedGrantType,
    /// The hall does not let devices in this way.
    UnauthorizedClient,
    /// A newer centre's word.
    #[serde(other)]
    Unknown,
}

/// `application/x-www-form-urlencoded`: what is there, in this order.
fn form<'a>(fields: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> String {
    use fmt::Write as _;
    let mut body = String::new();
    for (name, value) in fields {
        let Some(value) = value else { continue };
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(name);
        body.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => body.push(char::from(byte)),
                _ => {
                    let _ = write!(body, "%{byte:02X}");
                }
            }
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_written_as_browsers_write_them() {
        assert_eq!(
            TokenForm::device("a_b-c").body(),
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=chuangtai&device_code=a_b-c"
        );
        let form = DeviceAuthorizationForm {
            client_id: OAUTH_CLIENT.to_owned(),
            device_name: Some("窗口 3&4".to_owned()),
            device_id: None,
        };
        assert_eq!(form.body(), "client_id=chuangtai&device_name=%E7%AA%97%E5%8F%A3%203%264");
    }

    #[test]
    fn secrets_do_not_show() {
        let shown = format!("{:?} {:?}", TokenForm::refresh("s3cret", None), RevokeForm { token: "s3cret".to_owned() });
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
