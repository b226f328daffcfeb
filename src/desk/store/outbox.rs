//! Sealed commands for a person: the list, and what a person may do with one. What may be done is decided by
//! [`ParcelLine::may`] alone, read in the same commit.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, Transaction};
use uuid::Uuid;

use crate::{
    contract::{PublicKey, Receipt},
    desk::outbox::{Decided, Files, Parcel, ParcelLine, ParcelState, PersonAct, VerdictBrief, Why},
};

use super::{
    DraftState, Store, StoreError, from_json, instant, millis,
    parcels::{COLUMNS, ParcelRow, UNFINISHED, bring_draft_back, parcel_row, read_parcel},
    uploads::{FILES, FILES_LEFT},
    uuid,
};

/// Behind the columns of a parcel. The title of a case is that of the first command that had one.
const MORE: &str = "kind, coalesce(nullif(title, ''), (SELECT title FROM parcel AS first
     WHERE first.case_id = parcel.case_id AND first.title <> '' ORDER BY place LIMIT 1), ''),
     since, draft_snapshot IS NOT NULL, (SELECT receipt FROM receipt WHERE receipt.command_id = parcel.command_id),
    (SELECT superseded_by FROM conflict_decided AS decided WHERE decided.command_id = parcel.command_id),
    (SELECT at FROM conflict_decided AS decided WHERE decided.command_id = parcel.command_id)";

type LineRow = (ParcelRow, String, String, i64, bool, Option<String>, Option<String>, Option<i64>, String);

fn line_row(row: &Row<'_>) -> rusqlite::Result<LineRow> {
    Ok((
        parcel_row(row)?,
        row.get(10)?,
        row.get(11)?,
        row.get(12)?,
        row.get(13)?,
        row.get(14)?,
        row.get(15)?,
        row.get(16)?,
        row.get("files")?,
    ))
}

fn read_line(row: LineRow, trusted: &[PublicKey]) -> Result<ParcelLine, StoreError> {
    let (parcel, kind, title, since, has_draft, receipt, superseded_by, decided_at, files) = row;
    let parcel = read_parcel(parcel)?;
    let files = read_files(&files, parcel.files_left)?;
    let receipt: Option<Receipt> = receipt.as_deref().map(from_json).transpose()?;
    let verdict = receipt.and_then(|receipt| receipt.open(trusted).ok()).as_ref().map(VerdictBrief::from);
    let superseded_by = superseded_by.as_deref().map(uuid).transpose()?;
    let decided = decided_at.map(instant).transpose()?.map(|at| Decided { superseded_by, at });
    Ok(ParcelLine {
        command_id: parcel.command_id,
        case_id: parcel.case_id,
        kind,
        title,
        place: parcel.place,
        state: parcel.state,
        since: instant(since)?,
        why: parcel.why,
        next_try: parcel.next_try,
        attempts: parcel.attempts,
        sealed_at: parcel.sealed_at,
        sent: parcel.first_sent.is_some(),
        has_draft,
        actor_id: parcel.actor_id,
        verdict,
        decided,
        files,
    })
}

/// How many, all their bytes, and the bytes that are there.
fn read_files(counts: &str, left: u32) -> Result<Files, StoreError> {
    let counts: Vec<u64> = counts.split(' ').filter_map(|count| count.parse().ok()).collect();
    let &[of, bytes, sent] = counts.as_slice() else { return Err(StoreError::Unreadable) };
    let of = u32::try_from(of).map_err(|_| StoreError::Unreadable)?;
    Ok(Files::new(of.saturating_sub(left), of, sent, bytes))
}

impl Store {
    /// All that has no receipt yet, and the latest of what has one.
    pub fn outbox(&self, finished: u32, trusted: &[PublicKey]) -> Result<Vec<ParcelLine>, StoreError> {
        let mut lines = Vec::new();
        for (which, limit) in [(UNFINISHED.to_owned(), u32::MAX), (format!("NOT ({UNFINISHED})"), finished)] {
            let sql = format!(
                "SELECT {COLUMNS}, {MORE}, {FILES_LEFT}, {FILES} FROM parcel WHERE {which} ORDER BY place DESC LIMIT ?1"
            );
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([limit], line_row)?;
            for row in rows {
                lines.push(read_line(row?, trusted)?);
            }
        }
        Ok(lines)
    }

    /// One of them.
    pub fn outbox_line(&self, command_id: Uuid, trusted: &[PublicKey]) -> Result<Option<ParcelLine>, StoreError> {
        one_line(&self.connection, command_id, trusted)
    }

