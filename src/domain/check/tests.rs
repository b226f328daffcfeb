use jiff::{
    Timestamp,
    civil::{Date, date},
};
use proptest::prelude::*;

use super::*;
use crate::domain::{
    exemption::{Authorisation, EvidenceAnswer, EvidenceKind},
    guide::fixtures,
};

const DAY: Date = date(2026, 9, 1);

fn row(code: &str, by: Option<SatisfyBy>, verdict: Verdict) -> MaterialRow {
    MaterialRow { material_code: code.into(), by, verdict, ..MaterialRow::default() }
}

fn answer(choice: &str) -> Vec<Answer> {
    vec![Answer { question: "who".into(), choices: vec![choice.into()] }]
}

fn sheet<'a>(guide: &'a Guide, answers: &'a [Answer], rows: &'a [MaterialRow], proof: Proof<'a>) -> Sheet<'a> {
    static EMPTY: BTreeMap<String, String> = BTreeMap::new();
    Sheet { guide, answers, form: &EMPTY, applicant: None, birth: None, region: None, day: DAY, rows, proof }
}

fn states(sheet: &Sheet<'_>) -> Vec<State> {
    sheet.findings().into_iter().map(|finding| finding.state).collect()
}

#[test]
fn each_material_gets_its_verdict_and_why() {
    let guide = fixtures::guide();
    let rows = [
        row("m1", Some(SatisfyBy::PaperOriginal), Verdict::Ok),
        row("m2", Some(SatisfyBy::Tolerated), Verdict::Absent),
        row("m4", Some(SatisfyBy::CopyChecked), Verdict::Defect),
    ];
    let answers = answer("self");
    let sheet = sheet(&guide, &answers, &rows, Proof::Stated);
    let findings = sheet.findings();
    let found: Vec<(State, &str)> = findings.iter().map(|f| (f.state, f.reason.key.as_ref())).collect();
    assert_eq!(
        found,
        [
            (State::Ok, "reason.check.ok"),
            (State::Tolerated, "reason.check.tolerated"),
            (State::NotApplicable, "reason.condition.not_chosen"),
            (State::Defect, "reason.check.defect"),
        ]
    );
    let tally = Tally::of(&findings);
    assert_eq!((tally.due, tally.ok, tally.tolerated, tally.defect), (3, 1, 1, 1));
}

#[test]
fn an_unanswered_question_leaves_its_material_open() {
    let guide = fixtures::guide();
    let rows = [row("m3", None, Verdict::Absent)];
    let open = sheet(&guide, &[], &rows, Proof::Stated);
    assert_eq!(states(&open)[2], State::Missing);
    assert_eq!(open.findings()[2].reason.key, "reason.check.missing_undecided");
    assert_eq!(states(&open)[3], State::Unchecked, "no row: nobody has looked");
}

#[test]
fn a_question_that_does_not_arise_counts_as_not_chosen() {
    let mut guide = fixtures::guide();
    let mut kin = fixtures::question("kin", &[("yes", "亲属"), ("no", "非亲属")]);
    kin.when = Some(crate::domain::guide::Condition::Answer { question: "who".into(), choice: "agent".into() });
    guide.questions.push(kin);
    guide.materials[3].when =
        Some(crate::domain::guide::Condition::Answer { question: "kin".into(), choice: "yes".into() });
    let mut answers = answer("self");
    answers.push(Answer { question: "kin".into(), choices: vec!["yes".into()] });
    let shut = sheet(&guide, &answers, &[], Proof::Stated);
    assert_eq!(shut.questions().len(), 1);
    assert_eq!(states(&shut)[3], State::NotApplicable);
    answers[0].choices = vec!["agent".into()];
    let asked = sheet(&guide, &answers, &[], Proof::Stated);
    assert_eq!(asked.questions().len(), 2);
    assert_eq!(states(&asked)[3], State::Unchecked);
}

fn certificate(answer: EvidenceAnswer) -> Evidence {
    Evidence {
        id: Uuid::from_u128(5),
        kind: EvidenceKind::Certificate,
        subject: "health".into(),
        holder: Uuid::from_u128(1),
        answer,
        source: "电子证照库".into(),
        asked_at: Timestamp::UNIX_EPOCH,
        request_no: None,
        reference: None,
        issuer: None,
        valid_until: None,
        revoked: false,
        seal_valid: None,
        authorisation: Some(Authorisation::CodeShown { at: Timestamp::UNIX_EPOCH }),
        value_sha256: None,
        grade: None,
    }
}

