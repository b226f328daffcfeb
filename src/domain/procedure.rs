//! RULES 10.1. Special procedures (特别程序): what may start, what each clock makes of it, and when it ends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::{
    guide::{Guide, SpecialKind, SpecialRule},
    reason::Reason,
};

/// R10.3: which clocks stand still while it runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pauses {
    /// The promised clock.
    pub promised: bool,
    /// The statutory clock.
    pub statutory: bool,
}

/// One special procedure of a case, from its start on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialRun {
    /// Which.
    pub kind: SpecialKind,
    /// Why it is needed.
    pub reason: String,
    /// Law it rests on.
    pub basis: String,
    /// Days needed, in working days, as told to the applicant (R10.2).
    pub days: u32,
    /// R1.17: who goes.
    #[serde(default)]
    pub officers: Vec<String>,
    /// Where, if the applicant must attend.
    #[serde(default)]
    pub place: Option<String>,
    /// Number of the SPN; without it nothing is paused (R10.2).
    #[serde(default)]
    pub notice_no: Option<String>,
    /// First day; it still counts (R9.8).
    pub started_on: Date,
    /// Planned end.
    pub planned_end: Date,
    /// R10.4: after this day the pause ends by itself.
    #[serde(default)]
    pub longest_end: Option<Date>,
    /// Real end.
    #[serde(default)]
    pub ended_on: Option<Date>,
    /// What it said.
    #[serde(default)]
    pub result: Option<String>,
    /// What stands still.
    pub pauses: Pauses,
}

/// Art. 45: the eight kinds whose time is not counted. Site inspection and public notice are not among them (R1.29).
pub fn on_list(kind: SpecialKind) -> bool {
    !matches!(kind, SpecialKind::Site | SpecialKind::Public)
}

/// R10.3: what a kind pauses on this item, once the applicant has been told in writing.
pub fn pauses(guide: &Guide, kind: SpecialKind) -> Pauses {
    if on_list(kind) {
        return Pauses { promised: true, statutory: true };
    }
    let rule = rule(guide, kind);
    let basis = rule.and_then(|rule| rule.pause_basis.as_deref()).is_some_and(|basis| !basis.trim().is_empty());
    Pauses { promised: basis, statutory: basis && rule.is_some_and(|rule| rule.basis_is_law) }
}

fn rule(guide: &Guide, kind: SpecialKind) -> Option<&SpecialRule> {
    guide.special.iter().find(|rule| rule.kind == kind)
}

/// What a reviewer wants to start.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    /// The pinned guide.
    pub guide: &'a Guide,
    /// Which.
    pub kind: SpecialKind,
    /// Why.
    pub reason: &'a str,
    /// Law it rests on.
    pub basis: &'a str,
    /// Working days needed.
    pub days: u32,
    /// Who goes.
    pub officers: &'a [String],
    /// Where, if the applicant must attend.
    pub place: Option<&'a str>,
    /// First day.
    pub day: Date,
    /// R10.1: the chief representative allowed a kind the item does not list.
    pub allowed_by_chief_rep: bool,
    /// What runs already.
    pub running: &'a [SpecialRun],
}

/// R10.1, R10.2, R1.17: whether it may start; the state of the case is the lifecycle's question.
pub fn may_start(start: &Start<'_>) -> Result<(), Reason> {
    if rule(start.guide, start.kind).is_none() && !start.allowed_by_chief_rep {
        return Err(Reason::new("reason.special.not_listed", "R10.1"));
    }
    if start.running.iter().any(|run| run.kind == start.kind && run.ended_on.is_none()) {
        return Err(Reason::new("reason.special.running", "R10.5"));
    }
    if start.days == 0 {
        return Err(Reason::new("reason.special.no_days", "R10.2").basis("行政许可法 第四十五条"));
    }
    if let Some(most) = rule(start.guide, start.kind).and_then(|rule| rule.max_days).filter(|most| start.days > *most) {
        return Err(Reason::new("reason.special.too_long", "R10.4").arg(start.days).arg(most));
    }
    if start.reason.trim().is_empty() || start.basis.trim().is_empty() {
        return Err(Reason::new("reason.special.no_basis", "R10.1"));
    }
    if needs_two_officers(start.kind) && distinct(start.officers) < 2 {
        return Err(Reason::new("reason.special.two_officers", "R1.17").basis("行政许可法 第三十四条"));
    }
    Ok(())
}

/// R1.17 (art. 34), art. 55: at least two go.
pub fn needs_two_officers(kind: SpecialKind) -> bool {
    matches!(kind, SpecialKind::Site | SpecialKind::Inspect)
}

