//! RULES 1.2, 1.3. The one conclusion: which of the five outcomes of art. 32 it is, what else could be done, and why
//! not the rest.

use serde::{Deserialize, Serialize};

use crate::domain::{
    check::{ART_32_3, ART_32_4, Finding, State},
    guide::Guide,
    reason::Reason,
    tolerance::Refusal,
};

/// What can be done with an application at the counter; digits of the conclusion follow this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// O5 (T9; T5 where receipt and acceptance are one).
    Accept,
    /// O5 with COM (T11).
    AcceptOnCommitment,
    /// 容缺受理 (T10).
    AcceptWithTolerance,
    /// O3 当场更正 (T7).
    CorrectOnSpot,
    /// O4 一次性告知补正 (T8).
    NotifySupplement,
    /// 容缺收件 (T12).
    HoldPapers,
    /// Receive, give the receipt, ask; the window clock runs (grey area, R3.5).
    ReceiveAndAsk,
    /// O1, O2: proposed to the chief representative (T15); the window has no veto.
    ProposeNegative,
}

/// R2.13: three-valued completeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completeness {
    /// 0: necessary materials are missing; no acceptance.
    Incomplete,
    /// 1: the necessary ones are complete, the rest can be tolerated.
    CompleteWithTolerance,
    /// 2: all complete.
    Complete,
}

impl Completeness {
    /// The code on the wire of the systems in use.
    pub fn code(self) -> u8 {
        match self {
            Self::Incomplete => 0,
            Self::CompleteWithTolerance => 1,
            Self::Complete => 2,
        }
    }
}

/// The clerk's answers that no material shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Competence {
    /// O1: a licence is needed by law; `None` = unclear.
    pub needs_licence: Option<bool>,
    /// O2: it is this organ's power; `None` = unclear.
    pub competent: Option<bool>,
    /// R1.2: the applicant is here, or need not be.
    pub in_person_ok: bool,
}

impl Default for Competence {
    /// The ordinary case: a licence is needed, the organ is the right one, nobody has to come who did not.
    fn default() -> Self {
        Self { needs_licence: Some(true), competent: Some(true), in_person_ok: true }
    }
}

/// Everything a conclusion rests on. The chapters below have already spoken; here they are only put in order.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The pinned guide.
    pub guide: &'a Guide,
    /// What the clerk says of licence and power.
    pub competence: Competence,
    /// Verdict on every material.
    pub findings: &'a [Finding<'a>],
    /// `tolerance::offer` for all that lacks: the reasons against it; empty = it can be offered.
    pub tolerance: &'a [Refusal],
    /// `tolerance::commitment_bar`; `None` = a commitment may be taken.
    pub commitment: Option<&'a Reason>,
    /// R0.2: a supplement notice was issued before.
    pub notified_before: bool,
}

/// Something else that could be done, or why it cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What.
    pub choice: Choice,
    /// Open, or why not.
    pub available: Result<(), Reason>,
}

/// The conclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// What the table says.
    pub choice: Choice,
    /// Why, and by which row.
    pub reason: Reason,
    /// R2.13.
    pub completeness: Completeness,
    /// All choices with their state, in the order of [`Choice`].
    pub alternatives: Vec<Alternative>,
}

/// R1.3: the decision table, total and the same for the same grounds.
pub fn conclude(grounds: &Grounds<'_>) -> Conclusion {
    let view = View::of(grounds);
    let (choice, reason) = view.table();
    let alternatives = CHOICES.iter().map(|choice| Alternative { choice: *choice, available: view.state(*choice) });
    Conclusion { choice, reason, completeness: view.completeness(), alternatives: alternatives.collect() }
}

const CHOICES: [Choice; 8] = [
    Choice::Accept,
    Choice::AcceptOnCommitment,
    Choice::AcceptWithTolerance,
    Choice::CorrectOnSpot,
    Choice::NotifySupplement,
    Choice::HoldPapers,
    Choice::ReceiveAndAsk,
    Choice::ProposeNegative,
];

const ART_32_1: &str = "行政许可法 第三十二条第一款第(一)项";
const ART_32_2: &str = "行政许可法 第三十二条第一款第(二)项";
const ART_32_5: &str = "行政许可法 第三十二条第一款第(五)项";

/// The grounds, counted once.
struct View<'a> {
    grounds: &'a Grounds<'a>,
    lacking: usize,
    unchecked: usize,
    spot: usize,
    main: usize,
    replaceable: usize,
}

impl<'a> View<'a> {
    fn of(grounds: &'a Grounds<'a>) -> Self {
        let lacks = || grounds.findings.iter().filter(|finding| finding.state.lacks());
        Self {
            grounds,
            lacking: lacks().count(),
            unchecked: lacks().filter(|finding| finding.state == State::Unchecked).count(),
            spot: lacks().filter(|finding| finding.spot_fixable()).count(),
            main: lacks().filter(|finding| finding.material.is_main()).count(),
            // Row 5 is for items under the commitment scheme; on others the mark of a material means nothing (T11).
            replaceable: lacks()
                .filter(|finding| grounds.guide.flags.commitment && finding.material.commitment)
                .count(),
        }
    }

    fn unclear(&self) -> Option<Reason> {
        let Competence { needs_licence, competent, in_person_ok } = self.grounds.competence;
        if needs_licence.is_none() || competent.is_none() {
            return Some(Reason::new("reason.acceptance.unclear", "R3.5"));
        }
        (!in_person_ok).then(|| Reason::new("reason.acceptance.in_person", "R1.2").basis("行政许可法 第二十九条"))
    }

