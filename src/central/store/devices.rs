//! Enrolled desks, and the consent that each needs.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Id.
    pub id: Uuid,
    /// Ed25519 key, base64url.
    pub public_key: String,
    /// What people call it.
    pub name: String,
    /// Who enrolled it.
    pub enrolled_by: Uuid,
    /// When.
    pub enrolled_at: Timestamp,
    /// When it was put out; `None` = trusted.
    pub revoked_at: Option<Timestamp>,
}

/// Consent to enrol one desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCodeRow {
    /// Keyed hash of the code.
    pub code_hash: String,
    /// Who consented.
    pub made_by: Uuid,
    /// Until when.
    pub expires_at: Timestamp,
    /// It was taken.
    pub used: bool,
}

impl Tx<'_> {
    /// Enrols a device. An id is enrolled once: a second key for it is refused by the schema.
    pub fn add_device(&self, device: &Device) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO devices (id, public_key, name, enrolled_by, enrolled_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![device.id, device.public_key, device.name, device.enrolled_by, device.enrolled_at],
        )
    }

    /// A device by its id.
    pub fn device(&self, id: Uuid) -> Result<Option<Device>, StoreError> {
        self.one("SELECT * FROM devices WHERE id = ?1", values![id], read)
    }

    /// Every device, the newest first.
    pub fn devices(&self) -> Result<Vec<Device>, StoreError> {
        self.all("SELECT * FROM devices ORDER BY enrolled_at DESC, id", values![], read)
    }

    /// Puts a device out.
    pub fn revoke_device(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        self.execute("UPDATE devices SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL", values![id, at])
    }

    /// Writes consent down; forgets what ran out.
    pub fn add_device_code(&self, code: &DeviceCodeRow, now: Timestamp) -> Result<(), StoreError> {
        self.execute("DELETE FROM device_codes WHERE expires_at <= ?1", values![now])?;
        self.execute(
            "INSERT INTO device_codes (code_hash, made_by, expires_at) VALUES (?1, ?2, ?3)",
            values![code.code_hash, code.made_by, code.expires_at],
        )
    }

    /// Consent by the hash of its code.
    pub fn device_code(&self, code_hash: &str) -> Result<Option<DeviceCodeRow>, StoreError> {
        self.one("SELECT * FROM device_codes WHERE code_hash = ?1", values![code_hash], |row| {
            Ok(DeviceCodeRow {
                code_hash: code_hash.to_owned(),
                made_by: columns::id(row, "made_by")?,
                expires_at: columns::instant(row, "expires_at")?,
                used: columns::get::<Option<i64>>(row, "used_at")?.is_some(),
            })
        })
    }

    /// Consent is taken, once.
    pub fn use_device_code(&self, code_hash: &str, at: Timestamp) -> Result<(), StoreError> {
        self.execute("UPDATE device_codes SET used_at = ?2 WHERE code_hash = ?1", values![code_hash, at])
    }
}

fn read(row: Row<'_>) -> Result<Device, StoreError> {
    Ok(Device {
        id: columns::id(row, "id")?,
        public_key: columns::get(row, "public_key")?,
        name: columns::get(row, "name")?,
        enrolled_by: columns::id(row, "enrolled_by")?,
        enrolled_at: columns::instant(row, "enrolled_at")?,
        revoked_at: columns::some_instant(row, "revoked_at")?,
    })
}
