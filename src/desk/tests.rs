//! The desk against a centre that follows a script: every way in which an answer can fail to be a receipt.

mod busy;
mod carry;
mod centre;
mod hand;
mod law;
mod lock;
mod names;
mod newer;
mod outage;
mod restore;
mod session;

use std::sync::Arc;

use jiff::SignedDuration;
use tokio::sync::mpsc::UnboundedReceiver;
use uuid::Uuid;

use super::*;
use crate::{
    desk::{
        api::Switchable,
        outbox::{ParcelState, Why},
        store::{DraftState, STORE_FILE},
        vault::{NoKeyring, Unlock},
    },
    domain::{
        case::State,
        lifecycle::{Act, act::Note},
    },
    ports::{Inline, ManualClock, ManualEntropy},
};
use centre::{Centre, Then, now};

struct Bench {
    dir: tempfile::TempDir,
    centre: Arc<Switchable<Arc<Centre>>>,
    script: Arc<Centre>,
    clock: Arc<ManualClock>,
}

impl Bench {
    fn new() -> Self {
        let script = Arc::new(Centre::new(Realm::Demo));
        Self {
            dir: tempfile::tempdir().unwrap(),
            centre: Arc::new(Switchable::new(Arc::clone(&script))),
            script,
            clock: Arc::new(ManualClock::at(now())),
        }
    }

    fn config(&self) -> Config {
        Config {
            dir: self.dir.path().join("desk"),
            realm: Realm::Demo,
            unlock: Unlock::Demo,
            safe: Arc::new(NoKeyring),
            transport: self.centre.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(ManualEntropy::seeded(u64::from(std::process::id()))),
            spawn: Arc::new(Inline),
            reconnect_spread: SignedDuration::ZERO,
            reserve_bytes: 1 << 12,
        }
    }

    async fn open(&self) -> Desk {
        Desk::open(self.config()).await.unwrap()
    }

    /// Enrolled, signed in, on the line.
    async fn ready(&self) -> Desk {
        let desk = self.open().await;
        desk.connect().await.unwrap();
        desk.enrol("综合窗口03").await.unwrap();
        desk.sign_in_demo(Uuid::from_u128(1)).await.unwrap();
        desk
    }

    fn later(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }
}

fn act() -> Act {
    Act::NoteAdd(Note { text: "备注".into() })
}

async fn seal(desk: &Desk, n: u128) -> Sealed {
    desk.seal(&act(), Some(Uuid::from_u128(n)), 0, None).await.unwrap()
}

fn waiting(delivered: Delivered) -> (ParcelState, Option<Why>) {
    match delivered {
        Delivered::Waiting { state, why, .. } => (state, why),
        Delivered::Settled(settled) => panic!("{:?}", settled.state),
    }
}

fn settled(delivered: Delivered) -> ParcelState {
    match delivered {
        Delivered::Settled(settled) => settled.state,
        Delivered::Waiting { state, why, .. } => panic!("{state:?} {why:?}"),
    }
}

fn drain(hear: &mut UnboundedReceiver<Event>) -> Vec<Event> {
    std::iter::from_fn(|| hear.try_recv().ok()).collect()
}

#[tokio::test]
async fn an_act_on_the_line_is_two_commits_and_one_receipt() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let mut hear = desk.events();
    desk.save_draft(Uuid::from_u128(9), "食品", "{}".into(), DraftState::Open).await.unwrap();
    let sealed = seal(&desk, 9).await;
    assert_eq!((sealed.state, sealed.seq), (ParcelState::MaybeSent, 1));
    assert!(desk.list_drafts().await.unwrap().is_empty());
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied, "from the store");
    assert_eq!(bench.script.arrived().len(), 1);
    let command = &bench.script.arrived()[0];
    assert_eq!((command.device_id, command.window_id.as_deref()), (Uuid::from_u128(77), Some("03")));
    let told = drain(&mut hear);
    assert!(matches!(&told[..], [Event::ParcelChanged { settled: Some(_), state: ParcelState::Applied, .. }]));
    let parcel = desk.parcels(10).await.unwrap();
    assert_eq!(parcel[0].parcel.attempts, 1);
}

