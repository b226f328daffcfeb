//! The second factor: six digits that change every half minute (RFC 6238), each good once. The secret stands nowhere: it
//! follows from what the account remembers and from a key outside the database.

use jiff::Timestamp;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        store::{Account, Tx},
    },
    contract::{ConfirmTotp, EnrolTotp, Person, RemoveTotp, TotpSecret},
    domain::audit::AuditEvent,
};

/// Missing, wrong, or used before.
pub(super) const CODE: &str = "session.second_factor";

/// Bytes of a secret.
const LENGTH: usize = 20;

impl Centre {
    /// `POST /v1/me/totp`: a new secret, which counts once a code of it was shown. One that counts must be removed first.
    pub fn enrol_totp(&self, person: &Person, request: &EnrolTotp) -> Result<TotpSecret, Fault> {
        let right = self.fits(&person.staff_no, &request.password)?;
        let nonce = self.entropy().uuid().simple().to_string();
        self.write(|tx, at| {
            let account = match self.own_account(tx, at, person, right)? {
                Ok(account) => account,
                Err(fault) => return Ok(Err(fault)),
            };
            if account.totp_on {
                return Ok(Err(Fault::new(409, "totp.is_on")));
            }
            tx.set_totp(&person.staff_no, Some(&nonce))?;
            Ok(Ok(()))
        })??;
        let secret = base32(self.totp_secret(&nonce).as_ref());
        let issuer = crate::i18n::t(crate::i18n::Lang::Zh, "totp.issuer");
        // SHA-1, six digits and half a minute are what is meant where nothing else is said; a code with them in it would be
        // too large for a terminal of 24 rows.
        let otpauth = format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}",
            issuer = percent(issuer),
            account = percent(&person.staff_no),
        );
        Ok(TotpSecret { otpauth, secret })
    }

    /// `POST /v1/me/totp/confirm`: the telephone shows the right digits; from now on they are asked for.
    pub fn confirm_totp(&self, person: &Person, request: &ConfirmTotp) -> Result<(), Fault> {
        self.write(|tx, at| {
            let login = &person.staff_no;
            let account = tx.account(login)?.filter(|account| account.person_id == person.id);
            let Some(account) = account.filter(|account| account.totp_nonce.is_some() && !account.totp_on) else {
                return Err(Fault::new(409, "totp.not_begun"));
            };
            if !self.take_second_factor(tx, login, &account, &request.code)? {
                self.count_failure(tx, at, login, &account, "totp.wrong")?;
                return Ok(Err(Fault::new(422, "totp.wrong").at("/code")));
            }
            Self::note_totp(tx, at, person, "totp.on")?;
            Ok(Ok(()))
        })?
    }

    /// `POST /v1/me/totp/remove`.
    pub fn remove_totp(&self, person: &Person, request: &RemoveTotp) -> Result<(), Fault> {
        let right = self.fits(&person.staff_no, &request.password)?;
        self.write(|tx, at| {
            let account = match self.own_account(tx, at, person, right)? {
                Ok(account) => account,
                Err(fault) => return Ok(Err(fault)),
            };
            if !account.totp_on {
                return Ok(Err(Fault::new(409, "totp.not_begun")));
            }
            if !self.take_second_factor(tx, &person.staff_no, &account, &request.code)? {
                self.count_failure(tx, at, &person.staff_no, &account, "totp.wrong")?;
                return Ok(Err(Fault::new(422, "totp.wrong").at("/code")));
            }
            if self.auth(tx, at)?.totp_roles.contains(&person.role) {
                return Ok(Err(Fault::new(409, "totp.demanded")));
            }
            tx.set_totp(&person.staff_no, None)?;
            Self::note_totp(tx, at, person, "totp.off")?;
            Ok(Ok(()))
        })?
    }

    /// Takes a code, once: of its step and of those before none is taken again.
    pub(super) fn take_second_factor(
        &self,
        tx: &Tx<'_>,
        login: &str,
        account: &Account,
        code: &str,
    ) -> Result<bool, Fault> {
        let Some(nonce) = account.totp_nonce.as_deref() else { return Ok(false) };
        let now = u64::try_from(self.machine_now().as_second()).unwrap_or_default();
        let step = self.totp(nonce)?.check(code.trim(), now).and_then(|step| i64::try_from(step).ok());
        match step {
            Some(step) if step > account.totp_step => {
                tx.take_totp(login, step)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn totp(&self, nonce: &str) -> Result<Totp, Fault> {
        let built = Builder::new().with_secret(*self.totp_secret(nonce)).build();
        built.map_err(|_| Fault::new(500, "storage.failed"))
    }

    fn totp_secret(&self, nonce: &str) -> Zeroizing<[u8; LENGTH]> {
        let hash = Zeroizing::new(self.keys().code_hash("totp", nonce));
        let mut secret = Zeroizing::new([0u8; LENGTH]);
        let nibble = |c: char| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default();
        let mut digits = hash.chars().map(nibble);
        for byte in secret.iter_mut() {
            *byte = digits.next().unwrap_or_default() << 4 | digits.next().unwrap_or_default();
        }
        secret
    }

    fn note_totp(tx: &Tx<'_>, at: Timestamp, person: &Person, what: &str) -> Result<(), Fault> {
        let entry = Entry::new(at, AuditEvent::ConfigChange).by(person).about(format!("{what}/{}", person.id));
        ledger::append(tx, &entry)?;
        Ok(())
    }
}

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0u32, 0u32);
    let mut push = |value: u32| {
        let letter = usize::try_from(value & 31).ok().and_then(|place| ALPHABET.get(place));
        text.extend(letter.map(|letter| char::from(*letter)));
    };
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xFFFF;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(held >> bits);
        }
    }
    if bits > 0 {
        push(held << (5 - bits));
    }
    text
}

fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use super::base32;

    /// RFC 4648, 10.
    #[test]
    fn base32_is_that_of_the_paper() {
        for (bytes, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    }
}
