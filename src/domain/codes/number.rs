//! RULES 7.6. Case and receipt numbers. Only the centre gives them, inside its transaction: these builders turn its
//! counters into text, these readers check what somebody typed.

use jiff::civil::Date;

use super::{CodeError, check_digit, citizen, first_misfit, item, normalise};

/// R7.19: the code of the handling item (33) or, without one, of the implementation (31), then `yyyyMMdd` and four
/// running digits, which start at 1 each day and body.
pub fn case_number(item_code: &str, day: Date, running: u32) -> Result<String, CodeError> {
    let item = item::read(item_code)?;
    if item.kind == item::ItemCodeKind::Basic {
        return Err(CodeError::Length { expected: "31/33", found: item.code.len() });
    }
    if !(1..=9999).contains(&running) || !(1..=9999).contains(&day.year()) {
        return Err(CodeError::Counter);
    }
    Ok(format!("{}{:04}{:02}{:02}{running:04}", item.code, day.year(), day.month(), day.day()))
}

/// A case number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNumber {
    /// The item it was opened for.
    pub item: item::ItemCode,
    /// The day it was given.
    pub day: Date,
    /// The running number of that day.
    pub running: u32,
}

/// Takes a case number of 43 or 45 characters apart.
pub fn read_case_number(text: &str) -> Result<CaseNumber, CodeError> {
    let number = normalise(text);
    if !number.is_ascii() || !matches!(number.len(), 43 | 45) {
        return Err(CodeError::Length { expected: "43/45", found: number.chars().count() });
    }
    let (code, tail) = number.split_at_checked(number.len() - 12).unwrap_or_default();
    if let Some(position) = first_misfit(tail, |c| c.is_ascii_digit()) {
        return Err(CodeError::Character { position: code.len() + position });
    }
    let item = item::read(code)?;
    let day = citizen::birth_date(tail).ok_or(CodeError::NumberDate)?;
    let running = tail.get(8..).and_then(|digits| digits.parse().ok()).ok_or(CodeError::Counter)?;
    Ok(CaseNumber { item, day, running })
}

/// R7.22: the short number for speech and typing: `YYMMDD`, window, running number, check character.
pub fn receipt_number(day: Date, window: u32, running: u32) -> Result<String, CodeError> {
    if window > 999 || !(1..=9999).contains(&running) {
        return Err(CodeError::Counter);
    }
    let year = day.year().rem_euclid(100);
    let body = format!("{year:02}{:02}{:02}{window:03}{running:04}", day.month(), day.day());
    let check = check_digit::mod_11_2(&body).ok_or(CodeError::Counter)?;
    Ok(format!("{body}{check}"))
}

/// R7.22: proves a receipt number that somebody typed or said, and gives it back normalised.
pub fn read_receipt_number(text: &str) -> Result<String, CodeError> {
    let number = normalise(text);
    let found = number.chars().count();
    if found != 14 {
        return Err(CodeError::Length { expected: "14", found });
    }
    if let Some(position) = first_misfit(&number, |c| c.is_ascii_digit()).filter(|place| *place != 14) {
        return Err(CodeError::Character { position });
    }
    check_digit::ends_in_mod_11_2(&number)?;
    let day = number.get(..6).map(|digits| format!("20{digits}"));
    day.as_deref().and_then(citizen::birth_date).ok_or(CodeError::NumberDate)?;
    Ok(number)
}
