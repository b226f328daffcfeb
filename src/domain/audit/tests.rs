#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use proptest::prelude::*;

use super::*;

const TENANT: &str = "321000";

fn record(minute: i64) -> AuditRecord {
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

fn links(count: i64) -> Vec<Link> {
    let mut head = Head::genesis(TENANT);
    (0..count)
        .map(|minute| {
            let link = chain(TENANT, &head, &record(minute)).unwrap();
            head = link.head();
            link
        })
        .collect()
}

fn check(links: &[Link]) -> Result<Head, Broken> {
    verify(TENANT, Head::genesis(TENANT), links.iter().cloned(), &BTreeMap::new())
}

#[test]
fn r11_9_a_record_has_one_canonical_text() {
    assert_eq!(
        record(0).canonical().unwrap(),
        "{\"alg\":\"sha256\",\"case_id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"event\":\"open_case\",\
         \"fields\":[\"phone\"],\"place\":\"window-03\",\"purpose\":\"check\",\"result\":\"done\",\"role\":\"Clerk\",\
         \"server_time\":\"2026-11-18T11:06:40Z\",\"user\":\"staff-03\",\"v\":1}"
    );
}

/// Computed with another implementation from the parts named at `link_hash`.
#[test]
fn r11_9_the_hash_is_sha_256_over_named_parts() {
    assert_eq!(Head::genesis(TENANT).hash, "a2e488e11a5bcac84805066c27611a0801e9f278581282df250310b038c938bc");
    assert_eq!(links(1)[0].hash, "f5bffdc96f8bcce9dcae12af72421b499a8933a88494b096c14f397073411b32");
}

#[test]
fn r11_9_a_whole_chain_proves_itself() {
    let chain = links(20);
    assert_eq!(check(&chain).unwrap(), chain[19].head());
    let rest = verify(TENANT, chain[9].head(), chain[10..].to_vec(), &BTreeMap::new());
    assert_eq!(rest.unwrap(), chain[19].head());
    assert_eq!(check(&[]).unwrap(), Head::genesis(TENANT));
}

#[test]
fn r11_9_another_tenants_links_do_not_fit() {
    let other = verify("320100", Head::genesis("320100"), links(3), &BTreeMap::new());
    assert_eq!(other, Err(Broken::Hash(1)));
}

#[test]
fn r11_9_what_left_the_centre_shows_a_cut_and_a_rewrite() {
    let chain = links(10);
    let seen: BTreeMap<u64, String> = [(5, chain[4].hash.clone()), (9, chain[8].hash.clone())].into();
    let check = |links: Vec<Link>| verify(TENANT, Head::genesis(TENANT), links, &seen);
    assert!(check(chain.clone()).is_ok());
    assert_eq!(check(chain[..8].to_vec()), Err(Broken::CutOff(9)));

    let mut head = chain[2].head();
    let mut rewritten = chain[..3].to_vec();
    for minute in 100..107 {
        let link = super::chain(TENANT, &head, &record(minute)).unwrap();
        head = link.head();
        rewritten.push(link);
    }
    assert_eq!(check(rewritten), Err(Broken::Witness(5)));
}

#[test]
fn r11_10_personal_data_never_enter() {
    let refused = |change: &dyn Fn(&mut AuditRecord)| {
        let mut record = record(0);
        change(&mut record);
        record.canonical().unwrap_err()
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

proptest! {
    /// Any one change of any one link is found, and at its very place.
    #[test]
    fn r11_9_any_tampering_is_found(place in 0usize..12, kind in 0u8..7, byte in any::<prop::sample::Index>()) {
        let whole = links(12);
        let mut changed = whole.clone();
        let mut first_bad = place as u64 + 1;
        match kind {
            0 => flip(&mut changed[place].body, byte),
            1 => flip(&mut changed[place].hash, byte),
            2 => changed[place].seq += 1,
            3 => {
                changed.remove(place);
                prop_assume!(place < 11);
            }
            4 => {
                changed.insert(place, whole[place].clone());
                first_bad += 1;
            }
            5 => {
                prop_assume!(place < 11);
                changed.swap(place, place + 1);
            }
            _ => {
                let head = if place == 0 { Head::genesis(TENANT) } else { whole[place - 1].head() };
                changed[place] = chain(TENANT, &head, &record(99)).unwrap();
                prop_assume!(place < 11);
                first_bad += 1;
            }
        }
        prop_assert_eq!(check(&changed).unwrap_err().seq(), first_bad);
    }
}

fn flip(text: &mut String, index: prop::sample::Index) {
    let at = index.index(text.len());
    let mut bytes = std::mem::take(text).into_bytes();
    bytes[at] ^= 1;
    *text = String::from_utf8(bytes).unwrap();
}
