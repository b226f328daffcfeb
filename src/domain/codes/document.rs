//! RULES 7.3. The documents by which a person or an organisation may be identified, each by the form the clerk chose.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CodeError, Person, citizen, credit, is_code_char, normalise};
use crate::domain::reason::Reason;

/// Kinds of documents with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 居民身份证
    CitizenId,
    /// 港澳台居民居住证
    HmtResidencePermit,
    /// 外国人永久居留身份证
    ForeignPermanentResidence,
    /// 港澳居民来往内地通行证
    HmTravelPermit,
    /// 台湾居民来往大陆通行证
    TaiwanTravelPermit,
    /// 中国护照
    ChinesePassport,
    /// 外国护照
    ForeignPassport,
    /// 军队、武警证件
    MilitaryPaper,
    /// 统一社会信用代码
    CreditCode,
}

impl DocumentKind {
    /// Key of the kind's name in `i18n`.
    pub fn key(self) -> &'static str {
        match self {
            Self::CitizenId => "code.kind.citizen_id",
            Self::HmtResidencePermit => "code.kind.hmt_residence_permit",
            Self::ForeignPermanentResidence => "code.kind.foreign_permanent_residence",
            Self::HmTravelPermit => "code.kind.hm_travel_permit",
            Self::TaiwanTravelPermit => "code.kind.taiwan_travel_permit",
            Self::ChinesePassport => "code.kind.chinese_passport",
            Self::ForeignPassport => "code.kind.foreign_passport",
            Self::MilitaryPaper => "code.kind.military_paper",
            Self::CreditCode => "code.kind.credit_code",
        }
    }
}

/// A document number that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its holder, where the number tells.
    pub person: Option<Person>,
    /// The number was proved by a check digit (true) or only has the right form (false).
    pub proved: bool,
    /// Warnings that the clerk should see.
    pub notes: Vec<Reason>,
}

/// Checks a number as the kind of document that the clerk chose.
pub fn check_document(kind: DocumentKind, text: &str, today: Date, training: bool) -> Result<Checked, CodeError> {
    let number = normalise(text);
    if number.is_empty() {
        return Err(CodeError::Empty);
    }
    match kind {
        DocumentKind::ForeignPermanentResidence if letters_then_digits(&number, 3, 12) => Ok(by_form(Vec::new())),
        DocumentKind::CitizenId | DocumentKind::HmtResidencePermit | DocumentKind::ForeignPermanentResidence => {
            personal(kind, &number, today, training)
        }
        DocumentKind::CreditCode => {
            let code = credit::read(&number)?;
            let notes =
                if code.registrar.is_none() { vec![Reason::new("code.note.registrar", "R7.9")] } else { vec![] };
            Ok(Checked { person: None, proved: true, notes })
        }
        DocumentKind::HmTravelPermit => form_only(is_hm_travel_permit(&number)),
        DocumentKind::TaiwanTravelPermit => form_only(is_taiwan_travel_permit(&number)),
        DocumentKind::ChinesePassport if is_chinese_passport(&number) => Ok(by_form(Vec::new())),
        DocumentKind::ChinesePassport => {
            free(&number, 5, 18)?;
            Ok(by_form(vec![Reason::new("code.note.passport", "R7.11")]))
        }
        DocumentKind::ForeignPassport => free(&number, 5, 18).map(|()| by_form(Vec::new())),
        DocumentKind::MilitaryPaper => match number.chars().count() {
            5..=20 => Ok(by_form(Vec::new())),
            found => Err(CodeError::Length { expected: "5–20", found }),
        },
    }
}

fn personal(kind: DocumentKind, number: &str, today: Date, training: bool) -> Result<Checked, CodeError> {
    let person = citizen::read(number, today, training)?;
    if person.document != kind {
        return Err(CodeError::OtherKind);
    }
    let unknown = person.province.is_none() && !person.fictitious && kind == DocumentKind::CitizenId;
    let notes = if unknown { vec![Reason::new("code.note.province", "R7.3")] } else { Vec::new() };
    Ok(Checked { person: Some(person), proved: true, notes })
}

fn by_form(notes: Vec<Reason>) -> Checked {
    Checked { person: None, proved: false, notes }
}

fn form_only(fits: bool) -> Result<Checked, CodeError> {
    if fits { Ok(by_form(Vec::new())) } else { Err(CodeError::Form) }
}

fn free(number: &str, shortest: usize, longest: usize) -> Result<(), CodeError> {
    if let Some(position) = super::first_misfit(number, is_code_char) {
        return Err(CodeError::Character { position });
    }
    match number.len() {
        found if found < shortest || found > longest => Err(CodeError::Length { expected: "5–18", found }),
        _ => Ok(()),
    }
}

/// `letters` capitals and then `digits` digits, nothing else.
pub(super) fn letters_then_digits(number: &str, letters: usize, digits: usize) -> bool {
    number.is_ascii()
        && number.len() == letters + digits
        && number.get(..letters).is_some_and(|start| start.chars().all(|c| c.is_ascii_uppercase()))
        && number.get(letters..).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
}

/// `H` or `M` and 8 digits; a 2-digit issue number may follow.
pub(super) fn is_hm_travel_permit(number: &str) -> bool {
    number.starts_with(['H', 'M']) && (letters_then_digits(number, 1, 8) || letters_then_digits(number, 1, 10))
}

/// 8 digits; older ones 10 digits, with or without a letter behind or before them, which they print in brackets.
pub(super) fn is_taiwan_travel_permit(number: &str) -> bool {
    let bare =
        number.strip_suffix(')').and_then(|start| start.split_once('(')).filter(|(_, letter)| !letter.is_empty());
    let joined = bare.map(|(digits, letter)| [digits, letter].concat());
    let number = joined.as_deref().unwrap_or(number);
    let letters = number.chars().filter(char::is_ascii_uppercase).count();
    let core = number.trim_matches(|c: char| c.is_ascii_uppercase());
    let digits = core.len();
    core.chars().all(|c| c.is_ascii_digit()) && matches!((digits, letters), (8, 0) | (10, 0 | 1))
}

/// The forms of Chinese passports: `E`/`G`/`D`/`S`/`P` and 8 digits, two letters (no I, O in second place) and 7.
pub(super) fn is_chinese_passport(number: &str) -> bool {
    let second = number.chars().nth(1);
    letters_then_digits(number, 1, 8)
        || letters_then_digits(number, 1, 7)
        || letters_then_digits(number, 2, 8)
        || (letters_then_digits(number, 2, 7) && !matches!(second, Some('I' | 'O')))
}
