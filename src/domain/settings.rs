//! RULES 15. The numbers and choices that the law leaves to the region, by profile and date of effect.
//!
//! `wd` = working days, `nd` = natural days. Defaults are those of RULES 15; a profile changes what its region does
//! otherwise. What the law fixes has a bound here that no setting may pass.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, time};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::{reason::Reason, role::Role};

mod defaults;
mod in_force;
mod profiles;
mod sessions;
mod table;

pub use in_force::InForce;
pub use profiles::{CrossScope, Names, Profile};
pub use table::{Keeper, SettingKey, SettingValue, SettingsChange, TABLE, Takes};

/// Everything that is set, in force from one day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The region whose ways these are.
    pub profile: Profile,
    /// First day on which they hold; cases received before keep the older ones.
    pub effective_from: Date,
    /// How things are called there.
    pub names: Names,
    /// Sessions of the hall, morning first; the last one ends with the closing time (R9.6).
    pub sessions: Vec<Session>,
    /// Limits of the statutory frame.
    pub limits: LimitSettings,
    /// Chapter 2.
    pub tolerance: ToleranceSettings,
    /// R3.4.
    pub negative: NegativeSettings,
    /// R3.17: easy, passed to the department, joint session (wd).
    pub unresolved_wd: [u32; 3],
    /// R4.6: opinion of a department on a bundle (wd).
    pub bundle_opinion_wd: u32,
    /// R5.1, R5.2.
    pub cross_region: CrossSettings,
    /// R5.16: originals in an agent's hands (wd).
    pub agent_original_alert_wd: u32,
    /// R5.17: drafts on a laptop (nd).
    pub draft_wipe_nd: u32,
    /// R6.2: answer of another department (wd).
    pub dept_verify_wd: u32,
    /// T28: the department signs for a case until this time of the next working day.
    pub sign_for_until: Time,
    /// How long a claim keeps colleagues away unless its holder acts (minutes).
    pub lease_minutes: u32,
    /// R9.14.
    pub light: LightSettings,
    /// R8.8, R8.11.
    pub rating: RatingSettings,
    /// R10.20: push to the supervising body (wd).
    pub push_supervision_wd: u32,
    /// R10.18: from closing to the archive package (wd).
    pub archive_wd: u32,
    /// 11.2.
    pub auth: AuthSettings,
    /// 11.3: how long a revealed value stays (seconds).
    pub reveal_seconds: u32,
    /// R11.3.
    pub log: LogSettings,
    /// How old guides on a desk may be (F28).
    pub guides: GuideSettings,
    /// Files of a case: scans, photographs, electronic papers.
    pub files: FileSettings,
    /// Systems of departments that are told of events.
    pub webhooks: WebhookSettings,
}

/// One session of a hall's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Opens.
    pub from: Time,
    /// Closes.
    pub to: Time,
}

/// Limits of chapter 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// R1.6: outcome at the window (wd). Five by law; an item may shorten it, never lengthen it.
    pub window_wd: u32,
    /// R1.14: term of the applicant to supplement (wd).
    pub supplement_wd: u32,
    /// R1.11: check of what was supplemented (wd).
    pub supplement_check_wd: u32,
    /// R1.23: ordinary decision and its one extension (wd).
    pub licence_wd: u32,
    /// R1.23.
    pub licence_extension_wd: u32,
    /// R1.24: joint handling and its one extension (wd).
    pub joint_wd: u32,
    /// R1.24.
    pub joint_extension_wd: u32,
    /// R1.27: from decision to delivery (wd).
    pub delivery_wd: u32,
    /// R2.20: papers held without acceptance (wd).
    pub held_papers_wd: u32,
}

/// R2.35: what an open tolerance item of mode `SupplementLater` holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToleranceBlocks {
    /// The papers of the grant (R0.6).
    Issue,
    /// Already the decision (Jiangsu).
    Decision,
}

/// R2.22: the promised clock when only the supplement is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClockAtDecision {
    /// It runs.
    Run,
    /// It is paused, and TOL says so; the statutory clock never is.
    PauseAtDecision,
}

