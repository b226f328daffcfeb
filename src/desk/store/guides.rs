//! Old versions of guides. A draft, a sealed act and the case behind it pin the version they were made with; what nobody
//! pins any more goes, some of it at every start. One that is needed again is fetched from the centre.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::OptionalExtension as _;

use super::{Store, StoreError, from_json};
use crate::{contract::ItemSummary, domain::guide::GuideRef};

impl Store {
    /// Removes guide versions that are older than the one in force and named by no draft and by no parcel, finished ones
    /// too: as long as the receipt is here the case may be asked for. So many at most; returns how many went.
    pub fn prune_guides(&mut self, at_most: usize) -> Result<usize, StoreError> {
        let several = self.items_with_old_guides()?;
        if several.is_empty() {
            return Ok(0);
        }
        let pinned = self.pinned_guides()?;
        let under_other_codes = self.guides_under_other_codes()?;
        let mut old = Vec::new();
        for (code, newest) in several {
            let newest = under_other_codes.get(&code).copied().unwrap_or(newest);
            old.extend(self.older_guides(&code, newest)?.into_iter().filter(|guide| !pinned.contains(guide)));
            if old.len() >= at_most {
                break;
            }
        }
        old.truncate(at_most);
        if old.is_empty() {
            return Ok(0);
        }
        self.write_through(|transaction| {
            let mut gone = transaction.prepare_cached("DELETE FROM guide WHERE code = ?1 AND version = ?2")?;
            for guide in &old {
                gone.execute((&guide.item_code, guide.version))?;
            }
            Ok(old.len())
        })
    }

    /// Items with more than one version, and their newest. Read from the index alone.
    fn items_with_old_guides(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT code, max(version) FROM guide GROUP BY code HAVING count(*) > 1 ORDER BY code")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Versions in force of guides that go by another code than their item, by the guide's code.
    fn guides_under_other_codes(&self) -> Result<BTreeMap<String, u32>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT summary FROM catalogue_item
             WHERE edition = ?1 AND instr(summary, '@') > 0 AND instr(summary, '\"' || code || '@') = 0",
        )?;
        let rows = statement.query_map([self.edition()?], |row| row.get::<_, String>(0))?;
        let mut others = BTreeMap::new();
        for row in rows {
            let item: ItemSummary = from_json(&row?)?;
            others.extend(item.guide_version.map(|guide| (guide.item_code, guide.version)));
        }
        Ok(others)
    }

    /// Versions below the one in force; of an item that the catalogue does not name, below the newest.
    fn older_guides(&self, code: &str, newest: u32) -> Result<Vec<GuideRef>, StoreError> {
        let listed: Option<String> = self
            .connection
            .prepare_cached("SELECT summary FROM catalogue_item WHERE edition = ?1 AND code = ?2")?
            .query_row((self.edition()?, code), |row| row.get(0))
            .optional()?;
        let listed: Option<ItemSummary> = listed.as_deref().map(from_json).transpose()?;
        let own = listed.and_then(|item| item.guide_version).filter(|guide| guide.item_code == code);
        let in_force = own.map_or(newest, |guide| guide.version);
        let mut statement = self
            .connection
            .prepare_cached("SELECT version FROM guide WHERE code = ?1 AND version < ?2 ORDER BY version")?;
        let rows = statement.query_map((code, in_force), |row| row.get::<_, u32>(0))?;
        rows.map(|version| Ok(GuideRef { item_code: code.to_owned(), version: version? })).collect()
    }

    /// Every version that something here names: `code@n`, however deep it stands in the text.
    fn pinned_guides(&self) -> Result<BTreeSet<GuideRef>, StoreError> {
        let mut pinned = BTreeSet::new();
        for sql in ["SELECT snapshot FROM draft", "SELECT draft_snapshot FROM parcel", "SELECT bytes FROM parcel"] {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let bytes = row.get_ref(0)?.as_bytes_or_null().map_err(|_| StoreError::Unreadable)?;
                if let Some(text) = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()) {
                    pinned.extend(names_in(text));
                }
            }
        }
        Ok(pinned)
    }
}

