//! Stands before the scripted centre, and gives and takes tokens as the real one does.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::{
    contract::{Command, Problem, RecoveryLine, Session},
    desk::api::{Method, Request, Response, Sending, Transport, TransportError},
};

/// How long an access token is good, in seconds.
pub(super) const LIFE: i64 = 900;

#[derive(Default)]
pub(super) struct State {
    /// Access tokens that hold, with whose they are and when they end.
    pub(super) access: BTreeMap<String, (u128, Timestamp)>,
    /// The refresh token that holds, the one before it and what it was changed for.
    pub(super) refresh: BTreeMap<String, u128>,
    changed: BTreeMap<String, (String, String)>,
    /// Who is bound to a device.
    bound: BTreeSet<u128>,
    pub(super) disabled: BTreeSet<u128>,
    drawn: usize,
    pub(super) refreshes: usize,
    pub(super) lose: usize,
    pub(super) over: Option<&'static str>,
    pub(super) grant: Vec<&'static str>,
    pub(super) password_due: bool,
    pub(super) factor_due: bool,
    /// Leave that stands: its id, whose work, who took it.
    pub(super) leave: Option<(Uuid, u128, Option<u128>)>,
}

pub(super) struct Porter {
    centre: Arc<Centre>,
    clock: Arc<ManualClock>,
    pub(super) state: Mutex<State>,
}

fn answer(status: u16, kind: &str, body: &impl serde::Serialize) -> Response {
    Response { status, headers: vec![("content-type".into(), kind.into())], body: serde_json::to_vec(body).unwrap() }
}

fn problem(status: u16, code: &str) -> Response {
    answer(status, "application/problem+json", &Problem::new(status, code, "不行", "t1"))
}

fn field(body: &str, name: &str) -> Option<String> {
    body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(ToOwned::to_owned)
}

impl Porter {
    pub(super) fn before(bench: &Bench) -> Self {
        Self { centre: Arc::clone(&bench.script), clock: Arc::clone(&bench.clock), state: Mutex::default() }
    }

    fn tokens(&self, state: &mut State, person: u128) -> (String, String) {
        state.drawn += 1;
        let (access, refresh) = (format!("access-{}", state.drawn), format!("refresh-{}", state.drawn));
        let ends = self.clock.now() + SignedDuration::from_secs(LIFE);
        state.access.insert(access.clone(), (person, ends));
        state.refresh.insert(refresh.clone(), person);
        (access, refresh)
    }

    fn sign_in(&self, request: &Request) -> Response {
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        assert!(!request.headers.iter().any(|(name, _)| *name == "authorization"));
        let mut state = self.state.lock().unwrap();
        let person: u128 = body["staff_no"].as_str().unwrap().parse().unwrap();
        if body["password"] != "right" {
            let mut no = problem(401, "session.sign_in_failed");
            no.headers.push(("retry-after".into(), "8".into()));
            return no;
        }
        if state.disabled.contains(&person) {
            return problem(403, "account.disabled");
        }
        if !body["device_id"].is_null() {
            state.bound.insert(person);
        }
        let (token, refresh) = self.tokens(&mut state, person);
        answer(
            200,
            "application/json",
            &Session {
                token,
                expires_at: self.clock.now() + SignedDuration::from_hours(5) + SignedDuration::from_secs(LIFE),
                refresh_token: Some(refresh),
                person: centre::person(person),
                must_change_password: state.password_due,
                must_enrol_totp: state.factor_due,
            },
        )
    }

    fn token(&self, request: &Request) -> Result<Response, TransportError> {
        let body = String::from_utf8(request.body.clone()).unwrap();
        let refuse = |error: &str, code: Option<&str>| {
            answer(400, "application/json", &json!({"error": error, "error_description": "不行", "code": code}))
        };
        let mut state = self.state.lock().unwrap();
        let given = |(access, refresh): (String, String), person: u128| {
            answer(
                200,
                "application/json",
                &json!({"access_token": access, "token_type": "Bearer", "expires_in": LIFE,
                "refresh_token": refresh, "person": centre::person(person)}),
            )
        };
        if field(&body, "device_code").is_some() {
            return Ok(match state.grant.pop() {
                Some("in") => {
                    let tokens = self.tokens(&mut state, 1);
                    given(tokens, 1)
                }
                Some(error) => refuse(error, None),
                None => refuse("authorization_pending", None),
            });
        }
        state.refreshes += 1;
        if let Some(code) = state.over {
            return Ok(refuse("invalid_grant", Some(code)));
        }
        let asked = field(&body, "refresh_token").unwrap();
        let person = state.refresh.get(&asked).copied();
        let lost = state.lose > 0;
        state.lose = state.lose.saturating_sub(1);
        let Some(person) = person else {
            // The one before the newest is changed for the same once more; any other is a copy.
            let Some(again) = state.changed.get(&asked).cloned().filter(|(_, next)| state.refresh.contains_key(next))
            else {
                state.refresh.clear();
                state.access.clear();
                return Ok(refuse("invalid_grant", Some("session.reused")));
            };
            let person = state.refresh[&again.1];
            return if lost { Err(TransportError::Broken) } else { Ok(given(again, person)) };
        };
        if state.bound.contains(&person) {
            assert!(field(&body, "device_id").is_some());
            let signature = request.headers.iter().find(|(name, _)| *name == "device-signature").unwrap();
            self.centre.holds(&request.body, &signature.1);
        }
        state.refresh.remove(&asked);
        let tokens = self.tokens(&mut state, person);
        state.changed.insert(asked, tokens.clone());
        if lost { Err(TransportError::Broken) } else { Ok(given(tokens, person)) }
    }

