use jiff::civil::date;
use proptest::prelude::*;

use super::super::fixtures::{allowed, case, detail, opened, press, send};
use crate::{
    app::{
        Action, Ask, Effect, Model, Msg,
        form::{Filled, Trouble},
    },
    domain::{
        case::{FieldSource, State},
        guide::{Comparison, FormField, FormFieldKind, FormRule, FormSection, Relation},
        lifecycle::Act,
        role::Role,
    },
};

fn field(id: &str, label: &str, kind: FormFieldKind) -> FormField {
    let all = r#"{"id": "x", "label": "x", "kind": "text", "law": "食品经营许可管理办法 12 条"}"#;
    let plain: FormField = serde_json::from_str(all).unwrap();
    FormField { id: id.into(), label: label.into(), kind, ..plain }
}

/// A case whose form holds a value of every kind that can be put right.
fn correcting() -> Model {
    let mut case = case(State::Received);
    let values = [
        ("capital", "120050"),
        ("opened", "2026-10-01"),
        ("closed", "2036-10-01"),
        ("area", "120"),
        ("use", "住宅"),
        ("works", "整车修理、小修"),
        ("goods", "热食类"),
        ("account", "6222020012345678901"),
    ];
    case.application.form = values.map(|(id, value)| (id.to_owned(), value.to_owned())).into();
    case.application.form_sources = [("capital".to_owned(), FieldSource::Certificate)].into();
    let mut model = opened(Role::Clerk, detail(case, vec![allowed("case.correct_on_spot")]));
    let mut choice = field("use", "用途", FormFieldKind::Choice);
    choice.options = vec!["住宅".into(), "商业".into(), "工业".into()];
    let mut several = field("works", "维修项目", FormFieldKind::MultiChoice);
    several.options = vec!["整车修理".into(), "总成修理".into(), "小修".into()];
    let guide = model.casework.guide.as_mut().unwrap();
    guide.form = vec![FormSection {
        title: "登记事项".into(),
        fields: vec![
            field("capital", "注册资本", FormFieldKind::Money),
            field("opened", "经营期限自", FormFieldKind::Date),
            field("closed", "经营期限至", FormFieldKind::Date),
            field("area", "面积", FormFieldKind::Number),
            choice,
            several,
            field("goods", "经营品种", FormFieldKind::LongText),
            field("account", "银行账号", FormFieldKind::BankAccount),
            field("phone", "联系电话", FormFieldKind::Phone),
        ],
    }];
    guide.form_rules = vec![FormRule {
        at: "closed".into(),
        holds: Relation::Compare { is: Comparison::More, with: "opened".into() },
        say: None,
        law: None,
    }];
    press(&mut model, Action::Open);
    model
}

/// Takes the value that is put right by typing its name's initials.
fn which(model: &mut Model, typed: &str) {
    for c in typed.chars() {
        send(model, Msg::Text(c));
    }
    press(model, Action::FieldDone);
}

fn retyped(model: &mut Model, typed: &str) {
    press(model, Action::SelectAll);
    send(model, Msg::Paste(typed.to_owned()));
}

fn sent(model: &mut Model) -> Option<(String, String, String)> {
    for id in ["changes/field", "initials"] {
        let field = model.casework.form_mut().unwrap().form.field_mut(id).unwrap();
        if field.text().is_empty() {
            field.choose(1);
        }
    }
    match press(model, Action::StepFinish).as_slice() {
        [Effect::Ask { ask: Ask::Seal(sealing), .. }] => match &sealing.act {
            Act::CorrectOnSpot(correction) => {
                let change = correction.changes[0].clone();
                Some((change.field, change.old, change.new))
            }
            other => panic!("{other:?}"),
        },
        _ => None,
    }
}

fn trouble(model: &Model, id: &str) -> Option<Trouble> {
    model.casework.form().unwrap().form.field(id).unwrap().trouble.clone()
}

#[test]
fn r1_13_what_is_put_right_is_typed_as_in_the_workspace_and_kept_in_one_shape() {
    for (name, typed, id, old, new) in [
        ("zczb", "1,200.5元", "capital", "120050", "120050"),
        ("zczb", "2.5万", "capital", "120050", "2500000"),
        ("jyqxz", "20261001", "opened", "2026-10-01", "2026-10-01"),
        ("经营期限自", "2026年9月1日", "opened", "2026-10-01", "2026-09-01"),
        ("mj", "１３０", "area", "120", "130"),
        ("jypz", "热食类\n冷食类", "goods", "热食类", "热食类\n冷食类"),
    ] {
        let mut model = correcting();
        which(&mut model, name);
        retyped(&mut model, typed);
        let change = sent(&mut model);
        if old == new {
            assert_eq!(change, None, "{typed} is what stood there");
            let said = trouble(&model, &format!("changes/new/{id}"));
            assert_eq!(said, Some(Trouble::Shape("field.not_changed")), "{typed}");
        } else {
            assert_eq!(change, Some((id.to_owned(), old.to_owned(), new.to_owned())), "{typed}");
        }
    }
}

