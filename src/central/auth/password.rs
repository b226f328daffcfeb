//! Passwords: what is strong enough (11.2), Argon2id, and how one is set and changed.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    thread,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordVerifier, Version,
    password_hash::{PasswordHasher as _, phc::PasswordHash},
};
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        store::{Account, Ended, Tx},
    },
    contract::{ChangePassword, Person, sha256_hex},
    domain::{audit::AuditEvent, settings::AuthSettings},
    ports::Entropy,
};

/// Fewest characters of a password.
const LENGTH: usize = 10;

/// Fewest of the four classes: small, capital, digit, other.
const CLASSES: usize = 3;

/// None of so many last passwords comes again (11.2).
const REMEMBERED: u32 = 5;

/// Why a password is not taken. `Display` is for logs; `password.weak` in `i18n` says it to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a password needs at least {LENGTH} characters of {CLASSES} classes")]
pub struct WeakPassword;

/// How much work a guess costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// For real accounts: 19 MiB, two passes (OWASP's least for Argon2id).
    Real,
    /// As little as the algorithm allows, for tests.
    Least,
}

impl Cost {
    fn hasher(self) -> Argon2<'static> {
        let params = match self {
            Self::Real => Params::new(19_456, 2, 1, None),
            Self::Least => Params::new(8, 1, 1, None),
        };
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.unwrap_or_default())
    }
}

/// The PHC string of a password that is strong enough.
pub(super) fn hash(password: &str, entropy: &dyn Entropy, cost: Cost) -> Result<String, WeakPassword> {
    let classes = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if password.chars().count() < LENGTH || classes.iter().filter(|has| **has).count() < CLASSES {
        return Err(WeakPassword);
    }
    let mut salt = [0u8; 16];
    entropy.fill(&mut salt);
    let hasher = cost.hasher();
    let hash: PasswordHash = hasher.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| WeakPassword)?;
    Ok(hash.to_string())
}

/// Whether the password fits. Without an account the same work is done, so that time does not tell who exists.
pub(super) fn verify(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    let _turn = Turn::take();
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
}

impl Centre {
    /// Whether anybody can sign in with a password.
    pub fn has_accounts(&self) -> Result<bool, Fault> {
        self.read(|tx, _| Ok(tx.has_accounts()?))
    }

    /// Gives a person an account with a password (`serve --init`).
    pub fn set_password(&self, person: &Person, password: &str, cost: Cost) -> Result<(), SetPasswordError> {
        let hash = hash(password, self.entropy(), cost)?;
        self.write(|tx, at| {
            tx.save_person(person)?;
            tx.save_account(&person.staff_no, person.id, &hash, false, self.machine_now())?;
            let account = format!("account.change/{}", person.id);
            ledger::append(tx, &Entry::new(at, AuditEvent::ConfigChange).about(account))?;
            Ok(())
        })?;
        Ok(())
    }

    /// `POST /v1/me/password`: the session that asks stays, every other one of the person ends.
    pub fn change_password(&self, token: &str, person: &Person, request: &ChangePassword) -> Result<(), Fault> {
        let right = self.fits(&person.staff_no, &request.old)?;
        let new = hash(&request.new, self.entropy(), Cost::Real);
        let known = self.read(|tx, _| Ok(tx.old_passwords(person.id, REMEMBERED.saturating_sub(1))?))?;
        let used =
            right && (request.new == request.old || known.iter().any(|old| verify(&request.new, Some(old.as_str()))));
        let now = self.machine_now();
        self.write(|tx, at| {
            let account = match self.own_account(tx, at, person, right)? {
                Ok(account) => account,
                Err(fault) => return Ok(Err(fault)),
            };
            let Ok(new) = &new else { return Ok(Err(Fault::new(422, "password.weak").at("/new"))) };
            if used {
                return Ok(Err(Fault::new(422, "password.used_before").at("/new")));
            }
            tx.retire_password(person.id, &account.password_hash, now)?;
            tx.save_account(&person.staff_no, person.id, new, false, now)?;
            let own = tx.session(&sha256_hex(token.as_bytes()))?.and_then(|session| session.family);
            for family in tx.families_of(person.id, now)?.into_iter().filter(|family| Some(*family) != own) {
                tx.end_family(family, now, Ended::Password)?;
            }
            let entry = Entry::new(at, AuditEvent::ConfigChange).by(person).field("password");
            ledger::append(tx, &entry.about(format!("account.change/{}", person.id)))?;
            Ok(Ok(()))
        })?
    }