/// Everything that reads like a guide's version between two quotes. Rather one too many: what is not one removes nothing.
fn names_in(text: &str) -> impl Iterator<Item = GuideRef> {
    text.split(['"', '\\']).filter(|piece| piece.contains('@')).filter_map(|piece| piece.to_owned().try_into().ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        desk::store::{Draft, DraftState},
        ports::ManualEntropy,
        sqlite::FileKey,
    };

    fn version(code: &str, version: u32) -> GuideRef {
        GuideRef { item_code: code.to_owned(), version }
    }

    fn put(store: &Store, code: &str, versions: &[u32]) {
        for version in versions {
            store.connection.execute("INSERT INTO guide VALUES (?1, ?2, '{}')", (code, version)).unwrap();
        }
    }

    fn list(store: &Store, code: &str, in_force: u32) {
        list_as(store, code, code, in_force);
    }

    fn list_as(store: &Store, code: &str, guide: &str, in_force: u32) {
        let item = ItemSummary {
            guide_version: Some(version(guide, in_force)),
            code: code.to_owned(),
            name: code.to_owned(),
            department: String::new(),
            plain_words: Vec::new(),
            open: true,
        };
        let edition = store.edition().unwrap();
        let summary = serde_json::to_string(&item).unwrap();
        let sql = "INSERT INTO catalogue_item(edition, code, place, summary) VALUES (?1, ?2, 1, ?3)";
        store.connection.execute(sql, (edition, code, summary)).unwrap();
    }

    fn kept(store: &Store, code: &str) -> Vec<u32> {
        let mut statement =
            store.connection.prepare("SELECT version FROM guide WHERE code = ?1 ORDER BY version").unwrap();
        statement.query_map([code], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn r5_old_guide_versions_go_when_nothing_here_pins_them() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path(), &FileKey::new(&mut [9; 32]), 0, &ManualEntropy::seeded(3)).unwrap();
        put(&store, "A", &[1, 2, 3, 4, 12]);
        list(&store, "A", 4);
        put(&store, "B", &[1, 2, 3]);
        list(&store, "B", 3);
        put(&store, "alone", &[7]);
        put(&store, "unlisted", &[1, 2]);
        put(&store, "guide", &[1, 2, 3]);
        list_as(&store, "item", "guide", 2);
        // As the workspace writes it: JSON in JSON.
        let body = serde_json::json!({ "guide": "A@2" }).to_string();
        let snapshot = serde_json::json!({ "title": "t", "body": body }).to_string();
        let draft = Draft {
            case_id: Uuid::from_u128(1),
            title: "t".to_owned(),
            snapshot,
            state: DraftState::Open,
            updated: "2026-11-22T01:00:00Z".parse().unwrap(),
        };
        store.save_draft(&draft).unwrap();
        for (id, bytes, came_with) in [("p", r#"{"guide_version":"B@1"}"#, None), ("q", "{}", Some(r#""B@2""#))] {
            store
                .connection
                .execute(
                    "INSERT INTO parcel(command_id, kind, title, actor_id, epoch, seq, bytes, signature, state, sealed_at,
                         draft_snapshot)
                     VALUES (?1, 'k', 't', 'a', 'e', ?2, ?3, x'00', 'applied', 1, ?4)",
                    (id, i64::from(id.as_bytes()[0]), bytes.as_bytes(), came_with),
                )
                .unwrap();
        }
        assert_eq!(store.prune_guides(100).unwrap(), 4);
        assert_eq!(kept(&store, "A"), [2, 4, 12], "pinned by a draft, in force, to come");
        assert_eq!(kept(&store, "B"), [1, 2, 3], "pinned by parcels, by the draft that one took along, in force");
        assert_eq!(kept(&store, "alone"), [7]);
        assert_eq!(kept(&store, "unlisted"), [2]);
        assert_eq!(kept(&store, "guide"), [2, 3], "in force under its item's code, and to come");

        store.discard_draft(draft.case_id).unwrap();
        assert_eq!(store.prune_guides(100).unwrap(), 1);
        assert_eq!(kept(&store, "A"), [4, 12]);
        assert_eq!(store.prune_guides(100).unwrap(), 0);
    }

    #[test]
    fn so_many_items_at_a_time_and_all_in_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path(), &FileKey::new(&mut [9; 32]), 0, &ManualEntropy::seeded(3)).unwrap();
        for item in 0..25 {
            put(&store, &format!("item{item}"), &[1, 2]);
        }
        assert_eq!([10, 10, 10, 10].map(|at_most| store.prune_guides(at_most).unwrap()), [10, 10, 5, 0]);
    }
}
