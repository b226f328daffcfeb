//! RULES 15 from their day on: when the hall is open (R9.6), what files may be sent (R6.2), whom departments' systems may
//! be reached at. Each is proposed by its keeper, reviewed by a second person, and holds from a day on.

use chuangtai::{
    contract::{ClockView, OfficeDraft, RegionLaw},
    domain::{case::State, role::Role},
};
use jiff::{SignedDuration, civil::date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    files::{opened, scan, upload_path},
    office::{clerk_of, days_pass, import_json, published, publisher, upload},
    world::World,
};

const DAY: &str = "2026-09-16";

fn settings(changes: &Value) -> Value {
    json!({"region_code": "321000", "changes": changes})
}

/// Decided by its keeper and a second person, in force from a day on.
fn decide(world: &World, keeper: Role, changes: &Value, day: &str) -> OfficeDraft {
    let keeper = clerk_of(world, 8, keeper);
    let draft = import_json(world, &keeper, "settings", &settings(changes)).drafts.remove(0);
    published(world, &keeper, &publisher(world), &draft, day)
}

/// Where a case stands that was received on Monday 14 September, so long after that moment.
fn state_after(world: &World, case: Uuid, time: SignedDuration) -> State {
    world.clock.advance(time);
    world.sign_in_again();
    world.centre.fire_due().unwrap();
    world.case(&world.role(Role::Clerk), case).case.state
}

#[test]
fn r9_6_r15_the_day_ends_when_the_hall_closes_by_the_hours_in_force_on_it() {
    // Monday 09:30; the next Sunday is worked, so that five working days are over then, at closing time (T13).
    let until_half_past_five = SignedDuration::from_hours(6 * 24 + 8);
    let half_an_hour = SignedDuration::from_mins(30);
    for (day, late) in [(None, false), (Some(DAY), true), (Some("2026-09-22"), false)] {
        let world = World::new();
        let (clerk, case) = opened(&world);
        let clocks: ClockView = world.get(&clerk, &format!("/v1/cases/{case}/clock")).json();
        assert_eq!(clocks.lines[0].due, Some(date(2026, 9, 20)));
        if let Some(day) = day {
            let hours = json!({"hall.sessions": "9:00-12:00,14:00-18:00"});
            decide(&world, Role::HallManager, &hours, day);
            let law: RegionLaw = world.get(&world.role(Role::Clerk), "/v1/law").json();
            let (held, left_out) = law.in_force();
            assert!(left_out.is_empty());
            let closes = |day| held.on(day).closing_time().to_string();
            assert_eq!(closes(date(2026, 9, 15)), "17:00:00", "what a desk judges by until then");
            assert_eq!(closes(date(2026, 9, 22)), "18:00:00");
        }
        let expected = if late { State::Received } else { State::Accepted };
        assert_eq!(state_after(&world, case, until_half_past_five), expected, "{day:?}");
        assert_eq!(state_after(&world, case, half_an_hour), State::Accepted, "{day:?}");
    }
}

#[test]
fn r9_6_r15_hours_of_another_form_are_refused_with_the_form() {
    let world = World::new();
    let manager = clerk_of(&world, 8, Role::HallManager);
    for hours in ["全天", "13:30-17:00,09:00-12:00", "09:00-13:00,12:00-17:00", "22:00-06:00", ""] {
        let bytes = serde_json::to_vec(&settings(&json!({"hall.sessions": hours}))).unwrap();
        let refused = upload(&world, &manager, "settings", "application/json", &bytes).problem();
        assert_eq!((refused.status, refused.code.as_str()), (422, "office.import_refused"), "{hours}");
        assert!(refused.errors[0].detail.contains("09:00-12:00,13:30-17:00"), "{:?}", refused.errors);
    }
    let admin = clerk_of(&world, 9, Role::Admin);
    let bytes = serde_json::to_vec(&settings(&json!({"hall.sessions": "09:00-17:00"}))).unwrap();
    assert_eq!(upload(&world, &admin, "settings", "application/json", &bytes).status, 403, "not the system's hours");
}

#[test]
fn r15_files_are_taken_by_the_settings_in_force() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    decide(&world, Role::Admin, &json!({"files.largest_mib": 1, "files.waiting_days": 1}), DAY);
    let begin = |mark: &str| {
        let bytes = scan(mark, 2 << 20);
        let path = upload_path(case, &chuangtai::contract::sha256_hex(&bytes));
        world.send_piece(&clerk, &path, 0, bytes.len(), &bytes[..1000])
    };
    assert_eq!(begin("before").status, 200);
    days_pass(&world, 1);
    assert_eq!(world.centre.sweep_files().unwrap(), 0, "seven days until then");
    days_pass(&world, 1);
    let large = begin("after").problem();
    assert_eq!((large.status, large.code.as_str()), (413, "upload.too_large"));
    assert!(large.title.contains('1') || large.detail.is_some_and(|detail| detail.contains('1')));
    assert_eq!(world.centre.sweep_files().unwrap(), 1, "one day from then on");
}

#[test]
fn r15_departments_are_told_inside_the_closed_network_only_from_the_day_on() {
    let world = World::new();
    let admin = clerk_of(&world, 9, Role::Admin);
    let inside = json!({"url": "https://10.1.2.3/hook", "department": "scjg"});
    let ask = || world.post(&admin, "/v1/webhooks", &inside);
    decide(&world, Role::Admin, &json!({"webhooks.private_addresses": true}), DAY);
    assert_eq!(ask().problem().code, "webhook.private");
    days_pass(&world, 2);
    let made = ask();
    assert_eq!(made.status, 200, "{}", made.text());
}
