use std::{collections::BTreeMap, fs, sync::Mutex};

use super::*;
use crate::{desk::vault::WRAP_FILE, ports::ManualEntropy};

#[derive(Debug, Default)]
struct FakeSafe {
    entries: Mutex<BTreeMap<String, Vec<u8>>>,
    fails: Mutex<Option<SafeError>>,
}

impl KeySafe for FakeSafe {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SafeError> {
        self.fails.lock().unwrap().map_or(Ok(()), Err)?;
        Ok(self.entries.lock().unwrap().get(account).cloned().map(Zeroizing::new))
    }

    fn put(&self, account: &str, secret: &[u8]) -> Result<(), SafeError> {
        self.fails.lock().unwrap().map_or(Ok(()), Err)?;
        self.entries.lock().unwrap().insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn forget(&self, account: &str) -> Result<(), SafeError> {
        self.fails.lock().unwrap().map_or(Ok(()), Err)?;
        self.entries.lock().unwrap().remove(account);
        Ok(())
    }
}

fn now() -> Timestamp {
    "2026-11-22T01:00:00Z".parse().unwrap()
}

fn typed(text: &str) -> Unlock {
    Unlock::Passphrase(Zeroizing::new(text.to_owned()))
}

fn asked(result: Result<Opened, VaultError>) -> Question {
    match result {
        Err(VaultError::Ask(question)) => question,
        Err(VaultError::Wrong(_)) => Question::Passphrase(Asked::Wrong),
        other => panic!("{other:?}"),
    }
}

struct Bench {
    dir: tempfile::TempDir,
    safe: FakeSafe,
    entropy: ManualEntropy,
}

impl Bench {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), safe: FakeSafe::default(), entropy: ManualEntropy::seeded(5) }
    }

    fn unlock(&self, realm: Realm, how: &Unlock, exists: bool) -> Result<Opened, VaultError> {
        unlock(self.dir.path(), realm, how, &self.safe, exists, &self.entropy, now())
    }

    fn fail(&self, with: Option<SafeError>) {
        *self.safe.fails.lock().unwrap() = with;
    }
}

#[test]
fn f12_the_same_key_comes_from_keyring_and_from_passphrase() {
    let bench = Bench::new();
    assert_eq!(asked(bench.unlock(Realm::Live, &Unlock::Keyring, false)), Question::Choose);
    assert_eq!(asked(bench.unlock(Realm::Live, &typed("short"), false)), Question::ChooseStronger);
    assert_eq!(asked(bench.unlock(Realm::Live, &typed(DEMO_PASSPHRASE), false)), Question::ChooseStronger);
    let made = bench.unlock(Realm::Live, &typed("九曲桥头卖花灯九曲桥"), false).unwrap();
    assert!(made.made && made.keyring.is_none());
    assert_eq!(bench.unlock(Realm::Live, &Unlock::Keyring, true).unwrap().key, made.key);
    assert_eq!(bench.unlock(Realm::Live, &typed("九曲桥头卖花灯九曲桥"), true).unwrap().key, made.key);
    let wrong = bench.unlock(Realm::Live, &typed("another passphrase"), true);
    assert_eq!(asked(wrong), Question::Passphrase(Asked::Wrong));
}

#[test]
fn f12_every_keyring_trouble_becomes_a_question_and_never_a_new_key() {
    let bench = Bench::new();
    let made = bench.unlock(Realm::Live, &typed("a long passphrase"), false).unwrap();
    let before = fs::read(bench.dir.path().join(WRAP_FILE)).unwrap();
    for (error, expected) in [
        (SafeError::Missing, Asked::NoKeyring),
        (SafeError::Locked, Asked::KeyringLocked),
        (SafeError::Failed, Asked::KeyringFailed),
    ] {
        bench.fail(Some(error));
        assert_eq!(asked(bench.unlock(Realm::Live, &Unlock::Keyring, true)), Question::Passphrase(expected));
    }
    let opened = bench.unlock(Realm::Live, &typed("a long passphrase"), true).unwrap();
    assert_eq!((opened.key, opened.keyring), (made.key.clone(), Some(SafeError::Failed)));
    assert_eq!(fs::read(bench.dir.path().join(WRAP_FILE)).unwrap(), before);

    bench.fail(None);
    bench.safe.entries.lock().unwrap().clear();
    let emptied = bench.unlock(Realm::Live, &Unlock::Keyring, true);
    assert_eq!(asked(emptied), Question::Passphrase(Asked::KeyringChanged));
    bench.unlock(Realm::Live, &typed("a long passphrase"), true).unwrap();
    assert_eq!(bench.unlock(Realm::Live, &Unlock::Keyring, true).unwrap().key, made.key, "joined again");
}

