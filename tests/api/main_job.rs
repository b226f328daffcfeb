//! The whole main job over the wire, every receipt verified.

use chuangtai::{
    contract::{EvidenceAnswered, EvidenceRequest, Verdict as Ruling},
    domain::{
        case::{DecisionKind, State},
        check::{MaterialRow, Verdict},
        exemption::{Authorisation, EvidenceAnswer, SatisfyBy},
        guide::ToleranceMode,
        lifecycle::{Act, act},
        role::Role,
    },
};

use super::world::{FOOD, World, food, row};

#[test]
fn two_exempt_one_tolerated_accepted_handed_over_decided_and_delivered() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let who = world.lookup("A017");
    let case = world.uuid();
    let guide = world.guide(FOOD);

    let request = EvidenceRequest {
        applicant_id: who.applicant_id,
        guide_version: guide.id.clone(),
        material_codes: Vec::new(),
        authorisation: Some(Authorisation::CodeShown { at: world.now() }),
        case_id: case,
    };
    let answered: EvidenceAnswered = world.post(&clerk, "/v1/evidence", &request).json();
    let held = |no: u32| {
        let code = food(no);
        answered.evidence.iter().find(|(m, e)| *m == code && e.answer == EvidenceAnswer::Yes && !e.revoked).unwrap()
    };
    let exempt = |no: u32| {
        let evidence = &held(no).1;
        let by = evidence.way_for(guide.material(&food(no)).unwrap()).unwrap();
        MaterialRow { evidence_id: Some(evidence.id), ..row(no, by) }
    };
    let rows = vec![
        row(1, SatisfyBy::EForm),
        exempt(2),
        exempt(3),
        row(4, SatisfyBy::CopyChecked),
        row(5, SatisfyBy::PaperOriginal),
        MaterialRow { by: None, verdict: Verdict::Absent, originals: 0, ..row(6, SatisfyBy::PaperOriginal) },
        row(8, SatisfyBy::PaperOriginal),
        row(9, SatisfyBy::CopyChecked),
    ];
    let application = world.food_application(&who, rows);
    let receive =
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }));
    let received = world.act(&clerk, case, 0, &receive);
    assert_eq!((received.verdict, received.transitions.as_slice()), (Ruling::Applied, [4].as_slice()));
    assert_eq!(received.state, Some(State::Received));
    assert!(received.case_no.as_deref().unwrap().starts_with(FOOD));
    assert_eq!(received.documents.len(), 1);

    let detail = world.case(&clerk, case);
    assert!(detail.allowed_acts.iter().any(|allowed| allowed.act == "case.accept_with_tolerance"));

    let accept = Act::AcceptWithTolerance(act::ToleranceDemand {
        lines: vec![act::ToleratedMaterial {
            material_code: food(6),
            mode: ToleranceMode::SupplementLater,
            due_days: Some(5),
        }],
        signed: true,
        signed_by_applicant: true,
        credit_evidence: answered.credit.evidence_id,
        materials: Vec::new(),
    });
    let accepted = world.act(&clerk, case, 1, &accept);
    assert_eq!(accepted.state, Some(State::Accepted));
    assert_eq!(accepted.transitions, [10]);
    let kinds: Vec<String> = accepted.documents.iter().map(|paper| format!("{:?}", paper.code)).collect();
    assert!(kinds.contains(&"Tol".to_owned()) && kinds.contains(&"Tcm".to_owned()), "{kinds:?}");
    let no = &accepted.documents[0].no;
    let path: String = format!("/v1/documents/{}", no.bytes().map(|b| format!("%{b:02X}")).collect::<String>());
    let paper: chuangtai::contract::DocumentView = world.get(&clerk, &path).json();
    assert_eq!(paper.sha256, accepted.documents[0].sha256);
    assert!(paper.text.contains("演示"), "{}", paper.text);

    let reviewer = world.of(Role::Reviewer, "scjg");
    let approver = world.of(Role::Approver, "scjg");
    let issuer = world.role(Role::IssueClerk);
    let mut version = 2;
    let mut go = |person: &chuangtai::contract::Person, act: &Act, state: State| {
        let receipt = world.act(person, case, version, act);
        version += 1;
        assert_eq!(receipt.version, Some(version));
        assert_eq!(receipt.state, Some(state), "{act:?}");
    };
    go(&clerk, &Act::HandOver(act::Transfer { bag_no: Some("D001".into()), ..Default::default() }), State::Dispatched);
    let inbox = world.get(&reviewer, "/v1/worklists/inbox").text();
    assert!(inbox.contains(&case.to_string()), "{inbox}");
    let lines = world.case(&reviewer, case).case.hand_overs[0].lines.clone();
    let checked = lines.into_iter().map(|(code, _)| code).collect();
    go(&reviewer, &Act::SignFor(act::SignedFor { lines_checked: checked }), State::UnderReview);
    go(
        &reviewer,
        &Act::ReviewFinish(act::ReviewOpinion {
            opinion: DecisionKind::Grant, reasons: "材料齐全,符合条件".into()
        }),
        State::TolerancePending,
    );
    go(
        &clerk,
        &Act::ToleranceReceive(act::ToleranceArrival {
            materials: vec![row(6, SatisfyBy::PaperOriginal)],
            reached_at: None,
            wrong: String::new(),
        }),
        State::Deciding,
    );
    go(
        &approver,
        &Act::Grant(act::GrantDecision {
            content: "准予食品经营许可".into(), valid_until: None, overdue_reason: None
        }),
        State::Granted,
    );
    go(&reviewer, &Act::ResultHandOver(act::Transfer::default()), State::ResultReady);
    go(
        &issuer,
        &Act::Deliver(act::Receiver {
            name: "张桂兰".into(), identity_checked: true, is_agent: false, signed: true
        }),
        State::Delivered,
    );
    let timeline: Vec<chuangtai::contract::TimelineEntry> =
        world.get(&clerk, &format!("/v1/cases/{case}/timeline")).json();
    assert_eq!(timeline.len(), 9);
    assert_eq!(timeline[8].person, issuer.name);
}
