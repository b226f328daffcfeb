//! What the catalogue office decides reaches every desk, and holds there from its day on, with the centre and without it;
//! and what it decides of signing in.

use axum::http::Method;
use chuangtai::{
    contract::{OfficeDraft, OfficeImport, RegionLaw, Session, TotpSecret},
    desk::{Desk, DeskError},
    domain::{
        calendar::date_in_beijing,
        guide::ToleranceMode,
        lifecycle::{Act, act},
        role::Role,
        tolerance::{self, Credit, CreditFinding, Request, Wish},
    },
};
use jiff::{SignedDuration, civil::date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    desk::Joined,
    gate::{Gate, PASSWORD, somebody},
    main_job::{ask, rows},
    office::{DRAFTS, act_on, days_pass, editor, import_json, published, publisher},
    sign_in::digits,
    world::{FOOD, World, food},
};

/// Days that the desk would give for the material that the list lets wait.
fn offered(joined: &Joined, desk: &Desk) -> Option<u32> {
    let law = joined.wait(desk.law()).unwrap();
    let day = date_in_beijing(joined.world.now());
    let guide = joined.world.guide(FOOD);
    let wishes = [Wish { material: guide.material(&food(6)).unwrap(), days: None, form: None }];
    let request = Request {
        guide: &guide,
        wishes: &wishes,
        credit: &CreditFinding { credit: Credit::Clean, ..CreditFinding::default() },
        commits: true,
        agent: None,
        tolerated_before: false,
        chief_rep_signs: false,
        day,
    };
    let due = |from, days| law.in_force.calendar_on(day).add_working_days(from, days).on;
    tolerance::offer(&request, &law.in_force.on(day).tolerance, &due).unwrap().lines[0].days
}

fn settings(changes: &Value) -> Value {
    json!({"region_code": "321000", "changes": changes})
}

/// Received today, and accepted with so many days for the same material.
fn accepts_with(world: &World, days: u32) -> bool {
    let (clerk, case, who) = (world.role(Role::Clerk), world.uuid(), world.lookup("A017"));
    let answered = ask(world, &who, case);
    let application = world.food_application(&who, rows(world, &answered));
    let receive =
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }));
    world.act(&clerk, case, 0, &receive);
    let mode = ToleranceMode::SupplementLater;
    let accept = Act::AcceptWithTolerance(act::ToleranceDemand {
        lines: vec![act::ToleratedMaterial { material_code: food(6), mode, due_days: Some(days) }],
        signed: true,
        signed_by_applicant: true,
        credit_evidence: answered.credit.evidence_id,
        materials: Vec::new(),
    });
    world.post_command(&clerk, &world.seal(&clerk, case, 1, None, &accept)).status == 200
}

#[test]
fn r15_what_the_office_decides_reaches_the_desk_and_holds_from_its_day_on() {
    let joined = Joined::new();
    let world = &joined.world;
    let (editor, publisher, clerk) = (editor(world), publisher(world), world.role(Role::Clerk));
    let desk = joined.desk("one", Role::Clerk);
    assert_eq!(joined.wait(desk.law()).unwrap().confirmed_at, None, "the profile stands in for it");
    joined.wait(desk.tick()).unwrap();
    assert_eq!(joined.heard("/v1/law"), [200]);
    joined.wait(desk.tick()).unwrap();
    assert_eq!(joined.heard("/v1/law"), [] as [u16; 0], "the centre says that nothing is new");
    assert_eq!((offered(&joined, &desk), accepts_with(world, 5)), (Some(5), true));

    let change = settings(&json!({"tolerance.cap": 3, "guides.warn_days": 1, "guides.block_days": 2}));
    let draft = import_json(world, &editor, "settings", &change).drafts.remove(0);
    published(world, &editor, &publisher, &draft, "2026-09-16");
    joined.wait(desk.tick()).unwrap();
    assert_eq!(joined.heard("/v1/law"), [200], "what is to come");
    let law = joined.wait(desk.law()).unwrap();
    assert_eq!(law.in_force.next_change(date(2026, 9, 14)), Some(date(2026, 9, 16)));
    assert_eq!((law.confirmed_at, law.left_out.len()), (Some(world.now()), 0));
    assert_eq!((offered(&joined, &desk), accepts_with(world, 5)), (Some(5), true), "its day has not come");

    // Its day comes while the line is down, over a restart of the program.
    joined.cut(true);
    world.clock.advance(SignedDuration::from_hours(48));
    world.sign_in_again();
    assert_eq!(offered(&joined, &desk), Some(3));
    drop(desk);
    let desk = joined.open("one");
    assert_eq!(offered(&joined, &desk), Some(3));
    assert_eq!(joined.wait(desk.law()).unwrap().confirmed_at, law.confirmed_at, "as old as it is");
    let receive = || {
        let application = world.food_application(&world.lookup("A017"), Vec::new());
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
    };
    let sealed = joined.wait(desk.seal(&receive(), Some(Uuid::from_u128(5)), 0, None));
    assert!(matches!(sealed, Err(DeskError::CatalogueTooOld)), "two days are enough here (F28): {sealed:?}");

    // The centre judges alike, and a day later nothing is new.
    joined.cut(false);
    world.centre.fire_due().unwrap();
    let again = |desk: &Desk| {
        joined.wait(async {
            desk.connect().await.unwrap();
            desk.sign_in_demo(clerk.id).await.unwrap();
            desk.tick().await.unwrap();
        });
    };
    again(&desk);
    assert_eq!(joined.heard("/v1/law"), [200]);
    assert_eq!((offered(&joined, &desk), accepts_with(world, 5), accepts_with(world, 3)), (Some(3), false, true));
    days_pass(world, 1);
    again(&desk);
    assert_eq!(joined.heard("/v1/law"), [304], "asked with the tag of what is here");
    assert_eq!(joined.wait(desk.law()).unwrap().confirmed_at, Some(world.now()));
    assert_eq!(offered(&joined, &desk), Some(3));
}

