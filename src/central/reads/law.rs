//! What a desk judges by: the settings and holidays in force, and those that were published for a day to come.

use crate::{
    central::{Centre, centre::born, fault::Fault},
    contract::{OfficeContent, RegionLaw, SettingsFrom, YearFrom},
    domain::{calendar::Year, settings::TABLE},
};

impl Centre {
    /// `GET /v1/law`.
    pub fn region_law(&self) -> Result<RegionLaw, Fault> {
        self.read(|tx, now| {
            let law = self.law(tx)?;
            let settings = law.at(now);
            let in_force = SettingsFrom {
                from: settings.began(),
                values: TABLE.iter().filter_map(|key| Some((key.key.to_owned(), key.value(settings)?))).collect(),
            };
            let known = |(year, days): (i16, &Year)| YearFrom { from: None, year, days: days.clone() };
            let mut years: Vec<YearFrom> = law.calendar.years().map(known).collect();
            let mut to_come = Vec::new();
            for draft in tx.to_come()? {
                match draft.content {
                    OfficeContent::Settings(change) => {
                        to_come.push(SettingsFrom { from: draft.effective, values: change.changes });
                    }
                    OfficeContent::Calendar(notice) => {
                        years.push(YearFrom { from: draft.effective, year: notice.year, days: notice.days });
                    }
                    OfficeContent::Guide(_) | OfficeContent::Tolerance(_) => {}
                }
            }
            Ok(RegionLaw {
                region_code: settings.names.region_code.clone(),
                profile: born(tx)?.profile,
                in_force,
                to_come,
                calendar_version: law.calendar.version.clone(),
                years,
            })
        })
    }
}
