//! Exactly once: same bytes, other bytes, stale versions, what is recorded and what is not.

use axum::http::{Method, StatusCode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chuangtai::{
    contract::{
        ChainMark, Changes, Command, KeyPair, MarkedMeta, Person, Receipt, ReconcileAnswer, ReconcileItem,
        ReconcileRequest, ReconcileState, canonical_bytes, fingerprint,
    },
    domain::{
        case::State,
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
};
use serde_json::Value;

use super::world::{World, food, row};

/// A receiving act for the food licence, complete.
pub fn receive(world: &World) -> Act {
    let who = world.lookup("A017");
    let rows = [1, 2, 3, 4, 5, 6, 8, 9]
        .into_iter()
        .map(|no| match no {
            1 => row(no, SatisfyBy::EForm),
            4 => row(no, SatisfyBy::CopyChecked),
            _ => row(no, SatisfyBy::PaperOriginal),
        })
        .collect();
    let application = world.food_application(&who, rows);
    Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
}

fn note(text: &str) -> Act {
    Act::NoteAdd(act::Note { text: text.to_owned() })
}

#[test]
fn f30_the_same_command_twice_has_one_effect_and_one_receipt() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let command = world.seal(&clerk, case, 0, None, &receive(&world));
    let first = world.post_command(&clerk, &command);
    let again = world.post_command(&clerk, &command);
    assert_eq!(first.body, again.body, "byte for byte");
    assert!(first.headers.get("idempotency-replayed").is_none());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(world.receipt(&command, &again).version, Some(1));
    assert_eq!(world.case(&clerk, case).case.version, 1);
}

#[test]
fn the_same_id_with_other_bytes_is_refused_and_changes_nothing() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let command = world.seal(&clerk, case, 0, None, &receive(&world));
    world.receipt(&command, &world.post_command(&clerk, &command));
    let mut other = command.clone();
    other.window_id = Some("04".to_owned());
    let problem = world.post_command(&clerk, &other).problem();
    assert_eq!((problem.status, problem.code.as_str()), (422, "command.key_reused"));
    assert!(problem.receipt.is_none(), "no verdict: the parcel stays");
    assert_eq!(world.case(&clerk, case).case.version, 1);
}

#[test]
fn r12_1_a_stale_version_is_rejected_for_ever_and_facts_commute() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    world.act(&clerk, case, 1, &note("申请人下午再来"));
    let stale = world.seal(&clerk, case, 1, None, &Act::Accept(act::Checks::default()));
    let problem = world.post_command(&clerk, &stale).problem();
    assert_eq!((problem.status, problem.code.as_str()), (412, "version.stale"));
    assert_eq!(problem.rule.as_deref(), Some("R12.1"));
    let payload = world.open(&stale, problem.receipt.as_ref().unwrap());
    assert_eq!((payload.version, payload.state), (Some(2), Some(State::Received)));
    let again = world.post_command(&clerk, &stale);
    assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(world.act(&clerk, case, 1, &note("已电话告知")).version, Some(3), "a note commutes");
}

#[test]
fn a_rejection_by_rule_is_signed_and_replayed() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let early = world.seal(&clerk, case, 1, None, &Act::HandOver(act::Transfer::default()));
    let first = world.post_command(&clerk, &early);
    let problem = first.problem();
    assert_eq!((problem.status, problem.code.as_str()), (422, "state.not_allowed"));
    assert!(world.open(&early, problem.receipt.as_ref().unwrap()).transitions.is_empty());
    world.act(&clerk, case, 1, &Act::Accept(act::Checks::default()));
    let late = world.post_command(&clerk, &early);
    assert_eq!(late.body, first.body, "a delayed copy is not accepted after the clerk was told no");
    assert_eq!(world.case(&clerk, case).case.state, State::Accepted);
}

