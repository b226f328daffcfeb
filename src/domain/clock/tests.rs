#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::i18n::{Lang, tf};

const FAR: Date = date(2026, 12, 31);

fn calendar() -> &'static Calendar {
    Calendar::built_in()
}

/// A clock from 2026-09 with pauses given as days of September, and the day its date is asked on.
fn september(from: i8, days: u32, pauses: &[(i8, i8)]) -> Clock {
    let mut clock = Clock::working_days(date(2026, 9, from), days);
    for (index, (start, end)) in pauses.iter().enumerate() {
        let cause = format!("TEST{index}");
        clock.pause(&cause, date(2026, 9, *start));
        clock.resume(&cause, date(2026, 9, *end));
    }
    clock
}

fn due(clock: &Clock) -> Date {
    clock.due(calendar(), FAR).on
}

#[test]
fn r9_8_pauses_as_in_the_table() {
    assert_eq!(due(&september(1, 20, &[])), date(2026, 9, 29));
    assert_eq!(due(&september(1, 20, &[(8, 18)])), date(2026, 10, 15));
    let mut extended = september(1, 20, &[(8, 18)]);
    extended.extend(10);
    assert_eq!((extended.limit(), due(&extended)), (30, date(2026, 10, 29)));
    assert_eq!(due(&september(1, 10, &[(4, 10), (8, 15)])), date(2026, 9, 23));
    assert_eq!(due(&september(1, 10, &[(8, 15), (4, 10)])), date(2026, 9, 23));
    assert_eq!(due(&september(1, 10, &[(4, 4)])), date(2026, 9, 15));
}

#[test]
fn r9_9_used_and_remaining() {
    let clock = september(1, 10, &[(8, 10)]);
    let at = |day| {
        let state = clock.state(calendar(), date(2026, 9, day));
        (state.used, state.remaining, state.phase, state.late)
    };
    assert_eq!(at(1), (0, 10, Phase::Running, false));
    assert_eq!(at(8), (5, 5, Phase::Paused, false));
    assert_eq!(at(9), (5, 5, Phase::Paused, false));
    assert_eq!(at(10), (5, 5, Phase::Running, false));
    assert_eq!(at(11), (6, 4, Phase::Running, false));
    assert_eq!(at(17), (10, 0, Phase::Running, false));
    assert_eq!(at(18), (11, -1, Phase::Running, true));
}

#[test]
fn r9_8_an_open_pause_moves_the_date_day_by_day() {
    let mut clock = Clock::working_days(date(2026, 9, 1), 5);
    clock.pause("HEARING", date(2026, 9, 3));
    let state = clock.state(calendar(), date(2026, 9, 3));
    assert_eq!((state.phase, state.used, state.due.on), (Phase::Paused, 2, date(2026, 9, 8)));
    let state = clock.state(calendar(), date(2026, 9, 7));
    assert_eq!((state.phase, state.used, state.due.on), (Phase::Paused, 2, date(2026, 9, 10)));
    clock.resume("HEARING", date(2026, 9, 7));
    let state = clock.state(calendar(), date(2026, 9, 8));
    assert_eq!((state.phase, state.used, state.due.on), (Phase::Running, 3, date(2026, 9, 10)));
}

#[test]
fn r10_5_the_pause_lasts_until_the_last_cause_ends() {
    let mut clock = Clock::working_days(date(2026, 9, 1), 5);
    clock.pause("TEST", date(2026, 9, 2));
    clock.pause("EXPERT", date(2026, 9, 3));
    clock.resume("TEST", date(2026, 9, 4));
    assert!(clock.is_paused(date(2026, 9, 4)));
    clock.resume("EXPERT", date(2026, 9, 7));
    assert!(!clock.is_paused(date(2026, 9, 7)));
    assert_eq!(due(&clock), date(2026, 9, 11));
}

#[test]
fn r9_14_late_is_late_for_ever() {
    let mut clock = Clock::working_days(date(2026, 11, 9), 5);
    assert!(!clock.state(calendar(), date(2026, 11, 16)).late);
    assert!(clock.state(calendar(), Moment { day: date(2026, 11, 16), closed: true }).late, "the hall has closed");
    assert!(clock.state(calendar(), date(2026, 11, 17)).late);

    let mut in_time = clock.clone();
    in_time.stop(date(2026, 11, 16).into());
    in_time.stop(date(2026, 11, 30).into());
    let state = in_time.state(calendar(), FAR);
    assert_eq!((state.phase, state.used, state.late), (Phase::Stopped, 5, false));

    clock.stop(date(2026, 11, 18).into());
    let state = clock.state(calendar(), FAR);
    assert_eq!((state.phase, state.remaining, state.late), (Phase::Stopped, -2, true));
}

#[test]
fn r9_8_a_pause_after_the_end_saves_nothing() {
    let mut clock = Clock::working_days(date(2026, 9, 1), 3);
    clock.pause("HEARING", date(2026, 9, 7));
    let state = clock.state(calendar(), date(2026, 9, 20));
    assert_eq!((state.phase, state.due.on, state.late), (Phase::Paused, date(2026, 9, 4), true));
}

#[test]
fn r1_33_on_the_spot_means_the_same_day() {
    let clock = Clock::working_days(date(2026, 9, 1), 0);
    assert_eq!(due(&clock), date(2026, 9, 1));
    assert!(!clock.state(calendar(), date(2026, 9, 1)).late && clock.state(calendar(), date(2026, 9, 2)).late);
}

