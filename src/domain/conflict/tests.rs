use proptest::prelude::*;

use super::*;
use crate::domain::{
    case::{Channel, Delivery, Party},
    check::{Answer, MaterialRow, Verdict},
    guide::{GuideRef, ServiceObject},
    lifecycle::act::{Change, Checks, Correction, Draft, FormRecord},
};

fn application() -> Application {
    Application {
        applicant: Party {
            kind: ServiceObject::Person,
            name: "张桂兰".into(),
            number_kind: "citizen_id".into(),
            number: "000000196805122265".into(),
            phone: "13800000000".into(),
            address: "汶河街道1号".into(),
            legal_representative: None,
        },
        agent: None,
        guide_version: GuideRef { item_code: "food".into(), version: 1 },
        answers: vec![Answer { question: "what".into(), choices: vec!["catering".into()] }],
        materials: vec![MaterialRow { material_code: "m1".into(), verdict: Verdict::Ok, ..MaterialRow::default() }],
        form: [("shop".to_owned(), "老张面馆".to_owned()), ("area".to_owned(), "50".to_owned())].into(),
        form_sources: std::collections::BTreeMap::new(),
        channel: Channel::Agent,
        delivery: Delivery::default(),
    }
}

fn submit(application: Application) -> Act {
    let draft = Draft { application, slip_no: None, collected_at: None, agreement: None, originals: Vec::new() };
    Act::DraftSubmit(Box::new(draft))
}

fn submitted(decision: Decision) -> Application {
    match decision {
        Decision::Again(act) => match *act {
            Act::DraftSubmit(draft) => draft.application,
            other => panic!("{other:?}"),
        },
        Decision::TheirsStands => panic!("nothing would be sent"),
    }
}

#[test]
fn r12_1_facts_changed_on_one_side_only_are_taken_by_themselves() {
    let base = application();
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    mine.form.insert("shop".into(), "老张饭馆".into());
    mine.materials.push(MaterialRow { material_code: "m2".into(), ..MaterialRow::default() });
    theirs.applicant.address = "汶河街道2号".into();
    theirs.form.remove("area");
    let conflict = Conflict::of(submit(mine), Some(&base), theirs, true);
    assert!(conflict.lines().iter().all(|line| line.by_itself.is_some()), "{:?}", conflict.lines());
    let merged = submitted(conflict.decide(&BTreeMap::new()).unwrap());
    assert_eq!((merged.form["shop"].as_str(), merged.form.get("area")), ("老张饭馆", None));
    assert_eq!((merged.applicant.address.as_str(), merged.materials.len()), ("汶河街道2号", 2));
}

#[test]
fn r12_1_identity_is_asked_about_even_if_one_side_alone_changed_it() {
    let base = application();
    let mut mine = base.clone();
    mine.applicant.name = "张桂芳".into();
    let conflict = Conflict::of(submit(mine), Some(&base), base.clone(), true);
    let name = Field::Applicant(PartyField::Name);
    assert_eq!(conflict.decide(&BTreeMap::new()), Err(vec![name.clone()]));
    let decided = |side| conflict.decide(&BTreeMap::from([(name.clone(), side)])).unwrap();
    assert_eq!(submitted(decided(Side::Mine)).applicant.name, "张桂芳");
    assert_eq!(decided(Side::Theirs), Decision::TheirsStands, "nothing is left to send");
}

#[test]
fn r12_1_a_legal_act_is_done_again_only_if_a_person_says_so_and_the_centre_offers_it() {
    let act = Act::Accept(Checks::default());
    let conflict = |may| Conflict::of(act.clone(), None, application(), may);
    assert_eq!(conflict(true).lines().len(), 1);
    assert_eq!(conflict(true).decide(&BTreeMap::new()), Err(vec![Field::Act]));
    let picked = |side| BTreeMap::from([(Field::Act, side)]);
    assert_eq!(conflict(true).decide(&picked(Side::Mine)).unwrap(), Decision::Again(Box::new(act.clone())));
    assert_eq!(conflict(true).decide(&picked(Side::Theirs)).unwrap(), Decision::TheirsStands);
    assert_eq!(conflict(false).decide(&picked(Side::Mine)), Err(vec![Field::Act]), "the centre does not offer it");
    assert_eq!(conflict(true).decide(&picked(Side::Base)), Err(vec![Field::Act]), "an act has no base to go back to");
}