    /// What this person sealed and could not send is due again, for whoever sends it with leave of the hall (F50). What was
    /// put on hold, or waits for another reason, goes on waiting.
    pub fn recover(&mut self, actor_id: Uuid, now: Timestamp) -> Result<Vec<Parcel>, StoreError> {
        self.write_through(|transaction| {
            transaction.execute(
                &format!(
                    "UPDATE parcel SET since = ?2, why = NULL, next_try = NULL,
                         state = CASE WHEN first_sent IS NULL THEN 'queued' ELSE 'maybe_sent' END
                     WHERE actor_id = ?1 AND {UNFINISHED} AND state <> 'blocked' AND
                         (why IS NULL OR why IN ('sign_in', 'other_person', 'account_disabled', 'refused', 'undelivered'))"
                ),
                (actor_id.to_string(), millis(now)),
            )?;
            Ok(())
        })?;
        Ok(self.unfinished()?.into_iter().filter(|parcel| parcel.actor_id == actor_id).collect())
    }

    /// What a person does with a parcel; refused if it may not be done with it now.
    pub fn move_by_hand(&mut self, command_id: Uuid, act: PersonAct, now: Timestamp) -> Result<(), StoreError> {
        self.write_through(|transaction| {
            let line = one_line(transaction, command_id, &[])?.filter(|line| line.may(act));
            let line = line.ok_or(StoreError::NotAllowed)?;
            match act {
                PersonAct::TryNow => {
                    let to = if line.sent { ParcelState::MaybeSent } else { ParcelState::Queued };
                    set(transaction, command_id, to, None, now)
                }
                PersonAct::Hold => set(transaction, command_id, ParcelState::Held, Some(Why::OnHold), now),
                PersonAct::Park => set(transaction, command_id, ParcelState::Parked, Some(Why::ByHand), now),
                PersonAct::Withdraw => withdraw_from(transaction, &line, now),
                PersonAct::Copy => {
                    let copied = bring_draft_back(transaction, &command_id.to_string(), DraftState::CameBack, now)?;
                    if copied { Ok(()) } else { Err(StoreError::NotAllowed) }
                }
            }
        })
    }
}

fn one_line(
    connection: &rusqlite::Connection,
    command_id: Uuid,
    trusted: &[PublicKey],
) -> Result<Option<ParcelLine>, StoreError> {
    let row = connection
        .prepare_cached(&format!("SELECT {COLUMNS}, {MORE}, {FILES_LEFT}, {FILES} FROM parcel WHERE command_id = ?1"))?
        .query_row([command_id.to_string()], line_row)
        .optional()?;
    row.map(|row| read_line(row, trusted)).transpose()
}

fn set(
    transaction: &Transaction<'_>,
    command_id: Uuid,
    to: ParcelState,
    why: Option<Why>,
    now: Timestamp,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "UPDATE parcel SET since = CASE WHEN state = ?2 THEN since ELSE ?4 END,
                 state = ?2, why = ?3, next_try = NULL WHERE command_id = ?1",
        )?
        .execute((command_id.to_string(), to.code(), why.map(Why::code), millis(now)))?;
    Ok(())
}

/// Burns a parcel and all behind it in its lane, the last one first. None of them was ever sent: a lane goes in order.
fn withdraw_from(transaction: &Transaction<'_>, line: &ParcelLine, now: Timestamp) -> Result<(), StoreError> {
    let place = i64::try_from(line.place).map_err(|_| StoreError::Unreadable)?;
    let case_id = line.case_id.map(|id| id.to_string());
    // What was set aside and what stands in the lane do not build on each other.
    let aside = if line.why == Some(Why::PredecessorRefused) { "IS" } else { "IS NOT" };
    let behind = format!("case_id IS ?1 AND place >= ?2 AND {UNFINISHED} AND why {aside} 'predecessor_refused'");
    let sent = transaction
        .prepare(&format!("SELECT 1 FROM parcel WHERE {behind} AND first_sent IS NOT NULL"))?
        .exists((&case_id, place))?;
    if sent {
        return Err(StoreError::NotAllowed);
    }
    transaction.execute(
        &format!(
            "INSERT INTO burnt(command_id, epoch, seq, at)
             SELECT command_id, epoch, seq, ?3 FROM parcel WHERE {behind}"
        ),
        (&case_id, place, millis(now)),
    )?;
    bring_draft_back(transaction, &line.command_id.to_string(), DraftState::Open, now)?;
    transaction.execute(
        &format!("DELETE FROM parcel_scan WHERE command_id IN (SELECT command_id FROM parcel WHERE {behind})"),
        (&case_id, place),
    )?;
    transaction.execute(&format!("DELETE FROM parcel WHERE {behind}"), (&case_id, place))?;
    Ok(())
}
