//! What stands before the first command: a device, a person signed in. Not commands themselves (the
//! envelope needs what they give).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Person, PublicKey, Realm};

/// `POST /v1/devices`: a desk makes itself known. Its signature on commands is checked with this key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// Life of the desk's store.
    pub epoch: Uuid,
    /// Ed25519, base64url.
    pub public_key: String,
    /// Name for the list of devices: 综合窗口03.
    pub name: String,
}

/// Its answer: the only way in which the first keys of a centre are learnt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Enrolled {
    /// The device's id.
    pub device_id: Uuid,
    /// Realm of the database; commands and receipts never cross it.
    pub realm: Realm,
    /// Keys that receipts are signed with.
    pub keys: Vec<PublicKey>,
}

/// `POST /v1/sessions`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Staff number.
    pub staff_no: String,
    /// Password.
    pub password: String,
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
    /// Opaque access token.
    pub token: String,
    /// When it ends, by the centre's clock.
    pub expires_at: Timestamp,
    /// Rotating refresh token, if this way of signing in gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Who.
    pub person: Person,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("person", &self.person.id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
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
