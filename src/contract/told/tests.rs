//! F41, with the answers of a case screen as a newer centre would give them.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    app::casework::fixtures,
    contract::{
        CaseDetail, CaseSummary, Changes, Me, OfficeDraft, Page, Proposal, ProposalAct, ProposalKind, QueueCounts,
        ReconcileAnswer, StaffLine, TimelineEntry,
    },
    domain::{
        case::{Case, State},
        role::Role,
    },
};

/// The places of all objects, or of all texts, of an answer. Maps that take any key are none of ours.
fn places(value: &Value, wanted: fn(&Value) -> bool, at: &str, into: &mut Vec<String>) {
    if wanted(value) {
        into.push(at.to_owned());
    }
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(name, _)| *name != "form" && *name != "form_sources") {
                places(field, wanted, &format!("{at}/{name}"), into);
            }
        }
        Value::Array(items) => {
            for (no, item) in items.iter().enumerate() {
                places(item, wanted, &format!("{at}/{no}"), into);
            }
        }
        _ => {}
    }
}

fn detail(state: State) -> CaseDetail {
    let mut case = fixtures::case(state);
    case.negative = Some(fixtures::negative());
    case.supplement = Some(fixtures::notice());
    fixtures::detail(case, fixtures::clerk_acts())
}

fn a_state() -> impl Strategy<Value = State> {
    (0..State::ALL.len()).prop_map(|at| State::ALL[at])
}

/// What stands in a field that nobody here knows.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::collection::vec(".{0,4}".prop_map(Value::from), 0..3).prop_map(Value::from),
        "[a-z]{1,4}".prop_map(|key| json!({ key: [1, {"deep": true}] })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn f41_a_field_that_nobody_knows_changes_nothing_of_a_case(
        state in a_state(),
        added in prop::collection::vec((any::<prop::sample::Index>(), "new_[a-z]{1,8}", anything()), 1..6),
    ) {
        let known = detail(state);
        let mut told = serde_json::to_value(&known).unwrap();
        let mut objects = Vec::new();
        places(&told, Value::is_object, "", &mut objects);
        for (at, name, value) in added {
            let place: &String = at.get(&objects);
            let object = told.pointer_mut(place).unwrap().as_object_mut().unwrap();
            object.insert(name, value);
        }
        let read: CaseDetail = read_answer(told.to_string().as_bytes()).unwrap();
        prop_assert_eq!(read, known);
    }

    #[test]
    fn f41_a_value_that_nobody_knows_never_hides_a_case_and_makes_it_read_only(
        state in a_state(),
        at in any::<prop::sample::Index>(),
        code in "[A-Z][a-z]{2,9}9",
    ) {
        let known = detail(state);
        let mut told = serde_json::to_value(&known).unwrap();
        let mut texts = Vec::new();
        places(&told, Value::is_string, "", &mut texts);
        let place: String = at.get(&texts).clone();
        *told.pointer_mut(&place).unwrap() = Value::from(code.clone());
        // What is of no list at all (a date, an id) is broken and not new.
        let strictly = serde_json::from_value::<Case>(told["case"].clone());
        let is_new = strictly.as_ref().is_err_and(|error| error.to_string().contains("unknown variant"));
        let read = read_answer::<CaseDetail>(told.to_string().as_bytes());
        if is_new {
            let read = read.unwrap();
            let codes: Vec<String> = read.strange.iter().map(Strange::code).collect();
            prop_assert!(codes.contains(&code), "{} {:?}", place, codes);
            prop_assert_eq!(read.allowed_acts.len(), 0);
            prop_assert_eq!((read.case.id, read.case.version), (known.case.id, known.case.version));
            prop_assert_eq!(&read.case.case_no, &known.case.case_no);
            prop_assert_eq!(&read.case.application.applicant.name, &known.case.application.applicant.name);
            let strange = place == "/case/state";
            prop_assert_eq!(read.state().strange(), strange.then(|| code.clone()));
            if !strange {
                prop_assert_eq!(read.state(), state);
            }
        } else if let Ok(read) = read
            && place.starts_with("/case/")
            && strictly.is_ok()
        {
            prop_assert!(read.strange.is_empty() && !read.allowed_acts.is_empty(), "{}", place);
        }
    }

    #[test]
    fn f41_one_strange_row_leaves_a_list_whole_and_goes_out_as_it_came(
        at in 0usize..4,
        field in 0usize..2,
        code in "[A-Z][a-z]{2,9}9",
        added in anything(),
    ) {
        let rows = Page { items: fixtures::rows(), next: Some("n".to_owned()) };
        let mut told = serde_json::to_value(&rows).unwrap();
        let name = ["state", "light"][field];
        told["items"][at][name] = Value::from(code.clone());
        let as_it_came = told["items"][at].clone();
        told["items"][at]["brand_new"] = added;
        let read: Page<CaseSummary> = read_answer(told.to_string().as_bytes()).unwrap();
        prop_assert_eq!(read.items.len(), rows.items.len());
        for (no, (read, row)) in read.items.iter().zip(&rows.items).enumerate() {
            if no != at {
                prop_assert_eq!(read, row);
            }
        }
        let strange = if field == 0 { read.items[at].state.strange() } else { read.items[at].light.strange() };
        prop_assert_eq!(strange, Some(code));
        prop_assert_eq!(serde_json::to_value(&read.items[at]).unwrap(), as_it_came);
    }

    #[test]
    fn f41_nothing_that_is_told_is_fatal(told in anything(), name in "[a-z_]{1,9}", text in ".{0,60}") {
        let told = json!({ name: told, "items": [told], "case": told, "cursor": 1 });
        for bytes in [told.to_string().into_bytes(), text.into_bytes()] {
            let _ = read_answer::<CaseDetail>(&bytes);
            let _ = read_answer::<Page<CaseSummary>>(&bytes);
            let _ = read_answer::<Vec<TimelineEntry>>(&bytes);
            let _ = read_answer::<Changes>(&bytes);
            let _ = read_answer::<ReconcileAnswer>(&bytes);
        }
    }
}

