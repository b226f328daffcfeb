//! R9.6. All day arithmetic happens in Beijing time (UTC+8); a day of business ends when the hall closes.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

use super::Calendar;

const BEIJING: Offset = Offset::constant(8);

/// The day it is in Beijing.
pub fn date_in_beijing(at: Timestamp) -> Date {
    BEIJING.to_datetime(at).date()
}

/// The instant of a time of day in Beijing, for example when the hall closes on the last day of a limit.
pub fn instant_in_beijing(day: Date, time: Time) -> Timestamp {
    BEIJING.to_timestamp(DateTime::from_parts(day, time)).unwrap_or(Timestamp::MAX)
}

/// Now, as deadlines see it: the day, and whether its business is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day in Beijing.
    pub day: Date,
    /// The hall has closed: what ends today has ended.
    pub closed: bool,
}

impl Moment {
    /// The moment of an instant in a hall that closes at `closing`.
    pub fn at(now: Timestamp, closing: Time) -> Self {
        let local = BEIJING.to_datetime(now);
        Self { day: local.date(), closed: local.time() >= closing }
    }

    /// A limit that ends on `last` has passed.
    pub fn is_past(self, last: Date) -> bool {
        self.day > last || (self.day == last && self.closed)
    }
}

/// During business on that day.
impl From<Date> for Moment {
    fn from(day: Date) -> Self {
        Self { day, closed: false }
    }
}

impl Calendar {
    /// Terms in hours (R3.4): the instant at which the hall has been open for `minutes` since `from`. `sessions` are
    /// the hall's opening times of a day, in order; without any the term has no end.
    pub fn add_opening_minutes(&self, from: Timestamp, minutes: u32, sessions: &[(Time, Time)]) -> Timestamp {
        let mut left = SignedDuration::from_mins(minutes.into());
        let first = date_in_beijing(from);
        let Ok(before) = first.yesterday() else { return Timestamp::MAX };
        // A term of `minutes` lasts at most so many open days, and no break is longer than a fortnight.
        let last = first.saturating_add(SignedDuration::from_hours(24 * (i64::from(minutes) + 14)));
        for day in super::days_after(before, last).filter(|day| self.is_working_day(*day)) {
            for (opens, closes) in sessions {
                let start = instant_in_beijing(day, *opens).max(from);
                let open = start.duration_until(instant_in_beijing(day, *closes));
                if open >= left {
                    return start.checked_add(left).unwrap_or(Timestamp::MAX);
                }
                left -= open.max(SignedDuration::ZERO);
            }
        }
        Timestamp::MAX
    }
}
