//! Faults between a desk and its centre, and between two desks, that no other chapter tells: what a proxy does to a
//! command (F36), two laptops with one citizen (F44), what comes too late (F48), what has ended meanwhile (F49).

use axum::http::Method;
use chuangtai::{
    contract::Command,
    desk::{outbox::ParcelState, store::DraftState},
    domain::{
        case::{State, TaskKind, ToleranceState},
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::Role,
    },
};
use jiff::SignedDuration;
use serde_json::json;

use super::{
    desk::{Joined, settled},
    main_job,
    protocol::receive,
    world::{FOOD, World, row},
};

fn withdraw() -> Act {
    Act::Withdraw(act::Withdrawal {
        signed: true,
        signed_by_applicant: true,
        reason: String::new(),
        papers_returned: true,
    })
}

fn forward(world: &World, days: u32) {
    let answer = world.post(&world.role(Role::Clerk), "/v1/demo/clock", &json!({ "days": days }));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn f36_what_a_proxy_takes_away_or_adds_finishes_nothing_it_should_not() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let command = world.seal(&clerk, case, 0, None, &receive(&world));
    let bytes = command.seal().unwrap();
    let key = ("idempotency-key", format!("\"{}\"", command.command_id));
    let signature = ("device-signature", world.sign(&bytes));
    let post = |headers: &[(&str, String)]| {
        world.send(Method::POST, "/v1/commands", Some(&world.token(&clerk)), headers, bytes.clone())
    };
    // Without a verdict each time, and the centre knows nothing of the command afterwards.
    for (headers, status, code) in [
        (vec![signature.clone()], 400, "command.key_missing"),
        (vec![("idempotency-key", format!("\"{}\"", world.uuid())), signature.clone()], 400, "command.key_missing"),
    ] {
        let answer = post(&headers);
        assert_eq!(answer.headers["cache-control"], "no-store");
        let problem = answer.problem();
        assert_eq!((problem.status, problem.code.as_str(), problem.receipt), (status, code, None));
    }
    let unsigned = post(std::slice::from_ref(&key)).problem();
    assert!((400..500).contains(&unsigned.status) && unsigned.receipt.is_none(), "{unsigned:?}");
    assert_eq!(world.get(&clerk, &format!("/v1/cases/{case}")).status, 404);

    // What proxies add is nothing to the centre, and nobody on the way keeps a copy of the answer.
    let added = [("via", "1.1 gate".to_owned()), ("x-forwarded-for", "10.0.0.7".to_owned())];
    let answer = post(&[&[key, signature][..], &added].concat());
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(world.receipt(&command, &answer).version, Some(1));
}

#[test]
fn f44_two_laptops_with_one_citizen_and_one_item_are_told_and_a_person_decides() {
    let joined = Joined::new();
    let world = &joined.world;
    let clerk = world.role(Role::Clerk);
    let before = world.lookup("A017").similar.len();
    let (one, two) = (joined.desk("one", Role::Clerk), joined.desk("laptop two", Role::Clerk));
    let (first, second) = (world.uuid(), world.uuid());
    settled(joined.deliver(&one, &joined.receive(), first, 0));
    // The other laptop asks before it seals anything.
    let told = world.lookup("A017").similar;
    assert_eq!(told.len(), before + 1);
    let alike = told.iter().find(|alike| alike.case_id == first).unwrap();
    assert_eq!((alike.item_code.as_str(), alike.state.known()), (FOOD, Some(&State::Received)));
    assert!(alike.number.is_some());

    // The centre refuses nothing by itself: whoever decided that it is another matter goes on.
    settled(joined.deliver(&two, &joined.receive(), second, 0));
    let device = |desk: &chuangtai::desk::Desk| {
        let parcels = joined.wait(desk.parcels(9)).unwrap();
        serde_json::from_slice::<Command>(&parcels[0].sealing.bytes).unwrap().device_id
    };
    assert_ne!(device(&one), device(&two));
    let shown = |case| -> Vec<_> { world.case(&clerk, case).similar.into_iter().map(|alike| alike.case_id).collect() };
    assert!(shown(second).contains(&first) && shown(first).contains(&second), "both windows see it before they accept");

    // One that was taken back is no other matter any more, and after thirty days nothing is.
    world.act(&clerk, first, 1, &withdraw());
    assert!(!shown(second).contains(&first));
    assert!(!world.lookup("A017").similar.iter().any(|alike| alike.case_id == first));
    assert!(world.lookup("A017").similar.iter().any(|alike| alike.case_id == second));
    forward(world, 31);
    assert!(!world.lookup("A017").similar.iter().any(|alike| alike.case_id == second));
}

