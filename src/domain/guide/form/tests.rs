use jiff::civil::date;

use super::*;
use crate::domain::guide::fixtures;

const TODAY: Date = date(2026, 11, 22);

fn judge(kind: FormFieldKind, value: &str, limits: &Limits) -> Result<(), String> {
    let options = ["是".to_owned(), "否".to_owned()];
    check_value(kind, value, &options, limits, TODAY, true).map_err(|why| why.key.to_string())
}

#[test]
fn r7_11_a_value_has_the_shape_of_its_kind() {
    use FormFieldKind::{Choice, CitizenId, CreditCode, Date, Money, MultiChoice, Name, Number, Phone, Text};
    let free = Limits::default();
    for (kind, value, wrong) in [
        (Text, "\u{1b}[31m\u{202E}", None),
        (Name, "\u{E863}·𬭸", None),
        (Phone, "总机转 8", None),
        (Number, "0", None),
        (Number, "-0", Some("reason.form.not_a_number")),
        (Number, "1,000", Some("reason.form.not_a_number")),
        (Number, "NaN", Some("reason.form.not_a_number")),
        (Number, "壹", Some("reason.form.not_a_number")),
        (Number, "１", Some("reason.form.not_a_number")),
        (Number, "18446744073709551616", Some("reason.form.not_a_number")),
        (Money, "1250", None),
        (Money, "12.50", Some("reason.form.not_money")),
        (Date, "2028-02-29", None),
        (Date, "2100-02-29", Some("reason.form.not_a_day")),
        (Date, "20261121", Some("reason.form.not_a_day")),
        (Date, "2026-1-2", Some("reason.form.not_a_day")),
        (CitizenId, "000000199001010018", None),
        (CitizenId, "000000199001010019", Some("code.error.check_digit")),
        (CreditCode, "91310115591693856A", None),
        (Choice, "是", None),
        (Choice, "也许", Some("reason.form.not_a_choice")),
        (MultiChoice, "否、是", None),
        (MultiChoice, "是、", Some("reason.form.not_a_choice")),
    ] {
        let found = judge(kind, value, &free);
        match wrong {
            None => assert_eq!(found, Ok(()), "{kind:?} {value}"),
            Some("code.error.check_digit") => assert!(found.is_err(), "{kind:?} {value}"),
            Some(key) => assert_eq!(found, Err(key.to_owned()), "{kind:?} {value}"),
        }
        assert_eq!(judge(kind, "", &free), Ok(()), "what is empty is judged by nobody here");
    }
}

#[test]
fn limits_are_said_with_the_law_behind_them() {
    let bounded = Limits { min: Some(5), max: Some(60), ..Limits::default() };
    assert_eq!(judge(FormFieldKind::Number, "4", &bounded), Err("reason.form.too_small".into()));
    assert_eq!(judge(FormFieldKind::Number, "61", &bounded), Err("reason.form.too_large".into()));
    assert_eq!(judge(FormFieldKind::Number, "60", &bounded), Ok(()));
    let past = Limits { day: Some(DayBound::Past), ..Limits::default() };
    assert_eq!(judge(FormFieldKind::Date, "2026-11-23", &past), Err("reason.form.day_ahead".into()));
    assert_eq!(judge(FormFieldKind::Date, "2026-11-22", &past), Ok(()));
    let short = Limits { max_chars: Some(2), ..Limits::default() };
    assert_eq!(judge(FormFieldKind::Text, "𠮷野家", &short), Err("reason.form.too_long".into()));
    let mut field = fixtures::field("days", FormFieldKind::Number);
    field.law = Some("食品安全法第三十五条".into());
    field.max = Some(5);
    assert_eq!(field.check("9", TODAY, true).unwrap_err().basis.as_deref(), Some("食品安全法第三十五条"));
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn fields_are_checked_against_each_other_once_they_are_there() {
    let mut guide = fixtures::guide();
    guide.form[0].fields.extend(
        [
            ("from", FormFieldKind::Date),
            ("to", FormFieldKind::Date),
            ("a", FormFieldKind::Number),
            ("b", FormFieldKind::Number),
        ]
        .map(|(id, kind)| fixtures::field(id, kind)),
    );
    guide.form_rules = vec![
        FormRule {
            at: "to".into(),
            holds: Relation::Compare { is: Comparison::More, with: "from".into() },
            say: None,
            law: None,
        },
        FormRule {
            at: "b".into(),
            holds: Relation::Sum { fields: vec!["a".into(), "b".into()], total: 100 },
            say: Some("出资比例合计应为 100%".into()),
            law: Some("公司法第四十六条".into()),
        },
    ];
    let odds = |pairs: &[(&str, &str)]| guide.at_odds(&values(pairs));
    assert_eq!(odds(&[("from", "2026-11-21")]), []);
    assert_eq!(odds(&[("from", "2026-11-21"), ("to", "2026-11-22")]), []);
    let found = odds(&[("from", "2026-11-21"), ("to", "2026-11-21")]);
    assert_eq!((found[0].0.as_str(), found[0].1.key.as_ref()), ("to", "reason.form.compare.more"));
    assert_eq!(odds(&[("a", "60"), ("b", "40")]), []);
    let found = odds(&[("a", "60"), ("b", "41")]);
    assert_eq!(
        (found[0].1.args[0].as_str(), found[0].1.basis.as_deref()),
        ("出资比例合计应为 100%", Some("公司法第四十六条"))
    );
    // What is not a number is the field's own trouble; what is too large to add up is never right by accident.
    assert_eq!(odds(&[("a", "x"), ("b", "40")]), []);
}

#[test]
fn what_no_field_could_hold_is_named_with_its_field() {
    let guide = fixtures::guide();
    let found = guide.ill_formed(&values(&[("area", "80"), ("capital", "一万"), ("colour", "red")]), TODAY, true);
    let found: Vec<(&str, &str)> = found.iter().map(|(id, why)| (id.as_str(), why.key.as_ref())).collect();
    assert_eq!(found, [("capital", "reason.form.not_money"), ("colour", "reason.form.unknown")]);
}
