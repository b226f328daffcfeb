//! Every endpoint × every role, and every path to a case through the same eyes.

use axum::http::Method;
use chuangtai::{
    contract::{CaseSummary, Changes, Page, Person},
    domain::{
        lifecycle::{Act, act},
        role::Role,
    },
};
use serde_json::json;

use super::{
    protocol::receive,
    world::{World, segment},
};

/// Method, path, body, and who may.
type Row<'a> = (Method, String, Option<&'a serde_json::Value>, &'a dyn Fn(Role) -> bool);

const CASEWORK: &[Role] = &[
    Role::Clerk,
    Role::Lead,
    Role::ChiefRep,
    Role::Reviewer,
    Role::Approver,
    Role::GovHead,
    Role::IssueClerk,
    Role::Supervisor,
    Role::Archivist,
    Role::Trainer,
    Role::HallManager,
];

/// What a question about a case of 市场监管局 gets: by role, with the person of that department where there is one.
fn person(world: &World, role: Role) -> Option<Person> {
    let mut found = world.people.iter().filter(|person| person.role == role);
    found.clone().find(|p| p.departments == ["scjg"]).or_else(|| found.next()).cloned()
}

#[test]
fn roles_by_endpoint() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let receipt = world.act(&clerk, case, 0, &receive(&world));
    let no = segment(&receipt.documents[0].no);
    let everyone = |_: Role| true;
    let casework = |role: Role| CASEWORK.contains(&role) || role == Role::SupervisingBody;
    let counter = |role: Role| {
        matches!(role, Role::Clerk | Role::Lead | Role::ChiefRep | Role::IssueClerk | Role::GridAgent | Role::Reviewer)
    };
    let queue =
        |role: Role| matches!(role, Role::Clerk | Role::Lead | Role::ChiefRep | Role::IssueClerk | Role::HallManager);
    let reveal = |role: Role| (counter(role) || role == Role::Approver) && role != Role::GridAgent;
    let lookup = json!({"number_kind": "ticket", "number": "A017", "purpose": "receive"});
    let reveals = json!({"case_id": case, "field": "applicant.phone", "reason": "deliver"});
    let nothing = json!({"items": []});
    let table: Vec<Row<'_>> = vec![
        (Method::GET, "/v1/me".into(), None, &everyone),
        (Method::GET, "/v1/items".into(), None, &everyone),
        (Method::GET, "/v1/catalogue/snapshots/latest".into(), None, &everyone),
        (Method::GET, "/v1/catalogue/changes?from=3".into(), None, &everyone),
        (Method::GET, "/v1/calendars/2026".into(), None, &everyone),
        (Method::GET, "/v1/changes".into(), None, &everyone),
        (Method::POST, "/v1/reconcile".into(), Some(&nothing), &everyone),
        (Method::GET, format!("/v1/cases/{case}"), None, &casework),
        (Method::GET, format!("/v1/cases/{case}/timeline"), None, &casework),
        (Method::GET, format!("/v1/cases/{case}/clock"), None, &casework),
        (Method::GET, format!("/v1/documents/{no}"), None, &casework),
        (Method::GET, "/v1/queue".into(), None, &queue),
        (Method::GET, "/v1/audit".into(), None, &|role| role == Role::Auditor),
        (Method::POST, "/v1/applicants/lookup".into(), Some(&lookup), &counter),
        (Method::POST, "/v1/reveals".into(), Some(&reveals), &reveal),
    ];
    for role in Role::ALL {
        let Some(person) = person(&world, role) else { continue };
        for (method, path, body, may) in &table {
            let body = body.map(|value| serde_json::to_vec(value).unwrap()).unwrap_or_default();
            let answer = world.send(method.clone(), path, Some(&world.token(&person)), &[], body);
            if may(role) {
                assert_eq!(answer.status, 200, "{role:?} {path}: {}", answer.text());
            } else {
                let status = answer.problem().status;
                assert!(matches!(status, 403 | 404), "{role:?} {path}: {status}");
                assert!(!answer.text().contains("桂兰"), "{role:?} {path}");
            }
        }
        for (method, path, ..) in &table {
            for token in [None, Some("stolen")] {
                assert_eq!(world.send(method.clone(), path, token, &[], b"{}".to_vec()).status, 401, "{path}");
            }
        }
    }
}

/// Out of scope is the same answer as not there, on every path (DESIGN 4).
#[test]
fn a_foreign_department_sees_nothing_on_any_path() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let receipt = world.act(&clerk, case, 0, &receive(&world));
    let own = world.of(Role::Reviewer, "scjg");
    let foreign = world.of(Role::Reviewer, "mzj");
    let missing = world.uuid();
    let number = receipt.case_no.unwrap();
    let seen = |person: &Person| {
        let one = world.get(person, &format!("/v1/cases/{case}")).status == 200;
        let query: Page<CaseSummary> = world.get(person, &format!("/v1/cases?number={number}")).json();
        let changes: Changes = world.get(person, "/v1/changes").json();
        (one, query.items.len(), changes.items.len())
    };
    assert_eq!(seen(&own), (true, 1, 1));
    assert_eq!(seen(&foreign), (false, 0, 0));
    let there = world.get(&foreign, &format!("/v1/cases/{case}")).problem();
    let nowhere = world.get(&foreign, &format!("/v1/cases/{missing}")).problem();
    assert_eq!((there.status, there.code, there.detail), (nowhere.status, nowhere.code, nowhere.detail));
    let command = world.seal(&foreign, case, 1, None, &Act::SignFor(act::SignedFor::default()));
    let problem = world.post_command(&foreign, &command).problem();
    assert_eq!((problem.status, problem.code.as_str()), (404, "not_found"));
    assert!(problem.receipt.is_none());
    assert_eq!(world.get(&foreign, "/v1/worklists/issue").problem().code, "role.not_allowed");
}

/// A command of the wrong role is refused by the law itself, with a receipt.
#[test]
fn r0_1_a_clerk_cannot_confirm_a_negative() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let proposal = act::NegativeProposal {
        kind: chuangtai::domain::escalation::NegativeKind::NotRequired,
        facts: "仅销售预包装食品".into(),
        basis: "食品安全法第三十五条".into(),
        guidance: String::new(),
    };
    world.act(&clerk, case, 1, &Act::NegativePropose(proposal));
    let ruling = act::NegativeRuling {
        kind: chuangtai::domain::escalation::NegativeKind::NotRequired,
        competent_organ: None,
        reason: "属实".into(),
    };
    let problem = world.refused(&clerk, case, 2, &Act::NegativeConfirm(ruling.clone()));
    assert_eq!(problem.status, 422);
    let chief = world.of(Role::ChiefRep, "scjg");
    let listed = world.get(&chief, "/v1/worklists/negatives").text();
    assert!(listed.contains(&case.to_string()));
    world.act(&chief, case, 2, &Act::NegativeConfirm(ruling));
}

#[test]
fn the_queue_calls_the_green_channel_first_and_each_ticket_once() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let call = || {
        let ticket: Option<chuangtai::contract::QueueTicket> = world.post(&clerk, "/v1/queue/calls", &json!({})).json();
        ticket
    };
    let first = call().unwrap();
    assert!(first.green, "R3.19");
    assert_eq!(first.called_by, clerk.window_id);
    let mut seen = vec![first.no];
    while let Some(ticket) = call() {
        assert!(!seen.contains(&ticket.no));
        seen.push(ticket.no);
    }
    assert!(seen.len() >= 5);
    let manager = world.role(Role::HallManager);
    assert_eq!(world.post(&manager, "/v1/queue/calls", &json!({})).problem().code, "queue.no_window");
}
