//! The commands that carry an outcome out, in order, with what each has to say. Words in them are Chinese, as papers are.

use crate::{
    domain::{
        acceptance::Choice,
        case::{Application, Channel, Delivery, SupplementLine},
        check::{MaterialRow, State, Verdict},
        escalation::NegativeKind,
        guide::{Guide, Material, MaterialForm},
        lifecycle::{
            Act,
            act::{
                Change, Checks, CommitmentLetter, Correction, NegativeProposal, PaperStore, Question, Receiving,
                SupplementDemand, ToleranceDemand, ToleratedMaterial, Transfer,
            },
        },
    },
    i18n::{Lang, t},
};

use super::{
    Accept,
    chain::Stage,
    judge::Judged,
    outcome::{Said, in_chinese},
};

impl Accept {
    /// The application as the first command carries it; `None` = not identified, or no item.
    pub fn application(&self, judged: &Judged) -> Option<Application> {
        let guide = self.guide.as_ref()?;
        let agent = self.applicant.agent_on_case();
        Some(Application {
            applicant: self.applicant.party()?,
            channel: if agent.is_some() { Channel::Agent } else { Channel::Window },
            agent,
            guide_version: guide.id.clone(),
            answers: self.work.interview.answers.clone(),
            materials: self.rows_to_send(judged),
            form: self.form_values(),
            form_sources: self.form_sources(),
            delivery: Delivery::default(),
        })
    }

    /// The clerk's rows, and a row for every material that a register satisfied by itself.
    fn rows_to_send(&self, judged: &Judged) -> Vec<MaterialRow> {
        let materials = &self.work.materials;
        let mut rows = materials.rows.clone();
        for line in &judged.lines {
            let by_itself =
                line.by.filter(|_| line.state == State::Exempt && !rows.iter().any(|r| r.material_code == line.code));
            if let Some(way) = by_itself {
                rows.push(MaterialRow {
                    material_code: line.code.clone(),
                    by: Some(way),
                    verdict: Verdict::Ok,
                    evidence_id: self.evidence_for(&line.code, way).map(|found| found.id),
                    ..MaterialRow::default()
                });
            }
        }
        rows.into_iter().map(|row| materials.scans.onto(row)).collect()
    }

    /// The commands of an outcome, in order. What the centre knows already is not sent again.
    pub fn stages(&self, choice: Choice, judged: &Judged, said: &Said) -> Option<Vec<(Stage, Act)>> {
        let guide = self.guide.as_ref()?;
        let application = self.application(judged)?;
        let mut stages = Vec::new();
        let at_once = choice == Choice::Accept && guide.flags.accept_on_receipt && !self.chain.is_received();
        if !self.chain.is_received() {
            let receiving = Box::new(Receiving { application, received_at: None, slip_no: None, outage: None });
            stages.push(if at_once {
                (Stage::Accept, Act::ReceiveAndAccept(receiving))
            } else {
                (Stage::Receive, Act::Receive(receiving))
            });
            stages.extend(self.similar_note().map(|note| (Stage::Note, note)));
        }
        let act = match choice {
            Choice::Accept if at_once => None,
            Choice::Accept => Some(Act::Accept(Checks::default())),
            Choice::AcceptOnCommitment => Some(Act::AcceptOnCommitment(CommitmentLetter {
                material_codes: judged.replaceable.clone(),
                signed: said.signed,
                signed_by_applicant: said.in_person,
                credit_evidence: self.credit.evidence_id,
                materials: Vec::new(),
            })),
            Choice::AcceptWithTolerance => Some(Act::AcceptWithTolerance(ToleranceDemand {
                lines: tolerated(judged),
                signed: said.signed,
                signed_by_applicant: said.in_person,
                credit_evidence: self.credit.evidence_id,
                materials: Vec::new(),
            })),
            Choice::CorrectOnSpot => Some(Act::CorrectOnSpot(self.correction(guide, judged, said))),
            Choice::NotifySupplement => Some(Act::NotifySupplement(SupplementDemand {
                lines: lacks(guide, judged),
                term_days: None,
                signed: said.signed,
            })),
            Choice::HoldPapers => {
                Some(Act::HoldPapers(PaperStore { lines: lacks(guide, judged), place: said.words.clone() }))
            }
            Choice::ReceiveAndAsk => Some(Act::AskDepartment(Question { text: said.words.clone() })),
            Choice::ProposeNegative => Some(Act::NegativePropose(proposal(said)?)),
        };
        stages.extend(act.map(|act| (Stage::of(choice), act)));
        if matches!(choice, Choice::Accept | Choice::AcceptOnCommitment | Choice::AcceptWithTolerance) {
            stages.push((Stage::HandOver, Act::HandOver(Transfer::default())));
        }
        Some(stages)
    }

