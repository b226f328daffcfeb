//! Step 4: the check list. A row answers to one key, and the cursor goes to the next open row by itself (SCREENS 4).
//! What a row comes to is the law's business (`domain::check`); here is only what the clerk found.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    app::{
        actions::{Action, Context},
        scans::Attached,
    },
    domain::{
        check::{MaterialRow, State, Verdict},
        exemption::SatisfyBy,
        guide::{Material, MaterialForm},
    },
    text::{LineEditor, Secrecy},
};

use super::judge::{JudgedLine, OfferedLine};

/// What the keys of the step mean at the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Mode {
    /// Rows.
    #[default]
    Rows,
    /// Review points of the row as a tick list.
    Points {
        /// Row of the cursor among the points.
        cursor: usize,
    },
    /// Which usual defect, by digit; the last digit is “in words”.
    Defect,
    /// What is wrong, in the clerk's words.
    DefectWords {
        /// The words.
        words: LineEditor,
    },
    /// By which way it need not be handed in, by digit.
    Exempt,
    /// Why it may wait, by digit: absent, or which defect.
    ToleranceReason,
    /// Until when.
    ToleranceDays {
        /// Working days.
        days: LineEditor,
    },
}

/// The check list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Materials {
    /// Place of the cursor in the guide's list.
    pub cursor: usize,
    /// What the keys mean.
    pub mode: Mode,
    /// The clerk's rows.
    pub rows: Vec<MaterialRow>,
    /// Working days wished for a tolerated material; `None` = the most that R2.15 allows.
    pub days: BTreeMap<String, Option<u32>>,
    /// Review points that were ticked.
    pub ticked: BTreeMap<String, BTreeSet<usize>>,
    /// Scans of each material.
    pub scans: Attached,
}

impl Materials {
    /// Contexts in force.
    pub fn contexts(&self) -> Vec<Context> {
        match self.mode {
            Mode::Rows => vec![Context::Materials, Context::List],
            Mode::Points { .. } => vec![Context::Review, Context::Viewer],
            Mode::Defect | Mode::Exempt | Mode::ToleranceReason => vec![Context::Choice],
            Mode::DefectWords { .. } | Mode::ToleranceDays { .. } => vec![Context::Field, Context::Choice],
        }
    }

