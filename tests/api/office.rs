//! The catalogue office: the way of a draft, four eyes, and what holds for old cases.

use axum::http::Method;
use chuangtai::{
    contract::{
        CaseDetail, CatalogueSnapshot, Meta, OfficeContent, OfficeDetail, OfficeDifference, OfficeDraft, OfficeImport,
        OfficeState, Page, Person, RegionSettings,
    },
    domain::{
        case::SupplementLine,
        check::{MaterialRow, Verdict},
        exemption::SatisfyBy,
        guide::Guide,
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    protocol::receive,
    sight::staff,
    world::{Answer, FOOD, World, food, row},
};

pub const DRAFTS: &str = "/v1/catalogue/office/drafts";

/// Somebody of the office, by a number of their own.
pub fn clerk_of(world: &World, number: u128, role: Role) -> Person {
    let person = staff(7_000 + number, role, &[], Limits::default());
    world.hire(&person);
    person
}

pub fn editor(world: &World) -> Person {
    clerk_of(world, 1, Role::CatalogueEditor)
}

pub fn publisher(world: &World) -> Person {
    clerk_of(world, 2, Role::CataloguePublisher)
}

/// Sends a file.
pub fn upload(world: &World, person: &Person, kind: &str, media: &str, bytes: &[u8]) -> Answer {
    let path = format!("/v1/catalogue/office/imports?kind={kind}");
    world.send(Method::POST, &path, Some(&world.token(person)), &[("content-type", media.to_owned())], bytes.to_vec())
}

pub fn import_json(world: &World, person: &Person, kind: &str, value: &Value) -> OfficeImport {
    let answer = upload(world, person, kind, "application/json", &serde_json::to_vec(value).unwrap());
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The food licence with something changed, as a draft.
pub fn food_draft(world: &World, person: &Person, change: impl FnOnce(&mut Guide)) -> OfficeDraft {
    let mut guide = world.guide(FOOD);
    change(&mut guide);
    import_json(world, person, "guide", &serde_json::to_value(&guide).unwrap()).drafts.remove(0)
}

/// A draft for the matrix: of 市场监管局, in the city.
pub fn some_draft(world: &World) -> Uuid {
    food_draft(world, &editor(world), |guide| guide.region_code = Some("321000".into())).id
}

pub fn act_on(world: &World, person: &Person, draft: &OfficeDraft, act: &str, more: &Value) -> Answer {
    let mut body = json!({"expected_version": draft.version});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.post(person, &format!("{DRAFTS}/{}/{act}", draft.id), &body)
}

fn done(answer: &Answer) -> OfficeDraft {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Submits and reviews it.
pub fn reviewed(world: &World, by: &Person, second: &Person, draft: &OfficeDraft) -> OfficeDraft {
    let draft = done(&act_on(world, by, draft, "submissions", &json!({})));
    done(&act_on(world, second, &draft, "reviews", &json!({"pass": true})))
}

pub fn published(world: &World, by: &Person, second: &Person, draft: &OfficeDraft, day: &str) -> OfficeDraft {
    let draft = reviewed(world, by, second, draft);
    done(&act_on(world, second, &draft, "publications", &json!({"effective": day})))
}

fn meta(world: &World) -> Meta {
    world.get(&world.role(Role::Clerk), "/v1/meta").json()
}

fn changes(world: &World, from: u64, day: &str) -> CatalogueSnapshot {
    world.get(&world.role(Role::Clerk), &format!("/v1/catalogue/changes?from={from}&day={day}")).json()
}

fn version_of(world: &World, code: &str) -> u32 {
    let items: Page<chuangtai::contract::ItemSummary> = world.get(&world.role(Role::Clerk), "/v1/items").json();
    items.items.iter().find(|item| item.code == code).unwrap().guide_version.as_ref().unwrap().version
}

/// A day later in the hall.
pub fn days_pass(world: &World, days: i64) {
    world.clock.advance(SignedDuration::from_hours(24 * days));
    world.sign_in_again();
    world.centre.fire_due().unwrap();
}

#[test]
fn r0_3_a_guide_comes_into_force_on_its_day_and_an_old_case_keeps_its_version() {
    let world = World::new();
    let (editor, publisher, clerk) = (editor(&world), publisher(&world), world.role(Role::Clerk));
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let before = meta(&world).catalogue_version;

    let draft = food_draft(&world, &editor, |guide| guide.promised.value = Some(6));
    assert_eq!((&draft.state, draft.undecided), (&OfficeState::Draft.into(), 0));
    let difference: OfficeDifference = world.get(&publisher, &format!("{DRAFTS}/{}/difference", draft.id)).json();
    assert_eq!(difference.against.as_deref(), Some(format!("{FOOD}@1").as_str()));
    let lines: Vec<_> = difference.lines.iter().map(|line| (line.what.as_str(), line.after.as_deref())).collect();
    assert_eq!(lines, [("promised", Some("6个工作日"))]);

    let scheduled = published(&world, &editor, &publisher, &draft, "2026-09-16");
    assert_eq!(scheduled.state, OfficeState::Scheduled);
    assert_eq!((meta(&world).catalogue_version, version_of(&world, FOOD)), (before, 1), "its day has not come");

    days_pass(&world, 2);
    assert_eq!(version_of(&world, FOOD), 2);
    let now = meta(&world).catalogue_version;
    assert_eq!(now, before + 1);
    let news = changes(&world, before, "2026-09-16");
    assert_eq!(news.guides.iter().map(|guide| guide.id.version).collect::<Vec<_>>(), [2], "what a desk fetches");
    let detail: OfficeDetail = world.get(&editor, &format!("{DRAFTS}/{}", draft.id)).json();
    assert_eq!(detail.draft.state, OfficeState::InForce);
    let acts: Vec<&str> = detail.steps.iter().map(|step| step.act.as_str()).collect();
    assert_eq!(acts, ["import", "submit", "review", "publish", "in_force"]);

    // The case that was received under the first version stays with it; a new one has to go by the second.
    let old: CaseDetail = world.case(&clerk, case);
    assert_eq!(old.case.guide_version.version, 1);
    assert_eq!(world.guide(FOOD).promised.value, Some(10));
    let late = world.seal(&clerk, world.uuid(), 0, None, &receive(&world));
    assert_eq!(world.post_command(&clerk, &late).problem().code, "guide.superseded");
    let goes_on = world.seal(&clerk, case, old.case.version, None, &Act::NoteAdd(act::Note { text: "x".into() }));
    assert_eq!(world.post_command(&clerk, &goes_on).status, 200);
}

#[test]
fn r12_4_nobody_reviews_or_publishes_what_they_edited_whatever_role_they_hold_by_then() {
    let world = World::new();
    let (editor, publisher) = (editor(&world), publisher(&world));
    let draft = food_draft(&world, &editor, |guide| guide.promised.value = Some(6));
    let submitted = done(&act_on(&world, &editor, &draft, "submissions", &json!({})));
    assert_eq!(
        act_on(&world, &editor, &submitted, "reviews", &json!({"pass": true})).problem().code,
        "role.not_allowed"
    );

    // The editor becomes a publisher: still the same person.
    world.hire(&Person { role: Role::CataloguePublisher, ..editor.clone() });
    world.sign_in_again();
    let refused = act_on(&world, &editor, &submitted, "reviews", &json!({"pass": true})).problem();
    assert_eq!(
        (refused.status, refused.code.as_str(), refused.rule.as_deref()),
        (403, "office.same_person", Some("R12.4"))
    );
    let ready = done(&act_on(&world, &publisher, &submitted, "reviews", &json!({"pass": true})));
    let refused = act_on(&world, &editor, &ready, "publications", &json!({"effective": "2026-09-20"})).problem();
    assert_eq!(refused.code, "office.same_person");
    done(&act_on(&world, &publisher, &ready, "publications", &json!({"effective": "2026-09-20"})));

    // What was tried is on record, with codes and nothing else.
    let auditor = clerk_of(&world, 9, Role::Auditor);
    let trail = world.get(&auditor, "/v1/audit?after=0&limit=200").text();
    assert!(trail.contains("office.denied/") && trail.contains("office.same_person"));
    for act in ["import", "submit", "review", "publish"] {
        assert!(trail.contains(&format!("office.{act}/guide/{}", draft.id)), "{act}");
    }
    assert!(!trail.contains("食品"), "no free text inside");
}

#[test]
fn a_draft_goes_its_way_and_no_other() {
    let world = World::new();
    let (editor, publisher) = (editor(&world), publisher(&world));
    let draft = food_draft(&world, &editor, |guide| guide.promised.value = Some(6));
    let code = |answer: &Answer| answer.problem().code;
    assert_eq!(code(&act_on(&world, &publisher, &draft, "reviews", &json!({"pass": true}))), "office.state");
    let submitted = done(&act_on(&world, &editor, &draft, "submissions", &json!({})));
    assert_eq!(code(&act_on(&world, &editor, &draft, "submissions", &json!({}))), "version.stale");
    assert_eq!(code(&act_on(&world, &publisher, &submitted, "reviews", &json!({"pass": false}))), "office.no_reason");
    let back = done(&act_on(&world, &publisher, &submitted, "reviews", &json!({"pass": false, "remark": "时限依据?"})));
    assert_eq!(back.state, OfficeState::Returned);

    // Edited again: another limit, and the version that is reviewed is the new one.
    let mut guide = world.guide(FOOD);
    guide.promised.value = Some(7);
    let content = serde_json::to_value(OfficeContent::Guide(Box::new(guide.clone()))).unwrap();
    let edited = done(&act_on(&world, &editor, &back, "revisions", &json!({"content": content})));
    assert_eq!(edited.state, OfficeState::Draft);
    guide.statutory.value = Some(3);
    let content = serde_json::to_value(OfficeContent::Guide(Box::new(guide))).unwrap();
    let broken = act_on(&world, &editor, &edited, "revisions", &json!({"content": content})).problem();
    assert_eq!(broken.code, "office.broken");
    assert!(broken.errors[0].detail.contains("R1.30"), "{:?}", broken.errors);

    let ready = reviewed(&world, &editor, &publisher, &edited);
    let late = act_on(&world, &publisher, &ready, "publications", &json!({"effective": "2026-09-13"})).problem();
    assert_eq!(late.code, "office.in_the_past");
    let scheduled = done(&act_on(&world, &publisher, &ready, "publications", &json!({"effective": "2026-09-20"})));
    assert_eq!(code(&act_on(&world, &editor, &scheduled, "withdrawals", &json!({}))), "role.not_allowed");
    let gone = done(&act_on(&world, &publisher, &scheduled, "withdrawals", &json!({"remark": "缓行"})));
    assert_eq!((&gone.state, gone.effective), (&OfficeState::Withdrawn.into(), None));
    days_pass(&world, 10);
    assert_eq!(version_of(&world, FOOD), 1, "withdrawn before its day");
    assert_eq!(code(&act_on(&world, &publisher, &gone, "withdrawals", &json!({}))), "office.state");
}

/// Two drafts of one item: the second was compared with what the first then replaced.
#[test]
fn what_was_compared_with_an_older_version_is_compared_again() {
    let world = World::new();
    let (editor, publisher) = (editor(&world), publisher(&world));
    let one = food_draft(&world, &editor, |guide| guide.promised.value = Some(6));
    let two = food_draft(&world, &editor, |guide| guide.promised.value = Some(7));
    let two = done(&act_on(&world, &editor, &two, "submissions", &json!({})));
    let today = published(&world, &editor, &publisher, &one, "2026-09-14");
    assert_eq!((today.state, version_of(&world, FOOD)), (OfficeState::InForce.into(), 2), "from today on");
    let moved = act_on(&world, &publisher, &two, "reviews", &json!({"pass": true})).problem();
    assert_eq!((moved.status, moved.code.as_str()), (412, "office.base_moved"));
}

#[test]
fn r2_3_a_tolerance_list_gives_every_guide_under_it_a_version() {
    let world = World::new();
    let (editor, publisher, clerk) = (editor(&world), publisher(&world), world.role(Role::Clerk));
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let guide = world.guide(FOOD);
    let free = guide.materials.iter().find(|m| !m.is_main() && !m.never_tolerable && m.tolerance.is_some()).unwrap();
    let line = |code: &str, name: &str, days: u32| {
        json!({"no": 1, "item_code": FOOD, "material_code": code, "material": name,
               "mode": "SupplementLater", "due_days": days})
    };
    let list = |lines: Vec<Value>| json!({"region_code": "321000", "title": "清单", "lines": lines});

    // A main material, one that is not in the guide, an item that is not there: all named, nothing imported.
    let main = guide.materials.iter().find(|m| m.is_main()).unwrap();
    let wrong = list(vec![line(&main.code, &main.name, 3), line("none", "别的材料", 3)]);
    let refused =
        upload(&world, &editor, "tolerance", "application/json", &serde_json::to_vec(&wrong).unwrap()).problem();
    assert_eq!((refused.status, refused.code.as_str()), (422, "office.import_refused"));
    let rules: Vec<String> = refused.errors.iter().map(|error| format!("{} {}", error.pointer, error.detail)).collect();
    let rules = rules.join("\n");
    assert!(rules.contains("lines[1]") && rules.contains("R2.7"), "{rules}");
    assert!(rules.contains("lines[2]") && rules.contains("R2.3"), "{rules}");
    let none: Page<OfficeDraft> = world.get(&editor, DRAFTS).json();
    assert!(none.items.is_empty());

    let draft =
        import_json(&world, &editor, "tolerance", &list(vec![line(&free.code, &free.name, 2)])).drafts.remove(0);
    let difference: OfficeDifference = world.get(&publisher, &format!("{DRAFTS}/{}/difference", draft.id)).json();
    assert!(difference.lines.iter().all(|line| line.what == "tolerance" && line.item.is_some()));
    assert!(difference.lines.iter().any(|line| line.item.as_deref() == Some(FOOD)));
    published(&world, &editor, &publisher, &draft, "2026-09-14");
    let new: Guide = world.get(&clerk, &format!("/v1/items/{FOOD}/versions/2")).json();
    let tolerated: Vec<&str> =
        new.materials.iter().filter(|m| m.tolerance.is_some()).map(|m| m.code.as_str()).collect();
    assert_eq!(tolerated, [free.code.as_str()], "what is not on the list is not tolerated any more");
    assert_eq!(new.material(&free.code).unwrap().tolerance.as_ref().unwrap().due_days, Some(2));
    assert_eq!(world.case(&clerk, case).case.guide_version.version, 1, "the old case keeps the old list");
}

#[test]
fn r15_settings_lie_in_hands_have_bounds_and_begin_on_their_day() {
    let world = World::new();
    let (editor, publisher, clerk) = (editor(&world), publisher(&world), world.role(Role::Clerk));
    let manager = clerk_of(&world, 3, Role::HallManager);
    let of = |key: &str, value: Value| json!({"region_code": "321000", "changes": {key: value}});
    let refused = |person: &Person, change: &Value| {
        upload(&world, person, "settings", "application/json", &serde_json::to_vec(change).unwrap()).problem()
    };
    let out = refused(&editor, &of("window_limit_days", json!(6)));
    assert!(out.errors[0].detail.contains("R1.6"), "{:?}", out.errors);
    assert_eq!(refused(&editor, &of("rating.verify", json!(2))).rule.as_deref(), Some("R15"), "the hall's own");
    assert_eq!(refused(&manager, &of("supplement_days", json!(10))).status, 403);
    assert_eq!(refused(&manager, &json!({"guides": []})).status, 422);
    let foreign = json!({"region_code": "440000", "changes": {"supplement_days": 10}});
    assert_eq!(refused(&editor, &foreign).code, "office.import_refused");

    // A guide that leaves the term to the region.
    let silent = food_draft(&world, &editor, |guide| guide.supplement_days = None);
    published(&world, &editor, &publisher, &silent, "2026-09-14");
    let received = |world: &World| {
        let Act::Receive(mut receiving) = receive(world) else { unreachable!() };
        receiving.application.guide_version.version = 2;
        let case = world.uuid();
        world.act(&clerk, case, 0, &Act::Receive(receiving));
        case
    };
    let old = received(&world);
    let draft = import_json(&world, &editor, "settings", &of("supplement_days", json!(8))).drafts.remove(0);
    published(&world, &editor, &publisher, &draft, "2026-09-15");
    let value = |key: &str| {
        let settings: RegionSettings = world.get(&clerk, "/v1/settings").json();
        let line = settings.lines.into_iter().find(|line| line.key == key).unwrap();
        (line.value.to_string(), settings.effective_from.map(|day| day.to_string()))
    };
    assert_eq!(value("supplement_days"), ("15".into(), None));
    days_pass(&world, 1);
    assert_eq!(value("supplement_days"), ("8".into(), Some("2026-09-15".into())));
    let new = received(&world);
    let term = |case: Uuid| {
        let row = MaterialRow {
            verdict: Verdict::Defect,
            note: Some("未标明面积".into()),
            ..row(5, SatisfyBy::PaperOriginal)
        };
        world.act(
            &clerk,
            case,
            1,
            &Act::MaterialRecord(act::Checks { materials: vec![row], ..act::Checks::default() }),
        );
        let line = SupplementLine {
            material_code: food(5),
            lack: "未标明面积".into(),
            standard: "标明各功能区面积".into(),
            how: "到窗口补交".into(),
            sample_given: false,
        };
        let demand = act::SupplementDemand { lines: vec![line], term_days: None, signed: true };
        world.act(&clerk, case, 2, &Act::NotifySupplement(demand));
        world.case(&clerk, case).case.clocks.term.unwrap().days
    };
    assert_eq!((term(old), term(new)), (15, 8), "a case received before keeps what held then");
}

#[test]
fn r9_4_f47_a_notice_moves_open_deadlines_and_marks_no_date_provisional_any_more() {
    let world = World::at("2026-12-21T09:30:00+08:00");
    let (editor, publisher, clerk) = (editor(&world), publisher(&world), world.role(Role::Clerk));
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let line = |world: &World| {
        let clocks: chuangtai::contract::ClockView = world.get(&clerk, &format!("/v1/cases/{case}/clock")).json();
        let line = clocks.lines.into_iter().find(|line| line.kind == "window").unwrap();
        (line.due.unwrap().to_string(), line.provisional)
    };
    assert_eq!(line(&world), ("2026-12-28".into(), false));
    let next = world.uuid();
    world.clock.advance(SignedDuration::from_hours(24 * 8));
    world.sign_in_again();
    world.act(&clerk, next, 0, &receive(&world));
    let due = |world: &World| {
        let clocks: chuangtai::contract::ClockView = world.get(&clerk, &format!("/v1/cases/{next}/clock")).json();
        let line = clocks.lines.into_iter().find(|line| line.kind == "window").unwrap();
        (line.due.unwrap().to_string(), line.provisional)
    };
    assert_eq!(due(&world), ("2027-01-06".into(), true));
    // The notice: three days off, and a Saturday worked.
    let days = |holidays: &[&str]| {
        json!({"year": 2027, "basis": "国办发明电〔2026〕9号",
               "days": {"holidays": holidays, "makeup_workdays": ["2027-01-09"]}})
    };
    let short = serde_json::to_vec(&days(&["2027-01-01"])).unwrap();
    let refused = upload(&world, &editor, "calendar", "application/json", &short).problem();
    assert!(refused.errors[0].detail.contains("R9.4"), "a statutory day is missing: {:?}", refused.errors);
    let notice = days(&[
        "2027-01-01",
        "2027-01-04",
        "2027-01-05",
        "2027-05-01",
        "2027-05-02",
        "2027-10-01",
        "2027-10-02",
        "2027-10-03",
    ]);
    let draft = import_json(&world, &editor, "calendar", &notice).drafts.remove(0);
    let before = meta(&world).calendar_version;
    published(&world, &editor, &publisher, &draft, "2026-12-29");
    assert_ne!(meta(&world).calendar_version, before);
    assert_eq!(due(&world), ("2027-01-08".into(), false));
    let year: chuangtai::contract::CalendarYear = world.get(&clerk, "/v1/calendars/2027").json();
    assert_eq!(year.notice.unwrap().makeup_workdays.len(), 1);
    // R0.5: what time does has moved too.
    world.clock.set("2027-01-07T09:00:00+08:00".parse().unwrap());
    world.sign_in_again();
    world.centre.fire_due().unwrap();
    let state = |world: &World| format!("{:?}", world.case(&clerk, next).case.state);
    assert_eq!(state(&world), "Received");
    world.clock.set("2027-01-08T18:00:00+08:00".parse().unwrap());
    world.sign_in_again();
    world.centre.fire_due().unwrap();
    assert_eq!(state(&world), "Accepted");
}
