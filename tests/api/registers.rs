//! Certificates, shared data, credit: asked by the centre, kept, and what holds when they fall silent.

use chuangtai::{
    contract::{EvidenceAnswered, EvidenceRequest, RegisterLine},
    domain::{
        exemption::{Authorisation, EvidenceAnswer, EvidenceKind},
        guide::ToleranceMode,
        lifecycle::{Act, act},
        role::Role,
        tolerance::Credit,
    },
};
use serde_json::json;

use super::world::{FOOD, World, food};

fn ask(world: &World, ticket: &str) -> EvidenceAnswered {
    let who = world.lookup(ticket);
    let request = EvidenceRequest {
        applicant_id: who.applicant_id,
        guide_version: world.guide(FOOD).id,
        material_codes: vec![food(2), food(3), food(9)],
        authorisation: Some(Authorisation::CodeShown { at: world.now() }),
        case_id: world.uuid(),
    };
    world.post(&world.role(Role::Clerk), "/v1/evidence", &request).json()
}

fn cut(world: &World, register: &str) -> Vec<RegisterLine> {
    world.post(&world.role(Role::Clerk), "/v1/demo/registers", &json!({"register": register, "on": false})).json()
}

#[test]
fn r6_7_a_silent_register_is_kept_as_silent_and_never_as_a_no() {
    let world = World::new();
    let before = ask(&world, "A017");
    assert!(before.evidence.iter().any(|(code, e)| *code == food(2) && e.answer == EvidenceAnswer::Yes));
    assert_eq!(before.credit.credit, Credit::Clean);
    for register in ["certificates", "shared_data", "credit", "departments"] {
        cut(&world, register);
    }
    let lines: Vec<RegisterLine> = world.get(&world.role(Role::Clerk), "/v1/demo/registers").json();
    assert!(lines.iter().all(|line| !line.on));
    let after = ask(&world, "A017");
    let own: Vec<_> =
        after.evidence.iter().filter(|(code, e)| *code == food(2) && e.kind != EvidenceKind::EarlierMaterial).collect();
    assert_eq!(own.len(), 2);
    assert!(own.iter().all(|(_, e)| e.answer == EvidenceAnswer::Unreachable), "{own:?}");
    assert_eq!(after.credit.credit, Credit::Unknown, "R2.12: silence is not clean");
    let problem = world
        .post(&world.role(Role::Clerk), "/v1/demo/registers", &json!({"register": "weather", "on": true}))
        .problem();
    assert_eq!(problem.code, "register.unknown");
}

#[test]
fn r2_12_without_a_credit_answer_nothing_is_tolerated() {
    let world = World::new();
    cut(&world, "credit");
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let Act::Receive(mut receiving) = super::protocol::receive(&world) else { unreachable!() };
    let row = receiving.application.materials.iter_mut().find(|row| row.material_code == food(6)).unwrap();
    row.by = None;
    row.verdict = chuangtai::domain::check::Verdict::Absent;
    world.act(&clerk, case, 0, &Act::Receive(receiving));
    let demand = act::ToleranceDemand {
        lines: vec![act::ToleratedMaterial {
            material_code: food(6),
            mode: ToleranceMode::SupplementLater,
            due_days: None,
        }],
        signed: true,
        signed_by_applicant: true,
        credit_evidence: None,
        materials: Vec::new(),
    };
    let problem = world.refused(&clerk, case, 1, &Act::AcceptWithTolerance(demand));
    assert_eq!(problem.status, 422);
    assert_eq!(problem.rule.as_deref(), Some("R2.12"), "{problem:?}");
}

#[test]
fn r7_11_a_number_with_a_wrong_check_digit_finds_nobody() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let ask = |kind: &str, number: &str| {
        let request = json!({"number_kind": kind, "number": number, "purpose": "receive"});
        world.post(&clerk, "/v1/applicants/lookup", &request)
    };
    assert_eq!(ask("citizen_id", "000000196805122266").problem().code, "number.invalid");
    assert_eq!(ask("citizen_id", "").problem().code, "number.invalid");
    assert_eq!(ask("shoe", "1").problem().code, "number.kind");
    assert_eq!(ask("ticket", "Z999").problem().code, "ticket.unknown");
    let full_width: chuangtai::contract::LookupAnswer = ask("citizen_id", "00000019680512２２６５").json();
    assert_eq!(full_width.party.unwrap().name, "张桂兰", "full-width digits fold");
    let new: chuangtai::contract::LookupAnswer = ask("citizen_id", "000000199001010018").json();
    assert!(new.party.is_none() && new.open_cases.is_empty());
    let again: chuangtai::contract::LookupAnswer = ask("citizen_id", "000000199001010018").json();
    assert_eq!(again.applicant_id, new.applicant_id);
    let request = json!({"number_kind": "citizen_id", "number": "000000199001010018", "purpose": " "});
    assert_eq!(world.post(&clerk, "/v1/applicants/lookup", &request).problem().code, "lookup.purpose");
}