#[tokio::test]
async fn f29_f33_nothing_but_a_receipt_finishes_and_the_same_bytes_go_again() {
    let table = [
        (Then::Raw(200, "text/html", "<html>login</html>"), ParcelState::Held, Why::NotTheCentre),
        (Then::Raw(200, "application/json", "{}"), ParcelState::Held, Why::NotTheCentre),
        (Then::Raw(302, "", ""), ParcelState::Held, Why::NotTheCentre),
        (Then::Refuse(409, "command.in_progress"), ParcelState::MaybeSent, Why::InProgress),
        (Then::Refuse(403, "role.not_allowed"), ParcelState::Parked, Why::Refused),
        (Then::Refuse(422, "tolerance.main"), ParcelState::Parked, Why::NoVerdict),
        (Then::Refuse(500, "internal"), ParcelState::MaybeSent, Why::CentreTrouble),
        (Then::SignWith(2), ParcelState::Held, Why::BadReceipt),
        (Then::ReceiptOfAnother, ParcelState::Held, Why::BadReceipt),
        (Then::LoseAnswer, ParcelState::MaybeSent, Why::NoAnswer),
    ];
    for (then, state, why) in table {
        let bench = Bench::new();
        let desk = bench.ready().await;
        bench.script.script([then]);
        let sealed = seal(&desk, 9).await;
        assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()), (state, Some(why)));
        assert_eq!(desk.waiting_count().await.unwrap(), 1);
        drop(desk);

        // The program is started anew: what was not known stays to be asked.
        bench.later(400);
        let desk = bench.ready().await;
        let told = desk.flush().await.unwrap();
        assert!(matches!(told.last(), Some(Event::ParcelChanged { state: ParcelState::Applied, .. })), "{why:?}");
        let arrived = bench.script.arrived();
        assert_eq!(arrived.len(), 2);
        assert_eq!(arrived[0], arrived[1], "{why:?}");
        assert_eq!(bench.script.verdicts.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn f49_a_rejection_brings_reasons_and_the_draft_back() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    for (then, state) in [
        (Then::Reject(422, "tolerance.main"), ParcelState::Rejected),
        (Then::Reject(412, "version.stale"), ParcelState::Conflict),
    ] {
        bench.script.script([then]);
        desk.save_draft(Uuid::from_u128(9), "食品", "{\"a\":1}".into(), DraftState::Open).await.unwrap();
        let sealed = seal(&desk, 9).await;
        let Delivered::Settled(settled) = desk.deliver(sealed.command_id).await.unwrap() else { panic!() };
        assert_eq!((settled.state, settled.draft_back), (state, true));
        assert!(settled.problem.is_some());
        let draft = desk.load_draft(Uuid::from_u128(9)).await.unwrap().unwrap();
        assert_eq!((draft.state, draft.snapshot.as_str()), (DraftState::CameBack, "{\"a\":1}"));
        let again = desk.deliver(sealed.command_id).await.unwrap();
        assert!(matches!(again, Delivered::Settled(kept) if kept.problem == settled.problem));
    }
}

#[tokio::test]
async fn f31_offline_is_a_state_and_what_was_sealed_goes_out_in_order() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.tick().await.unwrap();
    let mut hear = desk.events();
    bench.centre.set_cut(true);
    assert!(desk.tick().await.is_err());
    assert!(matches!(drain(&mut hear)[..], [Event::Offline { why: "desk.fault.line.not_sent" }]));
    assert!(desk.tick().await.is_err());
    assert!(drain(&mut hear).is_empty(), "said once");

    assert_eq!(desk.items().await.unwrap().len(), 1);
    assert!(desk.calendar(2026).await.unwrap().is_some());
    desk.save_draft(Uuid::from_u128(3), "", "{}".into(), DraftState::Open).await.unwrap();
    let states = [seal(&desk, 9).await.state, seal(&desk, 9).await.state, seal(&desk, 8).await.state];
    assert_eq!(states, [ParcelState::Queued, ParcelState::Blocked, ParcelState::Queued]);

    bench.centre.set_cut(false);
    desk.tick().await.unwrap();
    let seqs: Vec<u64> = bench.script.arrived().iter().map(|command| command.seq).collect();
    assert_eq!(seqs, [1, 3, 2], "cases side by side, one case in order");
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
    let arrived = bench.script.arrived();
    assert_eq!(arrived[2].prev_command_id, Some(arrived[0].command_id));
}

#[tokio::test]
async fn guides_that_would_come_do_not_hide_that_the_line_is_gone() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.tick().await.unwrap();
    // The centre told of newer ones, and then the line went.
    let meta = desk.last_meta().await.unwrap().unwrap();
    let newer = crate::contract::Meta { catalogue_version: meta.catalogue_version + 1, ..meta };
    bench.centre.set_cut(true);
    assert!(desk.tick().await.is_err());
    let mut hear = desk.events();
    assert!(desk.sync_catalogue(&newer).await.is_err());
    assert!(drain(&mut hear).is_empty(), "the last word is that it is gone");
}

#[tokio::test]
async fn a_401_waits_for_a_new_sign_in_and_for_the_same_person() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let mut hear = desk.events();
    bench.script.script([Then::Refuse(401, "session.expired")]);
    let sealed = seal(&desk, 9).await;
    assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()), (ParcelState::Held, Some(Why::SignIn)));
    assert!(drain(&mut hear).contains(&Event::SignInNeeded(Parting::Ended)));
    assert!(!desk.is_signed_in() && desk.person().is_some());
    bench.later(400);
    assert!(desk.flush().await.unwrap().is_empty(), "without a token nothing goes");
    desk.sign_in_demo(Uuid::from_u128(2)).await.unwrap();
    assert!(desk.flush().await.unwrap().is_empty(), "another person's parcel waits");
    assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()).1, Some(Why::OtherPerson));
    desk.sign_in_demo(Uuid::from_u128(1)).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
}

