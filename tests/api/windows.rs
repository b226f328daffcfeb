//! One hall on one server, its instances, and windows that talk to whichever answers.

use std::sync::Arc;

use axum::{Router, http::Method};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chuangtai::{
    central::{Centre, Config, KeyPlace, Location},
    contract::{Command, ENVELOPE_VERSION, Enrolled, KeyPair, Person, Realm, Session},
    domain::{lifecycle::Act, settings::Profile},
    ports::{Clock as _, Entropy as _, Inline, ManualClock, ManualEntropy},
};
use http_body_util::BodyExt as _;
use serde_json::json;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{
    postgres::world::{Answer, MORNING, call, clock_at},
    server::{Server, shared},
};

/// An instance: its own randomness, the keys and the clock of all.
pub fn instance(location: Location, keys: &std::path::Path, clock: &Arc<ManualClock>, seed: u64) -> Config {
    Config {
        location,
        keys: KeyPlace::Folder(keys.to_owned()),
        realm: Realm::Demo,
        hall: String::new(),
        profile: Profile::Yangzhou,
        clock: clock.clone(),
        entropy: Arc::new(ManualEntropy::seeded(seed)),
        spawn: Arc::new(Inline),
    }
}

/// What one hall on one server needs.
pub struct Hall {
    pub server: &'static Server,
    pub database: String,
    pub keys: tempfile::TempDir,
    pub clock: Arc<ManualClock>,
}

impl Hall {
    pub fn new() -> Option<Self> {
        let server = shared()?;
        let keys = tempfile::tempdir().unwrap();
        Some(Self { server, database: server.new_database(), keys, clock: clock_at(MORNING) })
    }

    pub fn open(&self, seed: u64) -> Centre {
        self.open_at(self.server.serve(&self.database), seed)
    }

    pub fn open_at(&self, location: Location, seed: u64) -> Centre {
        Centre::open_demo_empty(instance(location, self.keys.path(), &self.clock, seed)).unwrap()
    }

    pub fn number(&self, sql: &str) -> usize {
        self.server.run(&self.database, sql).unwrap()[0][0].parse().unwrap()
    }
}

/// A simulated window: its own device, its own case, and whichever instance answers.
pub struct Window {
    person: Person,
    token: String,
    device: Uuid,
    key: KeyPair,
    epoch: Uuid,
    seq: u64,
    pub entropy: ManualEntropy,
    pub clock: Arc<ManualClock>,
}

impl Window {
    pub fn at(router: &Router, person: &Person, clock: &Arc<ManualClock>, number: u64) -> Self {
        let entropy = ManualEntropy::seeded(5000 + number);
        let mut seed = [0u8; 32];
        entropy.fill(&mut seed);
        let key = KeyPair::from_seed(&seed).unwrap();
        let body = serde_json::to_vec(&json!({"person": person.id})).unwrap();
        let session: Session = call(router, Method::POST, "/v1/demo/session", None, body).json();
        let epoch = entropy.uuid();
        let request = json!({"epoch": epoch, "public_key": key.public_key(), "name": format!("窗口{number}")});
        let body = serde_json::to_vec(&request).unwrap();
        let enrolled: Enrolled = call(router, Method::POST, "/v1/devices", Some(&session.token), body).json();
        let (token, device) = (session.token, enrolled.device_id);
        Self { person: person.clone(), token, device, key, epoch, seq: 0, entropy, clock: clock.clone() }
    }

    pub fn seal(&mut self, case: Uuid, version: u64, act: &Act) -> Command {
        self.seq += 1;
        let (kind, payload) = Command::split(act).unwrap();
        Command {
            v: ENVELOPE_VERSION,
            command_id: self.entropy.uuid(),
            kind,
            case_id: Some(case),
            expected_version: version,
            prev_command_id: None,
            device_id: self.device,
            epoch: self.epoch,
            seq: self.seq,
            actor_id: self.person.id,
            role: self.person.role,
            window_id: self.person.window_id.clone(),
            composed_at: self.clock.now(),
            guide_version: None,
            payload,
            blobs: Vec::new(),
        }
    }

    /// The same bytes to an instance, as often as one likes.
    pub fn post(&self, router: Router, command: &Command) -> Answer {
        let bytes = command.seal().unwrap();
        let request = axum::http::Request::post("/v1/commands")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", command.command_id.to_string())
            .header("device-signature", URL_SAFE_NO_PAD.encode(self.key.sign(&bytes)))
            .body(axum::body::Body::from(bytes))
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }
}