fn distinct(names: &[String]) -> usize {
    let mut names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// R10.2: whether the applicant must be told in writing (SPN): always where a clock stands still; for a site
/// inspection the appointment is enough.
pub fn needs_notice(guide: &Guide, kind: SpecialKind) -> bool {
    let pauses = pauses(guide, kind);
    on_list(kind) || pauses.promised || pauses.statutory
}

/// The run that starts, after [`may_start`]. Without `notice_no` nothing is paused (R10.2).
/// `due(day, n)` is the n-th working day after a day.
pub fn begin(start: &Start<'_>, notice_no: Option<&str>, due: &dyn Fn(Date, u32) -> Date) -> SpecialRun {
    SpecialRun {
        kind: start.kind,
        reason: start.reason.to_owned(),
        basis: start.basis.to_owned(),
        days: start.days,
        officers: start.officers.to_vec(),
        place: start.place.map(str::to_owned),
        notice_no: notice_no.map(str::to_owned),
        started_on: start.day,
        planned_end: due(start.day, start.days),
        longest_end: rule(start.guide, start.kind).and_then(|rule| rule.max_days).map(|most| due(start.day, most)),
        ended_on: None,
        result: None,
        pauses: if notice_no.is_some() { pauses(start.guide, start.kind) } else { Pauses::default() },
    }
}

/// Which clock is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// 承诺
    Promised,
    /// 法定
    Statutory,
}

impl SpecialRun {
    /// Not ended yet.
    pub fn running(&self) -> bool {
        self.ended_on.is_none()
    }

    /// R0.7, R9.8, R10.4: the pause of one clock: days after the first and up to the second are not counted; an open
    /// one has no second. At the item's maximum it ends by itself (T37), though the procedure goes on.
    pub fn pause(&self, clock: Clock) -> Option<(Date, Option<Date>)> {
        let stands = match clock {
            Clock::Promised => self.pauses.promised,
            Clock::Statutory => self.pauses.statutory,
        };
        let end = match (self.ended_on, self.longest_end) {
            (Some(ended), Some(longest)) => Some(ended.min(longest)),
            (ended, longest) => ended.or(longest),
        };
        (stands && self.notice_no.is_some()).then_some((self.started_on, end))
    }

    /// A clock stands still on this day because of it.
    pub fn holds(&self, clock: Clock, today: Date) -> bool {
        self.pause(clock).is_some_and(|(start, end)| start < today && end.is_none_or(|end| today <= end))
    }

    /// R10.4: blue turns to blue + yellow.
    pub fn past_plan(&self, today: Date) -> bool {
        self.running() && self.planned_end < today
    }

    /// R10.4, T37: the maximum is over and the clock runs on.
    pub fn past_maximum(&self, today: Date) -> bool {
        self.running() && self.longest_end.is_some_and(|longest| longest < today)
    }

    /// T35, T36: ends it. The day is not before the start, and a result is named.
    pub fn end(&mut self, on: Date, result: &str) -> Result<(), Reason> {
        if !self.running() {
            return Err(Reason::new("reason.special.ended", "R10.5"));
        }
        if on < self.started_on {
            return Err(Reason::new("reason.special.ends_before_start", "R10.5"));
        }
        if result.trim().is_empty() {
            return Err(Reason::new("reason.special.no_result", "R10.6"));
        }
        self.ended_on = Some(on);
        self.result = Some(result.to_owned());
        Ok(())
    }
}

/// Arts. 46–48: terms of a hearing in working days.
pub mod hearing {
    use super::{Date, Reason};

    /// The right to ask for it lasts so long after it was told.
    pub const ASK_WITHIN: u32 = 5;
    /// It is held within so many days of being asked for.
    pub const HELD_WITHIN: u32 = 20;
    /// Time and place are told so many days before.
    pub const TOLD_BEFORE: u32 = 7;

