//! `chuangtai secrets …`: what opens this machine's store. Passphrase and PIN are changed, the hall's policy for ten wrong
//! tries is set (F13), and a desk whose passphrase nobody knows begins anew, the old store sealed beside it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::{
    contract::Realm,
    desk::{
        store::{self, Lock},
        vault::{self, KeySafe, OsKeyring, PinState, VaultError},
    },
    i18n::{Lang, t, tf},
    runtime::SystemEntropy,
};

use super::{Answer, Outcome, connect, places::Places};

/// Command line of `secrets`.
#[derive(Debug, Args)]
pub(super) struct SecretsArgs {
    #[arg(long, value_name = "URL", env = "CHUANGTAI_CENTRE", help = t(Lang::Zh, "cli.centre"))]
    centre: Option<String>,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.home"))]
    home: Option<PathBuf>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    #[command(about = t(Lang::Zh, "secrets.about.show"))]
    Show,
    #[command(about = t(Lang::Zh, "secrets.about.passphrase"))]
    Passphrase,
    #[command(about = t(Lang::Zh, "secrets.about.pin"))]
    Pin,
    #[command(about = t(Lang::Zh, "secrets.about.wipe"))]
    Wipe { policy: Policy },
    #[command(about = t(Lang::Zh, "secrets.about.anew"))]
    Anew {
        #[arg(long, help = t(Lang::Zh, "secrets.arg.yes"))]
        yes: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Policy {
    On,
    Off,
}

/// Does it.
pub(super) fn run(args: &SecretsArgs) -> Answer {
    carry_out(args).unwrap_or_else(|refused| refused)
}

fn carry_out(args: &SecretsArgs) -> Result<Answer, Answer> {
    let places = Places::find(args.home.clone()).ok_or_else(|| refusal("demo.no_home"))?;
    let centre = connect::centre_of(args.centre.as_deref(), &places);
    let centre =
        centre.ok_or_else(|| Answer::complaint(Outcome::Usage, t(Lang::Zh, "errand.which_desk").to_owned()))?;
    let dir = places.desk_of(&centre);
    if !store::exists(&dir) {
        return Err(refusal("carry.no_store"));
    }
    // Nobody changes the lock of a door that somebody else is going through.
    let _turn = Lock::take(&dir).map_err(|error| refusal(error.key()))?;
    let safe: Arc<dyn KeySafe> = Arc::new(OsKeyring);
    match args.what {
        What::Show => show(&dir, safe.as_ref()),
        What::Passphrase => change(&dir, safe.as_ref(), false),
        What::Pin => change(&dir, safe.as_ref(), true),
        What::Wipe { policy } => {
            vault::set_wipe_after_ten(&dir, policy == Policy::On).map_err(|_| refusal("vault.file"))?;
            Ok(done(if policy == Policy::On { "secrets.wipe.on" } else { "secrets.wipe.off" }))
        }
        What::Anew { yes } => begin_anew(&dir, yes),
    }
}

fn show(dir: &Path, safe: &dyn KeySafe) -> Result<Answer, Answer> {
    let pin = match vault::pin_state(dir, safe).map_err(|error| refused(&error))? {
        PinState::Set => "secrets.pin.is_set",
        PinState::Unset => "secrets.pin.is_unset",
        PinState::NoKeyring(_) => "why.no_keyring",
    };
    let wipe = if vault::wipe_after_ten(dir) { "secrets.wipe.on" } else { "secrets.wipe.off" };
    let tries = tf(Lang::Zh, "secrets.tries", &[&vault::stand(dir, Timestamp::now()).tries.to_string()]);
    Ok(Answer::done([t(Lang::Zh, pin), t(Lang::Zh, wipe), &tries].join("\n")))
}

fn change(dir: &Path, safe: &dyn KeySafe, pin: bool) -> Result<Answer, Answer> {
    let realm = connect::stored_realm(dir).ok_or_else(|| refusal("vault.key_lost"))?;
    if pin && let PinState::NoKeyring(_) = vault::pin_state(dir, safe).map_err(|error| refused(&error))? {
        return Err(refusal("vault.no_pin"));
    }
    if !pin && realm == Realm::Demo {
        return Err(refusal("why.demo_passphrase"));
    }
    let ask = |key: &'static str| connect::ask(t(Lang::Zh, key), true, Lang::Zh);
    let now = ask("secrets.now")?;
    let (new, again) = if pin { ("secrets.pin.new", "secrets.pin.again") } else { NEW_PASSPHRASE };
    let new: Zeroizing<String> = ask(new)?;
    if *ask(again)? != *new {
        return Err(refusal("secrets.differ"));
    }
    let both = (now.as_str(), new.as_str());
    let at = Timestamp::now();
    let changed = if pin {
        vault::set_pin(dir, realm, both, safe, &SystemEntropy, at)
    } else {
        vault::change_passphrase(dir, realm, both, safe, &SystemEntropy, at)
    };
    changed.map_err(|error| refused(&error))?;
    Ok(done(match (pin, new.is_empty()) {
        (true, true) => "notice.pin_removed",
        (true, false) => "notice.pin_set",
        (false, _) => "notice.passphrase_changed",
    }))
}

const NEW_PASSPHRASE: (&str, &str) = ("secrets.passphrase.new", "secrets.passphrase.again");

/// The old store stays, sealed; only a person says that it may go aside.
fn begin_anew(dir: &Path, yes: bool) -> Result<Answer, Answer> {
    if !yes {
        return Err(Answer::complaint(Outcome::Usage, t(Lang::Zh, "secrets.anew.confirm").to_owned()));
    }
    let aside = vault::set_aside(dir, Timestamp::now()).map_err(|error| refused(&error))?;
    Ok(Answer::done(tf(Lang::Zh, "secrets.anew.done", &[&aside.display().to_string()])))
}

fn done(key: &'static str) -> Answer {
    Answer::done(t(Lang::Zh, key).to_owned())
}

fn refusal(key: &'static str) -> Answer {
    Answer::complaint(Outcome::Refused, t(Lang::Zh, key).to_owned())
}

/// In words, with the wait where there is one.
fn refused(error: &VaultError) -> Answer {
    match error {
        VaultError::TooSoon { wait } => {
            let seconds = wait.as_secs().max(1).to_string();
            Answer::complaint(Outcome::Refused, tf(Lang::Zh, "connect.wait", &[&seconds]))
        }
        other => refusal(other.key()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn args(home: &Path, what: What) -> SecretsArgs {
        SecretsArgs { centre: Some("https://centre.test".to_owned()), home: Some(home.to_owned()), what }
    }

    #[test]
    fn f13_the_policy_is_set_and_a_forgotten_store_goes_aside_only_when_a_person_says_so() {
        let home = tempfile::tempdir().unwrap();
        let absent = run(&args(home.path(), What::Show));
        assert_eq!(absent.outcome, Outcome::Refused);
        let dir = Places::find(Some(home.path().to_owned())).unwrap().desk_of("https://centre.test");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join(store::STORE_FILE), "sealed").unwrap();
        assert_eq!(run(&args(home.path(), What::Wipe { policy: Policy::On })).outcome, Outcome::Done);
        assert!(vault::wipe_after_ten(&dir));
        assert_eq!(run(&args(home.path(), What::Wipe { policy: Policy::Off })).outcome, Outcome::Done);
        assert!(!vault::wipe_after_ten(&dir));
        assert_eq!(run(&args(home.path(), What::Anew { yes: false })).outcome, Outcome::Usage);
        assert!(store::exists(&dir));
        let aside = run(&args(home.path(), What::Anew { yes: true }));
        assert!(aside.outcome == Outcome::Done && aside.out.contains("sealed-"), "{aside:?}");
        assert!(!store::exists(&dir));
    }

    #[test]
    fn f08_nothing_is_changed_while_the_store_is_in_use() {
        let home = tempfile::tempdir().unwrap();
        let dir = Places::find(Some(home.path().to_owned())).unwrap().desk_of("https://centre.test");
        let _held = Lock::take(&dir).unwrap();
        std::fs::write(dir.join(store::STORE_FILE), "sealed").unwrap();
        let refused = run(&args(home.path(), What::Anew { yes: true }));
        assert_eq!(refused.outcome, Outcome::Refused);
        assert!(store::exists(&dir));
    }
}
