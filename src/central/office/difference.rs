//! A draft beside what is in force: what a reviewer looks at before a yes.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    central::{
        fault::Fault,
        law::Law,
        store::{StoreError, Tx},
    },
    contract::{CalendarNotice, DifferenceLine, OfficeContent, OfficeDifference},
    domain::{
        calendar::Year,
        guide::{Change, Difference, Guide, How, What},
        settings::{SettingKey, SettingsChange},
        tolerance::ToleranceList,
    },
};

use super::content;

/// Line by line against what is in force on a day.
pub(super) fn against_force(
    tx: &Tx<'_>,
    law: &Law,
    draft: &OfficeContent,
    day: Date,
) -> Result<OfficeDifference, Fault> {
    match draft {
        OfficeContent::Guide(guide) => of_guide(tx, guide),
        OfficeContent::Tolerance(list) => of_list(tx, list, day),
        OfficeContent::Settings(change) => Ok(of_settings(law, change, day)),
        OfficeContent::Calendar(notice) => Ok(of_calendar(law, notice)),
    }
}

fn of_guide(tx: &Tx<'_>, guide: &Guide) -> Result<OfficeDifference, Fault> {
    let Some(old) = content::newest(tx, &guide.id.item_code)? else {
        let material = |name: &String| line("material", "added", name, None, None);
        let lines = guide.materials.iter().map(|one| material(&one.name)).collect();
        return Ok(OfficeDifference { against: None, lines });
    };
    Ok(OfficeDifference { against: Some(old.id.to_string()), lines: between(&old, guide, None) })
}

/// The lines of two versions; what a guide says in words is shown as it stands in both.
fn between(old: &Guide, new: &Guide, item: Option<&str>) -> Vec<DifferenceLine> {
    let mut lines = Vec::new();
    for (what, before, after) in
        [("name", &old.name, &new.name), ("department", &old.department.name, &new.department.name)]
    {
        if before != after {
            lines.push(line(what, "changed", "", Some(before.clone()), Some(after.clone())));
        }
    }
    let found = Difference::between(old, new).changes;
    lines.extend(found.iter().map(|change| {
        let (before, after) = sides(change, old, new);
        line(what(change.what), how(change.how), &change.name, before, after)
    }));
    for line in &mut lines {
        line.item = item.map(ToOwned::to_owned);
    }
    lines
}

fn sides(change: &Change, old: &Guide, new: &Guide) -> (Option<String>, Option<String>) {
    let days = |days: Option<u32>| days.map(|days| days.to_string());
    let of = |guide: &Guide| match change.what {
        What::Material => guide.material(&change.code).map(|material| {
            let count = |count: Option<u32>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
            let (originals, copies) = (count(material.originals), count(material.copies));
            format!("{} ({:?} 原件{originals} 复印件{copies})", material.name, material.necessity)
        }),
        What::Fee => guide.fee.as_ref().map(|fee| format!("{} {}", fee.name, days_of_fee(fee.amount_fen))),
        What::Conditions => Some(guide.acceptance_conditions.join("\n")).filter(|text| !text.is_empty()),
        What::Tolerance => guide.material(&change.code).and_then(|material| {
            let rule = material.tolerance.as_ref()?;
            Some(format!("{:?} {}", rule.mode, days(rule.due_days).unwrap_or_default()).trim_end().to_owned())
        }),
        _ => None,
    };
    match change.what {
        What::Statutory | What::Promised | What::SupplementDays => (days(change.before), days(change.after)),
        _ => (of(old), of(new)),
    }
}

fn days_of_fee(fen: Option<u64>) -> String {
    fen.map_or_else(String::new, |fen| format!("{}.{:02}元", fen / 100, fen % 100))
}

fn of_list(tx: &Tx<'_>, list: &ToleranceList, day: Date) -> Result<OfficeDifference, Fault> {
    let mut lines = Vec::new();
    tx.each_guide_in_force(day, 0, None, |guide, _| {
        if let Some(new) = list.applied(&guide) {
            lines.extend(between(&guide, &new, Some(&guide.id.item_code)));
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(OfficeDifference { against: Some(list.region_code.clone()), lines })
}

fn of_settings(law: &Law, change: &SettingsChange, day: Date) -> OfficeDifference {
    let settings = law.on(day);
    let lines = change.changes.iter().filter_map(|(key, value)| {
        let before = SettingKey::named(key).and_then(|key| key.value(settings)).map(|value| value.to_string());
        let after = Some(value.to_string());
        (before != after).then(|| line("setting", "changed", key, before, after))
    });
    OfficeDifference { against: Some(settings.effective_from.to_string()), lines: lines.collect() }
}

fn of_calendar(law: &Law, notice: &CalendarNotice) -> OfficeDifference {
    let none = Year::default();
    let old = law.calendar.year(notice.year);
    let known = old.unwrap_or(&none);
    let mut lines = days("holiday", &known.holidays, &notice.days.holidays);
    lines.extend(days("makeup", &known.makeup_workdays, &notice.days.makeup_workdays));
    OfficeDifference { against: old.map(|_| law.calendar.version.clone()), lines }
}

fn days(what: &str, old: &BTreeSet<Date>, new: &BTreeSet<Date>) -> Vec<DifferenceLine> {
    let added = new.difference(old).map(|day| line(what, "added", &day.to_string(), None, None));
    let dropped = old.difference(new).map(|day| line(what, "dropped", &day.to_string(), None, None));
    added.chain(dropped).collect()
}

fn line(what: &str, how: &str, name: &str, before: Option<String>, after: Option<String>) -> DifferenceLine {
    DifferenceLine { what: what.to_owned(), how: how.to_owned(), item: None, name: name.to_owned(), before, after }
}

fn what(what: What) -> &'static str {
    match what {
        What::Material => "material",
        What::Tolerance => "tolerance",
        What::Question => "question",
        What::Field => "field",
        What::Statutory => "statutory",
        What::Promised => "promised",
        What::SupplementDays => "supplement_days",
        What::Fee => "fee",
        What::Conditions => "conditions",
        What::Handling => "handling",
    }
}

fn how(how: How) -> &'static str {
    match how {
        How::Added => "added",
        How::Dropped => "dropped",
        How::Changed => "changed",
    }
}
