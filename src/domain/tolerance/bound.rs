//! R2.14–R2.17. How many working days the promise leaves for a supplement.

use jiff::{ToSpan, civil::Date};

use crate::domain::{
    guide::{Guide, Limit, LimitUnit},
    settings::ToleranceSettings,
};

/// R2.15: the longest term the promise leaves for a supplement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// At most so many working days, at least one.
    Days(u32),
    /// R2.16: the promise is too short.
    TooShort,
    /// The promise is not stated. Since it can never be longer than the law allows (R1.30), the statutory limit stands
    /// for it, or else the cap alone.
    Unknown(u32),
}

/// R2.15, R2.16, for a TOL issued on `day`. The table R2.17 is this function under the default settings.
///
/// `promised` is the promise as it stands now; `due(day, n)` is the n-th working day after a day.
pub fn bound(
    guide: &Guide,
    promised: &Limit,
    settings: &ToleranceSettings,
    day: Date,
    due: &dyn Fn(Date, u32) -> Date,
) -> Bound {
    if guide.is_immediate() {
        return Bound::TooShort;
    }
    let enough = settings.cap_wd.saturating_add(settings.margin_wd);
    let left = |limit| working_days(limit, day, enough, due);
    let most = |days: u32| days.saturating_sub(settings.margin_wd).min(settings.cap_wd);
    match (left(promised), left(&guide.statutory)) {
        (Some(days), _) if most(days) > 0 => Bound::Days(most(days)),
        (None, Some(days)) if most(days) > 0 => Bound::Unknown(most(days)),
        (None, None) if settings.cap_wd > 0 => Bound::Unknown(settings.cap_wd),
        _ => Bound::TooShort,
    }
}

/// The working days that a limit counted from `day` surely holds, looked for up to `enough`; `None` = not stated. A
/// hall is never open longer than the day lasts, so hours are taken at their least.
fn working_days(limit: &Limit, day: Date, enough: u32, due: &dyn Fn(Date, u32) -> Date) -> Option<u32> {
    let until = |end: Date| {
        // R9.7: a last day that is no working day moves to the next one.
        let end = end.yesterday().map_or(end, |before| due(before, 1));
        (1..=enough).take_while(|days| due(day, *days) <= end).last().unwrap_or(0)
    };
    match (limit.unit?, limit.value) {
        (LimitUnit::OnTheSpot, _) => Some(0),
        (LimitUnit::WorkingDay, value) => value,
        (LimitUnit::NaturalDay, value) => value.map(|days| until(day.saturating_add(i64::from(days).days()))),
        (LimitUnit::Month, value) => value.map(|months| until(day.saturating_add(i64::from(months).months()))),
        (LimitUnit::Hour, value) => value.map(|hours| hours / 24),
        (LimitUnit::Minute, value) => value.map(|minutes| minutes / (24 * 60)),
    }
}