    /// Keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        match self.mode {
            Mode::Rows => vec![
                Action::NextOpen,
                Action::MaterialOk,
                Action::MaterialAbsent,
                Action::MaterialTolerate,
                Action::MaterialExempt,
                Action::MaterialDefect,
                Action::AllOk,
                Action::MaterialPoints,
                Action::MaterialScans,
                Action::Guide,
            ],
            Mode::Points { .. } => vec![Action::PointTick, Action::Down, Action::MaterialScans, Action::Back],
            Mode::DefectWords { .. } | Mode::ToleranceDays { .. } => vec![Action::Confirm, Action::Back],
            _ => vec![Action::Choose1, Action::Back],
        }
    }

    /// The line of text that has the focus.
    pub fn editor(&self) -> Option<&LineEditor> {
        match &self.mode {
            Mode::DefectWords { words } => Some(words),
            Mode::ToleranceDays { days } => Some(days),
            _ => None,
        }
    }

    /// The same, to change it.
    pub fn editor_mut(&mut self) -> Option<&mut LineEditor> {
        match &mut self.mode {
            Mode::DefectWords { words } => Some(words),
            Mode::ToleranceDays { days } => Some(days),
            _ => None,
        }
    }

    /// The clerk's row for a material.
    pub fn row(&self, code: &str) -> Option<&MaterialRow> {
        self.rows.iter().find(|row| row.material_code == code)
    }

    /// Whether a review point was ticked.
    pub fn is_ticked(&self, code: &str, point: usize) -> bool {
        self.ticked.get(code).is_some_and(|points| points.contains(&point))
    }

    fn set(&mut self, row: MaterialRow) {
        self.rows.retain(|other| other.material_code != row.material_code);
        self.rows.push(row);
    }

    /// 齐: here and in order, in the form the guide wants.
    pub fn ok(&mut self, material: &Material) {
        self.set(MaterialRow { verdict: Verdict::Ok, ..received(material) });
    }

    /// 缺
    pub fn absent(&mut self, material: &Material) {
        let code = material.code.clone();
        self.set(MaterialRow { material_code: code, verdict: Verdict::Absent, ..MaterialRow::default() });
    }

    /// 免交 by this way; the register's answer that proves it goes along.
    pub fn exempt(&mut self, material: &Material, way: SatisfyBy, evidence_id: Option<uuid::Uuid>) {
        self.set(MaterialRow {
            material_code: material.code.clone(),
            by: Some(way),
            verdict: Verdict::Ok,
            evidence_id,
            ..MaterialRow::default()
        });
    }

    /// 不合格 for one of the usual reasons, or in words.
    pub fn defect(&mut self, material: &Material, defect: Option<usize>, words: Option<String>) {
        let usual = defect.and_then(|at| material.defects.get(at));
        self.set(MaterialRow {
            verdict: Verdict::Defect,
            reason_codes: usual.map(|usual| usual.code.clone()).into_iter().collect(),
            spot_fixable: usual.is_some_and(|usual| usual.spot_fixable),
            note: words.filter(|words| !words.trim().is_empty()),
            ..received(material)
        });
    }

    /// 容缺: absent, or there with this defect, and to come in so many working days.
    pub fn tolerate(&mut self, material: &Material, defect: Option<usize>, days: Option<u32>) {
        match defect {
            Some(at) => self.defect(material, Some(at), None),
            None => self.absent(material),
        }
        if let Some(row) = self.rows.iter_mut().find(|row| row.material_code == material.code) {
            row.by = Some(SatisfyBy::Tolerated);
        }
        self.days.insert(material.code.clone(), days);
    }

    /// As if nobody had looked at it.
    pub fn clear(&mut self, material: &Material) {
        self.rows.retain(|row| row.material_code != material.code);
        self.days.remove(&material.code);
        self.ticked.remove(&material.code);
    }

    /// All open rows are in order.
    pub fn all_ok(&mut self, materials: &[Material], lines: &[JudgedLine]) {
        for material in materials {
            if lines.iter().any(|line| line.code == material.code && line.state == State::Unchecked) {
                self.ok(material);
            }
        }
    }

    /// Turns the tick of a review point.
    pub fn tick(&mut self, code: &str, point: usize) {
        let points = self.ticked.entry(code.to_owned()).or_default();
        if !points.remove(&point) {
            points.insert(point);
        }
    }

    /// The next open row behind the cursor, then from the top; `false` = none is open.
    pub fn to_next_open(&mut self, lines: &[JudgedLine]) -> bool {
        let count = lines.len();
        for turn in 1..=count {
            let at = (self.cursor + turn) % count;
            if lines.get(at).is_some_and(|line| line.state == State::Unchecked) {
                self.cursor = at;
                return true;
            }
        }
        false
    }

    /// Moves the cursor; rows that are not asked of this applicant are passed over.
    pub fn walk(&mut self, action: Action, lines: &[JudgedLine]) {
        let last = lines.len().saturating_sub(1);
        let steps: Vec<usize> = match action {
            Action::Up => (0..self.cursor).rev().collect(),
            Action::Down => (self.cursor + 1..=last).collect(),
            Action::PageUp => (0..=self.cursor.saturating_sub(8)).rev().collect(),
            Action::PageDown => ((self.cursor + 8).min(last)..=last).collect(),
            Action::First => (0..=last).collect(),
            Action::Last => (0..=last).rev().collect(),
            _ => Vec::new(),
        };
        let asked = |at: &usize| lines.get(*at).is_some_and(|line| line.state != State::NotApplicable);
        if let Some(at) = steps.into_iter().find(asked) {
            self.cursor = at;
        }
    }

    /// Opens the question for the days, with the most that the rules allow in the field.
    pub fn ask_days(&mut self, offered: Option<&OfferedLine>) {
        let mut days = LineEditor::new(3, Secrecy::Open);
        if let Some(most) = offered.and_then(|line| line.days) {
            days.paste(&most.to_string());
        }
        self.mode = Mode::ToleranceDays { days };
    }
}

/// A row as papers usually come: what the guide asks for, in the number it asks for.
fn received(material: &Material) -> MaterialRow {
    let takes = |form| material.forms.is_empty() || material.forms.contains(&form);
    let original = takes(MaterialForm::Original);
    let by = if material.from_form {
        SatisfyBy::EForm
    } else if original {
        SatisfyBy::PaperOriginal
    } else if takes(MaterialForm::Copy) {
        SatisfyBy::CopyChecked
    } else {
        SatisfyBy::Scan
    };
    MaterialRow {
        material_code: material.code.clone(),
        by: Some(by),
        originals: if original { material.originals.unwrap_or(1) } else { 0 },
        copies: material.copies.unwrap_or(u32::from(!original)),
        ..MaterialRow::default()
    }
}
