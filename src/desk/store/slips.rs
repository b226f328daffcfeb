//! Collection slips (R5.4): their numbers, and the slips that were given, each with the originals it names. They stand
//! among the store's marks, one mark a slip, so that a slip and its number are one durable commit.

use rusqlite::OptionalExtension as _;

use super::{Store, StoreError, catalogue::keep_progress, from_json, millis, to_json};
use crate::desk::outbox::Slip;

/// Marks of slips begin with this.
const SLIP: &str = "slip/";
/// The last number given.
const LAST: &str = "slips";

impl Store {
    /// The next running number of this device; one that was given and not used is never given again.
    pub fn next_slip(&mut self) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let last: Option<String> = transaction
                .prepare_cached("SELECT value FROM progress WHERE name = ?1")?
                .query_row([LAST], |row| row.get(0))
                .optional()?;
            let next = last.and_then(|last| last.parse::<u64>().ok()).unwrap_or_default() + 1;
            keep_progress(transaction, LAST, &next.to_string())?;
            Ok(next)
        })
    }

    /// Keeps a slip; its originals are on the list of those in hand from then on (R5.16).
    pub fn keep_slip(&mut self, slip: &Slip) -> Result<(), StoreError> {
        let kept = to_json(slip)?;
        self.write(|transaction| {
            keep_progress(transaction, &format!("{SLIP}{}", slip.no), &kept)?;
            for (material_code, name) in &slip.originals {
                transaction.execute(
                    "INSERT OR IGNORE INTO paper(case_id, material_code, name, taken_at) VALUES (?1, ?2, ?3, ?4)",
                    (slip.case_id.to_string(), material_code, name, millis(slip.at)),
                )?;
            }
            Ok(())
        })
    }

    /// Every slip that was given here, in the order of their numbers.
    pub fn slips(&self) -> Result<Vec<Slip>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT value FROM progress WHERE name >= 'slip/' AND name < 'slip0' ORDER BY name")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| from_json(&row?)).collect()
    }
}
