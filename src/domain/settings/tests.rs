#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use jiff::civil::date;

use super::*;

/// Every row of the table in RULES 15, one by one, so that a default cannot change unseen.
#[test]
fn r15_defaults_are_those_of_the_table() {
    let s = Settings::default();
    let limits = &s.limits;
    assert_eq!((limits.window_wd, limits.supplement_wd, limits.supplement_check_wd), (5, 15, 5));
    assert_eq!(
        (limits.licence_wd, limits.licence_extension_wd, limits.joint_wd, limits.joint_extension_wd),
        (20, 10, 45, 15)
    );
    assert_eq!((limits.delivery_wd, limits.held_papers_wd), (10, 20));
    let tolerance = &s.tolerance;
    assert_eq!(
        (
            tolerance.margin_wd,
            tolerance.cap_wd,
            tolerance.extensions,
            tolerance.yellow_wd,
            tolerance.verify_wd,
            tolerance.bar_months
        ),
        (2, 20, 1, 2, 40, 12)
    );
    assert_eq!(
        (tolerance.clock_at_decision, tolerance.blocks, tolerance.adhoc),
        (ClockAtDecision::Run, ToleranceBlocks::Issue, false)
    );
    assert_eq!((s.negative.chief_rep_minutes, s.negative.section_wd, s.negative.joint_wd), (240, 1, 3));
    assert_eq!((s.unresolved_wd, s.bundle_opinion_wd), ([0, 5, 10], 2));
    let cross = &s.cross_region;
    assert_eq!((cross.push_wd, cross.paper_wd, cross.recheck_wd, cross.return_wd), (1, 2, 1, 1));
    assert_eq!((s.agent_original_alert_wd, s.draft_wipe_nd, s.dept_verify_wd), (3, 30, 3));
    assert_eq!((s.sign_for_until, s.closing_time()), (time(12, 0, 0, 0), time(17, 0, 0, 0)));
    assert_eq!((s.light.yellow_share_percent, s.light.yellow_days), (90, 1));
    let rating = &s.rating;
    assert_eq!((rating.verify_wd, rating.rectify_wd, rating.complex_wd, rating.link_nd), (1, 5, 15, 15));
    assert_eq!((s.push_supervision_wd, s.archive_wd, s.reveal_seconds), (1, 20, 30));
    let auth = &s.auth;
    assert_eq!((auth.fail_limit, auth.lock_minutes, auth.idle_hall_minutes, auth.idle_laptop_minutes), (5, 15, 10, 5));
    assert_eq!((auth.absolute_hours, s.log.local_nd, s.log.service_nd), (8, 180, 400));
}

#[test]
fn r15_every_profile_is_lawful_and_survives_the_wire() {
    for profile in Profile::ALL {
        let settings = profile.settings();
        settings.check().unwrap();
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&json).unwrap(), settings);
    }
    assert!(serde_json::from_str::<Settings>(r#"{"window_days":9}"#).is_err(), "a mistyped key is not lost silently");
}

#[test]
fn r15_profiles_differ_as_their_papers_do() {
    let of = Profile::settings;
    assert_eq!(of(Profile::Yangzhou).names.subject_code, "苏服码");
    assert_eq!(of(Profile::Jiyang).names.chief_representative, "首席事务代表");
    assert_eq!(of(Profile::Yangzhou).tolerance.blocks, ToleranceBlocks::Decision);
    assert_eq!(of(Profile::Zhengzhou).tolerance.blocks, ToleranceBlocks::Issue);
    let modes = of(Profile::Zhengzhou).tolerance.modes;
    assert!(modes.waive && modes.defer_review && modes.exempt_review);
    assert_eq!(of(Profile::Xianning).tolerance.modes, ToleranceModes::default());
    assert!(of(Profile::Guangdong).cross_region.scopes.contains(&CrossScope::Bay));
}

#[test]
fn r1_6_a_region_cannot_lengthen_what_the_law_fixes() {
    let mut settings = Settings::default();
    settings.limits.window_wd = 6;
    let error = settings.check().unwrap_err();
    assert_eq!((error.key, error.most, error.rule), ("window_limit_days", 5, "R1.6"));
    assert_eq!(settings.check().unwrap_err().reason().args, ["window_limit_days", "1", "5"]);
    let settings = Settings::default();
    assert_eq!([None, Some(3), Some(9)].map(|item| settings.window_limit_wd(item)), [5, 3, 5]);
}

#[test]
fn r15_the_settings_of_the_day_hold() {
    let mut history = SettingsHistory::new(Settings::default());
    let mut next = Settings { effective_from: date(2026, 7, 1), ..Settings::default() };
    next.limits.supplement_wd = 10;
    history.add(next.clone()).unwrap();
    assert_eq!(history.on(date(2026, 6, 30)).limits.supplement_wd, 15);
    assert_eq!(history.on(date(2026, 7, 1)).limits.supplement_wd, 10);
    next.limits.supplement_wd = 12;
    history.add(next.clone()).unwrap();
    assert_eq!(history.on(date(2027, 1, 1)).limits.supplement_wd, 12);
    next.limits.licence_wd = 21;
    assert!(history.add(next).is_err());
}
