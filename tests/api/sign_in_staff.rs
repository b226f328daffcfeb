//! The people of a centre: made, changed, signed out, stopped, by those in charge of them (RELIABILITY F50, T26).

use chuangtai::{
    contract::{
        OauthError, OneTimePassword, Page, Person, Proposal, ProposalConfirmed, Session, StaffChanged, StaffLine,
    },
    domain::{
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    gate::{Gate, PASSWORD, somebody},
    protocol::receive,
    world::{Answer, World},
};

fn change(line: &StaffLine, edit: impl FnOnce(&mut Value)) -> Value {
    let person = &line.person;
    let mut body = json!({
        "expected_version": line.version, "name": person.name, "role": person.role, "departments": person.departments,
        "window_id": person.window_id, "mandate": person.mandate, "limits": person.limits,
    });
    edit(&mut body);
    body
}

fn line_of(gate: &Gate, token: &str, id: Uuid) -> StaffLine {
    let page: Page<StaffLine> = gate.get(token, "/v1/staff").json();
    page.items.into_iter().find(|line| line.person.id == id).unwrap()
}

/// The password that a second person gets when they say so too.
fn given(gate: &Gate, second: &str, asked: &Answer) -> OneTimePassword {
    gate.confirm(second, &asked.json()).json::<ProposalConfirmed>().password.unwrap()
}

#[test]
fn somebody_new_comes_in_with_a_password_that_is_good_for_changing_it() {
    let gate = Gate::new();
    let (admin, second) = (gate.sign_in("admin").token, gate.second());
    let new = json!({"name": "周静", "staff_no": "c9", "role": "Clerk", "window_id": "04"});
    let asked = gate.post(Some(&admin), "/v1/staff", &new);
    let early = gate.post(Some(&admin), "/v1/staff", &new).problem();
    assert_eq!(early.code, "proposal.open");
    let given = self::given(&gate, &second, &asked);
    assert_eq!(gate.post(Some(&admin), "/v1/staff", &new).problem().code, "staff.number_taken");
    for (field, value, code) in [
        ("name", " ", "staff.name"),
        ("staff_no", "", "staff.number"),
        ("role", "System", "staff.role"),
        ("role", "Trainer", "staff.role"),
    ] {
        let mut wrong = json!({"name": "周静", "staff_no": "c8", "role": "Clerk"});
        wrong[field] = json!(value);
        assert_eq!(gate.post(Some(&admin), "/v1/staff", &wrong).problem().code, code);
    }
    let first: Session = gate.try_sign_in(&json!({"staff_no": "c9", "password": given.password})).json();
    assert!(first.must_change_password);
    assert_eq!(gate.me(&first.token), 200);
    assert_eq!(gate.get(&first.token, "/v1/items").problem().code, "password.must_change");
    assert!(gate.refresh(first.refresh_token.as_deref().unwrap()).unwrap().must_change_password);
    let own = json!({"old": given.password, "new": "My-own-pass-1"});
    assert_eq!(gate.post(Some(&first.token), "/v1/me/password", &own).status, 200);
    assert_eq!(gate.get(&first.token, "/v1/items").status, 200);
    let again: Session = gate.try_sign_in(&json!({"staff_no": "c9", "password": "My-own-pass-1"})).json();
    assert!(!again.must_change_password);

    // Forgotten: a new one for one sign-in, and whoever was in is out.
    let path = format!("/v1/staff/{}/password", given.person_id);
    let reset = gate.post(Some(&admin), &path, &json!({"second_factor": true}));
    assert_eq!(gate.me(&first.token), 200, "nothing has happened yet");
    let reset = self::given(&gate, &second, &reset);
    assert_eq!((gate.me(&first.token), gate.me(&again.token)), (401, 401));
    assert_ne!(reset.password, given.password);
    let line = line_of(&gate, &admin, given.person_id);
    assert!(line.must_change_password && line.account && !line.disabled);
    let last: Session = gate.try_sign_in(&json!({"staff_no": "c9", "password": reset.password})).json();
    assert_eq!(line_of(&gate, &admin, given.person_id).sessions, 1);
    assert_eq!(last.person.window_id.as_deref(), Some("04"));
    assert!(!gate.get(&admin, "/v1/staff").text().contains("argon2"));
}

#[test]
fn t26_a_change_of_rights_holds_at_the_next_request() {
    let gate = Gate::new();
    let (admin, second, clerk) = (gate.sign_in("admin").token, gate.second(), gate.sign_in("c1").token);
    let id = Uuid::from_u128(2);
    assert_eq!(gate.get(&clerk, "/v1/queue").status, 200);
    let line = line_of(&gate, &admin, id);
    let path = format!("/v1/staff/{id}");
    let asked: StaffChanged =
        gate.post(Some(&admin), &path, &change(&line, |body| body["role"] = json!("Archivist"))).json();
    assert_eq!(gate.get(&clerk, "/v1/queue").status, 200, "one person's word gives no role");
    let edited = gate.confirm(&second, &asked.proposal.unwrap()).json::<ProposalConfirmed>().line;
    assert_eq!((edited.person.role, edited.version), (Role::Archivist, line.version + 1));
    assert_eq!(gate.get(&clerk, "/v1/queue").problem().code, "role.not_allowed");
    let stale = gate.post(Some(&admin), &path, &change(&line, |body| body["role"] = json!("Clerk")));
    assert_eq!((stale.status.as_u16(), stale.problem().code.as_str()), (412, "version.stale"));
    // Nobody changes, stops or signs out their own account; the other ways are for that.
    let own = line_of(&gate, &admin, Uuid::from_u128(1));
    let own_path = format!("/v1/staff/{}", own.person.id);
    assert_eq!(gate.post(Some(&admin), &own_path, &change(&own, |_| {})).status, 403);
    assert_eq!(gate.post(Some(&admin), &format!("{own_path}/disable"), &json!({})).status, 403);
}

#[test]
fn a_halls_management_moves_and_stops_its_own_people() {
    let gate = Gate::new();
    let near = |number, role, login: &str| Person { departments: vec!["scjg".into()], ..somebody(number, role, login) };
    let manager = near(10, Role::HallManager, "m2");
    let clerk = near(11, Role::Clerk, "c2");
    let far = Person { departments: vec!["mzj".into()], ..somebody(12, Role::Clerk, "c3") };
    for person in [&manager, &clerk, &far] {
        gate.hire(person);
    }
    let token = gate.sign_in("m2").token;
    let page: Page<StaffLine> = gate.get(&token, "/v1/staff").json();
    let names: Vec<&str> = page.items.iter().map(|line| line.person.staff_no.as_str()).collect();
    assert_eq!(names, ["c2", "m2"], "by staff number, and only those in scope");
    let page: Page<StaffLine> = gate.get(&token, "/v1/staff?limit=1").json();
    assert_eq!((page.items.len(), page.next.as_deref()), (1, Some("c2")));
    let page: Page<StaffLine> = gate.get(&token, "/v1/staff?limit=1&after=c2").json();
    assert_eq!((page.items[0].person.staff_no.as_str(), page.next), ("m2", None));

    let post = |id: Uuid, what: &str, body: &Value| gate.post(Some(&token), &format!("/v1/staff/{id}{what}"), body);
    let line = line_of(&gate, &token, clerk.id);
    let moved = post(clerk.id, "", &change(&line, |body| body["window_id"] = json!("05")));
    let moved: StaffChanged = moved.json();
    assert!(moved.proposal.is_none(), "a window is no right");
    let line = moved.line;
    assert_eq!(line.person.window_id.as_deref(), Some("05"));
    let more = post(clerk.id, "", &change(&line, |body| body["role"] = json!("Lead")));
    assert_eq!(more.problem().code, "role.not_allowed");
    assert_eq!(post(clerk.id, "/password", &json!({})).problem().code, "role.not_allowed");

    let session = gate.sign_in("c2");
    assert_eq!(post(clerk.id, "/sign-out", &json!({})).status, 200);
    assert_eq!(gate.me(&session.token), 401);
    assert_eq!(gate.refresh(&session.refresh_token.unwrap()).unwrap_err().error, OauthError::InvalidGrant);
    gate.sign_in("c2");
    for what in ["", "/sign-out", "/disable", "/enable"] {
        let body = change(&line, |_| {});
        assert_eq!(post(far.id, what, &body).problem().code, "not_found", "{what}");
        assert_eq!(post(Uuid::from_u128(999), what, &body).problem().code, "not_found", "{what}");
    }
    assert_eq!(post(Uuid::from_u128(1), "/disable", &json!({})).problem().code, "not_found", "the administrator");
    let clerk_token = gate.sign_in("c2").token;
    assert_eq!(gate.get(&clerk_token, "/v1/staff").problem().code, "role.not_allowed");
}

/// RELIABILITY 5.3, row 34.
#[test]
fn auditors_look_after_each_other() {
    let gate = Gate::new();
    let admin = gate.sign_in("admin").token;
    let new = |login: &str| json!({"name": "审计", "staff_no": login, "role": "Auditor"});
    let first = given(&gate, &gate.second(), &gate.post(Some(&admin), "/v1/staff", &new("a1")));
    assert_eq!(gate.post(Some(&admin), "/v1/staff", &new("a2")).problem().code, "role.not_allowed", "there is one");
    let at = |what: &str| format!("/v1/staff/{}{what}", first.person_id);
    assert_eq!(gate.post(Some(&admin), &at("/password"), &json!({})).problem().code, "role.not_allowed");
    assert_eq!(gate.post(Some(&admin), &at("/disable"), &json!({})).problem().code, "role.not_allowed");
    let line = line_of(&gate, &admin, Uuid::from_u128(2));
    let promote = change(&line, |body| body["role"] = json!("Auditor"));
    let path = format!("/v1/staff/{}", line.person.id);
    assert_eq!(gate.post(Some(&admin), &path, &promote).problem().code, "role.not_allowed");

    let auditor = Person { limits: Limits::default(), ..somebody(20, Role::Auditor, "a9") };
    gate.hire(&auditor);
    let token = gate.sign_in("a9").token;
    assert_eq!(gate.post(Some(&token), "/v1/staff", &new("a3")).status, 200);
    assert_eq!(gate.post(Some(&token), &at("/disable"), &json!({})).status, 200);
    let clerk = json!({"name": "周静", "staff_no": "c9", "role": "Clerk"});
    assert_eq!(gate.post(Some(&token), "/v1/staff", &clerk).problem().code, "role.not_allowed");
    assert_eq!(gate.post(Some(&token), &path, &promote).problem().code, "not_found");
}

#[test]
fn f38_a_disabled_account_is_out_at_once_and_comes_back_without_its_old_tokens() {
    let mut gate = Gate::new();
    let admin = gate.sign_in("admin").token;
    let session = gate.sign_in("c1");
    let refresh = session.refresh_token.unwrap();
    let path = |what: &str| format!("/v1/staff/{}/{what}", Uuid::from_u128(2));
    let line: StaffLine = gate.post(Some(&admin), &path("disable"), &json!({})).json();
    assert!(line.disabled && line.sessions == 0);
    gate.restart();
    let out = gate.get(&session.token, "/v1/me").problem();
    assert_eq!((out.status, out.code.as_str()), (403, "account.disabled"));
    let refusal = gate.refresh(&refresh).unwrap_err();
    assert_eq!((refusal.error, refusal.code.as_deref()), (OauthError::AccessDenied, Some("account.disabled")));
    let right = gate.try_sign_in(&json!({"staff_no": "c1", "password": PASSWORD})).problem();
    assert_eq!((right.status, right.code.as_str()), (403, "account.disabled"));
    let wrong = gate.try_sign_in(&json!({"staff_no": "c1", "password": "Wrong-pass-2026"})).problem();
    assert_eq!(
        (wrong.status, wrong.code.as_str()),
        (401, "session.sign_in_failed"),
        "who does not know it learns nothing"
    );

    let asked: Proposal = gate.post(Some(&admin), &path("enable"), &json!({})).json();
    assert_eq!(gate.try_sign_in(&json!({"staff_no": "c1", "password": PASSWORD})).problem().code, "account.disabled");
    let line = gate.confirm(&gate.second(), &asked).json::<ProposalConfirmed>().line;
    assert!(!line.disabled);
    assert_eq!(gate.me(&session.token), 401);
    assert_eq!(gate.refresh(&refresh).unwrap_err().error, OauthError::InvalidGrant);
    gate.sign_in("c1");
}

/// F50: what was sealed and not sent when its author was stopped is held, never refused for good, whoever brings it.
#[test]
fn f50_a_full_outbox_of_a_disabled_person_is_held_and_goes_on_later() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let colleague = world.people.iter().filter(|person| person.role == Role::Clerk).nth(1).unwrap().clone();
    let admin = world.role(Role::Admin);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let note = world.seal(&clerk, case, 1, None, &Act::NoteAdd(act::Note { text: "已电话告知".into() }));
    let path = |what: &str| format!("/v1/staff/{}/{what}", clerk.id);
    assert_eq!(world.post(&admin, &path("disable"), &json!({})).status, 200);

    let bytes = note.seal().unwrap();
    for bearer in [&clerk, &colleague] {
        let answer = world.post_bytes(&world.token(bearer), note.command_id, &bytes, &world.sign(&bytes)).problem();
        assert_eq!((answer.status, answer.code.as_str()), (403, "account.disabled"));
        assert!(answer.receipt.is_none(), "no verdict: the parcel stays with the desk");
    }
    world.enable(&clerk);
    world.sign_in_again();
    let other = world.post_bytes(&world.token(&colleague), note.command_id, &bytes, &world.sign(&bytes)).problem();
    assert_eq!((other.code.as_str(), other.receipt.is_none()), ("actor.not_signed_in", true));
    let receipt = world.receipt(&note, &world.post_command(&clerk, &note));
    assert_eq!(receipt.command_id, note.command_id);
}
