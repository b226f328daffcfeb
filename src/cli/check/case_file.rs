//! The case file of `check`, read strictly: a name or number that the guide does not know is said, not skipped.

use std::collections::BTreeSet;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::Deserialize;

use crate::{
    central::import::SITUATION,
    domain::{
        calendar::date_in_beijing,
        check::{Answer, MaterialRow, Verdict},
        exemption::SatisfyBy,
        guide::{Guide, Material, MaterialRole, ToleranceMode, ToleranceRule},
        tolerance::{Credit, CreditFinding},
    },
    i18n::{Lang, t, tf},
};

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseFile {
    pub(super) item: String,
    received_at: String,
    #[serde(default)]
    situations: Option<Vec<String>>,
    #[serde(default)]
    applicant: ApplicantFile,
    #[serde(default)]
    tolerance_list: Option<Vec<ListEntry>>,
    #[serde(default)]
    main: Option<Vec<u32>>,
    #[serde(default)]
    needs_licence: Option<bool>,
    #[serde(default)]
    competent: Option<bool>,
    #[serde(default)]
    materials: Option<Vec<RowFile>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplicantFile {
    #[serde(default)]
    credit: Option<Credit>,
    #[serde(default)]
    commits: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListEntry {
    no: u32,
    #[serde(default)]
    due_days: Option<u32>,
    #[serde(default)]
    mode: Option<ToleranceMode>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowFile {
    no: u32,
    #[serde(default)]
    by: Option<SatisfyBy>,
    #[serde(default)]
    verdict: Option<FileVerdict>,
    #[serde(default)]
    spot_fixable: Option<bool>,
}

/// A script has looked at everything, so nothing is unchecked.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FileVerdict {
    Ok,
    Defect,
    Absent,
}

/// The case together with the guide it is judged by.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) guide: Guide,
    pub(super) received_on: Date,
    pub(super) answers: Vec<Answer>,
    pub(super) rows: Vec<MaterialRow>,
    pub(super) credit: CreditFinding,
    pub(super) commits: bool,
    pub(super) needs_licence: bool,
    pub(super) competent: bool,
    pub(super) remarks: Vec<String>,
}

/// What is wrong with a file that is no case.
pub(super) fn not_a_case(error: &serde_json::Error) -> String {
    let place = [error.line().to_string(), error.column().to_string()];
    let key = if error.is_data() { "cli.check.case_data" } else { "cli.check.case_broken" };
    // What serde says names the field or the value at fault; it is English, and better than nothing.
    tf(Lang::Zh, key, &[&place[0], &place[1], &error.to_string()])
}

impl CaseFile {
    /// Fits the case to its guide: `main` and `tolerance_list` replace what the guide says (DECISIONS 8).
    pub(super) fn fit(self, mut guide: Guide) -> Result<Case, String> {
        let received_on = day(&self.received_at)?;
        let answers = answers(&guide, &self.situations.unwrap_or_default())?;
        if let Some(main) = &self.main {
            main.iter().try_for_each(|no| known(&guide, *no))?;
            for material in &mut guide.materials {
                let is_main = main.contains(&material.no);
                material.role = Some(if is_main { MaterialRole::Main } else { MaterialRole::Secondary });
            }
        }
        let mut remarks = Vec::new();
        if let Some(list) = self.tolerance_list {
            replace_list(&mut guide, &list, &mut remarks)?;
        }
        let rows = rows(&guide, &self.materials.unwrap_or_default())?;
        Ok(Case {
            guide,
            received_on,
            answers,
            rows,
            credit: CreditFinding { credit: self.applicant.credit.unwrap_or_default(), ..CreditFinding::default() },
            commits: self.applicant.commits.unwrap_or(false),
            needs_licence: self.needs_licence.unwrap_or(true),
            competent: self.competent.unwrap_or(true),
            remarks,
        })
    }
}

/// A day, or an instant whose day it is in Beijing.
fn day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    text.parse::<Timestamp>()
        .map(date_in_beijing)
        .or_else(|_| text.parse::<DateTime>().map(DateTime::date))
        .or_else(|_| text.parse::<Date>())
        .map_err(|_| t(Lang::Zh, "cli.date_wrong").to_owned())
}

fn answers(guide: &Guide, chosen: &[String]) -> Result<Vec<Answer>, String> {
    let question = guide.questions.iter().find(|question| question.id == SITUATION);
    let offered = question.map_or(&[][..], |question| question.choices.as_slice());
    let mut choices = Vec::with_capacity(chosen.len());
    for name in chosen {
        let choice = offered.iter().find(|choice| choice.label == *name || choice.label == name.trim());
        let Some(choice) = choice else {
            let names: Vec<&str> = offered.iter().map(|choice| choice.label.as_str()).collect();
            let names = if names.is_empty() { t(Lang::Zh, "cli.check.none").to_owned() } else { names.join("、") };
            return Err(tf(Lang::Zh, "cli.check.no_situation", &[name, &names]));
        };
        if !choices.contains(&choice.id) {
            choices.push(choice.id.clone());
        }
    }
    // No situation chosen is an answer too: none of them holds (DECISIONS 8, lines).
    Ok(vec![Answer { question: SITUATION.to_owned(), choices }])
}

fn known(guide: &Guide, no: u32) -> Result<(), String> {
    if guide.materials.iter().any(|material| material.no == no) {
        return Ok(());
    }
    Err(tf(Lang::Zh, "cli.check.no_material", &[&no.to_string()]))
}

fn replace_list(guide: &mut Guide, list: &[ListEntry], remarks: &mut Vec<String>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for entry in list {
        known(guide, entry.no)?;
        if !seen.insert(entry.no) {
            return Err(tf(Lang::Zh, "cli.check.twice", &[&entry.no.to_string()]));
        }
    }
    for material in &mut guide.materials {
        let entry = list.iter().find(|entry| entry.no == material.no);
        material.tolerance = entry.map(rule);
        if entry.is_some() && material.is_main() {
            remarks.push(tf(Lang::Zh, "cli.check.main_on_list", &[&material.no.to_string()]));
        }
    }
    Ok(())
}

fn rule(entry: &ListEntry) -> ToleranceRule {
    ToleranceRule {
        mode: entry.mode.unwrap_or(ToleranceMode::SupplementLater),
        due_days: entry.due_days,
        list_no: None,
        supply_forms: Vec::new(),
        blocks_issue: None,
        blocks_decision: None,
    }
}

/// A row for every material: what the file does not name is not there.
fn rows(guide: &Guide, stated: &[RowFile]) -> Result<Vec<MaterialRow>, String> {
    let mut seen = BTreeSet::new();
    for row in stated {
        known(guide, row.no)?;
        if !seen.insert(row.no) {
            return Err(tf(Lang::Zh, "cli.check.twice", &[&row.no.to_string()]));
        }
    }
    let row = |material: &Material| {
        let stated = stated.iter().find(|row| row.no == material.no);
        let verdict = match stated.and_then(|row| row.verdict) {
            Some(FileVerdict::Ok) => Verdict::Ok,
            Some(FileVerdict::Defect) => Verdict::Defect,
            Some(FileVerdict::Absent) | None => Verdict::Absent,
        };
        MaterialRow {
            material_code: material.code.clone(),
            by: stated.and_then(|row| row.by),
            verdict,
            spot_fixable: stated.and_then(|row| row.spot_fixable).unwrap_or(false),
            ..MaterialRow::default()
        }
    };
    Ok(guide.materials.iter().map(row).collect())
}
