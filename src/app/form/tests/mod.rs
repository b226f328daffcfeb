//! What every field keeps to; each kind has a file of its own.

mod against_a_naive_model;
mod bad_input;
mod choices;
mod values;

use jiff::civil::date;

use super::*;
use crate::domain::guide::FormFieldKind;

const TODAY: Today = Today { day: date(2026, 11, 21), practice: true };

fn field(kind: FormFieldKind, typed: &str) -> Field {
    let mut field = Field::own("x", "field.name", kind);
    field.paste(typed);
    field
}

fn choice(kind: FormFieldKind, options: &[&str]) -> Field {
    let mut field = Field::own("x", "field.name", kind);
    field.options = options.iter().map(|option| (*option).to_owned()).collect();
    field
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

/// R11.5: what the centre masks by its kind, the desk hides while it is not being typed. Names alone are read out.
#[test]
fn r11_5_personal_fields_of_a_guide_are_hidden_at_the_desk() {
    use crate::domain::{guide::FormField, privacy::PersonalKind};
    let spec = |kind: &str, more: &str| -> FormField {
        serde_json::from_str(&format!(r#"{{"id": "x", "label": "x", "kind": "{kind}"{more}}}"#)).unwrap()
    };
    for (kind, more, hidden) in [
        ("text", "", None),
        ("name", "", None),
        ("credit_code", r#", "filled_from": "applicant.number""#, None),
        ("text", r#", "filled_from": "applicant.name""#, None),
        ("citizen_id", "", Some(PersonalKind::Number)),
        ("phone", "", Some(PersonalKind::Phone)),
        ("bank_account", "", Some(PersonalKind::BankAccount)),
        ("address", "", Some(PersonalKind::Address)),
        ("text", r#", "filled_from": "applicant.address""#, Some(PersonalKind::Address)),
        ("address", r#", "shared": "premises.address""#, None),
    ] {
        assert_eq!(Field::of_guide(&spec(kind, more)).personal, hidden, "{kind}{more}");
    }
}

#[test]
fn an_account_is_kept_without_the_blanks_that_people_write() {
    let mut account = field(FormFieldKind::BankAccount, "６２２２ 0200-1234 5678 901");
    assert!(account.commit(TODAY));
    assert_eq!(account.value(), "6222020012345678901");
    let mut wrong = field(FormFieldKind::BankAccount, "6222#");
    assert!(!wrong.commit(TODAY));
}
