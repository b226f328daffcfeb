//! RULES 15, "with date of effect". What a region decided, each from its day on: its settings, and its calendar with them.
//! The centre decides by it and every desk judges by it: what holds on a day is said here and nowhere else.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Profile, SettingValue, Settings, SettingsChange};
use crate::domain::calendar::{Calendar, CalendarError, Year};

/// Settings and calendar of a region, day by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    first: Settings,
    later: Vec<Settings>,
    calendar: Calendar,
    announced: Vec<(Date, Calendar)>,
}

impl InForce {
    /// What a region begins with.
    pub fn began(settings: Settings, calendar: Calendar) -> Self {
        Self { first: settings, later: Vec::new(), calendar, announced: Vec::new() }
    }

    /// What a profile brings along, with the calendar that the program is delivered with.
    pub fn of_profile(profile: Profile) -> Self {
        Self::began(profile.settings(), Calendar::built_in().clone())
    }

    /// The settings in force on a day; of two from the same day the one that came later.
    pub fn on(&self, day: Date) -> &Settings {
        let began = self.later.iter().filter(|settings| settings.effective_from <= day);
        began.max_by_key(|settings| settings.effective_from).unwrap_or(&self.first)
    }

    /// The next day after this one on which something becomes otherwise.
    pub fn next_change(&self, day: Date) -> Option<Date> {
        let days = self.later.iter().map(|settings| settings.effective_from);
        days.chain(self.announced.iter().map(|(from, _)| *from)).filter(|from| *from > day).min()
    }

    /// Whether any day differs from another.
    pub fn ever_changed(&self) -> bool {
        !self.later.is_empty()
    }

    /// The calendar in force on a day.
    pub fn calendar_on(&self, day: Date) -> &Calendar {
        self.announced.iter().rev().find(|(from, _)| *from <= day).map_or(&self.calendar, |(_, calendar)| calendar)
    }

    /// Settings that hold from their own day on.
    pub fn add(&mut self, settings: Settings) {
        self.later.push(settings);
    }

    /// What becomes otherwise from a day on, as far as this program knows it. Gives the keys that were left out: a key that
    /// a newer centre knows, or a value that cannot be, changes nothing else.
    pub fn change(&mut self, from: Date, values: &BTreeMap<String, SettingValue>) -> Vec<String> {
        let (mut next, left_out) = SettingsChange::as_far_as_known(values, self.on(from));
        next.effective_from = from;
        self.add(next);
        left_out
    }

    /// The notice of a year, in force from a day on; told in the order of the days.
    pub fn announce(&mut self, from: Date, version: &str, year: i16, days: Year) -> Result<(), CalendarError> {
        let next = self.calendar_on(from).clone().with_year(version, year, days)?;
        self.announced.push((from, next));
        Ok(())
    }
}

/// The demo hall's region, until another is known.
impl Default for InForce {
    fn default() -> Self {
        Self::of_profile(Profile::default())
    }
}
