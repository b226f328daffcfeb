//! Step 6: what follows. The alternatives of table 1.3 with their reasons; the recommended one stands first. What an
//! outcome still needs from the applicant (a signature, initials) or the clerk (facts, a place) is asked here, then the
//! commands go out one after the other.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    app::actions::{Action, Context},
    domain::{acceptance::Choice, case::DocumentKind, escalation::NegativeKind, reason::Reason},
    i18n::{Lang, tf},
    text::{LineEditor, Secrecy},
};

use super::judge::Judged;

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
    /// F44: it may be a matter that is under way already. Before this outcome; `None` = before it is handed in.
    Similar(Option<Choice>),
    /// The applicant signs, or does not: commitment letters, the notice's receipt, initials of a correction.
    Signature(Choice),
    /// R5.16: which originals the agent takes along.
    Originals {
        /// Material codes.
        taken: BTreeSet<String>,
        /// Row of the cursor.
        cursor: usize,
    },
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
    if let Some(why) = &judged.agent_bar {
        // R5.13: the agent may not apply at all, so that nothing follows from what was checked.
        let closed = |choice| Alternative { digit: None, choice, why: Some(why.clone()) };
        return conclusion.alternatives.iter().map(|other| closed(other.choice)).collect();
    }
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
    // What is right for the case may be beyond this clerk: it stays where it is, so that they see whom to ask for it.
    for row in rows.iter_mut().filter(|row| row.digit.is_some()) {
        if let Some((_, why)) = judged.beyond_the_letter.iter().find(|(choice, _)| *choice == row.choice) {
            (row.digit, row.why) = (None, Some(why.clone()));
        }
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

/// A reason as documents and commands bear it: in Chinese.
pub fn in_chinese(reason: &Reason) -> String {
    let args: Vec<&str> = reason.args.iter().map(String::as_str).collect();
    tf(Lang::Zh, &reason.key, &args)
}

/// When the chosen outcome's tolerated materials are due, for the panel: the latest day.
pub fn latest_due(judged: &Judged) -> Option<Date> {
    judged.offer.as_ref().ok()?.0.iter().filter_map(|line| line.due).max()
}
