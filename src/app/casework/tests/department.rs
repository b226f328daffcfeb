//! The keys of the department: one key may stand for several acts, and works from the list as well.

use super::*;
use crate::app::casework::fixtures;

#[test]
fn the_departments_keys_do_what_stands_in_the_table_of_keys() {
    let offered = [
        "case.sign_for",
        "review.finish",
        "special.start",
        "applicant.ask",
        "case.send_back",
        "task.claim",
        "overdue.explain",
        "note.add",
    ];
    let acts = || offered.iter().map(|act| allowed(act)).collect::<Vec<_>>();
    for (key, act) in [
        (Action::DepartmentOpen, "case.sign_for"),
        (Action::Opinion, "review.finish"),
        (Action::Special, "special.start"),
        (Action::AskCitizen, "applicant.ask"),
        (Action::SendBack, "case.send_back"),
        (Action::Claim, "task.claim"),
        (Action::Explain, "overdue.explain"),
        (Action::Choose6, "note.add"),
    ] {
        let mut model = opened(Role::Reviewer, detail(case(State::UnderReview), acts()));
        press(&mut model, key);
        assert_eq!(model.casework.mode, Mode::Form(act), "{key:?}");
    }
}

#[test]
fn one_key_for_two_acts_asks_which() {
    let acts = vec![allowed("decision.grant"), allowed("decision.refuse")];
    let mut model = opened(Role::Approver, detail(case(State::Deciding), acts));
    press(&mut model, Action::Decide);
    assert!(matches!(model.casework.mode, Mode::Menu { .. }));
    press(&mut model, Action::Choose2);
    assert_eq!(model.casework.mode, Mode::Form("decision.refuse"));
}

#[test]
fn a_departments_key_on_the_list_goes_on_when_the_case_is_here() {
    let mut model = fixtures::model(Role::Reviewer);
    let effects = press(&mut model, Action::PlaceBackOffice);
    let mut row = fixtures::rows();
    row[0].id = case_id();
    row.truncate(1);
    answer(&mut model, &effects[0], Answer::Cases(crate::contract::Page { items: row, next: None }));
    let effects = press(&mut model, Action::Opinion);
    let detail = detail(case(State::UnderReview), vec![allowed("review.finish")]);
    let asks = answer(&mut model, &effects[0], Answer::Case(Box::new(detail)));
    answer(&mut model, &asks[0], Answer::Guide(Box::new(fixtures::guide())));
    assert_eq!(model.casework.mode, Mode::Form("review.finish"));
}
