//! RULES 9.1. Working days: which days count, where a count of days ends, and how sure that is.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::reason::Reason;

mod beijing;
mod statutory;

pub use beijing::{Moment, date_in_beijing, instant_in_beijing};

/// One year as announced by the State Council (R9.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// **All** days of every announced break, weekend days included.
    pub holidays: BTreeSet<Date>,
    /// Weekend days that are worked in exchange.
    pub makeup_workdays: BTreeSet<Date>,
}

/// Announced years under a version name. A case pins the version its dates were computed with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Name of this state of the data.
    pub version: String,
    years: BTreeMap<i16, Year>,
}

/// A day on which something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day; it ends with the closing time of the hall (R9.6).
    #[serde(rename = "due")]
    pub on: Date,
    /// R9.4: the count reaches into a year whose notice is not out yet, so the day may move.
    pub provisional: bool,
}

/// What kind of day it is, for the line that explains a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// Monday to Friday, not off.
    Working,
    /// A weekend day that is worked (调休上班).
    Makeup,
    /// An ordinary weekend day.
    Weekend,
    /// A day of an announced (or statutory) break.
    Holiday,
}

impl DayKind {
    /// R9.1: it counts.
    pub fn counts(self) -> bool {
        matches!(self, Self::Working | Self::Makeup)
    }
}

/// Why a year's notice cannot be loaded. Each names the day that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// A day of another year.
    #[error("{0} lies in another year")]
    OtherYear(Date),
    /// Off and worked at once.
    #[error("{0} is both off and worked")]
    Both(Date),
    /// A make-up day that is an ordinary working day anyway.
    #[error("{0} is no weekend day")]
    NotWeekend(Date),
    /// A statutory day that the notice leaves out.
    #[error("{0} is a statutory day off")]
    Missing(Date),
}

impl CalendarError {
    /// The same as a reason for the screen.
    pub fn reason(self) -> Reason {
        match self {
            Self::OtherYear(day) => Reason::new("calendar.error.other_year", "R9.1").arg(day),
            Self::Both(day) => Reason::new("calendar.error.both", "R9.1").arg(day),
            Self::NotWeekend(day) => Reason::new("calendar.error.not_weekend", "R9.1").arg(day),
            Self::Missing(day) => Reason::new("calendar.error.missing", "R9.4").arg(day),
        }
    }
}

impl Year {
    /// Refuses a notice that cannot be right, before any deadline is computed with it.
    fn check(&self, year: i16) -> Result<(), CalendarError> {
        let mut days = self.holidays.iter().chain(&self.makeup_workdays);
        if let Some(day) = days.find(|day| day.year() != year) {
            return Err(CalendarError::OtherYear(*day));
        }
        if let Some(day) = self.holidays.intersection(&self.makeup_workdays).next() {
            return Err(CalendarError::Both(*day));
        }
        if let Some(day) = self.makeup_workdays.iter().find(|day| !is_weekend(**day)) {
            return Err(CalendarError::NotWeekend(*day));
        }
        match statutory::fixed(year).find(|day| !self.holidays.contains(day)) {
            Some(day) => Err(CalendarError::Missing(day)),
            None => Ok(()),
        }
    }
}

/// The notices for 2024, 2025 and 2026 (R9.2, R9.3). Were the text unreadable, no year would count as announced and
/// every date would be provisional: it could be vague, but not wrong.
static BUILT_IN: LazyLock<Calendar> = LazyLock::new(|| Calendar {
    version: "2026".to_owned(),
    years: serde_json::from_str(include_str!("../holidays.json")).unwrap_or_default(),
});

impl Calendar {
    /// The calendar that the program is delivered with.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// This calendar with one more year, or with a corrected one, under a new version name.
    pub fn with_year(mut self, version: &str, year: i16, notice: Year) -> Result<Self, CalendarError> {
        notice.check(year)?;
        self.years.insert(year, notice);
        version.clone_into(&mut self.version);
        Ok(self)
    }

