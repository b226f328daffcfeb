use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::guide::fixtures::material;

const HOLDER: Uuid = Uuid::from_u128(1);

fn certificate(valid_until: Option<Date>) -> Evidence {
    Evidence {
        id: Uuid::from_u128(9),
        kind: EvidenceKind::Certificate,
        subject: "business_licence".into(),
        holder: HOLDER,
        answer: EvidenceAnswer::Yes,
        source: "电子证照库".into(),
        asked_at: Timestamp::UNIX_EPOCH,
        request_no: None,
        reference: None,
        issuer: None,
        valid_until,
        revoked: false,
        seal_valid: Some(true),
        authorisation: Some(Authorisation::CodeShown { at: Timestamp::UNIX_EPOCH }),
        value_sha256: None,
        grade: Some(TrustGrade::A),
    }
}

fn licence() -> Material {
    Material { cert_type: Some("business_licence".into()), ..material(2, "营业执照") }
}

fn counter(evidence: &[Evidence]) -> Counter<'_> {
    Counter { evidence, holders: &[HOLDER], day: date(2026, 9, 1), due: Truth::Holds, commitment: None }
}

#[test]
fn r6_2_the_ways_are_spelled_as_in_the_rules() {
    let names: Vec<String> =
        SatisfyBy::IN_ORDER.iter().map(|way| serde_json::to_value(way).unwrap().as_str().unwrap().to_owned()).collect();
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), 13);
    for name in ["PaperOriginal", "CopyChecked", "EForm", "ECert", "DeptVerify", "NotApplicable"] {
        assert!(names.iter().any(|n| n == name), "{name}");
    }
}

#[test]
fn r6_4_what_is_held_electronically_is_not_asked_for_on_paper() {
    let found = [certificate(None)];
    let counter = counter(&found);
    assert_eq!(counter.may_ask_paper(&licence()).unwrap_err().rule, "R6.4");
    for way in [SatisfyBy::PaperOriginal, SatisfyBy::CopyChecked, SatisfyBy::Scan] {
        assert!(counter.way(&licence(), way).is_err());
    }
    let by_law = Material { paper_basis: Some("档案法".into()), ..licence() };
    assert!(counter.may_ask_paper(&by_law).is_ok());
    let why = counter.way(&by_law, SatisfyBy::ECert).unwrap_err();
    assert_eq!((why.key.as_ref(), why.args[0].as_str()), ("reason.exemption.paper_by_law", "档案法"));
    assert_eq!(counter.held_electronically(&by_law), None, "the law wants the paper, so nothing else completes it");
}

#[test]
fn r6_7_no_hit_is_not_the_applicants_fault() {
    let silent = [Evidence { answer: EvidenceAnswer::NotFound, ..certificate(None) }];
    let counter = counter(&silent);
    assert_eq!(counter.way(&licence(), SatisfyBy::ECert).unwrap_err().rule, "R6.7");
    let open: Vec<SatisfyBy> =
        counter.ways(&licence()).into_iter().filter(|(_, state)| state.is_ok()).map(|(way, _)| way).collect();
    assert_eq!(open, [SatisfyBy::CopyChecked, SatisfyBy::PaperOriginal, SatisfyBy::Scan]);
}

#[test]
fn r6_8_an_expired_or_revoked_certificate_satisfies_nothing() {
    let day = date(2026, 9, 1);
    assert!(certificate(Some(day)).valid_on(day).is_ok(), "the last day still counts");
    assert_eq!(certificate(Some(date(2026, 8, 31))).valid_on(day).unwrap_err().key, "reason.evidence.expired");
    assert!(Evidence { revoked: true, ..certificate(None) }.valid_on(day).is_err());
    assert!(Evidence { seal_valid: Some(false), ..certificate(None) }.valid_on(day).is_err());
    assert!(certificate(Some(date(2026, 9, 5))).ends_before(date(2026, 9, 10)).is_some());
    assert!(certificate(Some(date(2026, 9, 10))).ends_before(date(2026, 9, 10)).is_none());
}

#[test]
fn r6_6_a_certificate_needs_its_holders_word() {
    let silent = Evidence { authorisation: None, ..certificate(None) };
    assert_eq!(silent.valid_on(date(2026, 9, 1)).unwrap_err().rule, "R6.6");
    let foreign = [Evidence { holder: Uuid::from_u128(2), ..certificate(None) }];
    assert!(counter(&foreign).way(&licence(), SatisfyBy::ECert).is_err());
}

#[test]
fn r6_5_only_grades_a_and_b_are_used_again() {
    for (grade, fine) in [(TrustGrade::A, true), (TrustGrade::B, true), (TrustGrade::C, false), (TrustGrade::D, false)]
    {
        let earlier = Evidence {
            kind: EvidenceKind::EarlierMaterial,
            subject: "m2".into(),
            authorisation: None,
            grade: Some(grade),
            ..certificate(None)
        };
        assert_eq!(earlier.way_for(&licence()), Some(SatisfyBy::Reused));
        assert_eq!(earlier.valid_on(date(2026, 9, 1)).is_ok(), fine);
    }
    assert_eq!(TrustGrade::C.after_window_check(), TrustGrade::B);
    assert_eq!(TrustGrade::D.after_window_check(), TrustGrade::D);
}

proptest! {
    /// R6.4 for any mixture of answers: paper is open exactly when nothing valid is held, or a law wants the paper.
    #[test]
    fn r6_4_never_both(answers in prop::collection::vec((0u8..5, any::<bool>(), any::<bool>()), 0..6), law in any::<bool>()) {
        let evidence: Vec<Evidence> = answers.iter().map(|(answer, revoked, mine)| Evidence {
            answer: [EvidenceAnswer::Yes, EvidenceAnswer::No, EvidenceAnswer::NotFound, EvidenceAnswer::Pending,
                EvidenceAnswer::Unreachable][usize::from(*answer)],
            revoked: *revoked,
            holder: Uuid::from_u128(if *mine { 1 } else { 2 }),
            ..certificate(None)
        }).collect();
        let material = Material { paper_basis: law.then(|| "法".to_owned()), ..licence() };
        let counter = counter(&evidence);
        let held = answers.iter().any(|(answer, revoked, mine)| *answer == 0 && !revoked && *mine);
        prop_assert_eq!(counter.held_electronically(&material).is_some(), held && !law);
        prop_assert_eq!(counter.way(&material, SatisfyBy::PaperOriginal).is_ok(), !held || law);
    }
}
