//! How a date came about, line by line, in words a clerk can read out: the start day is not counted, these days were
//! off, that Saturday was worked, this procedure stopped the count, so much was added.

use jiff::civil::Date;

use super::{Clock, DayUnit};
use crate::domain::{
    calendar::{Calendar, DayKind, days_after},
    reason::Reason,
};

const CIVIL_CODE: &str = "民法典第二百零一条、第二百零三条";

/// What took a day out of the count, or put a weekend day into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Holiday,
    Makeup,
    Pause,
}

/// Days in a row with one cause.
struct Stretch {
    cause: Cause,
    first: Date,
    last: Date,
    working_days: u32,
}

impl Clock {
    /// The lines, in the order of the days; the last one names the date.
    pub fn explain(&self, calendar: &Calendar, today: Date) -> Vec<Reason> {
        let due = self.due(calendar, today);
        let mut lines = vec![match self.days {
            0 => Reason::new("clock.line.on_the_spot", "R1.33").arg(self.started_on),
            _ => Reason::new("clock.line.start", "R9.6").arg(self.started_on).basis(CIVIL_CODE),
        }];
        let (stretches, weekends) = self.stretches(calendar, due.on, today);
        lines.extend(stretches.iter().map(|stretch| stretch.line(self.open_pause(stretch.last, today))));
        if weekends > 0 && self.unit == DayUnit::WorkingDay {
            lines.push(Reason::new("clock.line.weekends", "R9.1").arg(weekends));
        }
        if self.extension_days > 0 {
            lines.push(Reason::new("clock.line.extension", "R9.10").arg(self.extension_days));
        }
        if self.unit == DayUnit::NaturalDay {
            let end = calendar.count_on(self.started_on, self.limit(), |day| self.counts(calendar, day, today));
            if !calendar.is_working_day(end.on) {
                lines.push(Reason::new("clock.line.rolled", "R9.7").arg(end.on).basis(CIVIL_CODE));
            }
        }
        if self.printed_due == Some(due.on) {
            lines.push(Reason::new("clock.line.printed", "R9.4").arg(due.on));
        }
        if due.provisional {
            lines.push(Reason::new("clock.line.provisional", "R9.4").arg(due.on.year()));
        }
        let key = match self.unit {
            DayUnit::WorkingDay => "clock.line.due_working",
            DayUnit::NaturalDay => "clock.line.due_natural",
        };
        lines.push(Reason::new(key, "R9.9").arg(self.limit()).arg(due.on));
        lines
    }

    /// The stretches between start and end that need a line, and the number of ordinary weekend days passed over.
    fn stretches(&self, calendar: &Calendar, end: Date, today: Date) -> (Vec<Stretch>, u32) {
        let mut found: Vec<Stretch> = Vec::new();
        let mut weekends = 0;
        let open_until = self.stopped_on.unwrap_or(today);
        for day in days_after(self.started_on, end) {
            let kind = calendar.kind_of(day);
            let paused = self.pauses.iter().any(|pause| pause.holds(day, open_until));
            let cause = match kind {
                _ if paused => Cause::Pause,
                DayKind::Holiday if self.unit == DayUnit::WorkingDay => Cause::Holiday,
                DayKind::Makeup if self.unit == DayUnit::WorkingDay => Cause::Makeup,
                DayKind::Weekend => {
                    weekends += 1;
                    continue;
                }
                _ => continue,
            };
            let counted = u32::from(kind.counts() || self.unit == DayUnit::NaturalDay);
            match found.last_mut() {
                Some(last) if last.cause == cause && last.last.tomorrow().ok() == Some(day) => {
                    last.last = day;
                    last.working_days += counted;
                }
                _ => found.push(Stretch { cause, first: day, last: day, working_days: counted }),
            }
        }
        (found, weekends)
    }

    fn open_pause(&self, last: Date, today: Date) -> bool {
        last == today && self.stopped_on.is_none() && self.pauses.iter().any(|pause| pause.until.is_none())
    }
}

impl Stretch {
    fn line(&self, open: bool) -> Reason {
        let reason = match self.cause {
            Cause::Holiday if self.first == self.last => {
                return Reason::new("clock.line.holiday", "R9.1").arg(self.first);
            }
            Cause::Makeup if self.first == self.last => {
                return Reason::new("clock.line.makeup", "R9.1").arg(self.first);
            }
            Cause::Holiday => Reason::new("clock.line.holidays", "R9.1"),
            Cause::Makeup => Reason::new("clock.line.makeups", "R9.1"),
            Cause::Pause if open => Reason::new("clock.line.pause_open", "R9.8"),
            Cause::Pause => Reason::new("clock.line.pause", "R9.8"),
        };
        let reason = reason.arg(self.first).arg(self.last);
        if self.cause == Cause::Pause { reason.arg(self.working_days) } else { reason }
    }
}
