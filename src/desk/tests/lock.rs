//! The locked desk: closed, silent, and open again with everything as it was.

use zeroize::Zeroizing;

use super::*;
use crate::desk::vault::{DEMO_PASSPHRASE, MemorySafe, Miss, PinState, Stake, VaultError};

fn typed(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

#[tokio::test]
async fn a_locked_desk_answers_nothing_and_opens_with_everything_as_it_was() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.save_draft(Uuid::from_u128(3), "食品", "{}".into(), DraftState::Open).await.unwrap();
    let before = desk.list_drafts().await.unwrap();
    desk.lock().await.unwrap();
    desk.lock().await.unwrap();
    assert!(desk.is_locked());
    assert_eq!(desk.list_drafts().await.unwrap_err().key(), "desk.fault.store.locked");
    let sealed = desk.seal(&act(), Some(Uuid::from_u128(9)), 0, None).await;
    assert_eq!(sealed.unwrap_err().key(), "desk.fault.store.locked");
    let second = Desk::open(bench.config()).await.unwrap_err();
    assert_eq!(second.key(), "desk.fault.store.in_use", "no other copy takes the store meanwhile");
    assert_eq!(desk.unlock(typed(DEMO_PASSPHRASE)).await.unwrap(), Unlocked::Open);
    assert!(!desk.is_locked());
    assert_eq!(desk.list_drafts().await.unwrap(), before);
    seal(&desk, 9).await;
}

#[tokio::test]
async fn f13_the_wait_for_the_next_try_grows() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.lock().await.unwrap();
    let secs = |seconds| SignedDuration::from_secs(seconds);
    let miss = |wait, tries| Unlocked::Wrong(Miss { wait: secs(wait), tries, stake: Stake::Time });
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), miss(0, 1));
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), miss(2, 2));
    assert_eq!(desk.unlock(typed(DEMO_PASSPHRASE)).await.unwrap(), Unlocked::TooSoon { wait: secs(2) });
    bench.later(1);
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), Unlocked::TooSoon { wait: secs(1) });
    bench.later(1);
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), miss(4, 3));
    assert!(desk.is_locked());
    bench.later(4);
    assert_eq!(desk.unlock(typed(DEMO_PASSPHRASE)).await.unwrap(), Unlocked::Open);
}

/// The answer came while the store was closed: nothing is lost, and nothing is done twice.
#[tokio::test]
async fn what_was_sent_before_the_lock_gets_its_receipt_after_it() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let sealed = seal(&desk, 9).await;
    desk.lock().await.unwrap();
    assert!(desk.deliver(sealed.command_id).await.is_err());
    assert!(desk.flush().await.is_err());
    assert!(bench.script.arrived().is_empty(), "no parcel leaves a locked desk");
    desk.unlock(typed(DEMO_PASSPHRASE)).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!(bench.script.arrived().len(), 1);
}

#[tokio::test]
async fn a_store_that_was_damaged_meanwhile_is_told() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.lock().await.unwrap();
    let file = bench.dir.path().join("desk").join(STORE_FILE);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[50] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(matches!(desk.unlock(typed(DEMO_PASSPHRASE)).await, Err(OpenError::Damaged)));
    assert!(desk.is_locked());
    std::fs::remove_file(bench.dir.path().join("desk").join("wrap.toml")).unwrap();
    let lost = desk.unlock(typed(DEMO_PASSPHRASE)).await;
    assert!(matches!(lost, Err(OpenError::Vault(VaultError::KeyLost))));
}

#[tokio::test]
async fn f03_a_disk_that_failed_ends_the_work_whoever_met_it() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let mut hear = desk.events();
    let failed = desk.store(|_| Err::<(), _>(StoreError::Broken)).await;
    assert!(failed.is_err());
    assert_eq!(drain(&mut hear), [Event::Store(StoreNews::Broken("desk.fault.store.disk"))]);
}

/// The store is closed and its key is gone as ever; only what opens it again is shorter.
#[tokio::test]
async fn t01_a_pin_unlocks_the_screen_and_nothing_but_the_screen() {
    let bench = Bench::new();
    let config = Config { safe: Arc::new(MemorySafe::default()), ..bench.config() };
    let desk = Desk::open(config).await.unwrap();
    assert_eq!(desk.pin_state().await.unwrap(), PinState::Unset);
    desk.set_pin(typed(DEMO_PASSPHRASE), typed("714268")).await.unwrap();
    assert_eq!(desk.pin_state().await.unwrap(), PinState::Set);
    desk.lock().await.unwrap();
    assert!(desk.is_locked() && desk.list_drafts().await.is_err());
    assert!(matches!(desk.unlock(typed("714269")).await.unwrap(), Unlocked::Wrong(miss) if miss.stake == Stake::Pin));
    assert_eq!(desk.unlock(typed("714268")).await.unwrap(), Unlocked::Open);
    desk.list_drafts().await.unwrap();
    // The program was ended while it was locked: a start is no unlocking, and a PIN is no passphrase.
    desk.lock().await.unwrap();
    drop(desk);
    let started = crate::desk::vault::look(
        &bench.dir.path().join("desk"),
        Realm::Demo,
        &Unlock::Passphrase(typed("714268")),
        &MemorySafe::default(),
        now(),
    );
    assert!(started.is_err());
}

/// A second copy of the program: it reads, it asks nobody, and it leaves no mark, also when its own screen is locked.
#[tokio::test]
async fn f08_a_desk_that_is_only_read_sends_nothing_and_leaves_the_first_one_alone() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.save_draft(Uuid::from_u128(3), "食品", "{}".into(), DraftState::Open).await.unwrap();
    seal(&desk, 9).await;
    let arrived = bench.script.arrived().len();
    let second = Desk::look(bench.config(), store::Reading::InUse).await.unwrap();
    assert_eq!((second.reading(), desk.reading()), (Some(store::Reading::InUse), None));
    assert_eq!(second.list_drafts().await.unwrap(), desk.list_drafts().await.unwrap());
    assert_eq!(second.person(), desk.person());
    assert_eq!(second.waiting_count().await.unwrap(), 1);
    let refused = second.seal(&act(), Some(Uuid::from_u128(4)), 0, None).await.unwrap_err();
    assert_eq!(refused.key(), "desk.fault.store.looking");
    assert!(second.save_draft(Uuid::from_u128(3), "x", "{}".into(), DraftState::Open).await.is_err());
    let _ = second.flush().await;
    assert_eq!(bench.script.arrived().len(), arrived);
    second.lock().await.unwrap();
    assert!(second.list_drafts().await.is_err());
    assert!(!crate::desk::vault::is_closed(&bench.dir.path().join("desk")), "the first one's screen is not locked");
    assert_eq!(second.unlock(typed(DEMO_PASSPHRASE)).await.unwrap(), Unlocked::Open);
    assert_eq!(second.list_drafts().await.unwrap().len(), 1);
    // And where the first one's is, that stays.
    desk.lock().await.unwrap();
    second.lock().await.unwrap();
    assert_eq!(second.unlock(typed(DEMO_PASSPHRASE)).await.unwrap(), Unlocked::Open);
    assert!(crate::desk::vault::is_closed(&bench.dir.path().join("desk")));
}
