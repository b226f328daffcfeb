//! The locked desk: closed, silent, and open again with everything as it was.

use zeroize::Zeroizing;

use super::*;
use crate::desk::vault::{DEMO_PASSPHRASE, VaultError};

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
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), Unlocked::Wrong { wait: secs(0) });
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), Unlocked::Wrong { wait: secs(2) });
    assert_eq!(desk.unlock(typed(DEMO_PASSPHRASE)).await.unwrap(), Unlocked::TooSoon { wait: secs(2) });
    bench.later(1);
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), Unlocked::TooSoon { wait: secs(1) });
    bench.later(1);
    assert_eq!(desk.unlock(typed("no")).await.unwrap(), Unlocked::Wrong { wait: secs(4) });
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
