//! RELIABILITY 5.4, T21, T23: whatever way a person asks, they see the same cases. The expectation is written here from the
//! paper and not from the code.

use std::collections::BTreeSet;

use axum::http::Method;
use chuangtai::{
    contract::{
        CaseCounts, CaseSummary, Changes, EvidenceAnswered, EvidenceRequest, LookupAnswer, Me, Page, Person,
        WorklistName, sha256_hex,
    },
    domain::{
        guide::GuideRef,
        lifecycle::{Act, act},
        role::{Limits, Mandate, Role},
    },
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    files::upload_path,
    protocol::receive,
    world::{FOOD, World, segment},
};

/// A case, and what rights look at.
pub struct Placed {
    pub id: Uuid,
    region: &'static str,
    window: &'static str,
    by: Uuid,
    pub paper: String,
}

/// Somebody of the staff.
pub fn staff(number: u128, role: Role, departments: &[&str], limits: Limits) -> Person {
    Person {
        id: Uuid::from_u128(number),
        name: "测试".into(),
        staff_no: format!("T{number}"),
        role,
        departments: departments.iter().map(|code| (*code).to_owned()).collect(),
        window_id: None,
        mandate: Mandate { letter_no: None, receive: true, accept: true, ..Mandate::default() },
        limits,
    }
}

/// The food licences of four clerks in different places, each with [`SCAN`] at a material.
pub fn cases(world: &World, count: usize) -> Vec<Placed> {
    let places = [
        ("321002", "321002", "03"),
        ("321003001", "321003001", "04"),
        ("", "321000", "05"),
        ("321003", "321003", "03"),
    ];
    (1..)
        .zip(places.into_iter().take(count))
        .map(|(number, (home, region, window))| {
            let regions = if home.is_empty() { vec![] } else { vec![home.to_owned()] };
            let clerk = Person {
                window_id: Some(window.to_owned()),
                ..staff(number, Role::Clerk, &[], Limits { regions, ..Limits::default() })
            };
            world.hire(&clerk);
            let id = world.uuid();
            let receipt = world.act(&clerk, id, 0, &receive(world));
            let file = world.upload(&clerk, id, SCAN);
            let command = world.record(&clerk, id, 1, &[&file]);
            world.receipt(&command, &world.post_command(&clerk, &command));
            Placed { id, region, window, by: clerk.id, paper: segment(&receipt.documents[0].no) }
        })
        .collect()
}

/// A scan that is all of one piece.
pub const SCAN: &[u8] = b"%PDF-1.7\n%%EOF\n";

/// Roles whose eyes reach over the hall or their departments.
const WIDE: [Role; 13] = [
    Role::Clerk,
    Role::Lead,
    Role::ChiefRep,
    Role::Reviewer,
    Role::Approver,
    Role::GovHead,
    Role::IssueClerk,
    Role::Supervisor,
    Role::Archivist,
    Role::Trainer,
    Role::HallManager,
    Role::Integration,
    Role::SupervisingBody,
];

/// Whether the role sees cases at all.
pub fn has_eyes(role: Role) -> bool {
    WIDE.contains(&role) || role == Role::GridAgent
}

/// RELIABILITY 5.4 in this file's own words.
fn sees(person: &Person, case: &Placed) -> bool {
    if has_eyes(person.role) && case.by == person.id {
        return true;
    }
    let within = |region: &String| {
        let start = region.strip_suffix("0000").or_else(|| region.strip_suffix("00"));
        case.region.starts_with(start.filter(|_| region.len() == 6).unwrap_or(region))
    };
    let Limits { regions, items, windows } = &person.limits;
    WIDE.contains(&person.role)
        && (person.departments.is_empty() || person.departments.iter().any(|code| code == "scjg"))
        && (regions.is_empty() || regions.iter().any(within))
        && (items.is_empty() || items.iter().any(|start| FOOD.starts_with(start.as_str())))
        && (windows.is_empty() || windows.iter().any(|window| window == case.window))
}

