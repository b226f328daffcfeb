//! PIN, wrong tries, and changing what opens the store.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::*;
use crate::{contract::Realm, ports::ManualEntropy, sqlite::FileKey};

const PIN: &str = "714268";

struct Bench {
    dir: tempfile::TempDir,
    safe: MemorySafe,
    entropy: ManualEntropy,
    key: FileKey,
    now: std::cell::Cell<Timestamp>,
}

impl Bench {
    /// A demo's store: its wrapping costs nothing, everything else is the same.
    fn new() -> Self {
        let (dir, safe, entropy) = (tempfile::tempdir().unwrap(), MemorySafe::default(), ManualEntropy::seeded(5));
        let now: Timestamp = "2026-11-22T01:00:00Z".parse().unwrap();
        let made = unlock(dir.path(), Realm::Demo, &Unlock::Demo, &safe, false, &entropy, now).unwrap();
        Self { dir, safe, entropy, key: made.key, now: std::cell::Cell::new(now) }
    }

    fn dir(&self) -> &Path {
        self.dir.path()
    }

    fn set_pin(&self, passphrase: &str, pin: &str) -> Result<(), VaultError> {
        set_pin(self.dir(), Realm::Demo, (passphrase, pin), &self.safe, &self.entropy, self.now.get())
    }

    /// Types it on the locked page, once that may be done again.
    fn try_it(&self, typed: &str) -> Result<FileKey, VaultError> {
        self.now.set(self.now.get() + wait(self.dir(), self.now.get()));
        unlock_closed(self.dir(), Realm::Demo, typed, &self.safe, self.now.get())
    }

    fn miss(&self, typed: &str) -> Miss {
        match self.try_it(typed) {
            Err(VaultError::Wrong(miss)) => miss,
            other => panic!("{other:?}"),
        }
    }

    fn state(&self) -> PinState {
        pin_state(self.dir(), &self.safe).unwrap()
    }
}

#[test]
fn t01_a_pin_opens_the_locked_store_and_the_passphrase_still_does() {
    let bench = Bench::new();
    assert_eq!(bench.state(), PinState::Unset);
    assert!(bench.try_it(PIN).is_err(), "none is set");
    bench.now.set(bench.now.get() + SignedDuration::from_hours(1));
    bench.set_pin(DEMO_PASSPHRASE, PIN).unwrap();
    assert_eq!(bench.state(), PinState::Set);
    assert_eq!(bench.try_it(PIN).unwrap(), bench.key);
    assert_eq!(bench.try_it(DEMO_PASSPHRASE).unwrap(), bench.key);
    bench.set_pin(DEMO_PASSPHRASE, "908172").unwrap();
    assert!(bench.try_it(PIN).is_err(), "changed");
    assert_eq!(bench.try_it("908172").unwrap(), bench.key);
    bench.set_pin(DEMO_PASSPHRASE, "").unwrap();
    assert_eq!(bench.state(), PinState::Unset);
    assert!(bench.try_it("908172").is_err(), "removed");
}

