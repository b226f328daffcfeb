#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{citizen::age_on, item::*, number::*, phone::Phone, *};
use crate::i18n::{Lang, tf};

const TODAY: Date = date(2026, 11, 21);

fn read(text: &str) -> Result<Person, CodeError> {
    citizen::read(text, TODAY, false)
}

#[test]
fn r7_inputs_are_folded_before_they_are_read() {
    assert_eq!(normalise(" 1101 0519-4912\u{3000}３１００２ｘ\u{200b}"), "11010519491231002X");
    assert_eq!(normalise("９１350100－ｍ000100y43"), "91350100M000100Y43");
}

#[test]
fn r7_5_valid_numbers_tell_birth_and_sex() {
    let person = read("11010519491231002X").unwrap();
    assert_eq!((person.birth, person.sex, person.province), (date(1949, 12, 31), Sex::Female, Some("北京市")));
    assert_eq!(person.document, DocumentKind::CitizenId);
    assert_eq!(person.age_on(TODAY), 76);
    assert_eq!(person.age_on(date(2026, 12, 31)), 77);
}

/// R7.5 says that this number fails the age rule; by R7.3 (≤ 150 years) that is so from 2031-01-01 on.
#[test]
fn r7_5_the_standards_example_of_1880_ages_out() {
    let number = "440524188001010014";
    assert_eq!(read(number).unwrap().age_on(TODAY), 146);
    assert!(citizen::read(number, date(2030, 12, 31), false).is_ok());
    assert_eq!(citizen::read(number, date(2031, 1, 1), false), Err(CodeError::TooOld));
}

#[test]
fn r7_5_invalid_numbers_say_why() {
    assert_eq!(read("110105194912310021"), Err(CodeError::CheckDigit));
    assert_eq!(read("110105194902310026"), Err(CodeError::ImpossibleDate));
    assert_eq!(read("110105202701010016"), Err(CodeError::FutureBirth));
    assert!(citizen::read("110105202701010016", date(2027, 1, 1), false).is_ok());
    assert_eq!(read("11010519491231002"), Err(CodeError::Length { expected: "18", found: 17 }));
    assert_eq!(read("1101051949123100X2"), Err(CodeError::Character { position: 17 }));
    assert_eq!(read("11010519491231002Y"), Err(CodeError::Character { position: 18 }));
    assert_eq!(read("1101051949😀31002X"), Err(CodeError::Length { expected: "18", found: 17 }));
    assert_eq!(read("1101051949张231002X"), Err(CodeError::Character { position: 11 }));
    assert_eq!(read(" "), Err(CodeError::Empty));
}

#[test]
fn r7_3_unknown_province_is_a_warning() {
    let body = "66010119900101001";
    let number = format!("{body}{}", check_digit::mod_11_2(body).unwrap());
    let checked = check_document(DocumentKind::CitizenId, &number, TODAY, false).unwrap();
    assert_eq!(checked.person.unwrap().province, None);
    assert_eq!(checked.notes[0].key, "code.note.province");
}

#[test]
fn r7_4_fifteen_digits_are_history_only() {
    assert_eq!(read("110105491231002"), Err(CodeError::Historic15));
    assert_eq!(citizen::read_historic("110105491231002"), Ok((date(1949, 12, 31), Sex::Female)));
    assert_eq!(citizen::read_historic("110105490231002"), Err(CodeError::ImpossibleDate));
}

#[test]
fn r15_the_address_of_nobody_is_for_training() {
    let number = "000000199001010018";
    assert_eq!(read(number), Err(CodeError::TrainingOnly));
    assert!(citizen::read(number, TODAY, true).unwrap().fictitious);
    assert!(check_document(DocumentKind::CitizenId, number, TODAY, true).unwrap().notes.is_empty());
}

#[test]
fn r7_3_age_counts_full_years() {
    assert_eq!(age_on(date(2008, 2, 29), date(2026, 2, 28)), 17);
    assert_eq!(age_on(date(2008, 2, 29), date(2026, 3, 1)), 18);
    assert_eq!(age_on(date(2008, 11, 21), TODAY), 18);
}

