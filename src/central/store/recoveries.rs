//! Leave to send what somebody sealed at a desk and cannot send any more.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{contract::RecoveryReason, domain::role::Role};

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRow {
    /// Id.
    pub id: Uuid,
    /// The desk at which it was sealed.
    pub device_id: Uuid,
    /// Who sealed it.
    pub actor_id: Uuid,
    /// The role in which they did.
    pub role: Role,
    /// Why they cannot send it themselves.
    pub reason: RecoveryReason,
    /// Who gave leave.
    pub made_by: Uuid,
    /// When.
    pub made_at: Timestamp,
    /// Void from then on, by the centre's time.
    pub expires_at: Timestamp,
    /// Who took it: from then on it is theirs alone.
    pub taken_by: Option<Uuid>,
    /// When it was taken back; void since.
    pub revoked_at: Option<Timestamp>,
}

impl RecoveryRow {
    /// Whether it has run out or was taken back.
    pub fn is_void(&self, now: Timestamp) -> bool {
        self.expires_at <= now || self.revoked_at.is_some()
    }
}

impl Tx<'_> {
    /// Writes leave down.
    pub fn add_recovery(&self, row: &RecoveryRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO recoveries (id, device_id, actor_id, role, reason, made_by, made_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            values![
                row.id,
                row.device_id,
                row.actor_id,
                columns::to_word(&row.role)?,
                columns::to_word(&row.reason)?,
                row.made_by,
                row.made_at,
                row.expires_at
            ],
        )
    }

    /// Leave by its id, void or not.
    pub fn recovery(&self, id: Uuid) -> Result<Option<RecoveryRow>, StoreError> {
        self.one("SELECT * FROM recoveries WHERE id = ?1", values![id], read)
    }

    /// What is not void for a desk, the latest first.
    pub fn recoveries_at(&self, device_id: Uuid, now: Timestamp) -> Result<Vec<RecoveryRow>, StoreError> {
        self.all(
            "SELECT * FROM recoveries WHERE device_id = ?1 AND expires_at > ?2 AND revoked_at IS NULL
             ORDER BY made_at DESC, id",
            values![device_id, now],
            read,
        )
    }

    /// Somebody takes it; it stays theirs.
    pub fn take_recovery(&self, id: Uuid, by: Uuid, at: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "UPDATE recoveries SET taken_by = ?2, taken_at = ?3 WHERE id = ?1 AND taken_by IS NULL",
            values![id, by, at],
        )
    }

    /// Somebody takes it back before anybody has taken it.
    pub fn revoke_recovery(&self, id: Uuid, by: Uuid, at: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "UPDATE recoveries SET revoked_by = ?2, revoked_at = ?3 WHERE id = ?1 AND taken_by IS NULL",
            values![id, by, at],
        )
    }
}

fn read(row: Row<'_>) -> Result<RecoveryRow, StoreError> {
    Ok(RecoveryRow {
        id: columns::id(row, "id")?,
        device_id: columns::id(row, "device_id")?,
        actor_id: columns::id(row, "actor_id")?,
        role: columns::word(row, "role")?,
        reason: columns::word(row, "reason")?,
        made_by: columns::id(row, "made_by")?,
        made_at: columns::instant(row, "made_at")?,
        expires_at: columns::instant(row, "expires_at")?,
        taken_by: columns::some_id(row, "taken_by")?,
        revoked_at: columns::some_instant(row, "revoked_at")?,
    })
}
