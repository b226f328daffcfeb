//! Receipts: the receipt and what it does to the parcel are one commit.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};
use uuid::Uuid;

use crate::{
    contract::{Problem, PublicKey, Receipt, ReceiptPayload},
    desk::outbox::{ParcelState, Settlement},
};

use super::{DraftState, Store, StoreError, from_json, millis, parcels, to_json};

/// A parcel that has its receipt.
#[derive(Clone, PartialEq)]
pub struct Settled {
    /// Command.
    pub command_id: Uuid,
    /// `Applied`, `Rejected` or `Conflict`.
    pub state: ParcelState,
    /// What the receipt says.
    pub payload: ReceiptPayload,
    /// The reasons beside a rejection.
    pub problem: Option<Problem>,
    /// Its draft is among the drafts again.
    pub draft_back: bool,
}

impl fmt::Debug for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settled")
            .field("command_id", &self.command_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Stores a receipt and finishes its parcel, also on a full disk: the next of the lane is free, an applied parcel
    /// forgets its draft, a refused one gives it back. A second receipt for the same parcel changes nothing.
    pub fn settle(&mut self, settlement: &Settlement, now: Timestamp) -> Result<Settled, StoreError> {
        let command_id = settlement.payload.command_id;
        let receipt = to_json(&settlement.receipt)?;
        let problem = settlement.problem.as_ref().map(to_json).transpose()?;
        let id = command_id.to_string();
        let settled = |draft_back| Settled {
            command_id,
            state: settlement.state,
            payload: settlement.payload.clone(),
            problem: settlement.problem.clone(),
            draft_back,
        };
        self.write_through(|transaction| {
            let known = transaction.prepare_cached("SELECT 1 FROM receipt WHERE command_id = ?1")?.exists([&id])?;
            if known {
                return Ok(settled(false));
            }
            parcels::may_become(transaction, command_id, settlement.state)?;
            let draft_back = settlement.state != ParcelState::Applied
                && parcels::bring_draft_back(transaction, &id, DraftState::CameBack, now)?;
            transaction
                .prepare_cached("INSERT INTO receipt(command_id, receipt, problem, stored_at) VALUES (?1, ?2, ?3, ?4)")?
                .execute((&id, &receipt, &problem, millis(settlement.payload.server_time)))?;
            transaction
                .prepare_cached(
                    "UPDATE parcel SET state = ?2, next_try = NULL, why = NULL, problem = NULL, since = ?4,
                         draft_title = CASE WHEN ?3 THEN draft_title END,
                         draft_snapshot = CASE WHEN ?3 THEN draft_snapshot END
                     WHERE command_id = ?1",
                )?
                .execute((
                    &id,
                    settlement.state.code(),
                    settlement.state != ParcelState::Applied && !draft_back,
                    millis(now),
                ))?;
            if settlement.state != ParcelState::Applied {
                set_followers_aside(transaction, &id, settlement.payload.version.unwrap_or(0), now)?;
            }
            transaction
                .prepare_cached(
                    "UPDATE parcel SET state = 'queued', since = ?2 WHERE command_id = (
                         SELECT next.command_id FROM parcel AS done JOIN parcel AS next ON next.case_id IS done.case_id
                         WHERE done.command_id = ?1 AND next.place > done.place
                           AND next.state NOT IN ('applied', 'rejected', 'conflict')
                         ORDER BY next.place LIMIT 1) AND state = 'blocked'",
                )?
                .execute((&id, millis(now)))?;
            Ok(settled(draft_back))
        })
    }

    /// The receipt of a finished parcel, checked again with the keys of the centre.
    pub fn settled(&self, command_id: Uuid, trusted: &[PublicKey]) -> Result<Option<Settled>, StoreError> {
        let row: Option<(String, String, Option<String>)> = self
            .connection
            .prepare_cached(
                "SELECT state, receipt, receipt.problem FROM parcel JOIN receipt USING (command_id)
                 WHERE command_id = ?1",
            )?
            .query_row([command_id.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((state, receipt, problem)) = row else { return Ok(None) };
        let receipt: Receipt = from_json(&receipt)?;
        Ok(Some(Settled {
            command_id,
            state: ParcelState::from_code(&state).ok_or(StoreError::Unreadable)?,
            payload: receipt.open(trusted).map_err(|_| StoreError::Unreadable)?,
            problem: problem.as_deref().map(from_json).transpose()?,
            draft_back: false,
        }))
    }

    /// Every receipt that is kept, in the order in which the commands were sealed.
    pub fn receipts(&self) -> Result<Vec<Receipt>, StoreError> {
        let mut kept = self
            .connection
            .prepare_cached("SELECT receipt FROM receipt JOIN parcel USING (command_id) ORDER BY parcel.place")?;
        let rows = kept.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| from_json(&row?)).collect()
    }

    /// What the receipt of a finished parcel says of the case, in one word: [`Receipt::gist`].
    pub fn gist(&self, command_id: Uuid) -> Result<Option<String>, StoreError> {
        let receipt: Option<String> = self
            .connection
            .prepare_cached("SELECT receipt FROM receipt WHERE command_id = ?1")?
            .query_row([command_id.to_string()], |row| row.get(0))
            .optional()?;
        let receipt: Option<Receipt> = receipt.as_deref().map(from_json).transpose()?;
        Ok(receipt.and_then(|receipt| receipt.gist()))
    }
}

/// What was sealed behind a refused command for a version that the case would have had after it: nobody can judge it any
/// more. None of it was sent; it waits for a person, out of the lane.
fn set_followers_aside(
    transaction: &Transaction<'_>,
    refused: &str,
    version: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    transaction.execute(
        "UPDATE parcel SET state = 'parked', why = 'predecessor_refused', next_try = NULL, since = ?2
         WHERE state = 'blocked' AND first_sent IS NULL
           AND case_id = (SELECT case_id FROM parcel WHERE command_id = ?1)
           AND place > (SELECT place FROM parcel WHERE command_id = ?1)
           AND json_extract(CAST(bytes AS TEXT), '$.expected_version') > ?3",
        (refused, millis(now), i64::try_from(version).unwrap_or(i64::MAX)),
    )?;
    Ok(())
}
