//! `chuangtai due FROM N`: the day on which a limit ends, by the same clock as every case (RULES 9).

use clap::Args;
use jiff::civil::{Date, Weekday};

use super::{Answer, Outcome, words};
use crate::{
    domain::{
        calendar::{Calendar, Due},
        clock::{Clock, DayUnit, Pause},
    },
    i18n::{Lang, t, tf},
};

/// Longest limit that is computed: longer than any in law, short enough to answer at once.
const MOST_DAYS: u32 = 3660;

/// Command line of `due`. Texts are read here, not by clap, so that what is wrong is said in Chinese.
#[derive(Debug, Args)]
pub(super) struct DueArgs {
    #[arg(value_name = "FROM", help = t(Lang::Zh, "cli.due.from"))]
    from: String,
    #[arg(value_name = "N", allow_negative_numbers = true, help = t(Lang::Zh, "cli.due.days"))]
    days: String,
    #[arg(long, help = t(Lang::Zh, "cli.due.natural"))]
    natural: bool,
    #[arg(long = "pause", value_name = "A..B", help = t(Lang::Zh, "cli.due.pause"))]
    pauses: Vec<String>,
    #[arg(long, conflicts_with = "json", help = t(Lang::Zh, "cli.due.explain"))]
    explain: bool,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
}

/// Answers with the date first; `provisional` where a year's notice is not out (R9.4). Beyond the years that the
/// calendar knows it answers nothing, since a guess would look like a date.
pub(super) fn run(args: &DueArgs, calendar: &Calendar) -> Answer {
    let clock = match read(args) {
        Ok(clock) => clock,
        Err(message) => return Answer::complaint(Outcome::Usage, message),
    };
    // All pauses have an end, so the date does not depend on today; the start stands for it.
    let today = clock.started_on;
    let due = clock.due(calendar, today);
    let first_counted = today.tomorrow().unwrap_or(today).min(due.on);
    if let Some(unknown) = [first_counted, due.on].into_iter().find(|day| !calendar.covers(*day)) {
        let (first, last) = calendar.range();
        let args = [unknown.year().to_string(), first.to_string(), last.to_string()];
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        return Answer::complaint(Outcome::Unknown, tf(Lang::Zh, "cli.due.range", &args));
    }
    if args.json {
        return Answer::json(&due);
    }
    let mut lines = vec![line(due)];
    if args.explain {
        lines.extend(clock.explain(calendar, today).iter().map(words));
    }
    Answer::done(lines.join("\n"))
}

fn read(args: &DueArgs) -> Result<Clock, String> {
    let unit = if args.natural { DayUnit::NaturalDay } else { DayUnit::WorkingDay };
    let from = day(&args.from)?;
    let days = args.days.parse().ok().filter(|days| *days <= MOST_DAYS);
    let days = days.ok_or_else(|| tf(Lang::Zh, "cli.due.days_wrong", &[&MOST_DAYS.to_string()]))?;
    let mut clock = Clock::start(from, days, unit);
    for text in &args.pauses {
        let (from, until) = text.split_once("..").ok_or_else(|| t(Lang::Zh, "cli.due.pause_wrong"))?;
        let (from, until) = (day(from)?, day(until)?);
        if until < from {
            return Err(t(Lang::Zh, "cli.due.pause_order").to_owned());
        }
        clock.pauses.push(Pause { cause: "command".to_owned(), from, until: Some(until) });
    }
    Ok(clock)
}

/// `YYYY-MM-DD` and nothing else.
fn day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let form = text.len() == 10 && text.chars().all(|c| c.is_ascii_digit() || c == '-');
    text.parse().ok().filter(|_| form).ok_or_else(|| t(Lang::Zh, "cli.date_wrong").to_owned())
}

fn line(due: Due) -> String {
    let weekday = t(
        Lang::Zh,
        match due.on.weekday() {
            Weekday::Monday => "calendar.monday",
            Weekday::Tuesday => "calendar.tuesday",
            Weekday::Wednesday => "calendar.wednesday",
            Weekday::Thursday => "calendar.thursday",
            Weekday::Friday => "calendar.friday",
            Weekday::Saturday => "calendar.saturday",
            Weekday::Sunday => "calendar.sunday",
        },
    );
    if due.provisional {
        format!("{} {weekday} {}", due.on, t(Lang::Zh, "calendar.provisional"))
    } else {
        format!("{} {weekday}", due.on)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    fn due(line: &str) -> Answer {
        let cli = Cli::try_parse_from(["chuangtai", "due"].into_iter().chain(line.split(' '))).unwrap();
        let Some(Command::Due(args)) = cli.command else { panic!("not due") };
        run(&args, Calendar::built_in())
    }

    #[test]
    fn the_date_is_the_first_word() {
        assert_eq!(due("2026-02-11 5"), Answer::done("2026-02-25 周三".to_owned()));
        assert_eq!(due("2026-12-07 20").out, "2027-01-05 周二 暂定");
        assert_eq!(due("2026-09-02 30 --natural").out, "2026-10-08 周四");
        assert_eq!(
            due("2026-09-01 10 --pause 2026-09-04..2026-09-10 --pause 2026-09-08..2026-09-15").out,
            "2026-09-23 周三"
        );
        assert_eq!(due("2026-09-01 0").out, "2026-09-01 周二");
    }

    #[test]
    fn json_has_two_members() {
        assert_eq!(due("2026-12-07 20 --json").out, r#"{"due":"2027-01-05","provisional":true}"#);
        assert_eq!(
            due("2026-09-01 20 --pause 2026-09-08..2026-09-18 --json").out,
            r#"{"due":"2026-10-15","provisional":false}"#
        );
    }

    #[test]
    fn an_explanation_follows_on_request() {
        let answer = due("2026-02-11 5 --explain").out;
        assert!(answer.starts_with("2026-02-25 周三\n2026-02-11为起算事件当日"), "{answer}");
        assert!(answer.ends_with("共5个工作日,至2026-02-25下班时止"), "{answer}");
    }

    #[test]
    fn what_is_wrong_is_said_and_nothing_is_answered() {
        for line in [
            "2026-02-30 5",
            "2026-2-11 5",
            "2026-02-11T10:00 5",
            "20260211 5",
            "昨天 5",
            "2026-02-11 五",
            "2026-02-11 -5",
            "2026-02-11 3661",
            "2026-02-11 99999999999",
            "2026-02-11 5 --pause 2026-02-12",
            "2026-02-11 5 --pause 2026-02-13..2026-02-12",
            "2026-02-11 5 --pause 2026-02-13..",
        ] {
            let answer = due(line);
            assert_eq!((answer.outcome, answer.out.as_str()), (Outcome::Usage, ""), "{line}");
            assert!(!answer.err.is_empty() && !answer.err.contains('{') && !answer.err.starts_with("cli."), "{line}");
        }
    }

    #[test]
    fn r9_4_outside_the_known_years_it_cannot_tell() {
        for line in ["1999-05-04 5", "2023-06-01 5", "2035-12-20 20", "9999-12-31 5", "2040-01-01 3 --natural"] {
            let answer = due(line);
            assert_eq!((answer.outcome, answer.out.as_str()), (Outcome::Unknown, ""), "{line}");
            assert!(answer.err.contains("2024年至2035年"), "{}", answer.err);
        }
        assert_eq!(due("2023-12-31 5").out, "2024-01-08 周一");
        assert_eq!(due("2035-12-31 0").out, "2035-12-31 周一");
    }
}
