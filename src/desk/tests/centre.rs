//! A centre that follows a script: it checks what a desk sends as the real one does, and answers as it is told.

use std::{
    collections::{BTreeMap, VecDeque},
    io::Write as _,
    sync::Mutex,
};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use crate::{
    contract::{
        ChainMark, Command, Enrolled, ItemSummary, KeyPair, MarkedMeta, Meta, Person, Problem, PublicKey, Realm,
        Receipt, ReceiptPayload, Session, SnapshotHead, SnapshotLine, Verdict, fingerprint, sha256_hex, verify,
    },
    desk::api::{Method, Request, Response, Sending, Transport, TransportError},
    domain::{
        case::State,
        role::{Limits, Mandate, Role},
    },
};

/// What the centre does with the next command.
#[derive(Clone)]
pub(super) enum Then {
    Apply,
    Reject(u16, &'static str),
    /// It refuses, and does not know the case.
    RejectUnknown(u16, &'static str),
    /// It applies, and the answer is lost.
    LoseAnswer,
    Refuse(u16, &'static str),
    RetryAfter(u16, &'static str),
    Raw(u16, &'static str, &'static str),
    SignWith(u8),
    ReceiptOfAnother,
}

pub(super) struct Centre {
    realm: Realm,
    then: Mutex<VecDeque<Then>>,
    pub(super) verdicts: Mutex<BTreeMap<Uuid, ReceiptPayload>>,
    /// Every command that arrived: id, order, attempt.
    arrived: Mutex<Vec<Command>>,
    device_key: Mutex<Option<String>>,
    /// How much later it is there.
    later: Mutex<SignedDuration>,
    /// The mark of what it decided, and what it answers to who asks for that.
    pub(super) law: Mutex<Option<(&'static str, Response)>>,
    /// The tag with which it was asked for, each time.
    pub(super) law_asked: Mutex<Vec<Option<String>>>,
}

pub(super) fn now() -> Timestamp {
    "2026-11-20T01:00:00Z".parse().unwrap()
}

fn key(seed: u8) -> KeyPair {
    KeyPair::from_seed(&[seed; 32]).unwrap()
}

pub(super) fn person(n: u128) -> Person {
    Person {
        id: Uuid::from_u128(n),
        name: "李晓云".into(),
        staff_no: "0001".into(),
        role: Role::Clerk,
        departments: vec![],
        window_id: Some("03".into()),
        mandate: Mandate::default(),
        limits: Limits::default(),
    }
}

fn item() -> ItemSummary {
    ItemSummary {
        guide_version: None,
        code: "a".into(),
        name: "食品经营许可".into(),
        department: "市场监管局".into(),
        plain_words: vec![],
        open: false,
    }
}

/// A snapshot of one item: its head and its file.
fn snapshot(item: &ItemSummary) -> (SnapshotHead, Vec<u8>) {
    let summary = serde_json::to_string(item).unwrap();
    let mut file = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    file.write_all(SnapshotLine::Item { code: &item.code, summary: &summary }.write().as_bytes()).unwrap();
    let file = file.finish().unwrap();
    let bytes = u64::try_from(file.len()).unwrap();
    let day = "2026-11-20".parse().unwrap();
    (
        SnapshotHead { version: 3, day, lines: 1, bytes, sha256: sha256_hex(&file), piece_bytes: 1 << 18, pieces: 1 },
        file,
    )
}

fn ok(body: &impl serde::Serialize) -> Response {
    raw(200, "application/json", serde_json::to_string(body).unwrap())
}

pub(super) fn raw(status: u16, kind: &str, body: impl Into<String>) -> Response {
    Response { status, headers: vec![("content-type".into(), kind.into())], body: body.into().into_bytes() }
}

pub(super) fn problem(status: u16, code: &str) -> Response {
    raw(status, "application/problem+json", serde_json::to_string(&Problem::new(status, code, "不行", "t1")).unwrap())
}

impl Centre {
    pub(super) fn new(realm: Realm) -> Self {
        Self {
            realm,
            then: Mutex::default(),
            verdicts: Mutex::default(),
            arrived: Mutex::default(),
            device_key: Mutex::default(),
            later: Mutex::default(),
            law: Mutex::default(),
            law_asked: Mutex::default(),
        }
    }

    /// From now on it says that so much time has passed.
    pub(super) fn says(&self, later: SignedDuration) {
        *self.later.lock().unwrap() = later;
    }

    pub(super) fn script(&self, steps: impl IntoIterator<Item = Then>) {
        self.then.lock().unwrap().extend(steps);
    }

    pub(super) fn arrived(&self) -> Vec<Command> {
        self.arrived.lock().unwrap().clone()
    }

    /// Its chain has one link, which every mark is of.
    fn meta(&self, request: &Request) -> MarkedMeta {
        let head = ChainMark { seq: 1, hash: "h".into() };
        let at = if request.path.contains("at=1") { vec![head.clone()] } else { vec![] };
        let meta = Meta {
            law: self.law.lock().unwrap().as_ref().map(|(mark, _)| (*mark).to_owned()),
            version: "0".into(),
            realm: self.realm,
            now: now() + SignedDuration::from_hours(5) + *self.later.lock().unwrap(),
            hall: "扬州市政务服务中心".into(),
            profile: "yangzhou".into(),
            catalogue_version: 3,
            calendar_version: "2026".into(),
            keys: vec![],
            centre: String::new(),
            change_seq: 0,
        };
        MarkedMeta { meta, head, at }
    }

    /// This desk signed these bytes.
    pub(super) fn holds(&self, bytes: &[u8], signature: &str) {
        let key = self.device_key.lock().unwrap().clone().unwrap();
        let signature = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, signature).unwrap();
        verify(&key, bytes, &signature).unwrap();
    }

    pub(super) fn answer(&self, request: &Request) -> Result<Response, TransportError> {
        let path = request.path.split('?').next().unwrap();
        Ok(match (request.method, path) {
            (Method::Get, "/v1/meta") => ok(&self.meta(request)),
            (Method::Post, "/v1/devices") => {
                let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
                *self.device_key.lock().unwrap() = body["public_key"].as_str().map(ToOwned::to_owned);
                ok(&Enrolled {
                    device_id: Uuid::from_u128(77),
                    realm: self.realm,
                    keys: vec![PublicKey { key_id: "k".into(), public_key: key(1).public_key() }],
                })
            }
            (Method::Post, "/v1/demo/session") => {
                let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
                let id: Uuid = body["person"].as_str().unwrap().parse().unwrap();
                ok(&Session {
                    token: format!("token {id}"),
                    expires_at: now(),
                    refresh_token: None,
                    person: person(id.as_u128()),
                    must_change_password: false,
                    must_enrol_totp: false,
                })
            }
            (Method::Get, "/v1/law") => {
                let tag = request.headers.iter().find(|(name, _)| *name == "if-none-match");
                self.law_asked.lock().unwrap().push(tag.map(|(_, tag)| tag.clone()));
                self.law.lock().unwrap().as_ref().map_or_else(|| problem(404, "not_found"), |(_, told)| told.clone())
            }
            (Method::Get, "/v1/catalogue/changes") => ok(&json!({"version": 3, "items": [], "guides": []})),
            (Method::Get, "/v1/catalogue/snapshots/latest") => {
                let (head, _) = snapshot(&item());
                ok(&head)
            }
            (Method::Get, path) if path.starts_with("/v1/catalogue/snapshots/") => {
                let (_, file) = snapshot(&item());
                let mut answer = raw(200, "application/octet-stream", "");
                answer.body = file;
                answer
            }
            (Method::Get, "/v1/calendars/2027") => problem(404, "not_found"),
            (Method::Get, path) if path.starts_with("/v1/calendars/") => {
                let year: i16 = path.rsplit('/').next().unwrap().parse().unwrap();
                ok(&json!({"version": "2026", "year": year, "notice": null}))
            }
            (Method::Get, "/v1/changes") if request.path.ends_with("after=0") => {
                ok(&json!({"items": [{"seq": 1, "case_id": Uuid::from_u128(5), "version": 2, "state": "Accepted"}],
                    "cursor": 1, "mark": {"seq": 1, "hash": "h"}}))
            }
            (Method::Get, "/v1/changes") => ok(&json!({"items": [], "cursor": 1, "mark": {"seq": 1, "hash": "h"}})),
            (Method::Post, "/v1/commands") => return self.command(request),
            _ => problem(404, "not_found"),
        })
    }

    fn command(&self, request: &Request) -> Result<Response, TransportError> {
        let header = |name: &str| request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        let command: Command = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(header("idempotency-key"), Some(format!("\"{}\"", command.command_id)));
        let signature = base64::Engine::decode(
            &base64::engine::general_purpose::URL_SAFE_NO_PAD,
            header("device-signature").unwrap(),
        );
        let device_key = self.device_key.lock().unwrap().clone().unwrap();
        verify(&device_key, &request.body, &signature.unwrap()).unwrap();
        assert_eq!(header("authorization"), Some(format!("Bearer token {}", command.actor_id)));
        self.arrived.lock().unwrap().push(command.clone());
        let then = self.then.lock().unwrap().pop_front().unwrap_or(Then::Apply);
        let payload = |verdict, code: Option<&str>| ReceiptPayload {
            command_id: command.command_id,
            fingerprint: fingerprint(&request.body),
            realm: self.realm,
            verdict,
            transitions: vec![5],
            case_id: command.case_id,
            version: Some(command.expected_version + 1),
            state: Some(State::Accepted),
            case_no: Some("321002202611200001".into()),
            receipt_no: None,
            documents: vec![],
            problem: code.map(ToOwned::to_owned),
            server_time: now(),
            change_seq: 1,
            audit_seq: 1,
            audit_hash: "h".into(),
        };
        let apply = || {
            let mut verdicts = self.verdicts.lock().unwrap();
            verdicts.entry(command.command_id).or_insert_with(|| payload(Verdict::Applied, None)).clone()
        };
        let signed = |payload: &ReceiptPayload, seed| ok(&Receipt::sign(payload, "k", &key(seed)).unwrap());
        Ok(match then {
            Then::Apply => signed(&apply(), 1),
            Then::LoseAnswer => {
                apply();
                return Err(TransportError::Broken);
            }
            Then::Reject(status, code) | Then::RejectUnknown(status, code) => {
                let mut refused = Problem::new(status, code, "不行", "t1");
                let known = payload(Verdict::Rejected, Some(code));
                let version = known.version.filter(|_| matches!(then, Then::Reject(..)));
                let payload = ReceiptPayload { version, ..known };
                refused.receipt = Some(Receipt::sign(&payload, "k", &key(1)).unwrap());
                raw(status, "application/problem+json", serde_json::to_string(&refused).unwrap())
            }
            Then::Refuse(status, code) => problem(status, code),
            Then::RetryAfter(status, header) => {
                let mut answer = problem(status, "busy");
                answer.headers.push(("retry-after".into(), header.into()));
                answer
            }
            Then::Raw(status, kind, body) => raw(status, kind, body),
            Then::SignWith(seed) => signed(&apply(), seed),
            Then::ReceiptOfAnother => {
                signed(&ReceiptPayload { command_id: Uuid::from_u128(1), ..payload(Verdict::Applied, None) }, 1)
            }
        })
    }
}

impl Transport for Centre {
    fn send(&self, request: Request) -> Sending<'_> {
        let answer = self.answer(&request);
        Box::pin(std::future::ready(answer))
    }
}
