//! The form of every act: which fields it has, what they ask for, what they become.

use super::*;

#[test]
fn every_act_has_its_form_here_or_a_reason_why_not() {
    let here: BTreeSet<&str> = ACTS.iter().map(|row| row.act).collect();
    assert_eq!(here.len(), ACTS.len(), "an act stands twice");
    for act in Act::KINDS {
        assert!((here.contains(act) || act == TAKE_OVER) != elsewhere(act).is_some(), "{act}");
        assert!(i18n::is_known(&format!("act.{act}")), "{act} has no name");
    }
    for (act, why) in ELSEWHERE {
        assert!(Act::KINDS.contains(act) && i18n::is_known(why), "{act}");
    }
    // Everything that a person with a screen may do leads to a row.
    let without_screen = [Role::System, Role::Applicant];
    let done_by = |row: &&Transition| row.who.iter().any(|role| !without_screen.contains(role));
    for row in TABLE.iter().filter(done_by) {
        assert!(
            act_row(row.act).is_some() || row.act == TAKE_OVER || elsewhere(row.act) == Some("why.in_workspace"),
            "T{} {}",
            row.no,
            row.act
        );
    }
}

#[test]
fn every_label_has_words() {
    for part in ACTS.iter().flat_map(|row| row.parts) {
        assert!(i18n::is_known(part.label), "{}", part.label);
    }
}

#[test]
fn every_form_makes_its_act() {
    for row in ACTS {
        let mut model = full(row.act);
        press(&mut model, Action::Open);
        assert_eq!(model.casework.mode, Mode::Form(row.act), "{} did not open", row.act);
        fill(model.casework.form_mut().unwrap());
        let form = model.casework.form().unwrap().clone();
        let act = model.with_sheet(|sheet| payload::act(&form, sheet, now(), date(2026, 11, 20))).unwrap();
        let act = act.unwrap_or_else(|| panic!("{}: the form makes no act: {form:?}", row.act));
        assert_eq!(act.kind(), row.act);
        let sealing = sealed(&press(&mut model, Action::StepFinish));
        assert_eq!((sealing.expected_version, sealing.act), (4, act), "{}", row.act);
    }
}

#[test]
fn what_must_be_there_is_asked_for_before_anything_goes_out() {
    for row in ACTS.iter().filter(|row| row.parts.iter().any(|part| part.need == super::super::table::Need::Must)) {
        let mut model = full(row.act);
        press(&mut model, Action::Open);
        let form = model.casework.form_mut().unwrap();
        for field in &mut form.form.fields {
            field.editor.clear();
        }
        if form.form.is_finished() {
            // Fields of the guide's form stay as they are, and all may stay.
            assert_eq!(row.act, "form.record");
            continue;
        }
        assert!(press(&mut model, Action::StepFinish).is_empty(), "{}", row.act);
        assert!(model.casework.form().unwrap().form.current().unwrap().trouble.is_some(), "{}", row.act);
    }
}

#[test]
fn r3_11_a_late_decision_asks_for_the_public_reason() {
    let mut late = detail(case(State::Deciding), vec![allowed("decision.grant")]);
    let mut model = opened(Role::Approver, late.clone());
    press(&mut model, Action::Decide);
    assert!(model.casework.form().unwrap().form.field("overdue_reason").is_none());
    late.clocks.lines[1].light = Light::Red;
    let mut model = opened(Role::Approver, late);
    press(&mut model, Action::Decide);
    assert!(model.casework.form().unwrap().form.field("overdue_reason").unwrap().required);
}

#[test]
fn r5_13_with_an_agent_on_the_case_it_is_asked_who_signed() {
    let mut with_agent = case(State::Accepted);
    let mut model = opened(Role::Clerk, detail(with_agent.clone(), vec![allowed("case.withdraw")]));
    press(&mut model, Action::Open);
    assert!(model.casework.form().unwrap().form.field("signed_by_applicant").is_none());
    let letter = serde_json::from_value(serde_json::json!({
        "kind": "private", "agent_name": "王*", "agent_number": "3****", "ticks": ["withdraw"],
    }))
    .unwrap();
    with_agent.application.agent =
        Some(crate::domain::case::AgentOnCase { party: super::super::fixtures::party(), letter });
    let mut model = opened(Role::Clerk, detail(with_agent, vec![allowed("case.withdraw")]));
    press(&mut model, Action::Open);
    assert!(model.casework.form().unwrap().form.field("signed_by_applicant").is_some());
}

#[test]
fn enter_walks_through_every_field_and_sends_at_the_end() {
    let mut model = full("case.extend");
    press(&mut model, Action::Open);
    send(&mut model, Msg::Paste("10".into()));
    assert!(press(&mut model, Action::FieldDone).is_empty());
    send(&mut model, Msg::Paste("案情复杂".into()));
    let sealing = sealed(&press(&mut model, Action::FieldDone));
    assert_eq!(sealing.act.kind(), "case.extend");
    assert!(press(&mut model, Action::FieldDone).is_empty(), "it is not sent twice");
}

#[test]
fn r3_2_a_negative_is_confirmed_only_as_a_kind_it_may_become() {
    let mut proposed = case(State::NegativeProposed);
    proposed.negative = Some(negative());
    let mut model = opened(Role::ChiefRep, detail(proposed, vec![allowed("negative.confirm")]));
    assert!(model.casework.panes().contains(&Pane::Negative));
    press(&mut model, Action::Open);
    let kind = model.casework.form().unwrap().form.field("kind").unwrap();
    assert_eq!(kind.options.len(), 1, "not competent is confirmed as not competent");
    assert_eq!(kind.text(), kind.options[0]);
}

#[test]
fn r10_9_money_goes_out_in_fen() {
    let mut model = full("fee.record");
    press(&mut model, Action::Open);
    fill(model.casework.form_mut().unwrap());
    match sealed(&press(&mut model, Action::StepFinish)).act {
        Act::FeeRecord(fee) => assert_eq!((fee.state, fee.amount_fen), (FeeState::Paid, 1250)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_changed_fields_of_the_form_go_out_with_what_they_replace() {
    let mut model = full("form.record");
    press(&mut model, Action::Open);
    let field = model.casework.form_mut().unwrap().form.field_mut("fields/area").unwrap();
    assert_eq!(field.text(), "120");
    field.restore("150");
    match sealed(&press(&mut model, Action::StepFinish)).act {
        Act::FormRecord(record) => {
            assert_eq!(record.fields, [("area".to_owned(), "150".to_owned())].into());
            assert_eq!(record.base, [("area".to_owned(), "120".to_owned())].into());
        }
        other => panic!("{other:?}"),
    }
}
