//! Step 6: what follows. The alternatives of table 1.3 with their reasons; the recommended one stands first. What an
//! outcome still needs from the applicant (a signature, initials) or the clerk (facts, a place) is asked here, then the
//! commands go out one after the other.

use jiff::civil::Date;

use crate::{
    app::actions::{Action, Context},
    domain::{
        acceptance::Choice,
        case::{Application, Channel, Delivery, DocumentKind, SupplementLine},
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
        reason::Reason,
    },
    i18n::{Lang, t, tf},
    text::{LineEditor, Secrecy},
};

use super::{Accept, chain::Stage, judge::Judged};

/// Kinds of negative that a window may propose here, in the order of their digits.
pub const NEGATIVES: [NegativeKind; 5] = [
    NegativeKind::NotRequired,
    NegativeKind::NotCompetent,
    NegativeKind::ConditionNotMet,
    NegativeKind::GreyArea,
    NegativeKind::RefuseTolerance,
];

/// A row of the conclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The digit that takes it; `None` = not open.
    pub digit: Option<usize>,
    /// What.
    pub choice: Choice,
    /// Why it is recommended, open, or not.
    pub why: Option<Reason>,
}

/// What is asked before an outcome is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is asked.
    Choosing,
    /// The applicant signs, or does not: commitment letters, the notice's receipt, initials of a correction.
    Signature(Choice),
    /// Which negative.
    Kind,
    /// Words of the clerk: facts of a negative, question to the department, place of the papers.
    Words {
        /// For what.
        choice: Choice,
        /// Kind of the negative.
        kind: Option<NegativeKind>,
        /// The words.
        words: LineEditor,
    },
}

/// Answers to “is it signed?”, in the order of their digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// By the one at the counter.
    Signed,
    /// An agent is at the counter, and the applicant signed in person.
    InPerson,
    /// Not, or not willing (R2.2).
    Unsigned,
}

impl Signature {
    /// What can be answered.
    pub const fn answers(agent: bool) -> &'static [Self] {
        if agent { &[Self::Signed, Self::InPerson, Self::Unsigned] } else { &[Self::Signed, Self::Unsigned] }
    }

    /// Key of the answer.
    pub const fn key(self, agent: bool) -> &'static str {
        match (self, agent) {
            (Self::Signed, false) => "signature.signed",
            (Self::Signed, true) => "signature.by_agent",
            (Self::InPerson, _) => "signature.in_person",
            (Self::Unsigned, _) => "signature.unsigned",
        }
    }
}

/// State of the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// Row of the cursor among the alternatives.
    pub cursor: usize,
    /// What is asked at the moment.
    pub outcome: Outcome,
}

impl Default for Conclusion {
    fn default() -> Self {
        Self { cursor: 0, outcome: Outcome::Choosing }
    }
}

impl Conclusion {
    /// Contexts in force.
    pub fn contexts(&self) -> Vec<Context> {
        match self.outcome {
            Outcome::Words { .. } => vec![Context::Field, Context::Choice],
            _ => vec![Context::Choice, Context::Papers],
        }
    }

    /// Keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        match self.outcome {
            Outcome::Choosing => {
                vec![Action::Confirm, Action::Choose1, Action::Preview, Action::Print, Action::StepPrevious]
            }
            Outcome::Words { .. } => vec![Action::Confirm, Action::Back],
            _ => vec![Action::Choose1, Action::Confirm, Action::Back],
        }
    }

    /// Opens the question for words.
    pub fn ask_words(&mut self, choice: Choice, kind: Option<NegativeKind>) {
        self.outcome = Outcome::Words { choice, kind, words: LineEditor::new(300, Secrecy::Open) };
    }
}

/// The rows of the step: the recommended one, what else is open, the way up, and what is not open with its reason.
pub fn alternatives(judged: &Judged) -> Vec<Alternative> {
    let conclusion = &judged.conclusion;
    let recommended = Alternative { digit: Some(1), choice: conclusion.choice, why: Some(conclusion.reason.clone()) };
    let rest = conclusion.alternatives.iter().filter(|other| other.choice != conclusion.choice);
    let (open, closed): (Vec<_>, Vec<_>) = rest.partition(|other| other.available.is_ok());
    let mut rows = vec![recommended];
    for other in open {
        // The way up keeps its digit whatever else is open.
        let digit = if other.choice == Choice::ProposeNegative { 9 } else { rows.len() + 1 };
        rows.push(Alternative { digit: Some(digit), choice: other.choice, why: None });
    }
    for other in closed {
        rows.push(Alternative { digit: None, choice: other.choice, why: other.available.clone().err() });
    }
    rows
}