fn anybody() -> impl Strategy<Value = Person> {
    let some = |words: &'static [&'static str]| {
        prop_oneof![
            2 => Just(Vec::new()),
            3 => prop::sample::subsequence(words, 0..=2).prop_map(|list| list.into_iter().map(str::to_owned).collect()),
        ]
    };
    let limits = (
        some(&["320000", "321000", "321002", "321003", "321003001", "330000"]),
        some(&[FOOD, "1100", "110000000"]),
        some(&["03", "04", "09"]),
    )
        .prop_map(|(regions, items, windows)| Limits { regions, items, windows });
    // Ids 1 to 4 are those of the clerks who took the cases in.
    (prop_oneof![1u128..5, Just(77u128)], prop::sample::select(&Role::ALL[..]), some(&["scjg", "mzj", "wjw"]), limits)
        .prop_map(|(number, role, departments, limits)| {
            let departments: Vec<&str> = departments.iter().map(String::as_str).collect();
            Person { window_id: Some("03".into()), ..staff(number, role, &departments, limits) }
        })
}

fn every_path(world: &World, person: &Person, cases: &[Placed], guide: &GuideRef) -> Result<(), TestCaseError> {
    world.hire(person);
    let eyes = has_eyes(person.role);
    let ids = |ids: Vec<Uuid>| ids.into_iter().collect::<BTreeSet<Uuid>>();
    let visible = ids(cases.iter().filter(|case| sees(person, case)).map(|case| case.id).collect());
    let count = u64::try_from(visible.len()).unwrap();
    let who = world.lookup("A017");
    let file = sha256_hex(SCAN);
    for case in cases {
        let one = [
            format!("/v1/cases/{}", case.id),
            format!("/v1/cases/{}/timeline", case.id),
            format!("/v1/cases/{}/clock", case.id),
            format!("/v1/documents/{}", case.paper),
            format!("/v1/files/{}/{file}", case.id),
        ];
        let expected = match (visible.contains(&case.id), eyes) {
            (true, _) => 200,
            (false, true) => 404,
            (false, false) => 403,
        };
        for path in one {
            for method in [Method::GET, Method::HEAD] {
                let answer = world.send(method, &path, Some(&world.token(person)), &[], Vec::new());
                prop_assert_eq!(answer.status.as_u16(), expected, "{}", &path);
            }
        }
        let upload = world.get(person, &upload_path(case.id, &file)).status.as_u16();
        let uploads = [Role::Clerk, Role::Lead, Role::GridAgent, Role::Reviewer, Role::Integration];
        prop_assert_eq!(upload, if uploads.contains(&person.role) { expected } else { 403 }, "upload");
        let refused = |status: u16| matches!(status, 403 | 404);
        let reveal = json!({"case_id": case.id, "field": "applicant.phone", "reason": "deliver"});
        let clear = world.post(person, "/v1/reveals", &reveal);
        prop_assert!(clear.status == 200 || refused(clear.status.as_u16()));
        prop_assert!(clear.status != 200 || visible.contains(&case.id), "a reveal of what is not seen");
        let ask = EvidenceRequest {
            applicant_id: who.applicant_id,
            guide_version: guide.clone(),
            material_codes: vec![format!("{FOOD}002")],
            authorisation: None,
            case_id: case.id,
        };
        let asked = world.post(person, "/v1/evidence", &ask).status.as_u16();
        prop_assert!(asked == 200 && visible.contains(&case.id) || refused(asked) && (asked == 403 || expected != 200));
        let note = world.seal(person, case.id, 1, None, &Act::NoteAdd(act::Note { text: "x".into() }));
        let written = world.post_command(person, &note);
        let there = matches!(written.status.as_u16(), 200 | 412 | 422);
        prop_assert_eq!(there, visible.contains(&case.id), "command: {}", written.text());
    }

    let list = |path: &str| -> Option<BTreeSet<Uuid>> {
        let answer = world.get(person, path);
        (answer.status == 200)
            .then(|| answer.json::<Page<CaseSummary>>().items.into_iter().map(|case| case.id).collect())
    };
    let search = list("/v1/cases?item=%E9%A3%9F%E5%93%81&limit=200");
    prop_assert_eq!(search.unwrap_or_default(), visible.clone(), "search");
    if let Some(todo) = list("/v1/worklists/todo?limit=200") {
        prop_assert_eq!(todo, visible.clone(), "list");
    }
    let me: Me = world.get(person, "/v1/me").json();
    if let Some((_, counted)) = me.counts.iter().find(|(list, _)| *list == WorklistName::Todo) {
        prop_assert_eq!(*counted, count, "counts of lists");
    }
    let changes: Changes = world.get(person, "/v1/changes?limit=200").json();
    prop_assert_eq!(ids(changes.items.iter().map(|change| change.case_id).collect()), visible.clone(), "changes");
    let hinted = world.first_event(person, None).is_some();
    prop_assert_eq!(hinted, !visible.is_empty(), "events");
    prop_assert_eq!(world.first_event(person, Some(changes.cursor)), None, "nothing new, no hint");
    let stats = world.get(person, "/v1/stats/cases");
    let total: u64 = if eyes { stats.json::<CaseCounts>().states.iter().map(|(_, n)| n).sum() } else { 0 };
    prop_assert_eq!((total, eyes), (count, stats.status == 200), "stats");
    let ticket = json!({"number_kind": "ticket", "number": "A017", "purpose": "receive"});
    let lookup = world.post(person, "/v1/applicants/lookup", &ticket);
    if lookup.status == 200 {
        let open: LookupAnswer = lookup.json();
        prop_assert_eq!(ids(open.open_cases.iter().map(|case| case.id).collect()), visible.clone(), "lookup");
        prop_assert!(!visible.is_empty() || open.facts.is_empty(), "facts of cases out of sight");
    }
    let trail = world.get(person, "/v1/audit?limit=1").status;
    prop_assert_eq!(trail == 200, person.role == Role::Auditor, "audit");
    Ok(())
}

