//! `chuangtai --centre URL`: a window whose centre is another process, on this machine or, over HTTPS, elsewhere.

use std::{fs, path::Path, process::ExitCode, sync::Arc};

use jiff::SignedDuration;
use zeroize::Zeroizing;

use crate::{
    app::preferences::Setting,
    contract::Realm,
    desk::{
        Config, Desk, OpenError,
        api::{CentreUrl, Client, HttpTransport, Transport},
        vault::{Asked, KeySafe, Miss, NoKeyring, OsKeyring, Question, Stake, Unlock, VaultError, WRAP_FILE},
    },
    i18n::{Lang, t, tf},
    runtime::{SystemClock, SystemEntropy, Threads, drive::Arrival, prompt},
};

use super::{
    Answer, Outcome, config,
    looks::Looks,
    places::Places,
    window::{self, Ended, complaint},
};

/// Given up for sending and deleting when the disk is full.
const RESERVE: u64 = 8 << 20;
/// After an outage every window of a city starts sending again, within this time and not at once.
const RECONNECT: SignedDuration = SignedDuration::from_secs(60);

/// Sits down at a window of this centre.
pub(super) fn run(centre: &str, looks: &Looks) -> ExitCode {
    window::open(looks, |places| begin(centre, looks, places))
}

async fn begin(centre: &str, looks: &Looks, places: Places) -> Result<(), Ended> {
    let lang = looks.lang();
    let url = CentreUrl::parse(centre)
        .map_err(|refused| Answer::complaint(Outcome::Usage, t(lang, refused.key()).to_owned()))?;
    let transport = HttpTransport::new(url, &authorities(&places)).map_err(|refused| complaint(lang, refused.key()))?;
    let transport: Arc<dyn Transport> = Arc::new(transport);
    let dir = places.desk_of(centre);
    let realm = match stored_realm(&dir) {
        Some(realm) => realm,
        None => first_heard(&transport, lang).await?,
    };
    let desk = unlock(dir, realm, transport, lang).await?;
    let arrival = if realm == Realm::Demo { Arrival::Demo } else { Arrival::Account };
    window::show(looks, &places, desk, arrival, None).await
}

/// The centre that is meant: the one that is named, the one that is set, or that of the only desk there is.
pub(super) fn centre_of(named: Option<&str>, places: &Places) -> Option<String> {
    let set = || config::read(places, Lang::Zh).0.text(Setting::Centre);
    let stated = |centre: &String| !centre.is_empty();
    named.map(ToOwned::to_owned).filter(stated).or_else(|| Some(set()).filter(stated)).or_else(|| places.only_centre())
}

/// Certificate authorities of one's own, from the config directory only.
pub(super) fn authorities(places: &Places) -> Vec<Vec<u8>> {
    let Ok(folder) = fs::read_dir(places.config.join("ca")) else { return Vec::new() };
    folder.flatten().filter_map(|file| fs::read(file.path()).ok()).collect()
}

/// The realm of a store that is there already, so that it opens without its centre.
pub(super) fn stored_realm(dir: &Path) -> Option<Realm> {
    let wrap: toml::Table = fs::read_to_string(dir.join(WRAP_FILE)).ok()?.parse().ok()?;
    let realm = wrap.get("realm")?.as_str()?;
    serde_json::from_value(serde_json::Value::String(realm.to_owned())).ok()
}

/// A new store takes the realm of its centre, which must be there for that.
pub(super) async fn first_heard(transport: &Arc<dyn Transport>, lang: Lang) -> Result<Realm, Ended> {
    let meta = Client::new(Arc::clone(transport)).meta().await;
    meta.map(|meta| meta.realm).map_err(|error| Answer::complaint(Outcome::Unknown, t(lang, error.key()).to_owned()))
}

/// Opens the desk's store, asking for its passphrase as long as it must be asked for.
pub(super) async fn unlock(
    dir: std::path::PathBuf,
    realm: Realm,
    transport: Arc<dyn Transport>,
    lang: Lang,
) -> Result<Desk, Ended> {
    let demo = realm == Realm::Demo;
    let safe: Arc<dyn KeySafe> = if demo { Arc::new(NoKeyring) } else { Arc::new(OsKeyring) };
    let mut config = Config {
        dir,
        realm,
        unlock: if demo { Unlock::Demo } else { Unlock::Keyring },
        safe,
        transport,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
        reconnect_spread: if demo { SignedDuration::ZERO } else { RECONNECT },
        reserve_bytes: if demo { 0 } else { RESERVE },
    };
    loop {
        match window::open_desk(config.clone(), lang).await {
            Ok(desk) => return Ok(desk),
            Err(OpenError::Vault(VaultError::Wrong(miss))) if !(miss.is_last() && miss.stake == Stake::Key) => {
                warn(miss, lang);
                config.unlock = Unlock::Passphrase(passphrase(Question::Passphrase(Asked::Wrong), lang)?);
            }
            Err(OpenError::Vault(VaultError::Ask(question))) => {
                config.unlock = Unlock::Passphrase(passphrase(question, lang)?);
            }
            // Too many wrong ones: whoever sits here waits, and is asked again.
            Err(OpenError::Vault(VaultError::TooSoon { wait })) => {
                window::say(&tf(lang, "connect.wait", &[&wait.as_secs().max(1).to_string()]));
                tokio::time::sleep(wait.unsigned_abs()).await;
                config.unlock = Unlock::Passphrase(passphrase(Question::Passphrase(Asked::Wrong), lang)?);
            }
            Err(error) => return Err(complaint(lang, error.key())),
        }
    }
}

/// What is at stake, before the next try.
fn warn(miss: Miss, lang: Lang) {
    let key = match (miss.left(), miss.stake) {
        (Some(_), Stake::Pin) => "lock.warn.pin",
        (Some(_), Stake::Key) => "lock.warn.key",
        (Some(_), Stake::Time) => "lock.warn.time",
        (None, Stake::Pin) if miss.is_last() => "vault.pin_gone",
        (None, _) => return,
    };
    window::say(&tf(lang, key, &[&miss.left().unwrap_or_default().to_string()]));
}

fn passphrase(question: Question, lang: Lang) -> Result<Zeroizing<String>, Ended> {
    loop {
        let typed = ask(t(lang, question.key()), true, lang)?;
        if !matches!(question, Question::Choose | Question::ChooseStronger) {
            return Ok(typed);
        }
        if *ask(t(lang, "connect.again"), true, lang)? == *typed {
            return Ok(typed);
        }
    }
}

pub(super) fn ask(question: &str, secret: bool, lang: Lang) -> Result<Zeroizing<String>, Ended> {
    match prompt::ask(question, secret) {
        Ok(Some(typed)) => Ok(typed),
        _ => Err(complaint(lang, "connect.given_up")),
    }
}
