//! The department's side over the wire: leases, missed limits, returns, results signed for, simple cases granted together,
//! queues narrowed and counted.

use chuangtai::{
    contract::{AuditPage, CaseCounts, CaseSummary, Page, Person, QueueCounts, QueueFilter, TimelineEntry},
    domain::{
        case::{DecisionKind, DocumentKind, OverdueClock, OverdueCode, ReturnCode, State, TaskKind},
        escalation::NegativeKind,
        guide::SpecialKind,
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
};
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use super::{
    protocol::receive,
    sight::staff,
    world::{MORNING, World, clock_at, config},
};

/// A food licence under review of 市场监管局; it is at version 4 then.
pub fn under_review(world: &World) -> Uuid {
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(world));
    world.act(&clerk, case, 1, &Act::Accept(act::Checks::default()));
    let bag = act::Transfer { bag_no: Some("D001".into()), ..act::Transfer::default() };
    world.act(&clerk, case, 2, &Act::HandOver(bag));
    sign_for(world, case, 3);
    case
}

fn sign_for(world: &World, case: Uuid, version: u64) {
    let reviewer = world.of(Role::Reviewer, "scjg");
    let lines = world.case(&reviewer, case).case.hand_overs.last().unwrap().lines.clone();
    let lines_checked = lines.into_iter().map(|(code, _)| code).collect();
    world.act(&reviewer, case, version, &Act::SignFor(act::SignedFor { lines_checked }));
}

fn finish() -> Act {
    Act::ReviewFinish(act::ReviewOpinion { opinion: DecisionKind::Grant, reasons: "材料齐全,符合条件".into() })
}

fn grant(batch: bool) -> Act {
    Act::Grant(act::GrantDecision { content: "准予".into(), valid_until: None, overdue_reason: None, batch })
}

fn ask() -> Act {
    Act::AskApplicant(act::Question { text: "经营面积是多少?".into() })
}

fn claim() -> Act {
    Act::Claim(act::Claim::default())
}

/// A second reviewer of the same department.
fn colleague(world: &World) -> Person {
    let person = Person { name: "白帆".into(), ..staff(931, Role::Reviewer, &["scjg"], Limits::default()) };
    world.hire(&person);
    person
}

fn days(world: &World, days: u32) {
    world.post(&world.role(Role::Clerk), "/v1/demo/clock", &json!({ "days": days }));
}

fn row(world: &World, person: &Person, list: &str, case: Uuid) -> Option<CaseSummary> {
    let page: Page<CaseSummary> = world.get(person, &format!("/v1/worklists/{list}?limit=200")).json();
    page.items.into_iter().find(|row| row.id == case)
}

fn left(world: &World, person: &Person, list: &str, filter: &str) -> Vec<Uuid> {
    let page: Page<CaseSummary> = world.get(person, &format!("/v1/worklists/{list}?filter={filter}")).json();
    page.items.into_iter().map(|row| row.id).collect()
}

#[test]
fn r12_1_a_claimed_case_is_left_alone_by_colleagues_of_the_same_role_and_by_nobody_else() {
    let world = World::new();
    let case = under_review(&world);
    let (own, other) = (world.of(Role::Reviewer, "scjg"), colleague(&world));
    world.act(&own, case, 4, &claim());
    let shown = row(&world, &other, "inbox", case).unwrap().marks.lease.unwrap();
    assert_eq!((shown.holder, shown.name.as_str()), (own.id, own.name.as_str()));

    let problem = world.refused(&other, case, 5, &ask());
    assert_eq!((problem.status, problem.code.as_str()), (423, "case.leased"));
    let said = format!("{} {}", problem.title, problem.detail.unwrap());
    assert!(said.contains(&own.name) && said.contains("审查"), "{said}");
    assert_eq!(world.refused(&other, case, 5, &claim()).code, "case.leased");
    let offered = world.case(&other, case).allowed_acts;
    let blocked = offered.iter().find(|offer| offer.act == "review.finish").unwrap();
    assert!(blocked.blocked_by.iter().any(|block| block.code == "case.leased"), "the offer says so before");

    // A fact is taken from everybody, whatever version they saw; the approver's own powers are not the reviewer's work.
    world.act(&other, case, 5, &Act::NoteAdd(act::Note { text: "电话来询".into() }));
    let approver = world.of(Role::Approver, "scjg");
    let more = act::ExtensionDemand { days: 5, reason: "案情复杂".into() };
    world.act(&approver, case, 6, &Act::Extend(more));
    world.act(&own, case, 7, &ask());
    world.act(&own, case, 8, &finish());
    assert!(world.case(&own, case).case.lease.is_none(), "with the review the reviewer's work is over");
}