#[test]
fn a_store_whose_wrapping_is_gone_gets_no_new_key() {
    let bench = Bench::new();
    let result = bench.unlock(Realm::Live, &typed("a long passphrase"), true);
    assert!(matches!(result, Err(VaultError::KeyLost)));
    assert!(!bench.dir.path().join(WRAP_FILE).exists());
}

#[test]
fn the_demo_opens_without_question_and_never_a_live_store() {
    let bench = Bench::new();
    bench.fail(Some(SafeError::Locked));
    let made = bench.unlock(Realm::Demo, &Unlock::Demo, false).unwrap();
    assert_eq!(bench.unlock(Realm::Demo, &Unlock::Demo, true).unwrap().key, made.key);
    assert!(matches!(bench.unlock(Realm::Live, &Unlock::Demo, true), Err(VaultError::OtherRealm)));
    assert!(matches!(bench.unlock(Realm::Live, &typed(DEMO_PASSPHRASE), true), Err(VaultError::OtherRealm)));
    assert!(matches!(bench.unlock(Realm::Demo, &typed("a long passphrase"), true), Err(VaultError::OtherRealm)));
}

#[test]
fn realm_and_cost_beside_the_wrapping_cannot_be_changed() {
    let bench = Bench::new();
    bench.unlock(Realm::Demo, &Unlock::Demo, false).unwrap();
    let path = bench.dir.path().join(WRAP_FILE);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"demo\"", "\"live\"")).unwrap();
    assert!(matches!(bench.unlock(Realm::Live, &typed(DEMO_PASSPHRASE), true), Err(VaultError::Weak)));
    let dear = text.replace("\"demo\"", "\"live\"").replace("memory_kib = 8", "memory_kib = 65536");
    fs::write(&path, dear.replace("passes = 1", "passes = 3")).unwrap();
    let forged = bench.unlock(Realm::Live, &typed(DEMO_PASSPHRASE), true);
    assert_eq!(asked(forged), Question::Passphrase(Asked::Wrong));
}

#[test]
fn f13_wrong_passphrases_wait_longer_and_longer_and_a_new_start_changes_nothing() {
    let bench = Bench::new();
    let made = bench.unlock(Realm::Live, &typed("a long passphrase"), false).unwrap();
    for _ in 0..2 {
        assert_eq!(asked(bench.unlock(Realm::Live, &typed("wrong"), true)), Question::Passphrase(Asked::Wrong));
    }
    // Nothing of the program is left but its files: also the right one has to wait now.
    let right = bench.unlock(Realm::Live, &typed("a long passphrase"), true);
    assert!(matches!(right, Err(VaultError::TooSoon { wait }) if wait == SignedDuration::from_secs(2)));
    let later = now() + SignedDuration::from_secs(2);
    assert_eq!(reopen_closed(bench.dir.path(), Realm::Live, "a long passphrase", later).unwrap(), made.key);
    assert!(wait(bench.dir.path(), now()).is_zero(), "the right one forgets the wrong ones");
}

#[test]
fn a_locked_screen_is_opened_by_no_keyring_also_after_a_new_start() {
    let bench = Bench::new();
    let made = bench.unlock(Realm::Live, &typed("a long passphrase"), false).unwrap();
    close(bench.dir.path());
    assert_eq!(asked(bench.unlock(Realm::Live, &Unlock::Keyring, true)), Question::Passphrase(Asked::Locked));
    assert_eq!(bench.unlock(Realm::Live, &typed("a long passphrase"), true).unwrap().key, made.key);
    assert_eq!(bench.unlock(Realm::Live, &Unlock::Keyring, true).unwrap().key, made.key);
}

#[test]
fn the_demos_locked_screen_takes_its_published_passphrase_which_the_page_shows() {
    let bench = Bench::new();
    let made = bench.unlock(Realm::Demo, &Unlock::Demo, false).unwrap();
    close(bench.dir.path());
    assert!(reopen_closed(bench.dir.path(), Realm::Demo, "something else", now()).is_err());
    assert_eq!(reopen_closed(bench.dir.path(), Realm::Demo, DEMO_PASSPHRASE, now()).unwrap(), made.key);
    assert!(matches!(
        reopen_closed(bench.dir.path(), Realm::Live, DEMO_PASSPHRASE, now()),
        Err(VaultError::OtherRealm)
    ));
    for lang in [crate::i18n::Lang::Zh, crate::i18n::Lang::En] {
        assert!(crate::i18n::t(lang, "lock.demo").contains(DEMO_PASSPHRASE));
    }
}
