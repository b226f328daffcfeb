use proptest::prelude::*;

use super::*;
use crate::ports::ManualEntropy;

fn now() -> Timestamp {
    "2026-11-20T08:30:00Z".parse().unwrap()
}

fn actor() -> Uuid {
    Uuid::from_u128(1)
}

fn parcel(seq: u64, case: u128, state: ParcelState) -> Parcel {
    Parcel {
        command_id: Uuid::from_u128(u128::from(seq) + 1_000),
        case_id: Some(Uuid::from_u128(case)),
        actor_id: actor(),
        place: seq,
        state,
        attempts: 0,
        sealed_at: now(),
        first_sent: None,
        next_try: None,
        why: None,
        files_left: 0,
    }
}

fn conditions(under_way: &BTreeSet<Uuid>) -> Conditions<'_> {
    Conditions {
        now: now(),
        online: true,
        signed_in: Some(actor()),
        recovers: None,
        not_before: None,
        under_way,
        retries: 10,
    }
}

fn any_parcel(seq: u64) -> impl Strategy<Value = Parcel> {
    let state = prop::sample::select(ParcelState::ALL[1..].to_vec());
    (0u128..12, state, 0u32..60, prop::option::of(-600i64..600), 0u128..3, 0u32..3).prop_map(
        move |(case, state, attempts, next, who, files_left)| Parcel {
            attempts,
            files_left,
            actor_id: Uuid::from_u128(who),
            next_try: next.map(|s| now() + SignedDuration::from_secs(s)),
            case_id: (case > 0).then(|| Uuid::from_u128(case)),
            ..parcel(seq, case, state)
        },
    )
}

fn any_outbox() -> impl Strategy<Value = Vec<Parcel>> {
    (0u64..40).prop_flat_map(|count| (0..count).map(any_parcel).collect::<Vec<_>>()).prop_shuffle()
}

proptest! {
    #[test]
    fn a_plan_never_breaks_a_lane_the_budget_or_a_pause(
        parcels in any_outbox(), under_way in prop::collection::btree_set(0u128..40, 0..5), retries in 0usize..12,
    ) {
        let under_way: BTreeSet<Uuid> = under_way.into_iter().map(|n| Uuid::from_u128(n + 1_000)).collect();
        let planned = plan(&parcels, &Conditions { retries, ..conditions(&under_way) });
        let files = |parcel: &Parcel| parcel.files_left > 0;
        let busy = |which: &dyn Fn(&Parcel) -> bool| busy_lanes(&parcels, &under_way, which);
        let (mut lanes, mut uploads) = (busy(&|_| true), busy(&files));
        let posts_before = lanes.len() - uploads.len();
        let (uploads_before, mut posts) = (uploads.len(), posts_before);
        for send in &planned {
            let sent = parcels.iter().find(|p| p.command_id == send.command_id).unwrap();
            prop_assert!(!sent.state.is_finished());
            prop_assert!(sent.is_due(now()) && sent.actor_id == actor());
            prop_assert!(lanes.insert(sent.lane()), "two of one lane");
            if files(sent) {
                uploads.insert(sent.lane());
            } else {
                posts += 1;
            }
            let earlier = parcels.iter().filter(|p| p.lane() == sent.lane() && p.place < sent.place);
            prop_assert!(earlier.into_iter().all(|p| p.state.is_finished()), "a blocked one");
        }
        prop_assert!(posts <= IN_FLIGHT.max(posts_before) && uploads.len() <= UPLOADS.max(uploads_before));
        prop_assert!(planned.iter().filter(|send| send.retry).count() <= retries);
        let offline = Conditions { online: false, ..conditions(&under_way) };
        prop_assert!(plan(&parcels, &offline).is_empty());
        let nobody = Conditions { signed_in: None, ..conditions(&under_way) };
        prop_assert!(plan(&parcels, &nobody).is_empty());
    }

    #[test]
    fn only_a_receipt_finishes_a_parcel(attempts in 1u32..80, why in 0..Why::ALL.len(), hours in 0i64..72, seed: u64) {
        let wait = Wait::because(Why::ALL[why]);
        let sent = Parcel { attempts, first_sent: Some(now()), ..parcel(1, 1, ParcelState::MaybeSent) };
        let at = now() + SignedDuration::from_hours(hours);
        let change = after(&sent, &wait, at, &ManualEntropy::seeded(seed));
        prop_assert!(!change.state.is_finished());
        prop_assert!(ParcelState::MaybeSent.may_become(change.state));
        prop_assert!(change.next_try.is_none_or(|next| next > at && next <= at + SignedDuration::from_secs(330)));
        let alarm = matches!(
            wait.why,
            Why::KeyReused | Why::DeviceForked | Why::ByHand | Why::PredecessorRefused | Why::FileRefused
        );
        prop_assert_eq!(change.next_try.is_none(), alarm, "never given up");
        if hours >= 24 || attempts >= 50 {
            prop_assert_eq!(change.state, ParcelState::Parked, "never silent");
        }
    }
}

