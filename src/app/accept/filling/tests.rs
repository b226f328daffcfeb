//! Step 5 with a made-up desk: what fills itself, what is asked, what comes back.

use jiff::SignedDuration;

use crate::{
    app::{
        Action, Msg,
        accept::Step,
        form::Filled,
        rehearsal::{Rehearsal, ZHANG},
    },
    contract::KnownFact,
    i18n::Lang,
};

/// At the form of an item that is found by these words; the applicant is 张桂兰.
fn at_form(words: &str, facts: Vec<KnownFact>) -> Rehearsal {
    let mut stage = Rehearsal::new(120, 36);
    stage.facts = facts;
    stage.act(&[Action::PlaceAccept]);
    stage.type_in(ZHANG);
    stage.type_in(words);
    stage.act(&[Action::Open]);
    to_form(&mut stage);
    stage
}

fn to_form(stage: &mut Rehearsal) {
    for _ in 0..30 {
        match stage.model.accept.step {
            Step::Situation => stage.act(&[Action::Choose1]),
            Step::Materials => stage.act(&[Action::StepNext]),
            Step::Form => return,
            step => panic!("{step:?}"),
        }
    }
    panic!("the form is not reached");
}

fn fact(name: &str, value: &str) -> KnownFact {
    KnownFact { name: name.into(), value: value.into(), case_no: None }
}

fn on(stage: &mut Rehearsal, id: &str) {
    stage.model.accept.work.form.focus_on(id);
    assert_eq!(stage.model.accept.work.form.current().unwrap().id, id);
}

fn value(stage: &Rehearsal, id: &str) -> (String, Filled) {
    let field = stage.model.accept.work.form.field(id).unwrap();
    (field.value(), field.filled)
}

#[test]
fn r6_what_an_earlier_case_said_is_not_asked_again_and_says_whence_it_came() {
    let facts =
        vec![fact("bank.account", "6217000010001"), fact("bank.name", "江苏银行"), fact("household.size", "一家四口")];
    let mut stage = at_form("临时救助", facts);
    assert_eq!(value(&stage, "account"), ("6217000010001".into(), Filled::EarlierCase));
    assert_eq!(value(&stage, "bank"), ("江苏银行".into(), Filled::EarlierCase));
    assert_eq!(value(&stage, "household_size").0, "", "what does not fit the field is not put into it");
    assert_eq!(stage.model.accept.form_sources()["account"], Filled::EarlierCase);
    on(&mut stage, "account");
    stage.type_in("9");
    assert_eq!(value(&stage, "account"), ("62170000100019".into(), Filled::Typed));
    assert!(!stage.model.accept.form_sources().contains_key("account"));
}

#[test]
fn r6_what_is_typed_for_one_item_is_there_for_the_next_on_the_same_visit() {
    let mut stage = at_form("临时救助", Vec::new());
    on(&mut stage, "account");
    stage.type_in("6217000010001");
    on(&mut stage, "bank");
    stage.type_in("江苏y");
    stage.act(&[Action::FieldDone]);
    assert_eq!(value(&stage, "bank").0, "江苏银行");
    while stage.model.accept.step != Step::Item {
        stage.act(&[Action::StepPrevious]);
    }
    stage.act(&[Action::TextClear]);
    stage.type_in("高龄津贴");
    stage.act(&[Action::Open]);
    to_form(&mut stage);
    assert_eq!(value(&stage, "account"), ("6217000010001".into(), Filled::OtherForm));
    assert_eq!(value(&stage, "bank"), ("江苏银行".into(), Filled::OtherForm));
}

#[test]
fn a_field_shows_and_goes_with_the_answer_it_hangs_on() {
    let mut stage = at_form("市场主体设立", Vec::new());
    let shown = |stage: &Rehearsal| stage.model.accept.work.form.field("seals").unwrap().shown;
    assert!(!shown(&stage) || stage.model.accept.work.form.field("seal").unwrap().editor.is_empty());
    on(&mut stage, "seal");
    stage.act(&[Action::Choose2]);
    assert!(!shown(&stage));
    on(&mut stage, "seal");
    stage.act(&[Action::Choose1]);
    assert!(shown(&stage));
    on(&mut stage, "seals");
    stage.act(&[Action::Choose3, Action::Choose1, Action::Choose2, Action::Choose2]);
    assert_eq!(value(&stage, "seals").0, "单位公章、合同专用章", "in the order of the list");
}

