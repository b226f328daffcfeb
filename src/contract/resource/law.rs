//! What a region decided, on its way to the desks: the settings and holidays in force, and those whose day is to come, so
//! that a desk judges as the centre does, also on a day on which it does not hear it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    contract::told::readable,
    domain::{
        calendar::{Calendar, Year},
        settings::{InForce, Profile, SettingValue},
    },
};

/// `GET /v1/law`. Whoever has it asks with its `ETag`; `law` of `/v1/meta` is another one as soon as there is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RegionLaw {
    /// GB/T 2260.
    pub region_code: String,
    /// Region profile that the settings stand on.
    pub profile: String,
    /// The settings in force, every key.
    pub in_force: SettingsFrom,
    /// What becomes otherwise, in the order of the days.
    #[serde(default, deserialize_with = "readable")]
    pub to_come: Vec<SettingsFrom>,
    /// Version of the calendar in force, as `/v1/meta` names it.
    pub calendar_version: String,
    /// The announced years in force, then the notices to come in the order of their days.
    #[serde(default, deserialize_with = "readable")]
    pub years: Vec<YearFrom>,
}

/// Settings by the keys of RULES 15.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettingsFrom {
    /// First day on which they hold; `None` = since ever.
    pub from: Option<Date>,
    /// Key and value.
    #[serde(default, deserialize_with = "readable_values")]
    pub values: BTreeMap<String, SettingValue>,
}

/// The announced days of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct YearFrom {
    /// First day on which the notice holds; `None` = it does.
    pub from: Option<Date>,
    /// Year.
    pub year: i16,
    /// The days.
    pub days: Year,
}

impl RegionLaw {
    /// As the rules take it, day by day, with what this program does not understand: keys and years that were left out. A
    /// centre that knows more than the desk stops nobody's work.
    pub fn in_force(&self) -> (InForce, Vec<String>) {
        let mut settings = InForce::of_profile(Profile::named(&self.profile).unwrap_or_default());
        let mut left_out = settings.change(Date::MIN, &self.in_force.values);
        let mut first = settings.on(Date::MIN).clone();
        first.effective_from = self.in_force.from.unwrap_or(Date::MIN);
        // A year that the region knows nothing of is provisional for its desks too, whatever came with the program.
        let none = self.years.is_empty();
        let mut held = InForce::began(first, if none { Calendar::built_in().clone() } else { Calendar::default() });
        let mut take = |held: &mut InForce, year: &YearFrom| {
            let (from, version) = match year.from {
                None => (Date::MIN, self.calendar_version.clone()),
                Some(from) => (from, format!("{}+{from}", self.calendar_version)),
            };
            if held.announce(from, &version, year.year, year.days.clone()).is_err() {
                left_out.push(year.year.to_string());
            }
        };
        self.years.iter().for_each(|year| take(&mut held, year));
        for next in &self.to_come {
            let Some(from) = next.from else { continue };
            left_out.extend(held.change(from, &next.values));
        }
        (held, left_out)
    }
}

/// The values that can be read.
fn readable_values<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, SettingValue>, D::Error> {
    let all = BTreeMap::<String, Value>::deserialize(from)?;
    Ok(all.into_iter().filter_map(|(key, value)| Some((key, serde_json::from_value(value).ok()?))).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn r15_f41_what_a_newer_centre_says_is_taken_as_far_as_it_is_understood() {
        let told = json!({
            "region_code": "410100", "profile": "zhengzhou", "mood": "good",
            "in_force": {"from": "2026-09-15", "values": {
                "supplement_days": 8, "colour": "red", "shape": {"round": true}, "tolerance.cap": "twelve",
            }},
            "to_come": [
                {"from": "2026-12-01", "values": {"tolerance.cap": 3}, "by": "somebody"},
                {"from": "the day after", "values": {"supplement_days": 1}},
            ],
            "calendar_version": "2026.4",
            "years": [
                {"from": null, "year": 2026, "days": {"holidays": [
                    "2026-01-01", "2026-05-01", "2026-05-02", "2026-10-01", "2026-10-02", "2026-10-03", "2026-11-23",
                ], "makeup_workdays": []}},
                {"from": "2026-12-01", "year": 2027, "days": {"holidays": [], "makeup_workdays": []}},
                {"from": null, "year": 2025, "days": {"moons": []}},
            ],
        });
        let law: RegionLaw = serde_json::from_value(told).unwrap();
        let (held, mut left_out) = law.in_force();
        left_out.sort();
        assert_eq!(left_out, ["2027", "colour", "tolerance.cap"]);
        let today = held.on(date(2026, 11, 22));
        assert_eq!((today.profile, today.limits.supplement_wd, today.tolerance.cap_wd), (Profile::Zhengzhou, 8, 20));
        assert_eq!(today.effective_from, date(2026, 9, 15));
        assert_eq!(held.on(date(2026, 12, 1)).tolerance.cap_wd, 3);
        assert_eq!(held.on(date(2026, 12, 1)).limits.supplement_wd, 8);
        let calendar = held.calendar_on(date(2026, 11, 22));
        assert!(!calendar.is_working_day(date(2026, 11, 23)), "the region's own day off");
        assert_eq!(calendar.years().map(|(year, _)| year).collect::<Vec<_>>(), [2026]);
    }
}