/// Chapter 2. 材料后补 is tolerance itself; the other three modes are a region's choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ToleranceSettings {
    /// R2.15: working days that stay between the last due day and the promised day.
    pub margin_wd: u32,
    /// R2.15: never more working days than this.
    pub cap_wd: u32,
    /// R2.19.
    pub extensions: u32,
    /// R2.22.
    pub clock_at_decision: ClockAtDecision,
    /// R2.23: yellow so many working days before the due day.
    pub yellow_wd: u32,
    /// 2.3 `DeferReview`: the later check (wd).
    pub verify_wd: u32,
    /// R2.35.
    pub blocks: ToleranceBlocks,
    /// R2.30: months without tolerance after a breach.
    pub bar_months: u32,
    /// R2.3: outside the list, with the chief representative's signature.
    pub adhoc: bool,
    /// R2.33: most materials in one case; `None` = all that are on the list.
    pub max_materials: Option<u32>,
    /// 2.3: modes beside 材料后补.
    pub modes: ToleranceModes,
    /// R2.8: the letter carries the commitment's part A in every mode.
    pub commitment_in_every_mode: bool,
}

/// 2.3: which modes beside `SupplementLater` the region knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ToleranceModes {
    /// 免交
    pub waive: bool,
    /// 实质审查后置
    pub defer_review: bool,
    /// 豁免
    pub exempt_review: bool,
}

/// R3.4: the ladder of a negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NegativeSettings {
    /// Chief representative: minutes in opening hours, and the same working day at the latest.
    pub chief_rep_minutes: u32,
    /// Head of the approval section (wd).
    pub section_wd: u32,
    /// Joint meeting of centre and department (wd).
    pub joint_wd: u32,
    /// At the end of this day of the window clock the centre's management is told.
    pub alert_after_wd: u32,
}

/// R5.1, R5.2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CrossSettings {
    /// Scopes that this region takes part in.
    pub scopes: Vec<CrossScope>,
    /// Collecting window pushes on (wd).
    pub push_wd: u32,
    /// Paper is sent (wd).
    pub paper_wd: u32,
    /// Handling window checks again (wd).
    pub recheck_wd: u32,
    /// Result is sent back (wd).
    pub return_wd: u32,
}

/// R9.14.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LightSettings {
    /// Yellow from this share of the limit on, in percent.
    pub yellow_share_percent: u32,
    /// Yellow when so many working days (or fewer) remain.
    pub yellow_days: u32,
}

/// R8.8, R8.11.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RatingSettings {
    /// Verify a bad rating (wd).
    pub verify_wd: u32,
    /// Put it right (wd).
    pub rectify_wd: u32,
    /// Put a complex one right (wd).
    pub complex_wd: u32,
    /// The link to rate is valid (nd).
    pub link_nd: u32,
}

/// 11.2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthSettings {
    /// Failed tries before a lock.
    pub fail_limit: u32,
    /// Length of the first lock (minutes).
    pub lock_minutes: u32,
    /// Idle lock in a hall (minutes).
    pub idle_hall_minutes: u32,
    /// Idle lock on a laptop (minutes).
    pub idle_laptop_minutes: u32,
    /// Longest session (hours).
    pub absolute_hours: u32,
    /// An access token (minutes); a session goes on with the next.
    pub access_minutes: u32,
    /// How long an answer with new tokens that was lost is given again (seconds).
    pub refresh_grace_seconds: u32,
    /// A password older than this must be changed (nd).
    pub password_nd: u32,
    /// Whether terminals are let in by a code that is approved elsewhere (RFC 8628).
    pub device_grant: bool,
    /// How long such a code is good (minutes).
    pub device_grant_minutes: u32,
    /// How long consent to enrol a desk is good (hours).
    pub device_code_hours: u32,
    /// Roles whose people come in with a second factor only.
    pub totp_roles: BTreeSet<Role>,
}

/// F28: how long a desk may go without hearing that its guides are the ones in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GuideSettings {
    /// From then on their age is shown as a warning (nd).
    pub warn_nd: u32,
    /// From then on no case is opened or accepted on them (nd).
    pub block_nd: u32,
}

/// R11.3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// Kept on the desk (nd).
    pub local_nd: u32,
    /// Kept by the centre (nd).
    pub service_nd: u32,
}