    fn negative(&self) -> Option<Reason> {
        let Competence { needs_licence, competent, .. } = self.grounds.competence;
        if needs_licence == Some(false) {
            return Some(Reason::new("reason.acceptance.not_required", "O1").basis(ART_32_1));
        }
        (competent == Some(false)).then(|| Reason::new("reason.acceptance.not_competent", "O2").basis(ART_32_2))
    }

    fn only_replaceable(&self) -> bool {
        self.lacking > 0 && self.replaceable == self.lacking && self.unchecked == 0
    }

    /// The rows of 1.3 from above.
    fn table(&self) -> (Choice, Reason) {
        if let Some(why) = self.negative() {
            return (Choice::ProposeNegative, why);
        }
        if let Some(why) = self.unclear() {
            return (Choice::ReceiveAndAsk, why);
        }
        if self.lacking == 0 {
            return (Choice::Accept, self.accepted());
        }
        if self.spot > 0 {
            let why = Reason::new("reason.acceptance.spot", "O3").arg(self.spot).basis(ART_32_3);
            return (Choice::CorrectOnSpot, why);
        }
        if self.only_replaceable() {
            return match self.state(Choice::AcceptOnCommitment) {
                Ok(()) => (
                    Choice::AcceptOnCommitment,
                    Reason::new("reason.acceptance.on_commitment", "T11").arg(self.lacking).basis(ART_32_5),
                ),
                Err(_) => (Choice::NotifySupplement, self.notified()),
            };
        }
        if self.state(Choice::AcceptWithTolerance).is_ok() {
            return (Choice::AcceptWithTolerance, Reason::new("reason.acceptance.tolerance", "R2.1").arg(self.lacking));
        }
        (Choice::NotifySupplement, self.notified())
    }

    fn accepted(&self) -> Reason {
        let key = if self.grounds.guide.flags.accept_on_receipt {
            "reason.acceptance.on_receipt"
        } else {
            "reason.acceptance.complete"
        };
        Reason::new(key, "O5").basis(ART_32_5)
    }

    fn notified(&self) -> Reason {
        let reason = if self.main > 0 {
            Reason::new("reason.acceptance.main_missing", "O4").arg(self.lacking).arg(self.main)
        } else {
            Reason::new("reason.acceptance.incomplete", "O4").arg(self.lacking)
        };
        reason.basis(ART_32_4)
    }

    fn lacks(&self) -> Result<(), Reason> {
        if self.unchecked > 0 {
            return Err(Reason::new("reason.acceptance.unchecked", "R12.6").arg(self.unchecked));
        }
        if self.lacking > 0 {
            return Err(Reason::new("reason.acceptance.still_missing", "O5").arg(self.lacking));
        }
        Ok(())
    }

    /// Whether a choice is open, or what stands against it.
    fn state(&self, choice: Choice) -> Result<(), Reason> {
        if choice == Choice::ReceiveAndAsk {
            return Ok(());
        }
        if choice == Choice::ProposeNegative {
            return Ok(());
        }
        if let Some(why) = self.negative().or_else(|| self.unclear()) {
            return Err(why);
        }
        match choice {
            Choice::Accept => self.lacks(),
            Choice::AcceptOnCommitment => self.on_commitment(),
            Choice::AcceptWithTolerance => self.with_tolerance(),
            Choice::CorrectOnSpot if self.spot > 0 => Ok(()),
            Choice::CorrectOnSpot => Err(Reason::new("reason.acceptance.no_spot", "O3")),
            Choice::NotifySupplement | Choice::HoldPapers => self.notice(choice),
            Choice::ReceiveAndAsk | Choice::ProposeNegative => Ok(()),
        }
    }

    fn on_commitment(&self) -> Result<(), Reason> {
        if self.lacking == 0 {
            return Err(Reason::new("reason.acceptance.nothing_missing", "R2.1"));
        }
        if !self.only_replaceable() {
            return Err(Reason::new("reason.commitment.material", "T11"));
        }
        self.grounds.commitment.map_or(Ok(()), |why| Err(why.clone()))
    }

    fn with_tolerance(&self) -> Result<(), Reason> {
        if self.lacking == 0 {
            return Err(Reason::new("reason.acceptance.nothing_missing", "R2.1"));
        }
        if self.unchecked > 0 {
            return Err(Reason::new("reason.acceptance.unchecked", "R12.6").arg(self.unchecked));
        }
        if self.main > 0 {
            return Err(Reason::new("reason.acceptance.main_bars_tolerance", "R0.4").arg(self.main));
        }
        self.grounds.tolerance.first().map_or(Ok(()), |refusal| Err(refusal.reason.clone()))
    }

    /// R0.2: one notice, of everything, once; so nothing may be unlooked at.
    fn notice(&self, choice: Choice) -> Result<(), Reason> {
        if choice == Choice::HoldPapers && !self.grounds.guide.flags.held_papers {
            return Err(Reason::new("reason.acceptance.no_held_papers", "R2.20"));
        }
        if self.grounds.notified_before {
            return Err(Reason::new("reason.acceptance.notified_before", "R0.2").basis(ART_32_4));
        }
        if self.lacking == 0 {
            return Err(Reason::new("reason.acceptance.nothing_missing", "O4"));
        }
        if self.unchecked > 0 {
            return Err(Reason::new("reason.acceptance.unchecked", "R0.2").arg(self.unchecked));
        }
        Ok(())
    }

    fn completeness(&self) -> Completeness {
        if self.lacking == 0 {
            Completeness::Complete
        } else if self.main == 0 && self.unchecked == 0 && self.grounds.tolerance.is_empty() {
            Completeness::CompleteWithTolerance
        } else {
            Completeness::Incomplete
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