#[test]
fn r12_1_a_lease_ends_by_the_centres_clock_and_its_holders_acts_move_it_on() {
    let world = World::new();
    let case = under_review(&world);
    let (own, other) = (world.of(Role::Reviewer, "scjg"), colleague(&world));
    world.act(&own, case, 4, &Act::Claim(act::Claim { minutes: Some(60) }));
    world.clock.advance(SignedDuration::from_mins(59));
    world.act(&own, case, 5, &ask());
    // Four hours from the act, as the region sets it.
    world.clock.advance(SignedDuration::from_mins(239));
    assert_eq!(world.refused(&other, case, 6, &ask()).code, "case.leased");
    assert_eq!(left(&world, &own, "inbox", "mine"), [case]);
    world.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(left(&world, &own, "inbox", "mine"), [] as [Uuid; 0]);
    assert_eq!(left(&world, &other, "inbox", "unclaimed"), [case]);
    assert!(row(&world, &other, "inbox", case).unwrap().marks.lease.is_none());
    // A claim commutes: whoever was first has it, whatever version the list showed.
    let late = world.seal(&other, case, 5, None, &claim());
    assert_eq!(world.post_command(&other, &late).status, 200);
    assert_eq!(world.refused(&own, case, 7, &claim()).code, "case.leased");
    for minutes in [0, 1441] {
        let problem = world.refused(&other, case, 7, &Act::Claim(act::Claim { minutes: Some(minutes) }));
        assert_eq!(problem.code, "lease.minutes");
    }
}

#[test]
fn r0_9_a_lease_is_taken_away_only_by_who_may_reassign_with_a_reason_and_that_is_on_record() {
    let world = World::new();
    let case = under_review(&world);
    let (own, other) = (world.of(Role::Reviewer, "scjg"), colleague(&world));
    let take = |reason: &str| Act::Release(act::Release { reason: reason.into() });
    world.act(&own, case, 4, &claim());
    assert_eq!(world.refused(&other, case, 5, &take("他休假")).code, "case.leased");
    let approver = world.of(Role::Approver, "scjg");
    assert_eq!(world.refused(&approver, case, 5, &take(" ")).code, "text.missing");
    let taken = world.seal(&approver, case, 5, None, &take("承办人休假,改派"));
    assert_eq!(world.post_command(&approver, &taken).status, 200);
    let timeline: Vec<TimelineEntry> = world.get(&own, &format!("/v1/cases/{case}/timeline")).json();
    let last = timeline.last().unwrap();
    assert_eq!((last.act.as_str(), last.person.as_str()), ("task.release", approver.name.as_str()));
    assert_eq!(last.remark.as_deref(), Some("承办人休假,改派"));
    let trail: AuditPage = world.get(&world.role(Role::Auditor), "/v1/audit?limit=200").json();
    assert!(trail.links.iter().any(|link| link.body.contains(&format!("task.release/{}", taken.command_id))));
    world.act(&other, case, 6, &claim());
    // The holder gives it back without a word; then there is nothing to give back.
    world.act(&other, case, 7, &take(""));
    assert_eq!(world.refused(&other, case, 8, &take("")).code, "lease.none");
    let foreign = world.of(Role::Reviewer, "mzj");
    let command = world.seal(&foreign, case, 8, None, &claim());
    assert_eq!(world.post_command(&foreign, &command).status, 404);
}

