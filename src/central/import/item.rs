//! One item of a source becomes a draft guide and a report.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Imported, SITUATION, limits, material, report::Report, source::Source};
use crate::domain::{
    guide::{
        Choice, Department, Guide, GuideRef, HandlingKind, ItemFlags, ItemKind, Question, ResultKind, ServiceObject,
        SpecialKind, SpecialRule, lint,
    },
    reason::Reason,
};

/// Most materials of one item; the longest real list has 21.
pub const MAX_MATERIALS: usize = 500;
/// Most situations of one item.
pub const MAX_SITUATIONS: usize = 200;

const KNOWN: &[&str] = &[
    "id",
    "name",
    "code",
    "catalog_code",
    "business_item_code",
    "version",
    "kind",
    "handle_type",
    "service_object",
    "department",
    "region",
    "region_code",
    "legal_basis",
    "statutory_days",
    "promised_days",
    "statutory_time",
    "promised_time",
    "fee",
    "acceptance_conditions",
    "situations",
    "materials",
    "results",
    "special_procedures",
];

/// Said about the source or about things that a guide does not hold; nothing of them is lost, the source is kept.
const ABOUT: &[&str] = &[
    "kind_hint",
    "joint_departments",
    "window_visits",
    "rejection_conditions",
    "process_steps",
    "source",
    "source_type",
    "confidence",
    "notes",
    "unknown_fields",
];

/// Reads one item.
pub fn item(fields: &Map<String, Value>) -> Imported {
    let mut report = Report::default();
    let source = Source::new(fields, "");
    if fields.contains_key("guide_version") {
        return ours(fields, report);
    }
    let id = source.text("id", &mut report).unwrap_or_default();
    let name = source.text("name", &mut report).unwrap_or_default();
    if too_large(&source, &mut report) {
        return Imported { id, name, guide: None, report };
    }
    let guide = draft(&source, &id, &name, &mut report);
    finish(id, guide, report)
}

/// A guide in the program's own shape, as the catalogue exports it.
fn ours(fields: &Map<String, Value>, mut report: Report) -> Imported {
    let word = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Ok(guide) = serde_json::from_value::<Guide>(Value::Object(fields.clone())) {
        return finish(guide.id.item_code.clone(), guide, report);
    }
    report.refuse("", Reason::new("import.broken_guide", "R7.23"));
    Imported { id: word("guide_version"), name: word("name"), guide: None, report }
}

fn finish(id: String, guide: Guide, mut report: Report) -> Imported {
    report.take(lint::lint(&guide));
    let name = guide.name.clone();
    let guide = report.refused.is_empty().then_some(guide);
    Imported { id, name, guide, report }
}

fn too_large(source: &Source<'_>, report: &mut Report) -> bool {
    let length = |key| source.value(key).and_then(Value::as_array).map_or(0, Vec::len);
    for (key, most) in [("materials", MAX_MATERIALS), ("situations", MAX_SITUATIONS)] {
        if length(key) > most {
            report.refuse(key, Reason::new("import.too_many", "R7.23").arg(length(key)).arg(most));
        }
    }
    !report.refused.is_empty()
}

fn draft(source: &Source<'_>, id: &str, name: &str, report: &mut Report) -> Guide {
    let (questions, choices) = situations(source, report);
    let code = source.text("business_item_code", report).or_else(|| source.text("code", report));
    let department = source.text("department", report).unwrap_or_default();
    let promised = limits::limit(source, "promised_days", "promised_time", report);
    let statutory = limits::limit(source, "statutory_days", "statutory_time", report);
    if let (Some(sum), Some(value)) = (limits::steps_in_working_days(source, report), promised.value)
        && sum != value
    {
        report.decide("process_steps", Reason::new("import.steps_differ", "R7.24").arg(sum).arg(value));
    }
    let guide = Guide {
        id: GuideRef { item_code: code.unwrap_or_else(|| id.to_owned()), version: version(source, report) },
        name: name.to_owned(),
        plain_words: Vec::new(),
        basic_code: source.text("catalog_code", report),
        local_code: Some(id.to_owned()).filter(|id| !id.is_empty()),
        kind: kind(source, report),
        handling: handling(source, report),
        service_objects: service_objects(source, report),
        department: Department {
            code: department.clone(),
            short_name: department.clone(),
            name: department,
            section: None,
            credit_code: None,
        },
        region_code: source.text("region_code", report),
        region: source.text("region", report),
        legal_basis: source.texts("legal_basis", report),
        acceptance_conditions: source.texts("acceptance_conditions", report),
        statutory,
        promised,
        supplement_days: None,
        fee: None,
        special: special(source, report),
        questions,
        materials: material::materials(source, &choices, report),
        form: Vec::new(),
        form_rules: Vec::new(),
        results: results(source, report),
        delivery: Vec::new(),
        flags: ItemFlags::default(),
        supervising_body: None,
        inquiry_phone: None,
        complaint_phone: None,
        demonstration: Vec::new(),
    };
    fee(source, report);
    remarks(source, report);
    guide
}

