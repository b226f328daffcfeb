//! RULES 1.5, 2.6, 9.2. Which clock starts, waits, grows and stops when a case moves.

use jiff::{Timestamp, ToSpan, Unit, civil::Date};

use super::{Context, work::Work};
use crate::domain::{
    calendar::{date_in_beijing, instant_in_beijing},
    case::Clocks,
    clock::{Clock, DayUnit, counted_from},
    guide::{Guide, ItemKind, Limit, LimitUnit},
    settings::Settings,
};

/// Cause of the pause of a suspension (R1.36).
pub(super) const SUSPENDED: &str = "suspended";
/// Cause of the pause while a finished review waits for a tolerated material (R2.22).
pub(super) const TOLERANCE: &str = "tolerance";

/// The instant at which a day's business ends (R9.6).
pub(super) fn closing(day: Date, settings: &Settings) -> Timestamp {
    instant_in_beijing(day, settings.closing_time())
}

/// The `days`-th working day after `from`.
pub(super) fn working_day(ctx: &Context<'_>, from: Date, days: u32) -> Date {
    ctx.calendar.add_working_days(from, days).on
}

/// Closing time of the `days`-th working day from today.
pub(super) fn closing_in(ctx: &Context<'_>, days: u32) -> Timestamp {
    closing(working_day(ctx, date_in_beijing(ctx.now), days), ctx.settings)
}

/// When a clock's last day ends.
pub(super) fn ends(clock: &Clock, ctx: &Context<'_>) -> Timestamp {
    closing(clock.due(ctx.calendar, date_in_beijing(ctx.now)).on, ctx.settings)
}

/// The clock has passed its last day.
pub(super) fn is_over(clock: &Clock, ctx: &Context<'_>) -> bool {
    ctx.now >= ends(clock, ctx)
}

/// The limit as a clock that starts on `day` counts it; `None` = it is shown as written and not counted (R7.24).
fn counted(limit: &Limit, day: Date) -> Option<(u32, DayUnit)> {
    match limit.unit? {
        LimitUnit::WorkingDay => limit.value.map(|days| (days, DayUnit::WorkingDay)),
        LimitUnit::NaturalDay => limit.value.map(|days| (days, DayUnit::NaturalDay)),
        LimitUnit::OnTheSpot => Some((0, DayUnit::WorkingDay)),
        // R9.7: the same day number of that month, or its last day; so many natural days from here.
        LimitUnit::Month => {
            let end = day.checked_add(i64::from(limit.value?).months()).ok()?;
            let days = day.until((Unit::Day, end)).ok()?.get_days();
            Some((u32::try_from(days).ok()?, DayUnit::NaturalDay))
        }
        LimitUnit::Hour | LimitUnit::Minute => None,
    }
}

/// The statutory limit: the item's, or for a licence that states none the law's own (R1.23, R1.24).
fn statutory(guide: &Guide, settings: &Settings, day: Date) -> Option<(u32, DayUnit)> {
    counted(&guide.statutory, day).or_else(|| {
        let licence = guide.kind == Some(ItemKind::Licence) && guide.statutory.unit.is_none();
        let days = if guide.flags.joint { settings.limits.joint_wd } else { settings.limits.licence_wd };
        licence.then_some((days, DayUnit::WorkingDay))
    })
}

