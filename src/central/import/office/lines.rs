//! Tolerance lists, calendars and settings from tables: a row per material, per day, per setting.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Known, OfficeNote, at_cell, table, whole};
use crate::{
    central::import::{
        clean,
        table::{Heads, Row, Sheet, Table},
    },
    contract::CalendarNotice,
    domain::{
        guide::{MaterialForm, ToleranceMode},
        reason::Reason,
        settings::{SettingValue, SettingsChange},
        tolerance::{ListLine, ToleranceList},
    },
};

const LIST: Heads = &[
    (&["序号", "清单序号"], "no"),
    (&["事项编码", "实施编码", "办理项编码"], "item_code"),
    (&["事项名称"], "item"),
    (&["材料编码"], "material_code"),
    (&["材料名称", "可容缺材料", "容缺材料"], "material"),
    (&["容缺方式"], "mode"),
    (&["容缺时限", "补正时限", "容缺期限"], "due_days"),
    (&["补交形式"], "forms"),
    (&["清单名称"], "title"),
];

const DAYS: Heads = &[(&["日期"], "day"), (&["类型", "安排"], "kind"), (&["依据", "文号"], "basis")];

const SETTINGS: Heads = &[(&["设置项", "键"], "key"), (&["值", "取值"], "value")];

/// A tolerance list.
pub(super) fn tolerance(sheets: &[Sheet], known: &Known<'_>) -> Result<ToleranceList, Vec<OfficeNote>> {
    let table = table(sheets, LIST, &["material"], "事项编码(或事项名称)、材料名称")?;
    let mut list = ToleranceList { region_code: known.region.to_owned(), ..ToleranceList::default() };
    let mut wrong = Vec::new();
    let mut item: Option<String> = None;
    for (no, row) in (1_u32..).zip(table.rows) {
        if let Some(title) = table.text(row, "title").filter(|_| list.title.is_empty()) {
            title.clone_into(&mut list.title);
        }
        match item_code(&table, row, known) {
            Ok(Some(code)) => item = Some(code),
            Ok(None) => {}
            Err(note) => {
                wrong.push(*note);
                continue;
            }
        }
        let Some(material) = table.text(row, "material") else { continue };
        let Some(item_code) = item.clone() else {
            wrong.push(at_cell(table.place(row, "material"), Reason::new("import.table.no_item", "R2.3")));
            continue;
        };
        let read = (|| {
            Ok::<_, Box<OfficeNote>>(ListLine {
                no: number(&table, row, "no")?.unwrap_or(no),
                item_code,
                material_code: table.text(row, "material_code").unwrap_or_default().to_owned(),
                material: clean::text(material).unwrap_or_default(),
                mode: mode(&table, row)?,
                due_days: number(&table, row, "due_days")?,
                supply_forms: forms(&table, row)?,
            })
        })();
        match read {
            Ok(line) => list.lines.push(line),
            Err(note) => wrong.push(*note),
        }
    }
    if list.title.is_empty() {
        "容缺受理清单".clone_into(&mut list.title);
    }
    if list.lines.is_empty() && wrong.is_empty() {
        wrong.push(whole(&Reason::new("reason.tolerance_list.empty", "R2.3")));
    }
    if wrong.is_empty() { Ok(list) } else { Err(wrong) }
}

/// A complaint about one cell, on its way up.
fn boxed(place: String, reason: Reason) -> Box<OfficeNote> {
    Box::new(at_cell(place, reason))
}

/// The item of a row by its code, else by its name, which only one item may bear; `None` = that of the row above.
fn item_code(table: &Table<'_>, row: &Row, known: &Known<'_>) -> Result<Option<String>, Box<OfficeNote>> {
    if let Some(code) = table.text(row, "item_code") {
        return Ok(Some(code.to_owned()));
    }
    let Some(name) = table.text(row, "item") else { return Ok(None) };
    let mut codes = (known.codes)(name);
    let key = match codes.len() {
        1 => return Ok(codes.pop()),
        0 => "reason.tolerance_list.no_item",
        _ => "import.table.item_twice",
    };
    Err(boxed(table.place(row, "item"), Reason::new(key, "R2.3").arg(name)))
}