fn remarks(source: &Source<'_>, report: &mut Report) {
    for key in KNOWN {
        if source.value(key).is_none() {
            report.open(*key, "import.not_stated");
        } else if !key.ends_with("_days") && !key.ends_with("_time") {
            report.understood(*key);
        }
    }
    for key in ABOUT {
        if source.value(key).is_some() {
            report.open(*key, "import.not_kept");
        }
    }
    if source.value("kind").is_none()
        && let Some(hint) = source.text("kind_hint", report)
    {
        report.decide("kind", Reason::new("import.kind_hint", "R7.14").arg(hint));
    }
    if !source.texts("joint_departments", report).is_empty() {
        report.decide("joint_departments", Reason::new("import.joint", "R1.24"));
    }
    let known: Vec<&str> = KNOWN.iter().chain(ABOUT).copied().collect();
    for stranger in source.strangers(&known) {
        report.open(stranger, "import.unknown_field");
    }
}

/// A whole number from 1; anything else (`V20210429.103508`) is the source's own and the draft begins at 1.
fn version(source: &Source<'_>, report: &mut Report) -> u32 {
    match source.value("version") {
        None => 1,
        Some(Value::Number(number)) => {
            number.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0).unwrap_or(1)
        }
        Some(_) => {
            report.open("version", "import.foreign_version");
            1
        }
    }
}

fn kind(source: &Source<'_>, report: &mut Report) -> Option<ItemKind> {
    let words = source.text("kind", report)?;
    match words.as_str() {
        "行政许可" => Some(ItemKind::Licence),
        "行政给付" => Some(ItemKind::Payment),
        "行政确认" => Some(ItemKind::Confirmation),
        "行政奖励" => Some(ItemKind::Reward),
        "行政裁决" => Some(ItemKind::Adjudication),
        "行政备案" => Some(ItemKind::Filing),
        "其他行政权力" => Some(ItemKind::OtherPower),
        "公共服务" => Some(ItemKind::PublicService),
        _ => {
            report.decide("kind", Reason::new("import.unknown_word", "R7.14").arg(words));
            None
        }
    }
}

fn handling(source: &Source<'_>, report: &mut Report) -> Option<HandlingKind> {
    let words = source.text("handle_type", report)?;
    match words.as_str() {
        "即办件" => Some(HandlingKind::Immediate),
        "承诺件" => Some(HandlingKind::Promised),
        "联办件" => Some(HandlingKind::Joint),
        "上报件" => Some(HandlingKind::Forwarded),
        _ => {
            report.decide("handle_type", Reason::new("import.unknown_word", "R1.33").arg(words));
            None
        }
    }
}

fn service_objects(source: &Source<'_>, report: &mut Report) -> Vec<ServiceObject> {
    let mut objects = Vec::new();
    for words in source.texts("service_object", report) {
        let object = match words.as_str() {
            "自然人" | "个人" => ServiceObject::Person,
            "法人" | "企业法人" | "事业法人" | "社会组织法人" | "非法人企业" | "行政机关" | "其他组织" | "企业" => {
                ServiceObject::Organisation
            }
            _ => {
                report.decide("service_object", Reason::new("import.unknown_word", "R7.23").arg(words));
                continue;
            }
        };
        if !objects.contains(&object) {
            objects.push(object);
        }
    }
    objects
}

