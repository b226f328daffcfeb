use uuid::Uuid;

use super::{tests, *};
use crate::{
    app::{
        Answer, Ask, Effect, Place,
        casework::fixtures::{self, answer, opened, press},
        effect::Fate,
    },
    desk::outbox::{Clash, Names, Which},
    domain::{
        case::State,
        conflict::{Conflict, Field, PartyField, Side},
        guide::GuideRef,
        lifecycle::{
            Act,
            act::{Checks, Draft},
        },
        role::Role,
    },
};

fn names() -> Names {
    let guide = fixtures::guide();
    let fields = guide.form.iter().flat_map(|section| &section.fields);
    Names::of(guide.materials.iter(), fields, &guide.questions)
}

fn clash(act: Act, kind: &str, base: bool, may_repeat: bool) -> Clash {
    let mut line = tests::line(3, 1, ParcelState::Conflict, None);
    kind.clone_into(&mut line.kind);
    let mut theirs = fixtures::case(State::UnderReview).application;
    theirs.applicant.name = "张桂兰".into();
    theirs.applicant.number = "000000196805122265".into();
    theirs.applicant.phone = "13800005566".into();
    let seen = theirs.clone();
    theirs.form.insert("area".into(), "150".into());
    theirs.applicant.address = "江苏省扬州市广陵区汶河南路8号".into();
    Clash {
        line,
        conflict: Conflict::of(act, base.then_some(&seen), theirs, may_repeat),
        since: fixtures::timeline(),
        version: 6,
        state: State::UnderReview.into(),
        guide_version: GuideRef { item_code: "food".into(), version: 1 },
        names: names(),
    }
}

/// What an agent changed on one laptop while the other one changed it too.
pub fn two_laptops() -> Clash {
    let mut mine = fixtures::case(State::Draft).application;
    mine.applicant.name = "张桂芳".into();
    mine.applicant.number = "000000196805122265".into();
    mine.applicant.phone = "13800005566".into();
    mine.form.insert("area".into(), "130".into());
    mine.materials.retain(|row| row.material_code != "m4");
    let draft = Draft { application: mine, slip_no: None, collected_at: None, agreement: None, originals: Vec::new() };
    clash(Act::DraftSubmit(Box::new(draft)), "draft.submit", true, true)
}

pub fn legal(may_repeat: bool) -> Clash {
    clash(Act::Accept(Checks::default()), "case.accept", true, may_repeat)
}

/// The page with this conflict.
pub fn page(clash: Clash) -> Model {
    let mut model = tests::page();
    let effects = press(&mut model, Action::Conflict);
    assert_eq!(ask_of(&effects), &Ask::Clash(Which::Command(Uuid::from_u128(3))));
    answer(&mut model, &effects[0], Answer::Clash(Some(Box::new(clash))));
    model
}

fn ask_of(effects: &[Effect]) -> &Ask {
    match &effects[0] {
        Effect::Ask { ask, .. } => ask,
        other => panic!("{other:?}"),
    }
}

#[test]
fn r12_1_the_cursor_asks_what_is_open_and_carries_out_what_was_decided() {
    let mut model = page(two_laptops());
    let at = |model: &Model| {
        let page = model.outbox.clash.as_ref().unwrap();
        page.lines.get(page.cursor).map(|line| line.field.clone())
    };
    assert_eq!(at(&model), Some(Field::Applicant(PartyField::Name)));
    assert!(press(&mut model, Action::Confirm).is_empty(), "nothing is sent while something is open");
    press(&mut model, Action::Choose2);
    assert_eq!(at(&model), Some(Field::Form("area".into())));
    press(&mut model, Action::Choose1);
    assert_eq!(at(&model), None);
    let effects = press(&mut model, Action::Confirm);
    let Ask::Supersede(decided) = ask_of(&effects) else { panic!("{effects:?}") };
    assert_eq!((decided.command_id, decided.version), (Uuid::from_u128(3), 6));
    let Some(Act::DraftSubmit(draft)) = decided.act.as_deref() else { panic!() };
    let application = &draft.application;
    assert_eq!((application.applicant.name.as_str(), application.form["area"].as_str()), ("张桂兰", "130"));
    assert!(application.applicant.address.ends_with("8号"), "changed there alone");
    assert!(application.materials.iter().all(|row| row.material_code != "m4"), "dropped here alone");
    answer(&mut model, &effects[0], Answer::Fate(Fate::Waiting { command_id: Uuid::from_u128(9) }));
    assert!(model.outbox.clash.is_none() && model.place == Place::Outbox);
}

#[test]
fn r12_1_a_legal_act_that_the_centre_does_not_offer_any_more_can_only_be_left() {
    let mut model = page(legal(false));
    press(&mut model, Action::Choose1);
    assert!(model.outbox.clash.as_ref().unwrap().picks.is_empty());
    press(&mut model, Action::Choose2);
    let effects = press(&mut model, Action::Confirm);
    assert!(matches!(ask_of(&effects), Ask::Supersede(decided) if decided.act.is_none()));
    answer(&mut model, &effects[0], Answer::Nothing);
    assert!(model.outbox.clash.is_none());
}

#[test]
fn esc_decides_nothing_and_leads_back_to_the_case() {
    let mut model = opened(Role::Clerk, fixtures::detail(fixtures::case(State::Received), fixtures::clerk_acts()));
    let effects = press(&mut model, Action::Conflict);
    assert_eq!(ask_of(&effects), &Ask::Clash(Which::Case(fixtures::case_id())));
    answer(&mut model, &effects[0], Answer::Clash(Some(Box::new(legal(true)))));
    assert_eq!(model.place, Place::Outbox);
    assert!(press(&mut model, Action::Back).is_empty());
    assert_eq!(model.place, Place::Case);
    let effects = press(&mut model, Action::Conflict);
    answer(&mut model, &effects[0], Answer::Clash(None));
    assert_eq!(model.place, Place::Case, "nothing to decide, and it says so");
}

#[test]
fn r11_5_both_sides_are_masked_until_somebody_asks_to_see_them() {
    let mut model = page(two_laptops());
    let said = |model: &Model| {
        let page = model.outbox.clash.as_ref().unwrap();
        let sides = |line| SIDES.map(|side: Side| side_says(model, page, line, side));
        page.lines.iter().flat_map(sides).collect::<Vec<_>>().join("|")
    };
    let masked = said(&model);
    for personal in ["张桂兰", "张桂芳", "汶河南路8号", "000000196805122265"] {
        assert!(!masked.contains(personal), "{personal}: {masked}");
    }
    press(&mut model, Action::Reveal);
    press(&mut model, Action::Choose1);
    assert!(model.is_revealed() && said(&model).contains("张桂芳"), "{}", said(&model));
    let debug = format!("{:?}", model.outbox.clash);
    assert!(!debug.contains("张桂芳") && !debug.contains("汶河南路8号"), "{debug}");
}
