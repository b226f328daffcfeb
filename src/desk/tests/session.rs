//! Sessions that are carried on (F38): renewed before their end and after a 401, once for all who wait; over restarts, lost
//! answers and locks; and what becomes of parcels when one ends.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::{
    contract::{Problem, Session},
    desk::{
        api::{ApiError, Method, Request, Response, Sending, Transport, TransportError},
        vault::{KeySafe, MemorySafe},
    },
};

const LIFE: i64 = 900;

#[derive(Default)]
struct State {
    /// Access tokens that hold, with whose they are and when they end.
    access: BTreeMap<String, (u128, Timestamp)>,
    /// The refresh token that holds, the one before it and what it was changed for.
    refresh: BTreeMap<String, u128>,
    changed: BTreeMap<String, (String, String)>,
    /// Who is bound to a device.
    bound: BTreeSet<u128>,
    disabled: BTreeSet<u128>,
    drawn: usize,
    refreshes: usize,
    lose: usize,
    over: Option<&'static str>,
    grant: Vec<&'static str>,
    password_due: bool,
}

/// Stands before the scripted centre, and gives and takes tokens as the real one does.
struct Porter {
    centre: Arc<Centre>,
    clock: Arc<ManualClock>,
    state: Mutex<State>,
    asked: AtomicUsize,
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
                must_enrol_totp: false,
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

    fn call(&self, request: &Request) -> Result<Response, TransportError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
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
        drop(state);
        if (request.method, path) == (Method::Delete, "/v1/sessions/current") {
            return Ok(Response { status: 204, ..Response::default() });
        }
        // The scripted centre knows a person by this.
        let mut request = request.clone();
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

struct Hall {
    bench: Bench,
    porter: Arc<Porter>,
    line: Arc<Switchable<Arc<Porter>>>,
    safe: Arc<MemorySafe>,
}

impl Hall {
    fn new() -> Self {
        let bench = Bench::new();
        let porter = Arc::new(Porter {
            centre: Arc::clone(&bench.script),
            clock: Arc::clone(&bench.clock),
            state: Mutex::default(),
            asked: AtomicUsize::new(0),
        });
        let line = Arc::new(Switchable::new(Arc::clone(&porter)));
        Self { bench, porter, line, safe: Arc::default() }
    }

    fn config(&self, keyring: bool) -> Config {
        let safe: Arc<dyn KeySafe> = if keyring { self.safe.clone() } else { Arc::new(NoKeyring) };
        Config { transport: self.line.clone(), safe, ..self.bench.config() }
    }

    /// Signed in by password and enrolled; then signed in once more, so that the session is bound to the desk.
    async fn ready(&self, keyring: bool) -> Desk {
        let desk = Desk::open(self.config(keyring)).await.unwrap();
        desk.connect().await.unwrap();
        desk.sign_in("1", "right", None).await.unwrap();
        desk.enrol("综合窗口03").await.unwrap();
        desk.sign_in("1", "right", None).await.unwrap();
        desk
    }

    fn state<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.porter.state.lock().unwrap())
    }

    fn refreshes(&self) -> usize {
        self.state(|state| state.refreshes)
    }
}

async fn me(desk: &Desk) -> Result<(), DeskError> {
    desk.ask(|centre| async move { centre.changes(1).await }).await.map(|_| ())
}

#[tokio::test]
async fn f38_a_token_is_renewed_before_it_ends_and_once_for_all_who_wait() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.bench.later(LIFE * 2 / 3 - 1);
    me(&desk).await.unwrap();
    assert_eq!(hall.refreshes(), 0, "not before its time");
    hall.bench.later(1);
    let all = futures_util::future::join_all((0..8).map(|_| me(&desk))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(hall.refreshes(), 1);
    // The centre does not take it any more: the same, and the parcel that met it goes with the new one.
    hall.state(|state| state.access.clear());
    let sealed = seal(&desk, 9).await;
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!((hall.refreshes(), hall.bench.script.arrived().len()), (2, 1));
}

#[tokio::test]
async fn f38_a_lost_answer_is_asked_for_again_and_a_crash_in_between_survives() {
    for keyring in [false, true] {
        let hall = Hall::new();
        let desk = hall.ready(keyring).await;
        hall.bench.later(LIFE);
        hall.state(|state| state.lose = 2);
        assert!(me(&desk).await.is_err());
        assert!(desk.is_signed_in(), "a lost answer signs nobody out");
        // The program dies with the new token unheard.
        drop(desk);
        let desk = Desk::open(hall.config(keyring)).await.unwrap();
        assert!(!desk.is_signed_in() && desk.parting().is_none());
        desk.connect().await.unwrap();
        assert!(desk.resume().await, "keyring {keyring}");
        me(&desk).await.unwrap();
        assert_eq!(desk.person().unwrap().id, Uuid::from_u128(1));
    }
}

#[tokio::test]
async fn a_session_outlives_the_program_and_its_token_lies_nowhere_in_clear() {
    for keyring in [false, true] {
        let hall = Hall::new();
        let desk = hall.ready(keyring).await;
        let token = hall.state(|state| state.refresh.keys().last().unwrap().clone());
        drop(desk);
        for file in std::fs::read_dir(hall.bench.dir.path().join("desk")).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
        }
        let desk = Desk::open(hall.config(keyring)).await.unwrap();
        desk.connect().await.unwrap();
        assert!(desk.resume().await);
        desk.sign_out().await.unwrap();
        drop(desk);
        let desk = Desk::open(hall.config(keyring)).await.unwrap();
        assert_eq!(desk.parting(), Some(Parting::Nobody), "signing out wipes it");
        assert!(!desk.resume().await && desk.person().is_none());
    }
}