#[test]
fn f36_f42_what_cannot_be_admitted_is_a_problem_without_verdict() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let token = world.token(&clerk);
    let case = world.uuid();
    let command = world.seal(&clerk, case, 0, None, &receive(&world));
    let bytes = command.seal().unwrap();
    let id = command.command_id;
    let signature = world.sign(&bytes);
    let code = |answer: super::world::Answer| {
        let problem = answer.problem();
        assert!(problem.receipt.is_none());
        assert!(!problem.title.is_empty() && problem.title.chars().any(|c| c > '\u{2e80}'), "{}", problem.title);
        (problem.status, problem.code)
    };
    let post = |bytes: &[u8]| code(world.post_bytes(&token, id, bytes, &world.sign(bytes)));

    let spaced = String::from_utf8(bytes.clone()).unwrap().replacen("\":", "\": ", 1);
    assert_eq!(post(spaced.as_bytes()), (400, "command.not_canonical".to_owned()));
    assert_eq!(post(b"<html>"), (400, "command.malformed".to_owned()));
    assert_eq!(post(b"{}"), (400, "command.malformed".to_owned()));

    let change = |edit: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
        edit(&mut value);
        post(&canonical_bytes(&value).unwrap())
    };
    assert_eq!(change(&|v| v["type"] = "case.teleport".into()), (400, "command.unknown_type".to_owned()));
    assert_eq!(change(&|v| v["type"] = "system.fire".into()), (400, "command.payload".to_owned()));
    assert_eq!(change(&|v| v["payload"]["extra"] = 1.into()), (400, "command.payload".to_owned()));
    assert_eq!(change(&|v| v["surprise"] = 1.into()), (400, "command.malformed".to_owned()));
    assert_eq!(change(&|v| v["v"] = 2.into()), (426, "command.newer_envelope".to_owned()));
    // F42: an older program is told to upgrade, and nothing of it is recorded.
    assert_eq!(change(&|v| v["v"] = 0.into()), (426, "command.older_envelope".to_owned()));
    assert_eq!(change(&|v| v["case_id"] = Value::Null), (400, "command.case_missing".to_owned()));
    assert_eq!(change(&|v| v["expected_version"] = 3.into()), (404, "not_found".to_owned()));
    assert_eq!(change(&|v| v["role"] = "ChiefRep".into()), (403, "role.not_held".to_owned()));
    assert_eq!(change(&|v| v["device_id"] = world.uuid().to_string().into()), (403, "device.unknown".to_owned()));
    let missing = world.uuid().to_string();
    assert_eq!(
        change(&|v| v["prev_command_id"] = missing.clone().into()),
        (425, "command.predecessor_missing".to_owned())
    );

    assert_eq!(
        code(world.post_bytes(&token, world.uuid(), &bytes, &signature)),
        (400, "command.key_missing".to_owned())
    );
    assert_eq!(code(world.post_bytes(&token, id, &bytes, "")), (403, "device.signature".to_owned()));
    let forged = URL_SAFE_NO_PAD.encode(KeyPair::from_seed(&[9; 32]).unwrap().sign(&bytes));
    assert_eq!(code(world.post_bytes(&token, id, &bytes, &forged)), (403, "device.signature".to_owned()));
    let lead = world.role(Role::Lead);
    assert_eq!(
        code(world.post_bytes(&world.token(&lead), id, &bytes, &signature)),
        (403, "actor.not_signed_in".to_owned())
    );
    assert_eq!(code(world.post_bytes("nonsense", id, &bytes, &signature)), (401, "session.expired".to_owned()));

    // None of these was recorded: the very same command is still good.
    world.receipt(&command, &world.post_command(&clerk, &command));
}

#[test]
fn a_second_command_at_the_same_place_of_a_device_shows_a_copied_store() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let first = world.seal(&clerk, case, 0, None, &receive(&world));
    world.receipt(&first, &world.post_command(&clerk, &first));
    let mut copy = world.seal(&clerk, case, 1, None, &note("x"));
    copy.seq = first.seq;
    let problem = world.post_command(&clerk, &copy).problem();
    assert_eq!((problem.status, problem.code.as_str()), (409, "device.forked"));
}

#[test]
fn f40_bodies_have_a_limit_a_type_and_every_no_is_a_problem() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let token = world.token(&clerk);
    let code = |answer: super::world::Answer| {
        let problem = answer.problem();
        (problem.status, problem.code)
    };
    let large = vec![b' '; 1024 * 1024 + 1];
    assert_eq!(
        code(world.send(Method::POST, "/v1/commands", Some(&token), &[], large)),
        (413, "body.too_large".to_owned())
    );
    let html = [("content-type", "text/html".to_owned())];
    let answer = world.send(Method::POST, "/v1/commands", Some(&token), &html, b"{}".to_vec());
    assert_eq!(code(answer), (415, "body.not_json".to_owned()));
    assert_eq!(code(world.get(&clerk, "/v1/nowhere")), (404, "not_found".to_owned()));
    assert_eq!(code(world.get(&clerk, "/v1/commands")), (405, "method.not_allowed".to_owned()));
    assert_eq!(code(world.get(&clerk, "/v1/cases/not-an-id")), (404, "not_found".to_owned()));
    assert_eq!(code(world.get(&clerk, "/v1/worklists/secret")), (404, "not_found".to_owned()));
    assert_eq!(code(world.get(&clerk, "/v1/cases?limit=many")), (400, "query.invalid".to_owned()));
    assert_eq!(code(world.get(&clerk, "/v1/cases")), (422, "query.empty".to_owned()));
    assert_eq!(code(world.get(&clerk, "/v1/worklists/todo?cursor=!")), (400, "cursor.invalid".to_owned()));
    let body = b"{\"person\":1}".to_vec();
    assert_eq!(code(world.send(Method::POST, "/v1/demo/session", None, &[], body)), (400, "body.malformed".to_owned()));
    let answer = world.send(Method::GET, "/v1/me", None, &[], Vec::new());
    assert_eq!(answer.headers["www-authenticate"], "Bearer realm=\"chuangtai\"");
    assert_eq!(code(answer), (401, "session.missing".to_owned()));
    assert_eq!(world.get(&clerk, "/v1/me").headers["cache-control"], "no-store");
}

