//! What is kept on this machine, the keyring that guards it, and the centre.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    cli::places::Places,
    contract::{Meta, Realm},
    desk::{
        Config, Desk, OpenError,
        api::{CentreUrl, Client, HttpTransport, Request, Sending, Transport, TransportError},
        store::{STORE_FILE, StoreError},
        vault::{KeySafe as _, NoKeyring, OsKeyring, SafeError, Unlock, WRAP_FILE},
    },
    i18n::{Lang, t, tf},
    runtime::{SystemClock, SystemEntropy, Threads, wardrobe::Heard},
    sqlite,
};

use super::findings::Finding;

/// A keyring that wants a person first does not answer in this time; that is an answer too.
const KEYRING: Duration = Duration::from_secs(2);
/// A centre that does not answer in this time is not there.
const CENTRE: Duration = Duration::from_secs(6);
/// The centre's time counts, not this machine's; beyond this a person would be misled by other clocks.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// Every desk of this home.
pub(super) async fn desks(places: &Places, lang: Lang) -> Vec<Finding> {
    let mut found = vec![demo_desk(places, lang).await];
    let mut dirs: Vec<PathBuf> =
        fs::read_dir(places.data.join("desk")).into_iter().flatten().flatten().map(|dir| dir.path()).collect();
    dirs.sort();
    found.extend(dirs.iter().filter(|dir| dir.join(STORE_FILE).exists()).map(|dir| sealed(dir, lang)));
    found
}

/// The demo's store is opened; its passphrase is published.
async fn demo_desk(places: &Places, lang: Lang) -> Finding {
    let dir = places.demo_desk();
    if !dir.join(STORE_FILE).exists() {
        return Finding::good("store", t(lang, "doctor.store.none"));
    }
    let opened = Desk::open(Config {
        dir: dir.clone(),
        realm: Realm::Demo,
        unlock: Unlock::Demo,
        safe: Arc::new(NoKeyring),
        transport: Arc::new(NoCentre),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
        reconnect_spread: SignedDuration::ZERO,
        reserve_bytes: 0,
    })
    .await;
    let is = dir.display().to_string();
    match opened {
        Ok(_) => sealed(&dir, lang),
        Err(OpenError::Store(StoreError::InUse)) => Finding::good("store", &tf(lang, "doctor.store.in_use", &[&is])),
        Err(error) => Finding::bad("store", &is, t(lang, error.key())),
    }
}

/// A store that only its own person can open: its file must be ciphertext, its key file must be there.
fn sealed(dir: &Path, lang: Lang) -> Finding {
    let is = tf(lang, "doctor.store.sealed", &[&dir.display().to_string()]);
    let file = dir.join(STORE_FILE);
    if sqlite::is_plain(&file).unwrap_or(true) || !sqlite::looks_random(&file).unwrap_or(false) {
        return Finding::bad("store", &is, t(lang, "desk.fault.store.plain"));
    }
    if !dir.join(WRAP_FILE).exists() {
        return Finding::bad("store", &is, t(lang, "vault.key_lost"));
    }
    Finding::good("store", &is)
}

/// The demo's centre, by its file.
pub(super) fn demo_centre(places: &Places, lang: Lang) -> Finding {
    let file = places.demo_centre().join("centre.db");
    if !file.exists() {
        return Finding::good("demo_centre", t(lang, "doctor.demo_centre.none"));
    }
    let is = file.display().to_string();
    match sqlite::is_plain(&file) {
        Ok(true) => Finding::good("demo_centre", &is),
        _ => Finding::bad("demo_centre", &is, t(lang, "doctor.demo_centre.broken")),
    }
}

/// The centre at an address, and how its clock and this machine's differ.
pub(super) async fn centre(address: &str, places: &Places, lang: Lang) -> Vec<Finding> {
    let url = match CentreUrl::parse(address) {
        Ok(url) => url,
        Err(refused) => return vec![Finding::bad("centre", address, t(lang, refused.key()))],
    };
    let transport = match HttpTransport::new(url, &crate::cli::connect::authorities(places)) {
        Ok(transport) => transport,
        Err(refused) => return vec![Finding::bad("centre", address, t(lang, refused.key()))],
    };
    let asked = Timestamp::now();
    match tokio::time::timeout(CENTRE, Client::new(Arc::new(transport)).meta()).await {
        Ok(Ok(meta)) => told(address, &meta, asked, Timestamp::now(), lang),
        Ok(Err(error)) => vec![Finding::unknown("centre", address, t(lang, error.key()))],
        Err(_) => vec![Finding::unknown("centre", address, t(lang, TransportError::TimedOut.key()))],
    }
}