    /// The notice of a year; `None` = not announced (or before our data begin).
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// The years whose notice is here.
    pub fn years(&self) -> impl Iterator<Item = (i16, &Year)> {
        self.years.iter().map(|(year, notice)| (*year, notice))
    }

    /// R9.4: no notice for the year of this day, so it may yet turn out otherwise.
    pub fn is_provisional(&self, day: Date) -> bool {
        !self.years.contains_key(&day.year())
    }

    /// Whether all statutory days of this day's year are known at all. Outside, only the fixed ones are, and what is
    /// computed is a rough guess that no document may bear.
    pub fn covers(&self, day: Date) -> bool {
        !self.is_provisional(day) || statutory::knows(day.year())
    }

    /// First and last year of [`Self::covers`].
    pub fn range(&self) -> (i16, i16) {
        let first = self.years.keys().next().copied().unwrap_or(statutory::FIRST_YEAR);
        (first.min(statutory::FIRST_YEAR), statutory::LAST_YEAR)
    }

    /// R9.1, R9.4.
    pub fn kind_of(&self, day: Date) -> DayKind {
        let (off, makeup) = match self.years.get(&day.year()) {
            Some(year) => (year.holidays.contains(&day), year.makeup_workdays.contains(&day)),
            None => (statutory::is_off(day), false),
        };
        if makeup {
            DayKind::Makeup
        } else if off {
            DayKind::Holiday
        } else if is_weekend(day) {
            DayKind::Weekend
        } else {
            DayKind::Working
        }
    }

    /// R9.1.
    pub fn is_working_day(&self, day: Date) -> bool {
        self.kind_of(day).counts()
    }

    /// R9.6: the `count`-th working day after `from`, which itself is not counted.
    pub fn add_working_days(&self, from: Date, count: u32) -> Due {
        self.count_on(from, count, |day| self.is_working_day(day))
    }

    /// R9.7: `from` and `count` days; if that is no working day, the next one.
    pub fn add_natural_days(&self, from: Date, count: u32) -> Due {
        let end = from.checked_add(i64::from(count).days()).unwrap_or(Date::MAX);
        self.roll(Due { on: end, provisional: self.is_provisional(end) })
    }

    /// R9.7: the same day of the month `count` months later, else that month's last; rolled like natural days.
    pub fn add_months(&self, from: Date, count: u32) -> Due {
        let end = from.checked_add(i64::from(count).months()).unwrap_or(Date::MAX);
        self.roll(Due { on: end, provisional: self.is_provisional(end) })
    }

    /// Working days `d` with `after < d ≤ until`.
    pub fn working_days_between(&self, after: Date, until: Date) -> u32 {
        days_after(after, until).fold(0, |sum, day| sum + u32::from(self.is_working_day(day)))
    }

    /// The `count`-th day after `from` for which `counts` holds; the end of time if there is none.
    pub(super) fn count_on(&self, from: Date, count: u32, counts: impl Fn(Date) -> bool) -> Due {
        let mut on = from;
        let mut provisional = false;
        let mut left = count;
        while left > 0 {
            let Ok(next) = on.tomorrow() else { return Due { on: Date::MAX, provisional: true } };
            on = next;
            provisional |= self.is_provisional(on);
            left -= u32::from(counts(on));
        }
        Due { on, provisional }
    }

    /// R9.7: the day itself if it is a working day, else the next one.
    fn roll(&self, due: Due) -> Due {
        if self.is_working_day(due.on) {
            return due;
        }
        let rolled = self.add_working_days(due.on, 1);
        Due { on: rolled.on, provisional: due.provisional || rolled.provisional }
    }
}

/// All days `d` with `after < d ≤ until`.
pub(super) fn days_after(after: Date, until: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(after.tomorrow().ok(), |day| day.tomorrow().ok()).take_while(move |day| *day <= until)
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests;
