//! The table against the papers it was written from, and what can be reached in it (R12.5).

use std::{collections::BTreeSet, sync::LazyLock};

use crate::domain::{
    case::State,
    lifecycle::{
        Act,
        record::RECORDS,
        table::{TABLE, TIME, To, transition},
    },
    role::Role,
};

/// RULES 12.2, columns from | who | to, as printed; `=` is the same state, `<` the previous one, `x` gone.
/// `H` = `Accepted`…`Deciding`, `G` = `Granted`…`Archived`, `E` = the ends without decision, `S` = after a service.
const RULES: &str = "\
1 |- |Clerk GridAgent Applicant |Draft
2 |Draft |Clerk GridAgent |=
3 |Draft |Clerk GridAgent Applicant |x
4 |Draft |Clerk System |Received
5 |Draft |Clerk |Accepted
6 |Draft |Clerk |Delivered
7 |Received |Clerk |=
8 |Received |Clerk |AwaitingSupplement
9 |Received |Clerk Reviewer |Accepted
10 |Received |Clerk ChiefRep |Accepted
11 |Received |Clerk |Accepted
12 |Received |Clerk |HeldPapers
13 |Received |System |Accepted
14 |Received |Clerk |=
15 |Received AwaitingSupplement HeldPapers |Clerk |NegativeProposed
16 |NegativeProposed |ChiefRep Approver |NotRequired
17 |NegativeProposed |ChiefRep Approver |NotAccepted
18 |NegativeProposed |ChiefRep Approver |Returned
19 |NegativeProposed |ChiefRep Approver |<
20 |NegativeProposed |ChiefRep Approver |=
21 |NegativeProposed |System |Accepted
22 |AwaitingSupplement |Clerk Reviewer |Accepted
23 |AwaitingSupplement HeldPapers |Clerk Reviewer |=
24 |AwaitingSupplement HeldPapers |Clerk ChiefRep |Accepted
25 |AwaitingSupplement HeldPapers |System |=
26 |HeldPapers |Clerk Reviewer |Accepted
27 |Planned Received AwaitingSupplement HeldPapers NegativeProposed |Clerk |Withdrawn
28 |Accepted |Clerk |Dispatched
29 |Dispatched |Reviewer |UnderReview
30 |Dispatched |System |=
31 |Dispatched UnderReview |Reviewer |ReturnedToWindow
32 |ReturnedToWindow |Clerk |Dispatched
33 |ReturnedToWindow |ChiefRep |UnderReview
34 |UnderReview SpecialProcedure |Reviewer |SpecialProcedure
35 |SpecialProcedure |Reviewer |=
36 |SpecialProcedure |Reviewer |UnderReview
37 |SpecialProcedure |System |=
38 |UnderReview SpecialProcedure TolerancePending Deciding |Approver GovHead ChiefRep |=
39 |UnderReview |Approver |Suspended
40 |Suspended |Reviewer |UnderReview
41 |UnderReview |Reviewer |=
42 |H Granted |Clerk Reviewer |H Granted
43 |H Granted |Clerk Reviewer |=
44 |H Granted |System |=
45 |H Granted |ChiefRep |=
46 |H |ChiefRep |Terminated
47 |UnderReview |Reviewer |Deciding TolerancePending
48 |Deciding |Approver |UnderReview
49 |Deciding |Approver |Granted
50 |Deciding |Approver |Granted
51 |Deciding |Approver |Refused
52 |Deciding |Approver |Granted Refused
53 |H |Clerk |Withdrawn
54 |H |Approver |Terminated
55 |Granted Refused |Reviewer |ResultReady
56 |ResultReady |IssueClerk |Delivered
57 |ResultReady |IssueClerk |=
58 |ResultReady |IssueClerk System |Delivered
59 |ResultReady |IssueClerk |=
60 |Delivered E |System |=
61 |S |Applicant |=
62 |Delivered |System |Closed
63 |E |System |Closed
64 |Closed |Archivist System |Archived
65 |G |SupervisingBody |=
66 |G |Approver |Revoked
67 |Planned |System |Received
68 |Planned |System |Terminated
69 |Draft |Clerk GridAgent |=
70 |Draft |Clerk |Received
71 |Granted |Approver |Terminated
72 |NegativeProposed |Clerk |<
73 |AwaitingSupplement HeldPapers NegativeProposed |System |Accepted
74 |- |System |Planned";