#[test]
fn r7_10_credit_codes() {
    for (text, registrar, category) in [
        ("91350100M000100Y43", "code.registrar.market", "code.category.enterprise"),
        ("12441500196720244T", "code.registrar.establishment", "code.category.public_institution"),
        ("11310000MB2F30661Y", "code.registrar.establishment", "code.category.organ"),
    ] {
        let code = credit::read(text).unwrap();
        assert_eq!((code.registrar, code.category), (Some(registrar), Some(category)));
    }
    assert_eq!(credit::read("91350100M000100Y43").unwrap().region(), "350100");
    assert_eq!(credit::read("91350100M000100Y44"), Err(CodeError::CreditCheck));
    assert_eq!(credit::read("91350100M000100I43"), Err(CodeError::Character { position: 16 }));
    assert_eq!(credit::read("91350100M000100Y4"), Err(CodeError::Length { expected: "18", found: 17 }));
    assert!(CodeError::CreditCheck.lead_may_override() && !CodeError::CheckDigit.lead_may_override());
}

#[test]
fn r7_8_the_organisation_code_inside_is_proved_too() {
    let body = "91350100M000100Y5";
    let code = format!("{body}{}", check_digit::credit(body).unwrap());
    assert_eq!(credit::read(&code), Err(CodeError::OrganisationCheck));
}

#[test]
fn r7_11_other_documents() {
    let check = |kind, text| check_document(kind, text, TODAY, false);
    for (text, birth, sex) in [
        ("810000199001010019", date(1990, 1, 1), Sex::Male),
        ("820000198506150022", date(1985, 6, 15), Sex::Female),
        ("830000197808220038", date(1978, 8, 22), Sex::Male),
    ] {
        let person = check(DocumentKind::HmtResidencePermit, text).unwrap().person.unwrap();
        assert_eq!((person.birth, person.sex), (birth, sex));
        assert_eq!(check(DocumentKind::CitizenId, text), Err(CodeError::OtherKind));
    }
    let card = check(DocumentKind::ForeignPermanentResidence, "911124198108030024").unwrap();
    assert_eq!(card.person.unwrap().birth, date(1981, 8, 3));
    assert!(card.proved);
    let forms = [
        (DocumentKind::ForeignPermanentResidence, "USA110012345678"),
        (DocumentKind::HmTravelPermit, "H12345678"),
        (DocumentKind::HmTravelPermit, "m1234567801"),
        (DocumentKind::TaiwanTravelPermit, "12345678"),
        (DocumentKind::TaiwanTravelPermit, "0123456789"),
        (DocumentKind::TaiwanTravelPermit, "0123456789B"),
        (DocumentKind::ChinesePassport, "E12345678"),
        (DocumentKind::ChinesePassport, "EA1234567"),
        (DocumentKind::ChinesePassport, "G12345678"),
        (DocumentKind::ForeignPassport, "L8765432"),
        (DocumentKind::MilitaryPaper, "南字第123456号"),
    ];
    for (kind, text) in forms {
        let checked = check(kind, text).unwrap();
        assert!(!checked.proved && checked.notes.is_empty(), "{kind:?}");
    }
    assert_eq!(check(DocumentKind::HmTravelPermit, "H1234567"), Err(CodeError::Form));
    assert_eq!(check(DocumentKind::TaiwanTravelPermit, "1234567"), Err(CodeError::Form));
    assert_eq!(check(DocumentKind::ChinesePassport, "EI1234567").unwrap().notes[0].key, "code.note.passport");
    assert!(matches!(check(DocumentKind::ForeignPassport, "AB1"), Err(CodeError::Length { .. })));
    assert!(matches!(check(DocumentKind::MilitaryPaper, "1"), Err(CodeError::Length { .. })));
}

#[test]
fn r7_phone_numbers_are_never_refused_only_not_known() {
    assert_eq!(phone::read("138 1234 5678"), Some(Phone::Mobile));
    assert_eq!(phone::read("+86 138-1234-5678"), Some(Phone::Mobile));
    assert_eq!(phone::read("0514-87654321"), Some(Phone::Landline));
    assert_eq!(phone::read("010-1234567"), Some(Phone::Landline));
    assert_eq!(phone::read("12812345678"), None);
    assert_eq!(phone::read("1381234567"), None);
}

#[test]
fn r7_13_region_codes() {
    use region::RegionDepth;
    assert_eq!(region::read("320000"), Ok(RegionDepth::Province));
    assert_eq!(region::read("321000"), Ok(RegionDepth::City));
    assert_eq!(region::read("321002"), Ok(RegionDepth::County));
    assert_eq!(region::read("321002001"), Ok(RegionDepth::Town));
    assert_eq!(region::read("321002001001"), Ok(RegionDepth::Village));
    assert_eq!(region::read("991002"), Err(CodeError::Character { position: 1 }));
    assert!(region::holds("321000", "321002001") && region::holds("320000", "321002"));
    assert!(!region::holds("321002", "321003") && !region::holds("321000", "320100"));
}

