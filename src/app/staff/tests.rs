use super::*;
use crate::{
    app::{Action, Ask, Msg, Place, rehearsal::Rehearsal},
    domain::role::Role,
};

fn page(role: Role) -> Rehearsal {
    let mut stage = Rehearsal::new(80, 24);
    stage.role = role;
    stage.send(Msg::Start);
    stage.act(&[Action::PlaceStaff]);
    stage
}

fn decided(stage: &Rehearsal) -> Vec<(Uuid, ProposalAct)> {
    let asked = stage.asked.iter().filter_map(|ask| match ask {
        Ask::Staff(Asked::Decide { id, act }) => Some((*id, *act)),
        _ => None,
    });
    asked.collect()
}

#[test]
fn only_those_in_charge_of_accounts_are_offered_the_page() {
    for role in [Role::Admin, Role::HallManager, Role::Auditor] {
        let stage = page(role);
        assert!(stage.model.place == Place::Staff && stage.model.shows_staff(), "{role:?}");
        assert_eq!(stage.model.staff.count(), 7, "{role:?}");
    }
    for role in [Role::Clerk, Role::ChiefRep, Role::CatalogueEditor] {
        let stage = page(role);
        assert!(!stage.model.shows_staff() && stage.model.staff.count() == 0, "{role:?}");
    }
}

#[test]
fn asvs_2_3_5_what_waits_stands_first_and_is_decided_by_a_digit_and_by_nothing_else() {
    let mut stage = page(Role::Admin);
    let rows: Vec<bool> = stage.model.staff.rows().map(|row| matches!(row, Row::Waiting(_))).collect();
    assert_eq!(rows, [true, true, false, false, false, false, false]);
    stage.act(&[Action::Open]);
    let first = stage.model.staff.open.clone().unwrap();
    assert_eq!(first.id, fixtures::waiting()[0].id);
    stage.act(&[Action::Confirm, Action::Choose3]);
    assert_eq!(decided(&stage), [], "Enter confirms nothing, and there is no third");
    stage.act(&[Action::Choose2]);
    assert_eq!(decided(&stage), [(first.id, ProposalAct::Refuse)]);
    assert!(stage.model.staff.open.is_none());
    assert!(stage.model.notices.current().unwrap().text.contains("已不同意"));

    stage.act(&[Action::Choose2, Action::Choose1]);
    assert_eq!(decided(&stage)[1].1, ProposalAct::Withdraw, "one's own is only taken back");
}

#[test]
fn asvs_2_3_5_the_password_is_shown_once_and_goes_with_the_page_and_with_the_lock() {
    for leave in [Action::Confirm, Action::Back, Action::PlaceHome, Action::Lock] {
        let mut stage = page(Role::Admin);
        stage.act(&[Action::Open, Action::Choose1]);
        let shown = stage.model.staff.confirmed.as_ref().and_then(|done| done.password.clone()).unwrap();
        assert_eq!(shown.password, "abc2-def3-ghj4-kmn5");
        assert!(!format!("{:?}", stage.model).contains("abc2-"), "and nowhere else");
        assert!(!stage.model.notices.current().unwrap().text.contains("abc2-"));
        stage.act(&[leave]);
        assert!(stage.model.staff.confirmed.is_none(), "{leave:?}");
    }
}

#[test]
fn f41_a_proposal_of_a_kind_that_nobody_knows_is_only_read() {
    let mut stage = page(Role::Admin);
    stage.act(&[Action::Open]);
    stage.model.staff.open.as_mut().unwrap().kind = crate::contract::Told::Unknown("promote".into());
    assert!(stage.model.staff.offers().is_empty());
    stage.act(&[Action::Choose1]);
    assert_eq!(decided(&stage), []);
}

#[test]
fn nothing_of_the_centre_is_shown_that_may_not_be_so_any_more() {
    let mut stage = page(Role::Admin);
    stage.offline = true;
    stage.act(&[Action::PlaceStaff]);
    assert!(stage.model.is_staff_away() && stage.model.staff.count() == 0);
    stage.offline = false;
    stage.act(&[Action::Open]);
    assert_eq!(stage.model.staff.count(), 7, "Enter asks again");
}
