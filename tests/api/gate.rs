//! A live centre that can be stopped and started at any moment, and its people.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, Request};
use chuangtai::{
    central::{Centre, Config, KeyPlace, Location, auth::Cost},
    contract::{OauthRefusal, Person, Proposal, Realm, Session, TokenAnswer, TokenForm},
    domain::{
        role::{Limits, Mandate, Role},
        settings::Profile,
    },
    ports::{Inline, ManualClock, ManualEntropy},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    books,
    world::{Answer, MORNING, call, clock_at, exchange},
};

pub const PASSWORD: &str = "Chuang-tai-2026";

/// A live centre in a folder, with people who have passwords. It can be stopped and started again at any moment: whatever
/// it knows of sessions stands in its database.
pub struct Gate {
    centre: Option<Centre>,
    pub clock: Arc<ManualClock>,
    dir: tempfile::TempDir,
    starts: u64,
}

impl Gate {
    pub fn new() -> Self {
        let clock = clock_at(MORNING);
        let mut gate = Self { centre: None, clock, dir: tempfile::tempdir().unwrap(), starts: 0 };
        gate.restart();
        for (number, role, login) in [(1, Role::Admin, "admin"), (2, Role::Clerk, "c1"), (3, Role::HallManager, "m1")] {
            gate.hire(&somebody(number, role, login));
        }
        gate
    }

    /// Another instance in place of the one that was.
    pub fn restart(&mut self) {
        self.centre = None;
        self.starts += 1;
        let config = Config {
            location: books::place(Location::File(self.books())),
            keys: KeyPlace::Folder(self.dir.path().join("keys")),
            realm: Realm::Live,
            hall: "扬州市政务服务中心".into(),
            profile: Profile::Yangzhou,
            clock: self.clock.clone(),
            entropy: Arc::new(ManualEntropy::seeded(self.starts)),
            spawn: Arc::new(Inline),
        };
        self.centre = Some(Centre::open(config).unwrap());
    }

    pub fn books(&self) -> std::path::PathBuf {
        self.dir.path().join("centre.db")
    }

    pub fn centre(&self) -> &Centre {
        self.centre.as_ref().unwrap()
    }

    /// A second administrator, and the token of one who is signed in.
    pub fn second(&self) -> String {
        self.hire(&somebody(4, Role::Admin, "admin2"));
        self.sign_in("admin2").token
    }

    /// What a second person says to a proposal.
    pub fn confirm(&self, second: &str, proposal: &Proposal) -> Answer {
        self.post(Some(second), &format!("/v1/proposals/{}/confirm", proposal.id), &json!({}))
    }

    pub fn hire(&self, person: &Person) {
        self.centre().set_password(person, PASSWORD, Cost::Least).unwrap();
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    pub fn post(&self, token: Option<&str>, path: &str, body: &Value) -> Answer {
        call(&self.centre().router(), Method::POST, path, token, serde_json::to_vec(body).unwrap())
    }

    pub fn get(&self, token: &str, path: &str) -> Answer {
        call(&self.centre().router(), Method::GET, path, Some(token), Vec::new())
    }

    /// Sends a form, as a terminal or a browser does.
    pub fn form(&self, path: &str, body: impl Into<String>, headers: &[(&str, String)]) -> Answer {
        let mut request =
            Request::builder().method("POST").uri(path).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(exchange(self.centre().router(), request.body(body.into().into()).unwrap()))
    }

    pub fn sign_in(&self, login: &str) -> Session {
        self.try_sign_in(&json!({"staff_no": login, "password": PASSWORD})).json()
    }

    pub fn try_sign_in(&self, body: &Value) -> Answer {
        self.post(None, "/v1/sessions", body)
    }

    pub fn refresh(&self, token: &str) -> Result<TokenAnswer, OauthRefusal> {
        oauth(&self.form("/oauth/token", TokenForm::refresh(token, None).body(), &[]))
    }

    /// What the centre says to a token: 200, 401, 403.
    pub fn me(&self, token: &str) -> u16 {
        self.get(token, "/v1/me").status.as_u16()
    }

    /// What the audit trail holds of a word.
    pub fn recorded(&self, word: &str) -> usize {
        let auditor = somebody(90, Role::Auditor, "auditor-of-tests");
        self.hire(&auditor);
        let token = self.sign_in("auditor-of-tests").token;
        self.get(&token, "/v1/audit?limit=200").text().matches(word).count()
    }
}

pub fn somebody(number: u128, role: Role, login: &str) -> Person {
    Person {
        id: Uuid::from_u128(number),
        name: format!("某人{number}"),
        staff_no: login.into(),
        role,
        departments: Vec::new(),
        window_id: None,
        mandate: Mandate::default(),
        limits: Limits::default(),
    }
}

pub fn oauth<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, OauthRefusal> {
    assert_eq!(answer.headers["cache-control"], "no-store");
    if answer.status == 200 { Ok(answer.json()) } else { Err(refused(answer)) }
}

pub fn refused(answer: &Answer) -> OauthRefusal {
    assert_eq!(answer.status, 400, "{}", answer.text());
    let refusal: OauthRefusal = answer.json();
    assert!(!refusal.error_description.is_empty() && !refusal.error_description.is_ascii(), "{refusal:?}");
    refusal
}

/// The answer of a form that a browser would show.
pub fn page(answer: &Answer) -> String {
    let headers: &HeaderMap = &answer.headers;
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.contains("form-action 'self'"));
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert!(!headers.contains_key("set-cookie"));
    let text = answer.text();
    assert!(!text.contains("<script") && !text.contains("javascript:"), "{text}");
    text
}
