//! The envelope of a command (DESIGN 4, DECISIONS 3).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::{guide::GuideRef, lifecycle::Act, role::Role};

use super::canonical::{NotCanonical, canonical_bytes};

/// Version of the envelope.
pub const ENVELOPE_VERSION: u32 = 1;

/// Oldest envelope that is still taken in: two before the newest, and never the zeroth. A program that is older keeps what
/// it sealed and goes on reading, exporting and printing (RELIABILITY F42).
pub const OLDEST_ENVELOPE: u32 = if ENVELOPE_VERSION > 3 { ENVELOPE_VERSION - 2 } else { 1 };

/// One act, sealed. `type` and `payload` together are an [`Act`]; they stay apart here so that a command that this
/// version does not know can still be stored, shown and refused with its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Envelope version.
    pub v: u32,
    /// UUIDv4 drawn at seal; also the `Idempotency-Key`.
    pub command_id: Uuid,
    /// Command type of DECISIONS 4: `case.accept`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The case; `None` for administration.
    pub case_id: Option<Uuid>,
    /// The version the writer saw; 0 for a case that the centre does not know yet.
    pub expected_version: u64,
    /// The command before it in the same lane of this device.
    pub prev_command_id: Option<Uuid>,
    /// Device that sealed it.
    pub device_id: Uuid,
    /// Life of the device's store; a copy of the store shows itself here.
    pub epoch: Uuid,
    /// Counts sealed commands of this epoch, no gaps.
    pub seq: u64,
    /// Who acts; the person signed in must be the same.
    pub actor_id: Uuid,
    /// In which role.
    pub role: Role,
    /// At which window.
    pub window_id: Option<String>,
    /// When it was composed, by the desk's own clock: a claim, never a legal time.
    pub composed_at: Timestamp,
    /// The guide version the writer worked with.
    pub guide_version: Option<GuideRef>,
    /// Payload of the act.
    pub payload: Value,
    /// Hashes of files it refers to.
    #[serde(default)]
    pub blobs: Vec<String>,
}

impl Command {
    /// The act that this command carries.
    pub fn act(&self) -> Result<Act, serde_json::Error> {
        serde_json::from_value(serde_json::json!({"type": self.kind, "payload": self.payload}))
    }

    /// Splits an act into the command's `type` and `payload`.
    pub fn split(act: &Act) -> Result<(String, Value), serde_json::Error> {
        let mut value = serde_json::to_value(act)?;
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let payload = value.get_mut("payload").map(Value::take).unwrap_or_default();
        Ok((kind, payload))
    }

    /// Hashes of the files that a payload names, wherever it does: what [`Self::blobs`] must hold.
    pub fn files_in(payload: &Value) -> BTreeSet<String> {
        let (mut found, mut open) = (BTreeSet::new(), vec![payload]);
        while let Some(value) = open.pop() {
            match value {
                Value::Object(fields) => {
                    for (name, field) in fields {
                        match field {
                            Value::Array(hashes) if name == "blobs" => {
                                found.extend(hashes.iter().filter_map(Value::as_str).map(ToOwned::to_owned));
                            }
                            other => open.push(other),
                        }
                    }
                }
                Value::Array(values) => open.extend(values),
                _ => {}
            }
        }
        found
    }

    /// The bytes that are stored, signed and sent.
    pub fn seal(&self) -> Result<Vec<u8>, NotCanonical> {
        canonical_bytes(self)
    }
}
