//! R9.6. All day arithmetic happens in Beijing time (UTC+8); a day of business ends when the hall closes.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

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