#[test]
fn t31_a_return_names_one_of_three_reasons_and_lies_with_the_window_again() {
    let world = World::new();
    let case = under_review(&world);
    let (clerk, reviewer) = (world.role(Role::Clerk), world.of(Role::Reviewer, "scjg"));
    world.act(&reviewer, case, 4, &claim());
    let back = act::SendBack { code: ReturnCode::Unreadable, reason: "平面图看不清,请重新复印".into() };
    let receipt = world.act(&reviewer, case, 5, &Act::SendBack(back));
    assert_eq!((receipt.state, receipt.transitions.as_slice()), (Some(State::ReturnedToWindow), [31].as_slice()));
    let shown = row(&world, &clerk, "returned", case).unwrap();
    assert_eq!((shown.marks.returned, shown.marks.lease), (Some(ReturnCode::Unreadable.into()), None));
    // Without a code it is no return at all.
    let mut bare = world.seal(
        &reviewer,
        case,
        6,
        None,
        &Act::SendBack(act::SendBack { code: ReturnCode::WrongDepartment, reason: "x".into() }),
    );
    bare.payload = json!({"reason": "说不清"});
    assert_eq!(world.post_command(&reviewer, &bare).problem().code, "command.payload");
    world.act(&clerk, case, 6, &Act::HandOver(act::Transfer::default()));
    assert_eq!(left(&world, &reviewer, "inbox", "returned"), [case], "it has been back once");
    assert_eq!(left(&world, &reviewer, "inbox", "paused"), [] as [Uuid; 0]);
}

#[test]
fn r3_11_a_missed_limit_is_explained_before_anything_else_and_counted() {
    let world = World::new();
    let case = under_review(&world);
    let (clerk, reviewer) = (world.role(Role::Clerk), world.of(Role::Reviewer, "scjg"));
    let manager = world.role(Role::HallManager);
    let counts = || world.get(&manager, "/v1/stats/cases").json::<CaseCounts>().overdue;
    assert_eq!((counts().open, counts().unexplained), (0, 0));
    days(&world, 40);
    let problem = world.refused(&reviewer, case, 4, &ask());
    assert_eq!((problem.code.as_str(), problem.rule.as_deref()), ("overdue.unexplained", Some("R3.11")));
    assert_eq!(world.refused(&reviewer, case, 4, &finish()).code, "overdue.unexplained");
    assert_eq!((counts().open, counts().unexplained), (1, 1));
    assert_eq!(left(&world, &manager, "inbox", "overdue"), [case]);
    // What serves the applicant does not wait for it.
    let offered = world.case(&clerk, case).allowed_acts;
    let withdraw = offered.iter().find(|offer| offer.act == "case.withdraw").unwrap();
    assert!(withdraw.blocked_by.is_empty());

    let said =
        |text: &str| Act::OverdueExplain(act::OverdueExplanation { code: OverdueCode::Staffing, text: text.into() });
    assert_eq!(world.refused(&reviewer, case, 4, &said(" ")).code, "text.missing");
    world.act(&reviewer, case, 4, &said("两名审查人员同时休假"));
    let kept = world.case(&manager, case).case.overdue;
    assert_eq!((kept[0].code, kept[0].name.as_str()), (OverdueCode::Staffing, reviewer.name.as_str()));
    assert!(kept[0].clocks.contains(&OverdueClock::Promised));
    assert_eq!(row(&world, &manager, "inbox", case).unwrap().marks.overdue, Some(OverdueCode::Staffing.into()));
    let after = counts();
    assert_eq!((after.open, after.unexplained, after.reasons), (1, 0, vec![(OverdueCode::Staffing, 1)]));
    assert_eq!(world.refused(&reviewer, case, 5, &said("再说一遍")).code, "overdue.none");
    world.act(&reviewer, case, 5, &finish());
    // The decision need not say it twice: what was said is its public reason.
    let granted = world.act(&world.of(Role::Approver, "scjg"), case, 6, &grant(false));
    assert_eq!(granted.transitions, [52]);
    let decision = world.case(&manager, case).case.decision.unwrap();
    assert_eq!(decision.overdue_reason.as_deref(), Some("两名审查人员同时休假"));
}

