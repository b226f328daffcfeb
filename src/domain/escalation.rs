//! RULES 3.1. The window has no veto: a clerk proposes a negative, the chief representative decides it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{reason::Reason, settings::NegativeSettings};

/// R3.2: kinds of negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NegativeKind {
    /// No licence is needed (O1).
    NotRequired,
    /// Not this organ's power (O2).
    NotCompetent,
    /// A condition is not met; art. 32 knows no non-acceptance for it.
    ConditionNotMet,
    /// The rules do not say (R3.5).
    GreyArea,
    /// The term of the supplement or of the store is over.
    ReturnOverdue,
    /// A tolerance was not kept; a task, without change of state.
    TerminateBreach,
    /// Tolerance was asked for and is not possible.
    RefuseTolerance,
}

/// Where a confirmed negative leads (R3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeadsTo {
    /// T16, state `NotRequired`.
    NotRequired,
    /// T17, state `NotAccepted`.
    NotAccepted,
    /// T18, state `Returned`.
    Returned,
    /// After acceptance: a task of the chief representative, ended by T46, T54 or T71.
    Task,
    /// No end state: ends by T19 with an instruction, or is confirmed as another kind.
    Instruction,
}

impl NegativeKind {
    /// All kinds, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::NotRequired,
        Self::NotCompetent,
        Self::ConditionNotMet,
        Self::GreyArea,
        Self::ReturnOverdue,
        Self::TerminateBreach,
        Self::RefuseTolerance,
    ];

    /// R3.2.
    pub fn leads_to(self) -> LeadsTo {
        match self {
            Self::NotRequired => LeadsTo::NotRequired,
            Self::NotCompetent => LeadsTo::NotAccepted,
            Self::ReturnOverdue => LeadsTo::Returned,
            Self::TerminateBreach => LeadsTo::Task,
            Self::ConditionNotMet | Self::GreyArea | Self::RefuseTolerance => LeadsTo::Instruction,
        }
    }

    /// R3.2: which kinds a proposal of this kind may be confirmed as. Art. 32 knows no non-acceptance for unmet
    /// conditions, so those turn into O1 or O2 or into nothing.
    pub fn may_be_confirmed_as(self, confirmed: Self) -> bool {
        match self.leads_to() {
            LeadsTo::Instruction => matches!(confirmed, Self::NotRequired | Self::NotCompetent),
            LeadsTo::Task => false,
            _ => self == confirmed,
        }
    }

    /// R3.2: it can be proposed on a case before acceptance (T15).
    pub fn before_acceptance(self) -> bool {
        self != Self::TerminateBreach
    }

    /// R3.6: it can be recorded of a consultation without a case.
    pub fn of_consultation(self) -> bool {
        !matches!(self, Self::ReturnOverdue | Self::TerminateBreach)
    }
}

/// R3.4: who decides now. The window clock runs on every rung (R1.15).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The chief representative, or the deputy with an own letter.
    #[default]
    ChiefRep,
    /// Head of the department's approval section.
    SectionHead,
    /// Joint meeting of centre and department.
    JointMeeting,
}

impl Rung {
    /// T20: the next one, if there is one.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::ChiefRep => Some(Self::SectionHead),
            Self::SectionHead => Some(Self::JointMeeting),
            Self::JointMeeting => None,
        }
    }
}

/// How long a rung has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// So many minutes of opening hours, and at the latest the end of the same working day.
    MinutesSameDay(u32),
    /// So many working days.
    WorkingDays(u32),
}

/// R3.4: the term of a rung.
pub fn term(settings: &NegativeSettings, rung: Rung) -> Term {
    match rung {
        Rung::ChiefRep => Term::MinutesSameDay(settings.chief_rep_minutes),
        Rung::SectionHead => Term::WorkingDays(settings.section_wd),
        Rung::JointMeeting => Term::WorkingDays(settings.joint_wd),
    }
}

/// The last day of a rung that got the case on `since`; `due(day, n)` is the n-th working day after a day. A hall that
/// opens at the weekend makes no working day (R9.5), so what is proposed there is due on the next one.
pub fn last_day(settings: &NegativeSettings, rung: Rung, since: Date, due: &dyn Fn(Date, u32) -> Date) -> Date {
    match term(settings, rung) {
        Term::MinutesSameDay(_) => since.yesterday().map_or(since, |before| due(before, 1)),
        Term::WorkingDays(days) => due(since, days),
    }
}

/// R3.4: at the end of this day the service alerts the centre's management; the window clock is not stopped (R1.15).
pub fn alert_day(settings: &NegativeSettings, received_on: Date, due: &dyn Fn(Date, u32) -> Date) -> Date {
    due(received_on, settings.alert_after_wd)
}

