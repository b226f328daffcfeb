//! R0.1, R12.4, R5.15 at the centre: weighty acts need two persons. It goes by person and not by role: somebody who was
//! promoted between two acts is still one person.

use chuangtai::{
    contract::Person,
    domain::{
        case::{DecisionKind, State},
        escalation::NegativeKind,
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
};

use super::{protocol::receive, sight::staff, world::World};

/// The same person, in another role from now on.
fn promoted(world: &World, person: &Person, role: Role) -> Person {
    let person = Person { role, departments: vec!["scjg".into()], ..person.clone() };
    world.hire(&person);
    person
}

pub fn propose() -> Act {
    Act::NegativePropose(act::NegativeProposal {
        kind: NegativeKind::NotRequired,
        facts: "仅销售预包装食品".into(),
        basis: "食品安全法第三十五条".into(),
        guidance: String::new(),
    })
}

pub fn confirm() -> Act {
    Act::NegativeConfirm(act::NegativeRuling {
        kind: NegativeKind::NotRequired,
        competent_organ: None,
        reason: "属实".into(),
    })
}

#[test]
fn r0_1_r12_4_f52_nobody_confirms_a_negative_of_a_case_they_took_in_or_proposed() {
    let world = World::new();
    let taker = staff(901, Role::Clerk, &[], Limits::default());
    let proposer = staff(902, Role::Clerk, &[], Limits::default());
    for person in [&taker, &proposer] {
        world.hire(person);
    }
    let case = world.uuid();
    world.act(&taker, case, 0, &receive(&world));
    world.act(&proposer, case, 1, &propose());
    for person in [&taker, &proposer] {
        let clerk = world.refused(person, case, 2, &confirm());
        assert_eq!(clerk.status, 422, "no clerk at all: {}", clerk.title);
        let chief = promoted(&world, person, Role::ChiefRep);
        let problem = world.refused(&chief, case, 2, &confirm());
        assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("R12.4")), "{}", problem.title);
    }
    let second = world.of(Role::ChiefRep, "scjg");
    world.act(&second, case, 2, &confirm());
}

#[test]
fn r12_4_f52_nobody_decides_a_case_that_they_took_in_or_reviewed() {
    let world = World::new();
    let taker = staff(903, Role::Clerk, &[], Limits::default());
    let reviewer = staff(905, Role::Reviewer, &["scjg"], Limits::default());
    for person in [&taker, &reviewer] {
        world.hire(person);
    }
    let case = world.uuid();
    world.act(&taker, case, 0, &receive(&world));
    world.act(&taker, case, 1, &Act::Accept(act::Checks::default()));
    let bag = act::Transfer { bag_no: Some("D001".into()), ..act::Transfer::default() };
    world.act(&taker, case, 2, &Act::HandOver(bag));
    let lines = world.case(&reviewer, case).case.hand_overs[0].lines.clone();
    let lines_checked = lines.into_iter().map(|(code, _)| code).collect();
    world.act(&reviewer, case, 3, &Act::SignFor(act::SignedFor { lines_checked }));
    let opinion = act::ReviewOpinion { opinion: DecisionKind::Grant, reasons: "材料齐全,符合条件".into() };
    let finished = world.act(&reviewer, case, 4, &Act::ReviewFinish(opinion));
    assert_eq!(finished.state, Some(State::Deciding));
    let grant = || {
        Act::Grant(act::GrantDecision {
            content: "准予".into(), valid_until: None, overdue_reason: None, batch: false
        })
    };
    for person in [&taker, &reviewer] {
        let approver = promoted(&world, person, Role::Approver);
        let problem = world.refused(&approver, case, 5, &grant());
        assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("R12.4")), "{}", problem.title);
        let offered = world.case(&approver, case).allowed_acts;
        let decide = offered.iter().find(|offer| offer.act == "decision.grant").unwrap();
        assert!(decide.blocked_by.iter().any(|block| block.why.rule == "R12.4"), "the offer says so before");
    }
    world.act(&world.of(Role::Approver, "scjg"), case, 5, &grant());
}

#[test]
fn r5_15_f52_who_helped_the_applicant_handles_nothing_of_the_case() {
    let world = World::new();
    let agent = staff(904, Role::GridAgent, &[], Limits::default());
    world.hire(&agent);
    let Act::Receive(receiving) = receive(&world) else { unreachable!() };
    let application = receiving.application.clone();
    let case = world.uuid();
    let draft = act::Draft { application, slip_no: None, originals: Vec::new(), agreement: None, collected_at: None };
    let submitted = world.seal(&agent, case, 0, None, &Act::DraftSubmit(Box::new(draft)));
    let answer = world.post_command(&agent, &submitted);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let clerk = promoted(&world, &agent, Role::Clerk);
    let problem = world.refused(&clerk, case, 1, &receive(&world));
    assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("R5.15")), "{}", problem.title);
    let other = world.role(Role::Clerk);
    world.act(&other, case, 1, &receive(&world));
}