#[tokio::test]
async fn f38_a_revoked_family_asks_for_the_person_and_loses_nothing() {
    for (code, why) in [("session.reused", Parting::Reused), ("session.ended", Parting::Ended)] {
        let hall = Hall::new();
        let desk = hall.ready(false).await;
        let mut hear = desk.events();
        hall.state(|state| {
            state.over = Some(code);
            state.access.clear();
        });
        let sealed = seal(&desk, 9).await;
        assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()), (ParcelState::Held, Some(Why::SignIn)));
        assert!(drain(&mut hear).contains(&Event::SignInNeeded(why)));
        assert_eq!(desk.parting(), Some(why));
        let asked = hall.refreshes();
        assert!(me(&desk).await.is_err());
        assert_eq!(hall.refreshes(), asked, "what is over is not asked for again");
        // Somebody else signs in: nothing goes in their name.
        hall.state(|state| state.over = None);
        desk.sign_in("2", "right", None).await.unwrap();
        desk.flush().await.unwrap();
        assert!(hall.bench.script.arrived().is_empty());
        desk.sign_in("1", "right", None).await.unwrap();
        desk.flush().await.unwrap();
        let arrived = hall.bench.script.arrived();
        assert_eq!((arrived.len(), arrived[0].actor_id), (1, Uuid::from_u128(1)));
    }
}

#[tokio::test]
async fn f50_a_disabled_account_holds_its_own_work_and_nobody_elses() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    let mut hear = desk.events();
    hall.state(|state| state.disabled.insert(1));
    let sealed = seal(&desk, 9).await;
    let held = waiting(desk.deliver(sealed.command_id).await.unwrap());
    assert_eq!(held, (ParcelState::Held, Some(Why::AccountDisabled)));
    assert!(drain(&mut hear).contains(&Event::AccountDisabled) && desk.is_disabled());
    // A colleague at the same machine.
    desk.sign_in("2", "right", None).await.unwrap();
    assert!(!desk.is_disabled());
    let other = seal(&desk, 8).await;
    assert_eq!(settled(desk.deliver(other.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!(desk.waiting_count().await.unwrap(), 1);
    // Nobody is let in until it is enabled; then it flows.
    assert!(desk.sign_in("1", "right", None).await.is_err());
    hall.state(|state| state.disabled.clear());
    desk.sign_in("1", "right", None).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
    assert_eq!(hall.bench.script.arrived().last().unwrap().actor_id, Uuid::from_u128(1));
}

#[tokio::test]
async fn f50_an_account_that_is_enabled_again_flows_by_itself() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.state(|state| state.disabled.insert(1));
    let sealed = seal(&desk, 9).await;
    desk.deliver(sealed.command_id).await.unwrap();
    let mut hear = desk.events();
    hall.state(|state| state.disabled.clear());
    hall.bench.later(400);
    desk.round().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
    assert!(drain(&mut hear).contains(&Event::SignedIn) && !desk.is_disabled());
}

#[tokio::test]
async fn locking_closes_the_session_and_unlocking_carries_it_on() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    desk.lock().await.unwrap();
    let error = me(&desk).await.unwrap_err();
    assert!(matches!(&error, DeskError::Centre(ApiError::Problem(no)) if no.code == "session.expired"), "{error:?}");
    assert_eq!(hall.refreshes(), 0, "without the store nothing is renewed");
    assert!(desk.is_signed_in(), "and nobody is signed out by it");
    desk.unlock(zeroize::Zeroizing::new(crate::desk::vault::DEMO_PASSPHRASE.to_owned())).await.unwrap();
    me(&desk).await.unwrap();
    assert_eq!(hall.refreshes(), 1);
}

#[tokio::test]
async fn a_password_that_is_due_lets_no_parcel_go() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.state(|state| state.password_due = true);
    let entered = desk.sign_in("1", "right", None).await.unwrap();
    assert!(entered.password_due && desk.password_due());
    let sealed = seal(&desk, 9).await;
    assert_eq!(sealed.state, ParcelState::Queued);
    desk.flush().await.unwrap();
    assert!(hall.bench.script.arrived().is_empty());
}

#[tokio::test]
async fn a_wrong_password_tells_its_wait_and_ends_no_session() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    let no = desk.sign_in("1", "wrong", None).await.unwrap_err();
    assert_eq!(no.wait, Some(SignedDuration::from_secs(8)));
    assert!(desk.is_signed_in());
    me(&desk).await.unwrap();
}

#[tokio::test]
async fn a_telephone_signs_in_as_soon_as_its_person_agrees() {
    let hall = Hall::new();
    let desk = Desk::open(hall.config(false)).await.unwrap();
    let shown = desk.begin_grant("综合窗口03").await.unwrap();
    assert_eq!((shown.code.as_str(), shown.pace), ("WDJB-MJHT", SignedDuration::from_secs(5)));
    assert!(!format!("{shown:?}").contains("secret-half"));
    hall.state(|state| state.grant = vec!["in", "slow_down"]);
    assert_eq!(desk.poll_grant().await.unwrap(), GrantAnswer::SlowDown);
    hall.line.set_cut(true);
    assert!(desk.poll_grant().await.is_err());
    hall.line.set_cut(false);
    assert!(matches!(desk.poll_grant().await.unwrap(), GrantAnswer::In(_)), "a line that broke ends no grant");
    me(&desk).await.unwrap();
    assert_eq!(desk.poll_grant().await.unwrap(), GrantAnswer::Expired, "its codes are void now");
    desk.begin_grant("综合窗口03").await.unwrap();
    hall.state(|state| state.grant = vec!["access_denied"]);
    assert_eq!(desk.poll_grant().await.unwrap(), GrantAnswer::Denied);
}
