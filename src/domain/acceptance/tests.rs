use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{
    check::{Answer, MaterialRow, Proof, Sheet, Verdict},
    exemption::SatisfyBy,
    guide::{Guide, fixtures},
    settings::ToleranceSettings,
    tolerance::{self, Credit, CreditFinding, Request, Wish},
};

/// What varies in the table of 1.3.
#[derive(Debug, Clone)]
struct Desk {
    competence: Competence,
    rows: Vec<MaterialRow>,
    credit: Credit,
    commits: bool,
}

impl Desk {
    fn complete() -> Self {
        let rows = (1..5).map(|no| row(no, Verdict::Ok, false)).collect();
        Self { competence: Competence::default(), rows, credit: Credit::Clean, commits: true }
    }

    fn with(mut self, no: usize, verdict: Verdict, spot: bool) -> Self {
        self.rows[no - 1] = row(no, verdict, spot);
        self
    }

    fn conclude(&self, guide: &Guide) -> Conclusion {
        let answers = [Answer { question: "who".into(), choices: vec!["agent".into()] }];
        let day = date(2026, 9, 1);
        let sheet = Sheet {
            guide,
            answers: &answers,
            form: &BTreeMap::new(),
            applicant: None,
            birth: None,
            region: None,
            day,
            rows: &self.rows,
            proof: Proof::Stated,
        };
        let findings = sheet.findings();
        let credit = CreditFinding { credit: self.credit, ..CreditFinding::default() };
        let wishes: Vec<Wish<'_>> = findings
            .iter()
            .filter(|finding| finding.state.lacks())
            .map(|finding| Wish { material: finding.material, days: None, form: None })
            .collect();
        let request = Request {
            guide,
            wishes: &wishes,
            credit: &credit,
            commits: self.commits,
            agent: None,
            tolerated_before: false,
            chief_rep_signs: false,
            day,
        };
        let refusals =
            tolerance::offer(&request, &ToleranceSettings::default(), &|day, _| day).err().unwrap_or_default();
        let bar = tolerance::commitment_bar(guide, &credit, self.commits, day);
        conclude(&Grounds {
            guide,
            competence: self.competence,
            findings: &findings,
            tolerance: &refusals,
            commitment: bar.as_ref(),
            notified_before: false,
        })
    }
}

fn row(no: usize, verdict: Verdict, spot_fixable: bool) -> MaterialRow {
    MaterialRow {
        material_code: format!("m{no}"),
        by: Some(SatisfyBy::PaperOriginal),
        verdict,
        spot_fixable,
        ..MaterialRow::default()
    }
}

fn choice(desk: &Desk) -> Choice {
    desk.conclude(&fixtures::guide()).choice
}

fn state(conclusion: &Conclusion, choice: Choice) -> Result<(), &str> {
    let found = conclusion.alternatives.iter().find(|a| a.choice == choice).unwrap();
    match &found.available {
        Ok(()) => Ok(()),
        Err(reason) => Err(reason.key.as_ref()),
    }
}

#[test]
fn r1_3_row_1_no_licence_needed_is_proposed() {
    let mut desk = Desk::complete();
    desk.competence.needs_licence = Some(false);
    desk.competence.competent = Some(false);
    let said = desk.conclude(&fixtures::guide());
    assert_eq!((said.choice, said.reason.rule.as_ref()), (Choice::ProposeNegative, "O1"));
}

#[test]
fn r1_3_row_2_not_competent_is_proposed() {
    let mut desk = Desk::complete();
    desk.competence.competent = Some(false);
    let said = desk.conclude(&fixtures::guide());
    assert_eq!((said.choice, said.reason.rule.as_ref()), (Choice::ProposeNegative, "O2"));
    assert!(state(&said, Choice::Accept).is_err());
}

#[test]
fn r1_3_row_3_complete_is_accepted() {
    let said = Desk::complete().conclude(&fixtures::guide());
    assert_eq!((said.choice, said.completeness.code()), (Choice::Accept, 2));
    let mut guide = fixtures::guide();
    guide.flags.accept_on_receipt = true;
    assert_eq!(Desk::complete().conclude(&guide).reason.key, "reason.acceptance.on_receipt");
}

#[test]
fn r1_3_row_4_spot_fixable_alone_or_beside_others() {
    assert_eq!(choice(&Desk::complete().with(4, Verdict::Defect, true)), Choice::CorrectOnSpot);
    let beside = Desk::complete().with(4, Verdict::Defect, true).with(1, Verdict::Absent, false);
    assert_eq!(choice(&beside), Choice::CorrectOnSpot);
    let absent = Desk::complete().with(4, Verdict::Absent, true);
    assert_eq!(choice(&absent), Choice::NotifySupplement, "what is not there is no error");
}

#[test]
fn r1_3_row_5_commitment_replaces_or_the_notice_goes_out() {
    let mut guide = fixtures::guide();
    guide.flags.commitment = true;
    guide.materials[3].commitment = true;
    let mut desk = Desk::complete().with(4, Verdict::Absent, false);
    assert_eq!(desk.conclude(&guide).choice, Choice::AcceptOnCommitment);
    desk.commits = false;
    assert_eq!(desk.conclude(&guide).choice, Choice::NotifySupplement);
    desk.commits = true;
    desk.credit = Credit::Bad;
    assert_eq!(desk.conclude(&guide).choice, Choice::NotifySupplement);
    desk.credit = Credit::Clean;
    guide.flags.risk_excluded = true;
    assert_eq!(desk.conclude(&guide).choice, Choice::NotifySupplement);
}

