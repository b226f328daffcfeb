//! RULES 1.3, 6. What lies on the counter against what the guide asks: a verdict per material, with reason and rule.
//! The one conclusion is drawn in `acceptance`.

mod judge;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    exemption::{Counter, Evidence, SatisfyBy, duplicate_demand},
    guide::{Condition, Facts, Guide, Material, Question, ServiceObject, Truth},
    reason::Reason,
};

/// O3: an error that can be corrected on the spot.
pub(super) const ART_32_3: &str = "行政许可法 第三十二条第一款第(三)项";
/// O4: incomplete, or not in legal form.
pub(super) const ART_32_4: &str = "行政许可法 第三十二条第一款第(四)项";

/// What the clerk has seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RowVerdict)]
pub enum Verdict {
    /// Nobody has looked at it yet.
    #[default]
    Unchecked,
    /// 齐
    Ok,
    /// 不合格
    Defect,
    /// 缺
    Absent,
}

/// One row of the clerk's check list: how a material was satisfied and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialRow {
    /// R0.3: a material of the pinned guide version.
    pub material_code: String,
    /// R6.2; `None` = nothing chosen yet.
    #[serde(default)]
    pub by: Option<SatisfyBy>,
    /// Originals handed in.
    #[serde(default)]
    pub originals: u32,
    /// Copies handed in.
    #[serde(default)]
    pub copies: u32,
    /// Pages.
    #[serde(default)]
    pub pages: u32,
    /// What was found.
    #[serde(default)]
    pub verdict: Verdict,
    /// Codes of the guide's usual defects.
    #[serde(default)]
    pub reason_codes: Vec<String>,
    /// What is wrong, in the clerk's words.
    #[serde(default)]
    pub note: Option<String>,
    /// Art. 32(3): can be put right at the counter.
    #[serde(default)]
    pub spot_fixable: bool,
    /// The register's answer behind an electronic way.
    #[serde(default)]
    pub evidence_id: Option<Uuid>,
    /// SHA-256 of the scans.
    #[serde(default)]
    pub blobs: Vec<String>,
}

/// One answer of the situation interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Question id.
    pub question: String,
    /// Choice ids; more than one only where the question allows it.
    pub choices: Vec<String>,
}

/// What a check says of a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 齐
    Ok,
    /// 缺
    Missing,
    /// 不合格
    Defect,
    /// 容缺, as far as the material itself goes; `tolerance::offer` speaks on the whole.
    Tolerated,
    /// 免交
    Exempt,
    /// 不适用
    NotApplicable,
    /// 未核对
    Unchecked,
}

impl State {
    /// It keeps the application from being complete.
    pub fn lacks(self) -> bool {
        matches!(self, Self::Missing | Self::Defect | Self::Tolerated | Self::Unchecked)
    }
}

/// The verdict on one material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<'a> {
    /// Which.
    pub material: &'a Material,
    /// The clerk's row, if there is one.
    pub row: Option<&'a MaterialRow>,
    /// Verdict.
    pub state: State,
    /// How it is satisfied; filled by itself where a register already answered.
    pub by: Option<SatisfyBy>,
    /// Why, and by which rule.
    pub reason: Reason,
}

impl Finding<'_> {
    /// Art. 32(3): an error that can be corrected at the counter. Something that is not there is no error.
    pub fn spot_fixable(&self) -> bool {
        self.state == State::Defect && self.row.is_some_and(|row| row.spot_fixable)
    }
}

/// How far the stated ways are proved.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// By the register's answers that the centre keeps.
    Registers {
        /// All evidence of the case.
        evidence: &'a [Evidence],
        /// Whose evidence counts.
        holders: &'a [Uuid],
        /// R6.8: the day of acceptance, on which a certificate must hold.
        on: Date,
        /// Why no commitment may be taken (2.10); `None` = it may.
        commitment: Option<&'a Reason>,
    },
    /// Not at all: a script states them and answers for them.
    Stated,
}

/// Everything a check looks at.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The pinned guide.
    pub guide: &'a Guide,
    /// Answers of the interview.
    pub answers: &'a [Answer],
    /// Form values by field id.
    pub form: &'a BTreeMap<String, String>,
    /// Person or organisation.
    pub applicant: Option<ServiceObject>,
    /// Birthday of a person.
    pub birth: Option<Date>,
    /// Region code of the applicant.
    pub region: Option<&'a str>,
    /// Day of receiving.
    pub day: Date,
    /// The clerk's rows.
    pub rows: &'a [MaterialRow],
    /// What stands behind them.
    pub proof: Proof<'a>,
}