#[test]
fn r10_2_a_special_procedure_is_told_in_writing_and_the_clocks_stand_still_until_it_ends() {
    let world = World::new();
    let case = under_review(&world);
    let (reviewer, chief) = (world.of(Role::Reviewer, "scjg"), world.of(Role::ChiefRep, "scjg"));
    let allow = act::SpecialPermission { kind: SpecialKind::Expert, basis: "行政许可法 第四十五条".into() };
    world.act(&chief, case, 4, &Act::SpecialAllow(allow));
    let start = act::SpecialStart {
        kind: SpecialKind::Expert,
        days: 5,
        reason: "需专家评审".into(),
        basis: "行政许可法 第四十五条".into(),
        officers: Vec::new(),
        place: String::new(),
    };
    let receipt = world.act(&reviewer, case, 5, &Act::SpecialStart(start));
    assert_eq!(
        (receipt.state, receipt.documents[0].code.known()),
        (Some(State::SpecialProcedure), Some(&DocumentKind::Spn))
    );
    assert_eq!(left(&world, &reviewer, "inbox", "paused"), [case]);
    let before = world.case(&reviewer, case).case.clocks.promised.unwrap();
    days(&world, 20);
    let counted: CaseCounts = world.get(&reviewer, "/v1/stats/cases").json();
    assert_eq!(counted.overdue.open, 0, "a clock that stands still misses nothing");
    let end = act::SpecialEnd { kind: SpecialKind::Expert, result: "通过".into() };
    let ended = world.act(&reviewer, case, 6, &Act::SpecialEnd(end));
    assert_eq!((ended.state, ended.documents[0].code.known()), (Some(State::UnderReview), Some(&DocumentKind::Spe)));
    let after = world.case(&reviewer, case).case.clocks.promised.unwrap();
    assert!(before.pauses[0].until.is_none() && after.pauses[0].until.is_some());
    assert_eq!(left(&world, &reviewer, "inbox", "paused"), [] as [Uuid; 0]);
}

#[test]
fn r10_14_the_issue_window_signs_for_what_the_department_sent() {
    let world = World::new();
    let case = under_review(&world);
    let (reviewer, issuer) = (world.of(Role::Reviewer, "scjg"), world.role(Role::IssueClerk));
    world.act(&reviewer, case, 4, &finish());
    world.act(&world.of(Role::Approver, "scjg"), case, 5, &grant(false));
    let number = world.case(&reviewer, case).case.decision.unwrap().result_no.unwrap();
    let wrong = act::Transfer { result_nos: vec!["别的编号".into()], ..act::Transfer::default() };
    assert_eq!(world.refused(&reviewer, case, 6, &Act::ResultHandOver(wrong)).code, "result.other_number");
    world.act(&reviewer, case, 6, &Act::ResultHandOver(act::Transfer::default()));
    assert_eq!(row(&world, &issuer, "issue", case).unwrap().task.as_deref(), Some("task.sign_for_result"));
    let sign = |checked: &[&str]| {
        Act::ResultSignFor(act::ResultSignedFor { checked: checked.iter().map(|no| (*no).into()).collect() })
    };
    let problem = world.refused(&issuer, case, 7, &sign(&[]));
    assert_eq!((problem.code.as_str(), problem.rule.as_deref()), ("result.line", Some("R10.14")));
    world.act(&issuer, case, 7, &sign(&[&number]));
    let sent = world.case(&issuer, case).case.hand_overs.last().cloned().unwrap();
    assert_eq!((sent.signed_by, sent.lines), (Some(issuer.id), vec![(number.clone(), 1)]));
    assert_eq!(row(&world, &issuer, "issue", case).unwrap().task.as_deref(), Some("task.deliver"));
    assert_eq!(world.refused(&issuer, case, 8, &sign(&[&number])).code, "result.signed");
}

/// The demo hall's registrations of physicians are simple and wait for the approver.
#[test]
fn r1_16_simple_cases_are_granted_together_each_with_its_own_receipt_and_one_no_stops_no_other() {
    let clock = clock_at(MORNING);
    let centre = chuangtai::central::Centre::open_demo(config(
        &clock,
        chuangtai::central::Location::Memory,
        chuangtai::central::KeyPlace::Memory,
    ))
    .unwrap();
    let world = World::around(centre, clock);
    let approver = world.of(Role::Approver, "wjw");
    let page: Page<CaseSummary> = world.get(&approver, "/v1/worklists/deciding").json();
    let simple: Vec<CaseSummary> = page.items.into_iter().filter(|row| row.marks.simple).collect();
    assert_eq!(simple.len(), 2, "the demo hall has two of them");
    // Somebody was faster with the first one: its command is refused, the second is granted all the same.
    world.act(
        &approver,
        simple[0].id,
        simple[0].version,
        &Act::ReviewSendBack(act::Reasoned { reason: "核对住所".into(), basis: String::new() }),
    );
    let answers: Vec<u16> = simple
        .iter()
        .map(|row| {
            let command = world.seal(&approver, row.id, row.version, None, &grant(true));
            world.post_command(&approver, &command).status.as_u16()
        })
        .collect();
    assert_eq!(answers, [412, 200]);
    assert_eq!(world.case(&approver, simple[1].id).case.state, State::Granted);

    // Never where somebody has to look at each by itself.
    let case = under_review(&world);
    let approver = world.of(Role::Approver, "scjg");
    world.act(&world.of(Role::Reviewer, "scjg"), case, 4, &finish());
    assert!(!row(&world, &approver, "deciding", case).unwrap().marks.simple);
    let problem = world.refused(&approver, case, 5, &grant(true));
    assert_eq!((problem.code.as_str(), problem.errors[0].pointer.as_str()), ("batch.not_simple", "/batch"));
    world.act(&approver, case, 5, &grant(false));
}

