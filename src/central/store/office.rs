//! Drafts of the catalogue office. Every read of them for a person goes through one predicate: the organs, items and
//! regions that the person's rights are narrowed to.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    StoreError, Tx, columns,
    engine::{Row, ToValue, values},
};
use crate::{
    contract::{NoteWeight, OfficeContent, OfficeDraft, OfficeKind, OfficeNote, OfficeState, OfficeStep, Person},
    domain::codes::region,
};

/// Drafts, with the name of whoever acted last.
const DRAFTS: &str = "SELECT d.*, (SELECT s.person FROM office_steps AS s WHERE s.draft_id = d.id
                              ORDER BY s.version DESC LIMIT 1) AS changed_by
                      FROM office_drafts AS d";

/// One draft, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Id.
    pub id: Uuid,
    /// Item code, region code or year.
    pub subject: String,
    /// What it is called.
    pub name: String,
    /// Code of the organ; empty = of the whole region.
    pub department: String,
    /// GB/T 2260.
    pub region: String,
    /// State.
    pub state: OfficeState,
    /// Goes up with every act.
    pub version: u64,
    /// What it was compared with when it was last edited: the guide's version, or that of the law.
    pub base: u64,
    /// Who has edited it, by person id: none of them reviews or publishes it.
    pub editors: Vec<Uuid>,
    /// First day in force.
    pub effective: Option<Date>,
    /// The instant of it, while it is scheduled.
    pub due_at: Option<Timestamp>,
    /// Last act on it.
    pub changed_at: Timestamp,
    /// Name of whoever did that, as far as it is written down.
    pub changed_by: String,
    /// What it holds.
    pub content: OfficeContent,
    /// What its import left to be decided or remarked.
    pub notes: Vec<OfficeNote>,
}

impl DraftRow {
    /// As the list shows it.
    pub fn summary(&self) -> OfficeDraft {
        let undecided = self.notes.iter().filter(|note| note.weight != NoteWeight::Open).count();
        OfficeDraft {
            id: self.id,
            kind: self.content.kind().into(),
            subject: self.subject.clone(),
            name: self.name.clone(),
            department: self.department.clone(),
            state: self.state.into(),
            version: self.version,
            effective: self.effective,
            changed_at: self.changed_at,
            changed_by: self.changed_by.clone(),
            undecided: u32::try_from(undecided).unwrap_or(u32::MAX),
        }
    }

    fn item_code(&self) -> &str {
        if self.content.kind() == OfficeKind::Guide { &self.subject } else { "" }
    }
}

/// One act on a draft, to be written down.
#[derive(Debug, Clone, Copy)]
pub struct StepRow<'a> {
    /// Draft.
    pub draft: Uuid,
    /// Its version after the act.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: &'a str,
    /// Who: id and name.
    pub person: (Uuid, &'a str),
    /// What they said.
    pub remark: Option<&'a str>,
}

/// Whose eyes look at the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeEyes {
    departments: String,
    regions: String,
    items: String,
}

impl OfficeEyes {
    /// A person's: what belongs to the whole region is hidden from whoever is narrowed to an organ or to items.
    pub fn of(person: &Person) -> Self {
        let list = |words: Vec<&str>| serde_json::Value::from(words).to_string();
        let limits = &person.limits;
        Self {
            departments: list(person.departments.iter().map(String::as_str).collect()),
            regions: list(limits.regions.iter().map(|code| region::significant(code)).collect()),
            items: list(limits.items.iter().map(String::as_str).collect()),
        }
    }

    /// The condition on `office_drafts AS d`.
    const CONDITION: &'static str =
        "((:departments = '[]' OR d.department IN (SELECT value FROM json_each(:departments)))
        AND (:regions = '[]' OR EXISTS (SELECT 1 FROM json_each(:regions) AS r
                                        WHERE substr(d.region, 1, length(r.value)) = r.value))
        AND (:items = '[]' OR EXISTS (SELECT 1 FROM json_each(:items) AS i
                                      WHERE substr(d.item_code, 1, length(i.value)) = i.value)))";

    fn with<'a>(&'a self, own: &[(&'a str, &'a dyn ToValue)]) -> Vec<(&'a str, &'a dyn ToValue)> {
        let mut all: Vec<(&str, &dyn ToValue)> =
            vec![(":departments", &self.departments), (":regions", &self.regions), (":items", &self.items)];
        all.extend_from_slice(own);
        all
    }
}

