//! R9.6: when the hall is open, as people write it: `09:00-12:00,13:30-17:00`. In order, without overlap, within one day.

use jiff::civil::Time;

use super::Session;

impl Session {
    /// Reads a day's sessions; `None` = not of that form, out of order, overlapping, or none at all.
    pub fn read_day(text: &str) -> Option<Vec<Self>> {
        let sessions: Vec<Self> = text.split([',', '，', '、', ';', '；']).map(Self::read).collect::<Option<_>>()?;
        let in_order = sessions.windows(2).all(|pair| matches!(pair, [one, next] if one.to <= next.from));
        in_order.then_some(sessions)
    }

    /// The other way of [`Self::read_day`].
    pub fn write_day(sessions: &[Self]) -> String {
        let clock = |time: Time| time.strftime("%H:%M").to_string();
        let each = sessions.iter().map(|session| format!("{}-{}", clock(session.from), clock(session.to)));
        each.collect::<Vec<_>>().join(",")
    }

    fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(['-', '－', '–', '—', '~', '～', '至'])?;
        let (from, to) = (clock(from)?, clock(to)?);
        (from < to).then_some(Self { from, to })
    }
}

/// `09:00` or `9:00`; there is no 24:00, a day of business ends before midnight.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour, 2) || !digits(minute, 2) || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn r9_6_a_days_sessions_are_in_order_apart_and_within_the_day() {
        for (text, written) in [
            ("09:00-12:00,13:30-17:00", "09:00-12:00,13:30-17:00"),
            (" 9:00 – 17:30 ", "09:00-17:30"),
            ("8:30至12:00、12:00至18:00", "08:30-12:00,12:00-18:00"),
            ("00:00-23:59", "00:00-23:59"),
        ] {
            let day = Session::read_day(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(Session::write_day(&day), written);
            assert_eq!(Session::read_day(written), Some(day));
        }
        for text in [
            "",
            ",",
            "9-17",
            "09:00",
            "17:00-09:00",
            "09:00-09:00",
            "13:30-17:00,09:00-12:00",
            "09:00-13:00,12:30-17:00",
            "09:00-24:00",
            "22:00-06:00",
            "09:00-25:00",
            "09:0-17:00",
            "09:00-12:00,",
            "09:00:00-17:00:00",
            "早上-下午",
        ] {
            assert_eq!(Session::read_day(text), None, "{text}");
        }
    }
}