/// DECISIONS 4: the transitions of each command type; a record of facts has none.
const DECISIONS: &[(&str, &[u8])] = &[
    ("draft.submit", &[1]),
    ("draft.collect", &[69]),
    ("draft.approve", &[]),
    ("draft.discard", &[3]),
    ("consult.record", &[2]),
    ("case.receive", &[4, 70]),
    ("case.receive_and_accept", &[5]),
    ("case.receive_and_decide", &[6]),
    ("case.correct_on_spot", &[7]),
    ("case.notify_supplement", &[8]),
    ("case.accept", &[9]),
    ("case.accept_on_commitment", &[11]),
    ("case.accept_with_tolerance", &[10, 24]),
    ("case.hold_papers", &[12]),
    ("case.ask_department", &[14]),
    ("department.answer", &[]),
    ("supplement.hand_in", &[72]),
    ("supplement.check", &[22, 23, 26]),
    ("negative.propose", &[15]),
    ("negative.record", &[]),
    ("negative.confirm", &[16, 17, 18]),
    ("negative.overrule", &[19]),
    ("negative.refer_up", &[20]),
    ("case.withdraw", &[27, 53]),
    ("case.hand_over", &[28, 32]),
    ("case.sign_for", &[29]),
    ("case.send_back", &[31]),
    ("case.rule_on_power", &[33]),
    ("special.allow", &[]),
    ("special.start", &[34]),
    ("special.end", &[35, 36]),
    ("case.extend", &[38]),
    ("case.suspend", &[39]),
    ("case.resume", &[40]),
    ("applicant.ask", &[41]),
    ("review.finish", &[47]),
    ("review.send_back", &[48]),
    ("decision.grant", &[49, 50, 52]),
    ("decision.refuse", &[51, 52]),
    ("termination.propose", &[]),
    ("case.terminate", &[54]),
    ("tolerance.receive", &[42, 43]),
    ("tolerance.extend", &[45]),
    ("tolerance.breach", &[46, 71]),
    ("result.hand_over", &[55]),
    ("result.deliver", &[56]),
    ("result.post", &[57]),
    ("result.confirm_post", &[58]),
    ("result.post_failed", &[59]),
    ("evaluation.submit", &[61]),
    ("commitment.verify", &[65]),
    ("case.revoke", &[66]),
    ("case.archive", &[64]),
    ("system.fire", &[4, 13, 21, 25, 30, 37, 44, 58, 60, 62, 63, 64, 67, 68, 73, 74]),
];

/// One row of [`RULES`].
pub struct Ruled {
    pub no: u8,
    pub from: BTreeSet<State>,
    pub who: BTreeSet<Role>,
    to: String,
}

fn states(text: &str) -> BTreeSet<State> {
    let named = |name: &str| State::ALL.into_iter().find(|state| format!("{state:?}") == name).unwrap();
    let ends = ["NotRequired", "NotAccepted", "Returned", "Withdrawn", "Terminated"];
    text.split_whitespace()
        .flat_map(|word| match word {
            "-" | "=" | "<" | "x" => Vec::new(),
            "H" => State::ALL.into_iter().filter(|state| state.is_in_handling()).collect(),
            "G" => ["Granted", "ResultReady", "Delivered", "Closed", "Archived"].map(named).to_vec(),
            "E" => ends.map(named).to_vec(),
            "S" => State::ALL.into_iter().filter(|s| !matches!(s, State::Draft | State::Planned)).collect(),
            name => vec![named(name)],
        })
        .collect()
}

pub static RULED: LazyLock<Vec<Ruled>> = LazyLock::new(|| {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let who = |name: &str| Role::ALL.into_iter().find(|role| format!("{role:?}") == name).unwrap();
        Ruled {
            no: cells[0].parse().unwrap(),
            from: states(cells[1]),
            who: cells[2].split_whitespace().map(who).collect(),
            to: cells[3].to_owned(),
        }
    };
    RULES.lines().map(row).collect()
});

/// Transitions that an act may take, by DECISIONS 4.
pub fn decided(kind: &str) -> &'static [u8] {
    DECISIONS.iter().find(|(other, _)| *other == kind).map_or(&[], |(_, numbers)| numbers)
}

