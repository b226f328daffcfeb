use serde_json::{Value, json};

use super::*;

const GUIDES: &str = include_str!("../../central/import/guides.json");

fn ask(case: &Value) -> Answer {
    judge(GUIDES, &case.to_string(), true, Calendar::built_in())
}

fn judged(case: &Value) -> Value {
    let answer = ask(case);
    assert_eq!(answer.outcome, Outcome::Done, "{}", answer.err);
    serde_json::from_str(&answer.out).unwrap()
}

fn refused(case: &Value) -> String {
    let answer = ask(case);
    assert_eq!((answer.outcome, answer.out.as_str()), (Outcome::Refused, ""));
    answer.err
}

/// 市级政府投资项目可行性研究报告审批: five working days promised, twenty by law.
fn keyan(materials: &Value) -> Value {
    let list: Vec<Value> = materials
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!({"no": row[0], "by": row[1], "verdict": row[2]}))
        .collect();
    json!({
        "item": "gx-jieneng", "received_at": "2026-09-01",
        "applicant": {"credit": "clean", "commits": true},
        "main": [1], "tolerance_list": [{"no": 2, "due_days": 9, "mode": "SupplementLater"}],
        "materials": list,
    })
}

fn state(judged: &Value, no: u64) -> &str {
    judged["lines"].as_array().unwrap().iter().find(|line| line["no"] == no).unwrap()["state"].as_str().unwrap()
}

#[test]
fn complete_is_accepted_and_the_clocks_are_named() {
    let said = judged(&keyan(&json!([[1, "PaperOriginal", "ok"], [2, "ECert", "ok"]])));
    assert_eq!(said["outcome"], "accept");
    assert_eq!((state(&said, 1), state(&said, 2)), ("ok", "exempt"));
    assert_eq!(
        said["deadlines"],
        json!({"window": "2026-09-08", "promised": "2026-09-08", "statutory": "2026-09-29", "provisional": false})
    );
    assert_eq!(said["tolerated"], json!([]));
}

#[test]
fn r2_15_the_due_date_is_the_earlier_of_list_and_bound() {
    let mut case = keyan(&json!([[1, "PaperOriginal", "ok"]]));
    let said = judged(&case);
    assert_eq!(said["outcome"], "accept_with_tolerance");
    assert_eq!(state(&said, 2), "tolerated");
    assert_eq!(said["tolerated"], json!([{"no": 2, "due": "2026-09-04"}]), "5 - 2 = 3 working days");
    case["tolerance_list"][0]["due_days"] = json!(2);
    assert_eq!(judged(&case)["tolerated"][0]["due"], "2026-09-03");
    for mode in ["Waive", "DeferReview", "ExemptReview"] {
        case["tolerance_list"][0]["mode"] = json!(mode);
        assert_eq!(judged(&case)["tolerated"], json!([{"no": 2, "due": null}]));
    }
}

#[test]
fn r0_4_r2_12_what_stands_against_tolerance() {
    let missing = keyan(&json!([[1, "PaperOriginal", "ok"], [2, null, "absent"]]));
    for (key, value) in [("credit", json!("bad")), ("credit", json!("unknown")), ("commits", json!(false))] {
        let mut case = missing.clone();
        case["applicant"][key] = value;
        let said = judged(&case);
        assert_eq!((said["outcome"].as_str().unwrap(), state(&said, 2)), ("supplement", "missing"));
    }
    let mut main = missing.clone();
    main["main"] = json!([1, 2]);
    assert_eq!(judged(&main)["outcome"], "supplement");
    let mut unlisted = missing.clone();
    unlisted["tolerance_list"] = json!([]);
    assert_eq!(judged(&unlisted)["outcome"], "supplement");
    let mut silent = missing;
    silent.as_object_mut().unwrap().remove("applicant");
    assert_eq!(judged(&silent)["outcome"], "supplement", "never clean by default");
}

#[test]
fn r2_16_a_promise_of_one_or_two_days_leaves_no_room() {
    let case = json!({
        "item": "jn-tuixiu", "received_at": "2026-09-01", "applicant": {"credit": "clean", "commits": true},
        "main": [], "tolerance_list": [{"no": 1, "due_days": 3, "mode": "SupplementLater"}], "materials": [],
    });
    assert_eq!(judged(&case)["outcome"], "supplement");
}

