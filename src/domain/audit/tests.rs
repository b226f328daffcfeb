#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use proptest::prelude::ProptestConfig;

use super::*;

mod inclusion;
mod tampering;

/// RELIABILITY 4.3 asks for 100,000 in a long campaign: `PROPTEST_CASES`.
pub(super) fn tries() -> ProptestConfig {
    let ordinary = ProptestConfig::default();
    ProptestConfig { cases: ordinary.cases.max(1_500), failure_persistence: None, ..ordinary }
}

pub(super) fn record(minute: i64) -> AuditRecord {
    AuditRecord {
        server_time: Timestamp::from_second(1_795_000_000 + minute * 60).unwrap(),
        client_time: None,
        user: "staff-03".to_owned(),
        role: "Clerk".to_owned(),
        place: "window-03".to_owned(),
        event: AuditEvent::OpenCase,
        case_id: Some("0f8fad5b-d9cb-469f-a165-70867728950e".to_owned()),
        object: None,
        purpose: Some("check".to_owned()),
        result: AuditResult::Done,
        reason_code: None,
        fields: vec!["phone".to_owned()],
    }
}

pub(super) fn sha() -> Chain {
    Chain { tenant: "321000".to_owned(), alg: Algorithm::Sha256 }
}

pub(super) fn sm3() -> Chain {
    Chain { alg: Algorithm::Sm3, ..sha() }
}

pub(super) fn links(chain: &Chain, count: i64) -> Vec<Link> {
    let mut head = chain.genesis();
    (0..count)
        .map(|minute| {
            let link = chain.link(&head, &record(minute)).unwrap();
            head = link.head();
            link
        })
        .collect()
}

#[test]
fn r11_9_a_record_has_one_canonical_text() {
    assert_eq!(
        record(0).canonical(Algorithm::Sha256).unwrap(),
        "{\"alg\":\"sha256\",\"case_id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"event\":\"open_case\",\
         \"fields\":[\"phone\"],\"place\":\"window-03\",\"purpose\":\"check\",\"result\":\"done\",\"role\":\"Clerk\",\
         \"server_time\":\"2026-11-18T11:06:40Z\",\"user\":\"staff-03\",\"v\":1}"
    );
    assert!(record(0).canonical(Algorithm::Sm3).unwrap().starts_with("{\"alg\":\"sm3\","));
}

/// Computed with another implementation from the parts named at `Chain::hash`.
#[test]
fn r11_9_the_hash_is_over_named_parts() {
    assert_eq!(sha().genesis().hash, "a2e488e11a5bcac84805066c27611a0801e9f278581282df250310b038c938bc");
    assert_eq!(links(&sha(), 1)[0].hash, "f5bffdc96f8bcce9dcae12af72421b499a8933a88494b096c14f397073411b32");
    assert_eq!(sm3().genesis().hash, "051b818e114c1fcb163439d27690bc65f5ef9708234f8ff7513a5e04ca1d6bea");
    assert_eq!(links(&sm3(), 1)[0].hash, "361d3438ce2fa7253a00cb6e142ad06aca776b04ae4a2e14ac4773fc284b70fe");
}

/// The example of GB/T 32905-2016, annex A.
#[test]
fn r11_4_sm3_is_the_one_of_the_standard() {
    let hash = hash::hex(&Algorithm::Sm3.over(&[b"a", b"bc"]));
    assert_eq!(hash, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_eq!([Some(Algorithm::Sm3), None], [Algorithm::named("sm3"), Algorithm::named("md5")]);
}

#[test]
fn r11_9_a_whole_chain_proves_itself() {
    for chain in [sha(), sm3()] {
        let whole = links(&chain, 20);
        assert_eq!(chain.prove(whole.clone()).unwrap(), whole[19].head());
        assert_eq!(chain.prove([]).unwrap(), chain.genesis());
    }
}

#[test]
fn r11_9_another_chains_links_do_not_fit() {
    let other = Chain { tenant: "320100".to_owned(), ..sha() };
    assert_eq!(other.prove(links(&sha(), 3)), Err(Broken::Hash(1)));
    assert_eq!(sm3().prove(links(&sha(), 3)), Err(Broken::Hash(1)));
}

#[test]
fn r11_10_personal_data_never_enter() {
    let refused = |change: &dyn Fn(&mut AuditRecord)| {
        let mut record = record(0);
        change(&mut record);
        record.canonical(Algorithm::Sha256).unwrap_err()
    };
    assert_eq!(refused(&|r| r.user = "李晓云".to_owned()), AuditError::NotACode("user"));
    assert_eq!(refused(&|r| r.object = Some("two words".to_owned())), AuditError::NotACode("object"));
    assert_eq!(refused(&|r| r.object = Some(String::new())), AuditError::NotACode("object"));
    assert_eq!(refused(&|r| r.purpose = Some("a".repeat(81))), AuditError::NotACode("purpose"));
    for number in ["11010519491231002X", "110105491231002", "13812345678", "citizen_id:11010519491231002X"] {
        assert_eq!(refused(&|r| r.object = Some(number.to_owned())), AuditError::Personal("object"));
        assert_eq!(refused(&|r| r.fields = vec![number.to_owned()]), AuditError::Personal("fields"));
    }
    let said = AuditError::Personal("object").to_string();
    assert_eq!(said, "the field object looks like personal data");
}

#[test]
fn r11_4_event_names_are_those_of_the_rulebook() {
    let name = |event| serde_json::to_value(event).unwrap().as_str().unwrap().to_owned();
    let names = [AuditEvent::LoginFail, AuditEvent::Override, AuditEvent::CallEcert, AuditEvent::TrainingOff].map(name);
    assert_eq!(names, ["login_fail", "override", "call_ecert", "training_off"]);
}
