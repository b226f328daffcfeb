//! The catalogue's copy, and how this window uses it. With the centre away it is what the desk works from.

use crate::{
    contract::{CalendarYear, CatalogueChanges, ItemSummary},
    domain::guide::GuideRef,
};
use jiff::{Timestamp, civil::Date};
use rusqlite::OptionalExtension as _;
use serde_json::Value;

use super::{Items, Store, StoreError, from_json, instant, millis, to_json};

/// How this window uses an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Item code.
    pub code: String,
    /// Times taken.
    pub count: u64,
    /// Last taken.
    pub last_used: Option<Timestamp>,
    /// Pinned by the clerk.
    pub pinned: bool,
}

impl Store {
    /// Takes in what changed since the version that is here, in one commit. Guides of older versions stay: drafts and
    /// cases pin them.
    pub fn take_catalogue_changes(
        &mut self,
        changes: &CatalogueChanges,
        day: Date,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let edition = self.edition()?;
        self.write_much(|transaction| {
            let last: i64 = transaction.query_row(
                "SELECT coalesce(max(place), 0) FROM catalogue_item WHERE edition = ?1",
                [edition],
                |row| row.get(0),
            )?;
            let mut item = transaction.prepare(
                "INSERT INTO catalogue_item(edition, code, place, summary) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT(edition, code) DO UPDATE SET summary = excluded.summary",
            )?;
            for (place, summary) in (last + 1..).zip(&changes.items) {
                item.execute((edition, &summary.code, place, to_json(summary)?))?;
            }
            for guide in &changes.guides {
                // Without its name nobody could ask for it.
                let named = guide.get("guide_version").and_then(Value::as_str);
                if let Some(named) = named.and_then(|name| GuideRef::try_from(name.to_owned()).ok()) {
                    keep_guide(transaction, &named, &guide.to_string())?;
                }
            }
            keep_current(transaction, changes.version, day, now)
        })
    }

    /// The centre said that the catalogue here is the one in force: its age counts from now.
    pub fn confirm_catalogue(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.write(|transaction| keep_progress(transaction, CATALOGUE_AT, &millis(now).to_string()))
    }

    /// All items in the centre's order.
    pub fn items(&self) -> Result<Items, StoreError> {
        let edition = self.edition()?;
        // Put in order afterwards: the database would carry all of the text about for that.
        let mut statement =
            self.connection.prepare_cached("SELECT place, summary FROM catalogue_item WHERE edition = ?1")?;
        let mut rows = statement.query([edition])?;
        let mut items = Items::default();
        while let Some(row) = rows.next()? {
            let summary = row.get_ref(1)?.as_str().map_err(|_| StoreError::Unreadable)?;
            items.take(row.get(0)?, &from_json(summary)?);
        }
        items.settle();
        Ok(items)
    }

    /// One item.
    pub fn item(&self, code: &str) -> Result<Option<ItemSummary>, StoreError> {
        let edition = self.edition()?;
        let text: Option<String> = self
            .connection
            .prepare_cached("SELECT summary FROM catalogue_item WHERE edition = ?1 AND code = ?2")?
            .query_row((edition, code), |row| row.get(0))
            .optional()?;
        text.as_deref().map(from_json).transpose()
    }

    /// Version of the catalogue that is here, and when the centre last said that it is the one in force.
    pub fn catalogue_version(&self) -> Result<Option<(u64, Timestamp)>, StoreError> {
        let (version, at) = (self.progress(CATALOGUE_VERSION)?, self.progress(CATALOGUE_AT)?);
        let Some((version, at)) = version.zip(at) else { return Ok(None) };
        let at = instant(at.parse().map_err(|_| StoreError::Unreadable)?)?;
        Ok(Some((version.parse().map_err(|_| StoreError::Unreadable)?, at)))
    }

    /// The day for which the guides in force were taken.
    pub fn catalogue_day(&self) -> Result<Option<Date>, StoreError> {
        Ok(self.progress(CATALOGUE_DAY)?.and_then(|day| day.parse().ok()))
    }

    /// The edition in use.
    pub(super) fn edition(&self) -> Result<i64, StoreError> {
        let edition = self.progress(EDITION)?;
        edition.map_or(Ok(0), |text| text.parse().map_err(|_| StoreError::Unreadable))
    }

