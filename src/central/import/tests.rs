use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::guide::{Condition, LimitUnit, MaterialForm, Necessity};

fn one(value: &Value) -> Imported {
    let mut content = read(&value.to_string()).unwrap();
    assert_eq!(content.guides.len(), 1);
    content.guides.remove(0)
}

fn of(id: &str) -> Imported {
    built_in().into_iter().find(|item| item.id == id).unwrap()
}

fn decides(item: &Imported, key: &str) -> bool {
    item.report.must_decide.iter().any(|note| note.reason.key == key)
}

#[test]
fn all_eighty_guides_import_and_each_reports() {
    let items = built_in();
    assert_eq!(items.len(), 80);
    for item in &items {
        assert!(item.guide.is_some(), "{}: {:?}", item.id, item.report.refused);
        assert!(!item.report.understood.is_empty() && !item.name.is_empty());
    }
    let materials: usize = items.iter().map(|item| item.guide.as_ref().unwrap().materials.len()).sum();
    assert_eq!(materials, 393);
}

#[test]
fn nothing_is_invented() {
    let silent = one(&json!({"id": "x", "name": "某事项"}));
    let guide = silent.guide.unwrap();
    assert_eq!(guide.promised, crate::domain::guide::Limit::default());
    assert_eq!((guide.kind, guide.handling, guide.supplement_days), (None, None, None));
    assert!(guide.materials.is_empty() && guide.demonstration.is_empty());
    assert!(silent.report.left_open.iter().any(|note| note.at == "promised_days"));
}

#[test]
fn r7_24_number_and_words_that_differ_are_for_a_person() {
    let quanmin = of("gx-quanmin");
    let guide = quanmin.guide.as_ref().unwrap();
    assert_eq!((guide.promised.in_working_days(), guide.statutory.in_working_days()), (Some(24), Some(66)));
    let notes = quanmin.report.must_decide.iter().filter(|n| n.reason.key == "import.limit_words_differ").count();
    assert_eq!(notes, 2);
    assert!(decides(&of("yt-gaoling"), "import.steps_differ"));
    let torn =
        one(&json!({"id": "x", "name": "甲", "promised_days": 5, "promised_time": {"value": 10, "unit": "工作日"}}));
    assert_eq!(torn.guide.as_ref().unwrap().promised.value, None);
    assert!(decides(&torn, "import.limit_contradicts"));
}

#[test]
fn r7_24_units_are_kept_as_they_are() {
    let guide = of("law-yljg-shezhi").guide.unwrap();
    assert_eq!((guide.statutory.value, guide.statutory.unit), (Some(30), Some(LimitUnit::NaturalDay)));
    let open = of("ys-zhuce");
    assert_eq!(open.guide.as_ref().unwrap().promised.in_working_days(), None);
    assert!(decides(&open, "reason.guide.limit_without_unit"));
}

#[test]
fn situations_become_one_question_and_switch_materials() {
    let guide = of("pt-simu").guide.unwrap();
    assert_eq!(guide.questions.len(), 1);
    assert!(guide.questions[0].multiple);
    assert!(matches!(&guide.materials[6].when, Some(Condition::Any(parts)) if parts.len() == 2));
    assert!(matches!(&guide.materials[7].when, Some(Condition::Answer { .. })));
    assert!(guide.materials[3].tolerance.is_some(), "the one real tolerance of the payloads");
    assert!(decides(&of("pt-simu"), "import.deadline_in_words"));
}

#[test]
fn conditions_in_words_and_in_names_stay_undecided() {
    let hidden = one(&json!({"id": "x", "name": "甲", "materials": [
        {"no": 1, "name": "低保证复印件（80-89岁的高龄低保老人需提供）", "required": "必要"},
        {"no": 2, "name": "计划表", "condition": "年度计划内项目"},
        {"no": 3, "name": "身份证"},
    ]}));
    let guide = hidden.guide.as_ref().unwrap();
    assert!(guide.materials[0].condition_text.is_some() && guide.materials[1].condition_text.is_some());
    assert_eq!(guide.materials[2].condition_text, None);
    assert!(decides(&hidden, "import.hidden_condition"));
    assert_eq!(guide.materials[0].necessity, Necessity::Required);
}