#[test]
fn r7_20_numbers_have_no_gaps_over_rejected_commands() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let mut numbers = Vec::new();
    let mut receipts = Vec::new();
    let mut papers = Vec::new();
    for round in 0..4 {
        let case = world.uuid();
        if round % 2 == 1 {
            let Act::Receive(receiving) = receive(&world) else { unreachable!() };
            let mut broken = receiving;
            broken.application.form.clear();
            let problem = world.refused(&clerk, case, 0, &Act::Receive(broken));
            assert_eq!(problem.status, 422);
            continue;
        }
        let receipt = world.act(&clerk, case, 0, &receive(&world));
        numbers.push(receipt.case_no.unwrap());
        receipts.push(receipt.receipt_no.unwrap());
        papers.extend(receipt.documents.into_iter().map(|paper| paper.no));
    }
    assert!(numbers[0].ends_with("202609140001") && numbers[1].ends_with("202609140002"), "{numbers:?}");
    assert!(receipts[0].starts_with("2609140030001") && receipts[1].starts_with("2609140030002"), "{receipts:?}");
    assert!(papers[0].ends_with("〔2026〕00001号") && papers[1].ends_with("〔2026〕00002号"), "{papers:?}");
}

#[test]
fn f53_the_change_feed_has_no_holes_and_reconcile_tells_the_verdicts() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let command = world.seal(&clerk, case, 0, None, &receive(&world));
    let first = world.post_command(&clerk, &command);
    world.receipt(&command, &first);
    for version in 1..4 {
        world.act(&clerk, case, version, &note("n"));
    }
    let changes: Changes = world.get(&clerk, "/v1/changes?after=0").json();
    let seqs: Vec<u64> = changes.items.iter().map(|change| change.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4]);
    let page: Changes = world.get(&clerk, "/v1/changes?after=1&limit=2").json();
    assert_eq!((page.items.len(), page.cursor), (2, 3));

    let unknown = world.uuid();
    let asked = |command_id, bytes: &[u8]| ReconcileItem { command_id, fingerprint: fingerprint(bytes) };
    let bytes = command.seal().unwrap();
    let request = ReconcileRequest {
        items: vec![asked(command.command_id, &bytes), asked(command.command_id, b"x"), asked(unknown, b"y")],
    };
    let answer: ReconcileAnswer = world.post(&clerk, "/v1/reconcile", &request).json();
    assert_eq!(answer.items[0].state, ReconcileState::Settled { receipt: first.json::<Receipt>(), problem: None });
    assert_eq!(answer.items[1].state, ReconcileState::OtherBytes);
    assert_eq!(answer.items[2].state, ReconcileState::Unknown);
    let other: ReconcileAnswer = world.post(&world.role(Role::Lead), "/v1/reconcile", &request).json();
    let gist = first.json::<Receipt>().gist();
    assert!(gist.is_some());
    let known = ReconcileState::Known { gist };
    assert_eq!(other.items[0].state, known, "of somebody else's command no more than whether one heard the same");
    assert_eq!(other.items[1].state, ReconcileState::Unknown, "and not even that to who does not know its bytes");
}

