//! A receipt ends a command only if it is the centre's own word about exactly these bytes.

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::domain::{
    lifecycle::{Act, act::Reasoned},
    role::Role,
};

fn command() -> Command {
    let (kind, payload) = Command::split(&Act::NegativeOverrule(Reasoned {
        reason: "材料齐全,应当受理".to_owned(),
        basis: String::new(),
    }))
    .unwrap();
    Command {
        v: ENVELOPE_VERSION,
        command_id: Uuid::from_u128(1),
        kind,
        case_id: Some(Uuid::from_u128(2)),
        expected_version: 3,
        prev_command_id: None,
        device_id: Uuid::from_u128(4),
        epoch: Uuid::from_u128(5),
        seq: 6,
        actor_id: Uuid::from_u128(7),
        role: Role::ChiefRep,
        window_id: Some("03".to_owned()),
        composed_at: "2026-09-01T09:00:00Z".parse().unwrap(),
        guide_version: None,
        payload,
        blobs: Vec::new(),
    }
}

fn payload(command: &Command) -> ReceiptPayload {
    ReceiptPayload {
        command_id: command.command_id,
        fingerprint: fingerprint(&command.seal().unwrap()),
        realm: Realm::Demo,
        verdict: Verdict::Applied,
        transitions: vec![19],
        case_id: command.case_id,
        version: Some(4),
        state: Some(crate::domain::case::State::Received),
        case_no: None,
        receipt_no: None,
        documents: Vec::new(),
        problem: None,
        server_time: "2026-09-01T09:00:01Z".parse().unwrap(),
        change_seq: 8,
        audit_seq: 9,
        audit_hash: String::new(),
    }
}

#[test]
fn a_command_comes_back_from_its_own_bytes() {
    let command = command();
    let bytes = command.seal().unwrap();
    check_canonical(&bytes).unwrap();
    let back: Command = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(back, command);
    assert_eq!(back.seal().unwrap(), bytes);
    assert!(matches!(back.act().unwrap(), Act::NegativeOverrule(_)));
}

#[test]
fn f41_a_field_that_the_envelope_does_not_know_is_refused() {
    let mut value = serde_json::to_value(command()).unwrap();
    value.as_object_mut().unwrap().insert("urgent".to_owned(), json!(true));
    assert!(serde_json::from_value::<Command>(value).is_err());
    let act = json!({"type": "negative.overrule", "payload": {"reason": "", "extra": 1}});
    assert!(serde_json::from_value::<Act>(act).is_err());
}

#[test]
fn a_receipt_opens_only_with_the_centres_key_and_untouched() {
    let centre = KeyPair::from_seed(&[7; 32]).unwrap();
    let stranger = KeyPair::from_seed(&[8; 32]).unwrap();
    let trusted = [PublicKey { key_id: "2026".to_owned(), public_key: centre.public_key() }];
    let payload = payload(&command());

    let receipt = Receipt::sign(&payload, "2026", &centre).unwrap();
    assert_eq!(receipt.open(&trusted).unwrap(), payload);

    assert!(Receipt::sign(&payload, "2026", &stranger).unwrap().open(&trusted).is_err());
    assert!(Receipt { key_id: "2025".to_owned(), ..receipt.clone() }.open(&trusted).is_err());
    let mut flipped = receipt.payload.clone().into_bytes();
    flipped[20] ^= 1;
    assert!(Receipt { payload: String::from_utf8(flipped).unwrap(), ..receipt }.open(&trusted).is_err());
}

#[test]
fn a_number_is_found_by_a_key_that_only_the_centre_can_make() {
    let number = "000000199001010018";
    assert_eq!(keyed_hash(b"hall", number), keyed_hash(b"hall", number));
    assert_ne!(keyed_hash(b"hall", number), keyed_hash(b"other", number));
    assert!(!keyed_hash(b"hall", number).contains("1990"));
}
