//! Sealed commands: written once, byte for byte, and changed in nothing but where they stand.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, Transaction};
use uuid::Uuid;

use crate::{
    contract::Problem,
    desk::outbox::{Change, Parcel, ParcelState, Why},
};

use super::{
    Beside, DraftState, Store, StoreError, from_json, instant, millis, to_json,
    uploads::{FILES_LEFT, name_files},
    uuid,
};

/// The place that a command gets in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Life of the store.
    pub epoch: Uuid,
    /// Its number in that life.
    pub seq: u64,
    /// The command before it in its lane.
    pub prev_command_id: Option<Uuid>,
}

/// The bytes made for a place.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealing {
    /// Canonical bytes: what is sent, now and at every retry.
    pub bytes: Vec<u8>,
    /// The device's signature over them.
    pub signature: Vec<u8>,
}

/// What is to be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its id for ever.
    pub command_id: Uuid,
    /// Case; `None` = administration.
    pub case_id: Option<Uuid>,
    /// Type: `case.accept`.
    pub kind: String,
    /// Who acts.
    pub actor_id: Uuid,
    /// The desk's clock.
    pub now: Timestamp,
    /// The line is up: if the lane is free as well, it is written as sent at once.
    pub line_up: bool,
}

/// A sealed command as kept. `Debug` shows no bytes.
#[derive(Clone, PartialEq)]
pub struct Kept {
    /// What planning needs.
    pub parcel: Parcel,
    /// Type: `case.accept`.
    pub kind: String,
    /// For lists.
    pub title: String,
    /// The command before it in its lane.
    pub prev_command_id: Option<Uuid>,
    /// Bytes and signature.
    pub sealing: Sealing,
    /// The centre's last words without verdict: advice.
    pub problem: Option<Problem>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("parcel", &self.parcel).field("kind", &self.kind).finish_non_exhaustive()
    }
}

pub(super) const UNFINISHED: &str = "state NOT IN ('applied', 'rejected', 'conflict')";
pub(super) const COLUMNS: &str =
    "command_id, case_id, actor_id, place, state, attempts, sealed_at, first_sent, next_try, why";

impl Store {
    /// Seals: command row, bytes, draft taken along, number advanced, in one durable commit. `make` gets the place
    /// and gives the bytes. Returns the state it was written in and its number.
    pub fn seal(
        &mut self,
        seal: &Seal,
        make: impl FnOnce(Place) -> Result<Sealing, StoreError>,
    ) -> Result<(ParcelState, u64), StoreError> {
        self.seal_beside(seal, &Beside::default(), make)
    }