#[test]
fn the_counts_of_a_queue_are_what_its_filters_show() {
    let world = World::new();
    let (first, second) = (under_review(&world), under_review(&world));
    let reviewer = world.of(Role::Reviewer, "scjg");
    world.act(&reviewer, first, 4, &claim());
    let counted: QueueCounts = world.get(&reviewer, "/v1/worklists/inbox/counts").json();
    for (filter, count) in &counted.counts {
        let name = serde_json::to_value(filter).unwrap();
        let shown = left(&world, &reviewer, "inbox", name.as_str().unwrap());
        assert_eq!(u64::try_from(shown.len()).unwrap(), *count, "{filter:?}");
    }
    let of = |filter: QueueFilter| counted.counts.iter().find(|(known, _)| *known == filter).unwrap().1;
    assert_eq!((of(QueueFilter::All), of(QueueFilter::Mine), of(QueueFilter::Unclaimed)), (2, 1, 1));
    assert_eq!(left(&world, &reviewer, "inbox", "mine"), [first]);
    assert_eq!(left(&world, &reviewer, "inbox", "unclaimed"), [second]);
    assert_eq!(world.get(&reviewer, "/v1/worklists/inbox?filter=all_of_them").status, 400);
    assert_eq!(world.get(&reviewer, "/v1/worklists/issue/counts").status, 403);
    let foreign: QueueCounts = world.get(&world.of(Role::Reviewer, "mzj"), "/v1/worklists/inbox/counts").json();
    assert!(foreign.counts.iter().all(|(_, count)| *count == 0));
}

#[test]
fn r3_4_at_the_end_of_the_fourth_day_the_halls_management_sees_a_negative_that_is_still_open() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    world.act(
        &clerk,
        case,
        1,
        &Act::NegativePropose(act::NegativeProposal {
            kind: NegativeKind::NotRequired,
            facts: "仅销售预包装食品".into(),
            basis: "食品安全法第三十五条".into(),
            guidance: String::new(),
        }),
    );
    let manager = world.role(Role::HallManager);
    let task = || row(&world, &manager, "negatives", case).unwrap().task.unwrap();
    days(&world, 3);
    assert_eq!(task(), "task.rule_on_negative");
    days(&world, 2);
    assert_eq!(task(), "task.negative_late");
    let kept = world.case(&manager, case).case;
    assert!(kept.tasks.iter().any(|task| task.kind == TaskKind::NegativeLate && task.role == Role::HallManager));
    assert_eq!(kept.state, State::NegativeProposed, "no clock stands still for it, and nothing else happens yet");
}

#[test]
fn r10_20_the_supervising_body_signs_for_what_it_was_told() {
    let world = World::new();
    let case = under_review(&world);
    let reviewer = world.of(Role::Reviewer, "scjg");
    world.act(&reviewer, case, 4, &finish());
    world.act(&world.of(Role::Approver, "scjg"), case, 5, &grant(false));
    let body = staff(951, Role::SupervisingBody, &[], Limits::default());
    world.hire(&body);
    let told = world.case(&body, case).case.tasks.iter().any(|task| task.kind == TaskKind::PushSupervision);
    assert!(told);
    let sign = || Act::SupervisionSignFor(act::Reasoned::default());
    world.act(&body, case, 6, &sign());
    assert_eq!(world.refused(&body, case, 7, &sign()).code, "supervision.none");
}
