//! RULES 15 as a table: what a region may set, within which bounds, in whose hands it lies, and by which rule. A change
//! names keys of this table and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Session, Settings, SettingsError};
use crate::domain::{reason::Reason, role::Role};
use Keeper::{Catalogue, Hall, System};

/// In whose hands a setting lies; a second person always reviews it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keeper {
    /// Limits and ways of the casework: who edits the catalogue.
    Catalogue,
    /// Hours and service of the hall: its management.
    Hall,
    /// Accounts and logs: who administers the system.
    System,
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A whole number within bounds.
    Number(u32, u32),
    /// Yes or no.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A time of day.
    Time,
    /// Names of roles with commas between; 无 = none.
    Roles,
    /// When the hall is open: `09:00-12:00,13:30-17:00`.
    Sessions,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingKey {
    /// As RULES 15 calls it.
    pub key: &'static str,
    /// Where it lies in [`Settings`].
    path: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Who may propose it.
    pub keeper: Keeper,
    /// The rule behind it.
    pub rule: &'static str,
}

const fn number(
    key: &'static str,
    path: &'static str,
    (least, most): (u32, u32),
    keeper: Keeper,
    rule: &'static str,
) -> SettingKey {
    SettingKey { key, path, takes: Takes::Number(least, most), keeper, rule }
}

const fn switch(key: &'static str, path: &'static str, rule: &'static str) -> SettingKey {
    SettingKey { key, path, takes: Takes::Switch, keeper: Keeper::Catalogue, rule }
}

const fn choice(
    key: &'static str,
    path: &'static str,
    words: &'static [&'static str],
    rule: &'static str,
) -> SettingKey {
    SettingKey { key, path, takes: Takes::Choice(words), keeper: Keeper::Catalogue, rule }
}

