//! Checking a guide of twenty materials, against parsing one real guide's JSON in the same run (aim: ≤ 30 µs a check).

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{collections::BTreeMap, hint::black_box, time::Instant};

use chuangtai::domain::{
    acceptance::{Competence, Grounds, conclude},
    check::{Answer, MaterialRow, Proof, Sheet, Verdict},
    exemption::SatisfyBy,
    guide::{Condition, Guide, ToleranceMode, ToleranceRule},
    settings::ToleranceSettings,
    tolerance::{self, Credit, CreditFinding, Request, Wish},
};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{Date, date};

const GUIDES: &str = include_str!("../src/central/import/guides.json");

/// The real guide with the most situations, its materials repeated up to twenty, every third one conditional.
fn twenty() -> Guide {
    let imported = chuangtai::central::import::built_in();
    let mut guide = imported.into_iter().find(|item| item.id == "pt-simu").unwrap().guide.unwrap();
    let first = guide.materials.clone();
    guide.materials = (0..20u32)
        .zip(first.iter().cycle())
        .map(|(no, material)| {
            let mut material = material.clone();
            material.no = no + 1;
            material.code = format!("m{no}");
            material.condition_text = None;
            material.when = (no % 3 == 0).then(|| {
                Condition::Any(vec![
                    Condition::Answer { question: "situation".into(), choice: "s1".into() },
                    Condition::Answer { question: "situation".into(), choice: "s4".into() },
                ])
            });
            material.tolerance = Some(ToleranceRule {
                mode: ToleranceMode::SupplementLater,
                due_days: Some(5),
                list_no: None,
                supply_forms: Vec::new(),
                blocks_issue: None,
                blocks_decision: None,
            });
            material
        })
        .collect();
    guide
}

fn rows(guide: &Guide) -> Vec<MaterialRow> {
    guide
        .materials
        .iter()
        .map(|material| MaterialRow {
            material_code: material.code.clone(),
            by: Some(SatisfyBy::PaperOriginal),
            verdict: if material.no % 7 == 0 { Verdict::Absent } else { Verdict::Ok },
            ..MaterialRow::default()
        })
        .collect()
}

/// What the desk does at every key of step 4: verdicts, the offer, the conclusion with its alternatives.
fn check(guide: &Guide, rows: &[MaterialRow], answers: &[Answer], form: &BTreeMap<String, String>, day: Date) -> usize {
    let proof = Proof::Registers { evidence: &[], holders: &[], on: day, commitment: None };
    let sheet = Sheet { guide, answers, form, applicant: None, birth: None, region: None, day, rows, proof };
    let findings = sheet.findings();
    let wishes: Vec<Wish<'_>> = findings
        .iter()
        .filter(|finding| finding.state.lacks())
        .map(|finding| Wish { material: finding.material, days: None, form: None })
        .collect();
    let credit = CreditFinding { credit: Credit::Clean, ..CreditFinding::default() };
    let request = Request {
        guide,
        wishes: &wishes,
        credit: &credit,
        commits: true,
        agent: None,
        tolerated_before: false,
        chief_rep_signs: false,
        day,
    };
    let offered = tolerance::offer(&request, &ToleranceSettings::default(), &|day, _| day);
    let refusals = offered.err().unwrap_or_default();
    let said = conclude(&Grounds {
        guide,
        competence: Competence::default(),
        findings: &findings,
        tolerance: &refusals,
        commitment: None,
        notified_before: false,
    });
    said.alternatives.len() + findings.len()
}

fn time(mut work: impl FnMut() -> usize) -> f64 {
    let rounds = 2_000u32;
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
}

fn bench(criterion: &mut Criterion) {
    let guide = twenty();
    let rows = rows(&guide);
    let answers = vec![Answer { question: "situation".into(), choices: vec!["s1".into()] }];
    let form = BTreeMap::new();
    let day = date(2026, 9, 1);
    let file: serde_json::Value = serde_json::from_str(GUIDES).unwrap();
    let guides = file.get("guides").and_then(serde_json::Value::as_array).unwrap();
    let named = |guide: &&serde_json::Value| guide.get("id").is_some_and(|id| id == "pt-simu");
    let line = guides.iter().find(named).unwrap().to_string();
    let parse = || serde_json::from_str::<serde_json::Value>(black_box(&line)).unwrap().as_object().unwrap().len();

    criterion.bench_function("check of 20 materials", |b| b.iter(|| check(&guide, &rows, &answers, &form, day)));
    criterion.bench_function("floor: parse one guide", |b| b.iter(parse));
    let (checked, parsed) = (time(|| check(&guide, &rows, &answers, &form, day)), time(parse));
    println!("check {checked:.2} us, parse {parsed:.2} us, ratio {:.2} (aim: check <= 30 us)", checked / parsed);
}

criterion_group!(benches, bench);
criterion_main!(benches);
