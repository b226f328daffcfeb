//! A file becomes drafts: all of it or nothing. The same file from the same person gives the same drafts, so that an
//! answer that was lost on the way doubles nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        import::office::{FileKind, Known, Read, read},
        law::Law,
        rights::Ask,
        store::{DraftRow, OfficeEyes, StepRow, StoreError, Tx},
    },
    contract::{
        NoteWeight, OfficeContent, OfficeDraft, OfficeImport, OfficeKind, OfficeNote, OfficeState, Person, sha256_hex,
    },
    domain::{guide::Department, reason::Reason, settings::SettingKey},
};

use super::{content, keeper, may_edit, record, seen};

/// Most remarks that an answer carries; the rest is seen when these are mended.
const MOST_NOTES: usize = 500;

impl Centre {
    /// `POST /v1/catalogue/office/imports?kind=`.
    pub fn office_import(
        &self,
        person: &Person,
        kind: OfficeKind,
        file: FileKind,
        bytes: &[u8],
    ) -> Result<OfficeImport, Fault> {
        self.may(person, Ask::OfficeEdit)?;
        if !may_edit(person.role, kind) {
            return Err(Fault::role());
        }
        let sha256 = sha256_hex(bytes);
        let key = format!("{sha256}/{}/{}", kind.word(), person.id);
        if let Some(known) = self.read(|tx, _| imported_before(tx, person, &key, &sha256))? {
            return Ok(known);
        }
        let home = self.read(|tx, now| Ok(self.law(tx)?.at(now).names.region_code.clone()))?;
        let index = self.read(|tx, _| Ok(index(tx)?))?;
        let codes = |name: &str| index.codes.get(name).map(|codes| codes.iter().cloned().collect()).unwrap_or_default();
        let known = Known { region: &home, codes: &codes };
        let found = read(kind, file, bytes, &known).map_err(|notes| refused(&notes))?;
        self.write(|tx, now| {
            if let Some(known) = imported_before(tx, person, &key, &sha256)? {
                return Ok(known);
            }
            let law = self.law(tx)?;
            let mut wrong = Vec::new();
            let mut rows = Vec::new();
            for one in &found {
                let row = self.new_draft(tx, &law, (person, now), one.clone(), &index)?;
                owned(person, &row.content)?;
                let broken = content::findings(tx, &law, &row.content)?.into_iter();
                wrong.extend(broken.filter(|note| note.weight == NoteWeight::Refuse));
                rows.push(row);
            }
            if !wrong.is_empty() {
                return Err(refused(&wrong));
            }
            take_in(tx, person, &rows, now)?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            tx.add_import(&key, &ids)?;
            Ok(answer(&sha256, rows))
        })
    }

    fn new_draft(
        &self,
        tx: &Tx<'_>,
        law: &Law,
        (person, now): (&Person, Timestamp),
        read: Read,
        index: &Index,
    ) -> Result<DraftRow, Fault> {
        let Read { mut content, mut notes } = read;
        if let OfficeContent::Guide(guide) = &mut content {
            if let Some(known) = index.organ(&guide.department) {
                guide.department.clone_from(known);
            } else {
                let reason = Reason::new("office.unknown_department", "R7.23").arg(&guide.department.name);
                notes.push(content::note(NoteWeight::Decide, "department", &reason));
            }
        }
        let about = content::about(tx, law, &content)?;
        Ok(DraftRow {
            id: self.entropy().uuid(),
            subject: content.subject(),
            name: about.name,
            department: about.department,
            region: about.region,
            state: OfficeState::Draft,
            version: 1,
            base: about.base,
            editors: vec![person.id],
            effective: None,
            due_at: None,
            changed_at: now,
            changed_by: person.name.clone(),
            content,
            notes,
        })
    }
}

/// Saves new drafts; what this person would not see afterwards is not theirs to bring in.
fn take_in(tx: &Tx<'_>, person: &Person, rows: &[DraftRow], now: Timestamp) -> Result<(), Fault> {
    for row in rows {
        tx.save_draft(row)?;
        seen(tx, person, row.id)?;
        let who = (person.id, person.name.as_str());
        tx.add_step(&StepRow { draft: row.id, version: 1, at: now, act: "import", person: who, remark: None })?;
        record(tx, now, Some(person), "import", row)?;
    }
    Ok(())
}

/// The drafts that this file gave before, as long as one of them is alive.
fn imported_before(tx: &Tx<'_>, person: &Person, key: &str, sha256: &str) -> Result<Option<OfficeImport>, Fault> {
    let Some(ids) = tx.imported(key)? else { return Ok(None) };
    let eyes = OfficeEyes::of(person);
    let rows: Vec<DraftRow> = ids.iter().filter_map(|id| tx.draft(*id, &eyes).transpose()).collect::<Result<_, _>>()?;
    if rows.iter().all(|row| row.state.is_over()) {
        return Ok(None);
    }
    Ok(Some(answer(sha256, rows)))
}

fn answer(sha256: &str, rows: Vec<DraftRow>) -> OfficeImport {
    let mut left = MOST_NOTES;
    let mut notes = BTreeMap::new();
    let mut drafts: Vec<OfficeDraft> = Vec::new();
    for row in rows {
        drafts.push(row.summary());
        let some: Vec<OfficeNote> = row.notes.into_iter().take(left).collect();
        left -= some.len();
        if !some.is_empty() {
            notes.insert(row.id, some);
        }
    }
    OfficeImport { sha256: sha256.to_owned(), drafts, notes }
}

fn refused(notes: &[OfficeNote]) -> Fault {
    let count = notes.len().to_string();
    Fault::new(422, "office.import_refused").arg(&count).with_notes(notes.iter().take(MOST_NOTES))
}

/// Settings lie in different hands; a change names only those of whoever makes it.
pub(super) fn owned(person: &Person, content: &OfficeContent) -> Result<(), Fault> {
    let OfficeContent::Settings(change) = content else { return Ok(()) };
    let foreign = change.changes.keys().filter_map(|key| SettingKey::named(key));
    match foreign.into_iter().find(|key| keeper(key.keeper) != person.role) {
        Some(key) => {
            let reason = Reason::new("reason.setting.not_yours", "R15").arg(key.key);
            Err(Fault::new(403, "role.not_allowed").because(reason))
        }
        None => Ok(()),
    }
}

/// What the catalogue knows already: codes of the items by their names, and the organs.
#[derive(Default)]
struct Index {
    codes: BTreeMap<String, BTreeSet<String>>,
    organs: Vec<Department>,
}

impl Index {
    /// The organ as the catalogue knows it, by code or by name.
    fn organ(&self, stated: &Department) -> Option<&Department> {
        let same = |known: &&Department| {
            known.code == stated.code || known.name == stated.name || known.short_name == stated.name
        };
        self.organs.iter().find(|known| *known == stated).or_else(|| self.organs.iter().find(same))
    }
}

fn index(tx: &Tx<'_>) -> Result<Index, StoreError> {
    let mut index = Index::default();
    tx.each_guide_in_force(jiff::civil::Date::MAX, 0, None, |guide, _| {
        index.codes.entry(guide.name).or_default().insert(guide.id.item_code);
        if !index.organs.contains(&guide.department) {
            index.organs.push(guide.department);
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(index)
}