/// Every key. `setting.region.KEY` in `i18n` is its name.
pub const TABLE: &[SettingKey] = &[
    number("window_limit_days", "limits.window_wd", (1, 5), Catalogue, "R1.6"),
    number("supplement_days", "limits.supplement_wd", (5, 60), Catalogue, "R1.14"),
    number("supplement_check_days", "limits.supplement_check_wd", (1, 5), Catalogue, "R1.11"),
    number("licence_limit_days", "limits.licence_wd", (1, 20), Catalogue, "R1.23"),
    number("licence_extension_days", "limits.licence_extension_wd", (0, 10), Catalogue, "R1.23"),
    number("joint_limit_days", "limits.joint_wd", (1, 45), Catalogue, "R1.24"),
    number("joint_extension_days", "limits.joint_extension_wd", (0, 15), Catalogue, "R1.24"),
    number("delivery_limit_days", "limits.delivery_wd", (1, 10), Catalogue, "R1.27"),
    number("held_papers_days", "limits.held_papers_wd", (1, 20), Catalogue, "R2.20"),
    number("tolerance.margin", "tolerance.margin_wd", (0, 20), Catalogue, "R2.15"),
    number("tolerance.cap", "tolerance.cap_wd", (1, 60), Catalogue, "R2.15"),
    number("tolerance.extensions", "tolerance.extensions", (0, 1), Catalogue, "R2.19"),
    choice("tolerance.clock_at_decision", "tolerance.clock_at_decision", &["RUN", "PAUSE_AT_DECISION"], "R2.22"),
    number("tolerance.yellow_days", "tolerance.yellow_wd", (0, 20), Catalogue, "R2.23"),
    number("tolerance.verify_days", "tolerance.verify_wd", (1, 60), Catalogue, "R2.7"),
    choice("tolerance.blocks", "tolerance.blocks", &["issue", "decision"], "R2.35"),
    number("tolerance.bar_months", "tolerance.bar_months", (1, 60), Catalogue, "R2.30"),
    switch("tolerance.adhoc", "tolerance.adhoc", "R2.3"),
    switch("tolerance.waive", "tolerance.modes.waive", "R2.8"),
    switch("tolerance.defer_review", "tolerance.modes.defer_review", "R2.8"),
    switch("tolerance.exempt_review", "tolerance.modes.exempt_review", "R2.8"),
    number("negative.chief_rep_minutes", "negative.chief_rep_minutes", (30, 480), Catalogue, "R3.4"),
    number("negative.section_days", "negative.section_wd", (1, 5), Catalogue, "R3.4"),
    number("negative.joint_days", "negative.joint_wd", (1, 5), Catalogue, "R3.4"),
    number("bundle.opinion_days", "bundle_opinion_wd", (1, 20), Catalogue, "R4.6"),
    number("cross.push", "cross_region.push_wd", (1, 10), Catalogue, "R5.2"),
    number("cross.paper", "cross_region.paper_wd", (1, 10), Catalogue, "R5.2"),
    number("cross.recheck", "cross_region.recheck_wd", (1, 10), Catalogue, "R5.2"),
    number("cross.return", "cross_region.return_wd", (1, 10), Catalogue, "R5.2"),
    number("agent.original_alert_days", "agent_original_alert_wd", (1, 20), Catalogue, "R5.16"),
    number("draft.wipe_days", "draft_wipe_nd", (1, 90), System, "R5.17"),
    number("dept_verify_days", "dept_verify_wd", (1, 20), Catalogue, "R6.2"),
    SettingKey { key: "hall.sessions", path: "sessions", takes: Takes::Sessions, keeper: Hall, rule: "R9.6" },
    SettingKey { key: "handover.sign_for", path: "sign_for_until", takes: Takes::Time, keeper: Hall, rule: "R12.2" },
    number("light.yellow_share", "light.yellow_share_percent", (1, 100), Catalogue, "R9.14"),
    number("light.yellow_days", "light.yellow_days", (0, 20), Catalogue, "R9.14"),
    number("rating.verify", "rating.verify_wd", (1, 20), Hall, "R8.8"),
    number("rating.rectify", "rating.rectify_wd", (1, 20), Hall, "R8.8"),
    number("rating.complex", "rating.complex_wd", (1, 60), Hall, "R8.8"),
    number("rating.link_days", "rating.link_nd", (1, 60), Hall, "R8.11"),
    number("push.supervision_days", "push_supervision_wd", (1, 2), Catalogue, "R10.20"),
    number("archive_days", "archive_wd", (1, 60), Hall, "R10.18"),
    number("auth.fail_limit", "auth.fail_limit", (1, 5), System, "R11.2"),
    number("auth.lock", "auth.lock_minutes", (15, 1440), System, "R11.2"),
    number("auth.idle_hall", "auth.idle_hall_minutes", (1, 10), System, "R11.2"),
    number("auth.idle_laptop", "auth.idle_laptop_minutes", (1, 5), System, "R11.2"),
    number("auth.absolute", "auth.absolute_hours", (1, 8), System, "R11.2"),
    number("auth.access_minutes", "auth.access_minutes", (1, 60), System, "R11.2"),
    number("auth.password_nd", "auth.password_nd", (1, 365), System, "R11.2"),
    SettingKey { key: "auth.totp_roles", path: "auth.totp_roles", takes: Takes::Roles, keeper: System, rule: "R11.2" },
    SettingKey {
        key: "auth.device_grant",
        path: "auth.device_grant",
        takes: Takes::Switch,
        keeper: System,
        rule: "R11.2",
    },
    number("auth.device_grant_minutes", "auth.device_grant_minutes", (1, 30), System, "R11.2"),
    number("auth.device_code_hours", "auth.device_code_hours", (1, 72), System, "R11.2"),
    number("guides.warn_days", "guides.warn_nd", (1, 30), Catalogue, "R0.3"),
    number("guides.block_days", "guides.block_nd", (1, 30), Catalogue, "R0.3"),
    number("reveal_seconds", "reveal_seconds", (5, 60), System, "R11.5"),
    number("log.local_days", "log.local_nd", (180, 36_500), System, "R11.3"),
    number("log.service_days", "log.service_nd", (180, 36_500), System, "R11.3"),
    number("files.largest_mib", "files.largest_mib", (1, 100), System, "R6.2"),
    number("files.case_files", "files.case_files", (1, 1000), System, "R6.2"),
    number("files.case_mib", "files.case_mib", (1, 4000), System, "R6.2"),
    number("files.waiting_mib", "files.waiting_mib", (1, 4000), System, "R6.2"),
    number("files.waiting_days", "files.waiting_nd", (1, 90), System, "R6.2"),
    SettingKey {
        key: "webhooks.private_addresses",
        path: "webhooks.private_addresses",
        takes: Takes::Switch,
        keeper: System,
        rule: "R11.2",
    },
];

