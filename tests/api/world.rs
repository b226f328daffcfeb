//! A demo centre on this suite's engine, a desk with a device key, and the hall's people.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    sync::Arc,
};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode},
};
use chuangtai::{
    central::{Centre, Config, KeyPlace, Location, auth::Cost},
    contract::{CaseDetail, Enrolled, KeyPair, LookupAnswer, Person, Problem, Proposal, PublicKey, Session},
    domain::{
        case::{Application, Channel, Delivery},
        check::{MaterialRow, Verdict},
        exemption::SatisfyBy,
        guide::Guide,
        role::Role,
        settings::Profile,
    },
    ports::{Clock, Entropy, Inline, ManualClock, ManualEntropy},
};
use http_body_util::BodyExt as _;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::books;

#[path = "acts.rs"]
mod acts;
#[path = "held.rs"]
pub mod held;

/// 食品经营许可(新办).
pub const FOOD: &str = "11000000D00000013R300013102400001";

/// Monday 2026-09-14, 09:30 in Beijing: an ordinary week, the one before 中秋.
pub const MORNING: &str = "2026-09-14T09:30:00+08:00";

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    pub fn problem(&self) -> Problem {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{}", String::from_utf8_lossy(&self.body));
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert!(!problem.trace_id.is_empty());
        problem
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

pub struct World {
    pub centre: Centre,
    pub clock: Arc<ManualClock>,
    pub router: Router,
    pub keys: Vec<PublicKey>,
    pub device: Uuid,
    pub device_key: KeyPair,
    pub epoch: Uuid,
    pub people: Vec<Person>,
    entropy: ManualEntropy,
    seq: Cell<u64>,
    tokens: RefCell<HashMap<Uuid, String>>,
    runtime: tokio::runtime::Runtime,
}

/// A configuration in memory under a manual clock.
pub fn config(clock: &Arc<ManualClock>, location: Location, keys: KeyPlace) -> Config {
    Config {
        location: books::place(location),
        keys,
        realm: chuangtai::contract::Realm::Demo,
        hall: String::new(),
        profile: Profile::Yangzhou,
        clock: clock.clone(),
        entropy: Arc::new(ManualEntropy::seeded(7)),
        spawn: Arc::new(Inline),
    }
}

pub fn clock_at(text: &str) -> Arc<ManualClock> {
    Arc::new(ManualClock::at(text.parse().unwrap()))
}

/// Calls a router once.
pub fn call(router: &Router, method: Method, path: &str, token: Option<&str>, body: Vec<u8>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::from(body)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(exchange(router.clone(), request))
}

pub async fn exchange(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

impl World {
    /// The demo hall on an ordinary morning, empty of cases.
    pub fn new() -> Self {
        Self::at(MORNING)
    }

    pub fn at(time: &str) -> Self {
        let clock = clock_at(time);
        let centre = Centre::open_demo_empty(config(&clock, Location::Memory, KeyPlace::Memory)).unwrap();
        Self::around(centre, clock)
    }

    pub fn around(centre: Centre, clock: Arc<ManualClock>) -> Self {
        let entropy = ManualEntropy::seeded(99);
        let mut seed = [0u8; 32];
        entropy.fill(&mut seed);
        let mut world = Self {
            router: centre.router(),
            centre,
            clock,
            keys: Vec::new(),
            device: Uuid::nil(),
            device_key: KeyPair::from_seed(&seed).unwrap(),
            epoch: entropy.uuid(),
            people: Vec::new(),
            entropy,
            seq: Cell::new(0),
            tokens: RefCell::default(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap(),
        };
        world.people = world.send(Method::GET, "/v1/demo/people", None, &[], Vec::new()).json();
        let clerk = world.role(Role::Clerk);
        let request = json!({"epoch": world.epoch, "public_key": world.device_key.public_key(), "name": "综合窗口03"});
        let enrolled: Enrolled = world.post(&clerk, "/v1/devices", &request).json();
        world.device = enrolled.device_id;
        world.keys = enrolled.keys;
        world
    }

    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    pub fn uuid(&self) -> Uuid {
        self.entropy.uuid()
    }

    /// The first person in a role.
    pub fn role(&self, role: Role) -> Person {
        self.people.iter().find(|person| person.role == role).unwrap().clone()
    }

    /// The first person in a role who acts for this department.
    pub fn of(&self, role: Role, department: &str) -> Person {
        let mut found = self.people.iter().filter(|person| person.role == role);
        found.find(|p| p.departments.iter().any(|code| code == department)).unwrap().clone()
    }

    pub fn token(&self, person: &Person) -> String {
        if let Some(token) = self.tokens.borrow().get(&person.id) {
            return token.clone();
        }
        let body = serde_json::to_vec(&json!({"person": person.id})).unwrap();
        let session: Session = self.send(Method::POST, "/v1/demo/session", None, &[], body).json();
        self.tokens.borrow_mut().insert(person.id, session.token.clone());
        session.token
    }

    /// Sessions have ended; everybody signs in anew.
    pub fn sign_in_again(&self) {
        self.tokens.borrow_mut().clear();
    }

    pub fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let (asked, plain) = (request.method_ref().unwrap().clone(), request.uri_ref().unwrap().path().to_owned());
        let request = request.body(Body::from(body)).unwrap();
        let answer = self.runtime.block_on(exchange(self.router.clone(), request));
        // What is timed is not looked at.
        if cfg!(debug_assertions) {
            held::holds(&self.centre, &asked, &plain, &answer);
        }
        answer
    }

    pub fn get(&self, person: &Person, path: &str) -> Answer {
        self.send(Method::GET, path, Some(&self.token(person)), &[], Vec::new())
    }

    pub fn post<T: Serialize>(&self, person: &Person, path: &str, body: &T) -> Answer {
        self.send(Method::POST, path, Some(&self.token(person)), &[], serde_json::to_vec(body).unwrap())
    }

    /// Makes somebody staff of the hall, or somebody else of who they were: rights are read at every request.
    pub fn hire(&self, person: &Person) {
        self.centre.set_password(person, "Chuang-tai-2026", Cost::Least).unwrap();
    }

    /// Two administrators let somebody work again.
    pub fn enable(&self, person: &Person) {
        let mut admins = self.people.iter().filter(|one| one.role == Role::Admin);
        let (first, second) = (admins.next().unwrap(), admins.next().unwrap());
        let asked: Proposal = self.post(first, &format!("/v1/staff/{}/enable", person.id), &json!({})).json();
        let done = self.post(second, &format!("/v1/proposals/{}/confirm", asked.id), &json!({}));
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    }

    /// The number that an event stream tells at once, if it has anything for this person.
    pub fn first_event(&self, person: &Person, heard: Option<u64>) -> Option<u64> {
        let text = self.first_piece(person, heard.map(|heard| heard.to_string()).as_deref())?;
        text.lines().find_map(|line| line.strip_prefix("id: ")).map(|id| id.parse().unwrap())
    }

    /// What the stream says first to somebody who names this as the last they heard.
    pub fn first_words(&self, person: &Person, heard: &str) -> String {
        self.first_piece(person, Some(heard)).unwrap_or_default()
    }

    fn first_piece(&self, person: &Person, heard: Option<&str>) -> Option<String> {
        let mut request =
            Request::builder().uri("/v1/events").header("authorization", format!("Bearer {}", self.token(person)));
        if let Some(heard) = heard {
            request = request.header("last-event-id", heard);
        }
        let request = request.body(Body::empty()).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            let mut body = response.into_body();
            tokio::select! {
                biased;
                frame = body.frame() => {
                    Some(String::from_utf8(frame?.unwrap().into_data().unwrap().to_vec()).unwrap())
                }
                // Whatever is there is there at once: the work is done in line.
                () = async { for _ in 0..100 { tokio::task::yield_now().await } } => None,
            }
        })
    }

    pub fn case(&self, person: &Person, id: Uuid) -> CaseDetail {
        let answer = self.get(person, &format!("/v1/cases/{id}"));
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    pub fn guide(&self, code: &str) -> Guide {
        self.get(&self.role(Role::Clerk), &format!("/v1/items/{code}/versions/1")).json()
    }

    /// The shop of ticket A017.
    pub fn lookup(&self, ticket: &str) -> LookupAnswer {
        let request = json!({"number_kind": "ticket", "number": ticket, "purpose": "receive"});
        self.post(&self.role(Role::Clerk), "/v1/applicants/lookup", &request).json()
    }

    /// An application for the food licence with every form field filled; the rows are the caller's.
    pub fn food_application(&self, who: &LookupAnswer, rows: Vec<MaterialRow>) -> Application {
        let guide = self.guide(FOOD);
        let applicant = who.party.clone().unwrap();
        let mut form = std::collections::BTreeMap::new();
        for field in guide.form.iter().flat_map(|section| &section.fields) {
            let value = match field.filled_from.as_deref() {
                Some("applicant.name") => applicant.name.clone(),
                Some("applicant.number") => applicant.number.clone(),
                Some("applicant.phone") => applicant.phone.clone(),
                Some("applicant.address") => applicant.address.clone(),
                Some("applicant.legal_representative") => applicant.legal_representative.clone().unwrap_or_default(),
                _ => match field.kind {
                    chuangtai::domain::guide::FormFieldKind::Number => "40".to_owned(),
                    chuangtai::domain::guide::FormFieldKind::Choice => field.options[0].clone(),
                    _ => "热食类食品制售".to_owned(),
                },
            };
            form.insert(field.id.clone(), value);
        }
        let answer = |question: &str, choice: &str| chuangtai::domain::check::Answer {
            question: question.to_owned(),
            choices: vec![choice.to_owned()],
        };
        Application {
            applicant,
            agent: None,
            guide_version: guide.id,
            answers: vec![answer("what", "catering"), answer("who", "self")],
            materials: rows,
            form,
            form_sources: std::collections::BTreeMap::new(),
            channel: Channel::Window,
            delivery: Delivery::default(),
        }
    }
}

/// A text as one segment of a path.
pub fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut path, byte| {
        write!(path, "%{byte:02X}").unwrap();
        path
    })
}

/// Code of the n-th material of the food licence.
pub fn food(no: u32) -> String {
    format!("{FOOD}{no:03}")
}

/// A row that is complete.
pub fn row(no: u32, by: SatisfyBy) -> MaterialRow {
    MaterialRow {
        material_code: food(no),
        by: Some(by),
        originals: u32::from(by == SatisfyBy::PaperOriginal),
        copies: if by == SatisfyBy::CopyChecked { 3 } else { 0 },
        pages: 1,
        verdict: Verdict::Ok,
        ..MaterialRow::default()
    }
}
