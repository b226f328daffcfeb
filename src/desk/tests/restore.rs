//! A centre that lost what it had promised, and a machine whose clock lies: what is thrown away or given up by it is
//! nothing.

use super::*;

/// A lane whose lost predecessor cannot be brought from here stands before a person, and asks no faster than anything
/// that does.
#[tokio::test]
async fn f62_a_predecessor_that_only_a_colleague_can_send_again_is_a_persons_matter() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let first = seal(&desk, 9).await;
    desk.deliver(first.command_id).await.unwrap();
    desk.sign_out().await.unwrap();
    desk.sign_in_demo(Uuid::from_u128(2)).await.unwrap();
    let second = seal(&desk, 9).await;
    let missing = || Then::Refuse(425, "predecessor.missing");
    bench.script.script([missing(), missing()]);
    let delivered = desk.deliver(second.command_id).await.unwrap();
    assert_eq!(waiting(delivered), (ParcelState::Parked, Some(Why::PredecessorLost)));
    for _ in 0..20 {
        bench.later(10);
        desk.flush().await.unwrap();
    }
    assert_eq!(bench.script.arrived().len(), 2, "the predecessor was not sent by who may not, nor this one in a hurry");
    bench.later(200);
    desk.flush().await.unwrap();
    assert_eq!(bench.script.arrived().len(), 3);
    bench.later(400);
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0, "once the colleague has sent it, it goes by itself");
}

/// What is missing is sent from its beginning, however long the lane is.
#[tokio::test]
async fn f62_a_whole_lane_that_the_centre_lost_is_brought_again_in_its_order() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    for _ in 0..3 {
        let sealed = seal(&desk, 9).await;
        desk.deliver(sealed.command_id).await.unwrap();
    }
    let last = seal(&desk, 9).await;
    let missing = || Then::Refuse(425, "predecessor.missing");
    bench.script.script([missing(), missing(), missing()]);
    let delivered = desk.deliver(last.command_id).await.unwrap();
    assert_eq!(waiting(delivered).1, Some(Why::PredecessorMissing));
    bench.later(6);
    desk.flush().await.unwrap();
    let seqs: Vec<u64> = bench.script.arrived().iter().map(|command| command.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 3, 2, 1, 2, 3, 4]);
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
    assert_eq!(desk.differences().await.unwrap().len(), 3, "a person is told of each");
}

#[tokio::test]
async fn f10_a_clock_that_jumped_wipes_no_draft_the_centre_says_how_old_it_is() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    // Saved under a clock that stands more than a year back: the centre knows better.
    bench.clock.set(now() - days(400));
    desk.connect().await.unwrap();
    desk.save_draft(Uuid::from_u128(3), "档案", "{}".into(), DraftState::Open).await.unwrap();
    let goes = async || desk.draft_list().await.unwrap().iter().map(|draft| draft.goes).collect::<Vec<_>>();
    assert_eq!(goes().await, [None], "it is of today");
    bench.clock.set(now() + days(400));
    assert_eq!(goes().await, [None], "the machine's word ages nothing");
    desk.connect().await.unwrap();
    assert_eq!(goes().await, [None]);
    bench.script.says(days(25));
    assert_eq!(goes().await, [None], "not heard yet");
    desk.connect().await.unwrap();
    assert!(goes().await[0].is_some(), "warned, by the centre's time");
    bench.clock.set(now() + days(800));
    assert_eq!(goes().await.len(), 1, "nor does it end the warning");
    bench.script.says(days(31));
    desk.connect().await.unwrap();
    assert_eq!(goes().await.len(), 1, "a week from the warning");
    bench.script.says(days(33));
    desk.connect().await.unwrap();
    let mut hear = desk.events();
    assert!(goes().await.is_empty());
    assert_eq!(drain(&mut hear), [Event::Store(StoreNews::DraftsWiped(vec!["档案".into()]))]);
    assert_eq!(desk.notices(9).await.unwrap()[0].kind, "draft.wiped");
}
