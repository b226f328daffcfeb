//! What a draft is about, and what is wrong with it as things stand.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    central::{
        fault::{Fault, words},
        law::Law,
        store::{StoreError, Tx},
    },
    contract::{CalendarNotice, NoteWeight, OfficeContent, OfficeNote},
    domain::{
        guide::{
            Guide, GuideRef,
            lint::{Severity, lint},
        },
        reason::Reason,
        settings::SettingsChange,
        tolerance::ToleranceList,
    },
    i18n::{Lang, tf},
};

/// The columns by which a draft is found and seen.
pub(super) struct About {
    pub name: String,
    pub department: String,
    pub region: String,
    pub base: u64,
}

/// What a draft with this content is about.
pub(super) fn about(tx: &Tx<'_>, law: &Law, content: &OfficeContent) -> Result<About, Fault> {
    let home = law.on(Date::MAX).names.region_code.clone();
    Ok(match content {
        OfficeContent::Guide(guide) => About {
            name: guide.name.clone(),
            department: guide.department.code.clone(),
            region: guide.region_code.clone().unwrap_or(home),
            base: u64::from(tx.version_in_force(&guide.id.item_code, Date::MAX)?.unwrap_or_default()),
        },
        OfficeContent::Tolerance(list) => {
            About { name: list.title.clone(), department: String::new(), region: list.region_code.clone(), base: 0 }
        }
        OfficeContent::Settings(change) => About {
            name: tf(Lang::Zh, "office.name.settings", &[&change.changes.len().to_string()]),
            department: String::new(),
            region: change.region_code.clone(),
            base: 0,
        },
        OfficeContent::Calendar(notice) => About {
            name: tf(Lang::Zh, "office.name.calendar", &[&notice.year.to_string()]),
            department: String::new(),
            region: home,
            base: 0,
        },
    })
}

/// Everything that is wrong or open in it now; what the import once remarked stands beside it.
pub(super) fn findings(tx: &Tx<'_>, law: &Law, content: &OfficeContent) -> Result<Vec<OfficeNote>, Fault> {
    Ok(match content {
        OfficeContent::Guide(guide) => of_guide(guide),
        OfficeContent::Tolerance(list) => of_list(tx, law, list)?,
        OfficeContent::Settings(change) => of_settings(law, change),
        OfficeContent::Calendar(notice) => of_calendar(law, notice),
    })
}

/// A remark that is not of a table.
pub(super) fn note(weight: NoteWeight, at: impl Into<String>, reason: &Reason) -> OfficeNote {
    OfficeNote {
        at: at.into(),
        cell: None,
        weight,
        code: reason.key.to_string(),
        text: words(reason),
        rule: reason.rule.to_string(),
    }
}

fn of_guide(guide: &Guide) -> Vec<OfficeNote> {
    let found = lint(guide).into_iter().map(|problem| {
        let weight = match problem.severity {
            Severity::Open => NoteWeight::Open,
            // R0.3: what leaves room for any demand never enters, whoever decides.
            Severity::Decide if problem.reason.key == "reason.guide.catch_all" => NoteWeight::Refuse,
            Severity::Decide => NoteWeight::Decide,
            Severity::Refuse => NoteWeight::Refuse,
        };
        note(weight, problem.at, &problem.reason)
    });
    found.collect()
}

fn of_list(tx: &Tx<'_>, law: &Law, list: &ToleranceList) -> Result<Vec<OfficeNote>, Fault> {
    if list.lines.is_empty() {
        return Ok(vec![note(NoteWeight::Refuse, "lines", &Reason::new("reason.tolerance_list.empty", "R2.3"))]);
    }
    let mut notes = of_region(law, &list.region_code);
    let guides = guides(tx, list)?;
    let flaws = list.flaws(|code| guides.get(code), &law.on(Date::MAX).tolerance);
    notes.extend(flaws.iter().map(|(at, reason)| note(NoteWeight::Refuse, format!("lines[{}]", at + 1), reason)));
    Ok(notes)
}

/// The newest versions of the guides that a list names.
pub(super) fn guides(tx: &Tx<'_>, list: &ToleranceList) -> Result<BTreeMap<String, Guide>, StoreError> {
    let mut guides = BTreeMap::new();
    for line in &list.lines {
        if guides.contains_key(&line.item_code) {
            continue;
        }
        if let Some(guide) = newest(tx, &line.item_code)? {
            guides.insert(line.item_code.clone(), guide);
        }
    }
    Ok(guides)
}

/// The newest version of an item that has come into force.
pub(super) fn newest(tx: &Tx<'_>, item_code: &str) -> Result<Option<Guide>, StoreError> {
    let Some(version) = tx.version_in_force(item_code, Date::MAX)? else { return Ok(None) };
    tx.guide(&GuideRef { item_code: item_code.to_owned(), version })
}

fn of_settings(law: &Law, change: &SettingsChange) -> Vec<OfficeNote> {
    let home = &law.on(Date::MAX).names.region_code;
    let mut notes = of_region(law, &change.region_code);
    if notes.is_empty() && change.region_code != *home {
        let reason = Reason::new("office.part_of_region", "R15").arg(&change.region_code).arg(home);
        notes.push(note(NoteWeight::Refuse, "region_code", &reason));
    }
    if let Err(wrong) = change.applied(law.on(Date::MAX)) {
        notes.extend(wrong.iter().map(|(key, reason)| note(NoteWeight::Refuse, format!("changes.{key}"), reason)));
    }
    notes
}

fn of_calendar(law: &Law, notice: &CalendarNotice) -> Vec<OfficeNote> {
    let mut notes = Vec::new();
    let (first, last) = law.calendar.range();
    if !(first..=last).contains(&notice.year) {
        let reason = Reason::new("reason.calendar.year", "R9.4").arg(notice.year).arg(first).arg(last);
        notes.push(note(NoteWeight::Refuse, "year", &reason));
    }
    if notice.basis.trim().is_empty() {
        notes.push(note(NoteWeight::Decide, "basis", &Reason::new("reason.calendar.no_basis", "R9.2")));
    }
    if let Err(error) = law.calendar.clone().with_year("", notice.year, notice.days.clone()) {
        notes.push(note(NoteWeight::Refuse, "days", &error.reason()));
    }
    notes
}

/// One database is one region (DECISIONS 3): settings are of it, a list may be of a part of it.
fn of_region(law: &Law, region: &str) -> Vec<OfficeNote> {
    let home = &law.on(Date::MAX).names.region_code;
    if crate::domain::codes::region::holds(home, region) {
        return Vec::new();
    }
    let reason = Reason::new("office.other_region", "R15").arg(region).arg(home);
    vec![note(NoteWeight::Refuse, "region_code", &reason)]
}