#[test]
fn f41_a_history_shows_what_a_newer_centre_did() {
    let mut told = serde_json::to_value(fixtures::timeline()).unwrap();
    told[1]["state"] = "Paused".into();
    told[1]["role"] = "Robot".into();
    told[1]["act"] = "case.pause".into();
    let read: Vec<TimelineEntry> = read_answer(told.to_string().as_bytes()).unwrap();
    assert_eq!((read.len(), read[0].state.known()), (2, Some(&State::Received)));
    assert_eq!(
        (read[1].state.strange().as_deref(), read[1].role.strange().as_deref()),
        (Some("Paused"), Some("Robot"))
    );
    assert_eq!(serde_json::to_value(&read).unwrap(), told);
}

#[test]
fn f41_a_change_of_a_kind_that_nobody_knows_is_still_a_change_of_its_case() {
    let case = uuid::Uuid::from_u128(5);
    let told = json!({
        "items": [
            {"seq": 1, "case_id": case, "version": 2, "state": "Paused", "why": "x"},
            {"seq": 2, "case_id": case, "type": "parcel_split"},
            {"seq": 3, "type": "hall_closed"},
        ],
        "cursor": 3, "mark": {"seq": 3, "hash": "h"}, "more": true,
    });
    let read: Changes = read_answer(told.to_string().as_bytes()).unwrap();
    let changed: Vec<_> =
        read.items.iter().map(|one| (one.case_id, one.version, one.state.strange().unwrap())).collect();
    assert_eq!(changed, [(case, 2, "Paused".to_owned()), (case, 0, "parcel_split".to_owned())]);
    assert_eq!(read.cursor, 3);
}

