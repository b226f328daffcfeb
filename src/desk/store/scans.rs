//! Scans as this desk keeps them: sealed copies inside the encrypted file, so that what a person does to their own file
//! afterwards changes nothing (F39). A copy belongs to a case; it goes with its draft, or a day after the receipt of what
//! was sealed with it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Row, Transaction};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::desk::outbox::PIECE;

use super::{Store, StoreError, count, instant, integer, millis, parcels::UNFINISHED, uuid};

/// How long a copy stays after the last receipt of its case (RELIABILITY 4, retention).
pub const KEPT_AFTER_RECEIPT: SignedDuration = SignedDuration::from_hours(24);

/// A scan that is kept here. `Debug` does not show its name, which a person chose.
#[derive(Clone, PartialEq, Eq)]
pub struct Scan {
    /// Case.
    pub case_id: Uuid,
    /// SHA-256 of its bytes, lower-case hex: how commands and centre name it.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Ending for its type: `pdf`.
    pub kind: String,
    /// What the file was called.
    pub name: String,
    /// When it came in, by the centre's time as far as the desk knew it.
    pub at: Timestamp,
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").field("case_id", &self.case_id).field("size", &self.size).finish_non_exhaustive()
    }
}

fn scan_row(row: &Row<'_>) -> rusqlite::Result<(String, String, i64, String, String, i64)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

impl Store {
    /// Keeps a scan; when this returns, the user's own file is needed no more. The same bytes are kept once per case.
    pub fn keep_scan(&mut self, scan: &Scan, bytes: &[u8]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let case_id = scan.case_id.to_string();
            let new = transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO scan(case_id, sha256, size, kind, name, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute((&case_id, &scan.sha256, integer(scan.size)?, &scan.kind, &scan.name, millis(scan.at)))?;
            if new == 0 {
                return Ok(());
            }
            let mut statement = transaction
                .prepare_cached("INSERT INTO scan_piece(case_id, sha256, start, bytes) VALUES (?1, ?2, ?3, ?4)")?;
            let mut start = 0u64;
            for piece in bytes.chunks(usize::try_from(PIECE).unwrap_or(usize::MAX)) {
                statement.execute((&case_id, &scan.sha256, integer(start)?, piece))?;
                start = start.saturating_add(PIECE);
            }
            Ok(())
        })
    }

    /// Throws a scan away that nothing sealed names. True if it is gone.
    pub fn drop_scan(&mut self, case_id: Uuid, sha256: &str) -> Result<bool, StoreError> {
        self.shred(|transaction| {
            let which = format!("case_id = ?1 AND sha256 = ?2 AND NOT {}", named_in_a_parcel());
            drop_where(transaction, &which, (case_id.to_string(), sha256))
        })
    }

    /// Scans of a case, in the order in which they came.
    pub fn scans(&self, case_id: Uuid) -> Result<Vec<Scan>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT case_id, sha256, size, kind, name, at FROM scan WHERE case_id = ?1 ORDER BY rowid",
        )?;
        let rows = statement.query_map([case_id.to_string()], scan_row)?;
        rows.map(|row| {
            let (case_id, sha256, size, kind, name, at) = row?;
            Ok(Scan { case_id: uuid(&case_id)?, sha256, size: count(size)?, kind, name, at: instant(at)? })
        })
        .collect()
    }

    /// Bytes of a scan from `start` on, as far as one piece reaches; none behind its end. `None` = it is not here.
    pub fn scan_piece(
        &self,
        case_id: Uuid,
        sha256: &str,
        start: u64,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT size, (SELECT substr(bytes, ?3 - start + 1) FROM scan_piece AS piece
                     WHERE piece.case_id = ?1 AND piece.sha256 = ?2 AND start <= ?3 ORDER BY start DESC LIMIT 1)
                 FROM scan WHERE case_id = ?1 AND sha256 = ?2",
            )?
            .query_row((case_id.to_string(), sha256, integer(start)?), |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Vec<u8>>>(1)?))
            })
            .optional()?;
        let Some((size, bytes)) = found else { return Ok(None) };
        let bytes = bytes.unwrap_or_default();
        // A piece that lacks where bytes must be is damage, and no end of the file.
        if bytes.is_empty() && start < count(size)? {
            Err(StoreError::Unreadable)
        } else {
            Ok(Some(Zeroizing::new(bytes)))
        }
    }

    /// Throws away the copies that nobody needs any more: no draft of their case is here, nothing sealed in it waits, and
    /// the last receipt is a day old. `now` is the centre's time, so that a wrong clock of this machine shreds nothing.
    /// How many went.
    pub fn sweep_scans(&mut self, now: Timestamp) -> Result<u32, StoreError> {
        let before = millis(now.saturating_sub(KEPT_AFTER_RECEIPT).unwrap_or(Timestamp::MIN));
        let which = format!(
            "at <= ?1 AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.case_id = scan.case_id)
             AND NOT EXISTS (SELECT 1 FROM parcel WHERE parcel.case_id = scan.case_id AND {UNFINISHED})
             AND NOT EXISTS (SELECT 1 FROM parcel JOIN receipt USING (command_id)
                 WHERE parcel.case_id = scan.case_id AND stored_at > ?1)"
        );
        let due = format!("SELECT EXISTS (SELECT 1 FROM scan WHERE {which})");
        let due: bool = self.connection.prepare_cached(&due)?.query_row([before], |row| row.get(0))?;
        if !due {
            return Ok(0);
        }
        let mut gone = 0u32;
        self.shred(|transaction| {
            gone = transaction
                .prepare(&format!("SELECT count(*) FROM scan WHERE {which}"))?
                .query_row([before], |row| row.get(0))?;
            drop_where(transaction, &which, [before])
        })?;
        Ok(gone)
    }

    /// Removes, so that nothing of it stays in the file: freed pages are overwritten, and the log goes into the file.
    pub(super) fn shred(
        &mut self,
        work: impl FnMut(&Transaction<'_>) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        let work = std::cell::RefCell::new(work);
        self.connection.pragma_update(None, "secure_delete", true)?;
        let done = self.write_through(|transaction| (work.borrow_mut())(transaction));
        self.connection.pragma_update(None, "secure_delete", false)?;
        if matches!(done, Ok(true)) {
            // While somebody reads, the log goes with a later checkpoint.
            let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        done
    }
}

/// Scans of a draft that is thrown away, but for those that something sealed names.
pub(super) fn drop_with_draft(transaction: &Transaction<'_>, case_id: &str) -> Result<bool, StoreError> {
    drop_where(transaction, &format!("case_id = ?1 AND NOT {}", named_in_a_parcel()), [case_id])
}

/// After a rescue: a scan of which a piece was lost is none. Whoever needs it is told when it is missed, and scans again.
pub(super) fn drop_torn(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let whole = "size = (SELECT coalesce(sum(length(bytes)), 0) FROM scan_piece AS piece
         WHERE piece.case_id = scan.case_id AND piece.sha256 = scan.sha256)";
    drop_where(transaction, &format!("NOT ({whole})"), []).map(|_| ())
}

/// Whether a sealed command of the case names the scan.
fn named_in_a_parcel() -> &'static str {
    "EXISTS (SELECT 1 FROM parcel_scan JOIN parcel USING (command_id)
         WHERE parcel_scan.sha256 = scan.sha256 AND parcel.case_id = scan.case_id)"
}

fn drop_where(transaction: &Transaction<'_>, which: &str, params: impl rusqlite::Params) -> Result<bool, StoreError> {
    let gone = transaction.prepare_cached(&format!("DELETE FROM scan WHERE {which}"))?.execute(params)?;
    if gone > 0 {
        transaction
            .prepare_cached(
                "DELETE FROM scan_piece WHERE NOT EXISTS (SELECT 1 FROM scan
                     WHERE scan.case_id = scan_piece.case_id AND scan.sha256 = scan_piece.sha256)",
            )?
            .execute([])?;
    }
    Ok(gone > 0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
