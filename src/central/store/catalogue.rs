//! The catalogue: guides in their versions, and names without a guide.

use jiff::civil::Date;

use super::{StoreError, Tx, columns, engine::values};
use crate::{
    contract::ItemSummary,
    domain::guide::{Guide, GuideRef},
};

impl Tx<'_> {
    /// Publishes one version of a guide from a day on, and gives the catalogue's new version.
    pub fn publish_guide(&self, guide: &Guide, effective: Date) -> Result<u64, StoreError> {
        let catalogue = self.next_catalogue_version()?;
        self.execute(
            "INSERT INTO guides (item_code, version, effective, catalogue, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![
                guide.id.item_code,
                guide.id.version,
                effective,
                columns::stored(catalogue),
                columns::to_json(guide)?,
            ],
        )?;
        Ok(catalogue)
    }

    /// Publishes names that have no guide yet, as one version of the catalogue.
    pub fn publish_names(&self, items: &[ItemSummary]) -> Result<(), StoreError> {
        let catalogue = columns::stored(self.next_catalogue_version()?);
        for item in items {
            self.execute(
                "INSERT INTO item_names (code, catalogue, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (code) DO UPDATE SET catalogue = excluded.catalogue, body = excluded.body",
                values![item.code, catalogue, columns::to_json(item)?],
            )?;
        }
        Ok(())
    }

    fn next_catalogue_version(&self) -> Result<u64, StoreError> {
        self.put_heads()?;
        let taken = self.one(
            "UPDATE centre SET catalogue_version = catalogue_version + 1 WHERE id = 1 RETURNING catalogue_version",
            values![],
            |row| columns::count(row, "catalogue_version"),
        )?;
        taken.ok_or(StoreError::Unreadable { what: "catalogue_version" })
    }

    /// One version of a guide, whether it is still in force or not: a case pins it for life (R0.3).
    pub fn guide(&self, id: &GuideRef) -> Result<Option<Guide>, StoreError> {
        self.one(
            "SELECT body FROM guides WHERE item_code = ?1 AND version = ?2",
            values![id.item_code, id.version],
            |row| columns::json(row, "body"),
        )
    }

    /// The version of an item that is in force on a day.
    pub fn version_in_force(&self, item_code: &str, day: Date) -> Result<Option<u32>, StoreError> {
        let version = self.one(
            "SELECT max(version) AS version FROM guides WHERE item_code = ?1 AND effective <= ?2",
            values![item_code, day],
            |row| columns::get(row, "version"),
        )?;
        Ok(version.flatten())
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
        self.each(
            "SELECT g.body FROM guides AS g WHERE (g.catalogue > ?2 OR g.effective > ?3) AND g.version =
                 (SELECT max(version) FROM guides WHERE item_code = g.item_code AND effective <= ?1)
             ORDER BY g.catalogue, g.item_code",
            values![day, columns::stored(after), since.unwrap_or(day)],
            |row| {
                let body: String = columns::get(row, "body")?;
                let guide = serde_json::from_str(&body).map_err(|_| StoreError::Unreadable { what: "body" })?;
                take(guide, &body)
            },
        )
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
        let published = self.one(
            "SELECT (SELECT count(*) FROM guides WHERE catalogue > ?1)
                  + (SELECT count(*) FROM item_names WHERE catalogue > ?1) AS n",
            values![columns::stored(after)],
            |row| columns::count(row, "n"),
        )?;
        Ok(published.unwrap_or_default())
    }

    /// The names without a guide that were published after a version of the catalogue.
    pub fn item_names(&self, after: u64) -> Result<Vec<ItemSummary>, StoreError> {
        self.all(
            "SELECT body FROM item_names WHERE catalogue > ?1 ORDER BY catalogue, rowid",
            values![columns::stored(after)],
            |row| columns::json(row, "body"),
        )
    }
}
