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
        guide::{Change, Difference, Guide, How, Limit, What},
        settings::{SettingKey, SettingsChange},
        tolerance::ToleranceList,
    },
};

use super::{
    content,
    said::{self, Sides},
};

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
        return Ok(OfficeDifference { against: None, lines: all_of(guide) });
    };
    Ok(OfficeDifference { against: Some(old.id.to_string()), lines: between(&old, guide, None) })
}

/// An item that is new: everything in it is added.
fn all_of(guide: &Guide) -> Vec<DifferenceLine> {
    let nothing = Guide {
        materials: Vec::new(),
        questions: Vec::new(),
        form: Vec::new(),
        acceptance_conditions: Vec::new(),
        statutory: Limit::default(),
        promised: Limit::default(),
        supplement_days: None,
        fee: None,
        ..guide.clone()
    };
    let added = |line: DifferenceLine| DifferenceLine { how: "added".to_owned(), before: None, ..line };
    between(&nothing, guide, None).into_iter().map(added).collect()
}

/// The lines of two versions; what a guide says in words is shown as it stands in both.
fn between(old: &Guide, new: &Guide, item: Option<&Guide>) -> Vec<DifferenceLine> {
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
        let name = if change.what == What::Handling { said::handling(old, new) } else { change.name.clone() };
        line(what(change.what), how(change.how), &name, before, after)
    }));
    for line in &mut lines {
        line.item = item.map(|guide| guide.id.item_code.clone());
        line.item_name = item.map(|guide| guide.name.clone());
    }
    lines
}

fn sides(change: &Change, old: &Guide, new: &Guide) -> Sides {
    let both = |of: &dyn Fn(&Guide) -> Option<String>| (of(old), of(new));
    let code = change.code.as_str();
    match change.what {
        What::Material => said::materials(old.material(code), new.material(code)),
        What::Tolerance => both(&|guide| guide.material(code)?.tolerance.as_ref().map(said::tolerance)),
        What::Question => {
            both(&|guide| guide.questions.iter().find(|question| question.id == code).map(said::question))
        }
        What::Field => said::fields(old.form_field(code), new.form_field(code)),
        What::Statutory => both(&|guide| said::limit(&guide.statutory)),
        What::Promised => both(&|guide| said::limit(&guide.promised)),
        What::SupplementDays => both(&|guide| guide.supplement_days.map(|days| days.to_string())),
        What::Fee => both(&|guide| {
            guide.fee.as_ref().map(|fee| format!("{} {}", fee.name, yuan(fee.amount_fen)).trim_end().to_owned())
        }),
        What::Conditions => both(&|guide| Some(guide.acceptance_conditions.join("\n")).filter(|text| !text.is_empty())),
        What::Handling if old.handling != new.handling => both(&|guide| guide.handling.map(said::handling_kind)),
        What::Handling => (None, None),
    }
}

fn yuan(fen: Option<u64>) -> String {
    fen.map_or_else(String::new, |fen| format!("{}.{:02}元", fen / 100, fen % 100))
}

fn of_list(tx: &Tx<'_>, list: &ToleranceList, day: Date) -> Result<OfficeDifference, Fault> {
    let mut lines = Vec::new();
    tx.each_guide_in_force(day, 0, None, |guide, _| {
        if let Some(new) = list.applied(&guide) {
            lines.extend(between(&guide, &new, Some(&guide)));
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
    let against = settings.began().map_or_else(|| settings.names.region_code.clone(), |day| day.to_string());
    OfficeDifference { against: Some(against), lines: lines.collect() }
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
    DifferenceLine {
        what: what.to_owned(),
        how: how.to_owned(),
        item: None,
        item_name: None,
        name: name.to_owned(),
        before,
        after,
    }
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
