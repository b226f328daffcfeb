//! Passwords: what is strong enough (11.2), and Argon2id.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    thread,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordVerifier, Version,
    password_hash::{PasswordHasher as _, phc::PasswordHash},
};
use thiserror::Error;

use crate::ports::Entropy;

/// Fewest characters of a password.
const LENGTH: usize = 10;

/// Fewest of the four classes: small, capital, digit, other.
const CLASSES: usize = 3;

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