#[test]
fn r9_4_a_notice_that_was_published_reaches_the_desk_and_one_that_was_withdrawn_goes() {
    let joined = Joined::new();
    let world = &joined.world;
    let (editor, publisher) = (editor(world), publisher(world));
    let desk = joined.desk("one", Role::Clerk);
    let year = |day: &str| {
        joined.wait(desk.tick()).unwrap();
        let law = joined.wait(desk.law()).unwrap();
        law.in_force.calendar_on(day.parse().unwrap()).year(2027).is_some()
    };
    assert!(!year("2026-12-31"));
    let notice = json!({"year": 2027, "basis": "国办发明电〔2026〕9号", "days": {"makeup_workdays": ["2027-01-09"],
        "holidays": ["2027-01-01", "2027-05-01", "2027-05-02", "2027-10-01", "2027-10-02", "2027-10-03"]}});
    let draft = import_json(world, &editor, "calendar", &notice).drafts.remove(0);
    let draft = published(world, &editor, &publisher, &draft, "2026-10-01");
    assert!(year("2026-10-01") && !year("2026-09-30"));
    assert_eq!(act_on(world, &publisher, &draft, "withdrawals", &json!({})).status, 200);
    assert!(!year("2026-12-31"), "withdrawn before its day");

    let again = import_json(world, &editor, "calendar", &notice).drafts.remove(0);
    published(world, &editor, &publisher, &again, "2026-09-14");
    assert!(year("2026-09-14"), "in force today");
    let law: RegionLaw = world.get(&world.role(Role::Reviewer), "/v1/law").json();
    assert_eq!(law.years.iter().map(|year| (year.year, year.from)).max(), Some((2027, None)));
    assert_eq!(law.in_force.values.len(), chuangtai::domain::settings::TABLE.len());
}

#[test]
fn r15_settings_are_of_the_whole_region() {
    let world = World::new();
    let part = json!({"region_code": "321002", "changes": {"supplement_days": 10}});
    let bytes = serde_json::to_vec(&part).unwrap();
    let refused = super::office::upload(&world, &editor(&world), "settings", "application/json", &bytes).problem();
    assert_eq!((refused.status, refused.code.as_str()), (422, "office.import_refused"));
    assert!(refused.errors[0].detail.contains("321000"), "{:?}", refused.errors);
}

/// Administrator and publisher of a live hall put settings in force from a day on.
fn decide(gate: &Gate, changes: &Value, day: &str) {
    let (admin, publisher) = (gate.sign_in("admin").token, gate.sign_in("p1").token);
    let import = gate.post(Some(&admin), "/v1/catalogue/office/imports?kind=settings", &settings(changes));
    assert_eq!(import.status, 200, "{}", import.text());
    let mut draft: OfficeDraft = import.json::<OfficeImport>().drafts.remove(0);
    for (token, act, more) in [
        (&admin, "submissions", json!({})),
        (&publisher, "reviews", json!({"pass": true})),
        (&publisher, "publications", json!({"effective": day})),
    ] {
        let mut body = json!({"expected_version": draft.version});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let done = gate.post(Some(token), &format!("{DRAFTS}/{}/{act}", draft.id), &body);
        assert_eq!(done.status, 200, "{}", done.text());
        draft = done.json();
    }
}

fn gate() -> Gate {
    let gate = Gate::new();
    gate.hire(&somebody(5, Role::CataloguePublisher, "p1"));
    gate
}

fn to_the_day(gate: &Gate) {
    gate.pass(2 * 24 * 60 * 60);
    gate.centre().fire_due().unwrap();
}

