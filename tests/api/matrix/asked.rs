//! How each route is asked: what its path names, and a body that it takes.

use axum::http::Method;
use chuangtai::{
    contract::{
        Enrolled, EvidenceRequest, KeyPair, Person, Proposal, RecoveryLine, SnapshotHead, WebhookMade, sha256_hex,
    },
    domain::{
        guide::GuideRef,
        lifecycle::{Act, act},
        role::{
            Limits,
            Role::{self, Auditor, Clerk},
        },
    },
};
use serde_json::{Value, json};

use super::super::{
    office,
    sight::{self, Placed, staff},
    world::{Answer, FOOD, World},
};

/// Where nobody listens.
const HOOK: &str = "https://oa.example.cn/hook";

/// What requests are filled with.
pub(super) struct Sample {
    pub case: Placed,
    guide: GuideRef,
    applicant: uuid::Uuid,
    snapshot: String,
    pub draft: uuid::Uuid,
    file: String,
    webhook: uuid::Uuid,
    /// One of the staff who stands where the case does.
    staff: Person,
    device: uuid::Uuid,
    /// What waits for a second person: that the one of the staff works again.
    proposal: uuid::Uuid,
    /// Leave to send what they sealed.
    leave: uuid::Uuid,
    /// Clear values that no answer may show unasked.
    pub secrets: Vec<String>,
}

/// Fills the hall with one of each.
pub(super) fn sample(world: &World) -> Sample {
    let clerk = world.role(Clerk);
    let who = world.lookup("A017");
    let party = who.party.unwrap();
    let head: SnapshotHead = world.get(&clerk, "/v1/catalogue/snapshots/latest").json();
    let admin = staff(900, Role::Admin, &[], Limits::default());
    world.hire(&admin);
    let made: WebhookMade = world.post(&admin, "/v1/webhooks", &json!({"url": HOOK, "department": "scjg"})).json();
    let limits = Limits { regions: vec!["321002".to_owned()], ..Limits::default() };
    let staff = Person { window_id: Some("03".into()), ..staff(990, Clerk, &["scjg"], limits) };
    world.hire(&staff);
    let at = |what: &str| format!("/v1/staff/{}/{what}", staff.id);
    assert_eq!(world.post(&admin, &at("disable"), &json!({})).status, 200);
    let proposal: Proposal = world.post(&admin, &at("enable"), &json!({})).json();
    let key = KeyPair::from_seed(&[9; 32]).unwrap().public_key();
    let request = json!({"epoch": world.uuid(), "public_key": key, "name": "另一台"});
    let device: Enrolled = world.post(&clerk, "/v1/devices", &request).json();
    let request = json!({"device_id": device.device_id, "reason": "left"});
    let manager = world.role(Role::HallManager);
    let leave: RecoveryLine = world.post(&manager, &at("recoveries"), &request).json();
    Sample {
        file: sha256_hex(sight::SCAN),
        webhook: made.webhook.id,
        case: sight::cases(world, 1).remove(0),
        guide: world.guide(FOOD).id,
        applicant: who.applicant_id,
        snapshot: head.sha256,
        draft: office::some_draft(world),
        staff,
        device: device.device_id,
        proposal: proposal.id,
        leave: leave.id,
        secrets: vec![party.phone, party.address, party.legal_representative.unwrap()],
    }
}

/// The path of a route, its parts filled with what there is.
pub(super) fn path(sample: &Sample, template: &str) -> String {
    let id = match template {
        hook if hook.starts_with("/v1/webhooks") => sample.webhook,
        office if office.starts_with("/v1/catalogue/office") => sample.draft,
        _ if template.starts_with("/v1/staff/") => sample.staff.id,
        _ if template.starts_with("/v1/proposals/") => sample.proposal,
        _ if template.starts_with("/v1/recoveries/") => sample.leave,
        _ if template.starts_with("/v1/devices/") => sample.device,
        _ => sample.case.id,
    };
    let sha256 = if template.contains("{case_id}") { &sample.file } else { &sample.snapshot };
    let path = template
        .replace("{id}", &id.to_string())
        .replace("{case_id}", &sample.case.id.to_string())
        .replace("{no}", &sample.case.paper)
        .replace("{name}", "todo")
        .replace("{year}", "2026")
        .replace("{code}", FOOD)
        .replace("{version}", "1")
        .replace("{sha256}", sha256)
        .replace("{piece}", "0");
    match template {
        "/v1/cases" => format!("{path}?item=%E9%A3%9F%E5%93%81"),
        "/v1/catalogue/changes" => format!("{path}?from=3"),
        "/v1/catalogue/office/imports" => format!("{path}?kind=settings"),
        _ => path,
    }
}

