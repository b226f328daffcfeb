//! Days, money, numbers: typed as people write them, kept in one shape.

use super::*;

#[test]
fn coded_fields_fold_and_say_what_is_wrong() {
    for (kind, typed, right) in [
        (FormFieldKind::Number, "１２", true),
        (FormFieldKind::Number, "12a", false),
        (FormFieldKind::Date, "2026-02-29", false),
        (FormFieldKind::Date, "2026-02-28", true),
        (FormFieldKind::CitizenId, "000000199001010018", true),
        (FormFieldKind::CitizenId, "000000199001010019", false),
        (FormFieldKind::Money, "12.5", true),
        (FormFieldKind::Money, "12.505", false),
        (FormFieldKind::Money, "-3", false),
        // R7.3: unusual is a warning, never a refusal.
        (FormFieldKind::Phone, "+44 20 7946 0958", true),
    ] {
        let mut field = field(kind, typed);
        assert_eq!(field.commit(TODAY), right, "{kind:?} {typed}");
        assert_eq!(field.trouble.is_none(), right);
    }
}

#[test]
fn money_is_kept_in_fen_and_shown_in_yuan() {
    for (typed, kept) in [("12", "1200"), ("12.5", "1250"), ("0.05", "5")] {
        let mut money = field(FormFieldKind::Money, typed);
        assert_eq!(money.value(), kept);
        money.restore(kept);
        assert_eq!(money.value(), kept);
    }
}

fn typed_value(kind: FormFieldKind, typed: &str) -> Result<String, Trouble> {
    let mut field = field(kind, typed);
    if field.commit(TODAY) { Ok(field.value()) } else { Err(field.trouble.unwrap()) }
}

#[test]
fn c13_a_day_is_read_as_people_write_it() {
    for (typed, day) in [
        ("20261121", "2026-11-21"),
        ("2026-11-21", "2026-11-21"),
        ("2026年11月21日", "2026-11-21"),
        ("2026年1月2日", "2026-01-02"),
        ("2026/1/2", "2026-01-02"),
        ("2026.11.21", "2026-11-21"),
        ("2026。11。21", "2026-11-21"),
        ("11.21", "2026-11-21"),
        ("11月21号", "2026-11-21"),
        ("２０２６１１２１", "2026-11-21"),
        ("2028-02-29", "2028-02-29"),
    ] {
        assert_eq!(typed_value(FormFieldKind::Date, typed).as_deref(), Ok(day), "{typed}");
    }
    for typed in
        ["2100-02-29", "2026-13-01", "20261131", "1121", "24:00", "2026-11", "26.11.21.1", "0000-01-01", "今天"]
    {
        assert_eq!(typed_value(FormFieldKind::Date, typed), Err(Trouble::Shape("reason.form.not_a_day")), "{typed}");
    }
    for typed in ["农历八月十五", "腊月廿三", "正月初一", "闰二月三日"] {
        assert_eq!(typed_value(FormFieldKind::Date, typed), Err(Trouble::Shape("field.lunar_day")), "{typed}");
    }
}

#[test]
fn c14_money_and_numbers_are_read_as_people_write_them() {
    for (typed, fen, shown) in [
        ("1,234.5", "123450", "1,234.50"),
        ("1234567元", "123456700", "1,234,567"),
        ("￥12", "1200", "12"),
        ("200万", "200000000", "2,000,000"),
        ("1.5万元", "1500000", "15,000"),
        ("0", "0", "0"),
        ("１２．５", "1250", "12.50"),
    ] {
        let mut money = field(FormFieldKind::Money, typed);
        assert!(money.commit(TODAY), "{typed}: {:?}", money.trouble);
        assert_eq!((money.value().as_str(), money.text()), (fen, shown), "{typed}");
        money.restore(fen);
        assert_eq!((money.value().as_str(), money.text()), (fen, shown));
    }
    for typed in ["-0", "1e3", "NaN", "12.505", "1,23", ",1", "1234,567", "12元5角", "999999999999999999999"] {
        assert!(typed_value(FormFieldKind::Money, typed).is_err(), "{typed}");
        assert!(typed_value(FormFieldKind::Number, typed).is_err(), "{typed}");
    }
    assert_eq!(typed_value(FormFieldKind::Money, "壹仟元整"), Err(Trouble::Shape("field.chinese_number")));
    assert_eq!(typed_value(FormFieldKind::Number, "三十"), Err(Trouble::Shape("field.chinese_number")));
    assert_eq!(typed_value(FormFieldKind::Number, "1,000").as_deref(), Ok("1000"));
}

#[test]
fn an_amount_is_said_in_the_words_of_a_cheque() {
    for (fen, words) in [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (1_250, "壹拾贰元伍角整"),
        (100_000, "壹仟元整"),
        (100_100, "壹仟零壹元整"),
        (1_000_000, "壹万元整"),
        (1_000_100, "壹万零壹元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (12_345_678_901, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
        (100_000_000_000, "壹拾亿元整"),
    ] {
        assert_eq!(in_words(fen).as_deref(), Some(words), "{fen}");
    }
}
