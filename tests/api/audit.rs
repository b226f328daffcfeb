//! RULES 11.4 and RELIABILITY 4: reading is recorded as well as writing, a no as well as a yes, and nothing personal ever
//! enters (`audit_no_pii`).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chuangtai::{
    contract::{AuditLink, AuditPage, Person},
    domain::role::{Limits, Role},
};
use serde_json::{Value, json};

use super::{
    protocol::receive,
    sight::staff,
    world::{World, segment},
};

/// The whole trail, as the auditor reads it.
fn trail(world: &World) -> Vec<AuditLink> {
    let auditor = world.role(Role::Auditor);
    let mut all: Vec<AuditLink> = Vec::new();
    loop {
        let after = all.last().map_or(0, |link| link.seq);
        let page: AuditPage = world.get(&auditor, &format!("/v1/audit?limit=200&after={after}")).json();
        assert_eq!(page.broken_at, None);
        let last = page.links.len() < 200;
        all.extend(page.links);
        if last {
            return all;
        }
    }
}

fn records(world: &World) -> Vec<Value> {
    trail(world).iter().map(|link| serde_json::from_str(&link.body).unwrap()).collect()
}

/// Forms in which a value could hide in a text.
fn forms(value: &str) -> Vec<String> {
    let hex = |bytes: &[u8]| {
        use std::fmt::Write as _;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    };
    let wide: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
    vec![
        value.to_owned(),
        value.chars().rev().collect(),
        STANDARD.encode(value),
        segment(value),
        hex(value.as_bytes()),
        hex(&wide),
    ]
}

#[test]
fn r11_10_nothing_personal_enters_the_trail() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let mut marks = Vec::new();
    for ticket in ["A017", "A021"] {
        let party = world.lookup(ticket).party.unwrap();
        let by_number = json!({"number_kind": party.number_kind, "number": party.number, "purpose": party.name});
        assert_eq!(world.post(&clerk, "/v1/applicants/lookup", &by_number).status, 200);
        marks.extend([party.name, party.number, party.phone, party.address]);
        marks.extend(party.legal_representative);
    }
    let case = world.uuid();
    let receipt = world.act(&clerk, case, 0, &receive(&world));
    let (name, phone) = (marks[0].clone(), marks[2].clone());
    let note = chuangtai::domain::lifecycle::act::Note { text: format!("{name} {phone}") };
    world.act(&clerk, case, 1, &chuangtai::domain::lifecycle::Act::NoteAdd(note));
    // Whatever a person types reaches the centre by these doors.
    for reason in [name.as_str(), "deliver", &phone, "x y\n"] {
        world.post(&clerk, "/v1/reveals", &json!({"case_id": case, "field": "applicant.phone", "reason": reason}));
    }
    for field in ["applicant.phone", "form.phone", &format!("form.{name}"), "agent.name"] {
        world.post(&clerk, "/v1/reveals", &json!({"case_id": case, "field": field, "reason": "deliver"}));
    }
    for mark in &marks {
        world.get(&clerk, &format!("/v1/cases?number={}", segment(mark)));
        world.get(&clerk, &format!("/v1/cases?item={}", segment(mark)));
        world.get(&clerk, &format!("/v1/documents/{}", segment(mark)));
        world.get(&clerk, &format!("/v1/worklists/{}", segment(mark)));
        let lookup = json!({"number_kind": "citizen_id", "number": mark, "purpose": "receive"});
        world.post(&clerk, "/v1/applicants/lookup", &lookup);
        let signs_in = json!({"staff_no": mark, "password": mark});
        world.send(axum::http::Method::POST, "/v1/sessions", None, &[], serde_json::to_vec(&signs_in).unwrap());
    }
    world.get(&clerk, &format!("/v1/documents/{}", segment(&receipt.documents[0].no)));
    let whole: String = trail(&world).iter().map(|link| link.body.clone() + "\n").collect();
    assert!(whole.lines().count() > 40);
    for mark in &marks {
        for form in forms(mark) {
            assert!(!whole.contains(&form), "{form} of {mark}");
        }
    }
}

