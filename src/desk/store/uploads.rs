//! Which files a sealed command names, and how far each has come. What is on its way at the centre is the centre's word;
//! here is only kept what it said last.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};
use uuid::Uuid;

use crate::{contract::Problem, desk::outbox::Change};

use super::{Store, StoreError, count, integer, millis, parcels, to_json, uuid};

/// Files of a parcel that the centre has not got yet.
pub(super) const FILES_LEFT: &str = "(SELECT count(*) FROM parcel_scan JOIN scan
     ON scan.case_id = parcel.case_id AND scan.sha256 = parcel_scan.sha256
     WHERE parcel_scan.command_id = parcel.command_id AND NOT whole) AS files_left";

/// How far the files of a parcel have come: how many, their bytes, and those that are there.
pub(super) const FILES: &str = "(SELECT count(*) || ' ' || coalesce(sum(size), 0) || ' ' ||
         coalesce(sum(CASE WHEN whole THEN size ELSE coalesce(there, 0) END), 0)
     FROM parcel_scan JOIN scan ON scan.case_id = parcel.case_id AND scan.sha256 = parcel_scan.sha256
     WHERE parcel_scan.command_id = parcel.command_id) AS files";

/// The next file of a sealed command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Case.
    pub case_id: Uuid,
    /// Its hash.
    pub sha256: String,
    /// Bytes of the whole.
    pub size: u64,
    /// Bytes that the centre has; `None` = it has to be asked.
    pub there: Option<u64>,
}

/// Notes the files that a command names, in the commit that seals it. Those that are not kept here are the centre's
/// already: an act may name again what an earlier one brought. True if the centre lacks one.
pub(super) fn name_files(
    transaction: &Transaction<'_>,
    command_id: Uuid,
    case_id: Option<&str>,
    files: &[String],
) -> Result<bool, StoreError> {
    let command_id = command_id.to_string();
    for sha256 in files {
        transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO parcel_scan(command_id, sha256)
                 SELECT ?1, sha256 FROM scan WHERE case_id = ?2 AND sha256 = ?3",
            )?
            .execute((&command_id, case_id, sha256))?;
    }
    if files.is_empty() {
        return Ok(false);
    }
    let left = format!("SELECT {FILES_LEFT} FROM (SELECT ?1 AS command_id, ?2 AS case_id) AS parcel");
    let left: i64 = transaction.prepare_cached(&left)?.query_row((&command_id, case_id), |row| row.get(0))?;
    Ok(left > 0)
}

impl Store {
    /// The file that goes next before this command does; `None` = the centre has all of them.
    pub fn next_upload(&self, command_id: Uuid) -> Result<Option<Upload>, StoreError> {
        let row: Option<(String, String, i64, Option<i64>)> = self
            .connection
            .prepare_cached(
                "SELECT scan.case_id, scan.sha256, size, there FROM parcel JOIN parcel_scan USING (command_id)
                 JOIN scan ON scan.case_id = parcel.case_id AND scan.sha256 = parcel_scan.sha256
                 WHERE command_id = ?1 AND NOT whole ORDER BY scan.rowid LIMIT 1",
            )?
            .query_row([command_id.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let Some((case_id, sha256, size, there)) = row else { return Ok(None) };
        let there = there.map(count).transpose()?;
        Ok(Some(Upload { case_id: uuid(&case_id)?, sha256, size: count(size)?, there }))
    }

    /// The centre has so much of a file (`None` = all of it, and it is what it says). What held its command up is over.
    pub fn upload_moved(
        &mut self,
        command_id: Uuid,
        upload: &Upload,
        there: Option<u64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let whole = there.is_none();
        let there = there.map(integer).transpose()?;
        self.write_through(|transaction| {
            transaction
                .prepare_cached("UPDATE scan SET there = ?3, whole = ?4 WHERE case_id = ?1 AND sha256 = ?2")?
                .execute((upload.case_id.to_string(), &upload.sha256, there, whole))?;
            transaction
                .prepare_cached(
                    "UPDATE parcel SET why = NULL, problem = NULL, next_try = NULL,
                         since = CASE WHEN state IN ('held', 'parked') THEN ?2 ELSE since END,
                         state = CASE WHEN state NOT IN ('held', 'parked') THEN state
                             WHEN first_sent IS NULL THEN 'queued' ELSE 'maybe_sent' END
                     WHERE command_id = ?1 AND why IS NOT 'on_hold' AND why IS NOT 'by_hand'
                       AND state NOT IN ('applied', 'rejected', 'conflict')",
                )?
                .execute((command_id.to_string(), millis(now)))?;
            Ok(())
        })
    }

    /// A file did not move: how its command goes on waiting. Where the file stands has to be asked again.
    pub fn upload_waits(
        &mut self,
        command_id: Uuid,
        upload: &Upload,
        change: &Change,
        problem: Option<&Problem>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let problem = problem.map(to_json).transpose()?;
        self.write_through(|transaction| {
            transaction
                .prepare_cached("UPDATE scan SET there = NULL WHERE case_id = ?1 AND sha256 = ?2")?
                .execute((upload.case_id.to_string(), &upload.sha256))?;
            parcels::go_on_waiting(transaction, command_id, change, problem.as_deref(), now)?;
            transaction
                .prepare_cached("UPDATE parcel SET attempts = attempts + 1 WHERE command_id = ?1")?
                .execute([command_id.to_string()])?;
            Ok(())
        })
    }

    /// The centre lacks files of a command that it named as there: they go again. `hashes` are those that it says; none =
    /// all of them. False = not all of them are kept here any more.
    pub fn files_again(&mut self, command_id: Uuid, hashes: &[String]) -> Result<bool, StoreError> {
        self.write_through(|transaction| {
            let id = command_id.to_string();
            let known: i64 = transaction
                .prepare_cached(
                    "UPDATE scan SET there = NULL, whole = 0
                     WHERE case_id = (SELECT case_id FROM parcel WHERE command_id = ?1)
                       AND sha256 IN (SELECT sha256 FROM parcel_scan WHERE command_id = ?1)
                       AND (?2 = '' OR instr(?2, sha256) > 0)",
                )?
                .execute((&id, hashes.join(" ")))
                .map(|changed| i64::try_from(changed).unwrap_or(i64::MAX))?;
            let wanted: i64 = if hashes.is_empty() {
                transaction
                    .prepare_cached("SELECT max(count(*), 1) FROM parcel_scan WHERE command_id = ?1")?
                    .query_row([&id], |row| row.get(0))?
            } else {
                i64::try_from(hashes.len()).unwrap_or(i64::MAX)
            };
            Ok(known >= wanted)
        })
    }
}