#[test]
fn f44_a_draft_that_was_handed_in_counts_and_another_item_does_not() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let who = world.lookup("A017");
    let (handed_in, case) = (world.uuid(), world.uuid());
    let application = world.food_application(&who, vec![row(1, SatisfyBy::EForm), row(5, SatisfyBy::PaperOriginal)]);
    let draft = act::Draft { application, slip_no: None, collected_at: None, agreement: None, originals: Vec::new() };
    world.act(&clerk, handed_in, 0, &Act::DraftSubmit(Box::new(draft)));
    world.act(&clerk, case, 0, &receive(&world));
    let similar = world.case(&clerk, case).similar;
    assert!(similar.iter().any(|alike| alike.case_id == handed_in), "{similar:?}");
    assert!(similar.iter().all(|alike| alike.item_code == FOOD && alike.case_id != case));
}

#[test]
fn f48_a_supplement_composed_before_the_day_and_received_after_it_is_the_centres_to_judge() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let bring = || {
        Act::ToleranceReceive(act::ToleranceArrival {
            materials: vec![row(6, SatisfyBy::PaperOriginal)],
            reached_at: None,
            wrong: String::new(),
        })
    };
    let (late, too_late) = (world.uuid(), world.uuid());
    for case in [late, too_late] {
        main_job::at_the_window(&world, &clerk, case);
    }
    let sealed = world.seal(&clerk, late, 2, None, &bring());
    forward(&world, 20);
    let there = [late, too_late].map(|case| world.case(&clerk, case).case);
    for case in &there {
        assert_eq!(case.tolerance.state, ToleranceState::Overdue);
        assert!(case.tasks.iter().any(|task| task.kind == TaskKind::ToleranceBreach), "before the chief");
    }
    // What was sealed while the day had not come meets what the day did: neither taken nor lost in silence, a person looks
    // at both.
    let problem = world.post_command(&clerk, &sealed).problem();
    let verdict = world.open(&sealed, problem.receipt.as_ref().unwrap());
    assert_eq!((problem.status, problem.code.as_str()), (412, "version.stale"));
    assert!(verdict.server_time > sealed.composed_at, "both times are known");
    // R2.28: late, but before the breach is recorded, it is taken.
    let taken = world.act(&clerk, late, there[0].version, &bring());
    assert!(taken.transitions.contains(&42));
    assert_eq!(world.case(&clerk, late).case.tolerance.state, ToleranceState::Fulfilled);

    // Once the chief has decided, it is refused with a verdict that stays.
    let chief = world.role(Role::ChiefRep);
    let breach = Act::ToleranceBreach(act::Reasoned { reason: "逾期未补".into(), ..act::Reasoned::default() });
    let ended = world.act(&chief, too_late, there[1].version, &breach);
    let refused = world.refused(&clerk, too_late, ended.version.unwrap(), &bring());
    assert!(!refused.title.is_empty(), "{refused:?}");
}

#[test]
fn f49_edits_of_a_case_that_ended_meanwhile_come_back_as_a_draft_with_the_reason() {
    let joined = Joined::new();
    let world = &joined.world;
    let clerk = world.role(Role::Clerk);
    let desk = joined.desk("one", Role::Clerk);
    let case = world.uuid();
    settled(joined.deliver(&desk, &joined.receive(), case, 0));
    let edits = "{\"area\":\"130\"}";
    joined.cut(true);
    let sealed = joined.wait(async {
        desk.save_draft(case, "食品经营", edits.to_owned(), DraftState::Open).await.unwrap();
        let act = Act::Accept(act::Checks::default());
        desk.seal(&act, Some(case), 1, None).await.unwrap()
    });
    assert!(joined.wait(desk.list_drafts()).unwrap().is_empty(), "the parcel took it along");
    world.act(&clerk, case, 1, &withdraw());
    joined.cut(false);
    world.clock.advance(SignedDuration::from_secs(400));
    joined.wait(desk.tick()).unwrap();

    let kept = joined.wait(desk.parcels(9)).unwrap();
    let kept = kept.iter().find(|kept| kept.parcel.command_id == sealed.command_id).unwrap();
    assert!(matches!(kept.parcel.state, ParcelState::Conflict | ParcelState::Rejected), "{:?}", kept.parcel.state);
    let draft = joined.wait(desk.load_draft(case)).unwrap().unwrap();
    assert_eq!((draft.state, draft.snapshot.as_str()), (DraftState::CameBack, edits));
    let again = settled(joined.wait(desk.deliver(sealed.command_id)).unwrap());
    let why = again.problem.unwrap();
    assert!(matches!(why.status, 412 | 422) && !why.title.is_empty(), "{why:?}");
    // Nothing of it is open, so that it was closed in the same breath (T62).
    assert_eq!(world.case(&clerk, case).case.state, State::Closed, "nothing of it happened");
    // Dropped by the clerk, it is gone; the refused command keeps what was sealed.
    assert!(joined.wait(desk.discard_draft(case)).unwrap());
    assert!(joined.wait(desk.list_drafts()).unwrap().is_empty());
}
