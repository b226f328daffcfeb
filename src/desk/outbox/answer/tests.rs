use super::*;
use crate::contract::{KeyPair, fingerprint};
use crate::domain::case::State;

const BYTES: &[u8] = br#"{"command_id":"x"}"#;

fn key(seed: u8) -> KeyPair {
    KeyPair::from_seed(&[seed; 32]).unwrap()
}

fn trusted() -> Vec<PublicKey> {
    vec![PublicKey { key_id: "k1".into(), public_key: key(1).public_key() }]
}

fn sent() -> Sent {
    Sent { command_id: Uuid::from_u128(7), fingerprint: fingerprint(BYTES), realm: Realm::Demo }
}

fn payload(verdict: Verdict) -> ReceiptPayload {
    ReceiptPayload {
        command_id: Uuid::from_u128(7),
        fingerprint: fingerprint(BYTES),
        realm: Realm::Demo,
        verdict,
        transitions: vec![5],
        case_id: Some(Uuid::from_u128(9)),
        version: Some(1),
        state: Some(State::Accepted),
        case_no: None,
        receipt_no: None,
        documents: Vec::new(),
        problem: None,
        server_time: "2026-11-20T01:00:00Z".parse().unwrap(),
        change_seq: 1,
        audit_seq: 1,
        audit_hash: String::new(),
    }
}

fn signed(payload: &ReceiptPayload, key_id: &str, seed: u8) -> Receipt {
    Receipt::sign(payload, key_id, &key(seed)).unwrap()
}

fn answer(status: u16, body: &impl Serialize) -> Heard {
    let body = serde_json::to_vec(body).unwrap();
    Heard::Answer(Answer { status, content_type: "application/json".into(), retry_after: None, body })
}

fn judged(heard: &Heard) -> Outcome {
    classify(heard, &trusted(), &sent(), None)
}

fn waits(heard: &Heard) -> Why {
    match judged(heard) {
        Outcome::Waits(wait) => wait.why,
        Outcome::Settled(settlement) => panic!("finished as {:?}", settlement.state),
    }
}

fn settles(heard: &Heard) -> ParcelState {
    match judged(heard) {
        Outcome::Settled(settlement) => settlement.state,
        Outcome::Waits(wait) => panic!("waits: {:?} {:?}", wait.why, wait.fault),
    }
}

#[test]
fn a_receipt_of_the_centre_finishes_under_any_status() {
    for status in [200, 201, 302, 403, 500] {
        assert_eq!(settles(&answer(status, &signed(&payload(Verdict::Applied), "k1", 1))), ParcelState::Applied);
    }
}

#[test]
fn a_rejection_comes_as_a_problem_with_its_receipt() {
    let mut problem = Problem::new(422, "tolerance.main", "主件不得容缺", "t");
    assert_eq!(waits(&answer(422, &problem)), Why::NoVerdict);
    problem.receipt = Some(signed(&payload(Verdict::Rejected), "k1", 1));
    assert_eq!(settles(&answer(422, &problem)), ParcelState::Rejected);

    let stale = ReceiptPayload { problem: Some("version.stale".into()), ..payload(Verdict::Rejected) };
    problem.receipt = Some(signed(&stale, "k1", 1));
    assert_eq!(settles(&answer(412, &problem)), ParcelState::Conflict);
}

#[test]
fn an_unsigned_code_beside_a_rejection_makes_no_conflict() {
    let mut problem = Problem::new(412, "version.stale", "版本已变", "t");
    problem.receipt = Some(signed(&payload(Verdict::Rejected), "k1", 1));
    assert_eq!(settles(&answer(412, &problem)), ParcelState::Rejected);
}

#[test]
fn nothing_that_only_looks_like_a_receipt_finishes() {
    let faults = [
        (signed(&payload(Verdict::Applied), "k1", 2), ReceiptFault::Signature),
        (signed(&payload(Verdict::Applied), "k2", 1), ReceiptFault::UnknownKey),
        (
            signed(&ReceiptPayload { command_id: Uuid::from_u128(8), ..payload(Verdict::Applied) }, "k1", 1),
            ReceiptFault::OtherCommand,
        ),
        (
            signed(&ReceiptPayload { fingerprint: fingerprint(b"{}"), ..payload(Verdict::Applied) }, "k1", 1),
            ReceiptFault::OtherBytes,
        ),
        (
            signed(&ReceiptPayload { realm: Realm::Live, ..payload(Verdict::Applied) }, "k1", 1),
            ReceiptFault::OtherRealm,
        ),
    ];
    for (receipt, fault) in faults {
        let Outcome::Waits(wait) = judged(&answer(200, &receipt)) else { panic!("finished by {fault:?}") };
        assert_eq!((wait.why, wait.fault), (Why::BadReceipt, Some(fault)));
    }
}

