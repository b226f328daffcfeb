//! The clocks of a case as views and lists show them: a line and a light per clock, and what is due first.

use jiff::{Timestamp, civil::Date};

use crate::{
    contract::{ClockLine, ClockView},
    domain::{
        calendar::{Calendar, Moment, date_in_beijing},
        case::{Case, State, ToleranceState},
        clock::{Clock, Phase},
        guide::Guide,
        lifecycle::batchable,
        light::{Gauge, Light},
        reason::Reason,
        settings::Settings,
    },
};

/// What clocks are read with.
#[derive(Debug, Clone, Copy)]
pub struct Dial<'a> {
    /// Calendar in force.
    pub calendar: &'a Calendar,
    /// Settings in force.
    pub settings: &'a Settings,
    /// Centre time.
    pub now: Timestamp,
}

/// What is due first, and of which clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDue {
    /// Last day.
    pub on: Date,
    /// `window`, `promised` …
    pub kind: &'static str,
}

impl Dial<'_> {
    fn moment(&self) -> Moment {
        Moment::at(self.now, self.settings.closing_time())
    }

    /// Every clock of a case with its light; the case's light is the worst (R9.15).
    pub fn view(&self, case: &Case) -> ClockView {
        let mut lines: Vec<ClockLine> =
            named(case).filter_map(|(kind, clock)| Some(self.line(case, kind, clock?))).collect();
        lines.extend(self.tolerance(case));
        lines.extend(self.sign_for(case));
        ClockView { light: Light::worst(lines.iter().map(|line| line.light)), lines }
    }

    /// The first day that a clock of this case still waits for.
    pub fn first_due(&self, case: &Case) -> Option<FirstDue> {
        let today = date_in_beijing(self.now);
        let clocks = named(case)
            .filter_map(|(kind, clock)| Some((kind, clock?)))
            .filter(|(_, clock)| clock.stopped_on.is_none())
            .map(|(kind, clock)| FirstDue { on: clock.due(self.calendar, today).on, kind });
        let owed = case.tolerance.due.filter(|_| owes(case)).map(|on| FirstDue { on, kind: "tolerance" });
        let sign = case.clocks.sign_for_by.map(|at| FirstDue { on: date_in_beijing(at), kind: "sign_for" });
        clocks.chain(owed).chain(sign).min_by_key(|due| due.on)
    }

    /// The clocks of the decision stand still.
    pub fn is_paused(&self, case: &Case) -> bool {
        let today = self.moment().day;
        let running = |clock: &&Clock| clock.stopped_on.is_none();
        let clocks = [&case.clocks.promised, &case.clocks.statutory];
        clocks.into_iter().flatten().filter(running).any(|clock| clock.is_paused(today))
    }

    /// The first day that has not passed: what is due before it is late (R9.6).
    pub fn open_day(&self) -> Date {
        let now = self.moment();
        if now.closed { now.day.tomorrow().unwrap_or(now.day) } else { now.day }
    }

    /// Whether a case may be granted together with others of its kind.
    pub fn is_simple(&self, case: &Case, guide: &Guide) -> bool {
        case.state == State::Deciding && batchable(case, guide, self.calendar, self.moment()).is_ok()
    }

    fn line(&self, case: &Case, kind: &'static str, clock: &Clock) -> ClockLine {
        let now = self.moment();
        let state = clock.state(self.calendar, now);
        let paused = state.phase == Phase::Paused;
        let overdue = case.special.iter().any(|run| run.ended_on.is_none() && run.planned_end < now.day);
        let gauge = Gauge {
            limit: state.limit,
            used: state.used,
            remaining: state.remaining,
            late: state.late,
            paused,
            pause_overdue: paused && overdue,
            stopped: state.phase == Phase::Stopped,
        };
        ClockLine {
            kind: kind.to_owned(),
            light: gauge.light(&self.settings.light),
            due: Some(state.due.on),
            remaining: Some(state.remaining),
            provisional: state.due.provisional,
            explain: clock.explain(self.calendar, now.day),
        }
    }

    /// R2.23: its own light, beside that of the case.
    fn tolerance(&self, case: &Case) -> Option<ClockLine> {
        let due = case.tolerance.due?;
        let now = self.moment();
        let open = owes(case);
        let left = if now.day <= due {
            i64::from(self.calendar.working_days_between(now.day, due))
        } else {
            -i64::from(self.calendar.working_days_between(due, now.day))
        };
        let gauge = Gauge { remaining: left, late: open && now.is_past(due), stopped: !open, ..Gauge::default() };
        Some(ClockLine {
            kind: "tolerance".to_owned(),
            light: gauge.tolerance_light(self.settings.tolerance.yellow_wd),
            due: Some(due),
            remaining: open.then_some(left),
            provisional: self.calendar.is_provisional(due),
            explain: vec![Reason::new("clock.tolerance.due", "R2.15").arg(due)],
        })
    }

    /// T28: the department signs for it until an instant.
    fn sign_for(&self, case: &Case) -> Option<ClockLine> {
        let until = case.clocks.sign_for_by?;
        let day = date_in_beijing(until);
        Some(ClockLine {
            kind: "sign_for".to_owned(),
            light: if self.now >= until { Light::Red } else { Light::Green },
            due: Some(day),
            remaining: None,
            provisional: false,
            explain: vec![Reason::new("clock.sign_for.due", "T28").arg(day).arg(self.settings.sign_for_until)],
        })
    }
}

fn owes(case: &Case) -> bool {
    matches!(case.tolerance.state, ToleranceState::Open | ToleranceState::Overdue)
}

fn named(case: &Case) -> impl Iterator<Item = (&'static str, Option<&Clock>)> {
    let clocks = &case.clocks;
    [
        ("window", &clocks.window),
        ("term", &clocks.term),
        ("supplement_check", &clocks.supplement_check),
        ("promised", &clocks.promised),
        ("statutory", &clocks.statutory),
        ("delivery", &clocks.delivery),
    ]
    .into_iter()
    .map(|(kind, clock)| (kind, clock.as_ref()))
}
