//! The catalogue: guides in their versions, and names without a guide.

use jiff::civil::Date;

use super::{StoreError, Tx, columns};
use crate::{
    contract::ItemSummary,
    domain::guide::{Guide, GuideRef},
};

impl Tx<'_> {
    /// Publishes one version of a guide from a day on, and gives the catalogue's new version.
    pub fn publish_guide(&self, guide: &Guide, effective: Date) -> Result<u64, StoreError> {
        let catalogue = self.next_catalogue_version()?;
        self.db
            .prepare_cached(
                "INSERT INTO guides (item_code, version, effective, catalogue, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                &guide.id.item_code,
                guide.id.version,
                effective.to_string(),
                columns::stored(catalogue),
                columns::to_json(guide)?,
            ))?;
        Ok(catalogue)
    }

    /// Publishes names that have no guide yet, as one version of the catalogue.
    pub fn publish_names(&self, items: &[ItemSummary]) -> Result<(), StoreError> {
        let catalogue = columns::stored(self.next_catalogue_version()?);
        let mut statement = self.db.prepare_cached(
            "INSERT INTO item_names (code, catalogue, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (code) DO UPDATE SET catalogue = excluded.catalogue, body = excluded.body",
        )?;
        for item in items {
            statement.execute((&item.code, catalogue, columns::to_json(item)?))?;
        }
        Ok(())
    }

    fn next_catalogue_version(&self) -> Result<u64, StoreError> {
        let mut statement = self.db.prepare_cached(
            "UPDATE centre SET catalogue_version = catalogue_version + 1 WHERE id = 1 RETURNING catalogue_version",
        )?;
        let version: i64 = statement.query_row([], |row| row.get(0))?;
        u64::try_from(version).map_err(|_| StoreError::Unreadable { what: "catalogue_version" })
    }

    /// One version of a guide, whether it is still in force or not: a case pins it for life (R0.3).
    pub fn guide(&self, id: &GuideRef) -> Result<Option<Guide>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT body FROM guides WHERE item_code = ?1 AND version = ?2")?;
        let mut rows = statement.query((&id.item_code, id.version))?;
        rows.next()?.map(|row| columns::json(row, "body")).transpose()
    }

    /// The version of an item that is in force on a day.
    pub fn version_in_force(&self, item_code: &str, day: Date) -> Result<Option<u32>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT max(version) AS version FROM guides WHERE item_code = ?1 AND effective <= ?2")?;
        let mut rows = statement.query((item_code, day.to_string()))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        columns::get(row, "version")
    }

    /// The guides in force on a day, in the catalogue's order, each with its text as stored: those that were published
    /// after a version, or came into force after `since`.
    pub fn each_guide_in_force<E: From<StoreError>>(
        &self,
        day: Date,
        after: u64,
        since: Option<Date>,
        mut take: impl FnMut(Guide, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .db
            .prepare_cached(
                "SELECT g.body FROM guides AS g WHERE (g.catalogue > ?2 OR g.effective > ?3) AND g.version =
                     (SELECT max(version) FROM guides WHERE item_code = g.item_code AND effective <= ?1)
                 ORDER BY g.catalogue, g.item_code",
            )
            .map_err(StoreError::from)?;
        let since = since.unwrap_or(day).to_string();
        let mut rows = statement.query((day.to_string(), columns::stored(after), since)).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let body: String = columns::get(row, "body")?;
            let guide = serde_json::from_str(&body).map_err(|_| StoreError::Unreadable { what: "body" })?;
            take(guide, &body)?;
        }
        Ok(())
    }

    /// The guides that a desk lacks which knows version `after` as it was on the day `since`.
    pub fn guides_since(&self, day: Date, after: u64, since: Option<Date>) -> Result<Vec<Guide>, StoreError> {
        let mut guides = Vec::new();
        self.each_guide_in_force(day, after, since, |guide, _| {
            guides.push(guide);
            Ok::<_, StoreError>(())
        })?;
        Ok(guides)
    }

    /// How much was published after a version of the catalogue.
    pub fn published_after(&self, after: u64) -> Result<u64, StoreError> {
        let after = columns::stored(after);
        let mut statement = self.db.prepare_cached(
            "SELECT (SELECT count(*) FROM guides WHERE catalogue > ?1)
                  + (SELECT count(*) FROM item_names WHERE catalogue > ?1) AS count",
        )?;
        let count: i64 = statement.query_row([after], |row| row.get(0))?;
        u64::try_from(count).map_err(|_| StoreError::Unreadable { what: "catalogue" })
    }

    /// The names without a guide that were published after a version of the catalogue.
    pub fn item_names(&self, after: u64) -> Result<Vec<ItemSummary>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT body FROM item_names WHERE catalogue > ?1 ORDER BY catalogue")?;
        let mut rows = statement.query([columns::stored(after)])?;
        let mut names = Vec::new();
        while let Some(row) = rows.next()? {
            names.push(columns::json(row, "body")?);
        }
        Ok(names)
    }
}