/// Key of an outcome's name.
pub const fn choice_key(choice: Choice) -> &'static str {
    match choice {
        Choice::Accept => "choice.accept",
        Choice::AcceptOnCommitment => "choice.accept_on_commitment",
        Choice::AcceptWithTolerance => "choice.accept_with_tolerance",
        Choice::CorrectOnSpot => "choice.correct_on_spot",
        Choice::NotifySupplement => "choice.notify_supplement",
        Choice::HoldPapers => "choice.hold_papers",
        Choice::ReceiveAndAsk => "choice.receive_and_ask",
        Choice::ProposeNegative => "choice.propose_negative",
    }
}

/// Key of what an outcome means, for those that are open beside the recommended one.
pub const fn choice_meaning_key(choice: Choice) -> &'static str {
    match choice {
        Choice::Accept => "choice.meaning.accept",
        Choice::AcceptOnCommitment => "choice.meaning.accept_on_commitment",
        Choice::AcceptWithTolerance => "choice.meaning.accept_with_tolerance",
        Choice::CorrectOnSpot => "choice.meaning.correct_on_spot",
        Choice::NotifySupplement => "choice.meaning.notify_supplement",
        Choice::HoldPapers => "choice.meaning.hold_papers",
        Choice::ReceiveAndAsk => "choice.meaning.receive_and_ask",
        Choice::ProposeNegative => "choice.meaning.propose_negative",
    }
}

/// Key of a negative's name.
pub const fn negative_key(kind: NegativeKind) -> &'static str {
    match kind {
        NegativeKind::NotRequired => "negative.not_required",
        NegativeKind::NotCompetent => "negative.not_competent",
        NegativeKind::ConditionNotMet => "negative.condition_not_met",
        NegativeKind::GreyArea => "negative.grey_area",
        NegativeKind::ReturnOverdue => "negative.return_overdue",
        NegativeKind::TerminateBreach => "negative.terminate_breach",
        NegativeKind::RefuseTolerance => "negative.refuse_tolerance",
    }
}

/// 《受理通知书》 …: what an outcome issues, for the panel 将出具 (RULES 1.7).
pub fn papers(choice: Choice, judged: &Judged) -> Vec<DocumentKind> {
    match choice {
        Choice::Accept => vec![DocumentKind::Rcv, DocumentKind::Acc, DocumentKind::Trf],
        Choice::AcceptOnCommitment => {
            vec![DocumentKind::Com, DocumentKind::Rcv, DocumentKind::Acc, DocumentKind::Trf]
        }
        Choice::AcceptWithTolerance => {
            let letters = judged.offer.as_ref().ok().map(|(_, letters)| *letters);
            let mut papers = Vec::new();
            if letters.is_none_or(|letters| letters.tcm) {
                papers.push(DocumentKind::Tcm);
            }
            if letters.is_some_and(|letters| letters.com) {
                papers.push(DocumentKind::Com);
            }
            papers.extend([DocumentKind::Rcv, DocumentKind::Tol, DocumentKind::Trf]);
            papers
        }
        Choice::NotifySupplement | Choice::HoldPapers => vec![DocumentKind::Rcv, DocumentKind::Sup],
        Choice::CorrectOnSpot | Choice::ReceiveAndAsk => vec![DocumentKind::Rcv],
        Choice::ProposeNegative => vec![DocumentKind::Rcv, DocumentKind::Frb],
    }
}

/// What has to be asked before this outcome; `None` = it can go out.
pub fn asks(choice: Choice) -> Option<Outcome> {
    match choice {
        Choice::Accept => None,
        Choice::AcceptOnCommitment | Choice::AcceptWithTolerance | Choice::CorrectOnSpot | Choice::NotifySupplement => {
            Some(Outcome::Signature(choice))
        }
        Choice::HoldPapers | Choice::ReceiveAndAsk => {
            Some(Outcome::Words { choice, kind: None, words: LineEditor::new(300, Secrecy::Open) })
        }
        Choice::ProposeNegative => Some(Outcome::Kind),
    }
}

/// What the clerk added before the outcome goes out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// It was signed, by the applicant or an agent whose letter allows it.
    pub signed: bool,
    /// With an agent on the case: the applicant signed in person.
    pub in_person: bool,
    /// Facts, question, place.
    pub words: String,
    /// Kind of the negative.
    pub kind: Option<NegativeKind>,
}

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
            delivery: Delivery::default(),
        })
    }

    /// The clerk's rows, and a row for every material that a register satisfied by itself.
    fn rows_to_send(&self, judged: &Judged) -> Vec<MaterialRow> {
        let mut rows = self.work.materials.rows.clone();
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
        rows
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
        materials.row(&material.code).cloned().unwrap_or_default()
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

/// A reason as documents and commands bear it: in Chinese.
pub fn in_chinese(reason: &Reason) -> String {
    let args: Vec<&str> = reason.args.iter().map(String::as_str).collect();
    tf(Lang::Zh, &reason.key, &args)
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

/// When the chosen outcome's tolerated materials are due, for the panel: the latest day.
pub fn latest_due(judged: &Judged) -> Option<Date> {
    judged.offer.as_ref().ok()?.0.iter().filter_map(|line| line.due).max()
}