#[test]
fn what_does_not_go_together_is_said_under_its_field_and_gone_when_put_right() {
    let mut stage = at_form("市场主体设立", Vec::new());
    for (id, typed) in [("share_1", "60"), ("share_2", "30"), ("term_from", "2027年1月1日"), ("term_to", "20261231")]
    {
        on(&mut stage, id);
        stage.type_in(typed);
        stage.act(&[Action::FieldNext]);
    }
    let trouble = |stage: &Rehearsal, id: &str| {
        stage.model.accept.work.form.field(id).unwrap().trouble.as_ref().map(|t| t.words(Lang::Zh))
    };
    assert!(trouble(&stage, "share_1").unwrap().contains("合计应为 100%"));
    assert!(trouble(&stage, "share_1").unwrap().contains("公司法第四十六条"));
    assert!(trouble(&stage, "term_to").is_some());
    on(&mut stage, "share_3");
    stage.type_in("10");
    stage.act(&[Action::FieldNext]);
    on(&mut stage, "term_to");
    stage.act(&[Action::TextClear]);
    stage.type_in("2046.12.31");
    stage.act(&[Action::FieldNext]);
    assert_eq!((trouble(&stage, "share_1"), trouble(&stage, "term_to")), (None, None));
    assert_eq!(value(&stage, "term_to").0, "2046-12-31");
}

#[test]
fn undo_goes_over_the_fields_and_outlives_a_restart() {
    let mut stage = at_form("临时救助", Vec::new());
    on(&mut stage, "community");
    stage.type_in("文昌社区");
    on(&mut stage, "account");
    stage.type_in("62");
    on(&mut stage, "spent");
    stage.type_in("1200");
    stage.act(&[Action::FieldNext]);
    // The program ends and starts again; the draft is opened from the list.
    stage.act(&[Action::Park]);
    let case_id = *stage.drafts.keys().next().unwrap();
    let body = stage.drafts[&case_id].body.clone();
    assert!(body.contains("文昌社区"));
    stage.act(&[Action::PlaceHome]);
    let ctx = crate::app::Ctx { now: stage.now, fresh: uuid::Uuid::from_u128(777) };
    let effects = crate::app::accept::reopen(&mut stage.model, case_id, &ctx);
    for effect in effects {
        if let crate::app::Effect::Ask { req, ask } = effect {
            let answer = stage.answer_for_tests(ask);
            stage.send(Msg::Done { req, result: Ok(answer) });
        }
    }
    stage.model.place = crate::app::Place::Accept;
    assert_eq!(stage.model.accept.step, Step::Form);
    assert_eq!(value(&stage, "spent").0, "120000");
    stage.act(&[Action::TextUndo]);
    assert_eq!((value(&stage, "spent").0.as_str(), value(&stage, "account").0.as_str()), ("", "62"));
    stage.act(&[Action::TextUndo]);
    assert_eq!(value(&stage, "account").0, "");
    stage.act(&[Action::TextUndo, Action::TextRedo]);
    assert_eq!(value(&stage, "community").0, "文昌社区");
    assert_eq!(stage.model.accept.work.form.current().unwrap().id, "community");
}

#[test]
fn f24_a_second_scan_asks_before_it_overwrites() {
    let mut stage = at_form("临时救助", Vec::new());
    on(&mut stage, "account");
    let scan = |stage: &mut Rehearsal, code: &str| {
        stage.type_in(code);
        stage.send(Msg::ScanEnd(code.to_owned()));
    };
    scan(&mut stage, "6217000010001");
    assert_eq!(value(&stage, "account"), ("6217000010001".into(), Filled::Scanned));
    scan(&mut stage, "9558800020002");
    assert_eq!(value(&stage, "account").0, "6217000010001");
    assert!(stage.model.notices.current().unwrap().text.contains("再扫一次"));
    scan(&mut stage, "9558800020002");
    assert_eq!(value(&stage, "account"), ("9558800020002".into(), Filled::Scanned));
}

#[test]
fn a_hasty_enter_behind_eighteen_digits_chooses_no_item() {
    let mut stage = Rehearsal::new(120, 36);
    stage.act(&[Action::PlaceAccept]);
    stage.type_in(ZHANG);
    assert_eq!(stage.model.accept.step, Step::Item);
    stage.act(&[Action::Open, Action::Open]);
    assert_eq!(stage.model.accept.step, Step::Item);
    stage.wait(SignedDuration::from_secs(1));
    stage.act(&[Action::Open]);
    assert_ne!(stage.model.accept.step, Step::Item, "whoever has looked at the list may choose its first row");
}

#[test]
fn f23_what_a_field_or_the_program_leaves_out_is_counted() {
    let mut stage = at_form("临时救助", Vec::new());
    on(&mut stage, "community");
    stage.send(Msg::Paste("社".repeat(60)));
    assert!(stage.model.notices.current().unwrap().text.contains("20 个字没有放入"));
    stage.send(Msg::PasteCut { taken: 21_845, left_out: 3_000_000 });
    assert!(stage.model.notices.current().unwrap().text.contains("3000000"));
}

#[test]
fn the_centre_says_field_by_field_what_it_refuses() {
    let mut stage = at_form("临时救助", Vec::new());
    let form = &mut stage.model.accept.work.form;
    assert!(form.refused([("spent".to_owned(), "不能小于 0.01".to_owned()), ("nowhere".to_owned(), "?".to_owned())]));
    assert_eq!(form.current().unwrap().id, "spent");
    assert_eq!(stage.model.focused_field().unwrap().trouble.as_ref().unwrap().words(Lang::Zh), "不能小于 0.01");
}
