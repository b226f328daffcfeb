//! RULES 7.2. Unified social credit code (GB 32100-2015).

use super::{CodeError, check_digit, first_misfit, normalise};

/// What a credit code says about its holder. The code of an organisation is public, so nothing is hidden here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCode {
    /// The code, normalised.
    pub code: String,
    /// R7.9: key of the registration department's name, by the first character; `None` = unknown, a warning.
    pub registrar: Option<&'static str>,
    /// R7.9: key of the category's name, by the second character, where the first one has a table.
    pub category: Option<&'static str>,
}

impl CreditCode {
    /// 个体工商户: a natural person's business, whose name is personal data (11.3).
    pub fn is_trader(&self) -> bool {
        self.code.starts_with("92")
    }

    /// The six digits of the registering region.
    pub fn region(&self) -> &str {
        self.code.get(2..8).unwrap_or_default()
    }
}

/// Reads a credit code and proves both of its check characters (R7.6–R7.8).
pub fn read(text: &str) -> Result<CreditCode, CodeError> {
    let code = normalise(text);
    let length = code.chars().count();
    if length == 0 {
        return Err(CodeError::Empty);
    }
    if length != 18 {
        return Err(CodeError::Length { expected: "18", found: length });
    }
    if let Some(position) = first_misfit(&code, |c| check_digit::CREDIT_ALPHABET.contains(c)) {
        return Err(CodeError::Character { position });
    }
    if code.get(..17).and_then(check_digit::credit) != code.chars().next_back() {
        return Err(CodeError::CreditCheck);
    }
    if code.get(8..16).and_then(check_digit::organisation) != code.chars().nth(16) {
        return Err(CodeError::OrganisationCheck);
    }
    let mut start = code.chars();
    let (first, second) = (start.next().unwrap_or_default(), start.next().unwrap_or_default());
    Ok(CreditCode { registrar: registrar(first), category: category(first, second), code })
}

fn registrar(first: char) -> Option<&'static str> {
    Some(match first {
        '1' => "code.registrar.establishment",
        '2' => "code.registrar.foreign_affairs",
        '3' => "code.registrar.justice",
        '4' => "code.registrar.culture",
        '5' => "code.registrar.civil_affairs",
        '6' => "code.registrar.tourism",
        '7' => "code.registrar.religion",
        '8' => "code.registrar.trade_union",
        '9' => "code.registrar.market",
        'A' => "code.registrar.military",
        'N' => "code.registrar.agriculture",
        'Y' => "code.registrar.other",
        _ => return None,
    })
}

fn category(first: char, second: char) -> Option<&'static str> {
    Some(match (first, second) {
        ('9', '1') => "code.category.enterprise",
        ('9', '2') => "code.category.trader",
        ('9', '3') => "code.category.farmers_cooperative",
        ('1', '1') => "code.category.organ",
        ('1', '2') => "code.category.public_institution",
        ('1', '3') => "code.category.mass_organisation",
        ('5', '1') => "code.category.social_group",
        ('5', '2') => "code.category.private_non_enterprise",
        ('5', '3') => "code.category.foundation",
        ('1' | '5', '9') => "code.category.other",
        _ => return None,
    })
}