#[test]
fn r11_2_sessions_and_locks_are_those_of_the_region_from_the_day_on() {
    let gate = gate();
    let changes = json!({"auth.absolute": 1, "auth.access_minutes": 5, "auth.fail_limit": 2, "auth.lock": 60,
        "auth.device_grant": false});
    decide(&gate, &changes, "2026-09-16");
    let wrong = json!({"staff_no": "c1", "password": "Wrong-pass-2026"});
    let tries = |count: usize| (0..count).for_each(|_| drop(gate.try_sign_in(&wrong).problem()));
    let ask = || gate.form("/oauth/device_authorization", "client_id=chuangtai", &[]).status.as_u16();
    let lives = |minutes: i64| {
        let session = gate.sign_in("c1");
        gate.pass(minutes * 60);
        gate.me(&session.token)
    };
    assert_eq!((lives(14), ask()), (200, 200));
    tries(4);
    gate.sign_in("c1");

    to_the_day(&gate);
    assert_eq!((lives(4), lives(6), ask()), (200, 401, 400));
    let mut refresh = gate.sign_in("c1").refresh_token.unwrap();
    for _ in 0..14 {
        gate.pass(4 * 60);
        refresh = gate.refresh(&refresh).unwrap().refresh_token;
    }
    gate.pass(4 * 60);
    assert!(gate.refresh(&refresh).is_err(), "one hour is over");
    tries(2);
    gate.pass(59 * 60);
    assert_eq!(gate.try_sign_in(&json!({"staff_no": "c1", "password": PASSWORD})).status, 401);
    gate.pass(2 * 60);
    gate.sign_in("c1");
}

#[test]
fn r11_2_whoever_holds_a_role_that_needs_a_second_factor_sets_it_up_first() {
    let gate = gate();
    decide(&gate, &json!({"auth.totp_roles": "Admin、CataloguePublisher"}), "2026-09-16");
    assert!(!gate.sign_in("admin").must_enrol_totp, "its day has not come");
    to_the_day(&gate);
    let clerk = gate.sign_in("c1");
    assert_eq!((clerk.must_enrol_totp, gate.get(&clerk.token, "/v1/items").status.as_u16()), (false, 200));

    let session = gate.sign_in("admin");
    assert!(session.must_enrol_totp);
    let token = session.token.as_str();
    let refused = gate.get(token, "/v1/staff").problem();
    assert_eq!((refused.status, refused.code.as_str()), (403, "totp.must_enrol"));
    assert!(refused.detail.unwrap().contains("chuangtai session totp"));
    assert_eq!(gate.post(Some(token), "/v1/devices/codes", &json!({})).problem().code, "totp.must_enrol");
    assert_eq!(gate.me(token), 200);
    assert!(gate.refresh(session.refresh_token.as_deref().unwrap()).unwrap().must_enrol_totp);

    let secret: TotpSecret = gate.post(Some(token), "/v1/me/totp", &json!({"password": PASSWORD})).json();
    assert_eq!(gate.get(token, "/v1/staff").status, 403, "begun is not done");
    let code = digits(&secret.secret, &gate);
    assert_eq!(gate.post(Some(token), "/v1/me/totp/confirm", &json!({"code": code})).status, 200);
    assert_eq!(gate.get(token, "/v1/staff").status, 200, "the same session goes on");

    gate.pass(30);
    let sign_in = json!({"staff_no": "admin", "password": PASSWORD});
    assert_eq!(gate.try_sign_in(&sign_in).problem().code, "session.second_factor");
    let with = json!({"staff_no": "admin", "password": PASSWORD, "totp": digits(&secret.secret, &gate)});
    let session: Session = gate.try_sign_in(&with).json();
    assert!(!session.must_enrol_totp);
    gate.pass(30);
    let remove = json!({"password": PASSWORD, "code": digits(&secret.secret, &gate)});
    let kept = gate.post(Some(&session.token), "/v1/me/totp/remove", &remove).problem();
    assert_eq!((kept.status, kept.code.as_str()), (409, "totp.demanded"));
}

#[test]
fn r15_the_law_is_for_those_who_work_here_and_has_a_tag() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    assert_eq!(world.send(Method::GET, "/v1/law", None, &[], Vec::new()).status, 401);
    let first = world.get(&clerk, "/v1/law");
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = || {
        world.send(Method::GET, "/v1/law", Some(&world.token(&clerk)), &[("if-none-match", tag.clone())], Vec::new())
    };
    assert_eq!((again().status.as_u16(), again().body.len()), (304, 0));
    world.clock.advance(SignedDuration::from_hours(24));
    world.sign_in_again();
    assert_eq!(again().status, 304, "another day changes nothing by itself");
}
