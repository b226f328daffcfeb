//! ASVS 7.5.3, the mark `!` of RELIABILITY 5.3: weighty things are for somebody who showed not long ago who they are.

use axum::http::Method;
use chuangtai::{
    central::auth::Cost,
    contract::{AuditPage, Person, Session, TokenForm},
    desk::{Delivered, outbox::Why},
    domain::{case::State, role::Role},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    four_eyes::{confirm, propose},
    gate::PASSWORD,
    protocol::receive,
    sync::{Field, on_disk},
    world::{Answer, World},
};

/// Signs in for the first time.
fn come(world: &World, person: &Person) -> Session {
    world.centre.set_password(person, PASSWORD, Cost::Least).unwrap();
    sign_in(world, person)
}

/// Signs in as on any day, with a password.
fn sign_in(world: &World, person: &Person) -> Session {
    let asked = json!({"staff_no": person.staff_no, "password": PASSWORD});
    world.send(Method::POST, "/v1/sessions", None, &[], serde_json::to_vec(&asked).unwrap()).json()
}

/// So many minutes later: the session goes on, as a desk keeps it going.
fn later(world: &World, session: &Session, minutes: i64) -> Session {
    world.clock.advance(SignedDuration::from_mins(minutes));
    let form = TokenForm::refresh(session.refresh_token.clone().unwrap(), None);
    let answer = world.centre.token(&form, b"", None).unwrap().unwrap();
    Session { token: answer.access_token, refresh_token: Some(answer.refresh_token), ..session.clone() }
}

fn post(world: &World, session: &Session, path: &str, body: &Value) -> Answer {
    world.send(Method::POST, path, Some(&session.token), &[], serde_json::to_vec(body).unwrap())
}

fn stale(answer: &Answer) {
    assert_eq!(answer.status, 401, "{}", answer.text());
    let problem = answer.problem();
    assert_eq!(problem.code, "session.step_up");
    assert!(problem.title.contains("30 分钟") && problem.detail.unwrap().contains("画面"), "{}", problem.title);
}

#[test]
fn t01_values_in_clear_and_lists_want_a_sign_in_of_this_half_hour() {
    let world = World::new();
    world.centre.demand_step_up(30);
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let reveal = json!({"case_id": case, "field": "applicant.phone", "reason": "deliver"});
    let export = json!({"list": "todo", "reason": "report"});
    let (first, manager) = (come(&world, &clerk), come(&world, &world.role(Role::HallManager)));
    let (clerks, managers) = (later(&world, &first, 30), later(&world, &manager, 0));
    assert_eq!(post(&world, &clerks, "/v1/reveals", &reveal).status, 200);
    assert_eq!(post(&world, &managers, "/v1/exports/cases", &export).status, 200);
    let (clerks, managers) = (later(&world, &clerks, 1), later(&world, &managers, 0));
    stale(&post(&world, &clerks, "/v1/reveals", &reveal));
    stale(&post(&world, &managers, "/v1/exports/cases", &export));
    // Everything else goes on, and nothing was asked of a demo's people, who have no password.
    let path = format!("/v1/cases/{case}");
    assert_eq!(world.send(Method::GET, &path, Some(&clerks.token), &[], Vec::new()).status, 200);
    assert_eq!(world.post(&clerk, "/v1/reveals", &reveal).status, 200);
    let trail: AuditPage = world.get(&world.role(Role::Auditor), "/v1/audit?limit=200").json();
    let recorded = |what: &str| {
        trail.links.iter().filter(|link| link.body.contains("session.step_up") && link.body.contains(what)).count()
    };
    assert_eq!((recorded("/v1/reveals"), recorded("/v1/exports/cases")), (1, 1));
    // The same person once more.
    let again = sign_in(&world, &clerk);
    assert_eq!(post(&world, &again, "/v1/reveals", &reveal).status, 200);
}

#[test]
fn t20_a_verdict_wants_one_as_well_and_its_answer_is_given_again_without() {
    let world = World::new();
    world.centre.demand_step_up(30);
    let (clerk, chief) = (world.role(Role::Clerk), world.of(Role::ChiefRep, "scjg"));
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let clerks = later(&world, &come(&world, &clerk), 40);
    let send = |session: &Session, bytes: &[u8], id| world.post_bytes(&session.token, id, bytes, &world.sign(bytes));
    let proposal = world.seal(&clerk, case, 1, None, &propose());
    let answer = send(&clerks, &proposal.seal().unwrap(), proposal.command_id);
    assert_eq!(answer.status, 200, "to propose is everyday work: {}", answer.text());

    let ruling = world.seal(&chief, case, 2, None, &confirm());
    let bytes = ruling.seal().unwrap();
    let chiefs = later(&world, &come(&world, &chief), 31);
    stale(&send(&chiefs, &bytes, ruling.command_id));
    let again = sign_in(&world, &chief);
    let receipt = world.receipt(&ruling, &send(&again, &bytes, ruling.command_id));
    assert_eq!(receipt.version, Some(3));
    let again = later(&world, &again, 45);
    assert_eq!(world.receipt(&ruling, &send(&again, &bytes, ruling.command_id)), receipt, "the lost answer");
}

/// At a real desk: the verdict waits in its lane, the same person signs in, and the very same bytes go.
#[test]
fn t20_a_desk_keeps_the_verdict_until_the_same_person_signed_in_again() {
    let dir = tempfile::tempdir().unwrap();
    let world = on_disk(dir.path(), 0);
    world.centre.demand_step_up(30);
    let (clerk, chief) = (world.role(Role::Clerk), world.of(Role::ChiefRep, "scjg"));
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    world.act(&clerk, case, 1, &propose());
    world.centre.set_password(&chief, PASSWORD, Cost::Least).unwrap();
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    let comes_in = || field.wait(desk.sign_in(&chief.staff_no, PASSWORD, None)).unwrap();
    comes_in();
    world.clock.advance(SignedDuration::from_mins(31));
    let sealed = field.wait(desk.seal(&confirm(), Some(case), 2, None)).unwrap();
    let waits = field.wait(desk.deliver(sealed.command_id)).unwrap();
    assert!(matches!(&waits, Delivered::Waiting { why: Some(Why::SignIn), .. }), "{waits:?}");
    assert!(!desk.is_signed_in(), "the sign-in page comes");
    assert_eq!(world.case(&clerk, case).case.state, State::NegativeProposed);
    comes_in();
    field.wait(desk.tick()).unwrap();
    let state = world.case(&clerk, case).case.state;
    assert_ne!(state, State::NegativeProposed, "what waited went by itself");
    let verdict = field.wait(desk.deliver(sealed.command_id)).unwrap();
    assert!(matches!(&verdict, Delivered::Settled(_)), "{verdict:?}");
}