#[test]
fn r2_15_an_unknown_promise_is_said() {
    let rows: Vec<Value> = (2..7).map(|no| json!({"no": no, "by": "Scan", "verdict": "ok"})).collect();
    let case = json!({
        "item": "hn-zuofang", "received_at": "2026-09-01", "applicant": {"credit": "clean", "commits": true},
        "main": [], "tolerance_list": [{"no": 1, "due_days": 3, "mode": "SupplementLater"}], "materials": rows,
    });
    let answer = ask(&case);
    let said: Value = serde_json::from_str(&answer.out).unwrap_or(Value::Null);
    assert_eq!(said["tolerated"], json!([{"no": 1, "due": "2026-09-04"}]), "{} {}", answer.out, answer.err);
    assert!(answer.err.contains("承诺时限"), "{}", answer.err);
    assert_eq!(said["deadlines"]["promised"], Value::Null);
}

#[test]
fn r1_3_spot_fixable_first_and_negatives_before_all() {
    let mut case = keyan(&json!([[1, "PaperOriginal", "defect"]]));
    case["materials"][0]["spot_fixable"] = json!(true);
    let said = judged(&case);
    assert_eq!(said["outcome"], "correct_on_spot");
    assert_eq!((state(&said, 1), state(&said, 2)), ("defect", "missing"));
    for key in ["needs_licence", "competent"] {
        let mut negative = case.clone();
        negative[key] = json!(false);
        assert_eq!(judged(&negative)["outcome"], "propose_negative");
    }
}

#[test]
fn situations_switch_materials_by_name() {
    let case = |situations: Value| json!({"item": "pt-simu", "received_at": "2026-09-01", "situations": situations});
    let none = judged(&case(json!([])));
    assert_eq!((state(&none, 8), state(&none, 9), state(&none, 1)), ("not_applicable", "not_applicable", "missing"));
    let person = judged(&case(json!(["出资人为自然人"])));
    assert_eq!((state(&person, 8), state(&person, 9)), ("not_applicable", "missing"));
    assert!(person["lines"][8]["why"].as_str().unwrap().contains("自然人出资人提供"), "the words are said");
    assert!(refused(&case(json!(["没有的情形"]))).contains("出资人为自然人"));
}

#[test]
fn what_the_file_gets_wrong_is_said() {
    let good = keyan(&json!([[1, "PaperOriginal", "ok"]]));
    let with = |change: fn(&mut Value)| {
        let mut case = good.clone();
        change(&mut case);
        refused(&case)
    };
    assert!(with(|case| case["item"] = json!("nothing")).contains("nothing"));
    assert!(with(|case| case["received_at"] = json!("2026-02-30")).contains("日期"));
    assert!(with(|case| case["materials"][0]["no"] = json!(99)).contains("99"));
    assert!(with(|case| case["main"] = json!([99])).contains("99"));
    assert!(with(|case| case["tolerance_list"][0]["no"] = json!(99)).contains("99"));
    assert!(with(|case| case["materials"][0]["by"] = json!("Fax")).contains("Fax"));
    assert!(with(|case| case["colour"] = json!(1)).contains("colour"));
    let twice = keyan(&json!([[1, "PaperOriginal", "ok"], [1, "PaperOriginal", "ok"]]));
    assert!(refused(&twice).contains('1'));
    assert_eq!(judge("<html>", "{}", true, Calendar::built_in()).outcome, Outcome::Refused);
    assert_eq!(judge(GUIDES, "[", true, Calendar::built_in()).outcome, Outcome::Refused);
}

#[test]
fn r9_4_dates_beyond_the_notices_are_provisional_and_beyond_knowledge_unknown() {
    let mut case = keyan(&json!([[1, "PaperOriginal", "ok"], [2, "Scan", "ok"]]));
    case["received_at"] = json!("2026-12-20T23:30:00+08:00");
    assert_eq!(judged(&case)["deadlines"]["provisional"], true);
    case["received_at"] = json!("2999-01-01");
    assert_eq!(ask(&case).outcome, Outcome::Unknown);
}

#[test]
fn the_first_word_of_plain_output_is_the_answer() {
    let case = keyan(&json!([[1, "PaperOriginal", "ok"]])).to_string();
    let answer = judge(GUIDES, &case, false, Calendar::built_in());
    assert_eq!(answer.out.split_whitespace().next(), Some("accept_with_tolerance"));
}

fn line(judged: &Value, no: u64) -> (String, String) {
    let found = judged["lines"].as_array().unwrap().iter().find(|line| line["no"] == no).unwrap();
    (found["why"].as_str().unwrap().to_owned(), found["rule"].as_str().unwrap().to_owned())
}

