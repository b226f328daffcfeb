//! What may go, and when. Nothing unsent and no draft ever goes by itself.

use jiff::{SignedDuration, Timestamp};

use super::{Store, StoreError, millis};

/// Receipts stay three times as long as a desk may be away.
const RECEIPTS: SignedDuration = SignedDuration::from_hours(90 * 24);
const NOTICES: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Store {
    /// Removes finished parcels with their receipts after 90 days, notices and returned papers after 30. Returns how
    /// many parcels went. `now` is the centre's time, so that a wrong clock of this machine removes nothing.
    pub fn purge(&mut self, now: Timestamp) -> Result<usize, StoreError> {
        let before = |age: SignedDuration| millis(now.saturating_sub(age).unwrap_or(Timestamp::MIN));
        let (receipts, notices) = (before(RECEIPTS), before(NOTICES));
        let gone = self.write_through(|transaction| {
            transaction.execute("DELETE FROM notice WHERE at < ?1", [notices])?;
            transaction.execute("DELETE FROM paper WHERE returned_at < ?1", [notices])?;
            transaction.execute(
                "CREATE TEMP TABLE going AS SELECT command_id FROM receipt JOIN parcel USING (command_id)
                 WHERE stored_at < ?1
                   AND (state <> 'conflict' OR command_id IN (SELECT command_id FROM conflict_decided))",
                [receipts],
            )?;
            transaction.execute("DELETE FROM receipt WHERE command_id IN (SELECT command_id FROM going)", [])?;
            let gone = transaction.execute(
                "DELETE FROM parcel WHERE command_id IN (SELECT command_id FROM going)
                   AND state IN ('applied', 'rejected', 'conflict')",
                [],
            )?;
            for table in ["conflict_base", "conflict_decided", "parcel_scan"] {
                transaction
                    .execute(&format!("DELETE FROM {table} WHERE command_id IN (SELECT command_id FROM going)"), [])?;
            }
            transaction.execute("DROP TABLE going", [])?;
            Ok(gone)
        })?;
        self.reserve.fill();
        Ok(gone)
    }
}
