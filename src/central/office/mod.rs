//! The catalogue office: guides, tolerance lists, settings and calendars on their one way into force (R0.3, RULES 15).
//!
//! ```text
//! import / edit → 草稿 → submit → 待审 → review → 审核通过 → publish → 待生效 → its day → 已生效
//!                   ↑______ return ______|          withdraw, until it is in force → 已撤回
//! ```
//! Nobody who has edited a draft reviews or publishes it (R0.1, R12.4), whatever role they hold by then: that goes by
//! person. What is in force is never changed; a correction comes into force after it, and old cases keep what they had.

mod content;
mod difference;
mod force;
mod imports;
mod offers;
mod said;
mod ways;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    contract::{OfficeDetail, OfficeDifference, OfficeDraft, OfficeKind, Page, Person, RegionSettings, SettingLine},
    domain::{
        audit::AuditEvent,
        calendar::date_in_beijing,
        role::Role,
        settings::{Keeper, TABLE, Takes},
    },
    i18n::{Lang, tf},
};

use super::{
    Centre,
    fault::Fault,
    ledger::{self, Entry},
    reads::page_limit,
    rights::Ask,
    store::{DraftRow, OfficeEyes, Tx},
};

pub(super) use force::{come_into_force, next_to_come_at};

impl Centre {
    /// `GET /v1/catalogue/office/drafts`.
    pub fn office_drafts(
        &self,
        person: &Person,
        open_only: bool,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<OfficeDraft>, Fault> {
        self.may(person, Ask::Office)?;
        let after = cursor.map(read_cursor).transpose()?;
        let limit = page_limit(limit);
        self.read(|tx, _| {
            let rows = tx.drafts(&OfficeEyes::of(person), open_only, after, limit)?;
            let full = u32::try_from(rows.len()).is_ok_and(|count| count == limit);
            let next = rows.last().filter(|_| full).map(write_cursor);
            let items = rows.iter().map(DraftRow::summary).collect();
            Ok(Page { items, next })
        })
    }

    /// `GET /v1/catalogue/office/drafts/{id}`.
    pub fn office_draft(&self, person: &Person, id: Uuid) -> Result<OfficeDetail, Fault> {
        self.may(person, Ask::Office)?;
        self.read(|tx, _| {
            let row = seen(tx, person, id)?;
            let law = self.law(tx)?;
            let mut notes = row.notes.clone();
            notes.extend(content::findings(tx, &law, &row.content)?);
            notes.sort_by_key(|note| std::cmp::Reverse(note.weight));
            let acts = offers::offers(self, tx, person, &row)?;
            Ok(OfficeDetail { draft: row.summary(), steps: tx.steps(id)?, notes, acts, content: row.content })
        })
    }

    /// `GET /v1/catalogue/office/drafts/{id}/difference`.
    pub fn office_difference(&self, person: &Person, id: Uuid) -> Result<OfficeDifference, Fault> {
        self.may(person, Ask::Office)?;
        self.read(|tx, now| {
            let row = seen(tx, person, id)?;
            difference::against_force(tx, &*self.law(tx)?, &row.content, date_in_beijing(now))
        })
    }

    /// `GET /v1/settings`: what holds in this region today.
    pub fn region_settings(&self) -> Result<RegionSettings, Fault> {
        self.read(|tx, now| {
            let law = self.law(tx)?;
            let settings = law.at(now);
            let lines = TABLE.iter().filter_map(|key| {
                let (least, most) = match key.takes {
                    Takes::Number(least, most) => (Some(least), Some(most)),
                    _ => (None, None),
                };
                Some(SettingLine {
                    key: key.key.to_owned(),
                    name: tf(Lang::Zh, &format!("setting.region.{}", key.key), &[]),
                    value: key.value(settings)?,
                    least,
                    most,
                    keeper: format!("{:?}", keeper(key.keeper)),
                    rule: key.rule.to_owned(),
                })
            });
            Ok(RegionSettings {
                region_code: settings.names.region_code.clone(),
                effective_from: settings.began(),
                lines: lines.collect(),
            })
        })
    }
}

/// The role in whose hands a setting lies.
fn keeper(keeper: Keeper) -> Role {
    match keeper {
        Keeper::Catalogue => Role::CatalogueEditor,
        Keeper::Hall => Role::HallManager,
        Keeper::System => Role::Admin,
    }
}

/// A hall's management and its administrators propose settings and nothing else.
fn may_edit(role: Role, kind: OfficeKind) -> bool {
    role.edits_guides() || (kind == OfficeKind::Settings && role.edits_catalogue())
}

/// A draft in the scope of this person; out of it is the same as not there.
fn seen(tx: &Tx<'_>, person: &Person, id: Uuid) -> Result<DraftRow, Fault> {
    tx.draft(id, &OfficeEyes::of(person))?.ok_or_else(Fault::not_found)
}

/// Writes an act into the audit trail.
fn record(tx: &Tx<'_>, now: Timestamp, person: Option<&Person>, act: &str, row: &DraftRow) -> Result<(), Fault> {
    let object = format!("office.{act}/{}/{}", row.content.kind().word(), row.id);
    let entry = Entry::new(now, AuditEvent::ConfigChange).about(object);
    let entry = match person {
        Some(person) => entry.by(person),
        None => entry,
    };
    ledger::append(tx, &entry).map(|_| ())
}

fn write_cursor(row: &DraftRow) -> String {
    format!("{}.{}", row.changed_at.as_millisecond(), row.id.simple())
}

fn read_cursor(text: &str) -> Result<(Timestamp, Uuid), Fault> {
    let read = || {
        let (at, id) = text.split_once('.')?;
        Some((Timestamp::from_millisecond(at.parse().ok()?).ok()?, id.parse().ok()?))
    };
    read().ok_or_else(|| Fault::new(400, "cursor.invalid"))
}
