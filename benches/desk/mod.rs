//! A desk on the line to a centre: enrolled, and somebody of the demonstration at it.

use std::{path::Path, sync::Arc};

use chuangtai::{
    contract::Realm,
    desk::{
        Config, Desk,
        api::{CentreUrl, HttpTransport},
        vault::{NoKeyring, Unlock},
    },
    ports::Clock,
    runtime::{SystemEntropy, Threads},
};
use jiff::SignedDuration;
use uuid::Uuid;

/// The desk's own transport to whoever listens there.
pub fn line(address: &str) -> HttpTransport {
    HttpTransport::new(CentreUrl::parse(&format!("http://{address}")).unwrap(), &[]).unwrap()
}

pub async fn open(address: &str, person: Uuid, dir: &Path, clock: Arc<dyn Clock>) -> Desk {
    let desk = Desk::open(Config {
        dir: dir.to_owned(),
        realm: Realm::Demo,
        unlock: Unlock::Demo,
        safe: Arc::new(NoKeyring),
        transport: Arc::new(line(address)),
        clock,
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
        reconnect_spread: SignedDuration::ZERO,
        reserve_bytes: 0,
    })
    .await
    .unwrap();
    desk.connect().await.unwrap();
    desk.sign_in_demo(person).await.unwrap();
    desk.enrol("bench").await.unwrap();
    desk
}