/// What the program has just heard on its own line.
pub(super) fn heard(heard: &Heard, lang: Lang) -> Vec<Finding> {
    match &heard.meta {
        Ok(meta) => told(t(lang, "doctor.centre.here"), meta, heard.asked, heard.at, lang),
        Err(why) => vec![Finding::unknown("centre", t(lang, "doctor.centre.here"), why)],
    }
}

fn told(address: &str, meta: &Meta, asked: Timestamp, heard: Timestamp, lang: Lang) -> Vec<Finding> {
    let realm = t(
        lang,
        match meta.realm {
            Realm::Live => "doctor.realm.live",
            Realm::Training => "doctor.realm.training",
            Realm::Demo => "doctor.realm.demo",
        },
    );
    let is = tf(lang, "doctor.centre.is", &[address, &meta.hall, realm, &meta.version]);
    let middle = asked.saturating_add(heard.duration_since(asked) / 2).unwrap_or(heard);
    let ahead = middle.duration_since(meta.now);
    let skew = tf(lang, "doctor.clock.is", &[&ahead.as_secs().to_string()]);
    let clock = if ahead.abs() > SKEW && meta.realm == Realm::Live {
        Finding::note("clock", &skew, t(lang, "doctor.clock.advice"))
    } else {
        Finding::good("clock", &skew)
    };
    vec![Finding::good("centre", &is), clock]
}

/// Whether the keyring answers.
pub(super) fn keyring(lang: Lang) -> Finding {
    let (tell, heard) = mpsc::channel();
    thread::spawn(move || tell.send(OsKeyring.get("doctor")));
    let note = |key| Finding::note("keyring", t(lang, key), t(lang, "doctor.keyring.advice"));
    match heard.recv_timeout(KEYRING) {
        Ok(Ok(_)) => Finding::good("keyring", t(lang, "doctor.keyring.answers")),
        Ok(Err(SafeError::Missing)) => note("doctor.keyring.missing"),
        Ok(Err(SafeError::Locked)) => note("doctor.keyring.locked"),
        Ok(Err(SafeError::Failed)) => note("doctor.keyring.failed"),
        Err(_) => note("doctor.keyring.silent"),
    }
}

/// The store is looked at; nothing is sent.
struct NoCentre;

impl Transport for NoCentre {
    fn send(&self, _: Request) -> Sending<'_> {
        Box::pin(std::future::ready(Err(TransportError::NotSent)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::{super::findings::Level, *};

    #[test]
    fn a_store_in_clear_and_a_store_without_its_key_are_wrong() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(STORE_FILE), b"SQLite format 3\0 and what a citizen said").unwrap();
        assert_eq!(sealed(dir.path(), Lang::Zh).level, Level::Bad);
        fs::write(dir.path().join(STORE_FILE), b"ciphertext, ciphertext").unwrap();
        assert_eq!(sealed(dir.path(), Lang::Zh).level, Level::Bad);
        fs::write(dir.path().join(WRAP_FILE), b"").unwrap();
        assert_eq!(sealed(dir.path(), Lang::Zh).level, Level::Good);
    }

    #[test]
    fn f10_a_clock_that_runs_away_is_worth_a_note() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let meta = |realm| Meta {
            law: None,
            version: "0.1.0".into(),
            realm,
            now: at("2026-09-14T10:00:00Z"),
            hall: "演示".into(),
            profile: "yangzhou".into(),
            catalogue_version: 1,
            calendar_version: "1".into(),
            keys: Vec::new(),
            centre: String::new(),
            change_seq: 0,
        };
        let level = |realm, here: &str| told("https://a", &meta(realm), at(here), at(here), Lang::Zh)[1].level;
        assert_eq!(level(Realm::Live, "2026-09-14T10:00:59Z"), Level::Good);
        assert_eq!(level(Realm::Live, "2026-09-14T10:05:00Z"), Level::Note);
        assert_eq!(level(Realm::Live, "2026-09-14T09:55:00Z"), Level::Note);
        // The demo's clock goes where it is moved to.
        assert_eq!(level(Realm::Demo, "2026-09-24T10:00:00Z"), Level::Good);
    }
}