/// A body that the route takes.
fn body(world: &World, sample: &Sample, template: &str, person: &Person) -> Value {
    match template {
        "/v1/applicants/lookup" => json!({"number_kind": "ticket", "number": "A017", "purpose": "receive"}),
        "/v1/evidence" => serde_json::to_value(EvidenceRequest {
            applicant_id: sample.applicant,
            guide_version: sample.guide.clone(),
            material_codes: vec![format!("{FOOD}002")],
            authorisation: None,
            case_id: sample.case.id,
        })
        .unwrap(),
        "/v1/reveals" => json!({"case_id": sample.case.id, "field": "applicant.phone", "reason": "deliver"}),
        "/v1/reconcile" => json!({"items": []}),
        // A version that never was: whoever may come so far is told that it is stale, and nothing changes.
        "/v1/catalogue/office/drafts/{id}/revisions" => json!({
            "expected_version": 99, "content": {"kind": "settings", "body": {"region_code": "321000", "changes": {}}},
        }),
        "/v1/catalogue/office/drafts/{id}/submissions" | "/v1/catalogue/office/drafts/{id}/withdrawals" => {
            json!({"expected_version": 99})
        }
        "/v1/catalogue/office/drafts/{id}/reviews" => json!({"expected_version": 99, "pass": true}),
        "/v1/catalogue/office/drafts/{id}/publications" => json!({"expected_version": 99, "effective": "2026-12-01"}),
        "/v1/exports/cases" => json!({"list": "todo", "reason": "report"}),
        "/v1/devices" => {
            json!({"epoch": world.uuid(), "public_key": world.device_key.public_key(), "name": "综合窗口03"})
        }
        "/v1/sessions" => json!({"staff_no": "nobody", "password": "wrong"}),
        "/v1/webhooks" => json!({"url": HOOK, "department": "scjg"}),
        "/v1/staff" => {
            let role = if person.role == Auditor { Auditor } else { Clerk };
            let window = person.limits.windows.first().map_or("03", String::as_str);
            json!({"name": "某某", "staff_no": world.uuid(), "role": role, "limits": {"regions": ["321003"]},
                   "departments": person.departments, "window_id": window})
        }
        "/v1/staff/{id}" => json!({"expected_version": 0, "name": sample.staff.name, "role": Clerk, "window_id": "03",
            "departments": ["scjg"], "mandate": sample.staff.mandate, "limits": sample.staff.limits}),
        "/v1/staff/{id}/recoveries" => json!({"device_id": sample.device, "reason": "left"}),
        "/v1/me/password" => json!({"old": "wrong", "new": "wrong"}),
        "/v1/me/totp" => json!({"password": "wrong"}),
        "/v1/me/totp/confirm" => json!({"code": "000000"}),
        "/v1/me/totp/remove" => json!({"password": "wrong", "code": "000000"}),
        "/v1/demo/session" => json!({"person": person.id}),
        "/v1/demo/clock" => json!({"days": 0}),
        "/v1/demo/registers" => json!({"register": "credit", "on": true}),
        _ => json!({}),
    }
}

/// Asks for a route as this person would.
pub(super) fn ask(
    world: &World,
    sample: &Sample,
    method: &str,
    template: &str,
    person: &Person,
    token: Option<&str>,
) -> Answer {
    if template == "/v1/commands" {
        let note = world.seal(person, sample.case.id, 1, None, &Act::NoteAdd(act::Note { text: "x".into() }));
        let bytes = note.seal().unwrap();
        return world.post_bytes(token.unwrap_or_default(), note.command_id, &bytes, &world.sign(&bytes));
    }
    let method: Method = method.parse().unwrap();
    if method == Method::PATCH {
        // Nothing more of a file that is all there.
        let size = sight::SCAN.len().to_string();
        let headers = [("content-type", "application/octet-stream".to_owned()), ("upload-offset", size)];
        return world.send(method, &path(sample, template), token, &headers, Vec::new());
    }
    let sent = if method == Method::POST {
        serde_json::to_vec(&body(world, sample, template, person)).unwrap()
    } else {
        Vec::new()
    };
    let form = [("content-type", "application/x-www-form-urlencoded".to_owned())];
    let is_form = template.starts_with("/oauth/") || template.starts_with("/device");
    world.send(method, &path(sample, template), token, if is_form { &form } else { &[] }, sent)
}
