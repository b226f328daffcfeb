//! How old what a conclusion rests on may be (F28): guides, tolerance lists and calendars come together and age together.

use jiff::{SignedDuration, Timestamp};

use crate::domain::settings::GuideSettings;

/// Whether a conclusion may rest on a catalogue. The days are full ones since the centre last said it is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// It may.
    Fresh(i64),
    /// It may, and a person should know how old it is.
    Old(i64),
    /// It may not: no act of intake is sealed.
    TooOld(i64),
}

impl Age {
    /// The age of what was confirmed then. A clock that was set back makes nothing older or younger than fresh.
    pub fn of(confirmed_at: Timestamp, now: Timestamp, limits: GuideSettings) -> Self {
        let age = confirmed_at.duration_until(now).max(SignedDuration::ZERO);
        match age.as_hours() / 24 {
            days if days >= i64::from(limits.block_nd) => Self::TooOld(days),
            days if days >= i64::from(limits.warn_nd) => Self::Old(days),
            days => Self::Fresh(days),
        }
    }
}

/// Whether an act opens a case or concludes on it: what needs guides that are in force.
pub fn is_intake(kind: &str) -> bool {
    kind.starts_with("draft.") || kind.starts_with("case.receive") || kind.starts_with("case.accept")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn f28_guides_warn_at_seven_days_and_block_intake_at_thirty() {
        let at: Timestamp = "2026-11-01T01:00:00Z".parse().unwrap();
        let limits = GuideSettings::default();
        let after = |hours: i64| Age::of(at, at + SignedDuration::from_hours(hours), limits);
        assert_eq!(after(-5), Age::Fresh(0));
        assert_eq!(after(7 * 24 - 1), Age::Fresh(6));
        assert_eq!(after(7 * 24), Age::Old(7));
        assert_eq!(after(30 * 24 - 1), Age::Old(29));
        assert_eq!(after(30 * 24), Age::TooOld(30));
        let strict = GuideSettings { warn_nd: 2, block_nd: 5 };
        let after = |days: i64| Age::of(at, at + SignedDuration::from_hours(24 * days), strict);
        assert_eq!(
            [1, 2, 5].map(after),
            [Age::Fresh(1), Age::Old(2), Age::TooOld(5)],
            "a region may want them younger"
        );
        assert!(is_intake("case.accept_with_tolerance") && is_intake("case.receive") && is_intake("draft.submit"));
        assert!(!is_intake("note.add") && !is_intake("case.hand_over") && !is_intake("case.withdraw"));
    }
}
