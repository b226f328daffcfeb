//! ASVS 2.4.1, RELIABILITY T37: nobody reads the whole store, neither page by page nor as a file.

use axum::http::Method;
use chuangtai::{
    central::{Centre, Config, KeyPlace, Location},
    contract::{AuditPage, CaseSummary, ExportReason, Page, Person},
    domain::role::{Limits, Role},
    ports::ManualEntropy,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    books,
    department::under_review,
    protocol::receive,
    sight::staff,
    sync::on_disk,
    world::{Answer, World, call, config},
};

/// A hundredth of what is usual: 30 rows, 10 cases, 2 persons, 1 value, 10 exported rows in an hour.
fn narrow() -> World {
    let world = World::new();
    world.centre.limit_reading(1);
    world
}

/// How many go well before one is too much.
fn until_too_much(mut ask: impl FnMut() -> Answer) -> (usize, Answer) {
    for count in 0..200 {
        let answer = ask();
        if answer.status == 429 {
            return (count, answer);
        }
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    panic!("nobody is stopped");
}

fn wait(answer: &Answer) -> i64 {
    answer.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

fn refused(world: &World, person: &Person, event: &str) -> usize {
    let trail: AuditPage = world.get(&world.role(Role::Auditor), "/v1/audit?limit=200").json();
    let records = trail.links.iter().map(|link| serde_json::from_str::<Value>(&link.body).unwrap());
    let mine = records.filter(|record| record["user"] == person.id.to_string() && record["event"] == event);
    mine.filter(|record| record["reason_code"] == "reading.too_much" && record["result"] == "refused").count()
}

#[test]
fn abuse_load_cases_are_read_by_the_hour_and_by_the_day() {
    let world = narrow();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let open = || world.get(&clerk, &format!("/v1/cases/{case}"));
    let (count, answer) = until_too_much(open);
    assert_eq!((count, wait(&answer)), (10, 1800), "half past nine");
    let problem = answer.problem();
    assert_eq!(problem.code, "reading.too_much");
    assert!(problem.title.contains("案件") && problem.detail.unwrap().contains("整点"), "{}", problem.title);
    assert_eq!(refused(&world, &clerk, "open_case"), 1, "what was stopped is recorded");
    // History and papers lead to the same, work goes on, and a colleague is not meant.
    assert_eq!(world.get(&clerk, &format!("/v1/cases/{case}/timeline")).status, 429);
    assert_eq!(world.get(&clerk, "/v1/worklists/todo").status, 200);
    assert_eq!(world.get(&world.role(Role::Lead), &format!("/v1/cases/{case}")).status, 200);
    let system = staff(944, Role::Integration, &[], Limits::default());
    world.hire(&system);
    assert_eq!(until_too_much(|| world.get(&system, &format!("/v1/cases/{case}"))).0, 100, "it reads for many");
    // The next hour is another; a day has four of them.
    for hour in 10..13 {
        world.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(until_too_much(open).0, 10, "{hour}");
    }
    world.clock.advance(SignedDuration::from_hours(1));
    let (count, answer) = until_too_much(open);
    assert_eq!((count, wait(&answer)), (0, 10 * 3600 + 1800), "until midnight");
    world.clock.advance(SignedDuration::from_secs(wait(&answer)));
    world.sign_in_again();
    assert_eq!(open().status, 200, "another day");
}

#[test]
fn abuse_load_persons_values_and_rows_have_their_own_measure() {
    let world = narrow();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    // Whoever received has looked somebody up once.
    let receipt = world.act(&clerk, case, 0, &receive(&world));
    let (who, other) = (world.role(Role::Lead), world.role(Role::ChiefRep));
    let ticket = json!({"number_kind": "ticket", "number": "A017", "purpose": "receive"});
    let (count, _) = until_too_much(|| world.post(&who, "/v1/applicants/lookup", &ticket));
    assert_eq!((count, refused(&world, &who, "search")), (2, 1));
    let phone = json!({"case_id": case, "field": "applicant.phone", "reason": "deliver"});
    let (count, _) = until_too_much(|| world.post(&who, "/v1/reveals", &phone));
    assert_eq!((count, refused(&world, &who, "reveal")), (1, 1));

    // Rows that came and questions that found nothing count alike.
    let found = format!("/v1/cases?number={}", receipt.case_no.unwrap());
    for no in 0..15 {
        let rows = |path: &str| world.get(&who, path).json::<Page<CaseSummary>>().items.len();
        assert_eq!((rows(&found), rows(&format!("/v1/cases?number=none{no}"))), (1, 0));
    }
    assert_eq!(until_too_much(|| world.get(&who, &found)).0, 0);
    // A first page comes as often as it is asked for; the pages behind it do not.
    for _ in 0..40 {
        assert_eq!(world.get(&other, "/v1/worklists/todo?limit=1").status, 200);
    }
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    let first: Page<CaseSummary> = world.get(&other, "/v1/worklists/todo?limit=1").json();
    let second = format!("/v1/worklists/todo?limit=1&cursor={}", first.next.unwrap());
    assert_eq!(until_too_much(|| world.get(&other, &second)).0, 30);
}

/// Another instance on the same books, or the same one started again, forgets nothing.
#[test]
fn abuse_load_another_instance_counts_on() {
    let dir = tempfile::tempdir().unwrap();
    let world = on_disk(dir.path(), 0);
    world.centre.limit_reading(1);
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let path = format!("/v1/cases/{case}");
    for _ in 0..6 {
        assert_eq!(world.get(&clerk, &path).status, 200);
    }
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let config = config(&world.clock, Location::File(dir.path().join("centre.db")), keys);
    let entropy = std::sync::Arc::new(ManualEntropy::seeded(8));
    let other = Centre::open_demo_empty(Config { entropy, ..config }).unwrap();
    other.limit_reading(1);
    let (router, token) = (other.router(), world.token(&clerk));
    let (count, _) = until_too_much(|| call(&router, Method::GET, &path, Some(&token), Vec::new()));
    assert_eq!(count, 4);
    assert_eq!(world.get(&clerk, &path).status, 429);
}

#[test]
fn export_guard_no_more_leaves_in_parts_than_at_once() {
    let world = narrow();
    under_review(&world);
    let manager = world.role(Role::HallManager);
    let asked = json!({"list": "inbox", "reason": ExportReason::Report});
    let (count, _) = until_too_much(|| world.post(&manager, "/v1/exports/cases", &asked));
    assert_eq!((count, refused(&world, &manager, "export")), (10, 1));
    let colleague = staff(943, Role::HallManager, &[], Limits::default());
    world.hire(&colleague);
    assert_eq!(world.post(&colleague, "/v1/exports/cases", &asked).status, 200);
}

#[test]
fn export_guard_a_list_of_more_than_five_hundred_does_not_leave() {
    let dir = tempfile::tempdir().unwrap();
    let world = on_disk(dir.path(), 0);
    let case = under_review(&world).to_string();
    let (file, manager) = (dir.path().join("centre.db"), world.role(Role::HallManager));
    let copy = |from: u32, until: u32| {
        let copies = (from..until).map(|no| {
            let id = format!("{no:08x}-0000-4000-8000-000000000000");
            format!(
                "INSERT INTO cases (id, version, state, case_no, receipt_no, item_code, item_name, department,
                     applicant_id, opened_by, received_by, received_at, changed_at, tolerance_open, tolerance_due,
                     query_code, body, region, window_id)
                 SELECT '{id}', version, state, case_no || '-{no}', receipt_no || '-{no}', item_code, item_name,
                     department, applicant_id, opened_by, received_by, received_at, changed_at, tolerance_open,
                     tolerance_due, query_code, replace(body, '{case}', '{id}'), region, window_id
                 FROM cases WHERE id = '{case}';
                 INSERT INTO worklists (list, case_id, due, due_kind, task)
                 SELECT list, '{id}', due, due_kind, task FROM worklists WHERE case_id = '{case}';"
            )
        });
        books::run(&file, &format!("BEGIN;{}COMMIT;", copies.collect::<String>())).unwrap();
    };
    let asked = json!({"list": "inbox", "reason": ExportReason::Report});
    copy(1, 500);
    let whole = world.post(&manager, "/v1/exports/cases", &asked);
    assert_eq!((whole.status.as_u16(), whole.text().lines().count()), (200, 501), "the heads and as many as may leave");
    copy(500, 501);
    let answer = world.post(&manager, "/v1/exports/cases", &asked);
    assert_eq!(answer.status, 422);
    let problem = answer.problem();
    assert_eq!(problem.code, "export.too_many");
    assert!(problem.title.contains("500") && problem.detail.unwrap().contains("日期"), "{}", problem.title);
    let trail: AuditPage = world.get(&world.role(Role::Auditor), "/v1/audit?limit=200").json();
    assert!(trail.links.iter().any(|link| link.body.contains("export.too_many")), "a try is recorded as well");
}
