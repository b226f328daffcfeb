//! R9.4. The days off that the law itself fixes (全国年节及纪念日放假办法, as amended 2024), for years without a notice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use jiff::civil::Date;

use super::is_weekend;

/// First year whose festivals of the lunar calendar stand below.
pub(super) const FIRST_YEAR: i16 = 2027;
/// Last one.
pub(super) const LAST_YEAR: i16 = 2035;

/// Year; first day of the Spring Festival, Tomb-Sweeping, Dragon Boat, Mid-Autumn, each as (month, day).
type Festivals = (i16, [(i8, i8); 4]);

const FESTIVALS: [Festivals; 9] = [
    (2027, [(2, 6), (4, 5), (6, 9), (9, 15)]),
    (2028, [(1, 26), (4, 4), (5, 28), (10, 3)]),
    (2029, [(2, 13), (4, 4), (6, 16), (9, 22)]),
    (2030, [(2, 3), (4, 5), (6, 5), (9, 12)]),
    (2031, [(1, 23), (4, 5), (6, 24), (10, 1)]),
    (2032, [(2, 11), (4, 4), (6, 12), (9, 19)]),
    (2033, [(1, 31), (4, 4), (6, 1), (9, 8)]),
    (2034, [(2, 19), (4, 5), (6, 20), (9, 27)]),
    (2035, [(2, 8), (4, 5), (6, 10), (9, 16)]),
];

static DAYS_OFF: LazyLock<BTreeMap<i16, BTreeSet<Date>>> =
    LazyLock::new(|| FESTIVALS.iter().map(|festivals| (festivals.0, days_off(festivals))).collect());

/// The festivals of this year are known.
pub(super) fn knows(year: i16) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&year)
}

/// Off by law alone. Outside the table only the days fixed in the solar calendar are known.
pub(super) fn is_off(day: Date) -> bool {
    DAYS_OFF.get(&day.year()).map_or_else(|| fixed(day.year()).any(|off| off == day), |year| year.contains(&day))
}

/// New Year 1, Labour Day 2, National Day 3. Before 2025 Labour Day was one day, and a notice could work on the second.
pub(super) fn fixed(year: i16) -> impl Iterator<Item = Date> {
    let days: &[(i8, i8)] = &[(1, 1), (5, 1), (10, 1), (10, 2), (10, 3), (5, 2)];
    let known = if year < 2025 { 5 } else { 6 };
    days.iter().take(known).filter_map(move |(month, day)| Date::new(year, *month, *day).ok())
}

/// All statutory days of a year; one that falls on a weekend is made up on the next weekday that is not off itself.
fn days_off((year, festivals): &Festivals) -> BTreeSet<Date> {
    let mut off: BTreeSet<Date> = fixed(*year).collect();
    for (index, (month, day)) in festivals.iter().enumerate() {
        let Ok(first) = Date::new(*year, *month, *day) else { continue };
        off.insert(first);
        if index == 0 {
            let third = first.tomorrow().and_then(Date::tomorrow);
            off.extend([first.yesterday(), first.tomorrow(), third].into_iter().flatten());
        }
    }
    for lost in off.clone().into_iter().filter(|day| is_weekend(*day)) {
        let days = std::iter::successors(lost.tomorrow().ok(), |day| day.tomorrow().ok());
        let free = days.into_iter().find(|day| !is_weekend(*day) && !off.contains(day));
        off.extend(free);
    }
    off
}