    /// The same, with what is kept beside the command in the same commit.
    pub fn seal_beside(
        &mut self,
        seal: &Seal,
        beside: &Beside,
        make: impl FnOnce(Place) -> Result<Sealing, StoreError>,
    ) -> Result<(ParcelState, u64), StoreError> {
        self.write(|transaction| {
            let (epoch, last): (String, i64) =
                transaction.query_row("SELECT epoch, seq FROM device", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let seq = last + 1;
            let case_id = seal.case_id.map(|id| id.to_string());
            // What was set aside because the one before it was refused is in no lane any more.
            let prev: Option<String> = transaction
                .prepare_cached(
                    "SELECT command_id FROM parcel WHERE case_id IS ?1 AND why IS NOT 'predecessor_refused'
                     ORDER BY place DESC LIMIT 1",
                )?
                .query_row([&case_id], |row| row.get(0))
                .optional()?;
            let place = Place {
                epoch: uuid(&epoch)?,
                seq: u64::try_from(seq).map_err(|_| StoreError::Unreadable)?,
                prev_command_id: prev.as_deref().map(uuid).transpose()?,
            };
            let sealing = make(place)?;
            let files_go_first = name_files(transaction, seal.command_id, case_id.as_deref(), &beside.files)?;
            let state = match (lane_is_free(transaction, case_id.as_deref())?, seal.line_up && !files_go_first) {
                (false, _) => ParcelState::Blocked,
                (true, true) => ParcelState::MaybeSent,
                (true, false) => ParcelState::Queued,
            };
            let sent = (state == ParcelState::MaybeSent).then(|| millis(seal.now));
            let draft: Option<(String, String)> = transaction
                .prepare_cached("DELETE FROM draft WHERE case_id = ?1 RETURNING title, snapshot")?
                .query_row([&case_id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let (title, snapshot) = draft.unzip();
            transaction
                .prepare_cached(
                    "INSERT INTO parcel(command_id, case_id, kind, title, actor_id, epoch, seq, prev_command_id, bytes,
                         signature, state, attempts, sealed_at, first_sent, draft_title, draft_snapshot, since)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?13)",
                )?
                .execute(rusqlite::params![
                    seal.command_id.to_string(),
                    case_id,
                    seal.kind,
                    title.as_deref().unwrap_or_default(),
                    seal.actor_id.to_string(),
                    epoch,
                    seq,
                    prev,
                    sealing.bytes,
                    sealing.signature,
                    state.code(),
                    i64::from(sent.is_some()),
                    millis(seal.now),
                    sent,
                    title,
                    snapshot,
                ])?;
            transaction.prepare_cached("UPDATE device SET seq = ?1")?.execute([seq])?;
            beside.keep(transaction, seal)?;
            Ok((state, place.seq))
        })
    }

    /// Records an attempt before its first byte leaves.
    pub fn attempt(&mut self, command_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            may_become(transaction, command_id, ParcelState::MaybeSent)?;
            transaction
                .prepare_cached(
                    "UPDATE parcel SET state = 'maybe_sent', attempts = attempts + 1,
                         first_sent = coalesce(first_sent, ?2), next_try = NULL, why = NULL, since = ?2 WHERE command_id = ?1",
                )?
                .execute((command_id.to_string(), millis(now)))?;
            Ok(())
        })
    }

    /// Records how a parcel goes on waiting.
    pub fn wait(
        &mut self,
        command_id: Uuid,
        change: &Change,
        problem: Option<&Problem>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let problem = problem.map(to_json).transpose()?;
        self.write_through(|transaction| go_on_waiting(transaction, command_id, change, problem.as_deref(), now))
    }

    /// Takes a parcel that was never sent back into a draft. Its id is burnt. Refused once a byte may have left, and
    /// while a later parcel of the same lane builds on it.
    pub fn withdraw(&mut self, command_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            let id = command_id.to_string();
            let burnt = transaction.execute(
                "INSERT INTO burnt(command_id, epoch, seq, at)
                 SELECT command_id, epoch, seq, ?2 FROM parcel AS p WHERE command_id = ?1 AND first_sent IS NULL
                   AND state NOT IN ('applied', 'rejected', 'conflict')
                   AND NOT EXISTS (SELECT 1 FROM parcel WHERE prev_command_id = p.command_id)",
                (&id, millis(now)),
            )?;
            if burnt == 0 {
                return Err(StoreError::NotAllowed);
            }
            bring_draft_back(transaction, &id, DraftState::Open, now)?;
            transaction.execute("DELETE FROM parcel WHERE command_id = ?1", [&id])?;
            transaction.execute("DELETE FROM parcel_scan WHERE command_id = ?1", [&id])?;
            Ok(())
        })
    }

    /// The cause of these waits is gone: they are due again.
    pub fn release(&mut self, causes: &[Why]) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            for why in causes {
                transaction
                    .execute("UPDATE parcel SET next_try = NULL WHERE why = ?1 AND state = 'held'", [why.code()])?;
            }
            Ok(())
        })
    }

    /// Everything without a receipt, in order of sealing.
    pub fn unfinished(&self) -> Result<Vec<Parcel>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS}, {FILES_LEFT} FROM parcel WHERE {UNFINISHED} ORDER BY place"))?;
        let rows = statement.query_map([], parcel_row)?;
        rows.map(|row| read_parcel(row?)).collect()
    }

    /// All parcels of the list 本机待传 and its history, the latest first.
    pub fn parcels(&self, limit: u32) -> Result<Vec<Kept>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT command_id FROM parcel ORDER BY place DESC LIMIT ?1")?;
        let ids = statement.query_map([limit], |row| row.get::<_, String>(0))?;
        let ids = ids.collect::<Result<Vec<_>, _>>()?;
        ids.iter().filter_map(|id| uuid(id).and_then(|id| self.parcel(id)).transpose()).collect()
    }

    /// One parcel.
    pub fn parcel(&self, command_id: Uuid) -> Result<Option<Kept>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS}, kind, title, prev_command_id, bytes, signature, problem, {FILES_LEFT} FROM parcel
             WHERE command_id = ?1"
        ))?;
        let mut rows = statement.query([command_id.to_string()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let prev: Option<String> = row.get(12)?;
        let problem: Option<String> = row.get(15)?;
        Ok(Some(Kept {
            parcel: read_parcel(parcel_row(row)?)?,
            kind: row.get(10)?,
            title: row.get(11)?,
            prev_command_id: prev.as_deref().map(uuid).transpose()?,
            sealing: Sealing { bytes: row.get(13)?, signature: row.get(14)? },
            problem: problem.as_deref().map(from_json).transpose()?,
        }))
    }
}