/// A sheet with the questions that do not arise taken out; what conditions are asked against.
struct Known<'s, 'a> {
    sheet: &'s Sheet<'a>,
    hidden: Vec<&'a str>,
}

impl Facts for Known<'_, '_> {
    fn answer(&self, question: &str) -> Option<&[String]> {
        if self.hidden.contains(&question) {
            return Some(&[]);
        }
        self.sheet.answers.iter().find(|answer| answer.question == question).map(|answer| answer.choices.as_slice())
    }

    fn field(&self, field: &str) -> Option<&str> {
        self.sheet.form.get(field).map(String::as_str)
    }

    fn applicant(&self) -> Option<ServiceObject> {
        self.sheet.applicant
    }

    fn age(&self) -> Option<u32> {
        let birth = self.sheet.birth?;
        let had_birthday = (self.sheet.day.month(), self.sheet.day.day()) >= (birth.month(), birth.day());
        let years = self.sheet.day.year() - birth.year() - i16::from(!had_birthday);
        u32::try_from(years).ok()
    }

    fn region(&self) -> Option<&str> {
        self.sheet.region
    }

    fn day(&self) -> Option<Date> {
        Some(self.sheet.day)
    }
}

impl<'a> Sheet<'a> {
    fn known(&self) -> Known<'_, 'a> {
        let mut known = Known { sheet: self, hidden: Vec::new() };
        // Each pass settles one more level of questions behind questions; rings were refused at import.
        for _ in 0..self.guide.questions.len() {
            let fails =
                |question: &&Question| question.when.as_ref().is_some_and(|when| when.evaluate(&known) == Truth::Fails);
            let hidden: Vec<&str> = self.guide.questions.iter().filter(fails).map(|q| q.id.as_str()).collect();
            if hidden == known.hidden {
                break;
            }
            known.hidden = hidden;
        }
        known
    }

    /// Questions that arise for this applicant, in order.
    pub fn questions(&self) -> Vec<&'a Question> {
        let known = self.known();
        self.guide.questions.iter().filter(|question| !known.hidden.contains(&question.id.as_str())).collect()
    }

    /// Whether a condition of the guide (a form field's, say) holds, and why.
    pub fn weigh(&self, when: &Condition) -> (Truth, Vec<Reason>) {
        let known = self.known();
        (when.evaluate(&known), when.explain(&known, self.guide))
    }

    /// The verdict on every material of the guide, in its order.
    pub fn findings(&self) -> Vec<Finding<'a>> {
        let known = self.known();
        self.guide.materials.iter().map(|material| self.finding(&known, material)).collect()
    }

    /// R6.4 for one material: whether a notice may ask for it on paper.
    pub fn may_ask_paper(&self, material: &Material) -> Result<(), Reason> {
        let row = self.rows.iter().find(|row| row.material_code == material.code);
        let satisfied = row.is_some_and(|row| row.verdict == Verdict::Ok && row.by.is_some());
        match self.proof {
            Proof::Stated if satisfied => Err(duplicate_demand(material)),
            Proof::Stated => Ok(()),
            Proof::Registers { .. } => {
                let known = self.known();
                let counter = self.counter(judge::due(material, &known));
                counter.map_or(Ok(()), |counter| counter.may_ask_paper(material))
            }
        }
    }

    fn counter(&self, due: Truth) -> Option<Counter<'a>> {
        match self.proof {
            Proof::Registers { evidence, holders, on, commitment } => {
                Some(Counter { evidence, holders, day: on, due, commitment })
            }
            Proof::Stated => None,
        }
    }

    /// Every way of satisfying a material and whether it is open now (R6.7); without registers none can be told.
    pub fn ways(&self, material: &Material) -> Vec<(SatisfyBy, Result<(), Reason>)> {
        let known = self.known();
        self.counter(judge::due(material, &known)).map_or_else(Vec::new, |counter| counter.ways(material))
    }
}

/// How many of each, for the head of the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// 应交: asked of this applicant.
    pub due: usize,
    /// 齐
    pub ok: usize,
    /// 免交
    pub exempt: usize,
    /// 容缺
    pub tolerated: usize,
    /// 缺
    pub missing: usize,
    /// 不合格
    pub defect: usize,
    /// 未核对
    pub unchecked: usize,
}

impl Tally {
    /// Counts them.
    pub fn of(findings: &[Finding<'_>]) -> Self {
        let count = |state| findings.iter().filter(|finding| finding.state == state).count();
        Self {
            due: findings.len() - count(State::NotApplicable),
            ok: count(State::Ok),
            exempt: count(State::Exempt),
            tolerated: count(State::Tolerated),
            missing: count(State::Missing),
            defect: count(State::Defect),
            unchecked: count(State::Unchecked),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
