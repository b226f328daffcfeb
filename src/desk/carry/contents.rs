//! What lies in a parcel. It goes through the cipher as JSON; nothing of it is ever outside.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    contract::{Realm, sha256_hex},
    desk::outbox::Slip,
};

/// Everything that is carried. `Debug` shows counts only.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// Names this parcel.
    pub parcel_id: Uuid,
    /// Live, training or demo.
    pub realm: Realm,
    /// The device that made it; `None` = it was never enrolled.
    pub device_id: Option<Uuid>,
    /// Its public key, base64url.
    pub public_key: String,
    /// Who worked there.
    pub person: String,
    /// Their staff number.
    pub staff_no: String,
    /// When, by the centre's time as far as the laptop knew it.
    pub made_at: Timestamp,
    /// What was being typed.
    pub drafts: Vec<CarriedDraft>,
    /// Sealed acts that the centre has not confirmed to the laptop.
    pub commands: Vec<CarriedCommand>,
    /// Slips that were given out.
    pub slips: Vec<Slip>,
    /// Originals that the agent holds.
    pub originals: Vec<CarriedOriginal>,
    /// Scans of the cases in it, in the order in which their bytes follow.
    #[serde(default)]
    pub scans: Vec<CarriedScan>,
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents")
            .field("parcel_id", &self.parcel_id)
            .field("drafts", &self.drafts.len())
            .field("commands", &self.commands.len())
            .finish_non_exhaustive()
    }
}

impl Contents {
    /// Whether there is anything to carry: slips and originals only go along.
    pub const fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.commands.is_empty()
    }
}

/// A draft. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedDraft {
    /// The case it will be.
    pub case_id: Uuid,
    /// Masked name and item.
    pub title: String,
    /// The workspace as JSON.
    pub snapshot: String,
    /// When it was last saved.
    pub updated: Timestamp,
}

impl CarriedDraft {
    /// Hash of what is in it: the same draft carried twice is the same.
    pub fn hash(&self) -> String {
        sha256_hex(self.snapshot.as_bytes())
    }
}

impl fmt::Debug for CarriedDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CarriedDraft").field("case_id", &self.case_id).finish_non_exhaustive()
    }
}

/// A sealed command, byte for byte. `Debug` shows nothing of its content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedCommand {
    /// Its id for ever.
    pub command_id: Uuid,
    /// Case.
    pub case_id: Option<Uuid>,
    /// Type: `draft.collect`.
    pub kind: String,
    /// Masked name and item.
    pub title: String,
    /// Whose act it is; only they can send it.
    pub actor_id: Uuid,
    /// Life of the laptop's store.
    pub epoch: Uuid,
    /// Its number there.
    pub seq: u64,
    /// The command before it in its lane.
    pub prev_command_id: Option<Uuid>,
    /// Canonical bytes, as text: they are JSON.
    pub body: String,
    /// The device's signature over them, base64url.
    pub signature: String,
    /// When it was sealed.
    pub sealed_at: Timestamp,
}

impl fmt::Debug for CarriedCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CarriedCommand")
            .field("command_id", &self.command_id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// An original in the agent's hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedOriginal {
    /// Case.
    pub case_id: Uuid,
    /// Material.
    pub material_code: String,
    /// Its name.
    pub name: String,
    /// Taken.
    pub taken_at: Timestamp,
}

/// A scan of a case; its bytes lie behind the contents. `Debug` does not show its name, which a person chose.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedScan {
    /// Case.
    pub case_id: Uuid,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Ending for its type.
    pub kind: String,
    /// What the file was called.
    pub name: String,
}

impl fmt::Debug for CarriedScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CarriedScan").field("case_id", &self.case_id).field("size", &self.size).finish_non_exhaustive()
    }
}
