//! RELIABILITY 7: whatever is typed, desk and centre judge it alike.

use super::*;

/// RELIABILITY 7, a few of every category, with a generator where a category is one.
fn corpus() -> Vec<String> {
    let fixed = [
        "",
        " ",
        "张桂兰",
        "欧阳文静",
        "𠮷野家",
        "𬭸𬭎𰻝㛃㼆𫍯𣲗",
        "\u{2EBF0}\u{31350}\u{323B0}",
        "\u{E863}\u{E815}",
        "\u{FA19}\u{F9E8}",
        "葛\u{E0100}",
        "⽅⼀",
        "阿卜杜拉•买买提",
        "·张·",
        "ᠮᠣᠩᠭᠣᠯ\u{180B}",
        "བོད་སྐད",
        "\u{200B}\u{3164}\u{FEFF}",
        "a\u{202E}b\u{2066}c",
        "〇○零O",
        "412×",
        "000000199001010018",
        "00000019900101001x",
        "000000199002300018",
        "110105491231002",
        "91310115591693856A",
        "I0S0V0Z0",
        "+86 138-0000-5566 转 8",
        "400-800-8000",
        "2026-02-29",
        "2100-02-29",
        "24:00",
        "农历八月十五",
        "0",
        "-0",
        "1000000000000000000",
        "壹仟",
        "1,000",
        "１２３",
        "NaN",
        "1e9",
        "\u{1b}[31m红",
        "\u{1b}]52;c;cm0gLXJm\u{7}",
        "\u{9b}31m",
        "合格\r不",
        "a\tb\u{7f}\0",
        "\u{1b}[201~x",
        "';DROP TABLE cases;--",
        "%_\\",
        "=cmd|' /C calc'!A0",
        "{\"a\":1}",
        "../../etc/passwd",
        "CON",
        "\u{FFFE}",
        "👩‍👩‍👧‍👦🇨🇳",
        "e\u{301}\u{301}\u{301}",
    ];
    let mut all: Vec<String> = fixed.iter().map(|text| (*text).to_owned()).collect();
    all.push("扬州市邗江区".repeat(100));
    all.push("s".repeat(5_000));
    all.push("1".repeat(5_000));
    all.extend((0..=0x9F).filter_map(char::from_u32).map(|c| format!("甲{c}乙")));
    all.extend((0x2F00..0x2FD6).filter_map(char::from_u32).map(String::from));
    all
}

const KINDS: [FormFieldKind; 13] = [
    FormFieldKind::Text,
    FormFieldKind::LongText,
    FormFieldKind::Name,
    FormFieldKind::Number,
    FormFieldKind::Money,
    FormFieldKind::Date,
    FormFieldKind::CitizenId,
    FormFieldKind::CreditCode,
    FormFieldKind::Phone,
    FormFieldKind::Address,
    FormFieldKind::BankAccount,
    FormFieldKind::Choice,
    FormFieldKind::MultiChoice,
];

#[test]
fn rel7_bad_input_goes_through_every_kind_of_field_and_both_sides_judge_it_alike() {
    use crate::domain::guide::check_value;
    for kind in KINDS {
        for text in corpus() {
            let mut field = choice(kind, &["公章", "财务章", "是"]).optional();
            field.paste(&text);
            let view = field.editor.view(crate::text::Measure::Narrow, 20);
            assert!(!view.text.chars().any(char::is_control), "{kind:?} {text:?}");
            let right = field.commit(TODAY);
            let value = field.value();
            let judged = check_value(kind, &value, &field.options, &field.limits, TODAY.day, TODAY.practice);
            if right {
                assert_eq!(judged, Ok(()), "{kind:?} {text:?}: the centre would refuse what the desk let pass");
                field.restore(&value);
                assert!(field.commit(TODAY) && field.value() == value, "{kind:?} {text:?}: {value:?}");
            } else {
                let words = field.trouble.unwrap().words(crate::i18n::Lang::Zh);
                assert!(!words.is_empty() && !words.starts_with("reason"), "{kind:?} {text:?}: {words}");
            }
            if matches!(kind, FormFieldKind::Text | FormFieldKind::Name | FormFieldKind::Address) && right {
                let kept: String = text.trim_end_matches(['\r', '\n']).replace(['\r', '\n', '\t'], " ");
                assert!(kept.starts_with(&value), "{kind:?}: {text:?} was changed to {value:?}");
            }
        }
    }
}