impl Tx<'_> {
    /// A draft that this person may see.
    pub fn draft(&self, id: Uuid, eyes: &OfficeEyes) -> Result<Option<DraftRow>, StoreError> {
        let sql = format!("{DRAFTS} WHERE d.id = :id AND {}", OfficeEyes::CONDITION);
        self.one(&sql, &eyes.with(&[(":id", &id)]), row)
    }

    /// The drafts that this person may see, newest first, after a place in that order.
    pub fn drafts(
        &self,
        eyes: &OfficeEyes,
        open_only: bool,
        after: Option<(Timestamp, Uuid)>,
        limit: u32,
    ) -> Result<Vec<DraftRow>, StoreError> {
        let sql = format!(
            "{DRAFTS}
             WHERE (d.changed_at < :at OR (d.changed_at = :at AND d.id > :id))
               AND (NOT :open OR d.state NOT IN ('in_force', 'withdrawn')) AND {}
             ORDER BY d.changed_at DESC, d.id LIMIT :limit",
            OfficeEyes::CONDITION
        );
        let (at, id) = after.unwrap_or((Timestamp::MAX, Uuid::nil()));
        self.all(&sql, &eyes.with(&[(":at", &at), (":id", &id), (":open", &open_only), (":limit", &limit)]), row)
    }

    /// The scheduled draft that comes into force first.
    pub fn next_to_come(&self) -> Result<Option<DraftRow>, StoreError> {
        self.one(&format!("{DRAFTS} WHERE d.due_at IS NOT NULL ORDER BY d.due_at, d.id LIMIT 1"), values![], row)
    }

    /// Everything that is scheduled, in the order in which it comes into force.
    pub fn to_come(&self) -> Result<Vec<DraftRow>, StoreError> {
        self.all(&format!("{DRAFTS} WHERE d.due_at IS NOT NULL ORDER BY d.due_at, d.id"), values![], row)
    }

    /// The instant of it.
    pub fn next_to_come_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.one(
            "SELECT due_at FROM office_drafts WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT 1",
            values![],
            |row| columns::instant(row, "due_at"),
        )
    }

    /// Saves a draft.
    pub fn save_draft(&self, draft: &DraftRow) -> Result<(), StoreError> {
        let editors: Vec<String> = draft.editors.iter().map(ToString::to_string).collect();
        self.execute(
            "INSERT INTO office_drafts (id, kind, subject, name, department, region, item_code, state, version, base,
                                        editors, effective, due_at, changed_at, body, notes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (id) DO UPDATE SET
                 name = excluded.name, department = excluded.department, region = excluded.region,
                 state = excluded.state, version = excluded.version, base = excluded.base, editors = excluded.editors,
                 effective = excluded.effective, due_at = excluded.due_at, changed_at = excluded.changed_at,
                 body = excluded.body, notes = excluded.notes",
            values![
                draft.id,
                draft.content.kind().word(),
                draft.subject,
                draft.name,
                draft.department,
                draft.region,
                draft.item_code(),
                columns::to_word(&draft.state)?,
                columns::stored(draft.version),
                columns::stored(draft.base),
                columns::to_json(&editors)?,
                draft.effective,
                draft.due_at,
                draft.changed_at,
                columns::to_json(&draft.content)?,
                columns::to_json(&draft.notes)?,
            ],
        )
    }

    /// Writes an act on a draft down.
    pub fn add_step(&self, step: &StepRow<'_>) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO office_steps (draft_id, version, at, act, person_id, person, remark)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            values![
                step.draft,
                columns::stored(step.version),
                step.at,
                step.act,
                step.person.0,
                step.person.1,
                step.remark
            ],
        )
    }

    /// What was done to a draft, in order.
    pub fn steps(&self, draft: Uuid) -> Result<Vec<OfficeStep>, StoreError> {
        self.all(
            "SELECT version, at, act, person_id, person, remark FROM office_steps WHERE draft_id = ?1 ORDER BY version",
            values![draft],
            |row| {
                Ok(OfficeStep {
                    version: columns::count(row, "version")?,
                    at: columns::instant(row, "at")?,
                    act: columns::get(row, "act")?,
                    person_id: columns::id(row, "person_id")?,
                    person: columns::get(row, "person")?,
                    remark: columns::get(row, "remark")?,
                })
            },
        )
    }

    /// The drafts that came of a file, if it was imported before.
    pub fn imported(&self, key: &str) -> Result<Option<Vec<Uuid>>, StoreError> {
        self.one("SELECT drafts FROM office_imports WHERE key = ?1", values![key], |row| columns::json(row, "drafts"))
    }

    /// Remembers the drafts that came of a file.
    pub fn add_import(&self, key: &str, drafts: &[Uuid]) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO office_imports (key, drafts) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET drafts = excluded.drafts",
            values![key, columns::to_json(drafts)?],
        )
    }
}

fn row(row: Row<'_>) -> Result<DraftRow, StoreError> {
    let effective: Option<String> = columns::get(row, "effective")?;
    let effective = effective.map(|day| day.parse()).transpose();
    let due_at: Option<i64> = columns::get(row, "due_at")?;
    let due_at = due_at.map(Timestamp::from_millisecond).transpose();
    Ok(DraftRow {
        id: columns::id(row, "id")?,
        subject: columns::get(row, "subject")?,
        name: columns::get(row, "name")?,
        department: columns::get(row, "department")?,
        region: columns::get(row, "region")?,
        state: columns::word(row, "state")?,
        version: columns::count(row, "version")?,
        base: columns::count(row, "base")?,
        editors: columns::json(row, "editors")?,
        effective: effective.map_err(|_| StoreError::Unreadable { what: "effective" })?,
        due_at: due_at.map_err(|_| StoreError::Unreadable { what: "due_at" })?,
        changed_at: columns::instant(row, "changed_at")?,
        changed_by: columns::get::<Option<String>>(row, "changed_by")?.unwrap_or_default(),
        content: columns::json(row, "body")?,
        notes: columns::json(row, "notes")?,
    })
}