#[test]
fn t06_a_stolen_folder_is_not_opened_by_the_pin() {
    let bench = Bench::new();
    bench.set_pin(DEMO_PASSPHRASE, PIN).unwrap();
    let elsewhere = MemorySafe::default();
    let now = bench.now.get();
    let stolen = |safe: &dyn KeySafe| unlock_closed(bench.dir(), Realm::Demo, PIN, safe, now);
    assert!(matches!(stolen(&elsewhere), Err(VaultError::Wrong(_))), "a keyring that knows nothing of it");
    elsewhere.put("anything", &[7; 32]).unwrap();
    assert!(matches!(stolen(&NoKeyring), Err(VaultError::Wrong(_))), "no keyring");
    // Nor is it made cheaper, or moved to another store.
    let file = bench.dir().join("pin.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains(PIN) && text.contains("memory_kib = 8"));
    fs::write(&file, text.replace("memory_kib = 8", "memory_kib = 9")).unwrap();
    assert!(bench.try_it(PIN).is_err());
    fs::write(&file, text).unwrap();
    assert_eq!(bench.try_it(PIN).unwrap(), bench.key);
}

#[test]
fn where_there_is_no_keyring_no_pin_is_set() {
    let bench = Bench::new();
    assert_eq!(pin_state(bench.dir(), &NoKeyring).unwrap(), PinState::NoKeyring(SafeError::Missing));
    let refused =
        set_pin(bench.dir(), Realm::Demo, (DEMO_PASSPHRASE, PIN), &NoKeyring, &bench.entropy, bench.now.get());
    assert!(matches!(refused, Err(VaultError::NoPin(SafeError::Missing))));
    assert!(!bench.dir().join("pin.toml").exists());
}

#[test]
fn a_pin_is_six_digits_that_nobody_guesses_first() {
    let bench = Bench::new();
    for bad in ["12345", "1234567890123", "111111", "123456", "987654", "71426a", "七一四二六八"] {
        let refused = bench.set_pin(DEMO_PASSPHRASE, bad);
        assert!(matches!(refused, Err(VaultError::Ask(Question::BetterPin))), "{bad}");
    }
    assert!(matches!(bench.set_pin("not it", PIN), Err(VaultError::Wrong(_))), "the passphrase is asked for");
    bench.set_pin(DEMO_PASSPHRASE, PIN).unwrap();
}

#[test]
fn f13_the_delay_is_one_for_pin_and_passphrase_and_the_tenth_wrong_try_takes_the_pin() {
    let bench = Bench::new();
    bench.set_pin(DEMO_PASSPHRASE, PIN).unwrap();
    for tries in 1..=9 {
        let miss = bench.miss(if tries % 2 == 0 { "000000" } else { "no passphrase" });
        assert_eq!((miss.tries, miss.stake, miss.is_last()), (tries, Stake::Pin, false));
        assert_eq!(miss.left(), (tries >= 7).then(|| 10 - tries), "{tries}");
        assert_eq!(miss.wait.is_zero(), tries == 1, "{tries}");
        assert_eq!(bench.state(), PinState::Set);
        // A new start forgets nothing: all of it lies in the files.
        assert_eq!(stand(bench.dir(), bench.now.get()).tries, tries);
    }
    let last = bench.miss("000000");
    assert!(last.is_last() && last.stake == Stake::Pin && last.wait == SignedDuration::from_mins(15));
    assert_eq!(bench.state(), PinState::Unset);
    assert!(matches!(bench.try_it(PIN), Err(VaultError::Wrong(miss)) if miss.stake == Stake::Time), "gone");
    assert_eq!(bench.try_it(DEMO_PASSPHRASE).unwrap(), bench.key, "the passphrase still opens");
    assert_eq!(stand(bench.dir(), bench.now.get()).tries, 0);
}

#[test]
fn f13_without_a_pin_ten_wrong_tries_cost_only_time() {
    let bench = Bench::new();
    for tries in 1..=12 {
        let miss = bench.miss("no");
        assert_eq!((miss.tries, miss.stake, miss.is_last()), (tries, Stake::Time, false));
    }
    assert_eq!(bench.try_it(DEMO_PASSPHRASE).unwrap(), bench.key);
}

#[test]
fn f13_where_the_policy_says_so_the_tenth_wrong_try_takes_the_key() {
    let bench = Bench::new();
    assert!(!wipe_after_ten(bench.dir()), "never by itself");
    set_wipe_after_ten(bench.dir(), true).unwrap();
    bench.set_pin(DEMO_PASSPHRASE, PIN).unwrap();
    for tries in 1..=9 {
        let miss = bench.miss("no");
        assert_eq!((miss.tries, miss.stake, miss.is_last()), (tries, Stake::Key, false));
    }
    assert!(bench.dir().join(WRAP_FILE).exists());
    let last = bench.miss("no");
    assert!(last.is_last() && last.stake == Stake::Key);
    assert!(!bench.dir().join(WRAP_FILE).exists() && !bench.dir().join("pin.toml").exists());
    assert!(matches!(bench.try_it(DEMO_PASSPHRASE), Err(VaultError::KeyLost)), "nobody opens it any more");
    assert!(matches!(bench.try_it(PIN), Err(VaultError::KeyLost)));
    set_wipe_after_ten(bench.dir(), false).unwrap();
    assert!(!wipe_after_ten(bench.dir()));
}

#[test]
fn a_changed_passphrase_opens_the_same_key_and_the_old_one_nothing() {
    let (dir, safe, entropy) = (tempfile::tempdir().unwrap(), MemorySafe::default(), ManualEntropy::seeded(5));
    let now: Timestamp = "2026-11-22T01:00:00Z".parse().unwrap();
    let (old, new) = ("九曲桥头卖花灯九曲桥", "九曲桥头卖花灯换了");
    let typed = |text: &str| Unlock::Passphrase(Zeroizing::new(text.to_owned()));
    let open = |how: &Unlock| unlock(dir.path(), Realm::Live, how, &safe, true, &entropy, now);
    let made = unlock(dir.path(), Realm::Live, &typed(old), &safe, false, &entropy, now).unwrap();
    let change = |from: &str, to: &str| change_passphrase(dir.path(), Realm::Live, (from, to), &safe, &entropy, now);
    assert!(matches!(change(old, "short"), Err(VaultError::Ask(Question::ChooseStronger))));
    assert!(matches!(change("not it", new), Err(VaultError::Wrong(_))));
    change(old, new).unwrap();
    assert_eq!(open(&typed(new)).unwrap().key, made.key);
    assert_eq!(open(&Unlock::Keyring).unwrap().key, made.key, "the keyring's wrapping stays");
    assert!(matches!(open(&typed(old)), Err(VaultError::Wrong(_))));
    let bench = Bench::new();
    let demo = change_passphrase(bench.dir(), Realm::Demo, (DEMO_PASSPHRASE, new), &bench.safe, &bench.entropy, now);
    assert!(matches!(demo, Err(VaultError::OtherRealm)), "a demo's is published");
}

#[test]
fn f13_a_forgotten_passphrase_leaves_the_sealed_store_aside_and_the_desk_begins_anew() {
    let bench = Bench::new();
    fs::write(bench.dir().join("desk.db"), "sealed").unwrap();
    fs::write(bench.dir().join("lock"), "").unwrap();
    let aside = set_aside(bench.dir(), bench.now.get()).unwrap();
    assert_eq!(fs::read_to_string(aside.join("desk.db")).unwrap(), "sealed");
    assert!(aside.join(WRAP_FILE).exists() && !bench.dir().join(WRAP_FILE).exists());
    assert!(bench.dir().join("lock").exists());
    let now = bench.now.get();
    let made = unlock(bench.dir(), Realm::Demo, &Unlock::Demo, &bench.safe, false, &bench.entropy, now).unwrap();
    assert!(made.made && made.key != bench.key);
    let again = set_aside(bench.dir(), now).unwrap();
    assert!(again != aside && aside.join("desk.db").exists());
}
