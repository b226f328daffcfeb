use jiff::civil::date;

use super::*;
use crate::domain::guide::FormFieldKind;

const TODAY: Today = Today { day: date(2026, 11, 21), practice: true };

fn field(kind: FormFieldKind, typed: &str) -> Field {
    let mut field = Field::own("x", "field.name", kind);
    field.paste(typed);
    field
}

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

#[test]
fn enter_goes_round_the_unfinished_fields_only() {
    let done = |id: &str| {
        let mut field = Field::own(id, "field.name", FormFieldKind::Text);
        field.paste("有");
        field
    };
    let open = |id: &str| Field::own(id, "field.name", FormFieldKind::Text);
    let mut hidden = open("hidden");
    hidden.shown = false;
    let mut form = Form::new(vec![open("a"), done("b"), hidden, open("c"), open("d").optional()]);
    assert!(form.next_unfinished());
    assert_eq!(form.current().unwrap().id, "c");
    form.paste("满");
    assert!(form.next_unfinished());
    assert_eq!(form.current().unwrap().id, "a");
    form.paste("满");
    assert!(!form.next_unfinished() && form.is_finished());
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

fn choice(kind: FormFieldKind, options: &[&str]) -> Field {
    let mut field = Field::own("x", "field.name", kind);
    field.options = options.iter().map(|option| (*option).to_owned()).collect();
    field
}

#[test]
fn a_choice_is_found_by_digit_pinyin_initials_and_characters() {
    let banks = [
        "中国工商银行",
        "中国农业银行",
        "中国银行",
        "中国建设银行",
        "交通银行",
        "招商银行",
        "江苏银行",
        "南京银行",
        "中信银行",
        "中国光大银行",
        "其他银行",
    ];
    for (typed, taken) in [("nyyh", "中国农业银行"), ("jiaotong", "交通银行"), ("江苏", "江苏银行"), ("qt", "其他银行")]
    {
        let mut field = choice(FormFieldKind::Choice, &banks);
        for c in typed.chars() {
            field.insert(c);
        }
        assert!(field.take_first());
        assert_eq!(field.text(), taken, "{typed}");
        assert!(field.commit(TODAY) && field.query.is_empty());
    }
    let mut field = choice(FormFieldKind::Choice, &banks);
    // With the input method on digits and full-width digits still choose; 0 turns the page.
    field.insert('0');
    field.insert('２');
    assert_eq!(field.text(), "其他银行");
    field.paste("招商银行\r");
    assert_eq!(field.text(), "招商银行");
    field.paste("xyz");
    assert!(field.offered_options().0.is_empty());
    assert!(field.take_first());
    assert_eq!(field.text(), "招商银行", "nothing matches, nothing changes");
}

#[test]
fn several_choices_are_kept_in_the_order_of_the_list() {
    let mut field = choice(FormFieldKind::MultiChoice, &["公章", "财务章", "合同章"]);
    for digit in [3, 1, 2, 2] {
        assert!(field.choose(digit));
    }
    assert_eq!((field.value().as_str(), field.choose(4)), ("公章、合同章", false));
    assert!(field.commit(TODAY));
}

#[test]
fn an_address_is_put_together_by_pinyin() {
    let mut address = Field::own("x", "field.address", FormFieldKind::Address);
    for c in "yzs ".chars() {
        address.insert(c);
    }
    let first = address.text().to_owned();
    assert!(first.ends_with('市') || first.ends_with('县') || first.ends_with('区'), "{first}");
    let mut address = Field::own("x", "field.address", FormFieldKind::Address);
    address.paste("江苏省扬州市");
    for c in "hj1".chars() {
        address.insert(c);
    }
    assert_eq!(address.text(), "江苏省扬州市邗江区");
    // Behind the county everything is free: digits are digits.
    address.paste("文昌路");
    for c in "1 abc2".chars() {
        address.insert(c);
    }
    assert_eq!(address.text(), "江苏省扬州市邗江区文昌路1 abc2");
    assert!(address.commit(TODAY) && address.offers().is_empty());
    let mut address = Field::own("x", "field.address", FormFieldKind::Address);
    address.paste("chaoyangqu");
    assert!(address.offers().iter().any(|offer| offer.address == "北京市朝阳区"), "{:?}", address.offers());
    let mut shortened = Field::own("x", "field.address", FormFieldKind::Address);
    shortened.paste("扬州市hanjiang");
    assert_eq!(shortened.offers()[0].address, "江苏省扬州市邗江区");
}

#[test]
fn c3_c5_c7_names_are_kept_and_what_is_wrong_is_named() {
    let mut name = Field::own("x", "field.name", FormFieldKind::Name);
    for good in ["张桂兰", "𬭸𬭎𰻝", "阿卜杜拉·买买提", "葛\u{E0100}城", "\u{FA19}"] {
        name.put(good);
        assert!(name.commit(TODAY), "{good}");
        assert_eq!(name.value(), good, "code point by code point");
    }
    name.put("张\u{E863}");
    assert!(name.commit(TODAY));
    assert_eq!(name.warning.as_ref().unwrap().key, "reason.form.private_use");
    for bad in ["张\u{200B}三", "张\u{202E}三", "⽅圆", "张😀"] {
        name.put(bad);
        assert!(!name.commit(TODAY) && matches!(name.trouble, Some(Trouble::Name(_))), "{bad}");
    }
}

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

const KINDS: [FormFieldKind; 12] = [
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
                assert!(!words.is_empty() && !words.starts_with("reason."), "{kind:?} {text:?}: {words}");
            }
            if matches!(kind, FormFieldKind::Text | FormFieldKind::Name | FormFieldKind::Address) && right {
                let kept: String = text.trim_end_matches(['\r', '\n']).replace(['\r', '\n', '\t'], " ");
                assert!(kept.starts_with(&value), "{kind:?}: {text:?} was changed to {value:?}");
            }
        }
    }
}