/// A parcel goes on waiting, if the table of states lets it.
pub(super) fn go_on_waiting(
    transaction: &Transaction<'_>,
    command_id: Uuid,
    change: &Change,
    problem: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    may_become(transaction, command_id, change.state)?;
    transaction
        .prepare_cached(
            "UPDATE parcel SET since = CASE WHEN state = ?2 THEN since ELSE ?6 END,
                 state = ?2, next_try = ?3, why = ?4, problem = ?5 WHERE command_id = ?1",
        )?
        .execute((
            command_id.to_string(),
            change.state.code(),
            change.next_try.map(millis),
            change.why.code(),
            problem,
            millis(now),
        ))?;
    Ok(())
}

/// The parcel's state, if the table of states lets it become `to`.
pub(super) fn may_become(
    transaction: &Transaction<'_>,
    command_id: Uuid,
    to: ParcelState,
) -> Result<ParcelState, StoreError> {
    let state: Option<String> = transaction
        .prepare_cached("SELECT state FROM parcel WHERE command_id = ?1")?
        .query_row([command_id.to_string()], |row| row.get(0))
        .optional()?;
    state
        .and_then(|code| ParcelState::from_code(&code))
        .filter(|state| state.may_become(to))
        .ok_or(StoreError::NotAllowed)
}

/// Puts the draft that a parcel took along back, unless a newer draft of the case is there. True if it did.
pub(super) fn bring_draft_back(
    transaction: &Transaction<'_>,
    command_id: &str,
    state: DraftState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let back = transaction.execute(
        "INSERT OR IGNORE INTO draft(case_id, title, snapshot, state, updated)
         SELECT case_id, draft_title, draft_snapshot, ?2, ?3 FROM parcel
         WHERE command_id = ?1 AND draft_snapshot IS NOT NULL AND case_id IS NOT NULL",
        (command_id, state.code(), millis(now)),
    )?;
    Ok(back > 0)
}

pub(super) fn lane_is_free(transaction: &Transaction<'_>, case_id: Option<&str>) -> Result<bool, StoreError> {
    Ok(!transaction
        .prepare_cached(&format!(
            "SELECT 1 FROM parcel WHERE case_id IS ?1 AND {UNFINISHED} AND why IS NOT 'predecessor_refused'"
        ))?
        .exists([case_id])?)
}

pub(super) type ParcelRow =
    (String, Option<String>, String, i64, String, u32, i64, Option<i64>, Option<i64>, Option<String>, u32);

pub(super) fn parcel_row(row: &Row<'_>) -> rusqlite::Result<ParcelRow> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
        row.get(9)?,
        row.get("files_left")?,
    ))
}

pub(super) fn read_parcel(row: ParcelRow) -> Result<Parcel, StoreError> {
    let (command_id, case_id, actor_id, place, state, attempts, sealed_at, first_sent, next_try, why, files_left) = row;
    Ok(Parcel {
        command_id: uuid(&command_id)?,
        case_id: case_id.as_deref().map(uuid).transpose()?,
        actor_id: uuid(&actor_id)?,
        place: u64::try_from(place).map_err(|_| StoreError::Unreadable)?,
        state: ParcelState::from_code(&state).ok_or(StoreError::Unreadable)?,
        attempts,
        sealed_at: instant(sealed_at)?,
        first_sent: first_sent.map(instant).transpose()?,
        next_try: next_try.map(instant).transpose()?,
        why: why.as_deref().and_then(Why::from_code),
        files_left,
    })
}
