//! Drafts and sealed commands of one citizen and one item on this machine: two of them may be one matter (RELIABILITY F44).

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Store, StoreError, instant, millis, uuid};
use crate::desk::outbox::AlikeHere;

impl Store {
    /// What names this number and any version of this item since an instant, the latest first; of a case that has both, the
    /// sealed command. What a draft holds is the workspace's own: here it is only searched.
    pub fn alike(
        &self,
        number: &str,
        item_code: &str,
        but: Uuid,
        since: Timestamp,
    ) -> Result<Vec<AlikeHere>, StoreError> {
        let mut found = BTreeMap::new();
        for (sealed, sql) in [
            (
                false,
                "SELECT case_id, title, updated FROM draft
                 WHERE updated >= ?1 AND case_id <> ?4 AND instr(snapshot, ?2) > 0 AND instr(snapshot, ?3) > 0",
            ),
            (
                true,
                "SELECT case_id, title, sealed_at FROM parcel
                 WHERE sealed_at >= ?1 AND case_id <> ?4 AND state NOT IN ('rejected', 'conflict')
                   AND kind IN ('draft.submit', 'draft.collect', 'case.receive', 'case.receive_and_accept',
                                'case.receive_and_decide')
                   AND instr(CAST(bytes AS TEXT), ?2) > 0 AND instr(CAST(bytes AS TEXT), ?3) > 0",
            ),
        ] {
            let mut statement = self.connection.prepare_cached(sql)?;
            let item = format!("{item_code}@");
            let rows = statement.query_map((millis(since), number, item, but.to_string()), |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
            })?;
            for row in rows {
                let (case_id, title, at) = row?;
                let case_id = uuid(&case_id)?;
                found.insert(case_id, AlikeHere { case_id, title, at: instant(at)?, sealed });
            }
        }
        let mut found: Vec<AlikeHere> = found.into_values().collect();
        found.sort_by_key(|alike| std::cmp::Reverse((alike.at, alike.case_id)));
        Ok(found)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::{
        desk::store::{Draft, DraftState},
        ports::ManualEntropy,
        sqlite::FileKey,
    };

    #[test]
    fn f44_two_drafts_of_one_citizen_and_one_item_know_of_each_other_and_no_others_do() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path(), &FileKey::new(&mut [9; 32]), 0, &ManualEntropy::seeded(3)).unwrap();
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        for (id, number, guide, updated) in [
            (1, "000000196805122265", "food@2", "2026-11-20T01:00:00Z"),
            (2, "000000196805122265", "food@3", "2026-11-21T01:00:00Z"),
            (3, "000000196805122265", "shop@1", "2026-11-21T01:00:00Z"),
            (4, "00000019330208024X", "food@3", "2026-11-21T01:00:00Z"),
            (5, "000000196805122265", "food@3", "2026-09-01T01:00:00Z"),
        ] {
            let body = serde_json::json!({ "applicant": { "number": number }, "guide": guide }).to_string();
            let draft = Draft {
                case_id: Uuid::from_u128(id),
                title: format!("件{id}"),
                snapshot: serde_json::json!({ "body": body }).to_string(),
                state: DraftState::Open,
                updated: at(updated),
            };
            store.save_draft(&draft).unwrap();
        }
        let since = at("2026-10-22T01:00:00Z");
        let alike = |but| {
            let found = store.alike("000000196805122265", "food", Uuid::from_u128(but), since).unwrap();
            found.into_iter().map(|one| (one.case_id.as_u128(), one.sealed)).collect::<Vec<_>>()
        };
        assert_eq!(alike(2), [(1, false)]);
        assert_eq!(alike(1), [(2, false)]);
        assert_eq!(alike(9), [(2, false), (1, false)], "the latest first");
    }
}
