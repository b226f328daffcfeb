//! RELIABILITY 5.3, 5.4 (`matrix_complete`, `matrix_all`). The routes are the router's own; each is tried by every role in
//! its own scope and in four foreign ones, and by nobody. What is expected is written here from the papers.

mod asked;

use std::collections::BTreeSet;

use axum::http::Method;
use chuangtai::{
    central::{Centre, KeyPlace, Location},
    contract::Person,
    domain::role::{
        Limits,
        Role::{self, Auditor, ChiefRep, Clerk, GridAgent, HallManager, IssueClerk, Lead, Reviewer, Supervisor},
    },
};

use super::{
    sight::{has_eyes, staff},
    world::{Answer, MORNING, World, clock_at, config},
};
use asked::{Sample, ask, path, sample};

/// Where a person stands towards the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Own,
    OtherDepartment,
    OtherRegion,
    OtherItem,
    OtherWindow,
}

const PLACES: [Place; 5] =
    [Place::Own, Place::OtherDepartment, Place::OtherRegion, Place::OtherItem, Place::OtherWindow];

/// Who may do what behind a door.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// No session needed.
    Anybody,
    /// Everyone with a session.
    Staff,
    /// Everyone with eyes on cases: for a list, what it holds depends on the place.
    List,
    /// The same for one case: out of scope it is not there.
    Case,
    /// These roles.
    Roles(&'static [Role]),
    /// These roles, for a case that they see.
    RolesOnCase(&'static [Role]),
    /// These roles, for a draft of the catalogue office in their scope; windows do not narrow it.
    RolesOnDraft(&'static [Role]),
    /// These roles, for one of the staff whom they see.
    RolesOnStaff(&'static [Role]),
    /// A page or an answer in a form of its own: what is sent here is wrong in it.
    Form,
}

const COUNTER: &[Role] = &[Clerk, Lead, ChiefRep, IssueClerk, GridAgent, Reviewer];
const QUEUE: &[Role] = &[Clerk, Lead, IssueClerk, ChiefRep, HallManager];
const REVEAL: &[Role] = &[Clerk, Lead, ChiefRep, IssueClerk, GridAgent, Reviewer, Role::Approver];
const UPLOAD: &[Role] = &[Clerk, Lead, GridAgent, Reviewer, Role::Integration];
const OFFICE: &[Role] = &[Role::CatalogueEditor, Role::CataloguePublisher, HallManager, Role::Admin];
const EDIT: &[Role] = &[Role::CatalogueEditor, HallManager, Role::Admin];
const PUBLISH: &[Role] = &[Role::CataloguePublisher];
const TODO: &[Role] = &[Clerk, Lead, ChiefRep, GridAgent, HallManager, Supervisor];

const OVER_STAFF: &[Role] = &[HallManager, Role::Admin];
const ACCOUNTS: &[Role] = &[Role::Admin, Auditor];
const DESKS: &[Role] = &[HallManager, Role::Admin];

/// The paper's word on each route. A route that is not here, or a row without its route, fails the test.
const EXPECTED: &[(&str, &str, Who)] = &[
    ("GET", "/openapi.json", Who::Anybody),
    ("GET", "/docs", Who::Anybody),
    ("GET", "/healthz", Who::Anybody),
    ("GET", "/readyz", Who::Anybody),
    ("GET", "/v1/meta", Who::Anybody),
    ("GET", "/v1/me", Who::Staff),
    ("GET", "/v1/catalogue/snapshots/latest", Who::Staff),
    ("GET", "/v1/catalogue/snapshots/{sha256}/{piece}", Who::Staff),
    ("GET", "/v1/catalogue/changes", Who::Staff),
    ("GET", "/v1/items", Who::Staff),
    ("GET", "/v1/items/{code}/versions/{version}", Who::Staff),
    ("GET", "/v1/calendars/{year}", Who::Staff),
    ("GET", "/v1/cases", Who::List),
    ("GET", "/v1/cases/{id}", Who::Case),
    ("GET", "/v1/cases/{id}/timeline", Who::Case),
    ("GET", "/v1/cases/{id}/clock", Who::Case),
    ("GET", "/v1/worklists/{name}", Who::Roles(TODO)),
    ("GET", "/v1/worklists/{name}/counts", Who::Roles(TODO)),
    ("POST", "/v1/exports/cases", Who::Roles(&[HallManager])),
    ("GET", "/v1/documents/{no}", Who::Case),
    ("GET", "/v1/stats/cases", Who::List),
    ("GET", "/v1/changes", Who::Staff),
    ("GET", "/v1/events", Who::Staff),
    ("POST", "/v1/commands", Who::Staff),
    ("POST", "/v1/reconcile", Who::Staff),
    ("POST", "/v1/applicants/lookup", Who::Roles(COUNTER)),
    ("POST", "/v1/evidence", Who::RolesOnCase(COUNTER)),
    ("POST", "/v1/reveals", Who::RolesOnCase(REVEAL)),
    ("GET", "/v1/uploads/{case_id}/{sha256}", Who::RolesOnCase(UPLOAD)),
    ("PATCH", "/v1/uploads/{case_id}/{sha256}", Who::RolesOnCase(UPLOAD)),
    ("GET", "/v1/files/{case_id}/{sha256}", Who::Case),
    ("GET", "/v1/webhooks", Who::Roles(&[Role::Admin])),
    ("POST", "/v1/webhooks", Who::Roles(&[Role::Admin])),
    ("DELETE", "/v1/webhooks/{id}", Who::Roles(&[Role::Admin])),
    ("GET", "/v1/webhooks/{id}/deliveries", Who::Roles(&[Role::Admin])),
    ("POST", "/v1/webhooks/{id}/redeliver", Who::Roles(&[Role::Admin])),
    ("GET", "/v1/queue", Who::Roles(QUEUE)),
    ("POST", "/v1/queue/calls", Who::Roles(QUEUE)),
    ("GET", "/v1/audit", Who::Roles(&[Auditor])),
    ("POST", "/v1/devices", Who::Staff),
    ("GET", "/v1/devices", Who::Roles(DESKS)),
    ("POST", "/v1/devices/codes", Who::Roles(DESKS)),
    ("POST", "/v1/devices/{id}/revoke", Who::Roles(DESKS)),
    ("GET", "/v1/devices/{id}/recoveries", Who::Staff),
    ("POST", "/v1/recoveries/{id}/revoke", Who::RolesOnStaff(&[HallManager])),
    ("GET", "/v1/staff", Who::Roles(&[HallManager, Role::Admin, Auditor])),
    ("POST", "/v1/staff", Who::Roles(ACCOUNTS)),
    ("POST", "/v1/staff/{id}", Who::RolesOnStaff(OVER_STAFF)),
    ("POST", "/v1/staff/{id}/password", Who::RolesOnStaff(&[Role::Admin])),
    ("POST", "/v1/staff/{id}/sign-out", Who::RolesOnStaff(OVER_STAFF)),
    ("POST", "/v1/staff/{id}/disable", Who::RolesOnStaff(OVER_STAFF)),
    ("POST", "/v1/staff/{id}/enable", Who::RolesOnStaff(OVER_STAFF)),
    ("POST", "/v1/staff/{id}/recoveries", Who::RolesOnStaff(&[HallManager])),
    ("GET", "/v1/proposals", Who::Roles(&[HallManager, Role::Admin, Auditor])),
    ("POST", "/v1/proposals/{id}/confirm", Who::RolesOnStaff(OVER_STAFF)),
    ("POST", "/v1/proposals/{id}/refuse", Who::RolesOnStaff(OVER_STAFF)),
    ("POST", "/v1/proposals/{id}/withdraw", Who::RolesOnStaff(OVER_STAFF)),
    ("POST", "/v1/me/password", Who::Staff),
    ("POST", "/v1/me/totp", Who::Staff),
    ("POST", "/v1/me/totp/confirm", Who::Staff),
    ("POST", "/v1/me/totp/remove", Who::Staff),
    ("POST", "/oauth/device_authorization", Who::Form),
    ("POST", "/oauth/token", Who::Form),
    ("POST", "/oauth/revoke", Who::Form),
    ("GET", "/device", Who::Anybody),
    ("POST", "/device", Who::Form),
    ("POST", "/device/decision", Who::Form),
    ("POST", "/v1/sessions", Who::Anybody),
    ("DELETE", "/v1/sessions/current", Who::Staff),
    ("GET", "/v1/settings", Who::Staff),
    ("GET", "/v1/law", Who::Staff),
    ("GET", "/v1/catalogue/office/drafts", Who::Roles(OFFICE)),
    ("GET", "/v1/catalogue/office/drafts/{id}", Who::RolesOnDraft(OFFICE)),
    ("GET", "/v1/catalogue/office/drafts/{id}/difference", Who::RolesOnDraft(OFFICE)),
    ("POST", "/v1/catalogue/office/imports", Who::Roles(EDIT)),
    ("POST", "/v1/catalogue/office/drafts/{id}/revisions", Who::RolesOnDraft(EDIT)),
    ("POST", "/v1/catalogue/office/drafts/{id}/submissions", Who::RolesOnDraft(EDIT)),
    ("POST", "/v1/catalogue/office/drafts/{id}/reviews", Who::RolesOnDraft(PUBLISH)),
    ("POST", "/v1/catalogue/office/drafts/{id}/publications", Who::RolesOnDraft(PUBLISH)),
    ("POST", "/v1/catalogue/office/drafts/{id}/withdrawals", Who::RolesOnDraft(OFFICE)),
    ("GET", "/v1/demo/people", Who::Anybody),
    ("POST", "/v1/demo/session", Who::Anybody),
    ("POST", "/v1/demo/clock", Who::Staff),
    ("GET", "/v1/demo/registers", Who::Staff),
    ("POST", "/v1/demo/registers", Who::Staff),
];

/// Somebody of a role who stands in a place towards the case; the case is of 市场监管局, opened in 321002 at window 03.
fn somebody(role: Role, place: Place) -> Person {
    let number = 1000 + 10 * Role::ALL.iter().position(|r| *r == role).unwrap() as u128 + place as u128;
    let one = |word: &str| vec![word.to_owned()];
    let limits = match place {
        Place::Own => Limits { regions: one("321000"), items: one("1100"), windows: one("03") },
        Place::OtherDepartment => Limits::default(),
        Place::OtherRegion => Limits { regions: one("321003"), ..Limits::default() },
        Place::OtherItem => Limits { items: one("3210"), ..Limits::default() },
        Place::OtherWindow => Limits { windows: one("04"), ..Limits::default() },
    };
    let department = if place == Place::OtherDepartment { "mzj" } else { "scjg" };
    Person { window_id: Some("03".into()), ..staff(number, role, &[department], limits) }
}

/// What the paper says: the statuses that are right.
fn right(who: Who, role: Role, place: Place) -> &'static [u16] {
    const IN: &[u16] = &[200, 412, 422];
    let sees = place == Place::Own && has_eyes(role) && role != GridAgent;
    match who {
        Who::Anybody | Who::Staff => IN,
        Who::Form => &[400],
        // Auditors see auditors alone.
        Who::RolesOnStaff(_) if role == Auditor => &[404],
        Who::RolesOnStaff(roles) if roles.contains(&role) => {
            // An item set narrows no people.
            if matches!(place, Place::Own | Place::OtherItem) { IN } else { &[404] }
        }
        Who::List if has_eyes(role) => IN,
        Who::Case if has_eyes(role) => {
            if sees {
                IN
            } else {
                &[404]
            }
        }
        Who::Roles(roles) if roles.contains(&role) => IN,
        Who::RolesOnDraft(roles) if roles.contains(&role) => {
            if matches!(place, Place::Own | Place::OtherWindow) {
                IN
            } else {
                &[404]
            }
        }
        Who::RolesOnCase(roles) if roles.contains(&role) => {
            if sees {
                IN
            } else {
                &[404]
            }
        }
        _ => &[403],
    }
}

#[test]
fn matrix_complete_and_all() {
    let world = World::new();
    let sample = sample(&world);
    let routes = world.centre.routes();

    // The list is that of the router itself, whatever way a route came into it.
    let drawn = format!("{:?}", world.centre.router());
    let paths: BTreeSet<&str> = routes.iter().map(|route| route.path).collect();
    for path in drawn.split('"').filter(|text| text.len() > 1 && text.starts_with('/') && !text.contains("__private")) {
        assert!(paths.contains(path), "{path} is routed without a door");
    }
    assert!(paths.iter().all(|path| drawn.contains(&format!("\"{path}\""))));
    let known: BTreeSet<(&str, &str)> = EXPECTED.iter().map(|(method, path, _)| (*method, *path)).collect();
    let there: BTreeSet<(&str, &str)> = routes.iter().map(|route| (route.method, route.path)).collect();
    assert_eq!(there, known, "the matrix and the router name the same routes");
    assert_eq!(known.len(), EXPECTED.len());

    let mut tried = 0;
    for role in Role::ALL {
        for place in PLACES {
            let person = somebody(role, place);
            world.hire(&person);
            for (method, template, who) in EXPECTED {
                let what = format!("{role:?} {place:?} {method} {template}");
                if *template == "/v1/events" {
                    let own = place == Place::Own && has_eyes(role) && role != GridAgent;
                    assert_eq!(world.first_event(&person, None).is_some(), own, "{what}");
                    tried += 1;
                    continue;
                }
                let token = world.token(&person);
                let answer = ask(&world, &sample, method, template, &person, Some(&token));
                let status = answer.status.as_u16();
                let expected = match *template {
                    // A command on a case out of sight is one on a case that is not there.
                    "/v1/commands" if !has_eyes(role) => &[404],
                    "/v1/commands" => right(Who::Case, role, place),
                    // Nobody signed in by the first form.
                    "/v1/sessions" | "/device" if *method == "POST" => &[401],
                    "/v1/me/totp/confirm" => &[409],
                    // Auditors are in charge of auditors, and give no leave for anybody's work.
                    "/v1/staff/{id}/recoveries" | "/v1/recoveries/{id}/revoke" if role == Auditor => &[403],
                    // It is taken back by whoever made it: somebody else of those who see it.
                    "/v1/proposals/{id}/withdraw" if right(*who, role, place).contains(&200) => &[403],
                    _ => right(*who, role, place),
                };
                assert!(expected.contains(&status), "{what}: {status} instead of {expected:?}: {}", answer.text());
                if status >= 400 && !matches!(who, Who::Form) {
                    answer.problem();
                }
                guarded(&answer, &what);
                leaks_nothing(&sample, template, &answer, status, role, place, &what);
                if *method == "GET" {
                    let head = world.send(Method::HEAD, &path(&sample, template), Some(&token), &[], Vec::new());
                    assert_eq!((head.status.as_u16(), head.body.len()), (status, 0), "HEAD: {what}");
                    tried += 1;
                }
                if *template == "/v1/sessions/current" {
                    world.sign_in_again();
                }
                tried += 1;
            }
        }
    }
    println!(
        "matrix: {} routes × {} roles × {} places, {tried} answers looked at",
        EXPECTED.len(),
        Role::ALL.len(),
        PLACES.len()
    );
    assert!(tried >= 42 * 20 * 5);
}

/// What holds for every answer (ASVS 4.1.1, 14.2.2, 14.3.2): a type that is true, and no copy anywhere.
fn guarded(answer: &Answer, what: &str) {
    for (name, value) in
        [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer")]
    {
        assert_eq!(answer.headers.get(name).map(|value| value.to_str().unwrap()), Some(value), "{name}: {what}");
    }
    // A page for people lets in its own style and forms; all else nothing at all.
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    if answer.headers["content-type"] == "text/html; charset=utf-8" {
        assert!(policy.starts_with("default-src 'none'; ") && policy.ends_with("frame-ancestors 'none'"), "{what}");
    } else {
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{what}");
    }
}

/// No answer holds a clear value unless it was asked for by somebody who may, and lists end with the scope.
fn leaks_nothing(sample: &Sample, template: &str, answer: &Answer, status: u16, role: Role, place: Place, what: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    let clear = status == 200 && matches!(template, "/v1/applicants/lookup" | "/v1/reveals");
    if !clear {
        for secret in &sample.secrets {
            assert!(!text.contains(secret.as_str()), "{what} shows {secret}");
        }
    }
    let sees = place == Place::Own && has_eyes(role) && role != GridAgent;
    let named = text.contains(&sample.case.id.to_string());
    match template {
        "/v1/catalogue/office/drafts" if status == 200 => {
            let shown = matches!(place, Place::Own | Place::OtherWindow);
            assert_eq!(text.contains(&sample.draft.to_string()), shown, "{what}");
        }
        "/v1/cases" | "/v1/worklists/{name}" | "/v1/changes" if status == 200 => assert_eq!(named, sees, "{what}"),
        // The auditor sees ids and nothing else (RELIABILITY 5.3, row 38).
        "/v1/audit" => {}
        _ => assert!(!named || sees, "{what} names a case out of sight"),
    }
}

#[test]
fn matrix_all_without_a_session() {
    let world = World::new();
    let sample = sample(&world);
    let person = somebody(Clerk, Place::Own);
    world.hire(&person);
    let ended = world.token(&person);
    world.send(Method::DELETE, "/v1/sessions/current", Some(&ended), &[], Vec::new());
    world.sign_in_again();
    let mut tried = 0;
    for (method, template, who) in EXPECTED {
        for token in [None, Some("stolen"), Some(ended.as_str()), Some("")] {
            let status = ask(&world, &sample, method, template, &person, token).status.as_u16();
            if matches!(who, Who::Anybody) && *template != "/v1/sessions" {
                assert_eq!(status, 200, "{method} {template}");
            } else if matches!(who, Who::Form) && *template != "/device" {
                assert_eq!(status, 400, "{method} {template}");
            } else {
                assert_eq!(status, 401, "{method} {template} with {token:?}");
            }
            tried += 1;
        }
        // ASVS 4.1.4: no other method than those that were put up.
        let put_up = |other: &str| EXPECTED.iter().any(|(method, path, _)| *path == *template && *method == other);
        for other in ["PUT", "PATCH", "OPTIONS", "TRACE"].into_iter().filter(|other| !put_up(other)) {
            let answer = world.send(other.parse().unwrap(), &path(&sample, template), None, &[], Vec::new());
            assert_eq!(answer.problem().code, "method.not_allowed", "{other} {template}");
            tried += 1;
        }
    }
    println!("matrix: {tried} answers to nobody");
}

/// Sessions are good for eight hours by the machine's clock, on every route.
#[test]
fn matrix_all_after_the_session() {
    let world = World::new();
    let sample = sample(&world);
    let person = somebody(Clerk, Place::Own);
    world.hire(&person);
    let token = world.token(&person);
    world.clock.advance(jiff::SignedDuration::from_hours(8));
    for (method, template, who) in EXPECTED.iter().filter(|(.., who)| !matches!(who, Who::Anybody | Who::Form)) {
        let status = ask(&world, &sample, method, template, &person, Some(&token)).status;
        assert_eq!(status, 401, "{method} {template} {who:?}");
    }
}

/// A live database has the same doors without those of the demonstration, and only who may consents to a desk.
#[test]
fn a_live_hall_has_fewer_doors() {
    let demo: Vec<_> = World::new().centre.routes();
    let clock = clock_at(MORNING);
    let live = chuangtai::contract::Realm::Live;
    let centre =
        Centre::open(chuangtai::central::Config { realm: live, ..config(&clock, Location::Memory, KeyPlace::Memory) })
            .unwrap();
    let routes = centre.routes();
    let gone: Vec<_> = demo.iter().filter(|route| !routes.contains(route)).map(|route| route.path).collect();
    assert_eq!(gone.len(), 5);
    assert!(gone.iter().all(|path| path.starts_with("/v1/demo/")));
    let consent = routes.iter().find(|route| route.path == "/v1/devices/codes").unwrap();
    let may = |role: &Role| consent.door.admits(*role, live);
    assert_eq!(Role::ALL.into_iter().filter(may).collect::<Vec<_>>(), [HallManager, Role::Admin]);
    let eyes = |role: &Role| routes.iter().find(|r| r.path == "/v1/cases").unwrap().door.admits(*role, live);
    assert!(!eyes(&Role::Trainer) && !eyes(&Role::Admin) && !eyes(&Auditor));
}
