use proptest::prelude::*;

use super::*;
use crate::domain::guide::fixtures::{Known, guide};

fn chosen(choice: &str) -> Condition {
    Condition::Answer { question: "who".into(), choice: choice.into() }
}

fn answered(choice: &str) -> Known {
    Known { answers: vec![("who".into(), vec![choice.into()])], ..Known::default() }
}

#[test]
fn r6_2_an_answer_switches_a_material_and_says_why() {
    let guide = guide();
    let facts = answered("agent");
    assert_eq!(chosen("agent").evaluate(&facts), Truth::Holds);
    let why = chosen("agent").explain(&facts, &guide);
    assert_eq!(
        (why[0].key.as_ref(), why[0].args.clone()),
        ("reason.condition.chosen", vec!["委托他人办理".to_owned()])
    );
    let why = chosen("self").explain(&facts, &guide);
    assert_eq!(
        (why[0].key.as_ref(), why[0].args.clone()),
        ("reason.condition.not_chosen", vec!["本人办理".to_owned()])
    );
    let why = chosen("self").explain(&Known::default(), &guide);
    assert_eq!(
        (why[0].key.as_ref(), why[0].args.clone()),
        ("reason.condition.unanswered", vec!["由谁来办?".to_owned()])
    );
}

#[test]
fn f51_what_cannot_be_known_is_never_passed() {
    let nothing = Known::default();
    let leaves = [
        chosen("agent"),
        Condition::Field { field: "area".into(), is: Comparison::AtLeast, value: "200".into() },
        Condition::ApplicantIs(ServiceObject::Person),
        Condition::Age { is: Comparison::AtLeast, years: 60 },
        Condition::Region { starts_with: "3210".into() },
        Condition::Amount { field: "capital".into(), is: Comparison::Less, fen: 1 },
        Condition::Date { is: Comparison::Less, day: jiff::civil::date(2026, 1, 1) },
    ];
    for leaf in leaves {
        assert_eq!(leaf.evaluate(&nothing), Truth::Unknown, "{leaf:?}");
        assert_eq!(Condition::Not(Box::new(leaf.clone())).evaluate(&nothing), Truth::Unknown, "{leaf:?}");
        assert_eq!(leaf.explain(&nothing, &guide()).len(), 1);
    }
}

#[test]
fn numbers_compare_as_numbers_and_words_only_for_being_the_same() {
    let mut facts = Known::default();
    let field = |is, value: &str| Condition::Field { field: "area".into(), is, value: value.into() };
    facts.fields = vec![("area".into(), "90".into())];
    assert_eq!(field(Comparison::AtLeast, "200").evaluate(&facts), Truth::Fails);
    assert_eq!(field(Comparison::Less, "200").evaluate(&facts), Truth::Holds);
    facts.fields = vec![("area".into(), "九十".into())];
    assert_eq!(field(Comparison::Less, "200").evaluate(&facts), Truth::Unknown);
    assert_eq!(field(Comparison::Equal, "九十").evaluate(&facts), Truth::Holds);
    assert_eq!(field(Comparison::More, "八十").evaluate(&facts), Truth::Unknown);
    facts.fields = vec![("area".into(), "2026-05-01".into())];
    assert_eq!(field(Comparison::More, "2026-04-30").evaluate(&facts), Truth::Holds);
}

#[test]
fn only_the_leaves_that_decided_explain() {
    let facts = answered("agent");
    let both = Condition::Any(vec![chosen("self"), chosen("agent")]);
    let why = both.explain(&facts, &guide());
    assert_eq!(why.len(), 1);
    assert_eq!(why[0].key, "reason.condition.chosen");
    let neither = Condition::All(vec![chosen("agent"), chosen("self")]);
    assert_eq!(neither.explain(&facts, &guide())[0].key, "reason.condition.not_chosen");
}

#[test]
fn f51_size_stops_counting_past_its_limits() {
    let mut deep = chosen("self");
    for _ in 0..5000 {
        deep = Condition::Not(Box::new(deep));
    }
    assert_eq!(deep.size().0, MAX_DEPTH + 1);
    let wide = Condition::All(vec![chosen("self"); 100_000]);
    assert_eq!(wide.size().1, MAX_NODES + 1);
    // Unwound by hand: the compiler's own drop of a chain this long is fine, a longer one would not be.
    while let Condition::Not(inner) = deep {
        deep = *inner;
    }
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["self", "agent", "gone"]).prop_map(chosen),
        (0u32..120).prop_map(|years| Condition::Age { is: Comparison::AtLeast, years }),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

proptest! {
    /// Learning more never turns a decided condition round.
    #[test]
    fn knowing_more_only_decides_more(condition in any_condition(), age in 0u32..120) {
        let little = Known { age: Some(age), ..Known::default() };
        let more = Known { age: Some(age), ..answered("agent") };
        let before = condition.evaluate(&little);
        if before != Truth::Unknown {
            prop_assert_eq!(condition.evaluate(&more), before);
        }
        prop_assert_ne!(condition.evaluate(&more), Truth::Unknown);
    }

    #[test]
    fn not_is_its_own_opposite(condition in any_condition()) {
        let facts = answered("self");
        let twice = Condition::Not(Box::new(Condition::Not(Box::new(condition.clone()))));
        prop_assert_eq!(twice.evaluate(&facts), condition.evaluate(&facts));
    }
}