#[tokio::test]
async fn f34_retry_after_holds_the_whole_line() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    bench.script.script([Then::RetryAfter(429, "120")]);
    let sealed = seal(&desk, 9).await;
    assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()).1, Some(Why::CentreBusy));
    let other = seal(&desk, 8).await;
    assert_eq!(other.state, ParcelState::Queued, "the line waits, so it is not written as sent");
    desk.flush().await.unwrap();
    assert_eq!(bench.script.arrived().len(), 1);
    let next = desk.next_flush().await.unwrap().unwrap();
    assert!(next >= now() + SignedDuration::from_secs(120) && next <= now() + SignedDuration::from_secs(132));
    bench.later(133);
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_missing_predecessor_goes_again_first() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let first = seal(&desk, 9).await;
    desk.deliver(first.command_id).await.unwrap();
    let second = seal(&desk, 9).await;
    bench.script.script([Then::Refuse(425, "predecessor.missing")]);
    let delivered = desk.deliver(second.command_id).await.unwrap();
    assert_eq!(waiting(delivered).1, Some(Why::PredecessorMissing));
    bench.later(6);
    desk.flush().await.unwrap();
    let seqs: Vec<u64> = bench.script.arrived().iter().map(|command| command.seq).collect();
    assert_eq!(seqs, [1, 2, 1, 2]);
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_reused_id_is_an_alarm_and_never_goes_again() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    bench.script.script([Then::Refuse(422, "command.key_reused")]);
    let sealed = seal(&desk, 9).await;
    assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()), (ParcelState::Parked, Some(Why::KeyReused)));
    bench.later(1_000_000);
    desk.flush().await.unwrap();
    assert_eq!(bench.script.arrived().len(), 1);
    assert_eq!(desk.waiting_count().await.unwrap(), 1, "never dropped");
}

#[tokio::test]
async fn f10_a_clock_that_jumped_ahead_throws_no_receipt_away() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let sealed = seal(&desk, 9).await;
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
    let meta = desk.connect().await.unwrap();
    bench.later(400 * 24 * 3_600);
    desk.sync_catalogue(&meta).await.unwrap();
    assert!(desk.parcel_detail(sealed.command_id).await.unwrap().is_some(), "it is as young as the centre says");
}

#[tokio::test]
async fn a_tick_brings_time_catalogue_calendars_and_changes() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let mut hear = desk.events();
    desk.tick().await.unwrap();
    assert_eq!(desk.centre_now(), now() + SignedDuration::from_hours(5));
    let told = drain(&mut hear);
    assert!(told.contains(&Event::CatalogueUpdated { version: 3 }));
    let changed = Event::CaseChanged { case_id: Uuid::from_u128(5), version: 2, state: State::Accepted.into() };
    assert!(told.contains(&changed));
    desk.tick().await.unwrap();
    assert!(drain(&mut hear).is_empty(), "nothing new");
    assert!(desk.calendar(2025).await.unwrap().is_some());
    assert!(desk.calendar(2027).await.unwrap().is_none());
    drop(desk);
    bench.centre.set_cut(true);
    let desk = bench.open().await;
    assert_eq!(desk.items().await.unwrap().get(0).unwrap().name, "食品经营许可");
    assert_eq!(desk.last_meta().await.unwrap().unwrap().hall, "扬州市政务服务中心");
    assert_eq!(desk.person().unwrap().name, "李晓云");
}

#[tokio::test]
async fn a_centre_of_another_realm_is_none() {
    let bench = Bench::new();
    let live = Arc::new(Centre::new(Realm::Live));
    let desk = Desk::open(Config { transport: live, ..bench.config() }).await.unwrap();
    assert!(matches!(desk.connect().await, Err(DeskError::OtherRealm)));
    assert!(!desk.is_online());
    assert!(matches!(desk.enrol("x").await, Err(DeskError::OtherRealm)));
    assert!(!desk.is_enrolled());
    let sealed = desk.seal(&act(), Some(Uuid::from_u128(1)), 0, None).await;
    assert!(matches!(sealed, Err(DeskError::NobodySignedIn)));
}

#[tokio::test]
async fn one_store_one_program_and_damage_is_a_question() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.save_draft(Uuid::from_u128(3), "t", "{}".into(), DraftState::Open).await.unwrap();
    let second = Desk::open(bench.config()).await.unwrap_err();
    assert_eq!(second.key(), "desk.fault.store.in_use");
    drop(desk);
    let file = bench.dir.path().join("desk").join(STORE_FILE);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[50] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(matches!(Desk::open(bench.config()).await, Err(OpenError::Damaged)));
    let (desk, report) = Desk::rescue(bench.config()).await.unwrap();
    assert!(!report.complete && !desk.is_enrolled());
}

#[tokio::test]
async fn debug_shows_nothing_personal() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.save_draft(Uuid::from_u128(3), "张桂兰", "{\"n\":\"张桂兰\"}".into(), DraftState::Open).await.unwrap();
    seal(&desk, 9).await;
    let shown = format!("{desk:?} {:?} {:?}", desk.list_drafts().await.unwrap(), desk.parcels(9).await.unwrap());
    assert!(!shown.contains("张桂兰") && !shown.contains("备注"), "{shown}");
}
