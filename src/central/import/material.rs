//! Materials of one item: necessity, forms, copies, situations, and conditions that hide in names and remarks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{SITUATION, report::Report, source::Source};
use crate::domain::{
    guide::{Condition, Material, MaterialForm, MaterialSource, Necessity, ReviewPoint, ToleranceMode, ToleranceRule},
    reason::Reason,
};

const KNOWN: &[&str] = &[
    "no",
    "name",
    "required",
    "form",
    "copies",
    "originals",
    "duplicates",
    "quantity_raw",
    "source",
    "issuing_dept",
    "review_points",
    "fill_notes",
    "condition",
    "situations",
    "tolerable",
    "tolerance_deadline",
    "obtainable_by_sharing",
    "note",
];

/// Words by which a name or a remark gives away that the material is not always due.
const HINTS: &[&str] = &[
    "如有",
    "可免",
    "需提供",
    "应提供",
    "免予提交",
    "免交",
    "减免",
    "无需提供",
    "不再提交",
    "委托办理",
    "代办的",
    "的项目",
];

/// All materials in the order of their numbers; `choices` maps names of situations to choice ids.
pub fn materials(source: &Source<'_>, choices: &BTreeMap<String, String>, report: &mut Report) -> Vec<Material> {
    let item = source.text("id", report).unwrap_or_else(|| "item".to_owned());
    let mut read = Vec::new();
    let mut codes = BTreeSet::new();
    for (index, fields) in source.objects("materials", report).into_iter().enumerate() {
        let place = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let row = Source::new(fields, format!("materials[{place}]"));
        let no = row.number("no", report).unwrap_or_else(|| {
            report.decide(row.place("no"), Reason::new("import.no_number", "R0.3"));
            place
        });
        let mut code = format!("{item}-{no:02}");
        while !codes.insert(code.clone()) {
            code.push('b');
        }
        read.push(material(&row, code, no, choices, report));
    }
    // NOTES: materials arrive unordered. The sort is stable, so equal numbers keep the order of the source.
    read.sort_by_key(|material| material.no);
    read
}

fn material(
    row: &Source<'_>,
    code: String,
    no: u32,
    choices: &BTreeMap<String, String>,
    report: &mut Report,
) -> Material {
    let mut material = Material { code, no, name: row.text("name", report).unwrap_or_default(), ..Material::default() };
    material.necessity = necessity(row, report);
    material.forms = forms(row, report);
    quantities(row, &mut material, report);
    material.source = origin(row, report);
    material.issuer = row.text("issuing_dept", report);
    material.review_points = review_points(row, report);
    material.fill_note = row.text("fill_notes", report);
    material.note = row.text("note", report);
    material.tolerance = tolerance(row, report);
    if row.flag("obtainable_by_sharing", report) == Some(true) {
        report.decide(row.place("obtainable_by_sharing"), Reason::new("import.which_interface", "R6.3"));
    }
    situations(row, &mut material, choices, report);
    condition(row, &mut material, report);
    for stranger in row.strangers(KNOWN) {
        report.open(stranger, "import.unknown_field");
    }
    material
}

fn necessity(row: &Source<'_>, report: &mut Report) -> Necessity {
    let words = match row.value("required") {
        None => return Necessity::Unstated,
        Some(Value::Bool(true)) => return Necessity::Required,
        Some(Value::Bool(false)) => return Necessity::Optional,
        Some(_) => row.text("required", report).unwrap_or_default(),
    };
    match words.as_str() {
        "必要" | "必须" | "必需" => Necessity::Required,
        "非必要" | "非必须" | "非必需" => Necessity::Optional,
        // Digits mean opposite things in two systems (FIELDS 2), so they are not read.
        _ => {
            report.decide(row.place("required"), Reason::new("import.unknown_word", "R7.23").arg(words));
            Necessity::Unstated
        }
    }
}

fn forms(row: &Source<'_>, report: &mut Report) -> Vec<MaterialForm> {
    let Some(words) = row.text("form", report) else { return Vec::new() };
    match words.as_str() {
        "原件" | "原件(收)" | "原件(验)" | "原件（收）" | "原件（验）" => {
            vec![MaterialForm::Original]
        }
        "复印件" => vec![MaterialForm::Copy],
        "原件和复印件" | "原件及复印件" | "原件、复印件" | "原件或复印件" => {
            vec![MaterialForm::Original, MaterialForm::Copy]
        }
        "电子证照" | "电子文档" | "电子文件" | "电子化" => vec![MaterialForm::Electronic],
        "纸质/电子化" => vec![MaterialForm::Original, MaterialForm::Copy, MaterialForm::Electronic],
        _ => {
            report.decide(row.place("form"), Reason::new("import.unknown_word", "R7.23").arg(words));
            Vec::new()
        }
    }
}

