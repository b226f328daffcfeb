//! The law that the centre judges by: the region's settings of each day, and the calendar. Both come out of the database,
//! so that several instances judge alike; what has come into force is read once per version of it.

use std::{borrow::Cow, sync::Arc};

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::domain::{
    calendar::{Calendar, date_in_beijing},
    settings::{InForce, Settings},
};

use super::{
    Centre,
    clocks::Dial,
    store::{LawRows, StoreError, Tx},
};

/// Settings and calendar as they have come into force so far.
#[derive(Debug)]
pub struct Law {
    mark: String,
    /// The calendar.
    pub calendar: Calendar,
    held: InForce,
}

impl Law {
    fn with(first: Settings, mark: String, rows: LawRows) -> Self {
        let mut held = InForce::began(first, Calendar::built_in().clone());
        for (serial, (year, notice)) in rows.years.into_iter().enumerate() {
            let name = format!("{}.{}", Calendar::built_in().version, serial + 1);
            // A notice that was refused never came into force.
            let _ = held.announce(Date::MIN, &name, year, notice);
        }
        rows.settings.into_iter().for_each(|row| held.add(row.settings));
        Self { mark, calendar: held.calendar_on(Date::MAX).clone(), held }
    }

    /// The settings in force on a day; of two from the same day the one that came later.
    pub fn on(&self, day: Date) -> &Settings {
        self.held.on(day)
    }

    /// The settings in force at a moment.
    pub fn at(&self, now: Timestamp) -> &Settings {
        self.on(date_in_beijing(now))
    }

    /// What clocks are read with at this moment.
    pub fn dial(&self, now: Timestamp) -> Dial<'_> {
        Dial { calendar: &self.calendar, settings: self.at(now), now }
    }

    /// The settings that a case is judged by: those of the day on which it was received; before that, those of today. When
    /// the hall is open is no limit that a case keeps: it is today's in any case.
    pub(super) fn for_case(
        &self,
        tx: &Tx<'_>,
        case: Option<Uuid>,
        now: Timestamp,
    ) -> Result<Cow<'_, Settings>, StoreError> {
        let today = self.at(now);
        if !self.held.ever_changed() {
            return Ok(Cow::Borrowed(today));
        }
        let received = case.map(|case| tx.received_at(case)).transpose()?.flatten();
        let own = received.map_or(today, |received| self.at(received));
        if own.sessions == today.sessions {
            return Ok(Cow::Borrowed(own));
        }
        Ok(Cow::Owned(Settings { sessions: today.sessions.clone(), ..own.clone() }))
    }
}

impl Centre {
    /// The law as this transaction sees it.
    pub(super) fn law(&self, tx: &Tx<'_>) -> Result<Arc<Law>, StoreError> {
        let mark = tx.law_mark()?;
        if let Some(law) = self.kept_law(|kept| kept.clone()).filter(|law| law.mark == mark) {
            return Ok(law);
        }
        let law = Arc::new(Law::with(self.settings().clone(), mark, tx.law()?));
        self.kept_law(|kept| *kept = Some(law.clone()));
        Ok(law)
    }
}