fn number(table: &Table<'_>, row: &Row, field: &'static str) -> Result<Option<u32>, Box<OfficeNote>> {
    let Some(text) = table.text(row, field) else { return Ok(None) };
    let digits = text.trim_end_matches("个工作日").trim_end_matches("工作日");
    clean::number(digits)
        .map(Some)
        .ok_or_else(|| boxed(table.place(row, field), Reason::new("import.not_number", "R2.14").arg(text)))
}

fn mode(table: &Table<'_>, row: &Row) -> Result<ToleranceMode, Box<OfficeNote>> {
    Ok(match table.text(row, "mode") {
        None | Some("材料后补" | "容缺后补" | "SupplementLater") => ToleranceMode::SupplementLater,
        Some("免交" | "Waive") => ToleranceMode::Waive,
        Some("实质审查后置" | "DeferReview") => ToleranceMode::DeferReview,
        Some("豁免" | "ExemptReview") => ToleranceMode::ExemptReview,
        Some(word) => {
            return Err(boxed(table.place(row, "mode"), Reason::new("import.unknown_word", "R2.8").arg(word)));
        }
    })
}

fn forms(table: &Table<'_>, row: &Row) -> Result<Vec<MaterialForm>, Box<OfficeNote>> {
    let words = table.text(row, "forms").unwrap_or_default();
    words
        .split(['、', ',', '，', ';', '；'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| match word {
            "原件" => Ok(MaterialForm::Original),
            "复印件" => Ok(MaterialForm::Copy),
            "电子" | "电子文件" | "电子件" => Ok(MaterialForm::Electronic),
            _ => Err(boxed(table.place(row, "forms"), Reason::new("import.unknown_word", "R2.7").arg(word))),
        })
        .collect()
}

/// The days of one year or more.
pub(super) fn calendars(sheets: &[Sheet]) -> Result<Vec<CalendarNotice>, Vec<OfficeNote>> {
    let table = table(sheets, DAYS, &["day", "kind"], "日期、类型")?;
    let mut years: BTreeMap<i16, CalendarNotice> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut basis = String::new();
    for row in table.rows {
        if let Some(text) = table.text(row, "basis") {
            text.clone_into(&mut basis);
        }
        let Some(text) = table.text(row, "day") else { continue };
        let Ok(day) = text.replace('/', "-").parse::<Date>() else {
            wrong.push(at_cell(table.place(row, "day"), Reason::new("import.table.not_a_day", "R9.1").arg(text)));
            continue;
        };
        let notice = years.entry(day.year()).or_insert_with(|| CalendarNotice {
            year: day.year(),
            basis: String::new(),
            days: crate::domain::calendar::Year::default(),
        });
        notice.basis.clone_from(&basis);
        match table.text(row, "kind") {
            Some("放假" | "休" | "假") => drop(notice.days.holidays.insert(day)),
            Some("上班" | "调休上班" | "班") => drop(notice.days.makeup_workdays.insert(day)),
            other => {
                let reason = Reason::new("import.unknown_word", "R9.1").arg(other.unwrap_or_default());
                wrong.push(at_cell(table.place(row, "kind"), reason));
            }
        }
    }
    if years.is_empty() && wrong.is_empty() {
        wrong.push(whole(&Reason::new("import.table.no_heads", "R9.1").arg("日期、类型")));
    }
    if wrong.is_empty() { Ok(years.into_values().collect()) } else { Err(wrong) }
}

/// Settings by their keys.
pub(super) fn settings(sheets: &[Sheet], known: &Known<'_>) -> Result<SettingsChange, Vec<OfficeNote>> {
    let table = table(sheets, SETTINGS, &["key", "value"], "设置项、值")?;
    let mut change = SettingsChange { region_code: known.region.to_owned(), changes: BTreeMap::new() };
    let mut wrong = Vec::new();
    for row in table.rows {
        let (Some(key), Some(value)) = (table.text(row, "key"), table.text(row, "value")) else { continue };
        if crate::domain::settings::SettingKey::named(key).is_none() {
            wrong.push(at_cell(table.place(row, "key"), Reason::new("reason.setting.unknown", "R15").arg(key)));
        }
        change.changes.insert(key.to_owned(), SettingValue::Word(value.to_owned()));
    }
    if wrong.is_empty() { Ok(change) } else { Err(wrong) }
}
