//! RELIABILITY F50: what somebody sealed at a desk and cannot send any more goes by leave of the hall's management, sent by
//! somebody else: once, for that desk and that person alone, for so long, and on record.

use axum::http::Method;
use chuangtai::{
    contract::{AuditPage, Command, Person, RecoveryLine},
    domain::{
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    protocol::receive,
    world::{Answer, World},
};

/// A hall in which a clerk sealed a note and was stopped before it went; a colleague works at the desk now.
struct Scene {
    world: World,
    clerk: Person,
    colleague: Person,
    manager: Person,
    case: Uuid,
    note: Command,
}

impl Scene {
    fn new() -> Self {
        let world = World::new();
        let clerk = world.role(Role::Clerk);
        let colleague = world.people.iter().filter(|person| person.role == Role::Clerk).nth(1).unwrap().clone();
        let manager = world.role(Role::HallManager);
        let case = world.uuid();
        world.act(&clerk, case, 0, &receive(&world));
        let note = world.seal(&clerk, case, 1, None, &Act::NoteAdd(act::Note { text: "已电话告知".into() }));
        let scene = Self { world, clerk, colleague, manager, case, note };
        scene.disable(&scene.clerk);
        scene
    }

    fn disable(&self, person: &Person) {
        let admin = self.world.role(Role::Admin);
        let path = format!("/v1/staff/{}/disable", person.id);
        assert_eq!(self.world.post(&admin, &path, &json!({})).status, 200);
    }

    fn give(&self, body: &Value) -> Answer {
        self.world.post(&self.manager, &format!("/v1/staff/{}/recoveries", self.clerk.id), body)
    }

    fn leave(&self) -> RecoveryLine {
        let answer = self.give(&json!({"device_id": self.world.device, "reason": "left"}));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    fn send(&self, sender: &Person, command: &Command, leave: &str) -> Answer {
        let bytes = command.seal().unwrap();
        let headers = [
            ("idempotency-key", format!("\"{}\"", command.command_id)),
            ("device-signature", self.world.sign(&bytes)),
            ("recovery-grant", leave.to_owned()),
        ];
        self.world.send(Method::POST, "/v1/commands", Some(&self.world.token(sender)), &headers, bytes)
    }

    fn here(&self, person: &Person) -> Vec<RecoveryLine> {
        self.world.get(person, &format!("/v1/devices/{}/recoveries", self.world.device)).json()
    }

    fn no(&self, sender: &Person, command: &Command, leave: &str) -> String {
        let problem = self.send(sender, command, leave).problem();
        assert!(problem.receipt.is_none(), "no verdict: the parcel stays with the desk");
        assert_eq!(problem.status, 403);
        problem.code
    }
}

#[test]
fn f50_a_colleague_sends_the_same_bytes_by_leave_and_the_chain_says_who() {
    let scene = Scene::new();
    let Scene { world, clerk, colleague, note, .. } = &scene;
    assert_eq!(scene.no(colleague, note, "x"), "recovery.unknown");
    let leave = scene.leave();
    assert_eq!((leave.device_id, leave.actor_id, leave.taken_by), (world.device, clerk.id, None));
    assert_eq!(leave.expires_at, world.now() + SignedDuration::from_hours(24));
    assert_eq!(scene.here(colleague), std::slice::from_ref(&leave));

    let receipt = world.receipt(note, &scene.send(colleague, note, &leave.id.to_string()));
    assert_eq!((receipt.case_id, receipt.version), (Some(scene.case), Some(2)));
    let told = world.get(colleague, &format!("/v1/cases/{}/timeline", scene.case)).text();
    assert!(told.contains(&clerk.name), "whose note it is does not change");

    // Its answer may be lost: the same bytes get the same receipt, also after the leave has run out.
    world.clock.advance(SignedDuration::from_hours(25));
    world.sign_in_again();
    assert_eq!(world.receipt(note, &scene.send(colleague, note, &leave.id.to_string())), receipt);

    let auditor = world.role(Role::Auditor);
    let page: AuditPage = world.get(&auditor, "/v1/audit?limit=200").json();
    let told = |about: &str| {
        let found = page.links.iter().find(|link| link.body.contains(about));
        found.unwrap_or_else(|| panic!("{about} is not on record")).body.clone()
    };
    let given = told(&format!("leave/{}/{}", leave.id, clerk.id));
    assert!(given.contains(&scene.manager.id.to_string()) && given.contains("left"), "{given}");
    let sent = told(&format!("sent/{}/{}", leave.id, note.command_id));
    assert!(sent.contains(&colleague.id.to_string()) && sent.contains(&world.device.to_string()), "{sent}");
    let verdict = told(&format!("\"note.add/{}\"", note.command_id));
    assert!(verdict.contains(&clerk.id.to_string()), "{verdict}");
}

#[test]
fn f50_leave_is_taken_once_and_runs_out() {
    let scene = Scene::new();
    let Scene { world, clerk, colleague, note, .. } = &scene;
    let leave = scene.leave();
    let id = leave.id.to_string();
    let other = world.role(Role::IssueClerk);
    world.receipt(note, &scene.send(colleague, note, &id));
    assert_eq!(scene.here(colleague)[0].taken_by, Some(colleague.id));
    let next = world.seal(clerk, scene.case, 2, None, &Act::NoteAdd(act::Note { text: "再次告知".into() }));
    assert_eq!(scene.no(&other, &next, &id), "recovery.taken");
    // The rest of that desk's work goes by the one who took it, until it runs out.
    world.receipt(&next, &scene.send(colleague, &next, &id));
    let late = world.seal(clerk, scene.case, 3, None, &Act::NoteAdd(act::Note { text: "第三次告知".into() }));
    world.clock.advance(SignedDuration::from_hours(24));
    world.sign_in_again();
    assert_eq!(scene.no(colleague, &late, &id), "recovery.expired");
    assert!(scene.here(colleague).is_empty());
    let again = scene.leave();
    world.receipt(&late, &scene.send(colleague, &late, &again.id.to_string()));
}

#[test]
fn f50_leave_is_for_one_desk_and_one_persons_work() {
    let scene = Scene::new();
    let Scene { world, colleague, manager, note, .. } = &scene;
    let request = json!({"epoch": world.uuid(), "public_key": world.device_key.public_key(), "name": "综合窗口04"});
    let elsewhere: chuangtai::contract::Enrolled = world.post(colleague, "/v1/devices", &request).json();
    let answer = scene.give(&json!({"device_id": elsewhere.device_id, "reason": "left"}));
    let there: RecoveryLine = answer.json();
    assert_eq!(scene.no(colleague, note, &there.id.to_string()), "recovery.unknown", "sealed at another desk");
    assert!(scene.here(colleague).is_empty());

    let leave = scene.leave();
    let third = world.role(Role::IssueClerk);
    let foreign = world.seal(&third, scene.case, 1, None, &Act::NoteAdd(act::Note { text: "旁人".into() }));
    assert_eq!(scene.no(colleague, &foreign, &leave.id.to_string()), "recovery.unknown", "sealed by somebody else");
    // Without leave nothing has changed.
    let bytes = note.seal().unwrap();
    let bare = world.post_bytes(&world.token(colleague), note.command_id, &bytes, &world.sign(&bytes)).problem();
    assert_eq!(bare.code, "account.disabled");
    // A desk that was put out is not believed, whoever gave leave.
    let path = format!("/v1/devices/{}/revoke", world.device);
    assert_eq!(world.post(manager, &path, &json!({})).status, 200);
    assert_eq!(scene.no(colleague, note, &leave.id.to_string()), "device.revoked");
    let refused = scene.give(&json!({"device_id": world.device, "reason": "left"})).problem();
    assert_eq!((refused.status, refused.code.as_str()), (422, "recovery.device"));
}

#[test]
fn f50_only_the_halls_management_gives_leave_and_not_for_everybody() {
    let scene = Scene::new();
    let Scene { world, clerk, colleague, manager, note, .. } = &scene;
    let body = json!({"device_id": world.device, "reason": "left"});
    for role in [Role::Clerk, Role::ChiefRep, Role::Lead, Role::Admin, Role::Auditor] {
        let who = if role == Role::Clerk { colleague.clone() } else { world.role(role) };
        let answer = world.post(&who, &format!("/v1/staff/{}/recoveries", clerk.id), &body);
        assert_eq!(answer.problem().code, "role.not_allowed", "{role:?}");
    }
    for (id, status) in [(world.role(Role::Admin).id, 404), (manager.id, 403)] {
        assert_eq!(world.post(manager, &format!("/v1/staff/{id}/recoveries"), &body).status, status);
    }
    for (body, code) in [
        (json!({"device_id": world.device, "reason": "left", "hours": 0}), "recovery.hours"),
        (json!({"device_id": world.device, "reason": "left", "hours": 73}), "recovery.hours"),
        (json!({"device_id": world.device, "reason": "left", "role": "Admin"}), "recovery.role"),
        (json!({"device_id": world.uuid(), "reason": "left"}), "recovery.device"),
        (json!({"device_id": world.device, "reason": "因为"}), "body.malformed"),
    ] {
        assert_eq!(scene.give(&body).problem().code, code, "{body}");
    }
    // Somebody who looks after another region does not see this clerk.
    let limits = Limits { regions: vec!["321003".into()], ..Limits::default() };
    let far = Person { id: Uuid::from_u128(7001), staff_no: "HM-far".into(), limits, ..manager.clone() };
    world.hire(&far);
    let answer = world.post(&far, &format!("/v1/staff/{}/recoveries", clerk.id), &body);
    assert_eq!(answer.problem().code, "not_found");
    // Leave is worth what its giver may do.
    let leave = scene.leave();
    scene.disable(manager);
    assert_eq!(scene.no(colleague, note, &leave.id.to_string()), "recovery.expired");
}

#[test]
fn f50_somebody_who_moved_is_judged_in_the_role_that_leave_names_and_in_no_other() {
    let scene = Scene::new();
    let Scene { world, clerk, colleague, note, .. } = &scene;
    world.enable(clerk);
    world.hire(&Person { role: Role::IssueClerk, ..clerk.clone() });
    world.sign_in_again();
    assert_eq!(world.post_command(clerk, note).problem().code, "role.not_held");
    let plain = scene.leave();
    assert_eq!(scene.no(colleague, note, &plain.id.to_string()), "role.not_held", "leave for their present role");
    let answer = scene.give(&json!({"device_id": world.device, "reason": "moved", "role": "Clerk", "hours": 1}));
    let leave: RecoveryLine = answer.json();
    let receipt = world.receipt(note, &scene.send(colleague, note, &leave.id.to_string()));
    assert_eq!(receipt.version, Some(2));
}

#[test]
fn f50_leave_that_nobody_has_taken_is_taken_back() {
    let scene = Scene::new();
    let Scene { world, colleague, manager, note, .. } = &scene;
    let take_back = |who: &Person, leave: &RecoveryLine| {
        world.post(who, &format!("/v1/recoveries/{}/revoke", leave.id), &json!({}))
    };
    let leave = scene.leave();
    for role in [Role::Clerk, Role::Admin, Role::Auditor] {
        let who = if role == Role::Clerk { colleague.clone() } else { world.role(role) };
        assert_eq!(take_back(&who, &leave).problem().code, "role.not_allowed", "{role:?}");
    }
    let limits = Limits { regions: vec!["321003".into()], ..Limits::default() };
    let far = Person { id: Uuid::from_u128(7002), staff_no: "HM-far2".into(), limits, ..manager.clone() };
    world.hire(&far);
    assert_eq!(take_back(&far, &leave).problem().code, "not_found");

    let gone = take_back(manager, &leave);
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(gone.json::<RecoveryLine>(), leave);
    assert!(scene.here(colleague).is_empty());
    assert_eq!(scene.no(colleague, note, &leave.id.to_string()), "recovery.expired", "void from that moment on");
    let again = take_back(manager, &leave).problem();
    assert_eq!((again.status, again.code.as_str()), (422, "recovery.expired"));
    let auditor = world.role(Role::Auditor);
    let page: AuditPage = world.get(&auditor, "/v1/audit?limit=200").json();
    let told = page.links.iter().find(|link| link.body.contains(&format!("leave.revoke/{}", leave.id))).unwrap();
    assert!(told.body.contains(&manager.id.to_string()) && told.body.contains(&world.device.to_string()));

    // What was taken goes on to its end.
    let next = scene.leave();
    world.receipt(note, &scene.send(colleague, note, &next.id.to_string()));
    let used = take_back(manager, &next).problem();
    assert_eq!((used.status, used.code.as_str()), (422, "recovery.used"));
}