#[test]
fn r7_16_item_codes_come_apart() {
    let code = item::read("12441500196720244T3442199806003").unwrap();
    assert_eq!(code.kind, ItemCodeKind::Implementation);
    assert_eq!(code.body.as_deref(), Some("12441500196720244T"));
    assert_eq!((code.level, code.basic.as_str()), (Some(Level::City), "442199806003"));
    assert_eq!((code.region(), code.main_item(), code.sub_item()), ("44", "99806", Some("003")));
    assert_eq!((code.item_type, code.handling_item()), (ItemType::PublicService, None));
    assert!(code.notes.is_empty());

    let code = item::read("11310000MB2F30661Y231200356400001").unwrap();
    assert_eq!(code.kind, ItemCodeKind::HandlingItem);
    assert_eq!((code.level, code.basic.as_str()), (Some(Level::Province), "312003564000"));
    assert_eq!((code.region(), code.main_item(), code.sub_item()), ("31", "03564", None));
    assert_eq!(code.handling_item(), Some("01"));
    assert!(code.notes.is_empty());
}

#[test]
fn r7_17_strange_item_codes_only_warn() {
    let code = item::read("12441500196720244A9SC99A0600300AB").unwrap();
    let notes: Vec<_> = code.notes.iter().map(|note| note.key.as_ref()).collect();
    assert_eq!(notes, ["code.note.item_body", "code.note.item_level", "code.note.item_region", "code.note.item_type"]);
    assert_eq!(code.item_type, ItemType::PublicService);
    assert!(matches!(item::read("4421998060031"), Err(CodeError::Length { expected: "12/31/33", found: 13 })));
    assert_eq!(item::read("44219980600_"), Err(CodeError::Character { position: 12 }));
}

#[test]
fn r7_19_case_numbers_are_built_and_read() {
    let number = case_number("12441500196720244T3442199806003", date(2022, 6, 23), 68).unwrap();
    assert_eq!(number, "12441500196720244T3442199806003202206230068");
    let case = read_case_number(&number).unwrap();
    assert_eq!((case.day, case.running), (date(2022, 6, 23), 68));
    assert_eq!(case.item.basic, "442199806003");
    assert_eq!(case_number("11310000MB2F30661Y231200356400001", TODAY, 1).unwrap().len(), 45);
    assert!(case_number("442199806003", TODAY, 1).is_err());
    assert_eq!(case_number("12441500196720244T3442199806003", TODAY, 10_000), Err(CodeError::Counter));
    assert_eq!(case_number("12441500196720244T3442199806003", TODAY, 0), Err(CodeError::Counter));
    assert_eq!(read_case_number(&number.replace("0623", "0631")), Err(CodeError::NumberDate));
}

#[test]
fn r7_22_receipt_numbers() {
    for (body, check) in [("2609180120042", '5'), ("2609180120043", '3'), ("2601050010001", 'X')] {
        assert_eq!(check_digit::mod_11_2(body), Some(check));
        assert_eq!(read_receipt_number(&format!("{body}{check}")), Ok(format!("{body}{check}")));
    }
    assert_eq!(receipt_number(date(2026, 9, 18), 12, 42).unwrap(), "26091801200425");
    assert_eq!(receipt_number(date(2026, 1, 5), 1, 1).unwrap(), "2601050010001X");
    assert_eq!(read_receipt_number("26091801200424"), Err(CodeError::CheckDigit));
    assert_eq!(receipt_number(TODAY, 1000, 1), Err(CodeError::Counter));
    assert_eq!(receipt_number(TODAY, 1, 10_000), Err(CodeError::Counter));
}

