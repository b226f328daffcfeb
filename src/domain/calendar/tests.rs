#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use jiff::{
    Timestamp,
    civil::{date, time},
};
use proptest::prelude::*;

use super::*;

/// The rows of RULES 9.2 without pauses: from, days, last day, provisional.
const VECTORS: [(&str, u32, &str, bool); 20] = [
    ("2026-02-11", 5, "2026-02-25", false),
    ("2026-02-14", 5, "2026-02-28", false),
    ("2026-02-15", 5, "2026-02-28", false),
    ("2026-02-28", 5, "2026-03-06", false),
    ("2026-04-30", 5, "2026-05-11", false),
    ("2026-05-08", 1, "2026-05-09", false),
    ("2026-09-18", 1, "2026-09-20", false),
    ("2026-09-18", 20, "2026-10-22", false),
    ("2026-09-24", 5, "2026-10-09", false),
    ("2026-09-30", 10, "2026-10-20", false),
    ("2025-01-24", 5, "2025-02-07", false),
    ("2025-01-26", 5, "2025-02-08", false),
    ("2025-04-25", 20, "2025-05-27", false),
    ("2025-09-30", 45, "2025-12-09", false),
    ("2025-12-31", 5, "2026-01-08", false),
    ("2024-02-08", 5, "2024-02-21", false),
    ("2024-09-13", 5, "2024-09-23", false),
    ("2024-09-30", 20, "2024-11-01", false),
    ("2026-12-07", 20, "2027-01-05", true),
    ("2026-09-01", 20, "2026-09-29", false),
];

#[test]
fn r9_6_working_days_as_in_the_table() {
    let calendar = Calendar::built_in();
    for (from, count, on, provisional) in VECTORS {
        let due = calendar.add_working_days(from.parse().unwrap(), count);
        assert_eq!(due, Due { on: on.parse().unwrap(), provisional }, "{from} + {count}");
    }
}

#[test]
fn r9_7_natural_days_end_on_a_working_day() {
    let calendar = Calendar::built_in();
    for (from, count, on) in [
        ("2026-09-02", 30, "2026-10-08"),
        ("2026-02-01", 15, "2026-02-24"),
        ("2026-03-02", 10, "2026-03-12"),
        ("2025-09-24", 7, "2025-10-09"),
    ] {
        let due = calendar.add_natural_days(from.parse().unwrap(), count);
        assert_eq!(due, Due { on: on.parse().unwrap(), provisional: false }, "{from} + {count}");
    }
    assert_eq!(calendar.add_natural_days(date(2026, 12, 30), 2).on, date(2027, 1, 4));
    assert!(calendar.add_natural_days(date(2026, 12, 30), 2).provisional);
}

#[test]
fn r9_7_months_keep_the_day_or_take_the_last() {
    let calendar = Calendar::built_in();
    assert_eq!(calendar.add_months(date(2026, 1, 31), 1).on, date(2026, 2, 28));
    assert_eq!(calendar.add_months(date(2026, 3, 12), 3).on, date(2026, 6, 12));
    assert_eq!(calendar.add_months(date(2026, 7, 25), 2).on, date(2026, 9, 28), "Mid-Autumn is rolled over");
}

#[test]
fn r9_3_working_days_of_each_year() {
    let calendar = Calendar::built_in();
    for (year, days) in [(2024, 251), (2025, 248), (2026, 248)] {
        let counted = calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31));
        assert_eq!(counted, days, "{year}");
    }
    assert!(calendar.is_working_day(date(2024, 2, 9)), "the notice only encourages leave on New Year's Eve of 2024");
    assert_eq!(calendar.kind_of(date(2026, 2, 14)), DayKind::Makeup);
    assert_eq!(calendar.kind_of(date(2026, 2, 15)), DayKind::Holiday);
    assert_eq!(calendar.kind_of(date(2026, 3, 7)), DayKind::Weekend);
}

