//! RULES 7.3, last row. Telephone numbers: a misfit is a warning, never a refusal, since people abroad have others.

use super::{first_misfit, normalise};

/// What a telephone number looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phone {
    /// `1[3-9]` and nine more digits.
    Mobile,
    /// Area code from 0 and 7 or 8 digits.
    Landline,
}

/// The kind of a Chinese telephone number (`+86` in front is dropped); `None` = unusual, to be confirmed by the clerk.
pub fn read(text: &str) -> Option<Phone> {
    let normal = normalise(text);
    let number = normal.strip_prefix("+86").unwrap_or(&normal);
    if first_misfit(number, |c| c.is_ascii_digit()).is_some() {
        return None;
    }
    let mut start = number.chars();
    match (number.len(), start.next(), start.next()) {
        (11, Some('1'), Some('3'..='9')) => Some(Phone::Mobile),
        (10..=12, Some('0'), _) => Some(Phone::Landline),
        _ => None,
    }
}