#[test]
fn r7_11_recognise_names_the_kind() {
    let cases = [
        ("11010519491231002X", CodeKind::Document(DocumentKind::CitizenId), true),
        ("１１０１０５ 19491231-002x", CodeKind::Document(DocumentKind::CitizenId), true),
        ("110105194912310021", CodeKind::Document(DocumentKind::CitizenId), false),
        ("110105194902310026", CodeKind::Document(DocumentKind::CitizenId), false),
        ("110105202701010016", CodeKind::Document(DocumentKind::CitizenId), false),
        ("11010519491231002", CodeKind::Document(DocumentKind::CitizenId), false),
        ("1101051949123100X2", CodeKind::Document(DocumentKind::CitizenId), false),
        ("110105491231002", CodeKind::Document(DocumentKind::CitizenId), false),
        ("000000199001010018", CodeKind::Document(DocumentKind::CitizenId), false),
        ("810000199001010019", CodeKind::Document(DocumentKind::HmtResidencePermit), true),
        ("820000198506150022", CodeKind::Document(DocumentKind::HmtResidencePermit), true),
        ("830000197808220038", CodeKind::Document(DocumentKind::HmtResidencePermit), true),
        ("810000199001010018", CodeKind::Document(DocumentKind::HmtResidencePermit), false),
        ("911124198108030024", CodeKind::Document(DocumentKind::ForeignPermanentResidence), true),
        ("911124198108030025", CodeKind::Document(DocumentKind::ForeignPermanentResidence), false),
        ("USA110012345678", CodeKind::Document(DocumentKind::ForeignPermanentResidence), true),
        ("91350100M000100Y43", CodeKind::Document(DocumentKind::CreditCode), true),
        ("12441500196720244T", CodeKind::Document(DocumentKind::CreditCode), true),
        ("11310000MB2F30661Y", CodeKind::Document(DocumentKind::CreditCode), true),
        ("91350100M000100Y44", CodeKind::Document(DocumentKind::CreditCode), false),
        ("91350100M000100I43", CodeKind::Document(DocumentKind::CreditCode), false),
        ("91350100M000100Y4", CodeKind::Document(DocumentKind::CreditCode), false),
        ("H12345678", CodeKind::Document(DocumentKind::HmTravelPermit), true),
        ("E12345678", CodeKind::Document(DocumentKind::ChinesePassport), true),
        ("12345678", CodeKind::Document(DocumentKind::TaiwanTravelPermit), true),
        ("１２３４５６７８９０（ｂ）", CodeKind::Document(DocumentKind::TaiwanTravelPermit), true),
        ("1234567890()", CodeKind::BasicCode, false),
        ("南字第123456号", CodeKind::Document(DocumentKind::MilitaryPaper), true),
        ("AB12345678901", CodeKind::Document(DocumentKind::ForeignPassport), true),
        ("13812345678", CodeKind::Mobile, true),
        ("0514-87654321", CodeKind::Landline, true),
        ("442199806003", CodeKind::BasicCode, true),
        ("12441500196720244T3442199806003", CodeKind::ImplementationCode, true),
        ("11310000MB2F30661Y231200356400001", CodeKind::HandlingItemCode, true),
        ("12441500196720244T3442199806003202206230068", CodeKind::CaseNo, true),
        ("26091801200425", CodeKind::ReceiptNo, true),
        ("26091801200424", CodeKind::ReceiptNo, false),
        ("321002", CodeKind::RegionCode, true),
        ("", CodeKind::Unknown, false),
        ("政务服务综合窗口办事员职业技能培训", CodeKind::Unknown, false),
        ("\u{1b}[31m1", CodeKind::Unknown, false),
    ];
    for (text, kind, valid) in cases {
        let found = recognise(text, TODAY, false);
        assert_eq!((found.kind, found.valid), (kind, valid), "{text}");
        assert_eq!(found.why.is_none(), valid, "{text}");
    }
    assert!(recognise("000000199001010018", TODAY, true).valid);
    let names =
        [CodeKind::Document(DocumentKind::CitizenId), CodeKind::CaseNo].map(|k| serde_json::to_string(&k).unwrap());
    assert_eq!(names, ["\"citizen_id\"", "\"case_no\""]);
}

#[test]
fn a_credit_code_of_digits_alone_is_not_taken_for_a_person() {
    let code = (0..1000u32)
        .map(|n| format!("12321000{n:08}"))
        .filter_map(|c| Some(format!("{c}{}", check_digit::organisation(c.get(8..)?)?)))
        .filter_map(|c| Some(format!("{c}{}", check_digit::credit(&c)?)))
        .find(|c| c.chars().all(|c| c.is_ascii_digit()))
        .unwrap();
    let found = recognise(&code, TODAY, false);
    assert_eq!((found.kind, found.valid), (CodeKind::Document(DocumentKind::CreditCode), true));
}