#[test]
fn f41_lists_and_answers_that_nobody_here_can_use_stand_in_the_way_of_nothing() {
    let me = json!({
        "person": {"id": uuid::Uuid::nil(), "name": "李晓云", "staff_no": "1", "role": "Clerk", "departments": [],
            "window_id": null, "mandate": {"fly": true}},
        "today": 3, "counts": [["todo", 6], ["dreams", 9]],
    });
    let me: Me = read_answer(me.to_string().as_bytes()).unwrap();
    assert_eq!(me.counts.len(), 1);
    let counts: QueueCounts = read_answer(br#"{"counts": [["mine", 1], ["lucky", 2]]}"#).unwrap();
    assert_eq!(counts.counts.len(), 1);
    let id = uuid::Uuid::from_u128(7);
    let told = json!({"items": [{"command_id": id, "state": "postponed"}, {"command_id": id, "state": "unknown"}],
        "mark": {"seq": 1, "hash": "h"}});
    let told: ReconcileAnswer = read_answer(told.to_string().as_bytes()).unwrap();
    assert_eq!(told.items.len(), 1);
}

#[test]
fn f41_what_is_judged_by_is_read_whole_or_not_at_all() {
    let guide = fixtures::guide();
    let told = serde_json::to_value(&guide).unwrap();
    let read = |told: &Value| read_whole::<crate::domain::guide::Guide>(&told.to_string());
    assert_eq!(read(&told), Ok(guide));
    // Empty is as much as not there.
    for nothing in [json!(null), json!([]), json!(false), json!(""), json!({"deep": []})] {
        let mut more = told.clone();
        more["materials"][0]["witnesses"] = nothing;
        assert!(read(&more).is_ok());
    }
    for (place, name, value) in [
        ("/materials/0", "witnesses", json!(2)),
        ("/materials/0", "role", json!("tertiary")),
        ("", "seasons", json!(["spring"])),
        ("", "handling", json!("by_drone")),
        ("/flags", "by_lot", json!(true)),
    ] {
        let mut more = told.clone();
        more.pointer_mut(place).unwrap()[name] = value;
        assert_eq!(read(&more), Err(NotWhole::Newer), "{place}/{name}");
    }
    assert_eq!(read_whole::<Me>("<html>"), Err(NotWhole::Broken));
}

/// One line of the staff and one draft of the office that this program does not know leave the others as they are.
#[test]
fn f41_a_row_that_is_not_known_leaves_its_list_readable() {
    let person = |no: u32, role: &str| {
        json!({"id": uuid::Uuid::from_u128(no.into()), "name": "某某", "staff_no": no.to_string(), "role": role,
            "departments": [], "window_id": null, "mandate": {"receive": true, "fly": true}})
    };
    let line = |no: u32, role: &str| {
        json!({"person": person(no, role), "version": 1, "account": true, "disabled": false, "locked_until": null,
            "must_change_password": false, "second_factor": true, "sessions": 0, "mood": "good"})
    };
    let page = json!({"items": [line(1, "Clerk"), line(2, "DroneWarden"), line(3, "Admin")], "next": null});
    let page: Page<StaffLine> = read_answer(page.to_string().as_bytes()).unwrap();
    let roles: Vec<_> = page.items.iter().map(StaffLine::role).collect();
    assert_eq!(roles, [Role::Clerk.into(), Told::Unknown("DroneWarden".into()), Role::Admin.into()]);
    let known: Vec<bool> = page.items.iter().map(|line| line.strange.is_empty()).collect();
    assert_eq!(known, [true, false, true]);
    let strange = &page.items[1];
    assert_eq!((strange.person.staff_no.as_str(), strange.role().strange().as_deref()), ("2", Some("DroneWarden")));
    assert!(strange.second_factor && strange.person.mandate.receive, "the rest of it is read");

    let draft = |no: u32, kind: &str, state: &str| {
        json!({"id": uuid::Uuid::from_u128(no.into()), "kind": kind, "subject": "321000", "name": "设置", "department": "",
            "state": state, "version": 1, "effective": null, "changed_at": "2026-09-14T09:30:00+08:00",
            "changed_by": "某某", "undecided": 0})
    };
    let drafts = json!({"items": [
        draft(1, "guide", "draft"), draft(2, "guide", "on_hold"), draft(3, "poster", "submitted"),
    ], "next": null});
    let drafts: Page<OfficeDraft> = read_answer(drafts.to_string().as_bytes()).unwrap();
    let codes: Vec<_> = drafts.items.iter().map(|draft| (draft.kind.strange(), draft.state.strange())).collect();
    assert_eq!(codes, [(None, None), (None, Some("on_hold".into())), (Some("poster".into()), None)]);

    let proposal = |kind: &str, acts: &[&str]| {
        json!({"id": uuid::Uuid::nil(), "kind": kind, "state": "open", "person_id": uuid::Uuid::nil(), "name": "某某",
            "staff_no": "2", "changes": [{"field": "wings", "before": null, "after": "2"}], "made_by": "某某",
            "made_at": "2026-09-14T09:30:00+08:00", "expires_at": "2026-09-21T09:30:00+08:00", "acts": acts,
            "advice": null})
    };
    let all = json!([proposal("promote", &["confirm", "ponder"]), proposal("enable", &[])]);
    let all: Vec<Proposal> = read_answer(all.to_string().as_bytes()).unwrap();
    assert_eq!(
        (all[0].kind.strange().as_deref(), all[0].acts.as_slice()),
        (Some("promote"), [ProposalAct::Confirm].as_slice())
    );
    assert_eq!(all[1].kind, ProposalKind::Enable);
}