    /// T7: what was wrong and is now right, material by material, with the rows as they stand afterwards.
    fn correction(&self, guide: &Guide, judged: &Judged, said: &Said) -> Correction {
        let fixable = self.work.materials.rows.iter().filter(|row| row.verdict == Verdict::Defect && row.spot_fixable);
        let rows: Vec<&MaterialRow> = fixable.collect();
        Correction {
            changes: rows
                .iter()
                .map(|row| Change {
                    field: row.material_code.clone(),
                    old: judged.line(&row.material_code).map(|line| in_chinese(&line.why)).unwrap_or_default(),
                    new: t(Lang::Zh, "correction.done").to_owned(),
                })
                .collect(),
            materials: rows
                .iter()
                .filter_map(|row| guide.material(&row.material_code))
                .map(|material| self.corrected(material))
                .collect(),
            initials: said.signed,
            initialled_by_applicant: said.in_person,
        }
    }

    fn corrected(&self, material: &Material) -> MaterialRow {
        let mut materials = self.work.materials.clone();
        materials.ok(material);
        materials.scans.onto(materials.row(&material.code).cloned().unwrap_or_default())
    }

    /// After a correction the rows say what the centre now has.
    pub(super) fn apply_correction(&mut self) {
        let Some(guide) = &self.guide else { return };
        let codes: Vec<String> = self
            .work
            .materials
            .rows
            .iter()
            .filter(|row| row.verdict == Verdict::Defect && row.spot_fixable)
            .map(|row| row.material_code.clone())
            .collect();
        for material in codes.iter().filter_map(|code| guide.material(code)) {
            self.work.materials.ok(material);
        }
    }
}

fn tolerated(judged: &Judged) -> Vec<ToleratedMaterial> {
    let lines = judged.offer.as_ref().map_or(&[][..], |(lines, _)| lines.as_slice());
    lines
        .iter()
        .map(|line| ToleratedMaterial { material_code: line.code.clone(), mode: line.mode, due_days: line.days })
        .collect()
}

/// R0.2: the whole content, once: every material that lacks, with the standard and how to hand it in.
fn lacks(guide: &Guide, judged: &Judged) -> Vec<SupplementLine> {
    let lacking = judged.lines.iter().filter(|line| line.state.lacks());
    lacking
        .filter_map(|line| Some((guide.material(&line.code)?, line)))
        .map(|(material, line)| SupplementLine {
            material_code: line.code.clone(),
            lack: in_chinese(&line.why),
            standard: standard(material),
            how: how(material),
            sample_given: material.sample,
        })
        .collect()
}

/// What a material must be, as a notice states it.
pub fn standard(material: &Material) -> String {
    let points: Vec<&str> = material.review_points.iter().map(|point| point.text.as_str()).collect();
    if points.is_empty() {
        material.fill_note.clone().unwrap_or_else(|| t(Lang::Zh, "supplement.as_guide").to_owned())
    } else {
        points.join(";")
    }
}

/// How it may be handed in.
pub fn how(material: &Material) -> String {
    let forms: Vec<&str> = material
        .forms
        .iter()
        .map(|form| {
            t(
                Lang::Zh,
                match form {
                    MaterialForm::Original => "form.original",
                    MaterialForm::Copy => "form.copy",
                    MaterialForm::Electronic => "form.electronic",
                },
            )
        })
        .collect();
    if forms.is_empty() { t(Lang::Zh, "supplement.any_form").to_owned() } else { forms.join("、") }
}

/// FRB (R3.3): kind, facts, and the article that the kind rests on.
fn proposal(said: &Said) -> Option<NegativeProposal> {
    let kind = said.kind?;
    let basis = match kind {
        NegativeKind::NotRequired => "basis.art_32_1",
        NegativeKind::NotCompetent => "basis.art_32_2",
        _ => "basis.art_32",
    };
    Some(NegativeProposal {
        kind,
        facts: said.words.clone(),
        basis: t(Lang::Zh, basis).to_owned(),
        guidance: String::new(),
    })
}
