//! The three check digits of chapter 7.

use super::CodeError;

/// Characters of a credit code in the order of their values (R7.6): no I, O, S, V, Z.
pub(super) const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// R7.2: ISO 7064 MOD 11-2 over the digits of `text`; `None` if something else stands there.
pub(super) fn mod_11_2(text: &str) -> Option<char> {
    let p = text.chars().try_fold(0, |p, c| Some((p + c.to_digit(10)?) * 2 % 11))?;
    match (12 - p) % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

/// R7.2 on a number that ends in its own check character.
pub(super) fn ends_in_mod_11_2(text: &str) -> Result<(), CodeError> {
    let mut body = text.chars();
    let last = body.next_back();
    if last.is_some() && mod_11_2(body.as_str()) == last { Ok(()) } else { Err(CodeError::CheckDigit) }
}

/// R7.7: the check character of the first 17 characters of a credit code.
pub(super) fn credit(first_17: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    for c in first_17.chars() {
        sum += CREDIT_ALPHABET.find(c)? * weight;
        weight = weight * 3 % 31;
    }
    CREDIT_ALPHABET.chars().nth((31 - sum % 31) % 31)
}

/// R7.8: the check character of the eight characters of an organisation code (GB 11714).
pub(super) fn organisation(first_8: &str) -> Option<char> {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum = first_8.chars().zip(weights).try_fold(0, |sum, (c, weight)| Some(sum + c.to_digit(36)? * weight))?;
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}
