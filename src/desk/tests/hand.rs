//! What a person does with parcels, and what waits for one.

use super::*;
use crate::{desk::outbox::PersonAct, domain::lifecycle::act::Checks};

#[tokio::test]
async fn a_person_holds_retries_and_withdraws_and_never_what_may_have_arrived() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    bench.centre.set_cut(true);
    assert!(desk.connect().await.is_err());
    desk.save_draft(Uuid::from_u128(9), "食品", "{}".into(), DraftState::Open).await.unwrap();
    let (first, second) = (seal(&desk, 9).await, seal(&desk, 9).await);
    let lines = desk.outbox(9).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| line.title.as_str()).collect::<Vec<_>>(),
        ["食品", "食品"],
        "one case, one name"
    );
    desk.move_parcel(first.command_id, PersonAct::Hold).await.unwrap();
    bench.centre.set_cut(false);
    desk.tick().await.unwrap();
    bench.later(100_000);
    desk.tick().await.unwrap();
    assert!(bench.script.arrived().is_empty(), "what is on hold holds its lane");
    assert!(desk.move_parcel(second.command_id, PersonAct::Hold).await.is_err(), "the first of the lane is held");

    desk.move_parcel(first.command_id, PersonAct::Withdraw).await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0, "what was sealed behind it goes along");
    assert!(desk.load_draft(Uuid::from_u128(9)).await.unwrap().is_some());

    bench.script.script([Then::Refuse(403, "role.not_allowed")]);
    let sent = seal(&desk, 8).await;
    assert_eq!(waiting(desk.deliver(sent.command_id).await.unwrap()).0, ParcelState::Parked);
    assert!(desk.move_parcel(sent.command_id, PersonAct::Withdraw).await.is_err());
    desk.move_parcel(sent.command_id, PersonAct::TryNow).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(settled(desk.deliver(sent.command_id).await.unwrap()), ParcelState::Applied);
}

#[tokio::test]
async fn behind_a_refused_opening_nothing_is_sent_and_nothing_is_held_up() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    bench.centre.set_cut(true);
    assert!(desk.connect().await.is_err());
    let note = act();
    let version = |version| desk.seal(&note, Some(Uuid::from_u128(9)), version, None);
    let first = version(0).await.unwrap();
    let (second, third) = (version(1).await.unwrap(), version(2).await.unwrap());
    bench.centre.set_cut(false);
    bench.script.script([Then::RejectUnknown(422, "guide.superseded")]);
    desk.tick().await.unwrap();
    assert_eq!(settled(desk.deliver(first.command_id).await.unwrap()), ParcelState::Rejected);
    assert_eq!(bench.script.arrived().len(), 1, "nobody can judge what was built on it");
    for behind in [second, third] {
        let line = desk.parcel_detail(behind.command_id).await.unwrap().unwrap().line;
        assert_eq!((line.state, line.why), (ParcelState::Parked, Some(Why::PredecessorRefused)));
    }
    // The clerk concludes anew, and that is not held up.
    let again = version(0).await.unwrap();
    assert_eq!(settled(desk.deliver(again.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!(bench.script.arrived()[1].prev_command_id, Some(first.command_id));
    desk.move_parcel(second.command_id, PersonAct::Withdraw).await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
}

#[tokio::test]
async fn f38_a_disabled_account_holds_its_parcels_and_loses_none() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    bench.script.script([Then::Refuse(403, "account.disabled")]);
    let sealed = seal(&desk, 9).await;
    let stands = waiting(desk.deliver(sealed.command_id).await.unwrap());
    assert_eq!(stands, (ParcelState::Held, Some(Why::AccountDisabled)));
    bench.later(400);
    desk.sign_in_demo(Uuid::from_u128(1)).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
}

#[tokio::test]
async fn f28_guides_of_a_month_ago_stop_intake_and_nothing_else() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.tick().await.unwrap();
    assert_eq!(desk.stock().await.unwrap().unwrap().version, 3);
    bench.centre.set_cut(true);
    bench.later(31 * 24 * 3600);
    let accept = Act::Accept(Checks::default());
    let refused = desk.seal(&accept, Some(Uuid::from_u128(9)), 1, None).await.unwrap_err();
    assert_eq!(refused.key(), "desk.fault.catalogue_old");
    desk.save_draft(Uuid::from_u128(9), "食品", "{}".into(), DraftState::Open).await.unwrap();
    seal(&desk, 9).await;
    // The centre says that nothing is new: the age begins anew.
    bench.centre.set_cut(false);
    desk.tick().await.unwrap();
    assert!(desk.seal(&accept, Some(Uuid::from_u128(8)), 1, None).await.is_ok());
}