    /// The account of somebody who gave their password once more; a wrong one counts like a wrong sign-in. The inner
    /// `Err` is the answer, and what it changed stays.
    pub(super) fn own_account(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        person: &Person,
        right: bool,
    ) -> Result<Result<Account, Fault>, Fault> {
        let account = tx.account(&person.staff_no)?.filter(|account| account.person_id == person.id);
        let Some(account) = account else { return Ok(Err(Fault::new(409, "password.no_account"))) };
        let locked = self.machine_now() < account.locked_until;
        if right && !locked {
            return Ok(Ok(account));
        }
        if !locked {
            self.count_failure(tx, at, &person.staff_no, &account, "password.wrong")?;
        }
        Ok(Err(Fault::new(422, "password.wrong")))
    }

    pub(super) fn is_too_old(&self, set: Timestamp, auth: &AuthSettings) -> bool {
        let age = SignedDuration::from_hours(24 * i64::from(auth.password_nd));
        self.machine_now() >= set.saturating_add(age).unwrap_or(Timestamp::MAX)
    }

    /// A password for one sign-in: four groups that can be read out and typed.
    pub(super) fn draw_password(&self) -> Zeroizing<String> {
        const SMALL: &[u8; 23] = b"abcdefghjkmnpqrstuvwxyz";
        const DIGITS: &[u8; 8] = b"23456789";
        let mut password = Zeroizing::new(String::with_capacity(19));
        let draw = |from: &[u8], password: &mut String| {
            let length = u8::try_from(from.len()).unwrap_or(u8::MAX);
            let fair = u8::MAX - u8::MAX % length;
            loop {
                let mut byte = [0u8; 1];
                self.entropy().fill(&mut byte);
                let [drawn] = byte;
                if drawn < fair {
                    password.extend(from.get(usize::from(drawn % length)).map(|letter| char::from(*letter)));
                    return;
                }
            }
        };
        for group in 0..4 {
            if group > 0 {
                password.push('-');
            }
            (0..3).for_each(|_| draw(SMALL, &mut password));
            draw(DIGITS, &mut password);
        }
        password
    }
}

/// Why an account was not set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetPasswordError {
    /// The password does not meet the rules.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The centre could not store it.
    #[error("the account could not be stored")]
    Fault(Fault),
}

impl SetPasswordError {
    /// Key of the sentence in `i18n` that says it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Weak(_) => "password.weak",
            Self::Fault(_) => "password.not_stored",
        }
    }
}

impl From<Fault> for SetPasswordError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A password takes a core for some hundredths of a second: half of the machine may be busy with them, and whoever comes
/// beyond that waits, so that a morning's sign-ins do not hold up everybody else's work.
struct Turn;

/// How many are being checked, and who is told when one is done.
static CHECKED: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

impl Turn {
    fn take() -> Self {
        let most = thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        let (checked, done) = &CHECKED;
        let checked = checked.lock().unwrap_or_else(PoisonError::into_inner);
        let free = done.wait_while(checked, |checked| *checked >= most);
        *free.unwrap_or_else(PoisonError::into_inner) += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (checked, done) = &CHECKED;
        *checked.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        done.notify_one();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::ports::ManualEntropy;

    #[test]
    fn a_password_has_ten_characters_of_three_classes() {
        let entropy = ManualEntropy::seeded(1);
        for weak in ["", "Ab1!", "abcdefghijkl", "abcdefghij12", "密码密码密码密码密码密码"] {
            assert_eq!(hash(weak, &entropy, Cost::Least), Err(WeakPassword), "{weak}");
        }
        let stored = hash("Chuang-tai-2026", &entropy, Cost::Least).unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("Chuang-tai-2026", Some(&stored)));
        assert!(!verify("Chuang-tai-2027", Some(&stored)));
        assert!(!verify("Chuang-tai-2026", None));
        assert!(!verify("Chuang-tai-2026", Some("nonsense")));
    }
}