/// A value of a setting, as a file or a form gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum SettingValue {
    /// A switch.
    Switch(bool),
    /// A number.
    Number(u32),
    /// A word, a time of day, or a number in words.
    Word(String),
}

impl fmt::Display for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => f.write_str(if *on { "是" } else { "否" }),
            Self::Number(number) => number.fmt(f),
            Self::Word(word) if word.is_empty() => f.write_str("无"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// What is to become otherwise, by keys of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// GB/T 2260; the region that the settings are of.
    pub region_code: String,
    /// Key and new value.
    pub changes: BTreeMap<String, SettingValue>,
}

impl SettingKey {
    /// The key of this name.
    pub fn named(key: &str) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.key == key)
    }

    /// What stands there now.
    pub fn value(&self, settings: &Settings) -> Option<SettingValue> {
        if self.takes == Takes::Sessions {
            return Some(SettingValue::Word(Session::write_day(&settings.sessions)));
        }
        let whole = serde_json::to_value(settings).ok()?;
        let found = self.path.split('.').try_fold(&whole, |value, part| value.get(part))?;
        if let Value::Array(words) = found {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            return Some(SettingValue::Word(words.join(",")));
        }
        serde_json::from_value(found.clone()).ok()
    }

    /// The value as it is stored, or why it is none.
    fn stored(&self, value: &SettingValue) -> Result<Value, Reason> {
        let wrong = |key: &'static str| Reason::new(key, self.rule).arg(self.key);
        match self.takes {
            Takes::Number(least, most) => {
                let number = match value {
                    SettingValue::Number(number) => Some(*number),
                    SettingValue::Word(word) => word.trim().parse().ok(),
                    SettingValue::Switch(_) => None,
                };
                let number = number.ok_or_else(|| wrong("reason.setting.not_number"))?;
                if (least..=most).contains(&number) {
                    return Ok(Value::from(number));
                }
                Err(SettingsError { key: self.key, least, most, rule: self.rule }.reason())
            }
            Takes::Switch => match value {
                SettingValue::Switch(on) => Ok(Value::from(*on)),
                SettingValue::Word(word) if matches!(word.trim(), "是" | "开" | "true") => Ok(Value::from(true)),
                SettingValue::Word(word) if matches!(word.trim(), "否" | "关" | "false") => Ok(Value::from(false)),
                _ => Err(wrong("reason.setting.not_yes_no")),
            },
            Takes::Choice(words) => match value {
                SettingValue::Word(word) if words.contains(&word.trim()) => Ok(Value::from(word.trim())),
                _ => Err(wrong("reason.setting.not_choice").arg(words.join("、"))),
            },
            Takes::Time => match value {
                SettingValue::Word(word) => {
                    let time: Time = word.trim().parse().map_err(|_| wrong("reason.setting.not_time"))?;
                    serde_json::to_value(time).map_err(|_| wrong("reason.setting.not_time"))
                }
                _ => Err(wrong("reason.setting.not_time")),
            },
            Takes::Sessions => {
                let SettingValue::Word(word) = value else { return Err(wrong("reason.setting.not_sessions")) };
                let day = Session::read_day(word).ok_or_else(|| wrong("reason.setting.not_sessions"))?;
                serde_json::to_value(day).map_err(|_| wrong("reason.setting.not_sessions"))
            }
            Takes::Roles => match value {
                SettingValue::Word(words) => {
                    let words = words.split([',', '、', '，', ';', '；']).map(str::trim);
                    let roles = words.filter(|word| !word.is_empty() && *word != "无").map(|word| {
                        let role = serde_json::from_value::<Role>(Value::from(word));
                        role.map_err(|_| wrong("reason.setting.not_role").arg(word))
                    });
                    let roles: BTreeSet<Role> = roles.collect::<Result<_, _>>()?;
                    serde_json::to_value(roles).map_err(|_| wrong("reason.setting.not_role"))
                }
                _ => Err(wrong("reason.setting.not_role").arg(value)),
            },
        }
    }
}