    /// Whether a hearing on this day keeps the terms.
    pub fn may_be_on(asked: Date, told: Date, day: Date, due: &dyn Fn(Date, u32) -> Date) -> Result<(), Reason> {
        if day > due(asked, HELD_WITHIN) {
            return Err(Reason::new("reason.special.hearing_late", "R10.1").basis("行政许可法 第四十七条"));
        }
        if day < due(told, TOLD_BEFORE) {
            return Err(Reason::new("reason.special.hearing_told_late", "R10.1").basis("行政许可法 第四十八条"));
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;
    use crate::domain::guide::fixtures;

    const KINDS: [SpecialKind; 10] = [
        SpecialKind::Hearing,
        SpecialKind::Tender,
        SpecialKind::Auction,
        SpecialKind::Inspect,
        SpecialKind::Test,
        SpecialKind::Quarantine,
        SpecialKind::Appraise,
        SpecialKind::Expert,
        SpecialKind::Site,
        SpecialKind::Public,
    ];

    fn every_day(from: Date, days: u32) -> Date {
        from.saturating_add(i64::from(days).days())
    }

    fn listed(kind: SpecialKind) -> SpecialRule {
        SpecialRule { kind, needed: false, when: None, max_days: Some(10), pause_basis: None, basis_is_law: false }
    }

    fn start(guide: &Guide, kind: SpecialKind) -> Start<'_> {
        Start {
            guide,
            kind,
            reason: "需评审",
            basis: "行政许可法 第四十五条",
            days: 6,
            officers: &[],
            place: None,
            day: date(2026, 9, 1),
            allowed_by_chief_rep: false,
            running: &[],
        }
    }

    #[test]
    fn r1_29_eight_kinds_pause_and_two_do_not() {
        let guide = fixtures::guide();
        let pausing = KINDS.into_iter().filter(|kind| pauses(&guide, *kind).statutory).count();
        assert_eq!(pausing, 8);
        for kind in [SpecialKind::Site, SpecialKind::Public] {
            assert_eq!(pauses(&guide, kind), Pauses::default());
            assert!(!needs_notice(&guide, kind));
        }
    }

    #[test]
    fn r10_3_a_lesser_basis_pauses_the_promise_only() {
        let mut guide = fixtures::guide();
        guide.special = vec![SpecialRule { pause_basis: Some("某市办法".into()), ..listed(SpecialKind::Site) }];
        assert_eq!(pauses(&guide, SpecialKind::Site), Pauses { promised: true, statutory: false });
        guide.special[0].basis_is_law = true;
        assert_eq!(pauses(&guide, SpecialKind::Site), Pauses { promised: true, statutory: true });
    }

    #[test]
    fn r10_1_only_listed_kinds_or_with_the_chief_representative() {
        let mut guide = fixtures::guide();
        assert_eq!(may_start(&start(&guide, SpecialKind::Expert)).unwrap_err().rule, "R10.1");
        let allowed = Start { allowed_by_chief_rep: true, ..start(&guide, SpecialKind::Expert) };
        assert!(may_start(&allowed).is_ok());
        guide.special = vec![listed(SpecialKind::Expert)];
        assert!(may_start(&start(&guide, SpecialKind::Expert)).is_ok());
        assert_eq!(may_start(&Start { days: 0, ..start(&guide, SpecialKind::Expert) }).unwrap_err().rule, "R10.2");
        assert_eq!(may_start(&Start { days: 11, ..start(&guide, SpecialKind::Expert) }).unwrap_err().rule, "R10.4");
    }

    #[test]
    fn r1_17_two_officers_go_to_the_site() {
        let mut guide = fixtures::guide();
        guide.special = vec![listed(SpecialKind::Site)];
        let same = ["王某".to_owned(), "王某 ".to_owned()];
        assert_eq!(
            may_start(&Start { officers: &same, ..start(&guide, SpecialKind::Site) }).unwrap_err().rule,
            "R1.17"
        );
        let two = ["王某".to_owned(), "李某".to_owned()];
        assert!(may_start(&Start { officers: &two, ..start(&guide, SpecialKind::Site) }).is_ok());
    }

    #[test]
    fn r10_2_without_a_notice_nothing_is_paused() {
        let mut guide = fixtures::guide();
        guide.special = vec![listed(SpecialKind::Expert)];
        let silent = begin(&start(&guide, SpecialKind::Expert), None, &every_day);
        assert_eq!(silent.pause(Clock::Statutory), None);
        let told = begin(&start(&guide, SpecialKind::Expert), Some("告知〔2026〕00001号"), &every_day);
        assert_eq!(told.pause(Clock::Statutory), Some((date(2026, 9, 1), Some(date(2026, 9, 11)))));
        assert_eq!(told.planned_end, date(2026, 9, 7));
    }

    #[test]
    fn r10_4_after_the_maximum_the_clock_runs_on() {
        let mut guide = fixtures::guide();
        guide.special = vec![listed(SpecialKind::Expert)];
        let mut run = begin(&start(&guide, SpecialKind::Expert), Some("1"), &every_day);
        assert!(!run.holds(Clock::Promised, date(2026, 9, 1)), "the first day still counts");
        assert!(run.holds(Clock::Promised, date(2026, 9, 11)) && run.past_plan(date(2026, 9, 8)));
        assert!(!run.holds(Clock::Promised, date(2026, 9, 12)) && run.past_maximum(date(2026, 9, 12)));
        assert!(run.end(date(2026, 8, 31), "通过").is_err());
        run.end(date(2026, 9, 20), "通过").unwrap();
        assert_eq!(run.pause(Clock::Promised), Some((date(2026, 9, 1), Some(date(2026, 9, 11)))));
        assert!(run.end(date(2026, 9, 21), "通过").is_err());
    }

    #[test]
    fn art_47_and_48_terms_of_a_hearing() {
        let asked = date(2026, 9, 1);
        assert!(hearing::may_be_on(asked, date(2026, 9, 10), date(2026, 9, 17), &every_day).is_ok());
        assert!(hearing::may_be_on(asked, date(2026, 9, 11), date(2026, 9, 17), &every_day).is_err());
        assert!(hearing::may_be_on(asked, date(2026, 9, 1), date(2026, 9, 22), &every_day).is_err());
    }
}