#[test]
fn r0_10_errors_and_debug_never_repeat_the_number() {
    for text in ["110105194912310021", "91350100M000100Y44", "110105491231002", "26091801200424"] {
        let found = recognise(text, TODAY, false);
        let why = found.why.clone().unwrap();
        let args: Vec<&str> = why.args.iter().map(String::as_str).collect();
        let said = [tf(Lang::Zh, &why.key, &args), tf(Lang::En, &why.key, &args), format!("{found:?}")].join("\n");
        assert!(!said.contains(&text[6..14]) && !said.contains(text), "{said}");
    }
    let person = read("11010519491231002X").unwrap();
    assert!(!format!("{person:?}").contains("1949"));
}

#[test]
fn every_reason_has_words() {
    let errors = [
        CodeError::Empty,
        CodeError::Length { expected: "18", found: 17 },
        CodeError::Historic15,
        CodeError::Character { position: 3 },
        CodeError::ImpossibleDate,
        CodeError::FutureBirth,
        CodeError::TooOld,
        CodeError::CheckDigit,
        CodeError::CreditCheck,
        CodeError::OrganisationCheck,
        CodeError::TrainingOnly,
        CodeError::NumberDate,
        CodeError::Form,
        CodeError::OtherKind,
        CodeError::UnknownKind,
        CodeError::Counter,
    ];
    for error in errors {
        let reason = error.reason();
        for lang in [Lang::Zh, Lang::En] {
            let args: Vec<&str> = reason.args.iter().map(String::as_str).collect();
            let said = tf(lang, &reason.key, &args);
            assert!(said != reason.key && !said.contains('{'), "{error:?}: {said}");
        }
    }
}

fn citizen_number() -> impl Strategy<Value = String> {
    (0usize..30, 1900i16..2026, 1i8..=12, 1i8..=28, 0u32..1000).prop_map(|(province, year, month, day, sequence)| {
        let body = format!("{}0102{year:04}{month:02}{day:02}{sequence:03}", region::PROVINCES[province].0);
        let check = check_digit::mod_11_2(&body).unwrap();
        format!("{body}{check}")
    })
}

fn with_one_change(text: &str, place: usize, by: usize, alphabet: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let all: Vec<char> = alphabet.chars().collect();
    let index = all.iter().position(|c| *c == chars[place]).unwrap_or(0);
    chars[place] = all[(index + by) % all.len()];
    chars.into_iter().collect()
}

proptest! {
    #[test]
    fn r7_2_any_single_changed_digit_is_refused(number in citizen_number(), place in 0usize..18, by in 1usize..10) {
        prop_assert!(read(&number).is_ok());
        let alphabet = if place == 17 { "0123456789X" } else { "0123456789" };
        prop_assert!(read(&with_one_change(&number, place, by, alphabet)).is_err());
    }

    #[test]
    fn r7_2_two_neighbours_swapped_are_refused(number in citizen_number(), place in 0usize..16) {
        let mut chars: Vec<char> = number.chars().collect();
        prop_assume!(chars[place] != chars[place + 1]);
        chars.swap(place, place + 1);
        prop_assert!(read(&chars.into_iter().collect::<String>()).is_err());
    }

    #[test]
    fn r7_7_any_single_changed_character_is_refused(place in 0usize..18, by in 1usize..31) {
        let changed = with_one_change("91350100M000100Y43", place, by, check_digit::CREDIT_ALPHABET);
        prop_assert!(credit::read(&changed).is_err());
    }

    #[test]
    fn r7_22_any_single_changed_digit_of_a_receipt_is_refused(
        window in 0u32..1000, running in 1u32..10_000, place in 0usize..13, by in 1usize..10,
    ) {
        let number = receipt_number(date(2026, 9, 18), window, running).unwrap();
        prop_assert!(read_receipt_number(&number).is_ok());
        prop_assert!(read_receipt_number(&with_one_change(&number, place, by, "0123456789")).is_err());
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,50}") {
        let found = recognise(&text, TODAY, true);
        prop_assert_eq!(found.valid, found.why.is_none());
        for kind in [DocumentKind::CitizenId, DocumentKind::ForeignPermanentResidence, DocumentKind::HmTravelPermit,
            DocumentKind::TaiwanTravelPermit, DocumentKind::ChinesePassport, DocumentKind::ForeignPassport,
            DocumentKind::MilitaryPaper, DocumentKind::CreditCode] {
            let _ = check_document(kind, &text, TODAY, true);
        }
        let _ = (item::read(&text), read_case_number(&text), read_receipt_number(&text), region::read(&text));
    }
}