#[test]
fn r1_13_a_correction_is_checked_as_the_form_is_and_says_its_law() {
    let mut model = correcting();
    which(&mut model, "经营期限至");
    retyped(&mut model, "2026-02-30");
    assert_eq!(sent(&mut model), None);
    assert_eq!(trouble(&model, "changes/new/closed"), Some(Trouble::Shape("reason.form.not_a_day")));
    // Between fields too: the end may not lie before the beginning.
    model.casework.form_mut().unwrap().form.focus_on("changes/new/closed");
    retyped(&mut model, "2020-01-01");
    assert_eq!(sent(&mut model), None);
    assert!(matches!(trouble(&model, "changes/new/closed"), Some(Trouble::Odds(_))));
    let field = model.casework.form().unwrap().form.field("changes/new/closed").unwrap();
    assert_eq!(field.law.as_deref(), Some("食品经营许可管理办法 12 条"));
}

#[test]
fn a_correction_shows_the_old_value_and_where_it_came_from_and_choosing_anew_loses_nothing() {
    let mut model = correcting();
    which(&mut model, "zczb");
    let field = |model: &Model, id: &str| model.casework.form().unwrap().form.field(id).unwrap().clone();
    let capital = field(&model, "changes/new/capital");
    assert_eq!((capital.text(), capital.filled, capital.shown), ("1,200.50", Filled::Certificate, true));
    assert!(capital.hint.unwrap().contains("1,200.50"));
    retyped(&mut model, "300");
    assert_eq!(field(&model, "changes/new/capital").filled, Filled::Typed);
    model.casework.form_mut().unwrap().form.focus_on("changes/field");
    which(&mut model, "mj");
    assert!(!field(&model, "changes/new/capital").shown && field(&model, "changes/new/area").shown);
    model.casework.form_mut().unwrap().form.focus_on("changes/field");
    which(&mut model, "zczb");
    assert_eq!(field(&model, "changes/new/capital").text(), "300");
    // What came masked cannot be put right: nobody can change what cannot be seen.
    let options = field(&model, "changes/field").options;
    assert!(!options.iter().any(|option| option == "银行账号" || option == "联系电话"), "{options:?}");
    assert_eq!(sent(&mut model), Some(("capital".to_owned(), "120050".to_owned(), "30000".to_owned())));
}

#[test]
fn a_choice_is_put_right_by_pinyin() {
    let mut model = correcting();
    which(&mut model, "yt");
    for c in "gongye".chars() {
        send(&mut model, Msg::Text(c));
    }
    press(&mut model, Action::FieldDone);
    assert_eq!(sent(&mut model), Some(("use".to_owned(), "住宅".to_owned(), "工业".to_owned())));
    let mut model = correcting();
    which(&mut model, "wxxm");
    send(&mut model, Msg::Text('2'));
    let field = model.casework.form().unwrap().form.field("changes/new/works").unwrap();
    assert_eq!(field.text(), "整车修理、总成修理、小修");
    let change = sent(&mut model).unwrap();
    assert_eq!(change.2, "整车修理、总成修理、小修");
}

proptest! {
    /// What stands in the field when it goes out is what goes out, in the shape in which the application keeps it.
    #[test]
    fn what_is_shown_is_what_is_sent(fen in 0u64..10_000_000_000, day in 0i64..20_000, area in 1u64..100_000) {
        let day = date(1990, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let money = format!("{}.{:02}", fen / 100, fen % 100);
        let written = format!("{}年{}月{}日", day.year(), day.month(), day.day());
        for (name, typed, id, kept) in [
            ("zczb", money, "capital", fen.to_string()),
            ("经营期限自", written, "opened", day.to_string()),
            ("mj", area.to_string(), "area", area.to_string()),
        ] {
            let mut model = correcting();
            model.casework.guide.as_mut().unwrap().form_rules.clear();
            which(&mut model, name);
            retyped(&mut model, &typed);
            let change = sent(&mut model);
            let id_of_field = format!("changes/new/{id}");
            let field = model.casework.form().unwrap().form.field(&id_of_field).unwrap().clone();
            prop_assert_eq!(field.value(), kept.as_str());
            if let Some((which, _, new)) = change {
                prop_assert_eq!((which.as_str(), new.as_str()), (id, kept.as_str()));
            } else {
                prop_assert_eq!(trouble(&model, &id_of_field), Some(Trouble::Shape("field.not_changed")));
            }
        }
    }
}
