//! Who is there: passwords and second factors, sessions and their tokens, the people and the desks of a centre. Whatever
//! is decided here is decided in one transaction from what the database says: no instance remembers anything.

mod charge;
mod desks;
mod grant;
mod password;
mod proposals;
mod recovery;
mod second;
mod session;
mod staff;
mod step_up;
mod token;
mod weight;

use jiff::{SignedDuration, Timestamp};

use crate::{
    contract::Person,
    domain::{audit::AuditEvent, settings::AuthSettings},
};

use super::{
    Centre,
    fault::Fault,
    ledger::{self, Entry},
    store::{Account, StoreError, Tx},
};

pub use grant::{Consent, Ruling};
pub use password::{Cost, SetPasswordError, WeakPassword};
pub(super) use recovery::{Recovered, Recovery};
pub(super) use session::{waits_for_factor, waits_for_password};

/// Unknown staff number, wrong password and a locked account.
const FAILED: &str = "session.sign_in_failed";

/// Letters of codes that people read to each other: none that is taken for another, no vowel that would make a word.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Letters in such a code.
const CODE_LENGTH: usize = 8;

/// Somebody tries to come in.
struct Attempt<'a> {
    staff_no: &'a str,
    /// The password fits; computed before the transaction, for it takes long.
    right: bool,
    totp: Option<&'a str>,
}

/// Somebody whose password, and second factor where there is one, were right.
struct Known {
    person: Person,
    must_change: bool,
    /// Their role wants a second factor, and they have none yet.
    must_enrol_totp: bool,
}

impl Centre {
    /// What the region demands of whoever comes in, at this moment of the centre's time.
    fn auth(&self, tx: &Tx<'_>, at: Timestamp) -> Result<AuthSettings, StoreError> {
        Ok(self.law(tx)?.at(at).auth.clone())
    }

    /// Judges a try to come in. The inner `Err` is the answer, and what the try changed stays.
    fn judge_attempt(&self, tx: &Tx<'_>, at: Timestamp, attempt: &Attempt<'_>) -> Result<Result<Known, Fault>, Fault> {
        let no = |code| Ok(Err(Fault::new(401, code)));
        let Some(account) = tx.account(attempt.staff_no)? else {
            ledger::append(tx, &Entry::new(at, AuditEvent::LoginFail).refused(FAILED))?;
            return no(FAILED);
        };
        if self.machine_now() < account.locked_until {
            Self::note_failure(tx, at, &account, FAILED)?;
            return no(FAILED);
        }
        if !attempt.right {
            self.count_failure(tx, at, attempt.staff_no, &account, FAILED)?;
            return no(FAILED);
        }
        if account.totp_on {
            match attempt.totp {
                None => return no(second::CODE),
                Some(code) if self.take_second_factor(tx, attempt.staff_no, &account, code)? => {}
                Some(_) => {
                    self.count_failure(tx, at, attempt.staff_no, &account, second::CODE)?;
                    return no(second::CODE);
                }
            }
        }
        let Some(person) = tx.person(account.person_id)? else {
            Self::note_failure(tx, at, &account, "account.disabled")?;
            return Ok(Err(Fault::new(403, "account.disabled")));
        };
        tx.set_failures(attempt.staff_no, 0, Timestamp::UNIX_EPOCH)?;
        let auth = self.auth(tx, at)?;
        let aged = account.password_at.is_some_and(|set| self.is_too_old(set, &auth));
        if aged && !account.must_change {
            tx.demand_new_password(attempt.staff_no)?;
        }
        let must_enrol_totp = !account.totp_on && auth.totp_roles.contains(&person.role);
        Ok(Ok(Known { person, must_change: aged || account.must_change, must_enrol_totp }))
    }

    /// A wrong try: counted, and at the limit the account is locked, longer every time (11.2).
    fn count_failure(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        login: &str,
        account: &Account,
        code: &'static str,
    ) -> Result<(), Fault> {
        let auth = self.auth(tx, at)?;
        let failures = account.failures.saturating_add(1);
        let until = if failures >= auth.fail_limit {
            let length = lock_length(auth.lock_minutes, failures / auth.fail_limit.max(1));
            self.machine_now().saturating_add(length).unwrap_or(Timestamp::MAX)
        } else {
            account.locked_until
        };
        tx.set_failures(login, failures, until)?;
        Self::note_failure(tx, at, account, code)
    }

    fn note_failure(tx: &Tx<'_>, at: Timestamp, account: &Account, code: &'static str) -> Result<(), Fault> {
        let entry = Entry::new(at, AuditEvent::LoginFail).about(account.person_id.to_string()).refused(code);
        ledger::append(tx, &entry)?;
        Ok(())
    }

    /// A code that people read to each other: `XXXXXXXX` of [`LETTERS`].
    fn draw_code(&self) -> String {
        let mut code = String::with_capacity(CODE_LENGTH);
        let mut byte = [0u8; 1];
        while code.len() < CODE_LENGTH {
            self.entropy().fill(&mut byte);
            // 240 is the largest multiple of 20 in a byte: every letter is as likely as the others.
            let [drawn] = byte;
            if drawn < 240
                && let Some(letter) = LETTERS.get(usize::from(drawn % 20))
            {
                code.push(char::from(*letter));
            }
        }
        code
    }
}

/// A code as it is shown: `XXXX-XXXX`.
fn shown(code: &str) -> String {
    let (first, last) = code.split_at_checked(CODE_LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{last}")
}

/// A code as it was typed, with whatever people put between the letters taken out.
fn typed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// 11.2: the lock grows with every further series of wrong tries, up to a day.
fn lock_length(minutes: u32, series: u32) -> SignedDuration {
    let grown = i64::from(minutes).saturating_mul(1i64 << series.saturating_sub(1).min(7));
    SignedDuration::from_mins(grown.min(24 * 60))
}