/// `copies` is the whole number in the source, `originals` and `duplicates` its parts.
fn quantities(row: &Source<'_>, material: &mut Material, report: &mut Report) {
    let whole = row.number("copies", report);
    let originals = row.number("originals", report);
    let duplicates = row.number("duplicates", report);
    material.originals = originals;
    material.copies = duplicates;
    if let (Some(whole), Some(originals), Some(duplicates)) = (whole, originals, duplicates) {
        if originals.checked_add(duplicates) != Some(whole) {
            let reason = Reason::new("import.quantities", "R7.23").arg(whole).arg(originals).arg(duplicates);
            report.decide(row.place("copies"), reason);
        }
    } else if let (Some(whole), None, None) = (whole, originals, duplicates) {
        match material.forms.as_slice() {
            [MaterialForm::Original] => material.originals = Some(whole),
            [MaterialForm::Copy] => material.copies = Some(whole),
            _ => report.decide(row.place("copies"), Reason::new("import.copies_of_what", "R7.23").arg(whole)),
        }
    } else if whole.is_none() && originals.is_none() && duplicates.is_none() && row.value("quantity_raw").is_some() {
        report.open(row.place("quantity_raw"), "import.quantity_in_words");
    }
}

fn origin(row: &Source<'_>, report: &mut Report) -> MaterialSource {
    let Some(words) = row.text("source", report) else { return MaterialSource::Unstated };
    match words.as_str() {
        "申请人自备" | "本单位" => MaterialSource::Applicant,
        "政府部门核发" => MaterialSource::Government,
        "中介" | "中介机构" => MaterialSource::Intermediary,
        "其他" => MaterialSource::Other,
        _ => {
            report.decide(row.place("source"), Reason::new("import.unknown_word", "R7.23").arg(words));
            MaterialSource::Unstated
        }
    }
}

fn review_points(row: &Source<'_>, report: &mut Report) -> Vec<ReviewPoint> {
    let texts = row.texts("review_points", report);
    let lines = texts.iter().flat_map(|text| text.lines());
    lines.map(|line| ReviewPoint { text: line.trim().to_owned(), say: None }).collect()
}

/// The portals' own flag. A deadline in words stays for a person; 不容缺 is understood as it is said.
fn tolerance(row: &Source<'_>, report: &mut Report) -> Option<ToleranceRule> {
    let tolerable = row.flag("tolerable", report)?;
    let deadline = row.text("tolerance_deadline", report);
    if !tolerable {
        return None;
    }
    match deadline {
        Some(words) => {
            report.decide(row.place("tolerance_deadline"), Reason::new("import.deadline_in_words", "R2.14").arg(words));
        }
        None => report.decide(row.place("tolerance_deadline"), Reason::new("import.no_deadline", "R2.14")),
    }
    Some(ToleranceRule {
        mode: ToleranceMode::SupplementLater,
        due_days: None,
        list_no: None,
        supply_forms: Vec::new(),
        blocks_issue: None,
        blocks_decision: None,
    })
}

fn situations(row: &Source<'_>, material: &mut Material, choices: &BTreeMap<String, String>, report: &mut Report) {
    let names = row.texts("situations", report);
    if names.is_empty() {
        return;
    }
    let mut parts = Vec::new();
    for name in &names {
        if let Some(choice) = choices.get(name) {
            parts.push(Condition::Answer { question: SITUATION.to_owned(), choice: choice.clone() });
        } else {
            report.decide(row.place("situations"), Reason::new("import.unknown_situation", "R6.2").arg(name));
            material.condition_text = Some(names.join("、"));
        }
    }
    material.when = match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Condition::Any(parts)),
    };
}

/// A condition written as a tree is taken as one; words stay words until a person makes a tree of them.
fn condition(row: &Source<'_>, material: &mut Material, report: &mut Report) {
    if let Some(tree @ Value::Object(_)) = row.value("condition") {
        match serde_json::from_value::<Condition>(tree.clone()) {
            Ok(tree) => {
                material.when = Some(match material.when.take() {
                    None => tree,
                    Some(when) => Condition::All(vec![when, tree]),
                });
            }
            Err(_) => report.refuse(row.place("condition"), Reason::new("import.broken_condition", "R6.2")),
        }
        return;
    }
    if let Some(words) = row.text("condition", report) {
        material.condition_text = Some(match material.condition_text.take() {
            None => words,
            Some(before) => format!("{before};{words}"),
        });
        return;
    }
    if material.when.is_some() || material.condition_text.is_some() {
        return;
    }
    for (field, text) in [("name", Some(&material.name)), ("note", material.note.as_ref())] {
        if let Some(text) = text.filter(|text| HINTS.iter().any(|hint| text.contains(hint))) {
            report.decide(row.place(field), Reason::new("import.hidden_condition", "R6.2").arg(text));
            material.condition_text = Some(text.clone());
            return;
        }
    }
}