#[test]
fn r11_9_reading_is_recorded_and_so_is_every_no() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let receipt = world.act(&clerk, case, 0, &receive(&world));
    let foreign = world.of(Role::Reviewer, "mzj");
    let admin = world.role(Role::Admin);
    let number = receipt.case_no.unwrap();
    let missing = world.uuid();
    let paper = segment(&receipt.documents[0].no);
    // Who, which path, event, result.
    let reads: [(&Person, String, &str, &str); 9] = [
        (&clerk, format!("/v1/cases/{case}"), "open_case", "done"),
        (&clerk, format!("/v1/cases/{case}/timeline"), "open_case", "done"),
        (&clerk, format!("/v1/documents/{paper}"), "open_case", "done"),
        (&clerk, format!("/v1/cases?number={number}"), "search", "done"),
        (&foreign, format!("/v1/cases/{case}"), "open_case", "refused"),
        (&foreign, format!("/v1/cases/{missing}"), "open_case", "refused"),
        (&foreign, format!("/v1/documents/{paper}"), "search", "refused"),
        (&admin, format!("/v1/cases/{case}"), "act", "refused"),
        (&clerk, "/v1/audit".to_owned(), "act", "refused"),
    ];
    for (person, path, event, result) in reads {
        world.token(person);
        let before = records(&world).len();
        world.get(person, &path);
        let after = records(&world);
        // Reading the trail is a record of its own, of each time.
        let new: Vec<&Value> =
            after[before..].iter().filter(|record| record["user"] == person.id.to_string()).collect();
        assert_eq!(new.len(), 1, "{path}");
        assert_eq!((new[0]["event"].as_str(), new[0]["result"].as_str()), (Some(event), Some(result)), "{path}");
        assert_eq!(new[0]["role"], format!("{:?}", person.role));
    }
}

/// What is sent about a case out of sight is recorded as well, though it has no effect and no verdict.
#[test]
fn a_try_at_a_case_out_of_sight_is_recorded() {
    let world = World::new();
    let case = world.uuid();
    world.act(&world.role(Role::Clerk), case, 0, &receive(&world));
    let stranger = staff(701, Role::Clerk, &["mzj"], Limits::default());
    world.hire(&stranger);
    let tries = || {
        let own = stranger.id.to_string();
        let mine = move |record: &Value| record["user"] == own && record["case_id"] == case.to_string();
        records(&world).into_iter().filter(mine).map(|record| record["event"].clone()).collect::<Vec<_>>()
    };
    let reveal = json!({"case_id": case, "field": "applicant.phone", "reason": "deliver"});
    assert_eq!(world.post(&stranger, "/v1/reveals", &reveal).status, 404);
    let note = chuangtai::domain::lifecycle::act::Note { text: "x".into() };
    let command = world.seal(&stranger, case, 1, None, &chuangtai::domain::lifecycle::Act::NoteAdd(note));
    assert_eq!(world.post_command(&stranger, &command).status, 404);
    assert_eq!(tries(), ["reveal", "act"]);
    assert!(
        records(&world)
            .iter()
            .filter(|r| r["case_id"] == case.to_string() && r["user"] == stranger.id.to_string())
            .all(|record| record["result"] == "refused")
    );
}

/// T23: for whoever may not see it, a case that is there and one that is not are the same in every way, the record included.
#[test]
fn out_of_scope_leaves_the_same_trace_as_not_there() {
    let world = World::new();
    let case = world.uuid();
    world.act(&world.role(Role::Clerk), case, 0, &receive(&world));
    let stranger = staff(700, Role::Supervisor, &["mzj"], Limits::default());
    world.hire(&stranger);
    let missing = world.uuid();
    for path in ["", "/timeline", "/clock"] {
        let there = world.get(&stranger, &format!("/v1/cases/{case}{path}"));
        let nowhere = world.get(&stranger, &format!("/v1/cases/{missing}{path}"));
        assert_eq!(
            (there.status, there.headers, there.body.len()),
            (nowhere.status, nowhere.headers, nowhere.body.len())
        );
    }
    let traces: Vec<Value> = records(&world)
        .into_iter()
        .filter(|record| record["user"] == stranger.id.to_string() && record["event"] == "open_case")
        .map(|mut record| {
            record.as_object_mut().unwrap().retain(|field, _| field != "case_id");
            record
        })
        .collect();
    assert_eq!(traces.len(), 4);
    assert_eq!((&traces[0], &traces[2]), (&traces[1], &traces[3]));
}