#[test]
fn the_predecessor_goes_first_and_other_cases_do_not_wait() {
    let none = BTreeSet::new();
    let parcels =
        [parcel(1, 1, ParcelState::Parked), parcel(2, 1, ParcelState::Blocked), parcel(3, 2, ParcelState::Queued)];
    let ids: Vec<Uuid> = plan(&parcels, &conditions(&none)).iter().map(|send| send.command_id).collect();
    assert_eq!(ids, [parcels[2].command_id]);
    let finished = [parcel(1, 1, ParcelState::Rejected), parcel(2, 1, ParcelState::Blocked)];
    assert_eq!(plan(&finished, &conditions(&none)).len(), 1);
}

/// 3.5: large scans hold up no command of another case, and a file that moves on costs no retry.
#[test]
fn files_go_in_slots_of_their_own() {
    let none = BTreeSet::new();
    let mut parcels: Vec<Parcel> = (1..=5).map(|n| parcel(n, u128::from(n), ParcelState::Queued)).collect();
    parcels.extend((6..=9).map(|n| Parcel { files_left: 1, ..parcel(n, u128::from(n), ParcelState::Queued) }));
    let sent: Vec<u64> = plan(&parcels, &conditions(&none))
        .iter()
        .map(|send| parcels.iter().find(|parcel| parcel.command_id == send.command_id).unwrap().place)
        .collect();
    assert_eq!(sent, [1, 2, 3, 4, 6, 7]);
    let moving = Parcel { files_left: 1, attempts: 3, ..parcel(1, 1, ParcelState::Queued) };
    let budget = Conditions { retries: 0, ..conditions(&none) };
    assert_eq!(plan(std::slice::from_ref(&moving), &budget).len(), 1, "it moves on");
    let failed = Parcel { why: Some(Why::NoAnswer), ..moving };
    assert!(plan(&[failed], &budget).is_empty(), "the last piece was lost");
}

/// 3.3: while its files go, no byte of a command has left, whatever happens to them.
#[test]
fn f39_a_file_that_does_not_arrive_leaves_its_command_unsent() {
    let unsent = Parcel { files_left: 1, attempts: 2, ..parcel(1, 1, ParcelState::Queued) };
    let state = |why| after(&unsent, &Wait::because(why), now(), &ManualEntropy::seeded(1)).state;
    assert_eq!(state(Why::NoAnswer), ParcelState::Queued);
    assert_eq!(state(Why::SignIn), ParcelState::Held);
    assert_eq!(state(Why::FileRefused), ParcelState::Parked);
    for why in Why::ALL {
        assert!(ParcelState::Queued.may_become(state(why)), "{why:?}");
        assert!(unsent.may_withdraw());
    }
}

#[test]
fn the_line_waits_as_a_whole_when_the_centre_asks_for_it() {
    let none = BTreeSet::new();
    let sent = Parcel { attempts: 1, ..parcel(1, 1, ParcelState::MaybeSent) };
    let busy = Wait { retry_after: Some(SignedDuration::from_secs(120)), ..Wait::because(Why::CentreBusy) };
    let change = after(&sent, &busy, now(), &ManualEntropy::seeded(3));
    assert_eq!((change.state, change.line_until), (ParcelState::Held, Some(now() + SignedDuration::from_secs(120))));
    let other = [parcel(2, 2, ParcelState::Queued)];
    let waiting = Conditions { not_before: change.line_until, ..conditions(&none) };
    assert!(plan(&other, &waiting).is_empty());
    assert_eq!(next_due(&other, &waiting), change.line_until);
    assert_eq!(plan(&other, &conditions(&none)).len(), 1);
}

#[test]
fn f10_a_clock_that_went_back_holds_nothing_up() {
    let none = BTreeSet::new();
    let ahead = now() + SignedDuration::from_hours(400 * 24);
    let waiting = Parcel { attempts: 1, next_try: Some(ahead), ..parcel(1, 1, ParcelState::MaybeSent) };
    assert_eq!(plan(std::slice::from_ref(&waiting), &conditions(&none)).len(), 1);
    assert_eq!(next_due(&[waiting], &conditions(&none)), Some(now()));
    let asked = Conditions { not_before: Some(ahead), ..conditions(&none) };
    assert_eq!(plan(&[parcel(1, 1, ParcelState::Queued)], &asked).len(), 1);
    let longest = now() + SignedDuration::from_secs(3_960);
    let pausing = Parcel { attempts: 1, next_try: Some(longest), ..parcel(1, 1, ParcelState::Held) };
    assert!(plan(&[pausing], &conditions(&none)).is_empty(), "the longest pause there is");
}

#[test]
fn only_what_was_never_sent_can_be_withdrawn() {
    let mut held = parcel(1, 1, ParcelState::Held);
    assert!(held.may_withdraw());
    held.first_sent = Some(now());
    assert!(!held.may_withdraw());
    assert!(!parcel(1, 1, ParcelState::Applied).may_withdraw());
}

#[test]
fn nothing_leads_out_of_a_finished_state_and_codes_come_back() {
    for state in ParcelState::ALL {
        assert_eq!(ParcelState::from_code(state.code()), Some(state));
        if state.is_finished() {
            assert!(ParcelState::ALL.iter().all(|to| !state.may_become(*to)));
        }
    }
    for why in Why::ALL {
        assert_eq!(Why::from_code(why.code()), Some(why));
    }
}