    fn confirm(&self, request: &Request) -> Response {
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        if body["code"] != "246810" {
            return problem(422, "totp.wrong");
        }
        self.state.lock().unwrap().factor_due = false;
        answer(200, "application/json", &json!({}))
    }

    fn call(&self, request: &Request) -> Result<Response, TransportError> {
        let path = request.path.split('?').next().unwrap();
        match (request.method, path) {
            (Method::Get, "/v1/meta") => return self.centre.answer(request),
            (Method::Post, "/v1/sessions") => return Ok(self.sign_in(request)),
            (Method::Post, "/oauth/token") => return self.token(request),
            (Method::Post, "/oauth/revoke") => return Ok(answer(200, "application/json", &json!({}))),
            (Method::Post, "/oauth/device_authorization") => {
                return Ok(answer(
                    200,
                    "application/json",
                    &json!({"device_code": "secret-half", "user_code": "WDJB-MJHT",
                    "verification_uri": "https://c.example/device",
                    "verification_uri_complete": "https://c.example/device?user_code=WDJB-MJHT",
                    "expires_in": 600, "interval": 5}),
                ));
            }
            _ => {}
        }
        let bearer = request.headers.iter().find(|(name, _)| *name == "authorization");
        let token = bearer.map(|(_, value)| value.trim_start_matches("Bearer ").to_owned()).unwrap_or_default();
        let state = self.state.lock().unwrap();
        let Some((person, ends)) = state.access.get(&token).copied() else {
            return Ok(problem(401, "session.expired"));
        };
        if ends <= self.clock.now() {
            return Ok(problem(401, "session.expired"));
        }
        if state.disabled.contains(&person) {
            return Ok(problem(403, "account.disabled"));
        }
        let factor_due = state.factor_due;
        drop(state);
        match (request.method, path) {
            (Method::Post, "/v1/me/totp") => {
                return Ok(answer(200, "application/json", &json!({"otpauth": "otpauth://totp/x", "secret": "KEY"})));
            }
            (Method::Post, "/v1/me/totp/confirm") => return Ok(self.confirm(request)),
            _ if factor_due => return Ok(problem(403, "totp.must_enrol")),
            _ => {}
        }
        if (request.method, path) == (Method::Delete, "/v1/sessions/current") {
            return Ok(Response { status: 204, ..Response::default() });
        }
        // The scripted centre knows a person by this.
        let mut request = request.clone();
        let mut person = person;
        match (request.method, path) {
            (Method::Get, "/v1/devices/00000000-0000-0000-0000-00000000004d/recoveries") => {
                let leave = self.state.lock().unwrap().leave;
                let lines = leave.into_iter().map(|(id, actor, taken)| RecoveryLine {
                    id,
                    device_id: Uuid::from_u128(77),
                    actor_id: Uuid::from_u128(actor),
                    staff_no: actor.to_string(),
                    expires_at: self.clock.now(),
                    taken_by: taken.map(Uuid::from_u128),
                });
                return Ok(answer(200, "application/json", &lines.collect::<Vec<_>>()));
            }
            (Method::Post, "/v1/commands") => {
                let command: Command = serde_json::from_slice(&request.body).unwrap();
                let named = request.headers.iter().find(|(name, _)| *name == "recovery-grant");
                if let Some((_, named)) = named {
                    assert_ne!(command.actor_id, Uuid::from_u128(person), "one's own needs no leave");
                    let mut state = self.state.lock().unwrap();
                    match &mut state.leave {
                        Some((id, actor, whose))
                            if id.to_string() == *named && Uuid::from_u128(*actor) == command.actor_id =>
                        {
                            *whose = Some(person);
                            person = *actor;
                        }
                        _ => return Ok(problem(403, "recovery.expired")),
                    }
                }
            }
            _ => {}
        }
        request.headers.retain(|(name, _)| *name != "authorization");
        request.headers.push(("authorization", format!("Bearer token {}", Uuid::from_u128(person))));
        self.centre.answer(&request)
    }
}

impl Transport for Porter {
    fn send(&self, request: Request) -> Sending<'_> {
        // Others get their turn while an answer is under way.
        Box::pin(async move {
            tokio::task::yield_now().await;
            let answer = self.call(&request);
            tokio::task::yield_now().await;
            answer
        })
    }
}
