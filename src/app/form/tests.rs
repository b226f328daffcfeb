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
