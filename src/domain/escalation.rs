//! RULES 3.1. The window has no veto: a clerk proposes a negative, the chief representative decides it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    calendar::{Calendar, date_in_beijing, instant_in_beijing},
    settings::Settings,
};

/// R3.2: kinds of negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// The rung that a case calls by its number, from 1.
    pub fn numbered(number: u8) -> Self {
        match number {
            0 | 1 => Self::ChiefRep,
            2 => Self::SectionHead,
            _ => Self::JointMeeting,
        }
    }

    /// T20: the next one, if there is one.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::ChiefRep => Some(Self::SectionHead),
            Self::SectionHead => Some(Self::JointMeeting),
            Self::JointMeeting => None,
        }
    }
}

/// R3.4: when a rung that got the case at `since` is late. The chief representative has so many minutes of opening
/// hours and at the latest the same working day; the rungs above have working days. A hall that opens at the weekend
/// makes no working day (R9.5): what is proposed there is due on the next one.
pub fn rung_until(settings: &Settings, calendar: &Calendar, rung: Rung, since: Timestamp) -> Timestamp {
    let day = date_in_beijing(since);
    let closing = |day| instant_in_beijing(day, settings.closing_time());
    let working_days = |days| closing(calendar.add_working_days(day, days).on);
    let set = &settings.negative;
    match rung {
        Rung::ChiefRep => {
            let sessions: Vec<_> = settings.sessions.iter().map(|session| (session.from, session.to)).collect();
            let today = if calendar.is_working_day(day) { closing(day) } else { working_days(1) };
            // What is proposed after the hall has closed has the next working day, like what comes in after it (R9.6).
            let last = if since < today { today } else { working_days(1) };
            calendar.add_opening_minutes(since, set.chief_rep_minutes, &sessions).min(last)
        }
        Rung::SectionHead => working_days(set.section_wd),
        Rung::JointMeeting => working_days(set.joint_wd),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

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
    fn r3_4_three_rungs_and_their_terms() {
        let (settings, calendar) = (Settings::default(), Calendar::built_in());
        let at = |text: &str| format!("{text}:00+08:00").parse::<Timestamp>().unwrap();
        for (rung, since, until) in [
            (Rung::ChiefRep, "2026-09-01T09:30", "2026-09-01T15:00"),
            (Rung::ChiefRep, "2026-09-01T14:00", "2026-09-01T17:00"),
            (Rung::ChiefRep, "2026-09-01T17:30", "2026-09-02T14:30"),
            (Rung::ChiefRep, "2026-09-05T10:00", "2026-09-07T14:30"),
            (Rung::SectionHead, "2026-09-01T10:00", "2026-09-02T17:00"),
            (Rung::JointMeeting, "2026-09-01T10:00", "2026-09-04T17:00"),
        ] {
            assert_eq!(rung_until(&settings, calendar, rung, at(since)), at(until), "{rung:?} {since}");
        }
        assert_eq!(Rung::ChiefRep.next().and_then(Rung::next), Some(Rung::JointMeeting));
        assert_eq!(Rung::JointMeeting.next(), None);
        assert_eq!(
            [1, 2, 3, 4].map(Rung::numbered),
            [Rung::ChiefRep, Rung::SectionHead, Rung::JointMeeting, Rung::JointMeeting]
        );
    }

    #[test]
    fn r3_6_a_consultation_that_ends_with_no_is_recorded() {
        assert!(NegativeKind::NotCompetent.of_consultation());
        assert!(!NegativeKind::ReturnOverdue.of_consultation());
        assert!(!NegativeKind::TerminateBreach.before_acceptance());
    }
}
