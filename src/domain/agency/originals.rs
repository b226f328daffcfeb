//! R5.16. Originals in an agent's hands: when each was taken, when and to whom it went; no longer than the trip.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    calendar::{Calendar, date_in_beijing},
    reason::Reason,
};

/// Where an original went from the agent's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftTo {
    /// Back to the applicant.
    Applicant,
    /// To the window that received the case (T70).
    Window,
}

/// An original that an agent took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeldOriginal {
    /// Material.
    pub material_code: String,
    /// Taken.
    pub taken_at: Timestamp,
    /// By whom.
    pub taken_by: Uuid,
    /// Their name, as on papers.
    pub taken_by_name: String,
    /// Given away; `None` = still in their hands.
    #[serde(default)]
    pub left_at: Option<Timestamp>,
    /// To whom.
    #[serde(default)]
    pub left_to: Option<LeftTo>,
}

impl HeldOriginal {
    /// Still in the agent's hands.
    pub const fn is_held(&self) -> bool {
        self.left_at.is_none()
    }

    /// It went.
    pub fn leave(&mut self, at: Timestamp, to: LeftTo) {
        if self.is_held() {
            self.left_at = Some(at);
            self.left_to = Some(to);
        }
    }
}

/// Working days that an original has been in the agent's hands.
pub fn held_for(taken_at: Timestamp, now: Timestamp, calendar: &Calendar) -> u32 {
    calendar.working_days_between(date_in_beijing(taken_at), date_in_beijing(now))
}

/// R5.16: kept longer than `alert_wd` working days; then it must be said.
pub fn overdue(taken_at: Timestamp, now: Timestamp, calendar: &Calendar, alert_wd: u32) -> Option<Reason> {
    let held = held_for(taken_at, now, calendar);
    (held > alert_wd).then(|| Reason::new("reason.agency.original_overdue", "R5.16").arg(held).arg(alert_wd))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn r5_16_more_than_three_working_days_is_too_long() {
        let calendar = Calendar::built_in();
        let taken: Timestamp = "2026-11-19T02:00:00Z".parse().unwrap();
        // Thursday to Tuesday are three working days, Wednesday is the fourth.
        let at = |day: &str| overdue(taken, day.parse().unwrap(), calendar, 3);
        assert_eq!(at("2026-11-19T09:00:00Z"), None);
        assert_eq!(at("2026-11-24T09:00:00Z"), None);
        let late = at("2026-11-25T01:00:00Z").unwrap();
        assert_eq!((late.rule.as_ref(), late.args.as_slice()), ("R5.16", &["4".to_owned(), "3".to_owned()][..]));
    }

    #[test]
    fn r5_16_what_went_away_does_not_go_twice() {
        let taken: Timestamp = "2026-11-19T02:00:00Z".parse().unwrap();
        let mut paper = HeldOriginal {
            material_code: "m1".to_owned(),
            taken_at: taken,
            taken_by: Uuid::from_u128(7),
            taken_by_name: "吴兰英".to_owned(),
            left_at: None,
            left_to: None,
        };
        paper.leave("2026-11-20T02:00:00Z".parse().unwrap(), LeftTo::Window);
        paper.leave("2026-11-23T02:00:00Z".parse().unwrap(), LeftTo::Applicant);
        assert_eq!((paper.is_held(), paper.left_to), (false, Some(LeftTo::Window)));
    }
}