#[test]
fn r9_4_the_provisional_days_of_2027() {
    let calendar = Calendar::built_in();
    let listed = [
        "2027-01-01",
        "2027-02-05",
        "2027-02-06",
        "2027-02-07",
        "2027-02-08",
        "2027-02-09",
        "2027-02-10",
        "2027-04-05",
        "2027-05-01",
        "2027-05-02",
        "2027-05-03",
        "2027-05-04",
        "2027-06-09",
        "2027-09-15",
        "2027-10-01",
        "2027-10-02",
        "2027-10-03",
        "2027-10-04",
        "2027-10-05",
    ];
    let off: Vec<String> = days_after(date(2026, 12, 31), date(2027, 12, 31))
        .filter(|day| calendar.kind_of(*day) == DayKind::Holiday)
        .map(|day| day.to_string())
        .collect();
    assert_eq!(off, listed);
}

/// Days off on weekdays by law alone, compared with an independent table of festivals.
#[test]
fn r9_4_the_provisional_days_of_later_years() {
    let calendar = Calendar::built_in();
    for (year, weekdays) in [
        (2028, "01-03 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-29 10-02 10-03 10-04"),
        (2030, "01-01 02-04 02-05 02-06 02-07 04-05 05-01 05-02 06-05 09-12 10-01 10-02 10-03"),
        (2032, "01-01 02-10 02-11 02-12 02-13 04-05 05-03 05-04 06-14 09-20 10-01 10-04 10-05"),
        (2035, "01-01 02-07 02-08 02-09 02-12 04-05 05-01 05-02 06-11 09-17 10-01 10-02 10-03"),
    ] {
        let off: Vec<String> = days_after(date(year - 1, 12, 31), date(year, 12, 31))
            .filter(|day| calendar.kind_of(*day) == DayKind::Holiday && !is_weekend(*day))
            .map(|day| day.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(off.join(" "), weekdays, "{year}");
    }
}

#[test]
fn r9_4_f47_outside_the_known_years_all_is_a_guess_and_says_so() {
    let calendar = Calendar::built_in();
    assert_eq!(calendar.range(), (2024, 2035));
    for day in [date(2023, 5, 1), date(2036, 5, 1)] {
        assert!(calendar.is_provisional(day) && !calendar.covers(day));
        assert!(!calendar.is_working_day(day));
    }
    assert!(calendar.covers(date(2027, 1, 1)) && calendar.covers(date(2026, 1, 1)));
    let across = calendar.add_working_days(date(2023, 12, 27), 5);
    assert!(across.on.year() == 2024 && across.provisional, "one guessed day makes the whole count a guess");
    assert_eq!(calendar.add_working_days(date(9999, 12, 30), 9), Due { on: Date::MAX, provisional: true });
}

#[test]
fn r9_4_f47_a_loaded_notice_ends_the_guess() {
    let mut year = Year::default();
    year.holidays.extend((1..=3).map(|day| date(2027, 1, day)));
    year.holidays.extend((1..=5).map(|day| date(2027, 5, day)));
    year.holidays.extend((1..=7).map(|day| date(2027, 10, day)));
    year.makeup_workdays.insert(date(2027, 1, 9));
    let calendar = Calendar::built_in().clone().with_year("2027", 2027, year.clone()).unwrap();
    let due = calendar.add_working_days(date(2026, 12, 30), 7);
    assert_eq!(due, Due { on: date(2027, 1, 9), provisional: false });
    assert_eq!(calendar.version, "2027");

    let refused = |change: &dyn Fn(&mut Year)| {
        let mut wrong = year.clone();
        change(&mut wrong);
        Calendar::built_in().clone().with_year("x", 2027, wrong).unwrap_err()
    };
    assert_eq!(refused(&|y| _ = y.holidays.insert(date(2026, 12, 31))), CalendarError::OtherYear(date(2026, 12, 31)));
    assert_eq!(refused(&|y| _ = y.makeup_workdays.insert(date(2027, 5, 1))), CalendarError::Both(date(2027, 5, 1)));
    let monday = date(2027, 1, 11);
    assert_eq!(refused(&|y| _ = y.makeup_workdays.insert(monday)), CalendarError::NotWeekend(monday));
    assert_eq!(refused(&|y| _ = y.holidays.remove(&date(2027, 5, 2))), CalendarError::Missing(date(2027, 5, 2)));
}

#[test]
fn r9_1_the_built_in_years_pass_their_own_check_and_survive_the_wire() {
    let calendar = Calendar::built_in();
    for year in 2024..=2026 {
        calendar.year(year).unwrap().check(year).unwrap();
    }
    let json = serde_json::to_string(calendar).unwrap();
    assert_eq!(&serde_json::from_str::<Calendar>(&json).unwrap(), calendar);
}

#[test]
fn r9_6_the_day_is_beijings_and_ends_at_closing() {
    let late = "2026-11-20T16:30:00Z".parse().unwrap();
    assert_eq!(date_in_beijing(late), date(2026, 11, 21));
    let closing = time(17, 0, 0, 0);
    let instant = instant_in_beijing(date(2026, 11, 20), closing);
    assert_eq!(instant.to_string(), "2026-11-20T09:00:00Z");
    let before = Moment::at(instant - 1.second(), closing);
    let after = Moment::at(instant, closing);
    assert!(!before.is_past(date(2026, 11, 20)) && after.is_past(date(2026, 11, 20)));
    assert!(!after.is_past(date(2026, 11, 21)) && Moment::from(date(2026, 11, 21)).is_past(date(2026, 11, 20)));
}

#[test]
fn r3_4_working_hours_are_hours_of_an_open_hall() {
    let calendar = Calendar::built_in();
    let sessions = [(time(9, 0, 0, 0), time(12, 0, 0, 0)), (time(13, 30, 0, 0), time(17, 0, 0, 0))];
    let at = |day, hour, minute| instant_in_beijing(day, time(hour, minute, 0, 0));
    let (friday, monday) = (date(2026, 11, 20), date(2026, 11, 23));
    for (from, minutes, until) in [
        (at(friday, 9, 0), 240, at(friday, 14, 30)),
        (at(friday, 8, 0), 30, at(friday, 9, 30)),
        (at(friday, 12, 30), 60, at(friday, 14, 30)),
        (at(friday, 16, 0), 60, at(friday, 17, 0)),
        (at(friday, 16, 0), 240, at(monday, 12, 0)),
        (at(friday, 18, 0), 1, at(monday, 9, 1)),
        (at(date(2026, 2, 14), 16, 0), 120, at(date(2026, 2, 24), 10, 0)),
    ] {
        assert_eq!(calendar.add_opening_minutes(from, minutes, &sessions), until, "{from} + {minutes}");
    }
    assert_eq!(calendar.add_opening_minutes(at(friday, 9, 0), 10, &[]), Timestamp::MAX);
}

fn any_day() -> impl Strategy<Value = Date> {
    (0i32..4383).prop_map(|days| date(2024, 1, 1).checked_add(days.days()).unwrap())
}

proptest! {
    #[test]
    fn r9_6_counting_back_gives_what_was_added(from in any_day(), count in 0u32..120) {
        let calendar = Calendar::built_in();
        let due = calendar.add_working_days(from, count);
        prop_assert_eq!(calendar.working_days_between(from, due.on), count);
        prop_assert!(count == 0 || calendar.is_working_day(due.on));
        prop_assert_eq!(due.provisional, days_after(from, due.on).any(|d| calendar.is_provisional(d)));
    }

    #[test]
    fn r9_7_natural_days_never_end_early_and_never_on_a_day_off(from in any_day(), count in 0u32..120) {
        let calendar = Calendar::built_in();
        let due = calendar.add_natural_days(from, count);
        prop_assert!(due.on >= from.checked_add(i64::from(count).days()).unwrap());
        prop_assert!(calendar.is_working_day(due.on));
    }
}