mod against_a_naive_model {
    use proptest::prelude::*;

    use super::*;
    use crate::app::Action;

    #[derive(Debug, Clone)]
    enum Play {
        Type(usize, char),
        Key(usize, Action),
        Undo,
        Redo,
    }

    fn play() -> impl Strategy<Value = Play> {
        let key = proptest::sample::select(vec![Action::TextBackspace, Action::TextClear, Action::TextDeleteWord]);
        prop_oneof![
            5 => (0usize..3, proptest::sample::select(vec!['a', '张', '𠮷', '1'])).prop_map(|(at, c)| Play::Type(at, c)),
            3 => (0usize..3, key).prop_map(|(at, action)| Play::Key(at, action)),
            3 => Just(Play::Undo),
            2 => Just(Play::Redo),
        ]
    }

    fn contents(form: &Form) -> Vec<String> {
        form.fields.iter().map(|field| field.text().to_owned()).collect()
    }

    proptest! {
        /// The model: whole copies of all contents, one for every step that was taken back.
        #[test]
        fn undo_changes_one_field_and_redo_brings_exactly_that_back(plays in proptest::collection::vec(play(), 0..40)) {
            let ids = ["a", "b", "c"];
            let mut form = Form::new(ids.map(|id| Field::own(id, "field.name", FormFieldKind::Text)).to_vec());
            let mut taken_back: Vec<Vec<String>> = Vec::new();
            for play in plays {
                let before = contents(&form);
                match play {
                    Play::Type(at, c) => {
                        form.focus_on(ids[at]);
                        form.text(c);
                    }
                    Play::Key(at, action) => {
                        form.focus_on(ids[at]);
                        form.edit(action);
                    }
                    Play::Undo => {
                        if form.edit(Action::TextUndo) == Some(Change::Done) {
                            let now = contents(&form);
                            prop_assert!(now.iter().zip(&before).filter(|(now, was)| now != was).count() <= 1);
                            taken_back.push(before);
                        }
                        continue;
                    }
                    Play::Redo => {
                        let done = form.edit(Action::TextRedo) == Some(Change::Done);
                        prop_assert_eq!(done, !taken_back.is_empty());
                        prop_assert_eq!(contents(&form), taken_back.pop().unwrap_or(before));
                        continue;
                    }
                }
                if contents(&form) != before {
                    taken_back.clear();
                }
            }
            let mut end = contents(&form);
            if let Some(furthest) = taken_back.first() {
                end.clone_from(furthest);
            }
            while form.edit(Action::TextUndo) == Some(Change::Done) {}
            prop_assert!(form.fields.iter().all(|field| field.editor.is_empty()), "undone to the beginning");
            while form.edit(Action::TextRedo) == Some(Change::Done) {}
            prop_assert_eq!(contents(&form), end);
        }
    }
}
