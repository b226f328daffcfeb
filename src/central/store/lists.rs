//! Lists of cases: worklists sorted by what is due first, and queries. Both by keyset, both through the scope.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    Moments, Scope, StoreError, Tx, columns,
    department::NARROWED,
    engine::{ToValue, values},
};
use crate::{
    contract::{QueueFilter, WorklistName},
    domain::case::{Case, State},
};

/// A case's place on a worklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// Which list.
    pub list: WorklistName,
    /// What is due first; `None` sorts last.
    pub due: Option<Date>,
    /// Which clock that is.
    pub due_kind: Option<String>,
    /// What the list asks to be done: a key of `i18n`.
    pub task: String,
}

/// A row of a list, at level L.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// The case.
    pub case: Case,
    /// Its place, on a worklist.
    pub entry: Option<ListEntry>,
    /// Where the page after this row begins.
    pub cursor: Cursor,
}

/// A place in a list: sort key and case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Day of a worklist, milliseconds of a query.
    pub key: String,
    /// Case.
    pub id: String,
}

/// What a query asks for; every field narrows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Case or receipt number, or its end.
    pub number: Option<String>,
    /// Part of the item's name.
    pub item: Option<String>,
    /// Applicant.
    pub applicant: Option<Uuid>,
    /// Received at or after.
    pub from: Option<Timestamp>,
    /// Received before.
    pub before: Option<Timestamp>,
    /// State.
    pub state: Option<State>,
    /// Only cases whose state is not an end.
    pub open_only: bool,
}

/// Sorts after every day.
const NEVER: &str = "9999-12-31";

/// A search text as the inside of a `LIKE` pattern over small letters: its wildcards are plain characters.
fn literal(text: &str) -> String {
    text.to_ascii_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl Tx<'_> {
    /// Puts a case on these lists and takes it off all others.
    pub fn replace_lists(&self, case_id: Uuid, entries: &[ListEntry]) -> Result<(), StoreError> {
        self.execute("DELETE FROM worklists WHERE case_id = ?1", values![case_id])?;
        for entry in entries {
            let due = entry.due.map_or_else(|| NEVER.to_owned(), |day| day.to_string());
            self.execute(
                "INSERT INTO worklists (list, case_id, due, due_kind, task) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (list, due, case_id) DO UPDATE SET due_kind = excluded.due_kind, task = excluded.task",
                values![columns::to_word(&entry.list)?, case_id, due, entry.due_kind, entry.task],
            )?;
        }
        Ok(())
    }

    /// One page of a worklist, narrowed.
    pub fn worklist(
        &self,
        list: WorklistName,
        (filter, at): (QueueFilter, Moments),
        after: Option<&Cursor>,
        limit: u32,
        scope: &Scope,
    ) -> Result<Vec<ListRow>, StoreError> {
        let bound = scope.bound();
        let filter = columns::to_word(&filter)?;
        let (key, id) = after.map_or(("", ""), |cursor| (cursor.key.as_str(), cursor.id.as_str()));
        let word = columns::to_word(&list)?;
        let sql = format!(
            "SELECT w.due, w.due_kind, w.task, w.case_id, c.body FROM worklists AS w JOIN cases AS c ON c.id = w.case_id
             WHERE w.list = :list AND (w.due, w.case_id) > (:key, :id) AND {NARROWED} AND {}
             ORDER BY w.due, w.case_id LIMIT :limit",
            Scope::CONDITION
        );
        let own: [(&str, &dyn ToValue); 7] = [
            (":list", &word),
            (":key", &key),
            (":id", &id),
            (":limit", &limit),
            (":filter", &filter),
            (":now", &at.now),
            (":open_day", &at.open_day),
        ];
        self.all(&sql, &bound.with(&own), |row| {
            let due: String = columns::get(row, "due")?;
            Ok(ListRow {
                case: columns::json(row, "body")?,
                entry: Some(ListEntry {
                    list,
                    due: due.parse().ok().filter(|_| due != NEVER),
                    due_kind: columns::get(row, "due_kind")?,
                    task: columns::get(row, "task")?,
                }),
                cursor: Cursor { key: due, id: columns::get(row, "case_id")? },
            })
        })
    }

    /// How many cases stand on a worklist.
    pub fn worklist_count(&self, list: WorklistName, scope: &Scope) -> Result<u64, StoreError> {
        let bound = scope.bound();
        let word = columns::to_word(&list)?;
        let sql = format!(
            "SELECT count(*) AS n FROM worklists AS w JOIN cases AS c ON c.id = w.case_id
             WHERE w.list = :list AND {}",
            Scope::CONDITION
        );
        let counted = self.one(&sql, &bound.with(&[(":list", &word)]), |row| columns::count(row, "n"))?;
        Ok(counted.unwrap_or_default())
    }

    /// One page of a query, last changed first.
    pub fn query_cases(
        &self,
        filter: &Filter,
        after: Option<&Cursor>,
        limit: u32,
        scope: &Scope,
    ) -> Result<Vec<ListRow>, StoreError> {
        let bound = scope.bound();
        let number = filter.number.as_deref().map(|end| format!("%{}", literal(end)));
        let item = filter.item.as_deref().map(|part| format!("%{}%", literal(part)));
        let state = filter.state.as_ref().map(columns::to_word).transpose()?;
        let key = after.map_or(i64::MAX, |cursor| cursor.key.parse().unwrap_or(i64::MAX));
        let id = after.map_or("", |cursor| cursor.id.as_str());
        let sql = format!(
            "SELECT c.id, c.changed_at, c.body FROM cases AS c
             WHERE (c.changed_at < :key OR (c.changed_at = :key AND c.id > :id))
               AND (:number IS NULL OR lower(c.case_no) LIKE :number ESCAPE '\\'
                                    OR lower(c.receipt_no) LIKE :number ESCAPE '\\')
               AND (:item IS NULL OR lower(c.item_name) LIKE :item ESCAPE '\\')
               AND (:applicant IS NULL OR c.applicant_id = :applicant)
               AND (:from IS NULL OR c.received_at >= :from)
               AND (:before IS NULL OR c.received_at < :before)
               AND (:state IS NULL OR c.state = :state)
               AND (NOT :open_only OR c.state NOT IN ('Closed', 'Archived', 'NotRequired', 'NotAccepted', 'Returned',
                                                      'Withdrawn', 'Terminated', 'Revoked', 'Delivered'))
               AND {}
             ORDER BY c.changed_at DESC, c.id LIMIT :limit",
            Scope::CONDITION
        );
        let own: [(&str, &dyn ToValue); 10] = [
            (":key", &key),
            (":id", &id),
            (":number", &number),
            (":item", &item),
            (":applicant", &filter.applicant),
            (":from", &filter.from),
            (":before", &filter.before),
            (":state", &state),
            (":open_only", &filter.open_only),
            (":limit", &limit),
        ];
        self.all(&sql, &bound.with(&own), |row| {
            let changed: i64 = columns::get(row, "changed_at")?;
            Ok(ListRow {
                case: columns::json(row, "body")?,
                entry: None,
                cursor: Cursor { key: changed.to_string(), id: columns::get(row, "id")? },
            })
        })
    }
}