#[test]
fn f62_whatever_a_desk_learns_brings_a_mark_that_the_chain_runs_through() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let command = world.seal(&clerk, case, 0, None, &receive(&world));
    let answer = world.post_command(&clerk, &command);
    let receipt = world.receipt(&command, &answer);
    let mut marks = vec![ChainMark { seq: receipt.audit_seq, hash: receipt.audit_hash }];
    marks.push(world.get(&clerk, "/v1/changes?after=0").json::<Changes>().mark);
    let nothing = ReconcileRequest { items: vec![] };
    marks.push(world.post(&clerk, "/v1/reconcile", &nothing).json::<ReconcileAnswer>().mark);
    world.act(&clerk, case, 1, &note("n"));
    let places: Vec<String> = marks.iter().map(|mark| mark.seq.to_string()).collect();
    let told: MarkedMeta = world.get(&clerk, &format!("/v1/meta?at={}", places.join(","))).json();
    assert_eq!(told.at, marks);
    assert_eq!(told.head.seq, marks[0].seq + 1, "the note");
    let beyond: MarkedMeta = world.get(&clerk, &format!("/v1/meta?at=0,{}", told.head.seq + 1)).json();
    assert_eq!(
        beyond.at.iter().map(|mark| mark.seq).collect::<Vec<_>>(),
        [0],
        "a place that the chain has not reached"
    );
    for wrong in ["x", "-1", "1;2"] {
        assert_eq!(world.get(&clerk, &format!("/v1/meta?at={wrong}")).status, 400, "{wrong}");
    }
    let many = ["1"; 101].join(",");
    assert_eq!(world.get(&clerk, &format!("/v1/meta?at={many}")).status, 400);
}

#[test]
fn a_guide_that_is_not_in_force_takes_no_case() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let Act::Receive(mut receiving) = receive(&world) else { unreachable!() };
    receiving.application.guide_version.version = 2;
    let problem = world.refused(&clerk, world.uuid(), 0, &Act::Receive(receiving));
    assert_eq!((problem.status, problem.code.as_str()), (422, "guide.unknown"));
    let mut command = world.seal(&clerk, world.uuid(), 0, None, &receive(&world));
    command.guide_version = Some("x@1".to_owned().try_into().unwrap());
    assert_eq!(world.post_command(&clerk, &command).problem().code, "guide.mismatch");
    assert!(food(1).starts_with(super::world::FOOD));
}

/// Whatever a refused command touched on its way goes back; only the verdict and the audit record stay.
#[test]
fn a_refused_command_leaves_nothing_but_its_verdict() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let Act::Receive(mut receiving) = receive(&world) else { unreachable!() };
    receiving.application.applicant.number_kind = "citizen_id".into();
    receiving.application.applicant.number = "000000199001010018".into();
    receiving.application.form.clear();
    let case = world.uuid();
    world.refused(&clerk, case, 0, &Act::Receive(receiving));
    let request = serde_json::json!({
        "number_kind": "citizen_id", "number": "000000199001010018", "purpose": "receive"
    });
    let who: chuangtai::contract::LookupAnswer = world.post(&clerk, "/v1/applicants/lookup", &request).json();
    assert!(who.party.is_none(), "the centre learnt nobody from it");
    assert_eq!(world.get(&clerk, &format!("/v1/cases/{case}")).status, StatusCode::NOT_FOUND);
    let changes: Changes = world.get(&clerk, "/v1/changes").json();
    assert!(changes.items.is_empty());
}

#[test]
fn r5_15_a_window_is_one_of_the_hall_and_of_the_person() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let narrow = super::sight::staff(
        8_001,
        Role::Clerk,
        &[],
        Limits { windows: vec!["03".into(), "05".into()], ..Limits::default() },
    );
    let narrow = Person { window_id: Some("03".into()), ..narrow };
    world.hire(&narrow);
    let nowhere = super::sight::staff(8_002, Role::Lead, &[], Limits::default());
    let nowhere = Person { window_id: None, ..nowhere };
    world.hire(&nowhere);
    let neighbour = super::sight::staff(8_003, Role::Clerk, &[], Limits::default());
    world.hire(&Person { window_id: Some("05".into()), ..neighbour });
    // Who, the window they name, and what the centre says to that.
    for (person, window, no) in [
        (&clerk, clerk.window_id.as_deref(), None),
        (&clerk, None, None),
        (&clerk, Some("05"), None),
        (&clerk, Some("99"), Some("window.unknown")),
        (&narrow, Some("05"), None),
        (&narrow, Some("04"), Some("window.not_yours")),
        (&nowhere, Some("05"), Some("window.not_yours")),
    ] {
        let act = if person.role == Role::Lead { note("巡查") } else { receive(&world) };
        let command =
            Command { window_id: window.map(ToOwned::to_owned), ..world.seal(person, world.uuid(), 0, None, &act) };
        let answer = world.post_command(person, &command);
        match no {
            None => assert_eq!(answer.status, StatusCode::OK, "{window:?}: {}", answer.text()),
            Some(code) => {
                let problem = answer.problem();
                assert_eq!((problem.status, problem.code.as_str()), (403, code), "{window:?}");
                assert!(problem.receipt.is_none() && problem.title.contains("窗口"), "the parcel stays");
            }
        }
    }
}