#[test]
fn whatever_way_one_asks_one_sees_the_same_cases() {
    let world = World::new();
    let (cases, guide) = (cases(&world, 4), world.guide(FOOD).id);
    let config = Config { cases: Config::default().cases.min(96), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let seen = std::cell::Cell::new((0, 0));
    runner
        .run(&anybody(), |person| {
            let visible = cases.iter().filter(|case| sees(&person, case)).count();
            seen.set((seen.get().0 + visible, seen.get().1 + cases.len() - visible));
            every_path(&world, &person, &cases, &guide)
        })
        .unwrap();
    println!("seen and not seen: {:?}", seen.get());
    assert!(seen.get().0 > 40 && seen.get().1 > 40, "both happen");
}

/// What registers said for a case belongs to that case, also when the same applicant stands at another counter.
#[test]
fn answers_of_registers_stay_with_their_case() {
    let world = World::new();
    let (cases, guide) = (cases(&world, 4), world.guide(FOOD).id);
    let who = world.lookup("A017");
    let owner = staff(1, Role::Clerk, &[], Limits { regions: vec!["321002".into()], ..Limits::default() });
    let ask = EvidenceRequest {
        applicant_id: who.applicant_id,
        guide_version: guide,
        material_codes: vec![format!("{FOOD}002")],
        authorisation: Some(chuangtai::domain::exemption::Authorisation::CodeShown { at: world.now() }),
        case_id: cases[0].id,
    };
    let answered: EvidenceAnswered = world.post(&owner, "/v1/evidence", &ask).json();
    let stranger = staff(600, Role::Clerk, &[], Limits { windows: vec!["09".into()], ..Limits::default() });
    world.hire(&stranger);
    let told = |person: &Person| -> Vec<Uuid> {
        let ticket = json!({"number_kind": "ticket", "number": "A017", "purpose": "receive"});
        let answer: LookupAnswer = world.post(person, "/v1/applicants/lookup", &ticket).json();
        answer.evidence.iter().map(|evidence| evidence.id).collect()
    };
    let own = answered.evidence[0].1.id;
    assert!(told(&owner).contains(&own));
    assert!(!told(&stranger).contains(&own));
    assert_eq!(world.post(&stranger, "/v1/evidence", &ask).status, 404, "nor are new ones asked for it");
}

/// RELIABILITY T26: what a person may see ends with the next request, not with the session.
#[test]
fn a_narrowed_right_holds_at_the_next_request() {
    let world = World::new();
    let cases = cases(&world, 4);
    let wide = staff(500, Role::Supervisor, &[], Limits::default());
    world.hire(&wide);
    let path = format!("/v1/cases/{}", cases[0].id);
    assert_eq!(world.get(&wide, &path).status, 200);
    let narrow = Limits { regions: vec!["321003".into()], ..Limits::default() };
    world.hire(&Person { limits: narrow, ..wide.clone() });
    assert_eq!(world.get(&wide, &path).status, 404);
    world.hire(&Person { role: Role::Admin, ..wide.clone() });
    assert_eq!(world.get(&wide, &path).status, 403);
}
