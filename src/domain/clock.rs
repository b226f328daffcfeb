//! RULES 9.2 and 1.5. One clock: how many days, from when, what was not counted, and so when it ends.
//!
//! A case has several (window, promised, statutory, delivery, the terms of the applicant); none replaces another. A
//! clock is plain data with dates; what it says about today is computed, never stored.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{Calendar, Due, Moment, days_after};

mod explain;

/// What a clock counts. Limits in other units are shown as written and have no clock (R7.24).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayUnit {
    /// 工作日
    #[default]
    WorkingDay,
    /// 自然日
    NaturalDay,
}

/// R9.8: days that are not counted. The day it starts on still counts, and so does the day after it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Why, as a code: `HEARING`, `suspended`. Several causes may run side by side; their days merge.
    pub cause: String,
    /// Day of the written notice of start (R0.7).
    pub from: Date,
    /// Recorded end; `None` = still running.
    #[serde(default)]
    pub until: Option<Date>,
}

impl Pause {
    /// R9.8: `from < day ≤ until`; an open pause reaches to `open_until`.
    fn holds(&self, day: Date, open_until: Date) -> bool {
        self.from < day && day <= self.until.unwrap_or(open_until)
    }
}

/// A clock that was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Day of the event (received, accepted, decided …). It is not counted itself (R9.6).
    pub started_on: Date,
    /// How many; 0 = 当场, the same day.
    pub days: u32,
    /// Of what.
    #[serde(default)]
    pub unit: DayUnit,
    /// In the order they began.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// R9.10: added to `days`.
    #[serde(default)]
    pub extension_days: u32,
    /// The day that is printed on the applicant's paper: a new calendar may move the end later, never before it (R9.4).
    #[serde(default)]
    pub printed_due: Option<Date>,
    /// When what it waits for happened; it stands still from then on.
    #[serde(default)]
    pub stopped_on: Option<Date>,
    /// It was stopped after the hall had closed on that day.
    #[serde(default)]
    pub stopped_after_closing: bool,
}

/// Whether a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Days count.
    Running,
    /// A pause is open: its date moves with every day.
    Paused,
    /// Over.
    Stopped,
}

/// What a clock says at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClockState {
    /// Days in all, extension included.
    pub limit: u32,
    /// R9.9: days counted so far.
    pub used: u32,
    /// R9.9: `limit − used`; negative when passed.
    pub remaining: i64,
    /// The last day. While paused: the earliest it can be.
    #[serde(flatten)]
    pub due: Due,
    /// Runs, waits or is over.
    pub phase: Phase,
    /// Passed and open, or finished late; then it stays so (R9.14).
    pub late: bool,
}

/// The day that a limit is counted from. One to be kept on the spot that begins after closing or on a day off is kept on
/// the next working day: no limit is over as it begins (R3.20, R9.6). Any longer one is counted from the day itself.
pub fn counted_from(at: Moment, days: u32, calendar: &Calendar) -> Date {
    let works = calendar.is_working_day(at.day) && !at.closed;
    if days > 0 || works { at.day } else { calendar.add_working_days(at.day, 1).on }
}

impl Clock {
    /// A clock that starts with the event of `day`.
    pub fn start(day: Date, days: u32, unit: DayUnit) -> Self {
        Self {
            started_on: day,
            days,
            unit,
            pauses: Vec::new(),
            extension_days: 0,
            printed_due: None,
            stopped_on: None,
            stopped_after_closing: false,
        }
    }

    /// A clock in working days, which is what the law counts in.
    pub fn working_days(day: Date, days: u32) -> Self {
        Self::start(day, days, DayUnit::WorkingDay)
    }

    /// Begins a pause on the day of its written notice.
    pub fn pause(&mut self, cause: &str, from: Date) {
        self.pauses.push(Pause { cause: cause.to_owned(), from, until: None });
    }

    /// Ends the open pause of this cause; counting goes on the day after. An end before the start counts as none.
    pub fn resume(&mut self, cause: &str, until: Date) {
        if let Some(pause) = self.pauses.iter_mut().find(|pause| pause.until.is_none() && pause.cause == cause) {
            pause.until = Some(until.max(pause.from));
        }
    }

    /// R9.10.
    pub fn extend(&mut self, days: u32) {
        self.extension_days = self.extension_days.saturating_add(days);
    }

    /// Ends it. A second stop changes nothing: what has happened has happened.
    pub fn stop(&mut self, at: Moment) {
        if self.stopped_on.is_none() {
            self.stopped_on = Some(at.day);
            self.stopped_after_closing = at.closed;
        }
    }

    /// Days in all.
    pub fn limit(&self) -> u32 {
        self.days.saturating_add(self.extension_days)
    }

    /// R9.9: the last day, with pauses still open taken to end today.
    pub fn due(&self, calendar: &Calendar, today: Date) -> Due {
        let due = match self.unit {
            DayUnit::WorkingDay => {
                calendar.count_on(self.started_on, self.limit(), |day| self.counts(calendar, day, today))
            }
            DayUnit::NaturalDay => {
                let end = calendar.count_on(self.started_on, self.limit(), |day| self.counts(calendar, day, today));
                let last = Due { provisional: calendar.is_provisional(end.on), ..end };
                self.rolled(calendar, last, today)
            }
        };
        match self.printed_due {
            Some(printed) if printed > due.on => Due { on: printed, provisional: false },
            _ => due,
        }
    }

    /// R9.7: the last day itself, or the next working day; nor does a limit end on a day that a pause holds (R9.8).
    fn rolled(&self, calendar: &Calendar, last: Due, today: Date) -> Due {
        if calendar.is_working_day(last.on) {
            return last;
        }
        let works = |day| calendar.is_working_day(day) && self.counts(calendar, day, today);
        let next = calendar.count_on(last.on, 1, works);
        Due { on: next.on, provisional: last.provisional || next.provisional }
    }

    /// R9.9: days counted up to and including `today`.
    pub fn used(&self, calendar: &Calendar, today: Date) -> u32 {
        let until = self.stopped_on.map_or(today, |stopped| stopped.min(today));
        days_after(self.started_on, until).fold(0, |sum, day| sum + u32::from(self.counts(calendar, day, today)))
    }

    /// Everything a screen, a light or a report needs.
    pub fn state(&self, calendar: &Calendar, at: impl Into<Moment>) -> ClockState {
        let now: Moment = at.into();
        let due = self.due(calendar, now.day);
        let limit = self.limit();
        let used = self.used(calendar, now.day);
        let (phase, end) = match self.stopped_on {
            Some(day) => (Phase::Stopped, Moment { day, closed: self.stopped_after_closing }),
            None if self.is_paused(now.day) => (Phase::Paused, now),
            None => (Phase::Running, now),
        };
        let remaining = i64::from(limit) - i64::from(used);
        ClockState { limit, used, remaining, due, phase, late: end.is_past(due.on) }
    }

    /// A pause is open on `today`, or ends later than today.
    pub fn is_paused(&self, today: Date) -> bool {
        self.pauses.iter().any(|pause| pause.from <= today && pause.until.is_none_or(|until| today < until))
    }

    fn counts(&self, calendar: &Calendar, day: Date, today: Date) -> bool {
        let open_until = self.stopped_on.unwrap_or(today);
        let is_unit = self.unit == DayUnit::NaturalDay || calendar.is_working_day(day);
        is_unit && !self.pauses.iter().any(|pause| pause.holds(day, open_until))
    }
}

#[cfg(test)]
mod tests;