#[test]
fn r9_4_an_applicants_term_is_never_earlier_than_printed() {
    let mut clock = Clock::working_days(date(2026, 12, 28), 5);
    clock.printed_due = Some(date(2027, 1, 8));
    let printed = clock.due(calendar(), FAR);
    assert_eq!(printed, Due { on: date(2027, 1, 8), provisional: false });
    clock.printed_due = Some(date(2026, 12, 30));
    assert_eq!(clock.due(calendar(), FAR), Due { on: date(2027, 1, 5), provisional: true });
}

#[test]
fn r9_7_a_clock_in_natural_days() {
    let clock = Clock::start(date(2026, 9, 2), 30, DayUnit::NaturalDay);
    assert_eq!(due(&clock), date(2026, 10, 8));
    let keys = keys(&clock);
    assert_eq!(keys, ["clock.line.start", "clock.line.rolled", "clock.line.due_natural"]);
}

#[test]
fn r9_7_r9_8_a_limit_does_not_end_on_a_day_that_a_pause_holds() {
    let mut clock = Clock::start(date(2026, 9, 1), 5, DayUnit::NaturalDay);
    assert_eq!(due(&clock), date(2026, 9, 7), "Sunday 09-06 moves to Monday");
    clock.pause("HEARING", date(2026, 9, 6));
    clock.resume("HEARING", date(2026, 9, 10));
    assert_eq!(due(&clock), date(2026, 9, 11), "but Monday is paused");
}

fn keys(clock: &Clock) -> Vec<String> {
    clock.explain(calendar(), FAR).into_iter().map(|line| line.key.into_owned()).collect()
}

fn words(clock: &Clock) -> String {
    let lines = clock.explain(calendar(), FAR).into_iter().map(|line| {
        let args: Vec<&str> = line.args.iter().map(String::as_str).collect();
        let said = tf(Lang::En, &line.key, &args);
        assert!(!said.contains('{') && said != line.key, "{said}");
        tf(Lang::Zh, &line.key, &args)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn r9_12_a_date_explains_itself_line_by_line() {
    let mut clock = september(1, 20, &[(8, 18)]);
    clock.extend(10);
    assert_eq!(
        words(&clock),
        "2026-09-01为起算事件当日,不计入,自次日起算\n\
         2026-09-09至2026-09-18暂停计时,其中8天不计入\n\
         2026-09-20调休上班,计入\n\
         2026-09-25至2026-09-27放假,不计入\n\
         2026-10-01至2026-10-07放假,不计入\n\
         2026-10-10调休上班,计入\n\
         其余双休日8天,不计入\n\
         经批准延长10个工作日\n\
         共30个工作日,至2026-10-29下班时止"
    );
    let clock = Clock::working_days(date(2026, 12, 7), 20);
    assert!(words(&clock).contains("2027年的放假安排尚未公布,此日期为暂定"));
}

#[test]
fn r9_8_an_open_pause_is_explained_as_open() {
    let mut clock = Clock::working_days(date(2026, 9, 1), 5);
    clock.pause("HEARING", date(2026, 9, 3));
    let lines = clock.explain(calendar(), date(2026, 9, 7));
    assert!(
        lines.iter().any(|line| line.key == "clock.line.pause_open" && line.args == ["2026-09-04", "2026-09-07", "2"])
    );
}

#[test]
fn a_clock_survives_the_wire() {
    let mut clock = september(1, 20, &[(8, 18)]);
    clock.stop(date(2026, 9, 30).into());
    let json = serde_json::to_string(&clock).unwrap();
    assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
    let short: Clock = serde_json::from_str(r#"{"started_on":"2026-09-01","days":20}"#).unwrap();
    assert_eq!(due(&short), date(2026, 9, 29));
    let state = serde_json::to_value(short.state(calendar(), date(2026, 9, 1))).unwrap();
    assert_eq!(state["due"], "2026-09-29");
}

fn pauses() -> impl Strategy<Value = Vec<(i32, i32)>> {
    proptest::collection::vec((0i32..60, 0i32..25), 0..5)
}

proptest! {
    /// R9.8: however pauses overlap, each day is left out once.
    #[test]
    fn r9_8_merged_pauses_never_subtract_twice(list in pauses(), days in 1u32..40, offset in 0i32..300) {
        let start = date(2025, 6, 2).checked_add(offset.days()).unwrap();
        let mut clock = Clock::working_days(start, days);
        let mut off = std::collections::BTreeSet::new();
        for (index, (from, length)) in list.iter().enumerate() {
            let from = start.checked_add((*from).days()).unwrap();
            let until = from.checked_add((*length).days()).unwrap();
            clock.pause(&index.to_string(), from);
            clock.resume(&index.to_string(), until);
            off.extend(days_after(from, until));
        }
        let mut left = days;
        let mut day = start;
        while left > 0 {
            day = day.tomorrow().unwrap();
            left -= u32::from(calendar().is_working_day(day) && !off.contains(&day));
        }
        prop_assert_eq!(clock.due(calendar(), FAR).on, day);
        prop_assert_eq!(clock.used(calendar(), day), days);
        prop_assert!(day >= Clock::working_days(start, days).due(calendar(), FAR).on);
    }

    /// R9.9: used and remaining always add up to the limit, and a clock is late exactly after its day.
    #[test]
    fn r9_9_a_state_is_consistent(days in 1u32..40, after in 0i32..80, extension in 0u32..15) {
        let start = date(2026, 3, 2);
        let mut clock = Clock::working_days(start, days);
        clock.extend(extension);
        let today = start.checked_add(after.days()).unwrap();
        let state = clock.state(calendar(), today);
        prop_assert_eq!(i64::from(state.used) + state.remaining, i64::from(days + extension));
        prop_assert_eq!(state.late, today > state.due.on);
        prop_assert_eq!(state.remaining >= 0 , !state.late || state.used == state.limit);
    }
}