impl Work<'_> {
    /// T4: five working days from the day of receiving (R1.6).
    pub fn start_window(&mut self, received: Date) {
        let days = self.ctx.settings.limits.window_wd;
        self.case.clocks.window = Some(Clock::working_days(received, days));
    }

    /// T8, T12: the window clock stops, the applicant's term runs; its printed day may not move earlier (R9.4).
    pub fn start_term(&mut self, days: u32) -> Date {
        let today = self.today();
        self.stop_window();
        let mut clock = Clock::working_days(today, days);
        let due = clock.due(self.ctx.calendar, today).on;
        clock.printed_due = Some(due);
        self.case.clocks.term = Some(clock);
        due
    }

    /// R1.11: five working days from the day the last supplement was handed in.
    pub fn start_supplement_check(&mut self, handed_in: Date) {
        let days = self.ctx.settings.limits.supplement_check_wd;
        self.case.clocks.supplement_check = Some(Clock::working_days(handed_in, days));
    }

    /// The supplement was looked at.
    pub fn stop_supplement_check(&mut self) {
        let at = self.moment();
        stop(&mut self.case.clocks.supplement_check, at);
    }

    fn stop_window(&mut self) {
        let at = self.moment();
        stop(&mut self.case.clocks.window, at);
    }

    /// Acceptance: the clocks of the window stop, statutory and promised clock start from `day` (R1.7, R1.11).
    pub fn start_handling(&mut self, day: Date) {
        let at = self.moment();
        let Clocks { window, term, supplement_check, .. } = &mut self.case.clocks;
        for clock in [window, term, supplement_check] {
            stop(clock, at);
        }
        let began = if day == at.day { at } else { day.into() };
        let calendar = self.ctx.calendar;
        let start = |(days, unit)| Clock::start(counted_from(began, days, calendar), days, unit);
        self.case.clocks.statutory = statutory(self.ctx.guide, self.ctx.settings, day).map(start);
        self.case.clocks.promised = counted(&self.ctx.guide.promised, day).map(start);
        self.case.accepted_on = Some(day);
    }

    /// Pauses clocks for a cause, from today's written notice on (R0.7).
    pub fn pause(&mut self, cause: &str, promised: bool, statutory: bool) {
        let today = self.today();
        for (clock, wanted) in
            [(&mut self.case.clocks.promised, promised), (&mut self.case.clocks.statutory, statutory)]
        {
            if let Some(clock) = clock.as_mut().filter(|_| wanted) {
                clock.pause(cause, today);
            }
        }
    }

    /// Ends the pause of a cause; counting goes on the day after `until` (R9.8).
    pub fn resume(&mut self, cause: &str, until: Date) {
        for clock in [&mut self.case.clocks.promised, &mut self.case.clocks.statutory].into_iter().flatten() {
            clock.resume(cause, until);
        }
    }

    /// R1.32: both clocks grow by the same days; a promise already passed keeps its date and its red (R1.31), and no
    /// promise goes beyond the law.
    pub fn extend(&mut self, days: u32) {
        let late = self.case.clocks.promised.as_ref().is_some_and(|clock| is_over(clock, self.ctx));
        let ctx = self.ctx;
        let clocks = &mut self.case.clocks;
        if let Some(statutory) = clocks.statutory.as_mut() {
            statutory.extend(more(statutory, days, ctx));
        }
        let most = clocks.statutory.as_ref().map_or(u32::MAX, Clock::limit);
        if let Some(promised) = clocks.promised.as_mut().filter(|_| !late) {
            promised.extend(more(promised, days, ctx).min(most.saturating_sub(promised.limit())));
        }
    }

    /// T49–T52: the decision is made.
    pub fn stop_decision(&mut self) {
        let at = self.moment();
        stop(&mut self.case.clocks.promised, at);
        stop(&mut self.case.clocks.statutory, at);
    }

    /// R1.21: ten working days for the certificate.
    pub fn start_delivery(&mut self) {
        let days = self.ctx.settings.limits.delivery_wd;
        self.case.clocks.delivery = Some(Clock::working_days(self.today(), days));
    }

    /// Handed over, or sent in time (R10.13).
    pub fn stop_delivery(&mut self) {
        let at = self.moment();
        stop(&mut self.case.clocks.delivery, at);
    }

    /// The case has ended: nothing runs any more.
    pub fn stop_all(&mut self) {
        let at = self.moment();
        let clocks = &mut self.case.clocks;
        let all = [
            &mut clocks.window,
            &mut clocks.term,
            &mut clocks.supplement_check,
            &mut clocks.statutory,
            &mut clocks.promised,
            &mut clocks.delivery,
        ];
        for clock in all {
            stop(clock, at);
        }
        clocks.sign_for_by = None;
    }
}

/// An extension is in working days (R1.23). A limit of natural days or months grows by as many of its own days as lie
/// between its end and the last of them.
fn more(clock: &Clock, days: u32, ctx: &Context<'_>) -> u32 {
    if clock.unit == DayUnit::WorkingDay {
        return days;
    }
    let end = clock.due(ctx.calendar, date_in_beijing(ctx.now)).on;
    let longer = end.until((Unit::Day, working_day(ctx, end, days))).map_or(0, |span| span.get_days());
    u32::try_from(longer).unwrap_or_default()
}

fn stop(clock: &mut Option<Clock>, at: crate::domain::calendar::Moment) {
    if let Some(clock) = clock {
        clock.stop(at);
    }
}
