//! Lists of cases: worklists sorted by what is due first, and queries. Both by keyset, both through the scope.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    Moments, Reach, Scope, StoreError, Tx, columns,
    department::narrowed,
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

/// Most names that a part of one may stand for before cases are looked through in their own order.
const FEW: usize = 8;

/// Fewest characters by which a number is looked up; what ends in fewer is met soon among the last changed.
const END: usize = 4;

/// The order of a query.
const LAST_CHANGED_FIRST: &str = "ORDER BY c.changed_at DESC, c.id LIMIT :limit";

/// The cases that a query means, without their order. It names only what is asked for, so that the database can begin
/// with whatever narrows most; the rights predicate is always in it.
fn search(filter: &Filter, scope: &Scope) -> String {
    let by_end = filter.number.as_deref().is_some_and(|end| end.chars().count() >= END);
    let (from, joined) = if by_end {
        let ends = "SELECT DISTINCT case_id FROM case_ends WHERE tail >= :tail AND tail < :beyond";
        (format!("({ends}) AS f CROSS JOIN cases AS c"), "c.id = f.case_id AND ")
    } else if scope.reach == Reach::Own {
        let own =
            "SELECT id FROM cases WHERE opened_by = :person UNION SELECT id FROM cases WHERE received_by = :person";
        (format!("({own}) AS f CROSS JOIN cases AS c"), "c.id = f.id AND ")
    } else {
        ("cases AS c".to_owned(), "")
    };
    let mut words = format!(
        "SELECT c.id, c.changed_at, c.body FROM {from}
         WHERE {joined}c.changed_at <= :key AND (c.changed_at < :key OR c.id > :id) AND {}",
        Scope::CONDITION
    );
    let number = "(lower(c.case_no) LIKE :number ESCAPE '\\' OR lower(c.receipt_no) LIKE :number ESCAPE '\\')";
    let open = "c.state NOT IN ('Closed', 'Archived', 'NotRequired', 'NotAccepted', 'Returned', 'Withdrawn',
                                'Terminated', 'Revoked', 'Delivered')";
    for (asked, condition) in [
        (filter.number.is_some() && !by_end, number),
        (filter.applicant.is_some(), "c.applicant_id = :applicant"),
        (filter.from.is_some(), "c.received_at >= :from"),
        (filter.before.is_some(), "c.received_at < :before"),
        (filter.state.is_some(), "c.state = :state"),
        (filter.open_only, open),
    ] {
        if asked {
            words.push_str(" AND ");
            words.push_str(condition);
        }
    }
    words
}

impl Tx<'_> {
    /// The names of items with cases that have this part.
    fn names_with(&self, part: &str) -> Result<Vec<String>, StoreError> {
        self.all(
            "SELECT item_name FROM case_items WHERE lower(item_name) LIKE ?1 ESCAPE '\\' ORDER BY item_name",
            values![format!("%{}%", literal(part))],
            |row| columns::get(row, "item_name"),
        )
    }

    /// Puts a case on these lists and takes it off all others.
    pub fn replace_lists(&self, case_id: Uuid, entries: &[ListEntry]) -> Result<(), StoreError> {
        let due = |entry: &ListEntry| entry.due.map_or_else(|| NEVER.to_owned(), |day| day.to_string());
        let stays: Vec<String> = entries
            .iter()
            .map(|entry| Ok(format!("{} {}", columns::to_word(&entry.list)?, due(entry))))
            .collect::<Result<_, StoreError>>()?;
        self.execute(
            "DELETE FROM worklists WHERE case_id = ?1
                 AND list || ' ' || due NOT IN (SELECT value FROM json_each(?2))",
            values![case_id, columns::to_json(&stays)?],
        )?;
        for entry in entries {
            let due = due(entry);
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
        let (from, condition) = narrowed(filter);
        let (key, id) = after.map_or(("", ""), |cursor| (cursor.key.as_str(), cursor.id.as_str()));
        let word = columns::to_word(&list)?;
        let sql = format!(
            "SELECT w.due, w.due_kind, w.task, w.case_id, c.body FROM {from}
             WHERE w.list = :list AND (w.due, w.case_id) > (:key, :id) AND {condition} AND {}
             ORDER BY w.due, w.case_id LIMIT :limit",
            Scope::CONDITION
        );
        let own: [(&str, &dyn ToValue); 6] = [
            (":list", &word),
            (":key", &key),
            (":id", &id),
            (":limit", &limit),
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
            "SELECT CAST(coalesce(sum(c.n), 0) AS BIGINT) AS n FROM list_sums AS c WHERE c.list = :list AND {}",
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
        let names = filter.item.as_deref().map(|part| self.names_with(part)).transpose()?;
        if names.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Vec::new());
        }
        let number = filter.number.as_deref().map(|end| format!("%{}", literal(end)));
        let tail = filter.number.as_deref().map(columns::backwards);
        let beyond = tail.as_deref().map(|tail| format!("{tail}\u{10FFFF}"));
        let item = filter.item.as_deref().map(|part| format!("%{}%", literal(part)));
        let state = filter.state.as_ref().map(columns::to_word).transpose()?;
        let key = after.map_or(i64::MAX, |cursor| cursor.key.parse().unwrap_or(i64::MAX));
        let id = after.map_or("", |cursor| cursor.id.as_str());
        let few: Vec<(String, String)> = names.filter(|names| names.len() <= FEW).map_or_else(Vec::new, |names| {
            names.into_iter().enumerate().map(|(no, name)| (format!(":name_{no}"), name)).collect()
        });
        let words = search(filter, scope);
        // Each name has its own order, and the first of all are among the first of each.
        let sql = if few.is_empty() {
            let part = if filter.item.is_some() { "AND lower(c.item_name) LIKE :item ESCAPE '\\'" } else { "" };
            format!("{words} {part} {LAST_CHANGED_FIRST}")
        } else {
            let each = few.iter().enumerate().map(|(no, (name, _))| {
                format!("SELECT * FROM ({words} AND c.item_name = {name} {LAST_CHANGED_FIRST}) AS part_{no}")
            });
            format!("SELECT c.* FROM ({}) AS c {LAST_CHANGED_FIRST}", each.collect::<Vec<_>>().join(" UNION ALL "))
        };
        let mut own: Vec<(&str, &dyn ToValue)> = vec![
            (":key", &key),
            (":id", &id),
            (":number", &number),
            (":tail", &tail),
            (":beyond", &beyond),
            (":item", &item),
            (":applicant", &filter.applicant),
            (":from", &filter.from),
            (":before", &filter.before),
            (":state", &state),
            (":limit", &limit),
        ];
        for (parameter, name) in &few {
            own.push((parameter, name));
        }
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