#[test]
fn every_answer_without_verdict_waits_as_the_table_says() {
    let table: &[(u16, &str, Why)] = &[
        (400, "request.malformed", Why::ProgramError),
        (401, "session.expired", Why::SignIn),
        (403, "role.not_allowed", Why::Refused),
        (403, "account.disabled", Why::AccountDisabled),
        (404, "not_found", Why::Refused),
        (407, "x", Why::NotTheCentre),
        (408, "x", Why::CentreTrouble),
        (409, "command.in_progress", Why::InProgress),
        (412, "version.stale", Why::NoVerdict),
        (413, "request.too_large", Why::TooLarge),
        (415, "request.media_type", Why::ProgramError),
        (422, "command.key_reused", Why::KeyReused),
        (409, "device.forked", Why::DeviceForked),
        (424, "files.missing", Why::FilesMissing),
        (425, "predecessor.missing", Why::PredecessorMissing),
        (426, "upgrade.required", Why::Upgrade),
        (429, "x", Why::CentreBusy),
        (500, "x", Why::CentreTrouble),
        (502, "x", Why::CentreTrouble),
        (503, "x", Why::CentreBusy),
        (504, "x", Why::CentreTrouble),
        (507, "x", Why::CentreFull),
        (511, "x", Why::NotTheCentre),
    ];
    for (status, code, expected) in table {
        assert_eq!(waits(&answer(*status, &Problem::new(*status, code, "", "t"))), *expected, "{status} {code}");
    }
    assert_eq!(waits(&Heard::Nothing), Why::NoAnswer);
}

#[test]
fn f35_a_portal_is_not_an_answer() {
    for status in [200, 204, 301, 302, 307, 401, 403, 404, 451] {
        let html = Heard::Answer(Answer {
            status,
            content_type: "text/html".into(),
            retry_after: None,
            body: b"<html>login</html>".to_vec(),
        });
        assert_eq!(waits(&html), Why::NotTheCentre, "{status}");
    }
    for status in [200, 201, 204, 302] {
        assert_eq!(waits(&Heard::Answer(Answer { status, ..Answer::default() })), Why::NotTheCentre, "{status}");
    }
}

#[test]
fn f33_whatever_fails_with_whatever_body_keeps_the_parcel_and_trouble_goes_by_itself() {
    for status in 400..600 {
        let problem = serde_json::to_vec(&Problem::new(status, "something.new", "", "t")).unwrap();
        for (content_type, body) in [
            ("application/problem+json", problem.as_slice()),
            ("application/json", b"{}"),
            ("application/json", b"{\"status\":"),
            ("text/html", b"<html>Bad Gateway</html>"),
            ("", b""),
        ] {
            let body = body.to_vec();
            let heard = Heard::Answer(Answer { status, content_type: content_type.into(), retry_after: None, body });
            let why = waits(&heard);
            if matches!(status, 500 | 502 | 503 | 504) {
                // Nobody has to do anything, and no page of a gateway is taken for a portal.
                assert!(matches!(why, Why::CentreTrouble | Why::CentreBusy), "{status} {content_type}: {why:?}");
            }
        }
    }
}

#[test]
fn f41_a_verdict_of_a_newer_centre_waits_for_a_person_and_a_state_of_one_is_none() {
    // What the centre signs is no type of ours: it says more than this program can read.
    let newer = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut told = serde_json::to_value(payload(Verdict::Applied)).unwrap();
        change(&mut told);
        let bytes = crate::contract::canonical_bytes(&told).unwrap();
        let encode = |bytes: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes);
        Receipt { key_id: "k1".into(), signature: encode(&key(1).sign(&bytes)), payload: encode(&bytes) }
    };
    let unread = newer(&|told| told["verdict"] = "deferred".into());
    let Outcome::Waits(wait) = judged(&answer(200, &unread)) else { panic!("finished by a verdict that nobody knows") };
    assert_eq!((wait.why, wait.fault), (Why::NewerReceipt, Some(ReceiptFault::Newer)));

    let strange = newer(&|told| {
        told["state"] = "Paused".into();
        told["mood"] = "good".into();
        told["documents"] = serde_json::json!([{"code": "XYZ", "no": "一号", "sha256": "", "colour": "red"}]);
    });
    let Outcome::Settled(settlement) = judged(&answer(200, &strange)) else { panic!("an applied act waits") };
    assert_eq!((settlement.state, settlement.payload.state), (ParcelState::Applied, None));
    assert_eq!(settlement.payload.documents[0].code.strange().as_deref(), Some("XYZ"));
    assert_eq!(settlement.receipt, strange, "kept as it came");
    assert_ne!(strange.gist(), newer(&|told| told["state"] = "Other".into()).gist(), "compared by what was signed");
}

#[test]
fn every_status_without_receipt_waits() {
    for status in 0..1_000 {
        waits(&Heard::Answer(Answer { status, ..Answer::default() }));
    }
}