/// R3.3: 否定事项报批单 (FRB) as the clerk fills it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Kind.
    pub kind: NegativeKind,
    /// What was asked.
    pub asked: String,
    /// Facts.
    pub facts: String,
    /// Legal basis with article.
    pub basis: String,
    /// What guidance was already given.
    pub guidance: String,
    /// O2: who is competent, as far as the clerk knows.
    #[serde(default)]
    pub competent_organ: Option<String>,
}

impl Proposal {
    /// R3.1, R3.3: no bare no. Facts, basis and guidance stand on the form before anybody is asked to confirm it.
    pub fn complete(&self) -> Result<(), Reason> {
        let fields = [
            (&self.asked, "reason.negative.asked"),
            (&self.facts, "reason.negative.facts"),
            (&self.basis, "reason.negative.basis"),
            (&self.guidance, "reason.negative.guidance"),
        ];
        match fields.into_iter().find(|(text, _)| text.trim().is_empty()) {
            Some((_, key)) => Err(Reason::new(key, "R3.3")),
            None => Ok(()),
        }
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// Confirmed as its own or another kind.
    Confirmed(NegativeKind),
    /// Overruled, with an instruction (T19).
    Overruled,
    /// The window clock ran out first (T21), or the papers came in (T72).
    Lapsed,
}

/// A negative before the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Negative {
    /// The form.
    pub proposal: Proposal,
    /// Who proposed it.
    pub proposed_by: Uuid,
    /// When.
    pub proposed_at: Timestamp,
    /// Who decides now.
    #[serde(default)]
    pub rung: Rung,
    /// Since when that rung has it.
    pub rung_since: Timestamp,
    /// How it ended.
    #[serde(default)]
    pub ruling: Option<Ruling>,
    /// Instruction or reason of the one who ruled.
    #[serde(default)]
    pub said: Option<String>,
    /// Who ruled.
    #[serde(default)]
    pub ruled_by: Option<Uuid>,
    /// When.
    #[serde(default)]
    pub ruled_at: Option<Timestamp>,
    /// How the applicant was told.
    #[serde(default)]
    pub told: Option<String>,
}

/// Who wants to rule, and the persons he must not be.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The person.
    pub person: Uuid,
    /// Rung the person's mandate reaches now; `None` = no right to confirm at all.
    pub rung: Option<Rung>,
    /// The clerk of T4–T12 and the agent (R12.4).
    pub others: &'a [Uuid],
}

impl Negative {
    /// R0.1, R12.4: never the proposer, the clerk or the agent; and only on the rung that has it.
    pub fn may_rule(&self, judge: &Judge<'_>) -> Result<(), Reason> {
        if self.ruling.is_some() {
            return Err(Reason::new("reason.negative.ruled", "R3.3"));
        }
        if judge.rung != Some(self.rung) {
            return Err(Reason::new("reason.negative.not_your_rung", "R3.4"));
        }
        if judge.person == self.proposed_by {
            return Err(Reason::new("reason.negative.own_proposal", "R0.1"));
        }
        if judge.others.contains(&judge.person) {
            return Err(Reason::new("reason.negative.own_case", "R12.4"));
        }
        Ok(())
    }

    /// T16–T18: whether it may be confirmed as this kind. `organ` is the competent one that T17 has to name.
    pub fn may_confirm(&self, judge: &Judge<'_>, kind: NegativeKind, organ: Option<&str>) -> Result<(), Reason> {
        self.may_rule(judge)?;
        if !self.proposal.kind.may_be_confirmed_as(kind) {
            return Err(Reason::new("reason.negative.no_end_state", "R3.2"));
        }
        if kind == NegativeKind::NotCompetent && organ.is_none_or(|organ| organ.trim().is_empty()) {
            return Err(Reason::new("reason.negative.no_organ", "O2"));
        }
        Ok(())
    }