    /// Years whose calendar is here, and whether their notice is.
    pub fn calendar_years(&self) -> Result<Vec<(i16, bool)>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT calendar FROM calendar ORDER BY year")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| {
            let calendar: CalendarYear = from_json(&row?)?;
            Ok((calendar.year, calendar.notice.is_some()))
        })
        .collect()
    }

    /// One guide version, as it came.
    pub fn guide(&self, guide: &GuideRef) -> Result<Option<String>, StoreError> {
        let text = self
            .connection
            .prepare_cached("SELECT guide FROM guide WHERE code = ?1 AND version = ?2")?
            .query_row((&guide.item_code, guide.version), |row| row.get(0));
        Ok(text.optional()?)
    }

    /// Keeps a guide that was fetched by itself.
    pub fn keep_guide(&mut self, named: &GuideRef, guide: &str) -> Result<(), StoreError> {
        self.write(|transaction| keep_guide(transaction, named, guide))
    }

    /// Keeps the calendar of a year.
    pub fn keep_calendar(&mut self, calendar: &CalendarYear) -> Result<(), StoreError> {
        let text = to_json(calendar)?;
        self.write(|transaction| {
            transaction
                .execute("INSERT OR REPLACE INTO calendar(year, calendar) VALUES (?1, ?2)", (calendar.year, &text))?;
            Ok(())
        })
    }

    /// The calendar of a year.
    pub fn calendar(&self, year: i16) -> Result<Option<CalendarYear>, StoreError> {
        let text: Option<String> = self
            .connection
            .query_row("SELECT calendar FROM calendar WHERE year = ?1", [year], |row| row.get(0))
            .optional()?;
        text.as_deref().map(from_json).transpose()
    }

    /// Keeps something derived from a catalogue version, such as the packed readings of all names.
    pub fn keep_packed(&mut self, name: &str, version: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let version = i64::try_from(version).map_err(|_| StoreError::Unreadable)?;
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO packed(name, version, bytes) VALUES (?1, ?2, ?3)",
                (name, version, bytes),
            )?;
            Ok(())
        })
    }

    /// What was derived from exactly this catalogue version.
    pub fn packed(&self, name: &str, version: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let version = i64::try_from(version).map_err(|_| StoreError::Unreadable)?;
        Ok(self
            .connection
            .prepare_cached("SELECT bytes FROM packed WHERE name = ?1 AND version = ?2")?
            .query_row((name, version), |row| row.get(0))
            .optional()?)
    }

    /// Counts that an item was taken.
    pub fn note_used(&mut self, code: &str, now: Timestamp) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO usage(code, count, last_used) VALUES (?1, 1, ?2)
                 ON CONFLICT(code) DO UPDATE SET count = count + 1, last_used = ?2",
                (code, millis(now)),
            )?;
            Ok(())
        })
    }

    /// Pins an item or lets it go.
    pub fn pin(&mut self, code: &str, pinned: bool) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO usage(code, pinned) VALUES (?1, ?2) ON CONFLICT(code) DO UPDATE SET pinned = ?2",
                (code, pinned),
            )?;
            Ok(())
        })
    }

    /// Use of all items: pinned first, then the latest.
    pub fn usage(&self) -> Result<Vec<Usage>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT code, count, last_used, pinned FROM usage ORDER BY pinned DESC, last_used DESC, code",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<i64>>(2)?, row.get::<_, bool>(3)?))
        })?;
        rows.map(|row| {
            let (code, count, last_used, pinned) = row?;
            let count = u64::try_from(count).map_err(|_| StoreError::Unreadable)?;
            Ok(Usage { code, count, last_used: last_used.map(instant).transpose()?, pinned })
        })
        .collect()
    }
}

const CATALOGUE_VERSION: &str = "catalogue.version";
const CATALOGUE_AT: &str = "catalogue.at";
const CATALOGUE_DAY: &str = "catalogue.day";
pub(super) const EDITION: &str = "catalogue.edition";

/// From now on this is the catalogue that is here.
pub(super) fn keep_current(
    connection: &rusqlite::Connection,
    version: u64,
    day: Date,
    now: Timestamp,
) -> Result<(), StoreError> {
    keep_progress(connection, CATALOGUE_VERSION, &version.to_string())?;
    keep_progress(connection, CATALOGUE_DAY, &day.to_string())?;
    keep_progress(connection, CATALOGUE_AT, &millis(now).to_string())
}

fn keep_guide(connection: &rusqlite::Connection, named: &GuideRef, guide: &str) -> Result<(), StoreError> {
    connection.prepare_cached("INSERT OR REPLACE INTO guide(code, version, guide) VALUES (?1, ?2, ?3)")?.execute((
        &named.item_code,
        named.version,
        guide,
    ))?;
    Ok(())
}

pub(super) fn keep_progress(connection: &rusqlite::Connection, name: &str, value: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO progress(name, value) VALUES (?1, ?2)")?
        .execute((name, value))?;
    Ok(())
}
