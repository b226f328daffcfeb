//! RULES 7.1 and the documents of 7.3 that share its 18 characters: citizen identity number, residence permit of
//! people from Hong Kong, Macau and Taiwan, and the permanent residence card of foreigners issued since 2023-12-01.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CodeError, DocumentKind, check_digit, first_misfit, normalise, region};

/// R7.3: nobody is older, in full years.
pub const MAX_AGE: i16 = 150;

/// Sex as the 17th digit states it: odd male, even female.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// What an 18-character number says about its holder.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Which of the three documents it belongs to.
    pub document: DocumentKind,
    /// Birth date.
    pub birth: Date,
    /// Sex.
    pub sex: Sex,
    /// Province of the first two digits; `None` is only a warning (R7.3: abolished or new districts are real).
    pub province: Option<&'static str>,
    /// The address part `000000`, which no person has.
    pub fictitious: bool,
}

/// The birth date is personal data and stays out of `Debug`.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("document", &self.document).finish_non_exhaustive()
    }
}

impl Person {
    /// Age in full years on `day`.
    pub fn age_on(&self, day: Date) -> i16 {
        age_on(self.birth, day)
    }
}

/// Age in full years on `day`; somebody born on 29 February is a year older on 1 March of a common year.
pub fn age_on(birth: Date, day: Date) -> i16 {
    let birthday_to_come = (day.month(), day.day()) < (birth.month(), birth.day());
    day.year() - birth.year() - i16::from(birthday_to_come)
}

/// Reads an 18-character personal number (R7.1–R7.4).
///
/// `today` decides about the future and the age; `training` lets the fictitious address `000000` pass (RULES 15).
pub fn read(text: &str, today: Date, training: bool) -> Result<Person, CodeError> {
    let number = normalise(text);
    let length = number.chars().count();
    if length == 0 {
        return Err(CodeError::Empty);
    }
    if length == 15 && first_misfit(&number, |c| c.is_ascii_digit()).is_none() {
        return Err(CodeError::Historic15);
    }
    if length != 18 {
        return Err(CodeError::Length { expected: "18", found: length });
    }
    let (Some(address), Some(birth), Some(sequence)) = (number.get(..6), number.get(6..14), number.get(14..17)) else {
        return Err(CodeError::Character { position: first_misfit(&number, |c| c.is_ascii()).unwrap_or(1) });
    };
    let places = [address, birth, sequence].concat();
    if let Some(position) = first_misfit(&places, |c| c.is_ascii_digit()) {
        return Err(CodeError::Character { position });
    }
    if !number.ends_with(|c: char| c.is_ascii_digit() || c == 'X') {
        return Err(CodeError::Character { position: 18 });
    }
    let birth = birth_date(birth).ok_or(CodeError::ImpossibleDate)?;
    check_digit::ends_in_mod_11_2(&number)?;
    if birth > today {
        return Err(CodeError::FutureBirth);
    }
    if age_on(birth, today) > MAX_AGE {
        return Err(CodeError::TooOld);
    }
    let fictitious = address == "000000";
    if fictitious && !training {
        return Err(CodeError::TrainingOnly);
    }
    let document = match address {
        "810000" | "820000" | "830000" => DocumentKind::HmtResidencePermit,
        _ if address.starts_with('9') => DocumentKind::ForeignPermanentResidence,
        _ => DocumentKind::CitizenId,
    };
    Ok(Person { document, birth, sex: sex_of(sequence), province: region::province_of(address), fictitious })
}

/// R7.4: a 15-digit number as a historic reference: birth date (19xx) and sex, without any check digit. New applicants
/// cannot use one; old files can still be found by it.
pub fn read_historic(text: &str) -> Result<(Date, Sex), CodeError> {
    let number = normalise(text);
    if let Some(position) = first_misfit(&number, |c| c.is_ascii_digit()) {
        return Err(CodeError::Character { position });
    }
    match (number.len(), number.get(6..12), number.get(12..)) {
        (15, Some(birth), Some(sequence)) => {
            let birth = birth_date(&format!("19{birth}")).ok_or(CodeError::ImpossibleDate)?;
            Ok((birth, sex_of(sequence)))
        }
        _ => Err(CodeError::Length { expected: "15", found: number.len() }),
    }
}

fn sex_of(sequence: &str) -> Sex {
    if sequence.ends_with(['1', '3', '5', '7', '9']) { Sex::Male } else { Sex::Female }
}

/// A date written `YYYYMMDD`.
pub(super) fn birth_date(digits: &str) -> Option<Date> {
    let year = digits.get(..4)?.parse().ok()?;
    let month = digits.get(4..6)?.parse().ok()?;
    let day = digits.get(6..8)?.parse().ok()?;
    Date::new(year, month, day).ok()
}