#[test]
fn r12_1_a_record_is_rebuilt_on_what_stands_and_an_unknown_base_asks() {
    let record = FormRecord {
        fields: [("shop".to_owned(), "甲".to_owned()), ("area".to_owned(), "60".to_owned())].into(),
        base: [("shop".to_owned(), "老张面馆".to_owned()), ("area".to_owned(), "50".to_owned())].into(),
    };
    let mut theirs = application();
    theirs.form.insert("shop".into(), "乙".into());
    let conflict = Conflict::of(Act::FormRecord(record), None, theirs.clone(), true);
    assert_eq!(conflict.decide(&BTreeMap::new()), Err(vec![Field::Form("shop".into())]), "area was changed here alone");
    let picks = BTreeMap::from([(Field::Form("shop".into()), Side::Theirs)]);
    let Decision::Again(act) = conflict.decide(&picks).unwrap() else { panic!() };
    let Act::FormRecord(again) = *act else { panic!() };
    assert_eq!(again.fields, [("area".to_owned(), "60".to_owned())].into());
    assert_eq!(again.base["area"], "50");

    let change = Change { field: "shop".into(), old: "老张面馆".into(), new: "甲".into() };
    let correction =
        Correction { changes: vec![change], materials: Vec::new(), initials: true, initialled_by_applicant: false };
    let conflict = Conflict::of(Act::CorrectOnSpot(correction), None, theirs.clone(), true);
    let picks = BTreeMap::from([(Field::Act, Side::Mine), (Field::Form("shop".into()), Side::Mine)]);
    let Decision::Again(act) = conflict.decide(&picks).unwrap() else { panic!() };
    let Act::CorrectOnSpot(again) = *act else { panic!() };
    assert_eq!(again.changes[0].old, "乙", "it corrects what stands now");

    let mut mine = application();
    mine.form.insert("area".into(), "60".into());
    let conflict = Conflict::of(submit(mine), None, application(), true);
    assert_eq!(conflict.decide(&BTreeMap::new()), Err(vec![Field::Form("area".into())]));
}

#[test]
fn an_application_survives_being_taken_apart() {
    let mut mine = application();
    mine.form.insert("x".into(), "y".into());
    let conflict = Conflict::of(submit(mine.clone()), Some(&application()), application(), true);
    assert_eq!(submitted(conflict.decide(&BTreeMap::new()).unwrap()), mine);
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        Just(Field::Applicant(PartyField::Name)),
        Just(Field::Applicant(PartyField::Number)),
        Just(Field::Applicant(PartyField::Kind)),
        Just(Field::Applicant(PartyField::Address)),
        Just(Field::Agent),
        Just(Field::DeliveryAddress),
        "[a-d]".prop_map(Field::Form),
        "[a-d]".prop_map(Field::Material),
    ]
}

fn some_facts() -> impl Strategy<Value = Facts> {
    prop::collection::btree_map(field(), (0_u8..3).prop_map(|value| json!(value)), 0..8)
}

fn facts_only(facts: Facts) -> Facts {
    facts.into_iter().filter(|(field, _)| field.nature() == Nature::Fact).collect()
}

proptest! {
    /// Whatever is decided, each value of the result stood on one of the sides, a value on which both agree stays, and
    /// what was not taken is still on its side.
    #[test]
    fn r12_1_nothing_is_invented_and_nothing_is_lost(
        base in prop::option::of(some_facts()), mine in some_facts(), theirs in some_facts(), side in 0_usize..2,
    ) {
        let sides = Sides { base, mine, theirs };
        let before = sides.clone();
        let side = [Side::Mine, Side::Theirs][side];
        let picks = sides.lines().into_iter().map(|line| (line.field, side)).collect();
        let merged = sides.merged(&picks).unwrap();
        prop_assert_eq!(&merged, if side == Side::Mine { &sides.mine } else { &sides.theirs });
        prop_assert_eq!(&sides, &before);
        let by_itself = sides.lines().into_iter().filter(|line| line.by_itself.is_none());
        let few = by_itself.map(|line| (line.field, side)).collect();
        for (field, value) in sides.merged(&few).unwrap() {
            prop_assert!(sides.mine.get(&field) == Some(&value) || sides.theirs.get(&field) == Some(&value));
        }
        for (field, value) in &sides.mine {
            let shown = sides.lines().iter().any(|line| line.field == *field && line.mine.as_ref() == Some(value));
            prop_assert!(shown || sides.theirs.get(field) == Some(value), "{:?} would not be seen", field);
        }
    }

    #[test]
    fn r12_1_identity_never_merges_by_itself(
        base in prop::option::of(some_facts()), mine in some_facts(), theirs in some_facts(),
    ) {
        let sides = Sides { base, mine, theirs };
        let asked = sides.merged(&BTreeMap::new()).err().unwrap_or_default();
        for line in sides.lines() {
            if line.field.nature() != Nature::Fact {
                prop_assert!(line.by_itself.is_none() && asked.contains(&line.field));
            }
        }
    }

    /// Two who changed different facts come to the same, whoever of them was first.
    #[test]
    fn r12_1_one_sided_changes_commute(base in some_facts(), one in some_facts(), other in some_facts()) {
        let base = facts_only(base);
        let mut mine = base.clone();
        let mut theirs = base.clone();
        for (at, (field, value)) in facts_only(one).into_iter().chain(facts_only(other)).enumerate() {
            let (side, away) = if at % 2 == 0 { (&mut mine, &theirs) } else { (&mut theirs, &mine) };
            if away.get(&field) == base.get(&field) {
                side.insert(field, value);
            }
        }
        let there = Sides { base: Some(base.clone()), mine: mine.clone(), theirs: theirs.clone() };
        let back = Sides { base: Some(base), mine: theirs, theirs: mine };
        prop_assert_eq!(there.merged(&BTreeMap::new()).unwrap(), back.merged(&BTreeMap::new()).unwrap());
    }
}
