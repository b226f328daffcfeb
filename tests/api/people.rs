//! Passwords, sessions, devices, and a live hall that knows no demo.

use std::sync::Arc;

use axum::http::Method;
use chuangtai::{
    central::{Centre, Config, KeyPlace, Location, OpenError, auth::Cost},
    contract::{Person, Realm, Session},
    domain::{
        role::{Limits, Mandate, Role},
        settings::Profile,
    },
    ports::{Inline, ManualClock, ManualEntropy},
};
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use super::{
    books,
    world::{Answer, MORNING, call, clock_at, config},
};

fn live(clock: &Arc<ManualClock>, location: Location) -> Config {
    Config {
        location: books::place(location),
        keys: KeyPlace::Memory,
        realm: Realm::Live,
        hall: "扬州市政务服务中心".into(),
        profile: Profile::Yangzhou,
        clock: clock.clone(),
        entropy: Arc::new(ManualEntropy::seeded(3)),
        spawn: Arc::new(Inline),
    }
}

fn admin() -> Person {
    Person {
        id: Uuid::from_u128(1),
        name: "系统管理员".into(),
        staff_no: "admin".into(),
        role: Role::Admin,
        departments: Vec::new(),
        window_id: None,
        mandate: Mandate::default(),
        limits: Limits::default(),
    }
}

const PASSWORD: &str = "Chuang-tai-2026";

fn sign_in(centre: &Centre, login: &str, password: &str) -> Answer {
    let body = json!({"staff_no": login, "password": password});
    call(&centre.router(), Method::POST, "/v1/sessions", None, serde_json::to_vec(&body).unwrap())
}

#[test]
fn r11_2_five_wrong_tries_lock_and_nobody_learns_who_exists() {
    let clock = clock_at(MORNING);
    let centre = Centre::open(live(&clock, Location::Memory)).unwrap();
    centre.set_password(&admin(), PASSWORD, Cost::Least).unwrap();
    let session: Session = sign_in(&centre, "admin", PASSWORD).json();
    assert_eq!(session.person.role, Role::Admin);

    let wrong = sign_in(&centre, "admin", "Wrong-pass-2026").problem();
    let unknown = sign_in(&centre, "nobody", "Wrong-pass-2026").problem();
    assert_eq!((wrong.status, wrong.code.as_str()), (401, "session.sign_in_failed"));
    assert_eq!((&wrong.title, &wrong.detail, &wrong.code), (&unknown.title, &unknown.detail, &unknown.code));
    for _ in 0..4 {
        sign_in(&centre, "admin", "Wrong-pass-2026").problem();
    }
    assert_eq!(sign_in(&centre, "admin", PASSWORD).status, 401, "locked, with the same words");
    clock.advance(SignedDuration::from_mins(14));
    assert_eq!(sign_in(&centre, "admin", PASSWORD).status, 401);
    clock.advance(SignedDuration::from_mins(2));
    assert_eq!(sign_in(&centre, "admin", PASSWORD).status, 200);
}

#[test]
fn a_token_ends_after_minutes_and_when_it_is_signed_out() {
    let clock = clock_at(MORNING);
    let centre = Centre::open(live(&clock, Location::Memory)).unwrap();
    centre.set_password(&admin(), PASSWORD, Cost::Least).unwrap();
    let me = |token: &str| call(&centre.router(), Method::GET, "/v1/me", Some(token), Vec::new()).status.as_u16();
    let first: Session = sign_in(&centre, "admin", PASSWORD).json();
    let second: Session = sign_in(&centre, "admin", PASSWORD).json();
    assert_ne!(first.token, second.token);
    assert_eq!((me(&first.token), me(&second.token)), (200, 200));
    let out = call(&centre.router(), Method::DELETE, "/v1/sessions/current", Some(&first.token), Vec::new());
    assert_eq!(out.status, 200);
    assert_eq!((me(&first.token), me(&second.token)), (401, 200));
    clock.advance(SignedDuration::from_mins(14));
    assert_eq!(me(&second.token), 200);
    clock.advance(SignedDuration::from_mins(1));
    assert_eq!(me(&second.token), 401);
}

#[test]
fn a_live_hall_has_no_demo_and_a_database_keeps_its_realm() {
    let dir = tempfile::tempdir().unwrap();
    let location = Location::File(dir.path().join("centre.db"));
    let clock = clock_at(MORNING);
    let centre = Centre::open(live(&clock, location.clone())).unwrap();
    for path in ["/v1/demo/people", "/v1/demo/session", "/v1/demo/clock", "/v1/demo/registers"] {
        for method in [Method::GET, Method::POST] {
            let answer = call(&centre.router(), method, path, None, b"{}".to_vec());
            assert_eq!(answer.problem().code, "not_found", "{path}");
        }
    }
    drop(centre);
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    assert!(matches!(Centre::open_demo(config(&clock, location, keys)), Err(OpenError::OtherRealm { .. })));
}

#[test]
fn enrolment_needs_a_key_a_name_and_on_a_live_hall_the_right() {
    let clock = clock_at(MORNING);
    let centre = Centre::open(live(&clock, Location::Memory)).unwrap();
    centre.set_password(&admin(), PASSWORD, Cost::Least).unwrap();
    let clerk = Person { id: Uuid::from_u128(2), staff_no: "c1".into(), role: Role::Clerk, ..admin() };
    centre.set_password(&clerk, PASSWORD, Cost::Least).unwrap();
    let enrol = |login: &str, key: &str, name: &str| {
        let session: Session = sign_in(&centre, login, PASSWORD).json();
        let body = json!({"epoch": Uuid::nil(), "public_key": key, "name": name});
        let body = serde_json::to_vec(&body).unwrap();
        call(&centre.router(), Method::POST, "/v1/devices", Some(&session.token), body)
    };
    let key = chuangtai::contract::KeyPair::from_seed(&[5; 32]).unwrap().public_key();
    assert_eq!(enrol("admin", &key, "综合窗口03").status, 200);
    assert_eq!(enrol("admin", "AAAA", "综合窗口03").problem().code, "device.key");
    assert_eq!(enrol("admin", &key, " ").problem().code, "device.name");
    assert_eq!(enrol("c1", &key, "综合窗口03").problem().code, "device.code", "only with consent");
}

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let location = Location::File(dir.path().join("centre.db"));
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let clock = clock_at(MORNING);
    if matches!(books::place(location.clone()), Location::File(_)) {
        std::fs::write(dir.path().join("centre.setup"), b"cut short").unwrap();
    }
    let first = Centre::open_demo(config(&clock, location.clone(), keys.clone())).unwrap();
    let meta = first.meta().unwrap();
    drop(first);
    let names = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.into_iter().all(|name| !name.contains("setup")), "nothing is left of the setting up");
    clock.advance(SignedDuration::from_hours(1));
    let again = Centre::open_demo(config(&clock, location, keys)).unwrap();
    let after = again.meta().unwrap();
    assert_eq!(meta.keys, after.keys, "receipts of yesterday still verify");
    assert_eq!(meta.catalogue_version, after.catalogue_version, "furnished once");
    assert!(after.now > meta.now);
}
