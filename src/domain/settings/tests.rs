#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::domain::calendar::Year;

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
    let mut held = InForce::default();
    let mut next = Settings { effective_from: date(2026, 7, 1), ..Settings::default() };
    next.limits.supplement_wd = 10;
    held.add(next.clone());
    next.limits.supplement_wd = 12;
    held.add(next);
    let later = [("supplement_days", 8), ("tolerance.cap", 5)];
    let values = later.map(|(key, days)| (key.to_owned(), SettingValue::Number(days))).into();
    assert!(held.change(date(2026, 9, 1), &values).is_empty());
    // A day, and what holds on it: days to supplement, cap of tolerance, first day.
    for (day, supplement, cap, from) in [
        (Date::MIN, 15, 20, Date::MIN),
        (date(2026, 6, 30), 15, 20, Date::MIN),
        (date(2026, 7, 1), 12, 20, date(2026, 7, 1)),
        (date(2026, 8, 31), 12, 20, date(2026, 7, 1)),
        (date(2026, 9, 1), 8, 5, date(2026, 9, 1)),
        (Date::MAX, 8, 5, date(2026, 9, 1)),
    ] {
        let on = held.on(day);
        assert_eq!((on.limits.supplement_wd, on.tolerance.cap_wd, on.effective_from), (supplement, cap, from), "{day}");
    }
}

#[test]
fn r15_what_is_not_understood_changes_nothing_else() {
    let mut held = InForce::default();
    let values: BTreeMap<String, SettingValue> = [
        ("supplement_days", SettingValue::Number(10)),
        ("window_limit_days", SettingValue::Number(6)),
        ("of_the_year_2030", SettingValue::Switch(true)),
        ("tolerance.blocks", SettingValue::Word("never".into())),
        ("auth.totp_roles", SettingValue::Word("Admin、Auditor".into())),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    let mut left_out = held.change(date(2026, 7, 1), &values);
    left_out.sort();
    assert_eq!(left_out, ["of_the_year_2030", "tolerance.blocks", "window_limit_days"]);
    let on = held.on(date(2026, 7, 1));
    assert_eq!((on.limits.supplement_wd, on.limits.window_wd), (10, 5), "the law is not passed either");
    assert_eq!(on.auth.totp_roles, [Role::Auditor, Role::Admin].into());
    assert_eq!(on.tolerance, Profile::default().settings().tolerance);
}

#[test]
fn r9_4_a_notice_holds_from_its_day_and_a_wrong_one_never() {
    let mut held = InForce::default();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let off = ["2027-01-01", "2027-05-01", "2027-05-02", "2027-10-01", "2027-10-02", "2027-10-03"].map(day);
    let notice = Year { holidays: off.into(), makeup_workdays: [day("2027-01-09")].into() };
    held.announce(day("2026-12-01"), "a", 2027, notice.clone()).unwrap();
    assert!(held.announce(day("2026-12-05"), "b", 2027, Year::default()).is_err());
    for (on, known, version) in
        [("2026-11-30", false, "2026"), ("2026-12-01", true, "a"), ("2026-12-31", true, "a"), ("2030-01-01", true, "a")]
    {
        let calendar = held.calendar_on(day(on));
        assert_eq!((calendar.year(2027).is_some(), calendar.version.as_str()), (known, version), "{on}");
    }
    assert_eq!(held.calendar_on(Date::MAX).years().map(|(year, _)| year).last(), Some(2027));
}
