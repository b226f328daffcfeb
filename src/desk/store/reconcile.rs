//! What the desk asks the centre about its own commands, and where the two were found to differ (RELIABILITY 3.10).

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    contract::{Fingerprint, PublicKey, fingerprint},
    desk::outbox::{Difference, DifferenceKind, ParcelState, VerdictBrief},
};

use super::{Store, StoreError, from_json, instant, millis, parcels::UNFINISHED, to_json, uuid};

/// Receipts that are younger are asked about: three times the longest time without a network.
const ASKED_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One command to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsure {
    /// Command.
    pub command_id: Uuid,
    /// Its bytes, as the centre names them.
    pub fingerprint: Fingerprint,
    /// Where it stands here.
    pub state: ParcelState,
    /// Who sealed it.
    pub actor_id: Uuid,
}

impl Store {
    /// Everything of this person that may have arrived and has no receipt, and what of anybody has one that is younger
    /// than 90 days; in order of sealing.
    pub fn to_reconcile(&self, actor_id: Uuid, now: Timestamp) -> Result<Vec<Unsure>, StoreError> {
        let young = millis(now.saturating_sub(ASKED_FOR).unwrap_or(Timestamp::MIN));
        let mut statement = self.connection.prepare(&format!(
            "SELECT command_id, bytes, state, actor_id FROM parcel
             WHERE (actor_id = ?1 AND {UNFINISHED} AND first_sent IS NOT NULL)
                OR command_id IN (SELECT command_id FROM receipt WHERE stored_at >= ?2) ORDER BY place"
        ))?;
        let mut rows = statement.query((actor_id.to_string(), young))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, state, actor): (String, String, String) = (row.get(0)?, row.get(2)?, row.get(3)?);
            let bytes = row.get_ref(1)?.as_blob().map_err(|_| StoreError::Unreadable)?;
            all.push(Unsure {
                command_id: uuid(&id)?,
                fingerprint: fingerprint(bytes),
                state: ParcelState::from_code(&state).ok_or(StoreError::Unreadable)?,
                actor_id: uuid(&actor)?,
            });
        }
        Ok(all)
    }

    /// Sent parcels that the centre never heard of are due at once.
    pub fn due_now(&mut self, commands: &[Uuid]) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            for command in commands {
                transaction
                    .prepare_cached("UPDATE parcel SET next_try = NULL WHERE command_id = ?1 AND state = 'maybe_sent'")?
                    .execute([command.to_string()])?;
            }
            Ok(())
        })
    }

    /// Notes a difference; another one about the same command takes the older one's place, and the same again is no news.
    pub fn keep_difference(
        &mut self,
        command_id: Uuid,
        kind: DifferenceKind,
        there: Option<&VerdictBrief>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let there = there.map(to_json).transpose()?;
        self.write_through(|transaction| {
            transaction.execute(
                "INSERT INTO difference(command_id, kind, at, there) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT(command_id) DO UPDATE SET kind = ?2, at = ?3, there = ?4, seen_at = NULL
                 WHERE kind IS NOT ?2 OR there IS NOT ?4",
                (command_id.to_string(), kind.code(), millis(now), &there),
            )?;
            Ok(())
        })
    }

    /// A person has looked at it.
    pub fn difference_seen(&mut self, command_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            transaction.execute(
                "UPDATE difference SET seen_at = ?2 WHERE command_id = ?1",
                (command_id.to_string(), millis(now)),
            )?;
            Ok(())
        })
    }

    /// Differences that nobody has looked at yet, the oldest first.
    pub fn differences(&self, trusted: &[PublicKey]) -> Result<Vec<Difference>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT command_id, kind, at, there FROM difference WHERE seen_at IS NULL ORDER BY at")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Option<String>>(3)?,
            ))
        })?;
        let mut all = Vec::new();
        for row in rows {
            let (id, kind, at, there) = row?;
            let Some(line) = self.outbox_line(uuid(&id)?, trusted)? else { continue };
            all.push(Difference {
                command_id: line.command_id,
                case_id: line.case_id,
                act: line.kind,
                title: line.title,
                kind: DifferenceKind::from_code(&kind).ok_or(StoreError::Unreadable)?,
                at: instant(at)?,
                here: line.verdict,
                there: there.as_deref().map(from_json).transpose()?,
            });
        }
        Ok(all)
    }
}
