//! What leaves the centre: masked by default, clear only when asked with a reason, and every look recorded.

use axum::http::Method;
use chuangtai::{
    central::{Centre, KeyPlace, Location},
    contract::{AuditPage, RevealAnswer},
    domain::role::Role,
};
use serde_json::json;

use super::{
    books,
    protocol::receive,
    world::{MORNING, World, clock_at, config, segment},
};

#[test]
fn r11_6_cases_lists_and_papers_are_masked_and_reveals_are_recorded() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let who = world.lookup("A017").party.unwrap();
    assert_eq!(who.legal_representative.as_deref(), Some("张桂兰"), "clear at the counter");
    let case = world.uuid();
    let receipt = world.act(&clerk, case, 0, &receive(&world));
    let no = segment(&receipt.documents[0].no);
    for path in [
        format!("/v1/cases/{case}"),
        format!("/v1/cases/{case}/timeline"),
        "/v1/worklists/todo".to_owned(),
        "/v1/cases?item=%E9%A3%9F%E5%93%81".to_owned(),
        format!("/v1/documents/{no}"),
        "/v1/changes".to_owned(),
        "/v1/queue".to_owned(),
    ] {
        let answer = world.get(&clerk, &path);
        assert_eq!(answer.status, 200, "{path}");
        for secret in [who.phone.as_str(), who.address.as_str(), "张桂兰"] {
            assert!(!answer.text().contains(secret), "{path} shows {secret}");
        }
    }
    let shown = world.case(&clerk, case).case.application.applicant;
    assert!(shown.phone.contains('*'), "{}", shown.phone);

    let request = json!({"case_id": case, "field": "applicant.phone", "reason": "deliver"});
    let revealed: RevealAnswer = world.post(&clerk, "/v1/reveals", &request).json();
    assert_eq!(revealed.value, who.phone);
    let words = json!({"case_id": case, "field": "form.phone", "reason": "电话通知张桂兰"});
    assert_eq!(world.post(&clerk, "/v1/reveals", &words).json::<RevealAnswer>().value, who.phone);
    let unknown = json!({"case_id": case, "field": "applicant.shoe_size", "reason": "deliver"});
    assert_eq!(world.post(&clerk, "/v1/reveals", &unknown).problem().code, "reveal.field");

    let auditor = world.role(Role::Auditor);
    let trail: AuditPage = world.get(&auditor, "/v1/audit?limit=200").json();
    let reveals: Vec<_> = trail.links.iter().filter(|link| link.body.contains("\"reveal\"")).collect();
    assert_eq!(reveals.len(), 2);
    assert!(reveals[0].body.contains("applicant.phone") && reveals[0].body.contains("deliver"));
    let all: String = trail.links.iter().map(|link| link.body.as_str()).collect();
    assert!(!all.contains("张桂兰") && !all.contains(&who.phone) && !all.contains(&who.number), "no personal data");
    assert_eq!(trail.broken_at, None);
}

/// R7.12: the clear number stands in the protected tables and nowhere else.
#[test]
fn r7_12_clear_numbers_lie_in_the_protected_tables_only() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("centre.db");
    let location = Location::File(path.clone());
    let clock = clock_at(MORNING);
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let world = World::around(Centre::open_demo_empty(config(&clock, location, keys)).unwrap(), clock);
    let clerk = world.role(Role::Clerk);
    // 邓淑芬, a natural person, asks for nothing but is looked up and received for.
    let who = world.lookup("A021").party.unwrap();
    let act = receive(&world);
    let chuangtai::domain::lifecycle::Act::Receive(mut receiving) = act else { unreachable!() };
    receiving.application.applicant = who.clone();
    world.act(&clerk, world.uuid(), 0, &chuangtai::domain::lifecycle::Act::Receive(receiving));
    let holding = books::holding(&path, &who.number);
    assert_eq!(holding, ["personal_applicant", "personal_case", "personal_sealed"]);
}

#[test]
fn the_audit_chain_shows_tampering_and_tables_refuse_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("centre.db");
    let clock = clock_at(MORNING);
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let centre = Centre::open_demo_empty(config(&clock, Location::File(path.clone()), keys)).unwrap();
    let world = World::around(centre, clock);
    let clerk = world.role(Role::Clerk);
    let auditor = world.role(Role::Auditor);
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    let whole = |page: AuditPage| page.broken_at;
    assert_eq!(whole(world.get(&auditor, "/v1/audit").json()), None);

    for table in ["audit", "commands", "events", "documents", "changes", "personal_sealed"] {
        assert!(books::run(&path, &format!("DELETE FROM {table}")).is_err(), "{table} is append-only");
    }
    assert!(books::run(&path, "UPDATE audit SET body = ''").is_err());
    assert!(books::run(&path, "UPDATE centre SET realm = 'live'").is_err());
    // Somebody with the database's password takes the fences down first.
    books::take_fence_down(&path, "audit");
    books::run(&path, "UPDATE audit SET body = replace(body, 'done', 'gone') WHERE seq = 3").unwrap();
    assert_eq!(whole(world.get(&auditor, "/v1/audit").json()), Some(3));
    let me = world.send(Method::GET, "/healthz", None, &[], Vec::new());
    assert_eq!(me.status, 200);
}
