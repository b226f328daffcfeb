use uuid::Uuid;

use crate::{
    app::{
        Action, Answer, Ask, Effect, Model, Msg, Place,
        casework::fixtures::{answer, model, press, rows, send},
    },
    contract::{LookupAnswer, Page},
    domain::role::Role,
};

const NUMBER: &str = "11010519491231002X";

fn at(field: &str) -> Model {
    let mut model = model(Role::Clerk);
    press(&mut model, Action::PlaceQuery);
    model.query.form.focus_on(field);
    model
}

#[test]
fn r11_2_nobody_browses_at_large() {
    let mut model = at("number");
    assert!(press(&mut model, Action::FieldDone).is_empty());
    assert_eq!(model.notices.current().unwrap().text, "请至少填写一项");
}

#[test]
fn a_number_or_its_end_finds_cases_and_enter_opens_one() {
    let mut model = at("number");
    send(&mut model, Msg::Paste("0013".into()));
    let effects = press(&mut model, Action::FieldDone);
    let Effect::Ask { ask: Ask::Cases(query), .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(query.number.as_deref(), Some("0013"));
    answer(&mut model, &effects[0], Answer::Cases(Page { items: rows(), next: None }));
    assert!(model.query.in_results);
    press(&mut model, Action::Down);
    press(&mut model, Action::Open);
    assert_eq!(model.place, Place::Case);
    press(&mut model, Action::Back);
    assert_eq!(model.place, Place::Query);
    assert_eq!(model.query.form.value("number"), "0013");
}

#[test]
fn r11_9_a_person_is_looked_up_by_number_for_a_reason_never_by_name() {
    let mut model = at("person");
    send(&mut model, Msg::Paste("张桂兰".into()));
    press(&mut model, Action::FieldNext);
    press(&mut model, Action::Choose1);
    assert!(press(&mut model, Action::StepFinish).is_empty(), "a name is no number");
    model.query.form.focus_on("person");
    press(&mut model, Action::TextClear);
    send(&mut model, Msg::Paste(NUMBER.into()));
    if let Some(purpose) = model.query.form.field_mut("purpose") {
        purpose.editor.clear();
    }
    assert!(press(&mut model, Action::StepFinish).is_empty(), "without a reason nothing is asked");
    model.query.form.focus_on("purpose");
    press(&mut model, Action::Choose2);
    let effects = press(&mut model, Action::StepFinish);
    let Effect::Ask { ask: Ask::Lookup(request), .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!((request.number_kind.as_str(), request.purpose.as_str()), ("citizen_id", "collect"));
    let known = LookupAnswer {
        applicant_id: Uuid::from_u128(5),
        party: None,
        credit: crate::domain::tolerance::CreditFinding::default(),
        evidence: Vec::new(),
        barred: false,
        open_cases: Vec::new(),
        similar: Vec::new(),
        submitted_draft: None,
        facts: Vec::new(),
    };
    let effects = answer(&mut model, &effects[0], Answer::Lookup(Box::new(known)));
    let Effect::Ask { ask: Ask::Cases(query), .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(query.applicant_id, Some(Uuid::from_u128(5)));
    assert_eq!(query.number, None, "a personal number never goes into a query");
}

#[test]
fn a_day_that_is_none_stops_the_query_at_its_field() {
    let mut model = at("from");
    send(&mut model, Msg::Paste("2026-13-01".into()));
    assert!(press(&mut model, Action::StepFinish).is_empty());
    assert_eq!(model.query.form.current().unwrap().id, "from");
    assert!(model.query.form.current().unwrap().trouble.is_some());
}

#[test]
fn a_scanned_receipt_finds_its_case() {
    let mut model = model(Role::IssueClerk);
    let number = "26091801200425";
    let kind = crate::domain::codes::recognise(number, jiff::civil::date(2026, 11, 20), false).kind;
    assert_eq!(kind, crate::domain::codes::CodeKind::ReceiptNo);
    let effects = send(&mut model, Msg::Scan(number.into()));
    assert_eq!(model.place, Place::Query);
    let Effect::Ask { ask: Ask::Cases(query), .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(query.number.as_deref(), Some(number));
}

#[test]
fn nothing_found_is_said_and_what_was_typed_stays() {
    let mut model = at("item");
    send(&mut model, Msg::Paste("食品".into()));
    let effects = press(&mut model, Action::StepFinish);
    answer(&mut model, &effects[0], Answer::Cases(Page { items: Vec::new(), next: None }));
    assert!(!model.query.in_results);
    assert_eq!(model.query.form.value("item"), "食品");
    assert_eq!(model.notices.current().unwrap().text, "没有查到");
}
