//! How much each account read, hour by hour.

use uuid::Uuid;

use super::{StoreError, Tx, columns, engine::values};

impl Tx<'_> {
    /// What somebody read of a kind since an hour: hours with their amounts.
    pub fn readings(&self, person: Uuid, what: &str, since: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        self.all(
            "SELECT hour, amount FROM readings WHERE person_id = ?1 AND what = ?2 AND hour >= ?3",
            values![person, what, since],
            |row| Ok((columns::get(row, "hour")?, columns::count(row, "amount")?)),
        )
    }

    /// They read so much more in this hour.
    pub fn add_reading(&self, person: Uuid, what: &str, hour: i64, amount: u64) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO readings (person_id, what, hour, amount) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (person_id, what, hour) DO UPDATE SET amount = readings.amount + excluded.amount",
            values![person, what, hour, columns::stored(amount)],
        )
    }

    /// Forgets what they read before an hour.
    pub fn forget_readings(&self, person: Uuid, before: i64) -> Result<(), StoreError> {
        self.execute("DELETE FROM readings WHERE person_id = ?1 AND hour < ?2", values![person, before])
    }
}