#[test]
fn quantities_forms_html_and_full_width_digits() {
    let messy = one(&json!({"id": "x", "name": "<b>甲</b>&nbsp;", "promised_days": "１０", "materials": [
        {"no": "2", "name": "乙", "form": "复印件", "copies": 3, "review_points": "一<br>二"},
        {"no": 1, "name": "甲", "copies": 2, "originals": 1, "duplicates": 3},
    ]}));
    let guide = messy.guide.as_ref().unwrap();
    assert_eq!((guide.name.as_str(), guide.promised.in_working_days()), ("甲", Some(10)));
    assert_eq!(guide.materials[0].name, "甲", "sorted by number");
    assert_eq!((guide.materials[1].copies, guide.materials[1].forms.as_slice()), (Some(3), &[MaterialForm::Copy][..]));
    assert_eq!(guide.materials[1].review_points.len(), 2);
    assert!(decides(&messy, "import.quantities"));
}

#[test]
fn r1_30_and_giants_and_rings_are_refused_with_a_message() {
    let broken = one(&json!({"id": "x", "name": "甲", "promised_days": 30, "statutory_days": 20}));
    assert!(broken.guide.is_none());
    assert_eq!(broken.report.refused[0].reason.rule, "R1.30");

    let many: Vec<Value> = (0..600).map(|no| json!({"no": no, "name": "甲"})).collect();
    assert!(one(&json!({"id": "x", "name": "甲", "materials": many})).guide.is_none());

    let mut deep = json!({"age": {"is": "less", "years": 1}});
    for _ in 0..30 {
        deep = json!({"not": deep});
    }
    let tree = one(&json!({"id": "x", "name": "甲", "materials": [{"no": 1, "name": "甲", "condition": deep}]}));
    assert_eq!(tree.report.refused[0].reason.key, "reason.condition.too_deep");

    let mut ours = serde_json::to_value(crate::domain::guide::fixtures::guide()).unwrap();
    assert!(one(&ours).guide.is_some());
    ours["questions"][0]["when"] = json!({"answer": {"question": "who", "choice": "self"}});
    assert_eq!(one(&ours).report.refused[0].reason.key, "reason.condition.cycle");
}

#[test]
fn files_that_are_no_guides_are_refused() {
    assert!(matches!(read("<html>"), Err(ImportError::NotJson { line: 1, .. })));
    assert_eq!(read("3"), Err(ImportError::NoItems));
    assert_eq!(read("{\"guides\": 3}"), Err(ImportError::NoItems));
    assert_eq!(read("[1, null]").unwrap().unreadable, [1, 2]);
    assert!(read(&"[".repeat(100_000)).is_err());
}

#[test]
fn a_catalogue_is_names_without_guides() {
    let content =
        read(r#"{"items": [{"name": "公墓审批", "item_code": "511A0138000000", "department": "民政局"}]}"#).unwrap();
    assert_eq!((content.names.len(), content.guides.len()), (1, 0));
    assert_eq!(content.names[0].name, "公墓审批");
}

/// Any JSON, shallow enough to be quick.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(\\PC|无|<br>|&amp;|１|工作日){0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("(name|no|id|days|unit|value|condition|not|all)", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn places(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| places(value, format!("{at}/{key}"), into)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| places(value, format!("{at}/{i}"), into)),
        _ => {}
    }
    into.push(at);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any place of a real guide replaced by anything: a draft or a refusal with a message, never a panic.
    #[test]
    fn a_mutated_guide_never_crashes_the_import(which in 0usize..80, at in any::<prop::sample::Index>(), new in any_json()) {
        let file: Value = serde_json::from_str(include_str!("guides.json")).unwrap();
        let mut guide = file["guides"][which].clone();
        let mut all = Vec::new();
        places(&guide, String::new(), &mut all);
        let place = all[at.index(all.len())].clone();
        if let Some(found) = guide.pointer_mut(&place) {
            *found = new;
        }
        if let Ok(content) = read(&json!({"guides": [guide]}).to_string()) {
            for item in content.guides {
                prop_assert_eq!(item.guide.is_none(), !item.report.refused.is_empty());
            }
        }
    }

    #[test]
    fn any_json_at_all_is_survived(value in any_json()) {
        let _ = read(&value.to_string());
    }
}