#[test]
fn r6_1_a_register_that_answered_fills_the_row_by_itself() {
    let mut guide = fixtures::guide();
    guide.materials[3].cert_type = Some("health".into());
    let holders = [Uuid::from_u128(1)];
    let answers = answer("self");
    for (answer, state) in [(EvidenceAnswer::Yes, State::Exempt), (EvidenceAnswer::NotFound, State::Unchecked)] {
        let evidence = [certificate(answer)];
        let proof = Proof::Registers { evidence: &evidence, holders: &holders, on: DAY, commitment: None };
        let sheet = sheet(&guide, &answers, &[], proof);
        assert_eq!(states(&sheet)[3], state);
        assert_eq!(sheet.may_ask_paper(&guide.materials[3]).is_ok(), answer != EvidenceAnswer::Yes);
    }
}

#[test]
fn r6_2_an_electronic_way_without_evidence_is_nothing() {
    let mut guide = fixtures::guide();
    guide.materials[3].cert_type = Some("health".into());
    let rows = [row("m4", Some(SatisfyBy::ECert), Verdict::Ok)];
    let answers = answer("self");
    let proof = Proof::Registers { evidence: &[], holders: &[], on: DAY, commitment: None };
    assert_eq!(states(&sheet(&guide, &answers, &rows, proof))[3], State::Missing);
    assert_eq!(states(&sheet(&guide, &answers, &rows, Proof::Stated))[3], State::Exempt, "a script answers for it");
}

#[test]
fn a_material_that_is_always_due_cannot_be_called_not_applicable() {
    let guide = fixtures::guide();
    let rows = [row("m4", Some(SatisfyBy::NotApplicable), Verdict::Ok)];
    let answers = answer("self");
    let proof = Proof::Registers { evidence: &[], holders: &[], on: DAY, commitment: None };
    assert_eq!(states(&sheet(&guide, &answers, &rows, proof))[3], State::Missing);
}

fn any_rows() -> impl Strategy<Value = Vec<MaterialRow>> {
    let one = (
        1u32..5,
        prop::option::of(prop::sample::select(SatisfyBy::IN_ORDER.to_vec())),
        prop::sample::select(vec![Verdict::Unchecked, Verdict::Ok, Verdict::Defect, Verdict::Absent]),
    );
    prop::collection::vec(one.prop_map(|(no, by, verdict)| row(&format!("m{no}"), by, verdict)), 0..5)
}

proptest! {
    #[test]
    fn r0_4_a_main_material_is_never_tolerated(rows in any_rows()) {
        let guide = fixtures::guide();
        let answers = answer("agent");
        let proof = Proof::Registers { evidence: &[], holders: &[], on: DAY, commitment: None };
        prop_assert_ne!(states(&sheet(&guide, &answers, &rows, proof))[0], State::Tolerated);
    }

    /// R0.3: whatever rows there are, the verdicts are those of the guide's materials, one each.
    #[test]
    fn r0_3_the_list_is_closed(rows in any_rows()) {
        let guide = fixtures::guide();
        let answers = answer("agent");
        let sheet = sheet(&guide, &answers, &rows, Proof::Stated);
        let codes: Vec<String> = sheet.findings().iter().map(|f| f.material.code.clone()).collect();
        prop_assert_eq!(codes, ["m1", "m2", "m3", "m4"]);
    }
}

/// 1.3 row 4, R2.1: a defect stays a defect where it cannot be tolerated, and is corrected where it can be.
#[test]
fn r1_3_a_defect_marked_tolerated_is_still_a_defect() {
    let guide = fixtures::guide();
    let answers = answer("self");
    let commitment = Reason::new("reason.commitment.item", "T11");
    let proof = Proof::Registers { evidence: &[], holders: &[], on: DAY, commitment: Some(&commitment) };
    let mut marked = row("m2", Some(SatisfyBy::Tolerated), Verdict::Defect);
    let found = |marked: &MaterialRow, at: usize| {
        let rows = [MaterialRow { material_code: format!("m{}", at + 1), ..marked.clone() }];
        let finding = sheet(&guide, &answers, &rows, proof).findings().remove(at);
        (finding.state, finding.reason.rule.to_string(), finding.spot_fixable())
    };
    assert_eq!(found(&marked, 1), (State::Tolerated, "R2.3".into(), false), "on the list");
    assert_eq!(found(&marked, 3), (State::Defect, "R2.3".into(), false), "not on the list");
    assert_eq!(found(&marked, 0), (State::Defect, "R0.4".into(), false), "main");
    marked.spot_fixable = true;
    assert_eq!(found(&marked, 1), (State::Defect, "O3".into(), true));
}