#[test]
fn r12_2_the_table_says_what_the_rulebook_says() {
    for (row, ruled) in TABLE.iter().zip(RULED.iter()) {
        assert_eq!(row.no, ruled.no);
        assert_eq!(row.from.iter().copied().collect::<BTreeSet<_>>(), ruled.from, "T{} from", row.no);
        assert_eq!(row.who.iter().copied().collect::<BTreeSet<_>>(), ruled.who, "T{} who", row.no);
        match row.to {
            To::Same => assert_eq!(ruled.to, "=", "T{}", row.no),
            To::Previous => assert_eq!(ruled.to, "<", "T{}", row.no),
            To::Gone => assert_eq!(ruled.to, "x", "T{}", row.no),
            To::One(to) => assert_eq!(to.iter().copied().collect::<BTreeSet<_>>(), states(&ruled.to), "T{}", row.no),
        }
    }
    assert!(transition(0).is_none() && transition(75).is_none());
    assert_eq!(transition(74).unwrap().no, 74);
}

#[test]
fn decisions_4_every_transition_has_its_command_and_no_other() {
    for kind in Act::KINDS {
        let leads: BTreeSet<u8> = TABLE.iter().filter(|row| row.is_led_to_by(kind)).map(|row| row.no).collect();
        assert_eq!(leads, decided(kind).iter().copied().collect(), "{kind}");
        let recorded = RECORDS.iter().any(|record| record.act == kind);
        assert!(recorded || !leads.is_empty(), "{kind} does nothing");
    }
    let all: BTreeSet<u8> = DECISIONS.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
    assert_eq!(all, (1..=74).collect());
}

#[test]
fn the_command_type_is_the_tag_on_the_wire() {
    let journey = super::Journey::complete();
    let acts = super::samples::all(&journey);
    assert_eq!(acts.iter().map(Act::kind).collect::<Vec<_>>(), Act::KINDS);
    for act in acts {
        let wire = serde_json::to_value(&act).unwrap();
        assert_eq!(wire["type"], act.kind());
        assert_eq!(serde_json::from_value::<Act>(wire).unwrap(), act);
    }
}

/// One step along the table, whoever acts; a negative may go back to any state it can come from.
fn next(state: State, who: &dyn Fn(Role) -> bool) -> BTreeSet<State> {
    let rows = TABLE.iter().filter(|row| row.from.contains(&state) && row.who.iter().any(|role| who(*role)));
    rows.flat_map(|row| match row.to {
        To::Same | To::Gone => vec![],
        To::Previous => vec![State::Received, State::AwaitingSupplement, State::HeldPapers],
        To::One(to) => to.to_vec(),
    })
    .collect()
}

fn reachable(from: State, who: &dyn Fn(Role) -> bool) -> BTreeSet<State> {
    let mut found = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(state) = open.pop() {
        open.extend(next(state, who).into_iter().filter(|to| found.insert(*to)));
    }
    found
}

#[test]
fn r12_5_every_case_ends_in_the_archive_or_is_revoked() {
    for state in State::ALL {
        let found = reachable(state, &|_| true);
        assert!(found.contains(&State::Archived) || found.contains(&State::Revoked), "{state:?} is a trap");
    }
}

#[test]
fn r12_5_every_state_is_reached_from_a_draft_or_a_planned_child() {
    let mut found = reachable(State::Draft, &|_| true);
    found.extend(reachable(State::Planned, &|_| true));
    assert_eq!(found, State::ALL.into_iter().collect());
}

#[test]
fn r0_1_no_way_from_received_to_a_negative_end_without_a_second_person() {
    let alone = reachable(State::Received, &|role| !matches!(role, Role::ChiefRep | Role::Approver));
    for state in State::ALL.into_iter().filter(|state| state.is_negative_end()) {
        assert!(!alone.contains(&state), "{state:?} without a second person");
    }
    assert!(alone.contains(&State::Withdrawn));
}

#[test]
fn r12_5_the_archive_has_one_way_out() {
    let out: Vec<u8> = TABLE
        .iter()
        .filter(|row| row.from.contains(&State::Archived) && !matches!(row.to, To::Same))
        .map(|row| row.no)
        .collect();
    assert_eq!(out, [66]);
    assert!(TABLE.iter().all(|row| !row.from.contains(&State::Revoked) || row.to == To::Same));
    assert!(TABLE.iter().any(|row| row.act == TIME));
}
