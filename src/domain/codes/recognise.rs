//! One question for scripts, scanners and search fields: what is this number, and is it right?

use jiff::civil::Date;
use serde::Serialize;

use super::{
    Checked, CodeError, DocumentKind, Person, check_document, citizen, credit, document, is_code_char, item, normalise,
    number, phone, region,
};
use crate::domain::reason::Reason;

/// What a number turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// 基本编码
    BasicCode,
    /// 实施编码
    ImplementationCode,
    /// 业务办理项编码
    HandlingItemCode,
    /// 办件编号
    CaseNo,
    /// 收件号
    ReceiptNo,
    /// 手机号码
    Mobile,
    /// 固定电话
    Landline,
    /// 行政区划代码
    RegionCode,
    /// Nothing that we know.
    Unknown,
    /// The number of a document.
    #[serde(untagged)]
    Document(DocumentKind),
}

impl CodeKind {
    /// Key of the kind's name in `i18n`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Document(kind) => kind.key(),
            Self::BasicCode => "code.kind.basic_code",
            Self::ImplementationCode => "code.kind.implementation_code",
            Self::HandlingItemCode => "code.kind.handling_item_code",
            Self::CaseNo => "code.kind.case_no",
            Self::ReceiptNo => "code.kind.receipt_no",
            Self::Mobile => "code.kind.mobile",
            Self::Landline => "code.kind.landline",
            Self::RegionCode => "code.kind.region_code",
            Self::Unknown => "code.kind.unknown",
        }
    }
}

/// The answer. It does not hold the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// The likeliest kind.
    pub kind: CodeKind,
    /// Nothing speaks against it.
    pub valid: bool,
    /// Why it is not valid.
    pub why: Option<Reason>,
    /// Warnings on a valid number.
    pub notes: Vec<Reason>,
    /// The holder, where the number tells.
    pub person: Option<Person>,
}

impl Recognition {
    fn valid(kind: CodeKind, notes: Vec<Reason>) -> Self {
        Self { kind, valid: true, why: None, notes, person: None }
    }

    fn refused(kind: CodeKind, error: CodeError) -> Self {
        Self { kind, valid: false, why: Some(error.reason()), notes: Vec::new(), person: None }
    }

    fn of<T>(kind: CodeKind, read: Result<T, CodeError>, notes: impl FnOnce(T) -> Vec<Reason>) -> Self {
        read.map_or_else(|error| Self::refused(kind, error), |value| Self::valid(kind, notes(value)))
    }

    fn document(kind: DocumentKind, checked: Result<Checked, CodeError>) -> Self {
        let kind = CodeKind::Document(kind);
        match checked {
            Ok(checked) => Self { person: checked.person, ..Self::valid(kind, checked.notes) },
            Err(error) => Self::refused(kind, error),
        }
    }
}

/// Says what a number is and whether it is right. Where two kinds share a form, the one whose check digit holds wins;
/// a number that only resembles one kind is refused as that kind, so that the reason helps.
pub fn recognise(text: &str, today: Date, training: bool) -> Recognition {
    let code = normalise(text);
    if code.is_empty() {
        return Recognition::refused(CodeKind::Unknown, CodeError::Empty);
    }
    if let Some(kind) = phone::read(&code).filter(|_| !code.starts_with("00")) {
        let kind = if kind == phone::Phone::Mobile { CodeKind::Mobile } else { CodeKind::Landline };
        return Recognition::valid(kind, Vec::new());
    }
    match code.chars().count() {
        _ if document::letters_then_digits(&code, 3, 12) => {
            as_document(DocumentKind::ForeignPermanentResidence, &code, today, training)
        }
        _ if document::is_taiwan_travel_permit(&code) && code.ends_with(')') => {
            as_document(DocumentKind::TaiwanTravelPermit, &code, today, training)
        }
        _ if code.contains("字第") => as_document(DocumentKind::MilitaryPaper, &code, today, training),
        12 => Recognition::of(CodeKind::BasicCode, item::read(&code), |item| item.notes),
        31 => Recognition::of(CodeKind::ImplementationCode, item::read(&code), |item| item.notes),
        33 => Recognition::of(CodeKind::HandlingItemCode, item::read(&code), |item| item.notes),
        43 | 45 => Recognition::of(CodeKind::CaseNo, number::read_case_number(&code), |case| case.item.notes),
        14 => Recognition::of(CodeKind::ReceiptNo, number::read_receipt_number(&code), |_| Vec::new()),
        15..=20 => personal_or_credit(&code, today, training),
        6 | 9 if region::read(&code).is_ok() => Recognition::valid(CodeKind::RegionCode, Vec::new()),
        5..=11 | 13 if code.chars().all(is_code_char) => as_document(travel_document(&code), &code, today, training),
        _ => Recognition::refused(CodeKind::Unknown, CodeError::UnknownKind),
    }
}

fn as_document(kind: DocumentKind, code: &str, today: Date, training: bool) -> Recognition {
    Recognition::document(kind, check_document(kind, code, today, training))
}

fn travel_document(code: &str) -> DocumentKind {
    if document::is_hm_travel_permit(code) {
        DocumentKind::HmTravelPermit
    } else if document::is_chinese_passport(code) {
        DocumentKind::ChinesePassport
    } else if document::is_taiwan_travel_permit(code) {
        DocumentKind::TaiwanTravelPermit
    } else {
        DocumentKind::ForeignPassport
    }
}

/// 15 to 20 characters: a personal number or a credit code, right or mistyped.
fn personal_or_credit(code: &str, today: Date, training: bool) -> Recognition {
    if let Ok(person) = citizen::read(code, today, training) {
        return as_document(person.document, code, today, training);
    }
    let digits = code.chars().filter(char::is_ascii_digit).count();
    let digits_and_x = code.chars().all(|c| c.is_ascii_digit() || c == 'X');
    if digits_and_x && !is_credit_code_of_digits(code) {
        let kind = likeliest_personal(code);
        return as_document(kind, code, today, training);
    }
    if digits < 8 {
        return Recognition::refused(CodeKind::Unknown, CodeError::UnknownKind);
    }
    as_document(DocumentKind::CreditCode, code, today, training)
}

/// The kind of a personal number that is wrong somewhere.
fn likeliest_personal(code: &str) -> DocumentKind {
    let hmt = ["810000", "820000", "830000"].iter().any(|address| code.starts_with(address));
    let born = code.get(6..14).and_then(citizen::birth_date).is_some();
    match code.chars().next() {
        Some('9') if born => DocumentKind::ForeignPermanentResidence,
        Some('9') => DocumentKind::CreditCode,
        _ if hmt => DocumentKind::HmtResidencePermit,
        _ => DocumentKind::CitizenId,
    }
}

/// A credit code of digits alone is believed only if its region exists, so that a mistyped identity number whose digits
/// happen to satisfy the other check is not taken for one.
fn is_credit_code_of_digits(code: &str) -> bool {
    credit::read(code).is_ok_and(|credit| {
        let region_known = credit.region() == "100000" || region::province_of(credit.region()).is_some();
        credit.registrar.is_some() && region_known
    })
}
