//! The desks that the centre knows: how one makes itself known, and how it is put out.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::role::Role;

use super::{PublicKey, Realm};

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
    /// On a live centre: a code from `POST /v1/devices/codes`, unless the person signed in is one who gives them. None
    /// or a wrong one is 422 `device.code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
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

/// Answer of `POST /v1/devices/codes`: consent to one desk, given by who may, good once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceCode {
    /// `XXXX-XXXX`, to be read out or typed.
    pub code: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// One line of `GET /v1/devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceLine {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// First characters of its key's fingerprint, as the desk shows them too.
    pub key: String,
    /// Who stood at it when it was enrolled.
    pub enrolled_by: Uuid,
    /// When.
    pub enrolled_at: Timestamp,
    /// When it was put out (`POST /v1/devices/{id}/revoke`); nothing that it signs is believed since.
    pub revoked_at: Option<Timestamp>,
}

/// Why somebody cannot send what they sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryReason {
    /// They do not work here any more; their account is disabled.
    Left,
    /// They have another post: another role, department or window.
    Moved,
    /// They are away, and the limits do not wait.
    Absent,
}

/// `POST /v1/staff/{id}/recoveries`: leave to send what this person sealed at a desk and cannot send any more
/// (RELIABILITY F50). Whoever is signed in there may take it, once: from then on it is theirs alone. The sealed bytes
/// stay what they are, and so does who acted; each goes with the header `Recovery-Grant`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryRequest {
    /// The desk at which it was sealed; one that is not believed any more is 422 `recovery.device`.
    pub device_id: Uuid,
    /// Why.
    pub reason: RecoveryReason,
    /// The role in which they sealed it; null = the one that they have. One of which the asker is not in charge is 422
    /// `recovery.role`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Good for so many hours, 1 to 72; null = 24.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 72)]
    pub hours: Option<u32>,
}

/// Its answer, and a line of `GET /v1/devices/{id}/recoveries`: what is not void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecoveryLine {
    /// Id, for the header `Recovery-Grant`.
    pub id: Uuid,
    /// The desk at which it was sealed.
    pub device_id: Uuid,
    /// Who sealed it.
    pub actor_id: Uuid,
    /// Their staff number.
    pub staff_no: String,
    /// Void from then on, by the centre's time.
    pub expires_at: Timestamp,
    /// Who took it; null = whoever takes it first.
    pub taken_by: Option<Uuid>,
}
