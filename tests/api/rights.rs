//! What rights mean at single doors. Every door × every role stands in `matrix`, every path to a case in `sight`.

use chuangtai::{
    contract::{CaseSummary, Changes, Page, Person},
    domain::{
        lifecycle::{Act, act},
        role::Role,
    },
};
use serde_json::json;

use super::{protocol::receive, world::World};

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