#[test]
fn every_line_names_the_most_telling_rule() {
    let both = keyan(&json!([[1, null, "absent"], [2, null, "absent"]]));
    let said = judged(&both);
    let (why, rule) = line(&said, 1);
    assert!(why.contains("主件不得容缺") && rule == "O4", "{why} {rule}");
    let (why, rule) = line(&said, 2);
    assert!(why.contains("另有不能容缺的材料") && rule == "R2.32", "{why} {rule}");
    let one = keyan(&json!([[1, "PaperOriginal", "ok"], [2, null, "absent"]]));
    for (credit, commits, expected) in
        [("bad", true, "R2.11"), ("unknown", true, "R2.12"), ("clean", false, "R2.2"), ("clean", true, "R2.3")]
    {
        let mut case = one.clone();
        case["applicant"] = json!({"credit": credit, "commits": commits});
        assert_eq!(line(&judged(&case), 2).1, expected);
    }
    let mut unlisted = one.clone();
    unlisted["tolerance_list"] = json!([]);
    let (why, rule) = line(&judged(&unlisted), 2);
    assert!(why.contains("不在容缺清单上") && rule == "O4", "{why} {rule}");
    let mut spot = one;
    spot["materials"][1] = json!({"no": 2, "by": "Tolerated", "verdict": "defect", "spot_fixable": true});
    let said = judged(&spot);
    assert_eq!((said["outcome"].as_str().unwrap(), state(&said, 2)), ("correct_on_spot", "defect"));
    assert_eq!(line(&said, 2).1, "O3");
    spot["materials"][1]["spot_fixable"] = json!(false);
    spot["applicant"]["credit"] = json!("bad");
    assert_eq!(state(&judged(&spot), 2), "defect", "it was seen to be defective, whatever was wished for it");
}

/// An item under the commitment scheme, in the program's own shape.
fn scheme() -> String {
    let mut guide = crate::domain::guide::fixtures::guide();
    guide.flags.commitment = true;
    guide.materials[3].commitment = true;
    serde_json::to_string(&json!({"guides": [guide]})).unwrap()
}

#[test]
fn r1_3_row_5_a_commitment_replaces_only_if_the_applicant_may_and_will() {
    let ask = |credit: &str, commits: bool| -> Value {
        let rows = [1, 2, 3].map(|no| json!({"no": no, "by": "PaperOriginal", "verdict": "ok"}));
        let case = json!({
            "item": "11321000014123456X400010100200001", "received_at": "2026-09-01",
            "applicant": {"credit": credit, "commits": commits}, "materials": rows,
        });
        let answer = judge(&scheme(), &case.to_string(), true, Calendar::built_in());
        assert_eq!(answer.outcome, Outcome::Done, "{}", answer.err);
        serde_json::from_str(&answer.out).unwrap()
    };
    let said = ask("clean", true);
    assert_eq!((said["outcome"].as_str().unwrap(), state(&said, 4)), ("accept", "exempt"));
    for (credit, commits) in [("clean", false), ("bad", true), ("unknown", true)] {
        let said = ask(credit, commits);
        assert_eq!(
            (said["outcome"].as_str().unwrap(), state(&said, 4)),
            ("supplement", "missing"),
            "{credit} {commits}"
        );
    }
}

#[test]
fn r1_30_r2_15_no_tolerance_longer_than_the_law_leaves() {
    let rows = [1, 2, 4, 5, 6, 7].map(|no| json!({"no": no, "by": "Scan", "verdict": "ok"}));
    let case = json!({
        "item": "law-jdc-zhuce", "received_at": "2026-09-01", "applicant": {"credit": "clean", "commits": true},
        "tolerance_list": [{"no": 3, "due_days": 10, "mode": "SupplementLater"}], "materials": rows,
    });
    let said = judged(&case);
    assert_eq!(
        (said["outcome"].as_str().unwrap(), line(&said, 3).1.as_str()),
        ("supplement", "R2.16"),
        "two days by law"
    );
}

/// Every real guide: all there → accept; nothing there → supplement (or accept where nothing is asked).
#[test]
fn every_real_guide_can_be_checked() {
    for imported in import::built_in() {
        let guide = imported.guide.unwrap();
        let situations: Vec<&str> =
            guide.questions.iter().flat_map(|q| &q.choices).map(|choice| choice.label.as_str()).collect();
        let rows: Vec<Value> = guide
            .materials
            .iter()
            .map(|material| json!({"no": material.no, "by": "PaperOriginal", "verdict": "ok"}))
            .collect();
        let case =
            json!({"item": imported.id, "received_at": "2026-09-01", "situations": situations, "materials": rows});
        assert_eq!(judged(&case)["outcome"], "accept", "{}", imported.id);
        let bare = json!({"item": imported.id, "received_at": "2026-09-01"});
        let said = judged(&bare);
        let missing = said["lines"].as_array().unwrap().iter().any(|line| line["state"] == "missing");
        assert_eq!(said["outcome"] == "supplement", missing, "{}", imported.id);
    }
}