impl SettingsChange {
    /// The settings with these changes, or everything that is wrong with them, by key.
    pub fn applied(&self, settings: &Settings) -> Result<Settings, Vec<(String, Reason)>> {
        let mut wrong = Vec::new();
        if self.changes.is_empty() {
            wrong.push((String::new(), Reason::new("reason.setting.nothing", "R15")));
        }
        let Ok(mut whole) = serde_json::to_value(settings) else { return Err(wrong) };
        for (name, value) in &self.changes {
            let Some(key) = SettingKey::named(name) else {
                wrong.push((name.clone(), Reason::new("reason.setting.unknown", "R15").arg(name)));
                continue;
            };
            match key.stored(value) {
                Ok(value) => put(&mut whole, key.path, value),
                Err(reason) => wrong.push((name.clone(), reason)),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let new: Settings = serde_json::from_value(whole)
            .map_err(|_| vec![(String::new(), Reason::new("reason.setting.nothing", "R15"))])?;
        new.check().map_err(|error| vec![(error.key.to_owned(), error.reason())])?;
        Ok(new)
    }

    /// The settings with as many of these values as are known and can be, and the keys of the others.
    pub(super) fn as_far_as_known(
        values: &BTreeMap<String, SettingValue>,
        settings: &Settings,
    ) -> (Settings, Vec<String>) {
        let mut change = Self { region_code: String::new(), changes: values.clone() };
        let mut left_out = Vec::new();
        while !change.changes.is_empty() {
            let wrong = match change.applied(settings) {
                Ok(new) => return (new, left_out),
                Err(wrong) => wrong,
            };
            let before = left_out.len();
            left_out.extend(wrong.into_iter().map(|(key, _)| key).filter(|key| change.changes.remove(key).is_some()));
            if left_out.len() == before {
                // What is wrong cannot be told apart from the rest.
                left_out.extend(std::mem::take(&mut change.changes).into_keys());
            }
        }
        (settings.clone(), left_out)
    }
}

fn put(whole: &mut Value, path: &str, value: Value) {
    let place = path.split('.').try_fold(whole, |whole, part| whole.get_mut(part));
    if let Some(place) = place {
        *place = value;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::domain::settings::Profile;

    #[test]
    fn r15_every_key_of_the_table_lies_in_the_settings_and_takes_its_own_value() {
        for profile in Profile::ALL {
            let settings = profile.settings();
            for key in TABLE {
                let value = key.value(&settings).unwrap_or_else(|| panic!("{} lies nowhere", key.key));
                let same = SettingsChange { region_code: String::new(), changes: [(key.key.to_owned(), value)].into() };
                assert_eq!(same.applied(&settings).as_ref(), Ok(&settings), "{}", key.key);
            }
        }
    }

    #[test]
    fn r15_a_change_out_of_bounds_is_refused_with_its_rule_and_nothing_is_changed() {
        let settings = Settings::default();
        let of = |key: &str, value| SettingsChange {
            region_code: String::new(),
            changes: [(key.to_owned(), value), ("supplement_days".to_owned(), SettingValue::Number(10))].into(),
        };
        for (key, value, rule) in [
            ("window_limit_days", SettingValue::Number(6), "R1.6"),
            ("tolerance.adhoc", SettingValue::Word("也许".into()), "R2.3"),
            ("tolerance.blocks", SettingValue::Word("never".into()), "R2.35"),
            ("handover.sign_for", SettingValue::Word("25:99".into()), "R12.2"),
            ("hall.sessions", SettingValue::Word("13:30-17:00,09:00-12:00".into()), "R9.6"),
            ("hall.sessions", SettingValue::Number(9), "R9.6"),
            ("files.largest_mib", SettingValue::Number(101), "R6.2"),
            ("webhooks.private_addresses", SettingValue::Word("内网".into()), "R11.2"),
            ("light.yellow_share", SettingValue::Word("很多".into()), "R9.14"),
            ("auth.totp_roles", SettingValue::Word("Admin,Boss".into()), "R11.2"),
            ("window_limit", SettingValue::Number(1), "R15"),
        ] {
            let wrong = of(key, value).applied(&settings).unwrap_err();
            assert_eq!((wrong.len(), wrong[0].0.as_str(), &*wrong[0].1.rule), (1, key, rule));
        }
        let new = of("handover.sign_for", SettingValue::Word("11:30".into())).applied(&settings).unwrap();
        assert_eq!((new.limits.supplement_wd, new.sign_for_until.to_string().as_str()), (10, "11:30:00"));
        let new =
            of("hall.sessions", SettingValue::Word("8:30至12:00、14:00至18:00".into())).applied(&settings).unwrap();
        assert_eq!((new.sessions.len(), new.closing_time().to_string().as_str()), (2, "18:00:00"));
        assert!(SettingsChange::default().applied(&settings).is_err());
    }
}
