//! The column "default" of RULES 15.

use std::collections::BTreeSet;

use jiff::civil::{Date, time};

use super::{
    AuthSettings, ClockAtDecision, CrossScope, CrossSettings, FileSettings, GuideSettings, LightSettings,
    LimitSettings, LogSettings, Names, NegativeSettings, Profile, RatingSettings, Session, Settings, ToleranceBlocks,
    ToleranceModes, ToleranceSettings, WebhookSettings,
};

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            window_wd: 5,
            supplement_wd: 15,
            supplement_check_wd: 5,
            licence_wd: 20,
            licence_extension_wd: 10,
            joint_wd: 45,
            joint_extension_wd: 15,
            delivery_wd: 10,
            held_papers_wd: 20,
        }
    }
}

impl Default for ToleranceSettings {
    fn default() -> Self {
        Self {
            margin_wd: 2,
            cap_wd: 20,
            extensions: 1,
            clock_at_decision: ClockAtDecision::Run,
            yellow_wd: 2,
            verify_wd: 40,
            blocks: ToleranceBlocks::Issue,
            bar_months: 12,
            adhoc: false,
            max_materials: None,
            modes: ToleranceModes::default(),
            commitment_in_every_mode: false,
        }
    }
}

impl Default for NegativeSettings {
    fn default() -> Self {
        Self { chief_rep_minutes: 4 * 60, section_wd: 1, joint_wd: 3, alert_after_wd: 4 }
    }
}

impl Default for CrossSettings {
    fn default() -> Self {
        Self { scopes: vec![CrossScope::CrossProvince], push_wd: 1, paper_wd: 2, recheck_wd: 1, return_wd: 1 }
    }
}

impl Default for LightSettings {
    fn default() -> Self {
        Self { yellow_share_percent: 90, yellow_days: 1 }
    }
}

impl Default for RatingSettings {
    fn default() -> Self {
        Self { verify_wd: 1, rectify_wd: 5, complex_wd: 15, link_nd: 15 }
    }
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            fail_limit: 5,
            lock_minutes: 15,
            idle_hall_minutes: 10,
            idle_laptop_minutes: 5,
            absolute_hours: 8,
            access_minutes: 15,
            refresh_grace_seconds: 60,
            password_nd: 90,
            device_grant: true,
            device_grant_minutes: 10,
            device_code_hours: 24,
            totp_roles: BTreeSet::new(),
        }
    }
}

impl Default for GuideSettings {
    fn default() -> Self {
        Self { warn_nd: 7, block_nd: 30 }
    }
}

impl Default for FileSettings {
    fn default() -> Self {
        Self { largest_mib: 30, case_files: 200, case_mib: 400, waiting_mib: 400, waiting_nd: 7 }
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { local_nd: 180, service_nd: 400 }
    }
}

/// The defaults of RULES 15, with the names of the demo hall's region.
impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: Profile::Yangzhou,
            effective_from: Date::MIN,
            names: Names::default(),
            sessions: vec![
                Session { from: time(9, 0, 0, 0), to: time(12, 0, 0, 0) },
                Session { from: time(13, 30, 0, 0), to: time(17, 0, 0, 0) },
            ],
            limits: LimitSettings::default(),
            tolerance: ToleranceSettings::default(),
            negative: NegativeSettings::default(),
            unresolved_wd: [0, 5, 10],
            bundle_opinion_wd: 2,
            cross_region: CrossSettings::default(),
            agent_original_alert_wd: 3,
            draft_wipe_nd: 30,
            dept_verify_wd: 3,
            sign_for_until: time(12, 0, 0, 0),
            lease_minutes: 240,
            light: LightSettings::default(),
            rating: RatingSettings::default(),
            push_supervision_wd: 1,
            archive_wd: 20,
            auth: AuthSettings::default(),
            reveal_seconds: 30,
            log: LogSettings::default(),
            guides: GuideSettings::default(),
            files: FileSettings::default(),
            webhooks: WebhookSettings::default(),
        }
    }
}
