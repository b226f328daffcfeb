//! The time without a line is the true one, whenever the program was started in it.

use super::*;
use crate::desk::{outbox::Outage, vault::DEMO_PASSPHRASE};

#[tokio::test]
async fn b6_an_outage_goes_on_over_a_restart_and_ends_once() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    assert_eq!(desk.note_line(true).await.unwrap(), None, "there was none");
    let from = now();
    assert_eq!(desk.note_line(false).await.unwrap().unwrap().outage, Outage { from, to: None });
    drop(desk);
    bench.later(600);
    let desk = bench.open().await;
    let noted = desk.note_line(false).await.unwrap().unwrap();
    assert_eq!((noted.outage, noted.ended), (Outage { from, to: None }, false), "it began before this start");
    drop(desk);
    bench.later(600);
    let desk = bench.open().await;
    let to = bench.clock.now();
    let noted = desk.note_line(true).await.unwrap().unwrap();
    assert_eq!((noted.outage, noted.ended), (Outage { from, to: Some(to) }, true));
    drop(desk);
    let desk = bench.open().await;
    let noted = desk.note_line(true).await.unwrap().unwrap();
    assert_eq!((noted.outage.to, noted.ended), (Some(to), false), "told once, and known all day");
    bench.later(24 * 3_600);
    assert_eq!(desk.note_line(true).await.unwrap(), None, "yesterday's is no list for today");
    let next = bench.clock.now();
    assert_eq!(desk.note_line(false).await.unwrap().unwrap().outage.from, next);
}

#[tokio::test]
async fn b6_what_happens_to_the_line_while_the_desk_is_locked_is_kept_when_it_is_open() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.lock().await.unwrap();
    let from = now();
    assert!(desk.note_line(false).await.unwrap().is_some());
    bench.later(60);
    desk.keep_outage().await.unwrap_err();
    desk.unlock(zeroize::Zeroizing::new(DEMO_PASSPHRASE.to_owned())).await.unwrap();
    drop(desk);
    bench.later(60);
    let desk = bench.open().await;
    assert_eq!(desk.note_line(false).await.unwrap().unwrap().outage, Outage { from, to: None });
}