#[test]
fn r1_3_row_5_is_not_for_items_outside_the_scheme() {
    let mut guide = fixtures::guide();
    guide.materials[1].commitment = true;
    let desk = Desk::complete().with(2, Verdict::Absent, false);
    assert_eq!(desk.conclude(&guide).choice, Choice::AcceptWithTolerance, "the item takes no commitment: row 6");
}

#[test]
fn r1_3_row_6_secondary_only_and_all_tolerable() {
    let said = Desk::complete().with(2, Verdict::Absent, false).conclude(&fixtures::guide());
    assert_eq!((said.choice, said.completeness.code()), (Choice::AcceptWithTolerance, 1));
    assert_eq!(state(&said, Choice::NotifySupplement), Ok(()));
    assert_eq!(state(&said, Choice::Accept), Err("reason.acceptance.still_missing"));
    assert_eq!(state(&said, Choice::HoldPapers), Err("reason.acceptance.no_held_papers"));
}

#[test]
fn r1_3_row_7_secondary_only_but_not_tolerable() {
    let missing = Desk::complete().with(2, Verdict::Absent, false);
    for desk in [
        Desk { credit: Credit::Bad, ..missing.clone() },
        Desk { credit: Credit::Unknown, ..missing.clone() },
        Desk { commits: false, ..missing.clone() },
        missing.with(4, Verdict::Absent, false),
    ] {
        assert_eq!(choice(&desk), Choice::NotifySupplement, "{desk:?}");
    }
}

#[test]
fn r1_3_row_8_any_main_material_goes_on_the_notice() {
    let mut guide = fixtures::guide();
    let desk = Desk::complete().with(1, Verdict::Absent, false).with(2, Verdict::Absent, false);
    let said = desk.conclude(&guide);
    assert_eq!((said.choice, said.completeness.code()), (Choice::NotifySupplement, 0));
    assert_eq!(state(&said, Choice::AcceptWithTolerance), Err("reason.acceptance.main_bars_tolerance"));
    guide.flags.held_papers = true;
    assert_eq!(state(&desk.conclude(&guide), Choice::HoldPapers), Ok(()));
}

#[test]
fn r1_3_row_9_unclear_is_received_and_asked() {
    let mut desk = Desk::complete();
    desk.competence.competent = None;
    assert_eq!(choice(&desk), Choice::ReceiveAndAsk);
    desk.competence = Competence { in_person_ok: false, ..Competence::default() };
    assert_eq!(choice(&desk), Choice::ReceiveAndAsk);
}

#[test]
fn r0_2_nothing_unlooked_at_goes_out_in_the_one_notice() {
    let desk = Desk::complete().with(2, Verdict::Absent, false).with(4, Verdict::Unchecked, false);
    let said = desk.conclude(&fixtures::guide());
    assert_eq!(said.choice, Choice::NotifySupplement, "the preview says where it is heading");
    assert_eq!(state(&said, Choice::NotifySupplement), Err("reason.acceptance.unchecked"));
    assert_eq!(state(&said, Choice::AcceptWithTolerance), Err("reason.acceptance.unchecked"));
}

fn any_desk() -> impl Strategy<Value = Desk> {
    let verdicts = vec![Verdict::Unchecked, Verdict::Ok, Verdict::Defect, Verdict::Absent];
    let rows = prop::collection::vec((prop::sample::select(verdicts), any::<bool>()), 4);
    let credit = prop::sample::select(vec![Credit::Clean, Credit::Bad, Credit::Unknown]);
    let yes_no = prop::option::of(any::<bool>());
    (rows, credit, any::<bool>(), yes_no.clone(), yes_no, any::<bool>()).prop_map(
        |(rows, credit, commits, needs_licence, competent, in_person_ok)| Desk {
            competence: Competence { needs_licence, competent, in_person_ok },
            rows: rows.into_iter().enumerate().map(|(at, (verdict, spot))| row(at + 1, verdict, spot)).collect(),
            credit,
            commits,
        },
    )
}

proptest! {
    #[test]
    fn r1_3_total_and_the_same_every_time(desk in any_desk()) {
        let guide = fixtures::guide();
        let said = desk.conclude(&guide);
        prop_assert_eq!(&said, &desk.conclude(&guide));
        prop_assert_eq!(said.alternatives.len(), 8);
        // What the table says can be done, unless the clerk has still to look at something.
        let unlooked = desk.rows.iter().any(|row| row.verdict == Verdict::Unchecked);
        prop_assert!(unlooked || state(&said, said.choice).is_ok());
        // A clerk alone accepts nothing incomplete, and rejects nothing at all.
        prop_assert!(said.choice != Choice::Accept || said.completeness == Completeness::Complete);
    }

    #[test]
    fn r0_4_no_tolerance_while_a_main_material_lacks(desk in any_desk()) {
        let said = desk.conclude(&fixtures::guide());
        if desk.rows[0].verdict != Verdict::Ok {
            prop_assert!(state(&said, Choice::AcceptWithTolerance).is_err());
            prop_assert_ne!(said.choice, Choice::AcceptWithTolerance);
        }
    }
}