    /// T20: whether a higher rung exists.
    pub fn may_refer_up(&self, judge: &Judge<'_>) -> Result<Rung, Reason> {
        self.may_rule(judge)?;
        self.rung.next().ok_or_else(|| Reason::new("reason.negative.top_rung", "R3.4"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;
    use crate::domain::calendar::Calendar;

    fn negative(kind: NegativeKind) -> Negative {
        Negative {
            proposal: Proposal {
                kind,
                asked: "食品经营许可".into(),
                facts: "经营地址在广陵区".into(),
                basis: "食品经营许可和备案管理办法 第六条".into(),
                guidance: "已告知到广陵区办理".into(),
                competent_organ: None,
            },
            proposed_by: Uuid::from_u128(1),
            proposed_at: Timestamp::UNIX_EPOCH,
            rung: Rung::ChiefRep,
            rung_since: Timestamp::UNIX_EPOCH,
            ruling: None,
            said: None,
            ruled_by: None,
            ruled_at: None,
            told: None,
        }
    }

    fn judge(person: u128, rung: Option<Rung>) -> Judge<'static> {
        const OTHERS: &[Uuid] = &[Uuid::from_u128(2)];
        Judge { person: Uuid::from_u128(person), rung, others: OTHERS }
    }

    #[test]
    fn r0_1_the_proposer_the_clerk_and_the_agent_confirm_nothing() {
        let proposed = negative(NegativeKind::NotRequired);
        let rule = |person, rung| proposed.may_rule(&judge(person, rung)).map_err(|reason| reason.rule);
        assert_eq!(rule(1, Some(Rung::ChiefRep)).unwrap_err(), "R0.1");
        assert_eq!(rule(2, Some(Rung::ChiefRep)).unwrap_err(), "R12.4");
        assert_eq!(rule(3, None).unwrap_err(), "R3.4");
        assert_eq!(rule(3, Some(Rung::SectionHead)).unwrap_err(), "R3.4");
        assert!(rule(3, Some(Rung::ChiefRep)).is_ok());
    }

    #[test]
    fn r3_2_where_each_kind_leads() {
        use NegativeKind as K;
        for kind in K::ALL {
            let ends: Vec<K> = K::ALL.into_iter().filter(|end| kind.may_be_confirmed_as(*end)).collect();
            let expected = match kind {
                K::NotRequired | K::NotCompetent | K::ReturnOverdue => vec![kind],
                K::TerminateBreach => vec![],
                K::ConditionNotMet | K::GreyArea | K::RefuseTolerance => vec![K::NotRequired, K::NotCompetent],
            };
            assert_eq!(ends, expected, "{kind:?}");
        }
    }

    #[test]
    fn r3_2_not_competent_names_who_is() {
        let proposed = negative(NegativeKind::GreyArea);
        let chief = judge(3, Some(Rung::ChiefRep));
        assert_eq!(proposed.may_confirm(&chief, NegativeKind::NotCompetent, Some(" ")).unwrap_err().rule, "O2");
        assert!(proposed.may_confirm(&chief, NegativeKind::NotCompetent, Some("广陵区市场监管局")).is_ok());
        assert_eq!(proposed.may_confirm(&chief, NegativeKind::GreyArea, None).unwrap_err().rule, "R3.2");
    }

    #[test]
    fn r3_4_three_rungs_and_their_terms() {
        let every_day = |from: Date, days: u32| from.saturating_add(i64::from(days).days());
        let settings = NegativeSettings::default();
        let day = date(2026, 9, 1);
        assert_eq!(term(&settings, Rung::ChiefRep), Term::MinutesSameDay(240));
        assert_eq!(last_day(&settings, Rung::ChiefRep, day, &every_day), day);
        let working = |from, days| Calendar::built_in().add_working_days(from, days).on;
        assert_eq!(last_day(&settings, Rung::ChiefRep, day, &working), day);
        assert_eq!(last_day(&settings, Rung::ChiefRep, date(2026, 9, 5), &working), date(2026, 9, 7), "a Saturday");
        assert_eq!(last_day(&settings, Rung::SectionHead, day, &every_day), date(2026, 9, 2));
        assert_eq!(last_day(&settings, Rung::JointMeeting, day, &every_day), date(2026, 9, 4));
        assert_eq!(alert_day(&settings, day, &every_day), date(2026, 9, 5));
        let mut proposed = negative(NegativeKind::GreyArea);
        let mut seen = vec![proposed.rung];
        while let Ok(next) = proposed.may_refer_up(&judge(3, Some(proposed.rung))) {
            proposed.rung = next;
            seen.push(next);
        }
        assert_eq!(seen, [Rung::ChiefRep, Rung::SectionHead, Rung::JointMeeting]);
    }

    #[test]
    fn r3_3_no_bare_no() {
        let mut proposal = negative(NegativeKind::NotRequired).proposal;
        assert!(proposal.complete().is_ok());
        proposal.guidance = "　".into();
        assert_eq!(proposal.complete().unwrap_err().key, "reason.negative.guidance");
    }

    #[test]
    fn r3_6_a_consultation_that_ends_with_no_is_recorded() {
        assert!(NegativeKind::NotCompetent.of_consultation());
        assert!(!NegativeKind::ReturnOverdue.of_consultation());
        assert!(!NegativeKind::TerminateBreach.before_acceptance());
    }
}
