use super::*;
use crate::domain::guide::{Comparison, Limit, MaterialRole, fixtures};

fn refusals(guide: &Guide) -> Vec<String> {
    lint(guide).into_iter().filter(|p| p.severity == Severity::Refuse).map(|p| p.reason.rule.into_owned()).collect()
}

#[test]
fn a_sound_guide_is_publishable() {
    assert_eq!(lint(&fixtures::guide()), Vec::new());
}

#[test]
fn r1_30_a_promise_beyond_the_law_is_refused() {
    let mut guide = fixtures::guide();
    guide.promised = Limit::working_days(21);
    assert_eq!(refusals(&guide), ["R1.30"]);
    guide.statutory.unit = Some(LimitUnit::NaturalDay);
    assert_eq!(refusals(&guide), ["R1.30"]);
    guide.promised = Limit { unit: Some(LimitUnit::NaturalDay), ..Limit::working_days(25) };
    guide.statutory = Limit::working_days(20);
    assert!(refusals(&guide).is_empty(), "25 natural days may be shorter than 20 working days");
}

#[test]
fn r2_7_main_and_tolerable_is_refused() {
    let mut guide = fixtures::guide();
    guide.materials[1].role = Some(MaterialRole::Main);
    assert_eq!(refusals(&guide), ["R2.7"]);
}

#[test]
fn r2_6_never_tolerable_and_on_the_list_is_refused() {
    let mut guide = fixtures::guide();
    guide.materials[1].never_tolerable = true;
    assert_eq!(refusals(&guide), ["R2.6"]);
}

#[test]
fn r1_14_supplement_term_is_five_to_sixty() {
    for (days, fine) in [(4, false), (5, true), (60, true), (61, false)] {
        let mut guide = fixtures::guide();
        guide.supplement_days = Some(days);
        assert_eq!(refusals(&guide).is_empty(), fine, "{days}");
    }
}

#[test]
fn r6_10_one_certificate_is_all_that_is_asked() {
    let mut guide = fixtures::guide();
    guide.flags.single_certificate = true;
    assert_eq!(refusals(&guide).len(), 3);
    for material in guide.materials.iter_mut().skip(1) {
        material.cert_type = Some("any".into());
    }
    assert!(refusals(&guide).is_empty());
}

#[test]
fn f51_unknown_names_and_rings_and_giants_are_refused() {
    let mut guide = fixtures::guide();
    guide.materials[2].when = Some(Condition::Answer { question: "who".into(), choice: "nobody".into() });
    assert_eq!(refusals(&guide).len(), 1);

    let mut guide = fixtures::guide();
    guide.questions.push(fixtures::question("two", &[("a", "甲")]));
    guide.questions[0].when = Some(Condition::Answer { question: "two".into(), choice: "a".into() });
    guide.questions[1].when = Some(Condition::Answer { question: "who".into(), choice: "self".into() });
    let found = lint(&guide);
    assert!(found.iter().any(|p| p.reason.key == "reason.condition.cycle"), "{found:?}");

    let mut guide = fixtures::guide();
    let leaf = Condition::Age { is: Comparison::AtLeast, years: 18 };
    guide.materials[0].when = Some(Condition::All(vec![leaf.clone(); 500]));
    assert!(lint(&guide).iter().any(|p| p.reason.key == "reason.condition.too_large"));
    let deep = (0..40).fold(leaf, |inner, _| Condition::Not(Box::new(inner)));
    guide.materials[0].when = Some(deep);
    assert!(lint(&guide).iter().any(|p| p.reason.key == "reason.condition.too_deep"));
}

#[test]
fn twice_the_same_code_is_refused() {
    let mut guide = fixtures::guide();
    guide.materials[1].code = "m1".into();
    assert_eq!(refusals(&guide), ["R0.3"]);
}

#[test]
fn a_condition_in_words_waits_for_a_person() {
    let mut guide = fixtures::guide();
    guide.materials[3].condition_text = Some("根据实际情况提供".into());
    let found = lint(&guide);
    assert_eq!(found.len(), 1);
    assert!(!publishable(&found) && loadable(&found));
}
