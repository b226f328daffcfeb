//! What time does, seen over the wire with the movable clock.

use chuangtai::{
    contract::{CentreTime, TimelineEntry},
    domain::{
        case::{DocumentKind, State},
        lifecycle::{Act, act},
        role::Role,
    },
};
use jiff::SignedDuration;
use serde_json::json;

use super::{protocol::receive, world::World};

fn forward(world: &World, days: u32) -> CentreTime {
    world.post(&world.role(Role::Clerk), "/v1/demo/clock", &json!({ "days": days })).json()
}

/// T13 at closing time of the fifth working day, with that instant as its time.
#[test]
fn r1_8_five_working_days_without_outcome_are_an_acceptance() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    forward(&world, 5);
    assert_eq!(world.case(&clerk, case).case.state, State::Received, "Saturday: the Sunday after it is worked");
    let now = forward(&world, 1).now;
    assert_eq!(world.case(&clerk, case).case.state, State::Received, "Sunday 09:30: the hall is open until 17:00");
    assert_eq!(now.to_string(), "2026-09-20T01:30:00Z");
    world.clock.advance(SignedDuration::from_hours(8));
    world.sign_in_again();
    assert_eq!(world.centre.fire_due().unwrap(), 1);
    let detail = world.case(&clerk, case);
    assert_eq!((detail.case.state, detail.case.deemed), (State::Accepted, true));
    let timeline: Vec<TimelineEntry> = world.get(&clerk, &format!("/v1/cases/{case}/timeline")).json();
    let deemed = timeline.last().unwrap();
    assert_eq!((deemed.act.as_str(), deemed.transitions.as_slice()), ("system.fire", [13].as_slice()));
    assert_eq!(deemed.at.to_string(), "2026-09-20T09:00:00Z", "its own instant, not the moment somebody looked");
    assert!(detail.case.documents.iter().any(|paper| paper.kind == DocumentKind::Acc));
    assert_eq!(world.centre.fire_due().unwrap(), 0, "once");
}

/// R12.2: what was due happens before a command that comes after it, in the same transaction.
#[test]
fn r12_2_a_late_command_finds_the_case_already_accepted() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    world.clock.advance(SignedDuration::from_hours(24 * 8));
    world.sign_in_again();
    let problem = world.refused(&clerk, case, 1, &Act::Accept(act::Checks::default()));
    assert_eq!(problem.code, "version.stale");
    assert_eq!(world.case(&clerk, case).case.version, 2);
}

/// A whole chain of things that time does, each at its own instant, whatever the length of the jump.
#[test]
fn one_long_jump_and_many_short_ones_lead_to_the_same_history() {
    let told = |steps: &[u32]| {
        let world = World::new();
        let clerk = world.role(Role::Clerk);
        let case = world.uuid();
        world.act(&clerk, case, 0, &receive(&world));
        let line = chuangtai::domain::case::SupplementLine {
            material_code: super::world::food(5),
            lack: "未标明各功能区面积".into(),
            standard: "标明各功能区面积".into(),
            how: "到窗口提交".into(),
            sample_given: false,
        };
        let demand = act::SupplementDemand { lines: vec![line], term_days: None, signed: true };
        let row = chuangtai::domain::check::MaterialRow {
            verdict: chuangtai::domain::check::Verdict::Defect,
            note: Some("未标明面积".into()),
            ..super::world::row(5, chuangtai::domain::exemption::SatisfyBy::PaperOriginal)
        };
        let checks = act::Checks { materials: vec![row], ..act::Checks::default() };
        world.act(&clerk, case, 1, &Act::MaterialRecord(checks));
        world.act(&clerk, case, 2, &Act::NotifySupplement(demand));
        for days in steps {
            forward(&world, *days);
        }
        let timeline: Vec<TimelineEntry> = world.get(&clerk, &format!("/v1/cases/{case}/timeline")).json();
        timeline.into_iter().map(|entry| (entry.at, entry.transitions, entry.state)).collect::<Vec<_>>()
    };
    let long = told(&[60]);
    assert!(long.iter().any(|(_, transitions, _)| transitions == &[25]), "{long:?}");
    assert_eq!(long, told(&[1; 60]));
}

#[test]
fn the_clock_moves_forward_only_and_sessions_survive_it() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    for days in [0, 367] {
        let problem = world.post(&clerk, "/v1/demo/clock", &json!({ "days": days })).problem();
        assert_eq!((problem.status, problem.code.as_str()), (422, "clock.days"));
    }
    let before = forward(&world, 3).now;
    world.clock.advance(SignedDuration::from_hours(-5));
    let after: chuangtai::contract::Meta = world.get(&clerk, "/v1/meta").json();
    assert!(after.now >= before, "a machine's clock that was set back does not take the centre along");
    forward(&world, 30);
    assert_eq!(world.get(&clerk, "/v1/me").status, 200);
}

/// `/v1/events` is a hint that `/v1/changes` has something new; it tells no more than that.
#[test]
fn the_event_stream_hints_at_every_change() {
    use axum::{body::Body, http::Request};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let request = Request::builder()
        .uri("/v1/events")
        .header("authorization", format!("Bearer {}", world.token(&clerk)))
        .body(Body::empty())
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let response = runtime.block_on(world.router.clone().oneshot(request)).unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let receipt = world.act(&clerk, world.uuid(), 0, &receive(&world));
    let mut body = response.into_body();
    let frame = runtime.block_on(body.frame()).unwrap().unwrap().into_data().unwrap();
    let text = String::from_utf8(frame.to_vec()).unwrap();
    assert!(text.contains("event: changed") && text.contains(&format!("id: {}", receipt.change_seq)), "{text}");
}