/// What a case may hold of files (R6.2 `Scan`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSettings {
    /// Largest file (MiB).
    pub largest_mib: u32,
    /// Most files of one case.
    pub case_files: u32,
    /// All files of one case together (MiB).
    pub case_mib: u32,
    /// All that one person has sent and no command has named yet (MiB).
    pub waiting_mib: u32,
    /// A file that no command names is thrown away after so long (nd).
    pub waiting_nd: u32,
}

/// How systems of departments may be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookSettings {
    /// Addresses of private networks may be told: for a hall whose departments are in the same closed network. Otherwise
    /// only public addresses and this very machine.
    pub private_addresses: bool,
}

/// A value that the law or plain sense forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{key} must lie between {least} and {most}")]
pub struct SettingsError {
    /// Key as in RULES 15.
    pub key: &'static str,
    /// Smallest value allowed.
    pub least: u32,
    /// Largest value allowed.
    pub most: u32,
    /// The rule that says so.
    pub rule: &'static str,
}

impl SettingsError {
    /// The same as a reason for the screen.
    pub fn reason(self) -> Reason {
        Reason::new("settings.error.range", self.rule).arg(self.key).arg(self.least).arg(self.most)
    }
}

impl Settings {
    /// First day on which they hold; `None` = those that the region began with.
    pub fn began(&self) -> Option<Date> {
        Some(self.effective_from).filter(|from| *from > Date::MIN)
    }

    /// The time at which the day's business ends (R9.6): 17:00 unless the hall says otherwise.
    pub fn closing_time(&self) -> Time {
        self.sessions.last().map_or(time(17, 0, 0, 0), |session| session.to)
    }

    /// R1.6: the window limit of an item: its own if shorter, never a longer one.
    pub fn window_limit_wd(&self, item: Option<u32>) -> u32 {
        item.map_or(self.limits.window_wd, |own| own.min(self.limits.window_wd))
    }

    /// Refuses what no region may set.
    pub fn check(&self) -> Result<(), SettingsError> {
        let limits = &self.limits;
        let bounds = [
            ("window_limit_days", limits.window_wd, 1, 5, "R1.6"),
            ("supplement_days", limits.supplement_wd, 5, 60, "R1.14"),
            ("supplement_check_days", limits.supplement_check_wd, 1, 5, "R1.11"),
            ("licence_limit_days", limits.licence_wd, 1, 20, "R1.23"),
            ("licence_extension_days", limits.licence_extension_wd, 0, 10, "R1.23"),
            ("joint_limit_days", limits.joint_wd, 1, 45, "R1.24"),
            ("joint_extension_days", limits.joint_extension_wd, 0, 15, "R1.24"),
            ("delivery_limit_days", limits.delivery_wd, 1, 10, "R1.27"),
            ("tolerance.extensions", self.tolerance.extensions, 0, 1, "R2.19"),
            ("lease.minutes", self.lease_minutes, 5, 1440, "R0.9"),
            ("light.yellow_share", self.light.yellow_share_percent, 1, 100, "R9.14"),
            ("push.supervision_days", self.push_supervision_wd, 1, 2, "R10.20"),
            ("auth.fail_limit", self.auth.fail_limit, 1, 5, "R11.2"),
            ("auth.access_minutes", self.auth.access_minutes, 1, 60, "R11.2"),
            ("auth.refresh_grace_seconds", self.auth.refresh_grace_seconds, 10, 300, "R11.2"),
            ("auth.password_nd", self.auth.password_nd, 1, 365, "R11.2"),
            ("auth.device_grant_minutes", self.auth.device_grant_minutes, 1, 30, "R11.2"),
            ("auth.device_code_hours", self.auth.device_code_hours, 1, 72, "R11.2"),
            ("guides.warn_days", self.guides.warn_nd, 1, 30, "R0.3"),
            ("guides.block_days", self.guides.block_nd, 1, 30, "R0.3"),
            ("log.local_days", self.log.local_nd, 180, 36_500, "R11.3"),
            ("log.service_days", self.log.service_nd, 180, 36_500, "R11.3"),
        ];
        for (key, value, least, most, rule) in bounds {
            if !(least..=most).contains(&value) {
                return Err(SettingsError { key, least, most, rule });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
