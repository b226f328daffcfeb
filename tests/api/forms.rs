//! What the centre does with form values: refuses what no field could hold, and remembers what items share.

use axum::http::StatusCode;
use chuangtai::domain::{lifecycle::Act, role::Role};
use serde_json::Value;

use super::{protocol::receive, world::World};

#[test]
fn unknown_and_ill_typed_values_are_refused_field_by_field() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let Act::Receive(mut receiving) = receive(&world) else { panic!() };
    receiving.application.form.insert("area".into(), "四十".into());
    receiving.application.form.insert("mood/~".into(), "good".into());
    let answer = world.post_command(&clerk, &world.seal(&clerk, case, 0, None, &Act::Receive(receiving)));
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Value = answer.json();
    assert_eq!(problem["code"], "form.invalid");
    let errors = problem["errors"].as_array().unwrap();
    let said: Vec<(&str, &str)> =
        errors.iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
    assert_eq!(said, [("/application/form/area", "form.not_a_number"), ("/application/form/mood~1~0", "form.unknown")]);
    assert!(problem["detail"].as_str().unwrap().contains("改正"), "it says what to do: {problem}");
}

#[test]
fn r6_the_next_lookup_knows_what_the_last_form_said() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let before = world.lookup("A017");
    assert!(before.facts.iter().all(|fact| fact.value != "41.5"));
    let Act::Receive(mut receiving) = receive(&world) else { panic!() };
    receiving.application.form.insert("area".into(), "417".into());
    let case = world.uuid();
    let answer = world.post_command(&clerk, &world.seal(&clerk, case, 0, None, &Act::Receive(receiving)));
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    let known = world.lookup("A017").facts;
    let area = known.iter().find(|fact| fact.name == "premises.area").unwrap();
    assert_eq!((area.value.as_str(), area.case_no.is_some()), ("417", true));
}
