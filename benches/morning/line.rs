//! A window on the line to the service: the transport of the real desk, a session per member of the crew, and a device
//! that seals.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chuangtai::{
    contract::{
        Command, ENVELOPE_VERSION, Enrolled, KeyPair, Meta, Person, PublicKey, Receipt, ReceiptPayload, Session,
    },
    desk::api::{HttpTransport, Method, Request, Response, Transport as _},
    domain::{lifecycle::Act, role::Role},
    ports::{Clock as _, Entropy as _},
    runtime::{SystemClock, SystemEntropy},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use uuid::Uuid;

use crate::desk;

/// Somebody who is signed in.
pub struct Member {
    pub person: Person,
    pub token: String,
}

/// Who brings a case from the window to its end.
pub struct Crew {
    pub clerk: Member,
    pub reviewer: Member,
    pub approver: Member,
    pub issuer: Member,
}

/// A command as it leaves the outbox.
pub struct Parcel {
    id: Uuid,
    bytes: Vec<u8>,
    signature: String,
}

pub struct Window {
    pub crew: Crew,
    pub line: HttpTransport,
    device: Uuid,
    key: KeyPair,
    keys: Vec<PublicKey>,
    epoch: Uuid,
    seq: AtomicU64,
}

fn read<T: DeserializeOwned>(response: &Response) -> T {
    let text = || String::from_utf8_lossy(&response.body).into_owned();
    serde_json::from_slice(&response.body).unwrap_or_else(|error| panic!("{error}: {} {}", response.status, text()))
}

async fn ask(line: &HttpTransport, method: Method, path: &str, token: Option<&str>, body: Vec<u8>) -> Response {
    let mut headers = vec![("content-type", "application/json".to_owned())];
    headers.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
    let response = line.send(Request { method, path: path.to_owned(), headers, body }).await.unwrap();
    assert_eq!(response.status, 200, "{path}: {}", String::from_utf8_lossy(&response.body));
    response
}

/// A session of one of the demo hall's people.
pub async fn sign_in(line: &HttpTransport, person: &Person) -> Member {
    let body = serde_json::to_vec(&json!({"person": person.id})).unwrap();
    let session: Session = read(&ask(line, Method::Post, "/v1/demo/session", None, body).await);
    Member { person: session.person, token: session.token }
}

/// How far the change sequence has come.
pub async fn change_seq(line: &HttpTransport) -> u64 {
    read::<Meta>(&ask(line, Method::Get, "/v1/meta", None, Vec::new()).await).change_seq
}

impl Window {
    /// Signs this clerk and those who work with them in, and enrols a device.
    pub async fn open(address: &str, people: &[Person], clerk: &Person) -> Self {
        let line = desk::line(address);
        let find = |role: Role| {
            let serves = |person: &&Person| {
                person.departments.is_empty() || person.departments.iter().any(|code| code == "scjg")
            };
            people.iter().filter(|person| person.role == role).find(serves).unwrap()
        };
        let crew = Crew {
            clerk: sign_in(&line, clerk).await,
            reviewer: sign_in(&line, find(Role::Reviewer)).await,
            approver: sign_in(&line, find(Role::Approver)).await,
            issuer: sign_in(&line, find(Role::IssueClerk)).await,
        };
        let mut seed = [0u8; 32];
        SystemEntropy.fill(&mut seed);
        let (key, epoch) = (KeyPair::from_seed(&seed).unwrap(), SystemEntropy.uuid());
        let request = json!({"epoch": epoch, "public_key": key.public_key(), "name": "morning"});
        let body = serde_json::to_vec(&request).unwrap();
        let token = Some(crew.clerk.token.as_str());
        let enrolled: Enrolled = read(&ask(&line, Method::Post, "/v1/devices", token, body).await);
        Self { crew, line, device: enrolled.device_id, key, keys: enrolled.keys, epoch, seq: AtomicU64::new(0) }
    }

    pub fn seal(&self, person: &Person, case: Uuid, version: u64, act: &Act) -> Parcel {
        let (kind, payload) = Command::split(act).unwrap();
        let command = Command {
            v: ENVELOPE_VERSION,
            command_id: SystemEntropy.uuid(),
            kind,
            case_id: Some(case),
            expected_version: version,
            prev_command_id: None,
            device_id: self.device,
            epoch: self.epoch,
            seq: self.seq.fetch_add(1, Ordering::Relaxed) + 1,
            actor_id: person.id,
            role: person.role,
            window_id: person.window_id.clone(),
            composed_at: SystemClock.now(),
            guide_version: None,
            payload,
            blobs: Vec::new(),
        };
        let bytes = command.seal().unwrap();
        Parcel { id: command.command_id, signature: URL_SAFE_NO_PAD.encode(self.key.sign(&bytes)), bytes }
    }

    /// Posts a command; it must be applied. Answers what the receipt says, its signature verified.
    pub async fn send(&self, by: &Member, parcel: &Parcel) -> ReceiptPayload {
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("authorization", format!("Bearer {}", by.token)),
            ("idempotency-key", format!("\"{}\"", parcel.id)),
            ("device-signature", parcel.signature.clone()),
        ];
        let path = "/v1/commands".to_owned();
        let request = Request { method: Method::Post, path, headers, body: parcel.bytes.clone() };
        let response = self.line.send(request).await.unwrap();
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        read::<Receipt>(&response).open(&self.keys).unwrap()
    }

    pub async fn get(&self, by: &Member, path: &str) -> Response {
        ask(&self.line, Method::Get, path, Some(&by.token), Vec::new()).await
    }

    pub async fn post<T: DeserializeOwned>(&self, by: &Member, path: &str, body: &impl Serialize) -> T {
        read(&ask(&self.line, Method::Post, path, Some(&by.token), serde_json::to_vec(body).unwrap()).await)
    }

    /// Signs in with a password, at its real cost.
    pub async fn password(&self, staff_no: &str, password: &str) {
        let body = serde_json::to_vec(&json!({"staff_no": staff_no, "password": password})).unwrap();
        ask(&self.line, Method::Post, "/v1/sessions", None, body).await;
    }
}
