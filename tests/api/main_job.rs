//! The whole main job over the wire, every receipt verified.

use chuangtai::{
    contract::{
        DocumentView, EvidenceAnswered, EvidenceRequest, LookupAnswer, Person, TimelineEntry, Verdict as Ruling,
    },
    domain::{
        case::{DecisionKind, DocumentKind, State},
        check::{MaterialRow, Verdict},
        exemption::{Authorisation, EvidenceAnswer, SatisfyBy},
        guide::ToleranceMode,
        lifecycle::{Act, act},
        role::Role,
    },
};
use uuid::Uuid;

use super::world::{FOOD, World, food, row, segment};

/// What the clerk asks of the registers for this case.
pub fn ask(world: &World, who: &LookupAnswer, case: Uuid) -> EvidenceAnswered {
    let request = EvidenceRequest {
        applicant_id: who.applicant_id,
        guide_version: world.guide(FOOD).id,
        material_codes: Vec::new(),
        authorisation: Some(Authorisation::CodeShown { at: world.now() }),
        case_id: case,
    };
    world.post(&world.role(Role::Clerk), "/v1/evidence", &request).json()
}

/// Nine materials: two exempt by what registers said, one absent, one not applicable, the rest on the counter.
pub fn rows(world: &World, answered: &EvidenceAnswered) -> Vec<MaterialRow> {
    let guide = world.guide(FOOD);
    let exempt = |no: u32| {
        let mut held = answered.evidence.iter().filter(|(code, _)| *code == food(no));
        let evidence = &held.find(|(_, e)| e.answer == EvidenceAnswer::Yes && !e.revoked).unwrap().1;
        let by = evidence.way_for(guide.material(&food(no)).unwrap()).unwrap();
        MaterialRow { evidence_id: Some(evidence.id), ..row(no, by) }
    };
    vec![
        row(1, SatisfyBy::EForm),
        exempt(2),
        exempt(3),
        row(4, SatisfyBy::CopyChecked),
        row(5, SatisfyBy::PaperOriginal),
        MaterialRow { by: None, verdict: Verdict::Absent, originals: 0, ..row(6, SatisfyBy::PaperOriginal) },
        row(8, SatisfyBy::PaperOriginal),
        row(9, SatisfyBy::CopyChecked),
    ]
}

/// At the window: received, then accepted with one tolerance.
pub fn at_the_window(world: &World, clerk: &Person, case: Uuid) {
    let who = world.lookup("A017");
    let answered = ask(world, &who, case);
    let application = world.food_application(&who, rows(world, &answered));
    let receive =
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }));
    let received = world.act(clerk, case, 0, &receive);
    assert_eq!((received.verdict, received.transitions.as_slice()), (Ruling::Applied, [4].as_slice()));
    assert_eq!(received.state, Some(State::Received));
    assert!(received.case_no.as_deref().unwrap().starts_with(FOOD));
    assert_eq!(received.documents.len(), 1);
    let detail = world.case(clerk, case);
    assert!(detail.allowed_acts.iter().any(|allowed| allowed.act == "case.accept_with_tolerance"));

    let line =
        act::ToleratedMaterial { material_code: food(6), mode: ToleranceMode::SupplementLater, due_days: Some(5) };
    let accept = Act::AcceptWithTolerance(act::ToleranceDemand {
        lines: vec![line],
        signed: true,
        signed_by_applicant: true,
        credit_evidence: answered.credit.evidence_id,
        materials: Vec::new(),
    });
    let accepted = world.act(clerk, case, 1, &accept);
    assert_eq!((accepted.state, accepted.transitions.as_slice()), (Some(State::Accepted), [10].as_slice()));
    let kinds: Vec<DocumentKind> = accepted.documents.iter().filter_map(|paper| paper.code.known().copied()).collect();
    assert!(kinds.contains(&DocumentKind::Tol) && kinds.contains(&DocumentKind::Tcm), "{kinds:?}");
    let path = format!("/v1/documents/{}", segment(&accepted.documents[0].no));
    let paper: DocumentView = world.get(clerk, &path).json();
    assert_eq!(paper.sha256, accepted.documents[0].sha256);
    assert!(paper.text.contains("演示"), "{}", paper.text);
}

#[test]
fn two_exempt_one_tolerated_accepted_handed_over_decided_and_delivered() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    at_the_window(&world, &clerk, case);

    let reviewer = world.of(Role::Reviewer, "scjg");
    let approver = world.of(Role::Approver, "scjg");
    let issuer = world.role(Role::IssueClerk);
    let mut version = 2;
    let mut go = |person: &Person, act: &Act, state: State| {
        let receipt = world.act(person, case, version, act);
        version += 1;
        assert_eq!((receipt.version, receipt.state), (Some(version), Some(state)), "{act:?}");
    };
    let bag = act::Transfer { bag_no: Some("D001".into()), ..act::Transfer::default() };
    go(&clerk, &Act::HandOver(bag), State::Dispatched);
    assert!(world.get(&reviewer, "/v1/worklists/inbox").text().contains(&case.to_string()));
    let lines = world.case(&reviewer, case).case.hand_overs[0].lines.clone();
    let lines_checked = lines.into_iter().map(|(code, _)| code).collect();
    go(&reviewer, &Act::SignFor(act::SignedFor { lines_checked }), State::UnderReview);
    let opinion = act::ReviewOpinion { opinion: DecisionKind::Grant, reasons: "材料齐全,符合条件".into() };
    go(&reviewer, &Act::ReviewFinish(opinion), State::TolerancePending);
    let arrival = act::ToleranceArrival {
        materials: vec![row(6, SatisfyBy::PaperOriginal)],
        reached_at: None,
        wrong: String::new(),
    };
    go(&clerk, &Act::ToleranceReceive(arrival), State::Deciding);
    let grant = act::GrantDecision {
        content: "准予食品经营许可".into(),
        valid_until: None,
        overdue_reason: None,
        batch: false,
    };
    go(&approver, &Act::Grant(grant), State::Granted);
    go(&reviewer, &Act::ResultHandOver(act::Transfer::default()), State::ResultReady);
    let receiver = act::Receiver { name: "张桂兰".into(), identity_checked: true, is_agent: false, signed: true };
    go(&issuer, &Act::Deliver(receiver), State::Delivered);

    let timeline: Vec<TimelineEntry> = world.get(&clerk, &format!("/v1/cases/{case}/timeline")).json();
    assert_eq!(timeline.len(), 9);
    assert_eq!(timeline[8].person, issuer.name);
}
