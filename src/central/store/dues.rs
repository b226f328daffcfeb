//! What time will do: a table of instants, so that nothing is ever scanned for (DECISIONS 5).

use uuid::Uuid;

use super::{StoreError, Tx, columns, engine::values};
use crate::domain::lifecycle::Due;

/// A due instant of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// Case.
    pub case_id: Uuid,
    /// What and when.
    pub due: Due,
}

impl Tx<'_> {
    /// The first due instant of all.
    pub fn next_due(&self) -> Result<Option<DueRow>, StoreError> {
        self.one(
            "SELECT at, case_id, transition FROM dues ORDER BY at, case_id, transition LIMIT 1",
            values![],
            |row| {
                Ok(DueRow {
                    case_id: columns::id(row, "case_id")?,
                    due: Due { transition: columns::get(row, "transition")?, at: columns::instant(row, "at")? },
                })
            },
        )
    }

    /// Every case that somebody or time will do something to.
    pub fn cases_at_work(&self) -> Result<Vec<Uuid>, StoreError> {
        self.all("SELECT case_id FROM dues UNION SELECT case_id FROM worklists ORDER BY case_id", values![], |row| {
            columns::id(row, "case_id")
        })
    }

    /// Replaces the due instants of a case.
    pub fn replace_dues(&self, case_id: Uuid, dues: &[Due]) -> Result<(), StoreError> {
        let stays: Vec<String> =
            dues.iter().map(|due| format!("{} {}", due.at.as_millisecond(), due.transition)).collect();
        self.execute(
            "DELETE FROM dues WHERE case_id = ?1 AND at || ' ' || transition NOT IN (SELECT value FROM json_each(?2))",
            values![case_id, columns::to_json(&stays)?],
        )?;
        for due in dues {
            self.execute(
                "INSERT INTO dues (at, case_id, transition) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                values![due.at, case_id, due.transition],
            )?;
        }
        Ok(())
    }

    /// Takes away one due instant that was tried and refused, so that it does not come again.
    pub fn drop_due(&self, row: &DueRow) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM dues WHERE at = ?1 AND case_id = ?2 AND transition = ?3",
            values![row.due.at, row.case_id, row.due.transition],
        )?;
        Ok(())
    }
}