/// One question with the source's situations as its choices: more than one may hold, since sources mix several
/// questions into one list.
fn situations(source: &Source<'_>, report: &mut Report) -> (Vec<Question>, BTreeMap<String, String>) {
    let mut choices = Vec::new();
    let mut by_name = BTreeMap::new();
    for (index, fields) in source.objects("situations", report).into_iter().enumerate() {
        let row = Source::new(fields, format!("situations[{}]", index + 1));
        let Some(name) = row.text("name", report) else {
            report.decide(row.place("name"), Reason::new("import.not_text", "R6.2"));
            continue;
        };
        let id = format!("s{}", index + 1);
        if by_name.insert(name.clone(), id.clone()).is_some() {
            report.refuse(row.place("name"), Reason::new("reason.guide.twice", "R0.3").arg(&name));
        }
        choices.push(Choice { id, label: name, note: row.text("note", report) });
    }
    if choices.is_empty() {
        return (Vec::new(), by_name);
    }
    let text = "办理情形".to_owned();
    (vec![Question { id: SITUATION.to_owned(), text, choices, multiple: true, when: None }], by_name)
}

fn special(source: &Source<'_>, report: &mut Report) -> Vec<SpecialRule> {
    let mut rules: Vec<SpecialRule> = Vec::new();
    for (index, fields) in source.objects("special_procedures", report).into_iter().enumerate() {
        let row = Source::new(fields, format!("special_procedures[{}]", index + 1));
        let Some(name) = row.text("name", report) else { continue };
        let Some(kind) = special_kind(&name) else {
            report.decide(row.place("name"), Reason::new("import.unknown_special", "R10.1").arg(name));
            continue;
        };
        if rules.iter().any(|rule| rule.kind == kind) {
            report.decide(row.place("name"), Reason::new("import.special_again", "R10.1").arg(name));
            continue;
        }
        let days = row.number("days", report);
        let unit = row.text("unit", report);
        let max_days = days.filter(|_| unit.as_deref() == Some("工作日"));
        if days.is_some() && max_days.is_none() {
            report.decide(row.place("unit"), Reason::new("import.special_unit", "R10.4"));
        }
        if row.flag("counts_in_limit", report) == Some(false) && matches!(kind, SpecialKind::Site | SpecialKind::Public)
        {
            report.decide(row.place("counts_in_limit"), Reason::new("import.pause_without_law", "R10.3").arg(name));
        }
        let when = row.text("note", report);
        rules.push(SpecialRule { kind, needed: false, when, max_days, pause_basis: None, basis_is_law: false });
    }
    rules
}

fn special_kind(name: &str) -> Option<SpecialKind> {
    const WORDS: &[(&str, SpecialKind)] = &[
        ("听证", SpecialKind::Hearing),
        ("招标控制价", SpecialKind::Expert),
        ("招标", SpecialKind::Tender),
        ("拍卖", SpecialKind::Auction),
        ("检测", SpecialKind::Test),
        ("检疫", SpecialKind::Quarantine),
        ("鉴定", SpecialKind::Appraise),
        ("评审", SpecialKind::Expert),
        ("勘验", SpecialKind::Site),
        ("踏勘", SpecialKind::Site),
        ("现场核查", SpecialKind::Site),
        ("实地检查", SpecialKind::Site),
        ("实地核查", SpecialKind::Site),
        ("公示", SpecialKind::Public),
        ("检验", SpecialKind::Inspect),
    ];
    WORDS.iter().find(|(word, _)| name.contains(word)).map(|(_, kind)| *kind)
}

fn results(source: &Source<'_>, report: &mut Report) -> Vec<ResultKind> {
    let mut results = Vec::new();
    for (index, fields) in source.objects("results", report).into_iter().enumerate() {
        let row = Source::new(fields, format!("results[{}]", index + 1));
        if row.text("validity", report).is_some() {
            report.open(row.place("validity"), "import.validity_in_words");
        }
        match row.text("name", report) {
            Some(name) => results.push(ResultKind { name, cert_type: None, validity_months: None }),
            None => report.open(row.place("name"), "import.not_stated"),
        }
    }
    results
}

/// R10.8: a fee needs its law, which these sources do not name; a fee that is not charged needs nothing.
fn fee(source: &Source<'_>, report: &mut Report) {
    if let Some(fee) = source.object("fee", report)
        && fee.flag("charged", report) == Some(true)
    {
        report.decide("fee", Reason::new("reason.guide.fee_without_law", "R10.8"));
    }
}
