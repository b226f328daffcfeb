//! Settings and calendars as they came into force, a row each time; nothing of it is ever changed.

use jiff::civil::Date;
use uuid::Uuid;

use super::{StoreError, Tx, columns, engine::values};
use crate::domain::{calendar::Year, settings::Settings};

/// Settings that hold from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsRow {
    /// First day.
    pub effective: Date,
    /// All of them.
    pub settings: Settings,
}

/// Everything that has come into force, in the order in which it did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LawRows {
    /// Settings.
    pub settings: Vec<SettingsRow>,
    /// Notices of years; a later one takes the place of an earlier one.
    pub years: Vec<(i16, Year)>,
}

impl Tx<'_> {
    /// A mark of what has come into force so far: another one each time, and never the same one twice, so that what was
    /// read once may be kept.
    pub fn law_mark(&self) -> Result<String, StoreError> {
        Ok(self.heads()?.map(|heads| heads.law_mark).unwrap_or_default())
    }

    /// All of it.
    pub fn law(&self) -> Result<LawRows, StoreError> {
        let settings = self.all("SELECT effective, body FROM law_settings ORDER BY serial", values![], |row| {
            let effective: String = columns::get(row, "effective")?;
            Ok(SettingsRow {
                effective: effective.parse().map_err(|_| StoreError::Unreadable { what: "effective" })?,
                settings: columns::json(row, "body")?,
            })
        })?;
        let years = self.all("SELECT year, body FROM law_years ORDER BY serial", values![], |row| {
            let year = i16::try_from(columns::get::<i64>(row, "year")?);
            Ok((year.map_err(|_| StoreError::Unreadable { what: "year" })?, columns::json(row, "body")?))
        })?;
        Ok(LawRows { settings, years })
    }

    /// Settings come into force.
    pub fn add_settings(&self, settings: &Settings, mark: Uuid) -> Result<(), StoreError> {
        let serial = self.next_law(mark)?;
        self.execute(
            "INSERT INTO law_settings (serial, effective, body) VALUES (?1, ?2, ?3)",
            values![serial, settings.effective_from, columns::to_json(settings)?],
        )
    }

    /// The notice of a year comes into force.
    pub fn add_year(&self, year: i16, notice: &Year, mark: Uuid) -> Result<(), StoreError> {
        let serial = self.next_law(mark)?;
        self.execute(
            "INSERT INTO law_years (serial, year, body) VALUES (?1, ?2, ?3)",
            values![serial, i64::from(year), columns::to_json(notice)?],
        )
    }

    /// What holds, or what is to come, may be another from now on.
    pub fn mark_law(&self, mark: Uuid) -> Result<(), StoreError> {
        self.put_heads()?;
        self.execute("UPDATE centre SET law_mark = ?1 WHERE id = 1", values![mark])
    }

    fn next_law(&self, mark: Uuid) -> Result<i64, StoreError> {
        self.mark_law(mark)?;
        Ok(columns::stored(self.next_number("law")?))
    }
}
